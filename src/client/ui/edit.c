/* SPDX-License-Identifier: Apache-2.0
 *
 * Editing text.  Positions are bytes at character boundaries; columns are
 * worked out only when drawing.
 */
#include "client/ui/edit.h"

#include "base/secret.h"
#include "base/utf8.h"
#include "client/ui/wrap.h"

void
edit_init(struct edit *edit, size_t bytes_max, bool many_lines, bool secret)
{
	*edit = (struct edit){ .many_lines = many_lines, .secret = secret };
	buf_init(&edit->text, bytes_max);
	if (secret) {
		/* Room at once, so that no copy is left behind by growing. */
		for (size_t i = 0; i < bytes_max; i++)
			buf_putc(&edit->text, ' ');
		buf_reset(&edit->text);
	}
}

void
edit_done(struct edit *edit)
{
	if (edit->secret)
		secret_wipe(edit->text.data, edit->text.len);
	buf_done(&edit->text);
	edit->at = 0;
}

void
edit_set(struct edit *edit, const char *text)
{
	if (edit->secret)
		secret_wipe(edit->text.data, edit->text.len);
	buf_reset(&edit->text);
	edit->at = 0;
	if (text)
		edit_paste(edit, text, strlen(text));
}

static void
insert_bytes(struct edit *edit, const char *bytes, size_t len)
{
	struct buf *text = &edit->text;

	edit->full = text->len + len >= text->max;
	if (edit->full)
		return;
	buf_add(text, bytes, len);
	memmove(text->data + edit->at + len, text->data + edit->at, text->len - len - edit->at);
	memcpy(text->data + edit->at, bytes, len);
	edit->at += len;
	edit->changed = true;
}

static void
remove_bytes(struct edit *edit, size_t from, size_t to)
{
	struct buf *text = &edit->text;

	memmove(text->data + from, text->data + to, text->len - to + 1);
	if (edit->secret)
		secret_wipe(text->data + text->len - (to - from), to - from);
	text->len -= to - from;
	edit->at = from;
	edit->changed = true;
}

static size_t
grapheme_before(const struct edit *edit)
{
	size_t at = 0, before = 0;

	while (at < edit->at) {
		before = at;
		at += utf8_grapheme(edit->text.data + at, edit->text.len - at);
	}
	return before;
}

static size_t
grapheme_after(const struct edit *edit)
{
	if (edit->at >= edit->text.len)
		return edit->text.len;
	return edit->at + utf8_grapheme(edit->text.data + edit->at, edit->text.len - edit->at);
}

/* Where the word before the cursor begins, as a shell has it: blanks part words. */
static size_t
word_before(const struct edit *edit)
{
	size_t at = edit->at;

	while (at > 0 && edit->text.data[at - 1] == ' ')
		at--;
	while (at > 0 && edit->text.data[at - 1] != ' ')
		at--;
	return at;
}

/* ^U and ^W are a shell's, and of one line alone: too much would go of many. */
static bool
take_out(struct edit *edit, uint32_t code)
{
	if (edit->many_lines)
		return false;
	if (code == K_CTRL('U') && edit->text.len > 0)
		remove_bytes(edit, 0, edit->text.len);
	else if (code == K_CTRL('W') && edit->at > 0)
		remove_bytes(edit, word_before(edit), edit->at);
	return true;
}

static void
insert_point(struct edit *edit, uint32_t point)
{
	struct buf bytes = BUF_INIT(8);

	utf8_encode(&bytes, point);
	insert_bytes(edit, bytes.data, bytes.len);
	buf_done(&bytes);
}

bool
edit_key(struct edit *edit, struct key key)
{
	size_t at = edit->at;

	edit->full = false;
	switch (key.code) {
	case K_BACKSPACE:
		if (at > 0)
			remove_bytes(edit, grapheme_before(edit), at);
		return true;
	case K_DELETE:
		if (at < edit->text.len)
			remove_bytes(edit, at, grapheme_after(edit));
		return true;
	case K_LEFT:
		edit->at = grapheme_before(edit);
		return true;
	case K_RIGHT:
		edit->at = grapheme_after(edit);
		return true;
	case K_HOME:
		edit->at = 0;
		return true;
	case K_END:
		edit->at = edit->text.len;
		return true;
	case K_CTRL('U'):
	case K_CTRL('W'):
		return take_out(edit, key.code);
	case K_CTRL('J'):
		if (edit->many_lines)
			insert_bytes(edit, "\n", 1);
		return true;
	default:
		if (!key_is_text(key))
			return false;
		insert_point(edit, key.code);
		return true;
	}
}

void
edit_paste(struct edit *edit, const char *text, size_t len)
{
	size_t at = 0;

	edit->full = false;
	/* What no longer fits ends it: nothing is left out in the middle. */
	while (at < len && !edit->full) {
		uint32_t point;
		size_t used = utf8_decode(text + at, len - at, &point);
		bool line_end = point == '\n' || point == '\r';

		/* CR LF and CR are newlines too. */
		if (point == '\r' && at + 1 < len && text[at + 1] == '\n')
			used = 2;
		if (line_end)
			insert_bytes(edit, edit->many_lines ? "\n" : " ", 1);
		else if (point == '\t')
			insert_bytes(edit, " ", 1);
		else if (point >= ' ' && point != 0x7f)
			insert_point(edit, point);
		at += used;
	}
}

struct edit_line {
	size_t start, len, next;
};

/* Along the lines as wrapped; an empty text, or one that ends in a newline, has
 * a last empty line. */
struct walk {
	size_t start;
	bool open;
};
#define WALK_START { 0, true }

static bool
next_line(const struct edit *edit, int cols, struct walk *walk, struct edit_line *ret)
{
	const struct buf *text = &edit->text;

	if (walk->start >= text->len && !walk->open)
		return false;
	struct wrap wrap = wrap_line(text->data + walk->start, text->len - walk->start, cols);
	*ret = (struct edit_line){ walk->start, wrap.len, walk->start + wrap.next };
	walk->open = wrap.newline;
	walk->start += wrap.next;
	return true;
}

/* The line number `number`; false past the end. */
static bool
line_get(const struct edit *edit, int cols, int number, struct edit_line *ret)
{
	struct walk walk = WALK_START;

	for (int i = 0; next_line(edit, cols, &walk, ret); i++)
		if (i == number)
			return true;
	return false;
}

static int
cursor_line(const struct edit *edit, int cols, struct edit_line *ret)
{
	struct walk walk = WALK_START;
	int number = -1;

	while (next_line(edit, cols, &walk, ret)) {
		number++;
		if (edit->at < ret->next)
			break;
	}
	return number;
}

static int
prefix_width(const char *text, size_t len)
{
	struct buf part = BUF_INIT(64 * 1024);

	buf_add(&part, text, len);
	int width = canvas_width(part.data);
	buf_done(&part);
	return width;
}

static bool
go_line(struct edit *edit, int cols, int by)
{
	struct edit_line here = { 0 }, there;
	int number = cursor_line(edit, cols, &here);

	if (number + by < 0 || !line_get(edit, cols, number + by, &there))
		return false;
	size_t inside = edit->at - here.start;
	int col = prefix_width(edit->text.data + here.start, inside < here.len ? inside : here.len);
	size_t fits = utf8_fit(edit->text.data + there.start, there.len, col);
	edit->at = there.start + fits;
	return true;
}

bool
edit_up(struct edit *edit, int cols)
{
	return edit->many_lines && go_line(edit, cols, -1);
}

bool
edit_down(struct edit *edit, int cols)
{
	return edit->many_lines && go_line(edit, cols, 1);
}

static void
draw_part(struct canvas *canvas, int row, int col, int cols, enum ink ink, const char *text,
          size_t len)
{
	struct buf part = BUF_INIT(64 * 1024);

	buf_add(&part, text, len);
	canvas_text(canvas, row, col, cols, ink, part.data);
	buf_done(&part);
}

static void
draw_one_line(const struct edit *edit, struct canvas *canvas, struct rect area, enum ink ink,
              bool focused)
{
	struct buf stars = BUF_INIT(4096);
	const struct buf *text = &edit->text;
	size_t at = edit->at;

	if (edit->secret) {
		size_t cursor = 0;
		for (size_t i = 0; i < text->len; i += utf8_grapheme(text->data + i, text->len - i)) {
			buf_putc(&stars, '*');
			if (i < edit->at)
				cursor++;
		}
		text = &stars;
		at = cursor;
	}
	/* Show the end of what is before the cursor when it does not all fit. */
	size_t from = 0;
	int width = prefix_width(text->data, at);
	while (from < at && width > area.cols - 1) {
		size_t used = utf8_grapheme(text->data + from, text->len - from);
		width -= prefix_width(text->data + from, used);
		from += used;
	}
	draw_part(canvas, area.row, area.col, area.cols, ink, text->data + from, text->len - from);
	if (focused)
		canvas_cursor(canvas, area.row, area.col + prefix_width(text->data + from, at - from));
	buf_done(&stars);
}

void
edit_draw(const struct edit *edit, struct canvas *canvas, struct rect area, bool focused)
{
	enum ink ink = focused ? INK_FOCUS : INK_FIELD;
	struct edit_line line;

	if (!edit->many_lines) {
		canvas_fill(canvas, area, ink);
		draw_one_line(edit, canvas, area, ink, focused);
		return;
	}
	/* Only what is written is underlined: a box of underlined blanks would
	 * take a second on a slow line. */
	struct edit_line here = { 0 };
	int cursor = cursor_line(edit, area.cols, &here);
	canvas_fill(canvas, area, INK_TEXT);
	int top = cursor >= area.rows ? cursor - area.rows + 1 : 0;
	struct walk walk = WALK_START;
	for (int i = -top; i < area.rows && next_line(edit, area.cols, &walk, &line); i++)
		if (i >= 0)
			draw_part(canvas, area.row + i, area.col, area.cols, ink,
			          edit->text.data + line.start, line.len);
	if (focused)
		canvas_cursor(canvas, area.row + cursor - top,
		              area.col + prefix_width(edit->text.data + here.start, edit->at - here.start));
}

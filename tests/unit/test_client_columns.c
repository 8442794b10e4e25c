/* SPDX-License-Identifier: Apache-2.0
 *
 * Every code point and every pair of bytes, drawn in a field with something on
 * either side: a terminal that gets what the canvas holds shows the neighbours
 * where they belong, and got nothing it could act on.  CASELOAD_LONG tries
 * all; without it every 41st, all below U+3000 and all pairs with an odd sum.
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <vterm.h>
#include <wchar.h>

#include "base/utf8.h"
#include "client/term/canvas.h"

enum { ROWS = 2, COLS = 40, FIELD = 4, FIELD_COLS = 24, FENCE = FIELD + FIELD_COLS };

static struct canvas canvas;
static VTerm *vterm;
static VTermScreen *screen;

static int
start(void **state)
{
	(void)state;
	setlocale(LC_ALL, "C.UTF-8");
	canvas_init(&canvas, ROWS, COLS);
	vterm = vterm_new(ROWS, COLS);
	vterm_set_utf8(vterm, 1);
	screen = vterm_obtain_screen(vterm);
	vterm_screen_reset(screen, 1);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	vterm_free(vterm);
	canvas_done(&canvas);
	return 0;
}

/* What the terminal has at a column of the first row. */
static uint32_t
shown(int col)
{
	VTermScreenCell cell;

	vterm_screen_get_cell(screen, (VTermPos){ .row = 0, .col = col }, &cell);
	return cell.chars[0];
}

static void
row_bytes(struct buf *out)
{
	for (int col = 0; col < COLS; col++) {
		const struct cell *cell = canvas_cell(&canvas, 0, col);
		for (int i = 0; i < CELL_POINTS_MAX && cell->points[i]; i++)
			utf8_encode(out, cell->points[i]);
	}
}

/*
 * This terminal's table of widths is that of an older Unicode than the C
 * library's.  Where they differ nobody is right for every terminal, and the
 * question here is another one.
 */
static bool
is_newer_than_the_terminal(uint32_t point)
{
	struct buf bytes = BUF_INIT(16);
	int width = wcwidth((wchar_t)point);
	VTermPos cursor;

	if (point < 0xa0 || width < 0)
		return false;
	vterm_screen_reset(screen, 1);
	buf_putc(&bytes, 'a');
	utf8_encode(&bytes, point);
	vterm_input_write(vterm, bytes.data, bytes.len);
	vterm_state_get_cursorpos(vterm_obtain_state(vterm), &cursor);
	buf_done(&bytes);
	return cursor.col != 1 + width;
}

/* NULL: all is well. */
static const char *
fault(const char *text, struct buf *bytes)
{
	canvas_clear(&canvas);
	for (int col = 0; col < COLS; col++)
		canvas_text(&canvas, 0, col, 1, INK_TEXT, "#");
	canvas_text(&canvas, 0, FIELD, FIELD_COLS, INK_TEXT, text);
	/* What follows is drawn where the layout says. */
	canvas_text(&canvas, 0, FENCE, 1, INK_TEXT, "|");
	buf_reset(bytes);
	row_bytes(bytes);
	for (size_t i = 0; i < bytes->len; i++) {
		unsigned char byte = (unsigned char)bytes->data[i];
		if (byte < 0x20 || byte == 0x7f)
			return "a control character gets through";
		if (byte == 0xc2 && (unsigned char)bytes->data[i + 1] < 0xa0)
			return "a C1 control character gets through";
	}
	vterm_screen_reset(screen, 1);
	vterm_input_write(vterm, bytes->data, bytes->len);
	if (shown(FENCE) != '|')
		return "what stands behind it has moved";
	if (shown(FIELD - 1) != '#' || shown(FENCE + 1) != '#')
		return "a neighbour was eaten";
	return NULL;
}

static void
try(const char *text, const char *name, struct buf *bytes, int *faults)
{
	const char *why = fault(text, bytes);

	if (!why)
		return;
	if (++*faults <= 20)
		print_message("%s: %s\n", name, why);
}

static bool
is_long(void)
{
	return getenv("CASELOAD_LONG") != NULL;
}

static void
every_code_point_stays_in_its_field(void **state)
{
	struct buf text = BUF_INIT(256), bytes = BUF_INIT(4096);
	uint32_t step = 1;
	int faults = 0, newer = 0;
	char name[20];

	(void)state;
	for (uint32_t point = 1; point <= 0x10ffff; point += step) {
		step = is_long() || point < 0x3000 ? 1 : 41;
		if (point >= 0xd800 && point < 0xe000)
			continue;
		if (is_newer_than_the_terminal(point)) {
			newer++;
			continue;
		}
		snprintf(name, sizeof name, "U+%04X", (unsigned)point);
		/* Alone, after a letter, and where a mark finds something to stand on. */
		buf_reset(&text);
		utf8_encode(&text, point);
		buf_puts(&text, "ab");
		utf8_encode(&text, point);
		buf_puts(&text, "cd");
		try(text.data, name, &bytes, &faults);
	}
	buf_done(&text);
	buf_done(&bytes);
	print_message("%d code points are newer than this terminal\n", newer);
	assert_int_equal(faults, 0);
	/* All but a few of them were tried. */
	assert_in_range(newer, 0, 3000);
}

static void
every_pair_of_bytes_stays_in_its_field(void **state)
{
	struct buf bytes = BUF_INIT(4096);
	int faults = 0;
	char name[20];

	(void)state;
	for (int first = 1; first < 256; first++) {
		for (int second = 1; second < 256; second++) {
			char text[] = { 'a', (char)first, (char)second, 'z', 0 };
			if (!is_long() && (first + second) % 2 == 0)
				continue;
			uint32_t point;
			if (utf8_decode(text + 1, 2, &point) == 2 && is_newer_than_the_terminal(point))
				continue;
			snprintf(name, sizeof name, "%02x %02x", (unsigned)first, (unsigned)second);
			try(text, name, &bytes, &faults);
		}
	}
	buf_done(&bytes);
	assert_int_equal(faults, 0);
}

/* Half a wide character at the edge, a flood of marks, a family of emoji. */
static void
what_does_not_fit_stays_in_its_field(void **state)
{
	static const char *const texts[] = {
		"漢字漢字漢字漢字漢字漢字漢字漢字", "a漢字漢字漢字漢字漢字漢字漢字漢字",
		"z\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
		"👩\u200d👩\u200d👧\u200d👦👩\u200d👩\u200d👧\u200d👦", "\u0301start", "한\u1100\u1161\u11a8",
		"e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301",
		"🇺🇸🇺🇸🇺🇸🇺🇸🇺🇸🇺🇸🇺🇸🇺🇸🇺🇸", "👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽", "❤️❤️❤️☎️",
	};
	struct buf bytes = BUF_INIT(4096);
	int faults = 0;

	(void)state;
	for (size_t i = 0; i < countof(texts); i++)
		try(texts[i], texts[i], &bytes, &faults);
	buf_done(&bytes);
	assert_int_equal(faults, 0);
}

/* The check itself: what is put on the glass uncleaned is found. */
static void
planted_text_is_found(void **state)
{
	static const char *const texts[] = { "\033[5Ca", "ab\rcd", "\xe6\xbc\xa2" };

	(void)state;
	for (size_t i = 0; i < countof(texts); i++) {
		struct buf bytes = BUF_INIT(256);
		buf_puts(&bytes, "####");
		buf_puts(&bytes, texts[i]);
		for (int col = 1; col < FIELD_COLS; col++)
			buf_putc(&bytes, '.');
		buf_puts(&bytes, "|###");
		vterm_screen_reset(screen, 1);
		vterm_input_write(vterm, bytes.data, bytes.len);
		assert_true(shown(FENCE) != '|' || shown(FIELD - 1) != '#');
		buf_done(&bytes);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_code_point_stays_in_its_field, start, stop),
		cmocka_unit_test_setup_teardown(every_pair_of_bytes_stays_in_its_field, start, stop),
		cmocka_unit_test_setup_teardown(what_does_not_fit_stays_in_its_field, start, stop),
		cmocka_unit_test_setup_teardown(planted_text_is_found, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

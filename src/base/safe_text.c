/* SPDX-License-Identifier: Apache-2.0
 *
 * The cleaners.  Bytes are decoded first and judged as characters after, so
 * no trick of encoding gets past; nothing is remembered between two texts.
 */
#include "base/safe_text.h"

#include <langinfo.h>
#include <stdio.h>
#include <unictype.h>
#include <unistd.h>
#include <uniwidth.h>
#include <wchar.h>

#include "base/utf8.h"

enum {
	TAB_COLUMNS = 8,
	ATTACHED_MAX = 4, /* what ncursesw keeps in a cell */
	MARK_TEXT_MAX = 16
};

enum shown { SHOWN_ALONE, SHOWN_ATTACHED, SHOWN_AS_MARK };

/* The names that Unicode gives to what cannot be seen. */
static const struct {
	uint32_t point;
	const char *name;
} mark_names[] = {
	{ 0x00AD, "SHY" },
	{ 0x034F, "CGJ" },
	{ 0x061C, "ALM" },
	{ 0x115F, "HCF" },
	{ 0x1160, "HJF" },
	{ 0x180E, "MVS" },
	{ 0x200B, "ZWSP" },
	{ 0x200C, "ZWNJ" },
	{ 0x200D, "ZWJ" },
	{ 0x200E, "LRM" },
	{ 0x200F, "RLM" },
	{ 0x2028, "LS" },
	{ 0x2029, "PS" },
	{ 0x202A, "LRE" },
	{ 0x202B, "RLE" },
	{ 0x202C, "PDF" },
	{ 0x202D, "LRO" },
	{ 0x202E, "RLO" },
	{ 0x2060, "WJ" },
	{ 0x2066, "LRI" },
	{ 0x2067, "RLI" },
	{ 0x2068, "FSI" },
	{ 0x2069, "PDI" },
	{ 0x3164, "HF" },
	{ 0xFE0E, "VS15" },
	{ 0xFE0F, "VS16" },
	{ 0xFEFF, "BOM" },
};

static bool
is_control(uint32_t point)
{
	return point < 0x20 || (point >= 0x7F && point <= 0x9F);
}

static bool
is_bidi_embedding(uint32_t point)
{
	return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

static const char *
mark_name(uint32_t point)
{
	for (size_t i = 0; i < countof(mark_names); i++) {
		if (mark_names[i].point == point)
			return mark_names[i].name;
	}
	return NULL;
}

/* "<1B>", "<RLO>" or "<U+E000>"; returns the length. By hand: a hostile screen
 * is all marks, and printf is slow. */
static size_t
mark_text(char out[MARK_TEXT_MAX], uint32_t point)
{
	const char *name = is_control(point) ? "" : mark_name(point);
	int digits = is_control(point) ? 2 : 0;
	char *at = out;

	if (!name) {
		name = "U+";
		digits = point < 0x10000 ? 4 : point < 0x100000 ? 5 : 6;
	}
	*at++ = '<';
	while (*name)
		*at++ = *name++;
	while (digits-- > 0)
		*at++ = "0123456789ABCDEF"[point >> (4 * digits) & 15];
	*at++ = '>';
	return (size_t)(at - out);
}

static enum shown
shown_as(uint32_t point, bool ask_terminal)
{
	const uint32_t unseen = UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cf | UC_CATEGORY_MASK_Cs |
		UC_CATEGORY_MASK_Co | UC_CATEGORY_MASK_Cn | UC_CATEGORY_MASK_Zl |
		UC_CATEGORY_MASK_Zp;
	const uint32_t braille_blank = 0x2800; /* a letter to Unicode, nothing to the eye */

	if (uc_is_general_category_withtable(point, unseen) || point == braille_blank ||
		uc_is_property_default_ignorable_code_point(point))
		return SHOWN_AS_MARK;

	int width = uc_width(point, "UTF-8");
	if (width < 0 || (ask_terminal && wcwidth((wchar_t)point) != width))
		return SHOWN_AS_MARK;
	return width == 0 ? SHOWN_ATTACHED : SHOWN_ALONE;
}

/* ---- the terminal ---- */

struct cleaner {
	struct buf *out;
	enum safe_text_lines lines;
	bool ask_terminal; /* the locale's wcwidth() speaks of Unicode */
	bool has_base;     /* there is a character of this text to attach to */
	int attached;      /* to that character, so far */
	size_t surplus;    /* attached characters counted but not shown */
	size_t column;     /* since the start of the line, for TAB */
};

static void
put_mark(struct cleaner *cleaner, uint32_t point)
{
	char mark[MARK_TEXT_MAX];
	size_t len = mark_text(mark, point);

	buf_add(cleaner->out, mark, len);
	cleaner->column += len;
	/* What follows must not change the look of a mark. */
	cleaner->has_base = false;
	cleaner->attached = 0;
}

static void
end_attached(struct cleaner *cleaner)
{
	char mark[MARK_TEXT_MAX + 16];

	if (cleaner->surplus == 0)
		return;
	int len = snprintf(mark, sizeof(mark), "<+%zu>", cleaner->surplus);
	buf_add(cleaner->out, mark, (size_t)len);
	cleaner->column += (size_t)len;
	cleaner->surplus = 0;
	cleaner->has_base = false;
	cleaner->attached = 0;
}

static void
put_attached(struct cleaner *cleaner, const char *text, size_t len, uint32_t point)
{
	if (cleaner->attached == ATTACHED_MAX) {
		cleaner->surplus++;
	} else if (cleaner->has_base) {
		buf_add(cleaner->out, text, len);
		cleaner->attached++;
	} else {
		/* Alone it would climb onto whatever stands left of this text.
		 * One mark tells of it; the rest of its flood is counted. */
		put_mark(cleaner, point);
		cleaner->attached = ATTACHED_MAX;
	}
}

static void
put_alone(struct cleaner *cleaner, const char *text, size_t len, size_t columns)
{
	buf_add(cleaner->out, text, len);
	cleaner->column += columns;
	cleaner->has_base = true;
	cleaner->attached = 0;
}

static void
put_tab(struct cleaner *cleaner)
{
	static const char blanks[TAB_COLUMNS + 1] = "        ";
	size_t columns = TAB_COLUMNS - cleaner->column % TAB_COLUMNS;

	put_alone(cleaner, blanks, columns, columns);
}

static void
put_line_end(struct cleaner *cleaner)
{
	buf_putc(cleaner->out, '\n');
	cleaner->column = 0;
	cleaner->has_base = false;
	cleaner->attached = 0;
}

static size_t
printable_run(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len && text[i] >= 0x20 && text[i] < 0x7F)
		i++;
	return i;
}

/* One character that is not printable ASCII; returns the bytes used. */
static size_t
put_other(struct cleaner *cleaner, const char *text, size_t len)
{
	static const char replacement[] = "\xEF\xBF\xBD";
	uint32_t point;
	size_t used = utf8_decode(text, len, &point);

	if (point == UTF8_REPLACEMENT) {
		end_attached(cleaner);
		put_alone(cleaner, replacement, sizeof(replacement) - 1, 1);
		return used;
	}

	enum shown shown =
		is_control(point) ? SHOWN_AS_MARK : shown_as(point, cleaner->ask_terminal);
	if (shown == SHOWN_ATTACHED) {
		put_attached(cleaner, text, used, point);
		return used;
	}
	end_attached(cleaner);

	bool many = cleaner->lines == SAFE_MANY_LINES;
	if (shown == SHOWN_ALONE) {
		put_alone(cleaner, text, used, (size_t)uc_width(point, "UTF-8"));
	} else if (point == '\t') {
		put_tab(cleaner);
	} else if (many && point == '\n') {
		put_line_end(cleaner);
	} else if (many && point == '\r' && len > 1 && text[1] == '\n') {
		/* The line end of forms and mail; alone, CR would overwrite. */
		put_line_end(cleaner);
		used = 2;
	} else {
		put_mark(cleaner, point);
	}
	return used;
}

void
safe_text(struct buf *out, const char *text, size_t len, enum safe_text_lines lines)
{
	struct cleaner cleaner = { .out = out, .lines = lines };

	cleaner.ask_terminal = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	while (len > 0) {
		size_t used = printable_run(text, len);

		if (used > 0) {
			end_attached(&cleaner);
			put_alone(&cleaner, text, used, used);
		} else {
			used = put_other(&cleaner, text, len);
		}
		text += used;
		len -= used;
	}
	end_attached(&cleaner);
}

/* ---- pages and tables ---- */

static const char *
html_escape(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

/* What a browser or a spreadsheet would act on or hide, as a mark between the
 * given brackets; the rest of a character as it is, bad bytes as U+FFFD.
 * Returns the bytes used. */
static size_t
data_character(struct buf *out, const char *text, size_t len, const char *open, const char *close)
{
	uint32_t point;
	size_t used = utf8_decode(text, len, &point);
	bool is_space = point == '\t' || point == '\n' || point == '\r';

	if ((is_control(point) && !is_space) || is_bidi_embedding(point)) {
		char mark[MARK_TEXT_MAX];
		size_t mark_len = mark_text(mark, point);

		buf_puts(out, open);
		buf_add(out, mark + 1, mark_len - 2);
		buf_puts(out, close);
	} else {
		utf8_encode(out, point);
	}
	return used;
}

void
html_text(struct buf *out, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	while (len > 0) {
		size_t used = 0;

		while (used < len && text[used] >= 0x20 && text[used] < 0x7F &&
			!html_escape(text[used]))
			used++;
		if (used > 0) {
			buf_add(out, text, used);
		} else if (html_escape(*text)) {
			buf_puts(out, html_escape(*text));
			used = 1;
		} else {
			used = data_character(out, text, len, "&lt;", "&gt;");
		}
		text += used;
		len -= used;
	}
}

void
mail_text(struct buf *out, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	while (len > 0) {
		size_t used = 1;

		if (*text == '\r' || *text == '\n') {
			used += len > 1 && text[0] == '\r' && text[1] == '\n';
			buf_puts(out, "\r\n");
		} else {
			used = data_character(out, text, len, "<", ">");
		}
		text += used;
		len -= used;
	}
}

void
mail_line(struct buf *out, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	while (len > 0) {
		size_t used = 1;

		if (*text == '\r' || *text == '\n' || *text == '\t')
			buf_printf(out, "<%02X>", (unsigned)*text);
		else
			used = data_character(out, text, len, "<", ">");
		text += used;
		len -= used;
	}
}

/* "-125.50": a sign that starts a number, not a formula. */
static bool
is_negative_number(const char *text)
{
	const char *digits = "0123456789";

	if (*text++ != '-')
		return false;
	size_t whole = strspn(text, digits);
	text += whole;
	if (*text == '.') {
		size_t decimals = strspn(++text, digits);
		if (decimals == 0)
			return false;
		text += decimals;
	}
	return whole > 0 && !*text;
}

static bool
starts_formula(const char *text)
{
	uint32_t point = 0;

	if (is_negative_number(text))
		return false;
	/* Some programs look past blanks. */
	text += strspn(text, " ");
	utf8_decode(text, strlen(text), &point);
	switch (point) {
	case '=':
	case '+':
	case '-':
	case '@':
	case '\t':
	case '\r':
	case '\n':
	case 0xFF1D: /* the full-width twins of = + - @ */
	case 0xFF0B:
	case 0xFF0D:
	case 0xFF20:
		return true;
	default:
		return false;
	}
}

void
csv_cell(struct buf *out, const char *text)
{
	if (!text || !*text)
		return;

	size_t len = strlen(text);
	bool is_formula = starts_formula(text);
	/* Semicolons part cells where the comma is the decimal sign. */
	bool is_quoted =
		is_formula || strpbrk(text, ",;\"\t\r\n") || *text == ' ' || text[len - 1] == ' ';

	if (is_quoted)
		buf_putc(out, '"');
	if (is_formula)
		buf_putc(out, '\'');
	while (len > 0) {
		size_t used = 1;

		if (*text == '"')
			buf_puts(out, "\"\"");
		else
			used = data_character(out, text, len, "<", ">");
		text += used;
		len -= used;
	}
	if (is_quoted)
		buf_putc(out, '"');
}

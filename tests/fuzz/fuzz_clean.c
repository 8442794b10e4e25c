/* SPDX-License-Identifier: Apache-2.0
 *
 * The cleaners, one for each sink: terminal, page, spreadsheet cell.
 */
#include <locale.h>

#include "base/safe_text.h"
#include "base/utf8.h"
#include "fuzz.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	setlocale(LC_ALL, "C.UTF-8");
	return 0;
}

static bool
is_invisible(uint32_t point)
{
	return point == 0xAD || point == 0x61C || point == 0x180E || (point >= 0x200B && point <= 0x200F) ||
	       (point >= 0x2028 && point <= 0x202E) || (point >= 0x2060 && point <= 0x206F) ||
	       (point >= 0xFE00 && point <= 0xFE0F) || point == 0xFEFF || (point >= 0xE0000 && point <= 0xE0FFF) ||
	       (point >= 0xE000 && point <= 0xF8FF);
}

static bool
is_control(uint32_t point)
{
	return point < 0x20 || (point >= 0x7F && point <= 0x9F);
}

static void
fit_for_terminal(const char *text, size_t len, enum safe_text_lines lines)
{
	int marks = 0;

	fuzz_claim(utf8_valid(text, len));
	for (size_t at = 0; at < len;) {
		uint32_t point;
		size_t used = utf8_decode(text + at, len - at, &point);
		fuzz_claim(!is_invisible(point));
		fuzz_claim(!is_control(point) || (point == '\n' && lines == SAFE_MANY_LINES));
		int width = point == '\n' ? 1 : utf8_width(text + at, used);
		fuzz_claim(width >= 0 && width <= 2);
		marks = width == 0 ? marks + 1 : 0;
		fuzz_claim(marks <= 4);
		at += used;
	}
}

static void
terminal(const char *bytes, size_t len, enum safe_text_lines lines)
{
	struct buf once = BUF_INIT(16 * 1024 * 1024), twice = BUF_INIT(16 * 1024 * 1024);

	if (fuzz_planted())
		buf_add(&once, bytes, len);
	else
		safe_text(&once, bytes, len, lines);
	fit_for_terminal(once.data, once.len, lines);
	safe_text(&twice, once.data, once.len, lines);
	fuzz_claim(once.len == twice.len && memcmp(once.data, twice.data, once.len) == 0);
	/* No grapheme is cut, and what fits is no wider than the room. */
	for (int room = 0; lines == SAFE_ONE_LINE && room < 40; room += 7)
		fuzz_claim(utf8_width(once.data, utf8_fit(once.data, once.len, room)) <= room);
	buf_done(&once);
	buf_done(&twice);
}

static void
page(const char *text)
{
	struct buf out = BUF_INIT(16 * 1024 * 1024);

	html_text(&out, text);
	fuzz_claim(utf8_valid(out.data, out.len));
	for (size_t i = 0; i < out.len; i++) {
		unsigned char byte = (unsigned char)out.data[i];
		fuzz_claim(byte != '<' && byte != '>' && byte != '"' && byte != '\'');
		fuzz_claim(byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r');
		if (byte == '&')
			fuzz_claim(memchr(out.data + i, ';', out.len - i < 8 ? out.len - i : 8) != NULL);
	}
	buf_done(&out);
}

static bool
is_number(const char *text, size_t len)
{
	size_t at = len > 0 && (text[0] == '-' || text[0] == '+');

	for (; at < len; at++) {
		if ((text[at] < '0' || text[at] > '9') && text[at] != '.')
			return false;
	}
	return len > 0;
}

static void
cell(const char *text)
{
	struct buf out = BUF_INIT(16 * 1024 * 1024);
	size_t quotes = 0;

	csv_cell(&out, text);
	const char *start = out.data;
	size_t len = out.len;
	bool quoted = len >= 2 && start[0] == '"' && start[len - 1] == '"';
	if (quoted) {
		start++;
		len -= 2;
	}
	for (size_t i = 0; i < len; i++)
		quotes += start[i] == '"';
	fuzz_claim(quotes % 2 == 0);
	fuzz_claim(quoted || (!memchr(start, ',', len) && !memchr(start, '\n', len) && !memchr(start, '\r', len) &&
	                      quotes == 0));
	if (len > 0 && !is_number(start, len))
		fuzz_claim(!strchr("=+-@\t\r", start[0]));
	buf_done(&out);
}

FUZZ_ONE(bytes, len)
{
	char *text = fuzz_text(bytes, len);

	terminal(bytes, len, SAFE_ONE_LINE);
	terminal(bytes, len, SAFE_MANY_LINES);
	page(text);
	cell(text);
	free(text);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The cleaners against everything there is: all code points, all pairs of
 * bytes, floods and spoofs.  What may not pass is written down here a second
 * time, from the Unicode charts, and not taken from the code under test.
 */
#include "test_base.h"

#include <locale.h>
#include <wchar.h>

#include "base/safe_text.h"
#include "base/str.h"
#include "base/utf8.h"

enum { OUT_MAX = 8 * 1024 * 1024 };

/* First and last of what a terminal would obey, reorder by, or not show. */
static const uint32_t hidden[][2] = {
	{ 0x0000, 0x001F }, { 0x007F, 0x009F }, { 0x00AD, 0x00AD }, { 0x034F, 0x034F },
	{ 0x061C, 0x061C }, { 0x115F, 0x1160 }, { 0x17B4, 0x17B5 }, { 0x180B, 0x180F },
	{ 0x200B, 0x200F }, { 0x2028, 0x202E }, { 0x2060, 0x206F }, { 0x2800, 0x2800 },
	{ 0x3164, 0x3164 }, { 0xD800, 0xF8FF }, { 0xFDD0, 0xFDEF }, { 0xFE00, 0xFE0F },
	{ 0xFEFF, 0xFEFF }, { 0xFFA0, 0xFFA0 }, { 0xFFF0, 0xFFFB }, { 0xFFFE, 0xFFFF },
	{ 0x1BCA0, 0x1BCA3 }, { 0x1D173, 0x1D17A }, { 0x1FFFE, 0x1FFFF }, { 0xE0000, 0x10FFFF },
};

static bool
is_hidden(uint32_t point)
{
	for (size_t i = 0; i < countof(hidden); i++) {
		if (point >= hidden[i][0] && point <= hidden[i][1])
			return true;
	}
	return false;
}

/* Nothing in the text that may not reach a terminal; LF only if allowed. */
static void
assert_clean(const struct buf *text, bool may_break)
{
	assert_true(buf_ok(text));
	assert_true(utf8_valid(text->data, text->len));
	for (size_t i = 0; i < text->len;) {
		uint32_t point = 0;

		i += utf8_decode(text->data + i, text->len - i, &point);
		if (is_hidden(point) && !(may_break && point == '\n'))
			fail_msg("U+%04X passed in \"%s\"", (unsigned)point, text->data);
	}
}

static void
assert_settled(const struct buf *text, enum safe_text_lines lines)
{
	struct buf again = BUF_INIT(OUT_MAX);

	safe_text(&again, text->data, text->len, lines);
	if (!str_eq(again.data, text->data))
		fail_msg("cleaned again, \"%s\" becomes \"%s\"", text->data, again.data);
	buf_done(&again);
}

static void
assert_cleans(const char *text, enum safe_text_lines lines, const char *wanted)
{
	struct buf out = BUF_INIT(OUT_MAX);

	safe_text(&out, text, strlen(text), lines);
	assert_string_equal(out.data, wanted);
	assert_clean(&out, lines == SAFE_MANY_LINES);
	assert_settled(&out, lines);
	buf_done(&out);
}

static void
no_code_point_gets_past(void **state)
{
	struct buf text = BUF_INIT(16), out = BUF_INIT(64);

	(void)state;
	for (uint32_t point = 0; point <= 0x10FFFF; point++) {
		static const enum safe_text_lines ways[] = { SAFE_ONE_LINE, SAFE_MANY_LINES };

		buf_reset(&text);
		buf_putc(&text, 'x');
		utf8_encode(&text, point);
		buf_putc(&text, 'A');
		for (size_t way = 0; way < countof(ways); way++) {
			buf_reset(&out);
			safe_text(&out, text.data, text.len, ways[way]);
			assert_clean(&out, ways[way] == SAFE_MANY_LINES);
			/* What stood before and after still stands there. */
			assert_true(out.data[0] == 'x');
			assert_true(out.data[out.len - 1] == 'A');
			assert_true(out.len >= 3);
		}
		assert_settled(&out, SAFE_MANY_LINES);
	}
	buf_done(&text);
	buf_done(&out);
}

static void
our_width_is_the_terminals(void **state)
{
	struct buf text = BUF_INIT(16), out = BUF_INIT(64);
	int marked = 0;

	(void)state;
	for (uint32_t point = 0; point <= 0x10FFFF; point++) {
		int columns = 0;

		buf_reset(&text);
		buf_putc(&text, 'x');
		utf8_encode(&text, point);
		buf_reset(&out);
		safe_text(&out, text.data, text.len, SAFE_ONE_LINE);
		for (size_t i = 0; i < out.len;) {
			uint32_t shown = 0;
			i += utf8_decode(out.data + i, out.len - i, &shown);
			int width = wcwidth((wchar_t)shown);
			assert_true(width >= 0);
			columns += width;
		}
		assert_int_equal(utf8_width(out.data, out.len), columns);
		marked += out.data[1] == '<' && point != '<' && !is_hidden(point);
	}
	/* Most of what is not hidden is shown: 140,000 characters have names. */
	assert_true(0x110000 - marked > 130000);
	buf_done(&text);
	buf_done(&out);
}

static void
letters_of_the_worlds_names_are_shown(void **state)
{
	static const char *const names[] = {
		"Jos\xC3\xA9 \xC5\x81ukasz \xC4\x90\xE1\xBA\xB7ng",
		"\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",                         /* Hebrew */
		"\xD8\xA3\xD8\xAD\xD9\x85\xD8\xAF \xD9\x85\xD9\x8F",        /* Arabic with a vowel sign */
		"\xE9\x87\x91\xE5\xB0\x8F\xE9\xBE\x8D \xEB\xAF\xBC\xEC\xA4\x80", /* Chinese, Korean */
		"\xE3\x81\x95\xE3\x82\xAF\xE3\x83\xA9",                     /* kana */
		"\xE0\xA4\xB0\xE0\xA4\xBE\xE0\xA4\xAE \xE0\xA4\x95\xE0\xA5\x81", /* Devanagari */
		"\xE1\x8A\xA0\xE1\x89\xA0\xE1\x89\xA0",                     /* Ethiopic */
		"\xE0\xB8\xAA\xE0\xB8\xA1\xE0\xB8\x8A\xE0\xB8\xB1\xE0\xB8\xA2", /* Thai */
		"\xD0\x9E\xD0\xBB\xD1\x8C\xD0\xB3\xD0\xB0",                 /* Cyrillic */
		"\xF0\x9F\x98\x80 \xF0\x9F\x91\x8D",                        /* faces in a chat */
		"\xE2\x80\x9Cquoted\xE2\x80\x9D \xE2\x80\x93 \xE2\x82\xAC 5",
		"5\xC2\xA0km",
	};

	(void)state;
	for (size_t i = 0; i < countof(names); i++)
		assert_cleans(names[i], SAFE_ONE_LINE, names[i]);
}

static void
no_pair_of_bytes_swallows_a_letter(void **state)
{
	struct buf out = BUF_INIT(128);

	(void)state;
	for (int pair = 0; pair < 0x10000; pair++) {
		const char text[] = { 'x', (char)(pair >> 8), (char)pair, 'A' };

		for (enum safe_text_lines lines = SAFE_ONE_LINE; lines <= SAFE_MANY_LINES; lines++) {
			buf_reset(&out);
			safe_text(&out, text, sizeof(text), lines);
			assert_clean(&out, lines == SAFE_MANY_LINES);
			assert_true(out.data[0] == 'x' && out.data[out.len - 1] == 'A');
			/* A text cut in the middle of a character says so. */
			buf_reset(&out);
			safe_text(&out, text, 3, lines);
			assert_clean(&out, lines == SAFE_MANY_LINES);
			assert_true(out.len > 1);
		}
	}
	buf_done(&out);
}

static void
random_bytes_come_out_clean_and_settled(void **state)
{
	/* Pieces that meet each other badly. */
	static const char *const pieces[] = { "\xCC\x81", "\xE2\x80\x8D", "\x1B", "[31m", "<", ">", "a",
		"\r", "\n", "\t", "\xEF\xBF\xBD", "\xE2\x80", "\xF0\x9F\x98\x80", "\xE1\x85\xA1", "\xC2\x9B",
		"\xE9\x87\x91", " ", "<+2>", "<RLO>", "\xE2\x80\xAE", "\xFF", "\xD8\xA3", "\xEF\xBB\xBF" };
	struct buf text = BUF_INIT(1000), out = BUF_INIT(OUT_MAX);
	uint64_t seed = 5;
	int rounds = TEST_IS_SANITIZED ? 30000 : 200000;

	(void)state;
	for (int round = 0; round < rounds; round++) {
		enum safe_text_lines lines = round % 2 ? SAFE_ONE_LINE : SAFE_MANY_LINES;

		buf_reset(&text);
		for (uint64_t i = test_random(&seed) % 14; i > 0; i--) {
			if (test_random(&seed) % 8 == 0)
				buf_putc(&text, (char)test_random(&seed));
			else
				buf_puts(&text, pieces[test_random(&seed) % countof(pieces)]);
		}
		buf_reset(&out);
		safe_text(&out, text.data, text.len, lines);
		assert_clean(&out, lines == SAFE_MANY_LINES);
		assert_settled(&out, lines);
	}
	buf_done(&text);
	buf_done(&out);
}

static void
marks_say_what_stood_there(void **state)
{
	(void)state;
	assert_cleans("", SAFE_ONE_LINE, "");
	assert_cleans("A\x1B[31mB", SAFE_ONE_LINE, "A<1B>[31mB");
	assert_cleans("\x1B]52;c;aGk=\x07", SAFE_ONE_LINE, "<1B>]52;c;aGk=<07>");
	assert_cleans("\xC2\x9B" "2J", SAFE_ONE_LINE, "<9B>2J");
	assert_cleans("\x9B" "2J", SAFE_ONE_LINE, "\xEF\xBF\xBD" "2J");
	assert_cleans("\x7F", SAFE_ONE_LINE, "<7F>");
	assert_cleans("user\xE2\x80\xAEnimda", SAFE_ONE_LINE, "user<RLO>nimda");
	assert_cleans("a\xE2\x80\x8B" "b", SAFE_ONE_LINE, "a<ZWSP>b");
	assert_cleans("\xEF\xBB\xBFx", SAFE_ONE_LINE, "<BOM>x");
	assert_cleans("\xE2\x9D\xA4\xEF\xB8\x8F", SAFE_ONE_LINE, "\xE2\x9D\xA4<VS16>");
	assert_cleans("\xF3\xA0\x81\x81", SAFE_ONE_LINE, "<U+E0041>");
	assert_cleans("\xEE\x80\x80", SAFE_ONE_LINE, "<U+E000>");
	assert_cleans("\xE2\xA0\x80", SAFE_ONE_LINE, "<U+2800>");
}

static void
overwriting_is_not_obeyed(void **state)
{
	(void)state;
	assert_cleans("AB\rCD", SAFE_ONE_LINE, "AB<0D>CD");
	assert_cleans("AB\rCD", SAFE_MANY_LINES, "AB<0D>CD");
	assert_cleans("deny\b\b\b\bapprove", SAFE_ONE_LINE, "deny<08><08><08><08>approve");
	assert_cleans("a\nb", SAFE_ONE_LINE, "a<0A>b");
	assert_cleans("a\nb", SAFE_MANY_LINES, "a\nb");
	assert_cleans("a\r\nb\r\n", SAFE_MANY_LINES, "a\nb\n");
	assert_cleans("a\r\nb", SAFE_ONE_LINE, "a<0D><0A>b");
	assert_cleans("a\r\r\nb", SAFE_MANY_LINES, "a<0D>\nb");
	assert_cleans("a\vb\fc", SAFE_MANY_LINES, "a<0B>b<0C>c");
	assert_cleans("a\xC2\x85z\xE2\x80\xA8y", SAFE_MANY_LINES, "a<85>z<LS>y");
}

static void
tabs_reach_the_next_eighth_column(void **state)
{
	(void)state;
	assert_cleans("\tx", SAFE_ONE_LINE, "        x");
	assert_cleans("ab\tx", SAFE_ONE_LINE, "ab      x");
	assert_cleans("12345678\tx", SAFE_ONE_LINE, "12345678        x");
	assert_cleans("\xE9\x87\x91\tx", SAFE_ONE_LINE, "\xE9\x87\x91      x");
	assert_cleans("abc\n\tx", SAFE_MANY_LINES, "abc\n        x");
	assert_cleans("\x1B\tx", SAFE_ONE_LINE, "<1B>    x");
}

static void
combining_floods_are_counted(void **state)
{
	static const char acute[] = "\xCC\x81";
	static const size_t sizes[] = { 1, 4, 5, 100, 65536 };
	struct buf text = BUF_INIT(OUT_MAX), out = BUF_INIT(OUT_MAX), wanted = BUF_INIT(1000);

	(void)state;
	for (size_t i = 0; i < countof(sizes); i++) {
		buf_reset(&text);
		buf_putc(&text, 'e');
		for (size_t k = 0; k < sizes[i]; k++)
			buf_puts(&text, acute);
		buf_putc(&text, 'z');
		buf_reset(&wanted);
		buf_putc(&wanted, 'e');
		for (size_t k = 0; k < sizes[i] && k < 4; k++)
			buf_puts(&wanted, acute);
		if (sizes[i] > 4)
			buf_printf(&wanted, "<+%zu>", sizes[i] - 4);
		buf_putc(&wanted, 'z');
		buf_reset(&out);
		safe_text(&out, text.data, text.len, SAFE_ONE_LINE);
		assert_string_equal(out.data, wanted.data);
	}
	buf_done(&text);
	buf_done(&out);
	buf_done(&wanted);
}

static void
combining_marks_do_not_climb_on_what_is_ours(void **state)
{
	(void)state;
	/* At the start of a text, of a line, and behind a mark. */
	assert_cleans("\xCC\x81x", SAFE_ONE_LINE, "<U+0301>x");
	assert_cleans("\xCC\x81\xCC\x81\xCC\x81x", SAFE_ONE_LINE, "<U+0301><+2>x");
	assert_cleans("a\n\xCC\xB8x", SAFE_MANY_LINES, "a\n<U+0338>x");
	assert_cleans("a\xE2\x80\xAE\xCC\xB8x", SAFE_ONE_LINE, "a<RLO><U+0338>x");
	assert_cleans("a\x1B\xCC\xB8x", SAFE_ONE_LINE, "a<1B><U+0338>x");
	assert_cleans("a\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xE2\x80\x8D\xCC\x81", SAFE_ONE_LINE,
		"a\xCC\x81\xCC\x81\xCC\x81\xCC\x81<+1><ZWJ><U+0301>");
}

static void
a_long_line_and_a_full_buffer(void **state)
{
	struct buf text = BUF_INIT(OUT_MAX), out = BUF_INIT(100);

	(void)state;
	for (int i = 0; i < 1024 * 1024 / 4; i++)
		buf_puts(&text, "ab\x1B\xFF");
	safe_text(&out, text.data, text.len, SAFE_ONE_LINE);
	assert_false(buf_ok(&out));
	assert_true(utf8_valid(out.data, out.len));
	assert_true(out.len <= 100);
	buf_done(&text);
	buf_done(&out);
}

/* Best of many, so that another program's work does not count. */
static double
screen_ms(const char *piece, int columns)
{
	struct buf text = BUF_INIT(OUT_MAX), out = BUF_INIT(OUT_MAX);
	double best = 1e9;

	for (int i = 0; i < 80 * 24 / columns; i++)
		buf_puts(&text, piece);
	for (int round = 0; round < 50; round++) {
		struct timespec from, to;

		buf_reset(&out);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
		for (int i = 0; i < 10; i++)
			safe_text(&out, text.data, text.len, SAFE_MANY_LINES);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
		double ms = (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
		if (ms / 10 < best)
			best = ms / 10;
	}
	buf_done(&text);
	buf_done(&out);
	return best;
}

static void
a_full_screen_is_cleaned_in_time(void **state)
{
	double ascii = screen_ms("The quick brown fox. ", 21);
	double accents = screen_ms("e\xCC\x81", 1);
	double wide = screen_ms("\xE9\x87\x91", 2);
	double hostile = screen_ms("\xE2\x80\xAE", 1);

	(void)state;
	printf("# 80x24: ASCII %.4f ms, combining %.4f, wide %.4f, bidi %.4f\n", ascii, accents, wide,
		hostile);
	if (TEST_IS_SANITIZED)
		skip_because("times mean nothing under a sanitizer");
	assert_true(ascii <= 0.2);
	assert_true(accents <= 1);
	assert_true(wide <= 1);
	assert_true(hostile <= 1);
}

/* ---- pages and tables ---- */

static int
use_utf8_locale(void **state)
{
	(void)state;
	return setlocale(LC_ALL, "C.UTF-8") ? 0 : -1;
}

static void
without_a_utf8_locale_widths_are_our_own(void **state)
{
	(void)state;
	assert_non_null(setlocale(LC_ALL, "C"));
	assert_cleans("Jos\xC3\xA9 \xE9\x87\x91\xE2\x80\xAE", SAFE_ONE_LINE,
		"Jos\xC3\xA9 \xE9\x87\x91<RLO>");
	assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_code_point_gets_past),
		cmocka_unit_test(our_width_is_the_terminals),
		cmocka_unit_test(letters_of_the_worlds_names_are_shown),
		cmocka_unit_test(no_pair_of_bytes_swallows_a_letter),
		cmocka_unit_test(random_bytes_come_out_clean_and_settled),
		cmocka_unit_test(marks_say_what_stood_there),
		cmocka_unit_test(overwriting_is_not_obeyed),
		cmocka_unit_test(tabs_reach_the_next_eighth_column),
		cmocka_unit_test(combining_floods_are_counted),
		cmocka_unit_test(combining_marks_do_not_climb_on_what_is_ours),
		cmocka_unit_test(a_long_line_and_a_full_buffer),
		cmocka_unit_test(a_full_screen_is_cleaned_in_time),
		cmocka_unit_test(without_a_utf8_locale_widths_are_our_own),
	};

	return cmocka_run_group_tests(tests, use_utf8_locale, NULL);
}

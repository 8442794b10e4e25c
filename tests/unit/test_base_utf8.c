/* SPDX-License-Identifier: Apache-2.0
 *
 * UTF-8: decoding against the definition written down a second time, and
 * what people's names need of widths, graphemes and folding.
 */
#include "test_base.h"

#include "base/str.h"
#include "base/utf8.h"

/* ---- the definition again: the well-formed byte sequences of Unicode 3-7 ---- */

static const struct {
	unsigned char min[4], max[4];
	size_t len;
} well_formed[] = {
	{ { 0x00 }, { 0x7F }, 1 },
	{ { 0xC2, 0x80 }, { 0xDF, 0xBF }, 2 },
	{ { 0xE0, 0xA0, 0x80 }, { 0xE0, 0xBF, 0xBF }, 3 },
	{ { 0xE1, 0x80, 0x80 }, { 0xEC, 0xBF, 0xBF }, 3 },
	{ { 0xED, 0x80, 0x80 }, { 0xED, 0x9F, 0xBF }, 3 },
	{ { 0xEE, 0x80, 0x80 }, { 0xEF, 0xBF, 0xBF }, 3 },
	{ { 0xF0, 0x90, 0x80, 0x80 }, { 0xF0, 0xBF, 0xBF, 0xBF }, 4 },
	{ { 0xF1, 0x80, 0x80, 0x80 }, { 0xF3, 0xBF, 0xBF, 0xBF }, 4 },
	{ { 0xF4, 0x80, 0x80, 0x80 }, { 0xF4, 0x8F, 0xBF, 0xBF }, 4 },
};

/* Bytes of the first character, or of the maximal subpart of a bad one. */
static size_t
first_len(const unsigned char *bytes, size_t len, bool *ret_good)
{
	size_t longest = 1;

	*ret_good = false;
	for (size_t row = 0; row < countof(well_formed); row++) {
		size_t match = 0;
		while (match < len && match < well_formed[row].len &&
			bytes[match] >= well_formed[row].min[match] &&
			bytes[match] <= well_formed[row].max[match])
			match++;
		if (match == well_formed[row].len) {
			*ret_good = true;
			return match;
		}
		if (match > longest)
			longest = match;
	}
	return longest;
}

static void
check_bytes(const unsigned char *bytes, size_t len)
{
	bool all_good = true;

	for (size_t i = 0; i < len;) {
		bool is_good;
		uint32_t point = 0;
		size_t wanted = first_len(bytes + i, len - i, &is_good);
		size_t used = utf8_decode((const char *)bytes + i, len - i, &point);

		if (used != wanted || (!is_good && point != UTF8_REPLACEMENT))
			fail_msg("%02x %02x.. decoded wrongly", bytes[i], i + 1 < len ? bytes[i + 1] : 0);
		all_good = all_good && is_good;
		i += used;
	}
	assert_int_equal(utf8_valid((const char *)bytes, len), all_good);
}

static void
bad_bytes_end_at_the_maximal_subpart(void **state)
{
	/* The edges of every range that matters. */
	static const unsigned char edges[] = { 0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0,
		0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFE,
		0xFF };
	size_t n = countof(edges);

	(void)state;
	for (size_t i = 0; i < n * n * n * n; i++) {
		unsigned char bytes[] = { edges[i % n], edges[i / n % n], edges[i / n / n % n],
			edges[i / n / n / n] };
		for (size_t len = 0; len <= sizeof(bytes); len++)
			check_bytes(bytes, len);
	}
}

static void
long_texts_are_valid_wherever_the_fault_is(void **state)
{
	char text[64];

	(void)state;
	for (size_t at = 0; at < sizeof(text); at++) {
		memset(text, 'a', sizeof(text));
		assert_true(utf8_valid(text, sizeof(text)));
		text[at] = (char)0xFF;
		assert_false(utf8_valid(text, sizeof(text)));
		assert_true(utf8_valid(text, at));
	}
	assert_true(utf8_valid("", 0));
}

static void
every_code_point_goes_round(void **state)
{
	struct buf buf = BUF_INIT(16);

	(void)state;
	for (uint32_t point = 0; point <= 0x110002; point++) {
		uint32_t back = 0;
		bool is_scalar = point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);

		buf_reset(&buf);
		utf8_encode(&buf, point);
		assert_int_equal(utf8_decode(buf.data, buf.len, &back), buf.len);
		assert_int_equal(back, is_scalar ? point : UTF8_REPLACEMENT);
	}
	buf_done(&buf);
}

/* ---- widths and graphemes ---- */

static void
widths_are_those_of_the_screen(void **state)
{
	static const struct {
		const char *text;
		int width;
	} rows[] = {
		{ "", 0 },
		{ "Jos\xC3\xA9", 4 },
		{ "Jose\xCC\x81", 4 },
		{ "\xE9\x87\x91 \xEB\xAF\xBC", 5 },          /* Chinese and Hangul: two each */
		{ "\xD8\xA3\xD8\xAD\xD9\x85\xD8\xAF", 4 },    /* Arabic */
		{ "\xF0\x9F\x98\x80", 2 },                    /* a face */
		{ "\xE2\x80\x93", 1 },                        /* en dash: "ambiguous" is one */
		{ "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", 2 }, /* conjoining jamo: one syllable */
	};

	(void)state;
	for (size_t i = 0; i < countof(rows); i++)
		assert_int_equal(utf8_width(rows[i].text, strlen(rows[i].text)), rows[i].width);
}

static void
graphemes_are_not_cut(void **state)
{
	static const struct {
		const char *text;
		size_t first;
	} rows[] = {
		{ "ab", 1 },
		{ "a", 1 },
		{ "e\xCC\x81z", 3 },
		{ "e\xCC\x81\xCC\xA3z", 5 },
		{ "\xC3\xA9z", 2 },
		{ "\r\nz", 2 },
		{ "\xF0\x9F\x87\xBA\xF0\x9F\x87\xB8z", 8 },       /* a flag */
		{ "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xABz", 9 },   /* jamo */
		{ "\xFFz", 1 },
	};

	(void)state;
	assert_int_equal(utf8_grapheme("", 0), 0);
	for (size_t i = 0; i < countof(rows); i++)
		assert_int_equal(utf8_grapheme(rows[i].text, strlen(rows[i].text)), rows[i].first);
}

static void
fitting_keeps_whole_graphemes(void **state)
{
	const char *text = "e\xCC\x81\xE9\x87\x91x"; /* widths 1, 2, 1 */

	(void)state;
	assert_int_equal(utf8_fit("abc", 3, 2), 2);
	assert_int_equal(utf8_fit("abc", 3, 99), 3);
	assert_int_equal(utf8_fit("abc", 3, 0), 0);
	assert_int_equal(utf8_fit("", 0, 5), 0);
	assert_int_equal(utf8_fit(text, strlen(text), 0), 0);
	assert_int_equal(utf8_fit(text, strlen(text), 1), 3);
	assert_int_equal(utf8_fit(text, strlen(text), 2), 3); /* no half of a wide one */
	assert_int_equal(utf8_fit(text, strlen(text), 3), 6);
	assert_int_equal(utf8_fit(text, strlen(text), 4), 7);
}

/* ---- folding ---- */

static void
assert_folds(const char *text, const char *wanted)
{
	struct buf buf = BUF_INIT(1000);

	utf8_fold(&buf, text, strlen(text));
	assert_string_equal(buf.data, wanted);
	buf_done(&buf);
}

static void
folding_is_blind_to_case_and_accents(void **state)
{
	(void)state;
	assert_folds("", "");
	assert_folds("O'Brien-SMITH 2", "o'brien-smith 2");
	assert_folds("Jos\xC3\xA9", "jose");
	assert_folds("Jose\xCC\x81", "jose");
	assert_folds("JOS\xC3\x89", "jose");
	assert_folds("\xC5\x81ukasz \xC3\x98" "deg\xC3\xA5rd", "lukasz odegard");
	assert_folds("\xC4\x90\xE1\xBA\xB7ng", "dang"); /* Vietnamese, one letter with two marks */
	assert_folds("Stra\xC3\x9F" "e", "strasse");
	assert_folds("\xEF\xBC\xA1\xEF\xBC\xA2", "ab");     /* full width */
	assert_folds("\xEF\xAC\x81n", "fin");               /* a ligature */
	assert_folds("a\xE2\x80\x8B" "b\xC2\xAD" "c", "abc"); /* zero width, soft hyphen */
	assert_folds("\xCE\x9F\xCE\x94\xCF\x8C\xCF\x82", "\xCE\xBF\xCE\xB4\xCE\xBF\xCF\x83"); /* Greek */
	assert_folds("\xD9\x85\xD9\x8F\xD8\xAD\xD9\x8E\xD9\x85\xD9\x91\xD8\xAF",
		"\xD9\x85\xD8\xAD\xD9\x85\xD8\xAF"); /* Arabic without its vowel signs */
	assert_folds("\xFF" "A", "\xEF\xBF\xBD" "a");
}

static void
words_are_found_whatever_their_case_and_accents(void **state)
{
	(void)state;
	assert_true(utf8_has("Nguy\xE1\xBB\x85n Th\xE1\xBB\x8B Hoa", "NGUYEN thi"));
	assert_true(utf8_has("Nguyen Thi Hoa", "th\xE1\xBB\x8B"));
	assert_true(utf8_has("anything", ""));
	assert_false(utf8_has("Nguyen Thi Hoa", "hoan"));
	assert_false(utf8_has(NULL, ""));
	assert_true(utf8_has_parts("Nguy\xE1\xBB\x85n Th\xE1\xBB\x8B Hoa", "  hoa NGUYEN "));
	assert_false(utf8_has_parts("Nguyen Thi Hoa", "hoa carter"));
	assert_false(utf8_has_parts("Nguyen Thi Hoa", ""));
	assert_false(utf8_has_parts("Nguyen Thi Hoa", "  "));
}

static void
folding_keeps_what_makes_another_letter(void **state)
{
	struct buf ka = BUF_INIT(100), ga = BUF_INIT(100);

	(void)state;
	utf8_fold(&ka, "\xE3\x81\x8B", 3);
	utf8_fold(&ga, "\xE3\x81\x8C", 3);
	assert_string_not_equal(ka.data, ga.data);
	buf_done(&ka);
	buf_done(&ga);
	/* A Devanagari vowel sign stays. */
	assert_folds("\xE0\xA4\x95\xE0\xA5\x81", "\xE0\xA4\x95\xE0\xA5\x81");
}

static void
folding_twice_changes_nothing(void **state)
{
	struct buf one = BUF_INIT(4000), two = BUF_INIT(8000), point_text = BUF_INIT(8);
	uint32_t step = TEST_IS_SANITIZED ? 7 : 1;

	(void)state;
	for (uint32_t point = 1; point <= 0x10FFFF; point += step) {
		buf_reset(&point_text);
		utf8_encode(&point_text, point);
		buf_reset(&one);
		utf8_fold(&one, point_text.data, point_text.len);
		buf_reset(&two);
		utf8_fold(&two, one.data, one.len);
		if (!str_eq(one.data, two.data))
			fail_msg("U+%04X folds to %s, then to %s", (unsigned)point, one.data, two.data);
	}
	buf_done(&one);
	buf_done(&two);
	buf_done(&point_text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_bytes_end_at_the_maximal_subpart),
		cmocka_unit_test(long_texts_are_valid_wherever_the_fault_is),
		cmocka_unit_test(every_code_point_goes_round),
		cmocka_unit_test(widths_are_those_of_the_screen),
		cmocka_unit_test(graphemes_are_not_cut),
		cmocka_unit_test(fitting_keeps_whole_graphemes),
		cmocka_unit_test(folding_is_blind_to_case_and_accents),
		cmocka_unit_test(words_are_found_whatever_their_case_and_accents),
		cmocka_unit_test(folding_keeps_what_makes_another_letter),
		cmocka_unit_test(folding_twice_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

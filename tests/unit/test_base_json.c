/* SPDX-License-Identifier: Apache-2.0
 *
 * What JSON is read and what is refused, and what either costs; the public suite.
 */
#include "test_base_json.h"

#include <dirent.h>
#include <time.h>

#include "base/str.h"
#include "base/utf8.h"

static void
assert_refused(const char *text, size_t len, enum err_code code)
{
	struct err err = { 0 };
	struct json *root = json_parse(text, len, &err);

	if (root)
		fail_msg("accepted: %.*s", (int)len, text);
	if (err.code != code)
		fail_msg("%s instead of %s for: %.*s", err_wire(err.code), err_wire(code), (int)len, text);
	assert_false(str_empty(err.detail));
}

/* ---- what is refused ---- */

static void
what_is_not_json_is_malformed(void **state)
{
	static const char *const bad[] = {
		"", " ", "\n\t\r ", "{", "}", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1,,2]", "[1 2]", "[]]",
		"{}}", "[}", "{]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}",
		"{\"a\" 1}", "{\"a\"::1}", "{\"a\":1 \"b\":2}", "{a:1}", "{'a':1}", "{1:1}", "{null:1}",
		"{\"a\":}", "{\"a\",\"b\"}", "{[1]:1}", "\"", "\"a", "\"a\\\"", "'a'", "a", "\"\\", "\"\\u",
		"\"\\x41\"", "\"\\'\"", "\"\\a\"", "\"\\0\"", "\"\\u12\"", "\"\\u123g\"", "\"\\U0041\"",
		"\"\\u 041\"", "\"\\u+041\"", "tru", "True", "TRUE", "truee", "nul", "nulll", "NULL", "fals",
		"undefined", "NaN", "nan", "Infinity", "-Infinity", "inf", "-", "+1", "--1", "-+1", "01",
		"-01", "00", "1.", ".5", "-.5", "1.e1", "1e", "1e+", "1E-", "1e1.5", "0x10", "1_000", "1,000",
		"1 000", "1a", "0b1", "1e+-1", "\xEF\xBB\xBF{}", "{}\xEF\xBB\xBF", "// c\n1", "/* c */ 1", "1 //",
		"# 1", "[1]x", "1 2", "{} {}", "true false", "\v1", "\f1", "1\x1A", "\xC2\xA0" "1",
		"\xE2\x80\xA8" "1", "[1\xC2\xA0]", "*", "[1]\\", "<a>", "\x1B[1]", "[\"a\":1]", "{\"a\"=1}",
		"{\"a\":1;\"b\":2}", "\"a\nb\"", "\"a\tb\"", "\"\x01\"", "\"\x1F\"", "\"\xFF\"", "\"\x80\"",
		"\"\xC0\x80\"", "\"\xED\xA0\x80\"", "\"\xF4\x90\x80\x80\"", "\"\xE2\x82\"", "{\"\xFF\":1}",
		"\"\xC3\"",
	};

	(void)state;
	for (size_t i = 0; i < countof(bad); i++)
		assert_refused(bad[i], strlen(bad[i]), ERR_MALFORMED_JSON);
	/* A NUL in the text, where C would stop reading. */
	assert_refused("[1]\0", 4, ERR_MALFORMED_JSON);
	assert_refused("\0[1]", 4, ERR_MALFORMED_JSON);
	assert_refused("[\"a\0b\"]", 7, ERR_MALFORMED_JSON);
	assert_refused("{}\0{}", 5, ERR_MALFORMED_JSON);
}

static const char whole[] =
	"{\"id\":\"app_1\",\"rows\":[1,-2.5,1e3,true,false,null,{\"a\":[],\"b\":{}}],\"name\":\"Jos\xC3\xA9 "
	"\\u00e9\\\\ \\ud83d\\ude00\",\"\":0}";

static void
no_prefix_of_a_document_is_one(void **state)
{
	struct err err;
	struct json *root = read_json(whole, &err);

	(void)state;
	assert_non_null(root);
	json_free(root);
	for (size_t len = 0; len < sizeof(whole) - 1; len++)
		assert_refused(whole, len, ERR_MALFORMED_JSON);
}

static void
no_foreign_byte_between_tokens(void **state)
{
	(void)state;
	for (int byte = 0; byte < 256; byte++) {
		const char text[] = { '[', '1', (char)byte, ',', '"', 'a', '"', ']' };
		bool may_stand = byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' ||
			(byte >= '0' && byte <= '9');
		struct err err = { 0 };
		struct json *root = json_parse(text, sizeof(text), &err);

		assert_int_equal(root != NULL, may_stand);
		json_free(root);
	}
}

static void
bytes_in_texts_are_utf8_and_no_controls(void **state)
{
	(void)state;
	for (int pair = 0; pair < 0x10000; pair++) {
		const char text[] = { '"', (char)(pair >> 8), (char)pair, '"' };
		int one = pair >> 8, other = pair & 255;
		bool is_control = one < 0x20 || other < 0x20;
		bool is_syntax = one == '"' || one == '\\' || other == '"' || other == '\\';
		struct err err = { 0 };

		if (is_syntax)
			continue;
		struct json *root = json_parse(text, sizeof(text), &err);
		assert_int_equal(root != NULL, !is_control && utf8_valid(text + 1, 2));
		if (root)
			assert_memory_equal(json_text(root), text + 1, 2);
		json_free(root);
	}
}

static void
escapes_of_every_kind(void **state)
{
	static const uint32_t edges[] = { 0x0001, 0x0041, 0x00E9, 0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF,
		0xE000, 0xFFFF };
	struct err err;

	(void)state;
	for (size_t i = 0; i < countof(edges); i++) {
		for (size_t k = 0; k < countof(edges); k++) {
			bool high = edges[i] >= 0xD800 && edges[i] <= 0xDBFF;
			bool low = edges[k] >= 0xDC00 && edges[k] <= 0xDFFF;
			bool first_lone = edges[i] >= 0xD800 && edges[i] <= 0xDFFF && !(high && low);
			bool second_lone = edges[k] >= 0xD800 && edges[k] <= 0xDFFF && !(high && low);
			char text[32];

			snprintf(text, sizeof(text), "\"\\u%04X\\u%04x\"", (unsigned)edges[i], (unsigned)edges[k]);
			if (first_lone || second_lone) {
				assert_refused(text, strlen(text), ERR_MALFORMED_JSON);
				continue;
			}
			struct json *root = read_json(text, &err);
			assert_non_null(root);
			assert_true(utf8_valid(json_text(root), strlen(json_text(root))));
			json_free(root);
		}
	}
	struct json *root = read_json("\"\\ud83d\\ude00\\\"\\\\\\/\\b\\f\\n\\r\\t\"", &err);
	assert_string_equal(json_text(root), "\xF0\x9F\x98\x80\"\\/\b\f\n\r\t");
	json_free(root);
}

static void
json_that_would_be_changed_is_refused(void **state)
{
	static const char *const bad[] = {
		"{\"o\":\"deny\",\"o\":\"approve\"}", "{\"o\":1,\"\\u006f\":2}", "{\"\\u00e9\":1,\"\xC3\xA9\":2}",
		"{\"\":1,\"\":2}", "[{\"a\":{\"b\":1,\"c\":[],\"b\":1}}]", "{\"a\":{\"a\":1},\"b\":2,\"a\":3}",
		"{\"\\/\":1,\"/\":2}", "{\"\\ud83d\\ude00\":1,\"\xF0\x9F\x98\x80\":2}",
		"\"\\u0000\"", "[\"a\\u0000b\"]", "{\"a\\u0000\":1}", "1e400", "[-1e999]",
	};
	static const char *const good[] = {
		"{\"a\":1,\"A\":2}", "{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":1}]}", "{\"a\":1,\"ab\":2}",
		"{\"\":1,\" \":2}",
	};

	(void)state;
	for (size_t i = 0; i < countof(bad); i++)
		assert_refused(bad[i], strlen(bad[i]), ERR_VALIDATION_FAILED);
	for (size_t i = 0; i < countof(good); i++)
		assert_reads_back(good[i]);
	/* What is not JSON at all is told first. */
	assert_refused("{\"a\":1,\"a\":2", 12, ERR_MALFORMED_JSON);
	assert_refused("[\"\\u0000\"", 9, ERR_MALFORMED_JSON);
}

static void
details_name_line_column_and_cure(void **state)
{
	static const struct {
		const char *text, *detail;
	} rows[] = {
		{ "[1,]", "line 1, column 4: a value is missing; of words only true, false and null are known" },
		{ "{\n  \"a\": 1\n  \"b\": 2\n}", "line 3, column 3: a comma or } is missing" },
		{ "[\"\xC3\xA9\xC3\xA9\" 1]", "line 1, column 7: a comma or ] is missing" },
		{ "{\"a\":1,\n\"a\":2}", "line 2, column 1: an object has this name twice; send it once" },
		{ "[01]", "line 1, column 3: a number has a zero in front; leave it out" },
		{ "{} x", "line 1, column 4: something follows the end of the JSON; take it out" },
		{ "\"abc", "line 1, column 1: this text has no closing quote" },
		{ "\xEF\xBB\xBF{}",
			"line 1, column 1: the text begins with a byte order mark; take it out" },
		{ "", "line 1, column 1: the text ends where a value is due" },
	};

	(void)state;
	for (size_t i = 0; i < countof(rows); i++) {
		struct err err;
		assert_null(read_json(rows[i].text, &err));
		assert_string_equal(err.detail, rows[i].detail);
	}
}

/* ---- bombs ---- */

static struct buf
repeated(const char *before, const char *piece, size_t times, const char *after)
{
	struct buf text = BUF_INIT(JSON_TEST_MAX);

	buf_puts(&text, before);
	for (size_t i = 0; i < times; i++)
		buf_puts(&text, piece);
	buf_puts(&text, after);
	return text;
}

static void
assert_bomb(struct buf text, enum err_code code, int64_t limit_ms)
{
	clock_t from = clock();

	if (code == ERR_NONE) {
		struct err err = { 0 };
		struct json *root = json_parse(text.data, text.len, &err);
		assert_non_null(root);
		json_free(root);
	} else {
		assert_refused(text.data, text.len, code);
	}
	/* Of the processor: other programs are not this one's doing. */
	if (!TEST_IS_SANITIZED)
		assert_true((clock() - from) * 1000LL / CLOCKS_PER_SEC <= limit_ms);
	buf_done(&text);
}

static void
bombs_cost_no_more_than_friends(void **state)
{
	struct buf names = BUF_INIT(JSON_TEST_MAX);

	(void)state;
	assert_bomb(repeated("", "[", 100000, ""), ERR_MALFORMED_JSON, 10);
	assert_bomb(repeated("", "{\"a\":", 100000, ""), ERR_MALFORMED_JSON, 10);
	assert_bomb(repeated("", "[{\"\":", 100000, ""), ERR_MALFORMED_JSON, 10);
	assert_bomb(repeated("[0", ",0", JSON_VALUES_MAX, "]"), ERR_PAYLOAD_TOO_LARGE, 500);
	assert_bomb(repeated("{\"a\":0", ",\"a\":0", 100000, "}"), ERR_VALIDATION_FAILED, 500);
	assert_bomb(repeated("\"", "\\n", 1000000, "\""), ERR_NONE, 500);
	assert_bomb(repeated("", " ", JSON_BYTES_MAX, "1"), ERR_PAYLOAD_TOO_LARGE, 500);
	assert_bomb(repeated("[", "-", 500000, "]"), ERR_MALFORMED_JSON, 100);

	/* A hundred thousand names, all different, all alike at the front. */
	buf_puts(&names, "{\"x\":0");
	for (int i = 0; i < 100000; i++)
		buf_printf(&names, ",\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa%d\":0", i);
	buf_puts(&names, "}");
	assert_bomb(names, ERR_NONE, 1000);
}

static void
depth_is_counted_exactly(void **state)
{
	(void)state;
	for (size_t depth = 1; depth < 40; depth++) {
		struct buf text = repeated("", "[", depth, "");
		for (size_t i = 0; i < depth; i++)
			buf_putc(&text, ']');
		assert_bomb(text, depth <= JSON_DEPTH_MAX ? ERR_NONE : ERR_MALFORMED_JSON, 1000);
	}
	/* Side by side is not deep. */
	assert_bomb(repeated("[[]", ",[[]]", 1000, "]"), ERR_NONE, 1000);
}

/* ---- reading ---- */

static void
absent_members_answer_quietly(void **state)
{
	struct err err;
	struct json *root = read_json("{\"a\":{\"b\":true},\"list\":[1,\"x\"],\"n\":null}", &err);
	int64_t value = 77;

	(void)state;
	assert_null(json_get(root, "zzz"));
	assert_null(json_get(root, "A"));
	assert_null(json_get(json_get(root, "zzz"), "b"));
	assert_null(json_get(json_get(root, "list"), "0"));
	assert_null(json_text(NULL));
	assert_null(json_name(NULL));
	assert_null(json_first(NULL));
	assert_null(json_next(NULL));
	assert_int_equal(json_count(NULL), 0);
	assert_int_equal(json_kind(NULL), JSON_NULL);
	assert_true(json_bool(NULL, true));
	assert_false(json_int(NULL, &value));
	assert_null(json_text(json_get(root, "n")));
	assert_false(json_int(json_get(root, "n"), &value));
	assert_int_equal(value, 77);

	assert_int_equal(json_kind(root), JSON_OBJECT);
	assert_int_equal(json_count(root), 3);
	assert_true(json_bool(json_get(json_get(root, "a"), "b"), false));
	const struct json *list = json_get(root, "list");
	assert_int_equal(json_kind(list), JSON_LIST);
	assert_int_equal(json_count(list), 2);
	assert_null(json_name(json_first(list)));
	assert_string_equal(json_text(json_next(json_first(list))), "x");
	assert_string_equal(json_name(json_first(root)), "a");
	json_free(root);
	json_free(NULL);
}

static void
integers_are_exact_or_refused(void **state)
{
	static const struct {
		const char *text;
		bool is_int;
		int64_t value;
	} rows[] = {
		{ "0", true, 0 }, { "-0", true, 0 }, { "7", true, 7 }, { "-7", true, -7 },
		{ "2147483648", true, 2147483648 }, { "9007199254740991", true, JSON_INT_MAX },
		{ "-9007199254740991", true, -JSON_INT_MAX }, { "9007199254740992", false, 0 },
		{ "9007199254740993", false, 0 }, { "-9007199254740993", false, 0 },
		{ "9223372036854775807", false, 0 }, { "18446744073709551616", false, 0 },
		{ "10000000000000000000000000000000000000000000000000", false, 0 }, { "1.0", false, 0 },
		{ "1e3", false, 0 }, { "1.5", false, 0 }, { "4503599627370496.5", false, 0 },
		{ "9007199254740990.4", false, 0 }, { "0.0", false, 0 }, { "-0.0", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < countof(rows); i++) {
		struct err err;
		struct json *root = read_json(rows[i].text, &err);
		int64_t value = 77;

		assert_non_null(root);
		assert_int_equal(json_kind(root), JSON_NUMBER);
		if (json_int(root, &value) != rows[i].is_int)
			fail_msg("%s", rows[i].text);
		assert_true(value == (rows[i].is_int ? rows[i].value : 77));
		json_free(root);
	}
	struct err err;
	struct json *texts = read_json("[\"1\",true,null,[],{}]", &err);
	for (const struct json *at = json_first(texts); at; at = json_next(at)) {
		int64_t value;
		assert_false(json_int(at, &value));
	}
	json_free(texts);
}

/* ---- the public suite ---- */

/* Valid JSON with a name twice or U+0000: told apart from what is malformed. */
static bool
is_unwanted_json(const char *name)
{
	return str_starts(name, "y_object_duplicated_key") || str_eq(name, "y_string_null_escape.json") ||
		str_eq(name, "y_object_escaped_null_in_key.json");
}

static void
judge_file(const char *folder, const char *name)
{
	static char text[1024 * 1024];
	char path[4096];
	struct err err = { 0 };

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	size_t len = fread(text, 1, sizeof(text), file);
	fclose(file);

	struct json *root = json_parse(text, len, &err);
	enum err_code wanted = *name == 'n' ? ERR_MALFORMED_JSON :
		is_unwanted_json(name)      ? ERR_VALIDATION_FAILED :
					      ERR_NONE;
	if (*name != 'i' && err.code != wanted)
		fail_msg("%s: %s (%s)", name, err_wire(err.code), err.detail);
	assert_int_equal(root != NULL, err.code == ERR_NONE);
	json_free(root);
}

static void
the_public_suite_is_judged_right(void **state)
{
	const char *shared = getenv("CASELOAD_SHARED");
	char folder[2048];
	int count[256] = { 0 };

	(void)state;
	snprintf(folder, sizeof(folder), "%s/data/jsontestsuite", shared ? shared : "../shared");
	DIR *listing = opendir(folder);
	if (!listing)
		skip_because("JSONTestSuite is not at $CASELOAD_SHARED/data/jsontestsuite");

	struct dirent *entry;
	while ((entry = readdir(listing))) {
		if (!str_ends(entry->d_name, ".json"))
			continue;
		judge_file(folder, entry->d_name);
		count[(unsigned char)*entry->d_name]++;
	}
	closedir(listing);
	assert_int_equal(count['y'], 95);
	assert_int_equal(count['n'], 188);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_json_is_malformed),
		cmocka_unit_test(no_prefix_of_a_document_is_one),
		cmocka_unit_test(no_foreign_byte_between_tokens),
		cmocka_unit_test(bytes_in_texts_are_utf8_and_no_controls),
		cmocka_unit_test(escapes_of_every_kind),
		cmocka_unit_test(json_that_would_be_changed_is_refused),
		cmocka_unit_test(details_name_line_column_and_cure),
		cmocka_unit_test(bombs_cost_no_more_than_friends),
		cmocka_unit_test(depth_is_counted_exactly),
		cmocka_unit_test(absent_members_answer_quietly),
		cmocka_unit_test(integers_are_exact_or_refused),
		cmocka_unit_test(the_public_suite_is_judged_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

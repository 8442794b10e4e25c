/* SPDX-License-Identifier: Apache-2.0
 *
 * What is written as JSON, and what comes back of it: every code point, bytes that
 * are no text, documents made at random.
 */
#include "test_base_json.h"

#include "base/utf8.h"

/* ---- reading ---- */

static void
numbers_are_printed_as_they_were_written(void **state)
{
	(void)state;
	assert_reads_back("[9007199254740993,1,1.0,2,1e3,[3,0.10,{\"a\":4,\"b\":9223372036854775807}],5,1E-2]");
	assert_reads_back("{\"a\":1.50,\"b\":[],\"c\":[[],[2]],\"d\":-0.0,\"e\":3}");
	assert_reads_back("[1,2,3]");
	assert_reads_back("123456789012345678901234567890");
	assert_reads_back(
		"[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001,1,2]");
	assert_reads_back("{}");
	assert_reads_back("\"a\\\"b\\\\\\n\\u0001 \xC3\xA9\"");
}

static void
a_member_is_printed_without_its_name(void **state)
{
	struct buf out = BUF_INIT(JSON_TEST_MAX);
	struct err err;
	struct json *root = read_json("{\"a\":1,\"b\":{\"c\":[2,\"x\"]}}", &err);

	(void)state;
	json_print(&out, json_get(root, "b"));
	assert_string_equal(out.data, "{\"c\":[2,\"x\"]}");
	buf_reset(&out);
	json_print(&out, json_get(root, "a"));
	assert_string_equal(out.data, "1");
	buf_reset(&out);
	json_print(&out, NULL);
	assert_string_equal(out.data, "null");
	json_free(root);
	buf_done(&out);
}

static void
long_numbers_are_not_cut(void **state)
{
	char text[400];

	(void)state;
	for (size_t len = 50; len < 300; len++) {
		text[0] = '0';
		text[1] = '.';
		memset(text + 2, '3', len);
		text[len + 2] = '\0';
		assert_reads_back(text);
		memset(text, '1', len);
		text[len] = '\0';
		assert_reads_back(text);
	}
}

/* ---- writing ---- */

static void
writing_puts_commas_and_names(void **state)
{
	struct buf buf = BUF_INIT(JSON_TEST_MAX);
	struct json_out out = JSON_OUT(&buf);

	(void)state;
	json_begin_object(&out, NULL);
	json_put_text(&out, "text", "a\"b");
	json_put_text(&out, "none", NULL);
	json_put_int(&out, "min", INT64_MIN);
	json_put_int(&out, "zero", 0);
	json_begin_list(&out, "list");
	json_put_int(&out, NULL, 1);
	json_begin_object(&out, NULL);
	json_end_object(&out);
	json_begin_list(&out, NULL);
	json_end_list(&out);
	json_put_bool(&out, NULL, true);
	json_end_list(&out);
	json_put_bool(&out, "no", false);
	json_put_raw(&out, "raw", "{\"x\":1}");
	json_put_null(&out, "a\nb");
	json_end_object(&out);
	assert_int_equal(out.depth, 0);
	assert_string_equal(buf.data,
		"{\"text\":\"a\\\"b\",\"none\":null,\"min\":-9223372036854775808,\"zero\":0,"
		"\"list\":[1,{},[],true],\"no\":false,\"raw\":{\"x\":1},\"a\\nb\":null}");
	buf_done(&buf);
}

static void
every_code_point_is_read_back(void **state)
{
	struct buf text = BUF_INIT(16), quoted = BUF_INIT(64);
	uint32_t step = TEST_IS_SANITIZED ? 5 : 1;

	(void)state;
	for (uint32_t point = 1; point <= 0x10FFFF; point += step) {
		struct err err = { 0 };

		buf_reset(&text);
		buf_putc(&text, 'x');
		utf8_encode(&text, point);
		buf_putc(&text, 'y');
		buf_reset(&quoted);
		json_quote(&quoted, text.data, text.len);
		struct json *root = json_parse(quoted.data, quoted.len, &err);
		assert_non_null(root);
		assert_string_equal(json_text(root), text.data);
		json_free(root);
		/* Nothing a terminal obeys is in the JSON itself. */
		assert_null(strpbrk(quoted.data, "\x1B\x7F\r\n"));
		assert_null(strstr(quoted.data, "\xC2\x9B"));
	}
	buf_done(&text);
	buf_done(&quoted);
}

static void
a_byte_to_escape_is_found_wherever_it_is(void **state)
{
	static const char *const odd[] = { "\"", "\\", "\x01", "\x1F", "\x7F", "\n", "\xFF", "\xC2\x9B" };
	struct buf quoted = BUF_INIT(1000);

	(void)state;
	for (size_t len = 1; len < 40; len++) {
		for (size_t at = 0; at < len; at++) {
			for (size_t i = 0; i < countof(odd); i++) {
				char text[64];

				memset(text, 'a', len);
				size_t odd_len = strlen(odd[i]);
				memcpy(text + at, odd[i], odd_len);
				size_t total = at + odd_len > len ? at + odd_len : len;
				buf_reset(&quoted);
				json_quote(&quoted, text, total);
				/* The odd bytes are gone, all others are there. */
				size_t as = 0;
				for (size_t k = 0; k < quoted.len; k++)
					as += quoted.data[k] == 'a';
				assert_int_equal(as, total - odd_len);
				assert_null(strpbrk(quoted.data, "\x01\x1F\x7F\n\xFF\x9B"));
				assert_true(quoted.len > total - odd_len + 3);
			}
		}
	}
	buf_done(&quoted);
}

static void
bad_bytes_become_replacements(void **state)
{
	struct buf quoted = BUF_INIT(1000);
	uint64_t seed = 13;

	(void)state;
	json_quote(&quoted, "a\xFF\xE2\x80z", 5);
	assert_string_equal(quoted.data, "\"a\xEF\xBF\xBD\xEF\xBF\xBDz\"");
	buf_reset(&quoted);
	json_quote(&quoted, "\xEF\xBF\xBD", 3);
	assert_string_equal(quoted.data, "\"\xEF\xBF\xBD\"");
	for (int round = 0; round < 50000; round++) {
		struct err err = { 0 };
		char bytes[10];

		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = (char)(1 + test_random(&seed) % 255);
		buf_reset(&quoted);
		json_quote(&quoted, bytes, sizeof(bytes));
		struct json *root = json_parse(quoted.data, quoted.len, &err);
		assert_non_null(root);
		json_free(root);
	}
	buf_done(&quoted);
}

/* A random document, written; its depth is bounded by the fuel. */
static void
put_random(struct json_out *out, const char *name, uint64_t *seed, int fuel)
{
	static const char *const texts[] = { "", "a", "Jos\xC3\xA9", "\"\\/\b\f\n\r\t", "\xF0\x9F\x98\x80",
		"\xE2\x80\xA8", "\x1B[31m", "0", "null" };
	int members = (int)(test_random(seed) % 5);

	switch (test_random(seed) % (fuel > 0 ? 7 : 5)) {
	case 0:
		json_put_null(out, name);
		break;
	case 1:
		json_put_bool(out, name, test_random(seed) % 2);
		break;
	case 2:
		json_put_int(out, name, (int64_t)(test_random(seed) >> (test_random(seed) % 64)));
		break;
	case 3:
		json_put_raw(out, name, test_random(seed) % 2 ? "1.50" : "-2E+7");
		break;
	case 4:
		json_put_text(out, name, texts[test_random(seed) % countof(texts)]);
		break;
	case 5:
		json_begin_list(out, name);
		for (int i = 0; i < members; i++)
			put_random(out, NULL, seed, fuel - 1);
		json_end_list(out);
		break;
	default:
		json_begin_object(out, name);
		for (int i = 0; i < members; i++)
			put_random(out, texts[i], seed, fuel - 1);
		json_end_object(out);
	}
}

static void
random_documents_go_round(void **state)
{
	struct buf buf = BUF_INIT(JSON_TEST_MAX);
	uint64_t seed = 17;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct json_out out = JSON_OUT(&buf);

		buf_reset(&buf);
		put_random(&out, NULL, &seed, 6);
		assert_reads_back(buf.data);
	}
	buf_done(&buf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_printed_as_they_were_written),
		cmocka_unit_test(a_member_is_printed_without_its_name),
		cmocka_unit_test(long_numbers_are_not_cut),
		cmocka_unit_test(writing_puts_commas_and_names),
		cmocka_unit_test(every_code_point_is_read_back),
		cmocka_unit_test(a_byte_to_escape_is_found_wherever_it_is),
		cmocka_unit_test(bad_bytes_become_replacements),
		cmocka_unit_test(random_documents_go_round),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Any text as HTML and as a cell of a table: it stays text.
 */
#include "test_base.h"

#include "base/safe_text.h"
#include "base/utf8.h"

/* ---- pages and tables ---- */

static void
assert_html(const char *text, const char *wanted)
{
	struct buf out = BUF_INIT(1000);

	html_text(&out, text);
	assert_string_equal(out.data, wanted);
	buf_done(&out);
}

static void
html_is_text_whatever_it_says(void **state)
{
	(void)state;
	assert_html(NULL, "");
	assert_html("", "");
	assert_html("plain", "plain");
	assert_html("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;");
	assert_html("\" onload='x' & \xC3\xA9", "&quot; onload=&#39;x&#39; &amp; \xC3\xA9");
	assert_html("a\n\tb\r", "a\n\tb\r");
	assert_html("\x1B\xC2\x9B\x7F", "&lt;1B&gt;&lt;9B&gt;&lt;7F&gt;");
	assert_html("a\xE2\x80\xAE<b", "a&lt;RLO&gt;&lt;b");
	assert_html("\xD8\xA3\xE2\x80\x8F", "\xD8\xA3\xE2\x80\x8F"); /* RLM is of the script */
	assert_html("\xC3<b>", "\xEF\xBF\xBD&lt;b&gt;");
	assert_html("\xE2\x80", "\xEF\xBF\xBD");
}

static void
html_of_any_bytes_has_no_markup(void **state)
{
	struct buf out = BUF_INIT(1000);
	uint64_t seed = 9;

	(void)state;
	for (int round = 0; round < 100000; round++) {
		char text[12];

		for (size_t i = 0; i < sizeof(text) - 1; i++)
			text[i] = (char)(1 + test_random(&seed) % 255);
		text[sizeof(text) - 1] = '\0';
		buf_reset(&out);
		html_text(&out, text);
		assert_true(utf8_valid(out.data, out.len));
		assert_null(strpbrk(out.data, "<>\"'\x1B\x7F"));
	}
	buf_done(&out);
}

static void
assert_csv(const char *text, const char *wanted)
{
	struct buf out = BUF_INIT(1000);

	csv_cell(&out, text);
	assert_string_equal(out.data, wanted);
	buf_done(&out);
}

static void
csv_cells_are_text_not_formulas(void **state)
{
	(void)state;
	assert_csv(NULL, "");
	assert_csv("", "");
	assert_csv("Bradley", "Bradley");
	assert_csv("a,b", "\"a,b\"");
	assert_csv("a;b", "\"a;b\"");
	assert_csv("say \"hi\"", "\"say \"\"hi\"\"\"");
	assert_csv("two\r\nlines", "\"two\r\nlines\"");
	assert_csv(" edge", "\" edge\"");
	assert_csv("edge ", "\"edge \"");

	assert_csv("=1+1", "\"'=1+1\"");
	assert_csv("+1 615 555 0100", "\"'+1 615 555 0100\"");
	assert_csv("-2+3+cmd|' /C calc'!A0", "\"'-2+3+cmd|' /C calc'!A0\"");
	assert_csv("@SUM(A1)", "\"'@SUM(A1)\"");
	assert_csv("\t=1", "\"'\t=1\"");
	assert_csv("\r=1", "\"'\r=1\"");
	assert_csv("\n=1", "\"'\n=1\"");
	assert_csv("  =1", "\"'  =1\"");
	assert_csv("\xEF\xBC\x9D" "1+1", "\"'\xEF\xBC\x9D" "1+1\"");
	assert_csv("\xEF\xBC\x8B" "1", "\"'\xEF\xBC\x8B" "1\"");
	assert_csv("\xEF\xBC\x8D" "1", "\"'\xEF\xBC\x8D" "1\"");
	assert_csv("\xEF\xBC\xA0x", "\"'\xEF\xBC\xA0x\"");
	assert_csv("=\"a\"", "\"'=\"\"a\"\"\"");

	assert_csv("-125.50", "-125.50");
	assert_csv("-125", "-125");
	assert_csv("125.50", "125.50");
	assert_csv("-", "\"'-\"");
	assert_csv("-.5", "\"'-.5\"");
	assert_csv("-1.", "\"'-1.\"");
	assert_csv("-1-1", "\"'-1-1\"");

	assert_csv("a\x1B[0m\xFF", "a<1B>[0m\xEF\xBF\xBD");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(html_is_text_whatever_it_says),
		cmocka_unit_test(html_of_any_bytes_has_no_markup),
		cmocka_unit_test(csv_cells_are_text_not_formulas),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The grammar of what is written: dates, money, lists, braces.
 */
#include "test_domain_case.h"

#include "domain/wording.h"

/* ---- grammar ---- */

static void
dates_money_and_times(void **state)
{
	static const struct {
		int64_t cents;
		const char *text;
	} sums[] = { { 0, "$0.00" }, { 5, "$0.05" }, { 123400, "$1,234.00" }, { 99999, "$999.99" },
		{ 100000, "$1,000.00" }, { 123456789012, "$1,234,567,890.12" }, { -310, "-$3.10" } };
	struct buf out = BUF_INIT(4096);

	(void)state;
	for (size_t i = 0; i < countof(sums); i++) {
		buf_reset(&out);
		wording_money(&out, sums[i].cents);
		assert_string_equal(out.data, sums[i].text);
	}
	buf_reset(&out);
	wording_date(&out, test_date("2025-11-27"), "en");
	buf_puts(&out, "|");
	wording_date(&out, test_date("2025-11-27"), "es");
	buf_puts(&out, "|");
	wording_date(&out, test_date("2025-11-27"), "vi");
	assert_string_equal(out.data, "November 27, 2025|27 de noviembre de 2025|2025-11-27");
	buf_reset(&out);
	wording_period(&out, "2025-10-14/2025-10-27", "en");
	buf_puts(&out, "|");
	wording_period(&out, "2025-12-29/2026-01-11", "en");
	buf_puts(&out, "|");
	wording_period(&out, "2025-12-29/2026-01-11", "es");
	assert_string_equal(out.data,
		"October 14 to October 27, 2025|December 29, 2025 to January 11, 2026|"
		"del 29 de diciembre de 2025 al 11 de enero de 2026");
	buf_reset(&out);
	wording_instant(&out, test_instant("2025-11-21T21:30:00Z"), ZONE_CENTRAL, "en");
	buf_puts(&out, "|");
	wording_instant(&out, test_instant("2025-11-21T21:30:00Z"), ZONE_EASTERN, "es");
	buf_puts(&out, "|");
	wording_instant(&out, test_instant("2025-07-01T18:05:00Z"), ZONE_CENTRAL, "es");
	buf_puts(&out, "|");
	wording_instant(&out, test_instant("2025-07-01T05:00:00Z"), ZONE_CENTRAL, "en");
	assert_string_equal(out.data,
		"November 21, 2025 at 3:30 PM, Central Time|"
		"21 de noviembre de 2025 a las 4:30 p. m. (hora del Este)|"
		"1 de julio de 2025 a la 1:05 p. m. (hora del Centro)|"
		"July 1, 2025 at 12:00 AM, Central Time");
	buf_done(&out);
}

static void
lists_end_in_and(void **state)
{
	(void)state;
	assert_string_equal(wording_between(0, 3, "a", "en"), "");
	assert_string_equal(wording_between(1, 3, "b", "en"), "; ");
	assert_string_equal(wording_between(2, 3, "c", "en"), "; and ");
	assert_string_equal(wording_between(1, 2, "recibo", "es"), "; y ");
	assert_string_equal(wording_between(1, 2, "Identificación", "es"), "; e ");
	assert_string_equal(wording_between(1, 2, "hielo", "es"), "; y ");
	assert_string_equal(wording_between(1, 2, "hijo", "es"), "; e ");
	assert_string_equal(wording_between(1, 2, "x", "vi"), "; ");
}

static bool
only_name(void *context, const char *name, struct buf *out)
{
	buf_puts(out, context);
	return str_eq(name, "name");
}

static void
an_unfilled_brace_is_never_printed(void **state)
{
	struct buf out = BUF_INIT(100);
	struct err err = { 0 };

	(void)state;
	assert_true(wording_fill(&out, "Dear {name}, {{so}}.", only_name, "Hoa", &err));
	assert_string_equal(out.data, "Dear Hoa, {so}.");
	buf_reset(&out);
	assert_false(wording_fill(&out, "By {date}.", only_name, "Hoa", &err));
	assert_non_null(strstr(err.detail, "{date}"));
	buf_reset(&out);
	assert_false(wording_fill(&out, "{name}{name}{name}{name}", only_name,
		"a name of more than thirty characters", &err));
	assert_non_null(strstr(err.detail, "too long"));
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_money_and_times),
		cmocka_unit_test(lists_end_in_and),
		cmocka_unit_test(an_unfilled_brace_is_never_printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

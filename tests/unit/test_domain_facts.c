/* SPDX-License-Identifier: Apache-2.0
 *
 * The facts of a decision's reasons: of the record or typed, kept as they were
 * read, and named in both languages.
 */
#include "test_domain_denied.h"

static void
facts_come_from_the_record(void **state)
{
	struct reason_facts facts;
	struct buf out = BUF_INIT(4096);

	(void)state;
	set_up_case();
	read_reason(&facts, "D07", NULL);
	for (size_t i = 0; i < facts.count; i++)
		assert_true(facts.facts[i].is_given && facts.facts[i].is_of_record);
	facts_print(&out, &facts);
	assert_string_equal(out.data, "{\"d1\":\"2025-11-16\",\"d2\":\"2025-11-21\",\"date\":\"2026-01-11\"}");
	buf_reset(&out);
	read_reason(&facts, "D08", NULL);
	assert_int_equal(reason_items(&facts)->items.count, 2);
	/* the worker's own word stands; the rest is of the record */
	read_reason(&facts, "D01", "{'gross':" USD("2901.50") ",'limit':" USD("2888.00") "}");
	facts_print(&out, &facts);
	assert_string_equal(out.data,
		"{\"gross\":{\"amount\":\"2901.50\",\"currency\":\"USD\"},"
		"\"limit\":{\"amount\":\"2888.00\",\"currency\":\"USD\"},\"n\":3}");
	buf_done(&out);
}

static void
facts_of_each_type_are_rendered_and_kept(void **state)
{
	struct reason_facts facts[3];
	struct named_list named;
	struct err err = { 0 };
	struct buf out = BUF_INIT(4096);

	(void)state;
	set_up_case();
	record.today = test_date("2025-11-20");
	read_reason(&facts[0], "A02", "{'date':'2025-12-12'}");
	read_reason(&facts[1], "A03", NULL);
	read_reason(&facts[2], "D15", "{'person':'Linh Nguyen','action':'register for work'}");
	assert_true(render_named(&named, &arena, snap, facts, 3, "en", &err));
	assert_string_equal(named.reasons.at[0].text,
		"You get food help now. To keep it going, we still need the following by December 12, 2025: "
		"Pay stub, Acme Foods, for Nguyen Thi Hoa, October 14 to October 27, 2025; and Rent receipt "
		"or lease.");
	assert_string_equal(named.reasons.at[1].text,
		"Your first month is smaller because you applied on November 12, 2025.");
	assert_string_equal(named.reasons.at[2].text,
		"Linh Nguyen did not register for work and gave no good reason.");
	facts_print(&out, &facts[0]);
	assert_true(str_starts(out.data, "{\"items\":[\"pay_stubs-"));
	assert_true(str_ends(out.data, "\"],\"date\":\"2025-12-12\"}"));
	buf_reset(&out);
	facts_print(&out, &facts[2]);
	assert_string_equal(out.data, "{\"person\":\"Linh Nguyen\",\"action\":\"register for work\"}");
	/* what was kept reads back as the same facts */
	buf_reset(&out);
	facts_print(&out, &facts[0]);
	read_reason(&facts[1], "A02", out.data);
	assert_int_equal(reason_items(&facts[1])->items.count, 2);
	buf_done(&out);
}

static void
wrong_facts_are_named(void **state)
{
	static const struct {
		const char *code, *given, *pointer, *fault;
	} cases[] = {
		{ "D01", "{'gross':'2901.50'}", "/r/gross", "bad_money" },
		{ "D01", "{'n':'three'}", "/r/n", "wrong_type" },
		{ "D01", "{'colour':'red'}", "/r/colour", "unknown" },
		{ "D07", "{'d1':'16 Nov'}", "/r/d1", "bad_date" },
		{ "D08", "{'items':'pay_stubs'}", "/r/items", "wrong_type" },
		{ "D08", "{'items':['nothing-0000']}", "/r/items", "unknown_item" },
		{ "D10", "{'person':7}", "/r/person", "wrong_type" },
		{ "D10", "[]", "/r", "wrong_type" },
	};

	(void)state;
	set_up_case();
	for (size_t i = 0; i < countof(cases); i++) {
		struct json *given = test_json(&arena, cases[i].given);
		struct reason_facts facts;
		struct err err = { 0 };

		assert_false(facts_read(&facts, &arena, program_find_reason(snap, cases[i].code), given,
			&record, "/r", &err));
		assert_string_equal(err.fields[0].pointer, cases[i].pointer);
		assert_string_equal(err.fields[0].code, cases[i].fault);
		json_free(given);
	}
}

static void
reasons_in_both_languages(void **state)
{
	struct named_list named;

	(void)state;
	set_up_case();
	name_reasons(&named, "en");
	assert_string_equal(named.reasons.at[0].text,
		"We set talks with you for November 16, 2025 and November 21, 2025 and did not reach you. "
		"Call by January 11, 2026 and we will open your application again.");
	assert_string_equal(named.reasons.at[1].text,
		"We asked you for the following: Pay stub, Acme Foods, for Nguyen Thi Hoa, October 14 to October 27, 2025; "
		"and Rent receipt or lease. The last time we asked was November 17, 2025. We did not get "
		"this by November 27, 2025. Send it by January 11, 2026 and you need no new form.");
	assert_string_equal(named.reasons.at[0].legal_basis, "7 CFR 273.2(e)(3)");
	assert_int_equal(named.items.count, 2);
	name_reasons(&named, "es");
	assert_string_equal(named.reasons.at[1].text,
		"Le pedimos lo siguiente: Talón de pago, Acme Foods, de Nguyen Thi Hoa, del 14 de octubre al "
		"27 de octubre de 2025; y Recibo de renta o contrato. La última vez que lo pedimos fue el "
		"17 de noviembre de 2025. No lo recibimos a más tardar el 27 de noviembre de 2025. Envíelo a "
		"más tardar el 11 de enero de 2026 y no necesitará un formulario nuevo.");
}

static void
a_reason_without_its_fact_is_not_rendered(void **state)
{
	struct reason_facts facts;
	struct named_list named;
	struct err err = { 0 };

	(void)state;
	set_up_case();
	record.interview_count = 1;
	read_reason(&facts, "D07", NULL);
	assert_false(render_named(&named, &arena, snap, &facts, 1, "en", &err));
	assert_true(str_starts(err.detail, "D07: "));
	assert_non_null(strstr(err.detail, "{d2}"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_come_from_the_record),
		cmocka_unit_test(facts_of_each_type_are_rendered_and_kept),
		cmocka_unit_test(wrong_facts_are_named),
		cmocka_unit_test(reasons_in_both_languages),
		cmocka_unit_test(a_reason_without_its_fact_is_not_rendered),
	};
	int failed;

	snap = test_program(&arena, "snap");
	failed = cmocka_run_group_tests_name("facts", tests, NULL, NULL);
	arena_done(&arena);
	return failed;
}

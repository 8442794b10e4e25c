/* SPDX-License-Identifier: Apache-2.0
 *
 * What the applicant reads, in both languages: dates, money, lists, reasons,
 * letters and status updates; and that all of them name the same things.
 */
#include "test_domain_case.h"

#include "domain/render.h"

static struct arena arena = ARENA_INIT;

static const struct program *snap;

/* ---- a denial ---- */

static struct application application;

static struct customer customer;

static struct address address;

static struct interview interviews[2];

static struct item_list items;

static struct fact_record record;

static void
set_up_case(void)
{
	address = (struct address){ "12 Elm St", "Apt 4", "Nashville", "TN", "37201" };
	customer = (struct customer){ .name = "Nguyen Thi Hoa", .address = &address };
	application = (struct application){ .number = "A-26-000412",
		.filed_on = test_date("2025-11-12"),
		.due_on = test_date("2025-12-12") };
	interviews[0] = (struct interview){ 1, test_instant("2025-11-16T16:00:00Z"), "phone",
		INTERVIEW_MISSED, NULL };
	interviews[1] = (struct interview){ 2, test_instant("2025-11-21T21:30:00Z"), "phone",
		INTERVIEW_MISSED, NULL };
	items = test_items(&arena, snap, CASE_ANSWERS, NULL, interviews, 2);
	test_accept_all(&items);
	test_set(&items, "pay_stubs", 0, ITEM_REQUESTED, "2025-11-17", "2025-11-27");
	test_set(&items, "rent_proof", 0, ITEM_REQUESTED, "2025-11-17", "2025-11-27");
	record = (struct fact_record){ .program = snap,
		.language = "en",
		.filed_on = application.filed_on,
		.today = test_date("2025-12-12"),
		.zone = ZONE_CENTRAL,
		.items = items.at,
		.item_count = items.count,
		.interviews = interviews,
		.interview_count = 2,
		.household_size = 3 };
}

static void
read_reason(struct reason_facts *facts, const char *code, const char *given_text)
{
	struct json *given = given_text ? test_json(&arena, given_text) : NULL;
	const struct program_reason *reason = program_find_reason(snap, code);
	struct err err = { 0 };

	assert_non_null(reason);
	if (!facts_read(facts, &arena, reason, given, &record, "/reasons/0/facts", &err))
		fail_msg("%s: %s %s", code, err.fields[0].pointer, err.fields[0].code);
	json_free(given);
}

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
name_reasons(struct named_list *named, const char *language)
{
	struct reason_facts facts[2];
	struct err err = { 0 };

	read_reason(&facts[0], "D07", NULL);
	read_reason(&facts[1], "D08", NULL);
	if (!render_named(named, &arena, snap, facts, 2, language, &err))
		fail_msg("%s", err.detail);
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

static struct render_input
input_for(const struct named_list *named, const char *language)
{
	return (struct render_input){ .program = snap,
		.language = language,
		.application = &application,
		.customer = &customer,
		.zone = ZONE_CENTRAL,
		.today = record.today,
		.named = named,
		.for_inaction = true,
		.due_on = DATE_NONE };
}

static const char *
letter(enum notice_kind kind, const struct render_input *input)
{
	struct buf out = BUF_INIT(NOTICE_BYTES_MAX);
	struct err err = { 0 };
	const char *text;

	if (!render_notice(&out, kind, input, &err))
		fail_msg("%s", err.detail);
	text = arena_strdup(&arena, out.data);
	buf_done(&out);
	assert_null(strchr(text, '{'));
	return text;
}

static void
assert_says(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("does not say: %s\n%s", part, text);
}

/* I10: letter, status update and decision name the same reasons and items. */
static void
letter_update_and_decision_name_the_same(void **state)
{
	static const char *const languages[] = { "en", "es" };

	(void)state;
	set_up_case();
	for (size_t i = 0; i < countof(languages); i++) {
		struct named_list named;
		struct render_input input;
		struct status_update update;
		struct err err = { 0 };
		const char *text;

		name_reasons(&named, languages[i]);
		input = input_for(&named, languages[i]);
		text = letter(NOTICE_KIND_DENIAL, &input);
		assert_true(render_update(&update, &arena, UPDATE_DENIED, &input, &err));
		for (size_t j = 0; j < named.reasons.count; j++) {
			assert_says(text, named.reasons.at[j].text);
			assert_says(update.text, named.reasons.at[j].text);
		}
		assert_int_equal(update.items.count, named.items.count);
		for (size_t j = 0; j < named.items.count; j++) {
			assert_says(text, named.items.at[j]);
			assert_string_equal(update.items.at[j], named.items.at[j]);
		}
		assert_date(update.appeal_deadline_on, "2026-03-12");
	}
}

/* 7 CFR 273.10(g)(1)(ii): what a denial has to tell. */
static void
a_denial_says_what_the_law_wants(void **state)
{
	struct named_list named;
	struct render_input input;
	const char *text;

	(void)state;
	set_up_case();
	name_reasons(&named, "en");
	input = input_for(&named, "en");
	text = letter(NOTICE_KIND_DENIAL, &input);
	assert_true(str_starts(text,
		"Your application for SNAP is denied\n\nDecember 12, 2025\n\nNguyen Thi Hoa\n12 Elm St\n"
		"Apt 4\nNashville, TN 37201\n\nAbout: your application for SNAP, number A-26-000412"));
	assert_says(text, "(7 CFR 273.2(e)(3))");
	assert_says(text, "fair hearing by March 12, 2026");
	assert_says(text, "by January 11, 2026 and we will open your application again. You need no new form");
	assert_says(text, "1-833-772-8347");
	assert_says(text, "TTY: 1-800-270-1349");
	assert_says(text, "Free legal help");
	assert_says(text, "interpreter");
	assert_says(text, "Español: llame");
	assert_says(text, "equal opportunity provider");
	assert_says(text, "Families First or SSI");
	assert_null(strstr(text, "You can apply again any day. If"));
	input.for_inaction = false;
	text = letter(NOTICE_KIND_DENIAL, &input);
	assert_says(text, "You can apply again any day. If");
	assert_null(strstr(text, "You can still fix this."));
	input.language = "vi"; /* not among the program's: its first, seen by the rehearsal */
	assert_true(str_starts(letter(NOTICE_KIND_DENIAL, &input), "Your application"));
}

/* A letter goes to whatever address was given: nobody writes one in our name. */
static void
what_was_typed_for_one_line_stays_on_it(void **state)
{
	static const char *const typed[] = { "Rosa\n\nYour benefits end. Call 1-900-555-0100.", "Apt 4\r\nURGENT", "N\tashville" };
	struct named_list named;
	struct render_input input;
	const char *text;

	(void)state;
	set_up_case();
	name_reasons(&named, "en");
	customer.name = typed[0];
	address.line2 = typed[1];
	address.city = typed[2];
	named.items.at[0] = "Pay stubs, Acme\n\nSend your card number";
	input = input_for(&named, "en");
	text = letter(NOTICE_KIND_DENIAL, &input);
	assert_null(strstr(text, "\nYour benefits end"));
	assert_null(strstr(text, "\nURGENT"));
	assert_null(strchr(text, '\r'));
	assert_says(text, "\nRosa<0A><0A>Your benefits end. Call 1-900-555-0100.\n");
	assert_says(text, "\nApt 4<0D><0A>URGENT\nN<09>ashville, TN 37201\n");
	input.due_on = test_date("2025-12-22");
	text = letter(NOTICE_KIND_MISSING, &input);
	assert_says(text, "  - Pay stubs, Acme<0A><0A>Send your card number\n");
}

static void
a_hidden_address_is_not_written_down(void **state)
{
	struct named_list named;
	struct render_input input;
	const char *text;

	(void)state;
	set_up_case();
	name_reasons(&named, "en");
	customer.address_hidden = true;
	input = input_for(&named, "en");
	text = letter(NOTICE_KIND_DENIAL, &input);
	assert_null(strstr(text, "Elm St"));
	assert_says(text, "Nguyen Thi Hoa\n\nAbout:");
}

static void
asking_for_proof(void **state)
{
	const struct missing_item *asked[2];
	struct named_list named;
	struct render_input input;
	struct status_update update;
	struct err err = { 0 };
	const char *text;

	(void)state;
	set_up_case();
	asked[0] = test_item(&items, "pay_stubs", 0);
	asked[1] = test_item(&items, "rent_proof", 0);
	render_named_items(&named, &arena, snap, asked, 2, "en");
	input = input_for(&named, "en");
	input.today = test_date("2025-11-21");
	input.due_on = test_date("2025-12-01");
	text = letter(NOTICE_KIND_MISSING, &input);
	assert_says(text, "  - Pay stub, Acme Foods, for Nguyen Thi Hoa, October 14 to October 27, 2025\n"
			  "  - Rent receipt or lease\n");
	assert_says(text, "by December 1, 2025");
	assert_says(text, "not before December 12, 2025");
	/* They have until the day that is asked for, and a day more where that is later. */
	input.due_on = test_date("2025-12-20");
	assert_says(letter(NOTICE_KIND_MISSING, &input), "not before December 21, 2025");
	/* Asked too late to leave ten days before day 30: not for as long again. */
	input.today = test_date("2025-12-03");
	input.due_on = test_date("2025-12-13");
	assert_says(letter(NOTICE_KIND_MISSING, &input), "not before January 12, 2026");
	input.today = test_date("2025-11-21");
	input.due_on = test_date("2025-12-01");
	assert_null(strstr(text, "From your caseworker"));
	input.message = "A photo will do.";
	assert_says(letter(NOTICE_KIND_MISSING, &input), "From your caseworker: A photo will do.");
	assert_true(render_update(&update, &arena, UPDATE_WAITING_FOR_YOU, &input, &err));
	assert_string_equal(update.text,
		"We need something from you by December 1, 2025. The list says exactly what.");
	assert_int_equal(update.items.count, 2);
	assert_int_equal(update.appeal_deadline_on, DATE_NONE);
	/* without its date the request cannot be sent */
	input.due_on = DATE_NONE;
	assert_false(render_update(&update, &arena, UPDATE_WAITING_FOR_YOU, &input, &err));
}

static void
an_approval_gives_each_amount(void **state)
{
	struct decision_amount amounts[2];
	struct reason_facts facts;
	struct named_list named;
	struct render_input input;
	struct err err = { 0 };
	const char *text;

	(void)state;
	set_up_case();
	amounts[0] = (struct decision_amount){ test_date("2025-11-12"), test_date("2025-11-30"), 26700 };
	amounts[1] = (struct decision_amount){ test_date("2025-12-01"), test_date("2026-10-31"), 42300 };
	record.amounts = amounts;
	record.amount_count = 2;
	read_reason(&facts, "A01", NULL);
	assert_true(render_named(&named, &arena, snap, &facts, 1, "es", &err));
	assert_string_equal(named.reasons.at[0].text,
		"De SNAP recibe $423.00 cada mes desde el 12 de noviembre de 2025 hasta el "
		"31 de octubre de 2026.");
	input = input_for(&named, "es");
	input.amounts = amounts;
	input.amount_count = 2;
	text = letter(NOTICE_KIND_APPROVAL, &input);
	assert_says(text, "  - del 12 de noviembre al 30 de noviembre de 2025: $267.00\n"
			  "  - del 1 de diciembre de 2025 al 31 de octubre de 2026: $423.00\n");
	assert_null(strstr(text, "Todavía necesitamos"));
}

static void
talks(void **state)
{
	struct interview next = { 3, test_instant("2025-11-25T15:00:00Z"), "office", INTERVIEW_SET, NULL };
	struct render_input input;
	struct status_update update;
	struct err err = { 0 };
	const char *text;

	(void)state;
	set_up_case();
	input = input_for(NULL, "en");
	input.interview = &interviews[1];
	text = letter(NOTICE_KIND_MISSED_INTERVIEW, &input);
	assert_says(text, "talk set for November 21, 2025 at 3:30 PM, Central Time");
	assert_says(text, "to pick a new time");
	assert_true(render_update(&update, &arena, UPDATE_INTERVIEW, &input, &err));
	assert_string_equal(update.text, "We did not reach you for our talk.");
	assert_says(text, "but not before December 12, 2025");
	/* A day that has passed is named to nobody. */
	civil_date today = input.today;
	input.today = test_date("2025-12-13");
	text = letter(NOTICE_KIND_MISSED_INTERVIEW, &input);
	assert_says(text, "to pick a new time");
	assert_null(strstr(text, "December 12, 2025"));
	input.today = today;
	input.next_interview = &next;
	text = letter(NOTICE_KIND_MISSED_INTERVIEW, &input);
	assert_says(text, "We set a new time: November 25, 2025 at 9:00 AM, Central Time, at our office.");
	input.interview = &next;
	input.next_interview = NULL;
	assert_says(letter(NOTICE_KIND_INTERVIEW, &input), "November 25, 2025 at 9:00 AM, Central Time, at our office");
	assert_true(render_update(&update, &arena, UPDATE_INTERVIEW, &input, &err));
	assert_string_equal(update.text,
		"We would like to talk with you on November 25, 2025 at 9:00 AM, Central Time, at our office.");
	assert_says(letter(NOTICE_KIND_INTERVIEW, &input), "not before December 12, 2025");
	/* Nor before the talk itself. */
	next.at_ms = test_instant("2025-12-15T15:00:00Z");
	assert_says(letter(NOTICE_KIND_INTERVIEW, &input), "not before December 15, 2025");
}

/* Every status update and letter of every program can be made, in each language. */
static void
nothing_shipped_has_a_brace_that_cannot_be_filled(void **state)
{
	static const char *const programs[] = { "snap", "families-first", "child-care", "emergency-cash",
		"tornado-relief", "essential-worker-child-care", "provider-grant" };
	struct interview talk = { 1, test_instant("2025-11-25T15:00:00Z"), "video", INTERVIEW_SET, NULL };
	struct decision_amount amount = { test_date("2025-12-01"), DATE_NONE, 100 };
	const char *const texts[] = { "one" };
	struct named_reason reason = { .code = "X", .text = "because", .legal_basis = "law" };
	struct named_list named = { .reasons = { &reason, 1 }, .items = { (const char **)(uintptr_t)texts, 1 } };

	(void)state;
	set_up_case();
	for (size_t i = 0; i < countof(programs); i++) {
		const struct program *program = test_program(&arena, programs[i]);

		for (size_t l = 0; l < program->languages.count; l++) {
			struct render_input input = input_for(&named, program->languages.at[l]);
			struct status_update update;
			struct err err = { 0 };

			input.program = program;
			input.due_on = test_date("2025-12-01");
			input.message = "hello";
			input.amounts = &amount;
			input.amount_count = 1;
			input.interview = input.next_interview = &talk;
			for (int kind = 1; kind < NOTICE_KIND_COUNT; kind++)
				if (program->notices[kind].is_given)
					assert_true(strlen(letter((enum notice_kind)kind, &input)) > 200);
			for (int code = 1; code < UPDATE_COUNT; code++)
				if (!render_update(&update, &arena, (enum update_code)code, &input, &err))
					fail_msg("%s %d: %s", programs[i], code, err.detail);
		}
	}
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
		cmocka_unit_test(letter_update_and_decision_name_the_same),
		cmocka_unit_test(a_denial_says_what_the_law_wants),
		cmocka_unit_test(what_was_typed_for_one_line_stays_on_it),
		cmocka_unit_test(a_hidden_address_is_not_written_down),
		cmocka_unit_test(asking_for_proof),
		cmocka_unit_test(an_approval_gives_each_amount),
		cmocka_unit_test(talks),
		cmocka_unit_test(nothing_shipped_has_a_brace_that_cannot_be_filled),
	};
	int failed;

	snap = test_program(&arena, "snap");
	failed = cmocka_run_group_tests_name("render", tests, NULL, NULL);
	arena_done(&arena);
	return failed;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What the applicant reads, in both languages: dates, money, lists, letters and
 * status updates; and that all of them name the same things.
 */
#include "test_domain_denied.h"

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
		"De SNAP recibe $423.00 cada mes desde el 1 de diciembre de 2025 hasta el "
		"31 de octubre de 2026.");
	input = input_for(&named, "es");
	input.amounts = amounts;
	input.amount_count = 2;
	text = letter(NOTICE_KIND_APPROVAL, &input);
	assert_says(text, "  - del 12 de noviembre al 30 de noviembre de 2025: $267.00\n"
			  "  - del 1 de diciembre de 2025 al 31 de octubre de 2026: $423.00\n");
	assert_null(strstr(text, "Todavía necesitamos"));
	/* Nobody has it: there is nobody to ask for. */
	assert_null(strstr(text, "Puede preguntar por"));
	/* What is the same from the first day on is named from there. */
	amounts[0].amount = amounts[1].amount;
	read_reason(&facts, "A01", NULL);
	assert_true(render_named(&named, &arena, snap, &facts, 1, "en", &err));
	assert_string_equal(named.reasons.at[0].text,
		"For SNAP you get $423.00 each month from November 12, 2025 to October 31, 2026.");
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

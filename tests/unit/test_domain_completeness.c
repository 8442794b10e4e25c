/* SPDX-License-Identifier: Apache-2.0
 *
 * What is missing, by person, source and period; that an item keeps its id;
 * and the gate before an approval.
 */
#include "test_domain_case.h"

#include "domain/answer_list.h"

static struct arena arena = ARENA_INIT;
static const struct program *snap, *families_first, *child_care;

static void
assert_item(const struct item_list *items, const char *requirement, size_t index, const char *label,
	const char *person, const char *source, const char *period)
{
	const struct missing_item *item = test_item(items, requirement, index);

	if (!item)
		fail_msg("no %s %zu", requirement, index);
	assert_string_equal(item->label, label);
	assert_string_equal(item->person ? item->person : "", person);
	assert_string_equal(item->source ? item->source : "", source);
	assert_string_equal(item->period ? item->period : "", period);
	assert_true(str_is_id(item->id));
}

static void
requirements_by_person_source_and_period(void **state)
{
	struct item_list items = test_items(&arena, snap, CASE_ANSWERS, NULL, NULL, 0);

	(void)state;
	assert_int_equal(items.count, 7);
	assert_item(&items, "identity", 0, "Proof of who you are", "", "", "");
	assert_item(&items, "pay_stubs", 0, "Pay stub, Acme Foods", "Nguyen Thi Hoa", "Acme Foods",
		"2025-10-14/2025-10-27");
	assert_item(&items, "pay_stubs", 1, "Pay stub, Acme Foods", "Nguyen Thi Hoa", "Acme Foods",
		"2025-10-28/2025-11-10");
	assert_null(test_item(&items, "pay_stubs", 2));
	assert_item(&items, "disability", 0, "Proof of disability", "Nguyen Van Binh", "", "");
	assert_null(test_item(&items, "disability", 1));
	assert_item(&items, "rent_proof", 0, "Rent receipt or lease", "", "", "");
	assert_null(test_item(&items, "care_proof", 0)); /* nothing is paid for care */
	assert_int_equal(test_item(&items, "interview", 0)->cured_by, CURED_BY_WORKER);
	assert_int_equal(test_item(&items, "rent_proof", 0)->cured_by, CURED_BY_APPLICANT);
}

static void
an_item_keeps_its_id(void **state)
{
	struct item_list before = test_items(&arena, snap, CASE_ANSWERS, NULL, NULL, 0);
	struct item_list after;
	char id[ITEM_ID_MAX], other[ITEM_ID_MAX];

	(void)state;
	test_set(&before, "pay_stubs", 1, ITEM_REQUESTED, "2025-11-17", "2025-11-27");
	test_item(&before, "pay_stubs", 1)->how = "asked by letter";
	after = test_items(&arena, snap, CASE_ANSWERS, &before, NULL, 0);
	for (size_t i = 0; i < after.count; i++)
		assert_string_equal(before.at[i].id, after.at[i].id);
	assert_int_equal(test_item(&after, "pay_stubs", 0)->state, ITEM_UNMET);
	assert_int_equal(test_item(&after, "pay_stubs", 1)->state, ITEM_REQUESTED);
	assert_date(test_item(&after, "pay_stubs", 1)->due_on, "2025-11-27");
	assert_string_equal(test_item(&after, "pay_stubs", 1)->how, "asked by letter");
	/* stored ids depend on this spelling: it may never change */
	assert_string_equal(item_id(id, "pay_stubs", "Hoa", "Acme", "2025-10-14/2025-10-27"),
		"pay_stubs-0fca5263962a7592");
	assert_string_not_equal(item_id(id, "a", "bc", NULL, NULL), item_id(other, "a", "b", "c", NULL));
	assert_string_not_equal(item_id(id, "a", NULL, "b", NULL), item_id(other, "a", "b", NULL, NULL));
	assert_int_equal(strlen(item_id(id, "a_requirement_of_23_char", "x", NULL, NULL)), ITEM_ID_MAX - 1);
}

static void
unanswered_questions_are_missing_items(void **state)
{
	struct item_list items = test_items(&arena, snap,
		"{'rent':" USD("910.00") ",'household':[{'name':'Hoa','relation':'self'}],"
		"'anyone_works':true,'jobs':[{'person':'Hoa','employer':'Acme Foods'}]}",
		NULL, NULL, 0);

	(void)state;
	assert_item(&items, "month_income", 0, "Money your home gets this month, before taxes", "", "", "");
	assert_item(&items, "household.born_on", 0, "Date of birth", "Hoa", "", "");
	assert_item(&items, "jobs.pay_every", 0, "How often paid, Acme Foods", "Hoa", "Acme Foods", "");
	assert_null(test_item(&items, "rent", 0));
	assert_null(test_item(&items, "household.eats_with_you", 0)); /* not asked of the applicant */
	/* how often is not known yet: the 30 days are one period */
	assert_item(&items, "pay_stubs", 0, "Pay stub, Acme Foods", "Hoa", "Acme Foods",
		"2025-10-14/2025-11-12");
}

static void
what_is_no_longer_asked_is_not_needed(void **state)
{
	/* the job stays in the answers, but nobody works any more */
	struct item_list items = test_items(&arena, snap,
		"{'anyone_works':false,'jobs':[{'person':'Hoa','employer':'Acme Foods'}]}", NULL, NULL, 0);

	(void)state;
	assert_null(test_item(&items, "pay_stubs", 0));
	assert_null(test_item(&items, "jobs.pay_every", 0));
}

static void
twins_are_two_items(void **state)
{
	struct item_list items = test_items(&arena, snap,
		"{'anyone_works':true,'jobs':[{'person':'Hoa','employer':'Acme Foods'},"
		"{'person':'Hoa','employer':'Acme Foods'}],'anyone_other_income':true,"
		"'other_income':[{'person':'Hoa','kind':'ssi'},{'person':'Hoa','kind':'ssi'}]}",
		NULL, NULL, 0);

	(void)state;
	assert_item(&items, "pay_stubs", 0, "Pay stub, Acme Foods", "Hoa", "Acme Foods",
		"2025-10-14/2025-11-12");
	assert_item(&items, "pay_stubs", 1, "Pay stub, Acme Foods (2)", "Hoa", "Acme Foods (2)",
		"2025-10-14/2025-11-12");
	assert_item(&items, "other_income_proof", 1, "Award letter or statement, SSI", "Hoa", "ssi (2)", "");
}

static void
labels_in_the_language_asked_for(void **state)
{
	struct item_list items = test_items(&arena, snap, CASE_ANSWERS, NULL, NULL, 0);

	(void)state;
	assert_string_equal(item_label(&arena, snap, test_item(&items, "pay_stubs", 0), "es"),
		"Talón de pago, Acme Foods");
	assert_string_equal(item_label(&arena, snap, test_item(&items, "pay_stubs", 0), "vi"),
		"Pay stub, Acme Foods");
}

static void
an_interview_held_meets_its_requirement(void **state)
{
	struct interview interviews[] = { { .number = 1, .at_ms = 1, .state = INTERVIEW_MISSED },
		{ .number = 2, .at_ms = 2, .state = INTERVIEW_SET } };
	struct item_list items;

	(void)state;
	items = test_items(&arena, snap, CASE_ANSWERS, NULL, interviews, 1);
	assert_int_equal(test_item(&items, "interview", 0)->state, ITEM_UNMET);
	items = test_items(&arena, snap, CASE_ANSWERS, NULL, interviews, 2);
	assert_int_equal(test_item(&items, "interview", 0)->state, ITEM_REQUESTED);
	interviews[1].state = INTERVIEW_HELD;
	items = test_items(&arena, snap, CASE_ANSWERS, NULL, interviews, 2);
	assert_int_equal(test_item(&items, "interview", 0)->state, ITEM_ACCEPTED);
	interviews[1].state = INTERVIEW_WAIVED;
	items = test_items(&arena, snap, CASE_ANSWERS, NULL, interviews, 2);
	assert_int_equal(test_item(&items, "interview", 0)->state, ITEM_ACCEPTED);
}

static void
the_gate_wants_everything_accepted(void **state)
{
	struct item_list items = test_items(&arena, snap, CASE_ANSWERS, NULL, NULL, 0);

	(void)state;
	assert_false(completeness_gate(snap, items.at, items.count, false));
	test_accept_all(&items);
	assert_true(completeness_gate(snap, items.at, items.count, false));
	test_item(&items, "pay_stubs", 1)->state = ITEM_RECEIVED;
	assert_false(completeness_gate(snap, items.at, items.count, false));
	assert_false(completeness_owes(snap, items.at, items.count, false)); /* it came: the worker's move */
	test_item(&items, "pay_stubs", 1)->state = ITEM_INSUFFICIENT;
	assert_true(completeness_owes(snap, items.at, items.count, false));
	test_item(&items, "pay_stubs", 1)->state = ITEM_ACCEPTED;
	test_item(&items, "interview", 0)->state = ITEM_UNMET;
	assert_false(completeness_owes(snap, items.at, items.count, false)); /* the agency's move */
	assert_false(completeness_gate(snap, items.at, items.count, false));
}

static void
expedited_waits_only_for_identity_and_interview(void **state)
{
	struct item_list items = test_items(&arena, snap, CASE_ANSWERS, NULL, NULL, 0);

	(void)state;
	test_item(&items, "identity", 0)->state = ITEM_ACCEPTED;
	assert_true(completeness_owes(snap, items.at, items.count, false));
	assert_false(completeness_owes(snap, items.at, items.count, true));
	assert_false(completeness_gate(snap, items.at, items.count, true));
	test_item(&items, "interview", 0)->state = ITEM_ACCEPTED;
	assert_true(completeness_gate(snap, items.at, items.count, true));
	assert_false(completeness_gate(snap, items.at, items.count, false));
}

static void
ticked_beforehand_when_asking(void **state)
{
	struct item_list items = test_items(&arena, snap, CASE_ANSWERS, NULL, NULL, 0);

	(void)state;
	assert_true(item_is_to_ask(test_item(&items, "rent_proof", 0)));
	assert_false(item_is_to_ask(test_item(&items, "interview", 0)));
	test_set(&items, "rent_proof", 0, ITEM_REQUESTED, "2025-11-17", "2025-11-27");
	assert_false(item_is_to_ask(test_item(&items, "rent_proof", 0)));
	test_set(&items, "rent_proof", 0, ITEM_RECEIVED, NULL, NULL);
	assert_false(item_is_to_ask(test_item(&items, "rent_proof", 0)));
	/* It was asked for once, came, and is not enough: it is asked for again. */
	test_set(&items, "rent_proof", 0, ITEM_INSUFFICIENT, "2025-11-17", "2025-11-27");
	assert_true(item_is_to_ask(test_item(&items, "rent_proof", 0)));
}

static void
the_other_programs(void **state)
{
	struct item_list items = test_items(&arena, families_first,
		"{'household':[{'name':'Ana','relation':'self'},{'name':'Leo','relation':'child',"
		"'school':'attends','immunized':true}],'absent_parent':true,'absent_parents':["
		"{'name':'P. One','child':'Leo','not_safe':true},{'name':'P. Two','child':'Leo','not_safe':false}]}",
		NULL, NULL, 0);

	(void)state;
	assert_item(&items, "child_relation", 0, "Proof of how the child is related to you", "Leo", "", "");
	assert_null(test_item(&items, "child_relation", 1));
	assert_item(&items, "support_form", 0, "Child support form, P. Two", "Leo", "P. Two", "");
	assert_null(test_item(&items, "support_form", 1)); /* never where it would be unsafe */
	items = test_items(&arena, child_care,
		"{'household':[{'name':'Ana','relation':'self','activity':'school','activity_hours':30},"
		"{'name':'Leo','relation':'child','needs_care':true,'special_need':false}],"
		"'providers':[{'child':'Leo','provider':'Little Oaks','hours_week':30}]}",
		NULL, NULL, 0);
	assert_item(&items, "school_schedule", 0, "Class schedule", "Ana", "", "");
	assert_item(&items, "provider_check", 0, "Check that the provider can be paid, Little Oaks", "Leo",
		"Little Oaks", "");
	assert_null(completeness_interview(child_care));
	assert_non_null(completeness_interview(snap));
}

/* ---- answers ---- */

static void
check(const char *answers_text, struct err *err, bool expected)
{
	struct json *answers = test_json(&arena, answers_text);

	*err = (struct err){ 0 };
	if (answers_check(snap, answers, NULL, date_make(2025, 11, 21), err) != expected)
		fail_msg("%s: %s", answers_text, err->fields[0].pointer);
	json_free(answers);
}

static void
wrong_answers_are_named(void **state)
{
	static const struct {
		const char *answers, *pointer, *code;
	} cases[] = {
		{ "{'rent':'910'}", "/answers/rent", "bad_money" },
		{ "{'rent':{'amount':'910.001','currency':'USD'}}", "/answers/rent", "bad_money" },
		{ "{'rent':{'amount':'910.00','currency':'EUR'}}", "/answers/rent", "bad_money" },
		{ "{'rent':{'amount':'-1.00','currency':'USD'}}", "/answers/rent", "too_small" },
		{ "{'homeless':'no'}", "/answers/homeless", "wrong_type" },
		{ "{'favourite_colour':'red'}", "/answers/favourite_colour", "unknown" },
		{ "{'interview_mode':'letter'}", "/answers/interview_mode", "not_an_option" },
		{ "{'utility_kinds':['power','power']}", "/answers/utility_kinds", "twice" },
		{ "{'household':[{'name':'Hoa','born_on':'1961-02-30'}]}", "/answers/household/0/born_on", "bad_date" },
		{ "{'household':[{'name':'Hoa','born_on':'0095-03-04'}]}", "/answers/household/0/born_on", "not_of_birth" },
		{ "{'household':[{'name':'Hoa','born_on':'2025-11-22'}]}", "/answers/household/0/born_on", "not_of_birth" },
		{ "{'jobs':[{'last_period_ended':'0025-10-31'}]}", "/answers/jobs/0/last_period_ended", "out_of_range" },
		{ "{'jobs':[{'last_period_ended':'9999-10-31'}]}", "/answers/jobs/0/last_period_ended", "out_of_range" },
		{ "{'household':[{'name':'Hoa'},{'shoe':3}]}", "/answers/household/1/shoe", "unknown" },
		{ "{'household':{}}", "/answers/household", "wrong_type" },
		{ "{'jobs':[{'person':'Nobody'}]}", "/answers/jobs/0/person", "not_listed" },
		{ "{'jobs':[{'hours_week':169}]}", "/answers/jobs/0/hours_week", "too_large" },
		{ "{'jobs':[{'hours_week':7.5}]}", "/answers/jobs/0/hours_week", "wrong_type" },
		{ "{'signature':7}", "/answers/signature", "wrong_type" },
		{ "{'utility_kinds':'power'}", "/answers/utility_kinds", "wrong_type" },
		{ "{'utility_kinds':['steam']}", "/answers/utility_kinds", "not_an_option" },
		{ "{'household':['Hoa']}", "/answers/household/0", "wrong_type" },
		{ "{'household':[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}]}",
			"/answers/household", "too_many" },
		{ "[]", "/answers", "wrong_type" },
	};
	struct err err;

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		check(cases[i].answers, &err, false);
		assert_string_equal(err.fields[0].pointer, cases[i].pointer);
		assert_string_equal(err.fields[0].code, cases[i].code);
	}
	check(CASE_ANSWERS, &err, true);
	check("{}", &err, true); /* what is absent is missing, not wrong */
	check("{'rent':null}", &err, true);
	check("{'jobs':[{'last_period_ended':'2125-10-31'}]}", &err, true);
}

static void
what_stood_there_before_keeps_its_date(void **state)
{
	struct json *before = test_json(&arena, "{'household':[{'name':'Hoa','born_on':'0095-03-04'}]}");
	struct json *same = test_json(&arena, "{'rent':null,'household':[{'name':'Hoa','born_on':'0095-03-04'}]}");
	struct json *other = test_json(&arena, "{'household':[{'name':'Hoa T','born_on':'0095-03-04'}]}");
	struct err err = { 0 };

	(void)state;
	assert_true(answers_check(snap, same, before, date_make(2025, 11, 21), &err));
	assert_true(answers_check(snap, before, NULL, DATE_NONE, &err));
	assert_false(answers_check(snap, other, before, date_make(2025, 11, 21), &err));
	json_free(before);
	json_free(same);
	json_free(other);
}

static void
a_filing_needs_name_address_and_signature(void **state)
{
	struct json *answers = test_json(&arena, "{'signature':'Hoa'}");
	struct address address = { .line1 = "General Delivery" };
	struct customer customer = { .name = "Hoa", .address = &address, .born_on = DATE_NONE };
	struct err err = { 0 };

	(void)state;
	assert_true(answers_are_filing(snap, answers, &customer, &err));
	customer.address = NULL;
	assert_false(answers_are_filing(snap, NULL, &customer, &err));
	assert_int_equal(err.field_count, 2);
	assert_string_equal(err.fields[0].pointer, "/customer/address");
	assert_string_equal(err.fields[1].pointer, "/answers/signature");
	json_free(answers);
}

static void
a_text_longer_than_the_form_allows(void **state)
{
	char text[400];
	struct err err;

	(void)state;
	/* 200 characters fit; one more does not */
	snprintf(text, sizeof(text), "{'interview_times':'%0200d'}", 0);
	check(text, &err, true);
	snprintf(text, sizeof(text), "{'interview_times':'%0201d'}", 0);
	check(text, &err, false);
	assert_string_equal(err.fields[0].code, "too_long");
}

static void
a_requirement_per_person_without_a_list_is_the_customers(void **state)
{
	struct program program = *snap;
	struct program_requirement requirement = { .id = "proof_of_age", .per = PER_PERSON,
		.cured_by = CURED_BY_APPLICANT, .label = { { "Proof of age" } } };
	struct item_list items;

	(void)state;
	program.requirements.at = &requirement;
	program.requirements.count = 1;
	items = test_items(&arena, &program, "{}", NULL, NULL, 0);
	assert_item(&items, "proof_of_age", 0, "Proof of age", "Nguyen Thi Hoa", "", "");
	items = test_items(&arena, &program, "{'household':[{'name':'A'},{'name':'B'},{'name':'A'}]}", NULL,
		NULL, 0);
	assert_item(&items, "proof_of_age", 0, "Proof of age", "A", "", "");
	assert_item(&items, "proof_of_age", 2, "Proof of age", "A (2)", "", "");
}

static void
answers_as_lines_of_text(void **state)
{
	struct json *answers = test_json(&arena, CASE_ANSWERS);
	struct buf out = BUF_INIT(4096);
	const struct program_question *jobs = program_find_question(snap, "jobs");

	(void)state;
	answer_print(&out, snap, jobs, json_get(answers, "jobs"), "en");
	assert_string_equal(out.data,
		"Nguyen Thi Hoa, Acme Foods, every two weeks, $921.00, November 10, 2025");
	buf_reset(&out);
	answer_print(&out, snap, program_find_question(snap, "homeless"), json_get(answers, "homeless"), "es");
	assert_string_equal(out.data, "no");
	buf_reset(&out);
	json_free(answers);
	answers = test_json(&arena, "['power','phone']");
	answer_print(&out, snap, program_find_question(snap, "utility_kinds"), answers, "es");
	assert_string_equal(out.data, "luz para otras cosas, teléfono");
	buf_done(&out);
	json_free(answers);
}

static void
a_home_with_a_disability_is_told_from_one_that_was_not_asked(void **state)
{
	static const struct {
		const char *answers;
		enum truth expected;
	} cases[] = {
		{ "{}", TRUTH_UNKNOWN },
		{ "{'household':[]}", TRUTH_UNKNOWN },
		{ "{'household':[{'name':'Ana'}]}", TRUTH_UNKNOWN },
		{ "{'household':[{'name':'Ana','disabled':false}]}", TRUTH_NO },
		{ "{'household':[{'name':'Ana','disabled':false},{'name':'Ben'}]}", TRUTH_UNKNOWN },
		{ "{'household':[{'name':'Ana'},{'name':'Ben','disabled':true}]}", TRUTH_YES },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct json *answers = test_json(&arena, cases[i].answers);

		assert_int_equal(answers_disability(snap, answers), cases[i].expected);
		assert_int_equal(answers_disability(child_care, answers), TRUTH_UNKNOWN);
		json_free(answers);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requirements_by_person_source_and_period),
		cmocka_unit_test(an_item_keeps_its_id),
		cmocka_unit_test(unanswered_questions_are_missing_items),
		cmocka_unit_test(what_is_no_longer_asked_is_not_needed),
		cmocka_unit_test(twins_are_two_items),
		cmocka_unit_test(labels_in_the_language_asked_for),
		cmocka_unit_test(an_interview_held_meets_its_requirement),
		cmocka_unit_test(the_gate_wants_everything_accepted),
		cmocka_unit_test(expedited_waits_only_for_identity_and_interview),
		cmocka_unit_test(ticked_beforehand_when_asking),
		cmocka_unit_test(the_other_programs),
		cmocka_unit_test(wrong_answers_are_named),
		cmocka_unit_test(what_stood_there_before_keeps_its_date),
		cmocka_unit_test(a_filing_needs_name_address_and_signature),
		cmocka_unit_test(a_text_longer_than_the_form_allows),
		cmocka_unit_test(a_requirement_per_person_without_a_list_is_the_customers),
		cmocka_unit_test(answers_as_lines_of_text),
		cmocka_unit_test(a_home_with_a_disability_is_told_from_one_that_was_not_asked),
	};
	int failed;

	snap = test_program(&arena, "snap");
	families_first = test_program(&arena, "families-first");
	child_care = test_program(&arena, "child-care");
	failed = cmocka_run_group_tests_name("completeness", tests, NULL, NULL);
	arena_done(&arena);
	return failed;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What a program carries for the people around an application: answers to
 * what they ask, notes begun from a template, and the acts it goes without.
 */
#include "test_domain_case.h"

#include "domain/program_lint.h"

static struct arena arena = ARENA_INIT;

/* The shipped file with one text replaced. */
static char *
child_care_with(const char *from, const char *to, size_t *ret_len)
{
	size_t len = 0;
	char *text = test_program_text(&arena, "child-care", &len);
	char *at = strstr(text, from);
	char *out;

	if (!at)
		fail_msg("the file has no %s", from);
	out = arena_printf(&arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	*ret_len = strlen(out);
	return out;
}

static const struct program_faq *
find_faq(const struct program *program, const char *id)
{
	for (size_t i = 0; i < program->faq.count; i++)
		if (str_eq(program->faq.at[i].id, id))
			return &program->faq.at[i];
	fail_msg("no question %s", id);
	return NULL;
}

static const struct program_note_template *
find_note(const struct program *program, const char *id)
{
	for (size_t i = 0; i < program->note_templates.count; i++)
		if (str_eq(program->note_templates.at[i].id, id))
			return &program->note_templates.at[i];
	fail_msg("no template %s", id);
	return NULL;
}

static void
an_answer_has_the_programs_own_numbers(void **state)
{
	const struct program *snap = test_program(&arena, "snap");
	const struct program_faq *faq = find_faq(snap, "how_long");
	bool fell_back = true;

	(void)state;
	assert_non_null(strstr(program_faq_answer(&arena, snap, faq, "en", NULL), "within 30 days"));
	assert_non_null(strstr(program_faq_answer(&arena, snap, faq, "es", &fell_back), "dentro de 30"));
	assert_false(fell_back);
	assert_true(program_faq_questions(snap, faq, "es")->count >= 2);
	assert_string_equal(program_faq_questions(snap, faq, "es")->at[0], "¿Cuánto tarda?");
	/* In a language it does not speak: the first, and it says so. */
	assert_non_null(strstr(program_faq_answer(&arena, snap, faq, "vi", &fell_back), "within 30 days"));
	assert_true(fell_back);
	assert_string_equal(program_faq_questions(snap, faq, "vi")->at[0], "How long does it take?");
}

static void
no_answer_of_a_shipped_program_keeps_a_brace(void **state)
{
	static const char *const ids[] = { "snap", "families-first", "child-care", "emergency-cash",
		"tornado-relief", "essential-worker-child-care", "provider-grant" };

	(void)state;
	for (size_t i = 0; i < countof(ids); i++) {
		const struct program *program = test_program(&arena, ids[i]);

		assert_true(program->faq.count > 5);
		for (size_t j = 0; j < program->faq.count; j++)
			for (size_t k = 0; k < program->languages.count; k++)
				assert_null(strchr(program_faq_answer(&arena, program, &program->faq.at[j],
				                           program->languages.at[k], NULL), '{'));
	}
}

static void
a_note_is_filled_with_what_is_known(void **state)
{
	const struct program *snap = test_program(&arena, "snap");
	struct missing_item items[] = {
		{ .id = "i1", .requirement = "identity", .cured_by = CURED_BY_APPLICANT, .state = ITEM_REQUESTED },
		{ .id = "i2", .requirement = "residence", .cured_by = CURED_BY_APPLICANT, .state = ITEM_ACCEPTED },
	};
	struct application application = {
		.number = "A-26-000412",
		.customer = { .name = "Nguyen Thi Hoa" },
		.filed_on = test_date("2025-11-12"),
		.due_on = test_date("2025-12-12"),
		.missing = { items, countof(items) },
	};
	struct note_facts facts = { test_date("2025-11-21"), &application, "Ana Ruiz" };
	const char *text = program_note_text(&arena, snap, find_note(snap, "proof_asked"), &facts, "en");

	(void)state;
	assert_string_equal(text, "November 21, 2025: A-26-000412, filed November 12, 2025, due December 12, 2025. "
		"Still owed: Proof of who you are. Help offered: ____.");
	text = program_note_text(&arena, snap, find_note(snap, "handover"), &facts, "es");
	assert_non_null(strstr(text, "Nguyen Thi Hoa, plazo 12 de diciembre de 2025"));
	assert_non_null(strstr(text, "Ana Ruiz"));
}

static void
what_is_not_known_is_a_blank_to_type_in(void **state)
{
	const struct program *snap = test_program(&arena, "snap");
	struct note_facts facts = { DATE_NONE, NULL, NULL };

	(void)state;
	assert_string_equal(program_note_text(&arena, snap, find_note(snap, "no_answer"), &facts, "en"),
		"____: called ____ about ____. No answer; ____ (message left or not). Next try: ____.");
}

static void
faults_in_them_are_named(void **state)
{
	static const struct {
		const char *from, *to, *pointer, *code;
	} cases[] = {
		{ "within {decision_days} days", "within {amount} days", "/faq/0/answer/en", "dangling" },
		{ "within {decision_days} days", "within {decision_days days", "/faq/0/answer/en", "bad_brace" },
		{ "\"id\": \"provider\",\n      \"questions\"", "\"id\": \"how_long\",\n      \"questions\"",
			"/faq/1", "twice" },
		{ "\"questions\": {\n        \"en\": [\"How long does it take?\"",
			"\"questions\": {\n        \"fr\": [\"How long does it take?\"", "/faq/0/questions/fr",
			"unknown" },
		{ "checked provider ____ for {number}", "checked provider {provider} for {number}",
			"/note_templates/0/text/en", "dangling" },
		{ "\"label\": {\"en\": \"Provider checked\"", "\"title\": {\"en\": \"Provider checked\"",
			"/note_templates/0/title", "unknown" },
		{ "\"notices\": {", "\"transitions\": {\"fly\": []}, \"notices\": {", "/transitions/fly",
			"unknown" },
		{ "\"notices\": {", "\"transitions\": {\"withdraw\": []}, \"notices\": {",
			"/transitions/withdraw", "not_allowed" },
		{ "\"notices\": {", "\"transitions\": {\"claim\": [\"approved\"]}, \"notices\": {",
			"/transitions/claim/0", "not_allowed" },
		{ "\"notices\": {", "\"transitions\": {\"claim\": [\"nowhere\"]}, \"notices\": {",
			"/transitions/claim/0", "unknown" },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		size_t len = 0;
		char *text = child_care_with(cases[i].from, cases[i].to, &len);
		struct program *program = NULL;
		struct err err = { 0 };

		if (program_load(&program, &arena, text, len, &err))
			fail_msg("accepted: %s", cases[i].to);
		assert_string_equal(err.fields[0].pointer, cases[i].pointer);
		assert_string_equal(err.fields[0].code, cases[i].code);
	}
}

static void
a_program_only_takes_acts_away(void **state)
{
	size_t len = 0;
	char *text = child_care_with("\"notices\": {",
		"\"transitions\": {\"interview\": [], \"claim\": [\"submitted\"]}, \"notices\": {", &len);
	struct program *program = NULL;
	struct err err = { 0 };
	const struct program *plain = test_program(&arena, "child-care");

	(void)state;
	assert_true(program_load(&program, &arena, text, len, &err));
	assert_true(program_allows_act(plain, ACT_CLAIM, APPLICATION_ASSIGNED));
	assert_true(program_allows_act(plain, ACT_INTERVIEW, APPLICATION_IN_REVIEW));
	assert_true(program_allows_act(program, ACT_CLAIM, APPLICATION_SUBMITTED));
	assert_false(program_allows_act(program, ACT_CLAIM, APPLICATION_ASSIGNED));
	assert_false(program_allows_act(program, ACT_INTERVIEW, APPLICATION_IN_REVIEW));
	assert_true(program_allows_act(program, ACT_WITHDRAW, APPLICATION_IN_REVIEW));
}

static void
an_untranslated_answer_is_an_error(void **state)
{
	size_t len = 0;
	char *text = child_care_with("\"¿Cuánto tarda?\"", "\"¿Cuánto?\"", &len);
	struct program *program = NULL;
	struct program_lint_list lint;
	struct err err = { 0 };
	char *spanish = strstr(strstr(text, "\"faq\""), "\"es\": \"Decidimos");

	(void)state;
	memcpy(spanish, "\"en\"", 4); /* twice the same member is no JSON of ours */
	assert_false(program_load(&program, &arena, text, len, &err));
	text = child_care_with("within {decision_days} days after you apply.", "soon.", &len);
	err = (struct err){ 0 };
	assert_true(program_load(&program, &arena, text, len, &err));
	program_lint(&lint, &arena, program, text, len);
	assert_int_equal(lint.errors, 0); /* more in the translation than in the original */
	text = child_care_with("dentro de {decision_days} días", "pronto", &len);
	assert_true(program_load(&program, &arena, text, len, &err));
	program_lint(&lint, &arena, program, text, len);
	assert_int_equal(lint.errors, 1);
	assert_non_null(strstr(lint.at[0].text, "lost {decision_days}"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_has_the_programs_own_numbers),
		cmocka_unit_test(no_answer_of_a_shipped_program_keeps_a_brace),
		cmocka_unit_test(a_note_is_filled_with_what_is_known),
		cmocka_unit_test(what_is_not_known_is_a_blank_to_type_in),
		cmocka_unit_test(faults_in_them_are_named),
		cmocka_unit_test(a_program_only_takes_acts_away),
		cmocka_unit_test(an_untranslated_answer_is_an_error),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	arena_done(&arena);
	return failed;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Broken programs, one fault each: every one is told with its line, what is
 * wrong and what to do; and what only looks like a fault is let be.
 */
#include "test_domain.h"

#include "domain/program_lint.h"

static struct arena arena = ARENA_INIT;

struct broken {
	const char *program, *from, *to;
	const char *says;    /* NULL: nothing may be said */
	const char *at;      /* the text on the line that is named */
	bool is_error;
};

static char *
break_it(const struct broken *broken, size_t *ret_len)
{
	size_t len = 0;
	char *text = test_program_text(&arena, broken->program, &len);
	char *at = strstr(text, broken->from);
	char *out;

	if (!at)
		fail_msg("%s has no %s", broken->program, broken->from);
	out = arena_printf(&arena, "%.*s%s%s", (int)(at - text), text, broken->to,
		at + strlen(broken->from));
	*ret_len = strlen(out);
	return out;
}

static const char *
line_text(const char *text, int line)
{
	for (; line > 1 && *text; text++)
		line -= *text == '\n';
	return arena_strndup(&arena, text, strcspn(text, "\n"));
}

static const struct program_lint *
find_lint(const struct program_lint_list *list, const char *says)
{
	for (size_t i = 0; i < list->count; i++)
		if (strstr(list->at[i].text, says))
			return &list->at[i];
	return NULL;
}

static void
lint_broken(const struct broken *broken)
{
	size_t len = 0;
	char *text = break_it(broken, &len);
	struct program_lint_list lint;
	const struct program_lint *found;
	struct program *program;
	struct err err = { 0 };

	if (!program_load(&program, &arena, text, len, &err))
		fail_msg("%s: %s", broken->to, err.detail);
	program_lint(&lint, &arena, program, text, len);
	if (!broken->says) {
		for (size_t i = 0; i < lint.count; i++)
			if (!str_starts(lint.at[i].text, "no figures from"))
				fail_msg("%s: %s", broken->to, lint.at[i].text);
		return;
	}
	found = find_lint(&lint, broken->says);
	if (!found)
		fail_msg("%s: not told: %s (%s)", broken->to, broken->says,
			lint.count ? lint.at[0].text : "nothing was");
	if (!strstr(line_text(text, found->line), broken->at))
		fail_msg("%s: line %d: %s", broken->says, found->line, line_text(text, found->line));
	if (found->is_error != broken->is_error)
		fail_msg("%s: is %s", broken->says, found->is_error ? "an error" : "a warning");
}

#define OPEN_NOW "\"when\": {\"==\": [{\"var\": \"open_now\"}, false]}"

static void
questions_that_no_answers_lead_to(void **state)
{
	static const struct broken cases[] = {
		{ "provider-grant", OPEN_NOW,
			"\"when\": {\"and\": [{\"==\": [{\"var\": \"open_now\"}, false]}, "
			"{\"==\": [{\"var\": \"open_now\"}, true]}]}",
			"the question is never asked", "\"when\"", true },
		/* It leans on a question that is asked only where the answer is another. */
		{ "provider-grant", "\"when\": {\"in\": [{\"var\": \"closed_why\"}, [\"for_health\", \"for_money\"]]}",
			"\"when\": {\"and\": [{\"==\": [{\"var\": \"closed_why\"}, \"for_good\"]}, "
			"{\"==\": [{\"var\": \"open_now\"}, true]}]}",
			"or the one it leans on", "\"when\"", true },
		{ "provider-grant", OPEN_NOW, "\"when\": {\"!\": {\"in\": [{\"var\": \"kind\"}, "
			"[\"center\", \"group_home\", \"family_home\", \"other\"]]}}",
			"the question is never asked", "\"when\"", true },
		/* Past the most that may be typed; only some numbers were tried. */
		{ "provider-grant", OPEN_NOW, "\"when\": {\">\": [{\"var\": \"capacity\"}, 2000]}",
			"the question is never asked", "\"when\"", false },
		{ "tornado-relief", "\"when\": {\"in\": [{\"var\": \"source.work_damage\"}, [\"major\", \"destroyed\"]]}",
			"\"when\": {\"and\": [{\"==\": [{\"var\": \"source.work_damage\"}, \"major\"]}, "
			"{\"==\": [{\"var\": \"source.work_damage\"}, \"destroyed\"]}]}",
			"the proof is never asked for", "\"when\"", true },
		{ "provider-grant", OPEN_NOW, "\"when\": {\"and\": [{\">\": [{\"var\": \"capacity\"}, 12]}, "
			"{\"<\": [{\"var\": \"capacity\"}, 14]}]}", "asked before", "\"when\"", false },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++)
		lint_broken(&cases[i]);
}

static void
rules_that_nothing_tries_or_feeds(void **state)
{
	static const struct broken cases[] = {
		{ "emergency-cash", "\"advice\": \"denied\",\n      \"reasons\": [\"D19\"]",
			"\"advice\": \"approved\"", "the case expects approved", "{", true },
		{ "emergency-cash", "\"from\": \"2025-10-01\",", "\"from\": \"2025-11-01\",",
			"no figures from 2025-10-01 to 2025-10-31", "", false },
		{ "emergency-cash", "\"rule\": {\"var\": \"table.payment\"}", "\"rule\": 500",
			"no rule looks into this table", "\"payment\"", false },
		{ "provider-grant", "\"rule\": {\"==\": [{\"var\": \"keeps_wages\"}, true]}",
			"\"rule\": {\"!=\": [{\"var\": \"staff\"}, 1999]}", "no case fails this test", "{", false },
		{ "provider-grant", "\"rule\": {\"==\": [{\"var\": \"keeps_wages\"}, true]}",
			"\"rule\": {\"==\": [{\"var\": \"staff\"}, 1999]}", "no case meets this test", "{", false },
		{ "provider-grant", "\"id\": \"costs\",\n        \"label\": {",
			"\"id\": \"costs\",\n        \"label\": {\"en\": \"x\"}, \"unit\": \"money\", \"rule\": 1, "
			"\"citation\": \"x\"}, {\"id\": \"costs_2\", \"label\": {", "not translated: es",
			"\"label\"", false },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++)
		lint_broken(&cases[i]);
}

/* Who is not helped within seven days for a slip of the file would never hear why. */
static void
ways_to_the_expedited_clock(void **state)
{
	static const struct broken cases[] = {
		{ "snap", "{\"<\": [{\"var\": \"month_income\"}, 150]}", "{\"==\": [{\"var\": \"interview_mode\"}, \"moon\"]}",
			"is never \"moon\"", "\"when\"", true },
		{ "snap", ",\n          \"es\": \"menos de $150 de ingresos este mes y no más de $100 disponibles\"", "", "not translated: es", "\"label\"", true },
		{ "snap", "{\"<\": [{\"var\": \"month_income\"}, 150]}", "{\"<\": [{\"var\": \"month_income\"}, 151]}",
			"expedited: the case expects no, the rules come to yes", "{", true },
		{ "snap", "\"rent\": {\"amount\": \"800.00\", \"currency\": \"USD\"},\n        \"utilities\": {\"amount\": \"200.01\"",
			"\"rent\": {\"amount\": \"9.00\", \"currency\": \"USD\"},\n        \"utilities\": {\"amount\": \"200.01\"",
			"expedited: the case expects yes, the rules come to no", "{", true },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++)
		lint_broken(&cases[i]);
}

static void
a_table_that_ends_before_the_others(void **state)
{
	static const struct broken ends = { "snap",
		"{\"from\": \"2025-10-01\", \"to\": \"2026-09-30\", \"value\": 744}",
		"{\"from\": \"2025-10-01\", \"to\": \"2026-08-31\", \"value\": 744}", "no figures from 2026-09-01 on", "744", false };

	(void)state;
	lint_broken(&ends);
}

static void
what_is_no_fault_is_let_be(void **state)
{
	static const struct broken cases[] = {
		{ "provider-grant", "\"notices\": {", "\"notices\":  {", NULL, NULL, false },
		/* Two of several together are possible; so is a number between two others. */
		{ "provider-grant", "\"id\": \"reopens_on\",", "\"id\": \"seats\", \"type\": \"number\", "
			"\"label\": {\"en\": \"Seats\", \"es\": \"Plazas\"}}, {\"id\": \"days\", \"type\": \"multi\", "
			"\"label\": {\"en\": \"Days\", \"es\": \"Días\"}, \"options\": ["
			"{\"value\": \"sat\", \"label\": {\"en\": \"Saturday\", \"es\": \"sábado\"}}, "
			"{\"value\": \"sun\", \"label\": {\"en\": \"Sunday\", \"es\": \"domingo\"}}], "
			"\"when\": {\"and\": [{\">\": [{\"var\": \"seats\"}, 12]}, {\"<\": [{\"var\": \"seats\"}, 14]}]}}, "
			"{\"id\": \"weekend\", \"type\": \"yesno\", \"label\": {\"en\": \"All day?\", \"es\": \"¿Todo el día?\"}, "
			"\"when\": {\"and\": [{\"in\": [\"sat\", {\"var\": \"days\"}]}, {\"in\": [\"sun\", {\"var\": \"days\"}]}]}}, "
			"{\"id\": \"reopens_on\",", NULL, NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++)
		lint_broken(&cases[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_that_no_answers_lead_to),
		cmocka_unit_test(rules_that_nothing_tries_or_feeds),
		cmocka_unit_test(ways_to_the_expedited_clock),
		cmocka_unit_test(a_table_that_ends_before_the_others),
		cmocka_unit_test(what_is_no_fault_is_let_be),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	arena_done(&arena);
	return failed;
}

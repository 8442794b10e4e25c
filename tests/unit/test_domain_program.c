/* SPDX-License-Identifier: Apache-2.0
 *
 * Program files: the shipped ones load and are clean; each fault an author
 * can make is named with its line and member; and the linter's second reading.
 */
#include "test_domain_case.h"

#include "domain/deadline.h"
#include "domain/json_line.h"
#include "domain/program_lint.h"

static struct arena arena = ARENA_INIT;

static void
shipped_programs_are_clean(void **state)
{
	static const char *const ids[] = { "snap", "families-first", "child-care", "emergency-cash",
		"tornado-relief", "essential-worker-child-care", "provider-grant" };

	(void)state;
	for (size_t i = 0; i < countof(ids); i++) {
		const struct program *program = test_program(&arena, ids[i]);
		struct program_lint_list lint;
		size_t len = 0;
		char *text = test_program_text(&arena, ids[i], &len);

		assert_string_equal(program->id, ids[i]);
		program_lint(&lint, &arena, program, text, len);
		/* A year whose figures nobody has is left out and said: it is no fault. */
		for (size_t j = 0; j < lint.count; j++)
			if (!str_starts(lint.at[j].text, "no figures from"))
				fail_msg("%s line %d: %s", ids[i], lint.at[j].line, lint.at[j].text);
	}
}

static void
snap_has_its_codes_and_clocks(void **state)
{
	static const char *const codes[] = { "A01", "A02", "A03", "A04", "D01", "D02", "D03", "D04", "D05",
		"D06", "D07", "D08", "D09", "D10", "D11", "D12", "D13", "D14", "D15", "D16", "P01", "P02",
		"P03", "R01", "W01" };
	const struct program *snap = test_program(&arena, "snap");

	(void)state;
	assert_int_equal(snap->reasons.count, countof(codes));
	for (size_t i = 0; i < countof(codes); i++)
		assert_non_null(program_find_reason(snap, codes[i]));
	for (size_t i = 0; i < snap->reasons.count; i++)
		assert_int_equal(snap->reasons.at[i].for_inaction,
			str_in_list("D07,D08", snap->reasons.at[i].code));
	assert_int_equal(snap->clocks.decision_days, 30);
	assert_int_equal(snap->clocks.expedited_days, 7);
	assert_int_equal(snap->clocks.inaction_days, 30);
	assert_null(program_find_reason(snap, "D17"));
	assert_null(program_find_question(snap, "nothing"));
}

static void
a_missing_wording_falls_back_and_says_so(void **state)
{
	const struct program *snap = test_program(&arena, "snap");
	struct program_text text = { { "hello" } };
	bool fell_back;

	(void)state;
	assert_string_equal(program_say(snap, &snap->benefit, "es", &fell_back), "ayuda para alimentos");
	assert_false(fell_back);
	assert_string_equal(program_say(snap, &snap->benefit, "vi", &fell_back), "food help");
	assert_true(fell_back);
	assert_string_equal(program_say(snap, &text, "es", &fell_back), "hello");
	assert_true(fell_back);
	assert_string_equal(program_language_for(snap, "vi"), "en");
	assert_string_equal(program_language_for(snap, "es"), "es");
}

/* SNAP's text with the first "from" replaced. */
static char *
mutate(const char *from, const char *to, size_t *ret_len)
{
	size_t len = 0;
	char *text = test_program_text(&arena, "snap", &len);
	char *at = strstr(text, from);
	char *out;

	if (!at)
		fail_msg("the file has no %s", from);
	out = arena_printf(&arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	*ret_len = strlen(out);
	return out;
}

static int
line_of(const char *text, const char *part)
{
	const char *at = strstr(text, part);
	int line = 1;

	assert_non_null(at);
	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

static void
faults_are_named_with_line_and_member(void **state)
{
	static const struct {
		const char *from, *to, *pointer, *code;
	} cases[] = {
		{ "\"format\": 1", "\"format\": 2", "/format", "unknown_format" },
		{ "\"decision_days\": 30", "\"decision_days\": 0", "/clocks/decision_days", "bad_number" },
		{ "\"decision_days\": 30", "\"decision_days\": \"30\"", "/clocks/decision_days", "bad_number" },
		{ "\"retention_years\": 7", "\"retention\": 7", "/retention", "unknown" },
		{ "\"effective_on\": \"2025-10-01\"", "\"effective_on\": \"1 Oct\"", "/effective_on", "bad_date" },
		{ "\"size\": \"size\"", "\"size\": \"people\"", "/worksheet/size", "dangling" },
		{ "{\"var\": \"step.earned\"}", "{\"var\": \"step.net\"}", NULL, "dangling" },
		{ "{\"var\": \"table.standard\"}", "{\"var\": \"table.common\"}", NULL, "dangling" },
		{ "\"way\": \"half_up\"", "\"way\": \"nearest\"", NULL, "unknown" },
		{ "\"to\": \"2022-09-30\"", "\"to\": \"2025-09-30\"", NULL, "overlap" },
		{ "\"fails\": {\"reason\": \"D12\"}", "\"fails\": {\"reason\": \"A04\"}", NULL, "wrong_kind" },
		{ "{\"var\": \"month_income\"}", "{\"var\": \"income\"}", "/clocks/expedited_tests/0", "dangling" },
		{ "\"below_sum_of\": [\"rent\"", "\"below_sum_of\": [\"homeless\"", "/clocks/expedited_tests/1",
			"dangling" },
		{ "{\"==\": [{\"var\": \"migrant\"}, true]}", "{\"round\": [1, 2, 3]}",
			"/clocks/expedited_tests/2/when", "bad_condition" },
		{ "\"type\": \"money\"", "\"type\": \"cash\"", "/sections/0/questions/0/type", "unknown" },
		{ "\"id\": \"cash\"", "\"id\": \"month_income\"", NULL, "twice" },
		{ "{person} goes to college", "{student} goes to college", NULL, "dangling" },
		{ "Your amount is the least", "Your {amount is the least", NULL, "bad_brace" },
		{ "\"es\": \"ayuda para alimentos\"", "\"fr\": \"aide alimentaire\"", "/benefit/fr", "unknown" },
		{ "\"each\": \"jobs\"", "\"each\": \"household\"", NULL, "dangling" },
		{ "\"every\": \"pay_every\"", "\"every\": \"paid\"", NULL, "dangling" },
		{ "{\"var\": \"person.ssn\"}", "{\"var\": \"person.number\"}", NULL, "dangling" },
		{ "\"from\": \"requested_on\"", "\"from\": \"requested_items\"", NULL, "wrong_type" },
		{ "\"disability\": \"disabled\"", "\"disability\": \"name\"", "/disability", "dangling" },
		{ "\"answers\": [\"signature\"]", "\"answers\": [\"mark\"]", "/filing", "dangling" },
		{ "\"reopened\": {", "\"reopen\": {", "/updates/reopen", "unknown" },
		{ "\"Tell us when your address", "\"Tell {us when your address", NULL, "bad_brace" },
		{ "The delay is ours.", "The delay of {name} is ours.", NULL, "dangling" },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		size_t len = 0;
		char *text = mutate(cases[i].from, cases[i].to, &len);
		struct err err = { 0 };
		struct program *program = NULL;
		char line[32];

		if (program_load(&program, &arena, text, len, &err))
			fail_msg("accepted: %s", cases[i].to);
		assert_null(program);
		assert_int_equal(err.code, ERR_VALIDATION_FAILED);
		if (!str_eq(err.fields[0].code, cases[i].code))
			fail_msg("%s: %s %s", cases[i].to, err.fields[0].code, err.detail);
		if (cases[i].pointer)
			assert_string_equal(err.fields[0].pointer, cases[i].pointer);
		snprintf(line, sizeof(line), "line %d: ",
			json_pointer_line(text, len, err.fields[0].pointer));
		assert_true(str_starts(err.detail, line));
	}
}

static void
every_fault_is_reported_at_once(void **state)
{
	size_t len = 0;
	char *text = mutate("\"format\": 1", "\"format\": 3", &len);
	char *word = strstr(text, "\"retention_years\"");
	struct err err = { 0 };
	struct program *program;

	(void)state;
	memcpy(word, "\"retention_yearz\"", strlen("\"retention_yearz\""));
	assert_false(program_load(&program, &arena, text, len, &err));
	assert_int_equal(err.field_count, 3); /* unknown member, format, and the one now missing */
	assert_string_equal(err.fields[0].pointer, "/retention_yearz");
	assert_int_equal(json_pointer_line(text, len, err.fields[0].pointer),
		line_of(text, "\"retention_yearz\""));
	assert_string_equal(err.fields[2].pointer, "/retention_years");
}

static void
what_is_not_json_or_too_large_is_refused(void **state)
{
	char *large = arena_alloc(&arena, PROGRAM_FILE_MAX + 1);
	struct err err = { 0 };
	struct program *program;

	(void)state;
	assert_false(program_load(&program, &arena, "{\"format\": 1,}", 14, &err));
	assert_int_equal(err.code, ERR_MALFORMED_JSON);
	assert_false(program_load(&program, &arena, "[]", 2, &err));
	memset(large, ' ', PROGRAM_FILE_MAX + 1);
	err = (struct err){ 0 };
	assert_false(program_load(&program, &arena, large, PROGRAM_FILE_MAX + 1, &err));
	assert_int_equal(err.code, ERR_PAYLOAD_TOO_LARGE);
}

/* Any cut of a good file is refused, and nothing is read past its end. */
static void
a_torn_file_is_refused(void **state)
{
	size_t len = 0;
	char *text = test_program_text(&arena, "child-care", &len);

	(void)state;
	while (len > 0 && text[len - 1] != '}')
		len--;
	for (size_t cut = 0; cut < len; cut += 977) {
		char *copy = malloc(cut + 1);
		struct err err = { 0 };
		struct program *program;

		assert_non_null(copy);
		memcpy(copy, text, cut);
		assert_false(program_load(&program, &arena, copy, cut, &err));
		free(copy);
	}
}

/* One to three small damages: a byte, a cut, a digit, a piece from elsewhere. */
static size_t
damage(char *text, size_t len, uint64_t *seed)
{
	static const char bytes[] = "{}[]\",:0a_ ";

	for (uint64_t times = 1 + test_random(seed) % 3; times > 0; times--) {
		size_t at = test_random(seed) % len;
		size_t cut = test_random(seed) % 40;
		size_t other = test_random(seed) % (len - 8);

		switch (test_random(seed) % 4) {
		case 0:
			text[at] = bytes[test_random(seed) % (sizeof(bytes) - 1)];
			break;
		case 1:
			cut = cut < len - at ? cut : len - at;
			memmove(text + at, text + at + cut, len - at - cut);
			len -= cut;
			break;
		case 2:
			memmove(text + at, text + other, len - at < 8 ? len - at : 8);
			break;
		default:
			if (text[at] >= '0' && text[at] <= '9')
				text[at] = (char)('0' + test_random(seed) % 10);
			break;
		}
	}
	return len;
}

/* What loads can also be linted and asked; what does not, says why. */
static void
a_damaged_file_is_refused_or_works(void **state)
{
	struct json *answers = test_json(&arena, CASE_ANSWERS);
	uint64_t seed = 20251121;
	size_t len = 0;
	char *text = test_program_text(&arena, "snap", &len);
	int loaded = 0;

	(void)state;
	for (int round = 0; round < 200; round++) {
		struct arena scratch = ARENA_INIT;
		char *copy = arena_strndup(&scratch, text, len);
		size_t left = damage(copy, len, &seed);
		struct program_lint_list lint;
		struct item_list items;
		struct program *program;
		struct err err = { 0 };

		if (program_load(&program, &scratch, copy, left, &err)) {
			struct completeness_input input = { .program = program,
				.answers = answers,
				.filed_on = test_date("2025-11-12"),
				.language = "es" };

			loaded++;
			program_lint(&lint, &scratch, program, copy, left);
			assert_true(completeness_items(&items, &scratch, &input, &err));
			assert_true(deadline_expedited(program, answers, NULL) <= TRUTH_UNKNOWN);
		} else {
			assert_false(str_empty(err.detail));
		}
		arena_done(&scratch);
	}
	assert_true(loaded > 10);
	json_free(answers);
}

/* ---- lint ---- */

static void
the_linter_sees_what_loading_lets_pass(void **state)
{
	static const struct {
		const char *from, *to, *says;
		bool is_error;
	} cases[] = {
		{ ", \"es\": \"ayuda para alimentos\"", "", "not translated: es", true },
		{ "puede pedir una audiencia imparcial a más tardar el {appeal_by}",
			"puede pedir una audiencia imparcial", "the translation lost {appeal_by}", true },
		{ "[{\"var\": \"person.status\"}, \"immigrant\"]", "[{\"var\": \"person.status\"}, \"visitor\"]",
			"is never \"visitor\"", true },
		{ "\"when\": {\"==\": [{\"var\": \"migrant\"}, true]}", "\"when\": {\"==\": [1, 2]}",
			"never holds", true },
		{ "\"when\": {\"==\": [{\"var\": \"migrant\"}, true]}",
			"\"when\": {\"==\": [{\"var\": \"homeless\"}, true]}", "asked before \"homeless\"", false },
		{ "\"interviews_offered\": 2", "\"interviews_offered\": 0", "go together", true },
		{ "\"proof_days\": 10", "\"proof_days\": 5", "at least 10 days", false },
		{ "\"inaction_days\": 30", "\"inaction_days\": 9", "before the days given for proof", true },
		{ "\"hearing\",\n        \"benefits_go_on\",", "\"benefits_go_on\",",
			"does not say the right to a hearing", true },
		{ "The limit for a home of {n} is {limit}.\"", "The limit is {limit}.\"", "the text has no {n}", false },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		size_t len = 0;
		char *text = mutate(cases[i].from, cases[i].to, &len);
		struct program_lint_list lint;
		struct err err = { 0 };
		struct program *program;
		bool said = false;

		if (!program_load(&program, &arena, text, len, &err))
			fail_msg("%s: %s", cases[i].to, err.detail);
		program_lint(&lint, &arena, program, text, len);
		for (size_t j = 0; j < lint.count; j++) {
			assert_true(lint.at[j].line > 1);
			if (strstr(lint.at[j].text, cases[i].says) && lint.at[j].is_error == cases[i].is_error)
				said = true;
		}
		if (!said)
			fail_msg("not said: %s (%s)", cases[i].says, lint.count ? lint.at[0].text : "nothing");
	}
}

static void
lines_of_members(void **state)
{
	static const char text[] = "{\n\"a\": [1,\n {\"b\\\"\": \"}\\\"\",\n  \"c\":\n 2}\n],\n\"d\": {}}";

	(void)state;
	assert_int_equal(json_pointer_line(text, strlen(text), ""), 1);
	assert_int_equal(json_pointer_line(text, strlen(text), "/a"), 2);
	assert_int_equal(json_pointer_line(text, strlen(text), "/a/1"), 3);
	assert_int_equal(json_pointer_line(text, strlen(text), "/a/1/c"), 5);
	assert_int_equal(json_pointer_line(text, strlen(text), "/d"), 7);
	assert_int_equal(json_pointer_line(text, strlen(text), "/a/1/nothing"), 3); /* its parent */
	assert_int_equal(json_pointer_line(text, strlen(text), "/z"), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shipped_programs_are_clean),
		cmocka_unit_test(snap_has_its_codes_and_clocks),
		cmocka_unit_test(a_missing_wording_falls_back_and_says_so),
		cmocka_unit_test(faults_are_named_with_line_and_member),
		cmocka_unit_test(every_fault_is_reported_at_once),
		cmocka_unit_test(what_is_not_json_or_too_large_is_refused),
		cmocka_unit_test(a_torn_file_is_refused),
		cmocka_unit_test(a_damaged_file_is_refused_or_works),
		cmocka_unit_test(the_linter_sees_what_loading_lets_pass),
		cmocka_unit_test(lines_of_members),
	};
	int failed = cmocka_run_group_tests_name("program", tests, NULL, NULL);

	arena_done(&arena);
	return failed;
}

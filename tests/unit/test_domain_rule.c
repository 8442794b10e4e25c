/* SPDX-License-Identifier: Apache-2.0
 *
 * Conditions: what they answer, that the unknown stays unknown, and that what
 * cannot be answered is refused when it is loaded.
 */
#include "test_domain.h"

#include "domain/rule.h"

static struct arena arena = ARENA_INIT;

static enum truth
answer(const char *rule_text, const char *data_text)
{
	struct json *json = test_json(&arena, rule_text);
	struct json *data = test_json(&arena, data_text);
	struct rule_scope scope = { data, json_get(data, "p"), json_get(data, "s") };
	struct err err = { 0 };
	struct rule *rule;
	enum truth truth;

	if (!rule_compile(&rule, &arena, json, "/when", &err))
		fail_msg("%s: %s", rule_text, err.detail);
	json_free(json); /* a compiled rule borrows nothing */
	truth = rule_test(rule, &scope);
	json_free(data);
	return truth;
}

#define assert_yes(rule, data) assert_int_equal(answer(rule, data), TRUTH_YES)
#define assert_no(rule, data) assert_int_equal(answer(rule, data), TRUTH_NO)
#define assert_unknown(rule, data) assert_int_equal(answer(rule, data), TRUTH_UNKNOWN)

static void
comparisons(void **state)
{
	(void)state;
	assert_yes("{'==':[{'var':'a'},'x']}", "{'a':'x'}");
	assert_no("{'==':[{'var':'a'},'x']}", "{'a':'X'}");
	assert_yes("{'!=':[{'var':'a'},'x']}", "{'a':'y'}");
	assert_yes("{'==':[{'var':'a'},1]}", "{'a':'1'}");
	assert_yes("{'==':[{'var':'a'},true]}", "{'a':true}");
	assert_no("{'==':[{'var':'a'},true]}", "{'a':false}");
	assert_yes("{'<':[{'var':'a'},150]}", "{'a':149.99}");
	assert_no("{'<':[{'var':'a'},150]}", "{'a':150}");
	assert_yes("{'<=':[{'var':'a'},150]}", "{'a':150}");
	assert_yes("{'>':[{'var':'a'},150]}", "{'a':150.01}");
	assert_yes("{'>=':[{'var':'a'},150]}", "{'a':150}");
	assert_yes("{'<':[1,{'var':'a'},10]}", "{'a':5}");
	assert_no("{'<':[1,{'var':'a'},10]}", "{'a':10}");
	/* texts of digits and letters compare by letter: dates in order */
	assert_yes("{'<':[{'var':'d'},'2026-02-01']}", "{'d':'2026-01-31'}");
	/* a text that is no number is neither more nor less */
	assert_no("{'<':[{'var':'a'},5]}", "{'a':'many'}");
	assert_no("{'>=':[{'var':'a'},5]}", "{'a':'many'}");
}

static void
money_compares_as_its_amount(void **state)
{
	(void)state;
	assert_yes("{'<':[{'var':'m'},150]}", "{'m':{'amount':'149.99','currency':'USD'}}");
	assert_no("{'<':[{'var':'m'},150]}", "{'m':{'amount':'150.00','currency':'USD'}}");
	assert_yes("{'==':[{'var':'m'},0]}", "{'m':{'amount':'0.00','currency':'USD'}}");
	assert_yes("{'>':[{'var':'m'},-1]}", "{'m':{'amount':'-0.50','currency':'USD'}}");
}

static void
lists_and_texts(void **state)
{
	(void)state;
	assert_yes("{'in':[{'var':'a'},['x','y']]}", "{'a':'y'}");
	assert_no("{'in':[{'var':'a'},['x','y']]}", "{'a':'z'}");
	assert_yes("{'in':['x',{'var':'l'}]}", "{'l':['w','x']}");
	assert_no("{'in':['1',{'var':'l'}]}", "{'l':[1]}");
	assert_yes("{'in':['ring',{'var':'t'}]}", "{'t':'spring'}");
	assert_yes("{'var':'l'}", "{'l':[0]}");
	assert_no("{'var':'l'}", "{'l':[]}");
	assert_yes("{'==':[{'var':'l.1'},'b']}", "{'l':['a','b']}");
}

/* What is not answered yet is neither yes nor no, unless it cannot matter. */
static void
the_unknown_stays_unknown(void **state)
{
	(void)state;
	assert_unknown("{'var':'a'}", "{}");
	assert_unknown("{'var':'a'}", "{'a':null}");
	assert_unknown("{'==':[{'var':'a'},1]}", "{}");
	assert_unknown("{'!=':[{'var':'a'},1]}", "{}");
	assert_unknown("{'<':[{'var':'a'},1]}", "{}");
	assert_unknown("{'!':{'var':'a'}}", "{}");
	assert_unknown("{'in':[{'var':'a'},['x']]}", "{}");
	assert_unknown("{'and':[{'var':'a'},true]}", "{}");
	assert_unknown("{'or':[{'var':'a'},false]}", "{}");
	assert_no("{'and':[{'var':'a'},false]}", "{}");
	assert_yes("{'or':[{'var':'a'},true]}", "{}");
	assert_yes("{'var':['a',true]}", "{}");
	assert_no("{'==':[{'var':['a',2]},1]}", "{}");
}

static void
missing_is_always_known(void **state)
{
	(void)state;
	assert_yes("{'missing':['a','b']}", "{'a':1}");
	assert_no("{'missing':['a','b']}", "{'a':1,'b':false}");
	assert_yes("{'missing':'a'}", "{'a':''}");
	assert_yes("{'!':{'missing':['a']}}", "{'a':'x'}");
}

static void
person_and_source_are_the_ones_at_hand(void **state)
{
	(void)state;
	assert_yes("{'==':[{'var':'person.n'},'Hoa']}", "{'p':{'n':'Hoa'},'n':'Bo'}");
	assert_yes("{'==':[{'var':'source.n'},'Acme']}", "{'s':{'n':'Acme'}}");
	assert_unknown("{'==':[{'var':'person.n'},'Hoa']}", "{'n':'Hoa'}");
}

static void
what_cannot_be_answered_is_refused(void **state)
{
	static const char *const bad[] = { "{'if':[true,1,2]}", "{'+':[1,2]}", "{'==':[1]}", "{'!':[1,2]}",
		"{'==':[1,2],'!=':[1,2]}", "{}", "{'and':[]}", "{'var':{'x':1}}", "{'and':[{'map':[]}]}",
		"{'in':['a']}", "{'missing_some':[1,['a']]}", "{'===':[1,1]}" };

	(void)state;
	for (size_t i = 0; i < countof(bad); i++) {
		struct json *json = test_json(&arena, bad[i]);
		struct err err = { 0 };
		struct rule *rule = NULL;

		if (rule_compile(&rule, &arena, json, "/when", &err))
			fail_msg("accepted: %s", bad[i]);
		assert_null(rule);
		assert_true(str_starts(err.detail, "/when: "));
		json_free(json);
	}
}

static void
a_deep_condition_is_refused(void **state)
{
	char text[400] = "";
	struct err err = { 0 };
	struct rule *rule;
	struct json *json;
	size_t len = 0;

	(void)state;
	for (int i = 0; i <= RULE_DEPTH_MAX; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "{'!':");
	len += (size_t)snprintf(text + len, sizeof(text) - len, "true");
	for (int i = 0; i <= RULE_DEPTH_MAX; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "}");
	json = test_json(&arena, text);
	assert_false(rule_compile(&rule, &arena, json, "/when", &err));
	json_free(json);
}

static void
count_path(void *context, const char *path)
{
	(*(int *)context)++;
	assert_true(str_in_list("a,b.c,d", path));
}

static void
paths_are_listed(void **state)
{
	struct json *json = test_json(&arena, "{'and':[{'==':[{'var':'a'},1]},{'!':{'var':'b.c'}},{'missing':['d']}]}");
	struct err err = { 0 };
	struct rule *rule;
	int count = 0;

	(void)state;
	assert_true(rule_compile(&rule, &arena, json, "/when", &err));
	rule_each_path(rule, count_path, &count);
	assert_int_equal(count, 3);
	assert_false(rule_never_holds(rule));
	json_free(json);
}

/* ---- the published cases ---- */

static bool
value_is(const struct rule_value *value, const struct json *expected)
{
	switch (value->kind) {
	case RULE_NULL:
	case RULE_UNKNOWN: /* JsonLogic has only null for what is not there */
		return json_kind(expected) == JSON_NULL ||
			(json_kind(expected) == JSON_BOOL && !json_bool(expected, true));
	case RULE_BOOL:
		return json_kind(expected) == JSON_BOOL && json_bool(expected, false) == value->truth;
	case RULE_NUMBER:
		return json_kind(expected) == JSON_NUMBER && json_number(expected) == value->number;
	case RULE_TEXT:
		return str_eq(json_text(expected), value->text);
	case RULE_LIST:
		return json_kind(expected) == JSON_LIST &&
			(double)json_count(expected) == value->number;
	case RULE_OBJECT:
		return json_kind(expected) == JSON_OBJECT;
	}
	return false;
}

static void
published_cases_of_our_operators(void **state)
{
	const char *shared = getenv("CASELOAD_SHARED");
	const char *srcdir = getenv("srcdir");
	const char *path = arena_printf(&arena, "%s/data/jsonlogic/compatible.json",
		shared ? shared : arena_printf(&arena, "%s/../shared", srcdir ? srcdir : ".."));
	struct err err = { 0 };
	struct json *cases;
	int run = 0, beyond = 0;
	size_t len = 0;
	char *text = test_read_file(&arena, path, &len);

	(void)state;
	if (!text)
		skip_because("no published JsonLogic cases here (CASELOAD_SHARED)");
	cases = json_parse(text, len, &err);
	assert_non_null(cases);
	for (const struct json *at = json_first(cases); at; at = json_next(at)) {
		struct rule_scope scope = { .answers = json_get(at, "data") };
		struct rule *rule;
		struct rule_value value;
		struct err why = { 0 };

		if (json_kind(at) != JSON_OBJECT)
			continue; /* a heading */
		if (!rule_compile(&rule, &arena, json_get(at, "rule"), "rule", &why)) {
			beyond++; /* an operator that program files do not have */
			continue;
		}
		value = rule_value(rule, &scope);
		if (!value_is(&value, json_get(at, "result")))
			fail_msg("%s", json_text(json_get(at, "description")));
		run++;
	}
	printf("# %d cases run, %d are of other operators\n", run, beyond);
	assert_true(run > 90);
	json_free(cases);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comparisons),
		cmocka_unit_test(money_compares_as_its_amount),
		cmocka_unit_test(lists_and_texts),
		cmocka_unit_test(the_unknown_stays_unknown),
		cmocka_unit_test(missing_is_always_known),
		cmocka_unit_test(person_and_source_are_the_ones_at_hand),
		cmocka_unit_test(what_cannot_be_answered_is_refused),
		cmocka_unit_test(a_deep_condition_is_refused),
		cmocka_unit_test(paths_are_listed),
		cmocka_unit_test(published_cases_of_our_operators),
	};
	int failed = cmocka_run_group_tests_name("rule", tests, NULL, NULL);

	arena_done(&arena);
	return failed;
}

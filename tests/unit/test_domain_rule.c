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
	struct rule_scope scope = {
		.answers = data, .person = json_get(data, "p"), .source = json_get(data, "s") };
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
	static const char *const bad[] = { "{'==':[1]}", "{'!':[1,2]}", "{'==':[1,2],'!=':[1,2]}", "{}",
		"{'and':[]}", "{'var':{'x':1}}", "{'and':[{'map':[]}]}", "{'in':['a']}", "{'round':[1,2]}",
		"{'+':[]}", "{'/':[1]}", "{'reduce':[[1],1]}", "{'+':[1,123456789012345678901]}", "{'method':[1,'x']}" };

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

/* ---- arithmetic ---- */

/* The value in the document's terms, as text. */
static void
print_value(struct buf *out, const struct rule_value *value)
{
	char digits[FRACTION_TEXT_MAX];

	switch (value->kind) {
	case RULE_NULL:
		buf_puts(out, "null");
		break;
	case RULE_UNKNOWN:
		buf_puts(out, "unknown");
		break;
	case RULE_BOOL:
		buf_puts(out, value->truth ? "true" : "false");
		break;
	case RULE_NUMBER:
		buf_puts(out, fraction_to_text(value->number, digits));
		break;
	case RULE_TEXT:
		json_quote(out, value->text, strlen(value->text));
		break;
	case RULE_LIST:
		buf_putc(out, '[');
		for (size_t i = 0; i < value->count; i++) {
			struct rule_value entry = rule_value_entry(value, i, RULE_ABSENT_IS_NULL);

			if (i > 0)
				buf_putc(out, ',');
			print_value(out, &entry);
		}
		buf_putc(out, ']');
		break;
	case RULE_OBJECT:
		json_print(out, value->json);
		break;
	}
}

static const char *
value_text(const struct json *rule_json, const struct json *data, enum rule_absent absent)
{
	struct rule_scope scope = { .answers = data, .absent = absent };
	struct buf out = BUF_INIT(1 << 20);
	struct err err = { 0 };
	struct rule *rule;
	struct rule_value value;
	const char *text;

	if (!rule_compile(&rule, &arena, rule_json, "rule", &err))
		return arena_strdup(&arena, err.detail);
	value = rule_value(rule, &scope, &arena);
	print_value(&out, &value);
	text = arena_strdup(&arena, out.data);
	buf_done(&out);
	return text;
}

static void
assert_value(const char *rule, const char *data, const char *expected)
{
	struct json *rule_json = test_json(&arena, rule);
	struct json *data_json = test_json(&arena, data);

	assert_string_equal(value_text(rule_json, data_json, RULE_ABSENT_IS_UNKNOWN), expected);
	json_free(rule_json);
	json_free(data_json);
}

static void
arithmetic_is_exact(void **state)
{
	(void)state;
	assert_value("{'+':[0.1,0.2]}", "{}", "0.3");
	assert_value("{'*':[{'var':'net'},0.3]}", "{'net':1204}", "361.2");
	/* 1/3 three times over is one, not almost one */
	assert_value("{'==':[{'*':[{'/':[1,3]},3]},1]}", "{}", "true");
	assert_value("{'/':[1,0]}", "{}", "NaN");
	assert_value("{'-':[5]}", "{}", "-5");
	assert_value("{'%':[-7,3]}", "{}", "-1");
	assert_value("{'max':[1,{'var':'a'},2]}", "{'a':7}", "7");
}

static void
what_is_not_known_spoils_a_sum(void **state)
{
	(void)state;
	assert_value("{'+':[{'var':'a'},{'var':'b'}]}", "{'a':1}", "unknown");
	/* a null is known to be nothing */
	assert_value("{'+':[{'var':'a'},{'var':'b'}]}", "{'a':1,'b':null}", "1");
	assert_value("{'reduce':[{'var':'l'},{'+':[{'var':'accumulator'},{'var':'current.x'}]},0]}",
		"{'l':[{'x':1},{'x':2.5}]}", "3.5");
	assert_value("{'reduce':[{'var':'l'},{'+':[{'var':'accumulator'},{'var':'current.x'}]},0]}",
		"{'l':[{'x':1},{}]}", "unknown");
	assert_value("{'filter':[{'var':'l'},{'var':'x'}]}", "{'l':[{'x':true},{}]}", "unknown");
	assert_value("{'some':[{'var':'l'},{'var':'x'}]}", "{'l':[{},{'x':true}]}", "true");
	assert_value("{'all':[{'var':'l'},{'var':'x'}]}", "{'l':[{},{'x':false}]}", "false");
	assert_value("{'if':[{'var':'a'},1,2]}", "{}", "unknown");
}

/* A file or a form can be made to take long; it is given up, not waited for. */
static void
a_hostile_rule_ends(void **state)
{
	struct buf rule = BUF_INIT(1 << 16);
	struct buf data = BUF_INIT(1 << 16);

	(void)state;
	buf_puts(&data, "{'l':[1");
	for (int i = 0; i < 99; i++)
		buf_puts(&data, ",1");
	buf_puts(&data, "]}");
	for (int i = 0; i < 4; i++)
		buf_puts(&rule, "{'map':[[0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9],");
	buf_puts(&rule, "{'var':''}]}]}]}]}");
	assert_value(rule.data, data.data, "unknown");
	buf_reset(&rule);
	buf_puts(&rule, "{'reduce':[{'var':'l'},{'cat':[{'var':'accumulator'},{'var':'accumulator'}]},'ab']}");
	assert_value(rule.data, data.data, "unknown");
	buf_reset(&rule);
	buf_puts(&rule, "{'reduce':[{'var':'l'},{'*':[{'+':[{'var':'accumulator'},1]},{'var':'accumulator'}]},7]}");
	assert_value(rule.data, data.data, "NaN");
	buf_done(&rule);
	buf_done(&data);
}

/* ---- the published cases ---- */

static void
the_published_cases_all_agree(void **state)
{
	const char *shared = getenv("CASELOAD_SHARED");
	const char *srcdir = getenv("srcdir");
	const char *path = arena_printf(&arena, "%s/data/jsonlogic/compatible.json",
		shared ? shared : arena_printf(&arena, "%s/../shared", srcdir ? srcdir : ".."));
	struct err err = { 0 };
	struct json *cases;
	int run = 0, failed = 0;
	size_t len = 0;
	char *text = test_read_file(&arena, path, &len);

	(void)state;
	if (!text)
		skip_because("no published JsonLogic cases here (CASELOAD_SHARED)");
	cases = json_parse(text, len, &err);
	assert_non_null(cases);
	for (const struct json *at = json_first(cases); at; at = json_next(at)) {
		struct buf expected = BUF_INIT(1 << 20);
		const char *came;

		if (json_kind(at) != JSON_OBJECT)
			continue; /* a heading */
		came = value_text(json_get(at, "rule"), json_get(at, "data"), RULE_ABSENT_IS_NULL);
		json_print(&expected, json_get(at, "result"));
		if (!str_eq(came, expected.data)) {
			printf("# %s: %s, not %s\n", json_text(json_get(at, "description")), came,
				expected.data);
			failed++;
		}
		buf_done(&expected);
		run++;
	}
	printf("# %d cases\n", run);
	assert_true(run > 250);
	assert_int_equal(failed, 0);
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
		cmocka_unit_test(arithmetic_is_exact),
		cmocka_unit_test(what_is_not_known_spoils_a_sum),
		cmocka_unit_test(a_hostile_rule_ends),
		cmocka_unit_test(the_published_cases_all_agree),
	};
	int failed = cmocka_run_group_tests_name("rule", tests, NULL, NULL);

	arena_done(&arena);
	return failed;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Two versions of a program told apart: what changed is named as its author
 * knows it, and nothing that changed goes untold.
 */
#include "test_domain.h"

#include "domain/logic_words.h"
#include "domain/program_diff.h"

static struct arena arena = ARENA_INIT;

static void
diff(struct program_change_list *ret, const char *before, const char *after)
{
	struct json *a = test_json(&arena, before), *b = test_json(&arena, after);

	program_diff(ret, &arena, a, b);
	json_free(a);
	json_free(b);
}

/* "question "rent", wording (es)" */
static const char *
where(const struct program_change *change)
{
	const char *text = "";

	for (size_t i = 0; i < change->depth; i++)
		text = arena_printf(&arena, "%s%s%s%s%s", text, i ? "/" : "", change->path[i].noun,
			change->path[i].name ? " " : "", change->path[i].name ? change->path[i].name : "");
	return change->language ? arena_printf(&arena, "%s (%s)", text, change->language) : text;
}

#define FILE_OF(sections, more) \
	"{'id':'x','version':1,'languages':['en','es'],'sections':[" sections "]" more "}"
#define PAGE(id, questions) "{'id':'" id "','title':{'en':'Page'},'questions':[" questions "]}"
#define RENT(more) "{'id':'rent','type':'money','label':{'en':'Rent','es':'Renta'}" more "}"
#define CASH "{'id':'cash','type':'money','label':{'en':'Cash'}}"

static void
a_change_is_told_by_name(void **state)
{
	static const struct {
		const char *before, *after;
		enum diff_group group;
		enum change_kind kind;
		const char *where, *was, *now;
	} cases[] = {
		{ FILE_OF(PAGE("p", RENT("")), ""), FILE_OF(PAGE("p", RENT(",'required':true")), ""), DIFF_FORM,
			CHANGE_ADDED, "question rent/required", NULL, "yes" },
		{ FILE_OF(PAGE("p", RENT("")), ""), FILE_OF(PAGE("p", RENT("") "," CASH), ""), DIFF_FORM,
			CHANGE_ADDED, "question cash", NULL, "Cash" },
		{ FILE_OF(PAGE("p", RENT("") "," CASH), ""), FILE_OF(PAGE("p", CASH "," RENT("")), ""), DIFF_FORM,
			CHANGE_MOVED, "page p", "rent, cash", "cash, rent" },
		{ FILE_OF(PAGE("p", RENT("")) "," PAGE("q", ""), ""),
			FILE_OF(PAGE("p", "") "," PAGE("q", RENT("")), ""), DIFF_FORM, CHANGE_MOVED,
			"question rent", "p", "q" },
		{ FILE_OF(PAGE("p", "{'id':'a','label':{'en':'A','es':'B'}}"), ""),
			FILE_OF(PAGE("p", "{'id':'a','label':{'en':'A'}}"), ""), DIFF_FORM, CHANGE_REMOVED,
			"question a/wording (es)", "B", NULL },
		{ FILE_OF("", ",'clocks':{'decision_days':30}"), FILE_OF("", ",'clocks':{'decision_days':5}"),
			DIFF_CLOCKS, CHANGE_OTHER, "days to decide", "30", "5" },
		{ FILE_OF("", ",'second_person':{'amount_over':{'amount':'1500.00','currency':'USD'}}"),
			FILE_OF("", ",'second_person':{'amount_over':{'amount':'20.00','currency':'USD'}}"),
			DIFF_GENERAL, CHANGE_OTHER, "second person/for more than, a month", "$1,500.00", "$20.00" },
		{ FILE_OF("", ",'parameters':{'most':{'values':[{'from':'2025-10-01','at':[1,2]}]}}"),
			FILE_OF("", ",'parameters':{'most':{'values':[{'from':'2025-10-01','at':[1,3]}]}}"),
			DIFF_FIGURES, CHANGE_OTHER, "table most/from 2025-10-01/figures", "1; 2", "1; 3" },
		{ FILE_OF("", ",'requirements':[{'id':'id','when':{'==':[{'var':'a'},true]}}]"),
			FILE_OF("", ",'requirements':[{'id':'id','when':{'>':[{'var':'a'},3]}}]"), DIFF_PROOFS,
			CHANGE_OTHER, "proof id/only when", "a = yes", "a > 3" },
		{ FILE_OF("", ",'paragraphs':{'about':{'text':{'en':'A'}}}"),
			FILE_OF("", ",'paragraphs':{'about':{'text':{'en':'B'}}}"), DIFF_TEXTS, CHANGE_OTHER,
			"paragraph about/text (en)", "A", "B" },
		{ FILE_OF("", ",'faq':[{'id':'f','questions':{'en':['A']}}]"),
			FILE_OF("", ",'faq':[{'id':'f','questions':{'en':['A','B']}}]"), DIFF_HELP, CHANGE_OTHER,
			"question f/ways to ask (en)", "A", "A; B" },
		{ FILE_OF("", ",'transitions':{'interview':[]}"), FILE_OF("", ""), DIFF_LIFE, CHANGE_REMOVED,
			"act interview", NULL, NULL },
		{ FILE_OF("", ",'a_member_of_tomorrow':{'x':[1]}"), FILE_OF("", ",'a_member_of_tomorrow':{'x':[2]}"),
			DIFF_GENERAL, CHANGE_OTHER, "a_member_of_tomorrow/x", "1", "2" },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct program_change_list changes;

		diff(&changes, cases[i].before, cases[i].after);
		if (changes.count != 1)
			fail_msg("%s: %zu changes, not 1", cases[i].where, changes.count);
		assert_string_equal(where(&changes.at[0]), cases[i].where);
		assert_int_equal(changes.at[0].group, cases[i].group);
		assert_int_equal(changes.at[0].kind, cases[i].kind);
		if (!str_eq(changes.at[0].before, cases[i].was) || !str_eq(changes.at[0].after, cases[i].now))
			fail_msg("%s: %s, %s", cases[i].where, changes.at[0].before, changes.at[0].after);
	}
}

static void
what_is_no_news_is_not_told(void **state)
{
	struct program_change_list changes;

	(void)state;
	diff(&changes, "{'$schema':'a','version':1,'clocks':{'a':1,'b':2}}",
		"{'$schema':'b','version':2,'clocks':{'b':2,'a':1}}");
	assert_int_equal(changes.count, 0);
}

/* The next value of a JSON text, behind its member's name: a text or a number. */
static char *
next_value(char *at)
{
	for (; *at; at++) {
		char *end;

		if (*at >= '0' && *at <= '9')
			return at;
		if (*at != '"')
			continue;
		for (end = at + 1; *end != '"'; end++)
			end += *end == '\\';
		if (end[1] != ':')
			return end;
		at = end;
	}
	return NULL;
}

/* Whatever one value of a shipped file is made longer, there is a difference. */
static void
nothing_that_changed_goes_untold(void **state)
{
	static const char *const ids[] = { "snap", "provider-grant" };

	(void)state;
	for (size_t i = 0; i < countof(ids); i++) {
		size_t len = 0, looked_at = 0, every = getenv("CASELOAD_LONG") ? 1 : 17;
		char *text = test_program_text(&arena, ids[i], &len);
		char *end_of_heading = strstr(text, "\"effective_on\"");
		struct err err = { 0 };
		struct json *before = json_parse(text, len, &err);

		for (char *at = next_value(end_of_heading); at; at = next_value(at)) {
			struct arena scratch = ARENA_INIT;
			struct program_change_list changes;

			size_t digits = strspn(at, "0123456789."); /* 0: the end of a text */
			const char *longer = digits && !memchr(at, '.', digits) ? ".7" : "7";

			at += digits;
			if (looked_at++ % every == 0) {
				char *other = arena_printf(&scratch, "%.*s%s%s", (int)(at - text), text, longer, at);
				struct json *after = json_parse(other, strlen(other), &err);

				assert_non_null(after);
				program_diff(&changes, &scratch, before, after);
				if (changes.count == 0)
					fail_msg("untold: %.60s", at - (at - text > 30 ? 30 : 0));
				json_free(after);
			}
			at += *at == '"';
			arena_done(&scratch);
		}
		assert_true(looked_at > 400);
		json_free(before);
	}
}

static void
conditions_read_as_people_write_them(void **state)
{
	static const struct { const char *logic, *words; } cases[] = {
		{ "{'and':[{'>':[{'var':'rent'},0]},{'==':[{'var':'homeless'},false]}]}",
			"rent > 0 and homeless = no" },
		{ "{'and':[{'or':[{'var':'a'},{'var':'b'}]},{'!':{'var':'c'}}]}", "(a or b) and not c" },
		{ "{'!':[{'in':[{'var':'person.relation'},['child','spouse']]}]}",
			"not (person.relation in [child, spouse])" },
		{ "{'*':[{'+':[{'var':'a'},1]},0.3]}", "(a + 1) * 0.3" },
		{ "{'-':[{'var':'a'},{'-':[{'var':'b'},{'var':'c'}]}]}", "a - (b - c)" },
		{ "{'if':[{'var':'a'},1,{'var':'b'},2,3]}", "if a then 1, else if b then 2, else 3" },
		{ "{'max':[0,{'var':['step.net',0]}]}", "max(0, step.net (or 0))" },
		{ "{'missing':['a','b']}", "missing(a, b)" },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct json *logic = test_json(&arena, cases[i].logic);
		struct buf buf = BUF_INIT(1000);

		logic_words(&buf, logic);
		assert_string_equal(buf.data, cases[i].words);
		buf_done(&buf);
		json_free(logic);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_is_told_by_name),
		cmocka_unit_test(what_is_no_news_is_not_told),
		cmocka_unit_test(nothing_that_changed_goes_untold),
		cmocka_unit_test(conditions_read_as_people_write_them),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	arena_done(&arena);
	return failed;
}

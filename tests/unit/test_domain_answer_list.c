/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists of answers: an entry put in, changed, taken out; who is named
 * elsewhere; what two states of a list are said to differ in.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/answer_list.h"
#include "test_domain.h"

static struct arena arena;
static const struct program *program;

static int
load(void **state)
{
	(void)state;
	program = test_program(&arena, "snap");
	return 0;
}

static int
unload(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static struct json *
json_of(const char *text)
{
	struct err err;
	struct json *json = json_parse(text, strlen(text), &err);

	assert_non_null(json);
	return json;
}

#define HOA "{\"name\":\"Hoa\",\"student\":true}"
#define JOB(person) "{\"person\":\"" person "\",\"employer\":\"Acme\"}"
#define HOME "{\"household\":[" HOA ",{\"name\":\"Linh\"}],\"jobs\":[" JOB("Hoa") "],\"rent\":null}"

/* The change that one entry makes, as text. */
static void
expect_put(const char *answers_text, const char *list, size_t index, const char *entry_text,
           const char *expected)
{
	struct json *answers = json_of(answers_text), *entry = entry_text ? json_of(entry_text) : NULL;
	struct buf text = BUF_INIT(8192);
	struct json_out out = JSON_OUT(&text);

	json_begin_object(&out, NULL);
	answers_put_entry(&out, program, answers, program_find_question(program, list), index, entry);
	json_end_object(&out);
	assert_string_equal(text.data, expected);
	buf_done(&text);
	json_free(answers);
	json_free(entry);
}

static void
an_entry_is_put_in_changed_and_taken_out(void **state)
{
	(void)state;
	expect_put(HOME, "household", 2, "{\"name\":\"Ben\",\"born_on\":\"\",\"student\":null}",
	           "{\"household\":[" HOA ",{\"name\":\"Linh\"},{\"name\":\"Ben\"}]}");
	expect_put(HOME, "household", 1, "{\"name\":\"Linh\",\"student\":false}",
	           "{\"household\":[" HOA ",{\"name\":\"Linh\",\"student\":false}]}");
	expect_put(HOME, "jobs", 0, NULL, "{\"jobs\":[]}");
	expect_put("{}", "jobs", 0, JOB("Hoa"), "{\"jobs\":[" JOB("Hoa") "]}");
}

static void
a_person_called_otherwise_is_so_wherever_they_are_named(void **state)
{
	(void)state;
	expect_put(HOME, "household", 0, "{\"name\":\"Thi Hoa\"}",
	           "{\"household\":[{\"name\":\"Thi Hoa\"},{\"name\":\"Linh\"}],\"jobs\":[" JOB("Thi Hoa") "]}");
	/* Two of one name: which of them works there nobody can tell. */
	expect_put("{\"household\":[{\"name\":\"Hoa\"},{\"name\":\"Hoa\"}],\"jobs\":[" JOB("Hoa") "]}",
	           "household", 0, "{\"name\":\"Linh\"}", "{\"household\":[{\"name\":\"Linh\"},{\"name\":\"Hoa\"}]}");
	/* An employer is no person. */
	expect_put(HOME, "jobs", 0, "{\"person\":\"Hoa\",\"employer\":\"Linh\"}",
	           "{\"jobs\":[{\"person\":\"Hoa\",\"employer\":\"Linh\"}]}");
}

static void
who_is_named_elsewhere_is_known(void **state)
{
	(void)state;
	struct json *answers = json_of(HOME);

	assert_string_equal(answers_naming(program, answers, "Hoa")->id, "jobs");
	assert_null(answers_naming(program, answers, "Linh"));
	assert_null(answers_naming(program, answers, "Acme"));
	json_free(answers);
}

static void
sameness_is_of_what_is_said(void **state)
{
	(void)state;
	static const struct { const char *one, *other; bool same; } pairs[] = {
		{ "{\"a\":1,\"b\":null}", "{\"a\":1}", true },
		{ "{\"a\":1}", "{\"a\":1,\"b\":2}", false },
		{ "{\"amount\":\"5\",\"currency\":\"USD\"}", "{\"amount\":\"5.00\",\"currency\":\"USD\"}", true },
		{ "{\"amount\":\"5\",\"currency\":\"USD\"}", "{\"amount\":\"5.01\",\"currency\":\"USD\"}", false },
		{ "[1,2]", "[2,1]", false },
		{ "[]", "null", true },
		{ "[{\"a\":\"x\"}]", "[{\"a\":\"x\",\"b\":\"\"}]", true },
		{ "[{\"a\":\"x\"}]", "[{\"a\":\"x\"},{\"a\":\"x\"}]", false },
	};

	for (size_t i = 0; i < countof(pairs); i++) {
		struct json *one = json_of(pairs[i].one), *other = json_of(pairs[i].other);

		assert_int_equal(answer_is_same(one, other), pairs[i].same);
		assert_int_equal(answer_is_same(other, one), pairs[i].same);
		json_free(one);
		json_free(other);
	}
}

static void
expect_change(const char *before_text, const char *after_text, const char *expected)
{
	static const struct list_words words = { "new", "gone", "was", "-" };
	struct json *before = json_of(before_text), *after = json_of(after_text);
	struct buf text = BUF_INIT(8192);

	answer_list_print_change(&text, program, program_find_question(program, "household"), before, after,
	                         &words, "en");
	assert_string_equal(text.data ? text.data : "", expected);
	buf_done(&text);
	json_free(before);
	json_free(after);
}

static void
what_differs_is_said_entry_by_entry(void **state)
{
	(void)state;
	expect_change("[" HOA "]", "[" HOA "]", "");
	expect_change("[" HOA "]", "[" HOA ",{\"name\":\"Linh\"}]", "new: Linh");
	expect_change("[" HOA ",{\"name\":\"Linh\"}]", "[{\"name\":\"Linh\"}]", "gone: Hoa");
	expect_change("[" HOA "]", "[{\"name\":\"Hoa\",\"student\":false}]",
	              "Hoa: Goes to college half-time or more no (was yes)");
	/* In its place under another name it is the same; in another's company it may be anybody. */
	expect_change("[{\"name\":\"Hoa\"}]", "[{\"name\":\"Thi Hoa\"}]", "Thi Hoa: Full name Thi Hoa (was Hoa)");
	expect_change("[{\"name\":\"Hoa\"}]", "[{\"name\":\"Ben\"},{\"name\":\"Linh\"}]", "new: Ben; new: Linh; gone: Hoa");
}

#define ONE(name, born_on) "{\"name\":\"" name "\",\"born_on\":\"" born_on "\"}"
#define ANA ONE("Ana", "1990-02-03")
#define BEN ONE("Ben", "2015-06-07")

/* "Ana>Anna" of all who are called otherwise. */
static void
expect_renamed(const char *before_text, const char *after_text, const char *expected)
{
	struct json *before = json_of(arena_printf(&arena, "{\"household\":[%s]}", before_text));
	struct json *after = json_of(arena_printf(&arena, "{\"household\":[%s]}", after_text));
	struct renamed people[ANSWER_LIST_MAX];
	struct buf said = BUF_INIT(1000);
	size_t count = answers_renamed(program, before, after, people);

	for (size_t i = 0; i < count; i++)
		buf_printf(&said, "%s>%s ", people[i].from, people[i].to);
	assert_string_equal(said.data, expected);
	buf_done(&said);
	json_free(before);
	json_free(after);
}

static void
whose_name_is_put_right_is_known_by_the_birthday(void **state)
{
	(void)state;
	expect_renamed(ANA "," BEN, ANA "," BEN, "");
	expect_renamed(ANA "," BEN, ONE("Anna", "1990-02-03") "," BEN, "Ana>Anna ");
	/* With somebody new, and in another order. */
	expect_renamed(ANA "," BEN, BEN "," ONE("Cleo", "2000-01-01") "," ONE("Anna", "1990-02-03"), "Ana>Anna ");
	/* Somebody else, or nobody can tell. */
	expect_renamed(ANA "," BEN, ONE("Dora", "1991-02-03") "," BEN, "");
	expect_renamed("{\"name\":\"Ana\"}", "{\"name\":\"Anna\"}", "");
	expect_renamed(ANA, "{\"name\":\"Anna\"}", "");
	expect_renamed(ANA "," ANA, ANA "," ONE("Anna", "1990-02-03"), "");
	/* Twins: by their places, and not where one came or went. */
	expect_renamed(ANA "," ONE("Eva", "1990-02-03"), ANA "," ONE("Ewa", "1990-02-03"), "Eva>Ewa ");
	expect_renamed(ANA, ONE("Eva", "1990-02-03") "," ONE("Anna", "1990-02-03"), "");
	/* Both at once, one under the other's name. */
	expect_renamed(ANA "," BEN, ONE("Ben", "1990-02-03") "," ONE("Benno", "2015-06-07"), "");
	expect_renamed("", ANA, "");
}

#define WORK(person, employer, gross) "{\"person\":\"" person "\",\"employer\":\"" employer "\",\"gross\":{\"amount\":\"" \
	gross "\",\"currency\":\"USD\"}}"
#define ACME WORK("Ana", "Acme", "100.00")
#define MILL WORK("Ben", "Mill", "200.00")

/* "jobs Ana: Acme>Acme Inc " of all that are called otherwise. */
static void
expect_source(const char *before_text, const char *after_text, const char *expected)
{
	struct json *before = json_of(arena_printf(&arena, "{%s]}", before_text));
	struct json *after = json_of(arena_printf(&arena, "{%s]}", after_text));
	struct renamed_source sources[ANSWER_LIST_MAX];
	struct buf said = BUF_INIT(1000);
	size_t count = answers_renamed_sources(program, before, after, sources);

	for (size_t i = 0; i < count; i++)
		buf_printf(&said, "%s %s: %s>%s ", sources[i].list->id, sources[i].person, sources[i].from, sources[i].to);
	assert_string_equal(said.data, expected);
	buf_done(&said);
	json_free(before);
	json_free(after);
}

static void
job_whose_name_alone_is_put_right_is_the_same_job(void **state)
{
	(void)state;
	expect_source("\"jobs\":[" ACME "," MILL, "\"jobs\":[" WORK("Ana", "Acme Inc", "100.00") "," MILL, "jobs Ana: Acme>Acme Inc ");
	/* Two people at one employer are two jobs; each is told apart by whose it is. */
	expect_source("\"jobs\":[" ACME "," WORK("Ben", "Acme", "100.00"),
		"\"jobs\":[" ACME "," WORK("Ben", "Akme", "100.00"), "jobs Ben: Acme>Akme ");
	/* Other pay, somebody else's, one that came or went: perhaps another job. */
	expect_source("\"jobs\":[" ACME, "\"jobs\":[" WORK("Ana", "Acme Inc", "101.00"), "");
	expect_source("\"jobs\":[" ACME, "\"jobs\":[" WORK("Ben", "Acme Inc", "100.00"), "");
	expect_source("\"jobs\":[" ACME, "\"jobs\":[" WORK("Ana", "Acme Inc", "100.00") "," MILL, "");
	expect_source("\"jobs\":[" ACME "," MILL, "\"jobs\":[" WORK("Ana", "Acme Inc", "100.00"), "");
	/* The same employer twice, before or after: nobody can tell which. */
	expect_source("\"jobs\":[" ACME "," ACME, "\"jobs\":[" ACME "," WORK("Ana", "Acme Inc", "100.00"), "");
	expect_source("\"jobs\":[" ACME "," WORK("Ana", "Akme", "100.00"), "\"jobs\":[" ACME "," ACME, "");
	expect_source("\"jobs\":[" MILL "," ACME, "\"jobs\":[" ACME "," MILL, "");
	/* A kind of income is no name: another kind has other proofs. */
	expect_source("\"other_income\":[{\"person\":\"Ana\",\"kind\":\"ssi\"}", "\"other_income\":[{\"person\":\"Ana\",\"kind\":\"ssa\"}", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_is_put_in_changed_and_taken_out),
		cmocka_unit_test(a_person_called_otherwise_is_so_wherever_they_are_named),
		cmocka_unit_test(who_is_named_elsewhere_is_known),
		cmocka_unit_test(sameness_is_of_what_is_said),
		cmocka_unit_test(what_differs_is_said_entry_by_entry),
		cmocka_unit_test(whose_name_is_put_right_is_known_by_the_birthday),
		cmocka_unit_test(job_whose_name_alone_is_put_right_is_the_same_job),
	};
	return cmocka_run_group_tests(tests, load, unload);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Earlier denials seen by a newer version: the list of jobs is widened, a
 * proof is no longer asked for; what a person found out is left alone.
 */
#include "test_domain.h"

#include "domain/completeness.h"
#include "domain/program_review.h"

static struct arena arena = ARENA_INIT;

/* Everywhere in the file, which is taken without its blanks. */
static const struct program *
program_with(const char *name, const char *from, const char *to)
{
	size_t len = 0;
	char *file = test_program_text(&arena, name, &len);
	struct buf out = BUF_INIT(PROGRAM_FILE_MAX), compact = BUF_INIT(PROGRAM_FILE_MAX);
	struct program *program;
	struct err err = { 0 };
	struct json *json = json_parse(file, len, &err);
	const char *text;

	json_print(&compact, json);
	json_free(json);
	text = compact.data;

	assert_non_null(strstr(text, from));
	for (const char *at; (at = strstr(text, from)); text = at + strlen(from)) {
		buf_add(&out, text, (size_t)(at - text));
		buf_puts(&out, to);
	}
	buf_puts(&out, text);
	if (!program_load(&program, &arena, out.data, out.len, &err))
		fail_msg("%s", err.detail);
	buf_done(&out);
	buf_done(&compact);
	return program;
}

static const struct program *
essential_with(const char *from, const char *to)
{
	return program_with("essential-worker-child-care", from, to);
}

#define FAMILY(work)                                                                           \
	"{'household':[{'name':'Dee','relation':'self','born_on':'1988-03-03','work_kind':'" work \
	"','employer':'Market','occupation':'sells','works_on_site':true},"                       \
	"{'name':'Kai','relation':'child','born_on':'2016-01-01','needs_care':true,'special_need':false}]}"

static struct review
review(const struct program *then, const struct program *now, const char *answers, const char *reasons,
	const struct missing_item *items, size_t item_count)
{
	struct review_input input = { .then = then, .now = now, .answers = test_json(&arena, answers),
		.reasons = test_json(&arena, reasons), .customer_name = "Dee",
		.filed_on = test_date("2020-04-20"), .items = items, .item_count = item_count };
	struct review found;
	struct err err = { 0 };

	if (!program_review(&found, &arena, &input, &err))
		fail_msg("%s", err.detail);
	json_free((struct json *)(uintptr_t)input.answers);
	json_free((struct json *)(uintptr_t)input.reasons);
	return found;
}

static void
a_widened_list_of_jobs(void **state)
{
	/* As it was before groceries were added. */
	const struct program *then = essential_with("\"restaurant\",\"grocery\"]", "\"restaurant\"]");
	const struct program *now = test_program(&arena, "essential-worker-child-care");
	struct review found = review(then, now, FAMILY("grocery"), "[{'code':'D30'}]", NULL, 0);

	(void)state;
	assert_int_equal(found.findings.count, 1);
	assert_int_equal(found.findings.at[0].kind, REVIEW_NOT_GIVEN);
	assert_string_equal(found.findings.at[0].code, "D30");
	assert_string_equal(found.advice, "approved");
	/* Work that is still not on the list; and the same version again. */
	assert_int_equal(review(then, now, FAMILY("other"), "[{'code':'D30'}]", NULL, 0).findings.count, 0);
	assert_int_equal(review(then, then, FAMILY("grocery"), "[{'code':'D30'}]", NULL, 0).findings.count, 0);
}

static void
what_a_person_found_is_left_alone(void **state)
{
	const struct program *then = essential_with("\"restaurant\",\"grocery\"]", "\"restaurant\"]");
	const struct program *now = test_program(&arena, "essential-worker-child-care");

	(void)state;
	/* No rule of either version gives D27: a worker looked at the provider. */
	assert_int_equal(review(then, now, FAMILY("grocery"), "[{'code':'D27'}]", NULL, 0).findings.count, 0);
	/* The rules of then did not give it either: the worker knew better. */
	assert_int_equal(review(then, now, FAMILY("health"), "[{'code':'D30'}]", NULL, 0).findings.count, 0);
}

static void
a_proof_that_is_no_longer_asked_for(void **state)
{
	const struct program *then = test_program(&arena, "essential-worker-child-care");
	const struct program *now = essential_with("\"id\":\"residence\",", "\"id\":\"elsewhere\",");
	char residence[ITEM_ID_MAX], identity[ITEM_ID_MAX];
	struct missing_item items[] = {
		{ .id = item_id(residence, "residence", NULL, NULL, NULL), .requirement = "residence" },
		{ .id = item_id(identity, "identity", NULL, NULL, NULL), .requirement = "identity" },
	};
	struct review found = review(then, now, FAMILY("health"),
		arena_printf(&arena, "[{'code':'D08','facts':{'items':['%s','%s'],'date':'2020-04-22'}}]",
			residence, identity),
		items, countof(items));

	(void)state;
	assert_int_equal(found.findings.count, 1);
	assert_int_equal(found.findings.at[0].kind, REVIEW_NOT_ASKED);
	assert_string_equal(found.findings.at[0].detail, "Proof of where you live");
}

/* Missed, and not called for any more: by nobody, or not by this household. */
static void
a_talk_that_is_no_longer_needed(void **state)
{
	static const char interview[] = "\"met_by\":\"interview\",", missed[] = "[{'code':'D07'}]";
	const struct program *then = test_program(&arena, "snap");
	const struct program *now = program_with("snap", interview,
		"\"met_by\":\"interview\",\"when\":{\">\":[{\"var\":\"medical_cost\"},0]},");
	struct review found = review(then, now, "{'medical_cost':0}", missed, NULL, 0);

	(void)state;
	assert_int_equal(found.findings.count, 1);
	assert_int_equal(found.findings.at[0].kind, REVIEW_NOT_ASKED);
	assert_string_equal(found.findings.at[0].code, "D07");
	assert_string_equal(found.findings.at[0].detail, "Interview");
	assert_int_equal(review(then, now, "{'medical_cost':3500}", missed, NULL, 0).findings.count, 0);
	assert_int_equal(review(then, then, "{'medical_cost':0}", missed, NULL, 0).findings.count, 0);
}

static void
what_was_not_asked_then_is_said(void **state)
{
	const struct program *then = test_program(&arena, "essential-worker-child-care");
	const struct program *gone = essential_with("\"D30\"", "\"D77\"");
	struct review found = review(then, gone, FAMILY("other"), "[{'code':'D30'}]", NULL, 0);

	(void)state;
	assert_int_equal(found.findings.count, 1);
	assert_int_equal(found.findings.at[0].kind, REVIEW_GONE);
	/* The new rules hang on an answer that is not there. */
	found = review(then, essential_with("{\"var\":\"work_kind\"},[\"health\"", "{\"var\":\"occupation\"},[\"health\""),
		"{'household':[{'name':'Dee','relation':'self','born_on':'1988-03-03','work_kind':'other'}]}",
		"[{'code':'D30'}]", NULL, 0);
	assert_int_equal(found.findings.count, 1);
	assert_int_equal(found.findings.at[0].kind, REVIEW_NOT_KNOWN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_widened_list_of_jobs),
		cmocka_unit_test(what_a_person_found_is_left_alone),
		cmocka_unit_test(a_proof_that_is_no_longer_asked_for),
		cmocka_unit_test(a_talk_that_is_no_longer_needed),
		cmocka_unit_test(what_was_not_asked_then_is_said),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	arena_done(&arena);
	return failed;
}

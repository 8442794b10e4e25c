/* SPDX-License-Identifier: Apache-2.0
 *
 * Before there is an application: the browser's pass, the form that is kept
 * sealed until it is sent, and the few answers that are judged and forgotten.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "server/service/agency.h"
#include "server/service/pass.h"
#include "server/service/prescreen.h"
#include "server/service/started_form.h"
#include "desk_fixture.h"

enum { HOUR_MS = 60 * 60 * 1000 };

static struct err err;

/* Nobody is signed in. */
static struct call
visit(void)
{
	static const struct actor nobody = { .kind = ACTOR_CUSTOMER, .id = "", .name = "" };

	return test_call(&agency, &nobody, -1);
}

/* ---- passes ---- */

static void
a_pass_is_good_for_its_thing_its_purpose_and_its_time(void **state)
{
	(void)state;
	struct call call = visit();
	const char *pass = pass_make(&call, "form", "f_1", HOUR_MS);
	int64_t ends_ms = 0;

	assert_string_equal(pass_read(&call, "form", pass, &ends_ms), "f_1");
	assert_int_equal(ends_ms, call.now_ms + HOUR_MS);
	assert_null(pass_read(&call, "status", pass, &ends_ms));
	assert_null(pass_read(&call, "form", NULL, &ends_ms));
	assert_null(pass_read(&call, "form", "", &ends_ms));
	assert_null(pass_read(&call, "form", "1.f_1", &ends_ms));
	call.now_ms += HOUR_MS - 1;
	assert_non_null(pass_read(&call, "form", pass, &ends_ms));
	call.now_ms++;
	assert_null(pass_read(&call, "form", pass, &ends_ms));
}

static void
a_pass_with_any_byte_changed_is_none(void **state)
{
	(void)state;
	struct call call = visit();
	const char *pass = pass_make(&call, "form", "f_1", HOUR_MS);
	int64_t ends_ms = 0;

	for (size_t i = 0; i < strlen(pass); i++) {
		char *forged = arena_strdup(&agency.arena, pass);

		forged[i] = forged[i] == '1' ? '2' : '1';
		if (pass_read(&call, "form", forged, &ends_ms))
			fail_msg("byte %zu of %s", i, pass);
	}
	assert_null(pass_read(&call, "form", arena_printf(&agency.arena, "%s0", pass), &ends_ms));
}

static void
a_pass_that_is_given_back_opens_nothing_and_a_new_one_does(void **state)
{
	(void)state;
	struct actor nobody = { .kind = ACTOR_CUSTOMER, .id = "", .name = "" };
	struct call before = visit();
	const char *pass = pass_make(&before, "form", "f_2", HOUR_MS);
	const char *other = pass_make(&before, "form", "f_3", HOUR_MS);
	int64_t ends_ms = 0;

	assert_true(TEST_ACT(&agency, &nobody, -1, &err, pass_end(&call, "form", "f_2", HOUR_MS, &err)));
	struct call after = visit();
	assert_null(pass_read(&after, "form", pass, &ends_ms));
	assert_string_equal(pass_read(&after, "form", other, &ends_ms), "f_3");
	after.now_ms += 1000;
	assert_non_null(pass_read(&after, "form", pass_make(&after, "form", "f_2", HOUR_MS), &ends_ms));
}

/* ---- forms that are begun ---- */

/* Begins one with this patch; returns its id. */
static const char *
begin_form(const char *patch)
{
	struct actor nobody = { .kind = ACTOR_CUSTOMER, .id = "", .name = "" };
	struct started_form form = { .document = NULL };
	const struct program *snap = agency_program(agency.agency, "snap", 0);
	const char *id;

	if (!TEST_ACT(&agency, &nobody, -1, &err,
		(started_form_begin(&call, snap, NULL, &form), started_form_change(&call, &form, patch, &err))))
		fail_msg("%s %s", err_wire(err.code), err.detail);
	id = arena_strdup(&agency.arena, form.row.id);
	started_form_close(&form);
	return id;
}

static void
what_is_typed_is_kept_and_merged_page_by_page(void **state)
{
	(void)state;
	struct actor nobody = { .kind = ACTOR_CUSTOMER, .id = "", .name = "" };
	const char *id = begin_form("{\"you\":{\"name\":\"Zebulon Quist\"},\"answers\":{\"homeless\":true,\"migrant\":false}}");
	struct started_form form;
	struct call visitor = visit();

	assert_true(started_form_open(&visitor, id, &form, &err));
	assert_false(started_form_has_seen(&form, "quick"));
	assert_true(TEST_ACT(&agency, &nobody, -1, &err,
		started_form_change(&call, &form, "{\"answers\":{\"homeless\":null},\"seen\":{\"quick\":true}}", &err)));
	started_form_close(&form);
	visitor = visit();
	assert_true(started_form_open(&visitor, id, &form, &err));
	assert_string_equal(json_text(json_get(started_form_part(&form, "you"), "name")), "Zebulon Quist");
	/* Null takes an answer back; what the page did not name stays. */
	assert_null(json_get(started_form_part(&form, "answers"), "homeless"));
	assert_int_equal(json_kind(json_get(started_form_part(&form, "answers"), "migrant")), JSON_BOOL);
	assert_true(started_form_has_seen(&form, "quick"));
	started_form_close(&form);
	/* A patch that is no object changes nothing. */
	assert_true(started_form_open(&visitor, id, &form, &err));
	assert_false(TEST_ACT(&agency, &nobody, -1, &err, started_form_change(&call, &form, "{\"answers\":", &err)));
	started_form_close(&form);
}

static void
nobody_reads_a_begun_form_in_the_database(void **state)
{
	(void)state;
	const char *id = begin_form("{\"you\":{\"name\":\"Zebulon Quist\"}}");

	assert_int_equal(test_store_int(&agency.store,
		arena_printf(&agency.arena, "SELECT count(*) FROM started_form WHERE id = '%s'", id)), 1);
	assert_int_equal(test_store_int(&agency.store,
		arena_printf(&agency.arena, "SELECT count(*) FROM started_form WHERE id = '%s' AND %s LIKE"
		             " '%%5A6562756C6F6E%%'", id, db_kind(agency.store.db) == DB_SQLITE ? "hex(sealed)"
		             : "upper(encode(sealed, 'hex'))")), 0); /* "Zebulon" */
	/* Nor is anything in the log of somebody who has not applied. */
	assert_int_equal(test_store_int(&agency.store,
		"SELECT count(*) FROM event_payload WHERE payload LIKE '%Zebulon%'"), 0);
}

static void
a_begun_form_is_found_by_number_and_code_and_forgotten_in_time(void **state)
{
	(void)state;
	const char *id = begin_form("{\"you\":{\"name\":\"Zebulon Quist\"}}"), *found = NULL;
	struct started_form form;
	struct call call = visit();
	char wrong[20];

	assert_true(started_form_open(&call, id, &form, &err));
	const char *number = arena_strdup(&agency.arena, form.row.number);
	civil_date until = started_form_kept_until(&call, &form);
	const char *code = started_form_code(&call, id);
	started_form_close(&form);
	assert_true(started_form_find_by_code(&call, number, code, "10.0.0.1", &found, &err));
	assert_string_equal(found, id);
	assert_true(str_copy(wrong, sizeof wrong, code));
	wrong[0] = wrong[0] == '9' ? '0' : (char)(wrong[0] + 1);
	assert_false(started_form_find_by_code(&call, number, wrong, "10.0.0.1", &found, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	err = (struct err) { .code = ERR_NONE };
	assert_int_equal(until, zone_date(ZONE_CENTRAL, call.now_ms) + STARTED_FORM_KEEP_DAYS);
	call.now_ms += STARTED_FORM_KEEP_DAYS * DAY_MS - HOUR_MS;
	assert_true(started_form_open(&call, id, &form, &err));
	started_form_close(&form);
	call.now_ms += 2 * DAY_MS;
	assert_false(started_form_open(&call, id, &form, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	err = (struct err) { .code = ERR_NONE };
}

/* ---- a few answers, before ---- */

static enum prescreen_says
judge(struct prescreen given)
{
	struct call call = visit();
	const char *why = NULL;

	return prescreen_judge(&call, agency_program(agency.agency, "snap", 0), &given, "en", &why);
}

static void
a_few_answers_say_what_may_be_and_keep_nothing(void **state)
{
	(void)state;
	struct prescreen poor = { .people = 1, .children = 0, .elderly = TRUTH_NO, .earned = 0,
		                  .other = 50000, .savings = 10000, .disaster = TRUTH_NO };
	struct prescreen rich = poor, unsaid = { .people = -1, .children = -1, .elderly = TRUTH_UNKNOWN, .earned = -1,
		                                 .other = -1, .savings = -1, .disaster = TRUTH_UNKNOWN };
	int64_t events = test_store_int(&agency.store, "SELECT count(*) FROM event");

	rich.other = 400000;
	assert_int_equal(judge(poor), PRESCREEN_MAY);
	assert_int_equal(judge(rich), PRESCREEN_PROBABLY_NOT);
	assert_int_equal(judge(unsaid), PRESCREEN_CANNOT_TELL);
	/* Over 60 the first limit does not hold, and more may be put by. */
	rich = poor;
	rich.savings = 400000;
	assert_int_equal(judge(rich), PRESCREEN_PROBABLY_NOT);
	rich.elderly = TRUTH_YES;
	assert_int_equal(judge(rich), PRESCREEN_MAY);
	assert_int_equal(test_store_int(&agency.store, "SELECT count(*) FROM event"), events);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pass_is_good_for_its_thing_its_purpose_and_its_time),
		cmocka_unit_test(a_pass_with_any_byte_changed_is_none),
		cmocka_unit_test(a_pass_that_is_given_back_opens_nothing_and_a_new_one_does),
		cmocka_unit_test(what_is_typed_is_kept_and_merged_page_by_page),
		cmocka_unit_test(nobody_reads_a_begun_form_in_the_database),
		cmocka_unit_test(a_begun_form_is_found_by_number_and_code_and_forgotten_in_time),
		cmocka_unit_test(a_few_answers_say_what_may_be_and_keep_nothing),
	};
	return cmocka_run_group_tests(tests, test_desk_open, test_desk_close);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Another access code for who lost theirs: what it opens, what it shuts, who
 * may give it, and what is told of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "server/service/access_code.h"
#include "server/service/application_view.h"
#include "server/service/erase.h"
#include "server/service/status.h"
#include "desk_fixture.h"

static struct err err;

static bool
renew_as(const struct actor *actor, int64_t version, const char *id, const char *identity,
         const struct application **after)
{
	const struct access_code_request request = { identity };

	return TEST_ACT(&agency, actor, version, &err, access_code_renew(&call, id, &request, after, &err));
}

/* By Ana, on the version there is; the new code. */
static const char *
renew(const char *id)
{
	const struct application *after;

	if (!renew_as(&agency.ana, test_version_of(id), id, "identity card", &after))
		fail_msg("%s %s", err_wire(err.code), err.detail);
	return after->access_code;
}

static struct call
visit(void)
{
	static const struct actor nobody = { .kind = ACTOR_CUSTOMER, .id = "", .name = "" };

	return test_call(&agency, &nobody, -1);
}

static bool
opens(const char *number, const char *code)
{
	struct call call = visit();
	struct err why = { .code = ERR_NONE };
	const char *id, *found;

	return status_find(&call, number, code, "192.0.2.1", &id, &found, &why);
}

static void
the_new_code_opens_and_the_old_one_does_not(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Lost Receipt", true);
	const struct application *other = test_file(&agency, "Kept Receipt", true);
	int64_t version = test_version_of(filed->id);
	const char *code = renew(filed->id);

	assert_int_equal(strlen(code), ACCESS_CODE_DIGITS);
	assert_string_not_equal(code, filed->access_code);
	assert_true(opens(filed->number, code));
	assert_false(opens(filed->number, filed->access_code));
	assert_true(opens(other->number, other->access_code));
	assert_int_equal(test_version_of(filed->id), version + 1);
	/* Shown this once; and whatever changes later leaves it. */
	assert_null(test_read(&agency, &agency.ana, filed->id)->access_code);
	test_give(filed->id, "w_ben");
	assert_true(opens(filed->number, code));
	/* And another in its place. */
	const char *third = renew(filed->id);
	assert_false(opens(filed->number, code));
	assert_true(opens(filed->number, third));
}

static void
what_the_old_code_opened_is_shut(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Left Open", true);
	const struct application *other = test_file(&agency, "Somebody Else", true);
	struct call before = visit(), slow = visit();
	int64_t ends_ms;

	/* A page that is being made at that moment, by a clock a little ahead. */
	slow.now_ms += 20 * 1000;
	const char *pass = status_pass_make(&before, filed->id), *late = status_pass_make(&slow, filed->id);
	const char *others = status_pass_make(&before, other->id);
	assert_non_null(status_pass_read(&before, pass, &ends_ms));

	(void)renew(filed->id);
	struct call after = visit();
	assert_null(status_pass_read(&after, pass, &ends_ms));
	assert_null(status_pass_read(&after, late, &ends_ms));
	assert_string_equal(status_pass_read(&after, others, &ends_ms), other->id);
	/* Who comes with the new one in that same moment is let in. */
	const char *fresh = status_pass_make(&after, filed->id);
	assert_string_equal(status_pass_read(&after, fresh, &ends_ms), filed->id);
	/* And out again, should that be renewed in it, too. */
	(void)renew(filed->id);
	after = visit();
	assert_null(status_pass_read(&after, fresh, &ends_ms));
	assert_non_null(status_pass_read(&after, status_pass_make(&after, filed->id), &ends_ms));
}

static int64_t
payloads_like(const char *id, const char *text)
{
	return test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM event e JOIN event_payload p ON p.seq = e.seq"
		" WHERE e.application_id = '%s' AND p.payload LIKE '%%%s%%'", id, text));
}

static void
the_log_says_who_and_how_and_never_the_code(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "On The Record", true);
	const char *code = renew(filed->id);

	assert_int_equal(test_events_of("application.access_code_renewed", filed->id), 1);
	assert_int_equal(payloads_like(filed->id, "\"identity\":\"identity card\""), 1);
	assert_int_equal(payloads_like(filed->id, code), 0);
	assert_int_equal(test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM event WHERE application_id = '%s' AND actor_id = 'w_ana'"
		" AND type = 'application.access_code_renewed' AND public_code = %d", filed->id, UPDATE_ACCESS_CODE)), 1);
	/* The applicant reads of it, and not how they were known. */
	struct call call = visit();
	struct status_view view;
	assert_true(status_read(&call, filed->id, "es", &view, &err));
	const struct status_update *told = &view.updates.at[view.updates.count - 1];
	assert_int_equal(told->code, UPDATE_ACCESS_CODE);
	assert_null(strstr(told->text, "identity card"));
	assert_true(status_read(&call, filed->id, "en", &view, &err));
	assert_non_null(strstr(view.updates.at[view.updates.count - 1].text, "call us at once"));
}

static void
a_decided_application_has_its_page_still(void **state)
{
	static const enum application_status statuses[] = { APPLICATION_INCOMPLETE, APPLICATION_APPROVED,
		APPLICATION_DENIED, APPLICATION_WITHDRAWN, APPLICATION_AWAITING_SECOND_APPROVAL };

	(void)state;
	for (size_t i = 0; i < countof(statuses); i++) {
		const struct application *filed = test_file(&agency, "In Any State", true);

		test_put(filed->id, statuses[i], "w_ana");
		assert_true(test_may(test_read(&agency, &agency.ana, filed->id), "access_code"));
		assert_true(opens(filed->number, renew(filed->id)));
		assert_int_equal(test_read(&agency, &agency.ana, filed->id)->status, statuses[i]);
	}
}

static void
who_works_on_it_or_took_it_in_may(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Who May", true), *after;
	const struct actor *may[] = { &agency.ana, &agency.ben, &agency.sam, &agency.ina };

	for (size_t i = 0; i < countof(may); i++) {
		assert_true(test_may(test_read(&agency, may[i], filed->id), "access_code"));
		assert_true(renew_as(may[i], test_version_of(filed->id), filed->id, "known in person", &after));
	}
	assert_false(renew_as(&agency.eve, test_version_of(filed->id), filed->id, "known in person", &after));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_false(renew_as(&agency.ada, test_version_of(filed->id), filed->id, "known in person", &after));
	assert_int_equal(err.code, ERR_FORBIDDEN);
	/* Whoever took it in has it before them for a day. */
	agency.now_ms += DAY_MS + 1000;
	assert_false(renew_as(&agency.ina, test_version_of(filed->id), filed->id, "known in person", &after));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_true(renew_as(&agency.ana, test_version_of(filed->id), filed->id, "known in person", &after));
}

static void
nobody_unknown_is_given_one(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Unknown Caller", true), *after;
	static const char *const none[] = { NULL, "", " \t\n" };
	int64_t version = test_version_of(filed->id);
	char *long_text = arena_alloc(&agency.arena, IDENTITY_TEXT_MAX + 2);

	for (size_t i = 0; i < countof(none); i++) {
		assert_false(renew_as(&agency.ana, version, filed->id, none[i], &after));
		assert_string_equal(err.fields[0].pointer, "/identity");
	}
	memset(long_text, 'x', IDENTITY_TEXT_MAX + 1);
	assert_false(renew_as(&agency.ana, version, filed->id, long_text, &after));
	assert_false(renew_as(&agency.ana, version + 7, filed->id, "identity card", &after));
	assert_int_equal(err.code, ERR_VERSION_CONFLICT);
	assert_true(opens(filed->number, filed->access_code));
	assert_int_equal(test_version_of(filed->id), version);
	long_text[IDENTITY_TEXT_MAX] = '\0';
	assert_true(renew_as(&agency.ana, version, filed->id, long_text, &after));
}

static void
a_rehearsal_makes_none(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Only Tried", true), *would;
	const struct access_code_request request = { "identity card" };
	struct call call = test_call(&agency, &agency.ana, test_version_of(filed->id));
	int64_t events = test_store_int(&agency.store, "SELECT count(*) FROM event");

	assert_true(access_code_renew(&call, filed->id, &request, &would, &err));
	assert_null(would->access_code);
	assert_int_equal(test_store_int(&agency.store, "SELECT count(*) FROM event"), events);
	assert_true(opens(filed->number, filed->access_code));
}

static void
who_is_forgotten_has_no_page_any_more(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Forgotten Soon", true);
	const struct application *other = test_file(&agency, "Not Forgotten", true);
	const struct author operator = { .kind = AUTHOR_SYSTEM, .name = "operator" };
	struct call before = visit();
	struct erase_count count;
	int64_t ends_ms;
	const char *pass = status_pass_make(&before, filed->id), *others = status_pass_make(&before, other->id);

	assert_true(TEST_ACT(&agency, &agency.sam, -1, &err,
	                     customer_erase(&call, filed->customer.id, "court order 7", &operator, &count, &err)));
	struct call after = visit();
	assert_false(opens(filed->number, filed->access_code));
	assert_null(status_pass_read(&after, pass, &ends_ms));
	assert_true(opens(other->number, other->access_code));
	assert_non_null(status_pass_read(&after, others, &ends_ms));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_new_code_opens_and_the_old_one_does_not, test_same_day_again),
		cmocka_unit_test_setup(what_the_old_code_opened_is_shut, test_same_day_again),
		cmocka_unit_test_setup(the_log_says_who_and_how_and_never_the_code, test_same_day_again),
		cmocka_unit_test_setup(a_decided_application_has_its_page_still, test_same_day_again),
		cmocka_unit_test_setup(who_works_on_it_or_took_it_in_may, test_same_day_again),
		cmocka_unit_test_setup(nobody_unknown_is_given_one, test_same_day_again),
		cmocka_unit_test_setup(a_rehearsal_makes_none, test_same_day_again),
		cmocka_unit_test_setup(who_is_forgotten_has_no_page_any_more, test_same_day_again),
	};
	return cmocka_run_group_tests(tests, test_desk_open, test_desk_close);
}

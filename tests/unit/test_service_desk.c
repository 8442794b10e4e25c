/* SPDX-License-Identifier: Apache-2.0
 *
 * What is kept beside an application at the desk: appeals with their days and
 * what they keep as it was, reminders that go where the application goes, and
 * two records of one person.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/deadline.h"
#include "server/service/agenda.h"
#include "server/service/alike.h"
#include "server/service/appeal.h"
#include "server/service/application.h"
#include "server/service/customer.h"
#include "server/service/decision.h"
#include "server/service/missing.h"
#include "server/service/reminder.h"
#include "server/store/appeal.h"
#include "server/store/decision.h"
#include "server/store/event_log.h"
#include "server/store/history.h"
#include "server/store/session.h"
#include "service_fixture.h"

#define DAY_MS (24 * 3600 * 1000LL)

static struct test_agency agency;
static struct err err;

static int
open_agency(void **state)
{
	(void)state;
	test_agency_open(&agency);
	return 0;
}

static int
close_agency(void **state)
{
	(void)state;
	test_agency_close(&agency);
	return 0;
}

static int64_t
version_of(const char *id)
{
	return test_read(&agency, &agency.sam, id)->version;
}

static civil_date
today(void)
{
	return zone_date(ZONE_CENTRAL, agency.now_ms);
}

static void
give(const char *id, const char *worker_id)
{
	const struct application *after;
	struct assignment_request request = { worker_id, "test" };

	assert_true(TEST_ACT(&agency, &agency.sam, version_of(id), &err,
		application_assign(&call, id, &request, &after, &err)));
}

/* An application that ana denied today for living elsewhere. */
static const struct application *
deny(const char *name)
{
	const struct application *filed = test_file(&agency, name, true), *after;
	const struct decision *decision;
	struct reason_ask reason = { "D06", NULL };
	struct decision_request request = { .application_id = filed->id, .outcome = OUTCOME_DENIED,
		                            .rationale = "moved to Kentucky" };

	give(filed->id, "w_ana");
	if (test_may(test_read(&agency, &agency.ana, filed->id), "claim"))
		assert_true(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
			application_claim(&call, filed->id, &after, &err)));
	request.reasons.at = &reason;
	request.reasons.count = 1;
	request.application_version = version_of(filed->id);
	if (!TEST_ACT(&agency, &agency.ana, request.application_version, &err,
		decision_make(&call, filed->id, &request, &decision, &err)))
		fail_msg("%s %s", err.detail, err.fields[0].detail);
	return test_read(&agency, &agency.sam, filed->id);
}

static bool
appeal_as(const struct actor *actor, const char *id, struct appeal_request request,
          const struct application **after)
{
	return TEST_ACT(&agency, actor, version_of(id), &err,
		appeal_ask(&call, id, &request, after, &err));
}

static const struct appeal *
newest_appeal(const char *id)
{
	struct call call = test_call(&agency, &agency.sam, -1);
	struct appeal *rows;
	size_t count;

	assert_true(appeals_of(&call, id, &rows, &count, &err));
	assert_true(count > 0);
	return &rows[0];
}

static bool
end_appeal(const struct actor *actor, const char *id, enum appeal_state result,
           const struct application **after)
{
	const struct appeal *appeal = newest_appeal(id);
	struct appeal_result_request request = { result, "order of 3 March" };

	return TEST_ACT(&agency, actor, version_of(id), &err,
		appeal_end(&call, appeal->id, &request, after, &err));
}

static int64_t
events_of(const char *type, const char *id)
{
	return test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM event WHERE type = '%s' AND application_id = '%s'", type, id));
}

/* ---- appeals ---- */

static void
any_clear_expression_is_an_appeal_with_its_days(void **state)
{
	(void)state;
	const struct application *denied = deny("Appeals By Phone"), *after;
	const struct appeal *appeal;

	assert_true(test_may(test_read(&agency, &agency.ben, denied->id), "appeal"));
	assert_true(appeal_as(&agency.ben, denied->id,
		(struct appeal_request) { "phone", "that is not fair", DATE_NONE, false }, &after));
	assert_true(after->appeal_open);
	assert_int_equal(after->status, APPLICATION_DENIED);
	appeal = newest_appeal(denied->id);
	assert_int_equal(appeal->asked_on, today());
	assert_int_equal(appeal->decide_by, today() + 60); /* SNAP */
	assert_false(appeal->is_late);
	assert_string_equal(appeal->decision_id, denied->decision_id);
	assert_string_equal(appeal->recorded_by, "Ben Cole");
	assert_int_equal(events_of("appeal.asked", denied->id), 1);
	/* The applicant reads of it, in each of the program's languages. */
	assert_int_equal(test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM event e JOIN event_payload p ON p.seq = e.seq WHERE"
		" e.type = 'appeal.asked' AND e.application_id = '%s' AND p.payload LIKE '%%\"es\":%%'"
		" AND p.payload NOT LIKE '%%{asked_on}%%' AND e.public_code = %d",
		denied->id, UPDATE_APPEALED)), 1);
	/* One at a time; and its own result ends it. */
	assert_false(appeal_as(&agency.ana, denied->id,
		(struct appeal_request) { "letter", NULL, DATE_NONE, false }, &after));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
	assert_true(end_appeal(&agency.sam, denied->id, APPEAL_UPHELD, &after));
	assert_false(after->appeal_open);
	assert_int_equal(after->status, APPLICATION_DENIED);
	assert_false(end_appeal(&agency.sam, denied->id, APPEAL_OVERTURNED, &after));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
}

static void
late_is_recorded_and_never_refused(void **state)
{
	(void)state;
	const struct application *denied = deny("Appeals Late"), *after;

	agency.now_ms += 91 * DAY_MS;
	/* Written in time, opened late: the day it came counts. */
	assert_true(appeal_as(&agency.ana, denied->id,
		(struct appeal_request) { "letter", NULL, today() - 1, false }, &after));
	assert_false(newest_appeal(denied->id)->is_late);
	assert_true(end_appeal(&agency.sam, denied->id, APPEAL_WITHDRAWN, &after));
	agency.now_ms += 1000;
	assert_true(appeal_as(&agency.ana, denied->id,
		(struct appeal_request) { "letter", NULL, DATE_NONE, false }, &after));
	assert_true(newest_appeal(denied->id)->is_late);
	assert_false(appeal_as(&agency.ana, denied->id,
		(struct appeal_request) { "letter", NULL, today() + 1, false }, &after));
	agency.now_ms -= 91 * DAY_MS + 1000;
}

static void
what_the_hearing_overturns_is_open_again(void **state)
{
	(void)state;
	const struct application *denied = deny("Wins The Appeal"), *after;

	assert_true(appeal_as(&agency.ana, denied->id,
		(struct appeal_request) { "office", "I live here", DATE_NONE, true }, &after));
	/* A denied application is no benefit that could go on. */
	assert_true(newest_appeal(denied->id)->keep_benefits);
	assert_false(newest_appeal(denied->id)->benefits_go_on);
	assert_true(end_appeal(&agency.ana, denied->id, APPEAL_OVERTURNED, &after));
	assert_int_equal(after->status, APPLICATION_REOPENED);
	assert_int_equal(after->due_on, today() + HEARING_ORDER_DAYS);
	assert_null(after->assignee);
	assert_true(str_empty(after->decision_id));
	assert_false(after->appeal_open);
	assert_int_equal(events_of("application.reopened", denied->id), 1);
	assert_int_equal(events_of("appeal.decided", denied->id), 1);
}

/* An approval from before, now replaced by a denial, issued so many days ago. */
static const struct application *
ended_benefit(const char *name, int days_ago)
{
	const struct application *denied = deny(name);

	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"INSERT INTO decision (id, version, application_id, application_version, outcome, state,"
		" reasons, amounts, rationale, advice_differs_because, decided_by_id, decided_by_name,"
		" approved_by_id, approved_by_name, decided_at, approved_at, notice_id,"
		" appeal_deadline_on, supersedes, return_reason, override_reason, statement, signature)"
		" SELECT 'old' || id, version, application_id, 1, 1, 3, reasons, amounts, '', '', '', '',"
		" '', '', decided_at, 0, '', appeal_deadline_on, '', '', '', statement, ''"
		" FROM decision WHERE id = '%s'", denied->decision_id));
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE decision SET supersedes = 'old' || id, decided_at = decided_at - %lld WHERE id = '%s'",
		(long long)(days_ago * DAY_MS), denied->decision_id));
	return denied;
}

static void
benefits_go_on_when_asked_for_in_time(void **state)
{
	(void)state;
	const struct application *in_time = ended_benefit("Keeps It", 0);
	const struct application *too_late = ended_benefit("Asks Too Late", 17), *after;
	struct appeal_request keep = { "phone", NULL, DATE_NONE, true };

	assert_true(appeal_as(&agency.ana, in_time->id, keep, &after));
	assert_true(newest_appeal(in_time->id)->benefits_go_on);
	assert_true(appeal_as(&agency.ana, too_late->id, keep, &after));
	assert_true(newest_appeal(too_late->id)->keep_benefits);
	assert_false(newest_appeal(too_late->id)->benefits_go_on);
	/* The tenth day on a Saturday: Monday counts. */
	civil_date saturday = date_make(2025, 11, 22);
	assert_int_equal(deadline_keep_benefits(saturday - 10), saturday + 2);
	assert_int_equal(deadline_keep_benefits(saturday - 11), saturday - 1);
}

static void
the_applicant_withdraws_and_appeals_without_a_version(void **state)
{
	(void)state;
	const struct application *denied = deny("Own Page"), *after;
	const struct application *open = test_file(&agency, "Stops It", false);
	struct actor her = { .kind = ACTOR_CUSTOMER, .id = denied->customer.id, .name = "Own Page",
		             .application_id = denied->id };
	struct appeal_request asked = { "web", "no", DATE_NONE, false };
	struct withdraw_request stop = { "on their page" };

	assert_true(TEST_ACT(&agency, &her, -1, &err,
		appeal_ask(&call, denied->id, &asked, &after, &err)));
	assert_true(after->appeal_open);
	/* The code of one application opens no other. */
	assert_false(TEST_ACT(&agency, &her, -1, &err,
		application_withdraw(&call, open->id, &stop, &after, &err)));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	her.application_id = open->id;
	assert_true(TEST_ACT(&agency, &her, -1, &err,
		application_withdraw(&call, open->id, &stop, &after, &err)));
	assert_int_equal(after->status, APPLICATION_WITHDRAWN);
	/* How an appeal ended is not theirs to say. */
	her.application_id = denied->id;
	assert_false(end_appeal(&her, denied->id, APPEAL_OVERTURNED, &after));
	assert_int_equal(err.code, ERR_FORBIDDEN);
}

static void
open_appeals_are_listed_for_who_may_see_them(void **state)
{
	(void)state;
	const struct application *denied = deny("Listed Appeal"), *after;
	struct call ana = test_call(&agency, &agency.ana, -1), eve = test_call(&agency, &agency.eve, -1);
	struct appeal *rows;
	size_t count;

	assert_true(appeal_as(&agency.ana, denied->id,
		(struct appeal_request) { "phone", NULL, DATE_NONE, false }, &after));
	assert_true(appeals_open(&ana, "w_ana", &rows, &count, &err));
	bool is_there = false;
	for (size_t i = 0; i < count; i++) {
		is_there |= str_eq(rows[i].application_id, denied->id);
		assert_true(i == 0 || rows[i - 1].decide_by <= rows[i].decide_by);
	}
	assert_true(is_there);
	assert_true(appeals_open(&eve, NULL, &rows, &count, &err));
	assert_int_equal(count, 0);
	assert_true(end_appeal(&agency.ana, denied->id, APPEAL_DISMISSED, &after));
	assert_true(appeals_open(&ana, NULL, &rows, &count, &err));
	for (size_t i = 0; i < count; i++)
		assert_string_not_equal(rows[i].application_id, denied->id);
}

/* ---- reminders ---- */

static size_t
reminders_for(const struct actor *actor, const char *application_id)
{
	struct call call = test_call(&agency, actor, -1);
	struct reminder *rows;
	size_t count, found = 0;

	assert_true(reminders_mine(&call, &rows, &count, &err));
	for (size_t i = 0; i < count; i++)
		found += str_eq(rows[i].application_id, application_id);
	return found;
}

static const struct reminder *
remind(const struct actor *actor, const char *id, civil_date on, bool mine)
{
	const struct reminder *reminder = NULL;
	struct reminder_request request = { on, "call the landlord", mine };

	if (!TEST_ACT(&agency, actor, -1, &err, reminder_set(&call, id, &request, &reminder, &err)))
		fail_msg("%s %s", err.detail, err.fields[0].detail);
	return reminder;
}

static void
a_reminder_goes_where_the_application_goes(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Moves Along", true);
	const struct reminder *done;

	give(filed->id, "w_ana");
	const struct reminder *shared = remind(&agency.ana, filed->id, today() + 5, false);
	(void)remind(&agency.ana, filed->id, today() + 2, true);
	assert_int_equal(test_read(&agency, &agency.ana, filed->id)->remind_on, today() + 2);
	assert_int_equal(reminders_for(&agency.ana, filed->id), 2);
	assert_int_equal(reminders_for(&agency.ben, filed->id), 0);

	give(filed->id, "w_ben");
	/* Her own stays hers; the other is now his. */
	assert_int_equal(reminders_for(&agency.ana, filed->id), 1);
	assert_int_equal(reminders_for(&agency.ben, filed->id), 1);
	assert_int_equal(test_read(&agency, &agency.ben, filed->id)->remind_on, today() + 5);
	/* The legal clock is what it was. */
	assert_int_equal(test_read(&agency, &agency.ben, filed->id)->due_on, filed->due_on);

	assert_true(TEST_ACT(&agency, &agency.ben, -1, &err,
		reminder_end(&call, shared->id, &done, &err)));
	assert_true(done->done_at_ms > 0);
	assert_int_equal(test_read(&agency, &agency.ben, filed->id)->remind_on, DATE_NONE);
	assert_int_equal(reminders_for(&agency.ben, filed->id), 0);
	assert_int_equal(events_of("reminder.set", filed->id), 2);
	assert_int_equal(events_of("reminder.done", filed->id), 1);
}

static void
anothers_own_reminder_is_not_there(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Private Date", true);
	const struct reminder *own, *done;

	give(filed->id, "w_ana");
	own = remind(&agency.ben, filed->id, today() + 1, true);
	assert_false(TEST_ACT(&agency, &agency.ana, -1, &err,
		reminder_end(&call, own->id, &done, &err)));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_int_equal(test_read(&agency, &agency.ana, filed->id)->remind_on, DATE_NONE);
}

static void
asking_with_a_reminder_sets_one_for_the_day_after(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Look Again", false), *after;
	struct missing_ask item = { .requirement = "rent_proof" };
	struct missing_request request = { .due_on = DATE_NONE, .remind = true };
	struct call reading = test_call(&agency, &agency.ana, -1);
	struct reminder *rows;
	size_t count;

	give(filed->id, "w_ana");
	request.items.at = &item;
	request.items.count = 1;
	assert_true(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
		missing_ask(&call, filed->id, &request, &after, &err)));
	assert_int_equal(after->remind_on, after->proof_due_on + 1);
	assert_true(reminders_of(&reading, filed->id, &rows, &count, &err));
	assert_int_equal(count, 1);
	assert_int_equal(rows[0].on, after->proof_due_on + 1);
	assert_null(rows[0].worker_id);
}

static void
a_reminder_needs_a_day_to_come_and_words(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Bad Dates", true);
	const struct reminder *reminder;
	struct reminder_request requests[] = { { today() - 1, "x", false }, { DATE_NONE, "x", false },
		                               { today() + 400, "x", false }, { today(), "", false } };

	for (size_t i = 0; i < countof(requests); i++) {
		assert_false(TEST_ACT(&agency, &agency.sam, -1, &err,
			reminder_set(&call, filed->id, &requests[i], &reminder, &err)));
		assert_int_equal(err.code, ERR_VALIDATION_FAILED);
	}
}

/* ---- one person, two records ---- */

static const struct customer *
customer_of(const char *id)
{
	struct call call = test_call(&agency, &agency.sam, -1);
	const struct customer *customer;

	assert_true(customer_get(&call, id, &customer, &err));
	return customer;
}

static void
tell_of(const char *id, const char *born_on, const char *phone)
{
	const struct customer *customer = customer_of(id);
	struct customer_change change = { .phone = phone, .born_on = DATE_NONE };

	assert_true(date_from_text(born_on, &change.born_on));
	if (!TEST_ACT(&agency, &agency.sam, customer->version, &err,
		customer_change(&call, id, &change, &customer, &err)))
		fail_msg("%s %s", err.detail, err.fields[0].detail);
}

static size_t
alike(const struct actor *actor, const char *id, struct alike_view **ret)
{
	struct call call = test_call(&agency, actor, -1);
	size_t count;

	assert_true(customer_alike(&call, id, ret, &count, &err));
	return count;
}

static bool
judge(const struct actor *actor, const char *id, const char *other_id, bool same)
{
	struct same_request request = { other_id, "she showed both letters" };
	int64_t version = customer_of(id)->version;
	const struct customer *after;

	return TEST_ACT(&agency, actor, version, &err,
		same ? customer_merge(&call, id, &request, &after, &err)
		     : customer_not_same(&call, id, &request, &after, &err));
}

static void
two_records_of_one_person_are_shown_and_nothing_is_done_by_itself(void **state)
{
	(void)state;
	const char *hoa = test_file(&agency, "Nguyen Thi Hoa", true)->customer.id;
	const char *hoa_too = test_file(&agency, "Hoa T. Nguyen", false)->customer.id;
	const char *twin = test_file(&agency, "Binh Nguyen", false)->customer.id;
	const char *namesake = test_file(&agency, "Hoa Nguyen", false)->customer.id;
	struct alike_view *rows;

	tell_of(hoa, "1961-03-04", "(615) 555-0142");
	tell_of(hoa_too, "1961-03-04", "615.555.0142");
	tell_of(twin, "1961-03-04", "(615) 555-0142"); /* shares the home's telephone */
	tell_of(namesake, "1988-01-01", "(615) 555-7777");
	assert_int_equal(alike(&agency.ana, hoa, &rows), 1);
	assert_string_equal(rows[0].customer->id, hoa_too);
	assert_int_equal(rows[0].because.count, 3);
	/* Judged once, it is not asked again, from either side. */
	assert_true(judge(&agency.ana, hoa, hoa_too, false));
	assert_int_equal(alike(&agency.ana, hoa, &rows), 0);
	assert_int_equal(alike(&agency.ana, hoa_too, &rows), 0);
	assert_string_equal(customer_of(hoa_too)->id, hoa_too);
}

static size_t
typed_alike(const struct actor *actor, struct customer typed, struct alike_view **ret)
{
	struct call call = test_call(&agency, actor, -1);
	size_t count;

	if (typed.kind == CUSTOMER_NO_KIND)
		typed.kind = CUSTOMER_PERSON;
	assert_true(customer_alike_typed(&call, &typed, ret, &count, &err));
	return count;
}

static void
who_is_being_taken_in_is_compared_with_who_is_known(void **state)
{
	(void)state;
	const char *ines = test_file(&agency, "Ines Maria Duarte", true)->customer.id;
	struct alike_view *rows;
	civil_date born;

	tell_of(ines, "1971-03-09", "(615) 555-0888");
	assert_true(date_from_text("1971-03-09", &born));
	/* Whoever takes somebody in may ask. */
	assert_int_equal(typed_alike(&agency.ina, (struct customer){ .name = "duarte, ines", .born_on = born }, &rows), 1);
	assert_string_equal(rows[0].customer->id, ines);
	assert_int_equal(rows[0].because.count, 2);
	assert_int_equal(typed_alike(&agency.ina,
		(struct customer){ .name = "Ines Duarte", .born_on = DATE_NONE, .phone = "6155550888" }, &rows), 1);
	/* Not by the name alone, by what a family shares, or as a firm. */
	assert_int_equal(typed_alike(&agency.ina, (struct customer){ .name = "Ines Maria Duarte", .born_on = DATE_NONE }, &rows), 0);
	assert_int_equal(typed_alike(&agency.ina, (struct customer){ .name = "Rui Costa", .born_on = born, .phone = "6155550888" }, &rows), 0);
	assert_int_equal(typed_alike(&agency.ina, (struct customer){ .name = "Ines Duarte", .born_on = born, .kind = CUSTOMER_ORGANIZATION }, &rows), 0);
	assert_int_equal(typed_alike(&agency.ina, (struct customer){ .name = "", .born_on = born }, &rows), 0);
	/* Nothing of the house is told to who may not search. */
	assert_int_equal(typed_alike(&agency.adm, (struct customer){ .name = "Ines Duarte", .born_on = born }, &rows), 0);
}

static void
merged_records_are_one_and_both_ids_lead_there(void **state)
{
	(void)state;
	const struct application *first = test_file(&agency, "Otis Reed", true);
	const struct application *second = test_file(&agency, "Reed, Otis", false);
	const char *kept = first->customer.id, *other = second->customer.id;
	struct alike_view *rows;

	tell_of(kept, "1950-05-05", "(615) 555-0100");
	tell_of(other, "1950-05-05", "(615) 555-0101");
	int64_t before = customer_of(kept)->open_applications;
	assert_false(judge(&agency.eve, kept, other, true));
	assert_int_equal(alike(&agency.ana, kept, &rows), 1);
	assert_true(judge(&agency.ana, kept, other, true));
	assert_string_equal(customer_of(other)->id, kept);
	assert_int_equal(customer_of(kept)->open_applications, before + 1);
	const struct application *moved = test_read(&agency, &agency.sam, second->id);
	assert_string_equal(moved->customer.id, kept);
	assert_string_equal(moved->customer.name, "Otis Reed");
	assert_string_equal(moved->customer.case_number, first->customer.case_number);
	assert_int_equal(test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM application WHERE customer_id = '%s'", other)), 0);
	assert_int_equal(test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM notice WHERE customer_id = '%s'", other)), 0);
	/* The history is one, what was logged of the other included. */
	struct history_filter filter = { .customer_id = kept, .application_id = second->id };
	struct history_row *entries;
	size_t count = history_list(agency.store.db, &filter, 0, true, 50, &agency.arena, &entries);
	bool was_filed = false;
	for (size_t i = 0; i < count; i++)
		was_filed |= entries[i].type == EVENT_APPLICATION_FILED;
	assert_true(was_filed);
	assert_int_equal(alike(&agency.ana, kept, &rows), 0);
	/* A record cannot be merged with what it has become. */
	assert_false(judge(&agency.ana, kept, other, true));
	assert_string_equal(err.fields[0].code, "same");
}

static struct news
news_of(struct actor actor, const char *session_id)
{
	struct news news;

	actor.session_id = session_id;
	struct call call = test_call(&agency, &actor, -1);
	assert_true(agenda_news(&call, &news, &err));
	return news;
}

static bool
sit_down(struct call *call, const char *id, const char *worker_id)
{
	struct session_row row = { .id = id, .worker_id = worker_id, .ends_at_ms = call->now_ms + DAY_MS };

	sha256(row.token_hash, id, strlen(id));
	return session_add(call->txn, &row);
}

static bool
press_a_key(struct call *call, const char *id)
{
	uint8_t token_hash[SECRET_HASH_BYTES];

	sha256(token_hash, id, strlen(id));
	return session_touch(call->txn, token_hash);
}

static bool
happen(struct call *call, enum event_type type, const struct application *application, const char *actor_id)
{
	struct event event = { .type = type, .subject = { "application", application->id },
		               .application_id = application->id, .scope.customer_id = application->customer.id,
		               .actor = { .kind = AUTHOR_CUSTOMER, .id = actor_id, .name = actor_id } };

	return event_append(call->txn, &event, "{\"v\":1}");
}

#define HAPPENED(type_, application_, actor_id_)                                                  \
	assert_true(TEST_ACT(&agency, &agency.sam, -1, &err, happen(&call, type_, application_, actor_id_)))

static void
what_came_in_is_counted_from_where_i_left_off(void **state)
{
	(void)state;
	const struct application *mine = test_file(&agency, "Hoa Nguyen", true), *other = test_file(&agency, "Jo Fox", true);

	give(mine->id, "w_ana");
	give(other->id, "w_ben");
	HAPPENED(EVENT_DOCUMENT_RECEIVED, mine, "c_hoa");
	assert_true(TEST_ACT(&agency, &agency.ana, -1, &err, sit_down(&call, "s_1", "w_ana")));
	struct news news = news_of(agency.ana, "s_1");
	assert_int_equal(news.since_ms, 0);
	assert_int_equal(news.documents, 0);

	/* What comes while a key is still pressed was seen coming. */
	HAPPENED(EVENT_DOCUMENT_RECEIVED, mine, "c_hoa");
	agency.now_ms += 60 * 60 * 1000;
	assert_true(TEST_ACT(&agency, &agency.ana, -1, &err, press_a_key(&call, "s_1")));
	int64_t left_ms = agency.now_ms;
	agency.now_ms += 15 * 60 * 60 * 1000;
	HAPPENED(EVENT_DOCUMENT_RECEIVED, mine, "c_hoa");
	HAPPENED(EVENT_DOCUMENT_RECEIVED, mine, "w_ina");
	HAPPENED(EVENT_DOCUMENT_RECEIVED, mine, "w_ana");
	HAPPENED(EVENT_DOCUMENT_RECEIVED, other, "c_jo");
	HAPPENED(EVENT_NOTICE_BOUNCED, mine, "system");
	HAPPENED(EVENT_NOTICE_FAILED, mine, "system");
	HAPPENED(EVENT_NOTE_ADDED, mine, "w_ben");
	assert_true(TEST_ACT(&agency, &agency.ana, -1, &err, sit_down(&call, "s_2", "w_ana")));
	news = news_of(agency.ana, "s_2");
	assert_int_equal(news.since_ms, left_ms);
	assert_int_equal(news.documents, 2);
	assert_int_equal(news.bounces, 2);
	/* Typing does not move it: it is about the time away. */
	assert_true(TEST_ACT(&agency, &agency.ana, -1, &err, press_a_key(&call, "s_2")));
	assert_int_equal(news_of(agency.ana, "s_2").documents, 2);
	/* What was given to somebody else is no news of mine, nor is a foreign session's. */
	assert_int_equal(news_of(agency.ben, "s_2").since_ms, 0);
	give(mine->id, "w_ben");
	assert_int_equal(news_of(agency.ana, "s_2").documents, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_clear_expression_is_an_appeal_with_its_days),
		cmocka_unit_test(late_is_recorded_and_never_refused),
		cmocka_unit_test(what_came_in_is_counted_from_where_i_left_off),
		cmocka_unit_test(what_the_hearing_overturns_is_open_again),
		cmocka_unit_test(benefits_go_on_when_asked_for_in_time),
		cmocka_unit_test(the_applicant_withdraws_and_appeals_without_a_version),
		cmocka_unit_test(open_appeals_are_listed_for_who_may_see_them),
		cmocka_unit_test(a_reminder_goes_where_the_application_goes),
		cmocka_unit_test(anothers_own_reminder_is_not_there),
		cmocka_unit_test(asking_with_a_reminder_sets_one_for_the_day_after),
		cmocka_unit_test(a_reminder_needs_a_day_to_come_and_words),
		cmocka_unit_test(two_records_of_one_person_are_shown_and_nothing_is_done_by_itself),
		cmocka_unit_test(who_is_being_taken_in_is_compared_with_who_is_known),
		cmocka_unit_test(merged_records_are_one_and_both_ids_lead_there),
	};
	return cmocka_run_group_tests(tests, open_agency, close_agency);
}

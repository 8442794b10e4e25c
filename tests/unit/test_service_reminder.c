/* SPDX-License-Identifier: Apache-2.0
 *
 * Reminders that go where the application goes, and what came in meanwhile.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "server/service/agenda.h"
#include "server/service/application.h"
#include "server/service/application_file.h"
#include "server/service/document.h"
#include "server/service/missing.h"
#include "server/service/reminder.h"
#include "server/store/event_log.h"
#include "server/store/session.h"
#include "desk_fixture.h"

static struct err err;

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

	test_give(filed->id, "w_ana");
	const struct reminder *shared = remind(&agency.ana, filed->id, test_today() + 5, false);
	(void)remind(&agency.ana, filed->id, test_today() + 2, true);
	assert_int_equal(test_read(&agency, &agency.ana, filed->id)->remind_on, test_today() + 2);
	assert_int_equal(reminders_for(&agency.ana, filed->id), 2);
	assert_int_equal(reminders_for(&agency.ben, filed->id), 0);

	test_give(filed->id, "w_ben");
	/* Her own stays hers; the other is now his. */
	assert_int_equal(reminders_for(&agency.ana, filed->id), 1);
	assert_int_equal(reminders_for(&agency.ben, filed->id), 1);
	assert_int_equal(test_read(&agency, &agency.ben, filed->id)->remind_on, test_today() + 5);
	/* The legal clock is what it was. */
	assert_int_equal(test_read(&agency, &agency.ben, filed->id)->due_on, filed->due_on);

	assert_true(TEST_ACT(&agency, &agency.ben, -1, &err,
		reminder_end(&call, shared->id, &done, &err)));
	assert_true(done->done_at_ms > 0);
	assert_int_equal(test_read(&agency, &agency.ben, filed->id)->remind_on, DATE_NONE);
	assert_int_equal(reminders_for(&agency.ben, filed->id), 0);
	assert_int_equal(test_events_of("reminder.set", filed->id), 2);
	assert_int_equal(test_events_of("reminder.done", filed->id), 1);
}

static void
anothers_own_reminder_is_not_there(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Private Date", true);
	const struct reminder *own, *done;

	test_give(filed->id, "w_ana");
	own = remind(&agency.ben, filed->id, test_today() + 1, true);
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

	test_give(filed->id, "w_ana");
	request.items.at = &item;
	request.items.count = 1;
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
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
	struct reminder_request requests[] = { { test_today() - 1, "x", false }, { DATE_NONE, "x", false },
		                               { test_today() + 400, "x", false }, { test_today(), "", false } };

	for (size_t i = 0; i < countof(requests); i++) {
		assert_false(TEST_ACT(&agency, &agency.sam, -1, &err,
			reminder_set(&call, filed->id, &requests[i], &reminder, &err)));
		assert_int_equal(err.code, ERR_VALIDATION_FAILED);
	}
}

/* ---- what comes after it was closed ---- */

static void
send_document(const char *id, const char *bytes)
{
	const struct actor her = { .kind = ACTOR_CUSTOMER, .id = "c_her", .name = "Her", .application_id = id };
	struct document_upload upload = { .name = "lease.pdf", .bytes = bytes, .len = strlen(bytes) };
	struct documents sent;

	document_measure(&upload);
	if (!TEST_ACT(&agency, &her, -1, &err, document_file(&call, id, NULL, &upload, 1, &sent, &err)))
		fail_msg("%s %s", err.detail, err.fields[0].detail);
}

static const struct reminder *
first_reminder_of(const char *id)
{
	struct call reading = test_call(&agency, &agency.ana, -1);
	struct reminder *rows;
	size_t count;

	assert_true(reminders_of(&reading, id, &rows, &count, &err));
	for (size_t i = 0; i < count; i++)
		if (!rows[i].done_at_ms)
			return &rows[i];
	fail_msg("%s", "nobody is reminded");
	return NULL;
}

static void
what_comes_after_a_denial_is_on_its_worker_s_agenda(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Proof Comes Late", true);
	const struct reminder *done;

	test_put(filed->id, APPLICATION_IN_REVIEW, "w_ana");
	send_document(filed->id, "%PDF-1.4 a\n");
	assert_int_equal(reminders_for(&agency.ana, filed->id), 0); /* the queue shows it */

	test_put(filed->id, APPLICATION_DENIED, "w_ana");
	send_document(filed->id, "%PDF-1.4 b\n");
	assert_int_equal(reminders_for(&agency.ana, filed->id), 1);
	const struct reminder *reminder = first_reminder_of(filed->id);
	assert_int_equal(reminder->on, test_today());
	/* What its sender calls a file is not said in the worker's list. */
	assert_string_equal(reminder->text, "Came after it was closed");
	/* Page after page is one thing to look at, until it was looked at. */
	send_document(filed->id, "%PDF-1.4 c\n");
	assert_int_equal(reminders_for(&agency.ana, filed->id), 1);
	assert_true(TEST_ACT(&agency, &agency.ana, -1, &err, reminder_end(&call, reminder->id, &done, &err)));
	send_document(filed->id, "%PDF-1.4 d\n");
	assert_int_equal(reminders_for(&agency.ana, filed->id), 1);
}

static void
what_nobody_here_has_comes_before_who_leads_the_team(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Nobody Has It", true);
	const struct reminder *done;
	struct reminder *rows;
	size_t count;

	test_put(filed->id, APPLICATION_DENIED, "");
	send_document(filed->id, "%PDF-1.4 e\n");
	assert_int_equal(reminders_for(&agency.ana, filed->id), 0);
	assert_int_equal(reminders_for(&agency.sam, filed->id), 1);
	/* Once is enough, and she ends it. */
	send_document(filed->id, "%PDF-1.4 f\n");
	assert_int_equal(reminders_for(&agency.sam, filed->id), 1);
	struct call reading = test_call(&agency, &agency.sam, -1);
	assert_true(reminders_of(&reading, filed->id, &rows, &count, &err));
	assert_true(TEST_ACT(&agency, &agency.sam, -1, &err, reminder_end(&call, rows[0].id, &done, &err)));
	assert_int_equal(reminders_for(&agency.sam, filed->id), 0);

	/* Who has left is not reminded. */
	filed = test_file(&agency, "Has Left", true);
	test_put(filed->id, APPLICATION_DENIED, "w_ana");
	test_store_exec(&agency.store, "UPDATE worker SET active = 0 WHERE id = 'w_ana'");
	send_document(filed->id, "%PDF-1.4 g\n");
	test_store_exec(&agency.store, "UPDATE worker SET active = 1 WHERE id = 'w_ana'");
	assert_int_equal(reminders_for(&agency.ana, filed->id), 0);
	assert_int_equal(reminders_for(&agency.sam, filed->id), 1);
}

/* ---- what the log has of a change ---- */

static bool
look_and_accept(struct call *call, const char *id)
{
	struct application_file file;
	bool ok = application_open(call, id, &file, &err);

	if (ok) {
		plan_event(&file, EVENT_DOCUMENT_VIEWED);
		file.items[0].state = ITEM_ACCEPTED;
		file_item_changed(&file, &file.items[0]);
		file.changed = "missing";
		plan_event(&file, EVENT_VERIFICATION_CHANGED);
		ok = application_commit(call, &file, &err);
	}
	application_close(&file);
	return ok;
}

/* Whoever makes an application from the log again reads no looks: none carries a change. */
static void
a_change_beside_a_look_is_not_in_the_look(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Looked And Accepted", true);
	struct db *db = agency.store.db;
	int64_t look, change;

	assert_true(TEST_ACT(&agency, &agency.sam, -1, &err, look_and_accept(&call, filed->id)));
	look = test_store_int(&agency.store, "SELECT max(seq) FROM event WHERE type = 'document.viewed'");
	change = test_store_int(&agency.store, "SELECT max(seq) FROM event WHERE type = 'verification.changed'");
	assert_null(strstr(event_payload(db, look, &agency.arena), "\"record\""));
	assert_non_null(strstr(event_payload(db, change, &agency.arena), "\"state\":\"accepted\""));
}

/* ---- one person, two records ---- */

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

	test_give(mine->id, "w_ana");
	test_give(other->id, "w_ben");
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
	test_give(mine->id, "w_ben");
	assert_int_equal(news_of(agency.ana, "s_2").documents, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_came_in_is_counted_from_where_i_left_off),
		cmocka_unit_test(a_reminder_goes_where_the_application_goes),
		cmocka_unit_test(what_comes_after_a_denial_is_on_its_worker_s_agenda),
		cmocka_unit_test(what_nobody_here_has_comes_before_who_leads_the_team),
		cmocka_unit_test(a_change_beside_a_look_is_not_in_the_look),
		cmocka_unit_test(anothers_own_reminder_is_not_there),
		cmocka_unit_test(asking_with_a_reminder_sets_one_for_the_day_after),
		cmocka_unit_test(a_reminder_needs_a_day_to_come_and_words),
	};
	return cmocka_run_group_tests(tests, test_desk_open, test_desk_close);
}

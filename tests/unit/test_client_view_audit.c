/* SPDX-License-Identifier: Apache-2.0
 *
 * The auditor's screens: who saw a record, what a worker saw, a record as it
 * was, the proof of the log; and that nobody else comes to them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "client_begin.h"

#include "base/str.h"

#define LOOK(seq, at, type, worker, name, more) \
	"{\"seq\":" seq ",\"at\":\"" at "\",\"type\":\"" type "\",\"worker\":{\"id\":\"" worker \
	"\",\"name\":\"" name "\"}" more "}"
#define OF_HOA ",\"customer\":{\"id\":\"c_0\",\"name\":\"Nguyen Thi Hoa\"},\"application_id\":\"a_0\""

static const char looks[] =
	"{\"items\":["
	LOOK("98", "2025-11-21T20:30:00Z", "ssn.revealed", "w_ben", "Ben Carter",
	     OF_HOA ",\"text\":\"wage match\"") ","
	LOOK("90", "2025-11-20T15:12:00Z", "record.viewed", "w_ben", "Ben Carter", OF_HOA) ","
	LOOK("71", "2025-11-18T15:12:00Z", "document.viewed", "w_ana", "Ana Ruiz",
	     OF_HOA ",\"text\":\"Pay stub, Acme Foods\"") "]," LIST_END;

static const char looks_of_ben[] =
	"{\"items\":["
	LOOK("98", "2025-11-21T20:30:00Z", "ssn.revealed", "w_ben", "Ben Carter",
	     OF_HOA ",\"text\":\"wage match\"") ","
	LOOK("97", "2025-11-21T20:29:00Z", "search.done", "w_ben", "Ben Carter",
	     ",\"text\":\"hoa nguyen\"") ","
	LOOK("95", "2025-11-21T20:01:00Z", "record.viewed", "w_ben", "Ben Carter",
	     ",\"customer\":{\"id\":\"c_5\",\"name\":\"Okafor, Chidi\"}") "]," LIST_END;

static const char application[] =
	"{\"id\":\"a_0\",\"version\":7,\"number\":\"A-26-000412\","
	"\"program\":{\"id\":\"snap\",\"version\":1,\"name\":\"SNAP\"},"
	"\"customer\":{\"id\":\"c_0\",\"name\":\"Nguyen Thi Hoa\"},\"status\":\"denied\","
	"\"filed_on\":\"2025-11-12\",\"county\":\"Davidson\",\"missing\":["
	"{\"id\":\"i_2\",\"requirement\":\"earned_income\",\"label\":\"Pay stub, Acme Foods\","
	"\"state\":\"accepted\"}]}";

/* As it was after entry 60, and after 40 before it. */
#define RECORD(status, assignee, proof) \
	"\"record\":{\"number\":\"A-26-000412\",\"status\":\"" status "\",\"assignee_id\":\"" assignee \
	"\",\"team_id\":\"t_1\",\"county\":\"Davidson\",\"channel\":\"web\",\"language\":\"vi\"," \
	"\"expedited\":true,\"sealed\":false,\"filed_on\":\"2025-11-12\",\"due_on\":\"2025-11-19\"," \
	"\"answers\":{\"cash\":{\"amount\":\"40.00\",\"currency\":\"USD\"}}," \
	"\"items\":{\"i_2\":{\"requirement\":\"earned_income\",\"state\":\"" proof \
	"\",\"due_on\":\"2025-11-27\",\"received_at\":\"\"}}}"

static const char after_60[] =
	"{\"application_id\":\"a_0\",\"seq\":60,\"at\":\"2025-11-17T15:00:00Z\",\"type\":\"missing.asked\","
	"\"actor_name\":\"Ana Ruiz\",\"summary\":\"Asked for Pay stub, due 27 Nov\",\"previous_seq\":40,"
	"\"assignee\":{\"id\":\"w_ana\",\"name\":\"Ana Ruiz\"},\"changed\":[\"items\",\"status\"],"
	"\"not_recorded\":[],\"erased\":0," RECORD("pended", "w_ana", "requested") "}";

static const char after_40[] =
	"{\"application_id\":\"a_0\",\"seq\":40,\"at\":\"2025-11-13T15:00:00Z\",\"type\":\"application.claimed\","
	"\"actor_name\":\"Ana Ruiz\",\"summary\":\"Taken by Ana Ruiz\",\"team_name\":\"East\",\"next_seq\":60,"
	"\"assignee\":{\"id\":\"w_ana\",\"name\":\"Ana Ruiz\"},\"changed\":[\"assignee_id\",\"status\"],"
	"\"not_recorded\":[\"county\",\"decision_maker_id\"],\"erased\":1," RECORD("in_review", "w_ana", "unmet") "}";

static void
begin(const char *role)
{
	struct buf session = BUF_INIT(2000);

	buf_printf(&session,
	           "{\"token\":\"tok\",\"expires_at\":\"2025-11-22T03:00:00Z\",\"idle_timeout_s\":1800,"
	           "\"journal_key\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\","
	           "\"worker\":{\"id\":\"w_ada\",\"version\":1,\"username\":\"ada\",\"name\":\"Ada Nwosu\","
	           "\"roles\":[\"%s\"],\"team_ids\":[]}}", role);
	fake_begin_as("ada", session.data);
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200, fake_applications(&fake, 0, 3, 3));
	buf_done(&session);
}

static int
start(void **state)
{
	(void)state;
	fake_start(&fake, 24, 80);
	begin("auditor");
	return 0;
}

static int
start_caseworker(void **state)
{
	(void)state;
	fake_start(&fake, 24, 80);
	begin("caseworker");
	return 0;
}

/* ---- who saw what ---- */

static void
who_saw_a_record_leads_to_what_a_worker_saw(void **state)
{
	(void)state;
	fake_command("audit");
	fake_reply(&fake, "GET /v1/audit/access?application=a_0", 200, looks);
	fake_screen(&fake, "audit-who-saw");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/audit/access?worker=w_ben", 200, looks_of_ben);
	fake_screen(&fake, "audit-worker-saw");
	fake_keys(&fake, "j Enter");
	assert_true(fake_shows(&fake, "A search opened nothing"));
	fake_wait(&fake, 1500);
	fake_keys(&fake, "j Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/customers/c_5"));
}

static void
looks_at_whatever_is_the_customers_are_there_too(void **state)
{
	(void)state;
	fake_command("audit");
	fake_reply(&fake, "GET /v1/audit/access?application=a_0", 200, looks);
	fake_keys(&fake, "f w");
	fake_reply(&fake, "GET /v1/audit/access?customer=c_0", 200, looks);
	assert_true(fake_shows(&fake, "whatever is the customer's"));
	fake_keys(&fake, "/");
	fake_type(&fake, "acme");
	fake_keys(&fake, "Enter");
	assert_true(str_starts(fake_line(&fake, 4), ">18 Nov"));
	fake_keys(&fake, "/");
	fake_type(&fake, "nobody");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "Not among the rows at hand: nobody."));
}

static void
what_may_not_be_seen_is_not_there(void **state)
{
	(void)state;
	fake_command("audit");
	fake_reply(&fake, "GET /v1/audit/access?application=a_0", 404, "{\"code\":\"not_found\",\"status\":404}");
	assert_true(fake_shows(&fake, "There is nothing here by that name that you may see."));
}

static void
a_worker_is_found_by_parts_of_the_name(void **state)
{
	(void)state;
	fake_command("what-worker-saw");
	fake_reply(&fake, "GET /v1/workers", 200,
	           "{\"items\":[{\"id\":\"w_ana\",\"username\":\"ana\",\"name\":\"Ana Ruiz\","
	           "\"roles\":[\"caseworker\"]},{\"id\":\"w_ben\",\"username\":\"ben\",\"name\":\"Ben Carter\","
	           "\"roles\":[\"caseworker\",\"intake\"]},{\"id\":\"w_sam\",\"username\":\"sam\","
	           "\"name\":\"Sam Whitfield\",\"roles\":[\"supervisor\"]}]," LIST_END);
	fake_screen(&fake, "audit-workers");
	fake_type(&fake, "cart be");
	assert_false(fake_shows(&fake, "Ana Ruiz"));
	fake_keys(&fake, "Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/audit/access?worker=w_ben"));
	assert_true(fake_shows(&fake, "What Ben Carter saw"));
}

static void
a_worker_is_found_where_anything_is(void **state)
{
	(void)state;
	fake_keys(&fake, "^T");
	fake_reply(&fake, "GET /v1/workers", 200,
	           "{\"items\":[{\"id\":\"w_ana\",\"username\":\"ana\",\"name\":\"Ana Ruiz\"},"
	           "{\"id\":\"w_ben\",\"username\":\"ben\",\"name\":\"Ben Carter\"}]," LIST_END);
	assert_false(fake_shows(&fake, "Ana Ruiz"));
	fake_type(&fake, "ruiz");
	assert_true(fake_shows(&fake, "Ana Ruiz  what this worker saw"));
	fake_keys(&fake, "Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/audit/access?worker=w_ana"));
}

static void
everybody_of_a_large_agency_is_found(void **state)
{
	struct buf body = BUF_INIT(1024 * 1024);

	(void)state;
	fake_command("what-worker-saw");
	buf_puts(&body, "{\"items\":[");
	for (int i = 1; i <= 4000; i++)
		buf_printf(&body, "%s{\"id\":\"w_%d\",\"username\":\"u%d\",\"name\":\"Worker %05d\"}", i > 1 ? "," : "", i, i, i);
	buf_puts(&body, "]," LIST_END);
	fake_reply(&fake, "GET /v1/workers", 200, body.data);
	assert_true(fake_shows(&fake, "1 of 4000"));
	fake_keys(&fake, "End");
	fake_type(&fake, "04000");
	assert_true(fake_shows(&fake, "1 of 1"));
	fake_keys(&fake, "Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/audit/access?worker=w_4000"));
	buf_done(&body);
}

/* ---- as it was ---- */

static void
open_as_it_was(void)
{
	fake_command("as-it-was");
	fake_reply(&fake, "GET /v1/applications/a_0", 200, application);
	fake_reply(&fake, "GET /v1/audit/applications/a_0", 200, after_60);
	fake_reply(&fake, "GET /v1/programs/snap", 200, fake_program("snap"));
	fake_reply(&fake, "GET /v1/applications/a_0/decisions", 200, "{\"items\":[]," LIST_END);
}

static void
a_record_is_stepped_through_entry_by_entry(void **state)
{
	(void)state;
	open_as_it_was();
	assert_true(fake_shows(&fake, "AS IT IS since 17 Nov 09:00, after its newest entry"));
	fake_keys(&fake, "]");
	assert_true(fake_shows(&fake, "This is its newest entry"));
	fake_wait(&fake, 5000);
	fake_keys(&fake, "[");
	fake_reply(&fake, "GET /v1/audit/applications/a_0?seq=40", 200, after_40);
	fake_screen(&fake, "as-it-was");
	fake_resize(&fake, 15, 60);
	fake_screen(&fake, "as-it-was-60x15");
	fake_resize(&fake, 24, 80);
	fake_keys(&fake, "[");
	assert_true(fake_shows(&fake, "This is its first entry"));
	assert_false(fake_was_asked(&fake, "GET /v1/audit/applications/a_0"));
	fake_keys(&fake, "]");
	fake_reply(&fake, "GET /v1/audit/applications/a_0?seq=60", 200, after_60);
	assert_true(fake_shows(&fake, "AS IT IS"));
}

static void
an_entry_of_the_history_leads_to_that_moment(void **state)
{
	(void)state;
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/applications/a_0", 200, application);
	fake_keys(&fake, "5");
	fake_reply(&fake, "GET /v1/customers/c_0/history", 200,
	           "{\"items\":[{\"seq\":60,\"at\":\"2025-11-17T15:00:00Z\",\"kind\":\"status\","
	           "\"summary\":\"Asked\",\"actor\":{\"kind\":\"system\"}},{\"seq\":40,"
	           "\"at\":\"2025-11-13T15:00:00Z\",\"kind\":\"assignment\",\"summary\":\"Taken\","
	           "\"actor\":{\"kind\":\"system\"}}]," LIST_END);
	fake_keys(&fake, "j");
	fake_command("as-it-was");
	fake_reply(&fake, "GET /v1/audit/applications/a_0?seq=40", 200, after_40);
	assert_true(fake_shows(&fake, "AS IT WAS 13 Nov 09:00, before entry 60"));
	fake_command("audit");
	assert_true(fake_was_asked(&fake, "GET /v1/audit/access?application=a_0"));
}

static void
what_goes_out_of_sight_leaves_the_screen(void **state)
{
	(void)state;
	open_as_it_was();
	fake_event(&fake, 101, "application.updated", "application", "a_0");
	fake_reply(&fake, "GET /v1/applications/a_0", 404, "{\"code\":\"not_found\",\"status\":404}");
	assert_false(fake_shows(&fake, "Ana Ruiz"));
	assert_false(fake_shows(&fake, "Nguyen Thi Hoa"));
	assert_true(fake_shows(&fake, "The log tells of no such application that you may see."));
}

/* Nothing of the record can be changed from here. */
static void
its_decision_is_told_by_what_it_was(void **state)
{
	(void)state;
	fake_command("as-it-was");
	fake_reply(&fake, "GET /v1/applications/a_0", 200, application);
	fake_reply(&fake, "GET /v1/audit/applications/a_0", 200,
	           "{\"application_id\":\"a_0\",\"seq\":60,\"at\":\"2025-11-17T15:00:00Z\",\"type\":\"decision.issued\","
	           "\"previous_seq\":40,\"changed\":[\"decision_id\"],\"not_recorded\":[],\"erased\":0,"
	           "\"record\":{\"status\":\"denied\",\"county\":\"Davidson\",\"decision_id\":\"d_9\",\"items\":{\"i_2\":"
	           "{\"requirement\":\"earned_income\",\"state\":\"received\",\"received_at\":\"2025-11-16T14:22:00Z\"}}}}");
	/* As on the record: that it came is said once. */
	assert_true(fake_shows(&fake, "Pay stub, Acme Foods: came, look at it (16 Nov 08:22)"));
	assert_true(fake_shows(&fake, "d_9"));
	fake_reply(&fake, "GET /v1/applications/a_0/decisions", 200,
	           "{\"items\":[{\"id\":\"d_9\",\"version\":1,\"application_id\":\"a_0\",\"application_version\":7,"
	           "\"outcome\":\"denied\",\"state\":\"issued\",\"reasons\":[],\"amounts\":[],"
	           "\"decided_at\":\"2025-11-17T15:00:00Z\",\"decided_by\":{\"id\":\"w_ben\",\"name\":\"Ben Carter\"}}]," LIST_END);
	assert_true(fake_shows(&fake, "Denied 17 Nov by Ben Carter"));
	assert_false(fake_shows(&fake, "d_9"));
}

static void
a_record_as_it_was_takes_no_act(void **state)
{
	(void)state;
	open_as_it_was();
	fake_keys(&fake, "D W C M");
	assert_true(fake_shows(&fake, "AS IT IS"));
	assert_false(fake_was_asked(&fake, "POST"));
}

static void
a_moment_is_a_day_a_minute_or_an_entry(void **state)
{
	static const struct {
		const char *typed, *asked;
	} moments[] = {
		{ "2025-11-13", "GET /v1/audit/applications/a_0?at=2025-11-14T05%3A59%3A59Z" },
		{ "2025-11-13 09:00", "GET /v1/audit/applications/a_0?at=2025-11-13T15%3A00%3A59Z" },
		/* After the clocks went back that day. */
		{ "2025-11-02 09:00", "GET /v1/audit/applications/a_0?at=2025-11-02T15%3A00%3A59Z" },
		{ "40", "GET /v1/audit/applications/a_0?seq=40" },
	};

	(void)state;
	open_as_it_was();
	for (size_t i = 0; i < countof(moments); i++) {
		fake_keys(&fake, "t");
		fake_type(&fake, moments[i].typed);
		fake_keys(&fake, "Enter");
		fake_reply(&fake, moments[i].asked, 200, after_40);
	}
	fake_keys(&fake, "t");
	fake_type(&fake, "yesterday");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "A moment is like"));
	fake_wait(&fake, 1500);
	fake_keys(&fake, "t");
	fake_type(&fake, "2001-01-01");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/audit/applications/a_0?at=2001", 404,
	           "{\"code\":\"not_found\",\"status\":404}");
	assert_true(fake_shows(&fake, "It was not there yet at that moment."));
	assert_true(fake_shows(&fake, "before entry 60"));
}

/* ---- the proof ---- */

#define PROOF(state, more) "{\"state\":\"" state "\"," more "}"
#define BEGUN "\"total\":1000,\"started_at\":\"2025-11-21T21:00:00Z\",\"started_by\":\"Ada Nwosu\""

static void
open_proof(void)
{
	fake_command("prove-log");
	fake_reply(&fake, "GET /v1/audit/verification", 200, PROOF("none", "\"checked\":0,\"total\":0"));
	fake_reply(&fake, "GET /v1/audit/checkpoint", 200,
	           "{\"count\":990,\"at\":\"2025-11-21T20:59:00Z\",\"note\":\"n\",\"key\":\"agency+1a2b+abc\"}");
	assert_true(fake_shows(&fake, "NOT PROVED since the server was started"));
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "POST /v1/audit/verification", 200, PROOF("running", "\"checked\":0," BEGUN));
	fake_reply(&fake, "GET /v1/audit/verification", 200, PROOF("running", "\"checked\":410," BEGUN));
}

static void
the_proof_shows_how_far_it_is_and_ends_with_a_word(void **state)
{
	(void)state;
	open_proof();
	fake_screen(&fake, "audit-proof-running");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "It runs already"));
	assert_false(fake_was_asked(&fake, "POST /v1/audit/verification"));
	fake_wait(&fake, 600);
	fake_reply(&fake, "GET /v1/audit/verification", 200,
	           PROOF("whole", "\"checked\":1003,\"erased\":2,\"decisions\":31,"
	                          "\"ended_at\":\"2025-11-21T21:00:09Z\"," BEGUN));
	assert_true(fake_shows(&fake, "WHOLE: every entry is as it was written"));
	assert_true(fake_shows(&fake, "the texts of 2 entries, by law"));
	fake_wait(&fake, 5000);
	assert_false(fake_was_asked(&fake, "GET /v1/audit/verification"));
}

static void
what_is_broken_is_named(void **state)
{
	(void)state;
	open_proof();
	fake_wait(&fake, 600);
	fake_reply(&fake, "GET /v1/audit/verification", 200,
	           PROOF("broken", "\"checked\":410,\"broken_seq\":411,\"broken_until\":420,"
	                           "\"finding\":\"It was changed after it was written.\"," BEGUN));
	fake_screen(&fake, "audit-proof-broken");
}

/* ---- for auditors alone ---- */

static void
others_are_told_that_it_is_the_auditors(void **state)
{
	static const char *const names[] = { "audit", "what-worker-saw", "as-it-was", "prove-log" };

	(void)state;
	for (size_t i = 0; i < countof(names); i++) {
		fake_command(names[i]);
		assert_true(fake_shows(&fake, "Only auditors read who saw what, and prove the log."));
		assert_false(fake_was_asked(&fake, "GET /v1/audit"));
		assert_false(fake_was_asked(&fake, "GET /v1/workers"));
		fake_wait(&fake, 5000);
	}
}

static void
help_lists_them(void **state)
{
	(void)state;
	fake_keys(&fake, "?");
	fake_keys(&fake, "/");
	fake_type(&fake, "who saw");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "audit"));
}

/* From here on in Spanish, by the catalogue that was built. */
static int
speak_spanish(void **state)
{
	fake_speak_spanish();
	return start(state);
}

static void
all_of_it_is_said_in_spanish(void **state)
{
	(void)state;
	open_as_it_was();
	fake_keys(&fake, "[");
	fake_reply(&fake, "GET /v1/audit/applications/a_0?seq=40", 200, after_40);
	fake_screen(&fake, "as-it-was-es");
}

#define AS_AUDITOR(test) cmocka_unit_test_setup_teardown(test, start, fake_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		AS_AUDITOR(who_saw_a_record_leads_to_what_a_worker_saw),
		AS_AUDITOR(looks_at_whatever_is_the_customers_are_there_too),
		AS_AUDITOR(what_may_not_be_seen_is_not_there),
		AS_AUDITOR(a_worker_is_found_by_parts_of_the_name),
		AS_AUDITOR(everybody_of_a_large_agency_is_found),
		AS_AUDITOR(a_worker_is_found_where_anything_is),
		AS_AUDITOR(a_record_is_stepped_through_entry_by_entry),
		AS_AUDITOR(an_entry_of_the_history_leads_to_that_moment),
		AS_AUDITOR(what_goes_out_of_sight_leaves_the_screen),
		AS_AUDITOR(its_decision_is_told_by_what_it_was),
		AS_AUDITOR(a_record_as_it_was_takes_no_act),
		AS_AUDITOR(a_moment_is_a_day_a_minute_or_an_entry),
		AS_AUDITOR(the_proof_shows_how_far_it_is_and_ends_with_a_word),
		AS_AUDITOR(what_is_broken_is_named),
		AS_AUDITOR(help_lists_them),
		cmocka_unit_test_setup_teardown(others_are_told_that_it_is_the_auditors,
		                                start_caseworker, fake_close),
		cmocka_unit_test_setup_teardown(all_of_it_is_said_in_spanish, speak_spanish, fake_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

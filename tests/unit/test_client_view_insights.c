/* SPDX-License-Identifier: Apache-2.0
 *
 * Insights as they look: sums, trends and gaps of a period, what is behind
 * them, and their way into a file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "client_begin.h"

#include "base/str.h"

#define HEAD(report) "{\"report\":\"" report "\",\"from\":\"2025-11-01\",\"to\":\"2025-11-21\",\"target_days\":3," \
	"\"as_of_seq\":100,\"as_of\":\"2025-11-21T20:02:07Z\",\"figures\":["
#define OF_ALL(name, unit, value) "{\"name\":\"" name "\",\"unit\":\"" unit "\",\"value\":\"" value "\"}"
#define OF(group, key, name, unit, value, more) \
	"{\"group\":\"" group "\",\"key\":\"" key "\",\"name\":\"" name "\",\"unit\":\"" unit "\",\"value\":" value more "}"
#define OPEN(name, value, list) \
	"{\"name\":\"" name "\",\"unit\":\"count\",\"value\":\"" value "\",\"list\":\"" list "\"}"

static const char timeliness[] = HEAD("timeliness")
	OF_ALL("decided", "count", "1204") "," OF_ALL("median_days", "days", "3.1") "," OF_ALL("p90_days", "days", "9.0") ","
	OF_ALL("legal_clock", "percent", "97.8") "," OF_ALL("service_target", "percent", "61.0") ","
	OF("program", "snap", "decided", "count", "\"800\"", ",\"label\":\"SNAP\"") ","
	OF("program", "snap", "median_days", "days", "\"2.5\"", "") ","
	OF("day", "2025-11-19", "filed", "count", "\"10\"", "") "," OF("day", "2025-11-20", "filed", "count", "\"0\"", "") ","
	OF("day", "2025-11-21", "filed", "count", "\"80\"", "") ","
	OF("day", "2025-11-19", "decided", "count", "\"1\"", "") "," OF("day", "2025-11-20", "decided", "count", "\"40\"", "")
	"]}";
static const char caseload[] = HEAD("caseload")
	OPEN("open", "4311", "") "," OPEN("unassigned", "12", "assignee=none") "," OPEN("overdue", "88", "clock=overdue") ","
	OF("age", "0-3", "open", "count", "\"1902\"", ",\"list\":\"filed_after=2025-11-17\"") ","
	OF("status", "pended", "open", "count", "\"310\"", ",\"list\":\"status=pended\"") ","
	OF("missing", "snap pay_stubs", "pended", "count", "\"101\"", ",\"label\":\"Pay stub\"") "]}";
static const char channels[] = HEAD("channels")
	OF_ALL("chats", "count", "812") "," OF_ALL("outside_hours", "percent", "33.0") "," OF_ALL("bot", "percent", "58.0") ","
	OF_ALL("person", "percent", "29.0") "," OF_ALL("left", "percent", "13.0") "," OF_ALL("waiting", "percent", "0.0") ","
	OF("hour", "00", "chats", "count", "\"5\"", "") "," OF("hour", "01", "chats", "count", "\"40\"", "") "]}";
static const char feedback[] = HEAD("feedback")
	OF_ALL("answers", "count", "57") "," OF_ALL("score", "score", "4.2") "]}";
static const char decisions[] = HEAD("decisions")
	OF_ALL("approved", "count", "900") "," OF_ALL("denied", "count", "304") "," OF_ALL("second_person", "count", "41") ","
	OF_ALL("returned", "count", "3") "," OF_ALL("superseding", "count", "2") ","
	OF("reason", "snap D07", "denied", "count", "\"200\"", ",\"label\":\"Your income is more than the limit.\"") "]}";
static const char fairness[] = HEAD("fairness")
	OF_ALL("decided", "count", "1204") ","
	OF("county", "Shelby", "decided", "count", "\"300\"", "") ","
	OF("county", "Shelby", "median_days", "days", "\"7.2\"", ",\"against\":\"3.1\",\"gap\":true") ","
	OF("language", "ar", "decided", "count", "\"44\"", "") ","
	OF("language", "ar", "denied", "percent", "\"40.0\"", ",\"against\":\"22.5\",\"gap\":true") ","
	OF("disability", "no", "decided", "count", "\"700\"", "") ","
	OF("disability", "yes", "decided", "count", "\"190\"", "") ","
	OF("disability", "yes", "median_days", "days", "\"5.0\"", ",\"against\":\"3.0\",\"gap\":true") ","
	OF("language", "vi", "decided", "count", "null", ",\"hidden\":true") ","
	OF("language", "vi", "median_days", "days", "null", ",\"hidden\":true") "]}";

static const char quality[] = HEAD("quality")
	OF_ALL("drawn", "count", "61") "," OF_ALL("waiting", "count", "9") "," OF_ALL("reviewed", "count", "52") ","
	OF_ALL("errors", "count", "4") "," OF_ALL("error_rate", "percent", "7.7") "," OF_ALL("corrected", "count", "3") ","
	OF("program", "snap", "errors", "count", "\"4\"", "") ","
	OF("program", "snap", "error_rate", "percent", "\"9.1\"", ",\"label\":\"SNAP\"") ","
	OF("kind", "proof", "errors", "count", "\"3\"", "") "," OF("kind", "proof", "error_rate", "percent", "\"5.8\"", "") ","
	OF("kind", "fact", "error_rate", "percent", "\"0.0\"", "") "]}";

static int
start(void **state)
{
	struct buf session = BUF_INIT(2000);

	(void)state;
	fake_start(&fake, 24, 80);
	buf_puts(&session, "{\"token\":\"t\",\"expires_at\":\"2025-11-22T03:00:00Z\",\"idle_timeout_s\":1800,"
	                   "\"journal_key\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"worker\":{\"id\":\"w_ada\","
	                   "\"username\":\"ada\",\"name\":\"Ada\",\"roles\":[\"auditor\"],\"team_ids\":[]}}");
	fake_begin_as("ada", session.data);
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200, fake_applications(&fake, 0, 0, 0));
	buf_done(&session);
	return 0;
}

static void
answer_all(void)
{
	fake_reply(&fake, "GET /v1/reports/timeliness", 200, timeliness);
	fake_reply(&fake, "GET /v1/reports/caseload", 200, caseload);
	fake_reply(&fake, "GET /v1/reports/channels", 200, channels);
	fake_reply(&fake, "GET /v1/reports/feedback", 200, feedback);
	fake_reply(&fake, "GET /v1/reports/decisions", 200, decisions);
	fake_reply(&fake, "GET /v1/reports/fairness", 200, fairness);
	fake_reply(&fake, "GET /v1/reports/quality", 200, quality);
}

static void
open_insights(void)
{
	fake_keys(&fake, "7");
	assert_true(fake_was_asked(&fake, "GET /v1/reports/timeliness?from=2025-11-01&to=2025-11-21"));
	answer_all();
}

static void
the_numbers_of_a_month_fit_one_screen(void **state)
{
	(void)state;
	open_insights();
	fake_screen(&fake, "insights");
	fake_resize(&fake, 15, 60);
	fake_screen(&fake, "insights-60x15");
	fake_resize(&fake, 40, 120);
	fake_screen(&fake, "insights-120x40");
}

static void
a_hidden_count_is_nowhere(void **state)
{
	(void)state;
	open_insights();
	assert_true(fake_shows(&fake, "1 group is hidden"));
	assert_false(fake_shows(&fake, "Vietnamese"));
	assert_true(fake_shows(&fake, "! Shelby: median 7.2d, all others 3.1d (n 300)"));
	assert_true(fake_shows(&fake, "! Arabic: 40.0% denied, all others 22.5% (n 44)"));
}

/* What came of few is said to be hidden: no dashes to be read as none, no days, no reason. */
static void
what_came_of_few_is_said_to_be_hidden(void **state)
{
	static const char few_times[] = HEAD("timeliness")
		OF_ALL("decided", "count", "60") ","
		OF("program", "tornado-relief", "decided", "count", "null", ",\"label\":\"Tornado relief\",\"hidden\":true") ","
		OF("program", "tornado-relief", "median_days", "days", "null", ",\"hidden\":true") ","
		OF("day", "2025-11-19", "filed", "count", "\"10\"", "") ","
		OF("day", "2025-11-19", "decided", "count", "null", ",\"hidden\":true") "]}";
	static const char few_decisions[] = HEAD("decisions")
		"{\"name\":\"denied\",\"unit\":\"count\",\"value\":null,\"hidden\":true},"
		OF("reason", "snap D07", "denied", "count", "null", ",\"label\":\"Your income\",\"hidden\":true") "]}";

	(void)state;
	fake_resize(&fake, 50, 120);
	fake_keys(&fake, "7");
	fake_reply(&fake, "GET /v1/reports/timeliness", 200, few_times);
	fake_reply(&fake, "GET /v1/reports/caseload", 200, caseload);
	fake_reply(&fake, "GET /v1/reports/channels", 200, channels);
	fake_reply(&fake, "GET /v1/reports/feedback", 200, feedback);
	fake_reply(&fake, "GET /v1/reports/decisions", 200, few_decisions);
	fake_reply(&fake, "GET /v1/reports/fairness", 200, fairness);
	fake_reply(&fake, "GET /v1/reports/quality", 200, quality);
	assert_true(fake_shows(&fake, "-  hidden: fewer than 11 people, or it would tell of them  Tornado relief"));
	assert_true(fake_shows(&fake, "- approved, - denied"));
	assert_false(fake_shows(&fake, "decided a day"));
	assert_false(fake_shows(&fake, "Your income"));
	assert_false(fake_shows(&fake, "(null)"));
}

static void
left_and_right_go_from_month_to_month(void **state)
{
	(void)state;
	open_insights();
	fake_keys(&fake, "Right");
	assert_true(fake_shows(&fake, "the month we are in"));
	assert_false(fake_was_asked(&fake, "GET /v1/reports"));
	fake_keys(&fake, "Left");
	assert_true(fake_was_asked(&fake, "GET /v1/reports/timeliness?from=2025-10-01&to=2025-10-31"));
	/* Nothing of the other month stays on the screen. */
	assert_false(fake_shows(&fake, "1204"));
	fake_keys(&fake, "Right");
	assert_true(fake_was_asked(&fake, "GET /v1/reports/timeliness?from=2025-11-01&to=2025-11-21"));
}

static void
enter_leads_to_the_applications_or_into_a_part(void **state)
{
	(void)state;
	open_insights();
	fake_keys(&fake, "j Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/reports/timeliness?from=2025-11-01&to=2025-11-21&program=snap"));
	/* By its name, also while it is counted. */
	assert_true(fake_shows(&fake, "21 Nov  SNAP "));
	answer_all();
	assert_true(fake_shows(&fake, "21 Nov  SNAP  as of 14:02"));
	fake_keys(&fake, "g j j j j j j Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/applications?clock=overdue"));
	fake_reply(&fake, "GET /v1/applications?clock=overdue", 200, fake_applications(&fake, 0, 3, 3));
	assert_true(fake_shows(&fake, "overdue 3"));
}

static void
a_filter_is_typed(void **state)
{
	(void)state;
	open_insights();
	fake_keys(&fake, "f");
	fake_type(&fake, "county:Van_Buren team:t_1");
	fake_keys(&fake, "Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/reports/timeliness?from=2025-11-01&to=2025-11-21&team=t_1&county=Van%20Buren"));
	answer_all();
	fake_keys(&fake, "f");
	fake_type(&fake, " program:SNAP");
	fake_keys(&fake, "Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/reports/timeliness?from=2025-11-01&to=2025-11-21&program=snap&"));
	answer_all();
	fake_keys(&fake, "f");
	fake_type(&fake, " nonsense");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "is none of program:"));
}

static void
it_follows_events_no_more_than_every_two_seconds(void **state)
{
	(void)state;
	open_insights();
	for (int i = 0; i < 20; i++)
		fake_event(&fake, 101 + i, "decision.issued", "decision", "d_1");
	assert_false(fake_was_asked(&fake, "GET /v1/reports"));
	fake_wait(&fake, 2000);
	answer_all();
	assert_false(fake_was_asked(&fake, "GET /v1/reports"));
}

static void
it_is_written_to_a_file_as_a_table_or_as_it_came(void **state)
{
	(void)state;
	open_insights();
	fake_keys(&fake, ":");
	fake_type(&fake, "export");
	fake_keys(&fake, "Enter c");
	/* The server writes down that they leave, before they do. */
	assert_true(fake_was_asked(&fake, "GET /v1/reports/timeliness?from=2025-11-01&to=2025-11-21&export=csv"));
	answer_all();
	assert_string_equal(fake.exported_name, "insights-2025-11-01-2025-11-21.csv");
	assert_true(str_starts(fake.exported, "report,from,to,program"));
	/* One table: its head is no row of it. */
	assert_null(strstr(fake.exported + 1, "report,from,to,program"));
	assert_non_null(strstr(fake.exported, "\r\nchannels,2025-11-01"));
	assert_non_null(strstr(fake.exported, "timeliness,2025-11-01,2025-11-21,,,,,,,decided,count,1204,,,\r\n"));
	fake_keys(&fake, ":");
	fake_type(&fake, "export");
	fake_keys(&fake, "Enter j");
	assert_true(fake_was_asked(&fake, "GET /v1/reports/timeliness?from=2025-11-01&to=2025-11-21&export=json"));
	answer_all();
	assert_string_equal(fake.exported_name, "insights-2025-11-01-2025-11-21.json");
	assert_true(str_starts(fake.exported, "{\"reports\":[{\"report\":\"timeliness\""));
}

static void
nobody_else_comes_to_it(void **state)
{
	(void)state;
	fake_start(&fake, 24, 80);
	fake_sign_in(&fake);
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200, fake_applications(&fake, 0, 3, 3));
	fake_keys(&fake, "7");
	assert_true(fake_shows(&fake, "Insights are for supervisors and auditors."));
	assert_false(fake_was_asked(&fake, "GET /v1/reports"));
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
	open_insights();
	fake_screen(&fake, "insights-es");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_numbers_of_a_month_fit_one_screen, start, fake_close),
		cmocka_unit_test_setup_teardown(a_hidden_count_is_nowhere, start, fake_close),
		cmocka_unit_test_setup_teardown(what_came_of_few_is_said_to_be_hidden, start, fake_close),
		cmocka_unit_test_setup_teardown(left_and_right_go_from_month_to_month, start, fake_close),
		cmocka_unit_test_setup_teardown(enter_leads_to_the_applications_or_into_a_part, start, fake_close),
		cmocka_unit_test_setup_teardown(a_filter_is_typed, start, fake_close),
		cmocka_unit_test_setup_teardown(it_follows_events_no_more_than_every_two_seconds, start, fake_close),
		cmocka_unit_test_setup_teardown(it_is_written_to_a_file_as_a_table_or_as_it_came, start, fake_close),
		cmocka_unit_test_teardown(nobody_else_comes_to_it, fake_close),
		cmocka_unit_test_setup_teardown(all_of_it_is_said_in_spanish, speak_spanish, fake_close),
	};

	return cmocka_run_group_tests_name("insights", tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Marks of every page, and one act on all of them: tried first, told row by
 * row, and never a decision.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "client_begin.h"

#include "base/json.h"
#include "base/str.h"

enum { ALL = 10000, PAGE = 200 };

static int
start(void **state)
{
	(void)state;
	fake_start(&fake, 24, 80);
	fake_sign_in(&fake);
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200, fake_applications(&fake, 0, 50, ALL));
	return 0;
}

/* Every page is asked for by the cursor of the one before. */
static void
answer_pages(const char *path, int total)
{
	char wanted[200];

	for (int from = 0; from < total; from += PAGE) {
		int count = total - from < PAGE ? total - from : PAGE;

		if (from == 0)
			snprintf(wanted, sizeof(wanted), "GET %s&limit=%d", path, PAGE);
		else
			snprintf(wanted, sizeof(wanted), "GET %s&limit=%d&cursor=at%d", path, PAGE, from);
		fake_reply(&fake, wanted, 200, fake_applications(&fake, from, count, total));
	}
}

static void
all_that_match_are_the_rows_of_every_page(void **state)
{
	(void)state;
	fake_keys(&fake, "*");
	answer_pages("/v1/applications?assignee=me&sort=due", ALL);
	assert_true(fake_shows(&fake, "10000 marked, on every page; no filter hides any. U unmarks."));
	/* The row under the cursor and the last of all: wherever one scrolls. */
	assert_true(str_starts(fake_line(&fake, 1), "#"));
	fake_wait(&fake, 7000);
	assert_true(fake_shows(&fake, "10000 marked"));
	fake_keys(&fake, "U");
	assert_false(fake_shows(&fake, "10000 marked"));
	assert_true(str_starts(fake_line(&fake, 1), ">"));
}

static void
what_the_filter_hides_is_told_and_not_marked(void **state)
{
	(void)state;
	fake_keys(&fake, "f");
	fake_type(&fake, "nguyen");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/applications?assignee=me&q=nguyen", 200, fake_applications(&fake, 0, 50, 300));
	fake_keys(&fake, "*");
	answer_pages("/v1/applications?assignee=me&q=nguyen&sort=due", 300);
	fake_reply(&fake, "GET /v1/applications?assignee=me&sort=due&limit=1", 200, fake_applications(&fake, 0, 1, ALL));
	assert_true(fake_shows(&fake, "300 marked, on every page; 9700 more are hidden by the filter."));
}

static void
a_page_that_does_not_come_marks_nothing(void **state)
{
	(void)state;
	fake_keys(&fake, "*");
	fake_reply(&fake, "GET /v1/applications?assignee=me&sort=due&limit=200", 200, fake_applications(&fake, 0, 200, ALL));
	fake_reply(&fake, "GET /v1/applications?assignee=me&sort=due&limit=200&cursor=at200", 500,
	           "{\"code\":\"internal\",\"status\":500,\"retryable\":false}");
	assert_false(fake_shows(&fake, "marked"));
	assert_true(str_starts(fake_line(&fake, 1), ">"));
}

/* The rest of them was on its way: none comes back, nor one of another filter. */
static void
what_is_unmarked_meanwhile_stays_so(void **state)
{
	(void)state;
	fake_keys(&fake, "*");
	fake_reply(&fake, "GET /v1/applications?assignee=me&sort=due&limit=200", 200, fake_applications(&fake, 0, 200, ALL));
	fake_keys(&fake, "U");
	assert_false(fake_was_asked(&fake, "GET /v1/applications?assignee=me&sort=due&limit=200"));
	fake_keys(&fake, "*");
	fake_keys(&fake, "f");
	fake_type(&fake, "nguyen");
	fake_keys(&fake, "Enter");
	assert_false(fake_was_asked(&fake, "GET /v1/applications?assignee=me&sort=due&limit=200"));
	fake_reply(&fake, "GET /v1/applications?assignee=me&q=nguyen", 200, fake_applications(&fake, 0, 50, 300));
	assert_true(str_starts(fake_line(&fake, 1), ">"));
}

static void
a_row_marked_while_all_are_is_marked_once(void **state)
{
	(void)state;
	fake_keys(&fake, "* Space V");
	answer_pages("/v1/applications?assignee=me&sort=due", ALL);
	assert_true(fake_shows(&fake, "10000 marked"));
}

static void
a_range_begins_at_a_marked_row(void **state)
{
	(void)state;
	fake_keys(&fake, "j j j V");
	assert_true(fake_shows(&fake, "Mark the first one with Space; V then marks from it to here."));
	fake_wait(&fake, 5000);
	fake_keys(&fake, "Space j V");
	assert_true(fake_shows(&fake, "3 marked"));
}

static void
a_filter_that_cannot_be_read_says_so(void **state)
{
	(void)state;
	fake_keys(&fake, "f");
	fake_type(&fake, "due_before:late");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/applications?assignee=me&due_before=late", 422,
	           "{\"code\":\"validation_failed\",\"status\":422,\"retryable\":false}");
	assert_true(fake_shows(&fake, "A word of the filter is none that this list knows. f changes it."));
}

/* A list of what is decided, say for review: its clock has stopped. */
static void
what_is_decided_is_no_longer_late(void **state)
{
	(void)state;
	fake_keys(&fake, "R");
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200,
	           "{\"items\":[{\"id\":\"a_0\",\"version\":7,\"number\":\"A-26-000412\",\"program\":{\"id\":\"snap\","
	           "\"version\":1,\"name\":\"SNAP\"},\"customer\":{\"id\":\"c_0\",\"name\":\"Hoa\",\"case_number\":\"C-1\"},"
	           "\"status\":\"denied\",\"filed_on\":\"2025-10-12\",\"due_on\":\"2025-11-11\"}],\"total\":{\"count\":1,"
	           "\"relation\":\"eq\"}," LIST_END);
	assert_true(fake_shows(&fake, "11 Nov"));
	assert_false(fake_shows(&fake, "10d over"));
}

static void
export_as(const char *format)
{
	fake_command("export");
	fake_keys(&fake, format);
}

static void
a_queue_goes_into_a_file_page_by_page_and_without_names(void **state)
{
	(void)state;
	export_as("c");
	answer_pages("/v1/applications?assignee=me&sort=due&export=csv", 300);
	assert_string_equal(fake.exported_name, "applications-2025-11-21.csv");
	assert_true(str_starts(fake.exported, "number,program,status,"));
	assert_non_null(strstr(fake.exported, "\r\nA-26-000000,snap,"));
	assert_null(strstr(fake.exported, "Nguyen"));
	fake.exported_name[0] = '\0';
	export_as("j");
	fake_reply(&fake, "GET /v1/applications?assignee=me&sort=due&export=json&limit=200", 200,
	           fake_applications(&fake, 0, 2, 2));
	assert_string_equal(fake.exported_name, "applications-2025-11-21.json");
	struct err err = { 0 };
	struct json *json = json_parse(fake.exported, strlen(fake.exported), &err);
	assert_non_null(json);
	assert_string_equal(json_text(json_get(json_next(json_first(json_get(json, "items"))), "number")), "A-26-000001");
	json_free(json);
}

static void
a_page_that_does_not_come_makes_no_file(void **state)
{
	(void)state;
	export_as("c");
	fake_reply(&fake, "GET /v1/applications?assignee=me&sort=due&export=csv&limit=200", 200,
	           fake_applications(&fake, 0, 200, ALL));
	fake_reply(&fake, "GET /v1/applications?assignee=me&sort=due&export=csv&limit=200&cursor=at200", 500,
	           "{\"code\":\"internal\",\"status\":500,\"retryable\":false}");
	assert_string_equal(fake.exported_name, "");
}

static void
mark_three(void)
{
	fake_keys(&fake, "Space Space Space");
	assert_true(fake_shows(&fake, "3 marked"));
}

/* One of them has left the list since: the file says so. */
static void
the_marked_go_into_a_file_and_none_is_dropped_in_silence(void **state)
{
	(void)state;
	mark_three();
	export_as("c");
	fake_reply(&fake, "GET /v1/applications?assignee=me&sort=due&export=csv&limit=200", 200,
	           fake_applications(&fake, 1, 20, 20));
	assert_non_null(strstr(fake.exported, "\r\nA-26-000001,snap,"));
	assert_non_null(strstr(fake.exported, "\r\nA-26-000002,snap,"));
	assert_null(strstr(fake.exported, "A-26-000003"));
	assert_non_null(strstr(fake.exported, "\r\nA-26-000000,,,,,,,,,,,,,,,,yes\r\n"));
}

static void
nobody_decides_in_bulk(void **state)
{
	(void)state;
	mark_three();
	fake_keys(&fake, "D");
	assert_true(fake_shows(&fake, "Nobody decides in bulk"));
	assert_false(fake_was_asked(&fake, "GET /v1/applications/a_"));
}

#define TRIED(letter) "{\"done\":2,\"skipped\":1,\"rows\":[" \
	"{\"application_id\":\"a_0\",\"number\":\"A-26-000000\",\"customer\":{\"id\":\"c_0\",\"name\":\"Nguyen Thi Hoa\"}," \
	"\"done\":true" letter "}," \
	"{\"application_id\":\"a_1\",\"number\":\"A-26-000001\",\"customer\":{\"id\":\"c_1\",\"name\":\"O'Neill-Castaneda\"}," \
	"\"done\":false,\"code\":\"version_conflict\",\"why\":\"It changed since: Ben Carter, 14:01.\"}," \
	"{\"application_id\":\"a_2\",\"number\":\"A-26-000002\",\"customer\":{\"id\":\"c_2\",\"name\":\"Okafor, Chidi\"}," \
	"\"done\":true}]}"

static void
many_are_asked_for_what_is_missing_once_the_letter_was_read(void **state)
{
	(void)state;
	mark_three();
	fake_keys(&fake, "M");
	struct request *tried = fake_request(&fake, "POST /v1/applications/bulk?dry_run=true");
	assert_string_equal(tried->body, "{\"marks\":[{\"application_id\":\"a_0\",\"version\":7},{\"application_id\":\"a_1\","
	                                 "\"version\":7},{\"application_id\":\"a_2\",\"version\":7}],\"missing\":{\"remind\":true}}");
	assert_string_equal(tried->key, "");
	fake_reply(&fake, "POST /v1/applications/bulk?dry_run=true", 200,
	           TRIED(",\"would_send\":{\"id\":\"\",\"rendered_text\":\"Please send us: Rent receipt or lease.\"}"));
	fake_screen(&fake, "bulk-ask");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "Send such a request to each of 2 customers? Cannot be recalled. y/N"));
	fake_keys(&fake, "n");
	assert_false(fake_was_asked(&fake, "POST /v1/applications/bulk"));
	fake_keys(&fake, "Enter y");
	assert_false(str_empty(fake_request(&fake, "POST /v1/applications/bulk")->key));
	fake_reply(&fake, "POST /v1/applications/bulk", 200, TRIED(""));
	assert_true(fake_shows(&fake, "DONE: 2. Left out: 1, each with why."));
	assert_true(fake_shows(&fake, "left out: It changed since: Ben Carter, 14:01."));
}

static void
one_note_goes_on_all_of_them(void **state)
{
	(void)state;
	mark_three();
	fake_keys(&fake, "W");
	assert_true(fake_shows(&fake, "Note on all 3:"));
	fake_type(&fake, "office closed on Friday");
	fake_keys(&fake, "Enter");
	assert_non_null(strstr(fake_request(&fake, "POST /v1/applications/bulk?dry_run=true")->body,
	                       "\"note\":{\"text\":\"office closed on Friday\",\"kind\":\"note\"}"));
	fake_reply(&fake, "POST /v1/applications/bulk?dry_run=true", 200, TRIED(""));
	fake_keys(&fake, "Enter y");
	assert_true(fake_was_asked(&fake, "POST /v1/applications/bulk"));
}

/* Only that act changed them: the next one is of the versions that it left. */
static void
what_was_done_to_many_is_no_change_underneath(void **state)
{
	(void)state;
	mark_three();
	fake_keys(&fake, "M");
	fake_reply(&fake, "POST /v1/applications/bulk?dry_run=true", 200, TRIED(",\"version\":7"));
	fake_keys(&fake, "Enter y");
	fake_reply(&fake, "POST /v1/applications/bulk", 200, TRIED(",\"version\":9"));
	fake_keys(&fake, "q M");
	assert_non_null(strstr(fake_request(&fake, "POST /v1/applications/bulk?dry_run=true")->body,
	                       "{\"application_id\":\"a_0\",\"version\":9},{\"application_id\":\"a_1\",\"version\":7}"));
}

/* What was tried before says nothing of the marks while they are tried anew. */
static void
nothing_is_asked_while_it_is_tried_again(void **state)
{
	(void)state;
	mark_three();
	fake_keys(&fake, "M");
	fake_reply(&fake, "POST /v1/applications/bulk?dry_run=true", 200, TRIED(""));
	fake_keys(&fake, "Enter y");
	fake_reply(&fake, "POST /v1/applications/bulk", 500, "{\"code\":\"internal\",\"status\":500,\"retryable\":false}");
	fake_keys(&fake, "x Enter Enter");
	assert_false(fake_shows(&fake, "None of the marked can be done"));
	assert_true(fake_shows(&fake, "trying 3 of 3"));
	fake_reply(&fake, "POST /v1/applications/bulk?dry_run=true", 200, TRIED(""));
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "each of 2 customers"));
}

/* Esc at the question leaves the screen as it says it is: Enter goes on. */
static void
who_answers_nothing_is_asked_again(void **state)
{
	(void)state;
	mark_three();
	fake_keys(&fake, "T Esc");
	assert_true(fake_shows(&fake, "3 marked. Enter goes on."));
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "Remind of all 3"));
	fake_type(&fake, "+3 look at the lease");
	fake_keys(&fake, "Enter");
	assert_non_null(strstr(fake_request(&fake, "POST /v1/applications/bulk?dry_run=true")->body,
	                       "\"reminder\":{\"on\":\"2025-11-24\",\"text\":\"look at the lease\"}"));
	fake_reply(&fake, "POST /v1/applications/bulk?dry_run=true", 200, TRIED(""));
	/* It sends no letter, and no key is named for one. */
	assert_false(fake_shows(&fake, "Tab letter"));
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "Set this reminder for 24 Nov of each of 2 applications?"));
	fake_keys(&fake, "y");
	fake_reply(&fake, "POST /v1/applications/bulk", 200, TRIED(""));
	assert_true(fake_shows(&fake, "DONE: 2"));
	assert_false(fake_shows(&fake, "Enter go on"));
}

static void
what_stopped_half_way_says_so(void **state)
{
	(void)state;
	mark_three();
	fake_keys(&fake, "M");
	fake_reply(&fake, "POST /v1/applications/bulk?dry_run=true", 500, "{\"code\":\"internal\",\"status\":500,\"retryable\":false}");
	assert_true(fake_shows(&fake, "It stopped after 0 of 3 answers. Enter begins again."));
	assert_false(fake_shows(&fake, "trying"));
}

/* What came of so many marks from the first on: all done but the second, which is left out. */
static const char *
outcome_of(int count)
{
	static struct buf body = BUF_INIT(256 * 1024);

	buf_reset(&body);
	buf_printf(&body, "{\"done\":%d,\"skipped\":1,\"rows\":[", count - 1);
	for (int i = 0; i < count; i++)
		buf_printf(&body, "%s{\"application_id\":\"a_%d\",\"number\":\"A-26-%06d\",\"done\":%s,\"why\":\"no\"}",
		           i ? "," : "", i, i, i == 1 ? "false" : "true");
	buf_puts(&body, "]}");
	return body.data;
}

/* A note changes no version: nothing but this keeps it from being there twice. */
static void
what_was_done_before_it_stopped_is_not_done_again(void **state)
{
	(void)state;
	fake_keys(&fake, "*");
	answer_pages("/v1/applications?assignee=me&sort=due", 600);
	fake_keys(&fake, "W");
	fake_type(&fake, "office closed on Friday");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "POST /v1/applications/bulk?dry_run=true", 200, outcome_of(500));
	fake_reply(&fake, "POST /v1/applications/bulk?dry_run=true", 200, "{\"done\":0,\"skipped\":0,\"rows\":[]}");
	fake_keys(&fake, "Enter y");
	fake_reply(&fake, "POST /v1/applications/bulk", 200, outcome_of(500));
	fake_reply(&fake, "POST /v1/applications/bulk", 500, "{\"code\":\"internal\",\"status\":500,\"retryable\":false}");
	assert_true(fake_shows(&fake, "It stopped: 499 are done. Enter goes on with the other 101."));
	fake_keys(&fake, "x Enter");
	assert_true(fake_shows(&fake, "Note on all 101:"));
	fake_type(&fake, "office closed on Friday");
	fake_keys(&fake, "Enter");
	const char *again = fake_request(&fake, "POST /v1/applications/bulk?dry_run=true")->body;
	assert_true(str_starts(again, "{\"marks\":[{\"application_id\":\"a_1\",\"version\":7},"
	                              "{\"application_id\":\"a_500\",\"version\":7}"));
	assert_non_null(strstr(again, "\"a_599\""));
}

static void
why_a_row_is_left_out_is_read_whole(void **state)
{
	(void)state;
	mark_three();
	fake_keys(&fake, "M");
	fake_reply(&fake, "POST /v1/applications/bulk?dry_run=true", 200, "{\"done\":0,\"skipped\":1,\"rows\":["
	           "{\"application_id\":\"a_1\",\"number\":\"A-26-000001\",\"customer\":{\"id\":\"c_1\",\"name\":\"Okafor\"},"
	           "\"done\":false,\"why\":\"You do not lead its team; Bo Lane, Wanda Reed, Montgomery Abernathy can do it.\"}]}");
	assert_true(fake_shows(&fake, "A-26-000001: You do not lead its team; Bo Lane, Wanda Reed, Montgomery"));
	assert_true(fake_shows(&fake, "Abernathy can do it."));
}

static void
thousands_go_so_many_at_a_time(void **state)
{
	(void)state;
	fake_keys(&fake, "*");
	answer_pages("/v1/applications?assignee=me&sort=due", ALL);
	fake_keys(&fake, "M");
	for (int chunk = 0; chunk < ALL / 500; chunk++)
		fake_reply(&fake, "POST /v1/applications/bulk?dry_run=true", 200, "{\"done\":0,\"skipped\":0,\"rows\":[]}");
	assert_false(fake_was_asked(&fake, "POST /v1/applications/bulk"));
}

/* ---- filters ---- */

#define SAVED(id, more) "{\"id\":\"" id "\",\"room\":\"mine\",\"changed_at\":\"2025-11-21T21:00:00Z\"" more "}"

static void
a_filter_is_kept_and_offered_and_a_room_is_as_it_was_left(void **state)
{
	(void)state;
	fake_reply(&fake, "GET /v1/me/filters", 200,
	           "{\"items\":[" SAVED("room-mine", ",\"sort\":\"filed\",\"column\":\"county\"") ","
	           SAVED("f-mine-1", ",\"name\":\"late in Knox\",\"words\":\"clock:overdue county:Van_Buren hoa\","
	                 "\"sort\":\"due\",\"column\":\"worker\"") "]}");
	/* Another terminal's order and last column. */
	fake_reply(&fake, "GET /v1/applications?assignee=me&sort=filed", 200, fake_applications(&fake, 0, 3, 3));
	assert_true(fake_shows(&fake, "Davidson, Vietnamese"));
	fake_keys(&fake, "f l");
	assert_true(fake_was_asked(&fake, "GET /v1/applications?assignee=me&clock=overdue&county=Van%20Buren&q=hoa&sort=due"));
	fake_reply(&fake, "GET /v1/applications?assignee=me&clock=overdue", 200, fake_applications(&fake, 0, 1, 1));
	fake_command("save-filter");
	fake_type(&fake, "mine alone");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "Kept as \"mine alone\""));
	assert_non_null(strstr(fake_request(&fake, "PUT /v1/me/filters/f-mine-")->body,
	                       "\"words\":\"clock:overdue county:Van_Buren hoa\""));
	fake_keys(&fake, "o s");
	assert_string_equal(fake_request(&fake, "PUT /v1/me/filters/room-mine")->body,
	                    "{\"room\":\"mine\",\"sort\":\"due\",\"column\":\"status\"}");
}

/* More have a name than the menu holds: its last line is all the same the whole list. */
static void
all_is_all_however_many_filters_have_a_name(void **state)
{
	struct buf saved = BUF_INIT(16384);

	(void)state;
	buf_puts(&saved, "{\"items\":[");
	for (int i = 0; i < 24; i++)
		buf_printf(&saved, "%s" SAVED("f-mine-%d", ",\"name\":\"x%d\",\"words\":\"hoa\",\"sort\":\"due\",\"column\":\"worker\""),
		           i ? "," : "", i, i);
	buf_puts(&saved, "]}");
	fake_reply(&fake, "GET /v1/me/filters", 200, saved.data);
	buf_done(&saved);
	fake_keys(&fake, "f Up");
	assert_true(fake_shows(&fake, "(all)"));
	fake_keys(&fake, "Enter");
	assert_false(fake_was_asked(&fake, "GET /v1/applications?assignee=me&q=hoa"));
}

static void
marked_rows_are_moved_by_a_plan(void **state)
{
	(void)state;
	mark_three();
	fake_keys(&fake, "A");
	/* A caseworker's list does not allow it; a supervisor's does. */
	assert_true(fake_shows(&fake, "Only a supervisor of its team assigns"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_that_match_are_the_rows_of_every_page, start, fake_close),
		cmocka_unit_test_setup_teardown(what_the_filter_hides_is_told_and_not_marked, start, fake_close),
		cmocka_unit_test_setup_teardown(a_page_that_does_not_come_marks_nothing, start, fake_close),
		cmocka_unit_test_setup_teardown(what_is_unmarked_meanwhile_stays_so, start, fake_close),
		cmocka_unit_test_setup_teardown(a_row_marked_while_all_are_is_marked_once, start, fake_close),
		cmocka_unit_test_setup_teardown(a_queue_goes_into_a_file_page_by_page_and_without_names, start, fake_close),
		cmocka_unit_test_setup_teardown(a_page_that_does_not_come_makes_no_file, start, fake_close),
		cmocka_unit_test_setup_teardown(the_marked_go_into_a_file_and_none_is_dropped_in_silence, start, fake_close),
		cmocka_unit_test_setup_teardown(nobody_decides_in_bulk, start, fake_close),
		cmocka_unit_test_setup_teardown(many_are_asked_for_what_is_missing_once_the_letter_was_read, start, fake_close),
		cmocka_unit_test_setup_teardown(one_note_goes_on_all_of_them, start, fake_close),
		cmocka_unit_test_setup_teardown(what_was_done_to_many_is_no_change_underneath, start, fake_close),
		cmocka_unit_test_setup_teardown(nothing_is_asked_while_it_is_tried_again, start, fake_close),
		cmocka_unit_test_setup_teardown(what_is_decided_is_no_longer_late, start, fake_close),
		cmocka_unit_test_setup_teardown(a_range_begins_at_a_marked_row, start, fake_close),
		cmocka_unit_test_setup_teardown(a_filter_that_cannot_be_read_says_so, start, fake_close),
		cmocka_unit_test_setup_teardown(who_answers_nothing_is_asked_again, start, fake_close),
		cmocka_unit_test_setup_teardown(what_stopped_half_way_says_so, start, fake_close),
		cmocka_unit_test_setup_teardown(what_was_done_before_it_stopped_is_not_done_again, start, fake_close),
		cmocka_unit_test_setup_teardown(why_a_row_is_left_out_is_read_whole, start, fake_close),
		cmocka_unit_test_setup_teardown(thousands_go_so_many_at_a_time, start, fake_close),
		cmocka_unit_test_setup_teardown(a_filter_is_kept_and_offered_and_a_room_is_as_it_was_left, start, fake_close),
		cmocka_unit_test_setup_teardown(all_is_all_however_many_filters_have_a_name, start, fake_close),
		cmocka_unit_test_setup_teardown(marked_rows_are_moved_by_a_plan, start, fake_close),
	};

	return cmocka_run_group_tests_name("bulk", tests, NULL, NULL);
}

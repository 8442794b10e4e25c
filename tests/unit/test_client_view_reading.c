/* SPDX-License-Identifier: Apache-2.0
 *
 * A record as it is read: what was sent, letters, notes, what is new and who else
 * reads it, and the ways on from it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "record_fixture.h"

#include "base/str.h"

#define DOCUMENT(id, name, more) \
	"{\"id\":\"" id "\",\"application_id\":\"a_0\",\"requirement\":\"i_2\",\"label\":\"Pay stub, Acme Foods\"," \
	"\"name\":\"" name "\",\"size\":48211,\"sha256\":\"aa\",\"at\":\"2025-11-21T19:58:00Z\"," \
	"\"from\":{\"kind\":\"customer\",\"id\":\"c_0\"},\"looked_by_me\":false," more "}"
#define STUB "\"type\":\"application/pdf\",\"state\":\"available\",\"text_state\":\"ready\""

#define PHOTO "\"type\":\"image/jpeg\",\"state\":\"available\",\"text_state\":\"absent\""
#define LOOKED ",\"looked_at\":\"2025-11-21T21:00:00Z\",\"looked_by\":\"Ana Ruiz\""

static void
what_was_sent_is_looked_at_by_v(void **state)
{
	(void)state;
	record_serve();
	fake_keys(&fake, "3 j v");
	assert_true(fake_shows(&fake, "loading"));
	fake_reply(&fake, "GET /v1/applications/a_0/documents", 200,
	           "{\"items\":[" DOCUMENT("dc_1", "stub \\u001b[31m.pdf", STUB) "," DOCUMENT("dc_2", "front.jpg", PHOTO) "]}");
	/* To ask for its words is to look: it happens by v, and not before. */
	fake_reply(&fake, "GET /v1/documents/dc_1/text", 200,
	           "{\"id\":\"dc_1\",\"name\":\"stub.pdf\",\"text_state\":\"ready\","
	           "\"text\":\"ACME FOODS\\nGross pay 468.00\\n\\u001b]0;owned\\u0007 net\"}");
	fake_reply(&fake, "GET /v1/applications/a_0/documents", 200,
	           "{\"items\":[" DOCUMENT("dc_1", "stub \\u001b[31m.pdf", STUB LOOKED) "," DOCUMENT("dc_2", "front.jpg", PHOTO) "]}");
	fake_screen(&fake, "record-document");
	/* The next has no words: nothing is asked for, so nothing counts as a look. */
	fake_keys(&fake, "Tab");
	assert_false(fake_was_asked(&fake, "GET /v1/documents/dc_2/text"));
	fake_screen(&fake, "record-document-picture");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "POST /v1/documents/dc_2/link", 201,
	           "{\"id\":\"dl_1\",\"document_id\":\"dc_2\",\"path\":\"/v1/document-links/dl_1/abc\",\"ends_at\":\"2025-11-21T21:01:00Z\"}");
	assert_true(fake_shows(&fake, "/v1/document-links/dl_1/abc"));
	fake_wait(&fake, 60001);
	assert_false(fake_shows(&fake, "/v1/document-links"));
	assert_true(fake_shows(&fake, "The link has ended"));
	/* Another came while this is open. */
	fake_event(&fake, 101, "document.received", "application", "a_0");
	fake_reply(&fake, "GET /v1/applications/a_0/documents", 200,
	           "{\"items\":[" DOCUMENT("dc_1", "stub.pdf", STUB LOOKED) "," DOCUMENT("dc_2", "front.jpg", PHOTO LOOKED) ","
	           DOCUMENT("dc_3", "back.pdf", "\"type\":\"application/pdf\",\"state\":\"quarantine\",\"text_state\":\"waiting\"") "]}");
	fake_keys(&fake, "Tab");
	assert_true(fake_shows(&fake, "In quarantine"));
	fake_keys(&fake, "Enter");
	assert_false(fake_was_asked(&fake, "POST /v1/documents/dc_3/link"));
	fake_keys(&fake, "E");
	assert_true(fake_shows(&fake, "It is"));
}

/* The words of one beneath the name of another would be the wrong proof accepted. */
static void
what_was_asked_of_one_document_is_not_shown_as_another(void **state)
{
	(void)state;
	record_serve();
	fake_keys(&fake, "3 j v");
	fake_reply(&fake, "GET /v1/applications/a_0/documents", 200,
	           "{\"items\":[" DOCUMENT("dc_1", "stub.pdf", STUB) "," DOCUMENT("dc_2", "front.jpg", PHOTO) "]}");
	fake_request(&fake, "GET /v1/documents/dc_1/text");
	fake_keys(&fake, "Tab");
	assert_false(fake_was_asked(&fake, "GET /v1/documents/dc_1/text"));
	assert_true(fake_shows(&fake, "It has no words"));
	fake_keys(&fake, "Enter S-Tab");
	fake_reply(&fake, "POST /v1/documents/dc_2/link", 201,
	           "{\"id\":\"dl_1\",\"document_id\":\"dc_2\",\"path\":\"/v1/document-links/dl_1/abc\",\"ends_at\":\"2025-11-21T21:01:00Z\"}");
	assert_false(fake_shows(&fake, "/v1/document-links"));
	/* What does not come is asked for again. */
	fake_fail(&fake, "GET /v1/documents/dc_1/text", ERR_OFFLINE);
	fake_keys(&fake, "R");
	fake_reply(&fake, "GET /v1/applications/a_0/documents", 200,
	           "{\"items\":[" DOCUMENT("dc_1", "stub.pdf", STUB) "," DOCUMENT("dc_2", "front.jpg", PHOTO) "]}");
	assert_true(fake_was_asked(&fake, "GET /v1/documents/dc_1/text"));
}

static void
a_letter_is_read_as_it_was_sent_and_q_returns_to_the_list(void **state)
{
	(void)state;
	record_serve();
	fake_keys(&fake, "5 G k k Enter");
	fake_reply(&fake, "GET /v1/notices/n_1", 200,
	           "{\"id\":\"n_1\",\"application_id\":\"a_0\",\"kind\":\"missing\",\"channel\":\"letter\","
	           "\"language\":\"vi\",\"state\":\"queued\",\"created_at\":\"2025-11-17T15:00:00Z\","
	           "\"rendered_text\":\"Please send us\\n\\n  1. the rent receipt\\u001b[2J\\n\"}");
	fake_screen(&fake, "record-letter");
	fake_keys(&fake, "q");
	assert_true(fake_shows(&fake, "Letter: what is missing, in Vietnamese"));
}

static void
a_note_is_read_whole(void **state)
{
	(void)state;
	record_serve();
	fake_keys(&fake, "5 G k Enter");
	assert_true(fake_shows(&fake, "Twice, at ten and at noon."));
}

static void
history_is_narrowed_by_the_server(void **state)
{
	(void)state;
	record_serve();
	fake_keys(&fake, "5 /");
	fake_type(&fake, "rent receipt");
	fake_keys(&fake, "Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/customers/c_0/history?q=rent%20receipt"));
	fake_reply(&fake, "GET /v1/customers/c_0/history?q=", 200, record_nothing);
	assert_true(fake_shows(&fake, "Nothing like that."));
	fake_keys(&fake, "f s");
	assert_true(fake_was_asked(&fake, "GET /v1/customers/c_0/history?kind=status"));
}

static void
what_was_seen_for_a_second_is_told(void **state)
{
	(void)state;
	record_serve();
	fake_wait(&fake, 900);
	assert_false(fake_was_asked(&fake, "PUT /v1/applications/a_0/seen"));
	fake_wait(&fake, 200);
	assert_string_equal(fake_request(&fake, "PUT /v1/applications/a_0/seen")->body, "{\"seq\":100}");
	/* It stays marked while one reads, and is not told again. */
	assert_true(fake_shows(&fake, "NEW"));
	fake_reply(&fake, "PUT /v1/applications/a_0/seen", 403, "{\"code\":\"forbidden\"}");
	record_serve();
	fake_wait(&fake, 5000);
	assert_false(fake_was_asked(&fake, "PUT /v1/applications/a_0/seen"));
}

static void
u_goes_from_one_change_to_the_next(void **state)
{
	(void)state;
	record_serve();
	fake_keys(&fake, "u");
	assert_true(str_starts(fake_line(&fake, 2), ">+13:58"));
	fake_keys(&fake, "u");
	assert_true(str_starts(fake_line(&fake, 3), ">+13:12"));
}

static void
what_nobody_saw_is_not_told(void **state)
{
	(void)state;
	fake_keys(&fake, "3");
	record_serve();
	fake_wait(&fake, 3000);
	assert_false(fake_was_asked(&fake, "PUT /v1/applications/a_0/seen"));
	fake_keys(&fake, "1 ^X");
	fake_wait(&fake, 3000);
	assert_false(fake_was_asked(&fake, "PUT /v1/applications/a_0/seen"));
}

static void
others_see_that_i_read_and_i_see_that_they_do(void **state)
{
	(void)state;
	assert_string_equal(fake_request(&fake, "PUT /v1/applications/a_0/presence")->body,
	                    "{\"typing\":false}");
	record_serve();
	fake_wait(&fake, 20500);
	fake_reply(&fake, "GET /v1/me/news", 200, "{\"documents\":0,\"bounces\":0}");
	assert_true(fake_was_asked(&fake, "PUT /v1/applications/a_0/presence"));
	record_serve();
	fake_reply(&fake, "PUT /v1/applications/a_0/seen", 204, "");
	record_serve();
	fake_event(&fake, 0, "presence", "application", "a_0");
	fake_reply(&fake, "GET /v1/applications/a_0/presence", 200,
	           "{\"items\":[{\"worker_id\":\"w_rh\",\"name\":\"R. Hall\",\"typing\":false}]," LIST_END);
	assert_true(strstr(fake_line(&fake, 0), "R. Hall is reading") != NULL);
	/* The queue below marks its row, and asks for itself. */
	fake_reply(&fake, "GET /v1/applications/a_0/presence", 200, "{\"items\":[]," LIST_END);
	fake_event(&fake, 0, "presence", "application", "a_9");
	assert_false(fake_was_asked(&fake, "GET /v1/applications/a_0/presence"));
	/* By long poll: somebody's, it is not said whose. */
	fake_event(&fake, 0, "presence", "", "");
	fake_reply(&fake, "GET /v1/applications/a_0/presence", 200,
	           "{\"items\":[{\"worker_id\":\"w_rh\",\"name\":\"R. Hall\",\"typing\":true}]," LIST_END);
	assert_true(strstr(fake_line(&fake, 0), "R. Hall is writing") != NULL);
	fake_keys(&fake, "W");
	assert_true(fake_was_asked(&fake, "PUT /v1/applications/a_0/presence"));
}

static void
brackets_go_along_the_queue_and_q_returns_to_the_row(void **state)
{
	(void)state;
	record_serve();
	fake_keys(&fake, "]");
	assert_true(fake_was_asked(&fake, "GET /v1/applications/a_1"));
	fake_keys(&fake, "q");
	assert_true(str_starts(fake_line(&fake, 2), ">"));
	fake_keys(&fake, "Enter ] ]");
	assert_true(fake_shows(&fake, "last one of the queue"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, record_open, fake_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_sent_is_looked_at_by_v),
		TEST(what_was_asked_of_one_document_is_not_shown_as_another),
		TEST(a_letter_is_read_as_it_was_sent_and_q_returns_to_the_list),
		TEST(a_note_is_read_whole),
		TEST(history_is_narrowed_by_the_server),
		TEST(what_was_seen_for_a_second_is_told),
		TEST(u_goes_from_one_change_to_the_next),
		TEST(what_nobody_saw_is_not_told),
		TEST(others_see_that_i_read_and_i_see_that_they_do),
		TEST(brackets_go_along_the_queue_and_q_returns_to_the_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Drafts kept on the server: what is typed at one terminal opens at another,
 * and neither overwrites the other's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "client_begin.h"

#include "base/str.h"

enum { SEALED_TEXT = 8192 };

#define APPLICATION                                                                             \
	"{\"id\":\"a_0\",\"version\":7,\"number\":\"A-26-000000\",\"program\":{\"id\":\"snap\","    \
	"\"version\":1,\"name\":\"SNAP\"},\"customer\":{\"id\":\"c_0\",\"name\":\"Nguyen Thi Hoa\"," \
	"\"case_number\":\"C-000000\"},\"status\":\"in_review\",\"expedited\":true,"                \
	"\"filed_on\":\"2025-11-12\",\"due_on\":\"2025-11-19\",\"county\":\"Davidson\","            \
	"\"language\":\"es\",\"allowed_actions\":[\"deny\",\"note\"],\"missing\":[],"               \
	"\"interviews\":[],\"answers\":{}}"
/* What the server has: a list with one draft. */
static char shelf[SEALED_TEXT];

static int
start_with_nothing_kept(void **state)
{
	fake_open_queue(state);
	fake_reply(&fake, "GET /v1/me/drafts", 200, "{\"items\":[]}");
	return 0;
}

static const char *
id_in(const struct request *request)
{
	return strrchr(request->path, '/') + 1;
}

static void
open_note(void)
{
	fake_keys(&fake, "W");
	fake_reply(&fake, "GET /v1/applications/a_0", 200, APPLICATION);
	while (fake_was_asked(&fake, "PUT /v1/applications/a_0/presence"))
		fake_reply(&fake, "PUT /v1/applications/a_0/presence", 204, "");
}

/* A note is half typed; what was sent of it becomes the server's list. */
static void
half_typed(const char *words, char id[ID_TEXT_MAX])
{
	open_note();
	fake_type(&fake, words);
	fake_wait(&fake, 1000);
	struct request *put = fake_request(&fake, "PUT /v1/me/drafts/");
	const char *sealed = strstr(put->body, "\"sealed\":\"") + 10;
	str_copy(id, ID_TEXT_MAX, id_in(put));
	snprintf(shelf, sizeof shelf, "{\"items\":[{\"id\":\"%s\",\"revision\":%d,\"sealed\":\"%.*s\","
	         "\"changed_at\":\"2025-11-21T21:00:00Z\"}]}", id, (int)strlen(words),
	         (int)strcspn(sealed, "\""), sealed);
	fake_reply(&fake, "PUT /v1/me/drafts/", 204, "");
}

static void
typing_reaches_the_server_within_a_second_and_unreadable(void **state)
{
	char id[ID_TEXT_MAX];

	(void)state;
	half_typed("called", id);
	assert_null(strstr(shelf, "called"));
	assert_false(fake_was_asked(&fake, "PUT /v1/me/drafts/"));
	/* One request a second however fast the typing, and always the last text. */
	fake_type(&fake, " back");
	fake_wait(&fake, 1000);
	struct request *put = fake_request(&fake, "PUT /v1/me/drafts/");
	assert_string_equal(id_in(put), id);
	assert_non_null(strstr(put->body, "\"revision\":11"));
	fake_type(&fake, "!");
	fake_wait(&fake, 2000);
	fake_reply(&fake, "PUT /v1/me/drafts/", 204, "");
	put = fake_request(&fake, "PUT /v1/me/drafts/");
	assert_non_null(strstr(put->body, "\"revision\":12"));
}

static void
without_an_answer_it_is_sent_again_and_nothing_is_said(void **state)
{
	(void)state;
	open_note();
	fake_type(&fake, "x");
	fake_wait(&fake, 1000);
	fake_fail(&fake, "PUT /v1/me/drafts/", ERR_OFFLINE);
	assert_false(fake_was_asked(&fake, "PUT /v1/me/drafts/"));
	fake_wait(&fake, 5500);
	assert_true(fake_was_asked(&fake, "PUT /v1/me/drafts/"));
	fake_wait(&fake, 3000);
	assert_false(fake_shows(&fake, "sending"));
}

static void
what_was_sent_is_thrown_away_there(void **state)
{
	char id[ID_TEXT_MAX];

	(void)state;
	half_typed("called", id);
	fake_keys(&fake, "^R");
	fake_reply(&fake, "POST /v1/applications/a_0/notes", 201, "{\"id\":\"n_1\"}");
	fake_wait(&fake, 1000);
	struct request *away = fake_request(&fake, "DELETE /v1/me/drafts/");
	assert_string_equal(id_in(away), id);
	assert_int_equal(away->if_match, 6);
	fake_reply(&fake, "DELETE /v1/me/drafts/", 204, "");
	fake_wait(&fake, 60000);
	assert_false(fake_was_asked(&fake, "DELETE /v1/me/drafts/"));
}

/* The same person at another terminal, before a key was pressed. */
static void
at_another_terminal(void)
{
	fake_stop(&fake);
	fake_start(&fake, 24, 80);
	fake_sign_in(&fake);
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200, fake_applications(&fake, 0, 3, 3));
	fake_reply(&fake, "GET /v1/me/drafts", 200, shelf);
}

static void
what_was_typed_last_is_not_kept_there_after_it_was_sent(void **state)
{
	char id[ID_TEXT_MAX];

	(void)state;
	half_typed("called", id);
	/* Sent before its last words would have been. */
	fake_type(&fake, " back");
	fake_keys(&fake, "^R");
	fake_reply(&fake, "POST /v1/applications/a_0/notes", 201, "{\"id\":\"n_1\"}");
	assert_false(fake_was_asked(&fake, "PUT /v1/me/drafts/"));
	assert_int_equal(fake_request(&fake, "DELETE /v1/me/drafts/")->if_match, 6);
	fake_reply(&fake, "DELETE /v1/me/drafts/", 204, "");
	fake_wait(&fake, 60000);
	assert_false(fake_was_asked(&fake, "PUT /v1/me/drafts/"));
}

static void
what_was_typed_elsewhere_is_offered_and_gone_on_with(void **state)
{
	char id[ID_TEXT_MAX], own[ID_TEXT_MAX];

	(void)state;
	half_typed("called twice", id);
	at_another_terminal();
	assert_true(fake_shows(&fake, "elsewhere"));
	assert_true(fake_shows(&fake, "A-26-000000"));
	fake_wait(&fake, 3000);
	assert_false(fake_was_asked(&fake, "PUT /v1/me/drafts/"));
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "called twice"));
	fake_wait(&fake, 1000);
	/* Its own from here on; the old one goes after the new one is kept. */
	assert_false(fake_was_asked(&fake, "DELETE /v1/me/drafts/"));
	str_copy(own, sizeof own, id_in(fake_request(&fake, "PUT /v1/me/drafts/")));
	assert_string_not_equal(own, id);
	fake_reply(&fake, "PUT /v1/me/drafts/", 204, "");
	struct request *away = fake_request(&fake, "DELETE /v1/me/drafts/");
	assert_string_equal(id_in(away), id);
	assert_int_equal(away->if_match, 12);
	/* Meanwhile somebody typed on over there: both stay. */
	fake_reply(&fake, "DELETE /v1/me/drafts/", 412,
	           "{\"code\":\"version_conflict\",\"current_version\":13}");
	fake_wait(&fake, 60000);
	assert_false(fake_was_asked(&fake, "DELETE /v1/me/drafts/"));
	assert_true(fake_shows(&fake, "called twice"));
}

static void
a_draft_of_the_same_here_is_not_overwritten(void **state)
{
	char id[ID_TEXT_MAX];

	(void)state;
	half_typed("over there", id);
	fake_stop(&fake);
	fake_open_queue(state);
	fake_wait(&fake, 10);
	open_note();
	fake_type(&fake, "over here");
	fake_reply(&fake, "GET /v1/me/drafts", 200, shelf);
	/* Whoever types is told, and not led away. */
	assert_true(fake_shows(&fake, "over here"));
	assert_true(fake_shows(&fake, "1 draft begun elsewhere"));
	fake_keys(&fake, "Esc : u n f i n i s h e d Enter");
	assert_true(fake_shows(&fake, "elsewhere"));
	fake_keys(&fake, "G Enter");
	assert_true(fake_shows(&fake, "finish it or throw it away first"));
	fake_keys(&fake, "g Enter");
	assert_true(fake_shows(&fake, "over here"));
}

/* An application was moved, so that the list was asked for; it was made before the note was saved. */
static void
a_list_made_before_it_was_sent_does_not_offer_it_again(void **state)
{
	char id[ID_TEXT_MAX];

	(void)state;
	half_typed("called", id);
	fake_event(&fake, 120, "application.assigned", "application", "a_9");
	fake_wait(&fake, 1500);
	fake_request(&fake, "GET /v1/me/drafts");
	fake_keys(&fake, "^R");
	fake_reply(&fake, "POST /v1/applications/a_0/notes", 201, "{\"id\":\"n_1\"}");
	fake_reply(&fake, "DELETE /v1/me/drafts/", 204, "");
	fake_reply(&fake, "GET /v1/me/drafts", 200, shelf);
	assert_false(fake_shows(&fake, "elsewhere"));
	fake_reply(&fake, "GET /v1/me/drafts", 200, "{\"items\":[]}");
	assert_false(fake_shows(&fake, "elsewhere"));
	assert_false(fake_was_asked(&fake, "GET /v1/me/drafts"));
}

/* The others are not held up by one the server does not take. */
static void
one_too_large_for_the_server_does_not_hold_up_the_rest(void **state)
{
	(void)state;
	open_note();
	fake_type(&fake, "x");
	fake_wait(&fake, 1000);
	fake_reply(&fake, "PUT /v1/me/drafts/", 413, "{\"code\":\"payload_too_large\"}");
	assert_true(fake_shows(&fake, "this terminal does"));
	fake_wait(&fake, 60000);
	assert_false(fake_was_asked(&fake, "PUT /v1/me/drafts/"));
}

static void
what_is_elsewhere_is_thrown_away_only_after_a_question(void **state)
{
	char id[ID_TEXT_MAX];

	(void)state;
	half_typed("old", id);
	at_another_terminal();
	fake_keys(&fake, "X");
	assert_true(fake_shows(&fake, "Throw away for good"));
	fake_wait(&fake, 2000);
	assert_false(fake_was_asked(&fake, "DELETE /v1/me/drafts/"));
	fake_keys(&fake, "y");
	fake_wait(&fake, 1000);
	assert_string_equal(id_in(fake_request(&fake, "DELETE /v1/me/drafts/")), id);
	assert_false(fake_shows(&fake, "elsewhere"));
}

static void
what_another_key_sealed_is_left_alone(void **state)
{
	(void)state;
	snprintf(shelf, sizeof shelf, "{\"items\":[{\"id\":\"d_x\",\"revision\":1,\"sealed\":\"%s\","
	         "\"changed_at\":\"2025-11-21T21:00:00Z\"}]}",
	         "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
	at_another_terminal();
	assert_false(fake_shows(&fake, "elsewhere"));
	fake_wait(&fake, 10000);
	assert_false(fake_was_asked(&fake, "DELETE /v1/me/drafts/"));
}

int
main(void)
{
#define EMPTY(test) cmocka_unit_test_setup_teardown(test, start_with_nothing_kept, fake_close)
	const struct CMUnitTest tests[] = {
		EMPTY(typing_reaches_the_server_within_a_second_and_unreadable),
		EMPTY(without_an_answer_it_is_sent_again_and_nothing_is_said),
		EMPTY(what_was_sent_is_thrown_away_there),
		EMPTY(what_was_typed_last_is_not_kept_there_after_it_was_sent),
		EMPTY(what_was_typed_elsewhere_is_offered_and_gone_on_with),
		EMPTY(a_draft_of_the_same_here_is_not_overwritten),
		EMPTY(a_list_made_before_it_was_sent_does_not_offer_it_again),
		EMPTY(one_too_large_for_the_server_does_not_hold_up_the_rest),
		EMPTY(what_is_elsewhere_is_thrown_away_only_after_a_question),
		EMPTY(what_another_key_sealed_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

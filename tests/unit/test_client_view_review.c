/* SPDX-License-Identifier: Apache-2.0
 *
 * Reviews of finished decisions: what the form asks, and their rooms.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "writing_fixture.h"

static void
a_review_says_what_is_wrong_and_how_it_is_put_right(void **state)
{
	(void)state;
	served.reviews = "{\"items\":[{\"decision_id\":\"d_9\",\"application_id\":\"a_0\",\"decided\":\"denied\","
		"\"decision_state\":\"issued\",\"decided_by\":{\"id\":\"w_ben\",\"name\":\"Ben Carter\"},"
		"\"approved_by\":{\"id\":\"w_sue\",\"name\":\"Sue Lane\"},\"decided_at\":\"2025-11-19T15:00:00Z\","
		"\"drawn_at\":\"2025-11-19T15:00:00Z\",\"percent\":5,\"seed\":1,\"lot\":212}]," LIST_END;
	served.application = APPLICATION("8", "denied", UNSEEN, "");
	desk_keys("R K");
	assert_true(fake_shows(&fake, "Denied 19 Nov by Ben Carter, signed by Sue Lane; drawn by lot 212"));
	/* Nothing is chosen beforehand, and an error has a kind and words. */
	desk_keys("^R");
	assert_true(fake_shows(&fake, "fill in the marked fields"));
	desk_keys("w ^R");
	assert_true(fake_shows(&fake, "Choose the kind."));
	assert_true(fake_shows(&fake, "Left and Right choose, or its first letter."));
	fake_wait(&fake, 1100);
	desk_keys("r Tab");
	desk_type("he lives here");
	fake_screen(&fake, "review");
	desk_keys("^R n");
	assert_false(desk_was_sent("POST /v1/decisions/d_9/review"));
	desk_keys("^R y");
	assert_string_equal(fake_request(&fake, "POST /v1/decisions/d_9/review")->body,
		"{\"outcome\":\"error\",\"kind\":\"reason\",\"words\":\"he lives here\"}");
	fake_reply(&fake, "POST /v1/decisions/d_9/review", 200, "{\"decision_id\":\"d_9\",\"application_id\":\"a_0\","
		"\"percent\":5,\"seed\":1,\"lot\":212,\"outcome\":\"error\"}");
	assert_true(fake_shows(&fake, "S and supersede puts it right"));
	/* Reviewed once: no second time. */
	served.reviews = NULL;
	desk_keys("K");
	assert_true(fake_shows(&fake, "No decision of this application waits for a review."));
	desk_keys("a ^R");
	assert_false(desk_was_sent("POST /v1/decisions/d_9/review"));
}

/* Not read is not "none waits". */
static void
reviews_that_cannot_be_read_are_asked_for_again(void **state)
{
	(void)state;
	served.application = APPLICATION("8", "denied", UNSEEN, "");
	desk_keys("R");
	fake_keys(&fake, "K");
	fake_reply(&fake, "GET /v1/applications/a_0/reviews", 500, "{\"code\":\"internal\",\"status\":500,\"retryable\":false}");
	assert_true(fake_shows(&fake, "The reviews cannot be read now; ^R tries again."));
	fake_keys(&fake, "^R");
	assert_false(fake_shows(&fake, "No decision of this application"));
	assert_true(fake_was_asked(&fake, "GET /v1/applications/a_0/reviews"));
}

static void
the_rooms_of_reviews_ask_for_them(void **state)
{
	(void)state;
	desk_keys("q");
	fake_command("reviews");
	assert_true(fake_was_asked(&fake, "GET /v1/applications?review=open&sort=due"));
	desk_serve();
	fake_command("corrections");
	assert_true(fake_was_asked(&fake, "GET /v1/applications?review=correct&sort=due"));
	desk_serve();
}

/* M, Enter, y is enough after "not enough"; and what no letter can ask for, an
 * interview, is not offered. */
int
main(void)
{
	const struct CMUnitTest tests[] = {
#define SCREEN(test) cmocka_unit_test_setup_teardown(test, desk_start, desk_stop)
		SCREEN(a_review_says_what_is_wrong_and_how_it_is_put_right),
		SCREEN(reviews_that_cannot_be_read_are_asked_for_again),
		SCREEN(the_rooms_of_reviews_ask_for_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

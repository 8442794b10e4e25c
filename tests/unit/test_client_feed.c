/* SPDX-License-Identifier: Apache-2.0
 *
 * What the feed had heard and not yet handed on, when another session begins.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/secret.h"
#include "client/api/private.h"

/* The end of the session before, heard in the very turn in which the next began. */
static void
another_session_does_not_end_with_the_one_before(void **state)
{
	struct err err = { 0 };
	struct msg msg;

	(void)state;
	assert_true(secret_init());
	struct api *api = api_new(&(struct api_server){ .url = "http://localhost:1" }, &err);
	assert_non_null(api);
	api->feed.queue[0] = (struct msg){ .kind = MSG_FEED, .feed = FEED_EXPIRED };
	api->feed.queue_count = 1;
	api_follow(api, 5, 1000);
	assert_false(api_take_event(api, &msg));
	api_free(api);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_session_does_not_end_with_the_one_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * A cat on the keyboard and a server in a bad mood: random keys, pastes, sizes
 * and times on every screen, random answers to whatever is asked.  Nothing may
 * crash, and nothing may be decided.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "client_fake.h"

#include <stdlib.h>

#include "base/str.h"

enum { RUNS = 8, STEPS = 1500 };

static struct fake fake;
static uint64_t seed;

static unsigned
dice(unsigned sides)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % sides;
}

static void
answer_something(void)
{
	char begins[600];
	const struct request *request = &fake.requests[dice((unsigned)fake.request_count)];
	bool list = str_starts(request->path, "/v1/applications?");

	snprintf(begins, sizeof begins, "%s %s", request->method, request->path);
	switch (dice(6)) {
	case 0:
		fake_fail(&fake, begins, ERR_OFFLINE);
		break;
	case 1:
		fake_reply(&fake, begins, 404, "{\"code\":\"not_found\"}");
		break;
	case 2:
		fake_reply(&fake, begins, 412, "{\"code\":\"version_conflict\"}");
		break;
	case 3:
		fake_reply(&fake, begins, 200, "{}");
		break;
	default:
		if (list) {
			int from = (int)dice(8) * 50;
			fake_reply(&fake, begins, 200, fake_applications(&fake, from, (int)dice(51), 500));
		} else {
			const char *body = fake_applications(&fake, (int)dice(3), 1, 1);
			const char *row = strstr(body, "{\"id\"");
			struct buf one = BUF_INIT(4096);
			buf_add(&one, row, (size_t)(strstr(row, "}],") + 1 - row));
			fake_reply(&fake, begins, 200, one.data);
			buf_done(&one);
		}
	}
}

static void
press_something(void)
{
	static const char *const keys[] = {
		"j", "k", "g", "G", "^D", "^U", "PgDn", "PgUp", "Left", "Right", "Enter", "q", "Esc",
		"/", "n", "N", "f", "?", ":", "^T", "'", "1", "2", "3", "4", "5", "6", "7", "Tab",
		"S-Tab", "u", "F", "a", "y", "R", "^L", "^C", "Space", "V", "U", "*", "s", "o", "Z",
		"D", "M", "W", "C", "X", "B", "A", "I", "P", "S", "]", "[", "h", "E", "#", "^R", "^O",
		"m", "t", "e", "BS", "Del", "Home", "End", "x", "0", "-", "+",
	};

	fake_keys_at_once(&fake, keys[dice(countof(keys))]);
	if (dice(3))
		fake_paint(&fake);
}

static void
step(void)
{
	switch (dice(20)) {
	case 0:
		fake_resize(&fake, 1 + (int)dice(60), 1 + (int)dice(200));
		break;
	case 1:
		fake_paste(&fake, "D\ny deny \033[2J \xe2\x80\xae \xff y");
		break;
	case 2:
		fake_wait(&fake, dice(3000));
		break;
	case 3:
		fake_event(&fake, 100 + (int64_t)dice(1000), "application.updated", "application", "a_1");
		break;
	case 4:
		fake_feed(&fake, (enum feed_state)(1 + dice(4)));
		break;
	case 5:
	case 6:
	case 7:
	case 8:
		if (fake.request_count > 0)
			answer_something();
		break;
	default:
		press_something();
	}
	/* What it would have done is told to nobody. */
	while (fake.request_count > FAKE_REQUESTS_MAX / 2)
		answer_something();
	fake.quit = false;
}

static void
nothing_crashes(void **state)
{
	(void)state;
	for (unsigned run = 0; run < RUNS; run++) {
		seed = run + 1;
		fake_start(&fake, 24, 80);
		fake_sign_in(&fake);
		for (int i = 0; i < STEPS; i++)
			step();
		fake_stop(&fake);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(nothing_crashes) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

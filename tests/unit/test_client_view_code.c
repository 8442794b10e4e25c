/* SPDX-License-Identifier: Apache-2.0
 *
 * Access codes at the workstation: each is on the screen once, is kept nowhere,
 * and one that nobody saw is said to be so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "writing_fixture.h"

#include "base/str.h"

#define POST "POST /v1/applications/a_0/access-code"
#define CODE "1902415818"
#define MADE APPLICATION("8", "in_review", UNSEEN, "\"access_code\":\"" CODE "\",")
#define REPLAYED APPLICATION("8", "in_review", UNSEEN, "")

static void
command(const char *name)
{
	desk_keys(":");
	desk_type(name);
	desk_keys("Enter");
}

static void
say_how(const char *identity)
{
	command("new-code");
	desk_type(identity);
	desk_keys("^R");
}

static bool
found;

static void
look_for_code(void *ctx, const char *text, size_t len)
{
	(void)ctx;
	found = found || (len >= strlen(CODE) && memmem(text, len, CODE, strlen(CODE)));
}

/* In what goes to the disk and to the server's shelf, and in the messages. */
static bool
is_kept(void)
{
	found = false;
	app_journal_each(fake.app, look_for_code, NULL);
	desk_keys("a");
	found = found || fake_shows(&fake, CODE);
	desk_keys("q");
	return found;
}

static void
a_code_is_made_for_who_is_known_and_shown_once(void **state)
{
	(void)state;
	command("new-code");
	/* Nobody is given one whom nobody knows. */
	desk_keys("^R");
	assert_true(fake_shows(&fake, "somebody who is not known"));
	fake_wait(&fake, 1500);
	desk_type("license shown");
	fake_screen(&fake, "new-code");
	desk_keys("^R");
	assert_true(fake_shows(&fake, "The old one stops working at once"));
	/* No is the default. */
	desk_keys("Enter");
	assert_false(desk_was_sent(POST));
	desk_keys("^R y");
	struct request *sent = fake_request(&fake, POST);
	assert_string_equal(sent->body, "{\"identity\":\"license shown\"}");
	assert_int_equal(sent->if_match, 7);
	assert_true(sent->key[0] != '\0');
	fake_reply(&fake, POST, 200, MADE);
	desk_serve();
	fake_screen(&fake, "new-code-made");
	assert_false(is_kept());
	assert_true(fake_shows(&fake, CODE));
	desk_keys("q");
	assert_false(fake_shows(&fake, CODE));
	assert_true(app_journal_is_empty(fake.app));
	/* Opened again it is another's question. */
	command("new-code");
	assert_false(fake_shows(&fake, CODE));
	assert_false(fake_shows(&fake, "license shown"));
}

/* What is asked before a code is made, for a customer with these members. */
static void
assert_asked(const char *more, const char *says, const char *says_not)
{
	struct buf customer = BUF_INIT(1000);

	buf_printf(&customer, "{\"id\":\"c_0\",\"version\":4,\"kind\":\"person\",\"case_number\":\"C-104882\","
	           "\"name\":\"Nguyen Thi Hoa\"%s}", more);
	served.customer = customer.data;
	desk_keys("R");
	say_how("license shown");
	assert_true(fake_shows(&fake, says));
	assert_false(fake_shows(&fake, says_not));
	desk_keys("n Esc");
	if (fake_shows(&fake, "license shown"))
		desk_keys("Esc");
	served.customer = NULL;
	buf_done(&customer);
}

static void
it_is_said_whether_anything_tells_the_customer(void **state)
{
	(void)state;
	assert_asked(",\"email\":\"hoa@home.example\"", "they are told", "No e-mail");
	assert_asked("", "No e-mail tells them", "they are told");
	assert_asked(",\"email\":\"hoa@home.example\",\"address_hidden\":true", "No e-mail tells them", "they are told");
}

static void
a_code_that_came_when_its_screen_was_left_is_said_to_be_unseen(void **state)
{
	(void)state;
	say_how("license shown");
	desk_keys("y");
	assert_true(desk_was_sent(POST));
	desk_keys("Esc");
	fake_reply(&fake, POST, 200, MADE);
	assert_true(fake_shows(&fake, "A-26-000412: a new access code was made and not seen."));
	assert_true(fake_shows(&fake, ":new-code makes another"));
	assert_false(fake_shows(&fake, CODE));
	assert_false(is_kept());
}

static void
a_code_whose_answer_was_lost_is_said_to_be_unseen(void **state)
{
	(void)state;
	say_how("license shown");
	desk_keys("y");
	fake_fail(&fake, POST, ERR_OUTCOME_UNKNOWN);
	fake_wait(&fake, 1100);
	/* Again under the same key: it is made once, and shown to nobody. */
	fake_reply(&fake, POST, 200, REPLAYED);
	desk_serve();
	fake_screen(&fake, "new-code-lost");
	desk_keys("Enter");
	assert_false(desk_was_sent(POST));
	assert_true(fake_shows(&fake, "Summary"));
}

static void
a_refused_code_keeps_the_words(void **state)
{
	(void)state;
	say_how("license shown");
	desk_keys("y");
	fake_reply(&fake, POST, 403, "{\"code\":\"forbidden\",\"detail\":\"Only its team may do this.\"}");
	assert_true(fake_shows(&fake, "license shown"));
	assert_false(fake_shows(&fake, "Access code:"));
}

/* ---- at the end of an intake ---- */

static void
file_an_intake(void)
{
	command("intake");
	desk_keys("Right Tab n Tab");
	desk_type("Ivo");
	desk_keys("Tab Tab Tab Tab Tab Tab Tab Tab Tab o");
	for (int page = 0; page < 6 && !desk_was_sent("POST /v1/applications?dry_run=true"); page++)
		desk_keys("^R");
	fake_reply(&fake, "POST /v1/applications?dry_run=true", 200, served.application);
	desk_keys("y");
	assert_true(desk_was_sent("POST /v1/applications"));
}

static void
an_intake_that_was_left_says_that_its_code_was_not_seen(void **state)
{
	(void)state;
	file_an_intake();
	desk_keys("Esc");
	fake_reply(&fake, "POST /v1/applications", 201, MADE);
	assert_true(fake_shows(&fake, "A-26-000412 is taken in, but its access code was not seen"));
	assert_true(fake_shows(&fake, ":new-code"));
	assert_false(fake_shows(&fake, CODE));
}

static void
an_intake_whose_answer_was_lost_says_so(void **state)
{
	(void)state;
	file_an_intake();
	fake_fail(&fake, "POST /v1/applications", ERR_OUTCOME_UNKNOWN);
	fake_wait(&fake, 1100);
	fake_reply(&fake, "POST /v1/applications", 201, REPLAYED);
	assert_true(fake_shows(&fake, "Taken in: A-26-000412"));
	assert_true(fake_shows(&fake, "the answer was lost"));
	assert_true(fake_shows(&fake, ":new-code"));
}

/* Too old to be sent again, all that is known is that it arrived. */
static void
an_intake_that_is_only_asked_about_opens_its_record(void **state)
{
	(void)state;
	file_an_intake();
	fake_fail(&fake, "POST /v1/applications", ERR_OUTCOME_UNKNOWN);
	for (int64_t waited = 0; waited < 7 * 60000 && !desk_was_sent("DELETE /v1/outcomes/"); waited += 1000) {
		fake_wait(&fake, 1000);
		if (desk_was_sent("POST /v1/applications"))
			fake_fail(&fake, "POST /v1/applications", ERR_OFFLINE);
	}
	fake_reply(&fake, "DELETE /v1/outcomes/", 200,
	           "{\"key\":\"k\",\"status\":201,\"effect\":{\"type\":\"application\",\"id\":\"a_0\"},\"seq\":9,\"at\":\"2025-11-21T21:00:00Z\"}");
	assert_true(fake_shows(&fake, "its access code was not seen"));
	desk_serve();
	assert_true(fake_shows(&fake, "Summary"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define SCREEN(test) cmocka_unit_test_setup_teardown(test, desk_start, desk_stop)
		SCREEN(a_code_is_made_for_who_is_known_and_shown_once),
		SCREEN(it_is_said_whether_anything_tells_the_customer),
		SCREEN(a_code_that_came_when_its_screen_was_left_is_said_to_be_unseen),
		SCREEN(a_code_whose_answer_was_lost_is_said_to_be_unseen),
		SCREEN(a_refused_code_keeps_the_words),
		SCREEN(an_intake_that_was_left_says_that_its_code_was_not_seen),
		SCREEN(an_intake_whose_answer_was_lost_says_so),
		SCREEN(an_intake_that_is_only_asked_about_opens_its_record),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Signing in, where what was compared is another by the time that it is
 * written: a new password in between, or the person gone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/secret.h"
#include "base/str.h"
#include "server/service/agency.h"
#include "server/service/session.h"
#include "server/service/throttle.h"
#include "desk_fixture.h"

static struct err err;
static struct throttle *throttle;

static void
change_ana(const char *to)
{
	test_store_exec(&agency.store, arena_printf(&agency.arena, "UPDATE worker SET %s WHERE id = 'w_ana'", to));
}

static void
set_password(const char *password)
{
	char hash[PASSWORD_HASH_MAX];

	assert_true(password_hash(hash, password));
	change_ana(arena_printf(&agency.arena, "password_hash = '%s'", hash));
}

/* The slow half. */
static struct sign_in *
compare(const char *password)
{
	const struct session_request request = { agency.ana.username, password, NULL };
	struct call slow = test_call(&agency, &agency.ana, -1);
	struct sign_in *sign_in;

	if (!session_check(&slow, throttle, "192.0.2.1", &request, NULL, &sign_in, &err))
		fail_msg("%s %s", err_wire(err.code), err.detail);
	return sign_in;
}

/* The writer's half: were they let in? */
static bool
is_let_in(struct sign_in *sign_in)
{
	struct session_view view = { .token = NULL };

	if (!TEST_ACT(&agency, &agency.ana, -1, &err, session_open(&call, sign_in, &view, &err)))
		fail_msg("%s %s", err_wire(err.code), err.detail);
	assert_true((view.token != NULL) == sign_in->accepted);
	return view.token != NULL;
}

static int64_t
refusals(void)
{
	return test_store_int(&agency.store, "SELECT count(*) FROM event WHERE type = 'session.refused'");
}

static void
the_old_password_opens_nothing_once_there_is_another(void **state)
{
	(void)state;
	set_password("the old one of Ana");
	struct sign_in *early = compare("the old one of Ana"), *late = compare("the old one of Ana");
	assert_true(early->accepted && late->accepted);
	assert_true(is_let_in(early));
	int64_t sessions = test_store_int(&agency.store, "SELECT count(*) FROM session"), refused = refusals();

	set_password("the new one of Ana");
	assert_false(is_let_in(late));
	assert_int_equal(late->refusal, ERR_UNAUTHENTICATED);
	assert_int_equal(test_store_int(&agency.store, "SELECT count(*) FROM session"), sessions);
	assert_int_equal(refusals(), refused + 1);
	assert_true(is_let_in(compare("the new one of Ana")));
}

static void
who_left_meanwhile_is_not_let_in(void **state)
{
	(void)state;
	set_password("the last one of Ana");
	struct sign_in *late = compare("the last one of Ana");

	change_ana("active = 0");
	assert_false(is_let_in(late));
	assert_int_equal(late->refusal, ERR_UNAUTHENTICATED);
	change_ana("active = 1");
	assert_true(is_let_in(compare("the last one of Ana")));
}

/* A worker's journal key is the agency's to open; of Ana's here there is only a place for it. */
static void
give_journal_key(void)
{
	static const uint8_t key[SECRET_KEY_BYTES] = { 7 };
	struct buf sealed = BUF_INIT(256);
	char hex[513];

	seal(&sealed, agency_key(agency.agency, KEY_JOURNAL), key, sizeof(key));
	assert_true(sealed.len <= 256);
	hex_text(hex, (const void *)sealed.data, sealed.len);
	change_ana(arena_printf(&agency.arena,
		test_store_is_postgres() ? "journal_key = decode('%s', 'hex')" : "journal_key = x'%s'", hex));
	buf_done(&sealed);
}

static int
open_desk(void **state)
{
	int opened = test_desk_open(state);

	throttle = throttle_new();
	give_journal_key();
	return opened;
}

static int
close_desk(void **state)
{
	throttle_free(throttle);
	return test_desk_close(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_old_password_opens_nothing_once_there_is_another, test_same_day_again),
		cmocka_unit_test_setup(who_left_meanwhile_is_not_let_in, test_same_day_again),
	};
	return cmocka_run_group_tests(tests, open_desk, close_desk);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Signing in, and setting up a second factor, where what was compared is another
 * by the time that it is written: a new password in between, or the person gone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/str.h"
#include "server/service/agency.h"
#include "server/service/otp.h"
#include "server/service/second_factor.h"
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

/* Sealed as the agency seals it, as the literal of a statement. */
static const char *
sealed_literal(enum agency_key which, const uint8_t *plain, size_t len)
{
	struct buf sealed = BUF_INIT(256);
	char hex[513];

	seal(&sealed, agency_key(agency.agency, which), plain, len);
	assert_true(sealed.len <= 256);
	hex_text(hex, (const void *)sealed.data, sealed.len);
	buf_done(&sealed);
	return arena_printf(&agency.arena, test_store_is_postgres() ? "decode('%s', 'hex')" : "x'%s'", hex);
}

/* A worker's journal key is the agency's to open; of Ana's here there is only a place for it. */
static void
give_journal_key(void)
{
	static const uint8_t key[SECRET_KEY_BYTES] = { 7 };

	change_ana(arena_printf(&agency.arena, "journal_key = %s", sealed_literal(KEY_JOURNAL, key, sizeof(key))));
}

/* ---- a second factor ---- */

static const uint8_t phone[OTP_SECRET_BYTES] = { 1 }, other_phone[OTP_SECRET_BYTES] = { 2 };

static void
forget_factor(void)
{
	test_store_exec(&agency.store, "DELETE FROM second_factor WHERE worker_id = 'w_ana'");
}

static void
confirm_factor(const uint8_t *secret)
{
	forget_factor();
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"INSERT INTO second_factor (worker_id, secret, confirmed_at, used_step) VALUES ('w_ana', %s, 1, 0)",
		sealed_literal(KEY_SECOND_FACTOR, secret, OTP_SECRET_BYTES)));
}

/* The slow half. */
static struct second_factor_start *
prove(const char *password, const char *otp)
{
	struct call slow = test_call(&agency, &agency.ana, -1);
	struct second_factor_start *start = NULL;
	struct second_factor_proof proof;
	const char *hash;

	if (!session_password_check(&slow, throttle, "192.0.2.1", password, otp, &hash, &proof, &err) ||
		!second_factor_prepare(&slow, hash, &proof, &start, &err))
		fail_msg("%s %s", err_wire(err.code), err.detail);
	return start;
}

static const char *
present_code(const uint8_t *secret)
{
	char *code = arena_alloc(&agency.arena, OTP_DIGITS + 1);

	otp_code(code, secret, OTP_SECRET_BYTES, clock_real_ms() / 1000 / OTP_STEP_S);
	return code;
}

/* The writer's half: what it is refused for, or "". */
static const char *
begin(const struct second_factor_start *start)
{
	struct second_factor_view view = { .secret = NULL };

	err = (struct err){ .code = ERR_NONE };
	if (TEST_ACT(&agency, &agency.ana, -1, &err, second_factor_begin(&call, start, &view, &err))) {
		assert_non_null(view.secret);
		return "";
	}
	return err.code == ERR_VALIDATION_FAILED ? err.fields[0].pointer : err_wire(err.code);
}

static int64_t
confirmed_factors(void)
{
	return test_store_int(&agency.store,
		"SELECT count(*) FROM second_factor WHERE worker_id = 'w_ana' AND confirmed_at > 0");
}

static void
the_old_password_begins_no_second_factor_once_there_is_another(void **state)
{
	(void)state;
	forget_factor();
	set_password("the old one of Ana");
	struct second_factor_start *early = prove("the old one of Ana", NULL), *late = prove("the old one of Ana", NULL);
	assert_string_equal(begin(early), "");
	forget_factor();
	set_password("the new one of Ana");
	assert_string_equal(begin(late), "/password");
	assert_int_equal(test_store_int(&agency.store, "SELECT count(*) FROM second_factor WHERE worker_id = 'w_ana'"), 0);
	/* Nor with the right one, who left. */
	late = prove("the new one of Ana", NULL);
	change_ana("active = 0");
	assert_string_equal(begin(late), "unauthenticated");
	change_ana("active = 1");
	assert_string_equal(begin(late), "");
}

static void
a_second_factor_that_came_meanwhile_gives_way_to_its_own_code_alone(void **state)
{
	(void)state;
	forget_factor();
	set_password("the one of Ana");
	struct second_factor_start *late = prove("the one of Ana", NULL);

	confirm_factor(phone);
	assert_string_equal(begin(late), "/otp");
	assert_string_equal(err.fields[0].code, "required");
	/* Another one since, though the code was the first one's. */
	late = prove("the one of Ana", present_code(phone));
	confirm_factor(other_phone);
	assert_string_equal(begin(late), "/otp");
	assert_string_equal(err.fields[0].code, "wrong");
	/* Somebody was faster with the same code. */
	late = prove("the one of Ana", present_code(other_phone));
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE second_factor SET used_step = %lld", (long long)(clock_real_ms() / 1000 / OTP_STEP_S + 2)));
	assert_string_equal(begin(late), "/otp");
	assert_int_equal(confirmed_factors(), 1);
	test_store_exec(&agency.store, "UPDATE second_factor SET used_step = 0");
	assert_string_equal(begin(late), "");
	assert_int_equal(confirmed_factors(), 0);
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
		cmocka_unit_test_setup(the_old_password_begins_no_second_factor_once_there_is_another, test_same_day_again),
		cmocka_unit_test_setup(a_second_factor_that_came_meanwhile_gives_way_to_its_own_code_alone, test_same_day_again),
	};
	return cmocka_run_group_tests(tests, open_desk, close_desk);
}

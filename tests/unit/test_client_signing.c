/* SPDX-License-Identifier: Apache-2.0
 *
 * The course of the signing key on the workstation: made at the first sign-in,
 * opened at the next, wiped when the screen is locked, and back after it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/secret.h"
#include "base/str.h"
#include "client_fake.h"

static struct fake fake;

static const struct signing *
signing(void)
{
	return &app_model(fake.app)->signing;
}

static void
start(bool has_key)
{
	char id[SIGN_KEY_ID_TEXT], public_key[SIGN_PUBLIC_TEXT];
	struct buf session = BUF_INIT(4096);

	fake_start(&fake, 24, 80);
	fake.signing_by_hand = true;
	sign_key_make(fake.secret, fake.public_key);
	sign_key_id(id, fake.public_key);
	sign_public_text(public_key, fake.public_key);
	fake_type(&fake, "ana");
	fake_keys(&fake, "Tab");
	fake_type(&fake, "sesame");
	fake_keys(&fake, "Enter");
	assert_string_equal(fake.password, "sesame");
	buf_puts(&session, "{\"token\":\"t\",\"expires_at\":\"2025-11-22T04:00:00Z\",\"idle_timeout_s\":1800,"
	                   "\"journal_key\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\","
	                   "\"worker\":{\"id\":\"w_ana\",\"username\":\"ana\",\"name\":\"Ana Ruiz\","
	                   "\"roles\":[\"caseworker\"]}");
	if (has_key)
		buf_printf(&session, ",\"signing_key\":{\"key\":\"%s\",\"public_key\":\"%s\",\"sealed\":\"%s\"}",
		           id, public_key, FAKE_SEALED);
	buf_putc(&session, '}');
	fake_reply(&fake, "POST /v1/sessions", 201, session.data);
	buf_done(&session);
	assert_int_equal(signing()->state, SIGNING_OPENING);
	assert_non_null(signing_why_not(signing()));
}

static void
settle(enum signing_job job, bool ok)
{
	fake_signing(&fake, job, ok);
	fake_paint(&fake);
}

static void
a_first_key_counts_once_the_server_has_it(void **state)
{
	(void)state;
	start(false);
	assert_int_equal(fake.signing_job, SIGNING_MAKE);
	settle(SIGNING_MAKE, true);
	struct request *put = fake_request(&fake, "PUT /v1/me/signing-key");
	assert_non_null(strstr(put->body, FAKE_SEALED));
	assert_null(strstr(put->body, "sesame"));
	assert_int_equal(signing()->state, SIGNING_OPENING);
	fake_reply(&fake, "PUT /v1/me/signing-key", 200, "{}");
	assert_int_equal(signing()->state, SIGNING_READY);
	assert_string_equal(fake.password, ""); /* not kept longer than it is needed */
	fake_stop(&fake);
}

static void
a_line_that_is_down_is_tried_again(void **state)
{
	(void)state;
	start(false);
	settle(SIGNING_MAKE, true);
	fake_fail(&fake, "PUT /v1/me/signing-key", ERR_OFFLINE);
	assert_int_equal(signing()->state, SIGNING_OPENING);
	fake_wait(&fake, 6000);
	fake_reply(&fake, "PUT /v1/me/signing-key", 200, "{}");
	assert_int_equal(signing()->state, SIGNING_READY);
	fake_stop(&fake);
}

static void
the_key_of_a_faster_terminal_is_taken(void **state)
{
	char public_key[SIGN_PUBLIC_TEXT];
	struct buf key = BUF_INIT(1024);
	uint8_t secret[SIGN_SECRET_BYTES];

	(void)state;
	start(false);
	settle(SIGNING_MAKE, true);
	fake_reply(&fake, "PUT /v1/me/signing-key", 409,
	           "{\"type\":\"about:blank\",\"code\":\"signing_key_exists\",\"status\":409,\"title\":\"x\"}");
	sign_key_make(secret, fake.public_key);
	memcpy(fake.secret, secret, sizeof(secret));
	sign_public_text(public_key, fake.public_key);
	buf_printf(&key, "{\"key\":\"k\",\"public_key\":\"%s\",\"sealed\":\"%s\"}", public_key, FAKE_SEALED);
	fake_reply(&fake, "GET /v1/me/signing-key", 200, key.data);
	buf_done(&key);
	assert_int_equal(fake.signing_job, SIGNING_OPEN);
	assert_string_equal(fake.password, "sesame");
	settle(SIGNING_OPEN, true);
	assert_int_equal(signing()->state, SIGNING_READY);
	assert_memory_equal(signing()->secret, secret, sizeof(secret));
	fake_stop(&fake);
}

static void
a_lock_wipes_the_key_and_the_password_opens_it_again(void **state)
{
	(void)state;
	start(true);
	assert_int_equal(fake.signing_job, SIGNING_OPEN);
	settle(SIGNING_OPEN, true);
	assert_non_null(signing()->secret);
	fake_keys(&fake, "^X");
	assert_null(signing()->secret);
	assert_int_equal(signing()->state, SIGNING_SHUT);
	assert_int_equal(fake.signing_job, SIGNING_STOP);

	fake_type(&fake, "wrong");
	fake_keys(&fake, "Enter");
	assert_string_equal(fake.password, "wrong");
	fake_reply(&fake, "POST /v1/sessions", 401,
	           "{\"type\":\"about:blank\",\"code\":\"unauthenticated\",\"status\":401,\"title\":\"x\"}");
	assert_string_equal(fake.password, "");
	assert_null(signing()->secret);
	fake_stop(&fake);
}

static void
a_result_that_comes_after_the_lock_is_not_kept(void **state)
{
	(void)state;
	start(true);
	fake_keys(&fake, "^X");
	settle(SIGNING_OPEN, true);
	assert_null(signing()->secret);
	assert_int_equal(signing()->state, SIGNING_SHUT);
	fake_stop(&fake);
}

static void
a_key_that_does_not_open_is_said_at_once(void **state)
{
	(void)state;
	start(true);
	settle(SIGNING_OPEN, false);
	assert_int_equal(signing()->state, SIGNING_FAILED);
	assert_true(fake_shows(&fake, "Your signing key does not open"));
	fake_stop(&fake);
}

/* From "sesame" to "open-sesame", up to the second time that it is typed. */
static void
type_new_password(const char *again)
{
	fake_keys(&fake, ":");
	fake_type(&fake, "change-password");
	fake_keys(&fake, "Enter");
	fake_type(&fake, "sesame");
	fake_keys(&fake, "Tab");
	fake_type(&fake, "open-sesame");
	fake_keys(&fake, "Tab");
	fake_type(&fake, again);
}

/* Else it would be one that nobody knows, with a key that it does not open. */
static void
a_key_too_many_while_it_is_sealed_is_no_part_of_the_password(void **state)
{
	(void)state;
	start(true);
	settle(SIGNING_OPEN, true);
	type_new_password("open-sesame");
	fake_keys(&fake, "Enter S-Tab");
	fake_type(&fake, "x");
	settle(SIGNING_SEAL, true);
	assert_non_null(strstr(fake_request(&fake, "PUT /v1/me/password")->body, "\"new\":\"open-sesame\""));
	fake_stop(&fake);
}

static void
a_new_password_goes_out_with_the_key_sealed_under_it(void **state)
{
	(void)state;
	start(true);
	settle(SIGNING_OPEN, true);
	type_new_password("open-sesam");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "not what stands above"));
	assert_string_equal(fake.password, "");
	fake_type(&fake, "e");
	fake_keys(&fake, "Enter");
	assert_int_equal(fake.signing_job, SIGNING_SEAL);
	assert_string_equal(fake.password, "open-sesame");
	assert_false(fake_was_asked(&fake, "PUT /v1/me/password"));
	assert_false(fake_shows(&fake, "sesame"));
	settle(SIGNING_SEAL, true);
	assert_string_equal(fake.password, "");
	struct request *put = fake_request(&fake, "PUT /v1/me/password");
	assert_non_null(strstr(put->body, "{\"current\":\"sesame\",\"new\":\"open-sesame\",\"signing_key\":{\"key\":"));
	assert_non_null(strstr(put->body, FAKE_SEALED));
	assert_string_equal(put->key, ""); /* so that neither journal nor server keeps anything of it */
	fake_reply(&fake, "PUT /v1/me/password", 422,
	           "{\"type\":\"about:blank\",\"code\":\"password_wrong\",\"status\":422,\"title\":\"x\"}");
	assert_true(fake_shows(&fake, "That is not the present password."));
	fake_wait(&fake, 2000); /* the refusal has been read */
	fake_type(&fake, "sesam2");
	fake_keys(&fake, "Enter");
	settle(SIGNING_SEAL, true);
	fake_reply(&fake, "PUT /v1/me/password", 204, "");
	assert_true(fake_shows(&fake, "The password is changed"));
	assert_int_equal(signing()->state, SIGNING_READY);
	assert_int_equal(fake.journal_records, 0);
	fake_stop(&fake);
}

static void
a_request_that_asks_for_it_is_signed_over_its_body(void **state)
{
	struct signing own = { .state = SIGNING_READY };
	struct request request = { .flags = REQUEST_SIGN, .body = (char[]){ "{\"outcome\":\"denied\"}" } };
	char id[SIGN_KEY_ID_TEXT], text[SIGN_SIGNATURE_TEXT];
	uint8_t signature[SIGN_SIGNATURE_BYTES];

	(void)state;
	assert_true(secret_init());
	own.secret = secret_alloc(SIGN_SECRET_BYTES);
	sign_key_make(own.secret, own.public_key);
	sign_key_id(own.key_id, own.public_key);
	signing_sign(&own, &request);
	assert_true(sign_header_read(request.signature, id, text, signature));
	assert_string_equal(id, own.key_id);
	assert_true(sign_holds(signature, own.public_key, request.body, strlen(request.body)));

	struct request note = { .body = (char[]){ "{}" } };
	signing_sign(&own, &note);
	assert_string_equal(note.signature, "");
	signing_forget(&own);
	assert_null(own.secret);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_first_key_counts_once_the_server_has_it),
		cmocka_unit_test(a_line_that_is_down_is_tried_again),
		cmocka_unit_test(the_key_of_a_faster_terminal_is_taken),
		cmocka_unit_test(a_lock_wipes_the_key_and_the_password_opens_it_again),
		cmocka_unit_test(a_result_that_comes_after_the_lock_is_not_kept),
		cmocka_unit_test(a_key_that_does_not_open_is_said_at_once),
		cmocka_unit_test(a_key_too_many_while_it_is_sealed_is_no_part_of_the_password),
		cmocka_unit_test(a_new_password_goes_out_with_the_key_sealed_under_it),
		cmocka_unit_test(a_request_that_asks_for_it_is_signed_over_its_body),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

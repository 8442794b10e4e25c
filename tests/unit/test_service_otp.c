/* SPDX-License-Identifier: Apache-2.0
 *
 * Codes by time against the vectors of RFC 6238 (SHA-1; its eight digits end
 * in these six), and what of them is taken.
 */
#include "test_base.h"

#include "server/service/otp.h"

static const uint8_t secret[] = "12345678901234567890";
enum { SECRET_LEN = sizeof(secret) - 1 };

static void
the_codes_are_those_of_the_rfc(void **state)
{
	static const struct { int64_t at_s; const char *code; } vectors[] = {
		{ 59, "287082" },          { 1111111109, "081804" }, { 1111111111, "050471" },
		{ 1234567890, "005924" },  { 2000000000, "279037" }, { 20000000000, "353130" },
	};
	char code[OTP_DIGITS + 1];

	(void)state;
	for (size_t i = 0; i < countof(vectors); i++) {
		otp_code(code, secret, SECRET_LEN, vectors[i].at_s / OTP_STEP_S);
		assert_string_equal(code, vectors[i].code);
	}
}

static void
a_code_is_taken_one_step_early_or_late_and_no_more(void **state)
{
	int64_t step = 0;

	(void)state;
	assert_true(otp_matches(secret, SECRET_LEN, "081804", 1111111109, &step));
	assert_int_equal(step, 1111111109 / 30);
	/* A step later its code is the one before the present one: still the same step. */
	assert_true(otp_matches(secret, SECRET_LEN, "081804", 1111111109 + 30, &step));
	assert_int_equal(step, 1111111109 / 30);
	assert_true(otp_matches(secret, SECRET_LEN, "081804", 1111111109 - 30, &step));
	assert_false(otp_matches(secret, SECRET_LEN, "081804", 1111111109 + 60, &step));
	assert_false(otp_matches(secret, SECRET_LEN, "081804", 1111111109 - 60, &step));
}

static void
what_is_no_code_is_not_taken(void **state)
{
	static const char *const wrong[] = { "", "08180", "0818040", "081805", "      ", "08180\xff" };
	int64_t step = 0;

	(void)state;
	for (size_t i = 0; i < countof(wrong); i++)
		assert_false(otp_matches(secret, SECRET_LEN, wrong[i], 1111111109, &step));
}

static void
a_secret_is_shown_as_an_authenticator_reads_it(void **state)
{
	char text[OTP_SECRET_TEXT], uri[OTP_URI_MAX];

	(void)state;
	otp_secret_text(text, secret);
	assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	otp_uri(uri, "ana", text);
	assert_string_equal(uri, "otpauth://totp/caseload:ana?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	                         "&issuer=caseload&algorithm=SHA1&digits=6&period=30");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_codes_are_those_of_the_rfc),
		cmocka_unit_test(a_code_is_taken_one_step_early_or_late_and_no_more),
		cmocka_unit_test(what_is_no_code_is_not_taken),
		cmocka_unit_test(a_secret_is_shown_as_an_authenticator_reads_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * One-time codes over liboath.
 */
#include "config.h"

#include "server/service/otp.h"

#include <liboath/oath.h>

#include "base/secret.h"

void
otp_code(char out[OTP_DIGITS + 1], const uint8_t *secret, size_t len, int64_t step)
{
	/* Fails only for digits or sizes other than these. */
	int status = oath_totp_generate((const char *)secret, len, (time_t)(step * OTP_STEP_S), OTP_STEP_S, 0,
	                                OTP_DIGITS, out);

	assert(status == OATH_OK);
	(void)status;
}

bool
otp_matches(const uint8_t *secret, size_t len, const char *code, int64_t now_s, int64_t *ret_step)
{
	char right[OTP_DIGITS + 1];
	int64_t now = now_s / OTP_STEP_S, step;
	bool found = false;

	if (strlen(code) != OTP_DIGITS)
		return false;
	/* All of the window, whichever it is: the time taken tells nothing. */
	for (step = now - OTP_WINDOW; step <= now + OTP_WINDOW; step++) {
		otp_code(right, secret, len, step);
		if (same_bytes(right, code, OTP_DIGITS)) {
			*ret_step = step;
			found = true;
		}
	}
	secret_wipe(right, sizeof(right));
	return found;
}

void
otp_secret_text(char out[OTP_SECRET_TEXT], const uint8_t secret[OTP_SECRET_BYTES])
{
	char *text = NULL;
	size_t len = 0;

	static_assert(OTP_SECRET_BYTES % 5 == 0, "no padding in base32");
	if (oath_base32_encode((const char *)secret, OTP_SECRET_BYTES, &text, &len) != OATH_OK)
		oom_exit();
	assert(len == OTP_SECRET_TEXT - 1);
	memcpy(out, text, len);
	out[len] = '\0';
	free(text);
}

void
otp_uri(char out[OTP_URI_MAX], const char *username, const char *secret_text)
{
	/* Usernames are made of small letters, digits, dot and hyphen. */
	snprintf(out, OTP_URI_MAX, "otpauth://totp/caseload:%s?secret=%s&issuer=caseload&algorithm=SHA1&digits=%d&period=%d",
	         username, secret_text, OTP_DIGITS, OTP_STEP_S);
}

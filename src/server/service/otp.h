/* SPDX-License-Identifier: Apache-2.0
 *
 * One-time codes by time (RFC 6238: SHA-1, six digits, thirty seconds), and
 * the form in which a secret is shown to a person.  Over liboath.
 */
#ifndef SERVICE_OTP_H
#define SERVICE_OTP_H

#include "base/base.h"

enum {
	OTP_SECRET_BYTES = 20,
	OTP_DIGITS = 6,
	OTP_STEP_S = 30,
	OTP_WINDOW = 1,       /* steps that a phone's clock may be off, either way */
	OTP_SECRET_TEXT = 33, /* base32 of the secret, and NUL */
	OTP_URI_MAX = 300
};

/* The code of one step. */
void otp_code(char out[OTP_DIGITS + 1], const uint8_t *secret, size_t len, int64_t step);
/* True with the step that a code belongs to: one of the window around now. */
bool otp_matches(const uint8_t *secret, size_t len, const char *code, int64_t now_s, int64_t *ret_step) must_use;
void otp_secret_text(char out[OTP_SECRET_TEXT], const uint8_t secret[OTP_SECRET_BYTES]);
/* "otpauth://totp/...": what an authenticator takes in. */
void otp_uri(char out[OTP_URI_MAX], const char *username, const char *secret_text);

#endif

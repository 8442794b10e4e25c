/* SPDX-License-Identifier: Apache-2.0
 *
 * The signing key's states, and signing.
 */
#include "client/model/signing.h"

#include "base/str.h"
#include "base/words.h"

bool
signing_take_key(struct signing *signing, const struct json *key, struct err *err)
{
	const char *sealed = json_text(json_get(key, "sealed"));

	signing_forget(signing);
	if (!key)
		return true;
	if (!sign_public_read(signing->public_key, json_text(json_get(key, "public_key"))) ||
	    !sign_is_sealed(sealed)) {
		signing_forget(signing);
		return err_set(err, ERR_INTERNAL, "signing_key in the answer is none");
	}
	str_copy(signing->sealed, sizeof signing->sealed, sealed);
	sign_key_id(signing->key_id, signing->public_key);
	return true;
}

void
signing_take_result(struct signing *signing, const struct signing_result *result)
{
	if (!result->ok) {
		signing_shut(signing);
		signing->state = SIGNING_FAILED;
		return;
	}
	memcpy(signing->public_key, result->public_key, SIGN_PUBLIC_BYTES);
	sign_key_id(signing->key_id, signing->public_key);
	if (!signing->secret)
		signing->secret = secret_alloc(SIGN_SECRET_BYTES);
	memcpy(signing->secret, result->secret, SIGN_SECRET_BYTES);
	if (result->job == SIGNING_MAKE) {
		str_copy(signing->sealed, sizeof signing->sealed, result->sealed);
		str_copy(signing->proof, sizeof signing->proof, result->proof);
	} else {
		signing->state = SIGNING_READY;
	}
}

void
signing_shut(struct signing *signing)
{
	secret_free(signing->secret);
	signing->secret = NULL;
	signing->state = SIGNING_SHUT;
}

void
signing_forget(struct signing *signing)
{
	signing_shut(signing);
	*signing = (struct signing){ .state = SIGNING_SHUT };
}

void
signing_sign(const struct signing *signing, struct request *request)
{
	uint8_t signature[SIGN_SIGNATURE_BYTES];

	if (!(request->flags & REQUEST_SIGN) || signing->state != SIGNING_READY || !request->body)
		return;
	sign_bytes(signature, signing->secret, request->body, strlen(request->body));
	sign_header(request->signature, signing->key_id, signature);
}

const char *
signing_why_not(const struct signing *signing)
{
	if (signing->state == SIGNING_OPENING)
		return _("Your signing key is still being opened; try again in a moment.");
	if (signing->state == SIGNING_FAILED && !signing->sealed[0])
		return _("Your signing key could not be made; there is not enough memory. Sign in again.");
	if (signing->state == SIGNING_FAILED)
		return _("Your signing key does not open; ask an administrator for a new password.");
	return NULL;
}

void
signing_registration(const struct signing *signing, struct buf *body)
{
	struct json_out out = JSON_OUT(body);
	char public_key[SIGN_PUBLIC_TEXT];

	sign_public_text(public_key, signing->public_key);
	json_begin_object(&out, NULL);
	json_put_text(&out, "public_key", public_key);
	json_put_text(&out, "sealed", signing->sealed);
	json_put_text(&out, "proof", signing->proof);
	json_end_object(&out);
}

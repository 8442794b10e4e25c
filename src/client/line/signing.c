/* SPDX-License-Identifier: Apache-2.0
 *
 * The signing key in the linear mode: here one waits, so it is made and opened
 * in place.
 */
#include "client/line/private.h"

#include "base/clock.h"
#include "base/secret.h"
#include "base/str.h"

static bool
refuse(const struct err *err, int *ret_exit)
{
	*ret_exit = line_refuse(err);
	return false;
}

static bool
key_open(struct line *line, const char *password, int *ret_exit)
{
	struct signing *signing = &line->signing;
	uint8_t *secret = secret_alloc(SIGN_SECRET_BYTES);
	struct signing_result result = { .job = SIGNING_OPEN, .secret = secret,
		                         .public_key = signing->public_key };
	struct err err = { 0 };

	result.ok = sign_key_open(secret, signing->sealed, signing->public_key, password);
	signing_take_result(signing, &result);
	secret_free(secret);
	if (result.ok)
		return true;
	err_set(&err, ERR_SIGNATURE_REFUSED, "%s", signing_why_not(signing));
	return refuse(&err, ret_exit);
}

/* The server has to have it before anything is signed with it. */
static bool
key_register(struct line *line, struct err *err)
{
	struct answer_kept answer = ANSWER_INIT;
	struct buf body = BUF_INIT(2048);
	char key[ID_TEXT_MAX];

	signing_registration(&line->signing, &body);
	/* --key is the verb's own. */
	random_id(key, "k_", clock_real_ms());
	bool ok = line_write(line, &answer, &(struct write){ .method = "PUT", .path = "/v1/me/signing-key",
	                                                     .body = body.data, .key = key });
	if (!ok)
		*err = answer.err;
	buf_done(&body);
	answer_done(&answer);
	return ok;
}

static bool
key_read(struct line *line, struct err *err)
{
	struct answer_kept answer = ANSWER_INIT;
	bool ok = line_get(line, &answer, "/v1/me/signing-key");

	if (ok)
		ok = signing_take_key(&line->signing, answer.json, err);
	else
		*err = answer.err;
	answer_done(&answer);
	return ok;
}

static bool
key_make(struct line *line, const char *worker_id, const char *password, int *ret_exit)
{
	uint8_t *secret = secret_alloc(SIGN_SECRET_BYTES), public_key[SIGN_PUBLIC_BYTES];
	char sealed[SIGN_SEALED_TEXT], proof[SIGN_SIGNATURE_TEXT];
	struct signing_result result = { .job = SIGNING_MAKE, .secret = secret, .public_key = public_key,
		                         .sealed = sealed, .proof = proof };
	struct err err = { 0 };

	sign_key_make(secret, public_key);
	result.ok = sign_key_seal(sealed, secret, password);
	if (result.ok)
		sign_proof(proof, secret, worker_id, sealed);
	signing_take_result(&line->signing, &result);
	secret_free(secret);
	if (!result.ok) {
		err_set(&err, ERR_SIGNATURE_REFUSED, "%s", signing_why_not(&line->signing));
		return refuse(&err, ret_exit);
	}
	if (key_register(line, &err)) {
		line->signing.state = SIGNING_READY;
		return true;
	}
	/* Made on another terminal in the meantime: that one it is. */
	if (err.code == ERR_SIGNING_KEY_EXISTS && key_read(line, &err))
		return key_open(line, password, ret_exit);
	/* A verb that signs nothing can do without; the next sign-in tries again. */
	return line->options->verb != VERB_DECIDE || refuse(&err, ret_exit);
}

bool
line_signing_open(struct line *line, const struct json *session, const char *password, int *ret_exit)
{
	const char *worker_id = json_text(json_get(json_get(session, "worker"), "id"));
	struct err err = { 0 };

	if (!signing_take_key(&line->signing, json_get(session, "signing_key"), &err))
		return refuse(&err, ret_exit);
	if (!line->signing.sealed[0])
		return key_make(line, worker_id ? worker_id : "", password, ret_exit);
	return line->options->verb != VERB_DECIDE || key_open(line, password, ret_exit);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The worker's signing key, as far as this workstation knows it: sealed as the
 * server keeps it, and open while its owner sits here.  Opening takes a tenth
 * of a second and is done elsewhere; what comes of it is taken in here.
 */
#ifndef CLIENT_MODEL_SIGNING_H
#define CLIENT_MODEL_SIGNING_H

#include "base/err.h"
#include "base/json.h"
#include "base/secret.h"
#include "base/sign.h"
#include "client/model/fx.h"

enum signing_state {
	SIGNING_SHUT,    /* nobody is here, or the screen is locked */
	SIGNING_OPENING, /* being made, registered or opened */
	SIGNING_READY,
	SIGNING_FAILED   /* does not open with this password */
};

/* Work for a thread of its own. */
enum signing_job {
	SIGNING_STOP, /* none: give up what is under way, forget the password */
	SIGNING_MAKE, /* a first key, sealed under the password held */
	SIGNING_OPEN, /* the sealed key, with the password held */
	SIGNING_SEAL  /* the open key, under the password held */
};

struct signing {
	enum signing_state state;
	char key_id[SIGN_KEY_ID_TEXT]; /* "" none yet */
	uint8_t public_key[SIGN_PUBLIC_BYTES];
	char sealed[SIGN_SEALED_TEXT];
	char proof[SIGN_SIGNATURE_TEXT]; /* of a key not registered yet */
	uint8_t *secret; /* SIGN_SECRET_BYTES of secret memory, or NULL */
};

/* What came of a job; borrowed. */
struct signing_result {
	enum signing_job job;
	bool ok;
	const uint8_t *secret;     /* MAKE, OPEN */
	const uint8_t *public_key; /* MAKE, OPEN */
	const char *sealed;        /* MAKE, SEAL */
	const char *proof;         /* MAKE, SEAL */
};

/* The key in an answer ({"key","public_key","sealed"}), NULL for none; it is
 * shut until it has been opened. */
bool signing_take_key(struct signing *signing, const struct json *key, struct err *err) must_use;
void signing_take_result(struct signing *signing, const struct signing_result *result);
/* Wipes the open key; what is sealed stays. */
void signing_shut(struct signing *signing);
void signing_forget(struct signing *signing);

/* Signs a request that asks for it (REQUEST_SIGN), where the key is open. */
void signing_sign(const struct signing *signing, struct request *request);
/* Why nothing can be signed now, translated; NULL: it can. */
const char *signing_why_not(const struct signing *signing);

/* {"public_key","sealed","proof"}: what registers a key just made. */
void signing_registration(const struct signing *signing, struct buf *body);

#endif

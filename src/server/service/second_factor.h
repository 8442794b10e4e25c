/* SPDX-License-Identifier: Apache-2.0
 *
 * The second thing that signing in asks for, beside the password: a code of
 * the worker's authenticator, or one of ten recovery codes.
 *
 * Settings say who has to: "second_factor" is off, optional or required, and
 * "second_factor_ROLE" says otherwise for a role; of several the strictest
 * counts.  Who has to and has none yet gets a session that can do nothing but
 * set one up.
 */
#ifndef SERVICE_SECOND_FACTOR_H
#define SERVICE_SECOND_FACTOR_H

#include "base/secret.h"
#include "proto/requests.h"
#include "server/service/service.h"

/* Has to set one up first?  For a session that is about to be used. */
bool second_factor_is_due(const struct agency *agency, struct db *db, const char *worker_id, unsigned roles,
                          struct arena *arena);

/* What came for a code, found good or not; used up by second_factor_spend(). */
struct second_factor_proof {
	enum err_code refusal; /* ERR_NONE, ERR_OTP_REQUIRED, ERR_OTP_INVALID */
	bool is_needed;
	bool by_recovery;
	int64_t step;
	uint8_t tag[32];
	const void *sealed; /* which secret it was held against */
	size_t sealed_len;
};

/* Reads; otp NULL or "": none was sent.  False: the data cannot be read. */
bool second_factor_check(struct call *call, const char *worker_id, unsigned roles, const char *otp,
                         struct second_factor_proof *ret, struct err *err) must_use;
/* In the writer.  False when somebody was faster with the same code. */
bool second_factor_spend(struct call *call, const char *worker_id, const struct second_factor_proof *proof) must_use;

/* ---- the worker's own ---- */

struct second_factor_start; /* a password found right, and a new secret */

bool second_factor_describe(struct call *call, struct second_factor_view *ret, struct err *err) must_use;
/* Off the writer; the password again, because a screen may stand open: the hash
 * that it matches, or NULL. */
bool second_factor_prepare(struct call *call, const char *password_hash, const struct second_factor_proof *proof,
                           struct second_factor_start **ret, struct err *err) must_use;
/* In the writer, which looks again. */
bool second_factor_begin(struct call *call, const struct second_factor_start *start,
                         struct second_factor_view *ret, struct err *err) must_use;
/* The first code proves that the authenticator has it; the answer has the
 * recovery codes, this once. */
bool second_factor_finish(struct call *call, const char *otp, struct second_factor_view *ret, struct err *err) must_use;

#endif

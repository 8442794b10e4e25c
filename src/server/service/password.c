/* SPDX-License-Identifier: Apache-2.0
 *
 * Changing one's own password.  The signing key is sealed under it, so both
 * change in one commit or neither does.
 */
#include "base/secret.h"
#include "base/sign.h"
#include "base/str.h"
#include "server/service/key_event.h"
#include "server/service/own_key.h"
#include "server/service/session.h"
#include "server/store/event_log.h"
#include "server/store/session.h"
#include "server/store/worker.h"

static_assert(sizeof(((struct password_change *)NULL)->new_hash) == PASSWORD_HASH_MAX, "a hash fits");

static bool
new_password_fits(const struct password_request *request, struct err *err)
{
	if (strlen(request->fresh) < PASSWORD_LEN_MIN)
		return err_field(err, "/new", "too_short", "At least %d characters.", PASSWORD_LEN_MIN);
	if (str_eq(request->fresh, request->current))
		return err_field(err, "/new", "unchanged", "That is the present password.");
	return true;
}

bool
password_check(struct call *call, struct throttle *throttle, const char *remote_address,
               const struct password_request *request, struct password_change **ret,
               struct err *err)
{
	assert(call && throttle && request && ret && err);
	struct password_change *change = arena_alloc(call->arena, sizeof *change);
	const char *username = call->actor->username;
	struct worker_secret secret;
	int wait_s;

	if (!new_password_fits(request, err))
		return false;
	wait_s = throttle_wait_s(throttle, username, remote_address);
	if (wait_s > 0) {
		err_set(err, ERR_RATE_LIMITED, "Too many tries for this name; try again in %d s.", wait_s);
		err->retry_after_s = wait_s;
		return false;
	}
	if (!worker_secret_find(call->db, username, call->arena, &secret))
		return db_take_failure(call->db, err) ? false : err_set(err, ERR_UNAUTHENTICATED, "Sign in again.");
	str_copy(change->old_hash, sizeof change->old_hash, secret.password_hash);
	if (!password_compare(secret.password_hash, request->current, &change->accepted, err) ||
	    (!change->accepted && !password_compare(secret.password_hash, request->fresh, &change->done, err)))
		return false;
	throttle_result(throttle, username, remote_address, change->accepted || change->done);
	if (change->accepted && !password_hash(change->new_hash, request->fresh))
		return err_set(err, ERR_BACKEND_UNAVAILABLE, "There is not enough memory to hash the password.");
	*ret = change;
	return true;
}

/* Somebody with this session guessed: that leaves a trace, like a sign-in refused. */
static bool
note_refusal(struct call *call, struct err *err)
{
	struct event event = { .type = EVENT_SESSION_REFUSED, .subject = { "worker", call->actor->id },
		               .actor = { .kind = AUTHOR_WORKER, .id = call->actor->id,
		                          .name = call->actor->name } };

	return event_append(call->txn, &event, NULL) || (db_take_failure(call->db, err), false);
}

static bool
seal_key(struct call *call, const struct resealed_key *resealed, struct err *err)
{
	struct signing_key_row active;
	bool has_key = signing_key_active(call->db, call->actor->id, call->arena, &active);

	if (!has_key && db_take_failure(call->db, err))
		return false;
	if (!has_key)
		return !resealed || err_field(err, "/signing_key", "unknown", "You have no signing key.");
	if (!resealed)
		return err_field(err, "/signing_key", "required",
		                 "Seal your signing key under the new password.");
	if (!str_eq(resealed->key, active.id))
		return err_field(err, "/signing_key/key", "differs", "This is not your active key.");
	if (!sign_proof_holds(resealed->proof, active.public_key, call->actor->id, resealed->sealed))
		return err_field(err, "/signing_key/proof", "does_not_hold",
		                 "Not made with your key over this sealed text.");
	return (signing_key_reseal(call->txn, active.id, resealed->sealed) &&
	        key_event(call, EVENT_KEY_RESEALED, &active)) ||
	       (db_take_failure(call->db, err), false);
}

bool
password_replace(struct call *call, const struct password_change *change,
                 const struct session *session, const struct password_request *request,
                 struct err *err)
{
	assert(call && call->txn && change && session && request && err);
	const char *const changed[] = { "password" };
	struct event event = { .type = EVENT_WORKER_CHANGED, .subject = { "worker", call->actor->id },
		               .changed = { arena_array(call->arena, 1, sizeof(char *)), 1 },
		               .actor = { .kind = AUTHOR_WORKER, .id = call->actor->id,
		                          .name = call->actor->name } };

	if (!change->accepted)
		return change->done || note_refusal(call, err);
	event.changed.at[0] = changed[0];
	call->sessions_of = call->actor->id;
	if (!seal_key(call, request->signing_key, err))
		return false;
	if (!worker_set_password(call->txn, call->actor->id, change->old_hash, change->new_hash))
		return db_take_failure(call->db, err) ? false
			: err_set(err, ERR_PASSWORD_WRONG, "It was changed in the meantime.");
	if (session_remove_others(call->txn, call->actor->id, session->token_hash) &&
	    event_append(call->txn, &event, NULL))
		return true;
	db_take_failure(call->db, err);
	return false;
}

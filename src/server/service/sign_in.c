/* SPDX-License-Identifier: Apache-2.0
 *
 * Signing in and out.
 */
#include "config.h"

#include <stdatomic.h>

#include "base/clock.h"
#include "base/str.h"
#include "server/limits.h"
#include "server/service/agency.h"
#include "server/service/draft.h"
#include "server/service/own_key.h"
#include "server/service/session.h"
#include "server/service/throttle.h"
#include "server/store/event_log.h"
#include "server/store/session.h"
#include "server/store/worker.h"

/* A hash that no password has, so that unknown names take as long as known ones. */
static const char *
nobodys_hash(void)
{
	static char hash[PASSWORD_HASH_MAX];
	static _Atomic int ready;
	char made[PASSWORD_HASH_MAX], password[40];
	uint8_t bytes[16];
	int expected = 0;

	if (atomic_load(&ready) == 2)
		return hash;
	random_bytes(bytes, sizeof(bytes));
	hex_text(password, bytes, sizeof(bytes));
	if (!password_hash(made, password))
		return "";
	if (atomic_compare_exchange_strong(&ready, &expected, 1)) {
		memcpy(hash, made, sizeof(hash));
		atomic_store(&ready, 2);
	}
	return atomic_load(&ready) == 2 ? hash : "";
}

static bool
may_try(struct throttle *throttle, const char *username, const char *remote_address, struct err *err)
{
	int wait_s = throttle_wait_s(throttle, username, remote_address);

	if (wait_s == 0)
		return true;
	err_set(err, ERR_RATE_LIMITED, "Too many tries for this name; try again in %d s.", wait_s);
	err->retry_after_s = wait_s;
	return false;
}

/* The password was right: is more needed, and did it come? */
static bool
factor_check(struct call *call, const struct session_request *request, struct sign_in *sign_in, struct err *err)
{
	struct actor actor;

	if (!worker_actor(call->db, sign_in->worker_id, call->arena, &actor))
		return db_take_failure(call->db, err) ? false : err_set(err, ERR_UNAUTHENTICATED, "Sign in again.");
	if (!second_factor_check(call, actor.id, actor.roles, request->otp, &sign_in->proof, err))
		return false;
	if (sign_in->proof.refusal != ERR_NONE) {
		sign_in->accepted = false;
		sign_in->refusal = sign_in->proof.refusal;
	}
	return true;
}

/* Whether a code is good, and whether it still is, turns out when it is used up:
 * until then the try counts as failed, or a code that nobody has would wipe out
 * the count of those guessed before it. */
static void
judge_or_wait(struct throttle *throttle, const char *remote_address, struct sign_in *sign_in)
{
	if (sign_in->refusal == ERR_OTP_REQUIRED) {
		throttle_halfway(throttle, sign_in->username, remote_address);
	} else if (sign_in->accepted && sign_in->proof.is_needed) {
		sign_in->unjudged = throttle;
		sign_in->remote_address = remote_address;
	} else {
		throttle_result(throttle, sign_in->username, remote_address, sign_in->accepted);
	}
}

bool
session_check(struct call *call, struct throttle *throttle, const char *remote_address,
              const struct session_request *request, const struct session *before, struct sign_in **ret,
              struct err *err)
{
	struct sign_in *sign_in = arena_alloc(call->arena, sizeof(*sign_in));
	struct worker_secret secret = { .id = NULL };
	bool known;

	if (!may_try(throttle, request->username, remote_address, err))
		return false;
	known = worker_secret_find(call->db, request->username, call->arena, &secret);
	if (!known && db_take_failure(call->db, err))
		return false;
	sign_in->username = request->username;
	sign_in->worker_id = secret.id;
	sign_in->password_hash = secret.password_hash;
	sign_in->refusal = ERR_UNAUTHENTICATED;
	if (!password_compare(known ? secret.password_hash : nobodys_hash(), request->password, &sign_in->accepted, err))
		return false;
	sign_in->accepted &= known;
	if (sign_in->accepted && before != NULL && str_eq(before->actor.id, secret.id) && session_is_live(before)
	    && !before->second_factor_due)
		sign_in->before = before;
	if (sign_in->accepted && sign_in->before == NULL && !factor_check(call, request, sign_in, err))
		return false;
	judge_or_wait(throttle, remote_address, sign_in);
	if (sign_in->accepted
		&& !(sign_in->journal_key = journal_key_open(call, secret.id, secret.journal_key,
		                                             secret.journal_key_len, err)))
		return false;
	*ret = sign_in;
	return true;
}

bool
session_password_check(struct call *call, struct throttle *throttle, const char *remote_address, const char *password,
                       const char *otp, const char **ret_hash, struct second_factor_proof *ret_proof, struct err *err)
{
	struct worker_secret secret = { .id = NULL };
	struct worker *worker = arena_alloc(call->arena, sizeof(*worker));
	bool right = false;
	bool known = worker_find(call->db, call->actor->id, call->arena, worker);

	if (!known && db_take_failure(call->db, err))
		return false;
	if (!known || !may_try(throttle, worker->username, remote_address, err))
		return known ? false : err_set(err, ERR_UNAUTHENTICATED, "Sign in again.");
	known = worker_secret_find(call->db, worker->username, call->arena, &secret);
	if (!known && db_take_failure(call->db, err))
		return false;
	if (known && !password_compare(secret.password_hash, password, &right, err))
		return false;
	*ret_hash = right ? secret.password_hash : NULL;
	if (!second_factor_check(call, worker->id, call->actor->roles, otp, ret_proof, err))
		return false;
	throttle_result(throttle, worker->username, remote_address,
	                right && ret_proof->refusal == ERR_NONE && !ret_proof->by_recovery);
	return true;
}

static bool
append_session_event(struct call *call, enum event_type type, const char *session_id,
                     const struct author *author)
{
	struct event event = { .type = type, .subject = { "session", session_id }, .actor = *author };

	return event_append(call->txn, &event, NULL);
}

static struct author
author_of(const struct actor *actor)
{
	return (struct author){ .kind = AUTHOR_WORKER, .id = actor->id, .name = actor->name };
}

static bool
refuse(struct call *call, const struct sign_in *sign_in, struct err *err)
{
	struct author author = { .kind = AUTHOR_SYSTEM, .id = "system", .name = "system" };
	/* What was typed as a name may be a password: never written down. */
	struct event event = { .type = EVENT_SESSION_REFUSED,
		               .subject = { "worker", sign_in->worker_id != NULL ? sign_in->worker_id : "unknown" },
		               .actor = author };

	/* Asked for its second half, a sign-in is under way, not refused. */
	if (sign_in->refusal == ERR_OTP_REQUIRED)
		return true;
	if (!event_append(call->txn, &event, NULL) && db_take_failure(call->db, err))
		return false;
	return true;
}

static unsigned
roles_of(const struct worker *worker)
{
	unsigned roles = 0;
	size_t i;

	for (i = 0; i < worker->roles.count; i++)
		roles |= role_from_wire(worker->roles.at[i]);
	return roles;
}

static void
add_sample_clock(const struct call *call, struct session_view *ret)
{
	if (!agency_is_sample(call->agency))
		return;
	ret->sample_as_of = agency_setting(call->agency, "sample_as_of", NULL);
	ret->sample_now_ms = call->now_ms;
}

/* The session that was locked ends where the new one begins. */
static bool
close_before(struct call *call, const struct session *before, const struct author *author)
{
	if (before != NULL)
		call->sessions_of = before->actor.id;
	return before == NULL
	       || (session_remove(call->txn, before->token_hash)
	           && append_session_event(call, EVENT_SESSION_CLOSED, before->actor.session_id, author));
}

/* A code may be good for one of two who send it at once: used up in the writer. */
static bool
spend(struct call *call, struct sign_in *sign_in, struct err *err)
{
	if (second_factor_spend(call, sign_in->worker_id, &sign_in->proof))
		return true;
	if (db_take_failure(call->db, err))
		return false;
	sign_in->accepted = false;
	sign_in->refusal = ERR_OTP_INVALID;
	return true;
}

/* Comparing takes its time: who has another password since, or has left, is not
 * let in with the old one. */
static bool
look_again(struct call *call, struct sign_in *sign_in, struct err *err)
{
	struct worker_secret now = { .id = NULL };
	bool known = worker_secret_find(call->db, sign_in->username, call->arena, &now);

	if (!known && db_take_failure(call->db, err))
		return false;
	sign_in->accepted = known && str_eq(now.id, sign_in->worker_id)
	                    && str_eq(now.password_hash, sign_in->password_hash);
	return true;
}

bool
session_open(struct call *call, struct sign_in *sign_in, struct session_view *ret, struct err *err)
{
	uint8_t token_bytes[32];
	char *token = arena_alloc(call->arena, SECRET_TOKEN_TEXT);
	char *key_text = arena_alloc(call->arena, SECRET_TOKEN_TEXT);
	char id[ID_TEXT_MAX];
	struct session_row row;
	struct worker *worker = arena_alloc(call->arena, sizeof(*worker));
	struct author author;

	if (sign_in->accepted && (!look_again(call, sign_in, err) || (sign_in->accepted && !spend(call, sign_in, err))))
		return false;
	if (sign_in->unjudged != NULL)
		throttle_result(sign_in->unjudged, sign_in->username, sign_in->remote_address, sign_in->accepted);
	if (!sign_in->accepted)
		return refuse(call, sign_in, err);
	if (!worker_find(call->db, sign_in->worker_id, call->arena, worker))
		return db_take_failure(call->db, err) ? false : err_set(err, ERR_UNAUTHENTICATED, "Sign in again.");
	random_bytes(token_bytes, sizeof(token_bytes));
	base64url_text(token, SECRET_TOKEN_TEXT, token_bytes, sizeof(token_bytes));
	secret_wipe(token_bytes, sizeof(token_bytes));
	base64url_text(key_text, SECRET_TOKEN_TEXT, sign_in->journal_key, SECRET_KEY_BYTES);
	random_id(id, "s_", call->now_ms);
	memset(&row, 0, sizeof(row));
	sha256(row.token_hash, token, strlen(token));
	row.id = id;
	row.worker_id = worker->id;
	row.created_at_ms = call->now_ms;
	row.active_at_ms = call->now_ms;
	row.ends_at_ms = call->now_ms + 1000 * agency_setting_int(call->agency, "session_absolute_s", SESSION_ABSOLUTE_S);
	author = (struct author){ .kind = AUTHOR_WORKER, .id = worker->id, .name = worker->name };
	if (!session_expire(call->txn) || !session_add(call->txn, &row)
	    || !append_session_event(call, EVENT_SESSION_OPENED, id, &author)
	    || !close_before(call, sign_in->before, &author)) {
		db_take_failure(call->db, err);
		return false;
	}
	ret->token = token;
	ret->journal_key = key_text;
	ret->expires_at_ms = row.ends_at_ms;
	ret->idle_timeout_s = agency_setting_int(call->agency, "session_idle_s", SESSION_IDLE_S);
	ret->worker = worker;
	ret->signing_key = own_key_view(call, worker->id);
	ret->second_factor_due =
		second_factor_is_due(call->agency, call->db, worker->id, roles_of(worker), call->arena);
	add_sample_clock(call, ret);
	return !db_take_failure(call->db, err);
}

bool
session_close(struct call *call, const struct session *session, struct err *err)
{
	struct author author = author_of(&session->actor);

	call->sessions_of = session->actor.id;
	if (session_remove(call->txn, session->token_hash)
	    && append_session_event(call, EVENT_SESSION_CLOSED, session->actor.session_id, &author))
		return true;
	db_take_failure(call->db, err);
	return false;
}

bool
session_describe(struct call *call, const struct session *session, struct session_view *ret, struct err *err)
{
	struct worker *worker = arena_alloc(call->arena, sizeof(*worker));

	if (!worker_find(call->db, session->actor.id, call->arena, worker))
		return db_take_failure(call->db, err) ? false : err_set(err, ERR_UNAUTHENTICATED, "Sign in again.");
	ret->expires_at_ms = session->ends_at_ms;
	ret->idle_timeout_s = session->idle_ms / 1000;
	ret->second_factor_due = session->second_factor_due;
	ret->worker = worker;
	add_sample_clock(call, ret);
	return true;
}

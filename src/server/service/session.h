/* SPDX-License-Identifier: Apache-2.0
 *
 * Signing in and out, and who is asking.
 *
 * The sessions in use, and the person behind each with everything policy looks
 * at, are kept in memory; an event about a worker or a session makes it be
 * read again, so that a request costs no query and a revocation counts within
 * a second.  Idle and absolute ends are kept on the monotonic clock.
 */
#ifndef SERVICE_SESSION_H
#define SERVICE_SESSION_H

#include "base/secret.h"
#include "domain/event.h"
#include "proto/requests.h"
#include "server/service/second_factor.h"
#include "server/service/service.h"

struct sessions;

/* Somebody signed in; held while a request uses it. */
struct session {
	struct actor actor;
	struct arena arena; /* the actor lives here */
	uint8_t token_hash[SECRET_HASH_BYTES];
	int64_t created_at_ms, ends_at_ms;
	int64_t idle_ms;
	_Atomic int64_t active_mono_ms;
	_Atomic int64_t written_mono_ms; /* when active was last written down */
	int64_t ends_mono_ms;
	bool second_factor_due; /* may do nothing but set one up */
	_Atomic bool ended;
	_Atomic int64_t rate_mark; /* route/rate.h */
	_Atomic int held;
	struct session *next;
};

struct sessions *sessions_new(const struct agency *agency);
void sessions_free(struct sessions *sessions);

/*
 * The session of a bearer token, held; give it back with session_release().
 * active: a key was pressed, which renews the idle end.  UNAUTHENTICATED or
 * SESSION_EXPIRED.  db is only used when it is not in memory.
 */
struct session *session_of_token(struct sessions *sessions, struct db *db, const char *token,
                                 bool active, int64_t now_ms, struct err *err);
/* Is it (still) good?  For streams that live long. */
bool session_is_live(const struct session *session);
void session_release(struct session *session);
/* Should its renewal be written down now?  True once a minute at most. */
bool session_wants_touch(struct session *session);

/* What was committed changes this worker's sessions: read them again. */
void sessions_forget(struct sessions *sessions, const char *worker_id);
/* Something was committed: forget what it may have changed. */
void sessions_event(struct sessions *sessions, const struct event *event);

/* ---- signing in ---- */

struct throttle; /* throttle.h */

/* What prepare found out, for the commit. */
struct sign_in {
	bool accepted;
	enum err_code refusal; /* why not */
	struct second_factor_proof proof;
	const struct session *before; /* this takes its place: the same person, unlocking a screen */
	const char *worker_id;  /* NULL: nobody of that name */
	const char *password_hash; /* which the password was compared with */
	const char *username;
	const uint8_t *journal_key; /* 32 bytes */
	/* The throttle hears how it ended when the code is used up: NULL, it heard already. */
	struct throttle *unjudged;
	const char *remote_address;
};

/*
 * Password and code typed again by who is signed in, throttled as signing in is:
 * the hash that the password matches, NULL where it does not.
 * False with RATE_LIMITED, or when the data cannot be read.
 */
bool session_password_check(struct call *call, struct throttle *throttle, const char *remote_address,
                            const char *password, const char *otp, const char **ret_hash,
                            struct second_factor_proof *ret_proof, struct err *err) must_use;

/*
 * Off the HTTP threads: takes about 80 ms whoever it is, also for names that
 * nobody has.  False with RATE_LIMITED when this account or address has to
 * wait first; a wrong password is true with accepted false, so that it can be
 * recorded.  before: the live session of who asks, or NULL; with the same
 * worker's the second factor was given already.
 */
bool session_check(struct call *call, struct throttle *throttle, const char *remote_address,
                   const struct session_request *request, const struct session *before,
                   struct sign_in **ret, struct err *err) must_use;
/* In the writer: the session and its event, or the refusal's event. */
bool session_open(struct call *call, struct sign_in *sign_in, struct session_view *ret,
                  struct err *err) must_use;
bool session_close(struct call *call, const struct session *session, struct err *err) must_use;
/* The session as its owner sees it. */
bool session_describe(struct call *call, const struct session *session, struct session_view *ret,
                      struct err *err) must_use;

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * A worker's own signing key and password.  The key is made and sealed on the
 * workstation; what is here keeps it, so that any terminal can use it, and
 * never sees it open.
 */
#ifndef SERVICE_OWN_KEY_H
#define SERVICE_OWN_KEY_H

#include "proto/requests.h"
#include "server/service/service.h"
#include "server/service/throttle.h"

struct session;

enum { PASSWORD_LEN_MIN = 8 };

/* The active key of a worker, NULL when there is none (or db_failed). */
struct signing_key_view *own_key_view(struct call *call, const char *worker_id);
/* The actor's; NOT_FOUND without one. */
bool own_key_read(struct call *call, struct signing_key_view **ret, struct err *err) must_use;

/* Registers a first key, or takes the same one sealed anew.  Either way its
 * proof has to show that the sender holds the secret half. */
bool own_key_register(struct call *call, const struct signing_key_request *request,
                      struct signing_key_view **ret, struct err *err) must_use;

/* What was found out about a password change before it is written. */
struct password_change {
	bool accepted;  /* the present password was right */
	bool done;      /* asked for before: the new password is the present one */
	char old_hash[128], new_hash[128];
};

/* Off the writer: two hashes, 80 ms each.  RATE_LIMITED as for signing in. */
bool password_check(struct call *call, struct throttle *throttle, const char *remote_address,
                    const struct password_request *request, struct password_change **ret,
                    struct err *err) must_use;
/* In the writer, one commit: password, the key sealed anew, the end of the
 * worker's other sessions, their events.  Or the refusal's event. */
bool password_replace(struct call *call, const struct password_change *change,
                      const struct session *session, const struct password_request *request,
                      struct err *err) must_use;

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * What the agency can do: one file per capability.  Each function thinks the
 * same four thoughts: may they? is it legal in this state? write change and
 * event; say what changed.
 *
 * A service has two halves: decide (reads only) and apply.  A dry run is the
 * first half on a read connection: call->txn is NULL and nothing is written.
 */
#ifndef SERVICE_SERVICE_H
#define SERVICE_SERVICE_H

#include "base/arena.h"
#include "base/err.h"
#include "domain/policy.h"
#include "server/store/db.h"
#include "server/store/writer.h"

struct agency; /* programs, settings, keys: service/agency.h */

struct call {
	const struct agency *agency;
	struct db *db;     /* the writer's own when txn is set, else a read snapshot */
	struct txn *txn;   /* NULL: read or dry run */
	struct arena *arena; /* everything returned lives here */
	const struct actor *actor;
	int64_t now_ms;
	const char *language; /* of the answer's texts, "en" when unknown */
	/* From the request, where it is a write on a versioned thing. */
	int64_t if_match; /* -1: none given */
	const char *statement; /* raw body bytes, for decisions */
	const char *signature; /* Decision-Signature header or NULL */
	const char *sessions_of; /* set by a write: the worker whose sessions it changes, or NULL */
	bool adds_mail; /* set by a write: e-mail may wait that no event tells of */
	const struct worksheet_ahead *ahead; /* worksheets made before the writer's turn, newest first; or NULL */
	const struct err *unfit; /* what the body does not keep to, told after policy and version; or NULL */
};

/* Asked once the actor may and the version is the one they saw, before
 * anything of the request is looked at. */
bool call_body_fits(const struct call *call, struct err *err) must_use;

/* Checks If-Match against what is there: 428 when absent, 412 with the
 * current version, who changed it and what, when stale. */
bool call_version_matches(struct call *call, int64_t current, const char *changed_by,
                          const char *changed_fields, int64_t changed_at_ms,
                          struct err *err) must_use;

#endif

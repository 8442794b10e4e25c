/* SPDX-License-Identifier: Apache-2.0
 *
 * Decisions.  Rows are added and change state; what was decided never changes.
 */
#ifndef STORE_DECISION_H
#define STORE_DECISION_H

#include "base/secret.h"
#include "domain/application.h"
#include "domain/decision.h"
#include "server/store/db.h"
#include "server/store/writer.h"

struct decision_row {
	struct decision decision; /* reasons and amounts empty: in the texts below */
	const char *reasons; /* JSON: [{"code","text":{"en":...},"legal_basis","facts":{...}}] */
	const char *amounts; /* JSON: [{"from":19000,"to":19030,"amount":29100}], days and cents */
	int64_t approved_at_ms;
	int64_t statement_len;
	const char *signature; /* "key=ID, sig=SIGNATURE" over the statement; empty: not signed */
};

/* What the second person sent. */
struct approval_row {
	const char *decision_id;
	const char *worker_id;
	int64_t at_ms;
	const char *statement;
	const char *signature;
};

bool decision_find(struct db *db, const char *id, struct arena *arena, struct decision_row *ret)
	must_use;
/* The one of an application that waits for a second person. */
bool decision_waiting(struct db *db, const char *application_id, struct arena *arena, struct decision_row *ret)
	must_use;
/* Newest first. */
size_t decision_list(struct db *db, const char *application_id, struct arena *arena,
                     struct decision_row **ret);
/* Over every column: what the event of its last change says of the row. */
void decision_row_hash(const struct decision_row *row, uint8_t ret[SECRET_HASH_BYTES]);

/* ---- proving that the rows are what the log says ---- */

struct decision_fault {
	const char *id;     /* in the arena */
	int64_t seq;        /* of the event it differs from; 0: there is none */
	const char *what;   /* a msgid; NULL: nothing is wrong */
	bool is_key;        /* id is that of a signing key */
};

struct decision_count {
	int64_t rows;
	int64_t with_signature; /* of them, signed by their makers */
	int64_t unproved; /* of them, written before events told of rows, or erased since */
};

/* False only when the database cannot be read; the first fault is an answer. */
bool decision_verify(struct db *db, struct arena *arena, struct decision_fault *ret_fault,
                     struct decision_count *ret_count, struct err *err) must_use;

bool decision_add(struct txn *txn, const struct decision_row *row) must_use;
/* State, version, second person, notice, appeal date and return reason; and
 * the reasons, whose dates are those of the day it is issued. */
bool decision_change(struct txn *txn, const struct decision_row *row) must_use;

/* False when nobody signed second (or db_failed). */
bool approval_find(struct db *db, const char *decision_id, struct arena *arena,
                   struct approval_row *ret) must_use;
bool approval_add(struct txn *txn, const struct approval_row *row) must_use;

#endif

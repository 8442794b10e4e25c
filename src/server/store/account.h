/* SPDX-License-Identifier: Apache-2.0
 *
 * Applicants' accounts as rows: found by a keyed hash of the e-mail or
 * telephone, which itself is sealed.
 */
#ifndef STORE_ACCOUNT_H
#define STORE_ACCOUNT_H

#include "base/secret.h"
#include "server/store/db.h"
#include "server/store/writer.h"

struct account_row {
	const char *id;
	uint8_t login_tag[SECRET_KEY_BYTES];
	const void *login_sealed;
	size_t login_sealed_len;
	const char *password_hash;
	const char *language;
	const char *customer_id; /* the record that its own first application made; NULL: none yet */
	int64_t version;         /* a pass is of one version: a higher one ends it */
	int64_t changed_at_ms;
	int64_t confirmed_at_ms; /* its e-mail address is its maker's; 0: that is not known */
	/* The login it is to have once that is confirmed, tag and sealed; length 0: none. */
	uint8_t move_tag[SECRET_KEY_BYTES];
	const void *move_sealed;
	size_t move_sealed_len;
	int64_t move_asked_at_ms;
};

/* False when there is none (or db_failed). */
bool account_find(struct db *db, const char *id, struct arena *arena, struct account_row *ret) must_use;
bool account_find_login(struct db *db, const uint8_t login_tag[SECRET_KEY_BYTES], struct arena *arena,
                        struct account_row *ret) must_use;
/* New, or every column of the one there is. */
bool account_put(struct txn *txn, const struct account_row *row) must_use;

/* Notes that somebody asked about a login, and counts how often since then, this
 * time included; what was asked before that is forgotten. */
bool account_ask_add(struct txn *txn, const uint8_t login_tag[SECRET_KEY_BYTES], int64_t since_ms,
                     int64_t *ret_count) must_use;
/* What was begun in the account is nobody's any more, and what it had proved is not proved. */
bool account_let_go(struct txn *txn, const char *id) must_use;

/* An application that an account has proved to be its own: by filing it, or by its code. */
struct account_proved {
	const char *application_id;
	const char *number;
	const char *program_id;
	const char *customer_id; /* whose record it is on */
};

/* Once more is as once. */
bool account_prove(struct txn *txn, const char *id, const char *application_id) must_use;
/* It is no longer of those that gave its code, but only of whose record it is on. */
bool account_unprove(struct txn *txn, const char *application_id) must_use;
/* Newest first, at most ACCOUNT_APPLICATIONS_MAX. */
size_t account_proved(struct db *db, const char *id, struct arena *arena, struct account_proved **ret);
bool account_has_proved(struct db *db, const char *id, const char *application_id);
/* How many applications of a record the account has not proved; account NULL: but for that one. */
int64_t account_unproved(struct db *db, const char *id, const char *customer_id, const char *application_id);

#endif

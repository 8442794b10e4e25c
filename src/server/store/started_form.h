/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of applications begun and not sent: sealed answers by id and by
 * number.  Cannot read them.
 */
#ifndef STORE_STARTED_FORM_H
#define STORE_STARTED_FORM_H

#include "server/store/db.h"
#include "server/store/writer.h"

struct started_form_row {
	const char *id;
	const char *number;
	const char *account_id; /* NULL: nobody is signed in */
	const char *program_id;
	const void *sealed;
	size_t sealed_len;
	int64_t revision; /* from 1 */
	int64_t changed_at_ms;
	const char *application_id; /* NULL until it is sent */
};

/* False: there is none (or db_failed). */
bool started_form_find(struct db *db, const char *id, struct arena *arena,
                       struct started_form_row *ret) must_use;
/* The id behind a number, NULL: none. */
const char *started_form_of_number(struct db *db, const char *number, struct arena *arena);
/* The id of the one that was sent as this application, NULL: none is kept. */
const char *started_form_of_application(struct db *db, const char *application_id, struct arena *arena);
/* Of one account and not sent, newest first, at most STARTED_FORMS_MAX; without what is sealed. */
size_t started_forms_of(struct db *db, const char *account_id, struct arena *arena,
                        struct started_form_row **ret);
bool started_form_put(struct txn *txn, const struct started_form_row *row) must_use;
bool started_form_delete(struct txn *txn, const char *id) must_use;
/* Some of those that nobody came back to, and of receipts past their time. */
bool started_form_expire(struct txn *txn, int64_t begun_before_ms, int64_t sent_before_ms) must_use;

#endif

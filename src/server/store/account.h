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
	const char *customer_id; /* NULL until an application was sent from it */
	int64_t version;         /* a pass is of one version: a higher one ends it */
	int64_t changed_at_ms;
};

/* False when there is none (or db_failed). */
bool account_find(struct db *db, const char *id, struct arena *arena, struct account_row *ret) must_use;
bool account_find_login(struct db *db, const uint8_t login_tag[SECRET_KEY_BYTES], struct arena *arena,
                        struct account_row *ret) must_use;
/* New, or every column of the one there is. */
bool account_put(struct txn *txn, const struct account_row *row) must_use;

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * What the words of "customer" share.
 */
#ifndef CMD_CUSTOMER_H
#define CMD_CUSTOMER_H

#include "server/store/db.h"

struct customer_words {
	const char *where, *key_file, *number;
	const char *ground;          /* erase */
	bool dry_run, no_rewrite;    /* erase */
	const char *named, *reason;  /* seal, unseal */
};

bool customer_word_erase(struct db *db, const struct customer_words *to, struct err *err) must_use;
bool customer_word_seal(struct db *db, const struct customer_words *to, struct err *err) must_use;
bool customer_word_unseal(struct db *db, const struct customer_words *to, struct err *err) must_use;

#endif

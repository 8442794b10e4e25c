/* SPDX-License-Identifier: Apache-2.0
 *
 * What the words of "audit" share.
 */
#ifndef CMD_AUDIT_H
#define CMD_AUDIT_H

#include "server/store/db.h"

struct audit_words {
	const char *where, *key_file;
	const char *checkpoints, *key; /* verify */
	const char *after, *to;        /* export */
	bool no_payload;
};

int audit_export(struct db *db, const struct audit_words *words);

#endif

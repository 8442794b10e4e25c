/* SPDX-License-Identifier: Apache-2.0
 *
 * The agency's settings, and the versions of its programs as published.
 */
#ifndef STORE_SETTING_H
#define STORE_SETTING_H

#include "base/arena.h"
#include "server/store/db.h"

/* What the program itself keeps there. */
#define SETTING_KEY_CHECK "key_check"       /* which key file belongs to the database */
#define SETTING_SAMPLE_AS_OF "sample_as_of" /* date; only in a sample agency */
#define SETTING_UNFINISHED "sample_unfinished" /* there until a sample is whole */

struct setting {
	const char *name;
	const char *value;
};

size_t setting_list(struct db *db, struct arena *arena, struct setting **ret);
/* NULL when it is not set. */
const char *setting_read(struct db *db, const char *name, struct arena *arena);
bool setting_put(struct db *db, const char *name, const char *value) must_use;
bool setting_drop(struct db *db, const char *name) must_use;

struct program_row {
	const char *id;
	int64_t version;
	const char *body;
	int64_t published_at_ms;
};

/* By id, newest version first; without bodies where they are not asked for. */
size_t program_row_list(struct db *db, bool with_body, struct arena *arena,
                        struct program_row **ret);
/* One body, in the arena; NULL when there is none. */
const char *program_row_body(struct db *db, const char *id, int64_t version, struct arena *arena);
bool program_row_insert(struct db *db, const struct program_row *row) must_use;

#endif

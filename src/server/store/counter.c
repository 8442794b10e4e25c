/* SPDX-License-Identifier: Apache-2.0
 *
 * Running numbers in the setting table.
 */
#include "server/store/counter.h"

#include <inttypes.h>

#include "base/str.h"
#include "server/store/db.h"

static int64_t
counter_value(struct db *db, const char *name)
{
	struct stmt *stmt = db_query(db, "SELECT value FROM setting WHERE name = $1");
	int64_t value = 0;

	bind_text(stmt, 1, name);
	if (stmt_row(stmt) && !str_to_i64(column_text(stmt, 0), &value))
		value = 0;
	stmt_reset(stmt);
	return value;
}

static bool
counter_put(struct db *db, const char *name, int64_t value)
{
	struct stmt *stmt = db_query(db,
		"INSERT INTO setting (name, value) VALUES ($1, $2)"
		" ON CONFLICT (name) DO UPDATE SET value = excluded.value");
	char text[24];

	snprintf(text, sizeof text, "%" PRId64, value);
	bind_text(stmt, 1, name);
	bind_text(stmt, 2, text);
	return stmt_run(stmt);
}

int64_t
counter_next(struct txn *txn, const char *name)
{
	assert(txn && !str_empty(name));
	int64_t value = counter_value(txn->db, name) + 1;

	assert(value > 0);
	return counter_put(txn->db, name, value) ? value : 0;
}

bool
counter_raise(struct txn *txn, const char *name, int64_t value)
{
	assert(txn && !str_empty(name) && value >= 0);
	return counter_value(txn->db, name) >= value || counter_put(txn->db, name, value);
}

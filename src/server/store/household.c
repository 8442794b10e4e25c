/* SPDX-License-Identifier: Apache-2.0
 *
 * Links between the records of a household.
 */
#include "server/store/household.h"

#include "base/str.h"

static bool
forget(struct db *db, const char *customer_id)
{
	struct stmt *stmt = db_query(db, "DELETE FROM household_link WHERE customer_id = $1");

	bind_text(stmt, 1, customer_id);
	return stmt_run(stmt);
}

bool
household_write(struct db *db, const struct customer *customer, bool is_new)
{
	assert(db && customer);
	if (!is_new && !forget(db, customer->id))
		return false;
	for (size_t i = 0; i < customer->household.count; i++) {
		const char *member_id = customer->household.at[i].customer_id;

		if (str_empty(member_id))
			continue;
		struct stmt *stmt = db_query(db, "INSERT INTO household_link (customer_id, member_id)"
			" VALUES ($1, $2) ON CONFLICT (customer_id, member_id) DO NOTHING");
		bind_text(stmt, 1, customer->id);
		bind_text(stmt, 2, member_id);
		if (!stmt_run(stmt))
			return false;
	}
	return true;
}

/* Each step goes by an index: from this record and those that became part of it to the other side. */
#define OWN "SELECT $1 UNION SELECT m.id FROM customer m WHERE m.merged_into = $1 AND m.merged_into <> ''"
#define LINKED                                                                                  \
	"SELECT l.member_id AS id FROM household_link l WHERE l.customer_id IN (" OWN ")"       \
	" UNION SELECT l.customer_id FROM household_link l WHERE l.member_id IN (" OWN ")"

struct text_list
household_linked(struct db *db, const char *customer_id, struct arena *arena)
{
	assert(db && customer_id && arena);
	struct text_list list = { NULL, 0 };
	struct stmt *stmt = db_query(db,
		"SELECT DISTINCT CASE WHEN c.merged_into = '' THEN c.id ELSE c.merged_into END"
		" FROM (" LINKED ") o JOIN customer c ON c.id = o.id"
		" WHERE c.id <> $1 AND c.merged_into <> $1 ORDER BY 1 LIMIT $2");

	bind_text(stmt, 1, customer_id);
	bind_int(stmt, 2, HOUSEHOLD_LINKS_MAX);
	while (stmt_row(stmt)) {
		list.at = arena_more(arena, list.at, list.count, sizeof *list.at);
		list.at[list.count++] = column_copy(stmt, 0, arena);
	}
	stmt_reset(stmt);
	return list;
}

const char *
household_only(struct db *db, const char *name, civil_date born_on, const char *own_id, struct arena *arena)
{
	assert(db && name && born_on != DATE_NONE && arena);
	const char *id = NULL;
	int found = 0;
	struct stmt *stmt = db_query(db, "SELECT id FROM customer WHERE born_on = $1 AND name = $2 AND id <> $3"
	                                 " AND merged_into = '' ORDER BY id LIMIT 2");

	bind_int(stmt, 1, born_on);
	bind_text(stmt, 2, name);
	bind_text(stmt, 3, own_id);
	while (stmt_row(stmt)) {
		found++;
		id = column_copy(stmt, 0, arena);
	}
	stmt_reset(stmt);
	return found == 1 ? id : NULL;
}

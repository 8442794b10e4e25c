/* SPDX-License-Identifier: Apache-2.0
 *
 * The log read as a history.  There is no second record: these are the
 * events themselves with their payloads.
 */
#include "server/store/history.h"

#include "base/str.h"

/* clang-format off: a table reads by rows. */
#define HISTORY_COLUMNS \
	"e.seq, e.at, e.type, e.history_kind, e.public_code, e.actor_kind, e.actor_id, " \
	"e.actor_name, e.application_id, e.interaction_id, e.decision_id, e.notice_id, p.payload " \
	"FROM event e LEFT JOIN event_payload p ON p.chain_id = e.chain_id AND p.seq = e.seq "
/* clang-format on */

static void
read_columns(struct history_row *ret, struct stmt *stmt, struct arena *arena)
{
	*ret = (struct history_row){
		.seq = column_int(stmt, 0),
		.at_ms = column_int(stmt, 1),
		.type = event_type_from_wire(column_text(stmt, 2)),
		.kind = (enum history_kind)column_int(stmt, 3),
		.update = (enum update_code)column_int(stmt, 4),
		.actor = {
			.kind = (enum author_kind)column_int(stmt, 5),
			.id = column_copy(stmt, 6, arena),
			.name = column_copy(stmt, 7, arena),
		},
		.application_id = column_copy(stmt, 8, arena),
		.interaction_id = column_copy(stmt, 9, arena),
		.decision_id = column_copy(stmt, 10, arena),
		.notice_id = column_copy(stmt, 11, arena),
		.payload = column_copy(stmt, 12, arena),
	};
}

/* PostgreSQL takes a parameter's type from where it stands first: "$10 = 0" ahead
 * of "e.at < $10" would make a time an integer of 32 bits.
 *
 * An interaction is one type of event whatever its channel; calls, e-mails and
 * visits among them are told apart by the reader. */
/* clang-format off: a table reads by rows. */
#define OF_CUSTOMER "e.customer_id = $1"
/* With what was logged of records that became part of this one. */
#define OF_ALL_RECORDS \
	"e.customer_id IN (SELECT $1 UNION ALL SELECT id FROM customer WHERE merged_into = $1)"
#define HISTORY_WHERE(whose, compare, order) \
	"SELECT " HISTORY_COLUMNS "WHERE " whose " AND e.seq " compare " $2 " \
	"AND e.history_kind <> 0 AND ($3 = '' OR e.application_id = $3) " \
	"AND ($4 = 0 AND e.history_kind <> $5 OR e.history_kind = $4 " \
	"OR $4 IN ($6, $7, $8) AND e.interaction_id <> '' AND e.history_kind = $9) " \
	"AND (e.at < $10 OR $10 = 0) ORDER BY e.seq " order " LIMIT $11"
/* clang-format on */

/* At most limit of them, as the statement says. */
static size_t
read_rows(struct stmt *stmt, size_t limit, struct arena *arena, struct history_row **ret)
{
	struct history_row *rows = arena_array(arena, limit, sizeof(*rows));
	size_t count = 0;

	while (stmt_row(stmt))
		read_columns(&rows[count++], stmt, arena);
	*ret = rows;
	return count;
}

static bool
has_merged(struct db *db, const char *customer_id)
{
	struct stmt *stmt = db_query(db,
		"SELECT 1 FROM customer WHERE merged_into = $1 AND merged_into <> '' LIMIT 1");
	bool has;

	bind_text(stmt, 1, customer_id);
	has = stmt_row(stmt);
	stmt_reset(stmt);
	return has;
}

size_t
history_list(struct db *db, const struct history_filter *filter, int64_t seq, bool upwards,
	size_t limit, struct arena *arena, struct history_row **ret)
{
	assert(limit <= HISTORY_PAGE_MAX);
	struct stmt *stmt = has_merged(db, filter->customer_id)
		? db_query(db, upwards ? HISTORY_WHERE(OF_ALL_RECORDS, ">", "ASC")
				       : HISTORY_WHERE(OF_ALL_RECORDS, "<", "DESC"))
		: db_query(db, upwards ? HISTORY_WHERE(OF_CUSTOMER, ">", "ASC")
				       : HISTORY_WHERE(OF_CUSTOMER, "<", "DESC"));
	bind_text(stmt, 1, filter->customer_id);
	bind_int(stmt, 2, seq);
	bind_text(stmt, 3, filter->application_id);
	bind_int(stmt, 4, filter->kind);
	bind_int(stmt, 5, HISTORY_VIEW);
	bind_int(stmt, 6, HISTORY_CALL);
	bind_int(stmt, 7, HISTORY_EMAIL);
	bind_int(stmt, 8, HISTORY_VISIT);
	bind_int(stmt, 9, HISTORY_CHAT);
	bind_int(stmt, 10, filter->before_ms);
	bind_int(stmt, 11, (int64_t)limit);
	return read_rows(stmt, limit, arena, ret);
}

size_t
history_of_type(struct db *db, const char *application_id, enum event_type type, size_t limit,
	struct arena *arena, struct history_row **ret)
{
	assert(limit <= HISTORY_PAGE_MAX);
	struct stmt *stmt = db_query(db,
		"SELECT " HISTORY_COLUMNS
		"WHERE e.application_id = $1 AND e.type = $2 ORDER BY e.seq DESC LIMIT $3");
	bind_text(stmt, 1, application_id);
	bind_text(stmt, 2, event_kind_of(type)->wire);
	bind_int(stmt, 3, (int64_t)limit);
	return read_rows(stmt, limit, arena, ret);
}

size_t
history_public(struct db *db, const char *application_id, int64_t after, struct arena *arena,
	struct history_row **ret)
{
	struct stmt *stmt = db_query(db,
		"SELECT " HISTORY_COLUMNS
		"WHERE e.application_id = $1 AND e.seq > $2 AND e.public_code <> 0 ORDER BY e.seq LIMIT $3");
	bind_text(stmt, 1, application_id);
	bind_int(stmt, 2, after);
	bind_int(stmt, 3, STATUS_UPDATES_MAX);
	return read_rows(stmt, STATUS_UPDATES_MAX, arena, ret);
}

int64_t
history_nth_by_customer(struct db *db, const char *customer_id, int n)
{
	assert(db && n > 0);
	struct stmt *stmt = db_query(db,
		"SELECT at FROM event WHERE customer_id = $1 AND actor_kind = $2"
		" ORDER BY seq DESC LIMIT 1 OFFSET $3");
	int64_t at_ms = 0;

	bind_text(stmt, 1, customer_id);
	bind_int(stmt, 2, AUTHOR_CUSTOMER);
	bind_int(stmt, 3, n - 1);
	if (stmt_row(stmt))
		at_ms = column_int(stmt, 0);
	stmt_reset(stmt);
	return at_ms;
}

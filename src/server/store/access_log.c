/* SPDX-License-Identifier: Apache-2.0
 *
 * Looks and changes, each through the index of what is asked for.
 */
#include "server/store/access_log.h"

#include "base/secret.h"
#include "base/str.h"
#include "server/store/event_log.h"

enum { HIDDEN_NAMES_MAX = 4000 };

/* clang-format off: a table reads by rows. */
/* The list of types is spelled as in the index event_looks of the schema. */
#define ACCESS(whose, compare, order) \
	"SELECT e.seq, e.at, e.type, e.actor_id, e.actor_name, c.id, c.name, c.sealed, " \
	"e.application_id, p.payload FROM event e " \
	"LEFT JOIN customer was ON was.id = e.customer_id AND e.customer_id <> '' " \
	"LEFT JOIN customer c ON c.id = CASE WHEN was.merged_into = '' THEN was.id ELSE was.merged_into END " \
	"LEFT JOIN event_payload p ON p.chain_id = e.chain_id AND p.seq = e.seq " \
	"WHERE " whose " AND e.seq " compare " $2 AND e.type IN " \
	"('record.viewed', 'ssn.revealed', 'document.viewed', 'search.done', 'list.exported') " \
	"AND ($3 = '' OR c.id = $3) AND ($4 = '' OR e.application_id = $4) " \
	"AND ($5 = '' OR e.actor_id = $5) ORDER BY e.seq " order " LIMIT $6"
/* A look at a record that became part of another was a look at that other's person. */
#define OF_CUSTOMER \
	"e.customer_id IN (SELECT $1 UNION ALL SELECT id FROM customer WHERE merged_into = $1 AND merged_into <> '')"
/* Who looks changes nothing, nor does whose sight of it changes, and a customer made with the
 * application is there before it. */
#define OF_RECORD \
	" AND e.type NOT IN " \
	"('record.viewed', 'ssn.revealed', 'document.viewed', 'customer.created', 'worker.changed')"
/* clang-format on */

static const char *
access_sql(const struct access_filter *filter, bool upwards)
{
	if (!str_empty(filter->application_id))
		return upwards ? ACCESS("e.application_id = $1", ">", "ASC")
		               : ACCESS("e.application_id = $1", "<", "DESC");
	if (!str_empty(filter->customer_id))
		return upwards ? ACCESS(OF_CUSTOMER, ">", "ASC") : ACCESS(OF_CUSTOMER, "<", "DESC");
	return upwards ? ACCESS("e.actor_id = $1", ">", "ASC") : ACCESS("e.actor_id = $1", "<", "DESC");
}

size_t
access_list(struct db *db, const struct access_filter *filter, int64_t seq, bool upwards,
            size_t limit, struct arena *arena, struct access_row **ret)
{
	assert(limit <= ACCESS_PAGE_MAX);
	struct access_row *rows = arena_array(arena, limit, sizeof(*rows));
	const char *first = !str_empty(filter->application_id) ? filter->application_id
	                    : !str_empty(filter->customer_id)  ? filter->customer_id
	                                                       : filter->worker_id;
	struct stmt *stmt = db_query(db, access_sql(filter, upwards));
	size_t count = 0;

	assert(!str_empty(first));
	bind_text(stmt, 1, first);
	bind_int(stmt, 2, seq);
	bind_text(stmt, 3, filter->customer_id);
	bind_text(stmt, 4, filter->application_id);
	bind_text(stmt, 5, filter->worker_id);
	bind_int(stmt, 6, (int64_t)limit);
	while (count < limit && stmt_row(stmt))
		rows[count++] = (struct access_row){
			.seq = column_int(stmt, 0),
			.at_ms = column_int(stmt, 1),
			.type = column_copy(stmt, 2, arena),
			.worker_id = column_copy(stmt, 3, arena),
			.worker_name = column_copy(stmt, 4, arena),
			.customer_id = column_copy(stmt, 5, arena),
			.customer_name = column_copy(stmt, 6, arena),
			.sealed = column_int(stmt, 7) != 0,
			.application_id = column_copy(stmt, 8, arena),
			.payload = column_copy(stmt, 9, arena),
		};
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

static void
add_names(struct stmt *stmt, struct arena *arena, struct text_list *ret)
{
	while (ret->count + 2 <= HIDDEN_NAMES_MAX && stmt_row(stmt)) {
		ret->at[ret->count++] = column_copy(stmt, 0, arena);
		ret->at[ret->count++] = column_copy(stmt, 1, arena);
	}
	stmt_reset(stmt);
}

static void
add_conflicts(struct db *db, const struct text_list *ids, struct arena *arena, struct text_list *ret)
{
	for (size_t i = 0; i < ids->count; i++) {
		struct stmt *stmt = db_query(db, "SELECT c.sort_key, c.case_number FROM customer c"
		                                 " WHERE c.id = $1 OR (c.merged_into = $1 AND c.merged_into <> '')");
		bind_text(stmt, 1, ids->at[i]);
		add_names(stmt, arena, ret);
		stmt = db_query(db, "SELECT q.number, q.case_number FROM queue q WHERE q.customer_id = $1");
		bind_text(stmt, 1, ids->at[i]);
		add_names(stmt, arena, ret);
	}
}

bool
hidden_names(struct db *db, const struct policy_scope *scope, struct arena *arena,
             struct text_list *ret)
{
	struct stmt *stmt;

	*ret = (struct text_list){ arena_array(arena, HIDDEN_NAMES_MAX, sizeof(*ret->at)), 0 };
	add_conflicts(db, &scope->conflict_customer_ids, arena, ret);
	stmt = db_query(db, "SELECT c.sort_key, c.case_number FROM customer c WHERE c.sealed = 1");
	add_names(stmt, arena, ret);
	stmt = db_query(db, "SELECT m.sort_key, m.case_number FROM customer c JOIN customer m"
	                    " ON m.merged_into = c.id AND m.merged_into <> '' WHERE c.sealed = 1");
	add_names(stmt, arena, ret);
	stmt = db_query(db, "SELECT q.number, q.case_number FROM queue q WHERE q.sealed = 1");
	add_names(stmt, arena, ret);
	return ret->count + 2 <= HIDDEN_NAMES_MAX;
}

bool
change_each(struct db *db, const char *application_id, int64_t seq_max, int64_t at_max_ms,
            void (*visit)(void *ctx, const struct change_row *row), void *ctx)
{
	uint8_t nothing[SECRET_HASH_BYTES];
	size_t len;
	struct stmt *stmt = db_query(
		db, "SELECT e.seq, e.at, e.type, e.actor_name, e.payload_hash, p.payload FROM event e"
	            " LEFT JOIN event_payload p ON p.chain_id = e.chain_id AND p.seq = e.seq"
	            " WHERE e.application_id = $1 AND e.seq <= $2 AND (e.at <= $3 OR $3 = 0)" OF_RECORD
	            " ORDER BY e.seq");

	sha256(nothing, "", 0);
	bind_text(stmt, 1, application_id);
	bind_int(stmt, 2, seq_max);
	bind_int(stmt, 3, at_max_ms);
	while (stmt_row(stmt)) {
		bool has_text = !column_is_null(stmt, 5);
		const void *hash = column_blob(stmt, 4, &len);
		struct change_row row = {
			.seq = column_int(stmt, 0),
			.at_ms = column_int(stmt, 1),
			.type = column_text(stmt, 2),
			.actor_name = column_text(stmt, 3),
			.is_erased = !has_text && (len != sizeof(nothing) ||
			                           !same_bytes(hash, nothing, sizeof(nothing))),
			.payload = has_text ? column_text(stmt, 5) : NULL,
		};
		visit(ctx, &row);
	}
	stmt_reset(stmt);
	return !db_failed(db);
}

int64_t
change_after(struct db *db, const char *application_id, int64_t seq)
{
	struct stmt *stmt = db_query(db, "SELECT e.seq FROM event e WHERE e.application_id = $1"
	                                 " AND e.seq > $2" OF_RECORD " ORDER BY e.seq LIMIT 1");

	bind_text(stmt, 1, application_id);
	bind_int(stmt, 2, seq);
	int64_t after = stmt_row(stmt) ? column_int(stmt, 0) : 0;
	stmt_reset(stmt);
	return after;
}

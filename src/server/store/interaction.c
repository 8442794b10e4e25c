/* SPDX-License-Identifier: Apache-2.0
 *
 * Interactions: one chat, call or visit a row.
 */
#include "server/store/interaction.h"

#include "base/str.h"

#define INTERACTION_COLUMNS \
	"id, version, customer_id, application_id, channel, state, language, topic, started_at, " \
	"ended_at, handoff_reason, handoff_at, worker_id, message_count, summary"

static void
read_columns(struct interaction *ret, struct stmt *stmt, struct arena *arena)
{
	*ret = (struct interaction){
		.id = column_copy(stmt, 0, arena),
		.version = column_int(stmt, 1),
		.customer_id = column_copy(stmt, 2, arena),
		.application_id = column_copy(stmt, 3, arena),
		.channel = column_copy(stmt, 4, arena),
		.state = column_copy(stmt, 5, arena),
		.language = column_copy(stmt, 6, arena),
		.topic = column_copy(stmt, 7, arena),
		.started_at_ms = column_int(stmt, 8),
		.ended_at_ms = column_int(stmt, 9),
		.worker_id = column_copy(stmt, 12, arena),
		.message_count = column_int(stmt, 13),
		.summary = column_copy(stmt, 14, arena),
	};
	if (column_int(stmt, 11) == 0)
		return;
	ret->handoff = arena_alloc(arena, sizeof(*ret->handoff));
	ret->handoff->reason = column_copy(stmt, 10, arena);
	ret->handoff->at_ms = column_int(stmt, 11);
}

bool
interaction_read(struct db *db, const char *id, struct arena *arena, struct interaction *ret)
{
	struct stmt *stmt =
		db_query(db, "SELECT " INTERACTION_COLUMNS " FROM interaction WHERE id = $1");
	bind_text(stmt, 1, id);
	if (!stmt_row(stmt))
		return false;
	read_columns(ret, stmt, arena);
	stmt_reset(stmt);
	return true;
}

bool
interaction_insert(struct db *db, const struct interaction *interaction)
{
	struct stmt *stmt = db_query(db,
		"INSERT INTO interaction (" INTERACTION_COLUMNS
		") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)");
	bind_text(stmt, 1, interaction->id);
	bind_int(stmt, 2, interaction->version);
	bind_text(stmt, 3, interaction->customer_id);
	bind_text(stmt, 4, interaction->application_id);
	bind_text(stmt, 5, interaction->channel);
	bind_text(stmt, 6, interaction->state);
	bind_text(stmt, 7, interaction->language);
	bind_text(stmt, 8, interaction->topic);
	bind_int(stmt, 9, interaction->started_at_ms);
	bind_int(stmt, 10, interaction->ended_at_ms);
	bind_text(stmt, 11, interaction->handoff ? interaction->handoff->reason : "");
	bind_int(stmt, 12, interaction->handoff ? interaction->handoff->at_ms : 0);
	bind_text(stmt, 13, interaction->worker_id);
	bind_int(stmt, 14, interaction->message_count);
	bind_text(stmt, 15, interaction->summary);
	return stmt_run(stmt);
}

/*
 * Each filter has an index that ends in the id, so that a page is one range;
 * hence one statement for each leading column, the others checked on the way.
 */
#define LIST_WHERE(leading, compare, order) \
	"SELECT " INTERACTION_COLUMNS " FROM interaction WHERE " leading \
	" ($1 = '' OR state = $1) " \
	"AND ($2 = '' OR worker_id = $2) AND ($3 = '' OR customer_id = $3) " \
	"AND ($4 = '' OR id " compare " $4) AND ($6 = '' OR worker_id IN " \
	"(SELECT t.worker_id FROM worker_team t WHERE t.team_id = $6)) ORDER BY id " order " LIMIT $5"
#define LIST_BOTH(leading) \
	{ \
		LIST_WHERE(leading, ">", "ASC"), LIST_WHERE(leading, "<", "DESC") \
	}

static const char *const list_sql[][2] = {
	LIST_BOTH(""),
	LIST_BOTH("state = $1 AND"),
	LIST_BOTH("worker_id = $2 AND"),
	LIST_BOTH("customer_id = $3 AND"),
};

size_t
interaction_list(struct db *db, const struct interaction_filter *filter,
	const struct page_key *page, struct arena *arena, struct interaction **ret)
{
	size_t leading = !str_empty(filter->customer_id) ? 3
		: !str_empty(filter->worker_id)          ? 2
		: !str_empty(filter->state)              ? 1
							 : 0;
	bool down = page->descending != (page->backwards || page->from_end);
	struct stmt *stmt = db_query(db, list_sql[leading][down]);
	bind_text(stmt, 1, filter->state);
	bind_text(stmt, 2, filter->worker_id);
	bind_text(stmt, 3, filter->customer_id);
	bind_text(stmt, 4, page->edge.set ? page->edge.id : "");
	bind_int(stmt, 5, page->limit + 1);
	bind_text(stmt, 6, filter->team_id);

	struct interaction *rows = arena_array(arena, (size_t)page->limit + 1, sizeof(*rows));
	size_t count = 0;
	while (stmt_row(stmt))
		read_columns(&rows[count++], stmt, arena);
	*ret = rows;
	return count;
}

#define UNDER_WAY " AND state IN ('waiting', 'active', 'wrap_up')"

/* The log has every move of one, in the moment of the act that it went along with. */
#define WENT_ALONG " AND id IN (SELECT interaction_id FROM event WHERE application_id = $2" \
	" AND type = 'interaction.moved' AND at = $3)"

struct text_list
interactions_open_of(struct db *db, const char *worker_id, const char *application_id, int64_t moved_at_ms,
	struct arena *arena)
{
	struct stmt *stmt = moved_at_ms
		? db_query(db, "SELECT id FROM interaction WHERE worker_id = $1 AND application_id = $2"
		               UNDER_WAY WENT_ALONG " ORDER BY id")
		: db_query(db, "SELECT id FROM interaction WHERE worker_id = $1 AND application_id = $2"
		               UNDER_WAY " ORDER BY id");
	struct text_list list = { NULL, 0 };

	bind_text(stmt, 1, worker_id);
	bind_text(stmt, 2, application_id);
	if (moved_at_ms)
		bind_int(stmt, 3, moved_at_ms);
	while (stmt_row(stmt)) {
		list.at = arena_more(arena, list.at, list.count, sizeof *list.at);
		list.at[list.count++] = column_copy(stmt, 0, arena);
	}
	stmt_reset(stmt);
	return list;
}

size_t
interactions_under_way(struct db *db, const char *worker_id, const char *team_id, struct arena *arena,
	struct interaction **ret)
{
	struct stmt *stmt = worker_id
		? db_query(db, "SELECT " INTERACTION_COLUMNS " FROM interaction WHERE worker_id = $1" UNDER_WAY)
		: db_query(db, "SELECT " INTERACTION_COLUMNS " FROM interaction WHERE worker_id IN"
		               " (SELECT t.worker_id FROM worker_team t WHERE t.team_id = $1)" UNDER_WAY);
	struct interaction *rows = NULL;
	size_t count = 0;

	bind_text(stmt, 1, worker_id ? worker_id : team_id);
	while (stmt_row(stmt)) {
		rows = arena_more(arena, rows, count, sizeof(*rows));
		read_columns(&rows[count++], stmt, arena);
	}
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

bool
interaction_give(struct txn *txn, const char *id, const char *worker_id)
{
	struct stmt *stmt = db_query(txn->db, "UPDATE interaction SET worker_id = $2, version = version + 1"
	                                      " WHERE id = $1");

	bind_text(stmt, 1, id);
	bind_text(stmt, 2, worker_id);
	return stmt_run(stmt) && stmt_changes(stmt) == 1;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Conversations of a period, with the county of what they are about.  A month of
 * a state's is some 700,000, of applications at random: to look each one up takes
 * SQLite a second, to read all applications once and keep their counties a tenth
 * of that.
 */
#include "server/store/report.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/str.h"
#include "server/store/sql_filter.h"

/* From so many chats on all applications are read. */
enum { MANY_CHATS = 20000 };

#define CHAT_COLUMNS                                                                           \
	"interaction.channel, interaction.state, interaction.started_at, interaction.handoff_at"

static void
where_chat(struct sql_filter *sql, const struct report_filter *filter)
{
	sql_where_int(sql, "interaction.started_at >=", filter->from_ms);
	sql_where_int(sql, "interaction.started_at <", filter->until_ms);
}

static void
take_chat(struct stmt *stmt, const char *county, report_chat_fn *take, void *taker)
{
	take(taker, &(struct report_chat){
		.channel = column_text(stmt, 0),
		.state = column_text(stmt, 1),
		.started_at_ms = column_int(stmt, 2),
		.handed_over = column_int(stmt, 3) > 0,
		.county = county,
	});
}

void
report_chats_one_by_one(struct db *db, const struct report_filter *filter, struct arena *arena,
                        report_chat_fn *take, void *taker)
{
	struct sql_filter sql;
	struct stmt *stmt;

	sql_begin(&sql, arena, "SELECT " CHAT_COLUMNS ", queue.county FROM interaction");
	report_join_figures(&sql, db, "queue", "queue_figures");
	where_chat(&sql, filter);
	sql_where(&sql, "queue.application_id = interaction.application_id");
	report_add_filter(&sql, filter);
	stmt = sql_query(&sql, db);
	while (stmt_row(stmt))
		take_chat(stmt, column_text(stmt, 4), take, taker);
	stmt_reset(stmt);
}

/* ---- all applications at once ---- */

/* Where an application lies; a table with free places, by the id's hash. */
struct place {
	const char *id; /* NULL: free */
	const char *county;
	uint32_t hash;
};
struct counties {
	struct place *at;
	size_t room; /* a power of two, twice as many as there are and more */
	size_t count;
	struct arena arena;
	const char *last; /* the same text again and again */
};

static uint32_t
hash_of(const char *id)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (; *id; id++)
		hash = (hash ^ (unsigned char)*id) * 16777619u;
	return hash;
}

static struct place *
place_of(const struct counties *counties, const char *id, uint32_t hash)
{
	size_t i = hash & (counties->room - 1);

	while (counties->at[i].id && (counties->at[i].hash != hash || !str_eq(counties->at[i].id, id)))
		i = (i + 1) & (counties->room - 1);
	return &counties->at[i];
}

static void
grow(struct counties *counties)
{
	struct counties wider = *counties;

	wider.room = counties->room ? counties->room * 2 : 1024;
	wider.at = calloc(wider.room, sizeof *wider.at);
	if (!wider.at)
		oom_exit();
	for (size_t i = 0; i < counties->room; i++)
		if (counties->at[i].id)
			*place_of(&wider, counties->at[i].id, counties->at[i].hash) = counties->at[i];
	free(counties->at);
	*counties = wider;
}

static void
add_place(struct counties *counties, const char *id, const char *county)
{
	uint32_t hash = hash_of(id);

	if (counties->count * 2 >= counties->room)
		grow(counties);
	if (!counties->last || !str_eq(counties->last, county))
		counties->last = arena_strdup(&counties->arena, county);
	*place_of(counties, id, hash) = (struct place){ arena_strdup(&counties->arena, id), counties->last, hash };
	counties->count++;
}

static void
read_counties(struct db *db, const struct report_filter *filter, struct arena *arena, struct counties *ret)
{
	struct sql_filter sql;
	struct stmt *stmt;

	*ret = (struct counties){ .arena = ARENA_INIT };
	grow(ret);
	sql_begin(&sql, arena, "SELECT queue.application_id, queue.county FROM queue");
	if (db_kind(db) == DB_SQLITE)
		sql_add(&sql, " INDEXED BY queue_figures");
	report_add_filter(&sql, filter);
	stmt = sql_query(&sql, db);
	while (stmt_row(stmt))
		add_place(ret, column_text(stmt, 0), column_text(stmt, 1));
	stmt_reset(stmt);
}

void
report_chats_at_once(struct db *db, const struct report_filter *filter, struct arena *arena,
                     report_chat_fn *take, void *taker)
{
	struct counties counties;
	struct sql_filter sql;
	struct stmt *stmt;

	read_counties(db, filter, arena, &counties);
	sql_begin(&sql, arena, "SELECT " CHAT_COLUMNS ", interaction.application_id FROM interaction");
	where_chat(&sql, filter);
	stmt = sql_query(&sql, db);
	while (stmt_row(stmt)) {
		const char *id = column_text(stmt, 4);
		const struct place *place = place_of(&counties, id, hash_of(id));

		if (place->id)
			take_chat(stmt, place->county, take, taker);
	}
	stmt_reset(stmt);
	free(counties.at);
	arena_done(&counties.arena);
}

/* ---- either ---- */

static bool
are_many(struct db *db, const struct report_filter *filter)
{
	struct stmt *stmt = db_query(db, "SELECT count(*) FROM (SELECT 1 FROM interaction WHERE started_at >= $1"
	                                 " AND started_at < $2 LIMIT $3) AS some");
	bool are;

	bind_int(stmt, 1, filter->from_ms);
	bind_int(stmt, 2, filter->until_ms);
	bind_int(stmt, 3, MANY_CHATS);
	are = stmt_row(stmt) && column_int(stmt, 0) >= MANY_CHATS;
	stmt_reset(stmt);
	return are;
}

/* About no application: in sight of whoever reads all. */
static void
take_others(struct db *db, const struct report_filter *filter, struct arena *arena, report_chat_fn *take, void *taker)
{
	struct sql_filter sql;
	struct stmt *stmt;

	sql_begin(&sql, arena, "SELECT " CHAT_COLUMNS ", customer.county FROM interaction CROSS JOIN customer");
	where_chat(&sql, filter);
	sql_where(&sql, "interaction.application_id = ''");
	sql_where(&sql, "customer.id = interaction.customer_id");
	if (!str_empty(filter->county))
		sql_where_text(&sql, "customer.county =", filter->county);
	sql_customer_scope(&sql, filter->scope, "customer.id", "customer.sealed");
	stmt = sql_query(&sql, db);
	while (stmt_row(stmt))
		take_chat(stmt, column_text(stmt, 4), take, taker);
	stmt_reset(stmt);
}

void
report_chats(struct db *db, const struct report_filter *filter, struct arena *arena,
             report_chat_fn *take, void *taker)
{
	assert(db && filter && filter->scope && take);
	/* PostgreSQL keeps a join's smaller side by itself. */
	if (db_kind(db) == DB_SQLITE && are_many(db, filter))
		report_chats_at_once(db, filter, arena, take, taker);
	else
		report_chats_one_by_one(db, filter, arena, take, taker);
	if (filter->scope->all && str_empty(filter->program_id) && str_empty(filter->team_id))
		take_others(db, filter, arena, take, taker);
}

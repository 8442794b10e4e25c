/* SPDX-License-Identifier: Apache-2.0
 *
 * Workers and teams as rows.
 */
#include "config.h"

#include "server/store/worker.h"

#include "base/utf8.h"
#include "server/store/db.h"
#include "server/store/sql_filter.h"

enum { PRESENCE_IDLE_MS = 10 * 60 * 1000 };

/* "a,b,c" as a list, in the arena. */
static struct text_list
split_words(const char *words, struct arena *arena)
{
	struct text_list list = { NULL, 0 };
	const char *at;
	size_t count = words[0] != '\0';

	for (at = words; *at != '\0'; at++)
		count += *at == ',';
	if (count == 0)
		return list;
	list.at = arena_array(arena, count, sizeof(*list.at));
	for (at = words; list.count < count; at += strcspn(at, ",") + 1)
		list.at[list.count++] = arena_strndup(arena, at, strcspn(at, ","));
	return list;
}

/* All texts of a one-column query that is already bound. */
static struct text_list
column_list(struct stmt *stmt, struct arena *arena)
{
	struct text_list list = { NULL, 0 };
	size_t cap = 0;

	while (stmt_row(stmt)) {
		if (list.count == cap) {
			const char **at = arena_array(arena, cap != 0 ? cap * 2 : 4, sizeof(*at));
			if (cap != 0)
				memcpy(at, list.at, cap * sizeof(*at));
			list.at = at;
			cap = cap != 0 ? cap * 2 : 4;
		}
		list.at[list.count++] = arena_strdup(arena, column_text(stmt, 0));
	}
	stmt_reset(stmt);
	return list;
}

static struct text_list
list_of_worker(struct db *db, const char *sql, const char *id, struct arena *arena)
{
	struct stmt *stmt = db_query(db, sql);

	bind_text(stmt, 1, id);
	return column_list(stmt, arena);
}

static struct text_list
teams_of(struct db *db, const char *id, struct arena *arena)
{
	return list_of_worker(db, "SELECT team_id FROM worker_team WHERE worker_id = $1 ORDER BY team_id", id, arena);
}

static struct text_list
led_teams_of(struct db *db, const char *id, struct arena *arena)
{
	return list_of_worker(db, "SELECT team_id FROM worker_team WHERE worker_id = $1 AND leads = 1"
	                          " ORDER BY team_id", id, arena);
}

static struct text_list
role_words(unsigned roles, struct arena *arena)
{
	struct text_list list = { arena_array(arena, 8, sizeof(*list.at)), 0 };
	unsigned bit;

	for (bit = 1; bit < ROLE_ANY; bit <<= 1)
		if ((roles & bit) != 0)
			list.at[list.count++] = role_wire(bit);
	return list;
}

bool
worker_secret_find(struct db *db, const char *username, struct arena *arena, struct worker_secret *ret)
{
	struct stmt *stmt = db_query(db, "SELECT id, password_hash, journal_key FROM worker"
	                                 " WHERE username = $1 AND active = 1");
	bool found;

	bind_text(stmt, 1, username);
	found = stmt_row(stmt);
	if (found) {
		const void *key;
		void *copy;
		ret->id = column_copy(stmt, 0, arena);
		ret->password_hash = arena_strdup(arena, column_text(stmt, 1));
		key = column_blob(stmt, 2, &ret->journal_key_len);
		copy = arena_alloc(arena, ret->journal_key_len + 1);
		if (ret->journal_key_len > 0)
			memcpy(copy, key, ret->journal_key_len);
		ret->journal_key = copy;
	}
	stmt_reset(stmt);
	return found;
}

const void *
worker_journal_key(struct db *db, const char *id, struct arena *arena, size_t *ret_len)
{
	struct stmt *stmt = db_query(db, "SELECT journal_key FROM worker WHERE id = $1");
	uint8_t *copy = NULL;

	bind_text(stmt, 1, id);
	*ret_len = 0;
	if (stmt_row(stmt)) {
		const void *key = column_blob(stmt, 0, ret_len);
		copy = arena_alloc(arena, *ret_len + 1);
		if (*ret_len > 0)
			memcpy(copy, key, *ret_len);
	}
	stmt_reset(stmt);
	return copy;
}

#define WORKER_COLUMNS                                                                       \
	"id, version, username, name, roles, programs, counties, languages, capacity," \
	" on_leave_from, on_leave_to"
enum { NAME_COLUMN = 3 };

civil_date
worker_leave_day(int64_t day)
{
	return day > INT32_MIN && day < INT32_MAX && day != 0 ? (civil_date)day : DATE_NONE;
}

static void
worker_take(struct stmt *stmt, struct arena *arena, struct worker *ret)
{
	ret->id = column_copy(stmt, 0, arena);
	ret->version = column_int(stmt, 1);
	ret->username = column_copy(stmt, 2, arena);
	ret->name = column_copy(stmt, NAME_COLUMN, arena);
	ret->roles = role_words((unsigned)column_int(stmt, 4), arena);
	ret->programs = split_words(column_text(stmt, 5), arena);
	ret->counties = split_words(column_text(stmt, 6), arena);
	ret->languages = split_words(column_text(stmt, 7), arena);
	ret->capacity = column_int(stmt, 8);
	ret->on_leave_from = worker_leave_day(column_int(stmt, 9));
	ret->on_leave_to = worker_leave_day(column_int(stmt, 10));
}

bool
worker_find(struct db *db, const char *id, struct arena *arena, struct worker *ret)
{
	struct stmt *stmt = db_query(db, "SELECT " WORKER_COLUMNS " FROM worker WHERE id = $1 AND active = 1");
	bool found;

	bind_text(stmt, 1, id);
	found = stmt_row(stmt);
	if (found)
		worker_take(stmt, arena, ret);
	stmt_reset(stmt);
	if (!found)
		return false;
	ret->team_ids = teams_of(db, id, arena);
	ret->led_team_ids = led_teams_of(db, id, arena);
	return !db_failed(db);
}

bool
worker_set_password(struct txn *txn, const char *id, const char *old_hash, const char *new_hash)
{
	struct stmt *stmt = db_query(txn->db, "UPDATE worker SET password_hash = $3, version = version + 1"
	                                      " WHERE id = $1 AND password_hash = $2 AND active = 1");

	bind_text(stmt, 1, id);
	bind_text(stmt, 2, old_hash);
	bind_text(stmt, 3, new_hash);
	return stmt_run(stmt) && stmt_changes(stmt) == 1;
}

bool
worker_actor(struct db *db, const char *id, struct arena *arena, struct actor *ret)
{
	struct worker worker = { .id = NULL };
	unsigned roles = 0;
	size_t i;

	if (!worker_find(db, id, arena, &worker))
		return false;
	for (i = 0; i < worker.roles.count; i++)
		roles |= role_from_wire(worker.roles.at[i]);
	memset(ret, 0, sizeof(*ret));
	ret->kind = ACTOR_WORKER;
	ret->id = worker.id;
	ret->username = worker.username;
	ret->name = worker.name;
	ret->roles = roles;
	ret->team_ids = worker.team_ids;
	ret->led_team_ids = worker.led_team_ids;
	ret->programs = worker.programs;
	ret->counties = worker.counties;
	ret->languages = worker.languages;
	ret->conflict_customer_ids = list_of_worker(
		db, "SELECT customer_id FROM worker_conflict WHERE worker_id = $1 ORDER BY customer_id", id, arena);
	ret->sealed_customer_ids = list_of_worker(
		db, "SELECT customer_id FROM customer_seal WHERE worker_id = $1 ORDER BY customer_id", id, arena);
	return !db_failed(db);
}

static void *
grown(struct arena *arena, const void *rows, size_t count, size_t cap, size_t size)
{
	void *wider = arena_array(arena, cap, size);

	if (count > 0)
		memcpy(wider, rows, count * size);
	return wider;
}

static bool
in_one_of(const struct text_list *wanted, const struct text_list *have)
{
	size_t i;

	if (wanted == NULL)
		return true;
	for (i = 0; i < have->count; i++)
		if (text_list_has(wanted, have->at[i]))
			return true;
	return false;
}

size_t
worker_list(struct db *db, const struct text_list *team_ids, const char *named, struct arena *arena,
            struct worker **ret)
{
	struct stmt *stmt = db_query(db, "SELECT " WORKER_COLUMNS " FROM worker WHERE active = 1"
	                                 " ORDER BY sort_key, id");
	struct worker *rows = NULL;
	size_t count = 0, cap = 0, kept = 0, i;

	while (stmt_row(stmt)) {
		if (named != NULL && !utf8_has_parts(column_text(stmt, NAME_COLUMN), named))
			continue;
		if (count == cap) {
			cap = cap != 0 ? cap * 2 : 32;
			rows = grown(arena, rows, count, cap, sizeof(*rows));
		}
		worker_take(stmt, arena, &rows[count++]);
	}
	stmt_reset(stmt);
	for (i = 0; i < count; i++) {
		rows[i].team_ids = teams_of(db, rows[i].id, arena);
		if (!in_one_of(team_ids, &rows[i].team_ids))
			continue;
		rows[i].led_team_ids = led_teams_of(db, rows[i].id, arena);
		rows[kept++] = rows[i];
	}
	*ret = rows;
	return kept;
}

/* Open applications of a worker or a team, as far as the scope shows them. */
static void
count_open(struct sql_filter *sql, const char *column, const char *id, const struct policy_scope *scope)
{
	sql_add(sql, " FROM queue");
	sql_where_text(sql, column, id);
	sql_where_int(sql, "is_open =", 1);
	sql_scope(sql, scope, NULL);
}

static void
team_count(struct db *db, const struct policy_scope *scope, struct team *team, struct arena *arena)
{
	struct sql_filter sql;
	struct stmt *stmt;

	sql_begin(&sql, arena, "SELECT COUNT(*), COALESCE(SUM(CASE WHEN assignee_id = '' THEN 1 ELSE 0 END), 0)");
	count_open(&sql, "team_id =", team->id, scope);
	stmt = sql_query(&sql, db);
	if (stmt_row(stmt)) {
		team->open = column_int(stmt, 0);
		team->unassigned = column_int(stmt, 1);
	}
	stmt_reset(stmt);
}

size_t
team_list(struct db *db, const struct text_list *ids, const struct policy_scope *scope, struct arena *arena,
          struct team **ret)
{
	struct stmt *stmt = db_query(db, "SELECT id, name FROM team ORDER BY name, id");
	struct team *rows = NULL;
	size_t count = 0, cap = 0, i;

	while (stmt_row(stmt)) {
		if (ids != NULL && !text_list_has(ids, column_text(stmt, 0)))
			continue;
		if (count == cap) {
			cap = cap != 0 ? cap * 2 : 16;
			rows = grown(arena, rows, count, cap, sizeof(*rows));
		}
		rows[count].id = column_copy(stmt, 0, arena);
		rows[count++].name = column_copy(stmt, 1, arena);
	}
	stmt_reset(stmt);
	for (i = 0; i < count; i++)
		team_count(db, scope, &rows[i], arena);
	*ret = rows;
	return count;
}

bool
worker_set_leave(struct txn *txn, const char *id, civil_date from, civil_date to)
{
	struct stmt *stmt = db_query(txn->db, "UPDATE worker SET on_leave_from = $2, on_leave_to = $3,"
	                                      " version = version + 1 WHERE id = $1 AND active = 1");

	bind_text(stmt, 1, id);
	bind_int(stmt, 2, from);
	bind_int(stmt, 3, to);
	return stmt_run(stmt) && stmt_changes(stmt) == 1;
}

bool
worker_set_presence(struct txn *txn, const char *id, enum presence presence)
{
	struct stmt *stmt = db_query(txn->db, "INSERT INTO presence (worker_id, state, at) VALUES ($1, $2, $3)"
	                                      " ON CONFLICT (worker_id) DO UPDATE SET"
	                                      " state = excluded.state, at = excluded.at");

	bind_text(stmt, 1, id);
	bind_int(stmt, 2, presence);
	bind_int(stmt, 3, txn->now_ms);
	return stmt_run(stmt);
}

static int64_t
int_of_worker(struct db *db, const char *sql, const char *id, int64_t since_ms)
{
	struct stmt *stmt = db_query(db, sql);
	int64_t value;

	bind_text(stmt, 1, id);
	bind_int(stmt, 2, since_ms);
	value = stmt_row(stmt) ? column_int(stmt, 0) : 0;
	stmt_reset(stmt);
	return value;
}

enum presence
worker_presence(struct db *db, const char *id, int64_t now_ms)
{
	int64_t active_ms = int_of_worker(db, "SELECT COALESCE(MAX(active_at), 0) FROM session"
	                                      " WHERE worker_id = $1 AND ends_at > $2", id, now_ms);

	if (active_ms == 0)
		return PRESENCE_OFFLINE;
	if (active_ms < now_ms - PRESENCE_IDLE_MS
	    || int_of_worker(db, "SELECT state FROM presence WHERE worker_id = $1 AND at > $2", id, 0) == PRESENCE_AWAY)
		return PRESENCE_AWAY;
	return PRESENCE_HERE;
}

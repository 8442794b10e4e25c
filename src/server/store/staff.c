/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of workers, teams and conflicts, written.
 */
#include "server/store/staff.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "server/store/db.h"

enum { WORDS_MAX = 8192 };

/* ---- reading ---- */

static struct text_list
split_words(const char *words, struct arena *arena)
{
	size_t max = 1;
	for (const char *c = words; *c; c++)
		max += *c == ',';
	struct text_list list = { arena_array(arena, max, sizeof(char *)), 0 };
	char *rest = arena_strdup(arena, words), *word;
	while ((word = strsep(&rest, ","))) {
		if (*word)
			list.at[list.count++] = word;
	}
	return list;
}

static struct text_list
split_roles(unsigned roles, struct arena *arena)
{
	struct text_list list = { arena_array(arena, 8, sizeof(char *)), 0 };
	for (unsigned role = 1; role <= ROLE_ANY; role <<= 1) {
		if ((roles & role) && role_wire(role))
			list.at[list.count++] = role_wire(role);
	}
	return list;
}

#define STAFF_COLUMNS                                                                          \
	"id, version, username, name, roles, programs, counties, languages, capacity,"           \
	" on_leave_from, on_leave_to, active"

static void
read_staff(struct stmt *stmt, struct arena *arena, struct staff *ret)
{
	*ret = (struct staff){
		.worker = {
			.id = column_copy(stmt, 0, arena),
			.version = column_int(stmt, 1),
			.username = column_copy(stmt, 2, arena),
			.name = column_copy(stmt, 3, arena),
			.roles = split_roles((unsigned)column_int(stmt, 4), arena),
			.programs = split_words(column_text(stmt, 5), arena),
			.counties = split_words(column_text(stmt, 6), arena),
			.languages = split_words(column_text(stmt, 7), arena),
			.capacity = column_int(stmt, 8),
			.on_leave_from = (civil_date)column_int(stmt, 9),
			.on_leave_to = (civil_date)column_int(stmt, 10),
		},
		.active = column_int(stmt, 11) != 0,
	};
}

static void
add_id(struct text_list *list, const char *id, struct arena *arena)
{
	list->at = arena_more(arena, list->at, list->count, sizeof(char *));
	list->at[list->count++] = id;
}

static void
read_teams(struct db *db, struct arena *arena, struct worker *worker)
{
	struct stmt *stmt = db_query(db, "SELECT team_id, leads FROM worker_team"
	                                 " WHERE worker_id = $1 ORDER BY team_id");

	bind_text(stmt, 1, worker->id);
	/* All of them: what is read here is written back when the worker changes. */
	while (stmt_row(stmt)) {
		const char *id = arena_strdup(arena, column_text(stmt, 0));
		add_id(&worker->team_ids, id, arena);
		if (column_int(stmt, 1))
			add_id(&worker->led_team_ids, id, arena);
	}
	stmt_reset(stmt);
}

size_t
staff_list(struct db *db, struct arena *arena, struct staff **ret)
{
	struct stmt *count_stmt = db_query(db, "SELECT count(*) FROM worker");
	int64_t max = stmt_row(count_stmt) ? column_int(count_stmt, 0) : 0;
	stmt_reset(count_stmt);
	struct staff *staff = arena_array(arena, (size_t)max + 1, sizeof(*staff));
	size_t count = 0;
	struct stmt *stmt = db_query(db, "SELECT " STAFF_COLUMNS " FROM worker"
	                                 " ORDER BY sort_key, id LIMIT $1");

	bind_int(stmt, 1, max);
	while (count < (size_t)max && stmt_row(stmt))
		read_staff(stmt, arena, &staff[count++]);
	stmt_reset(stmt);
	for (size_t i = 0; i < count; i++)
		read_teams(db, arena, &staff[i].worker);
	*ret = staff;
	return count;
}

bool
staff_find(struct db *db, const char *username, struct arena *arena, struct staff *ret)
{
	struct stmt *stmt = db_query(db, "SELECT " STAFF_COLUMNS " FROM worker WHERE username = $1");

	bind_text(stmt, 1, username);
	if (!stmt_row(stmt))
		return false;
	read_staff(stmt, arena, ret);
	stmt_reset(stmt);
	read_teams(db, arena, &ret->worker);
	return !db_failed(db);
}

bool
staff_has_team(struct db *db, const char *team_id)
{
	struct stmt *stmt = db_query(db, "SELECT 1 FROM team WHERE id = $1");
	bind_text(stmt, 1, team_id);
	bool has = stmt_row(stmt);
	stmt_reset(stmt);
	return has;
}

const char *
staff_customer_id(struct db *db, const char *case_number, struct arena *arena)
{
	struct stmt *stmt = db_query(db, "SELECT id FROM customer WHERE case_number = $1");
	bind_text(stmt, 1, case_number);
	const char *id = stmt_row(stmt) ? column_copy(stmt, 0, arena) : NULL;
	stmt_reset(stmt);
	return id;
}

/* ---- writing ---- */

static void
bind_words(struct stmt *stmt, int number, const struct text_list *list)
{
	struct buf text = BUF_INIT(WORDS_MAX);
	for (size_t i = 0; i < list->count; i++)
		buf_printf(&text, "%s%s", i ? "," : "", list->at[i]);
	bind_text(stmt, number, text.data);
	buf_done(&text);
}

static int64_t
role_bits(const struct text_list *roles)
{
	unsigned bits = 0;
	for (size_t i = 0; i < roles->count; i++)
		bits |= role_from_wire(roles->at[i]);
	return bits;
}

/* $1 to $10, the same for both statements. */
static void
bind_worker(struct stmt *stmt, const struct worker *worker)
{
	struct buf key = BUF_INIT(WORDS_MAX);

	utf8_fold(&key, worker->name, strlen(worker->name));
	bind_text(stmt, 1, worker->id);
	bind_text(stmt, 2, worker->name);
	bind_text(stmt, 3, key.data);
	bind_int(stmt, 4, role_bits(&worker->roles));
	bind_words(stmt, 5, &worker->programs);
	bind_words(stmt, 6, &worker->counties);
	bind_words(stmt, 7, &worker->languages);
	bind_int(stmt, 8, worker->capacity);
	bind_int(stmt, 9, worker->on_leave_from);
	bind_int(stmt, 10, worker->on_leave_to);
	buf_done(&key);
}

static bool
put_teams(struct txn *txn, const struct worker *worker)
{
	struct stmt *stmt = db_query(txn->db, "DELETE FROM worker_team WHERE worker_id = $1");
	bind_text(stmt, 1, worker->id);
	if (!stmt_run(stmt))
		return false;
	for (size_t i = 0; i < worker->team_ids.count; i++) {
		stmt = db_query(txn->db, "INSERT INTO worker_team (worker_id, team_id, leads)"
		                         " VALUES ($1, $2, $3)");
		bind_text(stmt, 1, worker->id);
		bind_text(stmt, 2, worker->team_ids.at[i]);
		bind_int(stmt, 3, text_list_has(&worker->led_team_ids, worker->team_ids.at[i]));
		if (!stmt_run(stmt))
			return false;
	}
	return true;
}

bool
staff_insert(struct txn *txn, const struct worker *worker, const char *password_hash,
             const void *sealed_journal_key, size_t len)
{
	struct stmt *stmt = db_query(
		txn->db, "INSERT INTO worker (id, name, sort_key, roles, programs, counties, languages,"
		         " capacity, on_leave_from, on_leave_to, version, username, password_hash,"
		         " journal_key, active) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1,"
		         " $11, $12, $13, 1)");

	bind_worker(stmt, worker);
	bind_text(stmt, 11, worker->username);
	bind_text(stmt, 12, password_hash);
	bind_blob(stmt, 13, sealed_journal_key, len);
	return stmt_run(stmt) && put_teams(txn, worker);
}

bool
staff_update(struct txn *txn, const struct staff *staff)
{
	struct stmt *stmt = db_query(
		txn->db, "UPDATE worker SET name = $2, sort_key = $3, roles = $4, programs = $5,"
		         " counties = $6, languages = $7, capacity = $8, on_leave_from = $9,"
		         " on_leave_to = $10, active = $11, version = version + 1 WHERE id = $1");

	bind_worker(stmt, &staff->worker);
	bind_int(stmt, 11, staff->active);
	return stmt_run(stmt) && put_teams(txn, &staff->worker);
}

bool
staff_end_sessions(struct txn *txn, const char *worker_id)
{
	struct stmt *stmt = db_query(txn->db, "DELETE FROM session WHERE worker_id = $1");
	bind_text(stmt, 1, worker_id);
	return stmt_run(stmt);
}

bool
staff_set_password(struct txn *txn, const char *worker_id, const char *hash)
{
	struct stmt *stmt = db_query(txn->db, "UPDATE worker SET password_hash = $2,"
	                                      " version = version + 1 WHERE id = $1");
	bind_text(stmt, 1, worker_id);
	bind_text(stmt, 2, hash);
	return stmt_run(stmt) && staff_end_sessions(txn, worker_id);
}

bool
staff_put_team(struct txn *txn, const char *team_id, const char *name)
{
	struct stmt *stmt = db_query(txn->db, "INSERT INTO team (id, name) VALUES ($1, $2)"
	                                      " ON CONFLICT (id) DO UPDATE SET name = excluded.name");
	bind_text(stmt, 1, team_id);
	bind_text(stmt, 2, name);
	return stmt_run(stmt);
}

bool
staff_put_conflict(struct txn *txn, const char *worker_id, const char *customer_id,
                   const char *reason)
{
	struct stmt *stmt = db_query(txn->db,
	                             "INSERT INTO worker_conflict (worker_id, customer_id, reason,"
	                             " declared_at) VALUES ($1, $2, $3, $4)");
	bind_text(stmt, 1, worker_id);
	bind_text(stmt, 2, customer_id);
	bind_text(stmt, 3, reason);
	bind_int(stmt, 4, txn->now_ms);
	return stmt_run(stmt);
}

bool
staff_end_conflict(struct txn *txn, const char *worker_id, const char *customer_id)
{
	struct stmt *stmt = db_query(txn->db, "DELETE FROM worker_conflict WHERE worker_id = $1"
	                                      " AND (customer_id = $2 OR customer_id IN"
	                                      " (SELECT c.id FROM customer c WHERE c.merged_into = $2))");
	bind_text(stmt, 1, worker_id);
	bind_text(stmt, 2, customer_id);
	return stmt_run(stmt);
}

size_t
staff_conflicts(struct db *db, const char *username, struct arena *arena,
                struct staff_conflict **ret)
{
	struct staff_conflict *rows = NULL;
	size_t count = 0;
	struct stmt *stmt = db_query(db, "SELECT w.username, c.case_number, k.reason, k.declared_at"
	                                 " FROM worker_conflict k JOIN worker w ON w.id = k.worker_id"
	                                 " JOIN customer c ON c.id = k.customer_id"
	                                 " WHERE c.merged_into = '' AND ($1 = '' OR w.username = $1)"
	                                 " ORDER BY w.sort_key, w.id, c.case_number");

	bind_text(stmt, 1, username ? username : "");
	while (stmt_row(stmt)) {
		rows = arena_more(arena, rows, count, sizeof(*rows));
		rows[count++] = (struct staff_conflict){
			.username = column_copy(stmt, 0, arena),
			.case_number = column_copy(stmt, 1, arena),
			.reason = column_copy(stmt, 2, arena),
			.declared_at_ms = column_int(stmt, 3),
		};
	}
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

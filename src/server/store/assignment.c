/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading what assignment looks at.
 */
#include "server/store/assignment.h"

#include "base/str.h"
#include "server/store/queue_filter.h"
#include "server/store/worker.h"

/* As many as a sentence names. */
enum { LEADERS_MAX = 3 };

#define OPEN_OF_CUSTOMER ", (SELECT c.open_applications FROM customer c WHERE c.id = customer_id)"
/* Is there of the household what the customer's own record does not say: a record that
 * names this customer and that theirs does not name, one that became part of theirs, or
 * one that theirs names by a number that is no more? */
#define NAMED_ONLY \
	"(SELECT count(*) FROM household_link l WHERE l.member_id = queue.customer_id AND NOT EXISTS" \
	" (SELECT 1 FROM household_link b WHERE b.customer_id = l.member_id AND b.member_id = l.customer_id))"
#define MERGED_INTO \
	"(SELECT count(*) FROM customer m WHERE m.merged_into = queue.customer_id AND m.merged_into <> '')"
#define NAMES_MERGED \
	"(SELECT count(*) FROM household_link l JOIN customer m ON m.id = l.member_id" \
	" WHERE l.customer_id = queue.customer_id AND m.merged_into <> '')"
#define HAS_OTHER_LINKS ", " NAMED_ONLY " + " MERGED_INTO " + " NAMES_MERGED
#define WITH_CUSTOMER OPEN_OF_CUSTOMER \
	", (SELECT c.vulnerable FROM customer c WHERE c.id = customer_id)" \
	", (SELECT c.household FROM customer c WHERE c.id = customer_id)" HAS_OTHER_LINKS

static void
peek_row(struct stmt *stmt, bool with_household, struct assignment_row *ret)
{
	*ret = (struct assignment_row) { 0 };
	queue_row_peek(stmt, &ret->queue);
	ret->open_applications = column_int(stmt, QUEUE_COLUMN_COUNT);
	if (!with_household)
		return;
	ret->vulnerable = column_int(stmt, QUEUE_COLUMN_COUNT + 1) != 0;
	ret->household = column_text(stmt, QUEUE_COLUMN_COUNT + 2);
	ret->has_other_links = column_int(stmt, QUEUE_COLUMN_COUNT + 3) > 0;
}

void
assignment_rows(struct db *db, const struct queue_filter *filter, size_t limit, struct arena *arena,
                assignment_row_fn *take, void *taker)
{
	struct assignment_row row;
	struct sql_filter sql;
	struct stmt *stmt;

	sql_begin(&sql, arena, "SELECT " QUEUE_COLUMNS WITH_CUSTOMER " FROM queue");
	queue_filter_add(&sql, filter);
	sql_add(&sql, " ORDER BY due_on, application_id LIMIT ");
	sql_put_int(&sql, (int64_t)limit);
	stmt = sql_query(&sql, db);
	while (stmt_row(stmt)) {
		peek_row(stmt, true, &row);
		take(taker, &row);
	}
	stmt_reset(stmt);
}

static void
open_rows(struct db *db, const char *whose, const char *id, const struct policy_scope *scope,
          struct arena *arena, assignment_row_fn *take, void *taker)
{
	struct assignment_row row;
	struct sql_filter sql;
	struct stmt *stmt;

	sql_begin(&sql, arena, "SELECT " QUEUE_COLUMNS OPEN_OF_CUSTOMER " FROM queue");
	sql_where_text(&sql, whose, id);
	sql_where_int(&sql, "is_open =", 1);
	sql_scope(&sql, scope, NULL);
	stmt = sql_query(&sql, db);
	while (stmt_row(stmt)) {
		peek_row(stmt, false, &row);
		take(taker, &row);
	}
	stmt_reset(stmt);
}

void
assignment_rows_of(struct db *db, const char *worker_id, const struct policy_scope *scope,
                   struct arena *arena, assignment_row_fn *take, void *taker)
{
	open_rows(db, "assignee_id =", worker_id, scope, arena, take, taker);
}

void
assignment_rows_in(struct db *db, const char *team_id, const struct policy_scope *scope,
                   struct arena *arena, assignment_row_fn *take, void *taker)
{
	open_rows(db, "team_id =", team_id, scope, arena, take, taker);
}

/* How few have more than one open is in an index of its own; SQLite would look at each wide row. */
#define HAS_MORE(indexed) \
	"CASE WHEN EXISTS (SELECT 1 FROM customer c " indexed "WHERE c.id = q.customer_id AND" \
	" c.open_applications > 1) THEN 1 ELSE 0 END"
#define LOADS(indexed) \
	"SELECT q.assignee_id, q.program_id, q.county, q.language, q.filed_on, q.due_on, q.proof_due_on," \
	" q.interview_at, q.turn, q.expedited, " HAS_MORE(indexed) " FROM worker_team t CROSS JOIN queue q" \
	" WHERE t.team_id = $1 AND q.assignee_id = t.worker_id AND q.is_open = 1"

void
assignment_rows_of_team(struct db *db, const char *team_id, assignment_row_fn *take, void *taker)
{
	struct stmt *stmt = db_query(db, db_kind(db) == DB_SQLITE ? LOADS("INDEXED BY customer_more ") : LOADS(""));

	bind_text(stmt, 1, team_id);
	while (stmt_row(stmt)) {
		struct assignment_row row = {
			.queue.assignee_id = column_text(stmt, 0),
			.queue.program_id = column_text(stmt, 1),
			.queue.county = column_text(stmt, 2),
			.queue.language = column_text(stmt, 3),
			.queue.filed_on = date_from_column(column_int(stmt, 4)),
			.queue.due_on = date_from_column(column_int(stmt, 5)),
			.queue.proof_due_on = date_from_column(column_int(stmt, 6)),
			.queue.interview_at_ms = column_int(stmt, 7),
			.queue.turn = (enum turn)column_int(stmt, 8),
			.queue.expedited = column_int(stmt, 9) != 0,
			.open_applications = column_int(stmt, 10) ? 2 : 1,
		};
		take(taker, &row);
	}
	stmt_reset(stmt);
}

void
assignment_near_due(struct db *db, civil_date due_on, size_t limit, assignment_due_fn *take, void *taker)
{
	struct stmt *stmt = db_query(db, "SELECT application_id, team_id FROM queue WHERE assignee_id = '' AND"
		" is_open = 1 AND due_on <= $1 AND status = $2 ORDER BY due_on, application_id LIMIT $3");

	bind_int(stmt, 1, date_to_column(due_on));
	bind_int(stmt, 2, APPLICATION_INCOMPLETE);
	bind_int(stmt, 3, (int64_t)limit);
	while (stmt_row(stmt))
		take(taker, column_text(stmt, 0), column_text(stmt, 1));
	stmt_reset(stmt);
}

bool
assignment_row_find(struct db *db, const char *application_id, struct arena *arena,
                    struct assignment_row *ret)
{
	struct stmt *stmt = db_query(db, "SELECT " QUEUE_COLUMNS WITH_CUSTOMER
	                                 " FROM queue WHERE application_id = $1");
	bool is_there;

	bind_text(stmt, 1, application_id);
	is_there = stmt_row(stmt);
	if (is_there) {
		peek_row(stmt, true, ret);
		queue_row_keep(&ret->queue, arena);
		ret->household = arena_strdup(arena, ret->household);
	}
	stmt_reset(stmt);
	return is_there;
}

/* ---- workers ---- */

#define WORKER_COLUMNS \
	"w.id, w.name, w.roles, w.active, w.programs, w.counties, w.languages, w.capacity," \
	" w.on_leave_from, w.on_leave_to"

/* "a,b" as a list. */
static struct text_list
split_words(const char *words, struct arena *arena)
{
	struct text_list list = { NULL, 0 };

	while (*words) {
		size_t len = strcspn(words, ",");

		list.at = arena_more(arena, list.at, list.count, sizeof *list.at);
		list.at[list.count++] = arena_strndup(arena, words, len);
		words += len + (words[len] == ',');
	}
	return list;
}

static void
read_worker(struct stmt *stmt, struct arena *arena, struct assignment_worker *ret)
{
	*ret = (struct assignment_worker) {
		.id = column_copy(stmt, 0, arena),
		.name = column_copy(stmt, 1, arena),
		.roles = (unsigned)column_int(stmt, 2),
		.is_active = column_int(stmt, 3) != 0,
		.programs = split_words(column_text(stmt, 4), arena),
		.counties = split_words(column_text(stmt, 5), arena),
		.languages = split_words(column_text(stmt, 6), arena),
		.capacity = column_int(stmt, 7),
		.on_leave_from = worker_leave_day(column_int(stmt, 8)),
		.on_leave_to = worker_leave_day(column_int(stmt, 9)),
	};
}

static struct text_list
words_of_worker(struct db *db, const char *sql, const char *worker_id, struct arena *arena)
{
	struct stmt *stmt = db_query(db, sql);
	struct text_list list = { NULL, 0 };

	bind_text(stmt, 1, worker_id);
	while (stmt_row(stmt)) {
		list.at = arena_more(arena, list.at, list.count, sizeof *list.at);
		list.at[list.count++] = column_copy(stmt, 0, arena);
	}
	stmt_reset(stmt);
	return list;
}

static void
read_lists(struct db *db, struct arena *arena, struct assignment_worker *worker)
{
	worker->team_ids = words_of_worker(db,
		"SELECT team_id FROM worker_team WHERE worker_id = $1 ORDER BY team_id", worker->id, arena);
	worker->conflict_customer_ids = words_of_worker(db,
		"SELECT customer_id FROM worker_conflict WHERE worker_id = $1 ORDER BY customer_id",
		worker->id, arena);
	worker->sealed_customer_ids = words_of_worker(db,
		"SELECT customer_id FROM customer_seal WHERE worker_id = $1 ORDER BY customer_id",
		worker->id, arena);
}

enum worker_list { LIST_TEAMS, LIST_CONFLICTS, LIST_SEALS };

static struct text_list *
list_of(struct assignment_worker *worker, enum worker_list which)
{
	switch (which) {
	case LIST_TEAMS:
		return &worker->team_ids;
	case LIST_CONFLICTS:
		return &worker->conflict_customer_ids;
	case LIST_SEALS:
		break;
	}
	return &worker->sealed_customer_ids;
}

/* One question for all of a team; workers and answers are in the order of ids. */
static void
read_lists_of_team(struct db *db, const char *sql, const char *team_id, struct arena *arena,
                   struct assignment_worker *workers, size_t count, enum worker_list which)
{
	struct stmt *stmt = db_query(db, sql);
	size_t at = 0;

	bind_text(stmt, 1, team_id);
	while (stmt_row(stmt)) {
		const char *worker_id = column_text(stmt, 0);

		while (at < count && strcmp(workers[at].id, worker_id) < 0)
			at++;
		if (at == count || !str_eq(workers[at].id, worker_id))
			continue; /* who has left */
		struct text_list *list = list_of(&workers[at], which);
		list->at = arena_more(arena, list->at, list->count, sizeof *list->at);
		list->at[list->count++] = column_copy(stmt, 1, arena);
	}
	stmt_reset(stmt);
}

#define OF_TEAM(table, column)                                                                 \
	"SELECT l.worker_id, l." column " FROM worker_team t JOIN " table " l"                 \
	" ON l.worker_id = t.worker_id WHERE t.team_id = $1 ORDER BY l.worker_id, l." column

size_t
assignment_workers(struct db *db, const char *team_id, struct arena *arena,
                   struct assignment_worker **ret)
{
	struct stmt *stmt = db_query(db, "SELECT " WORKER_COLUMNS " FROM worker w JOIN worker_team t"
		" ON t.worker_id = w.id WHERE t.team_id = $1 AND w.active = 1 ORDER BY w.id");
	struct assignment_worker *rows = NULL;
	size_t count = 0;

	bind_text(stmt, 1, team_id);
	while (stmt_row(stmt)) {
		rows = arena_more(arena, rows, count, sizeof *rows);
		read_worker(stmt, arena, &rows[count++]);
	}
	stmt_reset(stmt);
	read_lists_of_team(db, OF_TEAM("worker_team", "team_id"), team_id, arena, rows, count, LIST_TEAMS);
	read_lists_of_team(db, OF_TEAM("worker_conflict", "customer_id"), team_id, arena, rows, count,
	                   LIST_CONFLICTS);
	read_lists_of_team(db, OF_TEAM("customer_seal", "customer_id"), team_id, arena, rows, count, LIST_SEALS);
	*ret = rows;
	return count;
}

bool
assignment_worker_find(struct db *db, const char *id, struct arena *arena,
                       struct assignment_worker *ret)
{
	struct stmt *stmt = db_query(db, "SELECT " WORKER_COLUMNS " FROM worker w WHERE w.id = $1");
	bool is_there;

	bind_text(stmt, 1, id);
	is_there = stmt_row(stmt);
	if (is_there)
		read_worker(stmt, arena, ret);
	stmt_reset(stmt);
	if (is_there)
		read_lists(db, arena, ret);
	return is_there;
}

struct text_list
assignment_leaders(struct db *db, const char *team_id, const char *worker_id, struct arena *arena)
{
	struct stmt *stmt = db_query(db, "SELECT s.name FROM worker s WHERE s.active = 1 AND EXISTS"
		" (SELECT 1 FROM worker_team t WHERE t.worker_id = s.id AND t.leads = 1 AND t.team_id = $1)"
		" AND ($2 = '' OR EXISTS (SELECT 1 FROM worker_team t JOIN worker_team w"
		" ON w.team_id = t.team_id WHERE t.worker_id = s.id AND t.leads = 1 AND w.worker_id = $2))"
		" ORDER BY s.sort_key, s.id LIMIT $3");
	struct text_list list = { arena_array(arena, LEADERS_MAX, sizeof(char *)), 0 };

	bind_text(stmt, 1, team_id);
	bind_text(stmt, 2, worker_id);
	bind_int(stmt, 3, LEADERS_MAX);
	while (stmt_row(stmt))
		list.at[list.count++] = column_copy(stmt, 0, arena);
	stmt_reset(stmt);
	return list;
}

const char *
assignment_leader(struct db *db, const char *team_id, struct arena *arena)
{
	struct stmt *stmt = db_query(db, "SELECT s.id FROM worker s WHERE s.active = 1 AND EXISTS"
		" (SELECT 1 FROM worker_team t WHERE t.worker_id = s.id AND t.leads = 1 AND t.team_id = $1)"
		" ORDER BY s.sort_key, s.id LIMIT 1");
	const char *id = NULL;

	bind_text(stmt, 1, team_id);
	if (stmt_row(stmt))
		id = column_copy(stmt, 0, arena);
	stmt_reset(stmt);
	return id;
}

/* ---- counts ---- */

static int64_t
count_found(struct stmt *stmt)
{
	int64_t count = stmt_row(stmt) ? column_int(stmt, 0) : 0;

	stmt_reset(stmt);
	return count;
}

struct assignment_contact
assignment_contact(struct db *db, const char *application_id, const char *worker_id)
{
	struct assignment_contact ret;
	struct stmt *stmt = db_query(db,
		"SELECT count(*) FROM interview WHERE application_id = $1 AND state = $2");

	bind_text(stmt, 1, application_id);
	bind_int(stmt, 2, INTERVIEW_HELD);
	ret.interviewed = count_found(stmt) > 0;
	stmt = db_query(db, "SELECT count(*) FROM note WHERE application_id = $1 AND kind = 'call'"
	                    " AND author_id = $2");
	bind_text(stmt, 1, application_id);
	bind_text(stmt, 2, worker_id);
	ret.calls = count_found(stmt);
	return ret;
}

int64_t
assignment_last_seq(struct db *db, const char *application_id, int64_t *ret_at_ms,
                    const char **ret_actor_name, struct arena *arena)
{
	struct stmt *stmt = db_query(db, "SELECT seq, at, actor_name FROM event WHERE application_id = $1"
	                                 " AND type = 'application.assigned' ORDER BY seq DESC LIMIT 1");
	int64_t seq = 0;

	bind_text(stmt, 1, application_id);
	if (stmt_row(stmt)) {
		seq = column_int(stmt, 0);
		*ret_at_ms = column_int(stmt, 1);
		*ret_actor_name = column_copy(stmt, 2, arena);
	}
	stmt_reset(stmt);
	return seq;
}

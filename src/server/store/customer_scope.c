/* SPDX-License-Identifier: Apache-2.0
 *
 * What a customer's applications say about who may read the record.
 */
#include "base/str.h"
#include "domain/application.h"
#include "server/store/customer.h"
#include "server/store/queue.h"
#include "server/store/sql_filter.h"

enum { APPLICATIONS_READ_MAX = 10 * CUSTOMER_APPLICATIONS_MAX };

size_t
customer_subjects(struct db *db, const struct customer_record *record, struct arena *arena,
	struct policy_subject **ret)
{
	struct policy_subject *subjects = arena_more(arena, NULL, 0, sizeof(*subjects));
	size_t count = 0;
	struct stmt *stmt = db_query(db,
		"SELECT application_id, team_id, county, program_id, assignee_id, status, filed_by_id, filed_at, "
		"decision_maker_id FROM queue WHERE customer_id = $1 ORDER BY application_id DESC LIMIT $2");
	bind_text(stmt, 1, record->customer.id);
	bind_int(stmt, 2, CUSTOMER_APPLICATIONS_MAX);
	while (stmt_row(stmt)) {
		subjects = arena_more(arena, subjects, count, sizeof(*subjects));
		subjects[count++] = (struct policy_subject){
			.customer_id = record->customer.id,
			.application_id = column_copy(stmt, 0, arena),
			.team_id = column_copy(stmt, 1, arena),
			.county = column_copy(stmt, 2, arena),
			.program_id = column_copy(stmt, 3, arena),
			.assignee_id = column_copy(stmt, 4, arena),
			.status = (enum application_status)column_int(stmt, 5),
			.sealed = record->sealed,
			.filed_by_id = column_copy(stmt, 6, arena),
			.filed_at_ms = column_int(stmt, 7),
			.decision_maker_id = column_copy(stmt, 8, arena),
		};
	}
	if (count == 0)
		subjects[count++] = (struct policy_subject){
			.customer_id = record->customer.id,
			.county = record->customer.county,
			.sealed = record->sealed,
		};
	*ret = subjects;
	return count;
}

/* ---- applications in passing ---- */

struct found_ref {
	struct application_ref ref;
	bool is_open;
	int64_t filed_at_ms;
};

/* Open ones first, then the newest: sorted here, since the few that a customer
 * has are cheaper sorted than a table made for them. */
static int
order_of_refs(const void *a, const void *b)
{
	const struct found_ref *x = a, *y = b;

	if (x->is_open != y->is_open)
		return x->is_open ? -1 : 1;
	if (x->filed_at_ms != y->filed_at_ms)
		return x->filed_at_ms > y->filed_at_ms ? -1 : 1;
	return strcmp(x->ref.id, y->ref.id);
}

static size_t
find_refs(struct db *db, const char *customer_id, const struct policy_scope *scope,
	struct arena *arena, struct found_ref **ret)
{
	struct found_ref *found = arena_more(arena, NULL, 0, sizeof(*found));
	size_t count = 0;
	struct stmt *stmt = db_query(db,
		"SELECT application_id, team_id, county, program_id, assignee_id, status, filed_by_id, filed_at, "
		"decision_maker_id, sealed, number, due_on, is_open FROM queue WHERE customer_id = $1 "
		"ORDER BY application_id LIMIT $2");

	bind_text(stmt, 1, customer_id);
	bind_int(stmt, 2, APPLICATIONS_READ_MAX);
	while (stmt_row(stmt)) {
		struct policy_subject subject = {
			.customer_id = customer_id,
			.application_id = column_text(stmt, 0),
			.team_id = column_text(stmt, 1),
			.county = column_text(stmt, 2),
			.program_id = column_text(stmt, 3),
			.assignee_id = column_text(stmt, 4),
			.status = (enum application_status)column_int(stmt, 5),
			.filed_by_id = column_text(stmt, 6),
			.filed_at_ms = column_int(stmt, 7),
			.decision_maker_id = column_text(stmt, 8),
			.sealed = column_int(stmt, 9) != 0,
		};
		if (!policy_scope_has(scope, &subject))
			continue;
		found = arena_more(arena, found, count, sizeof(*found));
		found[count++] = (struct found_ref){
			.ref.id = column_copy(stmt, 0, arena),
			.ref.number = column_copy(stmt, 10, arena),
			.ref.program_id = column_copy(stmt, 3, arena),
			.ref.status = application_status_wire(subject.status),
			.ref.due_on = date_from_column(column_int(stmt, 11)),
			.is_open = column_int(stmt, 12) != 0,
			.filed_at_ms = subject.filed_at_ms,
		};
	}
	stmt_reset(stmt);
	*ret = found;
	return count;
}

void
customer_applications(struct db *db, struct customer *customer, const struct policy_scope *scope,
	struct arena *arena)
{
	struct found_ref *found;
	size_t count = find_refs(db, customer->id, scope, arena, &found);

	qsort(found, count, sizeof(*found), order_of_refs);
	customer->open_applications = 0;
	for (size_t i = 0; i < count; i++)
		customer->open_applications += found[i].is_open;
	if (count > CUSTOMER_APPLICATIONS_MAX)
		count = CUSTOMER_APPLICATIONS_MAX;
	customer->applications.at = arena_array(arena, count + 1, sizeof(*customer->applications.at));
	customer->applications.count = count;
	for (size_t i = 0; i < count; i++)
		customer->applications.at[i] = found[i].ref;
}

int64_t
customer_open_count(struct db *db, const char *customer_id, const struct policy_scope *scope,
	struct arena *arena)
{
	struct sql_filter sql;
	struct stmt *stmt;
	int64_t count = 0;

	sql_begin(&sql, arena, "SELECT COUNT(*) FROM queue");
	sql_where_text(&sql, "customer_id =", customer_id);
	sql_where_int(&sql, "is_open =", 1);
	sql_scope(&sql, scope, NULL);
	stmt = sql_query(&sql, db);
	if (stmt_row(stmt))
		count = column_int(stmt, 0);
	stmt_reset(stmt);
	return count;
}

bool
customer_glance(struct db *db, const char *id, const char *worker_id, struct arena *arena,
	struct customer_glance *ret)
{
	struct stmt *stmt = db_query(db,
		"SELECT county, sealed, CASE WHEN EXISTS (SELECT 1 FROM queue WHERE"
		" queue.customer_id = customer.id AND queue.is_open = 1 AND queue.assignee_id = $2)"
		" THEN 1 ELSE 0 END FROM customer WHERE id = $1");

	bind_text(stmt, 1, id);
	bind_text(stmt, 2, worker_id);
	if (!stmt_row(stmt))
		return false;
	*ret = (struct customer_glance){
		.county = column_copy(stmt, 0, arena),
		.sealed = column_int(stmt, 1) != 0,
		.is_workers = !str_empty(worker_id) && column_int(stmt, 2) != 0,
	};
	stmt_reset(stmt);
	return true;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What a customer's applications say about who may read the record.
 */
#include "domain/application.h"
#include "server/store/customer.h"
#include "server/store/sql_filter.h"

size_t
customer_subjects(struct db *db, const struct customer_record *record, struct arena *arena,
	struct policy_subject **ret)
{
	struct policy_subject *subjects =
		arena_array(arena, CUSTOMER_APPLICATIONS_MAX, sizeof(*subjects));
	size_t count = 0;
	struct stmt *stmt = db_query(db,
		"SELECT application_id, team_id, county, program_id, assignee_id, status, filed_by_id, filed_at, "
		"decision_maker_id FROM queue WHERE customer_id = $1 ORDER BY application_id DESC LIMIT $2");
	bind_text(stmt, 1, record->customer.id);
	bind_int(stmt, 2, CUSTOMER_APPLICATIONS_MAX);
	while (stmt_row(stmt))
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
	if (count == 0)
		subjects[count++] = (struct policy_subject){
			.customer_id = record->customer.id,
			.county = record->customer.county,
			.sealed = record->sealed,
		};
	*ret = subjects;
	return count;
}

void
customer_applications(struct db *db, struct customer *customer, const struct policy_scope *scope,
	struct arena *arena)
{
	struct application_ref *refs = arena_array(arena, CUSTOMER_APPLICATIONS_MAX, sizeof(*refs));
	size_t count = 0;
	struct stmt *stmt = db_query(db,
		"SELECT application_id, team_id, county, program_id, assignee_id, status, filed_by_id, filed_at, "
		"decision_maker_id, sealed, number, due_on FROM queue WHERE customer_id = $1 "
		"ORDER BY is_open DESC, filed_at DESC, application_id LIMIT $2");
	bind_text(stmt, 1, customer->id);
	bind_int(stmt, 2, CUSTOMER_APPLICATIONS_MAX);
	while (stmt_row(stmt)) {
		struct policy_subject subject = {
			.customer_id = customer->id,
			.application_id = column_copy(stmt, 0, arena),
			.team_id = column_copy(stmt, 1, arena),
			.county = column_copy(stmt, 2, arena),
			.program_id = column_copy(stmt, 3, arena),
			.assignee_id = column_copy(stmt, 4, arena),
			.status = (enum application_status)column_int(stmt, 5),
			.filed_by_id = column_copy(stmt, 6, arena),
			.filed_at_ms = column_int(stmt, 7),
			.decision_maker_id = column_copy(stmt, 8, arena),
			.sealed = column_int(stmt, 9) != 0,
		};
		if (!policy_scope_has(scope, &subject))
			continue;
		int64_t due_on = column_int(stmt, 11);
		refs[count++] = (struct application_ref){
			.id = subject.application_id,
			.number = column_copy(stmt, 10, arena),
			.program_id = subject.program_id,
			.status = application_status_wire(subject.status),
			.due_on = due_on == INT32_MAX ? DATE_NONE : (civil_date)due_on,
		};
	}
	customer->applications.at = refs;
	customer->applications.count = count;
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
customer_is_workers(struct db *db, const char *customer_id, const char *worker_id)
{
	struct stmt *stmt = db_query(db,
		"SELECT 1 FROM queue WHERE customer_id = $1 AND assignee_id = $2 AND is_open = 1");
	bind_text(stmt, 1, customer_id);
	bind_text(stmt, 2, worker_id);
	bool is = stmt_row(stmt);
	stmt_reset(stmt);
	return is;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding customers by an exact key, and what a customer's applications say
 * about who may read the record.
 */
#include "base/str.h"
#include "domain/application.h"
#include "server/store/customer.h"

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

static size_t
collect(struct stmt *stmt, struct arena *arena, const char ***ret)
{
	const char **ids = arena_array(arena, CUSTOMER_FOUND_MAX, sizeof(*ids));
	size_t count = 0;
	while (stmt_row(stmt)) {
		assert(count < CUSTOMER_FOUND_MAX);
		ids[count++] = column_copy(stmt, 0, arena);
	}
	*ret = ids;
	return count;
}

size_t
customer_find_number(struct db *db, const char *number, struct arena *arena, const char ***ret)
{
	struct stmt *stmt = db_query(db,
		"SELECT id FROM customer WHERE case_number = $1 "
		"UNION SELECT customer_id FROM application WHERE number = $1");
	bind_text(stmt, 1, number);
	return collect(stmt, arena, ret);
}

size_t
customer_find_phone(struct db *db, const char *digits, struct arena *arena, const char ***ret)
{
	size_t len = strlen(digits);
	assert(len >= 4);
	struct stmt *stmt = db_query(db,
		"SELECT id, phone FROM customer WHERE phone_last4 = $1 ORDER BY id");
	bind_text(stmt, 1, digits + len - 4);
	const char **ids = arena_array(arena, CUSTOMER_FOUND_MAX, sizeof(*ids));
	size_t count = 0;
	while (count < CUSTOMER_FOUND_MAX && stmt_row(stmt)) {
		/* Compare all the digits given, from the right. */
		const char *phone = column_text(stmt, 1);
		size_t rest = len;
		for (size_t i = strlen(phone); i > 0 && rest > 0; i--) {
			if (phone[i - 1] < '0' || phone[i - 1] > '9')
				continue;
			if (phone[i - 1] != digits[rest - 1])
				break;
			rest--;
		}
		if (rest == 0)
			ids[count++] = column_copy(stmt, 0, arena);
	}
	stmt_reset(stmt);
	*ret = ids;
	return count;
}

size_t
customer_find_born(struct db *db, civil_date born_on, struct arena *arena, const char ***ret)
{
	struct stmt *stmt = db_query(db,
		"SELECT id FROM customer WHERE born_on = $1 ORDER BY id LIMIT $2");
	bind_int(stmt, 1, born_on);
	bind_int(stmt, 2, CUSTOMER_FOUND_MAX);
	return collect(stmt, arena, ret);
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

/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads and writes of single queue rows, and the totals that move with them.
 * Lists are in queue_list.c.
 */
#include "server/store/queue.h"

#include "base/str.h"
#include "base/utf8.h"
#include "server/store/total.h"

int64_t
date_to_column(civil_date date)
{
	return date == DATE_NONE ? INT32_MAX : date;
}

civil_date
date_from_column(int64_t value)
{
	return value >= INT32_MAX ? DATE_NONE : (civil_date)value;
}

void
queue_customer_key(char ret[QUEUE_KEY_BYTES], const char *name)
{
	assert(ret && name);
	struct buf folded = BUF_INIT(16 * 1024);

	utf8_fold(&folded, name, strlen(name));
	(void)str_copy(ret, QUEUE_KEY_BYTES, folded.data);
	buf_done(&folded);
}

static const char *
text_there(struct stmt *stmt, int column)
{
	const char *text = column_text(stmt, column);

	return *text ? text : NULL;
}

void
queue_row_peek(struct stmt *stmt, struct queue_row *ret)
{
	assert(stmt && ret);
	int n = 0;

	*ret = (struct queue_row) { 0 };
	ret->assignee_id = text_there(stmt, n++);
	ret->due_on = date_from_column(column_int(stmt, n++));
	ret->application_id = text_there(stmt, n++);
	ret->version = column_int(stmt, n++);
	ret->number = text_there(stmt, n++);
	ret->program_id = text_there(stmt, n++);
	ret->program_version = column_int(stmt, n++);
	ret->customer_id = text_there(stmt, n++);
	ret->customer_name = text_there(stmt, n++);
	ret->customer_key = text_there(stmt, n++);
	ret->case_number = text_there(stmt, n++);
	ret->status = (enum application_status)column_int(stmt, n++);
	ret->expedited = column_int(stmt, n++) != 0;
	ret->filed_on = date_from_column(column_int(stmt, n++));
	ret->team_id = text_there(stmt, n++);
	ret->county = text_there(stmt, n++);
	ret->language = text_there(stmt, n++);
	ret->channel = text_there(stmt, n++);
	ret->turn = (enum turn)column_int(stmt, n++);
	ret->next_act = text_there(stmt, n++);
	ret->unseen_changes = column_int(stmt, n++);
	ret->interview_at_ms = column_int(stmt, n++);
	ret->proof_due_on = date_from_column(column_int(stmt, n++));
	ret->items_open = column_int(stmt, n++);
	ret->items_received = column_int(stmt, n++);
	ret->waiting_chat_id = text_there(stmt, n++);
	ret->sealed = column_int(stmt, n++) != 0;
	ret->filed_by_id = text_there(stmt, n++);
	ret->filed_at_ms = column_int(stmt, n++);
	ret->decision_maker_id = text_there(stmt, n++);
	ret->updated_at_ms = column_int(stmt, n++);
	ret->remind_on = date_from_column(column_int(stmt, n++));
	ret->appeal_open = column_int(stmt, n++) != 0;
	ret->disability = (enum truth)column_int(stmt, n++);
	assert(n == QUEUE_COLUMN_COUNT);
}

void
queue_row_keep(struct queue_row *row, struct arena *arena)
{
	assert(row && arena);
	const char **const texts[] = {
		&row->assignee_id, &row->application_id, &row->number, &row->program_id,
		&row->customer_id, &row->customer_name, &row->customer_key, &row->case_number,
		&row->team_id, &row->county, &row->language, &row->channel, &row->next_act,
		&row->waiting_chat_id, &row->filed_by_id, &row->decision_maker_id
	};

	for (size_t i = 0; i < countof(texts); i++)
		*texts[i] = arena_strdup(arena, *texts[i]);
}

bool
queue_find(struct db *db, const char *application_id, struct arena *arena, struct queue_row *ret)
{
	assert(db && arena && ret);
	struct stmt *stmt =
		db_query(db, "SELECT " QUEUE_COLUMNS " FROM queue WHERE application_id = $1");
	bool is_there;

	bind_text(stmt, 1, application_id);
	is_there = stmt_row(stmt);
	if (is_there) {
		queue_row_peek(stmt, ret);
		queue_row_keep(ret, arena);
	}
	stmt_reset(stmt);
	return is_there;
}

static void
bind_row(struct stmt *stmt, const struct queue_row *row)
{
	int n = 1;

	bind_text(stmt, n++, row->assignee_id);
	bind_int(stmt, n++, date_to_column(row->due_on));
	bind_text(stmt, n++, row->application_id);
	bind_int(stmt, n++, row->version);
	bind_text(stmt, n++, row->number);
	bind_text(stmt, n++, row->program_id);
	bind_int(stmt, n++, row->program_version);
	bind_text(stmt, n++, row->customer_id);
	bind_text(stmt, n++, row->customer_name);
	bind_text(stmt, n++, row->customer_key);
	bind_text(stmt, n++, row->case_number);
	bind_int(stmt, n++, row->status);
	bind_int(stmt, n++, row->expedited);
	bind_int(stmt, n++, date_to_column(row->filed_on));
	bind_text(stmt, n++, row->team_id);
	bind_text(stmt, n++, row->county);
	bind_text(stmt, n++, row->language);
	bind_text(stmt, n++, row->channel);
	bind_int(stmt, n++, row->turn);
	bind_text(stmt, n++, row->next_act);
	bind_int(stmt, n++, row->unseen_changes);
	bind_int(stmt, n++, row->interview_at_ms);
	bind_int(stmt, n++, date_to_column(row->proof_due_on));
	bind_int(stmt, n++, row->items_open);
	bind_int(stmt, n++, row->items_received);
	bind_text(stmt, n++, row->waiting_chat_id);
	bind_int(stmt, n++, row->sealed);
	bind_text(stmt, n++, row->filed_by_id);
	bind_int(stmt, n++, row->filed_at_ms);
	bind_text(stmt, n++, row->decision_maker_id);
	bind_int(stmt, n++, row->updated_at_ms);
	bind_int(stmt, n++, date_to_column(row->remind_on));
	bind_int(stmt, n++, row->appeal_open);
	bind_int(stmt, n++, row->disability);
	assert(n == QUEUE_COLUMN_COUNT + 1);
	bind_int(stmt, n, application_status_is_open(row->status));
}

#define QUEUE_VALUES                                                                      \
	"$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, " \
	"$19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34"

/* Its key is its place in the tree: what changes is taken out and put in again. */
static bool
row_write(struct db *db, const struct queue_row *before, const struct queue_row *after)
{
	struct stmt *stmt;

	if (before) {
		stmt = db_query(db, "DELETE FROM queue WHERE assignee_id = $1 AND is_open = $2 AND"
		                    " due_on = $3 AND application_id = $4");
		bind_text(stmt, 1, before->assignee_id);
		bind_int(stmt, 2, application_status_is_open(before->status));
		bind_int(stmt, 3, date_to_column(before->due_on));
		bind_text(stmt, 4, before->application_id);
		if (!stmt_run(stmt))
			return false;
		assert(stmt_changes(stmt) == 1);
	}
	stmt = db_query(db, "INSERT INTO queue (" QUEUE_COLUMNS ", is_open)"
	                    " VALUES (" QUEUE_VALUES ", $35)");
	bind_row(stmt, after);
	return stmt_run(stmt);
}

bool
queue_put(struct txn *txn, const struct queue_row *before, const struct queue_row *after)
{
	assert(txn && after && !str_empty(after->application_id));
	assert(!before || str_eq(before->application_id, after->application_id));
	assert(after->status != APPLICATION_NO_STATUS);

	if (!row_write(txn->db, before, after))
		return false;
	return total_count(txn, before, after);
}

bool
queue_put_reminder(struct txn *txn, const char *application_id, civil_date remind_on)
{
	assert(txn);
	struct stmt *stmt = db_query(txn->db,
		"UPDATE queue SET remind_on = $2 WHERE application_id = $1");

	bind_text(stmt, 1, application_id);
	bind_int(stmt, 2, date_to_column(remind_on));
	return stmt_run(stmt);
}

bool
queue_put_unseen(struct txn *txn, const char *application_id, int64_t unseen_changes)
{
	assert(txn && unseen_changes >= 0);
	struct stmt *stmt = db_query(txn->db,
		"UPDATE queue SET unseen_changes = $2 WHERE application_id = $1");

	bind_text(stmt, 1, application_id);
	bind_int(stmt, 2, unseen_changes);
	return stmt_run(stmt);
}

struct event_scope
queue_row_scope(const struct queue_row *row, const char *assignee_before)
{
	assert(row);
	return (struct event_scope) {
		.customer_id = row->customer_id,
		.team_id = row->team_id,
		.county = row->county,
		.program_id = row->program_id,
		.assignee_before = assignee_before,
		.assignee_after = row->assignee_id,
		.sealed = row->sealed,
	};
}

void
queue_row_subject(const struct queue_row *row, struct policy_subject *ret)
{
	assert(row && ret);
	*ret = (struct policy_subject) {
		.customer_id = row->customer_id,
		.application_id = row->application_id,
		.team_id = row->team_id,
		.county = row->county,
		.program_id = row->program_id,
		.assignee_id = row->assignee_id,
		.status = row->status,
		.sealed = row->sealed,
		.filed_by_id = row->filed_by_id,
		.filed_at_ms = row->filed_at_ms,
		.decision_maker_id = row->decision_maker_id,
	};
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The queue: one row per application, clustered by assignee and due date, so
 * that a page of somebody's work is one range of one tree.  Every change of an
 * application passes through queue_put(), which also moves the totals.
 */
#ifndef STORE_QUEUE_H
#define STORE_QUEUE_H

#include "domain/application.h"
#include "domain/event.h"
#include "domain/policy.h"
#include "domain/rule.h"
#include "server/store/db.h"
#include "server/store/writer.h"

struct queue_row {
	const char *assignee_id; /* NULL: nobody's */
	const char *application_id;
	int64_t version;
	const char *number;
	const char *program_id;
	int64_t program_version;
	const char *customer_id;
	const char *customer_name;
	const char *customer_key; /* queue_customer_key() of the name: sort key */
	const char *case_number;
	enum application_status status;
	bool expedited;
	civil_date filed_on;
	civil_date due_on;
	const char *team_id;
	const char *county;
	const char *language;
	const char *channel;
	enum turn turn;       /* as turn_of_record() said; the calendar is added when read */
	const char *next_act;
	int64_t unseen_changes; /* to the assignee */
	int64_t interview_at_ms;
	civil_date proof_due_on;
	int64_t items_open;
	int64_t items_received;
	const char *waiting_chat_id;
	bool sealed;
	const char *filed_by_id;
	int64_t filed_at_ms;
	const char *decision_maker_id; /* of the decision that waits */
	int64_t updated_at_ms;
	civil_date remind_on; /* the assignee's next reminder */
	bool appeal_open;     /* it stays where it is */
	enum truth disability; /* whether anybody on it has one: for reports of fairness alone */
};

/* The columns of the table in the order that queue_row_peek() expects. */
#define QUEUE_COLUMNS                                                                        \
	"assignee_id, due_on, application_id, version, number, program_id, program_version, " \
	"customer_id, customer_name, customer_key, case_number, status, expedited, filed_on, " \
	"team_id, county, language, channel, turn, next_act, unseen_changes, interview_at, "  \
	"proof_due_on, items_open, items_received, waiting_chat_id, sealed, filed_by_id, "    \
	"filed_at, decision_maker_id, updated_at, remind_on, appeal_open, disability"
enum { QUEUE_COLUMN_COUNT = 34 };

/* The columns above where the statement stands: texts are there until it moves. */
void queue_row_peek(struct stmt *stmt, struct queue_row *ret);
/* Gives a row texts of its own. */
void queue_row_keep(struct queue_row *row, struct arena *arena);

/* False: there is none (or the connection failed: db_failed). */
bool queue_find(struct db *db, const char *application_id, struct arena *arena,
                struct queue_row *ret) must_use;

/* before is what stands there, NULL for a new application.  The totals by
 * assignee, team and status move with it. */
bool queue_put(struct txn *txn, const struct queue_row *before, const struct queue_row *after)
	must_use;
/* Only the assignee's next reminder; no version, no total. */
bool queue_put_reminder(struct txn *txn, const char *application_id, civil_date remind_on) must_use;
/* Only what one reader has left to see; no version, no total. */
bool queue_put_unseen(struct txn *txn, const char *application_id, int64_t unseen_changes) must_use;

/* The folded name, as much of it as a cursor carries: one sign may fold to eighteen. */
enum { QUEUE_KEY_BYTES = 512 };
void queue_customer_key(char ret[QUEUE_KEY_BYTES], const char *name);

/* Dates are stored with a far future for "none", so that they sort last. */
int64_t date_to_column(civil_date date);
civil_date date_from_column(int64_t value);

/* Who may see an event of it go by; who had it before the change may, too. */
struct event_scope queue_row_scope(const struct queue_row *row, const char *assignee_before);
/* What policy asks about. */
void queue_row_subject(const struct queue_row *row, struct policy_subject *ret);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * What reports count, row by row, inside what the reader may see.  Events
 * come from the log's own index by type and time; nothing is kept twice.
 */
#ifndef STORE_REPORT_H
#define STORE_REPORT_H

#include "domain/application.h"
#include "domain/event.h"
#include "domain/policy.h"
#include "domain/review.h"
#include "domain/rule.h"
#include "server/store/db.h"

struct report_filter {
	const struct policy_scope *scope;
	const char *program_id, *team_id, *county; /* NULL: all */
	int64_t from_ms, until_ms;
};

/* An application and, where one is counted, the event.  Texts are there until
 * the next row. */
struct report_row {
	const char *program_id, *county, *language;
	enum application_status status;
	civil_date filed_on, due_on, proof_due_on;
	bool expedited, is_assigned;
	enum turn turn;
	int64_t interview_at_ms;
	/* of an event */
	int64_t at_ms;
	enum update_code update;
	const char *supersedes;  /* decision.issued: "" a first one */
	const char *reasons;     /* JSON list */
	bool second_person;
	enum truth disability;
};
typedef void report_row_fn(void *taker, const struct report_row *row);

/* Applications that are open now. */
void report_open(struct db *db, const struct report_filter *filter, struct arena *arena,
                 report_row_fn *take, void *taker);
/* Events of one of the types of the index event_report, and of their applications county, language, program,
 * dates and disability; the reasons of denials where they are wanted. */
void report_events(struct db *db, const struct report_filter *filter, enum event_type type, bool with_reasons,
                   struct arena *arena, report_row_fn *take, void *taker);

/* Requirements that pended applications wait for. */
typedef void report_missing_fn(void *taker, const char *program_id, const char *requirement, int64_t count);
void report_missing(struct db *db, const struct report_filter *filter, struct arena *arena,
                    report_missing_fn *take, void *taker);

struct report_chat {
	const char *county; /* "" none is known */
	const char *channel, *state;
	int64_t started_at_ms;
	bool handed_over;
};
typedef void report_chat_fn(void *taker, const struct report_chat *chat);
/* Answers to what applicants are asked after a decision. */
struct report_answer {
	const char *program_id, *county;
	const char *codes; /* of the decision's reasons, with blanks between */
	int64_t at_ms, score;
};
typedef void report_answer_fn(void *taker, const struct report_answer *answer);
void report_answers(struct db *db, const struct report_filter *filter, struct arena *arena,
                    report_answer_fn *take, void *taker);

/* Decisions that were drawn for review. */
struct report_review {
	const char *program_id, *county;
	int64_t drawn_at_ms, reviewed_at_ms;
	enum review_outcome outcome;
	enum review_kind kind;
	bool is_superseded;
};
typedef void report_review_fn(void *taker, const struct report_review *review);
/* Those drawn in the period, or those reviewed in it. */
void report_reviews(struct db *db, const struct report_filter *filter, bool by_review, struct arena *arena,
                    report_review_fn *take, void *taker);

/* ---- report_chats.c ---- */

void report_chats(struct db *db, const struct report_filter *filter, struct arena *arena,
                  report_chat_fn *take, void *taker);
/* The same, chat by chat or in one pass over the applications: whichever is less
 * work for so many chats.  The report takes the one or the other by itself. */
void report_chats_one_by_one(struct db *db, const struct report_filter *filter, struct arena *arena,
                             report_chat_fn *take, void *taker);
void report_chats_at_once(struct db *db, const struct report_filter *filter, struct arena *arena,
                          report_chat_fn *take, void *taker);

/* ---- shared by report*.c ---- */

struct sql_filter;
/* What the filter and its scope say of queue. */
void report_add_filter(struct sql_filter *sql, const struct report_filter *filter);
/* Joins the table by that index: SQLite would take the unique one, and with it a
 * second, wide row for each. */
void report_join_figures(struct sql_filter *sql, const struct db *db, const char *table, const char *index);

#endif

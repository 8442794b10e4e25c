/* SPDX-License-Identifier: Apache-2.0
 *
 * Applications and workers as far as it matters who is given what.
 */
#ifndef STORE_ASSIGNMENT_H
#define STORE_ASSIGNMENT_H

#include "domain/assignment.h"
#include "server/store/queue_list.h"

struct assignment_row {
	struct queue_row queue;
	int64_t open_applications; /* of its customer, this one too */
	bool vulnerable;
	const char *household;     /* JSON list; NULL: none */
	bool has_other_links;      /* to records of the household that theirs does not name as they are now */
};

/* Takes one row; its texts are the database's until the next. */
typedef void assignment_row_fn(void *taker, const struct assignment_row *row);

/* All that a filter wants inside its scope, by due date, at most limit. */
void assignment_rows(struct db *db, const struct queue_filter *filter, size_t limit,
                     struct arena *arena, assignment_row_fn *take, void *taker);
/* The open ones of one worker inside a scope; without household. */
void assignment_rows_of(struct db *db, const char *worker_id, const struct policy_scope *scope,
                        struct arena *arena, assignment_row_fn *take, void *taker);
/* The open ones of one team, whoever has them. */
void assignment_rows_in(struct db *db, const char *team_id, const struct policy_scope *scope,
                        struct arena *arena, assignment_row_fn *take, void *taker);
/* Of all open ones that workers of a team have, in no order, what a load is weighed by: whose it is,
 * program, county, language, dates, turn, whether expedited, and whether the customer has another open
 * (open_applications is 2, else 1). */
void assignment_rows_of_team(struct db *db, const char *team_id, assignment_row_fn *take, void *taker);
/* Incomplete applications that are nobody's and due on that day or before, first due first. */
typedef void assignment_due_fn(void *taker, const char *application_id, const char *team_id);
void assignment_near_due(struct db *db, civil_date due_on, size_t limit, assignment_due_fn *take, void *taker);
/* False: there is none (or db_failed). */
bool assignment_row_find(struct db *db, const char *application_id, struct arena *arena,
                         struct assignment_row *ret) must_use;

/* Active workers of a team, by id. */
size_t assignment_workers(struct db *db, const char *team_id, struct arena *arena,
                          struct assignment_worker **ret);
/* One, even of those who have left.  False: there is none (or db_failed). */
bool assignment_worker_find(struct db *db, const char *id, struct arena *arena,
                            struct assignment_worker *ret) must_use;

/* Names of who leads the team and, where a worker is given, a team of theirs, too; by name. */
struct text_list assignment_leaders(struct db *db, const char *team_id, const char *worker_id,
                                    struct arena *arena);

/* Who works here and leads the team, the first of them by name.  NULL: nobody (or db_failed). */
const char *assignment_leader(struct db *db, const char *team_id, struct arena *arena);

/* What a worker has had to do with a customer over one application. */
struct assignment_contact { bool interviewed; int64_t calls; };
struct assignment_contact assignment_contact(struct db *db, const char *application_id,
                                             const char *worker_id);

/* The last event that gave it to somebody; 0: none. */
int64_t assignment_last_seq(struct db *db, const char *application_id, int64_t *ret_at_ms,
                            const char **ret_actor_name, struct arena *arena);

#endif

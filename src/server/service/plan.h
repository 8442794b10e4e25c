/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans: many applications moved as one.  Proposing reads alone and may take
 * its time; what is proposed is kept, edited, carried out in one transaction,
 * and taken back in one.
 */
#ifndef SERVICE_PLAN_H
#define SERVICE_PLAN_H

#include "proto/requests.h"
#include "server/service/service.h"
#include "server/store/assignment.h"
#include "server/store/plan.h"

enum { PLAN_KEPT_MS = 30 * 60 * 1000 };

/* A plan with everything in it. */
struct plan_rows {
	struct plan_row row;
	struct plan_item_row *items;
	size_t item_count;
	struct plan_skip_row *skips;
	size_t skip_count;
	struct plan_load_row *loads; /* by worker id */
	size_t load_count;
};

/* plan_make.c: works it out; writes nothing. */
bool plan_propose(struct call *call, const struct plan_request *request, struct plan_rows **ret,
                  struct err *err) must_use;
/* Keeps what was proposed; on a dry run only shows it. */
bool plan_keep(struct call *call, struct plan_rows *rows, const struct move_plan **ret,
               struct err *err) must_use;

/* plan_view.c */
/* False with NOT_FOUND for what this reader may not know of. */
bool plan_open(struct call *call, const char *id, struct plan_rows *ret, struct err *err) must_use;
/* Everything; at most that many rows of a list within it. */
const struct move_plan *plan_view(struct call *call, const struct plan_rows *rows, size_t inline_max);
bool plan_read(struct call *call, const char *id, const struct move_plan **ret, struct err *err) must_use;
struct plan_page {
	struct move_plan *rows;
	size_t count;
	struct page_edge first, last;
	bool more;
};
bool plan_page(struct call *call, enum plan_state state, const struct page_key *page,
               struct plan_page *ret, struct err *err) must_use;
/* May this actor change it, carry it out, throw it away?  Who made it, or was handed it:
 * others who lead its rows read along. */
bool plan_is_in_hand(const struct call *call, const struct plan_rows *rows);
/* Those two, and who leads every row: the mend must not wait for who made it. */
bool plan_may_be_taken_back(const struct call *call, const struct plan_rows *rows);
enum plan_state plan_state_now(const struct call *call, const struct plan_row *row);
/* May the reader know of its application? */
bool plan_item_is_seen(const struct call *call, const struct plan_item_row *item);
/* What keeps a row from being moved, or moved back, as a sentence; NULL: nothing. */
const char *plan_conflict(struct call *call, const struct plan_row *plan, const struct plan_item_row *item);

/* plan_change.c */
bool plan_change(struct call *call, const char *id, const struct plan_change *request,
                 const struct move_plan **ret, struct err *err) must_use;
bool plan_throw_away(struct call *call, const char *id, struct err *err) must_use;

/* plan_commit.c */
bool plan_commit(struct call *call, const char *id, const struct move_plan **ret, struct err *err) must_use;
bool plan_revert(struct call *call, const char *id, const struct plan_revert *request,
                 const struct move_plan **ret, struct err *err) must_use;
/* How far this server is with carrying out a plan; false: it is not at it. */
bool plan_progress(const char *id, struct plan_progress *ret);

/* plan_words.c */
struct named_text { const char *name, *value; };
/* {name} replaced by its value; a name that is not there stays. */
const char *words_fill(struct arena *arena, const char *text, const struct named_text *names, size_t count);
const char *plan_reason(struct call *call, const struct plan_item_row *item, const char *from, const char *to);
struct text_list plan_bends(struct call *call, unsigned bends);
const char *plan_limit(struct call *call, int limit, const char *worker);

/* plan_teams.c */
/* The same of one application, and where another could give it: who that is. */
const char *plan_why_not(struct call *call, enum assignment_limit limit, const struct assignment_case *one,
                         const struct assignment_worker *worker);
const char *plan_skip_why(struct call *call, enum plan_skip_why why, const char *team_id);
/* False, with words that say who can, where the actor does not lead each of these teams. */
bool plan_teams_are_led(struct call *call, const struct text_list *team_ids, struct err *err) must_use;
/* The same of a worker who is named, and of a team of theirs. */
bool plan_worker_is_led(struct call *call, const struct assignment_worker *worker, const char *pointer,
                        struct err *err) must_use;
/* Which team it goes to with that worker; stays in its own: neither is set. */
void plan_item_team(struct plan_item_row *item, const struct assignment_case *one,
                    const struct assignment_worker *worker);

#endif

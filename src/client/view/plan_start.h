/* SPDX-License-Identifier: Apache-2.0
 *
 * How a plan of moves begins, from whatever screen: an absence, a team to
 * even out, what somebody has, marked rows, all that match.  Its questions,
 * what is sent, and going to the plan.
 */
#ifndef CLIENT_VIEW_PLAN_START_H
#define CLIENT_VIEW_PLAN_START_H

#include "client/view/view.h"
#include "domain/worker.h"

/* Tags and questions from here on are taken. */
enum { PLAN_START_FIRST = 600, PLAN_SOURCE_MAX = 400, PLAN_TEXT_MAX = 200 };

struct plan_start {
	char *source;                 /* JSON of "from", until it is sent; NULL: none */
	char reason[PLAN_TEXT_MAX];
	char worker_id[PLACE_ID_MAX]; /* of an absence */
	char name[PLAN_TEXT_MAX];
	civil_date today, away_to;
	int strategy;                 /* chosen, while it is asked for whom */
	bool is_evening;              /* between the workers of one team, or of several */
	/* Teams the person leads, the model's; set before anything is asked. */
	const struct text_list *led_team_ids;
};

void plan_start_leave(struct plan_start *start, const struct view *view, const struct worker *worker,
                      civil_date today, struct fx *fx);
void plan_start_even_out(struct plan_start *start, const struct view *view, const struct team *team,
                         struct fx *fx);
/* All that the worker has; worker NULL: what is nobody's in the team. */
void plan_start_of(struct plan_start *start, const struct view *view, const struct worker *worker,
                   const struct team *team, struct fx *fx);
/* source: the member "from" of POST /v1/reassignments, as JSON; what: how many of what. */
void plan_start_source(struct plan_start *start, const struct view *view, const char *source,
                       const char *what, struct fx *fx);

/* True when it was theirs. */
bool plan_start_answer(struct plan_start *start, const struct view *view, const struct answer *given,
                       struct fx *fx);
bool plan_start_reply(struct plan_start *start, const struct view *view, const struct reply *reply,
                      struct fx *fx);
void plan_start_done(struct plan_start *start);

#endif

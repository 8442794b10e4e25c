/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of an open plan share: plan.c has the keys and the answers,
 * plan_person.c whom a typed name means, plan_change.c what is sent, plan_draw.c
 * what is seen.
 */
#ifndef CLIENT_VIEW_PLAN_VIEW_H
#define CLIENT_VIEW_PLAN_VIEW_H

#include "client/model/board.h"
#include "client/model/plan.h"
#include "client/view/plan_rows.h"
#include "client/view/view.h"

enum { PLAN_TAG_PLAN = 1, PLAN_TAG_WORKERS, PLAN_TAG_NAMED, PLAN_TAG_COMMIT, PLAN_TAG_CHANGE, PLAN_TAG_REVERT };
enum { PLAN_MINUTE_MS = 60000, PLAN_WHY_ROWS = 3 };

/* A name was typed: what for, and which moves were meant by it. */
enum plan_person_use { PLAN_GIVE, PLAN_HAND };
struct plan_person {
	enum plan_person_use use;
	char typed[ASK_TEXT_MAX];
	uint64_t asking; /* the server, who that is; 0: not */
	struct text_list moves;
	bool were_marked;
	struct arena arena;
};

struct plan_view {
	struct view view;
	struct plan_known known;
	struct board people; /* whom things can be given to */
	struct plan_person person;
	struct plan_rows rows;
	struct arena row_arena;
	struct list_widget list;
	int64_t now_ms;
	bool placed;    /* the cursor has been put on the first move once */
	bool refresh_due;
	char back_reason[ASK_TEXT_MAX];
	bool handing;          /* the change that is on its way hands it over */
	int64_t asked_version; /* of the plan that a question to apply was put about */
	bool sent;             /* to be applied, or taken back: its answer has not come */
	bool progress_timed;   /* the next question how far it is will be asked */
};

static inline const struct move_plan *
plan_of(const struct plan_view *pv)
{
	return pv->known.plan;
}

/* 0: it is past its time. */
int64_t plan_minutes_left(const struct plan_view *pv);

/* The screen's timers. */
enum { PLAN_TIMER_MINUTE = 1, PLAN_TIMER_REFRESH, PLAN_TIMER_PROGRESS };

/* ---- plan_progress.c ---- */

/* It is being applied, or taken back, from here or elsewhere. */
bool plan_is_under_way(const struct plan_view *pv);
/* Has the server asked every second how far it is, as long as it is under way. */
void plan_progress_follow(struct plan_view *pv, struct fx *fx);
/* That second is over: is it to be asked? */
bool plan_progress_is_due(struct plan_view *pv);
/* ", being applied: 12000 of 50000 moved" */
void plan_progress_put(const struct plan_view *pv, struct buf *out);

/* ---- plan_change.c ---- */

/* body NULL: the path says it all. */
void plan_send(const struct plan_view *pv, struct fx *fx, int tag, const char *method, const char *verb,
               const char *body);
/* One text, where there is any, and one flag, where it is not NULL. */
void plan_send_words(const struct plan_view *pv, struct fx *fx, int tag, const char *method, const char *verb,
                     const char *name, const char *text, const char *flag);
/* Applications of the marked moves, at hand or not, or of the one under the cursor. */
struct text_list plan_targets(const struct plan_view *pv, struct arena *arena);
bool plan_has_target(const struct plan_view *pv);
/* Those moves: to another worker; to NULL: out of the plan. */
void plan_send_change(struct plan_view *pv, struct fx *fx, const struct text_list *moves, const char *to);

/* ---- plan_person.c ---- */

/* Gives the moves, or hands over the plan, to whoever has that in the name; the server
 * knows also those out of sight, and refuses in words that say who can. */
void plan_person_named(struct plan_view *pv, enum plan_person_use use, const char *typed, struct fx *fx);
bool plan_person_reply(struct plan_view *pv, const struct reply *reply, struct fx *fx);
/* What was meant is marked again: nothing came of it. */
void plan_person_refused(struct plan_view *pv);

/* ---- plan_draw.c ---- */

void plan_layout(struct view *view);
void plan_draw(const struct view *view, const struct model *model, struct canvas *canvas);
void plan_title(const struct view *view, const struct model *model, struct buf *out);
void plan_place(const struct view *view, const struct model *model, struct buf *out);

#endif

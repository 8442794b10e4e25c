/* SPDX-License-Identifier: Apache-2.0
 *
 * What is marked in a queue, of every page, and what is done with it.
 */
#ifndef CLIENT_VIEW_QUEUE_MARKS_H
#define CLIENT_VIEW_QUEUE_MARKS_H

#include "client/model/marks.h"
#include "client/view/plan_start.h"
#include "client/view/view.h"

enum { QUEUE_MARKS_TAG_FIRST = 500 };

struct queue_marks {
	struct marks marks;
	struct gather gather;
	char whole_path[GATHER_PATH_MAX]; /* the same list without its filter; "" there is none */
	uint64_t counting; /* how long that one is; 0 not asked */
	struct plan_start start;
};

/* path: the list as it is filtered; whole_path: without the filter, or "". */
void queue_marks_all(struct queue_marks *qm, const struct view *view, const char *path, const char *whole_path,
                     struct fx *fx);
/* Assign, note, ask, remind, export: on the marked. True when it was one of them. */
bool queue_marks_command(struct queue_marks *qm, const struct view *view, enum cmd_id cmd, struct model *model,
                         struct fx *fx);
bool queue_marks_reply(struct queue_marks *qm, const struct view *view, const struct reply *reply, struct fx *fx);
bool queue_marks_answer(struct queue_marks *qm, const struct view *view, const struct answer *given, struct fx *fx);
/* None is marked, and none of those still on their way will be. */
void queue_marks_clear(struct queue_marks *qm, struct fx *fx);
void queue_marks_done(struct queue_marks *qm, struct fx *fx);

#endif

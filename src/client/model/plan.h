/* SPDX-License-Identifier: Apache-2.0
 *
 * What the screen of a plan knows: the plan as the server last told it, and
 * the workers it may be given to.
 */
#ifndef CLIENT_MODEL_PLAN_H
#define CLIENT_MODEL_PLAN_H

#include "base/arena.h"
#include "client/model/fx.h"
#include "client/model/msg.h"
#include "client/model/page.h"
#include "domain/plan.h"

struct plan_known {
	uint64_t asking; /* 0 none */
	struct arena arena;
	const struct move_plan *plan; /* NULL before the first answer */
	struct err err;
	bool failed;
};

/* The moves of a plan by page, struct plan_item: what an answer holds is the first thousand. */
extern const struct list_kind plan_item_rows;

void plan_ask(struct plan_known *known, int owner, int tag, const char *id, struct fx *fx);
/* True when the reply was to that question. */
bool plan_reply(struct plan_known *known, const struct reply *reply);
/* The body of any answer that is the plan. */
bool plan_take(struct plan_known *known, const struct json *json);
void plan_done(struct plan_known *known, struct fx *fx);

#endif

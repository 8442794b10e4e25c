/* SPDX-License-Identifier: Apache-2.0
 *
 * Carries out one step of a plan through the same services that the API
 * calls, as the worker or customer who would do it.
 */
#ifndef SAMPLE_LIFE_H
#define SAMPLE_LIFE_H

#include "server/sample/plan.h"
#include "server/sample/schedule.h"
#include "server/service/service.h"

/* What a step works with.  Everything lives until the next step. */
struct life {
	struct world *world;
	const struct plan *plan;
	size_t step;    /* in plan->steps */
	const char *id; /* of the application; NULL before it is filed */
	struct dice dice;
	struct arena *arena;
};

/*
 * False only when the database failed.  What is not possible in the state the
 * application has come to is left out, as it would be in life.
 */
bool life_step(struct life *life, struct err *err) must_use;

/* A call by somebody, on the application as it stands. */
struct call life_call(struct life *life, const struct actor *actor);
/* The step done, or refused for a reason that is the world's: true.  False:
 * the database failed. */
bool life_went(struct life *life, bool done, struct err *why, struct err *err) must_use;

/* The customer brings in up to so many of the papers asked for. */
bool life_papers_arrive(struct life *life, size_t most, struct err *err) must_use;
/* The worker looks at what came; poor: the first is not enough. */
bool life_papers_viewed(struct life *life, bool poor, struct err *err) must_use;
/* The worker proves the rest from registers and by telephone. */
bool life_verify_rest(struct life *life, struct err *err) must_use;
bool life_approve(struct life *life, struct err *err) must_use;
bool life_deny(struct life *life, bool for_inaction, struct err *err) must_use;
bool life_second(struct life *life, struct err *err) must_use;

/* ---- reviews.c ---- */

/* Does a week begin between this moment and the one before it?  Then: when its
 * offices open, which is no later than the moment. */
bool reviews_are_due(const struct schedule *schedule, size_t i, int64_t *ret_at_ms);
/* A week's reviews of decisions that were drawn some days before. */
bool reviews_happen(struct world *world, struct arena *arena, struct err *err) must_use;

/* ---- documents.c ---- */

/* Files for what came in on ana's desk; of a small sample. */
bool documents_make(struct world *world, struct err *err) must_use;

/* ---- cast.c ---- */

/* The actor behind a member of staff; kept as long as the world. */
const struct actor *cast_actor(struct world *world, const struct staff_member *member);

#endif

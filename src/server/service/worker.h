/* SPDX-License-Identifier: Apache-2.0
 *
 * Workers and teams, as workers see one another.
 */
#ifndef SERVICE_WORKER_H
#define SERVICE_WORKER_H

#include "domain/worker.h"
#include "server/service/service.h"

/* Who is asking, with load. */
bool worker_me(struct call *call, struct worker *ret, struct err *err) must_use;
/*
 * The workers one may see: a caseworker those of the own teams, a supervisor
 * also those led, auditor and admin all.  team NULL: all of those.
 */
bool worker_views(struct call *call, const char *team, struct worker **ret, size_t *ret_count,
                  struct err *err) must_use;
/*
 * Whoever's name has each of these words: for a supervisor also in teams out of
 * sight, so that who could do what she may not can be named.  Without load and
 * leave, and no more than the first few.
 */
bool workers_named(struct call *call, const char *words, struct worker **ret, size_t *ret_count,
                   struct err *err) must_use;
size_t team_views(struct call *call, struct team **ret);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Decisions: rehearsed, made, read.
 */
#ifndef SERVICE_DECISION_H
#define SERVICE_DECISION_H

#include "domain/decision.h"
#include "proto/requests.h"
#include "server/service/application_file.h"
#include "server/service/service.h"

/* What the decision would do, in full; nothing is written. */
bool decision_rehearse(struct call *call, const char *application_id,
                       const struct decision_request *request, const struct rehearsal **ret,
                       struct err *err) must_use;

/* What a decision needs worked out, on a snapshot before the writer's turn; it is used where all
 * that it rests on is still the same. */
void decision_make_ahead(struct call *call, const char *application_id,
                         const struct decision_request *request);

/*
 * Decision, status, status update, letter and event in one commit.  Refused
 * while a STOP stands.  A STOP that a supervisor can lift is lifted by
 * override_reason: written by a supervisor of the team, or by the assignee who
 * thereby asks for it; either way the decision waits for a second person, who
 * is always another supervisor.
 */
bool decision_make(struct call *call, const char *application_id,
                   const struct decision_request *request, const struct decision **ret,
                   struct err *err) must_use;

bool decision_read(struct call *call, const char *id, const struct decision **ret,
                   struct err *err) must_use;
/* Of one application, newest first. */
bool decisions_of(struct call *call, const char *application_id, struct decision **ret,
                  size_t *ret_count, struct err *err) must_use;

bool notice_read_one(struct call *call, const char *id, const struct notice **ret,
                     struct err *err) must_use;
bool notices_of(struct call *call, const char *application_id, struct notice **ret,
                size_t *ret_count, struct err *err) must_use;

/* The part of issuing that a first and a second signature share: status, the
 * decision it replaces, event, letter. */
struct proposal;
bool decision_issue(struct call *call, struct application_file *file,
                    const struct proposal *proposal, struct decision_row *row,
                    struct err *err) must_use;

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * How much work somebody has, and by what rules it is weighed and given out.
 */
#ifndef SERVICE_WORKLOAD_H
#define SERVICE_WORKLOAD_H

#include "domain/assignment.h"
#include "server/service/service.h"
#include "server/store/assignment.h"

/* As the agency has set them. */
void assignment_rules(const struct call *call, struct assignment_rules *ret);
/* How decisions of a program are drawn for review. */
struct review_rules { int64_t percent, seed; };
void review_rules(const struct call *call, const char *program_id, struct review_rules *ret);

/* A sample that is being made says by itself who has what, and when. */
bool is_sample_unfinished(const struct call *call);
/* Are a team's new applications given to a worker at once? */
bool assigns_new(const struct call *call, const char *team_id);

/* One application as assignment looks at it; contacts are left out. */
void assignment_case_of(const struct call *call, const struct assignment_row *row,
                        struct assignment_case *ret);
/* Also what its holder has had to do with the customer. */
void assignment_case_contacts(const struct call *call, struct assignment_case *one);

/* What the scope shows of one worker's open applications. */
void workload(struct call *call, const struct assignment_rules *rules,
              const struct policy_scope *scope, const struct assignment_worker *worker,
              struct load *ret);
/* What the scope shows of each team that has room for a load: of all it has open, and
 * of what is nobody's. */
void workload_teams(struct call *call, const struct assignment_rules *rules,
                    const struct policy_scope *scope, struct team *teams, size_t count);
/* For those of a team, in the order of their ids: how much each has, weighed. */
void workload_weights(struct call *call, const struct assignment_rules *rules, const char *team_id,
                      const struct assignment_worker *workers, size_t count, int64_t *ret);
/* Due, or an interview set, while its worker is away; or overdue already and
 * nobody there to see to it. */
bool row_is_risky(const struct queue_row *row, civil_date today, civil_date from, civil_date to);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * A conflict of interest of one worker with one customer: declared by the
 * operator or by the worker, taken back by the operator alone.  From then on
 * neither customer nor cases are there for that worker, and what they had of
 * it is their team's again.
 */
#ifndef SERVICE_CONFLICT_H
#define SERVICE_CONFLICT_H

#include "proto/requests.h"
#include "server/service/service.h"

enum { CONFLICT_REASON_MAX = 500 };

struct conflict_case { const char *number, *team; }; /* the team's name */

/* What became of the worker's open cases with the customer. */
struct conflict_result {
	struct conflict_case *returned; /* to the team */
	size_t returned_count;
	struct conflict_case *waiting;  /* for a second person: theirs until that one has looked */
	size_t waiting_count;
	size_t conversations;           /* under way with them, which nobody can take over */
};

/* By the operator; call->txn is set.  The number may be one that was merged. */
bool conflict_declare(struct call *call, const char *username, const char *case_number,
                      const char *reason, struct conflict_result *ret, struct err *err) must_use;
bool conflict_end(struct call *call, const char *username, const char *case_number,
                  const char *reason, struct err *err) must_use;

/* By the worker, of somebody they may find by a search. */
bool conflict_declare_own(struct call *call, const struct conflict_request *request,
                          struct err *err) must_use;

/* An open application whose worker has a conflict goes back to the team, and
 * says why; one whose decision waits for a second person stays until that one
 * has looked.  ret NULL: nobody asks what became of it. */
bool conflict_give_back(struct call *call, const char *application_id, const char *why,
                        struct conflict_result *ret, struct err *err) must_use;

#endif

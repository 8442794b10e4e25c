/* SPDX-License-Identifier: Apache-2.0
 *
 * What a plan is made of: the applications asked for, and everybody who has
 * one or could be given one.  Inside the plans alone.
 */
#ifndef SERVICE_PLAN_GATHER_H
#define SERVICE_PLAN_GATHER_H

#include "server/service/plan.h"
#include "server/service/workload.h"

struct gathered_case {
	struct assignment_row row;
	struct assignment_case one;
	int32_t holder;    /* among the workers; -1: nobody has it */
	int32_t household; /* -1: alone */
	enum plan_skip_why skip;
};

struct gathered_worker {
	struct assignment_worker worker;
	struct load load;
	int64_t capacity;
	bool is_candidate; /* may be proposed */
};

struct gathered_anchor {
	uint32_t household, worker;
};

struct gathering {
	struct call *call;
	const struct plan_request *request;
	struct assignment_rules rules;
	struct policy_scope scope;
	enum plan_kind kind;
	struct text_list teams; /* whose workers are meant; empty: of each application's own */
	const struct text_list *other_teams; /* work may go to these from others; NULL: it stays in its own */
	const char *absent_id;
	civil_date absent_from, absent_to;
	struct gathered_case *cases; /* by due date and id */
	size_t case_count;
	struct gathered_worker *workers; /* by id */
	size_t worker_count;
	struct gathered_anchor *anchors;
	size_t anchor_count, household_count;
};

bool plan_gather(struct call *call, const struct plan_request *request, struct gathering *ret,
                 struct err *err) must_use;
/* The case of this row among those of the plan, or NULL. */
const struct gathered_case *gathered_case(const struct gathering *gathering, const struct queue_row *row);
/* Which of the workers has that id; -1: none. */
int32_t gathered_worker(const struct gathering *gathering, const char *id);

#endif

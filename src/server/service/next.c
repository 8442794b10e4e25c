/* SPDX-License-Identifier: Apache-2.0
 *
 * The next application for a worker.  Which one is a rule, not a choice: the
 * order of the queue, so that nobody can pick the easy ones by this road.
 */
#include "server/service/next.h"

#include "base/str.h"
#include "domain/program.h"
#include "server/service/agency.h"
#include "server/service/application.h"
#include "server/service/application_view.h"
#include "server/service/workload.h"

/* At once, and in all: it runs on the writer. */
enum { NEXT_LOOKED_AT = 50, NEXT_PAGES_MAX = 40 };

struct candidate {
	bool is_there;
	struct queue_row row;
	int64_t order; /* as the queue by due date has it */
};

struct search_for_next {
	struct call *call;
	const struct queue_filter *filter;
	const struct page_key *page;
	struct candidate *found;
	struct assignment_rules rules;
	struct assignment_worker me;
};

static void
look_at(void *search_for_next, const struct queue_row *row)
{
	struct search_for_next *search = search_for_next;
	const struct program *program = agency_program(search->call->agency, row->program_id,
	                                               row->program_version);
	struct policy_subject subject;

	queue_row_subject(row, &subject);
	if (search->found->is_there
		|| (program && !program_allows_act(program, ACT_CLAIM, row->status))
		|| !application_act_allowed(ACT_CLAIM, row->status,
	                                    policy_relation(search->call->actor, &subject)))
		return;
	struct assignment_row seen = { .queue = *row };
	struct assignment_case one;
	assignment_case_of(search->call, &seen, &one);
	if (assignment_limit(&search->rules, &one, &search->me) != LIMIT_NONE)
		return;
	search->found->is_there = true;
	search->found->row = *row;
	search->found->order = queue_edge(search->filter, search->page, row).number;
	queue_row_keep(&search->found->row, search->call->arena);
}

/* The first of a list that this worker may take. */
static void
first_of(struct call *call, const struct policy_scope *scope, const char *assignee_id,
         struct candidate *ret)
{
	struct queue_filter filter = {
		.scope = scope,
		.by_assignee = true,
		.assignee_id = assignee_id,
		.reader_id = call->actor->id,
		.statuses = transition_of(ACT_CLAIM)->from,
		.due_before = DATE_NONE,
		.filed_after = DATE_NONE,
		.now_ms = call->now_ms,
	};
	struct page_key page = { .sort = QUEUE_SORT_DUE, .limit = NEXT_LOOKED_AT };
	struct search_for_next search = { .call = call, .filter = &filter, .page = &page, .found = ret };
	struct queue_page found;

	/* Nothing that could not be assigned to the worker, either. */
	if (!assignment_worker_find(call->db, call->actor->id, call->arena, &search.me))
		return;
	assignment_rules(call, &search.rules);
	/* What stands first may all be for others: in a language, or due on a day
	 * on which this worker is away. */
	for (int pages = 0; pages < NEXT_PAGES_MAX; pages++) {
		queue_list(call->db, &filter, &page, call->arena, look_at, &search, NULL, &found);
		if (ret->is_there || !found.more || !found.last.set)
			return;
		page.edge = found.last;
	}
}

static const char *
why(struct call *call, const struct application *application, bool was_mine)
{
	char date[DATE_TEXT_MAX];
	const char *clock = application->clock == CLOCK_OVERDUE    ? "overdue"
	                    : application->clock == CLOCK_DUE_SOON ? "due soon"
	                                                           : "the next due";

	return arena_printf(call->arena, "%s%s, due %s; %s", application->expedited ? "Expedited, " : "",
	                    clock, date_to_text(application->due_on, date),
	                    was_mine ? "assigned to you" : "nobody had taken it");
}

bool
application_next(struct call *call, const struct application **ret, struct err *err)
{
	assert(call && ret && err);
	struct policy_scope scope;
	struct candidate mine = { .is_there = false }, nobodys = { .is_there = false };
	const struct application *taken;

	policy_scope(call->actor, call->now_ms, &scope);
	first_of(call, &scope, call->actor->id, &mine);
	first_of(call, &scope, NULL, &nobodys);
	if (db_take_failure(call->db, err))
		return false;
	bool take_mine = mine.is_there && (!nobodys.is_there || mine.order <= nobodys.order);
	const struct candidate *best = take_mine ? &mine : &nobodys;
	if (!best->is_there)
		return err_set(err, ERR_NOT_FOUND, "Nothing in your teams waits to be taken.");

	call->if_match = best->row.version; /* read in this very transaction */
	if (!application_claim(call, best->row.application_id, &taken, err))
		return false;
	struct application *answer = arena_alloc(call->arena, sizeof *answer);
	*answer = *taken;
	answer->why = why(call, taken, take_mine);
	*ret = answer;
	return true;
}

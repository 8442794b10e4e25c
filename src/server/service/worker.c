/* SPDX-License-Identifier: Apache-2.0
 *
 * Workers and teams, as workers see one another.
 */
#include "config.h"

#include "server/service/worker.h"

#include "server/service/workload.h"
#include "server/store/worker.h"

enum { NAMED_MAX = 10 };

/* Loads and totals count what the reader may see, and no more. */
static void
count_loads(struct call *call, struct worker *workers, size_t count)
{
	struct assignment_rules rules;
	struct policy_scope scope;

	policy_scope(call->actor, call->now_ms, &scope);
	assignment_rules(call, &rules);
	for (size_t i = 0; i < count; i++) {
		const struct assignment_worker one = { .id = workers[i].id, .languages = workers[i].languages };

		workers[i].presence = worker_presence(call->db, workers[i].id, call->now_ms);
		/* Who sees no case is told of none: nothing, rather than a nought. */
		if (scope.none)
			continue;
		workers[i].load = arena_alloc(call->arena, sizeof *workers[i].load);
		workload(call, &rules, &scope, &one, workers[i].load);
	}
}

bool
worker_me(struct call *call, struct worker *ret, struct err *err)
{
	if (!worker_find(call->db, call->actor->id, call->arena, ret))
		return db_take_failure(call->db, err) ? false : err_set(err, ERR_NOT_FOUND, "%s", "");
	count_loads(call, ret, 1);
	return true;
}

/* NULL: all of them. */
static const struct text_list *
teams_in_sight(struct call *call)
{
	const struct actor *actor = call->actor;
	struct text_list *list;

	if ((actor->roles & (ROLE_AUDITOR | ROLE_ADMIN)) != 0)
		return NULL;
	list = arena_alloc(call->arena, sizeof(*list));
	list->at = arena_array(call->arena, actor->team_ids.count + actor->led_team_ids.count + 1, sizeof(*list->at));
	if (actor->team_ids.count > 0)
		memcpy(list->at, actor->team_ids.at, actor->team_ids.count * sizeof(*list->at));
	list->count = actor->team_ids.count;
	if (actor->led_team_ids.count > 0)
		memcpy(list->at + list->count, actor->led_team_ids.at, actor->led_team_ids.count * sizeof(*list->at));
	list->count += actor->led_team_ids.count;
	return list;
}

bool
worker_views(struct call *call, const char *team, struct worker **ret, size_t *ret_count, struct err *err)
{
	const struct text_list *teams = teams_in_sight(call);
	struct text_list one = { &team, 1 };

	if (team != NULL) {
		if (teams != NULL && !text_list_has(teams, team))
			return err_set(err, ERR_NOT_FOUND, "%s", "");
		teams = &one;
	}
	*ret_count = worker_list(call->db, teams, NULL, call->arena, ret);
	count_loads(call, *ret, *ret_count);
	return true;
}

bool
workers_named(struct call *call, const char *words, struct worker **ret, size_t *ret_count, struct err *err)
{
	const struct text_list *teams = call->actor->roles & ROLE_SUPERVISOR ? NULL : teams_in_sight(call);

	*ret_count = worker_list(call->db, teams, words, call->arena, ret);
	if (*ret_count > NAMED_MAX)
		*ret_count = NAMED_MAX;
	for (size_t i = 0; i < *ret_count; i++)
		(*ret)[i].on_leave_from = (*ret)[i].on_leave_to = DATE_NONE;
	return !db_take_failure(call->db, err);
}

size_t
team_views(struct call *call, struct team **ret)
{
	const struct text_list *led = &call->actor->led_team_ids;
	struct assignment_rules rules;
	struct policy_scope scope;
	size_t count;

	policy_scope(call->actor, call->now_ms, &scope);
	count = team_list(call->db, teams_in_sight(call), &scope, call->arena, ret);
	for (size_t i = 0; i < count; i++) {
		if (!text_list_has(led, (*ret)[i].id))
			continue;
		(*ret)[i].load = arena_alloc(call->arena, sizeof(struct load));
		*(*ret)[i].load = (struct load) { 0 };
		(*ret)[i].nobodys = arena_alloc(call->arena, sizeof(struct load));
		*(*ret)[i].nobodys = (struct load) { 0 };
	}
	if (led->count == 0)
		return count;
	assignment_rules(call, &rules);
	workload_teams(call, &rules, &scope, *ret, count);
	return count;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Moves from one team to another: who may make them, and, to who may not, who
 * else can.
 */
#include "server/service/plan.h"

#include "base/buf.h"
#include "base/str.h"
#include "server/service/language.h"
#include "server/store/application.h"

enum { NAMES_MAX = 400 };

static const char *
join_names(struct call *call, const struct text_list *names)
{
	struct buf out = BUF_INIT(NAMES_MAX);
	const char *copy;

	for (size_t i = 0; i < names->count; i++)
		buf_printf(&out, "%s%s", i ? ", " : "", names->at[i]);
	copy = arena_strdup(call->arena, out.data ? out.data : "");
	buf_done(&out);
	return copy;
}

/* A sentence for who can be asked, or another where there is nobody. */
static const char *
say_leaders(struct call *call, const struct text_list *leaders, const char *worker, const char *with,
            const char *without)
{
	struct named_text names[] = { { "worker", worker ? worker : "" },
		                      { "leaders", join_names(call, leaders) } };

	return words_fill(call->arena, say_in(call->language, leaders->count ? with : without), names,
	                  countof(names));
}

const char *
plan_why_not(struct call *call, enum assignment_limit limit, const struct assignment_case *one,
             const struct assignment_worker *worker)
{
	struct text_list leaders;

	if (limit != LIMIT_NOT_IN_TEAM)
		return plan_limit(call, (int)limit, worker->name);
	leaders = assignment_leaders(call->db, one->team_id, worker->id, call->arena);
	return say_leaders(call, &leaders, worker->name,
		N_("{worker} is in another team. Who leads both can move it there: {leaders}."),
		N_("{worker} is in another team, and nobody leads both; an administrator can change that."));
}

const char *
plan_skip_why(struct call *call, enum plan_skip_why why, const char *team_id)
{
	struct text_list leaders;

	if (why != SKIP_NOT_LED)
		return say_in(call->language, skip_text(why));
	leaders = assignment_leaders(call->db, team_id, "", call->arena);
	return say_leaders(call, &leaders, NULL, skip_text(why),
		N_("You do not lead its team, and nobody else does; an administrator can change that."));
}

bool
plan_teams_are_led(struct call *call, const struct text_list *team_ids, struct err *err)
{
	char pointer[ERR_POINTER_MAX];

	for (size_t i = 0; i < team_ids->count; i++) {
		struct text_list leaders;

		if (text_list_has(&call->actor->led_team_ids, team_ids->at[i]))
			continue;
		leaders = assignment_leaders(call->db, team_ids->at[i], "", call->arena);
		snprintf(pointer, sizeof pointer, "/teams/%zu", i);
		return err_field(err, pointer, "not_led", "%s", say_leaders(call, &leaders, NULL,
			N_("You do not lead that team. Who does can: {leaders}."),
			N_("You do not lead such a team.")));
	}
	return true;
}

bool
plan_worker_is_led(struct call *call, const struct assignment_worker *worker, const char *pointer,
                   struct err *err)
{
	struct text_list leaders = { NULL, 0 };

	if (text_list_share(&worker->team_ids, &call->actor->led_team_ids))
		return true;
	if (worker->team_ids.count)
		leaders = assignment_leaders(call->db, worker->team_ids.at[0], "", call->arena);
	return err_field(err, pointer, "not_led", "%s", say_leaders(call, &leaders, worker->name,
		N_("{worker} is in a team that you do not lead. Who does can: {leaders}."),
		N_("{worker} is in no team that you lead.")));
}

void
plan_item_team(struct plan_item_row *item, const struct assignment_case *one,
               const struct assignment_worker *worker)
{
	const char *team = assignment_team(one, worker);

	item->team_from_id = item->team_to_id = NULL;
	if (!team || str_eq(team, one->team_id))
		return;
	item->team_from_id = one->team_id;
	item->team_to_id = team;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Beginning a plan.
 */
#include "client/view/plan_start.h"

#include <stdlib.h>

#include "base/str.h"
#include "base/words.h"
#include "client/ui/form.h"
#include "client/view/show.h"

enum { TAG_LEAVE = PLAN_START_FIRST, TAG_PLAN };
enum { QUESTION_AWAY = PLAN_START_FIRST, QUESTION_STRATEGY, QUESTION_TEAMS };
enum { WITHIN_TEAM, ALL_LED_TEAMS };
enum { BODY_MAX = 2 * 1024 * 1024, FRIDAY = 5, WEEK = 7 };

/* In the order of the menu; what is meant by each is said there. */
static const struct {
	const char *wire, *text;
} strategies[] = {
	{ "balance", N_("balance: even load, few moves, families with whom they know") },
	{ "least_loaded", N_("least loaded: each to whoever has least for their hours") },
	{ "round_robin", N_("round robin: each in turn") },
};

static void
keep_source(struct plan_start *start, const char *source)
{
	free(start->source);
	start->source = str_dup(source);
}

void
plan_start_done(struct plan_start *start)
{
	free(start->source);
	start->source = NULL;
}

static bool
leads_several(const struct plan_start *start)
{
	return start->led_team_ids && start->led_team_ids->count > 1;
}

static void
post_plan(struct plan_start *start, const struct view *view, const char *strategy, int teams, struct fx *fx)
{
	struct buf body = BUF_INIT(BODY_MAX);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	json_put_raw(&out, "from", start->source);
	json_put_text(&out, "strategy", strategy);
	if (teams == ALL_LED_TEAMS) {
		json_begin_list(&out, "teams");
		for (size_t i = 0; i < start->led_team_ids->count; i++)
			json_put_text(&out, NULL, start->led_team_ids->at[i]);
		json_end_list(&out);
	}
	if (start->reason[0])
		json_put_text(&out, "reason", start->reason);
	json_end_object(&out);
	view_write(view, fx, TAG_PLAN,
	           &(struct write){ .method = "POST", .path = "/v1/reassignments", .body = body.data });
	buf_done(&body);
	plan_start_done(start);
}

static void
ask_strategy(const struct view *view, const char *what, struct fx *fx)
{
	const char *lines[countof(strategies) + 1] = { NULL };

	for (size_t i = 0; i < countof(strategies); i++)
		lines[i] = _(strategies[i].text);
	view_ask_menu(view, fx, QUESTION_STRATEGY, what, lines);
}

/* Who leads one team alone is not asked. */
static void
ask_teams(struct plan_start *start, const struct view *view, int strategy, struct fx *fx)
{
	const char *whom[] = { _("their own team"), _("all the teams you lead"), NULL };
	const char *which[] = { start->name, _("all the teams you lead"), NULL };

	start->strategy = strategy;
	if (leads_several(start) && start->is_evening)
		view_ask_menu(view, fx, QUESTION_TEAMS, _("Even out the work of"), which);
	else if (leads_several(start))
		view_ask_menu(view, fx, QUESTION_TEAMS, _("Who may be given them"), whom);
	else
		post_plan(start, view, strategies[strategy].wire, WITHIN_TEAM, fx);
}

/* ---- absence ---- */

static bool
is_away(const struct worker *worker, civil_date today)
{
	return worker->on_leave_from != DATE_NONE && worker->on_leave_from <= today
		&& (worker->on_leave_to == DATE_NONE || worker->on_leave_to >= today);
}

void
plan_start_leave(struct plan_start *start, const struct view *view, const struct worker *worker,
                 civil_date today, struct fx *fx)
{
	char label[ASK_TEXT_MAX], friday[DATE_TEXT_MAX], day[SHOW_MAX];

	str_copy(start->worker_id, sizeof start->worker_id, worker->id);
	str_copy(start->name, sizeof start->name, worker->name);
	start->today = today;
	if (is_away(worker, today)) {
		snprintf(label, sizeof label, _("%s is away until %s. Until (date, +days, or: back):"), worker->name,
		         worker->on_leave_to == DATE_NONE ? "?" : show_date(day, worker->on_leave_to, today));
		view_ask_text(view, fx, QUESTION_AWAY, "", label);
		return;
	}
	snprintf(label, sizeof label, _("%s is away from today until (date, or +days):"), worker->name);
	date_to_text(today + (FRIDAY - date_weekday(today) + WEEK) % WEEK, friday);
	view_ask_text(view, fx, QUESTION_AWAY, friday, label);
}

static void
end_leave(struct plan_start *start, const struct view *view, struct fx *fx)
{
	struct buf path = BUF_INIT(200);

	start->away_to = DATE_NONE;
	buf_printf(&path, "/v1/workers/%s/leave", start->worker_id);
	view_write(view, fx, TAG_LEAVE, &(struct write){ .method = "PUT", .path = path.data, .body = "{}" });
	buf_done(&path);
}

static void
put_leave(struct plan_start *start, const struct view *view, const char *typed, struct fx *fx)
{
	char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX], day[SHOW_MAX];
	struct buf path = BUF_INIT(200), body = BUF_INIT(400);
	struct json_out out = JSON_OUT(&body);

	/* As the question names it. */
	if (str_eq(typed, _("back"))) {
		end_leave(start, view, fx);
		return;
	}
	if (!form_read_date(typed, start->today, &start->away_to) || start->away_to < start->today) {
		fx_tell(fx, TELL_REFUSAL, "%s", _("A day from today on: 2026-12-01, 12/1/2026, or +3. L asks again."));
		return;
	}
	json_begin_object(&out, NULL);
	json_put_text(&out, "from", date_to_text(start->today, from));
	json_put_text(&out, "to", date_to_text(start->away_to, to));
	json_end_object(&out);
	buf_printf(&path, "/v1/workers/%s/leave", start->worker_id);
	snprintf(start->reason, sizeof start->reason, _("%s is away until %s"), start->name,
	         show_date(day, start->away_to, start->today));
	view_write(view, fx, TAG_LEAVE, &(struct write){ .method = "PUT", .path = path.data, .body = body.data });
	buf_done(&path);
	buf_done(&body);
}

static void
leave_came(struct plan_start *start, const struct view *view, const struct reply *reply, struct fx *fx)
{
	struct buf source = BUF_INIT(PLAN_SOURCE_MAX);
	struct json_out out = JSON_OUT(&source);
	const char *id = json_text(json_get(json_get(reply->json, "worker"), "id"));

	if (!reply->ok) {
		fx_tell_err(fx, reply->err);
		return;
	}
	if (start->away_to == DATE_NONE) {
		fx_tell(fx, TELL_RESULT, _("%s is back, and may be given work again."), start->name);
		return;
	}
	fx_tell(fx, TELL_RESULT, _("%s. L with another day changes it."), start->reason);
	json_begin_object(&out, NULL);
	json_begin_object(&out, "absence");
	/* Another's may be asked about by now. */
	json_put_text(&out, "worker_id", id ? id : start->worker_id);
	json_end_object(&out);
	json_end_object(&out);
	keep_source(start, source.data);
	buf_done(&source);
	post_plan(start, view, strategies[0].wire, WITHIN_TEAM, fx);
}

/* ---- everything else ---- */

void
plan_start_source(struct plan_start *start, const struct view *view, const char *source, const char *what,
                  struct fx *fx)
{
	keep_source(start, source);
	start->reason[0] = '\0';
	start->is_evening = false;
	ask_strategy(view, what, fx);
}

void
plan_start_even_out(struct plan_start *start, const struct view *view, const struct team *team,
                    struct fx *fx)
{
	struct buf source = BUF_INIT(PLAN_SOURCE_MAX);
	struct json_out out = JSON_OUT(&source);

	json_begin_object(&out, NULL);
	json_begin_object(&out, "even_out");
	json_put_text(&out, "team_id", team->id);
	json_end_object(&out);
	json_end_object(&out);
	keep_source(start, source.data);
	str_copy(start->name, sizeof start->name, team->name);
	snprintf(start->reason, sizeof start->reason, _("Evening out %s"), team->name);
	buf_done(&source);
	start->is_evening = true;
	ask_teams(start, view, 0, fx);
}

void
plan_start_of(struct plan_start *start, const struct view *view, const struct worker *worker,
              const struct team *team, struct fx *fx)
{
	struct buf source = BUF_INIT(PLAN_SOURCE_MAX);
	struct json_out out = JSON_OUT(&source);
	char what[ASK_TEXT_MAX];

	json_begin_object(&out, NULL);
	json_begin_object(&out, "filter");
	json_put_text(&out, "assignee", worker ? worker->id : "none");
	if (!worker)
		json_put_text(&out, "team", team->id);
	json_end_object(&out);
	json_end_object(&out);
	if (worker)
		snprintf(what, sizeof what, _("Move what %s has, by"), worker->name);
	else
		snprintf(what, sizeof what, _("Give out what is nobody's in %s, by"), team->name);
	plan_start_source(start, view, source.data, what, fx);
	buf_done(&source);
}

bool
plan_start_answer(struct plan_start *start, const struct view *view, const struct answer *given,
                  struct fx *fx)
{
	switch (given->question) {
	case QUESTION_AWAY:
		if (given->yes)
			put_leave(start, view, given->text, fx);
		return true;
	case QUESTION_STRATEGY:
		if (given->yes && start->source && (size_t)given->choice < countof(strategies))
			ask_teams(start, view, given->choice, fx);
		else
			plan_start_done(start);
		return true;
	case QUESTION_TEAMS:
		/* The workers read it. */
		if (given->choice == ALL_LED_TEAMS && start->is_evening)
			str_copy(start->reason, sizeof start->reason, _("Evening out several teams"));
		if (given->yes && start->source)
			post_plan(start, view, strategies[start->strategy].wire, given->choice, fx);
		else
			plan_start_done(start);
		return true;
	default:
		return false;
	}
}

bool
plan_start_reply(struct plan_start *start, const struct view *view, const struct reply *reply,
                 struct fx *fx)
{
	if (reply->tag == TAG_LEAVE) {
		leave_came(start, view, reply, fx);
		return true;
	}
	if (reply->tag != TAG_PLAN)
		return false;
	const char *id = json_text(json_get(reply->json, "id"));
	if (!reply->ok)
		fx_tell_err(fx, reply->err);
	else if (id)
		fx_open(fx, PLACE_PLAN, id, "");
	return true;
}

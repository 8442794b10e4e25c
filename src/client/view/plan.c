/* SPDX-License-Identifier: Apache-2.0
 *
 * A plan of moves: what it would do to each worker, each move and its reason,
 * and what stays.  Rows are dropped or given to others; then all of it is
 * applied, or nothing, and taken back as one.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/view/moves.h"
#include "client/view/plan_view.h"

enum { QUESTION_APPLY = 1, QUESTION_DROP_CHANGED, QUESTION_OTHER, QUESTION_HAND, QUESTION_WHY_BACK,
       QUESTION_LEAVE_CHANGED };
enum { REFRESH_MS = 1000 };

static bool
may(const struct plan_view *pv, const char *act)
{
	return plan_of(pv) && text_list_has(&plan_of(pv)->allowed_actions, act);
}

/* ---- what is known ---- */

static bool
changes(const struct plan_load *load)
{
	return load->before.open != load->after.open || load->before.weighted != load->after.weighted;
}

/* Those past the first thousand come by page, as one goes to them. */
static void
follow_more(struct plan_view *pv, struct model *model, struct fx *fx)
{
	const struct move_plan *plan = plan_of(pv);
	bool wanted = plan && plan->item_count - plan->hidden_count > (int64_t)plan->items.count;
	struct buf path = BUF_INIT(LIST_PATH_MAX);

	if (wanted && pv->rows.more) {
		pages_refresh(pv->rows.more, fx);
	} else if (wanted) {
		buf_printf(&path, "/v1/reassignments/%s/items", pv->view.place.id);
		pv->rows.more = model_list(model, &plan_item_rows, path.data, fx);
	} else if (pv->rows.more) {
		model_list_done(model, pv->rows.more);
		pv->rows.more = NULL;
	}
	buf_done(&path);
}

static void
plan_came(struct plan_view *pv, struct model *model, struct fx *fx)
{
	const struct move_plan *plan = plan_of(pv);

	/* Its moves are what they were as long as it is under way. */
	if (!(plan && plan->progress && pv->rows.more))
		follow_more(pv, model, fx);
	plan_progress_follow(pv, fx);
	arena_reset(&pv->row_arena);
	pv->rows.plan = plan;
	pv->rows.load_count = 0;
	if (!plan)
		return;
	pv->rows.loads = arena_array(&pv->row_arena, plan->loads.count + 1, sizeof(struct plan_load *));
	for (size_t i = 0; i < plan->loads.count; i++)
		if (changes(&plan->loads.at[i]))
			pv->rows.loads[pv->rows.load_count++] = &plan->loads.at[i];
	/* Whether anybody is above capacity takes a line, or not. */
	plan_layout(&pv->view);
	if (!pv->placed)
		list_go(&pv->list, &plan_row_source, &pv->rows, plan_row_first(&pv->rows));
	pv->placed = true;
	list_sync(&pv->list, &plan_row_source, &pv->rows);
}

static void
ask_again(struct plan_view *pv, struct fx *fx)
{
	plan_ask(&pv->known, pv->view.owner, PLAN_TAG_PLAN, pv->view.place.id, fx);
}

int64_t
plan_minutes_left(const struct plan_view *pv)
{
	int64_t left = plan_of(pv)->expires_at_ms - pv->now_ms;

	/* At its end there is still one. */
	return left <= 0 ? 0 : left < PLAN_MINUTE_MS ? 1 : (left + PLAN_MINUTE_MS / 2) / PLAN_MINUTE_MS;
}

/* ---- commands ---- */

static void
ask_apply(struct plan_view *pv, struct fx *fx)
{
	const struct move_plan *plan = plan_of(pv);
	size_t moves = (size_t)plan->item_count;

	pv->asked_version = plan->version;
	if (plan->conflict_count > 0)
		view_ask_yes(&pv->view, fx, QUESTION_DROP_CHANGED,
		             n_("%lld row changed since. Leave it where it is?",
		                "%lld rows changed since. Leave them where they are?", (unsigned long)plan->conflict_count),
		             (long long)plan->conflict_count);
	else
		view_ask_yes(&pv->view, fx, QUESTION_APPLY,
		             n_("Move %zu application as planned, clocks running on?",
		                "Move %zu applications as planned, clocks running on?", moves), moves);
}

/* To be applied, or taken back; what becomes of it is asked until the answer. */
static void
carry_out(struct plan_view *pv, int tag, const char *flag, struct fx *fx)
{
	if (tag == PLAN_TAG_COMMIT)
		plan_send(pv, fx, tag, "POST", "/commit", NULL);
	else
		plan_send_words(pv, fx, tag, "POST", "/revert", "reason", pv->back_reason, flag);
	pv->sent = true;
	plan_progress_follow(pv, fx);
}

/* Where the cursor goes; else what is a screen below or above it.  What stays
 * follows the last of the moves: from there one goes to the list's end. */
static void
want(struct plan_view *pv, int64_t row, struct fx *fx)
{
	const int64_t near[] = { row, row + pv->list.area.rows, row - pv->list.area.rows };
	size_t index = 0;

	if (pv->rows.more && plan_row_at(&pv->rows, row, &index) == PLAN_ROW_SKIP) {
		pages_want_end(pv->rows.more, fx);
		return;
	}

	for (size_t i = 0; i < countof(near); i++) {
		int64_t place = plan_row_wanted(&pv->rows, near[i]);

		if (place < 0)
			continue;
		pages_want(pv->rows.more, place, fx);
		return;
	}
}

/* Of the move, or of what stays, under the cursor; NULL at a worker's load. */
static const char *
application_here(const struct plan_view *pv, const char **ret_number)
{
	const struct plan_item *item = plan_row_item(&pv->rows, pv->list.cursor);
	size_t index = 0;

	*ret_number = item ? item->number : NULL;
	if (item)
		return item->application_id;
	if (plan_row_at(&pv->rows, pv->list.cursor, &index) != PLAN_ROW_SKIP)
		return NULL;
	*ret_number = plan_of(pv)->skipped.at[index].number;
	return plan_of(pv)->skipped.at[index].application_id;
}

static void
drop(struct plan_view *pv, struct fx *fx)
{
	struct arena arena = ARENA_INIT;
	struct text_list moves = plan_targets(pv, &arena);

	pv->person.were_marked = false;
	plan_send_change(pv, fx, &moves, NULL);
	arena_done(&arena);
}

static bool
command(struct plan_view *pv, enum cmd_id cmd, struct fx *fx)
{
	const struct plan_item *item = plan_row_item(&pv->rows, pv->list.cursor);
	const char *number;
	enum list_move move;

	if (list_move_of(cmd, &move)) {
		want(pv, list_move(&pv->list, &plan_row_source, &pv->rows, move), fx);
		return true;
	}
	switch (cmd) {
	case CMD_OPEN:
		if (application_here(pv, &number))
			fx_open(fx, PLACE_RECORD, application_here(pv, &number), "");
		return true;
	case CMD_MARK:
		if (item)
			list_mark(&pv->list, item->application_id, !list_is_marked(&pv->list, item->application_id));
		want(pv, list_move(&pv->list, &plan_row_source, &pv->rows, LIST_DOWN), fx);
		return true;
	case CMD_UNMARK: list_unmark(&pv->list); return true;
	case CMD_REFRESH: ask_again(pv, fx); return true;
	case CMD_APPLY: ask_apply(pv, fx); return true;
	case CMD_DROP_ROW: drop(pv, fx); return true;
	case CMD_OTHER_WORKER:
		view_ask_text(&pv->view, fx, QUESTION_OTHER, "", _("To whom instead (parts of the name):"));
		return true;
	case CMD_HAND_OVER:
		view_ask_text(&pv->view, fx, QUESTION_HAND, "", _("To which supervisor (parts of the name):"));
		return true;
	case CMD_TAKE_BACK:
		view_ask_text(&pv->view, fx, QUESTION_WHY_BACK, "", _("Take all of it back, because (Esc leaves it):"));
		return true;
	default:
		return false;
	}
}

static void
answer(struct plan_view *pv, const struct answer *given, struct fx *fx)
{
	if (!given->yes || !plan_of(pv))
		return;
	/* Whoever it was handed to has changed it while the question stood. */
	if ((given->question == QUESTION_APPLY || given->question == QUESTION_DROP_CHANGED) &&
	    plan_of(pv)->version != pv->asked_version) {
		fx_tell(fx, TELL_REFUSAL, "%s", gettext(err_title(ERR_VERSION_CONFLICT)));
		return;
	}
	switch (given->question) {
	case QUESTION_APPLY:
		carry_out(pv, PLAN_TAG_COMMIT, NULL, fx);
		break;
	case QUESTION_DROP_CHANGED:
		pv->handing = false;
		plan_send_words(pv, fx, PLAN_TAG_CHANGE, "PATCH", "", "", "", "drop_conflicts");
		break;
	case QUESTION_OTHER:
		plan_person_named(pv, PLAN_GIVE, given->text, fx);
		break;
	case QUESTION_HAND:
		plan_person_named(pv, PLAN_HAND, given->text, fx);
		break;
	case QUESTION_WHY_BACK:
		str_copy(pv->back_reason, sizeof pv->back_reason, given->text);
		carry_out(pv, PLAN_TAG_REVERT, NULL, fx);
		break;
	case QUESTION_LEAVE_CHANGED:
		carry_out(pv, PLAN_TAG_REVERT, "leave_changed", fx);
		break;
	}
}

/* ---- replies ---- */

static void
tell_done(const struct plan_view *pv, int tag, struct fx *fx)
{
	const struct move_plan *plan = plan_of(pv);
	unsigned long moves = (unsigned long)plan->item_count;

	if (tag == PLAN_TAG_COMMIT)
		fx_tell(fx, TELL_RESULT, n_("%lu application moved; its worker is told. T takes it back.",
		                            "%lu applications moved; their workers are told. T takes all of it back.",
		                            moves), moves);
	else if (tag == PLAN_TAG_REVERT)
		fx_tell(fx, TELL_RESULT, "%s", _("Taken back: everything is with whom it was. The plan stays to be read."));
	else if (pv->handing && plan->handed_to)
		fx_tell_here(fx, pv->view.owner, TELL_RESULT, _("%s may change and apply it now, too; H names another."),
		             plan->handed_to->name);
	else
		fx_tell_here(fx, pv->view.owner, TELL_RESULT, n_("%lu application would move. A applies.",
		             "%lu applications would move. A applies.", moves), moves);
}

static void
tell_refused(struct plan_view *pv, const struct reply *reply, struct fx *fx)
{
	const struct err *err = reply->err;

	if (err->code == ERR_PLAN_STALE && reply->tag == PLAN_TAG_REVERT)
		view_ask_yes(&pv->view, fx, QUESTION_LEAVE_CHANGED,
		             _("Some have gone elsewhere since: leave those, take back the rest?"));
	else if (err->code == ERR_PLAN_STALE && err->field_count > 0)
		fx_tell(fx, TELL_REFUSAL, err->field_count > 1 ? _("Nothing was moved; the first of several: %s")
		                                               : _("Nothing was moved. %s"), err->fields[0].detail);
	else
		fx_tell_err(fx, err);
	if (reply->tag == PLAN_TAG_CHANGE)
		plan_person_refused(pv);
	/* What has changed stands at its row. */
	if (err->code == ERR_PLAN_STALE || err->code == ERR_VERSION_CONFLICT || err->code == ERR_PLAN_EXPIRED)
		ask_again(pv, fx);
}

static bool
reply_came(struct plan_view *pv, struct model *model, const struct reply *reply, struct fx *fx)
{
	/* A page of moves has come to the model first; a cursor that waits for the
	 * plan without its row stays where it is. */
	if (pv->rows.more && pv->list.id[0])
		list_sync(&pv->list, &plan_row_source, &pv->rows);
	if (plan_reply(&pv->known, reply)) {
		plan_came(pv, model, fx);
		return true;
	}
	if (board_reply(&pv->people, reply, pv->view.owner, PLAN_TAG_WORKERS, fx) || plan_person_reply(pv, reply, fx))
		return true;
	if (reply->tag < PLAN_TAG_COMMIT || reply->tag > PLAN_TAG_REVERT)
		return false;
	if (reply->tag != PLAN_TAG_CHANGE)
		pv->sent = false;
	if (!reply->ok) {
		tell_refused(pv, reply, fx);
		return true;
	}
	pv->person.were_marked = false;
	if (plan_take(&pv->known, reply->json)) {
		plan_came(pv, model, fx);
		tell_done(pv, reply->tag, fx);
	}
	/* The whole of it, should the answer have been less. */
	ask_again(pv, fx);
	return true;
}

static bool
is_about_plan(const struct plan_view *pv, const struct event_note *event)
{
	if (str_eq(event->subject_id, pv->view.place.id))
		return true;
	for (size_t i = 0; plan_of(pv) && i < plan_of(pv)->items.count; i++)
		if (str_eq(plan_of(pv)->items.at[i].application_id, event->application_id) ||
		    str_eq(plan_of(pv)->items.at[i].application_id, event->subject_id))
			return true;
	return false;
}

static void
timer(struct plan_view *pv, int which, struct fx *fx)
{
	switch (which) {
	case PLAN_TIMER_MINUTE:
		view_timer(&pv->view, fx, PLAN_TIMER_MINUTE, PLAN_MINUTE_MS);
		break;
	case PLAN_TIMER_PROGRESS:
		if (plan_progress_is_due(pv))
			ask_again(pv, fx);
		break;
	default:
		pv->refresh_due = false;
		ask_again(pv, fx);
		break;
	}
}

static bool
plan_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct plan_view *pv = (struct plan_view *)view;

	pv->now_ms = model_now_ms(model);
	pv->rows.today = model_today(model);
	switch (msg->kind) {
	case MSG_COMMAND:
		return command(pv, (enum cmd_id)msg->command, fx);
	case MSG_ANSWER:
		answer(pv, &msg->answer, fx);
		return true;
	case MSG_REPLY:
		return reply_came(pv, model, &msg->reply, fx);
	case MSG_EVENT:
		if (!pv->refresh_due && is_about_plan(pv, &msg->event)) {
			pv->refresh_due = true;
			view_timer(view, fx, PLAN_TIMER_REFRESH, REFRESH_MS);
		}
		return false;
	case MSG_TIMER:
		timer(pv, msg->timer, fx);
		return true;
	default:
		return false;
	}
}

/* ---- what may be done now ---- */

/* What the server would refuse, of a plan that somebody else has in hand. */
static const char *
whose_it_is(const struct plan_view *pv, enum cmd_id cmd)
{
	static const struct { enum cmd_id cmd; const char *act; } acts[] = {
		{ CMD_APPLY, "commit" },
		{ CMD_DROP_ROW, "edit" },
		{ CMD_OTHER_WORKER, "edit" },
		{ CMD_HAND_OVER, "hand_over" },
	};

	for (size_t i = 0; i < countof(acts); i++)
		if (acts[i].cmd == cmd && !may(pv, acts[i].act))
			return _("Only who made it, or was handed it, changes and applies it.");
	return NULL;
}

static const char *
why_not_now(const struct plan_view *pv, enum cmd_id cmd)
{
	bool is_draft = plan_of(pv)->state == PLAN_DRAFT && plan_minutes_left(pv) > 0;

	if (plan_is_under_way(pv))
		return _("It is under way: all of it is moved, or nothing.");
	if (cmd == CMD_TAKE_BACK)
		return may(pv, "revert") ? NULL : _("Only an applied plan is taken back, by who may move its rows.");
	if (!is_draft)
		return _("This plan is not open any more; P on the board makes another.");
	if (whose_it_is(pv, cmd))
		return whose_it_is(pv, cmd);
	if (cmd == CMD_APPLY && plan_of(pv)->item_count == 0)
		return _("There is nothing to move in it.");
	if ((cmd == CMD_DROP_ROW || cmd == CMD_OTHER_WORKER) && !plan_has_target(pv))
		return _("Put the cursor on a move first.");
	return NULL;
}

static const char *
plan_why_not(const struct view *view, const struct model *model, enum cmd_id cmd)
{
	const struct plan_view *pv = (const struct plan_view *)view;
	const char *number;

	(void)model;
	switch (cmd) {
	case CMD_OPEN:
		return application_here(pv, &number) ? NULL : _("Put the cursor on an application first.");
	case CMD_APPLY:
	case CMD_DROP_ROW:
	case CMD_OTHER_WORKER:
	case CMD_HAND_OVER:
	case CMD_TAKE_BACK:
		return plan_of(pv) ? why_not_now(pv, cmd) : _("Still loading.");
	default:
		return NULL;
	}
}

static void
plan_subject(const struct view *view, const struct model *model, struct subject *ret)
{
	const char *number, *id = application_here((const struct plan_view *)view, &number);

	(void)model;
	if (!id)
		return;
	ret->type = "application";
	ret->id = id;
	ret->number = number ? number : "";
}

static void
plan_close(struct view *view, struct model *model, struct fx *fx)
{
	struct plan_view *pv = (struct plan_view *)view;

	if (pv->rows.more)
		model_list_done(model, pv->rows.more);
	plan_done(&pv->known, fx);
	board_done(&pv->people, fx);
	arena_done(&pv->person.arena);
	arena_done(&pv->row_arena);
	list_widget_done(&pv->list);
}

static const enum cmd_id hints[] = { CMD_APPLY, CMD_DROP_ROW, CMD_OTHER_WORKER, CMD_HAND_OVER, CMD_TAKE_BACK,
	                             CMD_OPEN, CMD_NONE };

static const struct view_ops plan_ops = {
	.scope = SCOPE_PLAN,
	.hints = hints,
	.handle = plan_handle,
	.layout = plan_layout,
	.draw = plan_draw,
	.close = plan_close,
	.title = plan_title,
	.place = plan_place,
	.subject = plan_subject,
	.why_not = plan_why_not,
};

struct view *
plan_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct plan_view *pv = view_alloc(sizeof *pv, &plan_ops, place);

	list_widget_init(&pv->list);
	pv->rows.today = model_today(model);
	pv->rows.list = &pv->list;
	pv->now_ms = model_now_ms(model);
	ask_again(pv, fx);
	board_ask(&pv->people, pv->view.owner, PLAN_TAG_WORKERS, fx);
	view_timer(&pv->view, fx, PLAN_TIMER_MINUTE, PLAN_MINUTE_MS);
	return &pv->view;
}

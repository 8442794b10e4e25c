/* SPDX-License-Identifier: Apache-2.0
 *
 * A plan of moves: what it would do to each worker, each move and its reason,
 * and what stays.  Rows are dropped or given to others; then all of it is
 * applied, or nothing, and taken back as one.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"
#include "client/model/board.h"
#include "client/model/plan.h"
#include "client/ui/text.h"
#include "client/view/moves.h"
#include "client/view/plan_rows.h"
#include "client/view/show.h"
#include "client/view/view.h"

enum { TAG_PLAN = 1, TAG_WORKERS, TAG_COMMIT, TAG_CHANGE, TAG_REVERT };
enum { TIMER_MINUTE = 1, TIMER_REFRESH };
enum { QUESTION_APPLY = 1, QUESTION_DROP_CHANGED, QUESTION_OTHER, QUESTION_HAND, QUESTION_WHY_BACK,
       QUESTION_LEAVE_CHANGED };
enum { MINUTE_MS = 60000, REFRESH_MS = 1000, BODY_MAX = 256 * 1024, FOLDED_MAX = 2048, NAMED_MAX = 3,
       WHY_ROWS = 3 };

struct plan_view {
	struct view view;
	struct plan_known known;
	struct board people; /* whom things can be given to */
	struct plan_rows rows;
	struct arena row_arena;
	struct list_widget list;
	int64_t now_ms;
	bool placed;    /* the cursor has been put on the first move once */
	bool refresh_due;
	char back_reason[ASK_TEXT_MAX];
};

static const struct move_plan *
plan_of(const struct plan_view *pv)
{
	return pv->known.plan;
}

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

static void
plan_came(struct plan_view *pv)
{
	const struct move_plan *plan = plan_of(pv);

	arena_reset(&pv->row_arena);
	pv->rows.plan = plan;
	pv->rows.load_count = 0;
	if (!plan)
		return;
	pv->rows.loads = arena_array(&pv->row_arena, plan->loads.count + 1, sizeof(struct plan_load *));
	for (size_t i = 0; i < plan->loads.count; i++)
		if (changes(&plan->loads.at[i]))
			pv->rows.loads[pv->rows.load_count++] = &plan->loads.at[i];
	if (!pv->placed)
		list_go(&pv->list, &plan_row_source, &pv->rows, plan_row_first(&pv->rows));
	pv->placed = true;
	list_sync(&pv->list, &plan_row_source, &pv->rows);
}

static void
ask_again(struct plan_view *pv, struct fx *fx)
{
	plan_ask(&pv->known, pv->view.owner, TAG_PLAN, pv->view.place.id, fx);
}

static int64_t
minutes_left(const struct plan_view *pv)
{
	int64_t left = plan_of(pv)->expires_at_ms - pv->now_ms;

	/* At its end there is still one. */
	return left <= 0 ? 0 : left < MINUTE_MS ? 1 : (left + MINUTE_MS / 2) / MINUTE_MS;
}

/* ---- sending ---- */

static void
send(const struct plan_view *pv, struct fx *fx, int tag, const char *method, const char *verb, const char *body)
{
	struct buf path = BUF_INIT(200);

	buf_printf(&path, "/v1/reassignments/%s%s", pv->view.place.id, verb);
	view_write(&pv->view, fx, tag,
	           &(struct write){ .method = method, .path = path.data, .body = body,
	                            .if_match = plan_of(pv)->version });
	buf_done(&path);
}

/* The marked moves, or the one under the cursor. */
static size_t
each_target(const struct plan_view *pv, struct json_out *out, const char *to)
{
	const struct move_plan *plan = plan_of(pv);
	const struct plan_item *here = plan_row_item(&pv->rows, pv->list.cursor);
	size_t count = 0;

	for (size_t i = 0; i < plan->items.count; i++) {
		const struct plan_item *item = &plan->items.at[i];

		if (pv->list.mark_count > 0 ? !list_is_marked(&pv->list, item->application_id) : item != here)
			continue;
		count++;
		if (!out)
			continue;
		if (to) {
			json_begin_object(out, NULL);
			json_put_text(out, "application_id", item->application_id);
			json_put_text(out, "to", to);
			json_end_object(out);
		} else {
			json_put_text(out, NULL, item->application_id);
		}
	}
	return count;
}

static void
send_change(struct plan_view *pv, struct fx *fx, const char *to)
{
	struct buf body = BUF_INIT(BODY_MAX);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	json_begin_list(&out, to ? "choose" : "drop");
	each_target(pv, &out, to);
	json_end_list(&out);
	json_end_object(&out);
	/* Where the cursor was stands the next one. */
	if (!to)
		pv->list.id[0] = '\0';
	send(pv, fx, TAG_CHANGE, "PATCH", "", body.data);
	list_unmark(&pv->list);
	buf_done(&body);
}

static void
send_words(const struct plan_view *pv, struct fx *fx, int tag, const char *method, const char *verb,
           const char *name, const char *text, const char *flag)
{
	struct buf body = BUF_INIT(BODY_MAX);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	if (!str_empty(text))
		json_put_text(&out, name, text);
	if (flag)
		json_put_bool(&out, flag, true);
	json_end_object(&out);
	send(pv, fx, tag, method, verb, body.data);
	buf_done(&body);
}

/* ---- people ---- */

/* Every part that was typed is in the name. */
static bool
is_named(const struct worker *worker, const char *typed)
{
	struct buf name = BUF_INIT(FOLDED_MAX), wanted = BUF_INIT(FOLDED_MAX);
	bool all;

	utf8_fold(&name, worker->name, strlen(worker->name));
	utf8_fold(&wanted, typed, strlen(typed));
	all = wanted.len > 0;
	for (const char *at = wanted.data; all && *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");

		all = memmem(name.data, name.len, at, len) != NULL;
		at += len;
	}
	buf_done(&name);
	buf_done(&wanted);
	return all;
}

/* The one worker of that name; else it is said who they are. */
static const struct worker *
find_worker(const struct plan_view *pv, const char *typed, bool supervisors, struct fx *fx)
{
	const struct worker *found = NULL;
	struct buf names = BUF_INIT(ASK_TEXT_MAX);
	size_t count = 0;

	for (size_t i = 0; i < pv->people.worker_count; i++) {
		const struct worker *worker = &pv->people.workers[i];

		if (!is_named(worker, typed) || (supervisors && !text_list_has(&worker->roles, "supervisor")))
			continue;
		found = worker;
		if (count++ < NAMED_MAX)
			buf_printf(&names, "%s%s", names.len ? ", " : "", worker->name);
	}
	if (count == 0)
		fx_tell(fx, TELL_REFUSAL, _("Nobody here has \"%s\" in the name."), typed);
	else if (count > 1)
		fx_tell(fx, TELL_REFUSAL, _("More than one has that in the name: %s."), names.data);
	buf_done(&names);
	return count == 1 ? found : NULL;
}

/* ---- commands ---- */

static void
ask_apply(const struct plan_view *pv, struct fx *fx)
{
	const struct move_plan *plan = plan_of(pv);
	size_t moves = (size_t)plan->item_count;

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

static bool
command(struct plan_view *pv, enum cmd_id cmd, struct fx *fx)
{
	const struct plan_item *item = plan_row_item(&pv->rows, pv->list.cursor);
	enum list_move move;

	if (list_move_of(cmd, &move)) {
		list_move(&pv->list, &plan_row_source, &pv->rows, move);
		return true;
	}
	switch (cmd) {
	case CMD_OPEN:
		if (item)
			fx_open(fx, PLACE_RECORD, item->application_id, "");
		return true;
	case CMD_MARK:
		if (item)
			list_mark(&pv->list, item->application_id, !list_is_marked(&pv->list, item->application_id));
		list_move(&pv->list, &plan_row_source, &pv->rows, LIST_DOWN);
		return true;
	case CMD_UNMARK: list_unmark(&pv->list); return true;
	case CMD_REFRESH: ask_again(pv, fx); return true;
	case CMD_APPLY: ask_apply(pv, fx); return true;
	case CMD_DROP_ROW: send_change(pv, fx, NULL); return true;
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
	const struct worker *worker;

	if (!given->yes || !plan_of(pv))
		return;
	switch (given->question) {
	case QUESTION_APPLY:
		send(pv, fx, TAG_COMMIT, "POST", "/commit", NULL);
		break;
	case QUESTION_DROP_CHANGED:
		send_words(pv, fx, TAG_CHANGE, "PATCH", "", "", "", "drop_conflicts");
		break;
	case QUESTION_OTHER:
		if ((worker = find_worker(pv, given->text, false, fx)))
			send_change(pv, fx, worker->id);
		break;
	case QUESTION_HAND:
		if ((worker = find_worker(pv, given->text, true, fx)))
			send_words(pv, fx, TAG_CHANGE, "PATCH", "", "hand_to", worker->id, NULL);
		break;
	case QUESTION_WHY_BACK:
		str_copy(pv->back_reason, sizeof pv->back_reason, given->text);
		send_words(pv, fx, TAG_REVERT, "POST", "/revert", "reason", pv->back_reason, NULL);
		break;
	case QUESTION_LEAVE_CHANGED:
		send_words(pv, fx, TAG_REVERT, "POST", "/revert", "reason", pv->back_reason, "leave_changed");
		break;
	}
}

/* ---- replies ---- */

static void
tell_done(const struct plan_view *pv, int tag, struct fx *fx)
{
	const struct move_plan *plan = plan_of(pv);
	unsigned long moves = (unsigned long)plan->item_count;

	if (tag == TAG_COMMIT)
		fx_tell(fx, TELL_RESULT, n_("%lu application moved; its worker is told. T takes it back.",
		                            "%lu applications moved; their workers are told. T takes all of it back.",
		                            moves), moves);
	else if (tag == TAG_REVERT)
		fx_tell(fx, TELL_RESULT, "%s", _("Taken back: everything is with whom it was. The plan stays to be read."));
	else if (plan->handed_to)
		fx_tell(fx, TELL_RESULT, _("%s may change and apply it now, too; H names another."), plan->handed_to->name);
	else
		fx_tell(fx, TELL_RESULT, n_("%lu application would move. A applies.",
		                            "%lu applications would move. A applies.", moves), moves);
}

static void
tell_refused(struct plan_view *pv, const struct reply *reply, struct fx *fx)
{
	const struct err *err = reply->err;

	if (err->code == ERR_PLAN_STALE && reply->tag == TAG_REVERT)
		view_ask_yes(&pv->view, fx, QUESTION_LEAVE_CHANGED,
		             _("Some have gone elsewhere since: leave those, take back the rest?"));
	else
		fx_tell_err(fx, err);
	/* What has changed stands at its row. */
	if (err->code == ERR_PLAN_STALE || err->code == ERR_VERSION_CONFLICT || err->code == ERR_PLAN_EXPIRED)
		ask_again(pv, fx);
}

static bool
reply_came(struct plan_view *pv, const struct reply *reply, struct fx *fx)
{
	if (plan_reply(&pv->known, reply)) {
		plan_came(pv);
		return true;
	}
	if (board_reply(&pv->people, reply, pv->view.owner, TAG_WORKERS, fx))
		return true;
	if (reply->tag < TAG_COMMIT || reply->tag > TAG_REVERT)
		return false;
	if (!reply->ok) {
		tell_refused(pv, reply, fx);
		return true;
	}
	if (plan_take(&pv->known, reply->json)) {
		plan_came(pv);
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
		return reply_came(pv, &msg->reply, fx);
	case MSG_EVENT:
		if (!pv->refresh_due && is_about_plan(pv, &msg->event)) {
			pv->refresh_due = true;
			view_timer(view, fx, TIMER_REFRESH, REFRESH_MS);
		}
		return false;
	case MSG_TIMER:
		if (msg->timer == TIMER_MINUTE)
			view_timer(view, fx, TIMER_MINUTE, MINUTE_MS);
		else {
			pv->refresh_due = false;
			ask_again(pv, fx);
		}
		return true;
	default:
		return false;
	}
}

/* ---- showing ---- */

static void
plan_layout(struct view *view)
{
	struct plan_view *pv = (struct plan_view *)view;
	struct rect area = view->area;

	area.row++;
	area.rows = area.rows > 1 + WHY_ROWS ? area.rows - 1 - WHY_ROWS : 0;
	list_widget_place(&pv->list, area);
	list_sync(&pv->list, &plan_row_source, &pv->rows);
}

/* The row under the cursor in whole sentences: the list has no room for them. */
static void
draw_why(const struct plan_view *pv, struct canvas *canvas)
{
	struct rect area = pv->view.area;
	const struct plan_item *item = plan_row_item(&pv->rows, pv->list.cursor);
	struct buf why = BUF_INIT(ASK_TEXT_MAX * 2);
	struct text_widget text;
	size_t index = 0;

	if (item) {
		buf_printf(&why, "%s: %s > %s. ", item->number, item->from ? item->from->name : _("nobody"),
		           item->to ? item->to->name : _("nobody"));
		plan_item_why(&why, item);
	} else if (plan_row_at(&pv->rows, pv->list.cursor, &index) == PLAN_ROW_SKIP) {
		buf_puts(&why, plan_of(pv)->skipped.at[index].why);
	}
	canvas_rule(canvas, area.row + area.rows - WHY_ROWS, area.col, area.cols, INK_DIM);
	text_init(&text);
	text_add(&text, INK_TEXT, why.data);
	text_place(&text, (struct rect){ area.row + area.rows - WHY_ROWS + 1, area.col + 1, WHY_ROWS - 1,
	                                 area.cols - 2 });
	text_draw(&text, canvas);
	text_done(&text);
	buf_done(&why);
}

static const char *
state_text(const struct plan_view *pv)
{
	switch (plan_of(pv)->state) {
	case PLAN_COMMITTED: return _("APPLIED");
	case PLAN_REVERTED: return _("TAKEN BACK");
	case PLAN_EXPIRED: return _("EXPIRED: nothing was moved; make it again");
	case PLAN_DRAFT:
	case PLAN_NONE: break;
	}
	return minutes_left(pv) > 0 ? _("nothing moved yet") : _("EXPIRED: nothing was moved; make it again");
}

static void
draw_head(const struct plan_view *pv, struct canvas *canvas)
{
	const struct move_plan *plan = plan_of(pv);
	struct rect area = pv->view.area;
	struct buf head = BUF_INIT(ASK_TEXT_MAX * 2);

	buf_printf(&head, n_("%lld move", "%lld moves", (unsigned long)plan->item_count), (long long)plan->item_count);
	buf_printf(&head, _(", %lld stay"), (long long)plan->skip_count);
	if (plan->conflict_count > 0)
		buf_printf(&head, _(", %lld CHANGED since"), (long long)plan->conflict_count);
	if (plan->hidden_count > 0)
		buf_printf(&head, _(", %lld not for you to see"), (long long)plan->hidden_count);
	buf_printf(&head, ". %s", state_text(pv));
	if (plan->state == PLAN_DRAFT && minutes_left(pv) > 0)
		buf_printf(&head, _(", kept %lld min"), (long long)minutes_left(pv));
	if (plan->progress)
		buf_printf(&head, _(", %lld of %lld done"), (long long)plan->progress->done,
		           (long long)plan->progress->total);
	canvas_text(canvas, area.row, area.col + 1, area.cols - 2,
	            plan->conflict_count > 0 ? INK_WARN : INK_LABEL, head.data);
	buf_done(&head);
}

static void
plan_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct plan_view *pv = (const struct plan_view *)view;

	(void)model;
	if (!plan_of(pv)) {
		canvas_text(canvas, view->area.row + 1, view->area.col + 2, -1, INK_DIM,
		            pv->known.failed ? _("The plan cannot be loaded now. R tries again.") : _("Loading..."));
		return;
	}
	draw_head(pv, canvas);
	draw_why(pv, canvas);
	list_draw(&pv->list, &plan_row_source, &pv->rows, canvas);
	if (plan_of(pv)->item_count == 0 && plan_of(pv)->skip_count == 0)
		canvas_text(canvas, view->area.row + 2, view->area.col + 2, -1, INK_DIM,
		            _("Nothing has to move: no application fits, or all is well as it is."));
}

static void
plan_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct plan_view *pv = (const struct plan_view *)view;

	(void)model;
	buf_puts(out, _(place_title(PLACE_PLAN)));
	if (plan_of(pv) && !str_empty(plan_of(pv)->reason))
		buf_printf(out, ": %s", plan_of(pv)->reason);
}

static void
plan_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct plan_view *pv = (const struct plan_view *)view;
	int64_t count = plan_row_source.count(&pv->rows);

	(void)model;
	if (pv->list.mark_count > 0)
		buf_printf(out, n_("%d marked ", "%d marked ", pv->list.mark_count), (int)pv->list.mark_count);
	buf_printf(out, _("%lld of %lld%s"), (long long)(count ? pv->list.cursor + 1 : 0), (long long)count, "");
}

static const char *
why_not_now(const struct plan_view *pv, enum cmd_id cmd)
{
	bool is_draft = plan_of(pv)->state == PLAN_DRAFT && minutes_left(pv) > 0;

	if (cmd == CMD_TAKE_BACK)
		return may(pv, "revert") ? NULL : _("Only an applied plan is taken back, by who may move its rows.");
	if (!is_draft)
		return _("This plan is not open any more; P on the board makes another.");
	if (cmd == CMD_APPLY && plan_of(pv)->item_count == 0)
		return _("There is nothing to move in it.");
	if (cmd == CMD_APPLY && !may(pv, "commit"))
		return _("Only who made it, or was handed it, applies it.");
	if ((cmd == CMD_DROP_ROW || cmd == CMD_OTHER_WORKER) && each_target(pv, NULL, NULL) == 0)
		return _("Put the cursor on a move first.");
	return NULL;
}

static const char *
plan_why_not(const struct view *view, const struct model *model, enum cmd_id cmd)
{
	const struct plan_view *pv = (const struct plan_view *)view;

	(void)model;
	switch (cmd) {
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
	const struct plan_view *pv = (const struct plan_view *)view;
	const struct plan_item *item = plan_row_item(&pv->rows, pv->list.cursor);

	(void)model;
	if (!item)
		return;
	ret->type = "application";
	ret->id = item->application_id;
	ret->number = item->number;
}

static void
plan_close(struct view *view, struct model *model, struct fx *fx)
{
	struct plan_view *pv = (struct plan_view *)view;

	(void)model;
	plan_done(&pv->known, fx);
	board_done(&pv->people, fx);
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
	board_ask(&pv->people, pv->view.owner, TAG_WORKERS, fx);
	view_timer(&pv->view, fx, TIMER_MINUTE, MINUTE_MS);
	return &pv->view;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What was typed and never sent, and what was sent and never answered, with
 * how old it is and whether the record has moved since.  Enter goes on with
 * it; X throws it away, after a question.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/model/model.h"
#include "client/ui/list.h"
#include "client/view/moves.h"
#include "client/view/show.h"
#include "client/view/view.h"

enum { TAG_VERSION = 1 /* + slot */, QUESTION_THROW = 1 };
enum { ASKED_MAX = 100, COL_KIND = 1, COL_AGE = COL_KIND + 11, COL_TITLE = COL_AGE + 10,
       MOVED_COLS = 22 };

/* The version a record has now, asked for once. */
struct asked {
	char id[PLACE_ID_MAX];
	bool sent_request;
	bool gone;
	int64_t version; /* 0: not known yet */
};

struct unfinished_view {
	struct view view;
	struct list_widget list;
	struct asked asked[ASKED_MAX];
	int asked_count;
	int64_t now_ms;
	const struct drafts *drafts; /* the model's; it outlives every view */
	struct place throwing;       /* the question is about this draft, */
	char throwing_id[ID_TEXT_MAX]; /* or this one of another terminal; "" none */
	char ids[DRAFTS_MAX + SENT_MAX][LIST_ID_MAX];
};

/* Drafts first, then what was sent. */
static const struct draft *
draft_at(const struct unfinished_view *uv, int64_t row)
{
	return row >= 0 && row < (int64_t)uv->drafts->draft_count ? &uv->drafts->drafts[row] : NULL;
}

static const struct sent *
sent_at(const struct unfinished_view *uv, int64_t row)
{
	row -= (int64_t)uv->drafts->draft_count;
	return row >= 0 && row < (int64_t)uv->drafts->sent_count ? &uv->drafts->sent[row] : NULL;
}

/* ---- whether the record moved ---- */

static bool
is_about_application(const struct place *place)
{
	switch (place->kind) {
	case PLACE_ASK:
	case PLACE_NOTE:
	case PLACE_CALL:
	case PLACE_INTERVIEW:
	case PLACE_ASSIGN:
	case PLACE_STATUS:
	case PLACE_REMIND:
	case PLACE_APPEAL:
	case PLACE_REVIEW:
	case PLACE_NEW_CODE:
	case PLACE_ANSWER:
	case PLACE_ENTRY:
	case PLACE_PROOF:
	case PLACE_DECISION:
	case PLACE_REHEARSAL:
		return place->id[0] != '\0';
	default:
		return false;
	}
}

static const struct asked *
asked_about(const struct unfinished_view *uv, const char *id)
{
	for (int i = 0; i < uv->asked_count; i++)
		if (str_eq(uv->asked[i].id, id))
			return &uv->asked[i];
	return NULL;
}

static void
ask_versions(struct unfinished_view *uv, struct fx *fx)
{
	for (size_t i = 0; i < uv->drafts->draft_count; i++) {
		const struct draft *draft = &uv->drafts->drafts[i];
		int slot = uv->asked_count;

		if (!is_about_application(&draft->place) || asked_about(uv, draft->place.id) ||
		    slot == ASKED_MAX)
			continue;
		uv->asked[slot] = (struct asked){ .sent_request = true };
		str_copy(uv->asked[slot].id, PLACE_ID_MAX, draft->place.id);
		uv->asked_count++;
		view_get(&uv->view, fx, TAG_VERSION + slot, "/v1/applications/%s", draft->place.id);
	}
}

static void
take_version(struct unfinished_view *uv, const struct reply *reply)
{
	int slot = reply->tag - TAG_VERSION;

	if (slot < 0 || slot >= uv->asked_count)
		return;
	uv->asked[slot].gone = !reply->ok && reply->err->code == ERR_NOT_FOUND;
	if (reply->ok && !json_int(json_get(reply->json, "version"), &uv->asked[slot].version))
		uv->asked[slot].version = 0;
}

static void
moved_text(const struct unfinished_view *uv, const struct draft *draft, struct buf *out)
{
	const struct asked *asked = asked_about(uv, draft->place.id);

	if (!asked)
		return;
	if (asked->gone)
		buf_puts(out, _("no longer yours to see"));
	else if (asked->version > 0 && draft->version > 0 && asked->version != draft->version)
		buf_printf(out, _("MOVED v%d > v%d"), (int)draft->version, (int)asked->version);
	else if (asked->version > 0)
		buf_puts(out, _("as you left it"));
}

/* ---- rows ---- */

static int64_t
row_count(const void *data)
{
	const struct unfinished_view *uv = data;

	return (int64_t)(uv->drafts->draft_count + uv->drafts->sent_count);
}

static const char *
row_id(const void *data, int64_t row)
{
	const struct unfinished_view *uv = data;

	return row >= 0 && row < row_count(data) ? uv->ids[row] : NULL;
}

/* "3 min", "5 h", "2 d" */
static void
age_text(int64_t ms, struct buf *out)
{
	int64_t minutes = ms > 0 ? ms / 60000 : 0;

	if (minutes < 60)
		buf_printf(out, _("%d min"), (int)minutes);
	else if (minutes < 48 * 60)
		buf_printf(out, _("%d h"), (int)(minutes / 60));
	else
		buf_printf(out, _("%d days"), (int)(minutes / (24 * 60)));
}

static void
row_draw(const void *data, int64_t row, struct canvas *canvas, int line, int col, int cols,
         bool is_cursor)
{
	const struct unfinished_view *uv = data;
	const struct draft *draft = draft_at(uv, row);
	const struct sent *sent = sent_at(uv, row);
	struct buf age = BUF_INIT(100), moved = BUF_INIT(200);
	int end = col + cols;

	age_text(uv->now_ms - (draft ? draft->changed_ms : sent->at_ms), &age);
	if (draft)
		moved_text(uv, draft, &moved);
	else
		buf_puts(&moved, _("asking what became of it"));
	canvas_text(canvas, line, col + COL_KIND, 10, draft ? INK_LABEL : INK_WARN,
	            !draft             ? _("no answer")
	            : draft->elsewhere ? _("elsewhere")
	            : draft->earlier ? _("unfinished")
	                             : _("draft"));
	canvas_text(canvas, line, col + COL_AGE, 9, INK_TEXT, age.data);
	canvas_text(canvas, line, col + COL_TITLE, end - col - COL_TITLE - MOVED_COLS - 1,
	            is_cursor ? INK_CURSOR : INK_TEXT, draft ? draft->title : sent->title);
	canvas_text(canvas, line, end - MOVED_COLS, MOVED_COLS, INK_TEXT, moved.data);
	buf_done(&age);
	buf_done(&moved);
}

static const struct list_source rows = { row_count, row_id, NULL, row_draw, NULL };

static void
sync(struct unfinished_view *uv)
{
	for (int64_t row = 0; row < row_count(uv); row++) {
		const struct draft *draft = draft_at(uv, row);

		if (draft)
			str_copy(uv->ids[row], LIST_ID_MAX, draft->id);
		else
			str_copy(uv->ids[row], LIST_ID_MAX, sent_at(uv, row)->key);
	}
	list_sync(&uv->list, &rows, uv);
}

/* ---- messages ---- */

static void
go_on(const struct unfinished_view *uv, struct fx *fx)
{
	const struct draft *draft = draft_at(uv, uv->list.cursor);
	const struct sent *sent = sent_at(uv, uv->list.cursor);
	const struct place *place = draft ? &draft->place : sent ? &sent->place : NULL;

	if (draft && draft->elsewhere)
		fx_text(fx, FX_DRAFT_TAKE, draft->id, 0);
	else if (place && place->kind != PLACE_NONE)
		fx_open(fx, place->kind, place->id, place->arg);
	else if (sent)
		fx_tell(fx, TELL_HINT, "%s",
		        _("What became of it is being asked; if it never arrived it is a draft again."));
}

static void
ask_throw(struct unfinished_view *uv, struct fx *fx)
{
	const struct draft *draft = draft_at(uv, uv->list.cursor);

	if (draft) {
		uv->throwing = draft->place;
		str_copy(uv->throwing_id, sizeof uv->throwing_id, draft->elsewhere ? draft->id : "");
		view_ask_yes(&uv->view, fx, QUESTION_THROW, _("Throw away for good: %s?"), draft->title);
	} else if (sent_at(uv, uv->list.cursor)) {
		fx_tell(fx, TELL_REFUSAL, "%s",
		        _("It was sent: what became of it has to be known before it can go."));
	}
}

static bool
command(struct unfinished_view *uv, int command, struct fx *fx)
{
	enum list_move move;

	if (list_move_of((enum cmd_id)command, &move)) {
		list_move(&uv->list, &rows, uv, move);
		return true;
	}
	switch (command) {
	case CMD_OPEN:
		go_on(uv, fx);
		return true;
	case CMD_THROW_AWAY:
		ask_throw(uv, fx);
		return true;
	case CMD_REFRESH:
		uv->asked_count = 0;
		ask_versions(uv, fx);
		fx_simple(fx, FX_DRAFTS_AGAIN);
		return true;
	default:
		return false;
	}
}

static bool
unfinished_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct unfinished_view *uv = (struct unfinished_view *)view;

	uv->now_ms = model->real_ms;
	switch (msg->kind) {
	case MSG_COMMAND:
		return command(uv, msg->command, fx);
	case MSG_ANSWER:
		if (msg->answer.yes && uv->throwing_id[0]) {
			fx_text(fx, FX_DRAFT_THROW, uv->throwing_id, 0);
		} else if (msg->answer.yes) {
			fx_draft_done(fx, &uv->throwing);
			fx_tell(fx, TELL_RESULT, "%s", _("Thrown away. It cannot be recalled."));
			model->changed = true;
		}
		return true;
	case MSG_REPLY:
		take_version(uv, &msg->reply);
		return true;
	case MSG_SHOWN:
	case MSG_CHANGED:
		ask_versions(uv, fx);
		sync(uv);
		return true;
	default:
		return false;
	}
}

/* ---- showing ---- */

static void
unfinished_layout(struct view *view)
{
	struct unfinished_view *uv = (struct unfinished_view *)view;
	struct rect area = view->area;

	area.row += 1;
	area.rows = area.rows > 1 ? area.rows - 1 : 0;
	list_widget_place(&uv->list, area);
	sync(uv);
}

static void
unfinished_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct unfinished_view *uv = (const struct unfinished_view *)view;

	(void)model;
	canvas_text(canvas, view->area.row, view->area.col + 2, -1, INK_LABEL,
	            row_count(uv) > 0 ? _("Nothing here is sent or decided until you do it.")
	                              : _("Nothing is unfinished. q goes to the queue."));
	list_draw(&uv->list, &rows, uv, canvas);
}

static void
unfinished_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct unfinished_view *uv = (const struct unfinished_view *)view;
	int count = (int)row_count(uv);

	(void)model;
	buf_printf(out, _("%d of %d"), count ? (int)uv->list.cursor + 1 : 0, count);
}

static const char *
unfinished_why_not(const struct view *view, const struct model *model, enum cmd_id cmd)
{
	(void)model;
	return view_empty_why_not(row_count(view), cmd == CMD_THROW_AWAY ? CMD_OPEN : cmd);
}

static void
unfinished_close(struct view *view, struct model *model, struct fx *fx)
{
	(void)model;
	(void)fx;
	list_widget_done(&((struct unfinished_view *)view)->list);
}

static const enum cmd_id hints[] = { CMD_OPEN, CMD_THROW_AWAY, CMD_BACK, CMD_NONE };

static const struct view_ops unfinished_ops = {
	.scope = SCOPE_UNFINISHED,
	.hints = hints,
	.handle = unfinished_handle,
	.layout = unfinished_layout,
	.draw = unfinished_draw,
	.close = unfinished_close,
	.place = unfinished_place,
	.why_not = unfinished_why_not,
};

struct view *
unfinished_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct unfinished_view *uv = view_alloc(sizeof(*uv), &unfinished_ops, place);

	list_widget_init(&uv->list);
	uv->drafts = &model->drafts;
	uv->now_ms = model->real_ms;
	ask_versions(uv, fx);
	return &uv->view;
}

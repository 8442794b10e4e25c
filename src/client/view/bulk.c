/* SPDX-License-Identifier: Apache-2.0
 *
 * One act on every marked application: a note, a reminder, a request for what
 * is missing.  First it is tried: how many, one letter as it would be, and each
 * row that is left out with why.  Then it is asked, done, and told row by row.
 * A row that changed underneath is never touched; nobody decides here.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/model/marks.h"
#include "client/ui/form.h"
#include "client/ui/list.h"
#include "client/ui/text.h"
#include "client/view/bulk.h"
#include "client/view/moves.h"
#include "client/view/show.h"
#include "client/view/view.h"

enum { TAG_TRY = 1, TAG_DO, TAG_LETTER_NONE };
enum { QUESTION_WORDS = 1, QUESTION_DO };
enum { CHUNK = 500, BODY_MAX = 256 * 1024, NUMBER_COLS = 13, NAME_COLS = 16, LETTER_ROWS = 8, WHY_ROWS = 2, WHY_MAX = 600 };

enum bulk_act { BULK_NOTE, BULK_MISSING, BULK_REMINDER };

struct outcome_row {
	const char *id, *number, *name, *why; /* why NULL: done, or would be */
};

struct bulk_screen {
	struct view view;
	enum bulk_act act;
	struct marks marks;
	char text[ASK_TEXT_MAX];
	civil_date on; /* of a reminder */
	civil_date today;
	bool asked, tried, doing, done, failed;
	size_t sent; /* marks that are on their way, or answered */
	struct arena arena;
	struct outcome_row *rows;
	size_t row_count, skipped;
	const char *letter; /* of the first row that has one */
	struct list_widget list;
	struct text_widget letter_text;
};

static const struct { const char *word; enum bulk_act act; } acts[] = {
	{ "note", BULK_NOTE }, { "missing", BULK_MISSING }, { "reminder", BULK_REMINDER },
};

bool
bulk_open(enum cmd_id cmd, const struct marks *marks, struct model *model, struct fx *fx)
{
	enum bulk_act act;

	switch (cmd) {
	case CMD_NOTE: act = BULK_NOTE; break;
	case CMD_ASK_MISSING: act = BULK_MISSING; break;
	case CMD_REMIND: act = BULK_REMINDER; break;
	default: return false;
	}
	marks_copy(&model->bulk_marks, marks);
	char id[PLACE_ID_MAX];
	snprintf(id, sizeof id, "%s-%lld", acts[act].word, (long long)model->mono_ms);
	fx_open(fx, PLACE_BULK, id, acts[act].word);
	return true;
}

/* ---- rows: those left out first ---- */

static int64_t
row_count(const void *data)
{
	return (int64_t)((const struct bulk_screen *)data)->row_count;
}

static const struct outcome_row *
row_at(const struct bulk_screen *bv, int64_t row)
{
	return row >= 0 && (size_t)row < bv->row_count ? &bv->rows[row] : NULL;
}

static const char *
row_id(const void *data, int64_t row)
{
	const struct outcome_row *found = row_at(data, row);

	return found ? found->id : NULL;
}

static void
row_draw(const void *data, int64_t number, struct canvas *canvas, int line, int col, int cols, bool is_cursor)
{
	const struct bulk_screen *bv = data;
	const struct outcome_row *row = row_at(bv, number);

	canvas_text(canvas, line, col, NUMBER_COLS - 1, is_cursor ? INK_CURSOR : INK_TEXT, row->number);
	canvas_text(canvas, line, col + NUMBER_COLS, NAME_COLS, INK_TEXT, row->name);
	if (row->why)
		canvas_textf(canvas, line, col + NUMBER_COLS + NAME_COLS + 1, cols - NUMBER_COLS - NAME_COLS - 1, INK_WARN,
		             _("left out: %s"), row->why);
	else
		canvas_text(canvas, line, col + NUMBER_COLS + NAME_COLS + 1, cols - NUMBER_COLS - NAME_COLS - 1, INK_TEXT,
		            bv->doing || bv->done ? _("done") : _("yes"));
}

static const struct list_source rows = { row_count, row_id, NULL, row_draw, NULL };

static void
add_row(struct bulk_screen *bv, const struct json *json)
{
	struct arena *arena = &bv->arena;
	const char *id = json_text(json_get(json, "application_id"));
	const char *number = json_text(json_get(json, "number"));
	const char *name = json_text(json_get(json_get(json, "customer"), "name"));
	const char *why = json_text(json_get(json, "why"));
	const char *letter = json_text(json_get(json_get(json, "would_send"), "rendered_text"));
	bool done = json_bool(json_get(json, "done"), false);
	size_t at = bv->row_count++;

	if (!done) {
		/* Before all that go well. */
		memmove(&bv->rows[bv->skipped + 1], &bv->rows[bv->skipped], (at - bv->skipped) * sizeof *bv->rows);
		at = bv->skipped++;
	}
	bv->rows[at] = (struct outcome_row){
		.id = arena_strdup(arena, id ? id : ""), .number = arena_strdup(arena, number ? number : "-"),
		.name = arena_strdup(arena, name ? name : ""),
		.why = done ? NULL : arena_strdup(arena, why ? why : "?"),
	};
	if (letter && !bv->letter) {
		bv->letter = arena_strdup(arena, letter);
		text_clear(&bv->letter_text);
		text_add(&bv->letter_text, INK_TEXT, bv->letter);
		text_place(&bv->letter_text, bv->letter_text.area);
	}
}

/* ---- sending, so many at a time ---- */

static void
put_act(const struct bulk_screen *bv, struct json_out *out)
{
	char date[DATE_TEXT_MAX];

	switch (bv->act) {
	case BULK_NOTE:
		json_begin_object(out, "note");
		json_put_text(out, "text", bv->text);
		json_put_text(out, "kind", "note");
		break;
	case BULK_MISSING:
		json_begin_object(out, "missing");
		json_put_bool(out, "remind", true);
		break;
	case BULK_REMINDER:
		json_begin_object(out, "reminder");
		json_put_text(out, "on", date_to_text(bv->on, date));
		json_put_text(out, "text", bv->text);
		break;
	}
	json_end_object(out);
}

static void
send_next(struct bulk_screen *bv, struct fx *fx)
{
	size_t end = bv->sent + CHUNK < bv->marks.count ? bv->sent + CHUNK : bv->marks.count;
	struct buf body = BUF_INIT(BODY_MAX);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	json_begin_list(&out, "marks");
	for (; bv->sent < end; bv->sent++) {
		json_begin_object(&out, NULL);
		json_put_text(&out, "application_id", bv->marks.at[bv->sent].id);
		json_put_int(&out, "version", bv->marks.at[bv->sent].version);
		json_end_object(&out);
	}
	json_end_list(&out);
	put_act(bv, &out);
	json_end_object(&out);
	view_write(&bv->view, fx, bv->doing ? TAG_DO : TAG_TRY,
	           &(struct write){ .method = "POST",
	                            .path = bv->doing ? "/v1/applications/bulk" : "/v1/applications/bulk?dry_run=true",
	                            .body = body.data,
	                            .flags = bv->doing ? 0 : REQUEST_NO_KEY });
	buf_done(&body);
}

static void
begin(struct bulk_screen *bv, bool doing, struct fx *fx)
{
	bv->doing = doing;
	bv->failed = bv->tried = false;
	bv->sent = bv->row_count = bv->skipped = 0;
	arena_reset(&bv->arena);
	bv->letter = NULL;
	bv->rows = arena_array(&bv->arena, bv->marks.count + 1, sizeof *bv->rows);
	send_next(bv, fx);
}

static void
ask_do(const struct bulk_screen *bv, struct fx *fx)
{
	size_t count = bv->row_count - bv->skipped;
	char date[SHOW_MAX];

	if (bv->act == BULK_MISSING)
		view_ask_yes(&bv->view, fx, QUESTION_DO,
		             n_("Send this request to %zu customer? Cannot be recalled.",
		                "Send such a request to each of %zu customers? Cannot be recalled.", count), count);
	else if (bv->act == BULK_NOTE)
		view_ask_yes(&bv->view, fx, QUESTION_DO,
		             n_("Put this note on %zu file?", "Put this note on each of %zu files?", count), count);
	else
		view_ask_yes(&bv->view, fx, QUESTION_DO,
		             n_("Set this reminder for %s of %zu application?",
		                "Set this reminder for %s of each of %zu applications?", count),
		             show_date(date, bv->on, bv->today), count);
}

static void
reply_came(struct bulk_screen *bv, const struct reply *reply, struct fx *fx)
{
	if (!reply->ok) {
		bv->failed = true;
		if (bv->doing) /* what is done stays done; nothing of it is done twice */
			marks_drop_listed(&bv->marks, row_id, bv, (int64_t)bv->skipped, (int64_t)bv->row_count);
		fx_tell_err(fx, reply->err);
		return;
	}
	for (const struct json *row = json_first(json_get(reply->json, "rows")); row && bv->row_count < bv->marks.count;
	     row = json_next(row))
		add_row(bv, row);
	list_sync(&bv->list, &rows, bv);
	if (bv->sent < bv->marks.count) {
		send_next(bv, fx);
		return;
	}
	bv->tried = true;
	bv->done = bv->doing;
	if (bv->done)
		fx_tell(fx, TELL_RESULT, _("Done: %d, left out: %d. %s"), (int)(bv->row_count - bv->skipped),
		        (int)bv->skipped, bv->act == BULK_MISSING ? _("Cannot be recalled.") : "");
}

/* ---- questions ---- */

static void
ask_text(struct bulk_screen *bv, struct fx *fx)
{
	char label[ASK_TEXT_MAX];

	bv->asked = true;
	if (bv->act == BULK_MISSING) {
		begin(bv, false, fx);
		return;
	}
	snprintf(label, sizeof label, bv->act == BULK_NOTE ? _("Note on all %d:") : _("Remind of all %d, +days words:"),
	         (int)bv->marks.count);
	view_ask_text(&bv->view, fx, QUESTION_WORDS, "", label);
}

static void
take_text(struct bulk_screen *bv, const char *typed, struct fx *fx)
{
	civil_date on;
	char day[DATE_TEXT_MAX] = "";
	size_t len = strcspn(typed, " ");

	if (bv->act == BULK_REMINDER) {
		if (len < sizeof day)
			memcpy(day, typed, len);
		if (!form_read_date(day, bv->today, &on) || on < bv->today || !typed[len]) {
			fx_tell(fx, TELL_REFUSAL, "%s", _("A day and what for: \"+3 look at the lease\". Enter asks again."));
			bv->asked = false;
			return;
		}
		bv->on = on;
		typed += len + 1;
	}
	str_copy(bv->text, sizeof bv->text, typed);
	if (str_empty(bv->text))
		bv->asked = false;
	else
		begin(bv, false, fx);
}

static bool
command(struct bulk_screen *bv, enum cmd_id cmd, struct fx *fx)
{
	enum list_move move;

	if (list_move_of(cmd, &move)) {
		list_move(&bv->list, &rows, bv, move);
		return true;
	}
	if (cmd == CMD_NEXT_PANE && bv->letter) {
		text_move(&bv->letter_text, LIST_PAGE_DOWN);
		return true;
	}
	if (cmd != CMD_OPEN)
		return false;
	if (!bv->asked || bv->failed)
		ask_text(bv, fx);
	else if (bv->tried && !bv->doing && bv->row_count > bv->skipped)
		ask_do(bv, fx);
	else if (bv->tried && !bv->doing)
		fx_tell(fx, TELL_REFUSAL, "%s", _("None of the marked can be done; each row says why."));
	return true;
}

static bool
bulk_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct bulk_screen *bv = (struct bulk_screen *)view;

	bv->today = model_today(model);
	switch (msg->kind) {
	case MSG_SHOWN:
		if (!bv->asked)
			ask_text(bv, fx);
		return true;
	case MSG_COMMAND:
		return command(bv, (enum cmd_id)msg->command, fx);
	case MSG_ANSWER:
		if (msg->answer.question == QUESTION_WORDS && msg->answer.yes)
			take_text(bv, msg->answer.text, fx);
		else if (msg->answer.question == QUESTION_WORDS)
			bv->asked = false; /* Enter asks again */
		else if (msg->answer.question == QUESTION_DO && msg->answer.yes)
			begin(bv, true, fx);
		return true;
	case MSG_REPLY:
		if (msg->reply.tag != TAG_TRY && msg->reply.tag != TAG_DO)
			return false;
		if (msg->reply.tag == TAG_DO && msg->reply.ok) /* they are marked still, and may be acted on again */
			marks_renew(&model->bulk_marks, json_get(msg->reply.json, "rows"));
		reply_came(bv, &msg->reply, fx);
		return true;
	default:
		return false;
	}
}

/* ---- showing ---- */

static void
bulk_layout(struct view *view)
{
	struct bulk_screen *bv = (struct bulk_screen *)view;
	struct rect area = view->area, letter = view->area;
	int letter_rows = area.rows > 2 * LETTER_ROWS ? LETTER_ROWS : area.rows / 3;

	area.row++;
	area.rows -= 1 + WHY_ROWS + letter_rows;
	if (area.rows < 1)
		area.rows = 1;
	letter.row = area.row + area.rows + WHY_ROWS + 1;
	letter.rows = letter_rows - 1;
	list_widget_place(&bv->list, area);
	list_sync(&bv->list, &rows, bv);
	text_place(&bv->letter_text, letter);
}

/* Why the row under the cursor is left out, where its line has no room for all of it. */
static void
draw_why(const struct bulk_screen *bv, struct canvas *canvas)
{
	const struct outcome_row *row = row_at(bv, bv->list.cursor);
	struct rect area = { bv->list.area.row + bv->list.area.rows, bv->view.area.col + 1, WHY_ROWS, bv->view.area.cols - 2 };
	struct buf why = BUF_INIT(WHY_MAX);
	struct text_widget text;

	if (!row || !row->why)
		return;
	buf_printf(&why, _("left out: %s"), row->why);
	if (canvas_width(why.data) > bv->list.area.cols - 1 - NUMBER_COLS - NAME_COLS - 1) {
		buf_reset(&why);
		buf_printf(&why, "%s: %s", row->number, row->why);
		text_init(&text);
		text_add(&text, INK_WARN, why.data);
		text_place(&text, area);
		text_draw(&text, canvas);
		text_done(&text);
	}
	buf_done(&why);
}

static void
bulk_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct bulk_screen *bv = (const struct bulk_screen *)view;
	struct rect area = view->area;
	int going = (int)(bv->row_count - bv->skipped);

	(void)model;
	if (bv->failed)
		canvas_textf(canvas, area.row, area.col + 1, -1, INK_ERROR,
		             bv->doing ? _("It stopped: %d are done. Enter goes on with the other %d.")
		                       : _("It stopped after %d of %d answers. Enter begins again."),
		             bv->doing ? going : (int)bv->row_count, (int)bv->marks.count);
	else if (!bv->tried && !bv->doing && bv->sent > 0)
		canvas_textf(canvas, area.row, area.col + 1, -1, INK_DIM, _("trying %d of %d ..."), (int)bv->sent,
		             (int)bv->marks.count);
	else if (!bv->tried && !bv->doing)
		canvas_textf(canvas, area.row, area.col + 1, -1, INK_DIM, _("%d marked. Enter goes on."), (int)bv->marks.count);
	else if (bv->doing && !bv->done)
		canvas_textf(canvas, area.row, area.col + 1, -1, INK_LABEL, _("%d of %d answered ..."), (int)bv->row_count,
		             (int)bv->marks.count);
	else if (bv->done && bv->skipped == 0)
		canvas_textf(canvas, area.row, area.col + 1, -1, INK_LABEL, _("DONE: %d. None was left out."), going);
	else
		canvas_textf(canvas, area.row, area.col + 1, -1, INK_LABEL,
		             bv->done ? _("DONE: %d. Left out: %d, each with why.") : _("Nothing done yet. Would be done: %d, left out: %d. Enter goes on."),
		             going, (int)bv->skipped);
	draw_why(bv, canvas);
	list_draw(&bv->list, &rows, bv, canvas);
	if (!bv->letter)
		return;
	canvas_rule(canvas, bv->letter_text.area.row - 1, area.col, area.cols, INK_DIM);
	canvas_text(canvas, bv->letter_text.area.row - 1, area.col + 4, -1, INK_LABEL, _(" one letter of them; Tab scrolls "));
	text_draw(&bv->letter_text, canvas);
}

static void
bulk_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct bulk_screen *bv = (const struct bulk_screen *)view;

	(void)model;
	buf_printf(out,
	           bv->act == BULK_NOTE      ? _("Note on %d marked")
	           : bv->act == BULK_MISSING ? _("Ask %d marked for what is missing")
	                                     : _("Remind of %d marked"),
	           (int)bv->marks.count);
}

static void
bulk_close(struct view *view, struct model *model, struct fx *fx)
{
	struct bulk_screen *bv = (struct bulk_screen *)view;

	(void)model;
	(void)fx;
	marks_done(&bv->marks);
	arena_done(&bv->arena);
	list_widget_done(&bv->list);
	text_done(&bv->letter_text);
}

static const char *
bulk_why_not(const struct view *view, const struct model *model, enum cmd_id cmd)
{
	const struct bulk_screen *bv = (const struct bulk_screen *)view;

	(void)model;
	if (cmd == CMD_NEXT_PANE && !bv->letter)
		return _("No letter is shown here.");
	if (cmd == CMD_OPEN && bv->done)
		return _("That is done; q goes back.");
	if (cmd == CMD_OPEN && bv->sent > 0 && !bv->tried && !bv->failed)
		return _("The answers are still on their way.");
	return NULL;
}

static const enum cmd_id hints[] = { CMD_OPEN, CMD_NEXT_PANE, CMD_BACK, CMD_NONE };
static const struct hint_word words[] = {
	{ CMD_OPEN, N_("go on") },
	{ CMD_NEXT_PANE, N_("letter") },
	{ CMD_NONE, NULL },
};

static const struct view_ops bulk_ops = {
	.scope = SCOPE_LIST,
	.hints = hints,
	.hint_words = words,
	.handle = bulk_handle,
	.layout = bulk_layout,
	.draw = bulk_draw,
	.close = bulk_close,
	.title = bulk_title,
	.why_not = bulk_why_not,
};

struct view *
bulk_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct bulk_screen *bv = view_alloc(sizeof *bv, &bulk_ops, place);

	(void)fx;
	for (size_t i = 0; i < countof(acts); i++)
		if (str_eq(acts[i].word, place->arg))
			bv->act = acts[i].act;
	marks_copy(&bv->marks, &model->bulk_marks);
	bv->today = model_today(model);
	list_widget_init(&bv->list);
	text_init(&bv->letter_text);
	return &bv->view;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * One proof: when it was asked for, what came, and whether it is enough.  The
 * papers themselves are not kept here; what can be recorded is that somebody
 * looked, and only then what they are worth.
 */
#include "base/str.h"
#include "client/model/record.h"
#include "client/model/rows.h"
#include "client/view/form_view.h"
#include "client/view/show.h"
#include "domain/county.h"

enum { TAG_LOOKED = 1 };
enum { QUESTION_LOOKED = 1 };
enum { FIELD_WORTH = 1, FIELD_HOW };
enum { HEAD_ROWS = 9, ENTRY_ROWS = 3 };

struct proof_view {
	struct form_view form;
	struct pages *entries; /* documents of this customer's history; NULL before */
	uint64_t looking;      /* the write that says it was looked at; 0 none */
};

static const struct missing_item *
item_of(const struct proof_view *pv)
{
	return record_item(pv->form.record, pv->form.view.place.arg);
}

/* What it can be met by; a definition not loaded yet leaves the server to say. */
static bool
is_no_proof(const struct proof_view *pv)
{
	const struct program *program = pv->form.record->form;
	const struct missing_item *item = item_of(pv);
	const struct program_requirement *requirement =
		program && item ? program_find_requirement(program, item->requirement) : NULL;

	return requirement && requirement->met_by != MET_BY_PROOF;
}

static bool
came_unseen(const struct missing_item *item)
{
	return item->received_at_ms && !item->looked_at_ms;
}

/* ---- fields ---- */

/* Who reads the words depends on what they say: a reason why a proof is not
 * enough stands on the applicant's own page, as it was typed. */
static void
name_how(struct proof_view *pv)
{
	struct form_field *field = form_find(&pv->form.form, FIELD_HOW);
	const struct missing_item *item = item_of(pv);
	const char *worth = form_text(&pv->form.form, FIELD_WORTH);

	if (!field || !item)
		return;
	field->label = _("How it was verified, or why it is not enough");
	field->hint = _("What you saw and where, in words another worker can check.");
	if (str_eq(worth, "accepted"))
		field->label = _("How it was verified (file only)");
	if (!str_eq(worth, "insufficient"))
		return;
	field->label = _("Why it is not enough (file only)");
	if (item->cured_by == CURED_BY_APPLICANT) {
		field->label = _("Why it is not enough: THE APPLICANT READS THESE WORDS");
		field->hint = _("What is wrong and what will do. It is shown as you write it, not translated.");
	}
}

static void
build(struct proof_view *pv, const struct model *model)
{
	struct form *form = &pv->form.form;
	struct form_field *field;

	if (pv->form.built || !item_of(pv))
		return;
	field = form_add(form, FORM_CHOICE, FIELD_WORTH, _("It is"));
	field->pointer = "/state";
	field->required = true;
	field->hint = _("By its first letter. Looked at comes first; then accepted or not enough.");
	form_add_choice(field, "received", _("looked at"));
	form_add_choice(field, "accepted", _("accepted"));
	form_add_choice(field, "insufficient", _("not enough"));
	field = form_add(form, FORM_LINES, FIELD_HOW, _("How it was verified, or why it is not enough"));
	field->pointer = "/how";
	field->lines = 4;
	form_view_restore(&pv->form, model);
	name_how(pv);
}

static void
ask_entries(struct proof_view *pv, struct model *model, struct fx *fx)
{
	const struct application *app = pv->form.record->application;
	struct buf path = BUF_INIT(400);

	if (pv->entries || !app)
		return;
	buf_printf(&path, "/v1/customers/%s/history", app->customer.id);
	path_add(&path, "kind", "document");
	path_add(&path, "application", app->id);
	pv->entries = model_list(model, &history_rows, path.data, fx);
	pages_want(pv->entries, 0, fx);
	buf_done(&path);
}

/* ---- writes ---- */

static void
put(struct proof_view *pv, const char *state, struct fx *fx)
{
	const char *how = form_text(&pv->form.form, FIELD_HOW);
	bool looked = str_eq(state, "received");
	struct buf path = BUF_INIT(300);
	struct buf body = BUF_INIT(64 * 1024);
	struct json_out out = JSON_OUT(&body);
	struct write write = { .method = "PUT", .if_match = pv->form.version };

	json_begin_object(&out, NULL);
	json_put_text(&out, "state", state);
	if (!looked)
		json_put_text(&out, "how", how);
	json_end_object(&out);
	buf_printf(&path, "/v1/applications/%s/verifications/%s", pv->form.view.place.id,
	           pv->form.view.place.arg);
	write.path = path.data;
	write.body = body.data;
	if (!looked)
		form_view_send(&pv->form, fx, &write);
	else if (pv->looking == 0)
		pv->looking = view_write(&pv->form.view, fx, TAG_LOOKED, &write);
	buf_done(&path);
	buf_done(&body);
}

static void
ask_looked(struct proof_view *pv, struct fx *fx)
{
	const struct missing_item *item = item_of(pv);
	char name[SHOW_ITEM_MAX];

	show_item(name, item, pv->form.form.today);
	if (item->received_at_ms)
		view_ask_yes(&pv->form.view, fx, QUESTION_LOOKED,
		             _("Record that you have looked at it: %s?"), name);
	else
		view_ask_yes(&pv->form.view, fx, QUESTION_LOOKED,
		             _("Record that it came and you have looked at it: %s?"), name);
}

static void
save(struct proof_view *pv, struct fx *fx)
{
	const struct missing_item *item = item_of(pv);
	struct form *form = &pv->form.form;
	const char *worth = form_text(form, FIELD_WORTH);

	if (!item) {
		fx_tell(fx, TELL_REFUSAL, _("The application is still being loaded; try again."));
		return;
	}
	if (is_no_proof(pv)) {
		fx_tell(fx, TELL_REFUSAL, _("No proof meets this: the form does, or an interview (I)."));
		return;
	}
	if (!form_check(form))
		return;
	if (str_eq(worth, "received")) {
		ask_looked(pv, fx);
		return;
	}
	if (came_unseen(item)) {
		form_error(form, FIELD_WORTH, _("Nobody has looked: v in the record opens it; of paper, l says so."));
		form_focus(form, FIELD_WORTH);
		return;
	}
	if (str_empty(form_text(form, FIELD_HOW))) {
		form_error(form, FIELD_HOW, str_eq(worth, "accepted") ? _("Say how it was verified.")
		                                                      : _("Say why it is not enough."));
		form_focus(form, FIELD_HOW);
		return;
	}
	put(pv, worth, fx);
}

/* The next choice stands on the version that looking at it has made. */
static void
take_looked(struct proof_view *pv, const struct reply *reply, struct fx *fx)
{
	int64_t version = 0;

	if (reply->request != pv->looking)
		return;
	pv->looking = 0;
	if (!reply->ok) {
		form_view_refused(&pv->form, reply->err, fx);
		return;
	}
	if (json_int(json_get(reply->json, "version"), &version))
		pv->form.version = version;
	record_refresh(pv->form.record, fx);
	if (str_eq(form_text(&pv->form.form, FIELD_WORTH), "received"))
		form_set(&pv->form.form, FIELD_WORTH, "");
	form_focus(&pv->form.form, FIELD_WORTH);
	fx_tell(fx, TELL_RESULT, _("Looked at, by you; it is on the file. Now accepted, or not enough?"));
}

/* ---- messages ---- */

static void
tell_sent(const struct form_view *fv, const struct model *model, struct fx *fx)
{
	(void)model;
	fx_tell(fx, TELL_RESULT, str_eq(form_text(&fv->form, FIELD_WORTH), "accepted") ?
		_("Accepted; E here again changes it.") :
		_("Not enough; M asks for it again, E here changes it."));
}

static bool
take(struct proof_view *pv, struct model *model, const struct msg *msg, struct fx *fx)
{
	build(pv, model);
	ask_entries(pv, model, fx);
	if (msg->kind == MSG_REPLY && msg->reply.tag == TAG_LOOKED) {
		take_looked(pv, &msg->reply, fx);
		return true;
	}
	if (msg->kind == MSG_ANSWER) {
		if (msg->answer.yes)
			put(pv, "received", fx);
		return true;
	}
	if (msg->kind == MSG_COMMAND &&
	    (msg->command == CMD_REHEARSE ||
	     (msg->command == CMD_OPEN && form_focused(&pv->form.form) == FIELD_WORTH &&
	      str_eq(form_text(&pv->form.form, FIELD_WORTH), "received")))) {
		save(pv, fx);
		return true;
	}
	return form_view_finish(&pv->form, model, msg, fx, tell_sent);
}

static bool
proof_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct proof_view *pv = (struct proof_view *)view;
	bool used = take(pv, model, msg, fx);

	name_how(pv);
	return used;
}

/* ---- drawing ---- */

static void
proof_layout(struct view *view)
{
	struct proof_view *pv = (struct proof_view *)view;
	struct rect area = view->area;
	int head = area.rows > HEAD_ROWS + 8 ? HEAD_ROWS : 4;

	area.row += head;
	area.rows -= head;
	form_place(&pv->form.form, area);
}

static enum zone
zone_of(const struct proof_view *pv)
{
	return county_zone(pv->form.record->application->county);
}

static void
draw_line(struct canvas *canvas, const struct rect *area, int row, const char *label,
          const char *text)
{
	canvas_text(canvas, area->row + row, area->col + 1, 10, INK_LABEL, label);
	canvas_text(canvas, area->row + row, area->col + 12, area->cols - 13, INK_TEXT, text);
}

static void
draw_head(const struct proof_view *pv, const struct missing_item *item, const struct model *model,
          struct canvas *canvas)
{
	const struct rect *area = &pv->form.view.area;
	civil_date today = model_today(model);
	char one[SHOW_MAX], two[SHOW_MAX], name[SHOW_ITEM_MAX];
	struct buf text = BUF_INIT(1000);

	draw_line(canvas, area, 0, _("Proof"), show_item(name, item, today));
	draw_line(canvas, area, 1, _("State"), item->state == ITEM_RECEIVED && item->looked_at_ms ?
	          _("came, looked at: is it enough?") : show_item_state(item->state));
	if (item->requested_on == DATE_NONE)
		buf_puts(&text, _("never"));
	else
		buf_printf(&text, _("%s, due %s"), show_date(one, item->requested_on, today),
		           item->due_on == DATE_NONE ? "-" : show_date(two, item->due_on, today));
	draw_line(canvas, area, 2, _("Asked"), text.data);
	buf_reset(&text);
	if (item->received_at_ms)
		buf_puts(&text, show_time(one, item->received_at_ms, zone_of(pv), today));
	if (item->looked_at_ms)
		buf_printf(&text, _(", looked at %s"),
		           show_time(two, item->looked_at_ms, zone_of(pv), today));
	draw_line(canvas, area, 3, _("Came"), text.len ? text.data : _("nothing yet"));
	buf_done(&text);
}

/* What the history says came, so that the paper can be found. */
static void
draw_entries(const struct proof_view *pv, const struct model *model, struct canvas *canvas)
{
	const struct rect *area = &pv->form.view.area;
	char time[SHOW_MAX];
	int rows = 0;

	if (pv->form.form.area.row - area->row < HEAD_ROWS)
		return;
	draw_line(canvas, area, 7, "",
	          is_no_proof(pv) ? _("No proof meets this: the form does, or an interview (I).") :
	                            _("v in the record opens what was sent; paper, look at itself."));
	for (int64_t row = 0; pv->entries && rows < ENTRY_ROWS; row++) {
		const struct history_row *entry = pages_row(pv->entries, row);

		if (!entry)
			break;
		canvas_textf(canvas, area->row + 4 + rows, area->col + 12, area->cols - 13, INK_DIM,
		             "%s  %s", show_time(time, entry->entry.at_ms, zone_of(pv), model_today(model)),
		             entry->entry.summary);
		rows++;
	}
}

static void
proof_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct proof_view *pv = (const struct proof_view *)view;
	const struct missing_item *item = item_of(pv);
	const struct record_load *load = &pv->form.record->load[RECORD_APPLICATION];

	if (!item) {
		canvas_text(canvas, view->area.row, view->area.col + 1, -1, INK_DIM,
		            load->state == RECORD_FAILED ? _(err_title(load->err.code)) :
		            load->state == RECORD_READY  ? _("This proof is no longer asked for.") :
		                                           _("loading ..."));
		return;
	}
	draw_head(pv, item, model, canvas);
	draw_entries(pv, model, canvas);
	form_view_draw(view, model, canvas);
}

static void
proof_close(struct view *view, struct model *model, struct fx *fx)
{
	struct proof_view *pv = (struct proof_view *)view;

	if (pv->entries)
		model_list_done(model, pv->entries);
	form_view_close(view, model, fx);
}

static const enum cmd_id hints[] = { CMD_REHEARSE, CMD_OPEN, CMD_NEXT_PANE, CMD_SWITCH, CMD_CANCEL, CMD_NONE };

static const struct hint_word words[] = {
	{ CMD_REHEARSE, N_("save") },
	{ CMD_OPEN, N_("next") },
	{ CMD_CANCEL, N_("leave") },
	{ CMD_NONE, NULL },
};

static const struct view_ops proof_ops = {
	FORM_VIEW_SHARED,
	.hints = hints,
	.hint_words = words,
	.handle = proof_handle,
	.layout = proof_layout,
	.draw = proof_draw,
	.close = proof_close,
};

struct view *
proof_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct proof_view *pv = view_alloc(sizeof(*pv), &proof_ops, place);

	form_view_open(&pv->form, model, fx, _("Proof"));
	record_want(pv->form.record, RECORD_PROGRAM, fx);
	build(pv, model);
	ask_entries(pv, model, fx);
	return &pv->form.view;
}

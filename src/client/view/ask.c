/* SPDX-License-Identifier: Apache-2.0
 *
 * Ask the customer for what is missing.  Ticked beforehand: unmet, the
 * customer can cure it, nothing on file, not already asked; or what came is not
 * enough.  Enter reads the letter, from the server's dry run; y sends it.
 */
#include "base/str.h"
#include "client/model/record.h"
#include "client/model/rehearsal.h"
#include "client/ui/text.h"
#include "client/view/form_view.h"
#include "client/view/show.h"
#include "domain/completeness.h"

enum { TAG_READ = 1 };
enum { QUESTION_SEND = 1 };
enum { FIELD_DUE = 1, FIELD_MESSAGE, FIELD_REMIND, FIELD_WHY, FIELD_ITEM_FIRST = 100 };
enum { ASK_ITEMS_MAX = 40 };

struct ask_view {
	struct form_view form;
	struct arena labels;
	int item_count;            /* fields of items, in the application's order */
	char items[ASK_ITEMS_MAX][PLACE_ID_MAX]; /* ids: where they stand changes with each version */
	uint64_t reading;          /* the dry run under way */
	bool has_letter;
	struct arena arena;        /* of the letter */
	struct text_widget letter;
	struct buf body;           /* what was rehearsed is what is sent */
};

/* ---- fields ---- */

/* What the worker or the agency has to bring about, an interview say, is in no
 * letter that asks. */
static bool
is_askable(const struct missing_item *item)
{
	return item->state != ITEM_ACCEPTED && item->cured_by == CURED_BY_APPLICANT;
}

static const char *
asked_text(struct ask_view *av, const struct missing_item *item, civil_date today)
{
	char asked[SHOW_MAX], due[SHOW_MAX];

	if (item->state == ITEM_RECEIVED)
		return item->looked_at_ms ? _("ON FILE: say why below") : _("ON FILE, nobody looked: why?");
	if (item->state == ITEM_INSUFFICIENT)
		return _("what came is not enough");
	if (item->requested_on == DATE_NONE)
		return _("never asked");
	return arena_printf(&av->labels, _("asked %s, due %s"), show_date(asked, item->requested_on, today),
	                    show_date(due, item->due_on, today));
}

static void
add_items(struct ask_view *av, const struct application *app, civil_date today)
{
	for (size_t i = 0; i < app->missing.count && av->item_count < ASK_ITEMS_MAX; i++) {
		const struct missing_item *item = &app->missing.at[i];
		struct form_field *field;
		char name[SHOW_ITEM_MAX];

		if (!is_askable(item))
			continue;
		str_copy(av->items[av->item_count], PLACE_ID_MAX, item->id);
		field = form_add(&av->form.form, FORM_CHECK, FIELD_ITEM_FIRST + av->item_count,
		                 arena_strdup(&av->labels, show_item(name, item, today)));
		field->tail = asked_text(av, item, today);
		field->pointer = arena_printf(&av->labels, "/items/%s", item->id);
		field->checked = item_is_to_ask(item);
		av->item_count++;
	}
}

/* Once the application is there. */
static void
build(struct ask_view *av, const struct model *model)
{
	const struct application *app = av->form.record->application;
	struct form_field *field;

	if (av->form.built || !app)
		return;
	add_items(av, app, model_today(model));
	field = form_add(&av->form.form, FORM_DATE, FIELD_DUE, _("Due"));
	field->pointer = "/due_on";
	field->ghost = _("ten days from today, the least the law allows");
	field->hint = _("The clock does NOT stop. A later day than the least: YYYY-MM-DD or +14.");
	field = form_add(&av->form.form, FORM_CHECK, FIELD_REMIND, _("remind me the day after it is due"));
	field->pointer = "/remind";
	field->checked = true;
	field = form_add(&av->form.form, FORM_TEXT, FIELD_WHY, _("Why again"));
	field->pointer = "/why";
	field->hint = _("For what is on file already: why you ask for it all the same.");
	field = form_add(&av->form.form, FORM_LINES, FIELD_MESSAGE, _("A sentence of yours in the letter"));
	field->pointer = "/message";
	field->lines = 3;
	form_view_restore(&av->form, model);
}

static int
ticked_count(const struct ask_view *av)
{
	int count = 0;

	for (int i = 0; i < av->item_count; i++)
		count += form_checked(&av->form.form, FIELD_ITEM_FIRST + i);
	return count;
}

/* ---- the request ---- */

static void
put_if(struct json_out *out, const char *name, const char *text)
{
	if (!str_empty(text))
		json_put_text(out, name, text);
}

static void
put_body(const struct ask_view *av, struct buf *body)
{
	const struct form *form = &av->form.form;
	struct json_out out = JSON_OUT(body);
	char text[DATE_TEXT_MAX];
	civil_date due;

	json_begin_object(&out, NULL);
	json_begin_list(&out, "items");
	for (int i = 0; i < av->item_count; i++) {
		const struct missing_item *item = record_item(av->form.record, av->items[i]);

		if (!item || !form_checked(form, FIELD_ITEM_FIRST + i))
			continue;
		json_begin_object(&out, NULL);
		json_put_text(&out, "requirement", item->requirement);
		put_if(&out, "person", item->person);
		put_if(&out, "source", item->source);
		put_if(&out, "period", item->period);
		if (item->state == ITEM_RECEIVED)
			put_if(&out, "reason", form_text(form, FIELD_WHY));
		json_end_object(&out);
	}
	json_end_list(&out);
	if (form_date(form, FIELD_DUE, &due))
		json_put_text(&out, "due_on", date_to_text(due, text));
	put_if(&out, "message", form_text(form, FIELD_MESSAGE));
	json_put_bool(&out, "remind", form_checked(form, FIELD_REMIND));
	json_end_object(&out);
}

/* The letter as it would go; the question comes with it. */
static void
read_letter(struct ask_view *av, struct fx *fx)
{
	struct buf path = BUF_INIT(200);

	if (av->reading != 0 || av->form.sending != 0)
		return;
	if (!av->form.built || !av->form.record->application) {
		fx_tell(fx, TELL_REFUSAL, _("The application is still being loaded; try again."));
		return;
	}
	if (ticked_count(av) == 0) {
		fx_tell(fx, TELL_REFUSAL, _("Nothing is ticked: Space ticks what to ask for."));
		return;
	}
	if (!form_check(&av->form.form))
		return;
	buf_reset(&av->body);
	put_body(av, &av->body);
	buf_printf(&path, "/v1/applications/%s/missing?dry_run=true", av->form.view.place.id);
	av->reading = view_write(&av->form.view, fx, TAG_READ,
	                         &(struct write){ .method = "POST", .path = path.data,
	                                          .body = av->body.data, .if_match = av->form.version,
	                                          .flags = REQUEST_NO_KEY });
	buf_done(&path);
}

/* Somebody typed on while the letter was on its way. */
static bool
is_as_read(const struct ask_view *av)
{
	struct buf now = BUF_INIT(DRAFT_TEXT_MAX);

	put_body(av, &now);
	bool same = str_eq(now.data, av->body.data);
	buf_done(&now);
	return same;
}

static void ask_layout(struct view *view);

static void
take_letter(struct ask_view *av, const struct reply *reply, struct fx *fx)
{
	const struct application *app = av->form.record->application;
	const struct notice *letter;
	int count = ticked_count(av);

	if (reply->request != av->reading)
		return;
	av->reading = 0;
	if (!reply->ok) {
		form_view_refused(&av->form, reply->err, fx);
		return;
	}
	if (!app || !is_as_read(av)) {
		read_letter(av, fx);
		return;
	}
	arena_reset(&av->arena);
	letter = would_send_read(reply->json, &av->arena);
	text_clear(&av->letter);
	text_add(&av->letter, INK_TEXT, letter && letter->rendered_text ? letter->rendered_text : "");
	av->has_letter = true;
	ask_layout(&av->form.view);
	view_ask_yes(&av->form.view, fx, QUESTION_SEND,
	             n_("Send %d item to %s, %s, in %s? Cannot be recalled.",
	                "Send %d items to %s, %s, in %s? Cannot be recalled.", count),
	             count, app->customer.name, app->program.name, letter ? show_language_name(letter->language) : "?");
}

static void
take_answer(struct ask_view *av, bool yes, struct fx *fx)
{
	struct buf path = BUF_INIT(200);

	av->has_letter = false;
	if (yes) {
		buf_printf(&path, "/v1/applications/%s/missing", av->form.view.place.id);
		form_view_send(&av->form, fx,
		               &(struct write){ .method = "POST", .path = path.data, .body = av->body.data,
		                                .if_match = av->form.version });
	}
	buf_done(&path);
}

/* ---- messages ---- */

static void
tell_sent(const struct form_view *fv, const struct model *model, struct fx *fx)
{
	(void)fv;
	(void)model;
	fx_tell(fx, TELL_RESULT, _("Asked. The letter is queued and cannot be recalled; the clock runs on."));
}

static bool
ask_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct ask_view *av = (struct ask_view *)view;

	build(av, model);
	if (msg->kind == MSG_REPLY && msg->reply.tag == TAG_READ) {
		take_letter(av, &msg->reply, fx);
		return true;
	}
	if (msg->kind == MSG_ANSWER) {
		take_answer(av, msg->answer.yes, fx);
		return true;
	}
	if (msg->kind == MSG_COMMAND &&
	    (msg->command == CMD_REHEARSE ||
	     (msg->command == CMD_OPEN && form_focused(&av->form.form) != FIELD_MESSAGE))) {
		read_letter(av, fx);
		return true;
	}
	return form_view_finish(&av->form, model, msg, fx, tell_sent);
}

static void
ask_layout(struct view *view)
{
	struct ask_view *av = (struct ask_view *)view;
	struct rect area = view->area;

	form_view_layout(view);
	area.row++;
	area.rows--;
	area.col++;
	area.cols -= 2;
	text_place(&av->letter, area);
}

static void
ask_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct ask_view *av = (const struct ask_view *)view;
	const struct record_load *load = &av->form.record->load[RECORD_APPLICATION];

	if (av->has_letter) {
		canvas_text(canvas, view->area.row, view->area.col + 1, -1, INK_TITLE,
		            _("The letter, exactly as it will be read"));
		text_draw(&av->letter, canvas);
	} else if (av->form.built) {
		form_view_draw(view, model, canvas);
		if (av->item_count == 0)
			canvas_text(canvas, view->area.row + view->area.rows - 1, view->area.col + 1, -1,
			            INK_HINT, _("Nothing is open that the customer could supply."));
	} else {
		canvas_text(canvas, view->area.row, view->area.col + 1, -1, INK_DIM,
		            load->state == RECORD_FAILED ? _(err_title(load->err.code)) : _("loading ..."));
	}
}

static void
ask_close(struct view *view, struct model *model, struct fx *fx)
{
	struct ask_view *av = (struct ask_view *)view;

	text_done(&av->letter);
	arena_done(&av->arena);
	arena_done(&av->labels);
	buf_done(&av->body);
	form_view_close(view, model, fx);
}

static const enum cmd_id hints[] = { CMD_OPEN, CMD_REHEARSE, CMD_NEXT_PANE, CMD_CANCEL, CMD_NONE };

static const struct hint_word words[] = {
	{ CMD_REHEARSE, N_("letter") },
	{ CMD_OPEN, N_("letter") },
	{ CMD_CANCEL, N_("leave") },
	{ CMD_NONE, NULL },
};

static const struct view_ops ask_ops = {
	FORM_VIEW_SHARED,
	.hints = hints,
	.hint_words = words,
	.handle = ask_handle,
	.layout = ask_layout,
	.draw = ask_draw,
	.close = ask_close,
};

struct view *
ask_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct ask_view *av = view_alloc(sizeof(*av), &ask_ops, place);

	form_view_open(&av->form, model, fx, _("Ask"));
	text_init(&av->letter);
	buf_init(&av->body, DRAFT_TEXT_MAX);
	build(av, model);
	return &av->form.view;
}

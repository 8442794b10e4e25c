/* SPDX-License-Identifier: Apache-2.0
 *
 * One entry of a list, a person, a job: put in, changed, or taken off, and how
 * the worker knows.  place.arg is the list and the entry's number, "jobs/0";
 * the number after the last is a new one.
 */
#include "base/str.h"
#include "client/model/record.h"
#include "client/view/answer.h"
#include "client/view/question_fields.h"
#include "client/view/show.h"
#include "domain/answer_list.h"

enum { ENTRY_BYTES_MAX = 64 * 1024, HEAD_ROWS = 2 };

/* Values of the filing that are no answers. */
#define HOW "/how"
#define OFF "/off"   /* "true": taken off the list */
#define WAS "/was"   /* what the entry was called when the typing began */

struct entry_view {
	struct form_view form;
	struct filing filing; /* values by the server's own pointers */
	char list_id[PROGRAM_CODE_MAX + 1];
	size_t index;
};

/* NULL until the form is there, and for what is no list. */
static const struct program_question *
list_of(const struct entry_view *ev)
{
	const struct program *program = ev->form.record->form;
	const struct program_question *list = program ? program_find_question(program, ev->list_id) : NULL;

	return list && list->fields.count > 0 ? list : NULL;
}

/* Owned by the caller. */
static struct json *
answers_of(const struct entry_view *ev)
{
	const struct application *app = ev->form.record->application;
	struct err ignored = { .code = ERR_NONE };

	return app && app->answers ? json_parse(app->answers, strlen(app->answers), &ignored) : NULL;
}

static const char *
words_of(const struct entry_view *ev, const struct program_text *text)
{
	return program_say(ev->form.record->form, text, show_language(), NULL);
}

static void
point(char pointer[FILING_POINTER_MAX], const struct entry_view *ev, const struct program_question *field)
{
	snprintf(pointer, FILING_POINTER_MAX, "/answers/%s/%zu/%s", ev->list_id, ev->index, field->id);
}

static struct question_fields
fields_of(struct entry_view *ev)
{
	return (struct question_fields){ &ev->form.form, &ev->filing, ev->form.record->form };
}

/* ---- the fields ---- */

/* The entry as it is typed; owned by the caller. */
static struct json *
typed_entry(const struct entry_view *ev, const struct program_question *list)
{
	struct buf text = BUF_INIT(ENTRY_BYTES_MAX);
	struct json_out out = JSON_OUT(&text);
	char pointer[FILING_POINTER_MAX];
	struct err ignored = { .code = ERR_NONE };
	struct json *entry;

	json_begin_object(&out, NULL);
	for (size_t i = 0; i < list->fields.count; i++) {
		point(pointer, ev, &list->fields.at[i]);
		filing_put_answer(&out, &ev->filing, &list->fields.at[i], pointer);
	}
	json_end_object(&out);
	entry = json_parse(text.data, text.len, &ignored);
	buf_done(&text);
	return entry;
}

static bool
is_off(const struct entry_view *ev)
{
	return str_eq(filing_get(&ev->filing, OFF), "true");
}

static void
add_fields(struct entry_view *ev, const struct program_question *list, const struct json *answers)
{
	struct question_fields fields = fields_of(ev);
	struct json *entry = typed_entry(ev, list);
	char pointer[FILING_POINTER_MAX];

	for (size_t i = 0; i < list->fields.count && question_fields_have_room(&fields); i++) {
		const struct program_question *field = &list->fields.at[i];

		if (!answers_ask_field(ev->form.record->form, list, field, answers, entry))
			continue;
		point(pointer, ev, field);
		question_fields_ask(&fields, field, pointer);
	}
	json_free(entry);
}

static void
add_rest(struct entry_view *ev, bool is_there)
{
	struct question_fields fields = fields_of(ev);
	struct form_field *field;

	if (is_there) {
		field = question_fields_add(&fields, FORM_CHECK, OFF, _("Take it off the list"));
		field->hint = _("Space ticks it; it is gone when you save.");
		question_fields_fill(&fields, OFF);
	}
	field = question_fields_add(&fields, FORM_LINES, HOW, _("How you know"));
	field->required = true;
	field->lines = 3;
	field->hint = _("Who said or wrote it, and when: by telephone, in a letter, at the office.");
	question_fields_fill(&fields, HOW);
}

/* What stands there and what was typed since; a sensitive answer is never
 * filled in, and stays what it was unless another is typed. */
static void
load(struct entry_view *ev, const struct program_question *list, const struct json *entry)
{
	char pointer[FILING_POINTER_MAX];

	for (size_t i = 0; entry && i < list->fields.count; i++) {
		point(pointer, ev, &list->fields.at[i]);
		if (!list->fields.at[i].sensitive)
			filing_set_answer(&ev->filing, &list->fields.at[i], pointer,
			                  json_get(entry, list->fields.at[i].id));
	}
	filing_set(&ev->filing, WAS, entry ? answer_entry_name(list, entry) : "");
}

static void
lay_out(struct entry_view *ev, const struct program_question *list)
{
	struct form *form = &ev->form.form;
	struct json *answers = answers_of(ev);
	int focus = form_focused(form);
	struct rect area = form->area;
	civil_date today = form->today;

	form_done(form);
	form_init(form, today);
	form_place(form, area);
	if (!is_off(ev))
		add_fields(ev, list, answers);
	add_rest(ev, answer_entry(answers, list, ev->index) != NULL);
	if (focus > 0)
		form_focus(form, focus);
	json_free(answers);
}

static void
build(struct entry_view *ev, const struct model *model)
{
	const struct program_question *list = list_of(ev);
	const struct draft *draft = model_draft(model, &ev->form.view.place);
	struct err ignored = { .code = ERR_NONE };
	struct json *answers, *kept;

	if (ev->form.built || !list || !ev->form.record->application)
		return;
	answers = answers_of(ev);
	load(ev, list, answer_entry(answers, list, ev->index));
	json_free(answers);
	kept = draft ? json_parse(draft->text, strlen(draft->text), &ignored) : NULL;
	if (kept) {
		filing_restore(&ev->filing, kept);
		ev->form.version = draft->version;
		ev->form.restored = true;
	}
	json_free(kept);
	ev->form.built = true;
	lay_out(ev, list);
}

/* After a key: other fields may be asked now. */
static void
follow(struct entry_view *ev)
{
	struct question_fields fields = fields_of(ev);

	question_fields_keep(&fields);
	if (form_key_use(&ev->form.form) == KEYS_LETTERS || is_off(ev))
		lay_out(ev, list_of(ev));
}

static bool
put_values(struct form_view *fv, struct buf *out)
{
	struct entry_view *ev = (struct entry_view *)fv;
	struct question_fields fields = fields_of(ev);

	question_fields_keep(&fields);
	filing_print(&ev->filing, out);
	return buf_ok(out);
}

/* ---- sending ---- */

/* The answer typed, or what stands there where it is never shown. */
static void
put_entry(const struct entry_view *ev, const struct program_question *list, const struct json *before,
          const struct json *answers, struct json_out *out)
{
	struct json *typed = typed_entry(ev, list);

	json_begin_object(out, NULL);
	for (size_t i = 0; i < list->fields.count; i++) {
		const struct program_question *field = &list->fields.at[i];
		const struct json *answer = json_get(typed, field->id);

		if (!answers_ask_field(ev->form.record->form, list, field, answers, typed))
			continue;
		if (!answer && field->sensitive)
			answer = json_get(before, field->id);
		if (answer) {
			json_begin_value(out, field->id);
			json_print(out->buf, answer);
		}
	}
	json_end_object(out);
	json_free(typed);
}

static bool
may_send(struct entry_view *ev, const struct program_question *list, const struct json *answers,
         const struct json *before, struct fx *fx)
{
	const char *name = before ? answer_entry_name(list, before) : NULL;
	const struct program_question *naming = NULL;

	if (!str_eq(name ? name : "", filing_get(&ev->filing, WAS))) {
		fx_tell(fx, TELL_REFUSAL, _("The list has changed since; leave with Esc and open the entry again."));
		return false;
	}
	if (is_off(ev) && str_eq(ev->form.record->form->persons, list->id))
		naming = answers_naming(ev->form.record->form, answers, name);
	if (naming)
		fx_tell(fx, TELL_REFUSAL, _("%s is named in %s; change that first."), name,
		        words_of(ev, &naming->label));
	return !naming;
}

static bool
is_named(struct entry_view *ev, const struct program_question *list)
{
	const struct program_question *key = answer_entry_key(list);
	char pointer[FILING_POINTER_MAX];

	if (is_off(ev) || !key)
		return true;
	point(pointer, ev, key);
	if (!str_empty(filing_get(&ev->filing, pointer)))
		return true;
	form_error(&ev->form.form, filing_slot(&ev->filing, pointer) + 1, _("Needed: the list is kept by it."));
	form_focus(&ev->form.form, filing_slot(&ev->filing, pointer) + 1);
	return false;
}

static void
put_body(struct entry_view *ev, const struct program_question *list, const struct json *answers,
         const struct json *before, struct buf *body)
{
	struct buf text = BUF_INIT(ENTRY_BYTES_MAX);
	struct json_out entry = JSON_OUT(&text), out = JSON_OUT(body);
	struct err ignored = { .code = ERR_NONE };
	struct json *now = NULL;

	if (!is_off(ev)) {
		put_entry(ev, list, before, answers, &entry);
		now = json_parse(text.data, text.len, &ignored);
	}
	json_begin_object(&out, NULL);
	json_begin_object(&out, "answers");
	answers_put_entry(&out, ev->form.record->form, answers, list, ev->index, now);
	json_end_object(&out);
	json_put_text(&out, "how", filing_get(&ev->filing, HOW));
	json_end_object(&out);
	buf_done(&text);
	json_free(now);
}

static void
save(struct entry_view *ev, struct fx *fx)
{
	const struct program_question *list = list_of(ev);
	struct buf path = BUF_INIT(200), body = BUF_INIT(ENTRY_BYTES_MAX);
	struct json *answers;
	const struct json *before;

	if (!ev->form.built || !list) {
		fx_tell(fx, TELL_REFUSAL, _("The application is still being loaded; try again."));
		return;
	}
	follow(ev);
	if (!form_check(&ev->form.form) || !is_named(ev, list))
		return; /* said beside the fields, and gone once it is mended */
	answers = answers_of(ev);
	before = answer_entry(answers, list, ev->index);
	if (may_send(ev, list, answers, before, fx)) {
		put_body(ev, list, answers, before, &body);
		buf_printf(&path, "/v1/applications/%s/answers", ev->form.view.place.id);
		form_view_send(&ev->form, fx,
		               &(struct write){ .method = "PATCH", .path = path.data, .body = body.data,
		                                .if_match = ev->form.version });
	}
	json_free(answers);
	buf_done(&path);
	buf_done(&body);
}

static bool
entry_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct entry_view *ev = (struct entry_view *)view;

	build(ev, model);
	if (msg->kind == MSG_COMMAND && msg->command == CMD_REHEARSE) {
		save(ev, fx);
		return true;
	}
	switch (form_view_handle(&ev->form, model, msg, fx)) {
	case FORM_SENT:
		answer_tell_saved(&ev->form, &msg->reply, fx);
		view_back(view, fx);
		return true;
	case FORM_USED:
		if (ev->form.built)
			follow(ev);
		return true;
	case FORM_REFUSED:
		return true;
	case FORM_NOT_MINE:
		break;
	}
	return false;
}

/* ---- drawing ---- */

static void
entry_layout(struct view *view)
{
	struct entry_view *ev = (struct entry_view *)view;
	struct rect area = view->area;

	area.row += HEAD_ROWS;
	area.rows -= HEAD_ROWS;
	form_place(&ev->form.form, area);
}

static void
entry_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct entry_view *ev = (const struct entry_view *)view;
	const struct program_question *list = list_of(ev);
	struct json *answers;
	const struct json *entry;

	if (!ev->form.built || !list) {
		canvas_text(canvas, view->area.row, view->area.col + 1, -1, INK_DIM, _("loading ..."));
		return;
	}
	answers = answers_of(ev);
	entry = answer_entry(answers, list, ev->index);
	canvas_textf(canvas, view->area.row, view->area.col + 1, view->area.cols - 2, INK_HEADING, "%s %zu: %s",
	             words_of(ev, &list->label), ev->index + 1,
	             !entry ? _("a new entry")
	                    : answer_entry_name(list, entry) ? answer_entry_name(list, entry) : "");
	json_free(answers);
	form_view_draw(view, model, canvas);
}

static void
entry_close(struct view *view, struct model *model, struct fx *fx)
{
	struct entry_view *ev = (struct entry_view *)view;

	form_view_close(view, model, fx);
	filing_done(&ev->filing);
}

static const enum cmd_id hints[] = { CMD_REHEARSE, CMD_NEXT_PANE, CMD_CANCEL, CMD_NONE };

static const struct hint_word words[] = {
	{ CMD_REHEARSE, N_("save") },
	{ CMD_CANCEL, N_("leave") },
	{ CMD_NONE, NULL },
};

static const struct view_ops entry_ops = {
	FORM_VIEW_SHARED,
	.hints = hints,
	.hint_words = words,
	.handle = entry_handle,
	.layout = entry_layout,
	.draw = entry_draw,
	.close = entry_close,
};

struct view *
entry_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct entry_view *ev = view_alloc(sizeof(*ev), &entry_ops, place);
	const char *slash = strchr(place->arg, '/');
	int64_t index = 0;

	str_copy(ev->list_id, sizeof ev->list_id, place->arg);
	ev->list_id[strcspn(ev->list_id, "/")] = '\0';
	if (slash && str_to_i64(slash + 1, &index) && index >= 0)
		ev->index = (size_t)index;
	form_view_open(&ev->form, model, fx, _("Entry of a list"));
	ev->form.put_values = put_values;
	record_want(ev->form.record, RECORD_PROGRAM, fx);
	build(ev, model);
	return &ev->form.view;
}

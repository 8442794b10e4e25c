/* SPDX-License-Identifier: Apache-2.0
 *
 * One answer of the form, given or corrected, and how the worker knows.  Lists
 * (people, jobs) have no one answer and are not edited here.
 */
#include "client/view/answer.h"

#include "base/money.h"
#include "base/str.h"
#include "client/model/record.h"
#include "client/ui/wrap.h"
#include "client/view/show.h"
#include "domain/answers.h"

enum { FIELD_HOW = 1, FIELD_VALUE /* and on: one for each option of several */ };
enum { ANSWER_BYTES_MAX = 64 * 1024, BEFORE_MAX = 4000, BEFORE_COLS = 12, HEAD_ROWS = 2 /* below what is asked */ };

struct answer_view {
	struct form_view form;
	char pointer[PLACE_ARG_MAX + 16]; /* "/answers/rent" */
};

/* NULL until the form is there, and for what is no single answer. */
static const struct program_question *
question_of(const struct answer_view *av)
{
	const struct program *program = av->form.record->form;
	const struct program_question *question =
		program ? program_find_question(program, av->form.view.place.arg) : NULL;

	return question && question->fields.count == 0 ? question : NULL;
}

static const char *
words_of(const struct answer_view *av, const struct program_text *text)
{
	return program_say(av->form.record->form, text, show_language(), NULL);
}

/* Owned by the caller. */
static struct json *
answers_of(const struct answer_view *av)
{
	const struct application *app = av->form.record->application;
	struct err ignored = { .code = ERR_NONE };

	return app && app->answers ? json_parse(app->answers, strlen(app->answers), &ignored) : NULL;
}

/* ---- the field ---- */

static bool
is_chosen(const struct json *answer, const char *value)
{
	for (const struct json *at = json_first(answer); at; at = json_next(at))
		if (str_eq(json_text(at), value))
			return true;
	return false;
}

static void
add_options(struct answer_view *av, const struct program_question *question, const struct json *answer)
{
	struct form *form = &av->form.form;

	for (size_t i = 0; i < question->options.count && form->count < FORM_FIELDS_MAX - 1; i++) {
		const struct program_option *option = &question->options.at[i];
		struct form_field *field =
			form_add(form, FORM_CHECK, FIELD_VALUE + (int)i, words_of(av, &option->label));
		field->checked = is_chosen(answer, option->value);
	}
}

static void
set_value(struct form *form, const struct program_question *question, const struct json *answer)
{
	char amount[MONEY_TEXT_MAX], number[24];
	int64_t value;

	if (question->type == QUESTION_MONEY && answer_money(answer, &value)) {
		form_set(form, FIELD_VALUE, money_to_text(value, amount));
	} else if (question->type == QUESTION_NUMBER && json_int(answer, &value)) {
		snprintf(number, sizeof number, "%lld", (long long)value);
		form_set(form, FIELD_VALUE, number);
	} else if (question->type == QUESTION_YESNO && json_kind(answer) == JSON_BOOL) {
		form_set(form, FIELD_VALUE, json_bool(answer, false) ? "true" : "false");
	} else if (json_text(answer)) {
		form_set(form, FIELD_VALUE, json_text(answer));
	}
}

static void
add_value(struct answer_view *av, const struct program_question *question, const struct json *answer)
{
	static const enum form_kind kinds[QUESTION_TYPE_COUNT] = {
		[QUESTION_TEXT] = FORM_TEXT,    [QUESTION_DATE] = FORM_DATE,
		[QUESTION_MONEY] = FORM_MONEY,  [QUESTION_CHOICE] = FORM_CHOICE,
		[QUESTION_YESNO] = FORM_CHOICE, [QUESTION_NUMBER] = FORM_NUMBER,
		[QUESTION_PERSON] = FORM_TEXT,
	};
	const char *help = words_of(av, &question->help);
	struct form_field *field =
		form_add(&av->form.form, kinds[question->type], FIELD_VALUE, _("Answer"));

	snprintf(av->pointer, sizeof av->pointer, "/answers/%s", question->id);
	field->pointer = av->pointer;
	field->hint = str_empty(help) ? NULL : help;
	if (question->type == QUESTION_YESNO) {
		form_add_choice(field, "true", _("yes"));
		form_add_choice(field, "false", _("no"));
	}
	for (size_t i = 0; i < question->options.count && i < FORM_CHOICES_MAX; i++)
		form_add_choice(field, question->options.at[i].value,
		                words_of(av, &question->options.at[i].label));
	if (!question->sensitive)
		set_value(&av->form.form, question, answer);
}

static void answer_layout(struct view *view);

static void
build(struct answer_view *av, const struct model *model)
{
	const struct program_question *question = question_of(av);
	struct json *answers;
	struct form_field *field;

	if (av->form.built || !question || !av->form.record->application)
		return;
	answers = answers_of(av);
	if (question->type == QUESTION_MULTI)
		add_options(av, question, json_get(answers, question->id));
	else
		add_value(av, question, json_get(answers, question->id));
	json_free(answers);
	field = form_add(&av->form.form, FORM_LINES, FIELD_HOW, _("How you know"));
	field->pointer = "/how";
	field->required = true;
	field->lines = 3;
	field->hint = _("Who said or wrote it, and when: by telephone, in a letter, at the office.");
	form_view_restore(&av->form, model);
	av->form.built = true;
	/* How much room is left depends on what is asked. */
	answer_layout(&av->form.view);
}

/* ---- sending ---- */

static void
put_value(const struct answer_view *av, const struct program_question *question, struct json_out *out)
{
	const struct form *form = &av->form.form;
	const char *text = question->type == QUESTION_MULTI ? NULL : form_text(form, FIELD_VALUE);
	char amount[MONEY_TEXT_MAX], date[DATE_TEXT_MAX];
	int64_t value = 0;
	civil_date day = DATE_NONE;

	if (question->type == QUESTION_MULTI) {
		json_begin_list(out, question->id);
		for (size_t i = 0; i < question->options.count; i++)
			if (form_find_const(form, FIELD_VALUE + (int)i) &&
			    form_checked(form, FIELD_VALUE + (int)i))
				json_put_text(out, NULL, question->options.at[i].value);
		json_end_list(out);
	} else if (str_empty(text)) {
		json_put_null(out, question->id);
	} else if (question->type == QUESTION_MONEY && form_money(form, FIELD_VALUE, &value)) {
		json_begin_object(out, question->id);
		json_put_text(out, "amount", money_to_text(value, amount));
		json_put_text(out, "currency", "USD");
		json_end_object(out);
	} else if (question->type == QUESTION_DATE && form_date(form, FIELD_VALUE, &day)) {
		json_put_text(out, question->id, date_to_text(day, date));
	} else if (question->type == QUESTION_NUMBER && str_to_i64(text, &value)) {
		json_put_int(out, question->id, value);
	} else if (question->type == QUESTION_YESNO) {
		json_put_bool(out, question->id, str_eq(text, "true"));
	} else {
		json_put_text(out, question->id, text); /* what it is not, the server says */
	}
}

static void
save(struct answer_view *av, struct fx *fx)
{
	const struct program_question *question = question_of(av);
	struct buf path = BUF_INIT(200), body = BUF_INIT(ANSWER_BYTES_MAX);
	struct json_out out = JSON_OUT(&body);

	if (!av->form.built || !question) {
		fx_tell(fx, TELL_REFUSAL, _("The application is still being loaded; try again."));
		return;
	}
	if (!form_check(&av->form.form))
		return; /* said beside the fields, and gone once it is mended */
	json_begin_object(&out, NULL);
	json_begin_object(&out, "answers");
	put_value(av, question, &out);
	json_end_object(&out);
	json_put_text(&out, "how", form_text(&av->form.form, FIELD_HOW));
	json_end_object(&out);
	buf_printf(&path, "/v1/applications/%s/answers", av->form.view.place.id);
	form_view_send(&av->form, fx,
	               &(struct write){ .method = "PATCH", .path = path.data, .body = body.data,
	                                .if_match = av->form.version });
	buf_done(&path);
	buf_done(&body);
}

void
answer_tell_saved(const struct form_view *fv, const struct reply *reply, struct fx *fx)
{
	const struct application *before = fv->record->application;
	const char *due = json_text(json_get(reply->json, "due_on"));
	char shown[SHOW_MAX];
	civil_date date;

	if (before && !before->expedited && json_bool(json_get(reply->json, "expedited"), false) && due
	    && date_from_text(due, &date))
		fx_tell(fx, TELL_RESULT, _("Saved. It is EXPEDITED now, due %s."),
		        show_date(shown, date, fv->form.today));
	else
		fx_tell(fx, TELL_RESULT, _("Saved; what is missing and the worksheet follow."));
}

static bool
answer_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct answer_view *av = (struct answer_view *)view;

	build(av, model);
	if (msg->kind == MSG_COMMAND && msg->command == CMD_REHEARSE) {
		save(av, fx);
		return true;
	}
	switch (form_view_handle(&av->form, model, msg, fx)) {
	case FORM_SENT:
		answer_tell_saved(&av->form, &msg->reply, fx);
		view_back(view, fx);
		return true;
	case FORM_USED:
	case FORM_REFUSED:
		return true;
	case FORM_NOT_MINE:
		break;
	}
	return false;
}

/* ---- drawing ---- */

/* What is asked, whole.  Its rows; drawn where there is a canvas. */
static int
put_asked(const struct answer_view *av, const char *label, struct canvas *canvas)
{
	const struct rect *area = &av->form.view.area;
	int rows = 0, cols = area->cols > 2 ? area->cols - 2 : 1;

	while (*label) {
		struct wrap line = wrap_line(label, strlen(label), cols);

		if (canvas)
			canvas_textf(canvas, area->row + rows, area->col + 1, cols, INK_HEADING, "%.*s",
			             (int)line.len, label);
		label += line.next;
		rows++;
	}
	return rows;
}

static void
answer_layout(struct view *view)
{
	struct answer_view *av = (struct answer_view *)view;
	const struct program_question *question = question_of(av);
	struct rect area = view->area;
	int head = HEAD_ROWS + (question ? put_asked(av, words_of(av, &question->label), NULL) : 1);

	if (area.rows <= 2 * head)
		head = 0;

	area.row += head;
	area.rows -= head;
	form_place(&av->form.form, area);
}

/* What is asked, and what stands there now. */
static void
draw_head(const struct answer_view *av, const struct program_question *question, struct canvas *canvas)
{
	const struct rect *area = &av->form.view.area;
	struct json *answers = answers_of(av);
	const struct json *answer = json_get(answers, question->id);
	struct buf text = BUF_INIT(BEFORE_MAX);

	if (question->sensitive && answer_given(answer))
		buf_puts(&text, _("(answered, not shown here)"));
	else if (answer_given(answer))
		answer_print(&text, av->form.record->form, question, answer, show_language());
	else
		buf_puts(&text, _("NOT ANSWERED"));
	int row = area->row + put_asked(av, words_of(av, &question->label), canvas);
	canvas_text(canvas, row, area->col + 1, BEFORE_COLS - 1, INK_LABEL, _("It is now"));
	canvas_text(canvas, row, area->col + BEFORE_COLS, area->cols - BEFORE_COLS - 1, INK_TEXT, text.data);
	buf_done(&text);
	json_free(answers);
}

static void
answer_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct answer_view *av = (const struct answer_view *)view;
	const struct program_question *question = question_of(av);

	if (!av->form.built || !question) {
		canvas_text(canvas, view->area.row, view->area.col + 1, -1, INK_DIM, _("loading ..."));
		return;
	}
	if (av->form.form.area.row > view->area.row)
		draw_head(av, question, canvas);
	form_view_draw(view, model, canvas);
}

static const enum cmd_id hints[] = { CMD_REHEARSE, CMD_NEXT_PANE, CMD_CANCEL, CMD_NONE };

static const struct hint_word words[] = {
	{ CMD_REHEARSE, N_("save") },
	{ CMD_CANCEL, N_("leave") },
	{ CMD_NONE, NULL },
};

static const struct view_ops answer_ops = {
	FORM_VIEW_SHARED,
	.hints = hints,
	.hint_words = words,
	.handle = answer_handle,
	.layout = answer_layout,
	.draw = answer_draw,
	.close = form_view_close,
};

struct view *
answer_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct answer_view *av = view_alloc(sizeof(*av), &answer_ops, place);

	form_view_open(&av->form, model, fx, _("Answer"));
	record_want(av->form.record, RECORD_PROGRAM, fx);
	build(av, model);
	return &av->form.view;
}

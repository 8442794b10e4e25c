/* SPDX-License-Identifier: Apache-2.0
 *
 * Taking in an application at the desk or on the telephone: who applies for
 * what, the program's form section by section, then what would become of it
 * from the server's dry run, and only then the filing.  The access code is
 * shown once.
 */
#include "base/secret.h"
#include "base/str.h"
#include "client/view/code_shown.h"
#include "client/view/intake_form.h"
#include "client/view/show.h"

enum { TAG_PROGRAMS = INTAKE_TAG_SEARCH + 1, TAG_PROGRAM, TAG_REHEARSE, TAG_ALIKE };
enum { SEARCH_WAIT_MS = 200 };
enum { QUESTION_FILE = 1, QUESTION_ALIKE };
enum { HEAD_ROWS = 2 };

/* ---- what is loaded ---- */

static void
take_programs(struct intake_view *iv, const struct json *json)
{
	iv->program_count = 0;
	for (const struct json *item = json_first(json_get(json, "items")); item; item = json_next(item)) {
		struct program_choice *to = &iv->programs[iv->program_count];

		if (iv->program_count == PROGRAMS_MAX || !json_text(json_get(item, "id")))
			break;
		str_copy(to->id, sizeof to->id, json_text(json_get(item, "id")));
		str_copy(to->name, sizeof to->name, json_text(json_get(item, "name")));
		iv->program_count++;
	}
	intake_keep(iv);
	intake_build(iv);
}

/* Another program was chosen: its form is asked for. */
static void
follow_program(struct intake_view *iv, struct fx *fx)
{
	const char *id = filing_get(&iv->filing, "/program");

	if (str_empty(id) || str_eq(id, iv->program_id))
		return;
	str_copy(iv->program_id, sizeof iv->program_id, id);
	iv->filing.program = NULL;
	iv->program_request = view_get(&iv->form.view, fx, TAG_PROGRAM, "/v1/programs/%s", id);
}

static void
take_program(struct intake_view *iv, const struct reply *reply, struct fx *fx)
{
	struct err err = { 0 };

	if (reply->request != iv->program_request)
		return;
	iv->program_request = 0;
	if (!reply->ok) {
		iv->program_id[0] = '\0';
		fx_tell_err(fx, reply->err);
	} else if (!filing_take_program(&iv->filing, json_get(reply->json, "definition"), &err)) {
		fx_tell(fx, TELL_REFUSAL, _("This workstation cannot read that program's form; it is too old."));
	} else if (iv->page == 0) {
		/* Who may apply depends on it. */
		intake_keep(iv);
		intake_build(iv);
	}
}

/* ---- checking and filing ---- */

static bool
page_is_right(struct intake_view *iv, struct fx *fx)
{
	struct form *form = &iv->form.form;
	int find = filing_slot(&iv->filing, "/customer_named") + 1;

	if (!form_check(form))
		return false;
	if (iv->page > 0)
		return true;
	if (form_find(form, find) && str_empty(filing_get(&iv->filing, "/customer_id"))) {
		form_error(form, find, _("Choose one of those found: Enter takes the first. Or: new."));
		form_focus(form, find);
		return false;
	}
	if (!iv->filing.program) {
		fx_tell(fx, TELL_REFUSAL, _("The program's form is still being loaded; try again."));
		return false;
	}
	return true;
}

static void
check(struct intake_view *iv, struct fx *fx)
{
	if (iv->rehearsal_request || iv->form.sending)
		return;
	buf_reset(&iv->body);
	if (!filing_request(&iv->filing, &iv->body))
		return;
	iv->rehearsal_request =
		view_write(&iv->form.view, fx, TAG_REHEARSE,
	                   &(struct write){ .method = "POST", .path = "/v1/applications?dry_run=true",
	                                    .body = iv->body.data, .flags = REQUEST_NO_KEY });
}

static void
go_on(struct intake_view *iv, struct fx *fx)
{
	intake_keep(iv);
	if (page_is_right(iv, fx) && !intake_alike_question(iv, QUESTION_ALIKE, fx) && !intake_turn(iv, 1))
		check(iv, fx);
}

static void
refused(struct intake_view *iv, const struct err *err, struct fx *fx)
{
	if (err->field_count > 0)
		intake_go_to(iv, err->fields[0].pointer);
	form_view_refused(&iv->form, err, fx);
	/* A fault of a person or a list is said where its first field stands. */
	if (err->field_count > 0)
		fx_tell(fx, TELL_REFUSAL, "%s", err->fields[0].detail);
}

static int
count_missing(const struct json *application)
{
	int count = 0;
	const struct json *item = json_first(json_get(application, "missing"));

	for (; item; item = json_next(item))
		count += str_eq(json_text(json_get(item, "state")), "requested");
	return count;
}

/* Somebody typed on while it was being checked. */
static bool
is_as_checked(struct intake_view *iv)
{
	struct buf now = BUF_INIT(DRAFT_TEXT_MAX);

	intake_keep(iv);
	bool same = filing_request(&iv->filing, &now) && str_eq(now.data, iv->body.data);
	buf_done(&now);
	return same;
}

static void
take_rehearsal(struct intake_view *iv, const struct model *model, const struct reply *reply, struct fx *fx)
{
	char due[SHOW_MAX];
	civil_date due_on;
	int missing;

	if (reply->request != iv->rehearsal_request)
		return;
	iv->rehearsal_request = 0;
	if (reply->ok && !is_as_checked(iv)) {
		check(iv, fx);
		return;
	}
	if (!reply->ok) {
		refused(iv, reply->err, fx);
		return;
	}
	missing = count_missing(reply->json);
	const struct json *program = json_get(json_get(reply->json, "program"), "name");
	const struct json *customer = json_get(json_get(reply->json, "customer"), "name");
	const char *due_text = json_text(json_get(reply->json, "due_on"));
	bool expedited = json_bool(json_get(reply->json, "expedited"), false);

	if (!due_text || !date_from_text(due_text, &due_on))
		due_on = DATE_NONE;
	view_ask_yes(&iv->form.view, fx, QUESTION_FILE,
	             n_("File %s, %s%s? Due %s; the letter asks for %d thing.",
	                "File %s, %s%s? Due %s; the letter asks for %d things.", missing),
	             json_text(customer), json_text(program), expedited ? _(" EXPEDITED") : "",
	             due_on == DATE_NONE ? "-" : show_date(due, due_on, model_today(model)), missing);
}

/* It is in: the number and the code, which nobody can show again. */
static void
take_filed(struct intake_view *iv, const struct json *json, struct fx *fx)
{
	/* Too old to be sent again, it was only asked about: no more is known than what it made. */
	if (!json_text(json_get(json, "number"))) {
		fx_tell(fx, TELL_REFUSAL, "%s", _("It is taken in, but its access code was not seen; :new-code makes another."));
		fx_open(fx, PLACE_RECORD, json_text(json_get(json_get(json, "effect"), "id")), "");
		view_back(&iv->form.view, fx);
		return;
	}
	str_copy(iv->number, sizeof iv->number, json_text(json_get(json, "number")));
	str_copy(iv->id, sizeof iv->id, json_text(json_get(json, "id")));
	str_copy(iv->access_code, sizeof iv->access_code, json_text(json_get(json, "access_code")));
	form_done(&iv->form.form);
	form_init(&iv->form.form, 0);
	form_place(&iv->form.form, iv->form.view.area);
}

/* ---- messages ---- */

/* The draft is every page's values, not this one's alone. */
static bool
put_values(struct form_view *fv, struct buf *out)
{
	struct intake_view *iv = (struct intake_view *)fv;

	intake_keep(iv);
	filing_print(&iv->filing, out);
	return buf_ok(out);
}

static bool
take_reply(struct intake_view *iv, const struct model *model, const struct reply *reply, struct fx *fx)
{
	switch (reply->tag) {
	case TAG_PROGRAMS:
		if (reply->ok)
			take_programs(iv, reply->json);
		else
			fx_tell_err(fx, reply->err);
		return true;
	case TAG_PROGRAM:
		take_program(iv, reply, fx);
		return true;
	case INTAKE_TAG_SEARCH:
		intake_take_found(iv, reply);
		return true;
	case TAG_REHEARSE:
		take_rehearsal(iv, model, reply, fx);
		return true;
	case TAG_ALIKE:
		intake_alike_take(iv, reply);
		return true;
	default:
		return false;
	}
}

/* Tab past the last field is the next page, S-Tab before the first the one
 * before. */
static bool
turns_page(const struct intake_view *iv, int command)
{
	const struct form *form = &iv->form.form;
	int first = 0;

	while (first < form->count && form->fields[first].kind == FORM_LABEL)
		first++;
	if (command == CMD_NEXT_PANE || command == CMD_OPEN)
		return form->focus == form->count - 1;
	return command == CMD_PREV_PANE && form->focus <= first && iv->page > 0;
}

static bool
take_command(struct intake_view *iv, int command, struct fx *fx)
{
	if (command == CMD_REHEARSE || command == CMD_PAGE_DOWN) {
		go_on(iv, fx);
		return true;
	}
	if (command == CMD_PAGE_UP) {
		intake_turn(iv, -1);
		return true;
	}
	if (command == CMD_OPEN && intake_take_first(iv))
		return true;
	if (!turns_page(iv, command))
		return false;
	/* What was typed last may have brought more questions. */
	intake_keep(iv);
	intake_build(iv);
	if (!turns_page(iv, command)) {
		form_move(&iv->form.form, 1);
		return true;
	}
	if (command == CMD_PREV_PANE)
		intake_turn(iv, -1);
	else
		go_on(iv, fx);
	return true;
}

/* After a key: other conditions may hold now, another customer be meant. */
static void
follow(struct intake_view *iv, struct fx *fx)
{
	const char *named;

	intake_keep(iv);
	named = filing_get(&iv->filing, "/customer_named");
	if (!str_eq(iv->searched, named)) {
		str_copy(iv->searched, sizeof iv->searched, named);
		filing_set(&iv->filing, "/customer_id", "");
		/* Whom earlier words found is not taken by Enter after these. */
		intake_forget_found(iv, fx);
		view_timer(&iv->form.view, fx, INTAKE_TIMER_SEARCH, SEARCH_WAIT_MS);
	}
	follow_program(iv, fx);
	intake_alike_follow(iv, fx);
}

static bool
done_handle(struct intake_view *iv, const struct msg *msg, struct fx *fx)
{
	if (msg->kind == MSG_COMMAND && msg->command == CMD_OPEN) {
		fx_open(fx, PLACE_RECORD, iv->id, "");
		view_back(&iv->form.view, fx);
		return true;
	}
	return false;
}

static bool
intake_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct intake_view *iv = (struct intake_view *)view;

	if (iv->number[0])
		return done_handle(iv, msg, fx);
	if (msg->kind == MSG_REPLY && take_reply(iv, model, &msg->reply, fx))
		return true;
	if (msg->kind == MSG_TIMER) {
		if (msg->timer == INTAKE_TIMER_ALIKE)
			intake_alike_ask(iv, TAG_ALIKE, fx);
		else
			intake_search(iv, fx);
		return true;
	}
	if (msg->kind == MSG_ANSWER && msg->answer.question == QUESTION_ALIKE) {
		if (intake_alike_answer(iv, &msg->answer, fx))
			go_on(iv, fx);
		return true;
	}
	if (msg->kind == MSG_ANSWER) {
		if (msg->answer.yes)
			form_view_send(&iv->form, fx,
			               &(struct write){ .method = "POST", .path = "/v1/applications",
			                                .body = iv->body.data });
		return true;
	}
	if (msg->kind == MSG_COMMAND && take_command(iv, msg->command, fx))
		return true;
	switch (form_view_handle(&iv->form, model, msg, fx)) {
	case FORM_SENT:
		take_filed(iv, msg->reply.json, fx);
		return true;
	case FORM_REFUSED:
		refused(iv, msg->reply.err, fx);
		return true;
	case FORM_USED:
		follow(iv, fx);
		if (msg->kind == MSG_COMMAND ||
		    (form_key_use(&iv->form.form) == KEYS_LETTERS && msg->kind == MSG_KEY))
			intake_build(iv);
		return true;
	case FORM_NOT_MINE:
		break;
	}
	return false;
}

/* ---- drawing ---- */

static void
intake_layout(struct view *view)
{
	struct intake_view *iv = (struct intake_view *)view;
	struct rect area = view->area;

	area.row += HEAD_ROWS;
	area.rows -= HEAD_ROWS + (iv->page == 0 ? INTAKE_FOUND_ROWS : 0);
	form_place(&iv->form.form, area);
}

static void
draw_filed(const struct intake_view *iv, struct canvas *canvas)
{
	char title[80];

	snprintf(title, sizeof title, _("Taken in: %s"), iv->number);
	code_shown_draw(canvas, iv->form.view.area, title, iv->access_code,
	                _("It had arrived before, but the answer was lost: its access code was not seen. :new-code on the application makes another."),
	                _("Enter opens the application, q leaves."));
}

static void
intake_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct intake_view *iv = (const struct intake_view *)view;

	if (iv->number[0]) {
		draw_filed(iv, canvas);
		return;
	}
	canvas_textf(canvas, view->area.row, view->area.col + 1, -1, INK_HEADING, "%d/%d %s", iv->page + 1,
	             intake_pages(iv), intake_page_title(iv));
	form_view_draw(view, model, canvas);
	if (intake_is_finding(iv))
		intake_draw_found(iv, canvas);
	else if (iv->page == 0)
		intake_alike_draw(iv, canvas, view->area.row + view->area.rows - INTAKE_FOUND_ROWS);
}

static void
intake_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct intake_view *iv = (const struct intake_view *)view;
	const char *name = filing_get(&iv->filing, "/customer/name");

	(void)model;
	if (str_eq(filing_get(&iv->filing, "/customer_is"), "known"))
		name = filing_get(&iv->filing, "/customer_named");
	buf_puts(out, iv->form.what);
	if (!str_empty(name))
		buf_printf(out, " - %s", name);
}

static void
intake_close(struct view *view, struct model *model, struct fx *fx)
{
	struct intake_view *iv = (struct intake_view *)view;

	form_view_close(view, model, fx);
	filing_done(&iv->filing);
	arena_done(&iv->labels);
	json_free(iv->found);
	json_free(iv->alike);
	buf_done(&iv->body);
	secret_wipe(iv->access_code, sizeof iv->access_code);
}

static enum key_use
intake_key_use(const struct view *view)
{
	const struct intake_view *iv = (const struct intake_view *)view;

	/* Nothing is typed any more. */
	return iv->number[0] ? KEYS_COMMANDS : form_view_key_use(view);
}

static const char *
intake_why_not(const struct view *view, const struct model *model, enum cmd_id cmd)
{
	const struct intake_view *iv = (const struct intake_view *)view;

	(void)model;
	return iv->number[0] && (cmd == CMD_REHEARSE || cmd == CMD_NEXT_PANE || cmd == CMD_PREV_PANE)
	               ? _("It is taken in; q leaves.")
	               : NULL;
}

static const enum cmd_id hints[] = { CMD_REHEARSE, CMD_NEXT_PANE, CMD_PREV_PANE, CMD_CANCEL, CMD_NONE };

static const struct hint_word words[] = {
	{ CMD_REHEARSE, N_("next page, then file") },
	{ CMD_CANCEL, N_("leave") },
	{ CMD_NONE, NULL },
};

static const struct view_ops intake_ops = {
	.scope = SCOPE_FORM,
	.hints = hints,
	.hint_words = words,
	.handle = intake_handle,
	.layout = intake_layout,
	.draw = intake_draw,
	.close = intake_close,
	.title = intake_title,
	.place = form_view_place,
	.is_unsaved = form_view_is_unsaved,
	.key_use = intake_key_use,
	.why_not = intake_why_not,
};

struct view *
intake_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct intake_view *iv = view_alloc(sizeof(*iv), &intake_ops, place);
	const struct draft *draft = model_draft(model, place);
	struct err err = { 0 };
	struct json *kept = draft ? json_parse(draft->text, strlen(draft->text), &err) : NULL;

	form_view_open(&iv->form, model, fx, _("Intake"));
	iv->form.put_values = put_values;
	buf_init(&iv->body, DRAFT_TEXT_MAX);
	if (kept)
		filing_restore(&iv->filing, kept);
	json_free(kept);
	str_copy(iv->searched, sizeof iv->searched, filing_get(&iv->filing, "/customer_named"));
	iv->form.built = true;
	intake_build(iv);
	iv->programs_request = view_get(&iv->form.view, fx, TAG_PROGRAMS, "/v1/programs");
	follow_program(iv, fx);
	intake_alike_follow(iv, fx);
	return &iv->form.view;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The decision form.  Nothing is chosen beforehand.  Reasons are typed by
 * code; each brings the facts its text needs, those the record holds being
 * shown with a star.  ^R goes to the rehearsal; nothing is sent from here.
 */
#include "base/str.h"
#include "client/model/record.h"
#include "client/view/decision_form.h"

enum { TAG_FACTS = 1, TAG_MONTH /* and on: one for each amount */ };

/* Asks the server what the record holds for the reasons typed so far. */
static void
ask_facts(struct decision_view *dv, struct fx *fx)
{
	struct buf body = BUF_INIT(DRAFT_TEXT_MAX);
	struct buf path = BUF_INIT(200);

	if (dv->reason_count > 0 && decision_form_body(dv, &body)) {
		buf_printf(&path, "/v1/applications/%s/decisions?dry_run=true", dv->form.view.place.id);
		dv->facts_request = view_write(&dv->form.view, fx, TAG_FACTS,
		                               &(struct write){ .method = "POST", .path = path.data,
		                                                .body = body.data,
		                                                .if_match = dv->form.version,
		                                                .flags = REQUEST_NO_KEY });
	}
	buf_done(&body);
	buf_done(&path);
}

/* The codes changed: other facts are needed. */
static void
follow_codes(struct decision_view *dv, const struct model *model, struct fx *fx)
{
	if (decision_form_sync(dv, model)) {
		form_view_layout(&dv->form.view);
		ask_facts(dv, fx);
	}
}

/* Enter among the codes: the one just typed is taken; none typed, go on.  As it
 * was typed where the reasons are still to come: then it is known, or refused. */
static bool
take_code(struct decision_view *dv, const struct model *model, struct fx *fx)
{
	const char *codes = form_text(&dv->form.form, FIELD_CODES);
	size_t len = strlen(codes);
	const struct reason_code_view *reason;
	struct buf text = BUF_INIT(1000);

	if (form_focused(&dv->form.form) != FIELD_CODES || len == 0 || codes[len - 1] == ' ')
		return false;
	reason = decision_form_candidate(dv, 0);
	if (!reason && dv->form.record->load[RECORD_REASONS].state != RECORD_LOADING) {
		form_error(&dv->form.form, FIELD_CODES, _("No reason of this program is called that."));
		buf_done(&text);
		return true;
	}
	buf_add(&text, codes, decision_form_last_code(codes));
	buf_printf(&text, "%s ", reason ? reason->code : codes + decision_form_last_code(codes));
	form_set(&dv->form.form, FIELD_CODES, text.data);
	dv->form.form.changed = true;
	buf_done(&text);
	follow_codes(dv, model, fx);
	return true;
}

static void
rehearse(struct decision_view *dv, struct fx *fx)
{
	struct record *record = dv->form.record;
	const char *outcome = form_text(&dv->form.form, FIELD_OUTCOME);

	if (!record->application) {
		fx_tell(fx, TELL_REFUSAL, _("The application is still being loaded; try again."));
		return;
	}
	if (str_empty(outcome)) {
		form_error(&dv->form.form, FIELD_OUTCOME, _("Choose: a approves, d denies."));
		form_focus(&dv->form.form, FIELD_OUTCOME);
		return;
	}
	if (!decision_form_check(dv))
		return;
	buf_reset(&record->deciding.body);
	record->deciding.issued = false;
	record->deciding.version = dv->form.version;
	if (decision_form_body(dv, &record->deciding.body))
		fx_open(fx, PLACE_REHEARSAL, record->id, outcome);
}

static void
take_facts(struct decision_view *dv, const struct model *model, const struct reply *reply)
{
	if (reply->request != dv->facts_request)
		return;
	dv->facts_request = 0;
	/* A refusal is the rehearsal's business, when it is asked for. */
	if (reply->ok && decision_form_take_facts(dv, json_get(reply->json, "decision")))
		decision_form_rebuild(dv, model);
}

/* Nobody is led away from what they look at, or from what they typed: of that only who has come to sign. */
static bool
may_go_on(const struct decision_view *dv, const struct application *app, bool typed, const struct msg *msg)
{
	return dv->form.view.shown && !dv->form.record->deciding.issued &&
	       (!typed || (msg->kind == MSG_SHOWN && text_list_has(&app->allowed_actions, "second")));
}

/* A decision waits already: what D means then is the second person's part. */
static bool
goes_on_to_sign(struct decision_view *dv, const struct model *model, const struct msg *msg, struct fx *fx)
{
	const struct application *app = dv->form.record->application;
	struct view *view = &dv->form.view;
	bool typed = model_draft(model, &view->place) != NULL;

	if (!app || app->status != APPLICATION_AWAITING_SECOND_APPROVAL || !may_go_on(dv, app, typed, msg))
		return false;
	if (typed)
		fx_tell(fx, TELL_ALERT, "%s",
		        _("Your own is kept, unsent; :unfinished shows it once this one is settled."));
	fx_open(fx, PLACE_REHEARSAL, view->place.id, "second");
	view_back(view, fx);
	return true;
}

static bool
handle(struct decision_view *dv, struct model *model, const struct msg *msg, struct fx *fx)
{
	const struct application *app = dv->form.record->application;

	if (goes_on_to_sign(dv, model, msg, fx))
		return true;
	if (dv->form.record->deciding.issued) {
		if (msg->kind == MSG_SHOWN)
			form_view_discard(&dv->form, fx);
		return msg->kind == MSG_SHOWN;
	}
	if (dv->form.record->deciding.lost.code != ERR_NONE && msg->kind == MSG_SHOWN) {
		form_view_refused(&dv->form, &dv->form.record->deciding.lost, fx);
		dv->form.record->deciding.lost = (struct err){ 0 };
	}
	if (msg->kind == MSG_REPLY && msg->reply.tag == TAG_FACTS) {
		take_facts(dv, model, &msg->reply);
		return true;
	}
	if (msg->kind == MSG_REPLY && msg->reply.tag >= TAG_MONTH && msg->reply.tag < TAG_MONTH + AMOUNTS_SHOWN) {
		decision_months_take(dv, msg->reply.tag - TAG_MONTH, &msg->reply);
		return true;
	}
	if (msg->kind == MSG_COMMAND && msg->command == CMD_REHEARSE) {
		rehearse(dv, fx);
		return true;
	}
	if (msg->kind == MSG_COMMAND && msg->command == CMD_OPEN && take_code(dv, model, fx))
		return true;
	if (msg->kind == MSG_CHANGED)
		follow_codes(dv, model, fx);
	if (app && dv->form.record->form && dv->form.record->form->rules)
		record_want(dv->form.record, RECORD_WORKSHEET, fx);
	else
		record_want(dv->form.record, RECORD_PROGRAM, fx);
	switch (form_view_handle(&dv->form, model, msg, fx)) {
	case FORM_NOT_MINE:
		return false;
	default:
		follow_codes(dv, model, fx);
		return true;
	}
}

static void
decision_layout(struct view *view)
{
	struct decision_view *dv = (struct decision_view *)view;
	struct rect area = view->area;

	/* Elsewhere in the form nothing stands there, and its last fields may. */
	if (form_focused(&dv->form.form) == FIELD_CODES)
		area.rows -= CANDIDATE_ROWS;
	form_place(&dv->form.form, area);
}

/* Amounts that a draft brings back are compared as soon as there is something
 * to compare them with; what could not be had is not asked for again by itself. */
static bool
decision_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct decision_view *dv = (struct decision_view *)view;
	int before = form_focused(&dv->form.form);
	bool used = handle(dv, model, msg, fx);

	if (msg->kind == MSG_KEY || msg->kind == MSG_PASTE || msg->kind == MSG_COMMAND ||
	    msg->kind == MSG_CHANGED || msg->kind == MSG_SHOWN)
		decision_months_ask(dv, TAG_MONTH, fx);
	decision_months_compare(dv, before);
	if (dv->form.view.area.cols > 0)
		decision_layout(view);
	return used;
}

/* The reasons that fit what is being typed, below the form. */
static void
decision_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct decision_view *dv = (const struct decision_view *)view;
	int row = view->area.row + view->area.rows - CANDIDATE_ROWS;
	struct arena words = ARENA_INIT;

	form_view_draw(view, model, canvas);
	if (form_focused(&dv->form.form) != FIELD_CODES)
		return;
	if (dv->form.record->load[RECORD_REASONS].state != RECORD_READY) {
		canvas_text(canvas, row, view->area.col + 1, -1, INK_DIM, _("loading the reasons ..."));
		return;
	}
	for (int i = 0; i < CANDIDATE_ROWS; i++, row++) {
		const struct reason_code_view *reason = decision_form_candidate(dv, i);

		if (reason)
			canvas_text(canvas, row, view->area.col + 1, view->area.cols - 2,
			            i ? INK_DIM : INK_TEXT, decision_reason_words(&words, reason));
	}
	arena_done(&words);
}

static void
decision_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct decision_view *dv = (const struct decision_view *)view;

	form_view_title(view, model, out);
	if (dv->form.version > 0)
		buf_printf(out, "  v%lld", (long long)dv->form.version);
}

static void
decision_close(struct view *view, struct model *model, struct fx *fx)
{
	struct decision_view *dv = (struct decision_view *)view;

	form_view_close(view, model, fx);
	arena_done(&dv->labels);
	arena_done(&dv->facts);
	buf_done(&dv->aside);
}

static const enum cmd_id hints[] = { CMD_REHEARSE, CMD_LOOK,   CMD_NEXT_PANE,
	                             CMD_CANCEL,   CMD_NONE };

static const struct hint_word words[] = {
	{ CMD_CANCEL, N_("leave") },
	{ CMD_NONE, NULL },
};

static const struct view_ops decision_ops = {
	.scope = SCOPE_FORM,
	.hints = hints,
	.hint_words = words,
	.handle = decision_handle,
	.layout = decision_layout,
	.draw = decision_draw,
	.close = decision_close,
	.title = decision_title,
	.place = form_view_place,
	.subject = form_view_subject,
	.is_unsaved = form_view_is_unsaved,
	.key_use = form_view_key_use,
};

struct view *
decision_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct decision_view *dv = view_alloc(sizeof(*dv), &decision_ops, place);

	form_view_open(&dv->form, model, fx,
	               str_eq(place->arg, "supersede") ? _("Supersede") : _("Decide"));
	record_want(dv->form.record, RECORD_REASONS, fx);
	record_want(dv->form.record, RECORD_DECISIONS, fx);
	dv->form.record->deciding.issued = false;
	buf_init(&dv->aside, DRAFT_TEXT_MAX);
	dv->form.put_values = decision_form_values;
	decision_form_rebuild(dv, model);
	decision_form_restore(dv, model);
	return &dv->form.view;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Quality review of a decision that was drawn: agreed, or an error of some
 * kind, in words.  Nothing is chosen beforehand; ^O shows the record.  What is
 * wrong is put right by a decision that supersedes, on its own screen.
 */
#include "base/str.h"
#include "client/model/record.h"
#include "client/view/form_view.h"
#include "client/view/show.h"
#include "domain/county.h"
#include "domain/review.h"
#include "domain/words.h"

enum { FIELD_OUTCOME = 1, FIELD_KIND, FIELD_WORDS };
enum { QUESTION_SEND = 1 };
enum { TAG_REVIEWS = 1 };

struct review_view {
	struct form_view form;
	struct arena arena;
	bool asked;          /* for what was drawn */
	bool came;
	bool failed;
	const struct review *open; /* the newest that nobody has reviewed */
};

static void
build(struct review_view *rv)
{
	struct form *form = &rv->form.form;
	struct form_field *field = form_add(form, FORM_CHOICE, FIELD_OUTCOME, _("The decision is"));

	field->pointer = "/outcome";
	field->required = true;
	field->hint = _("^O shows the record and its letters. By its first letter.");
	form_add_choice(field, "agreed", _("agreed with"));
	form_add_choice(field, "error", _("wrong in something"));
	field = form_add(form, FORM_CHOICE, FIELD_KIND, _("What is wrong"));
	field->pointer = "/kind";
	for (int kind = REVIEW_NO_KIND + 1; kind < REVIEW_KIND_COUNT; kind++)
		form_add_choice(field, word_of(words_review_kind, kind), _(review_kind_text((enum review_kind)kind)));
	field = form_add(form, FORM_LINES, FIELD_WORDS, _("In words: what, and what would be right"));
	field->pointer = "/words";
	field->hint = _("Stays on the file; its maker reads it in the history.");
	field->lines = 6;
}

static void
ask_reviews(const struct review_view *rv, struct fx *fx)
{
	view_get(&rv->form.view, fx, TAG_REVIEWS, "/v1/applications/%s/reviews", rv->form.view.place.id);
}

/* What was drawn is asked for once it is known what the screen is about. */
static void
offer(struct review_view *rv, const struct model *model, struct fx *fx)
{
	const struct application *app = rv->form.record->application;

	if (rv->asked || !app)
		return;
	rv->asked = true;
	build(rv);
	form_view_restore(&rv->form, model);
	ask_reviews(rv, fx);
}

static const struct person_ref *
person_of(struct arena *arena, const struct json *value)
{
	struct person_ref *person;

	if (!value)
		return NULL;
	person = arena_alloc(arena, sizeof *person);
	person->id = arena_strdup(arena, json_text(json_get(value, "id")));
	person->name = arena_strdup(arena, json_text(json_get(value, "name")));
	return person;
}

static void
take_open(struct review_view *rv, const struct json *item)
{
	struct review *review = arena_alloc(&rv->arena, sizeof *review);
	const char *decided_at = json_text(json_get(item, "decided_at"));

	*review = (struct review) {
		.decision_id = arena_strdup(&rv->arena, json_text(json_get(item, "decision_id"))),
		.county = arena_strdup(&rv->arena, json_text(json_get(item, "county"))),
		.decided = (enum outcome)word_find(words_outcome, json_text(json_get(item, "decided"))),
		.decided_by = person_of(&rv->arena, json_get(item, "decided_by")),
		.approved_by = person_of(&rv->arena, json_get(item, "approved_by")),
	};
	if (!decided_at || !instant_from_text(decided_at, &review->decided_at_ms))
		review->decided_at_ms = 0;
	if (!json_int(json_get(item, "lot"), &review->lot))
		review->lot = 0;
	rv->open = review;
}

static void
take_reviews(struct review_view *rv, const struct reply *reply)
{
	rv->came = true;
	rv->failed = !reply->ok;
	for (const struct json *item = reply->ok ? json_first(json_get(reply->json, "items")) : NULL;
	     item && !rv->open; item = json_next(item))
		if (!json_get(item, "outcome"))
			take_open(rv, item);
}

static bool
is_error(const struct review_view *rv)
{
	return str_eq(form_text(&rv->form.form, FIELD_OUTCOME), "error");
}

static void
send(struct review_view *rv, struct fx *fx)
{
	const struct form *form = &rv->form.form;
	struct buf path = BUF_INIT(200);
	struct buf body = BUF_INIT(64 * 1024);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	json_put_text(&out, "outcome", form_text(form, FIELD_OUTCOME));
	if (is_error(rv))
		json_put_text(&out, "kind", form_text(form, FIELD_KIND));
	if (!str_empty(form_text(form, FIELD_WORDS)))
		json_put_text(&out, "words", form_text(form, FIELD_WORDS));
	json_end_object(&out);
	buf_printf(&path, "/v1/decisions/%s/review", rv->open->decision_id);
	form_view_send(&rv->form, fx,
	               &(struct write){ .method = "POST", .path = path.data, .body = body.data });
	buf_done(&path);
	buf_done(&body);
}

static bool
is_whole(struct review_view *rv)
{
	struct form *form = &rv->form.form;
	bool ok = form_check(form);

	if (ok && is_error(rv) && str_empty(form_text(form, FIELD_KIND))) {
		form_error(form, FIELD_KIND, _("Choose the kind."));
		form_focus(form, FIELD_KIND);
		ok = false;
	} else if (ok && is_error(rv) && str_empty(form_text(form, FIELD_WORDS))) {
		form_error(form, FIELD_WORDS, _("Say what is wrong."));
		form_focus(form, FIELD_WORDS);
		ok = false;
	}
	return ok;
}

static void
ask(struct review_view *rv, struct fx *fx)
{
	const struct application *app = rv->form.record->application;

	if (rv->failed) {
		rv->failed = rv->came = false;
		ask_reviews(rv, fx);
	}
	if (!app || !rv->came)
		fx_tell(fx, TELL_REFUSAL, _("The application is still being loaded; try again."));
	else if (!rv->open)
		fx_tell(fx, TELL_REFUSAL, _("No decision of this application waits for a review."));
	else if (!is_whole(rv))
		fx_tell(fx, TELL_REFUSAL, _("Nothing is saved: fill in the marked fields."));
	else
		view_ask_yes(&rv->form.view, fx, QUESTION_SEND,
		             is_error(rv) ? _("%s, %s: an error. Cannot be recalled. Record?")
		                          : _("%s, %s: agreed. Cannot be recalled. Record?"),
		             app->customer.name, app->program.name);
}

static void
tell_recorded(const struct form_view *fv, const struct model *model, struct fx *fx)
{
	(void)model;
	fx_tell(fx, TELL_RESULT, "%s",
	        is_error((const struct review_view *)fv)
	                ? _("Recorded; S and supersede puts it right. :corrections lists what still waits.")
	                : _("The review is recorded and cannot be recalled."));
}

static bool
review_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct review_view *rv = (struct review_view *)view;

	offer(rv, model, fx);
	if (msg->kind == MSG_REPLY && msg->reply.tag == TAG_REVIEWS) {
		take_reviews(rv, &msg->reply);
		return true;
	}
	if (msg->kind == MSG_ANSWER && msg->answer.question == QUESTION_SEND) {
		if (msg->answer.yes)
			send(rv, fx);
		return true;
	}
	if (msg->kind == MSG_COMMAND && msg->command == CMD_REHEARSE) {
		ask(rv, fx);
		return true;
	}
	return form_view_finish(&rv->form, model, msg, fx, tell_recorded);
}

/* ---- what it is about ---- */

static void
print_open(const struct review *open, civil_date today, struct buf *out)
{
	char date[SHOW_MAX];

	buf_printf(out, _("%s %s by %s"), show_outcome(open->decided),
	           show_date(date, county_date(open->county, open->decided_at_ms), today),
	           open->decided_by ? open->decided_by->name : "-");
	if (open->approved_by)
		buf_printf(out, _(", signed by %s"), open->approved_by->name);
	buf_printf(out, _("; drawn by lot %lld of 10,000"), (long long)open->lot);
}

/* The last row says which decision it is; the fields and their hint stand above. */
static void
review_layout(struct view *view)
{
	struct rect area = view->area;

	area.rows -= area.rows > 1;
	form_place(&((struct review_view *)view)->form.form, area);
}

static void
review_draw_view(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct review_view *rv = (const struct review_view *)view;
	int row = view->area.row + view->area.rows - 1, col = view->area.col + 1;
	struct buf text = BUF_INIT(1000);

	form_view_draw(view, model, canvas);
	if (rv->failed)
		canvas_text(canvas, row, col, -1, INK_ERROR, _("The reviews cannot be read now; ^R tries again."));
	else if (!rv->came)
		canvas_text(canvas, row, col, -1, INK_DIM, _("Loading..."));
	else if (!rv->open)
		canvas_text(canvas, row, col, -1, INK_WARN, _("No decision of this application waits for a review."));
	else {
		print_open(rv->open, model_today(model), &text);
		canvas_text(canvas, row, col, view->area.cols - 1, INK_TEXT, text.data);
	}
	buf_done(&text);
}

static void
review_close(struct view *view, struct model *model, struct fx *fx)
{
	struct review_view *rv = (struct review_view *)view;

	arena_done(&rv->arena);
	form_view_close(view, model, fx);
}

static const enum cmd_id hints[] = { CMD_REHEARSE, CMD_LOOK, CMD_NEXT_PANE, CMD_CANCEL, CMD_NONE };

static const struct hint_word words[] = {
	{ CMD_REHEARSE, N_("record") },
	{ CMD_CANCEL, N_("leave") },
	{ CMD_NONE, NULL },
};

static const struct view_ops review_ops = {
	FORM_VIEW_SHARED,
	.hints = hints,
	.hint_words = words,
	.handle = review_handle,
	.layout = review_layout,
	.draw = review_draw_view,
	.close = review_close,
};

struct view *
review_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct review_view *rv = view_alloc(sizeof(*rv), &review_ops, place);

	form_view_open(&rv->form, model, fx, _("Review"));
	offer(rv, model, fx);
	return &rv->form.view;
}

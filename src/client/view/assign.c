/* SPDX-License-Identifier: Apache-2.0
 *
 * Give an application to a worker: name parts find the worker, each is shown
 * with load, languages and leave.  For supervisors.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "client/model/record.h"
#include "client/view/form_view.h"
#include "client/view/show.h"

enum { TAG_WORKERS = 1, TAG_NAMED };
enum { QUESTION_SEND = 1 };
enum { FIELD_WORKER = 1, FIELD_REASON };
enum { NAME_COLS = 26, LOOK_UP_MAX = 2000 };

struct candidate {
	const char *id, *name;
	const char *folded; /* for finding */
	const char *line;   /* as shown */
};

struct assign_view {
	struct form_view form;
	uint64_t asking;
	bool asked, loaded, failed;
	struct arena arena;
	struct candidate *workers; /* as many as the answer named, and those looked up since */
	int worker_count;
	uint64_t looking_up;       /* a name that nobody at hand has; 0: none */
};

/* ---- workers ---- */

static void
ask_workers(struct assign_view *av, const struct model *model, struct fx *fx)
{
	const struct application *app = av->form.record->application;

	if (av->asked || !app)
		return;
	av->asked = true;
	/* Who leads several teams may give it to any of them. */
	if (model->me.led_team_ids.count > 1)
		av->asking = view_get(&av->form.view, fx, TAG_WORKERS, "/v1/workers");
	else
		av->asking = view_get(&av->form.view, fx, TAG_WORKERS, "/v1/workers?team=%s",
		                      app->team_id ? app->team_id : "");
}

static int64_t
number(const struct json *object, const char *name)
{
	int64_t value = 0;

	return json_int(json_get(object, name), &value) ? value : 0;
}

static const char *
join(struct arena *arena, const struct json *list)
{
	struct buf text = BUF_INIT(200);
	const char *joined;

	for (const struct json *item = json_first(list); item; item = json_next(item))
		buf_printf(&text, "%s%s", text.len ? " " : "", json_text(item));
	joined = arena_strdup(arena, text.data);
	buf_done(&text);
	return joined;
}

static void
take_worker(struct assign_view *av, const struct json *row, civil_date today)
{
	struct candidate *to;
	const char *name = json_text(json_get(row, "name"));
	const char *id = json_text(json_get(row, "id"));
	const char *until = json_text(json_get(row, "on_leave_to"));
	const char *from = json_text(json_get(row, "on_leave_from"));
	const struct json *load = json_get(row, "load");
	struct buf folded = BUF_INIT(400);
	civil_date first, last;
	const char *leave = "";
	char date[SHOW_MAX];

	if (!id || !name)
		return;
	av->workers = arena_more(&av->arena, av->workers, (size_t)av->worker_count, sizeof(*av->workers));
	to = &av->workers[av->worker_count++];
	if (from && until && date_from_text(from, &first) && date_from_text(until, &last) &&
	    today >= first && today <= last)
		leave = arena_printf(&av->arena, _("  AWAY to %s"), show_date(date, last, today));
	utf8_fold(&folded, name, strlen(name));
	*to = (struct candidate){
		.id = arena_strdup(&av->arena, id),
		.name = arena_strdup(&av->arena, name),
		.folded = arena_strdup(&av->arena, folded.data),
		.line = load ? arena_printf(&av->arena, _("%s%*s open %3lld  over %2lld  %s%s"), name,
		                            show_blanks(name, NAME_COLS), "",
		                            (long long)number(load, "open"), (long long)number(load, "overdue"),
		                            join(&av->arena, json_get(row, "languages")), leave)
		             : arena_printf(&av->arena, _("%s%*s of another team"), name,
		                            show_blanks(name, NAME_COLS), ""),
	};
	buf_done(&folded);
}

static void
take_workers(struct assign_view *av, const struct model *model, const struct reply *reply)
{
	if (reply->request != av->asking)
		return;
	av->failed = !reply->ok;
	av->loaded = reply->ok;
	arena_reset(&av->arena);
	av->worker_count = 0;
	av->workers = NULL;
	for (const struct json *row = json_first(json_get(reply->json, "items")); row;
	     row = json_next(row))
		take_worker(av, row, model_today(model));
}

/* The nth worker whose name has every part typed. */
static const struct candidate *
candidate(const struct assign_view *av, int nth)
{
	const char *typed = form_text(&av->form.form, FIELD_WORKER);
	struct buf folded = BUF_INIT(400);
	const struct candidate *found = NULL;

	utf8_fold(&folded, typed, strlen(typed));
	for (int i = 0; i < av->worker_count && !found; i++) {
		const char *at = folded.data;
		bool all = true;

		while (all && *at) {
			size_t len = strcspn(at, " ");

			all = len == 0 ||
			      memmem(av->workers[i].folded, strlen(av->workers[i].folded), at, len) != NULL;
			at += len + (at[len] != '\0');
		}
		if (all && nth-- == 0)
			found = &av->workers[i];
	}
	buf_done(&folded);
	return found;
}

/* ---- sending ---- */

static void
ask_to_type(struct assign_view *av, const char *why)
{
	form_error(&av->form.form, FIELD_WORKER, why);
	form_focus(&av->form.form, FIELD_WORKER);
}

/* Nobody at hand has that in the name.  The server knows everybody; whether they can be
 * given it is asked like of anybody, and where not it says who can. */
static void
look_up(struct assign_view *av, struct fx *fx)
{
	struct buf path = BUF_INIT(LOOK_UP_MAX);

	buf_puts(&path, "/v1/workers");
	path_add(&path, "named", form_text(&av->form.form, FIELD_WORKER));
	av->looking_up = view_get(&av->form.view, fx, TAG_NAMED, "%s", path.data);
	buf_done(&path);
}

static void
ask(struct assign_view *av, struct fx *fx)
{
	const struct application *app = av->form.record->application;
	const char *typed = form_text(&av->form.form, FIELD_WORKER);
	const struct candidate *to = candidate(av, 0);

	if (!app || typed[strspn(typed, " ")] == '\0')
		ask_to_type(av, _("Type a part of the worker's name."));
	else if (!to)
		look_up(av, fx);
	else {
		/* Who is asked about is who it is given to, and who is told of then. */
		form_set(&av->form.form, FIELD_WORKER, to->name);
		view_ask_yes(&av->form.view, fx, QUESTION_SEND, _("Give %s (%s, %s) to %s?"), app->number,
		             app->customer.name, app->program.name, to->name);
	}
}

static void
named_came(struct assign_view *av, const struct model *model, const struct reply *reply, struct fx *fx)
{
	if (reply->request != av->looking_up)
		return;
	av->looking_up = 0;
	if (!reply->ok) {
		fx_tell_err(fx, reply->err);
		return;
	}
	for (const struct json *row = json_first(json_get(reply->json, "items")); row; row = json_next(row))
		take_worker(av, row, model_today(model));
	/* Of several the first is not meant by that: they stand below to be read. */
	if (!candidate(av, 0))
		ask_to_type(av, _("Nobody who works here has that in the name."));
	else if (candidate(av, 1))
		ask_to_type(av, _("More than one has that in the name."));
	else
		ask(av, fx);
}

static void
send(struct assign_view *av, struct fx *fx)
{
	const struct candidate *to = candidate(av, 0);
	const char *reason = form_text(&av->form.form, FIELD_REASON);
	struct buf path = BUF_INIT(200);
	struct buf body = BUF_INIT(8192);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	json_put_text(&out, "worker_id", to->id);
	if (!str_empty(reason))
		json_put_text(&out, "reason", reason);
	json_end_object(&out);
	buf_printf(&path, "/v1/applications/%s/assignment", av->form.view.place.id);
	form_view_send(&av->form, fx,
	               &(struct write){ .method = "PUT", .path = path.data, .body = body.data,
	                                .if_match = av->form.version });
	buf_done(&path);
	buf_done(&body);
}

/* ---- messages ---- */

static void
tell_sent(const struct form_view *fv, const struct model *model, struct fx *fx)
{
	(void)model;
	fx_tell(fx, TELL_RESULT, _("Given to %s. A gives it to somebody else."), form_text(&fv->form, FIELD_WORKER));
}

static bool
assign_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct assign_view *av = (struct assign_view *)view;

	ask_workers(av, model, fx);
	if (msg->kind == MSG_REPLY && msg->reply.tag == TAG_WORKERS) {
		take_workers(av, model, &msg->reply);
		return true;
	}
	if (msg->kind == MSG_REPLY && msg->reply.tag == TAG_NAMED) {
		named_came(av, model, &msg->reply, fx);
		return true;
	}
	if (msg->kind == MSG_ANSWER) {
		if (msg->answer.yes && candidate(av, 0))
			send(av, fx);
		return true;
	}
	if (msg->kind == MSG_COMMAND && msg->command == CMD_OPEN && candidate(av, 0) &&
	    form_focused(&av->form.form) == FIELD_WORKER)
		form_set(&av->form.form, FIELD_WORKER, candidate(av, 0)->name);
	if (msg->kind == MSG_COMMAND &&
	    (msg->command == CMD_REHEARSE ||
	     (msg->command == CMD_OPEN && form_focused(&av->form.form) == FIELD_REASON))) {
		ask(av, fx);
		return true;
	}
	return form_view_finish(&av->form, model, msg, fx, tell_sent);
}

static void
assign_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct assign_view *av = (const struct assign_view *)view;
	int row = view->area.row + 3, end = view->area.row + view->area.rows;

	form_view_draw(view, model, canvas);
	if (!av->loaded)
		canvas_text(canvas, row, view->area.col + 1, -1, av->failed ? INK_ERROR : INK_DIM,
		            av->failed ? _("The workers could not be loaded; q, then A tries again.") :
		                         _("loading the workers ..."));
	for (int i = 0; av->loaded && row < end; i++, row++) {
		const struct candidate *to = candidate(av, i);

		if (!to)
			break;
		canvas_text(canvas, row, view->area.col + 1, view->area.cols - 2, i ? INK_DIM : INK_TEXT,
		            to->line);
	}
}

static void
assign_layout(struct view *view)
{
	struct assign_view *av = (struct assign_view *)view;

	form_place(&av->form.form, (struct rect){ view->area.row, view->area.col, 3, view->area.cols });
}

static void
assign_close(struct view *view, struct model *model, struct fx *fx)
{
	arena_done(&((struct assign_view *)view)->arena);
	form_view_close(view, model, fx);
}

static const struct view_ops assign_ops = {
	FORM_VIEW_SHARED,
	.hints = form_step_hints,
	.hint_words = form_step_words,
	.handle = assign_handle,
	.layout = assign_layout,
	.draw = assign_draw,
	.close = assign_close,
};

struct view *
assign_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct assign_view *av = view_alloc(sizeof(*av), &assign_ops, place);
	struct form_field *field;

	form_view_open(&av->form, model, fx, _("Assign"));
	field = form_add(&av->form.form, FORM_TEXT, FIELD_WORKER, _("To"));
	field->pointer = "/worker_id";
	field->hint = _("Any parts of the name; Enter takes the first below.");
	field = form_add(&av->form.form, FORM_TEXT, FIELD_REASON, _("Because"));
	field->pointer = "/reason";
	form_view_restore(&av->form, model);
	ask_workers(av, model, fx);
	return &av->form.view;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Carrying out the effects that are about screens; the others stay in the
 * list for the loop.
 */
#include <stdlib.h>

#include "base/str.h"
#include "base/words.h"
#include "client/app/state.h"

#define OUTCOMES_PATH "/v1/outcomes/"

enum { PENDING_FIRST = 64 };

/* Nothing is changed by it, or it is the sign-in, which nobody has to sit out. */
static bool
is_question(const struct request *request)
{
	return str_eq(request->method, "GET") || strstr(request->path, "dry_run=true") ||
	       str_eq(request->path, "/v1/sessions");
}

static void
pending_add(struct app *app, const struct request *request)
{
	/* An answer that is not in here is nobody's: there is always room. */
	if (app->pending_count == app->pending_cap) {
		app->pending_cap = app->pending_cap ? 2 * app->pending_cap : PENDING_FIRST;
		app->pending = reallocarray(app->pending, (size_t)app->pending_cap, sizeof *app->pending);
		if (!app->pending)
			oom_exit();
	}
	struct pending *pending = &app->pending[app->pending_count++];

	*pending = (struct pending){
		.request = request->id,
		.owner = request->owner,
		.tag = request->tag,
		.write = request->key[0] != '\0',
		.asks = is_question(request),
		.since_ms = app->model.mono_ms,
	};
	str_copy(pending->key, sizeof pending->key, request->key);
	if (request->owner >= OWNER_VIEW_FIRST && str_eq(request->method, "GET")
	    && strlen(request->path) < sizeof pending->path)
		str_copy(pending->path, sizeof pending->path, request->path);
	if (str_starts(request->path, OUTCOMES_PATH))
		str_copy(pending->about, sizeof pending->about, request->path + sizeof OUTCOMES_PATH - 1);
}

/* Drafts on their way are nobody's wait, and what is answered at once is not
 * worth a word that is taken back. */
void
pending_count_waits(struct app *app)
{
	app->model.sending = 0;
	app->model.asking = 0;
	for (int i = 0; i < app->pending_count; i++) {
		if (app->model.mono_ms - app->pending[i].since_ms < PROGRESS_MS ||
		    app->pending[i].owner == OWNER_SHELF || app->pending[i].owner == OWNER_SAVED)
			continue;
		if (app->pending[i].write)
			app->model.sending++;
		else
			app->model.asking++;
	}
}

void
pending_drop(struct app *app, uint64_t request)
{
	for (int i = 0; i < app->pending_count; i++) {
		if (app->pending[i].request != request)
			continue;
		app->pending[i] = app->pending[--app->pending_count];
		break;
	}
}

void
app_second_factor_due(struct app *app, struct fx *fx)
{
	struct place place = place_make(PLACE_SECOND_FACTOR, "", "");

	if (app->model.second_factor_due)
		app_open_place(app, &place, fx);
}

static void
signed_in(struct app *app, int64_t event_seq, struct fx *fx)
{
	struct place mine = place_make(PLACE_MINE, "", "");

	app->model.line = LINE_LIVE;
	app->model.heard_ms = app->model.mono_ms;
	app->last_key_ms = app->model.mono_ms;
	app->active_sent_ms = app->model.mono_ms;
	/* Also where a lock goes on from, should nothing happen until then. */
	app->model.event_seq = event_seq;
	fx_text(fx, FX_FEED, NULL, event_seq);
	fx_simple(fx, FX_JOURNAL_OPEN);
	app_signing_begin(app, fx);
	for (int i = 0; i < app->open_count; i++) {
		if (app->open[i]->place.kind == PLACE_SIGN_IN) {
			struct view *sign_in = app->open[i];
			app_open_place(app, &mine, fx);
			app_close_view(app, sign_in, fx);
			app_second_factor_due(app, fx);
			return;
		}
	}
	app_open_place(app, &mine, fx);
	app_second_factor_due(app, fx);
}

/* The token is worth nothing once its owner has gone. */
static void
end_session(struct fx *fx)
{
	struct write write = {
		.method = "DELETE", .path = "/v1/sessions/current", .flags = REQUEST_NO_KEY
	};

	fx_write(fx, OWNER_APP, APP_REPLY_SIGN_OUT, &write);
}

static void
signed_out(struct app *app, struct fx *fx)
{
	struct place place = place_make(PLACE_SIGN_IN, "", "");

	shelf_flush(app, fx);
	end_session(fx);
	app_signing_end(app, fx);
	fx_text(fx, FX_FEED, NULL, -1);
	fx_token(fx, "");
	app_close_all(app, fx);
	keeping_flush(app, fx);
	fx_simple(fx, FX_JOURNAL_OPEN);
	model_sign_out(&app->model);
	app->model.line = LINE_OFF;
	/* What one person was told is not shown to the next. */
	tell_forget(app);
	app_open_place(app, &place, fx);
}

static void
quit(struct app *app, struct fx *fx)
{
	keeping_flush(app, fx);
	shelf_flush(app, fx);
	if (app->model.signed_in && !app->quitting)
		end_session(fx);
	app->quitting = true;
}

static bool
carry_out_draft(struct app *app, const struct fx_item *item, struct fx *fx)
{
	switch (item->kind) {
	case FX_DRAFT:
		keeping_draft(app, item, fx);
		return true;
	case FX_DRAFT_DONE:
		keeping_draft_done(app, &item->place, fx);
		return true;
	case FX_DRAFT_TAKE:
		shelf_take(app, item->text, fx);
		return true;
	case FX_DRAFT_THROW:
		shelf_throw_away(app, item->text, fx);
		return true;
	case FX_DRAFTS_AGAIN:
		outbox_ask_left(app, fx);
		shelf_ask(app, fx);
		return true;
	default:
		return false;
	}
}

/* True when the effect was the app's own. */
static bool
carry_out_one(struct app *app, struct fx_item *item, struct fx *fx)
{
	struct view *view;

	switch (item->kind) {
	case FX_OPEN:
		if (item->beneath)
			app_open_beneath(app, &item->place, fx);
		else
			app_open_place(app, &item->place, fx);
		return true;
	case FX_BACK:
		view = app_view_by_owner(app, item->owner);
		if (view)
			app_close_view(app, view, fx);
		return true;
	case FX_TELL:
		tell(app, item->tell, item->text);
		app->told[item->tell].owner = item->owner;
		return true;
	case FX_ASK:
		if (item->beneath)
			ask_put_off(app, item, fx);
		else
			ask_start(app, item);
		return true;
	case FX_RUN:
		app_run_command(app, (enum cmd_id)item->tag, fx);
		return true;
	case FX_SIGNED_IN:
		signed_in(app, item->number, fx);
		return true;
	case FX_SIGNED_OUT:
		signed_out(app, fx);
		return true;
	case FX_REQUEST:
		signing_sign(&app->model.signing, &item->request);
		outbox_sending(app, &item->request, fx);
		pending_add(app, &item->request);
		return false;
	case FX_CANCEL:
		pending_drop(app, (uint64_t)item->number);
		outbox_forget(app, (uint64_t)item->number, fx);
		return false;
	case FX_TOKEN:
		/* What is asked from here on is asked with it. */
		if (!str_empty(item->request.body))
			app->session_request = (uint64_t)item->number + 1;
		return false;
	case FX_REDRAW:
		app->redraw = true;
		app->dirty = true;
		return true;
	case FX_QUIT:
		quit(app, fx);
		return false;
	default:
		return carry_out_draft(app, item, fx);
	}
}

void
app_carry_out(struct app *app, struct fx *fx)
{
	size_t kept = 0;

	/* Carrying out may add more; those are met further on. */
	for (size_t i = 0; i < fx->count; i++) {
		struct fx_item item = fx->items[i];
		/* Those of an earlier round wait for the loop. */
		if (item.carried || !carry_out_one(app, &item, fx)) {
			item.carried = true;
			fx->items[kept++] = item;
		}
	}
	fx->count = kept;
}

/* What a screen waits for; nobody at the desk asked for the rest. */
static bool
may_stop(const struct pending *pending)
{
	return pending->asks && (pending->owner == OWNER_MODEL || pending->owner == OWNER_OUTBOX ||
	                         pending->owner >= OWNER_VIEW_FIRST);
}

static void
stop_one(struct app *app, const struct pending *pending, struct fx *fx)
{
	struct err err = { .code = ERR_OFFLINE };
	struct msg msg = app_msg(app, MSG_REPLY);
	struct view *view = app_view_by_owner(app, pending->owner);

	err_set(&err, ERR_OFFLINE, "%s", _("Stopped with ^C; R asks again."));
	msg.reply = (struct reply){
		.request = pending->request, .tag = pending->tag, .err = &err, .key = ""
	};
	/* Asked again for a screen by the outbox, which hands the answer on. */
	if (outbox_reply(app, pending, &msg.reply, fx))
		return;
	if (pending->owner == OWNER_MODEL)
		model_reply(&app->model, &msg.reply, fx);
	else if (view)
		app_send(app, view, &msg, fx);
}

int
app_stop_requests(struct app *app, struct fx *fx)
{
	int before = app->pending_count, count = 0;

	/* From the end: each goes as it is met, and what its owner asks then comes after. */
	for (int i = before - 1; i >= 0; i--) {
		struct pending pending = app->pending[i];

		if (!may_stop(&pending))
			continue;
		fx_cancel(fx, pending.request);
		pending_drop(app, pending.request);
		stop_one(app, &pending, fx);
		count++;
	}
	return count;
}

static void
earlier(int64_t *wake, int64_t at, int64_t now)
{
	if (at > now && (*wake == 0 || at < *wake))
		*wake = at;
}

/* The next moment at which the screen changes by itself. */
void
app_wake_later(struct app *app, struct fx *fx)
{
	int64_t now = app->model.mono_ms, wake = 0;

	for (int rank = TELL_HINT; rank < TELL_REFUSAL; rank++) {
		if (app->told[rank].at_ms)
			earlier(&wake, app->told[rank].at_ms + TOLD_MS, now);
	}
	for (int i = 0; i < app->pending_count; i++)
		earlier(&wake, app->pending[i].since_ms + PROGRESS_MS, now);
	if (app->typed.count > 0)
		earlier(&wake, app->typed_ms + PREFIX_MS, now);
	if (app->model.line == LINE_STALE)
		earlier(&wake, now + 1000, now);
	if (app->model.signed_in && !app->lock.on) {
		int64_t lock_ms = (int64_t)config_number(&app->config, SETTING_LOCK_MINUTES) * 60000;
		earlier(&wake, app->last_key_ms + lock_ms - LOCK_WARN_MS, now);
		earlier(&wake, app->last_key_ms + lock_ms, now);
	}
	if (wake == app->wake_ms)
		return;
	app->wake_ms = wake;
	fx_timer(fx, OWNER_APP, APP_TIMER_WAKE, wake ? wake - now : -1);
}

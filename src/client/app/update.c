/* SPDX-License-Identifier: Apache-2.0
 *
 * Where every message goes.
 */
#include <signal.h>

#include "base/str.h"
#include "base/words.h"
#include "client/app/state.h"

struct msg
app_msg(const struct app *app, enum msg_kind kind)
{
	return (struct msg){
		.kind = kind, .mono_ms = app->model.mono_ms, .real_ms = app->model.real_ms
	};
}

bool
app_send(struct app *app, struct view *view, struct msg *msg, struct fx *fx)
{
	size_t before = fx->count;
	bool used = view->ops->handle(view, &app->model, msg, fx);

	/* An answer that comes while its screen is not in front leads nobody away. */
	for (size_t i = before; i < fx->count && !view->shown; i++)
		fx->items[i].beneath = true;
	return used;
}

void
app_send_all(struct app *app, struct msg *msg, struct fx *fx)
{
	for (int i = 0; i < app->open_count; i++)
		app_send(app, app->open[i], msg, fx);
}

enum scope
app_scope(const struct view *view)
{
	return view ? view->ops->scope : SCOPE_ALL;
}

void
app_subject(const struct app *app, const struct view *view, struct subject *ret)
{
	*ret = (struct subject){ .type = "", .id = "", .number = "" };
	if (view && view->ops->subject)
		view->ops->subject(view, &app->model, ret);
}

const char *
app_why_not(const struct app *app, const struct view *view, enum cmd_id cmd)
{
	struct subject subject;

	app_subject(app, view, &subject);
	const char *why = cmd_why_not(cmd, &app->model, &subject);
	if (!why && view && view->ops->why_not)
		why = view->ops->why_not(view, &app->model, cmd);
	return why;
}

void
app_run_command(struct app *app, enum cmd_id cmd, struct fx *fx)
{
	struct view *view = app_top(app);
	struct msg msg = app_msg(app, MSG_COMMAND);
	const char *why = app_why_not(app, view, cmd);

	app->refused = why != NULL;
	if (why) {
		tell(app, TELL_REFUSAL, why);
		return;
	}
	msg.command = (int)cmd;
	if (!view || !app_send(app, view, &msg, fx))
		app_common_command(app, cmd, fx);
}

static void
unknown_keys(struct app *app)
{
	char keys[KEYS_TEXT_MAX], text[ASK_TEXT_MAX];

	snprintf(text, sizeof text, _("%s does nothing here; ? shows what does."),
	         keys_text(&app->typed, keys));
	tell(app, TELL_HINT, text);
}

static void
command_key(struct app *app, struct key key, bool in_text, struct fx *fx)
{
	app->typed.at[app->typed.count++] = key;
	struct key_match match = keymap_find(&app->keymap, app_scope(app_top(app)), &app->typed, in_text);
	if (match.cmd == CMD_NONE && match.prefix && app->typed.count < KEYS_MAX) {
		app->typed_ms = app->model.mono_ms;
		return;
	}
	if (match.cmd == CMD_NONE && !in_text && key.code != K_ESC)
		unknown_keys(app);
	app->typed.count = 0;
	if (match.cmd != CMD_NONE)
		app_run_command(app, match.cmd, fx);
}

static bool
too_small(const struct app *app)
{
	return app->rows < SCREEN_ROWS_MIN || app->cols < SCREEN_COLS_MIN;
}

/* A person who only reads is there too. */
static void
say_active(struct app *app, struct fx *fx)
{
	struct write write = { .method = "POST", .path = "/v1/sessions/current/active" };

	if (!app->model.signed_in || app->lock.on ||
	    app->model.mono_ms - app->active_sent_ms < ACTIVE_EVERY_MS)
		return;
	app->active_sent_ms = app->model.mono_ms;
	fx_write(fx, OWNER_APP, APP_REPLY_ACTIVE, &write);
}

/* The screen is locked and painted again whatever is asked on it; the question
 * is there again afterwards. */
static bool
acts_over_question(struct app *app, struct key key, struct fx *fx)
{
	struct keys keys = { .at = { key }, .count = 1 };
	enum cmd_id cmd = keymap_find(&app->keymap, app_scope(app_top(app)), &keys, true).cmd;

	if (cmd != CMD_LOCK && cmd != CMD_REDRAW)
		return false;
	app_run_command(app, cmd, fx);
	return true;
}

void
app_take_key(struct app *app, struct key key, struct fx *fx)
{
	struct view *view = app_top(app);
	enum key_use use = KEYS_COMMANDS;

	/* Whoever comes back to a terminal that was stopped types before any timer
	 * has fired: that key is not for what stood here. */
	if (lock_if_idle(app, fx))
		return;
	app->last_key_ms = app->model.mono_ms;
	say_active(app, fx);
	if (app->lock.on) {
		lock_key(app, key, fx);
		return;
	}
	if (too_small(app)) {
		if (key.code == 'q')
			fx_quit(fx, 0);
		else if (key.code == K_CTRL('C'))
			app_stop_requests(app, fx);
		return;
	}
	tell_key_pressed(app);
	if (app->asking.active) {
		if (!acts_over_question(app, key, fx))
			ask_key(app, key, fx);
		return;
	}
	if (view && view->ops->key_use && app->typed.count == 0)
		use = view->ops->key_use(view);
	if (use == KEYS_AHEAD && ahead_keep(app, view, key))
		return;
	if (use == KEYS_LETTERS || use == KEYS_TEXT) {
		struct msg msg = app_msg(app, MSG_KEY);
		msg.key = key;
		if (app_send(app, view, &msg, fx))
			return;
	}
	command_key(app, key, use == KEYS_TEXT || (use == KEYS_AHEAD && ahead_in_text(app, view)), fx);
}

static void
take_paste(struct app *app, struct msg *msg, struct fx *fx)
{
	struct view *view = app_top(app);

	if (lock_if_idle(app, fx))
		return;
	app->last_key_ms = app->model.mono_ms;
	if (app->lock.on || too_small(app))
		return;
	if (app->asking.active) {
		ask_paste(app, msg->text, msg->text_len);
		return;
	}
	if (view && view->ops->key_use && view->ops->key_use(view) == KEYS_TEXT)
		app_send(app, view, msg, fx);
	else
		tell(app, TELL_REFUSAL, _("A paste is never taken as commands; nothing was done."));
}

enum session_word
app_session_word(const struct app *app, const struct reply *reply)
{
	if (reply->ok || (reply->err->code != ERR_SESSION_EXPIRED && reply->err->code != ERR_UNAUTHENTICATED))
		return SESSION_HOLDS;
	/* The password at the locked screen was wrong: that is all. */
	if (app->lock.on && reply->request == app->lock.request)
		return SESSION_HOLDS;
	/* A new session ends the one before: what was still asked with that says nothing of this one. */
	return reply->request < app->session_request ? SESSION_WAS_OTHER : SESSION_ENDED;
}

/* As if no answer had come; it is asked for again with the present session. */
static void
model_reply_is_lost(struct app *app, const struct reply *reply, struct fx *fx)
{
	struct err none = { .code = ERR_OFFLINE };
	struct reply lost = { .request = reply->request, .tag = reply->tag, .err = &none, .key = "" };

	model_reply(&app->model, &lost, fx);
	if (!app->lock.on)
		model_refresh_all(&app->model, fx);
}

static void
take_reply(struct app *app, struct msg *msg, struct fx *fx)
{
	const struct reply *reply = &msg->reply;
	struct pending pending = { 0 };

	for (int i = 0; i < app->pending_count; i++) {
		if (app->pending[i].request == reply->request)
			pending = app->pending[i];
	}
	int owner = pending.owner;
	pending_drop(app, reply->request);
	enum session_word session = app_session_word(app, reply);
	if (session == SESSION_ENDED && app->model.signed_in)
		lock_start(app, true, fx);
	if (outbox_reply(app, &pending, reply, fx)) {
		if (session == SESSION_WAS_OTHER && !app->lock.on)
			outbox_go_on(app, fx);
		return;
	}
	if (owner == OWNER_MODEL && session == SESSION_WAS_OTHER) {
		model_reply_is_lost(app, reply, fx);
	} else if (owner == OWNER_MODEL) {
		model_reply(&app->model, reply, fx);
	} else if (owner == OWNER_APP) {
		if (!app_signing_reply(app, reply, fx))
			lock_reply(app, reply, fx);
	} else if (owner == OWNER_OUTBOX) {
		outbox_outcome(app, &pending, reply, fx);
	} else if (owner == OWNER_SHELF) {
		shelf_reply(app, reply, fx);
	} else if (owner == OWNER_SAVED) {
		app->model.changed |= saved_filters_reply(&app->model.saved, reply, fx);
	} else {
		struct view *view = app_view_by_owner(app, owner);
		if (view)
			app_send(app, view, msg, fx);
	}
}

static void
take_timer(struct app *app, struct msg *msg, int owner, struct fx *fx)
{
	struct view *view;

	if (owner == OWNER_APP && msg->timer == APP_TIMER_KEY) {
		app_signing_timer(app, fx);
	} else if (owner == OWNER_APP) {
		app->wake_ms = 0;
		app->dirty = true;
	} else if (owner == OWNER_OUTBOX) {
		outbox_timer(app, msg->timer, fx);
	} else if (owner == OWNER_SHELF) {
		shelf_timer(app, msg->timer, fx);
	} else if (owner == OWNER_MODEL) {
		model_timer(&app->model, msg->timer, fx);
	} else if ((view = app_view_by_owner(app, owner))) {
		app_send(app, view, msg, fx);
	}
}

static void
take_event(struct app *app, struct msg *msg, struct fx *fx)
{
	msg->event.by_me = app->model.signed_in && str_eq(msg->event.actor_id, app->model.me.id);
	model_event(&app->model, &msg->event, fx);
	app_list_open(app);
	alert_event(app, &msg->event, fx);
	if (str_eq(msg->event.type, "application.assigned"))
		shelf_moved(app, fx);
	app_send_all(app, msg, fx);
}

static void
take_feed(struct app *app, enum feed_state feed, struct fx *fx)
{
	struct model *model = &app->model;
	enum line_state before = model->line;

	switch (feed) {
	case FEED_OFF:
		model->line = LINE_OFF;
		break;
	case FEED_LIVE:
		model->line = LINE_LIVE;
		model->heard_ms = model->mono_ms;
		break;
	case FEED_SILENT:
		model->line = LINE_STALE;
		break;
	case FEED_DOWN:
		model->line = LINE_OFFLINE;
		break;
	case FEED_RESET:
		model_refresh_all(model, fx);
		break;
	case FEED_EXPIRED:
		model->line = LINE_OFF;
		lock_start(app, true, fx);
		break;
	}
	/* What could not be loaded meanwhile is asked for again. */
	if (feed == FEED_LIVE && (before == LINE_OFFLINE || before == LINE_STALE)) {
		model_refresh_all(model, fx);
		outbox_ask_left(app, fx);
	}
	if (feed == FEED_RESET || before != model->line) {
		struct msg msg = app_msg(app, MSG_CHANGED);
		app_send_all(app, &msg, fx);
		app->dirty = true;
	}
}

static void
take_signal(struct app *app, struct msg *msg, struct fx *fx)
{
	/* Views save what is typed before the end. */
	app_send_all(app, msg, fx);
	app_carry_out(app, fx);
	keeping_flush(app, fx);
	if (msg->signal == SIGTERM || msg->signal == SIGHUP)
		fx_quit(fx, 128 + msg->signal);
}

static void
take(struct app *app, struct msg *msg, struct fx *fx)
{
	switch (msg->kind) {
	case MSG_KEY:
		app_take_key(app, msg->key, fx);
		break;
	case MSG_PASTE:
		take_paste(app, msg, fx);
		break;
	case MSG_REPLY:
		take_reply(app, msg, fx);
		break;
	case MSG_TIMER:
		take_timer(app, msg, msg->owner, fx);
		break;
	case MSG_EVENT:
		take_event(app, msg, fx);
		break;
	case MSG_FEED:
		take_feed(app, msg->feed, fx);
		break;
	case MSG_RESIZE:
		app->rows = msg->rows;
		app->cols = msg->cols;
		if (app->model.covered != too_small(app)) {
			app->model.covered = !app->model.covered;
			app->model.changed = true;
		}
		app_layout(app);
		break;
	case MSG_SIGNING:
		app_signing_result(app, msg, fx);
		break;
	case MSG_SIGNAL:
		take_signal(app, msg, fx);
		break;
	case MSG_COMMAND:
		app_run_command(app, (enum cmd_id)msg->command, fx);
		break;
	default:
		break;
	}
}

void
app_update(struct app *app, const struct msg *msg, struct fx *fx)
{
	struct msg copy = *msg;

	app->model.mono_ms = msg->mono_ms;
	app->model.real_ms = msg->real_ms;
	fx->now_ms = msg->real_ms;
	if (msg->kind == MSG_PAINTED) {
		app->asking.painted = app->asking.active;
		tell_painted(app);
		return;
	}
	/* A heartbeat changes nothing one can see. */
	bool quiet = msg->kind == MSG_FEED && msg->feed == FEED_LIVE && app->model.line == LINE_LIVE;
	take(app, &copy, fx);
	/* By the clock, not by the timer set for it: what comes at that very moment
	 * puts the timer off. */
	lock_check_idle(app, fx);
	app_carry_out(app, fx);
	if (app->model.changed) {
		app->model.changed = false;
		struct msg changed = app_msg(app, MSG_CHANGED);
		app_send_all(app, &changed, fx);
		app_carry_out(app, fx);
	}
	ahead_type(app, fx);
	tell_expire(app);
	app_wake_later(app, fx);
	if (!quiet)
		app->dirty = true;
}

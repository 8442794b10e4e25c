/* SPDX-License-Identifier: Apache-2.0
 *
 * The locked screen: one word, no counts.  The password opens it again, and
 * a session that has ended is renewed the same way with everything in place.
 */
#include "base/secret.h"
#include "base/str.h"
#include "base/words.h"
#include "client/app/state.h"

enum { PASSWORD_BYTES_MAX = 256, CODE_BYTES_MAX = 16 };

void
lock_start(struct app *app, bool expired, struct fx *fx)
{
	struct lock *lock = &app->lock;

	if (lock->on) {
		lock->expired = lock->expired || expired;
		return;
	}
	app_signing_end(app, fx);
	*lock = (struct lock){ .on = true, .expired = expired };
	edit_init(&lock->password, PASSWORD_BYTES_MAX, false, true);
	edit_init(&lock->code, CODE_BYTES_MAX, false, true);
	app->model.locked = true;
	app->model.changed = true; /* a number shown for ten seconds goes now */
	app->redraw = true;
	app->dirty = true;
}

static void
unlock(struct app *app)
{
	edit_done(&app->lock.password);
	edit_done(&app->lock.code);
	app->lock = (struct lock){ .on = false };
	app->model.locked = false;
	/* A question put before the lock is there again, and has to be seen first. */
	app->asking.painted = false;
	app->redraw = true;
	app->last_key_ms = app->model.mono_ms;
}

static void
send_password(struct app *app, struct fx *fx)
{
	struct lock *lock = &app->lock;
	struct buf body = BUF_INIT(4 * PASSWORD_BYTES_MAX);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	json_put_text(&out, "username", app->model.me.username);
	json_put_text(&out, "password", lock->password.text.data);
	if (lock->wants_code)
		json_put_text(&out, "otp", lock->code.text.data);
	json_end_object(&out);
	struct write write = {
		.method = "POST",
		.path = "/v1/sessions",
		.body = body.data,
		.flags = REQUEST_SECRET | REQUEST_NO_KEY, /* sessions need no key */
	};
	lock->request = fx_write(fx, OWNER_APP, APP_REPLY_UNLOCK, &write);
	fx_password(fx, lock->password.text.data); /* opens the signing key, too */
	secret_wipe(body.data, body.len);
	buf_done(&body);
	/* It may be wanted once more, with the code of a second factor. */
	str_copy(lock->problem, sizeof lock->problem, _("Signing in..."));
}

static struct edit *
field(struct lock *lock)
{
	return lock->wants_code ? &lock->code : &lock->password;
}

static void
begin_again(struct lock *lock)
{
	edit_set(&lock->password, "");
	edit_set(&lock->code, "");
	lock->wants_code = false;
}

void
lock_key(struct app *app, struct key key, struct fx *fx)
{
	struct lock *lock = &app->lock;

	if (key.code == K_CTRL('L')) {
		app->redraw = true;
		return;
	}
	if (key.code == K_CTRL('C')) {
		fx_quit(fx, 0); /* leaving tells nobody anything; drafts are kept */
		return;
	}
	if (key.code == K_CTRL('Z')) {
		fx_simple(fx, FX_SUSPEND);
		return;
	}
	if (lock->request)
		return;
	lock->problem[0] = '\0';
	if (key.code == K_ENTER && field(lock)->text.len > 0)
		send_password(app, fx);
	else if (key.code == K_ESC)
		begin_again(lock);
	else
		edit_key(field(lock), key);
}

static void
take_session(struct app *app, const struct reply *reply, struct fx *fx)
{
	struct err err = { 0 };
	const char *token = json_text(json_get(reply->json, "token"));
	int64_t since = app->model.event_seq;

	if (!token || !model_sign_in(&app->model, reply->json, &err)) {
		fx_password(fx, "");
		str_copy(app->lock.problem, sizeof app->lock.problem, _(err_title(ERR_INTERNAL)));
		return;
	}
	fx_token(fx, token);
	/* From the last event seen: what was missed while locked comes now. */
	fx_text(fx, FX_FEED, NULL, since);
	unlock(app);
	app_signing_begin(app, fx);
	model_refresh_all(&app->model, fx);
	outbox_go_on(app, fx);
	app_second_factor_due(app, fx);
}

/* What the server said; what was typed is gone unless it is wanted again. */
static void
tell_refusal(struct lock *lock, const struct err *err)
{
	const char *sentence = _(err_title(err->code));

	switch (err->code) {
	case ERR_OTP_REQUIRED:
		lock->wants_code = true;
		str_copy(lock->problem, sizeof lock->problem,
		         _("Type the code your authenticator shows, or a recovery code."));
		return;
	case ERR_OTP_INVALID:
		edit_set(&lock->code, "");
		break;
	case ERR_UNAUTHENTICATED:
		begin_again(lock);
		sentence = _("That is not the password.");
		break;
	default:
		begin_again(lock);
		break;
	}
	snprintf(lock->problem, sizeof lock->problem, "%s", sentence);
	if (err->code == ERR_RATE_LIMITED && err->retry_after_s > 0)
		snprintf(lock->problem, sizeof lock->problem,
		         n_("Too many tries; wait %d second.", "Too many tries; wait %d seconds.", err->retry_after_s),
		         err->retry_after_s);
}

void
lock_reply(struct app *app, const struct reply *reply, struct fx *fx)
{
	if (!app->lock.on || reply->request != app->lock.request)
		return;
	app->lock.request = 0;
	if (!reply->ok)
		fx_password(fx, "");
	if (reply->ok)
		take_session(app, reply, fx);
	else
		tell_refusal(&app->lock, reply->err);
}

static int64_t
lock_ms(const struct app *app)
{
	return (int64_t)config_number(&app->config, SETTING_LOCK_MINUTES) * 60000;
}

bool
lock_if_idle(struct app *app, struct fx *fx)
{
	/* Who is signed in by the program's own options has pressed no key yet. */
	if (!app->model.signed_in)
		app->last_key_ms = app->model.mono_ms;
	if (app->lock.on || app->model.mono_ms - app->last_key_ms < lock_ms(app))
		return false;
	lock_start(app, false, fx);
	return true;
}

void
lock_check_idle(struct app *app, struct fx *fx)
{
	if (lock_if_idle(app, fx) || !app->model.signed_in || app->lock.on)
		return;
	if (app->lock_warned_ms == app->last_key_ms ||
	    app->model.mono_ms - app->last_key_ms < lock_ms(app) - LOCK_WARN_MS)
		return;
	app->lock_warned_ms = app->last_key_ms;
	tell(app, TELL_ALERT, _("The screen locks in a minute; any key keeps it open."));
}

void
lock_draw(const struct app *app, struct canvas *canvas)
{
	const struct lock *lock = &app->lock;
	const char *word = _("Locked");
	int row = canvas->rows / 2, width = canvas_width(word);
	int col = canvas->cols > width ? (canvas->cols - width) / 2 : 0;

	canvas_text(canvas, row, col, -1, INK_TITLE, word);
	canvas_cursor(canvas, row, col + width);
	if (lock->expired && row >= 2)
		canvas_text(canvas, row - 2, 1, canvas->cols - 2, INK_TEXT,
		            _("The session has ended. Everything open is still here."));
	if (row + 3 >= canvas->rows)
		return;
	int end = canvas_text(canvas, row + 2, 1, -1, INK_LABEL, lock->wants_code ? _("Code:") : _("Password:"));
	edit_draw(lock->wants_code ? &lock->code : &lock->password, canvas, (struct rect){ row + 2, end + 1, 1, canvas->cols - end - 2 },
	          true);
	canvas_text(canvas, row + 3, 1, canvas->cols - 2, INK_ERROR, lock->problem);
	/* Nobody who tries a private sample has chosen a password. */
	if (app->model.demo && row + 5 < canvas->rows)
		canvas_text(canvas, row + 5, 1, canvas->cols - 2, INK_HINT,
		            _("Everybody's password in this sample is sample-password."));
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The course of the signing key: at sign-in and unlock it is opened with the
 * password just typed, or made, where the worker has none; at a lock and at
 * sign-out it is wiped.  A key that was made counts once the server has it.
 */
#include "base/words.h"
#include "client/app/state.h"

enum { REGISTER_AGAIN_MS = 5000 };

void
app_signing_begin(struct app *app, struct fx *fx)
{
	struct signing *signing = &app->model.signing;

	signing->state = SIGNING_OPENING;
	fx_signing(fx, signing->sealed[0] ? SIGNING_OPEN : SIGNING_MAKE);
}

void
app_signing_end(struct app *app, struct fx *fx)
{
	signing_shut(&app->model.signing);
	fx_signing(fx, SIGNING_STOP);
}

static void
register_key(struct app *app, struct fx *fx)
{
	struct buf body = BUF_INIT(2048);

	signing_registration(&app->model.signing, &body);
	fx_write(fx, OWNER_APP, APP_REPLY_KEY_PUT,
	         &(struct write){ .method = "PUT", .path = "/v1/me/signing-key", .body = body.data });
	buf_done(&body);
}

static void
tell_failed(struct app *app)
{
	tell(app, TELL_ALERT, signing_why_not(&app->model.signing));
}

void
app_signing_result(struct app *app, struct msg *msg, struct fx *fx)
{
	const struct signing_result *result = msg->signing;
	struct signing *signing = &app->model.signing;

	if (result->job == SIGNING_SEAL) {
		app_send_all(app, msg, fx);
		return;
	}
	if (signing->state != SIGNING_OPENING)
		return;
	signing_take_result(signing, result);
	if (signing->state == SIGNING_FAILED)
		tell_failed(app);
	if (result->ok && result->job == SIGNING_MAKE)
		register_key(app, fx);
	else
		fx_signing(fx, SIGNING_STOP);
	app->model.changed = true;
}

/* Another terminal was faster: its key is the worker's, sealed under the same password. */
static void
take_theirs(struct app *app, const struct reply *reply, struct fx *fx)
{
	struct err err = { 0 };

	if (!reply->ok) {
		fx_timer(fx, OWNER_APP, APP_TIMER_KEY, REGISTER_AGAIN_MS);
	} else if (signing_take_key(&app->model.signing, reply->json, &err)) {
		app_signing_begin(app, fx);
	} else {
		app->model.signing.state = SIGNING_FAILED;
		tell_failed(app);
	}
}

bool
app_signing_reply(struct app *app, const struct reply *reply, struct fx *fx)
{
	struct signing *signing = &app->model.signing;

	if (reply->tag != APP_REPLY_KEY_PUT && reply->tag != APP_REPLY_KEY_GET)
		return false;
	if (signing->state != SIGNING_OPENING)
		return true;
	if (reply->tag == APP_REPLY_KEY_GET) {
		take_theirs(app, reply, fx);
	} else if (reply->ok) {
		signing->state = SIGNING_READY;
		app->model.changed = true;
		fx_signing(fx, SIGNING_STOP);
	} else if (reply->err->code == ERR_SIGNING_KEY_EXISTS) {
		fx_get(fx, OWNER_APP, APP_REPLY_KEY_GET, "/v1/me/signing-key");
	} else {
		fx_timer(fx, OWNER_APP, APP_TIMER_KEY, REGISTER_AGAIN_MS);
	}
	return true;
}

void
app_signing_timer(struct app *app, struct fx *fx)
{
	const struct signing *signing = &app->model.signing;

	if (signing->state == SIGNING_OPENING && signing->secret && signing->proof[0])
		register_key(app, fx);
	else if (signing->state == SIGNING_OPENING)
		fx_get(fx, OWNER_APP, APP_REPLY_KEY_GET, "/v1/me/signing-key");
}

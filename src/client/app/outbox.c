/* SPDX-License-Identifier: Apache-2.0
 *
 * Nothing is sent twice, and nothing that was sent is lost.  A write is kept
 * (keeping.c) before it is on the line; if no answer comes it is sent again
 * with the same key, a decision only asked about.  What an earlier run left is
 * asked about at sign-in and, if it never arrived, is a draft again.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/app/state.h"

enum {
	TIMER_RETRY = 100, /* + slot */
	TAG_RETRY = 100,   /* + slot: the write again, or the question about it */
	TAG_EARLIER = 1000, /* + place in the list: what became of it */
	RETRY_FIRST_MS = 1000,
	RETRY_MOST_MS = 5000
};

/* ---- sending ---- */

/* Worth keeping: a person's own act, not the program's passing remarks. */
static bool
is_kept(const struct request *request)
{
	return request->key[0] != '\0' && request->owner >= OWNER_VIEW_FIRST &&
	       !(request->flags & (REQUEST_SECRET | REQUEST_NO_KEY)) &&
	       !str_ends(request->path, "/seen") && !str_ends(request->path, "/presence");
}

/* Where what was sent was typed: a rehearsal sends what is on its form, but the
 * second person's word is on another's decision, and no form of their own goes
 * with it. */
static struct place
place_sent_from(const struct app *app, const struct view *view, const char *path)
{
	struct place supersede = place_make(PLACE_DECISION, view->place.id, "supersede");

	if (view->place.kind != PLACE_REHEARSAL || str_ends(path, "/approval"))
		return view->place;
	return model_draft(&app->model, &supersede) ? supersede
	                                            : place_make(PLACE_DECISION, view->place.id, "");
}

void
outbox_sending(struct app *app, const struct request *request, struct fx *fx)
{
	const struct view *view = app_view_by_owner(app, request->owner);
	struct sent sent = {
		.path = request->path,
		.body = request->body,
		.title = request->path,
		.if_match = request->if_match,
		.at_ms = app->model.real_ms,
		.person = strstr(request->path, "/decisions") != NULL,
	};
	const struct draft *draft;
	struct buf title = BUF_INIT(TITLE_MAX);

	if (!is_kept(request) || drafts_sent(&app->model.drafts, request->key))
		return;
	if (view) {
		sent.place = place_sent_from(app, view, request->path);
		draft = model_draft(&app->model, &sent.place);
		if (!draft && view->ops->title)
			view->ops->title(view, &app->model, &title);
		if (draft || title.len > 0)
			sent.title = draft ? draft->title : title.data;
	}
	str_copy(sent.key, sizeof(sent.key), request->key);
	str_copy(sent.method, sizeof(sent.method), request->method);
	if (drafts_send(&app->model.drafts, &sent))
		keeping_sent(fx, &sent);
	buf_done(&title);
}

/* ---- answers ---- */

/* No answer, or one that says "not now": the outcome is not known yet. */
static bool
is_open(const struct reply *reply)
{
	if (reply->ok)
		return false;
	return reply->http == 0 || reply->err->code == ERR_IDEMPOTENCY_IN_FLIGHT ||
	       reply->err->code == ERR_BACKEND_UNAVAILABLE;
}

static struct retry *
retry_of(struct app *app, uint64_t request)
{
	for (int i = 0; i < RETRIES_MAX; i++)
		if (app->retries[i].used && app->retries[i].request == request)
			return &app->retries[i];
	return NULL;
}

static int64_t
retry_wait_ms(const struct retry *retry)
{
	int64_t wait = (int64_t)RETRY_FIRST_MS << (retry->tries < 5 ? retry->tries : 5);

	return wait < RETRY_MOST_MS ? wait : RETRY_MOST_MS;
}

static void
retry_later(struct app *app, struct retry *retry, struct fx *fx)
{
	int slot = (int)(retry - app->retries);

	retry->request = 0;
	fx_timer(fx, OWNER_OUTBOX, TIMER_RETRY + slot, retry_wait_ms(retry));
	retry->tries++;
}

static struct retry *
retry_new(struct app *app, const struct pending *pending)
{
	for (int i = 0; i < RETRIES_MAX; i++) {
		if (app->retries[i].used)
			continue;
		app->retries[i] = (struct retry){ .used = true, .owner = pending->owner,
			                          .tag = pending->tag, .first = pending->request };
		str_copy(app->retries[i].key, sizeof(app->retries[i].key), pending->key);
		str_copy(app->retries[i].path, sizeof(app->retries[i].path), pending->path);
		return &app->retries[i];
	}
	return NULL;
}

static bool
too_old(const struct app *app, const struct sent *sent)
{
	return app->model.real_ms - sent->at_ms > SENT_AGAIN_MS;
}

/* What became of a write that is not sent again: if it has not arrived by now
 * it never will, so that what the person is told stays true. */
static uint64_t
ask_outcome(struct fx *fx, int tag, const char *key)
{
	char path[128];

	snprintf(path, sizeof(path), "/v1/outcomes/%s", key);
	return fx_write(fx, OWNER_OUTBOX, tag,
	                &(struct write){ .method = "DELETE", .path = path, .flags = REQUEST_NO_KEY });
}

static void
retry_now(struct app *app, struct retry *retry, struct fx *fx)
{
	const struct sent *sent = drafts_sent(&app->model.drafts, retry->key);
	int slot = (int)(retry - app->retries);

	if (retry->path[0]) {
		retry->request = fx_get(fx, OWNER_OUTBOX, TAG_RETRY + slot, retry->path);
		return;
	}
	if (!sent) {
		retry->used = false;
		return;
	}
	/* A decision is never sent without a person present: only asked about.  So
	 * is what is old: much may have happened since it was meant. */
	if (sent->person || too_old(app, sent)) {
		retry->request = ask_outcome(fx, TAG_RETRY + slot, sent->key);
		return;
	}
	retry->request = fx_write(fx, OWNER_OUTBOX, TAG_RETRY + slot,
	                          &(struct write){ .method = sent->method, .path = sent->path,
	                                           .body = sent->body, .if_match = sent->if_match,
	                                           .key = sent->key });
}

/* It is on file: its draft goes, unless somebody has typed on it since. */
static void
drop_draft(struct app *app, const struct sent *sent, struct fx *fx)
{
	const struct draft *draft = model_draft(&app->model, &sent->place);

	if (!draft || draft->changed_ms > sent->at_ms)
		return;
	/* Opened again meanwhile, it shows what is on file now. */
	app_close_place(app, &sent->place, fx);
	keeping_draft_done(app, &sent->place, fx);
}

/* What it made is shown once, and nobody was there to see it. */
static bool
tell_unseen_code(struct app *app, const struct sent *sent, const struct json *answer)
{
	const char *number = json_text(json_get(answer, "number"));
	char text[ASK_TEXT_MAX];

	if (!sent || !str_eq(sent->method, "POST"))
		return false;
	if (!number)
		number = sent->title;
	if (str_eq(sent->path, "/v1/applications"))
		snprintf(text, sizeof(text),
		         _("%s is taken in, but its access code was not seen; :new-code makes another."), number);
	else if (str_ends(sent->path, "/access-code"))
		snprintf(text, sizeof(text),
		         _("%s: a new access code was made and not seen. The old one no longer works; :new-code makes another."),
		         number);
	else
		return false;
	tell(app, TELL_REFUSAL, text);
	return true;
}

/* The screen that sent it was left: the person hears what became of it. */
static void
settle(struct app *app, const struct sent *sent, const struct reply *reply, struct fx *fx)
{
	if (!reply->ok) {
		fx_tell_err(fx, reply->err);
		return;
	}
	if (!tell_unseen_code(app, sent, reply->json))
		tell(app, TELL_RESULT, _("What was sent before has arrived."));
	if (sent)
		drop_draft(app, sent, fx);
}

/* Hands an answer to the screen that asked, as if it had come to the first try. */
static void
deliver(struct app *app, const struct retry *retry, const struct reply *reply, struct fx *fx)
{
	struct view *view = app_view_by_owner(app, retry->owner);
	struct msg msg = app_msg(app, MSG_REPLY);

	msg.reply = *reply;
	msg.reply.request = retry->first;
	msg.reply.tag = retry->tag;
	msg.reply.key = retry->key;
	if (view)
		app_send(app, view, &msg, fx);
	else if (!retry->path[0])
		settle(app, drafts_sent(&app->model.drafts, retry->key), reply, fx);
}

/* Gives up on this run's tries: it is among the unfinished from now on. */
static void
give_up(struct app *app, struct retry *retry, struct fx *fx)
{
	struct err err = { .code = ERR_OUTCOME_UNKNOWN };
	struct reply reply = { .err = &err };

	str_copy(err.detail, sizeof(err.detail), _("Your text is kept; :unfinished asks again."));
	retry->used = false;
	deliver(app, retry, &reply, fx);
}

/* The answer to a retry: the write again, or the question about a decision. */
static void
take_retry(struct app *app, struct retry *retry, const struct reply *reply, struct fx *fx)
{
	const struct sent *sent = drafts_sent(&app->model.drafts, retry->key);
	struct err never = { .code = ERR_OFFLINE };
	struct reply never_came = { .err = &never };

	if (app_session_word(app, reply) != SESSION_HOLDS) {
		retry->request = 0;
		retry->stopped = true;
		return;
	}
	if (retry->path[0]) {
		retry->used = false;
		deliver(app, retry, reply, fx);
		return;
	}
	if (is_open(reply)) {
		if (sent && !too_old(app, sent))
			retry_later(app, retry, fx);
		else
			give_up(app, retry, fx);
		return;
	}
	if (sent && (sent->person || too_old(app, sent)) && !reply->ok && reply->err->code == ERR_NOT_FOUND) {
		str_copy(never.detail, sizeof(never.detail),
		         sent->person ? _("The decision never arrived; nothing was decided. Send it again.")
		                      : _("It never arrived; send it again."));
		reply = &never_came;
	}
	retry->used = false;
	deliver(app, retry, reply, fx);
	keeping_answered(app, retry->key, fx);
}

/* The session ended under it: it waits for whoever signs in again. */
static bool
stop(struct app *app, const struct pending *pending)
{
	struct retry *retry;

	if (!app->model.signed_in || pending->owner < OWNER_VIEW_FIRST
	    || (!pending->path[0] && !drafts_sent(&app->model.drafts, pending->key)))
		return false;
	retry = retry_new(app, pending);
	if (retry)
		retry->stopped = true;
	return retry != NULL;
}

void
outbox_go_on(struct app *app, struct fx *fx)
{
	for (int i = 0; i < RETRIES_MAX; i++) {
		struct retry *retry = &app->retries[i];
		if (!retry->used || !retry->stopped)
			continue;
		retry->stopped = false;
		retry_now(app, retry, fx);
	}
}

void
outbox_forget(struct app *app, uint64_t request, struct fx *fx)
{
	for (int i = 0; i < RETRIES_MAX; i++) {
		struct retry *retry = &app->retries[i];
		/* A write goes on without its screen. */
		if (!retry->used || retry->first != request || !retry->path[0])
			continue;
		retry->used = false;
		fx_cancel(fx, retry->request);
	}
}

bool
outbox_reply(struct app *app, const struct pending *pending, const struct reply *reply, struct fx *fx)
{
	struct retry *retry = retry_of(app, reply->request);
	const struct sent *sent;

	if (retry) {
		take_retry(app, retry, reply, fx);
		return true;
	}
	if (app_session_word(app, reply) != SESSION_HOLDS && stop(app, pending))
		return true;
	sent = drafts_sent(&app->model.drafts, pending->key);
	if (!sent)
		return false;
	if (!is_open(reply)) {
		if (!app_view_by_owner(app, pending->owner))
			settle(app, sent, reply, fx);
		keeping_answered(app, pending->key, fx);
		return false;
	}
	/* A 409 in flight or a 503 is final about this try only. */
	retry = retry_new(app, pending);
	if (!retry)
		return false;
	retry_later(app, retry, fx);
	tell(app, TELL_ALERT, _("Sent, but no answer came; asking what became of it."));
	return true;
}

/* ---- what earlier runs left, and this one gave up ---- */

/* A try of it, or a question about it, is under way or will be. */
static bool
is_followed(const struct app *app, const char *key)
{
	for (int i = 0; i < RETRIES_MAX; i++)
		if (app->retries[i].used && str_eq(app->retries[i].key, key))
			return true;
	for (int i = 0; i < app->pending_count; i++)
		if (str_eq(app->pending[i].key, key) || str_eq(app->pending[i].about, key))
			return true;
	return false;
}

void
outbox_ask_left(struct app *app, struct fx *fx)
{
	const struct drafts *drafts = &app->model.drafts;

	for (size_t i = 0; i < drafts->sent_count; i++)
		if (!is_followed(app, drafts->sent[i].key))
			ask_outcome(fx, TAG_EARLIER + (int)i, drafts->sent[i].key);
}

void
app_journal_ready(struct app *app, struct fx *fx)
{
	struct place unfinished = place_make(PLACE_UNFINISHED, "", "");

	outbox_ask_left(app, fx);
	shelf_ask(app, fx);
	if (drafts_own(&app->model.drafts) > 0)
		shelf_changed(app, fx);
	if (drafts_unfinished(&app->model.drafts) > 0)
		app_open_place(app, &unfinished, fx);
	app_carry_out(app, fx);
	app->dirty = true;
}

/* Which of the earlier writes an answer is about: by the path it was asked
 * with, since the list moves as answers come. */
static void
take_earlier(struct app *app, const char *key, const struct reply *reply, struct fx *fx)
{
	const struct sent *sent = drafts_sent(&app->model.drafts, key);
	char text[ASK_TEXT_MAX];

	if (!sent)
		return;
	if (reply->ok) {
		snprintf(text, sizeof(text), _("It had arrived: %s."), sent->title);
		if (!tell_unseen_code(app, sent, NULL))
			tell(app, TELL_RESULT, text);
		drop_draft(app, sent, fx);
		keeping_answered(app, key, fx);
	} else if (reply->err->code == ERR_NOT_FOUND) {
		/* Its draft, where it has one, is still there and is offered. */
		snprintf(text, sizeof(text), _("It never arrived: %s."), sent->title);
		tell(app, TELL_ALERT, text);
		keeping_answered(app, key, fx);
	}
	app->model.changed = true;
}

void
outbox_outcome(struct app *app, const struct pending *pending, const struct reply *reply,
               struct fx *fx)
{
	if (pending->tag >= TAG_EARLIER)
		take_earlier(app, pending->about, reply, fx);
}

void
outbox_timer(struct app *app, int timer, struct fx *fx)
{
	if (timer == OUTBOX_TIMER_FLUSH)
		keeping_flush(app, fx);
	else if (timer >= TIMER_RETRY && timer < TIMER_RETRY + RETRIES_MAX &&
	         app->retries[timer - TIMER_RETRY].used)
		retry_now(app, &app->retries[timer - TIMER_RETRY], fx);
}

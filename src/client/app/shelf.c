/* SPDX-License-Identifier: Apache-2.0
 *
 * Drafts on the server, so that they open at any terminal: each is sealed with
 * the journal key and sent within a second of its last change, one request at
 * a time.  What another terminal left is offered, never mixed with this one's:
 * going on with it makes a draft of one's own, and the old one goes only if
 * nobody has typed on it meanwhile.
 */
#include "base/secret.h"
#include "base/str.h"
#include "base/words.h"
#include "client/app/state.h"

enum { TAG_KEEP = 1, TAG_THROW = 2, TAG_LIST = 3, TIMER_SHELF = 1, TIMER_MOVED = 2 };
enum { SHELF_MS = 700, SHELF_MOVED_MS = 1000, SHELF_AGAIN_MS = 5000, SHELF_FLUSH_MOST = 8 };

static void
wake_in(struct app *app, int64_t ms, struct fx *fx)
{
	if (app->shelf.due)
		return;
	app->shelf.due = true;
	fx_timer(fx, OWNER_SHELF, TIMER_SHELF, ms);
}

void
shelf_changed(struct app *app, struct fx *fx)
{
	wake_in(app, SHELF_MS, fx);
}

/* ---- sending ---- */

/* It goes along when the application goes to somebody else. */
static bool
is_about_application(enum place_kind kind)
{
	switch (kind) {
	case PLACE_ASK:
	case PLACE_NOTE:
	case PLACE_CALL:
	case PLACE_INTERVIEW:
	case PLACE_REMIND:
	case PLACE_STATUS:
	case PLACE_NEW_CODE:
	case PLACE_ANSWER:
	case PLACE_ENTRY:
	case PLACE_PROOF:
	case PLACE_DECISION:
		return true;
	default:
		return false;
	}
}

/* The sealed record as the server takes it; wiped on the way. */
static void
seal_record(const struct app *app, const struct draft *draft, struct buf *out)
{
	struct buf record = BUF_INIT(4 * DRAFT_TEXT_MAX), sealed = BUF_INIT(4 * DRAFT_TEXT_MAX);

	draft_record(&record, draft);
	seal(&sealed, app->model.journal_key, record.data, record.len);
	size_t size = 4 * ((sealed.len + 2) / 3) + 1;
	char *text = malloc(size);
	if (!text)
		oom_exit();
	base64url_text(text, size, (const uint8_t *)sealed.data, sealed.len);
	struct json_out json = JSON_OUT(out);
	json_begin_object(&json, NULL);
	json_put_int(&json, "revision", draft->revision);
	json_put_text(&json, "sealed", text);
	if (is_about_application(draft->place.kind))
		json_put_text(&json, "application_id", draft->place.id);
	json_end_object(&json);
	free(text);
	secret_wipe(record.data, record.len);
	buf_done(&record);
	buf_done(&sealed);
}

static void
keep(struct app *app, const struct draft *draft, struct fx *fx)
{
	struct buf body = BUF_INIT(8 * DRAFT_TEXT_MAX);
	char path[100];
	struct write write = { .method = "PUT", .path = path, .flags = REQUEST_NO_KEY };

	snprintf(path, sizeof path, "/v1/me/drafts/%s", draft->id);
	seal_record(app, draft, &body);
	write.body = body.data;
	fx_write(fx, OWNER_SHELF, TAG_KEEP, &write);
	str_copy(app->shelf.id, sizeof app->shelf.id, draft->id);
	app->shelf.revision = draft->revision;
	app->shelf.waits = true;
	buf_done(&body);
}

static void
throw_away(struct app *app, const char *id, int64_t revision, struct fx *fx)
{
	char path[100];
	struct write write = { .method = "DELETE", .path = path, .if_match = revision,
		               .flags = REQUEST_NO_KEY };

	snprintf(path, sizeof path, "/v1/me/drafts/%s", id);
	fx_write(fx, OWNER_SHELF, TAG_THROW, &write);
	str_copy(app->shelf.id, sizeof app->shelf.id, id);
	app->shelf.waits = true;
}

static const struct draft *
not_shelved(const struct app *app)
{
	const struct drafts *drafts = &app->model.drafts;

	for (size_t i = 0; i < drafts->draft_count; i++) {
		const struct draft *draft = &drafts->drafts[i];
		if (!draft->elsewhere && draft->revision > draft->shelved)
			return draft;
	}
	return NULL;
}

static bool
may_send(const struct app *app)
{
	return app->model.signed_in && app->model.journal_key && !app->lock.on;
}

static void
next(struct app *app, struct fx *fx)
{
	const struct draft *draft;

	if (app->shelf.waits)
		return;
	if (!may_send(app)) {
		if (app->model.signed_in)
			wake_in(app, SHELF_AGAIN_MS, fx);
		return;
	}
	/* What was taken over is kept before the old one goes. */
	if ((draft = not_shelved(app)))
		keep(app, draft, fx);
	else if (app->shelf.gone_count > 0)
		throw_away(app, app->shelf.gone[0].id, app->shelf.gone[0].revision, fx);
}

void
shelf_timer(struct app *app, int timer, struct fx *fx)
{
	if (timer == TIMER_MOVED) {
		app->shelf.moved_due = false;
		shelf_ask(app, fx);
		/* Nobody is led away from what they look at. */
		app->shelf.asked_ms = -1;
		return;
	}
	app->shelf.due = false;
	next(app, fx);
}

/* The run or the sign-in ends: no time to wait for one answer after another. */
void
shelf_flush(struct app *app, struct fx *fx)
{
	const struct drafts *drafts = &app->model.drafts;
	int left = SHELF_FLUSH_MOST;

	if (!may_send(app))
		return;
	for (size_t i = 0; i < drafts->draft_count && left > 0; i++) {
		const struct draft *draft = &drafts->drafts[i];
		if (draft->elsewhere || draft->revision <= draft->shelved)
			continue;
		keep(app, draft, fx);
		left--;
	}
	for (int i = 0; i < app->shelf.gone_count && left > 0; i++, left--)
		throw_away(app, app->shelf.gone[i].id, app->shelf.gone[i].revision, fx);
}

/* ---- away with it ---- */

static void
gone_add(struct app *app, const char *id, int64_t revision, struct fx *fx)
{
	struct shelf *shelf = &app->shelf;

	/* The oldest is offered again at the next sign-in: no harm is done. */
	if (shelf->gone_count == SHELF_GONE_MAX)
		memmove(&shelf->gone[0], &shelf->gone[1], (size_t)--shelf->gone_count * sizeof shelf->gone[0]);
	shelf->listing_late = true;
	str_copy(shelf->gone[shelf->gone_count].id, ID_TEXT_MAX, id);
	shelf->gone[shelf->gone_count++].revision = revision;
	/* At once: whoever signs in elsewhere next is not offered what was sent. */
	next(app, fx);
}

static void
gone_drop(struct shelf *shelf, const char *id)
{
	for (int i = 0; i < shelf->gone_count; i++) {
		if (!str_eq(shelf->gone[i].id, id))
			continue;
		shelf->listing_late = true;
		shelf->gone_count--;
		memmove(&shelf->gone[i], &shelf->gone[i + 1],
		        (size_t)(shelf->gone_count - i) * sizeof shelf->gone[0]);
		return;
	}
}

/* Sent, or thrown away by its writer. */
void
shelf_gone(struct app *app, const char *id, int64_t shelved, struct fx *fx)
{
	/* Its last change may be on the line. */
	int64_t revision = app->shelf.waits && str_eq(app->shelf.id, id) ? app->shelf.revision : shelved;

	if (revision > 0)
		gone_add(app, id, revision, fx);
}

void
shelf_throw_away(struct app *app, const char *id, struct fx *fx)
{
	const struct draft *draft = drafts_by_id(&app->model.drafts, id);

	if (!draft || !draft->elsewhere)
		return;
	gone_add(app, draft->id, draft->shelved, fx);
	drafts_drop_id(&app->model.drafts, id);
	tell(app, TELL_RESULT, _("Thrown away. It cannot be recalled."));
	app->model.changed = true;
}

/* ---- from other terminals ---- */

static void
ask_list(struct app *app, struct fx *fx)
{
	app->shelf.listing = fx_get(fx, OWNER_SHELF, TAG_LIST, "/v1/me/drafts");
	app->shelf.listing_late = false;
}

void
shelf_ask(struct app *app, struct fx *fx)
{
	if (!may_send(app))
		return;
	app->shelf.asked_ms = app->model.mono_ms;
	ask_list(app, fx);
}

void
shelf_take(struct app *app, const char *id, struct fx *fx)
{
	struct drafts *drafts = &app->model.drafts;
	const struct draft *draft = drafts_by_id(drafts, id);
	struct place place;
	char old[ID_TEXT_MAX];

	if (!draft || !draft->elsewhere)
		return;
	place = draft->place;
	str_copy(old, sizeof old, id);
	int64_t revision = draft->shelved;
	if (!drafts_take_over(drafts, old, app->model.real_ms)) {
		tell(app, TELL_REFUSAL,
		     _("You have a draft of the same here: finish it or throw it away first (X)."));
		return;
	}
	gone_add(app, old, revision, fx);
	keeping_flush(app, fx);
	app_open_place(app, &place, fx);
}

/* What went to another worker may have brought drafts: once for all of a plan. */
void
shelf_moved(struct app *app, struct fx *fx)
{
	if (app->shelf.moved_due)
		return;
	app->shelf.moved_due = true;
	fx_timer(fx, OWNER_SHELF, TIMER_MOVED, SHELF_MOVED_MS);
}

static bool
is_going(const struct shelf *shelf, const char *id)
{
	for (int i = 0; i < shelf->gone_count; i++)
		if (str_eq(shelf->gone[i].id, id))
			return true;
	return false;
}

static void
take_one(struct app *app, const struct json *item)
{
	const char *text = json_text(json_get(item, "sealed"));
	struct buf record = BUF_INIT(4 * DRAFT_TEXT_MAX);
	size_t size = text ? strlen(text) + 1 : 1, len;
	uint8_t *sealed = malloc(size);
	int64_t revision;

	if (!sealed)
		oom_exit();
	if (text && !is_going(&app->shelf, json_text(json_get(item, "id"))) &&
	    json_int(json_get(item, "revision"), &revision) &&
	    base64url_bytes(sealed, size, &len, text) &&
	    unseal(&record, app->model.journal_key, sealed, len))
		(void)drafts_from_server(&app->model.drafts, record.data, record.len, revision);
	free(sealed);
	secret_wipe(record.data, record.len);
	buf_done(&record);
}

static void
take_list(struct app *app, const struct reply *reply, struct fx *fx)
{
	struct place unfinished = place_make(PLACE_UNFINISHED, "", "");
	int elsewhere = 0, known = 0;
	char text[ASK_TEXT_MAX];

	for (size_t i = 0; i < app->model.drafts.draft_count; i++)
		known += app->model.drafts.drafts[i].elsewhere;
	drafts_drop_elsewhere(&app->model.drafts);
	for (const struct json *item = json_first(json_get(reply->json, "items")); item;
	     item = json_next(item))
		take_one(app, item);
	app->model.changed = true;
	for (size_t i = 0; i < app->model.drafts.draft_count; i++)
		elsewhere += app->model.drafts.drafts[i].elsewhere;
	if (elsewhere == 0 || (app->shelf.asked_ms < 0 && elsewhere <= known) || (app_top(app) && app_top(app)->place.kind == PLACE_UNFINISHED))
		return;
	/* Whoever has begun to work is told, and not led away. */
	if (app->last_key_ms <= app->shelf.asked_ms) {
		app_open_place(app, &unfinished, fx);
		return;
	}
	snprintf(text, sizeof text,
	         n_("%d draft begun elsewhere waits (:unfinished).",
	            "%d drafts begun elsewhere wait (:unfinished).", elsewhere),
	         elsewhere);
	tell(app, TELL_ALERT, text);
}

/* ---- answers ---- */

static void
came(struct app *app, const struct reply *reply, struct fx *fx)
{
	if (reply->request != app->shelf.listing)
		return;
	app->shelf.listing = 0;
	/* It was made before something was sent, and would offer that again. */
	if (reply->ok && app->shelf.listing_late && may_send(app))
		ask_list(app, fx);
	else if (reply->ok && app->model.journal_key)
		take_list(app, reply, fx);
}

void
shelf_reply(struct app *app, const struct reply *reply, struct fx *fx)
{
	enum err_code code = reply->ok ? ERR_NONE : reply->err->code;

	if (reply->tag == TAG_LIST) {
		came(app, reply, fx);
		return;
	}
	app->shelf.waits = false;
	if (reply->tag == TAG_THROW && (reply->ok || code == ERR_VERSION_CONFLICT || code == ERR_NOT_FOUND)) {
		/* Typed on at the other terminal: it stays, and is offered again. */
		gone_drop(&app->shelf, app->shelf.id);
	} else if (reply->tag == TAG_KEEP && (reply->ok || code == ERR_VALIDATION_FAILED || code == ERR_PAYLOAD_TOO_LARGE)) {
		/* On this disk it is kept all the same. */
		if (!reply->ok && !app->shelf.full_told)
			tell(app, TELL_ALERT, _("The server keeps no more drafts; this terminal does."));
		app->shelf.full_told = !reply->ok;
		drafts_shelved(&app->model.drafts, app->shelf.id, app->shelf.revision);
	} else {
		wake_in(app, SHELF_AGAIN_MS, fx);
		return;
	}
	next(app, fx);
}

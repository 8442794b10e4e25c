/* SPDX-License-Identifier: Apache-2.0
 *
 * The fake server and clock of the screen tests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "client_fake.h"

#include <stdlib.h>

#include "base/secret.h"
#include "base/str.h"
#include "base/utf8.h"
#include "client/api/problem.h"

static struct msg
message(struct fake *fake, enum msg_kind kind)
{
	return (struct msg){ .kind = kind, .mono_ms = fake->mono_ms, .real_ms = fake->real_ms };
}

static void
keep_request(struct fake *fake, struct request *request)
{
	assert_true(fake->request_count < FAKE_REQUESTS_MAX);
	fake->requests[fake->request_count++] = *request;
	request->path = NULL;
	request->body = NULL;
}

static void
drop_request(struct fake *fake, int at)
{
	free(fake->requests[at].path);
	free(fake->requests[at].body);
	memmove(&fake->requests[at], &fake->requests[at + 1],
	        (size_t)(fake->request_count - at - 1) * sizeof fake->requests[0]);
	fake->request_count--;
}

static void
set_timer(struct fake *fake, const struct fx_item *item)
{
	int at = 0;

	while (at < fake->timer_count &&
	       (fake->timers[at].owner != item->owner || fake->timers[at].tag != item->tag))
		at++;
	if (item->number < 0) {
		if (at < fake->timer_count)
			fake->timers[at] = fake->timers[--fake->timer_count];
		return;
	}
	assert_true(at < FAKE_TIMERS_MAX);
	fake->timers[at] = (struct fake_timer){ item->owner, item->tag, fake->mono_ms + item->number };
	if (at == fake->timer_count)
		fake->timer_count++;
}

void
fake_signing(struct fake *fake, enum signing_job job, bool ok)
{
	static const uint8_t none[SIGN_PUBLIC_BYTES];
	struct msg msg = message(fake, MSG_SIGNING);
	struct signing_result result = { .job = job, .ok = ok, .secret = fake->secret,
		                         .public_key = fake->public_key, .sealed = FAKE_SEALED,
		                         .proof = "proof" };

	if (memcmp(fake->public_key, none, sizeof(none)) == 0)
		sign_key_make(fake->secret, fake->public_key);
	msg.signing = &result;
	/* Inside a turn its effects are carried out with the turn's. */
	app_update(fake->app, &msg, &fake->fx);
}

static void
execute_one(struct fake *fake, struct fx_item *item)
{
	switch (item->kind) {
	case FX_REQUEST:
		keep_request(fake, &item->request);
		break;
	case FX_CANCEL:
		for (int i = 0; i < fake->request_count; i++) {
			if (fake->requests[i].id == (uint64_t)item->number) {
				drop_request(fake, i);
				break;
			}
		}
		break;
	case FX_TIMER:
		set_timer(fake, item);
		break;
	case FX_TOKEN:
		str_copy(fake->token, sizeof fake->token, item->request.body);
		break;
	case FX_FEED:
		fake->feed_after = item->number;
		break;
	case FX_CLIPBOARD:
		str_copy(fake->clipboard, sizeof fake->clipboard, item->text);
		break;
	case FX_EXPORT:
		str_copy(fake->exported_name, sizeof fake->exported_name, item->word);
		str_copy(fake->exported, sizeof fake->exported, item->text);
		break;
	case FX_QUIT:
		fake->quit = true;
		fake->quit_status = (int)item->number;
		break;
	case FX_SUSPEND:
		fake->suspended++;
		break;
	case FX_JOURNAL:
		fake->journal_records++;
		break;
	case FX_PASSWORD:
		str_copy(fake->password, sizeof fake->password, item->request.body);
		break;
	case FX_SIGNING:
		fake->signing_job = (enum signing_job)item->tag;
		if (fake->signing_job == SIGNING_STOP)
			fake->password[0] = '\0';
		else if (!fake->signing_by_hand)
			fake_signing(fake, SIGNING_OPEN, true);
		break;
	case FX_JOURNAL_OPEN:
		if (fake->keeper)
			keeper_open(fake->keeper, fake->app, &fake->fx);
		else
			app_journal_ready(fake->app, &fake->fx);
		break;
	default:
		break;
	}
}

static void
execute(struct fake *fake)
{
	struct fx taken = fake->fx;

	fx_init(&fake->fx);
	fake->fx.last_request = taken.last_request;
	for (size_t i = 0; i < taken.count; i++)
		if (fake->keeper && taken.items[i].kind == FX_JOURNAL)
			keeper_push(fake->keeper, fake->app, taken.items[i].text, &fake->fx);
	for (size_t i = 0; i < taken.count; i++)
		execute_one(fake, &taken.items[i]);
	fx_done(&taken);
	if (fake->fx.count > 0)
		execute(fake);
}

static void
tell_app(struct fake *fake, const struct msg *msg)
{
	app_update(fake->app, msg, &fake->fx);
	execute(fake);
}

void
fake_paint(struct fake *fake)
{
	struct msg msg = message(fake, MSG_PAINTED);

	app_draw(fake->app, &fake->canvas);
	tell_app(fake, &msg);
}

static void
open_app(struct fake *fake, int rows, int cols)
{
	keymap_init(&fake->keymap);
	fx_init(&fake->fx);
	struct app_options options = { .server_name = "https://cases.example.gov",
		                       .config = &fake->config,
		                       .keymap = &fake->keymap };
	fake->app = app_new(&options, &fake->fx);
	execute(fake);
	canvas_init(&fake->canvas, rows, cols);
	fake_resize(fake, rows, cols);
}

void
fake_start(struct fake *fake, int rows, int cols)
{
	static bool ready;

	if (!ready)
		assert_true(secret_init());
	ready = true;
	*fake = (struct fake){ .mono_ms = 1000000, .real_ms = 1763758800000, .feed_after = -1 };
	config_init(&fake->config);
	open_app(fake, rows, cols);
}

void
fake_restart(struct fake *fake, int rows, int cols)
{
	struct config config = fake->config;

	fake_stop(fake);
	*fake = (struct fake){ .mono_ms = 1000000, .real_ms = 1763758800000, .feed_after = -1, .config = config };
	open_app(fake, rows, cols);
}

void
fake_stop(struct fake *fake)
{
	app_free(fake->app, &fake->fx);
	fx_done(&fake->fx);
	while (fake->request_count > 0)
		drop_request(fake, 0);
	canvas_done(&fake->canvas);
}

void
fake_resize(struct fake *fake, int rows, int cols)
{
	struct msg msg = message(fake, MSG_RESIZE);

	canvas_done(&fake->canvas);
	canvas_init(&fake->canvas, rows, cols);
	msg.rows = rows;
	msg.cols = cols;
	tell_app(fake, &msg);
	fake_paint(fake);
}

static void
one_key(struct fake *fake, struct key key)
{
	struct msg msg = message(fake, MSG_KEY);

	msg.key = key;
	tell_app(fake, &msg);
}

void
fake_keys_at_once(struct fake *fake, const char *names)
{
	char name[32];

	for (;;) {
		names += strspn(names, " ");
		size_t len = strcspn(names, " ");
		if (len == 0)
			return;
		snprintf(name, sizeof name, "%.*s", (int)len, names);
		struct keys keys;
		assert_true(keys_from_text(name, &keys));
		for (int i = 0; i < keys.count; i++)
			one_key(fake, keys.at[i]);
		names += len;
	}
}

void
fake_keys(struct fake *fake, const char *names)
{
	char name[32];

	for (;;) {
		names += strspn(names, " ");
		size_t len = strcspn(names, " ");
		if (len == 0)
			return;
		snprintf(name, sizeof name, "%.*s", (int)len, names);
		fake_keys_at_once(fake, name);
		fake_paint(fake);
		names += len;
	}
}

void
fake_type(struct fake *fake, const char *text)
{
	size_t len = strlen(text);

	while (len > 0) {
		struct key key;
		size_t used = utf8_decode(text, len, &key.code);
		one_key(fake, key);
		text += used;
		len -= used;
	}
	fake_paint(fake);
}

void
fake_paste(struct fake *fake, const char *text)
{
	struct msg msg = message(fake, MSG_PASTE);

	msg.text = text;
	msg.text_len = strlen(text);
	tell_app(fake, &msg);
	fake_paint(fake);
}

void
fake_wait(struct fake *fake, int64_t ms)
{
	int64_t end = fake->mono_ms + ms;

	for (;;) {
		int due = -1;
		for (int i = 0; i < fake->timer_count; i++) {
			if (fake->timers[i].due_ms <= end &&
			    (due < 0 || fake->timers[i].due_ms < fake->timers[due].due_ms))
				due = i;
		}
		if (due < 0)
			break;
		struct fake_timer timer = fake->timers[due];
		fake->timers[due] = fake->timers[--fake->timer_count];
		if (timer.due_ms > fake->mono_ms) {
			fake->real_ms += timer.due_ms - fake->mono_ms;
			fake->mono_ms = timer.due_ms;
		}
		struct msg msg = message(fake, MSG_TIMER);
		msg.owner = timer.owner;
		msg.timer = timer.tag;
		tell_app(fake, &msg);
	}
	fake->real_ms += end - fake->mono_ms;
	fake->mono_ms = end;
	fake_paint(fake);
}

static int
find_request(const struct fake *fake, const char *begins)
{
	const char *space = strchr(begins, ' ');
	const char *path = space ? space + 1 : ""; /* a method alone: its first */

	for (int i = 0; i < fake->request_count; i++) {
		const struct request *request = &fake->requests[i];
		if (str_starts(begins, request->method) && str_starts(request->path, path))
			return i;
	}
	return -1;
}

bool
fake_was_asked(const struct fake *fake, const char *begins)
{
	return find_request(fake, begins) >= 0;
}

struct request *
fake_request(struct fake *fake, const char *begins)
{
	int at = find_request(fake, begins);

	if (at < 0)
		fail_msg("not asked: %s", begins);
	return &fake->requests[at];
}

static void
answer(struct fake *fake, const char *begins, struct reply *reply)
{
	struct request *request = fake_request(fake, begins);
	struct msg msg = message(fake, MSG_REPLY);

	reply->request = request->id;
	reply->tag = request->tag;
	reply->key = request->key;
	msg.reply = *reply;
	/* The key has to live through the update; the request need not. */
	char key[48];
	str_copy(key, sizeof key, request->key);
	msg.reply.key = key;
	drop_request(fake, (int)(request - fake->requests));
	tell_app(fake, &msg);
	fake_paint(fake);
}

void
fake_reply(struct fake *fake, const char *begins, int http, const char *body)
{
	struct err err = { 0 };
	struct json *json = body[0] ? json_parse(body, strlen(body), &err) : NULL;
	bool ok = http >= 200 && http < 300;

	if (body[0] && !json)
		fail_msg("the test's own JSON is wrong: %s", err.detail);
	if (!ok)
		problem_read(json, http, 0, &err);
	struct reply reply = { .ok = ok,      .http = http,     .json = json,
		               .err = &err,   .body = body,     .body_len = strlen(body),
		               .event_seq = 100 };
	answer(fake, begins, &reply);
	json_free(json);
}

void
fake_fail(struct fake *fake, const char *begins, enum err_code code)
{
	struct err err = { 0 };
	struct reply reply = { .err = &err, .body = "" };

	err_set(&err, code, "(test)");
	answer(fake, begins, &reply);
}

void
fake_event(struct fake *fake, int64_t seq, const char *type, const char *subject_type,
           const char *subject_id)
{
	struct msg msg = message(fake, MSG_EVENT);

	msg.event = (struct event_note){
		.seq = seq,
		.type = type,
		.subject_type = subject_type,
		.subject_id = subject_id,
		.application_id = "",
		.actor_id = "w_ben",
		.gone = str_eq(type, "gone"),
	};
	tell_app(fake, &msg);
	fake_paint(fake);
}

void
fake_feed(struct fake *fake, enum feed_state feed)
{
	struct msg msg = message(fake, MSG_FEED);

	msg.feed = feed;
	tell_app(fake, &msg);
	fake_paint(fake);
}

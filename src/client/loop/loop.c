/* SPDX-License-Identifier: Apache-2.0
 *
 * The loop: signals, keys, replies, events and timers become messages; the
 * effects of each are carried out before the next; then one repaint.
 */
#include "client/loop/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "client/loop/exporter.h"
#include "client/loop/keeper.h"
#include "client/loop/signer.h"
#include "client/loop/signals.h"
#include "client/loop/timers.h"
#include "client/term/term.h"

enum {
	LOOP_WAIT_MAX_MS = 60000,
	LOOP_SLOW_MS = 50, /* a turn longer than this is a fault */
	LOOP_LINGER_MS = 300 /* for what is on the line when the person leaves */
};

struct loop {
	struct api *api;
	struct app *app;
	struct fx *fx;
	struct timers timers;
	struct keeper keeper;
	struct signer signer;
	struct canvas canvas;
	struct buf paste;
	int64_t mono_ms;
	bool quit;
	int status;
	bool redraw; /* paint every cell */
	bool heard_keys; /* in this turn */
	/* tests */
	int test_fd; /* -1: none */
	long keys_used;
};

static void execute(struct loop *loop);

static struct msg
message(struct loop *loop, enum msg_kind kind)
{
	loop->mono_ms = clock_mono_ms();
	return (struct msg){ .kind = kind, .mono_ms = loop->mono_ms, .real_ms = clock_real_ms() };
}

static void
tell_app(struct loop *loop, const struct msg *msg)
{
	app_update(loop->app, msg, loop->fx);
	execute(loop);
}

static void
resize(struct loop *loop)
{
	int rows, cols;

	term_size(&rows, &cols);
	canvas_done(&loop->canvas);
	canvas_init(&loop->canvas, rows, cols);
	struct msg msg = message(loop, MSG_RESIZE);
	msg.rows = loop->canvas.rows;
	msg.cols = loop->canvas.cols;
	tell_app(loop, &msg);
}

static void
suspend(struct loop *loop)
{
	struct msg msg = message(loop, MSG_SIGNAL);

	/* What is typed is kept and what is shown for a moment goes: nobody knows
	 * for how long, or who will be there afterwards. */
	msg.signal = SIGTSTP;
	tell_app(loop, &msg);
	term_suspend();
	/* No signal tells of a resize that happened while we were stopped. */
	resize(loop);
	loop->redraw = true;
	api_wake(loop->api, clock_mono_ms());
}

static void
execute_one(struct loop *loop, struct fx_item *item)
{
	switch (item->kind) {
	case FX_REQUEST:
		api_submit(loop->api, &item->request);
		break;
	case FX_CANCEL:
		api_cancel(loop->api, (uint64_t)item->number);
		break;
	case FX_TIMER:
		timers_set(&loop->timers, item->owner, item->tag,
		           item->number < 0 ? -1 : loop->mono_ms + item->number);
		break;
	case FX_TOKEN:
		api_token(loop->api, item->request.body);
		break;
	case FX_PASSWORD:
		signer_password(&loop->signer, item->request.body);
		break;
	case FX_SIGNING:
		signer_start(&loop->signer, (enum signing_job)item->tag, app_model(loop->app));
		break;
	case FX_FEED:
		api_follow(loop->api, item->number, loop->mono_ms);
		break;
	case FX_QUIT:
		loop->quit = true;
		loop->status = (int)item->number;
		break;
	case FX_SUSPEND:
		suspend(loop);
		break;
	case FX_BELL:
		term_bell();
		break;
	case FX_CLIPBOARD:
		term_clipboard(item->text);
		break;
	case FX_EXPORT:
		export_write(loop->app, item->word, item->text);
		break;
	case FX_JOURNAL_OPEN:
		keeper_open(&loop->keeper, loop->app, loop->fx);
		break;
	case FX_JOURNAL:
		/* Done before all others, in execute(). */
		break;
	default:
		/* The others are the app's, and it has carried them out. */
		assert(false && "effect nobody carries out");
	}
}

/* An effect may lead to messages, and those to effects: take the list away
 * before carrying it out. */
static void
execute(struct loop *loop)
{
	struct fx taken = *loop->fx;

	fx_init(loop->fx);
	loop->fx->last_request = taken.last_request;
	loop->fx->now_ms = taken.now_ms;
	/* On the disk before it is on the line. */
	for (size_t i = 0; i < taken.count; i++)
		if (taken.items[i].kind == FX_JOURNAL)
			keeper_push(&loop->keeper, loop->app, taken.items[i].text, loop->fx);
	for (size_t i = 0; i < taken.count; i++)
		execute_one(loop, &taken.items[i]);
	fx_done(&taken);
	if (loop->fx->count > 0)
		execute(loop);
}

static void
take_signals(struct loop *loop)
{
	int number;

	while ((number = signals_take())) {
		if (number == SIGWINCH) {
			if (term_resize())
				resize(loop);
		} else if (number == SIGTSTP) {
			suspend(loop);
		} else if (number == SIGCONT) {
			/* Stopped without our leave (SIGSTOP): the glass is not ours any more. */
			term_resize();
			resize(loop);
			loop->redraw = true;
			api_wake(loop->api, clock_mono_ms());
		} else {
			struct msg msg = message(loop, MSG_SIGNAL);
			msg.signal = number == SIGINT ? SIGTERM : number;
			tell_app(loop, &msg);
		}
	}
}

/* A test counts what it typed: the characters and the two brackets. */
static long
paste_keys(const struct buf *paste)
{
	long keys = 12;

	for (size_t i = 0; i < paste->len; i++)
		keys += ((unsigned char)paste->data[i] & 0xc0) != 0x80;
	return keys;
}

static void
take_keys(struct loop *loop)
{
	enum term_input input;
	struct key key;

	loop->heard_keys = false;
	while (!loop->quit && (input = term_take(&key, &loop->paste)) != TERM_NOTHING) {
		struct msg msg = message(loop, input == TERM_KEY ? MSG_KEY : MSG_PASTE);
		msg.key = key;
		msg.text = loop->paste.data;
		msg.text_len = loop->paste.len;
		loop->heard_keys = true;
		loop->keys_used += input == TERM_KEY ? 1 : paste_keys(&loop->paste);
		/* Whoever tries passwords at a locked screen keeps no session alive. */
		if (!app_model(loop->app)->locked)
			api_active(loop->api);
		tell_app(loop, &msg);
	}
}

static void
take_replies(struct loop *loop)
{
	struct msg msg = message(loop, MSG_REPLY);

	api_perform(loop->api, loop->mono_ms);
	while (!loop->quit && api_take_reply(loop->api, &msg.reply)) {
		tell_app(loop, &msg);
		api_reply_done(loop->api);
	}
	while (!loop->quit && api_take_event(loop->api, &msg)) {
		msg.mono_ms = loop->mono_ms;
		msg.real_ms = clock_real_ms();
		tell_app(loop, &msg);
	}
}

static void
take_signing(struct loop *loop)
{
	struct signing_result result;

	if (loop->quit || !signer_take(&loop->signer, &result))
		return;
	struct msg msg = message(loop, MSG_SIGNING);
	msg.signing = &result;
	tell_app(loop, &msg);
	signer_done_with(&loop->signer);
}

static void
fire_timers(struct loop *loop)
{
	struct msg msg = message(loop, MSG_TIMER);
	struct timer timer;

	while (!loop->quit && timers_take(&loop->timers, loop->mono_ms, &timer)) {
		msg.owner = timer.owner;
		msg.timer = timer.tag;
		tell_app(loop, &msg);
	}
}

static void
show(struct loop *loop)
{
	bool full = app_take_redraw(loop->app) || loop->redraw;

	loop->redraw = false;
	app_draw(loop->app, &loop->canvas);
	term_show(&loop->canvas, full);
	struct msg msg = message(loop, MSG_PAINTED);
	tell_app(loop, &msg);
}

/* What a test waits for: its keys used, its size taken, no answer awaited; and where it is then. */
static void
report_idle(struct loop *loop)
{
	if (loop->test_fd >= 0)
		dprintf(loop->test_fd, "idle %ld %d %d %d %s\n", loop->keys_used,
		        api_open_requests(loop->api) + signer_is_busy(&loop->signer), loop->canvas.rows, loop->canvas.cols,
		        app_place_name(loop->app));
}

static int
wait_ms(const struct loop *loop)
{
	int64_t next = timers_next_ms(&loop->timers);
	int64_t feed = api_next_ms(loop->api);
	int64_t now = clock_mono_ms();
	int64_t held = term_held_ms();

	if (feed < next)
		next = feed;
	if (held >= 0 && now + held < next)
		next = now + held;
	if (next <= now)
		return 0;
	return next - now < LOOP_WAIT_MAX_MS ? (int)(next - now) : LOOP_WAIT_MAX_MS;
}

/* A terminal that went away without a SIGHUP reads as ready for ever. */
static bool
terminal_gone(void)
{
	struct pollfd fd = { .fd = term_fd(), .events = POLLIN };

	return poll(&fd, 1, 0) > 0 && (fd.revents & (POLLHUP | POLLERR | POLLNVAL));
}

static void
wait_for_something(struct loop *loop)
{
	struct curl_waitfd wait[] = {
		{ .fd = term_fd(), .events = CURL_WAIT_POLLIN },
		{ .fd = signals_fd(), .events = CURL_WAIT_POLLIN },
	};

	curl_multi_poll(api_multi(loop->api), wait, countof(wait), wait_ms(loop), NULL);
	if (wait[0].revents && terminal_gone()) {
		struct msg msg = message(loop, MSG_SIGNAL);
		msg.signal = SIGHUP;
		tell_app(loop, &msg);
	}
}

/* Let the last requests out, the end of the session among them.  Their
 * answers change nothing any more: what was written is in the sealed file. */
static void
linger(struct loop *loop)
{
	int64_t end = clock_mono_ms() + LOOP_LINGER_MS;
	struct reply reply;

	api_follow(loop->api, -1, clock_mono_ms());
	while (api_open_requests(loop->api) > 0 && clock_mono_ms() < end) {
		api_perform(loop->api, clock_mono_ms());
		while (api_take_reply(loop->api, &reply))
			api_reply_done(loop->api);
		if (api_open_requests(loop->api) > 0)
			curl_multi_poll(api_multi(loop->api), NULL, 0, 20, NULL);
	}
}

static int
test_fd(void)
{
	const char *text = getenv("APP_TEST_FD");
	int64_t fd;

	return text && str_to_i64(text, &fd) && fd > 2 && fd < 1024 ? (int)fd : -1;
}

int
loop_run(struct api *api, struct app *app, struct fx *fx)
{
	struct loop loop = { .api = api, .app = app, .fx = fx, .test_fd = test_fd(),
		             .signer = { .multi = api_multi(api) } };

	buf_init(&loop.paste, TERM_PASTE_MAX);
	execute(&loop);
	resize(&loop);
	while (!loop.quit) {
		int64_t began = clock_mono_ms();
		take_signals(&loop);
		take_keys(&loop);
		take_replies(&loop);
		take_signing(&loop);
		fire_timers(&loop);
		if (loop.quit)
			break;
		if (app_dirty(loop.app))
			show(&loop);
		if (loop.test_fd >= 0 && clock_mono_ms() - began > LOOP_SLOW_MS)
			dprintf(loop.test_fd, "slow %d\n", (int)(clock_mono_ms() - began));
		report_idle(&loop);
		wait_for_something(&loop);
	}
	keeper_close(&loop.keeper, app);
	linger(&loop);
	signer_end(&loop.signer);
	app_free(app, fx);
	canvas_done(&loop.canvas);
	buf_done(&loop.paste);
	return loop.status;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The course of one request of the case API.  Checks come in this order:
 * route, authenticate, query, key (a replay answers here), and that the body is
 * JSON; policy, If-Match, validation and effect are the service's.  Reads run on a snapshot
 * of this thread, writes in a savepoint on the writer while the connection
 * sleeps; what is slow goes to the pool first.
 */
#include "config.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "server/handler/handlers.h"
#include "server/route/parked.h"
#include "server/route/problem.h"
#include "server/route/upload.h"
#include "server/service/language.h"
#include "server/store/event_log.h"

/* ---- running ---- */

void
parked_call(struct parked *p, struct call *call, const struct actor *actor)
{
	call->agency = p->exchange->server->agency;
	call->arena = &p->exchange->arena;
	call->actor = actor;
	call->now_ms = agency_now_ms(call->agency);
}

static struct call *
call_of(struct parked *p)
{
	return p->portal != NULL ? &p->portal->call : &p->rq.call;
}

bool
parked_read(struct parked *p, bool (*run)(struct parked *p, struct err *err))
{
	struct call *call = call_of(p);
	struct db *db = server_reader(p->exchange->server, &p->err);
	bool ok;

	if (db == NULL || !db_begin(db, &p->err))
		return false;
	call->db = db;
	call->txn = NULL;
	ok = run(p, &p->err);
	if (ok && p->portal == NULL)
		p->rq.reply.event_seq = event_head_seq(db);
	if (db_failed(db)) {
		struct err failure = { .code = ERR_NONE };
		if (db_take_failure(db, &failure)) {
			log_line(LOG_ERROR, "read", "request %s: %s", p->exchange->request_id, failure.detail);
			/* A row that could not be read is not one that is not there. */
			if (ok || failure.code == ERR_BACKEND_UNAVAILABLE)
				p->err = failure;
			ok = false;
		}
	}
	db_rollback(db);
	call->db = NULL;
	return ok;
}

/* What is refused is said in the language of who asks, on whatever thread. */
static bool
run_spoken(struct parked *p, bool (*run)(struct request *rq, struct err *err), struct err *err)
{
	const char *before = refuse_in(p->rq.call.language);
	bool ok = run(&p->rq, err);
	refuse_in(before);
	return ok;
}

static bool
run_handler(struct parked *p, struct err *err)
{
	const struct err *unfit = p->rq.call.unfit;

	if (!run_spoken(p, p->rq.route->run, err))
		return false;
	/* A service that did not ask: nothing was written, and nothing is answered. */
	if (unfit != NULL)
		return *err = *unfit, false;
	if (p->rq.dry_run)
		views_rehearsed(&p->rq);
	return true;
}

static bool
run_prepare(struct parked *p, struct err *err)
{
	return run_spoken(p, p->rq.route->prepare, err);
}

struct parked_job {
	struct write_job job; /* first */
	struct parked *parked;
};

struct parked *
parked_of_job(struct write_job *job)
{
	return ((struct parked_job *)job)->parked;
}

bool
parked_submit(struct parked *p, write_run_fn *run, write_done_fn *done)
{
	struct parked_job *job = arena_alloc(&p->exchange->arena, sizeof(*job));

	job->job.run = run;
	job->job.done = done;
	job->parked = p;
	return writer_submit(p->exchange->server->writer, &job->job);
}

static bool
write_run(struct write_job *job, struct txn *txn, struct err *err)
{
	struct parked *p = parked_of_job(job);
	struct call *call = call_of(p);

	call->db = txn->db;
	call->txn = txn;
	call->now_ms = txn->now_ms;
	if (p->portal != NULL)
		return p->portal_route->run(p->portal, err);
	if (!run_spoken(p, p->rq.route->run, err))
		return false;
	p->rq.reply.event_seq = event_log_seq(txn->log);
	return key_keep(p, txn, err);
}

static void
write_done(struct write_job *job, bool ok)
{
	struct parked *p = parked_of_job(job);
	struct exchange *exchange = p->exchange;

	p->ok = ok;
	if (!ok) {
		p->err = job->err;
	} else {
		/* Who is told that it is done may act on it at once: the feed's
		 * thread would be too late. */
		if (call_of(p)->sessions_of != NULL)
			sessions_forget(exchange->server->sessions, call_of(p)->sessions_of);
		if (call_of(p)->adds_mail)
			exchange->server->wake_mail(exchange->server);
		feed_kick(exchange->server->feed);
	}
	exchange->finished(exchange);
}

enum exchange_next
parked_write(struct parked *p)
{
	if (parked_submit(p, write_run, write_done))
		return EXCHANGE_WORK;
	p->ok = false;
	err_set(&p->err, ERR_BACKEND_UNAVAILABLE, "The server is stopping; try again in a moment.");
	return EXCHANGE_ANSWER;
}

static bool
is_write(const struct parked *p)
{
	return (p->rq.route->flags & ROUTE_WRITE) != 0 && !p->rq.dry_run && p->rq.call.unfit == NULL;
}

/* On a thread of the pool. */
static void
pool_run(struct pool_job *job)
{
	struct parked *p = (struct parked *)((char *)job - offsetof(struct parked, pool));
	struct exchange *exchange = p->exchange;

	if ((p->rq.route->flags & ROUTE_PREPARE) != 0)
		p->ok = parked_read(p, run_prepare);
	else
		p->ok = true;
	if (p->ok && is_write(p)) {
		if (parked_write(p) == EXCHANGE_WORK)
			return;
	} else if (p->ok) {
		p->ok = parked_read(p, run_handler);
	}
	exchange->finished(exchange);
}

static bool
witness_run(struct write_job *job, struct txn *txn, struct err *err)
{
	struct parked *p = parked_of_job(job);

	p->rq.call.db = txn->db;
	p->rq.call.txn = txn;
	p->rq.call.now_ms = txn->now_ms;
	return p->rq.reply.witness(&p->rq, err);
}

/* What may be seen only if it is written down that it was. */
static bool
witness_begin(struct parked *p)
{
	p->exchange->work_done = false;
	if (parked_submit(p, witness_run, write_done))
		return true;
	p->ok = err_set(&p->err, ERR_BACKEND_UNAVAILABLE, "The server is stopping; try again in a moment.");
	return false;
}

static enum exchange_next
finish(struct parked *p)
{
	struct exchange *exchange = p->exchange;
	int digit;

	key_release(p);
	if (p->ok && p->rq.reply.witness != NULL && !p->witnessing) {
		p->witnessing = true;
		if (witness_begin(p))
			return EXCHANGE_WORK;
	}
	if (p->ok && p->rq.reply.refusal != ERR_NONE)
		p->ok = err_set(&p->err, p->rq.reply.refusal, "%s", "");
	if (p->ok && p->rq.reply.viewed != NULL && views_note(p))
		return EXCHANGE_WORK;
	if (p->ok)
		answer_encode(p);
	else
		problem_answer(exchange, &p->err);
	if (atomic_load(&exchange->server->draining))
		exchange->close_after = true;
	if (p->ok && p->rq.reply.ends_session)
		atomic_store(&p->session->ended, true);
	touch_session(p);
	digit = exchange->status / 100;
	if (digit > 0 && digit < (int)countof(exchange->server->counts.by_class))
		atomic_fetch_add(&exchange->server->counts.by_class[digit], 1);
	return EXCHANGE_ANSWER;
}

/* ---- the course ---- */

/* A list that one worker's queue bounds is quick; any other may be read far,
 * and so may whatever is searched for words. */
static bool
may_take_long(const struct parked *p)
{
	unsigned flags = p->rq.route->flags;

	return (flags & ROUTE_POOL) != 0 || request_query(&p->rq, "q")
		|| ((flags & ROUTE_POOL_WIDE) != 0 && !request_query(&p->rq, "assignee"));
}

static enum exchange_next
execute(struct parked *p)
{
	unsigned flags = p->rq.route->flags;
	struct server *server = p->exchange->server;

	if (may_take_long(p)) {
		p->pool.run = pool_run;
		if (pool_submit((flags & (ROUTE_PREPARE | ROUTE_UPLOAD)) == ROUTE_PREPARE ? server->hashers : server->pool,
		                &p->pool))
			return EXCHANGE_WORK;
		p->ok = err_set(&p->err, ERR_RATE_LIMITED, "Too much is waiting; try again in a moment.");
		p->err.retry_after_s = POOL_RETRY_S;
		return finish(p);
	}
	if (is_write(p)) {
		p->ok = (flags & ROUTE_PREPARE) == 0 || parked_read(p, run_prepare);
		return p->ok && parked_write(p) == EXCHANGE_WORK ? EXCHANGE_WORK : finish(p);
	}
	if ((flags & ROUTE_STREAM) != 0) {
		p->ok = parked_read(p, run_handler);
		return p->ok ? stream_begin(p) : finish(p);
	}
	if ((flags & ROUTE_EVENTS) != 0 && !events_watch(p, &p->err)) {
		p->ok = false;
		return finish(p);
	}
	p->ok = parked_read(p, run_handler);
	if (p->ok && p->watching && p->rq.reply.wait_ms > 0)
		return EXCHANGE_WATCH;
	return finish(p);
}

enum exchange_next
exchange_begin(struct exchange *exchange)
{
	struct parked *p = arena_alloc(&exchange->arena, sizeof(*p));
	enum exchange_next next;
	bool done = false;

	exchange->parked = p;
	p->exchange = exchange;
	p->rq.arena = &exchange->arena;
	p->rq.exchange = exchange;
	p->rq.path = exchange->path;
	p->rq.request_id = exchange->request_id;
	p->rq.remote_address = exchange->remote_address;
	atomic_fetch_add(&exchange->server->counts.requests, 1);
	if (exchange->listener == LISTENER_PORTAL)
		return portal_begin(p);
	parked_call(p, &p->rq.call, &p->nobody);
	p->rq.call.language = first_language(exchange);
	refuse_in(p->rq.call.language);
	p->ok = accept_request(p, &done, &p->err);
	next = p->ok && !done ? execute(p) : finish(p);
	refuse_in(NULL);
	return next;
}

/* A long poll that was woken: look again, unless its time is up. */
static enum exchange_next
look_again(struct parked *p)
{
	int64_t left_ms = p->wait_until_ms - clock_mono_ms();
	bool over = left_ms <= 0 || atomic_load(&p->exchange->gone)
	            || atomic_load(&p->exchange->server->draining);

	if (!session_is_live(p->session)) {
		p->ok = err_set(&p->err, ERR_SESSION_EXPIRED, "Nothing typed is lost: sign in again.");
		return finish(p);
	}
	memset(&p->rq.reply, 0, sizeof(p->rq.reply));
	p->ok = parked_read(p, run_handler);
	if (p->ok && p->rq.reply.wait_ms > 0 && !over)
		return EXCHANGE_WATCH;
	return finish(p);
}

enum exchange_next
exchange_continue(struct exchange *exchange)
{
	struct parked *p = exchange->parked;
	enum exchange_next next;

	if (p->portal != NULL)
		return portal_continue(p);
	if (!p->watching && !exchange->work_done)
		return EXCHANGE_WORK;
	refuse_in(p->rq.call.language);
	next = p->watching ? look_again(p) : finish(p);
	refuse_in(NULL);
	return next;
}

static void
parked_end(struct parked *p)
{
	if (p->watching)
		feed_watch_remove(p->exchange->server->feed, &p->watch);
	key_release(p);
	json_free(p->json);
	session_release(p->session);
	p->exchange->parked = NULL;
}

ptrdiff_t
exchange_fill(struct exchange *exchange, char *out, size_t size)
{
	/* The headers are out: a stream needs nothing more of all that. */
	if (exchange->parked != NULL) {
		parked_end(exchange->parked);
		arena_done(&exchange->arena);
		buf_done(&exchange->body);
		buf_done(&exchange->answer);
	}
	return stream_fill(exchange, out, size);
}

void
exchange_end(struct exchange *exchange)
{
	if (exchange->parked != NULL)
		parked_end(exchange->parked);
	if (exchange->stream != NULL)
		stream_end(exchange);
	upload_end(exchange->server->uploads, exchange->upload);
	exchange->upload = 0;
}

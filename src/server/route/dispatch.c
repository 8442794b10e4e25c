/* SPDX-License-Identifier: Apache-2.0
 *
 * The course of one request of the case API.  Checks come in this order:
 * route, authenticate, key (a replay answers here), query and body; policy,
 * If-Match, validation and effect are the service's.  Reads run on a snapshot
 * of this thread, writes in a savepoint on the writer while the connection
 * sleeps; what is slow goes to the pool first.
 */
#include "config.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"
#include "server/handler/handlers.h"
#include "server/route/parked.h"
#include "server/route/problem.h"
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
			if (ok)
				p->err = failure;
			ok = false;
		}
	}
	db_rollback(db);
	call->db = NULL;
	return ok;
}

static bool
run_handler(struct parked *p, struct err *err)
{
	return p->rq.route->run(&p->rq, err);
}

static bool
run_prepare(struct parked *p, struct err *err)
{
	return session_open_prepare(&p->rq, err);
}

static bool
write_run(struct write_job *job, struct txn *txn, struct err *err)
{
	struct parked *p = (struct parked *)((char *)job - offsetof(struct parked, write));
	struct call *call = call_of(p);

	call->db = txn->db;
	call->txn = txn;
	call->now_ms = txn->now_ms;
	if (p->portal != NULL)
		return p->portal_route->run(p->portal, err);
	if (!p->rq.route->run(&p->rq, err))
		return false;
	p->rq.reply.event_seq = event_log_seq(txn->log);
	return key_keep(p, txn, err);
}

static void
write_done(struct write_job *job, bool ok)
{
	struct parked *p = (struct parked *)((char *)job - offsetof(struct parked, write));
	struct exchange *exchange = p->exchange;

	p->ok = ok;
	if (!ok)
		p->err = job->err;
	else
		feed_kick(exchange->server->feed);
	atomic_store(&p->ready, true);
	exchange->wake(exchange);
}

enum exchange_next
parked_write(struct parked *p)
{
	p->write.run = write_run;
	p->write.done = write_done;
	atomic_fetch_add(&p->exchange->server->counts.writes, 1);
	if (writer_submit(p->exchange->server->writer, &p->write))
		return EXCHANGE_PARK;
	p->ok = false;
	err_set(&p->err, ERR_BACKEND_UNAVAILABLE, "The server is stopping; try again in a moment.");
	atomic_store(&p->ready, true);
	return EXCHANGE_ANSWER;
}

static bool
is_write(const struct parked *p)
{
	return (p->rq.route->flags & ROUTE_WRITE) != 0 && !p->rq.dry_run;
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
		if (parked_write(p) == EXCHANGE_PARK)
			return;
	} else if (p->ok) {
		p->ok = parked_read(p, run_handler);
	}
	atomic_store(&p->ready, true);
	exchange->wake(exchange);
}

static enum exchange_next
finish(struct parked *p)
{
	struct exchange *exchange = p->exchange;
	int digit;

	key_release(p);
	if (p->ok && p->rq.reply.refusal != ERR_NONE)
		p->ok = err_set(&p->err, p->rq.reply.refusal, "%s", "");
	if (p->ok && !p->replayed && p->rq.reply.viewed.subject_id != NULL && views_note(p))
		return EXCHANGE_PARK;
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

/* ---- what came ---- */

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* In place; false on a bad escape, a NUL, or bytes that are not UTF-8. */
static bool
unescape(char *text)
{
	char *out = text;
	const char *at = text;

	while (*at != '\0') {
		if (*at == '%') {
			int high = hex_digit(at[1]);
			int low = high < 0 ? -1 : hex_digit(at[2]);
			if (low < 0 || (high == 0 && low == 0))
				return false;
			*out++ = (char)(high * 16 + low);
			at += 3;
		} else {
			*out++ = *at == '+' ? ' ' : *at;
			at++;
		}
	}
	*out = '\0';
	return utf8_valid(text, (size_t)(out - text));
}

bool
query_split(char *text, const char **names, const char **values, size_t max, size_t *ret_count, struct err *err)
{
	size_t count = 0;

	while (text != NULL && *text != '\0') {
		char *end = strchr(text, '&');
		char *equals;

		if (end != NULL)
			*end++ = '\0';
		if (*text != '\0') {
			if (count == max)
				return err_set(err, ERR_BAD_REQUEST, "There are more than %zu parameters.", max);
			equals = strchr(text, '=');
			values[count] = equals != NULL ? equals + 1 : "";
			if (equals != NULL)
				*equals = '\0';
			if (!unescape(text) || (equals != NULL && !unescape(equals + 1)))
				return err_set(err, ERR_BAD_REQUEST, "A parameter is not well-formed percent-encoded UTF-8.");
			names[count++] = text;
		}
		text = end;
	}
	*ret_count = count;
	return true;
}

static bool
take_query(struct parked *p, struct err *err)
{
	struct request *rq = &p->rq;
	const char *names[REQUEST_QUERY_MAX], *values[REQUEST_QUERY_MAX];
	char pointer[ERR_POINTER_MAX];
	size_t i, j;

	if (!query_split(arena_strdup(rq->arena, p->exchange->query), names, values, REQUEST_QUERY_MAX,
	                 &rq->query_count, err))
		return false;
	for (i = 0; i < rq->query_count; i++) {
		snprintf(pointer, sizeof(pointer), "?%.80s", names[i]);
		if (!route_has_query(rq->route, names[i])) {
			err_set(err, ERR_UNKNOWN_PARAMETER, "This route has no query parameter \"%.80s\".", names[i]);
			return err_field(err, pointer, "unknown", "Not a parameter of this route.");
		}
		for (j = 0; j < i; j++)
			if (str_eq(names[i], names[j]))
				return err_set(err, ERR_BAD_REQUEST, "The parameter \"%.80s\" came twice.", names[i]);
		rq->query[i].name = names[i];
		rq->query[i].value = values[i];
	}
	return request_query_bool(rq, "dry_run", &rq->dry_run, err);
}

/* "7" with its quotes. */
static bool
take_if_match(struct parked *p, struct err *err)
{
	const char *text = p->exchange->headers[HEADER_IF_MATCH];
	char number[24];
	size_t len;

	p->rq.call.if_match = -1;
	if (text == NULL)
		return true;
	len = strlen(text);
	if (len < 3 || len - 2 >= sizeof(number) || text[0] != '"' || text[len - 1] != '"')
		return err_set(err, ERR_BAD_REQUEST, "If-Match has to be one strong tag, as \"7\".");
	memcpy(number, text + 1, len - 2);
	number[len - 2] = '\0';
	if (!str_to_i64(number, &p->rq.call.if_match) || p->rq.call.if_match < 0)
		return err_set(err, ERR_BAD_REQUEST, "If-Match has to be a version, as \"7\".");
	return true;
}

static bool
is_json_type(const char *type)
{
	static const char json[] = "application/json";

	if (type == NULL || strncasecmp(type, json, sizeof(json) - 1) != 0)
		return false;
	type += sizeof(json) - 1;
	return *type == '\0' || *type == ';' || *type == ' ';
}

static bool
take_body(struct parked *p, struct err *err)
{
	struct request *rq = &p->rq;
	struct buf *body = &p->exchange->body;
	const struct resource *wanted = rq->route->request;

	rq->raw_body = body->data;
	rq->raw_body_len = body->len;
	rq->call.statement = body->data;
	if (wanted == NULL) {
		if (body->len == 0)
			return true;
		return err_set(err, ERR_BAD_REQUEST, "This request takes no body.");
	}
	rq->args = arena_alloc(rq->arena, wanted->size);
	if (body->len > 0 && !is_json_type(p->exchange->headers[HEADER_CONTENT_TYPE]))
		return err_set(err, ERR_UNSUPPORTED_MEDIA_TYPE, "%s", "");
	/* No body at all reads as an empty object: fine where nothing is required. */
	p->json = json_parse(body->len > 0 ? body->data : "{}", body->len > 0 ? body->len : 2, err);
	if (p->json == NULL)
		return false;
	rq->body = p->json;
	return proto_decode(wanted, p->json, rq->args, rq->arena, PROTO_STRICT, err);
}

static bool
accepts(const struct parked *p, struct err *err)
{
	const char *accept = p->exchange->headers[HEADER_ACCEPT];
	unsigned flags = p->rq.route->flags;
	const char *kind = (flags & ROUTE_STREAM) != 0 ? "text/event-stream" : "application/json";
	const char *family = (flags & ROUTE_STREAM) != 0 ? "text/*" : "application/*";

	if (accept == NULL || accept[0] == '\0' || (flags & ROUTE_RAW) != 0 || strstr(accept, "*/*") != NULL
	    || strcasestr(accept, kind) != NULL || strstr(accept, family) != NULL)
		return true;
	return err_set(err, ERR_NOT_ACCEPTABLE, "This is answered as %s.", kind);
}

static bool
find_route(struct parked *p, struct err *err)
{
	struct exchange *exchange = p->exchange;
	struct request *rq = &p->rq;
	unsigned allowed = 0;
	struct buf list = BUF_INIT(128);
	bool known = method_from_word(exchange->method, &rq->method);
	int method;

	rq->route = route_find(known ? rq->method : METHOD_GET, exchange->path, rq->arena, rq->path_args, &allowed);
	if (known && rq->route != NULL)
		return true;
	if (allowed == 0)
		return err_set(err, ERR_NOT_FOUND, "%s", "");
	for (method = METHOD_GET; method <= METHOD_DELETE; method++)
		if ((allowed & (1U << method)) != 0)
			buf_printf(&list, "%s%s", list.len > 0 ? ", " : "", method_word((enum method)method));
	exchange_add_header(exchange, "Allow", arena_strdup(rq->arena, list.data));
	err_set(err, ERR_METHOD_NOT_ALLOWED, "Here one can %s.", list.data);
	buf_done(&list);
	return false;
}

static bool
authenticate(struct parked *p, struct err *err)
{
	static const char bearer[] = "Bearer ";
	struct exchange *exchange = p->exchange;
	const char *header = exchange->headers[HEADER_AUTHORIZATION];
	const char *active = exchange->headers[HEADER_CASELOAD_ACTIVE];
	struct db *db;

	p->rq.call.actor = &p->nobody;
	if (p->rq.route->roles == ROLE_NONE)
		return true;
	if (header == NULL || strncasecmp(header, bearer, sizeof(bearer) - 1) != 0)
		return err_set(err, ERR_UNAUTHENTICATED, "Send Authorization: Bearer and the session's token.");
	db = server_reader(exchange->server, err);
	if (db == NULL)
		return false;
	p->session = session_of_token(exchange->server->sessions, db, header + sizeof(bearer) - 1,
	                              active != NULL && str_eq(active, "1"), p->rq.call.now_ms, err);
	if (p->session == NULL)
		return false;
	p->rq.call.actor = &p->session->actor;
	if ((p->session->actor.roles & p->rq.route->roles) == 0)
		return err_set(err, ERR_FORBIDDEN, "Your role does not allow this.");
	return true;
}

/* "vi-VN,vi;q=0.9" gives "vi". */
static const char *
first_language(struct parked *p)
{
	const char *text = p->exchange->headers[HEADER_ACCEPT_LANGUAGE];
	size_t len = text != NULL ? strspn(text, "abcdefghijklmnopqrstuvwxyz") : 0;

	return len >= 2 && len <= 3 ? arena_strndup(&p->exchange->arena, text, len) : "en";
}

/* Everything before the effect. ret_done: answered already, as err or reply say. */
static bool
accept_request(struct parked *p, bool *ret_done, struct err *err)
{
	struct request *rq = &p->rq;
	bool ok;

	if (!find_route(p, err) || !authenticate(p, err) || !accepts(p, err) || !take_query(p, err))
		return false;
	rq->call.language = first_language(p);
	rq->call.signature = p->exchange->headers[HEADER_DECISION_SIGNATURE];
	if ((rq->route->flags & ROUTE_KEY) != 0 && !rq->dry_run) {
		if (!key_take(p, err))
			return false;
		if (key_replay(p, &ok, err)) {
			*ret_done = true;
			return ok;
		}
	}
	return take_if_match(p, err) && take_body(p, err);
}

/* A list that one worker's queue bounds is quick; any other may be read far. */
static bool
may_take_long(const struct parked *p)
{
	unsigned flags = p->rq.route->flags;

	return (flags & ROUTE_POOL) != 0
		|| ((flags & ROUTE_POOL_WIDE) != 0 && !request_query(&p->rq, "assignee"));
}

static enum exchange_next
execute(struct parked *p)
{
	unsigned flags = p->rq.route->flags;
	struct server *server = p->exchange->server;

	if (may_take_long(p)) {
		p->pool.run = pool_run;
		if (pool_submit(server->pool, &p->pool))
			return EXCHANGE_PARK;
		p->ok = err_set(&p->err, ERR_RATE_LIMITED, "Too much is waiting; try again in a moment.");
		p->err.retry_after_s = 1;
		return finish(p);
	}
	if (is_write(p))
		return parked_write(p) == EXCHANGE_PARK ? EXCHANGE_PARK : finish(p);
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
		return EXCHANGE_PARK;
	return finish(p);
}

enum exchange_next
exchange_begin(struct exchange *exchange)
{
	struct parked *p = arena_alloc(&exchange->arena, sizeof(*p));
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
	p->ok = accept_request(p, &done, &p->err);
	if (!p->ok || done)
		return finish(p);
	return execute(p);
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
		return EXCHANGE_PARK;
	return finish(p);
}

enum exchange_next
exchange_continue(struct exchange *exchange)
{
	struct parked *p = exchange->parked;

	if (p->portal != NULL)
		return portal_continue(p);
	if (p->watching)
		return look_again(p);
	if (!atomic_load(&p->ready))
		return EXCHANGE_PARK;
	return finish(p);
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
}

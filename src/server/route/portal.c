/* SPDX-License-Identifier: Apache-2.0
 *
 * The course of one request to the applicant's pages: find the page, read its
 * form and cookies, run it on a snapshot or on the writer, send what it made.
 */
#include "config.h"

#include "base/str.h"
#include "server/route/multipart.h"
#include "server/route/parked.h"
#include "server/route/problem.h"
#include "server/service/status.h"

/* No script but our own, nothing from elsewhere, no frame around a form. */
static const char content_policy[] =
	"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
	" form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

static const char *
field_of(const struct portal_field *fields, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(fields[i].name, name) == 0)
			return fields[i].value;
	return NULL;
}

const char *
portal_query(const struct portal_request *rq, const char *name)
{
	return field_of(rq->query, rq->query_count, name);
}

const char *
portal_form(const struct portal_request *rq, const char *name)
{
	return field_of(rq->form, rq->form_count, name);
}

const char *
portal_cookie(const struct portal_request *rq, const char *name)
{
	return field_of(rq->cookies, rq->cookie_count, name);
}

void
reply_page(struct portal_request *rq, int status, const char *content_type, const char *body, size_t len)
{
	rq->reply.status = status;
	rq->reply.content_type = content_type;
	rq->reply.body = body;
	rq->reply.body_len = len;
}

void
reply_redirect(struct portal_request *rq, const char *location)
{
	rq->reply.status = 303;
	rq->reply.location = location;
}

/* Browsers take Secure cookies over plain HTTP from nobody; a demo on this
 * very machine has no TLS, everyone else does. */
static bool
is_loopback(const char *host)
{
	return host != NULL
	       && (str_starts(host, "localhost") || str_starts(host, "127.") || str_starts(host, "[::1]"));
}

void
reply_cookie(struct portal_request *rq, const char *name, const char *value, int keep_s)
{
	struct portal_reply *reply = &rq->reply;
	const char *start = arena_printf(rq->arena, "%s=", name);
	size_t i = 0;

	while (i < reply->set_cookie_count && !str_starts(reply->set_cookies[i], start))
		i++;
	assert(i < PORTAL_SET_COOKIES_MAX);
	if (i == reply->set_cookie_count)
		reply->set_cookie_count++;
	reply->set_cookies[i] = arena_printf(rq->arena, "%s%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s", start,
	                                     value, keep_s, !rq->is_secure && is_loopback(rq->host) ? "" : "; Secure");
}

void
reply_follow(struct portal_request *rq, const char *application_id, int64_t after, int64_t keep_ms,
             portal_stream_fn *stream)
{
	rq->reply.status = 200;
	rq->reply.stream_application_id = application_id;
	rq->reply.stream_after = after;
	rq->reply.stream_keep_ms = keep_ms;
	rq->reply.stream = stream;
}

/* ---- what came ---- */

static bool
split_fields(const char *text, struct arena *arena, struct portal_field *fields, size_t max, size_t *ret_count,
             struct err *err)
{
	const char *names[PORTAL_FIELDS_MAX], *values[PORTAL_FIELDS_MAX];
	size_t i;

	if (!query_split(arena_strdup(arena, text), names, values, max, ret_count, err))
		return false;
	for (i = 0; i < *ret_count; i++)
		fields[i] = (struct portal_field){ names[i], values[i] };
	return true;
}

static void
split_cookies(struct portal_request *rq, const char *text)
{
	char *at = arena_strdup(rq->arena, text);

	while (at != NULL && *at != '\0' && rq->cookie_count < PORTAL_COOKIES_MAX) {
		char *end = strchr(at, ';');
		char *equals;

		if (end != NULL)
			*end++ = '\0';
		while (*at == ' ')
			at++;
		equals = strchr(at, '=');
		if (equals != NULL) {
			*equals = '\0';
			rq->cookies[rq->cookie_count++] = (struct portal_field){ at, equals + 1 };
		}
		at = end;
	}
}

/* Fields as any other form's; an input in which nothing was chosen is left out. */
static bool
take_files(struct portal_request *rq, const char *type, const struct buf *body, struct err *err)
{
	struct multipart_part *parts = arena_array(rq->arena, MULTIPART_PARTS_MAX, sizeof(*parts));
	size_t count, i;

	if (!multipart_split(type, body->data, body->len, rq->arena, parts, &count, err))
		return false;
	for (i = 0; i < count; i++) {
		if (parts[i].filename == NULL) {
			rq->form[rq->form_count++] = (struct portal_field){ parts[i].name, parts[i].bytes };
			continue;
		}
		if (parts[i].len == 0 && parts[i].filename[0] == '\0')
			continue;
		if (rq->file_count == PORTAL_FILES_MAX)
			return err_set(err, ERR_PAYLOAD_TOO_LARGE, "At most %d files at a time.", (int)PORTAL_FILES_MAX);
		rq->files[rq->file_count++] =
			(struct portal_file){ parts[i].name, parts[i].filename, parts[i].bytes, parts[i].len };
	}
	return true;
}

static bool
take_body(struct parked *p, struct err *err)
{
	struct portal_request *rq = p->portal;
	struct buf *body = &p->exchange->body;
	const char *type = p->exchange->headers[HEADER_CONTENT_TYPE];

	if (p->exchange->body_refusal != ERR_NONE)
		return body_refused(p->exchange, err);
	if (body->len == 0 && (p->portal_route->flags & PORTAL_JSON) == 0)
		return true;
	if ((p->portal_route->flags & PORTAL_JSON) != 0) {
		if (rq->method == METHOD_GET)
			return true;
		if (type == NULL || strncasecmp(type, "application/json", 16) != 0)
			return err_set(err, ERR_UNSUPPORTED_MEDIA_TYPE, "%s", "");
		p->json = json_parse(body->data, body->len, err);
		rq->json = p->json;
		return p->json != NULL;
	}
	if ((p->portal_route->flags & PORTAL_UPLOAD) != 0)
		return take_files(rq, type, body, err);
	if (type == NULL || strncasecmp(type, "application/x-www-form-urlencoded", 33) != 0)
		return err_set(err, ERR_UNSUPPORTED_MEDIA_TYPE, "A form has to come as application/x-www-form-urlencoded.");
	if (memchr(body->data, '\0', body->len) != NULL)
		return err_set(err, ERR_BAD_REQUEST, "The form has a NUL in it.");
	return split_fields(body->data, rq->arena, rq->form, PORTAL_FIELDS_MAX, &rq->form_count, err);
}

const struct portal_route *
portal_find(const char *path, enum method method, struct arena *arena)
{
	const char *args[REQUEST_PATH_ARGS_MAX];
	size_t i;

	for (i = 0; i < portal_route_count; i++)
		if (portal_routes[i].method == method && path_take(portal_routes[i].path, path, arena, args))
			return &portal_routes[i];
	return NULL;
}

const char *
portal_passed(struct exchange *exchange)
{
	struct portal_request *rq = arena_alloc(&exchange->arena, sizeof(*rq));
	int64_t ends_ms;

	rq->arena = &exchange->arena;
	rq->call.agency = exchange->server->agency;
	rq->call.arena = rq->arena;
	rq->call.now_ms = agency_now_ms(rq->call.agency);
	split_cookies(rq, exchange->headers[HEADER_COOKIE] != NULL ? exchange->headers[HEADER_COOKIE] : "");
	return status_pass_read(&rq->call, portal_cookie(rq, PORTAL_PASS_COOKIE), &ends_ms);
}

static bool
find_page(struct parked *p, struct err *err)
{
	struct portal_request *rq = p->portal;
	bool known = method_from_word(p->exchange->method, &rq->method);
	bool path_known = false;
	size_t i;

	for (i = 0; i < portal_route_count; i++) {
		const char *args[REQUEST_PATH_ARGS_MAX] = { NULL };
		if (!path_take(portal_routes[i].path, rq->path, rq->arena, args))
			continue;
		path_known = true;
		if (!known || portal_routes[i].method != rq->method)
			continue;
		memcpy(rq->path_args, args, sizeof(args));
		p->portal_route = &portal_routes[i];
		return true;
	}
	return err_set(err, path_known ? ERR_METHOD_NOT_ALLOWED : ERR_NOT_FOUND, "%s", "");
}

static bool
accept_page(struct parked *p, struct err *err)
{
	struct portal_request *rq = p->portal;
	const char *const *headers = p->exchange->headers;

	rq->accept_language = headers[HEADER_ACCEPT_LANGUAGE];
	rq->origin = headers[HEADER_ORIGIN];
	rq->host = headers[HEADER_HOST];
	rq->last_event_id = headers[HEADER_LAST_EVENT_ID];
	rq->authorization = headers[HEADER_AUTHORIZATION];
	rq->idempotency_key = headers[HEADER_IDEMPOTENCY_KEY];
	split_cookies(rq, headers[HEADER_COOKIE] != NULL ? headers[HEADER_COOKIE] : "");
	return find_page(p, err)
	       && split_fields(p->exchange->query, rq->arena, rq->query, REQUEST_QUERY_MAX, &rq->query_count, err)
	       && take_body(p, err);
}

/* ---- what goes back ---- */

static enum exchange_next
finish(struct parked *p)
{
	struct exchange *exchange = p->exchange;
	struct portal_reply *reply = &p->portal->reply;

	if (!p->ok) {
		if (p->portal_route != NULL && (p->portal_route->flags & PORTAL_JSON) != 0) {
			problem_answer(exchange, &p->err);
			return EXCHANGE_ANSWER;
		}
		struct portal_reply made = *reply;
		memset(reply, 0, sizeof(*reply));
		/* Who leaves has left, even where that could not be written down. */
		if (made.clears_browser) {
			memcpy(reply->set_cookies, made.set_cookies, sizeof(made.set_cookies));
			reply->set_cookie_count = made.set_cookie_count;
			reply->clears_browser = true;
		}
		portal_error(p->portal, &p->err);
	}
	if (reply->stream != NULL)
		return stream_begin(p);
	exchange->status = reply->status;
	exchange_add_header(exchange, "X-Request-Id", exchange->request_id);
	exchange_add_header(exchange, "Cache-Control", "no-store");
	exchange_add_header(exchange, "X-Content-Type-Options", "nosniff");
	exchange_add_header(exchange, "Referrer-Policy", "same-origin");
	exchange_add_header(exchange, "Content-Security-Policy", content_policy);
	exchange_add_header(exchange, "X-Frame-Options", "DENY"); /* for telephones of before that policy */
	if (exchange->is_secure)
		exchange_add_header(exchange, "Strict-Transport-Security", "max-age=31536000");
	if (reply->location != NULL)
		exchange_add_header(exchange, "Location", reply->location);
	for (size_t i = 0; i < reply->set_cookie_count; i++)
		exchange_add_header(exchange, "Set-Cookie", reply->set_cookies[i]);
	if (reply->clears_browser)
		exchange_add_header(exchange, "Clear-Site-Data", "\"cache\", \"storage\"");
	if (p->err.retry_after_s > 0)
		exchange_add_header(exchange, "Retry-After", arena_printf(&exchange->arena, "%d", p->err.retry_after_s));
	if (reply->content_type != NULL)
		exchange_add_header(exchange, "Content-Type", reply->content_type);
	buf_reset(&exchange->answer);
	buf_add(&exchange->answer, reply->body, reply->body_len);
	if (atomic_load(&exchange->server->draining))
		exchange->close_after = true;
	return EXCHANGE_ANSWER;
}

/* The programs' own paths; a page's are the others. */
static bool
is_json_path(const char *path)
{
	return str_starts(path, "/portal/v1/");
}

void
portal_refuse(struct exchange *exchange, const struct err *err)
{
	struct portal_request *rq = arena_alloc(&exchange->arena, sizeof(*rq));
	struct parked *p = arena_alloc(&exchange->arena, sizeof(*p));

	if (is_json_path(exchange->path)) {
		problem_answer(exchange, err);
		return;
	}
	p->exchange = exchange;
	p->portal = rq;
	p->err = *err;
	rq->arena = &exchange->arena;
	rq->path = exchange->path;
	rq->request_id = exchange->request_id;
	rq->is_secure = exchange->is_secure;
	rq->accept_language = exchange->headers[HEADER_ACCEPT_LANGUAGE];
	rq->call.language = "en";
	(void)finish(p);
}

static bool
run_page(struct parked *p, struct err *err)
{
	return p->portal_route->run(p->portal, err);
}

static bool
run_prepare(struct parked *p, struct err *err)
{
	return p->portal_route->prepare(p->portal, err);
}

/* True: there is nothing left to do, p->ok says how it went. */
static bool
read_half(struct parked *p)
{
	const struct portal_route *route = p->portal_route;

	if ((route->flags & PORTAL_WRITE) == 0) {
		p->ok = parked_read(p, run_page);
		return true;
	}
	p->ok = route->prepare == NULL || parked_read(p, run_prepare);
	return !p->ok || p->portal->reply.status != 0;
}

static void
pool_run(struct pool_job *job)
{
	struct parked *p = (struct parked *)((char *)job - offsetof(struct parked, pool));
	struct exchange *exchange = p->exchange;

	if (read_half(p) || parked_write(p) != EXCHANGE_WORK)
		exchange->finished(exchange);
}

/* So many an hour of what is kept, or is work for others. */
static bool
may_leave(struct parked *p, struct err *err)
{
	struct rates *rates = p->exchange->server->rates;
	const char *address = p->exchange->remote_address;
	unsigned flags = p->portal_route->flags;

	return (!(flags & PORTAL_BEGINS) || rate_leaving(rates, RATE_FORM, address, err)) &&
	       (!(flags & PORTAL_FILES) || rate_leaving(rates, RATE_APPLICATION, address, err));
}

enum exchange_next
portal_begin(struct parked *p)
{
	struct exchange *exchange = p->exchange;
	struct portal_request *rq = arena_alloc(&exchange->arena, sizeof(*rq));

	p->portal = rq;
	p->nobody.kind = ACTOR_CUSTOMER;
	rq->arena = &exchange->arena;
	rq->path = exchange->path;
	rq->request_id = exchange->request_id;
	rq->remote_address = exchange->remote_address;
	rq->is_secure = exchange->is_secure;
	rq->call.language = "en";
	rq->call.if_match = -1;
	parked_call(p, &rq->call, &p->nobody);
	p->ok = rate_stranger(exchange->server->rates, exchange->remote_address, &p->err) && accept_page(p, &p->err)
		&& may_leave(p, &p->err);
	if (!p->ok)
		return finish(p);
	if ((p->portal_route->flags & (PORTAL_POOL | PORTAL_HASH)) != 0) {
		struct server *server = exchange->server;

		p->pool.run = pool_run;
		if (pool_submit((p->portal_route->flags & PORTAL_HASH) != 0 ? server->hashers : server->outsiders, &p->pool))
			return EXCHANGE_WORK;
		p->ok = err_set(&p->err, ERR_RATE_LIMITED, "Too much is waiting; try again in a moment.");
		p->err.retry_after_s = POOL_RETRY_S;
		return finish(p);
	}
	return !read_half(p) && parked_write(p) == EXCHANGE_WORK ? EXCHANGE_WORK : finish(p);
}

enum exchange_next
portal_continue(struct parked *p)
{
	return p->exchange->work_done ? finish(p) : EXCHANGE_WORK;
}

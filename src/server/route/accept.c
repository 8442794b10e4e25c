/* SPDX-License-Identifier: Apache-2.0
 *
 * What came: everything that is checked and decoded before a handler runs.
 */
#include "config.h"

#include "base/str.h"
#include "base/utf8.h"
#include "server/route/parked.h"

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

/* "7" with its quotes; "7-es", too, as an answer in Spanish is tagged. */
static bool
take_if_match(struct parked *p, struct err *err)
{
	const char *text = p->exchange->headers[HEADER_IF_MATCH];
	char number[24], *suffix;
	size_t len;

	p->rq.call.if_match = -1;
	if (text == NULL)
		return true;
	len = strlen(text);
	if (len < 3 || len - 2 >= sizeof(number) || text[0] != '"' || text[len - 1] != '"')
		return err_set(err, ERR_BAD_REQUEST, "If-Match has to be one strong tag, as \"7\".");
	memcpy(number, text + 1, len - 2);
	number[len - 2] = '\0';
	suffix = strchr(number, '-');
	if (suffix != NULL && strlen(suffix) > 2 && suffix[1 + strspn(suffix + 1, "abcdefghijklmnopqrstuvwxyz")] == '\0')
		*suffix = '\0';
	if (number[0] == '0' || !str_to_i64(number, &p->rq.call.if_match) || p->rq.call.if_match < 1)
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
		if (body->len == 0 || (rq->route->flags & ROUTE_UPLOAD) != 0)
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
	if (proto_decode(wanted, p->json, rq->args, rq->arena, PROTO_STRICT, err))
		return true;
	/* Of a thing that is there already: who may not touch it, or saw another
	 * version, hears that first.  The service says when. */
	if (rq->path_args[0] == NULL || json_kind(p->json) != JSON_OBJECT)
		return false;
	rq->call.unfit = memcpy(arena_alloc(rq->arena, sizeof(*err)), err, sizeof(*err));
	*err = (struct err) { .code = ERR_NONE };
	return true;
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

static const char bearer[] = "Bearer ";

/* The HTTP library keeps a request's headers for as long as its answer takes,
 * and a stream's takes all day: the token is not left in there. */
static void
forget_token(struct exchange *exchange)
{
	const char *header = exchange->headers[HEADER_AUTHORIZATION];

	exchange->headers[HEADER_AUTHORIZATION] = NULL;
	if (header != NULL)
		secret_wipe((char *)(uintptr_t)header, strlen(header)); /* its memory, and it may be written */
}

/* Where nobody needs a session: one that is sent all the same, and good, says
 * that its own worker signs in again, at a locked screen. */
static bool
known_anyway(struct parked *p, struct err *err)
{
	struct exchange *exchange = p->exchange;
	const char *header = exchange->headers[HEADER_AUTHORIZATION];
	struct err no_session = { .code = ERR_NONE };
	struct db *db;

	if (header == NULL || strncasecmp(header, bearer, sizeof(bearer) - 1) != 0)
		return true;
	db = server_reader(exchange->server, err);
	if (db == NULL)
		return false;
	p->session = session_of_token(exchange->server->sessions, db, header + sizeof(bearer) - 1, false,
	                              p->rq.call.now_ms, &no_session);
	forget_token(exchange);
	return true;
}

static bool
authenticate(struct parked *p, struct err *err)
{
	struct exchange *exchange = p->exchange;
	const char *header = exchange->headers[HEADER_AUTHORIZATION];
	const char *active = exchange->headers[HEADER_CASELOAD_ACTIVE];
	struct db *db;

	p->rq.call.actor = &p->nobody;
	if (p->rq.route->roles == ROLE_NONE)
		return known_anyway(p, err);
	if (header == NULL || strncasecmp(header, bearer, sizeof(bearer) - 1) != 0)
		return err_set(err, ERR_UNAUTHENTICATED, "Send Authorization: Bearer and the session's token.");
	db = server_reader(exchange->server, err);
	if (db == NULL)
		return false;
	p->session = session_of_token(exchange->server->sessions, db, header + sizeof(bearer) - 1,
	                              active != NULL && str_eq(active, "1"), p->rq.call.now_ms, err);
	forget_token(exchange);
	if (p->session == NULL)
		return false;
	p->rq.call.actor = &p->session->actor;
	exchange->is_known = true;
	if (p->session->second_factor_due && (p->rq.route->flags & ROUTE_ENROL) == 0)
		return err_set(err, ERR_SECOND_FACTOR_DUE, "See /v1/me/second-factor.");
	if ((p->session->actor.roles & p->rq.route->roles) == 0)
		return err_set(err, ERR_FORBIDDEN, "Your role does not allow this.");
	return true;
}

/* Who has no session is counted by address, who has one by that. */
static bool
who_is_it(struct parked *p, struct err *err)
{
	struct rates *rates = p->exchange->server->rates;

	if (authenticate(p, err))
		return p->session != NULL ? rate_session(rates, &p->session->rate_mark, err)
		                          : rate_stranger(rates, p->exchange->remote_address, err);
	if (p->session == NULL) {
		struct err limited = { .code = ERR_NONE };
		if (!rate_stranger(rates, p->exchange->remote_address, &limited))
			*err = limited;
	}
	return false;
}

/* "vi-VN,vi;q=0.9" gives "vi". */
const char *
first_language(struct exchange *exchange)
{
	const char *text = exchange->headers[HEADER_ACCEPT_LANGUAGE];
	size_t len = text != NULL ? strspn(text, "abcdefghijklmnopqrstuvwxyz") : 0;

	return len >= 2 && len <= 3 ? arena_strndup(&exchange->arena, text, len) : "en";
}

bool
body_refused(const struct exchange *exchange, struct err *err)
{
	if (exchange->body_refusal == ERR_PAYLOAD_TOO_LARGE)
		return err_set(err, ERR_PAYLOAD_TOO_LARGE, "A file may have 10 MB.");
	err->retry_after_s = UPLOAD_RETRY_S;
	return err_set(err, exchange->body_refusal, "Too many files are on their way at once; try again in a moment.");
}

/* Everything before the effect. ret_done: answered already, as err or reply say. */
bool
accept_request(struct parked *p, bool *ret_done, struct err *err)
{
	struct request *rq = &p->rq;
	bool ok;

	if (p->exchange->body_refusal != ERR_NONE)
		return body_refused(p->exchange, err);
	if (!find_route(p, err) || !who_is_it(p, err) || !accepts(p, err) || !take_query(p, err))
		return false;
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

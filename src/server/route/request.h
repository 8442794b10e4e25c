/* SPDX-License-Identifier: Apache-2.0
 *
 * One request as a handler sees it: already authenticated, bounded, parsed,
 * its query and body members known to the route's tables.
 *
 * A handler is HANDLER_run.  The body has been decoded into rq->args by the
 * row's request resource (struct intake_request * for &request_intake), all
 * members checked by kind.  run does the work: on a read snapshot for GET and
 * dry runs (call.txn NULL), inside a savepoint on the writer thread for
 * writes.  It only names what to answer, with reply_object, reply_list,
 * reply_empty or reply_raw; encoding happens back on the HTTP thread, after
 * the commit.  Everything named must live in rq->arena.
 *
 * A row with PREPARE also has HANDLER_prepare, called once before run, off
 * the writer, with call.db a read connection.
 */
#ifndef ROUTE_REQUEST_H
#define ROUTE_REQUEST_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "domain/event.h"
#include "domain/list.h"
#include "proto/proto.h"
#include "server/service/service.h"
#include "server/store/page_key.h"

enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE };

struct route;
struct exchange;
struct request;

enum { REQUEST_QUERY_MAX = 24, REQUEST_PATH_ARGS_MAX = 3 };

/* How many there are beyond the page: exact, or "at least". */
struct list_total {
	bool set;
	int64_t count;
	bool at_least; /* "relation":"gte" */
};

/* A record that was looked at: one event per worker, subject and 15 minutes.
 * For a sealed record the answer waits until that is written down. */
struct viewed {
	const char *subject_type, *subject_id; /* NULL: nothing; of a search, where and the words */
	const char *application_id;
	struct event_scope scope;
	bool is_search;
	struct viewed *next; /* another record that the same answer shows */
};

struct reply {
	int status;                      /* 200, 201, 204 */
	const struct resource *resource; /* how to encode object or rows; NULL: no body */
	const void *object;
	bool is_list;
	struct list rows; /* of structs in place, as LIST_OF() holds them */
	bool whole_rows;  /* rows with their FIELD_DETAIL members */
	size_t *row_starts; /* of rows written one by one: where each begins in the answer */
	const char *next_cursor, *prev_cursor;
	struct list_total total;
	const char *totals; /* JSON object of exact totals, or NULL */
	int64_t version;                 /* ETag when > 0 */
	const char *location;            /* of what was created */
	/* The effect of a write, kept under its idempotency key. */
	const char *effect_type;
	const char *effect_id;
	int64_t event_seq; /* head that the answer saw */
	const char *raw_body; /* instead of resource: already JSON, or text */
	size_t raw_body_len;
	const char *content_type; /* of raw_body */
	int64_t next_after;       /* EVENTS rows: the last event looked at */
	int64_t wait_ms;          /* EVENTS rows: run again after an event, or this long */
	struct viewed *viewed; /* the last that was said first; NULL: nothing */
	/* On the writer, before the answer goes out and as a condition of it. */
	bool (*witness)(struct request *rq, struct err *err);
	const void *witnessed;
	const char *disposition; /* Content-Disposition of raw_body, or NULL */
	const char *strong_tag;  /* ETag of raw_body, without its quotes */
	bool ends_session;
	enum err_code refusal;    /* committed all the same: an attempt that leaves a trace */
};

struct request {
	const struct route *route;
	enum method method;
	const char *path;
	const char *path_args[REQUEST_PATH_ARGS_MAX]; /* {id} and so on, decoded, checked by str_is_id */
	const struct json *body;  /* NULL when none; json_get(rq->body, "name") tells "absent" from "empty" */
	const char *raw_body;
	size_t raw_body_len;
	bool dry_run;
	const char *request_id;
	const char *remote_address;
	const char *idempotency_key; /* without its quotes, or NULL */
	void *args; /* the decoded body, in the arena; NULL where the row has no request */
	void *prepared; /* what prepare found out, in the arena */
	struct arena *arena;
	struct call call;
	struct reply reply;
	struct { const char *name, *value; } query[REQUEST_QUERY_MAX]; /* decoded; names checked against the route */
	size_t query_count;
	struct exchange *exchange; /* for the route room alone */
};

/* Decoded value of a query parameter, or NULL. */
const char *request_query(const struct request *rq, const char *name);
/* A query parameter that must be an instant, a date, a number or true/false;
 * absent leaves *ret alone and is true. */
bool request_query_int(const struct request *rq, const char *name, int64_t *ret, struct err *err) must_use;
bool request_query_date(const struct request *rq, const char *name, civil_date *ret, struct err *err) must_use;
bool request_query_bool(const struct request *rq, const char *name, bool *ret, struct err *err) must_use;

typedef bool prepare_fn(struct request *rq, struct err *err);
typedef bool run_fn(struct request *rq, struct err *err);

void reply_object(struct request *rq, int status, const struct resource *resource,
                  const void *object, int64_t version);
/* rows is an array of structs of the resource. Cursors: page_reply in page.h. */
void reply_rows(struct request *rq, const struct resource *resource, const void *rows, size_t count);
/* Rows one by one, as they are read: each is written into the answer at once,
 * so that it need not outlive the call.  reversed: the list's last came first.
 * Cursors: page_cursors in page.h. */
void reply_rows_begin(struct request *rq, const struct resource *resource);
void reply_row(struct request *rq, const void *row);
void reply_rows_end(struct request *rq, bool reversed);
/* 204. */
void reply_empty(struct request *rq);
void reply_raw(struct request *rq, int status, const char *content_type, const char *body, size_t len);
/* Names what a write made or changed, for its idempotency key: a type of
 * effects.def, or "none". */
void reply_effect(struct request *rq, const char *type, const char *id);

/* Was this record looked at by the same worker a moment ago?  Then its look is
 * no news, and its scope need not be found out. */
bool reply_view_is_known(const struct request *rq, const char *subject_type, const char *subject_id);
/* Says that a record was looked at, on GET alone; once for each that the answer
 * shows whole.  scope as its events have it. */
void reply_viewed(struct request *rq, const char *subject_type, const char *subject_id,
                  const char *application_id, const struct event_scope *scope);
/* Says what was searched for, and in what; no words: nothing was. */
void reply_searched(struct request *rq, const char *where, const char *words);

#endif

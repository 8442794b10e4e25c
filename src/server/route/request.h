/* SPDX-License-Identifier: Apache-2.0
 *
 * One request as a handler sees it: already authenticated, bounded, parsed,
 * its query and body members known to the route's tables.
 *
 * A handler is two functions.  prepare (optional) runs on the HTTP thread and
 * decodes the body into rq->args.  run does the work: on a read snapshot for
 * GET and dry runs, inside a savepoint on the writer thread for writes.  run
 * only names what to answer; encoding happens back on the HTTP thread, after
 * the commit.
 */
#ifndef ROUTE_REQUEST_H
#define ROUTE_REQUEST_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "proto/proto.h"
#include "server/service/service.h"

enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE };

struct route;

struct reply {
	int status;                      /* 200, 201, 204 */
	const struct resource *resource; /* how to encode object; NULL: no body */
	const void *object;
	int64_t version;                 /* ETag when > 0 */
	const char *location;            /* of what was created */
	/* The effect of a write, kept under its idempotency key. */
	const char *effect_type;
	const char *effect_id;
	int64_t event_seq; /* head that the answer saw */
	const char *link;  /* Link header of lists, or NULL */
	const char *raw_body; /* instead of resource: already JSON, or text */
	const char *content_type; /* of raw_body */
};

struct request {
	const struct route *route;
	enum method method;
	const char *path;
	const char *path_args[3]; /* {id} and so on, decoded, checked by str_is_id */
	const struct json *body;  /* NULL when none */
	const char *raw_body;
	size_t raw_body_len;
	bool dry_run;
	const char *request_id;
	const char *remote_address;
	void *args; /* what prepare made of the body, in the arena */
	struct arena *arena;
	struct call call;
	struct reply reply;
	struct { const char *name, *value; } query[24]; /* decoded; names checked against the route */
	size_t query_count;
};

/* Decoded value of a query parameter, or NULL. */
const char *request_query(const struct request *rq, const char *name);

typedef bool prepare_fn(struct request *rq, struct err *err);
typedef bool run_fn(struct request *rq, struct err *err);

void reply_object(struct request *rq, int status, const struct resource *resource,
                  const void *object, int64_t version);
/* Names what a write made or changed, for its idempotency key. */
void reply_effect(struct request *rq, const char *type, const char *id);

#endif

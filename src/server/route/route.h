/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of routes.  Knows no socket and no handler's inside.
 */
#ifndef ROUTE_ROUTE_H
#define ROUTE_ROUTE_H

#include "server/route/request.h"

enum route_flag {
	ROUTE_WRITE = 1 << 0,     /* run() is called in a savepoint on the writer */
	ROUTE_KEY = 1 << 1,       /* needs an Idempotency-Key */
	ROUTE_IF_MATCH = 1 << 2,  /* needs If-Match; the service compares */
	ROUTE_DRY_RUN = 1 << 3,   /* takes ?dry_run=true */
	ROUTE_CACHEABLE = 1 << 4, /* answers If-None-Match */
	ROUTE_LIST = 1 << 5,      /* {"items":[...], ...}: reply_list() */
	ROUTE_PAGE = 1 << 6,      /* takes limit, cursor, from, sort */
	ROUTE_CREATED = 1 << 7,   /* 201 */
	ROUTE_EMPTY = 1 << 8,     /* 204, no body */
	ROUTE_PREPARE = 1 << 9,   /* has a prepare() of its own, after the body is decoded */
	ROUTE_POOL = 1 << 10,     /* may take over 5 ms: leaves the HTTP thread */
	ROUTE_POOL_WIDE = 1 << 14,/* does so unless assignee= bounds what is read */
	ROUTE_STREAM = 1 << 11,   /* server-sent events */
	ROUTE_EVENTS = 1 << 12,   /* {"items":[...],"next_after":N}; may wait */
	ROUTE_RAW = 1 << 13,      /* reply_raw() */
	ROUTE_TABLE = 1 << 16,    /* format=csv is text/csv: reply_raw() */
	ROUTE_UPLOAD = 1 << 17,   /* the body is a file: larger than others, and slower to come */
	ROUTE_DOCUMENT = 1 << 18, /* what a document holds: 409 while nobody may open it; with RAW a file */
	ROUTE_ENROL = 1 << 15     /* also for who has to set up a second factor first */
};

enum {
	ROLE_NONE = 0, /* no session needed */
	ROLE_CASES = ROLE_CASEWORKER | ROLE_SUPERVISOR | ROLE_INTAKE | ROLE_AUDITOR,
	ROLE_WORKERS = ROLE_CASEWORKER | ROLE_SUPERVISOR,
	ROLE_REPORTS = ROLE_SUPERVISOR | ROLE_AUDITOR,
	ROLE_FILERS = ROLE_CASEWORKER | ROLE_SUPERVISOR | ROLE_INTAKE
};

struct route {
	enum method method;
	const char *path; /* "/v1/applications/{id}" */
	const char *name; /* handler's name, "application_get" */
	unsigned roles;
	unsigned flags;
	const char *query;
	const struct resource *request;
	const struct resource *response;
	const char *summary;
	run_fn *run;
	prepare_fn *prepare; /* NULL without PREPARE */
};

extern const struct route routes[];
extern const size_t route_count;

const char *method_word(enum method method);
/* False for a method that no route has. */
bool method_from_word(const char *word, enum method *ret) must_use;

/*
 * The row for a path (without its query); path_args gets the values of its
 * braces, in the arena.  NULL with *ret_allowed 0: no such path; otherwise
 * *ret_allowed is the set (1 << method) that the path does have.
 */
const struct route *route_find(enum method method, const char *path, struct arena *arena,
                               const char *path_args[REQUEST_PATH_ARGS_MAX], unsigned *ret_allowed);
/* The values of a pattern's braces; false when the path is not of its form. */
bool path_take(const char *pattern, const char *path, struct arena *arena,
               const char *path_args[REQUEST_PATH_ARGS_MAX]) must_use;
/* Is it a query parameter of this row? */
bool route_has_query(const struct route *route, const char *name);
/* Its answers carry Event-Seq: a client goes on from there. Signing in is one. */
bool route_tells_seq(const struct route *route);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * One HTTP request and its answer, between the sockets (server/http) and the
 * routes.  That room fills in what came and sends what is to be sent; the route
 * room decides.  Between the two an exchange may be parked: its connection
 * sleeps until exchange->wake is called, from any thread.
 */
#ifndef ROUTE_EXCHANGE_H
#define ROUTE_EXCHANGE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "server/limits.h"

/* The request headers anybody looks at. */
enum header {
#define HEADER(id, name) HEADER_##id,
#include "server/route/headers.def"
#undef HEADER
	HEADER_COUNT
};

enum listener_kind { LISTENER_CASES, LISTENER_PORTAL };

struct server; /* route/server.h */
struct parked; /* what the route room knows of it */
struct stream;

struct answer_header { const char *name, *value; };

struct exchange {
	struct server *server;
	enum listener_kind listener;
	struct arena arena; /* of the whole exchange */

	/* What came. */
	const char *method;
	const char *path;  /* as sent, without the query */
	const char *query; /* as sent, NULL when there was no "?" */
	const char *headers[HEADER_COUNT];
	struct buf body;
	bool is_secure; /* came over TLS */
	bool is_known;  /* somebody signed in sent it; the routes find out */
	char remote_address[64]; /* "local" on a Unix-domain socket */
	char request_id[24];

	/* What goes back. */
	int status;
	struct buf answer;
	struct answer_header answer_headers[ANSWER_HEADERS_MAX];
	size_t answer_header_count;
	bool close_after;

	/* Wakes the parked connection; harmless when it is not parked. */
	void (*wake)(struct exchange *exchange);
	/* The same, from the thread that the work was given to: the last it does
	 * with the exchange.  work_done then tells the connection's own thread. */
	void (*finished)(struct exchange *exchange);
	bool work_done;
	/* Wakes it once more, if it was woken and has not noticed. */
	void (*remind)(struct exchange *exchange);
	/* Nobody listens any more; either side may say so. */
	_Atomic bool gone;
	struct parked *parked;
	struct stream *stream;
	int upload;     /* its place among the large bodies under way; 0: none */
	/* A file from somebody known whose bytes were thrown away: PAYLOAD_TOO_LARGE,
	 * or BACKEND_UNAVAILABLE where too many were under way; else ERR_NONE. */
	enum err_code body_refusal;
};

/* What its body may be, once the headers have come. */
enum body_size {
	BODY_USUAL,
	BODY_FILE,   /* a file from somebody known: larger, and slower */
	BODY_NO_ROOM /* one, but too many are under way */
};
enum body_size exchange_body_size(struct exchange *exchange);

enum exchange_next {
	EXCHANGE_ANSWER, /* status, headers and body are ready */
	EXCHANGE_WORK,   /* another thread works on it and will call finished; then exchange_continue() */
	EXCHANGE_WATCH,  /* wake will be called; then exchange_continue() */
	EXCHANGE_STREAM  /* status and headers are ready, the body comes from exchange_fill() */
};

/* All on the connection's own thread. */
enum exchange_next exchange_begin(struct exchange *exchange);
enum exchange_next exchange_continue(struct exchange *exchange);
/* Bytes of a stream; 0: nothing yet, park; -1: the end. */
ptrdiff_t exchange_fill(struct exchange *exchange, char *out, size_t size);
/* The connection is gone or the answer sent. */
void exchange_end(struct exchange *exchange);
/* An answer that the sockets' side has to give by itself, before any route. */
void exchange_refuse(struct exchange *exchange, enum err_code code, const char *detail);

/* value must live in the arena, or for ever. */
void exchange_add_header(struct exchange *exchange, const char *name, const char *value);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * One request to the applicant's pages, and the hook by which the portal's
 * table of pages is served.  Forms are parsed, cookies split; nobody is signed
 * in: call.actor is the applicant of no application until the page finds out
 * which (by cookie or by number and code) and sets it.
 *
 * run answers by reply_page() or reply_redirect(); false with err shows
 * portal_error().  With PORTAL_WRITE it is called in a savepoint on the writer
 * thread, after prepare() where the page has one, otherwise on a read
 * snapshot.  Everything must live in the arena.
 */
#ifndef ROUTE_PORTAL_REQUEST_H
#define ROUTE_PORTAL_REQUEST_H

#include "server/route/request.h"

enum portal_flag {
	PORTAL_WRITE = 1 << 0, /* run() in a savepoint on the writer */
	PORTAL_JSON = 1 << 1,  /* takes a JSON body; errors are problem+json */
	PORTAL_POOL = 1 << 2,  /* may take over 5 ms, or waits for a try to be counted */
	PORTAL_HASH = 1 << 3,  /* prepare() hashes a password: few at once */
	PORTAL_UPLOAD = 1 << 4, /* its form carries files, from who holds the application's cookie */
	PORTAL_BEGINS = 1 << 5, /* may begin a form: so many an hour from one address */
	PORTAL_FILES = 1 << 6   /* may send an application: fewer */
};

enum { PORTAL_FIELDS_MAX = 256, PORTAL_COOKIES_MAX = 16, PORTAL_SET_COOKIES_MAX = 8 };

struct portal_field { const char *name, *value; };

/*
 * Server-sent frames for whatever is newer than *after, which it advances;
 * nothing written means nothing new.  Called at the start and after every
 * event of that application; call holds a fresh snapshot.
 */
typedef bool portal_stream_fn(struct call *call, const char *application_id, int64_t *after,
                              struct buf *out);

struct portal_reply {
	int status;
	const char *content_type;
	const char *body;
	size_t body_len;
	const char *location;   /* redirects */
	const char *set_cookies[PORTAL_SET_COOKIES_MAX]; /* whole Set-Cookie values */
	size_t set_cookie_count;
	bool clears_browser; /* nothing of these pages is to stay in the browser; said even where run() fails */
	const char *stream_application_id;
	portal_stream_fn *stream;
	int64_t stream_after;
	int64_t stream_keep_ms;
};

/* A file of a form; its bytes are in the body that came. */
struct portal_file {
	const char *field;
	const char *name; /* as the browser says; "" for none */
	const char *bytes;
	size_t len;
};

enum { PORTAL_FILES_MAX = 8 };

struct portal_request {
	enum method method;
	const char *path;
	const char *path_args[REQUEST_PATH_ARGS_MAX];
	struct portal_field query[REQUEST_QUERY_MAX];
	size_t query_count;
	struct portal_field form[PORTAL_FIELDS_MAX]; /* urlencoded body */
	size_t form_count;
	struct portal_file files[PORTAL_FILES_MAX]; /* PORTAL_UPLOAD */
	size_t file_count;
	struct portal_field cookies[PORTAL_COOKIES_MAX];
	size_t cookie_count;
	const char *accept_language; /* header or NULL; so the next five */
	const char *origin;
	const char *host;
	const char *last_event_id;
	const char *authorization;
	const char *idempotency_key; /* with its quotes */
	bool is_secure; /* came over TLS */
	const struct json *json; /* PORTAL_JSON: the body */
	const char *request_id;
	const char *remote_address;
	struct arena *arena;
	struct call call;
	void *prepared; /* what prepare() found out, for run() */
	struct portal_reply reply;
};

struct portal_route {
	enum method method;
	const char *path; /* "/applications/{id}" */
	unsigned flags;
	bool (*run)(struct portal_request *rq, struct err *err);
	/*
	 * Or NULL.  Before a write, on a read snapshot: checks the form.  Where it
	 * has replied (a form with faults, shown again) nothing is written; else
	 * run() follows on the writer, where a page is better not made.
	 */
	bool (*prepare)(struct portal_request *rq, struct err *err);
};

/* The cookie by which a browser sees one application's page. */
#define PORTAL_PASS_COOKIE "caseload_pass"

/* In src/server/portal/. */
extern const struct portal_route portal_routes[];
extern const size_t portal_route_count;
/* Fills rq->reply with a page for this failure; must not fail itself. */
void portal_error(struct portal_request *rq, const struct err *err);

/* In src/server/route/. */
const char *portal_query(const struct portal_request *rq, const char *name);  /* or NULL */
const char *portal_form(const struct portal_request *rq, const char *name);   /* or NULL */
const char *portal_cookie(const struct portal_request *rq, const char *name); /* or NULL */
void reply_page(struct portal_request *rq, int status, const char *content_type, const char *body,
                size_t len);
/* HttpOnly, SameSite=Strict, for these pages alone; keep_s 0 takes it away. The
 * last word on a name counts. */
void reply_cookie(struct portal_request *rq, const char *name, const char *value, int keep_s);
/* 303 See Other. */
void reply_redirect(struct portal_request *rq, const char *location);
/* text/event-stream that follows one application, for keep_ms at the longest. */
void reply_follow(struct portal_request *rq, const char *application_id, int64_t after, int64_t keep_ms,
                  portal_stream_fn *stream);

#endif

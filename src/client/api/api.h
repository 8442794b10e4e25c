/* SPDX-License-Identifier: Apache-2.0
 *
 * The line to the case server: requests, replies and the feed of events, all
 * on one curl multi handle that only the loop waits for.  Knows no screen.
 */
#ifndef CLIENT_API_API_H
#define CLIENT_API_API_H

#include <curl/curl.h>

#include "base/buf.h"
#include "base/err.h"
#include "client/model/fx.h"
#include "client/model/msg.h"

enum {
	API_CONNECT_MS = 3000,
	API_REQUEST_MS = 10000,
	API_REPLY_MAX = 8 * 1024 * 1024,
	API_EVENT_MAX = 64 * 1024,      /* one event of the stream */
	API_SILENT_MS = 20000,          /* the server's heart beats every 15 s */
	API_GIVE_UP_MS = 40000,         /* then the stream is opened anew */
	API_POLL_WAIT_S = 25,
	API_BACKOFF_MS = 500,
	API_BACKOFF_MAX_MS = 5000,        /* back within 10 s of the server, answer included */
	API_STREAM_TRIES = 3            /* failures until long polls are tried */
};
static_assert(API_SILENT_MS < API_GIVE_UP_MS, "said to be silent before it is given up");

struct api;

struct api_server {
	const char *url;    /* "https://host", or NULL */
	const char *socket; /* path of a Unix-domain socket, or NULL */
	const char *ca_file; /* PEM: who may vouch for an https server; NULL: whom the system trusts */
};

/* Refuses a curl that would block while it looks names up. */
struct api *api_new(const struct api_server *server, struct err *err) must_use;
void api_free(struct api *api);
CURLM *api_multi(struct api *api);

/* Takes the request's path and body. */
void api_submit(struct api *api, struct request *request);
void api_cancel(struct api *api, uint64_t request);
/* Kept in guarded memory; "" forgets it. */
void api_token(struct api *api, const char *token);
/* A key was pressed: the next request says that a person is there. */
void api_active(struct api *api);
int api_open_requests(const struct api *api); /* without the feed */

/* Moves everything that can move; never waits. */
void api_perform(struct api *api, int64_t now_ms);
/* The next reply; *ret is good until api_reply_done(). */
bool api_take_reply(struct api *api, struct reply *ret) must_use;
void api_reply_done(struct api *api);

/* ---- the feed (feed.c) ---- */

/* Follow events after seq; < 0 stops. */
void api_follow(struct api *api, int64_t seq, int64_t now_ms);
/* Back from a suspension: what was heard before counts for nothing. */
void api_wake(struct api *api, int64_t now_ms);
/* The next MSG_EVENT or MSG_FEED; what it points at is good until the call
 * after it. */
bool api_take_event(struct api *api, struct msg *ret) must_use;
/* When api_perform() has something to do by the clock alone; INT64_MAX never. */
int64_t api_next_ms(const struct api *api);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of this room share: the listeners of one server, and the
 * callbacks by which the library tells of their connections and requests.
 */
#ifndef SERVER_HTTP_PRIVATE_H
#define SERVER_HTTP_PRIVATE_H

#include <microhttpd.h>
#include <stdatomic.h>

#include "server/connection.h"
#include "server/http/http.h"
#include "server/listen.h"

enum { TRUSTED_MAX = 8 };

struct listener {
	struct http *http;
	struct MHD_Daemon *daemon;
	enum listener_kind kind;
	bool speaks_tls;
	char unix_path[ADDRESS_TEXT_MAX];
	struct listener *next;
};

struct http {
	struct server *server;
	struct listener *listeners;
	struct address_range trusted[TRUSTED_MAX];
	size_t trusted_count;
	struct connections *connections;
	_Atomic bool is_closed; /* to newcomers */
};

struct http_exchange {
	struct exchange exchange; /* first: the route room's part */
	struct http *http;
	struct MHD_Connection *mhd;
	struct connection *connection;
	_Atomic int park; /* park.c's */
	bool seen_headers, parked_once, refused;
	bool works; /* another thread has work of it, and calls finished() */
	size_t discarded;
	int64_t discard_max;
	struct http_exchange *next_free;
};

/* exchange.c: its memory is kept for the next request of this thread. */
void http_exchange_free(struct http_exchange *ex);

/* park.c */
void exchange_park_init(struct http_exchange *ex);
void exchange_park(struct http_exchange *ex);
void exchange_unpark(struct http_exchange *ex);
void exchange_wake(struct exchange *exchange);
void exchange_remind(struct exchange *exchange);
void exchange_finished(struct exchange *exchange);
/* Its peer has gone while it works; false: the work has ended, and who asks ends it. */
bool exchange_orphan(struct http_exchange *ex) must_use;

/* The first the library tells of a request: its line has come. */
void *http_request_line(void *listener, const char *uri, struct MHD_Connection *mhd);
enum MHD_Result http_request_step(void *listener, struct MHD_Connection *mhd, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **context);
void http_request_over(void *listener, struct MHD_Connection *mhd, void **context,
                       enum MHD_RequestTerminationCode why);
void http_connection_changed(void *listener, struct MHD_Connection *mhd, void **context,
                             enum MHD_ConnectionNotificationCode what);

#endif

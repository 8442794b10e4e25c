/* SPDX-License-Identifier: Apache-2.0
 *
 * Everything that happens on a connection before and after a route: limits,
 * deadlines, parked answers, streams.  Knows no noun.
 */
#ifndef SERVER_HTTP_H
#define SERVER_HTTP_H

#include "base/err.h"
#include "server/route/exchange.h"

struct http;

struct http *http_new(struct server *server);
/* Believe X-Forwarded-For from this range of addresses. */
bool http_trust_proxy(struct http *http, const char *range, struct err *err) must_use;
/* Listens on an address of listen.h with its own pool of threads, under the
 * pair of tls.h where it speaks TLS; shown gets
 * the address as it turned out. */
bool http_listen(struct http *http, const char *where, enum listener_kind kind, int threads,
                 bool speaks_tls, char *shown, size_t shown_size, struct err *err) must_use;

/* Takes no new connections. */
void http_quiesce(struct http *http);
/* Wakes everything that is parked, so that it can see that the server ends. */
void http_wake_all(struct http *http);
/* Exchanges under way, streams apart. */
size_t http_busy(struct http *http);
/* Wakes whatever is parked, closes everything, frees. */
void http_stop(struct http *http);

#endif

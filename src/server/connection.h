/* SPDX-License-Identifier: Apache-2.0
 *
 * The open connections: under which deadline each stands, and the sweeper
 * that holds them to it.  The library's own time limit is for inactivity
 * only, and it does not notice that the peer of a parked exchange has gone.
 */
#ifndef SERVER_CONNECTION_H
#define SERVER_CONNECTION_H

#include <sys/socket.h>

#include "server/route/exchange.h"

struct connection;
struct connections;

enum connection_state {
	CONNECTION_IDLE,    /* between requests */
	CONNECTION_HEADERS, /* a request has begun */
	CONNECTION_BODY,
	CONNECTION_UPLOAD, /* a body that is a file */
	CONNECTION_BUSY,   /* with the routes, perhaps parked: no deadline */
	CONNECTION_SENDING, /* an answer of known length */
	CONNECTION_STREAM
};

struct connections *connections_new(void); /* and its sweeper */
/* Ends the sweeper; sweep by hand from then on. */
void connections_stop(struct connections *all);
void connections_free(struct connections *all); /* when all are closed */

/* peer NULL: not counted by address, as a socket of this machine or a proxy that counts. */
struct connection *connection_open(struct connections *all, int fd, bool is_secure, const struct sockaddr *peer);
/* Somebody signed in sent a request on it: no flood of strangers pushes it out. */
void connection_is_known(struct connection *connection);
void connection_close(struct connection *connection);
/* What it sends is refused unread: once closed it is read past for a while, see linger.h. */
void connection_lingers(struct connection *connection);
/* Why the request at hand has to be refused, by its bytes alone; or NULL. */
const char *connection_fault(const struct connection *connection);
void connection_set(struct connection *connection, enum connection_state state);
/* An answer of so many bytes is on its way: CONNECTION_SENDING. */
void connection_sends(struct connection *connection, size_t bytes);
/* The exchange under way; NULL before it is freed. */
void connection_carries(struct connection *connection, struct exchange *exchange);
struct exchange *connection_carried(struct connection *connection);

/* closing: wakes everything, and ends streams. */
void connections_sweep(struct connections *all, bool closing);
void connections_wake(struct connections *all);
/* Exchanges under way, streams apart. */
size_t connections_busy(struct connections *all);

#endif

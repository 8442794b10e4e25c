/* SPDX-License-Identifier: Apache-2.0
 *
 * The open connections: their deadlines, and a sweeper that shuts those past
 * them and wakes exchanges whose peer has gone.  Knows no HTTP library.
 */
#include "config.h"

#include "server/connection.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "server/wire.h"

struct connection {
	struct connections *all;
	int fd;
	struct wire *wire;
	_Atomic bool is_new;
	_Atomic int state; /* enum connection_state */
	_Atomic int64_t since_ms;
	pthread_mutex_t lock;      /* held while somebody else looks at the exchange */
	struct exchange *exchange; /* under way, or NULL */
	struct connection *prev, *next;
};

struct connections {
	pthread_mutex_t lock; /* the list */
	struct connection *first;
	pthread_t sweeper;
	_Atomic bool stopping;
};

/* Only deadlines of seconds hang on it, and it is asked for often. */
static int64_t
coarse_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* ---- one connection ---- */

void
connection_set(struct connection *connection, enum connection_state state)
{
	atomic_store_explicit(&connection->since_ms, coarse_ms(), memory_order_relaxed);
	atomic_store_explicit(&connection->is_new, false, memory_order_relaxed);
	atomic_store_explicit(&connection->state, state, memory_order_release);
}

void
connection_carries(struct connection *connection, struct exchange *exchange)
{
	pthread_mutex_lock(&connection->lock);
	connection->exchange = exchange;
	pthread_mutex_unlock(&connection->lock);
}

struct connection *
connection_open(struct connections *all, int fd, bool is_secure)
{
	struct connection *connection = calloc(1, sizeof(*connection));

	if (connection == NULL)
		oom_exit();
	connection->all = all;
	connection->fd = fd;
	connection->wire = wire_open(fd, is_secure);
	atomic_store(&connection->is_new, true);
	atomic_store(&connection->since_ms, coarse_ms());
	pthread_mutex_init(&connection->lock, NULL);
	pthread_mutex_lock(&all->lock);
	connection->next = all->first;
	if (connection->next != NULL)
		connection->next->prev = connection;
	all->first = connection;
	pthread_mutex_unlock(&all->lock);
	return connection;
}

void
connection_close(struct connection *connection)
{
	struct connections *all = connection->all;

	pthread_mutex_lock(&all->lock);
	if (connection->prev != NULL)
		connection->prev->next = connection->next;
	else
		all->first = connection->next;
	if (connection->next != NULL)
		connection->next->prev = connection->prev;
	pthread_mutex_unlock(&all->lock);
	wire_close(connection->wire);
	pthread_mutex_destroy(&connection->lock);
	free(connection);
}

const char *
connection_fault(const struct connection *connection)
{
	return wire_fault(connection->wire);
}

/* ---- the sweeper ---- */

static bool
peer_is_gone(int fd)
{
	struct pollfd look = { .fd = fd, .events = POLLRDHUP };

	return poll(&look, 1, 0) > 0 && (look.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

/* Shutting the socket lets the library find out once it is awake. */
static void
sweep_exchange(struct connection *connection, bool streams, bool closing)
{
	struct exchange *exchange;

	pthread_mutex_lock(&connection->lock);
	exchange = connection->exchange;
	if (exchange != NULL) {
		if ((closing && streams) || peer_is_gone(connection->fd))
			atomic_store(&exchange->gone, true);
		if (atomic_load(&exchange->gone))
			(void)shutdown(connection->fd, SHUT_RDWR);
		if (closing || atomic_load(&exchange->gone))
			exchange->wake(exchange);
	}
	pthread_mutex_unlock(&connection->lock);
}

static void
sweep_one(struct connection *connection, int64_t now_ms, bool closing)
{
	static const int limit_s[] = { [CONNECTION_IDLE] = IDLE_WAIT_S, [CONNECTION_HEADERS] = HEADER_WAIT_S,
		                       [CONNECTION_BODY] = BODY_WAIT_S };
	int state = atomic_load(&connection->state);
	int64_t age_ms = now_ms - atomic_load(&connection->since_ms);

	if (state == CONNECTION_BUSY || state == CONNECTION_STREAM)
		sweep_exchange(connection, state == CONNECTION_STREAM, closing);
	else if (age_ms > 1000 * (atomic_load(&connection->is_new) ? HEADER_WAIT_S : limit_s[state]))
		(void)shutdown(connection->fd, SHUT_RDWR);
}

void
connections_sweep(struct connections *all, bool closing)
{
	struct connection *connection;
	int64_t now_ms = coarse_ms();

	pthread_mutex_lock(&all->lock);
	for (connection = all->first; connection != NULL; connection = connection->next)
		sweep_one(connection, now_ms, closing);
	pthread_mutex_unlock(&all->lock);
}

static void *
sweeper_main(void *cls)
{
	struct connections *all = cls;
	struct timespec pause = { .tv_sec = SWEEP_EVERY_MS / 1000, .tv_nsec = SWEEP_EVERY_MS % 1000 * 1000000L };

	while (!atomic_load(&all->stopping)) {
		nanosleep(&pause, NULL);
		connections_sweep(all, false);
	}
	return NULL;
}

void
connections_wake(struct connections *all)
{
	struct connection *connection;

	pthread_mutex_lock(&all->lock);
	for (connection = all->first; connection != NULL; connection = connection->next) {
		pthread_mutex_lock(&connection->lock);
		if (connection->exchange != NULL)
			connection->exchange->wake(connection->exchange);
		pthread_mutex_unlock(&connection->lock);
	}
	pthread_mutex_unlock(&all->lock);
}

size_t
connections_busy(struct connections *all)
{
	struct connection *connection;
	size_t count = 0;

	pthread_mutex_lock(&all->lock);
	for (connection = all->first; connection != NULL; connection = connection->next)
		count += atomic_load(&connection->state) == CONNECTION_BUSY
		         || atomic_load(&connection->state) == CONNECTION_BODY;
	pthread_mutex_unlock(&all->lock);
	return count;
}

struct connections *
connections_new(void)
{
	struct connections *all = calloc(1, sizeof(*all));

	if (all == NULL)
		oom_exit();
	pthread_mutex_init(&all->lock, NULL);
	if (pthread_create(&all->sweeper, NULL, sweeper_main, all) != 0)
		oom_exit();
	return all;
}

void
connections_stop(struct connections *all)
{
	atomic_store(&all->stopping, true);
	pthread_join(all->sweeper, NULL);
}

void
connections_free(struct connections *all)
{
	assert(all->first == NULL);
	pthread_mutex_destroy(&all->lock);
	free(all);
}

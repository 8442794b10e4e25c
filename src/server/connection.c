/* SPDX-License-Identifier: Apache-2.0
 *
 * The open connections: their deadlines, and a sweeper that shuts those past
 * them, wakes exchanges whose peer has gone, and reminds those that were woken
 * of it.  Knows no HTTP library.
 */
#include "config.h"

#include "server/connection.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/timed_wait.h"
#include "server/linger.h"
#include "server/wire.h"

/* The lists a connection stands in, each in order of arrival. */
enum list_kind { LIST_ALL, LIST_STRANGERS, LIST_ADDRESS, LIST_KINDS };

struct list {
	struct connection *oldest, *newest;
	size_t count;
};

struct connection {
	struct connections *all;
	int fd;
	struct wire *wire;
	_Atomic bool is_new;
	_Atomic int state; /* enum connection_state */
	_Atomic int64_t since_ms;
	pthread_mutex_t lock;      /* held while somebody else looks at the exchange */
	struct exchange *exchange; /* under way, or NULL */
	bool lingers; /* its own thread's */
	_Atomic bool is_stranger; /* counted among those who have shown no session */
	struct list *by_address;
	_Atomic uint64_t bytes_before; /* this request's body */
	_Atomic size_t answer_bytes;
	struct connection *older[LIST_KINDS], *newer[LIST_KINDS];
};

struct connections {
	pthread_mutex_t lock; /* the lists */
	struct list open, strangers;
	struct lingering lingering;
	struct list by_address[STRANGER_BUCKETS];
	uint8_t key[SECRET_KEY_BYTES];
	pthread_t sweeper;
	pthread_cond_t ending; /* with lock; by the monotonic clock */
	bool stopping;
};

/* Only deadlines of seconds hang on it, and it is asked for often. */
static int64_t
coarse_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* ---- lists ---- */

static void
list_add(struct list *list, enum list_kind kind, struct connection *connection)
{
	connection->older[kind] = list->newest;
	connection->newer[kind] = NULL;
	if (list->newest != NULL)
		list->newest->newer[kind] = connection;
	else
		list->oldest = connection;
	list->newest = connection;
	list->count++;
}

static void
list_remove(struct list *list, enum list_kind kind, struct connection *connection)
{
	struct connection *older = connection->older[kind], *newer = connection->newer[kind];

	if (older != NULL)
		older->newer[kind] = newer;
	else
		list->oldest = newer;
	if (newer != NULL)
		newer->older[kind] = older;
	else
		list->newest = older;
	list->count--;
}

/* ---- strangers ---- */

/* Those of one address, or one /64 of IPv6; a few others may share the list,
 * nobody can choose which. NULL: a socket of this machine. */
static struct list *
address_list(struct connections *all, const struct sockaddr *peer)
{
	const void *bytes;
	size_t len;
	uint8_t tag[32];
	uint32_t place;

	if (peer != NULL && peer->sa_family == AF_INET) {
		bytes = &((const struct sockaddr_in *)(const void *)peer)->sin_addr;
		len = 4;
	} else if (peer != NULL && peer->sa_family == AF_INET6) {
		bytes = &((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr;
		len = 8;
	} else {
		return NULL;
	}
	keyed_tag(tag, all->key, bytes, len);
	memcpy(&place, tag, sizeof(place));
	return &all->by_address[place % STRANGER_BUCKETS];
}

static void
stranger_forget(struct connections *all, struct connection *connection)
{
	if (!connection->is_stranger)
		return;
	connection->is_stranger = false;
	list_remove(&all->strangers, LIST_STRANGERS, connection);
	list_remove(connection->by_address, LIST_ADDRESS, connection);
}

/* The oldest whose request is not being worked on makes way; where all of the
 * oldest few are, the oldest. */
static void
make_way(struct connections *all, struct list *list, enum list_kind kind)
{
	enum { LOOK_AT = 16 };
	struct connection *at = list->oldest, *leaves = at;
	int i;

	for (i = 0; at != NULL && i < LOOK_AT; i++, at = at->newer[kind]) {
		if (atomic_load(&at->state) == CONNECTION_BUSY)
			continue;
		leaves = at;
		break;
	}
	stranger_forget(all, leaves);
	(void)shutdown(leaves->fd, SHUT_RDWR);
}

static void
stranger_add(struct connections *all, struct connection *connection, const struct sockaddr *peer)
{
	connection->by_address = address_list(all, peer);
	if (connection->by_address == NULL)
		return;
	if (connection->by_address->count >= STRANGERS_ADDRESS_MAX)
		make_way(all, connection->by_address, LIST_ADDRESS);
	if (all->strangers.count >= STRANGERS_MAX)
		make_way(all, &all->strangers, LIST_STRANGERS);
	connection->is_stranger = true;
	list_add(&all->strangers, LIST_STRANGERS, connection);
	list_add(connection->by_address, LIST_ADDRESS, connection);
}

void
connection_is_known(struct connection *connection)
{
	/* Only its own thread and make_way() change it; the second look is under the lock. */
	if (!connection->is_stranger)
		return;
	pthread_mutex_lock(&connection->all->lock);
	stranger_forget(connection->all, connection);
	pthread_mutex_unlock(&connection->all->lock);
}

/* ---- one connection ---- */

void
connection_set(struct connection *connection, enum connection_state state)
{
	atomic_store_explicit(&connection->since_ms, coarse_ms(), memory_order_relaxed);
	atomic_store_explicit(&connection->is_new, false, memory_order_relaxed);
	if (state == CONNECTION_BODY || state == CONNECTION_UPLOAD)
		connection->bytes_before = connection->wire != NULL ? wire_bytes(connection->wire) : 0;
	atomic_store_explicit(&connection->state, state, memory_order_release);
}

void
connection_sends(struct connection *connection, size_t bytes)
{
	connection->answer_bytes = bytes;
	connection_set(connection, CONNECTION_SENDING);
}

void
connection_carries(struct connection *connection, struct exchange *exchange)
{
	pthread_mutex_lock(&connection->lock);
	connection->exchange = exchange;
	pthread_mutex_unlock(&connection->lock);
}

struct exchange *
connection_carried(struct connection *connection)
{
	return connection->exchange; /* its own thread sets it */
}

struct connection *
connection_open(struct connections *all, int fd, bool is_secure, const struct sockaddr *peer)
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
	stranger_add(all, connection, peer);
	list_add(&all->open, LIST_ALL, connection);
	pthread_mutex_unlock(&all->lock);
	return connection;
}

void
connection_close(struct connection *connection)
{
	struct connections *all = connection->all;

	pthread_mutex_lock(&all->lock);
	stranger_forget(all, connection);
	list_remove(&all->open, LIST_ALL, connection);
	if (connection->lingers)
		linger_add(&all->lingering, connection->fd, coarse_ms());
	pthread_mutex_unlock(&all->lock);
	wire_close(connection->wire);
	pthread_mutex_destroy(&connection->lock);
	free(connection);
}

void
connection_lingers(struct connection *connection)
{
	connection->lingers = true;
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
		exchange->remind(exchange);
		if (closing || atomic_load(&exchange->gone))
			exchange->wake(exchange);
	}
	pthread_mutex_unlock(&connection->lock);
}

/* Does the body come too slowly for whoever means it? */
static bool
body_dawdles(const struct connection *connection, int state, int64_t age_ms)
{
	uint64_t came, rate = state == CONNECTION_UPLOAD ? UPLOAD_RATE_BYTES : BODY_RATE_BYTES;

	if (connection->wire == NULL || age_ms < 1000 * BODY_GRACE_S)
		return false;
	came = wire_bytes(connection->wire) - atomic_load(&connection->bytes_before);
	return came < (uint64_t)age_ms * rate / 1000;
}

static int64_t
limit_ms(const struct connection *connection, int state)
{
	static const int limit_s[] = { [CONNECTION_IDLE] = IDLE_WAIT_S, [CONNECTION_HEADERS] = HEADER_WAIT_S,
		                       [CONNECTION_BODY] = BODY_WAIT_S, [CONNECTION_UPLOAD] = UPLOAD_WAIT_S, [CONNECTION_SENDING] = ANSWER_WAIT_S };

	if (atomic_load(&connection->is_new))
		return 1000 * HEADER_WAIT_S;
	if (state == CONNECTION_SENDING)
		return 1000LL * (ANSWER_WAIT_S + (int64_t)(atomic_load(&connection->answer_bytes) / ANSWER_RATE_BYTES));
	return 1000LL * limit_s[state];
}

static int64_t
head_since_ms(const struct connection *connection)
{
	return connection->wire != NULL ? wire_head_since_ms(connection->wire) : 0;
}

static void
sweep_one(struct connection *connection, int64_t now_ms, bool closing)
{
	int state = atomic_load(&connection->state);
	int64_t since_ms = atomic_load(&connection->since_ms), head_ms = head_since_ms(connection);
	int64_t age_ms = now_ms - since_ms;

	/* What came during the request before was not read on: from its end it has its time. */
	if (state == CONNECTION_IDLE && head_ms != 0) {
		state = CONNECTION_HEADERS;
		age_ms = now_ms - (head_ms > since_ms ? head_ms : since_ms);
	}
	if (state == CONNECTION_BUSY || state == CONNECTION_STREAM)
		sweep_exchange(connection, state == CONNECTION_STREAM, closing);
	else if (age_ms > limit_ms(connection, state)
	         || ((state == CONNECTION_BODY || state == CONNECTION_UPLOAD) && body_dawdles(connection, state, age_ms)))
		(void)shutdown(connection->fd, SHUT_RDWR);
}

void
connections_sweep(struct connections *all, bool closing)
{
	struct connection *connection;
	int64_t now_ms = coarse_ms();

	pthread_mutex_lock(&all->lock);
	for (connection = all->open.oldest; connection != NULL; connection = connection->newer[LIST_ALL])
		sweep_one(connection, now_ms, closing);
	linger_sweep(&all->lingering, now_ms);
	pthread_mutex_unlock(&all->lock);
}

/* False: it is time to end. */
static bool
rest(struct connections *all)
{
	int64_t until_ms = clock_mono_ms() + SWEEP_EVERY_MS;
	bool stopping;

	pthread_mutex_lock(&all->lock);
	while (!all->stopping && timed_wait(&all->ending, &all->lock, until_ms))
		continue;
	stopping = all->stopping;
	pthread_mutex_unlock(&all->lock);
	return !stopping;
}

static void *
sweeper_main(void *cls)
{
	struct connections *all = cls;

	while (rest(all))
		connections_sweep(all, false);
	return NULL;
}

void
connections_wake(struct connections *all)
{
	struct connection *connection;

	pthread_mutex_lock(&all->lock);
	for (connection = all->open.oldest; connection != NULL; connection = connection->newer[LIST_ALL]) {
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
	for (connection = all->open.oldest; connection != NULL; connection = connection->newer[LIST_ALL]) {
		int state = atomic_load(&connection->state);
		count += state == CONNECTION_BUSY || state == CONNECTION_BODY || state == CONNECTION_UPLOAD
		         || state == CONNECTION_SENDING;
	}
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
	timed_wait_init(&all->ending);
	random_bytes(all->key, sizeof(all->key));
	if (pthread_create(&all->sweeper, NULL, sweeper_main, all) != 0)
		oom_exit();
	return all;
}

void
connections_stop(struct connections *all)
{
	pthread_mutex_lock(&all->lock);
	all->stopping = true;
	pthread_cond_signal(&all->ending);
	pthread_mutex_unlock(&all->lock);
	pthread_join(all->sweeper, NULL);
}

void
connections_free(struct connections *all)
{
	assert(all->open.count == 0);
	linger_close(&all->lingering);
	pthread_cond_destroy(&all->ending);
	pthread_mutex_destroy(&all->lock);
	free(all);
}

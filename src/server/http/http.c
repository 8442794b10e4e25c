/* SPDX-License-Identifier: Apache-2.0
 *
 * The HTTP library's daemons, one for every listening socket, from their start
 * to their end.  Two traps: its time limit is for inactivity only, so
 * connection.c sweeps; and stopping with a connection suspended aborts, so
 * http_stop() wakes them all first.
 */
#include "config.h"

#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "server/http/private.h"
#include "server/tls.h"

enum { CLOSE_POLL_MS = 10, NO_FILES_REST_MS = 50 };

/* Paths and queries are decoded once, strictly, by the route room. */
static size_t
leave_escaped(void *cls, struct MHD_Connection *mhd, char *text)
{
	(void)cls;
	(void)mhd;
	return strlen(text);
}

/* With no descriptor left the library asks for the next connection again and
 * again.  This is its thread, and it has nothing else to do: it rests here. */
static void
log_library(void *cls, const char *fmt, va_list args)
{
	const struct timespec rest = { .tv_sec = 0, .tv_nsec = NO_FILES_REST_MS * 1000000L };
	const int failed = errno;
	char line[200];

	(void)cls;
	vsnprintf(line, sizeof(line), fmt, args);
	log_line(LOG_DEBUG, "http", "%s", line);
	if (failed == EMFILE || failed == ENFILE)
		nanosleep(&rest, NULL);
}

struct http *
http_new(struct server *server)
{
	struct http *http = calloc(1, sizeof(*http));

	if (http == NULL)
		oom_exit();
	http->server = server;
	http->connections = connections_new();
	return http;
}

bool
http_trust_proxy(struct http *http, const char *range, struct err *err)
{
	if (http->trusted_count == TRUSTED_MAX)
		return err_set(err, ERR_USAGE, "At most %d --trusted-proxy ranges.", TRUSTED_MAX);
	if (!address_range_read(&http->trusted[http->trusted_count], range))
		return err_set(err, ERR_USAGE, "\"%.80s\" is not a range of addresses; write 10.0.0.0/8 or ::1/128.", range);
	http->trusted_count++;
	return true;
}

/* While it drains, nobody new is let in.  The library's own way to quiesce
 * aborts now and then: its threads and the caller both take the listening
 * socket out of the same epoll set, and the second finds it gone. */
static enum MHD_Result
let_in(void *cls, const struct sockaddr *address, socklen_t len)
{
	const struct listener *listener = cls;

	(void)address;
	(void)len;
	return atomic_load(&listener->http->is_closed) ? MHD_NO : MHD_YES;
}

/* As many connections as the system lets us have open, with room for the rest. */
static unsigned
connections_allowed(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return 1000;
	if (files.rlim_cur < files.rlim_max) {
		files.rlim_cur = files.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &files);
		(void)getrlimit(RLIMIT_NOFILE, &files);
	}
	if (files.rlim_cur > CONNECTIONS_MAX + 200)
		return CONNECTIONS_MAX;
	return files.rlim_cur > 400 ? (unsigned)files.rlim_cur - 200 : 200;
}

bool
http_listen(struct http *http, const char *where, enum listener_kind kind, int threads,
            bool speaks_tls, char *shown, size_t shown_size, struct err *err)
{
	struct listener *listener = calloc(1, sizeof(*listener));
	char address[ADDRESS_TEXT_MAX];
	int fd; /* the library's, once it started */
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;

	/* Where the listener speaks plain HTTP, the list ends before these. */
	struct MHD_OptionItem tls[] = {
		{ speaks_tls ? MHD_OPTION_HTTPS_PRIORITIES : MHD_OPTION_END, 0, (void *)(uintptr_t)tls_priorities },
		{ MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *)(uintptr_t)tls_choose },
		{ MHD_OPTION_END, 0, NULL }
	};

	if (listener == NULL)
		oom_exit();
	listener->http = http;
	listener->kind = kind;
	listener->speaks_tls = speaks_tls;
	if (!address_listen(&fd, address, where, err)) {
		free(listener);
		return false;
	}
	if (address_is_unix(where))
		str_copy(listener->unix_path, sizeof(listener->unix_path), address + 5);
	if (shown != NULL)
		str_copy(shown, shown_size, address);
	if (speaks_tls)
		flags |= MHD_USE_TLS;
	/* The logger comes first: options after it may already have something to say. */
	listener->daemon = MHD_start_daemon(
		flags, 0, let_in, listener, http_request_step, listener,
		MHD_OPTION_EXTERNAL_LOGGER, log_library, listener,
		MHD_OPTION_ARRAY, tls,
		MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_THREAD_POOL_SIZE, (unsigned)(threads > 1 ? threads : 0),
		MHD_OPTION_CONNECTION_LIMIT, connections_allowed(),
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY_BYTES,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_WAIT_S,
		MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, listener,
		MHD_OPTION_URI_LOG_CALLBACK, http_request_line, listener,
		MHD_OPTION_NOTIFY_COMPLETED, http_request_over, listener,
		MHD_OPTION_NOTIFY_CONNECTION, http_connection_changed, listener,
		MHD_OPTION_END);
	if (listener->daemon == NULL) {
		close(fd);
		free(listener);
		return err_set(err, ERR_LOCAL_FILE, "The HTTP library cannot start on %.100s.", where);
	}
	listener->next = http->listeners;
	http->listeners = listener;
	return true;
}

void
http_quiesce(struct http *http)
{
	struct listener *listener;

	atomic_store(&http->is_closed, true);
	for (listener = http->listeners; listener != NULL; listener = listener->next) {
		if (listener->unix_path[0] != '\0')
			(void)unlink(listener->unix_path);
		listener->unix_path[0] = '\0';
	}
}

void
http_wake_all(struct http *http)
{
	connections_wake(http->connections);
}

size_t
http_busy(struct http *http)
{
	return connections_busy(http->connections);
}

void
http_stop(struct http *http)
{
	struct timespec pause = { .tv_sec = 0, .tv_nsec = CLOSE_POLL_MS * 1000000L };
	int64_t until_ms = clock_mono_ms() + 2000;

	connections_stop(http->connections);
	http_quiesce(http);
	/* Nothing may be suspended when the library stops, and whatever is woken
	 * now must not park again: the route room answers at once while draining. */
	do {
		connections_sweep(http->connections, true);
		nanosleep(&pause, NULL);
	} while (http_busy(http) > 0 && clock_mono_ms() < until_ms);
	connections_sweep(http->connections, true);
	while (http->listeners != NULL) {
		struct listener *listener = http->listeners;
		http->listeners = listener->next;
		MHD_stop_daemon(listener->daemon);
		free(listener);
	}
	connections_free(http->connections);
	free(http);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * A mail server of five verbs, behind a socket without a name in any folder.
 */
#include "server/job/mail_sink.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stddef.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"

enum { MESSAGE_MAX = 1 << 20, READ_BYTES = 16 * 1024, PATH_TEXT_MAX = 4096, NAME_TEXT_MAX = 16 };

struct mail_sink {
	const char *dir;
	const char *id;
	int fd; /* listens until libcurl comes, then the conversation; -1: over */
	pthread_t thread;
	bool is_running, is_over;
	char name[NAME_TEXT_MAX]; /* of the abstract socket */
	bool in_data;
	struct buf in;      /* not yet understood */
	struct buf message;
};

bool
mail_sink_ready(const char *dir, struct err *err)
{
	struct stat status;

	if (stat(dir, &status) == 0 && S_ISDIR(status.st_mode) && access(dir, W_OK | X_OK) == 0)
		return true;
	return err_set(err, ERR_LOCAL_FILE, "--mail-dir %s is not a folder that can be written to.", dir);
}

/* The kernel gives it a name that nobody else has; -1 when it cannot. */
static int
listen_somewhere(char name[NAME_TEXT_MAX])
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t len = sizeof(address);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof(sa_family_t)) == 0 && listen(fd, 1) == 0 &&
		getsockname(fd, (struct sockaddr *)&address, &len) == 0) {
		(void)snprintf(name, NAME_TEXT_MAX, "%.*s",
			(int)(len - offsetof(struct sockaddr_un, sun_path) - 1), address.sun_path + 1);
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

struct mail_sink *
mail_sink_new(const char *dir, const char *id)
{
	struct mail_sink *sink = calloc(1, sizeof(*sink));

	if (!sink)
		oom_exit();
	sink->dir = dir;
	sink->id = id;
	sink->fd = listen_somewhere(sink->name);
	buf_init(&sink->in, MESSAGE_MAX);
	buf_init(&sink->message, MESSAGE_MAX);
	return sink;
}

void
mail_sink_free(struct mail_sink *sink)
{
	if (!sink)
		return;
	if (sink->fd >= 0)
		(void)shutdown(sink->fd, SHUT_RDWR); /* where nobody ever came */
	if (sink->is_running)
		pthread_join(sink->thread, NULL);
	if (sink->fd >= 0)
		close(sink->fd);
	buf_done(&sink->in);
	buf_done(&sink->message);
	free(sink);
}

/* ---- the conversation ---- */

static void
answer(struct mail_sink *sink, const char *line)
{
	/* A few words, into an empty socket. */
	(void)!send(sink->fd, line, strlen(line), MSG_NOSIGNAL);
}

static bool
write_whole(int fd, const struct buf *text)
{
	size_t done = 0;

	while (done < text->len) {
		ssize_t now = write(fd, text->data + done, text->len - done);
		if (now <= 0)
			return false;
		done += (size_t)now;
	}
	return fsync(fd) == 0;
}

/* There at once and whole, under a name that a second copy has, too. */
static bool
write_message(const struct mail_sink *sink)
{
	char name[PATH_TEXT_MAX], fresh[PATH_TEXT_MAX];
	int len = snprintf(name, sizeof(name), "%s/%s.eml", sink->dir, sink->id);
	int fresh_len = snprintf(fresh, sizeof(fresh), "%s/.%s.%ld", sink->dir, sink->id, (long)getpid());

	if (len >= (int)sizeof(name) || fresh_len >= (int)sizeof(fresh) || !buf_ok(&sink->message))
		return false;
	int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && write_whole(fd, &sink->message);
	if (fd >= 0)
		close(fd);
	ok = ok && rename(fresh, name) == 0;
	if (!ok)
		(void)unlink(fresh);
	return ok;
}

static void
take_command(struct mail_sink *sink, const char *line)
{
	if (strncasecmp(line, "DATA", 4) == 0) {
		sink->in_data = true;
		buf_reset(&sink->message);
		answer(sink, "354 Go on\r\n");
	} else if (strncasecmp(line, "QUIT", 4) == 0) {
		answer(sink, "221 Bye\r\n");
		sink->is_over = true;
	} else {
		answer(sink, "250 Fine\r\n");
	}
}

static void
take_data(struct mail_sink *sink, const char *line, size_t len)
{
	if (len == 1 && line[0] == '.') {
		sink->in_data = false;
		answer(sink, write_message(sink) ? "250 In the folder\r\n" : "451 The folder cannot be written to\r\n");
		return;
	}
	if (len > 0 && line[0] == '.') {
		line++;
		len--;
	}
	buf_add(&sink->message, line, len);
	buf_puts(&sink->message, "\r\n");
}

static void
listen_to(struct mail_sink *sink)
{
	char *room = buf_grow(&sink->in, READ_BYTES), *end;
	ssize_t got = room ? recv(sink->fd, room, READ_BYTES, 0) : 0; /* too long a line */

	if (room)
		sink->in.len -= READ_BYTES - (got > 0 ? (size_t)got : 0);
	if (got <= 0) {
		sink->is_over = true;
		return;
	}
	sink->in.data[sink->in.len] = '\0';
	while ((end = memmem(sink->in.data, sink->in.len, "\r\n", 2))) {
		size_t len = (size_t)(end - sink->in.data);

		*end = '\0';
		if (sink->in_data)
			take_data(sink, sink->in.data, len);
		else
			take_command(sink, sink->in.data);
		buf_consume(&sink->in, len + 2);
	}
}

/* ---- instead of the network ---- */

/* Of this very process: another's knock is not answered. */
static bool
meet(struct mail_sink *sink, bool *ret_met)
{
	int fd = accept4(sink->fd, NULL, NULL, SOCK_CLOEXEC);
	struct ucred peer = { .pid = -1 };
	socklen_t len = sizeof(peer);

	if (fd < 0)
		return false;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0 || peer.pid != getpid()) {
		close(fd);
		return true;
	}
	/* Under the same number, so that hanging up always reaches it. */
	(void)dup3(fd, sink->fd, O_CLOEXEC);
	close(fd);
	*ret_met = true;
	answer(sink, "220 A folder\r\n");
	return true;
}

static void *
run(void *ctx)
{
	struct mail_sink *sink = ctx;
	bool met = false;

	while (!met)
		if (!meet(sink, &met))
			return NULL;
	while (!sink->is_over)
		listen_to(sink);
	return NULL;
}

bool
mail_sink_start(struct mail_sink *sink)
{
	sink->is_running = sink->fd >= 0 && pthread_create(&sink->thread, NULL, run, sink) == 0;
	return sink->is_running;
}

void
mail_sink_receive(struct mail_sink *sink, CURL *curl)
{
	(void)curl_easy_setopt(curl, CURLOPT_ABSTRACT_UNIX_SOCKET, sink->name);
	/* One conversation a message. */
	(void)curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The keeper: fork, hand the server its end, wait, and again.
 */
#include "config.h"

#include "server/job/helper_keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

/* Room for one descriptor beside a byte. */
union fd_room {
	struct cmsghdr head;
	char bytes[CMSG_SPACE(sizeof(int))];
};

static struct msghdr
message_of(struct iovec *byte, union fd_room *room)
{
	return (struct msghdr){ .msg_iov = byte, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof(*room) };
}

static bool
send_fd(int to, int fd)
{
	char byte = 0;
	union fd_room room = { .bytes = { 0 } };
	struct iovec one = { &byte, 1 };
	struct msghdr message = message_of(&one, &room);

	room.head = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(fd)) };
	memcpy(CMSG_DATA(&room.head), &fd, sizeof(fd));
	while (sendmsg(to, &message, MSG_NOSIGNAL) < 0)
		if (errno != EINTR)
			return false;
	return true;
}

/* -1: none is there. */
static int
receive_fd(int from, bool *ret_gone)
{
	char byte;
	union fd_room room = { .bytes = { 0 } };
	struct iovec one = { &byte, 1 };
	struct msghdr message = message_of(&one, &room);
	ssize_t got;
	int fd = -1;

	while ((got = recvmsg(from, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT)) < 0 && errno == EINTR)
		continue;
	*ret_gone = got == 0 || (got < 0 && errno != EAGAIN);
	const struct cmsghdr *head = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
	if (head && head->cmsg_type == SCM_RIGHTS && head->cmsg_len == CMSG_LEN(sizeof(fd)))
		memcpy(&fd, CMSG_DATA(head), sizeof(fd));
	return fd;
}

static void
prepare(int given)
{
	enum { CONTROL = 3 };
	sigset_t none;
	int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	/* A terminal's ^C is the server's to answer: this ends with it. */
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGTERM, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGCHLD, SIG_DFL);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (nowhere < 0 || dup2(nowhere, STDIN_FILENO) < 0 || dup2(nowhere, STDOUT_FILENO) < 0
	    || dup2(given, CONTROL) < 0 || close_range(CONTROL + 1, ~0U, 0) != 0)
		_exit(1);
}

static _Noreturn void
keeper_main(int given, helper_fn *run, const void *ctx)
{
	enum { CONTROL = 3 };

	prepare(given);
	for (;;) {
		int64_t began_ms = clock_mono_ms();
		int ends[2];
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
			_exit(1);
		pid_t child = fork();
		if (child == 0) {
			close(ends[0]);
			run(ends[1], ctx);
			_exit(1);
		}
		close(ends[1]);
		/* Without one the server finds its end closed, and asks for the next. */
		bool told = send_fd(CONTROL, ends[0]);
		close(ends[0]);
		if (!told)
			_exit(0);
		while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
			continue;
		if (clock_mono_ms() - began_ms < KEEPER_PAUSE_MS)
			(void)poll(NULL, 0, KEEPER_PAUSE_MS);
	}
}

bool
helper_keeper_start(struct helper_keeper *ret, helper_fn *run, const void *ctx, struct err *err)
{
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return err_set(err, ERR_INTERNAL, "No pipe for the helper: %s", strerror(errno));
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		keeper_main(ends[1], run, ctx);
	}
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return err_set(err, ERR_INTERNAL, "The helper cannot be started: %s", strerror(errno));
	}
	*ret = (struct helper_keeper){ pid, ends[0] };
	return true;
}

int
helper_keeper_take(struct helper_keeper *keeper, int wait_ms, bool *ret_gone)
{
	struct pollfd wait = { .fd = keeper->fd, .events = POLLIN };
	int newest = -1, fd;

	(void)poll(&wait, 1, wait_ms);
	/* Those before it ended while nobody asked. */
	while ((fd = receive_fd(keeper->fd, ret_gone)) >= 0) {
		if (newest >= 0)
			close(newest);
		newest = fd;
	}
	return newest;
}

void
helper_keeper_end(struct helper_keeper *keeper)
{
	(void)kill(keeper->pid, SIGKILL);
}

void
helper_keeper_done(struct helper_keeper *keeper)
{
	helper_keeper_end(keeper);
	close(keeper->fd);
	while (waitpid(keeper->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
}

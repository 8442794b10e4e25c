/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading past what was refused; the promises are in the header.
 */
#include "config.h"

#include "server/linger.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Has the peer ended, or had enough? */
static bool
is_over(int fd, size_t *left)
{
	char bytes[16 * 1024];
	size_t room = LINGER_SWEEP_BYTES;

	while (room > 0 && *left > 0) {
		ssize_t len = recvfrom(fd, bytes, sizeof(bytes), MSG_DONTWAIT, NULL, NULL);
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return false;
		if (len <= 0)
			return true;
		room -= (size_t)len < room ? (size_t)len : room;
		*left -= (size_t)len < *left ? (size_t)len : *left;
	}
	return *left == 0;
}

static void
drop(struct lingering *all, size_t at)
{
	(void)close(all->at[at].fd);
	all->count--;
	memmove(&all->at[at], &all->at[at + 1], (all->count - at) * sizeof(all->at[0]));
}

void
linger_add(struct lingering *all, int fd, int64_t now_ms)
{
	size_t left = LINGER_BYTES_MAX;
	int kept;

	if (is_over(fd, &left))
		return;
	kept = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (kept < 0)
		return;
	(void)shutdown(kept, SHUT_WR);
	if (all->count == LINGERING_MAX)
		drop(all, 0);
	all->at[all->count].fd = kept;
	all->at[all->count].until_ms = now_ms + 1000 * LINGER_WAIT_S;
	all->at[all->count++].left = left;
}

void
linger_sweep(struct lingering *all, int64_t now_ms)
{
	size_t i = 0;

	while (i < all->count) {
		if (now_ms > all->at[i].until_ms || is_over(all->at[i].fd, &all->at[i].left))
			drop(all, i);
		else
			i++;
	}
}

void
linger_close(struct lingering *all)
{
	while (all->count > 0)
		drop(all, all->count - 1);
}

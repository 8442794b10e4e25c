/* SPDX-License-Identifier: Apache-2.0
 *
 * Listening sockets and addresses.  Knows nothing of HTTP.
 */
#include "config.h"

#include "server/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/str.h"

enum { BACKLOG = 1024 };

enum address_scheme
address_scheme(const char *where)
{
	if (str_starts(where, "https://"))
		return SCHEME_HTTPS;
	return str_starts(where, "http://") ? SCHEME_HTTP : SCHEME_UNSAID;
}

static const char *
without_scheme(const char *where)
{
	static const size_t len[] = { [SCHEME_UNSAID] = 0, [SCHEME_HTTP] = 7, [SCHEME_HTTPS] = 8 };

	return where + len[address_scheme(where)];
}

bool
address_is_unix(const char *where)
{
	return str_starts(without_scheme(where), "unix:");
}

/* "HOST:PORT" or "[HOST]:PORT" into its parts. */
static bool
split_host(const char *where, char *host, size_t host_size, char *port, size_t port_size)
{
	const char *colon = strrchr(where, ':');
	const char *begin = where;
	const char *end = colon;

	if (colon == NULL || colon[1] == '\0')
		return false;
	if (where[0] == '[') {
		begin = where + 1;
		end = colon - 1;
		if (end < begin || *end != ']')
			return false;
	}
	if ((size_t)(end - begin) >= host_size)
		return false;
	memcpy(host, begin, (size_t)(end - begin));
	host[end - begin] = '\0';
	return str_copy(port, port_size, colon + 1);
}

bool
address_is_local(const char *where)
{
	char host[128], port[16];
	struct in_addr four;
	struct in6_addr six;

	where = without_scheme(where);
	if (str_starts(where, "unix:"))
		return true;
	if (!split_host(where, host, sizeof(host), port, sizeof(port)))
		return false;
	if (str_eq(host, "localhost"))
		return true;
	if (inet_pton(AF_INET, host, &four) == 1)
		return (ntohl(four.s_addr) >> 24) == 127;
	if (inet_pton(AF_INET6, host, &six) == 1)
		return IN6_IS_ADDR_LOOPBACK(&six);
	return false;
}

/* Is anybody answering on this Unix-domain socket? */
static bool
socket_is_live(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool live = fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0;

	if (fd >= 0)
		close(fd);
	return live;
}

static bool
listen_unix(int *ret_fd, const char *path, struct err *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct stat found;
	mode_t mask;
	int fd, failed;

	if (!str_copy(address.sun_path, sizeof(address.sun_path), path) || path[0] == '\0')
		return err_set(err, ERR_USAGE, "The socket path \"%.100s\" is empty or longer than %zu bytes.",
		               path, sizeof(address.sun_path) - 1);
	if (lstat(path, &found) == 0) {
		if (!S_ISSOCK(found.st_mode))
			return err_set(err, ERR_LOCAL_FILE, "%.160s exists and is not a socket; choose another path.", path);
		if (socket_is_live(&address))
			return err_set(err, ERR_LOCAL_FILE, "Another server is listening on %.160s.", path);
		(void)unlink(path);
	}
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return err_set(err, ERR_LOCAL_FILE, "No socket can be made: %s", strerror(errno));
	/* The mode counts from the first moment: nobody else may connect. */
	mask = umask(0177);
	failed = bind(fd, (const struct sockaddr *)&address, sizeof(address));
	(void)umask(mask);
	if (failed != 0 || listen(fd, BACKLOG) != 0) {
		err_set(err, ERR_LOCAL_FILE, "Cannot listen on %.140s: %s", path, strerror(errno));
		close(fd);
		return false;
	}
	*ret_fd = fd;
	return true;
}

void
address_text(char *out, size_t size, const struct sockaddr *address)
{
	const void *bytes = NULL;

	if (address != NULL && address->sa_family == AF_INET)
		bytes = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
	else if (address != NULL && address->sa_family == AF_INET6)
		bytes = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
	if (bytes == NULL || inet_ntop(address->sa_family, bytes, out, (socklen_t)size) == NULL)
		str_copy(out, size, "local");
}

static void
show_bound(int fd, char shown[ADDRESS_TEXT_MAX])
{
	struct sockaddr_storage bound;
	socklen_t len = sizeof(bound);
	char host[64];

	if (getsockname(fd, (struct sockaddr *)&bound, &len) != 0)
		return;
	address_text(host, sizeof(host), (const struct sockaddr *)&bound);
	if (bound.ss_family == AF_INET6)
		snprintf(shown, ADDRESS_TEXT_MAX, "[%s]:%u", host,
		         (unsigned)ntohs(((struct sockaddr_in6 *)&bound)->sin6_port));
	else
		snprintf(shown, ADDRESS_TEXT_MAX, "%s:%u", host,
		         (unsigned)ntohs(((struct sockaddr_in *)&bound)->sin_port));
}

static int
bind_one(const struct addrinfo *found)
{
	int yes = 1;
	int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (found->ai_family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof(yes));
	if (bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0) {
		int why = errno;
		close(fd);
		errno = why;
		return -1;
	}
	return fd;
}

bool
address_listen(int *ret_fd, char shown[ADDRESS_TEXT_MAX], const char *where, struct err *err)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE };
	struct addrinfo *found = NULL;
	char host[128], port[16];
	int64_t number;
	int why, fd;

	where = without_scheme(where);
	str_copy(shown, ADDRESS_TEXT_MAX, where);
	if (str_starts(where, "unix:"))
		return listen_unix(ret_fd, where + 5, err);
	if (!split_host(where, host, sizeof(host), port, sizeof(port)) || !str_to_i64(port, &number)
	    || number < 0 || number > 65535)
		return err_set(err, ERR_USAGE, "\"%.100s\" is not an address; write HOST:PORT, [::1]:PORT or unix:PATH.", where);
	why = getaddrinfo(host[0] != '\0' ? host : NULL, port, &hints, &found);
	if (why != 0)
		return err_set(err, ERR_USAGE, "\"%.100s\" cannot be resolved: %s", host, gai_strerror(why));
	fd = bind_one(found);
	freeaddrinfo(found);
	if (fd < 0)
		return err_set(err, ERR_LOCAL_FILE, "Cannot listen on %.100s: %s", where, strerror(errno));
	show_bound(fd, shown);
	*ret_fd = fd;
	return true;
}

bool
address_range_read(struct address_range *ret, const char *text)
{
	char host[64];
	const char *slash = strchr(text, '/');
	size_t len = slash != NULL ? (size_t)(slash - text) : strlen(text);
	int64_t bits;

	if (len >= sizeof(host))
		return false;
	memcpy(host, text, len);
	host[len] = '\0';
	memset(ret, 0, sizeof(*ret));
	ret->family = strchr(host, ':') != NULL ? AF_INET6 : AF_INET;
	if (inet_pton(ret->family, host, ret->bytes) != 1)
		return false;
	bits = ret->family == AF_INET6 ? 128 : 32;
	if (slash != NULL) {
		int64_t most = bits;
		if (!str_to_i64(slash + 1, &bits) || bits < 0 || bits > most)
			return false;
	}
	ret->bits = (int)bits;
	return true;
}

bool
address_range_has(const struct address_range *range, const struct sockaddr *address)
{
	const uint8_t *bytes;
	int i;

	if (address == NULL || address->sa_family != range->family)
		return false;
	if (range->family == AF_INET)
		bytes = (const uint8_t *)&((const struct sockaddr_in *)(const void *)address)->sin_addr;
	else
		bytes = (const uint8_t *)&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
	for (i = 0; i < range->bits; i++) {
		int bit = 7 - i % 8;
		if (((range->bytes[i / 8] ^ bytes[i / 8]) >> bit) & 1)
			return false;
	}
	return true;
}

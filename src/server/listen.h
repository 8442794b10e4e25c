/* SPDX-License-Identifier: Apache-2.0
 *
 * Listening sockets and addresses.  Knows nothing of HTTP.
 */
#ifndef SERVER_LISTEN_H
#define SERVER_LISTEN_H

#include <sys/socket.h>

#include "base/err.h"

enum { ADDRESS_TEXT_MAX = 160 };

/* How an address says it is to be spoken to: "https://HOST:PORT", "http://HOST:PORT". */
enum address_scheme { SCHEME_UNSAID, SCHEME_HTTP, SCHEME_HTTPS };
enum address_scheme address_scheme(const char *where);
/* Is it a Unix-domain socket? */
bool address_is_unix(const char *where);
/* Is this address reachable from this machine alone? */
bool address_is_local(const char *where);
/*
 * A listening socket on "HOST:PORT", "[::1]:PORT" or "unix:PATH", with or without a scheme; shown gets
 * the address as it turned out (port 0 takes a free one).  A stale
 * Unix-domain socket is replaced, a live one refused.
 */
bool address_listen(int *ret_fd, char shown[ADDRESS_TEXT_MAX], const char *where,
                    struct err *err) must_use;
/* The peer's address as text, "local" on a Unix-domain socket. */
void address_text(char *out, size_t size, const struct sockaddr *address);

struct address_range { int family; uint8_t bytes[16]; int bits; };
/* "10.0.0.0/8", "::1/128", or one address. */
bool address_range_read(struct address_range *ret, const char *text) must_use;
bool address_range_has(const struct address_range *range, const struct sockaddr *address);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * What comes in on the connections of the HTTP library, seen before the
 * library sees it.  That library forgives much that another program in front
 * might read differently; here it is held to framing.h.
 */
#ifndef SERVER_WIRE_H
#define SERVER_WIRE_H

#include "base/base.h"

struct wire;

/* From here on what comes on this socket is read strictly; under TLS that is
 * what has been decrypted.  NULL when the number is beyond any expected. */
struct wire *wire_open(int fd, bool is_secure) must_use;
void wire_close(struct wire *wire); /* NULL is fine */

/* Why the request now at hand has to be refused, or NULL. A library that reads
 * in a way that goes past this file has everything refused. */
const char *wire_fault(const struct wire *wire);
/* Since when a request's head is under way that is not whole, on the monotonic clock; 0:
 * none is; from any thread. */
int64_t wire_head_since_ms(const struct wire *wire);
/* Bytes that came so far; from any thread. */
uint64_t wire_bytes(const struct wire *wire);

#endif

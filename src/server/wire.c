/* SPDX-License-Identifier: Apache-2.0
 *
 * The HTTP library reads its sockets by recv(), and what TLS decrypted by
 * gnutls_record_recv().  Both are functions of shared libraries, so that the
 * definitions in this program come first, for every library in it; what is not
 * a connection of ours passes through untouched.
 *
 * A request that breaks the framing never reaches the library.  In its place
 * goes a harmless one, so that the refusal is told as any other; where part of
 * it is through already, the connection ends.  In place of a head that is too
 * large for an answer to find room beside it goes one without end: that the
 * library itself answers with 431, having thrown away what it read.
 */
#include "config.h"

#include "server/wire.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "server/framing.h"
#include "server/limits.h"

enum { WIRES_MAX = 65536, FILL_MAX = 4 * CONNECTION_MEMORY_BYTES };

struct wire {
	int fd;
	bool is_secure;
	struct framing framing;
	const char *fault;
	size_t filled; /* of a head without end */
	_Atomic uint64_t bytes;
};

static struct wire *_Atomic wires[WIRES_MAX]; /* by file descriptor */

static const char harmless[] = "GET / HTTP/1.1\r\nHost: refused\r\nConnection: close\r\n\r\n";
static const char endless[] = "GET / HTTP/1.1\r\nX: ";

struct wire *
wire_open(int fd, bool is_secure)
{
	struct wire *wire;

	if (fd < 0 || fd >= WIRES_MAX)
		return NULL;
	wire = calloc(1, sizeof(*wire));
	if (wire == NULL)
		oom_exit();
	wire->fd = fd;
	wire->is_secure = is_secure;
	wire->framing = (struct framing)FRAMING_INIT;
	atomic_store(&wires[fd], wire);
	return wire;
}

void
wire_close(struct wire *wire)
{
	if (wire == NULL)
		return;
	atomic_store(&wires[wire->fd], NULL);
	free(wire);
}

const char *
wire_fault(const struct wire *wire)
{
	if (wire == NULL || wire_bytes(wire) == 0)
		return "This server cannot check what it reads.";
	return wire->fault;
}

uint64_t
wire_bytes(const struct wire *wire)
{
	return atomic_load_explicit(&wire->bytes, memory_order_relaxed);
}

static struct wire *
wire_of(int fd, bool is_secure)
{
	struct wire *wire = fd >= 0 && fd < WIRES_MAX ? atomic_load_explicit(&wires[fd], memory_order_acquire) : NULL;

	return wire != NULL && wire->is_secure == is_secure ? wire : NULL;
}

static bool
is_filling(const struct wire *wire)
{
	return wire->fault == framing_too_large && wire->filled < FILL_MAX;
}

/* More of a head without end, from this place on. */
static size_t
fill(struct wire *wire, char *bytes, size_t begun, size_t size)
{
	size_t start = begun == SIZE_MAX ? 0 : begun;

	memset(bytes + start, 'a', size - start);
	if (begun != SIZE_MAX && size - start >= sizeof(endless) - 1)
		memcpy(bytes + start, endless, sizeof(endless) - 1);
	wire->filled += size - start;
	return size;
}

/* What the library gets to see of len bytes that came, in a place for size;
 * 0: nothing more, the connection has ended. */
static size_t
admit(struct wire *wire, char *bytes, size_t len, size_t size)
{
	size_t begun = SIZE_MAX;

	atomic_fetch_add_explicit(&wire->bytes, len, memory_order_relaxed);
	if (wire->fault != NULL)
		return 0;
	wire->fault = framing_take(&wire->framing, bytes, len, &begun);
	if (wire->fault == NULL)
		return len;
	if (wire->fault == framing_too_large)
		return fill(wire, bytes, begun, size);
	if (begun == SIZE_MAX || size - begun < sizeof(harmless) - 1)
		return 0;
	memcpy(bytes + begun, harmless, sizeof(harmless) - 1);
	return begun + sizeof(harmless) - 1;
}

/* ---- in front of the libraries ---- */

ssize_t
recv(int fd, void *bytes, size_t size, int flags)
{
	struct wire *wire = wire_of(fd, false);
	ssize_t len;

	if (wire != NULL && size > 0 && is_filling(wire))
		return (ssize_t)fill(wire, bytes, SIZE_MAX, size);
	len = recvfrom(fd, bytes, size, flags, NULL, NULL);
	if (len <= 0)
		return len;
	return wire != NULL ? (ssize_t)admit(wire, bytes, (size_t)len, size) : len;
}

ssize_t
gnutls_record_recv(gnutls_session_t session, void *bytes, size_t size)
{
	unsigned char sequence[8];
	struct wire *wire = wire_of(gnutls_transport_get_int(session), true);
	ssize_t len;

	if (wire != NULL && size > 0 && is_filling(wire))
		return (ssize_t)fill(wire, bytes, SIZE_MAX, size);
	/* The same but for a number nobody asked for. */
	len = gnutls_record_recv_seq(session, bytes, size, sequence);
	if (wire == NULL || len == 0)
		return len;
	/* Keys are made once; who wants them made again and again wants the server's time. */
	if (len == GNUTLS_E_REHANDSHAKE)
		(void)gnutls_alert_send(session, GNUTLS_AL_FATAL, GNUTLS_A_NO_RENEGOTIATION);
	return len > 0 ? (ssize_t)admit(wire, bytes, (size_t)len, size) : len;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The HTTP library reads its sockets by recv(), and what TLS decrypted by
 * gnutls_record_recv().  Both are functions of shared libraries, so that the
 * definitions in this program come first, for every library in it; what is not
 * a connection of ours passes through untouched.
 *
 * The library gets heads whole: what has come of one that is not waits here.
 * So a request whose head breaks the framing never reaches it.  In its place goes
 * a harmless one, so that the refusal is told as any other; where the head is
 * through already, and the body breaks it, the connection ends.
 */
#include "config.h"

#include "server/wire.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/clock.h"
#include "server/framing.h"
#include "server/limits.h"

/* A head that is not whole, what completed it, and the harmless one. */
enum { WIRES_MAX = 65536, HELD_MAX = FRAMING_HEAD_MAX + 4 * CONNECTION_MEMORY_BYTES, TARGET_KEPT_MAX = 24 };

struct wire {
	int fd;
	bool is_secure;
	struct framing framing;
	const char *fault;
	struct buf held; /* empty nearly always */
	size_t ready;    /* of it: for the library; the rest is of a head that is not whole */
	_Atomic int64_t head_since_ms; /* when the first of that rest came; 0: there is none */
	_Atomic uint64_t bytes;
};

static struct wire *_Atomic wires[WIRES_MAX]; /* by file descriptor */

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
	buf_init(&wire->held, HELD_MAX);
	atomic_store(&wires[fd], wire);
	return wire;
}

void
wire_close(struct wire *wire)
{
	if (wire == NULL)
		return;
	atomic_store(&wires[wire->fd], NULL);
	buf_done(&wire->held);
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

int64_t
wire_head_since_ms(const struct wire *wire)
{
	return atomic_load_explicit(&wire->head_since_ms, memory_order_relaxed);
}

/* ---- what is held ---- */

static void
mark_head(struct wire *wire)
{
	bool holds = wire->held.len > wire->ready;
	bool is_marked = wire_head_since_ms(wire) != 0;

	if (holds != is_marked)
		atomic_store_explicit(&wire->head_since_ms, holds ? clock_mono_ms() : 0, memory_order_relaxed);
}

/* The part of it that is for the library, as far as there is room. */
static size_t
hand_over(struct wire *wire, char *bytes, size_t room)
{
	size_t len = wire->ready < room ? wire->ready : room;

	if (len == 0)
		return 0;
	memcpy(bytes, wire->held.data, len);
	wire->ready -= len;
	if (wire->held.len == len)
		buf_done(&wire->held);
	else
		buf_consume(&wire->held, len);
	return len;
}

/* A request that does nothing.  The beginning of the refused one's path goes with it:
 * who asked for JSON is refused in JSON. */
static void
hold_harmless(struct wire *wire, const char *refused, size_t len)
{
	const char *space = memchr(refused, ' ', len);
	const char *target = space != NULL ? space + 1 : "";
	size_t at = 1, most = space != NULL ? len - (size_t)(target - refused) : 0;

	if (most > TARGET_KEPT_MAX)
		most = TARGET_KEPT_MAX;
	buf_puts(&wire->held, "GET /");
	if (most > 0 && target[0] == '/')
		for (; at < most && target[at] > ' ' && target[at] < 0x7f && target[at] != '?'; at++)
			buf_putc(&wire->held, target[at]);
	buf_puts(&wire->held, " HTTP/1.1\r\nHost: refused\r\nConnection: close\r\n\r\n");
}

/* In place of the request that begins at begun, or of the one that is held.  Returns how
 * many of the bytes are for the library, in front of what is held. */
static size_t
refuse(struct wire *wire, const char *bytes, size_t len, size_t begun)
{
	bool is_held = wire->held.len > 0;
	char refused[64];
	size_t refused_len, passed = 0;

	if (begun == SIZE_MAX && !is_held)
		return 0; /* the library has its head */
	if (begun != SIZE_MAX) {
		refused_len = len - begun < sizeof(refused) ? len - begun : sizeof(refused);
		memcpy(refused, bytes + begun, refused_len);
		if (is_held)
			buf_add(&wire->held, bytes, begun); /* the one before is whole */
		else
			passed = begun;
	} else {
		refused_len = wire->held.len < sizeof(refused) ? wire->held.len : sizeof(refused);
		memcpy(refused, wire->held.data, refused_len);
		buf_done(&wire->held);
	}
	hold_harmless(wire, refused, refused_len);
	wire->ready = wire->held.len;
	return passed;
}

/* len bytes came. Returns how many of them the library gets, in front of what is held. */
static size_t
admit(struct wire *wire, const char *bytes, size_t len)
{
	size_t begun = SIZE_MAX, whole;

	assert(wire->ready == 0);
	wire->fault = framing_take(&wire->framing, bytes, len, &begun);
	if (wire->fault != NULL) {
		whole = refuse(wire, bytes, len, begun);
	} else if (wire->held.len > 0) {
		/* What is held was a head alone, and it comes first. */
		buf_add(&wire->held, bytes, len);
		if (!framing_in_head(&wire->framing))
			wire->ready = wire->held.len;
		else if (begun != SIZE_MAX)
			wire->ready = wire->held.len - (len - begun);
		whole = 0;
	} else {
		whole = framing_in_head(&wire->framing) ? begun : len;
		buf_add(&wire->held, bytes + whole, len - whole);
	}
	mark_head(wire);
	return whole;
}

/* ---- in front of the libraries ---- */

typedef ssize_t read_fn(void *from, void *bytes, size_t size);

/* All there is for the library, as much as has room.  It takes less than it asked for to
 * mean that nothing more is there: so it gets less when the socket has been read empty. */
static ssize_t
take(struct wire *wire, read_fn *read, void *from, char *bytes, size_t size)
{
	size_t out = hand_over(wire, bytes, size);

	if (out > 0 && wire->is_secure)
		return (ssize_t)out; /* there, less says nothing */
	while (out < size) {
		ssize_t len;
		bool is_last;

		if (wire->fault != NULL)
			break; /* nothing more: to the library the connection has ended */
		len = read(from, bytes + out, size - out);
		if (len <= 0)
			return out > 0 ? (ssize_t)out : len;
		is_last = wire->is_secure || (size_t)len < size - out;
		atomic_fetch_add_explicit(&wire->bytes, (uint64_t)len, memory_order_relaxed);
		out += admit(wire, bytes + out, (size_t)len);
		out += hand_over(wire, bytes + out, size - out);
		if (out > 0 && is_last)
			break;
	}
	return (ssize_t)out;
}

static ssize_t
read_socket(void *from, void *bytes, size_t size)
{
	const int *fd = from;

	return recvfrom(*fd, bytes, size, 0, NULL, NULL);
}

/* The same as gnutls_record_recv() but for a number nobody asked for. */
static ssize_t
read_record(void *from, void *bytes, size_t size)
{
	unsigned char sequence[8];

	return gnutls_record_recv_seq(from, bytes, size, sequence);
}

ssize_t
recv(int fd, void *bytes, size_t size, int flags)
{
	struct wire *wire = wire_of(fd, false);

	if (wire == NULL || size == 0 || (flags & MSG_PEEK) != 0)
		return recvfrom(fd, bytes, size, flags, NULL, NULL);
	return take(wire, read_socket, &fd, bytes, size);
}

ssize_t
gnutls_record_recv(gnutls_session_t session, void *bytes, size_t size)
{
	struct wire *wire = wire_of(gnutls_transport_get_int(session), true);
	ssize_t len;

	if (wire == NULL || size == 0)
		return read_record(session, bytes, size);
	len = take(wire, read_record, session, bytes, size);
	/* Keys are made once; who wants them made again and again wants the server's time. */
	if (len == GNUTLS_E_REHANDSHAKE)
		(void)gnutls_alert_send(session, GNUTLS_AL_FATAL, GNUTLS_A_NO_RENEGOTIATION);
	return len;
}

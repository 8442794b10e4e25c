/* SPDX-License-Identifier: Apache-2.0
 *
 * A growing byte string, always NUL-terminated, born with a maximum.
 * An addition that would pass the maximum is not made, nor any after it, and
 * the buf remembers that it overflowed; check buf_ok() once at the end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>

#include "base/base.h"

struct buf {
	char *data; /* never NULL: points at "" while empty */
	size_t len;
	size_t cap;
	size_t max;
	bool overflowed;
};

extern char buf_empty_data[1];

#define BUF_INIT(maximum) { buf_empty_data, 0, 0, (maximum), false }

void buf_init(struct buf *buf, size_t max);
void buf_done(struct buf *buf);
void buf_reset(struct buf *buf);

/* len fresh bytes at the end for the caller to fill; NULL past the maximum. */
static inline char *buf_grow(struct buf *buf, size_t len) must_use;
char *buf_grow_far(struct buf *buf, size_t len) must_use; /* the same, where more memory is needed */
/* bytes must not lie inside buf itself. */
void buf_add(struct buf *buf, const void *bytes, size_t len);
void buf_puts(struct buf *buf, const char *text); /* NULL counts as "" */
static inline void buf_putc(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *fmt, ...) printf_like(2, 3);
void buf_vprintf(struct buf *buf, const char *fmt, va_list args);
/* Remove len bytes from the front. */
void buf_consume(struct buf *buf, size_t len);

static inline char *
buf_grow(struct buf *buf, size_t len)
{
	char *room;

	if (len >= buf->cap - buf->len || buf->overflowed)
		return buf_grow_far(buf, len);
	room = buf->data + buf->len;
	buf->len += len;
	buf->data[buf->len] = '\0';
	return room;
}

static inline void
buf_putc(struct buf *buf, char c)
{
	/* Nearly always there is room. */
	if (buf->len + 1 < buf->cap && !buf->overflowed) {
		buf->data[buf->len++] = c;
		buf->data[buf->len] = '\0';
	} else {
		buf_add(buf, &c, 1);
	}
}

/* Where len more bytes can be written without asking for memory, then told by
 * buf_wrote(); NULL: add them in another way. */
static inline char *
buf_room(struct buf *buf, size_t len)
{
	return len < buf->cap - buf->len && !buf->overflowed ? buf->data + buf->len : NULL;
}

static inline void
buf_wrote(struct buf *buf, size_t len)
{
	assert(len < buf->cap - buf->len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

static inline bool buf_ok(const struct buf *buf) { return !buf->overflowed; }

/* The bytes, owned by the caller (free()); buf is empty afterwards. */
char *buf_detach(struct buf *buf) must_use;

#endif

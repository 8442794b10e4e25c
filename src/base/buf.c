/* SPDX-License-Identifier: Apache-2.0
 *
 * Growing bytes.  An addition that does not fit whole is not made at all, nor
 * is any after it: what is there is always a true prefix of what was meant.
 */
#include "base/buf.h"

enum { BUF_CAP_MIN = 64 };

char buf_empty_data[1];

void
buf_init(struct buf *buf, size_t max)
{
	*buf = (struct buf)BUF_INIT(max);
}

void
buf_done(struct buf *buf)
{
	if (buf->cap)
		free(buf->data);
	buf_init(buf, buf->max);
}

void
buf_reset(struct buf *buf)
{
	buf->len = 0;
	buf->overflowed = false;
	if (buf->cap)
		buf->data[0] = '\0';
}

/* Room for len more bytes and the NUL; false when that passes the maximum. */
static bool
reserve(struct buf *buf, size_t len)
{
	if (buf->overflowed)
		return false;
	assert(buf->max < SIZE_MAX);
	if (len > buf->max - buf->len) {
		buf->overflowed = true;
		return false;
	}

	size_t need = buf->len + len + 1;
	if (need <= buf->cap)
		return true;

	size_t cap = buf->cap < BUF_CAP_MIN ? BUF_CAP_MIN : buf->cap;
	while (cap < need)
		cap = cap > SIZE_MAX / 2 ? need : cap * 2;
	if (cap > buf->max + 1)
		cap = buf->max + 1;

	char *data = realloc(buf->cap ? buf->data : NULL, cap);
	if (!data)
		oom_exit();
	buf->data = data;
	buf->cap = cap;
	return true;
}

char *
buf_grow_far(struct buf *buf, size_t len)
{
	if (!reserve(buf, len))
		return NULL;

	char *room = buf->data + buf->len;
	buf->len += len;
	buf->data[buf->len] = '\0';
	return room;
}

void
buf_add(struct buf *buf, const void *bytes, size_t len)
{
	if (len == 0)
		return;
	char *room = buf_grow(buf, len);
	if (room)
		memcpy(room, bytes, len);
}

void
buf_puts(struct buf *buf, const char *text)
{
	if (text)
		buf_add(buf, text, strlen(text));
}

void
buf_printf(struct buf *buf, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	buf_vprintf(buf, fmt, args);
	va_end(args);
}

void
buf_vprintf(struct buf *buf, const char *fmt, va_list args)
{
	va_list again;
	size_t room = buf->cap ? buf->cap - buf->len : 0;

	if (buf->overflowed)
		return;
	va_copy(again, args);
	int len = vsnprintf(room ? buf->data + buf->len : NULL, room, fmt, args);
	assert(len >= 0);

	if ((size_t)len < room) {
		buf->len += (size_t)len;
	} else {
		if (room)
			buf->data[buf->len] = '\0';
		char *text = buf_grow(buf, (size_t)len);
		if (text)
			vsnprintf(text, (size_t)len + 1, fmt, again);
	}
	va_end(again);
}

void
buf_consume(struct buf *buf, size_t len)
{
	assert(len <= buf->len);
	if (len == 0)
		return;
	buf->len -= len;
	memmove(buf->data, buf->data + len, buf->len);
	buf->data[buf->len] = '\0';
}

char *
buf_detach(struct buf *buf)
{
	char *data = buf->cap ? buf->data : calloc(1, 1);

	if (!data)
		oom_exit();
	buf_init(buf, buf->max);
	return data;
}

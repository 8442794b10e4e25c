/* SPDX-License-Identifier: Apache-2.0
 *
 * A file of sealed records: XChaCha20-Poly1305 secretstream, a header, then
 * one push a record.  Records cannot be reordered, dropped from the middle or
 * altered; a torn tail is simply where reading ends.
 */
#ifndef BASE_STREAM_H
#define BASE_STREAM_H

#include "base/buf.h"
#include "base/secret.h"

enum {
	STREAM_HEADER_BYTES = 24,
	STREAM_OVERHEAD_BYTES = 17, /* of one record */
	STREAM_LENGTH_BYTES = 4     /* before each record, big-endian */
};

struct stream {
	_Alignas(16) unsigned char opaque[64];
};

/* Begins a stream for writing; out gets the header. */
void stream_write_start(struct stream *stream, const uint8_t key[SECRET_KEY_BYTES], struct buf *out);
/* Appends length and sealed record to out. */
void stream_push(struct stream *stream, struct buf *out, const void *bytes, size_t len);

/* False when the header is not one made with this key's kind of stream. */
bool stream_read_start(struct stream *stream, const uint8_t key[SECRET_KEY_BYTES],
                       const uint8_t header[STREAM_HEADER_BYTES]) must_use;
/*
 * Takes the first record of bytes: true and its plain text in out, *ret_used
 * bytes taken.  False at the end, at a torn tail and at anything altered.
 */
bool stream_pull(struct stream *stream, struct buf *out, const uint8_t *bytes, size_t len,
                 size_t *ret_used) must_use;
void stream_done(struct stream *stream);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Records over libsodium's secretstream.  Lengths are outside the seal: a
 * wrong one makes the record fail to open, nothing more.
 */
#include "base/stream.h"

#include <sodium.h>

static_assert(sizeof(struct stream) >= sizeof(crypto_secretstream_xchacha20poly1305_state),
              "a stream's state");
static_assert(STREAM_HEADER_BYTES == crypto_secretstream_xchacha20poly1305_HEADERBYTES, "header");
static_assert(STREAM_OVERHEAD_BYTES == crypto_secretstream_xchacha20poly1305_ABYTES, "record");
static_assert(SECRET_KEY_BYTES == crypto_secretstream_xchacha20poly1305_KEYBYTES, "key");

static crypto_secretstream_xchacha20poly1305_state *
state_of(struct stream *stream)
{
	return (crypto_secretstream_xchacha20poly1305_state *)(void *)stream->opaque;
}

void
stream_write_start(struct stream *stream, const uint8_t key[SECRET_KEY_BYTES], struct buf *out)
{
	uint8_t header[STREAM_HEADER_BYTES];

	crypto_secretstream_xchacha20poly1305_init_push(state_of(stream), header, key);
	buf_add(out, header, sizeof(header));
}

void
stream_push(struct stream *stream, struct buf *out, const void *bytes, size_t len)
{
	size_t sealed_len = len + STREAM_OVERHEAD_BYTES;
	uint8_t *sealed = malloc(sealed_len);
	uint8_t length[STREAM_LENGTH_BYTES];

	if (!sealed)
		oom_exit();
	assert(sealed_len <= UINT32_MAX);
	crypto_secretstream_xchacha20poly1305_push(state_of(stream), sealed, NULL, bytes, len, NULL, 0,
	                                           crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
	for (size_t i = 0; i < sizeof(length); i++)
		length[i] = (uint8_t)(sealed_len >> (24 - 8 * i));
	buf_add(out, length, sizeof(length));
	buf_add(out, sealed, sealed_len);
	free(sealed);
}

bool
stream_read_start(struct stream *stream, const uint8_t key[SECRET_KEY_BYTES],
                  const uint8_t header[STREAM_HEADER_BYTES])
{
	return crypto_secretstream_xchacha20poly1305_init_pull(state_of(stream), header, key) == 0;
}

bool
stream_pull(struct stream *stream, struct buf *out, const uint8_t *bytes, size_t len,
            size_t *ret_used)
{
	size_t sealed_len = 0;
	uint8_t *plain;
	unsigned char tag;
	bool ok;

	if (len < STREAM_LENGTH_BYTES)
		return false;
	for (size_t i = 0; i < STREAM_LENGTH_BYTES; i++)
		sealed_len = sealed_len << 8 | bytes[i];
	if (sealed_len < STREAM_OVERHEAD_BYTES || sealed_len > len - STREAM_LENGTH_BYTES)
		return false;
	plain = malloc(sealed_len);
	if (!plain)
		oom_exit();
	ok = crypto_secretstream_xchacha20poly1305_pull(state_of(stream), plain, NULL, &tag,
	                                                bytes + STREAM_LENGTH_BYTES, sealed_len, NULL,
	                                                0) == 0;
	if (ok) {
		buf_add(out, plain, sealed_len - STREAM_OVERHEAD_BYTES);
		*ret_used = STREAM_LENGTH_BYTES + sealed_len;
	}
	secret_wipe(plain, sealed_len);
	free(plain);
	return ok;
}

void
stream_done(struct stream *stream)
{
	secret_wipe(stream, sizeof(*stream));
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Everything cryptographic, over libsodium.  Secrets live in memory from
 * secret_alloc() and are wiped on free.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/buf.h"
#include "base/err.h"

enum {
	SECRET_KEY_BYTES = 32,
	SECRET_HASH_BYTES = 32, /* SHA-256 */
	SECRET_TOKEN_TEXT = 44, /* 32 bytes base64url without padding, and NUL */
	PASSWORD_HASH_MAX = 128,
	ID_TEXT_MAX = 41
};

/* Once, before anything else; die()s in main on false. */
bool secret_init(void) must_use;

/* First of all in main(): no core file, and no other process of the same user
 * may look into this one or read what it was started with. */
void secret_guard_process(void);
/* May secrets be kept out of the swap?  False: the limit (ulimit -l) is too
 * low; they are guarded and wiped all the same. */
bool secret_may_lock(void);

void *secret_alloc(size_t size) must_use; /* guarded, zeroed */
void secret_free(void *secret);           /* wipes; NULL is fine */
void secret_wipe(void *bytes, size_t len);

void random_bytes(void *out, size_t len);
/* A fresh opaque id: prefix, then 20 base-32 characters in time order. */
void random_id(char out[ID_TEXT_MAX], const char *prefix, int64_t now_ms);
/* For the sample agency only: from here on what this thread draws (bytes, ids,
 * digits, nonces) repeats for the same seed, until the end. */
void random_repeat_from(const uint8_t seed[SECRET_KEY_BYTES]);
void random_repeat_end(void);
/* ten digits, evenly spread, for access codes */
void random_digits(char *out, size_t digits);

void sha256(uint8_t out[SECRET_HASH_BYTES], const void *bytes, size_t len);
struct sha256_state { _Alignas(16) unsigned char opaque[128]; };
void sha256_start(struct sha256_state *state);
void sha256_add(struct sha256_state *state, const void *bytes, size_t len);
void sha256_end(struct sha256_state *state, uint8_t out[SECRET_HASH_BYTES]);

/* Keyed BLAKE2b-256; equal inputs, equal tags. */
void keyed_tag(uint8_t out[32], const uint8_t key[SECRET_KEY_BYTES], const void *bytes, size_t len);
/* A key for one purpose out of an agency's master key. */
void subkey(uint8_t out[SECRET_KEY_BYTES], const uint8_t master[SECRET_KEY_BYTES],
            const char *purpose);
bool same_bytes(const void *a, const void *b, size_t len); /* constant time */

void hex_text(char *out, const uint8_t *bytes, size_t len); /* 2 * len + 1 */
bool hex_bytes(uint8_t *out, size_t len, const char *hex) must_use;
/* base64url without padding; out holds 4 * ((len + 2) / 3) + 1 */
void base64url_text(char *out, size_t size, const uint8_t *bytes, size_t len);
bool base64url_bytes(uint8_t *out, size_t size, size_t *ret_len, const char *text) must_use;

/* The standard alphabet, padded. */
void base64_text(char *out, size_t size, const uint8_t *bytes, size_t len);
bool base64_bytes(uint8_t *out, size_t size, size_t *ret_len, const char *text, size_t len)
	must_use;

/* Argon2id, interactive strength; about 80 ms and 64 MiB. */
bool password_hash(char out[PASSWORD_HASH_MAX], const char *password) must_use;
/* Deterministic salt, for the sample agency only. */
bool password_hash_salted(char out[PASSWORD_HASH_MAX], const char *password,
                          const uint8_t salt[16]) must_use;
/* False: there was no memory to find out, which is nobody's wrong password. */
bool password_compare(const char *hash, const char *password, bool *ret_right, struct err *err) must_use;

/* XChaCha20-Poly1305: nonce || ciphertext. */
void seal(struct buf *out, const uint8_t key[SECRET_KEY_BYTES], const void *bytes, size_t len);
bool unseal(struct buf *out, const uint8_t key[SECRET_KEY_BYTES], const void *sealed, size_t len)
	must_use;

#endif

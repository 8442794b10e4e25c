/* SPDX-License-Identifier: Apache-2.0
 *
 * A worker's signature: an Ed25519 key pair, its secret half sealed under a
 * password, and the header that carries a signature over a request's bytes.
 * Whoever keeps the sealed half learns nothing without the password.
 */
#ifndef BASE_SIGN_H
#define BASE_SIGN_H

#include "base/base.h"

enum {
	SIGN_PUBLIC_BYTES = 32,
	SIGN_SECRET_BYTES = 64,    /* belongs into memory of secret_alloc() */
	SIGN_SIGNATURE_BYTES = 64,
	SIGN_KEY_ID_TEXT = 33,     /* 32 hexadecimal digits and NUL */
	SIGN_PUBLIC_TEXT = 44,     /* base64url without padding, and NUL; the same below */
	SIGN_SIGNATURE_TEXT = 87,
	SIGN_SEALED_TEXT = 120,    /* version, salt, nonce, seed, tag: 89 bytes */
	SIGN_HEADER_TEXT = 129     /* "key=ID, sig=SIGNATURE" */
};

void sign_key_make(uint8_t secret[SIGN_SECRET_BYTES], uint8_t public_key[SIGN_PUBLIC_BYTES]);
/* The one pair that a seed stands for: an agency's own, out of its key file. */
void sign_key_from_seed(uint8_t secret[SIGN_SECRET_BYTES], uint8_t public_key[SIGN_PUBLIC_BYTES],
                        const uint8_t seed[32]);
/* The id is a hash of the public key: nobody can put another key behind it. */
void sign_key_id(char out[SIGN_KEY_ID_TEXT], const uint8_t public_key[SIGN_PUBLIC_BYTES]);

void sign_bytes(uint8_t out[SIGN_SIGNATURE_BYTES], const uint8_t secret[SIGN_SECRET_BYTES],
                const void *bytes, size_t len);
bool sign_holds(const uint8_t signature[SIGN_SIGNATURE_BYTES],
                const uint8_t public_key[SIGN_PUBLIC_BYTES], const void *bytes, size_t len) must_use;

/* Sealed under Argon2id of the password with a salt of its own: about 80 ms and
 * 64 MiB, so never on a thread that anybody waits for.  False: no memory. */
bool sign_key_seal(char out[SIGN_SEALED_TEXT], const uint8_t secret[SIGN_SECRET_BYTES],
                   const char *password) must_use;
/* False when the password is another, or the text was altered, or what is in it
 * is not the secret half of this public key.  Slow in the same way. */
bool sign_key_open(uint8_t secret[SIGN_SECRET_BYTES], const char *sealed,
                   const uint8_t public_key[SIGN_PUBLIC_BYTES], const char *password) must_use;
/* Has it the form of a sealed key?  Whether it opens only its owner can tell. */
bool sign_is_sealed(const char *sealed) must_use;

/*
 * That who hands in a sealed key holds its secret half: a signature over the
 * sealed text and its owner's id.  No decision's bytes look like that text, so
 * neither signature can stand for the other.
 */
void sign_proof(char out[SIGN_SIGNATURE_TEXT], const uint8_t secret[SIGN_SECRET_BYTES],
                const char *worker_id, const char *sealed);
bool sign_proof_holds(const char *proof, const uint8_t public_key[SIGN_PUBLIC_BYTES],
                      const char *worker_id, const char *sealed) must_use;

void sign_public_text(char out[SIGN_PUBLIC_TEXT], const uint8_t public_key[SIGN_PUBLIC_BYTES]);
bool sign_public_read(uint8_t out[SIGN_PUBLIC_BYTES], const char *text) must_use;

/* "key=ID, sig=SIGNATURE", as Decision-Signature and the decision table have it. */
void sign_header(char out[SIGN_HEADER_TEXT], const char *key_id,
                 const uint8_t signature[SIGN_SIGNATURE_BYTES]);
bool sign_header_read(const char *header, char key_id[SIGN_KEY_ID_TEXT],
                      char signature_text[SIGN_SIGNATURE_TEXT],
                      uint8_t signature[SIGN_SIGNATURE_BYTES]) must_use;

#endif

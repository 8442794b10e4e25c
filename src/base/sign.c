/* SPDX-License-Identifier: Apache-2.0
 *
 * Ed25519 over libsodium, and the two texts it is kept and sent in.  Knows
 * neither what is signed nor where keys are stored.
 */
#include "base/sign.h"

#include <sodium.h>

#include "base/secret.h"
#include "base/str.h"

enum {
	SEALED_VERSION = 1,
	SALT_BYTES = crypto_pwhash_SALTBYTES,
	SEED_BYTES = crypto_sign_SEEDBYTES,
	SEED_SEALED_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + SEED_BYTES +
		crypto_aead_xchacha20poly1305_ietf_ABYTES,
	SEALED_BYTES = 1 + SALT_BYTES + SEED_SEALED_BYTES,
	PROOF_BYTES_MAX = 512
};

static_assert(SIGN_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES, "public key");
static_assert(SIGN_SECRET_BYTES == crypto_sign_SECRETKEYBYTES, "secret key");
static_assert(SIGN_SIGNATURE_BYTES == crypto_sign_BYTES, "signature");
static_assert(SIGN_SEALED_TEXT == (SEALED_BYTES * 4 + 2) / 3 + 1, "the sealed key's text");
static_assert((int)SIGN_KEY_ID_TEXT < (int)ID_TEXT_MAX, "a key's id is an id");

void
sign_key_make(uint8_t secret[SIGN_SECRET_BYTES], uint8_t public_key[SIGN_PUBLIC_BYTES])
{
	uint8_t seed[SEED_BYTES];

	random_bytes(seed, sizeof(seed));
	crypto_sign_seed_keypair(public_key, secret, seed);
	secret_wipe(seed, sizeof(seed));
}

void
sign_key_from_seed(uint8_t secret[SIGN_SECRET_BYTES], uint8_t public_key[SIGN_PUBLIC_BYTES],
                   const uint8_t seed[32])
{
	crypto_sign_seed_keypair(public_key, secret, seed);
}

void
sign_key_id(char out[SIGN_KEY_ID_TEXT], const uint8_t public_key[SIGN_PUBLIC_BYTES])
{
	static const char label[] = "caseload-signing-key-1";
	uint8_t hash[SECRET_HASH_BYTES];
	struct sha256_state state;

	sha256_start(&state);
	sha256_add(&state, label, sizeof(label));
	sha256_add(&state, public_key, SIGN_PUBLIC_BYTES);
	sha256_end(&state, hash);
	hex_text(out, hash, (SIGN_KEY_ID_TEXT - 1) / 2);
}

void
sign_bytes(uint8_t out[SIGN_SIGNATURE_BYTES], const uint8_t secret[SIGN_SECRET_BYTES],
           const void *bytes, size_t len)
{
	crypto_sign_detached(out, NULL, bytes, len, secret);
}

bool
sign_holds(const uint8_t signature[SIGN_SIGNATURE_BYTES],
           const uint8_t public_key[SIGN_PUBLIC_BYTES], const void *bytes, size_t len)
{
	return crypto_sign_verify_detached(signature, bytes, len, public_key) == 0;
}

/* ---- sealing ---- */

static bool
derive(uint8_t key[SECRET_KEY_BYTES], const char *password, const uint8_t salt[SALT_BYTES])
{
	return crypto_pwhash(key, SECRET_KEY_BYTES, password, strlen(password), salt,
	                     crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
	                     crypto_pwhash_ALG_ARGON2ID13) == 0;
}

bool
sign_key_seal(char out[SIGN_SEALED_TEXT], const uint8_t secret[SIGN_SECRET_BYTES],
              const char *password)
{
	uint8_t sealed[SEALED_BYTES] = { SEALED_VERSION };
	uint8_t *key = secret_alloc(SECRET_KEY_BYTES), *seed = secret_alloc(SEED_BYTES);
	struct buf box = BUF_INIT(SEED_SEALED_BYTES + 1);
	bool ok;

	random_bytes(sealed + 1, SALT_BYTES);
	ok = derive(key, password, sealed + 1);
	if (ok) {
		crypto_sign_ed25519_sk_to_seed(seed, secret);
		seal(&box, key, seed, SEED_BYTES);
		assert(box.len == SEED_SEALED_BYTES);
		memcpy(sealed + 1 + SALT_BYTES, box.data, SEED_SEALED_BYTES);
		base64url_text(out, SIGN_SEALED_TEXT, sealed, sizeof(sealed));
	}
	buf_done(&box);
	secret_free(seed);
	secret_free(key);
	return ok;
}

static bool
sealed_read(uint8_t out[SEALED_BYTES], const char *text)
{
	size_t len = 0;

	return text && base64url_bytes(out, SEALED_BYTES, &len, text) && len == SEALED_BYTES &&
	       out[0] == SEALED_VERSION;
}

bool
sign_is_sealed(const char *sealed)
{
	uint8_t bytes[SEALED_BYTES];

	return sealed_read(bytes, sealed);
}

bool
sign_key_open(uint8_t secret[SIGN_SECRET_BYTES], const char *sealed,
              const uint8_t public_key[SIGN_PUBLIC_BYTES], const char *password)
{
	uint8_t bytes[SEALED_BYTES], own_public[SIGN_PUBLIC_BYTES];
	uint8_t *key = secret_alloc(SECRET_KEY_BYTES);
	struct buf seed = BUF_INIT(SEED_BYTES + 1);
	bool ok = sealed_read(bytes, sealed) && derive(key, password, bytes + 1) &&
	          unseal(&seed, key, bytes + 1 + SALT_BYTES, SEED_SEALED_BYTES) &&
	          seed.len == SEED_BYTES;

	if (ok) {
		crypto_sign_seed_keypair(own_public, secret, (const uint8_t *)seed.data);
		ok = same_bytes(own_public, public_key, SIGN_PUBLIC_BYTES);
	}
	if (!ok)
		secret_wipe(secret, SIGN_SECRET_BYTES);
	secret_wipe(seed.data, seed.len);
	buf_done(&seed);
	secret_free(key);
	return ok;
}

/* ---- the proof that goes with a sealed key ---- */

static size_t
proof_message(char out[PROOF_BYTES_MAX], const char *worker_id, const char *sealed)
{
	int len = snprintf(out, PROOF_BYTES_MAX, "caseload-sealed-key-1\n%s\n%s\n", worker_id, sealed);

	assert(len > 0 && len < PROOF_BYTES_MAX);
	return (size_t)len;
}

void
sign_proof(char out[SIGN_SIGNATURE_TEXT], const uint8_t secret[SIGN_SECRET_BYTES],
           const char *worker_id, const char *sealed)
{
	char message[PROOF_BYTES_MAX];
	uint8_t signature[SIGN_SIGNATURE_BYTES];

	sign_bytes(signature, secret, message, proof_message(message, worker_id, sealed));
	base64url_text(out, SIGN_SIGNATURE_TEXT, signature, sizeof(signature));
}

static bool
signature_read(uint8_t out[SIGN_SIGNATURE_BYTES], const char *text)
{
	size_t len = 0;

	return text && base64url_bytes(out, SIGN_SIGNATURE_BYTES, &len, text) &&
	       len == SIGN_SIGNATURE_BYTES;
}

bool
sign_proof_holds(const char *proof, const uint8_t public_key[SIGN_PUBLIC_BYTES],
                 const char *worker_id, const char *sealed)
{
	char message[PROOF_BYTES_MAX];
	uint8_t signature[SIGN_SIGNATURE_BYTES];

	return sign_is_sealed(sealed) && str_is_id(worker_id) && signature_read(signature, proof) &&
	       sign_holds(signature, public_key, message, proof_message(message, worker_id, sealed));
}

/* ---- texts ---- */

void
sign_public_text(char out[SIGN_PUBLIC_TEXT], const uint8_t public_key[SIGN_PUBLIC_BYTES])
{
	base64url_text(out, SIGN_PUBLIC_TEXT, public_key, SIGN_PUBLIC_BYTES);
}

bool
sign_public_read(uint8_t out[SIGN_PUBLIC_BYTES], const char *text)
{
	size_t len = 0;

	return text && base64url_bytes(out, SIGN_PUBLIC_BYTES, &len, text) &&
	       len == SIGN_PUBLIC_BYTES;
}

void
sign_header(char out[SIGN_HEADER_TEXT], const char *key_id,
            const uint8_t signature[SIGN_SIGNATURE_BYTES])
{
	char text[SIGN_SIGNATURE_TEXT];

	base64url_text(text, sizeof(text), signature, SIGN_SIGNATURE_BYTES);
	snprintf(out, SIGN_HEADER_TEXT, "key=%s, sig=%s", key_id, text);
}

bool
sign_header_read(const char *header, char key_id[SIGN_KEY_ID_TEXT],
                 char signature_text[SIGN_SIGNATURE_TEXT],
                 uint8_t signature[SIGN_SIGNATURE_BYTES])
{
	static const char hex[] = "0123456789abcdef";
	enum { ID_LEN = SIGN_KEY_ID_TEXT - 1 };

	if (!header || !str_starts(header, "key="))
		return false;
	header += strlen("key=");
	if (strspn(header, hex) != ID_LEN || !str_starts(header + ID_LEN, ", sig="))
		return false;
	memcpy(key_id, header, ID_LEN);
	key_id[ID_LEN] = '\0';
	header += ID_LEN + strlen(", sig=");
	return str_copy(signature_text, SIGN_SIGNATURE_TEXT, header) &&
	       signature_read(signature, signature_text);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * A thin skin over libsodium: which primitive, which limits, which encoding
 * is decided here and nowhere else.
 */
#include "base/secret.h"

#include <errno.h>
#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/str.h"

enum {
	PASSWORD_BYTES_MAX = 1024, /* hashing is slow enough without long input */
	PASSWORD_RAW_BYTES = 32,   /* what crypto_pwhash_str() writes */
	ID_TIME_CHARS = 10,        /* 50 bits of milliseconds: 35,000 years */
	ID_RANDOM_CHARS = 10,
	SECRET_ALIGN = _Alignof(max_align_t)
};

static_assert(SECRET_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "seal's key");
static_assert(SECRET_KEY_BYTES == crypto_generichash_KEYBYTES, "keyed_tag's key");
static_assert(SECRET_HASH_BYTES == crypto_hash_sha256_BYTES, "sha256");
static_assert(PASSWORD_HASH_MAX >= crypto_pwhash_STRBYTES, "password_hash's text");
static_assert(sizeof(struct sha256_state) >= sizeof(crypto_hash_sha256_state) &&
		_Alignof(struct sha256_state) >= _Alignof(crypto_hash_sha256_state),
	"sha256_state");

bool
secret_init(void)
{
	return sodium_init() >= 0;
}

void
secret_guard_process(void)
{
	struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

bool
secret_may_lock(void)
{
	unsigned char *probe = secret_alloc(SECRET_KEY_BYTES);
	bool may = sodium_mlock(probe, SECRET_KEY_BYTES) == 0;

	secret_free(probe);
	return may;
}

void *
secret_alloc(size_t size)
{
	/* The end of the piece touches the guard page, so only a round size
	 * starts aligned.  A refused mlock is not an error: core dumps are off
	 * and the piece is still guarded and wiped. */
	if (size > SIZE_MAX - SECRET_ALIGN)
		oom_exit();
	size = (size + SECRET_ALIGN - 1) / SECRET_ALIGN * SECRET_ALIGN;

	void *secret = sodium_malloc(size);
	if (!secret)
		oom_exit();
	sodium_memzero(secret, size);
	return secret;
}

void
secret_free(void *secret)
{
	sodium_free(secret);
}

void
secret_wipe(void *bytes, size_t len)
{
	if (len > 0)
		sodium_memzero(bytes, len);
}

/* Chance that repeats, for one thread; off unless the sample agency is made. */
static _Thread_local struct {
	bool on;
	uint8_t seed[randombytes_SEEDBYTES];
	uint8_t pool[4096];
	size_t used;
} repeat;

void
random_repeat_from(const uint8_t seed[SECRET_KEY_BYTES])
{
	static_assert(SECRET_KEY_BYTES == randombytes_SEEDBYTES, "seed");
	memcpy(repeat.seed, seed, sizeof(repeat.seed));
	repeat.used = sizeof(repeat.pool);
	repeat.on = true;
}

void
random_repeat_end(void)
{
	repeat.on = false;
}

static void
draw_again(uint8_t *out, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (repeat.used == sizeof(repeat.pool)) {
			/* The seed of the next pool is never handed out. */
			randombytes_buf_deterministic(
				repeat.pool, sizeof(repeat.pool), repeat.seed);
			memcpy(repeat.seed, repeat.pool, sizeof(repeat.seed));
			repeat.used = sizeof(repeat.seed);
		}
		out[i] = repeat.pool[repeat.used++];
	}
}

void
random_bytes(void *out, size_t len)
{
	if (repeat.on)
		draw_again(out, len);
	else
		randombytes_buf(out, len);
}

void
random_id(char out[ID_TEXT_MAX], const char *prefix, int64_t now_ms)
{
	/* No i, l, o, u: read aloud over a telephone, none is mistaken. The
	 * alphabet is in ASCII order, so ids sort as their times do. */
	static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
	size_t len = strlen(prefix);
	uint64_t time = (uint64_t)now_ms;
	uint64_t noise;

	assert(now_ms >= 0);
	assert(len + ID_TIME_CHARS + ID_RANDOM_CHARS < ID_TEXT_MAX);
	memcpy(out, prefix, len);
	out += len;
	for (int i = ID_TIME_CHARS - 1; i >= 0; i--, time >>= 5)
		out[i] = alphabet[time & 31];
	random_bytes(&noise, sizeof(noise));
	for (int i = 0; i < ID_RANDOM_CHARS; i++, noise >>= 5)
		out[ID_TIME_CHARS + i] = alphabet[noise & 31];
	out[ID_TIME_CHARS + ID_RANDOM_CHARS] = '\0';
}

void
random_digits(char *out, size_t digits)
{
	for (size_t i = 0; i < digits; i++) {
		uint8_t byte;
		do
			random_bytes(&byte, sizeof(byte));
		while (byte >= 250); /* so that each digit is as likely */
		out[i] = (char)('0' + byte % 10);
	}
	out[digits] = '\0';
}

void
sha256(uint8_t out[SECRET_HASH_BYTES], const void *bytes, size_t len)
{
	crypto_hash_sha256(out, bytes, len);
}

void
sha256_start(struct sha256_state *state)
{
	crypto_hash_sha256_init((crypto_hash_sha256_state *)(void *)state->opaque);
}

void
sha256_add(struct sha256_state *state, const void *bytes, size_t len)
{
	crypto_hash_sha256_update((crypto_hash_sha256_state *)(void *)state->opaque, bytes, len);
}

void
sha256_end(struct sha256_state *state, uint8_t out[SECRET_HASH_BYTES])
{
	crypto_hash_sha256_final((crypto_hash_sha256_state *)(void *)state->opaque, out);
}

void
keyed_tag(uint8_t out[32], const uint8_t key[SECRET_KEY_BYTES], const void *bytes, size_t len)
{
	crypto_generichash(out, 32, bytes, len, key, SECRET_KEY_BYTES);
}

void
subkey(uint8_t out[SECRET_KEY_BYTES], const uint8_t master[SECRET_KEY_BYTES], const char *purpose)
{
	/* The label keeps subkeys apart from keyed_tag()s of the same key. */
	static const char label[] = "caseload-subkey-1";
	crypto_generichash_state state;

	crypto_generichash_init(&state, master, SECRET_KEY_BYTES, SECRET_KEY_BYTES);
	crypto_generichash_update(&state, (const unsigned char *)label, sizeof(label));
	crypto_generichash_update(&state, (const unsigned char *)purpose, strlen(purpose));
	crypto_generichash_final(&state, out, SECRET_KEY_BYTES);
	sodium_memzero(&state, sizeof(state));
}

bool
same_bytes(const void *a, const void *b, size_t len)
{
	return sodium_memcmp(a, b, len) == 0;
}

void
hex_text(char *out, const uint8_t *bytes, size_t len)
{
	sodium_bin2hex(out, 2 * len + 1, bytes, len);
}

bool
hex_bytes(uint8_t *out, size_t len, const char *hex)
{
	size_t got = 0;

	if (!hex || strlen(hex) != 2 * len)
		return false;
	return sodium_hex2bin(out, len, hex, 2 * len, NULL, &got, NULL) == 0 && got == len;
}

void
base64url_text(char *out, size_t size, const uint8_t *bytes, size_t len)
{
	sodium_bin2base64(out, size, bytes, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool
base64url_bytes(uint8_t *out, size_t size, size_t *ret_len, const char *text)
{
	return text &&
		sodium_base642bin(out, size, text, strlen(text), NULL, ret_len, NULL,
			sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;
}

void
base64_text(char *out, size_t size, const uint8_t *bytes, size_t len)
{
	sodium_bin2base64(out, size, bytes, len, sodium_base64_VARIANT_ORIGINAL);
}

bool
base64_bytes(uint8_t *out, size_t size, size_t *ret_len, const char *text, size_t len)
{
	return sodium_base642bin(out, size, text, len, NULL, ret_len, NULL,
		       sodium_base64_VARIANT_ORIGINAL) == 0;
}

bool
password_hash(char out[PASSWORD_HASH_MAX], const char *password)
{
	size_t len = strlen(password);

	return len <= PASSWORD_BYTES_MAX &&
		crypto_pwhash_str(out, password, len, crypto_pwhash_OPSLIMIT_INTERACTIVE,
			crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
}

bool
password_hash_salted(char out[PASSWORD_HASH_MAX], const char *password, const uint8_t salt[16])
{
	enum { TEXT_BYTES = 4 * ((PASSWORD_RAW_BYTES + 2) / 3) + 1 };
	uint8_t raw[PASSWORD_RAW_BYTES];
	char salt_text[TEXT_BYTES], raw_text[TEXT_BYTES];
	size_t len = strlen(password);

	static_assert(crypto_pwhash_SALTBYTES == 16, "the salt's size");
	if (len > PASSWORD_BYTES_MAX ||
		crypto_pwhash(raw, sizeof(raw), password, len, salt,
			crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
			crypto_pwhash_ALG_ARGON2ID13) != 0)
		return false;
	sodium_bin2base64(
		salt_text, sizeof(salt_text), salt, 16, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	sodium_bin2base64(raw_text, sizeof(raw_text), raw, sizeof(raw),
		sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	/* The same text crypto_pwhash_str() writes, so that one check reads both. */
	snprintf(out, PASSWORD_HASH_MAX, "$argon2id$v=19$m=%u,t=%u,p=1$%s$%s",
		(unsigned)(crypto_pwhash_MEMLIMIT_INTERACTIVE / 1024),
		(unsigned)crypto_pwhash_OPSLIMIT_INTERACTIVE, salt_text, raw_text);
	return true;
}

/* What password_hash() wrote, taken apart; false: it is none. */
static bool
read_password_hash(const char *hash, unsigned *ret_passes, unsigned *ret_memory_kib,
	uint8_t salt[crypto_pwhash_SALTBYTES], uint8_t raw[PASSWORD_RAW_BYTES])
{
	const int unpadded = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
	const char *end;
	size_t len;
	int used = 0;

	if (!hash || sscanf(hash, "$argon2id$v=19$m=%9u,t=%9u,p=1$%n", ret_memory_kib, ret_passes, &used) != 2 ||
		used == 0)
		return false;
	hash += used;
	return sodium_base642bin(salt, crypto_pwhash_SALTBYTES, hash, strcspn(hash, "$"), NULL, &len, &end, unpadded) == 0 &&
		len == crypto_pwhash_SALTBYTES && *end++ == '$' &&
		sodium_base642bin(raw, PASSWORD_RAW_BYTES, end, strlen(end), NULL, &len, NULL, unpadded) == 0 &&
		len == PASSWORD_RAW_BYTES;
}

/* Not crypto_pwhash_str_verify(): it calls a want of memory a wrong password. */
bool
password_compare(const char *hash, const char *password, bool *ret_right, struct err *err)
{
	uint8_t salt[crypto_pwhash_SALTBYTES], stored[PASSWORD_RAW_BYTES], raw[PASSWORD_RAW_BYTES];
	size_t len = strlen(password);
	unsigned passes, memory_kib;

	*ret_right = false;
	if (len > PASSWORD_BYTES_MAX || !read_password_hash(hash, &passes, &memory_kib, salt, stored))
		return true;
	errno = 0;
	if (crypto_pwhash(raw, sizeof(raw), password, len, salt, passes, (size_t)memory_kib * 1024,
		    crypto_pwhash_ALG_ARGON2ID13) == 0)
		*ret_right = sodium_memcmp(raw, stored, sizeof(raw)) == 0;
	else if (errno != EINVAL && errno != EFBIG) /* numbers that no hash has */
		return err_set(err, ERR_BACKEND_UNAVAILABLE, "There is not enough memory to check the password.");
	sodium_memzero(raw, sizeof(raw));
	return true;
}

void
seal(struct buf *out, const uint8_t key[SECRET_KEY_BYTES], const void *bytes, size_t len)
{
	enum {
		NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
		TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES
	};
	assert(len < SIZE_MAX - NONCE - TAG);
	uint8_t *sealed = (uint8_t *)buf_grow(out, NONCE + len + TAG);

	if (!sealed)
		return;
	random_bytes(sealed, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
		sealed + NONCE, NULL, bytes, len, NULL, 0, NULL, sealed, key);
}

bool
unseal(struct buf *out, const uint8_t key[SECRET_KEY_BYTES], const void *sealed, size_t len)
{
	enum {
		NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
		TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES
	};
	const uint8_t *nonce = sealed;

	if (len < NONCE + TAG)
		return false;

	size_t plain_len = len - NONCE - TAG;
	size_t before = out->len;
	char *plain = buf_grow(out, plain_len);
	if (!plain)
		return false;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt((uint8_t *)plain, NULL, NULL, nonce + NONCE,
		    len - NONCE, NULL, 0, nonce, key) == 0)
		return true;
	out->len = before;
	out->data[before] = '\0';
	return false;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Writing a signed checkpoint, and naming the key that signed it.
 */
#include "base/checkpoint.h"

#include "base/checkpoint_note.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/words.h"

enum { KEY_TYPE_ED25519 = 1, ORIGIN_BYTES = 8, KEY_BYTES = 1 + SIGN_PUBLIC_BYTES };

static void
key_id(struct checkpoint_key *key)
{
	static const uint8_t between[] = { '\n', KEY_TYPE_ED25519 };
	uint8_t hash[SECRET_HASH_BYTES];
	struct sha256_state state;

	sha256_start(&state);
	sha256_add(&state, key->origin, strlen(key->origin));
	sha256_add(&state, between, sizeof(between));
	sha256_add(&state, key->public_key, sizeof(key->public_key));
	sha256_end(&state, hash);
	memcpy(key->id, hash, sizeof(key->id));
}

static void
checkpoint_key_init(struct checkpoint_key *ret, const uint8_t public_key[SIGN_PUBLIC_BYTES])
{
	uint8_t hash[SECRET_HASH_BYTES];
	char name[2 * ORIGIN_BYTES + 1];

	memcpy(ret->public_key, public_key, SIGN_PUBLIC_BYTES);
	sha256(hash, public_key, SIGN_PUBLIC_BYTES);
	hex_text(name, hash, ORIGIN_BYTES);
	(void)snprintf(ret->origin, sizeof(ret->origin), "caseload/%s", name);
	key_id(ret);
}

void
checkpoint_key_from_seed(struct checkpoint_key *ret, const uint8_t seed[SECRET_KEY_BYTES])
{
	uint8_t *secret = secret_alloc(SIGN_SECRET_BYTES), public_key[SIGN_PUBLIC_BYTES];

	sign_key_from_seed(secret, public_key, seed);
	secret_free(secret);
	checkpoint_key_init(ret, public_key);
}

void
checkpoint_key_text(const struct checkpoint_key *key, char out[CHECKPOINT_KEY_TEXT_MAX])
{
	char id[2 * sizeof(key->id) + 1], text[4 * ((KEY_BYTES + 2) / 3) + 1];
	uint8_t typed[KEY_BYTES] = { KEY_TYPE_ED25519 };

	memcpy(typed + 1, key->public_key, SIGN_PUBLIC_BYTES);
	hex_text(id, key->id, sizeof(key->id));
	base64_text(text, sizeof(text), typed, sizeof(typed));
	(void)snprintf(out, CHECKPOINT_KEY_TEXT_MAX, "%s+%s+%s", key->origin, id, text);
}

bool
checkpoint_key_from_text(struct checkpoint_key *ret, const char *text, struct err *err)
{
	struct checkpoint_key key;
	char back[CHECKPOINT_KEY_TEXT_MAX];
	uint8_t typed[KEY_BYTES];
	const char *last = strrchr(text, '+');
	size_t len = 0;

	/* The base64 part may hold a "+" itself: it is the last 44 characters. */
	size_t all = strlen(text);
	if (last && all > 44)
		last = text + all - 44;
	if (last && base64_bytes(typed, sizeof(typed), &len, last, strlen(last)) &&
	    len == sizeof(typed) && typed[0] == KEY_TYPE_ED25519) {
		checkpoint_key_init(&key, typed + 1);
		checkpoint_key_text(&key, back);
		if (str_eq(back, text)) {
			*ret = key;
			return true;
		}
	}
	return err_set(err, ERR_USAGE, "%s",
	               _("This is not a checkpoint key as \"caseload-server audit key\" prints it."));
}

void
checkpoint_body(struct buf *out, const char *origin, const struct checkpoint *checkpoint)
{
	char head[4 * ((SECRET_HASH_BYTES + 2) / 3) + 1], at[INSTANT_TEXT_MAX];

	base64_text(head, sizeof(head), checkpoint->head, sizeof(checkpoint->head));
	buf_printf(out, "%s\n%lld\n%s\ntime %s\n", origin, (long long)checkpoint->count, head,
	           instant_to_text(checkpoint->at_ms, at));
}

void
checkpoint_write(struct buf *out, const uint8_t seed[SECRET_KEY_BYTES],
                 const struct checkpoint *checkpoint)
{
	struct buf body = BUF_INIT(CHECKPOINT_NOTE_MAX);
	struct checkpoint_key key;
	uint8_t public_key[SIGN_PUBLIC_BYTES], signature[CHECKPOINT_SIGNATURE_BYTES];
	uint8_t *secret = secret_alloc(SIGN_SECRET_BYTES);
	char text[4 * ((CHECKPOINT_SIGNATURE_BYTES + 2) / 3) + 1];

	sign_key_from_seed(secret, public_key, seed);
	checkpoint_key_init(&key, public_key);
	checkpoint_body(&body, key.origin, checkpoint);
	memcpy(signature, key.id, sizeof(key.id));
	sign_bytes(signature + sizeof(key.id), secret, body.data, body.len);
	secret_free(secret);
	base64_text(text, sizeof(text), signature, sizeof(signature));
	buf_add(out, body.data, body.len);
	buf_printf(out, "\n" CHECKPOINT_DASH "%s %s\n\n", key.origin, text);
	buf_done(&body);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Checking signatures, and leaving their trace in the log.
 */
#include "server/service/signature.h"

#include "base/secret.h"
#include "base/sign.h"
#include "base/str.h"
#include "server/service/agency.h"
#include "server/store/signing_key.h"

static bool
refuse(struct err *err, const char *why)
{
	return err_set(err, ERR_SIGNATURE_REFUSED, "%s", err_said(why));
}

static bool
is_demanded(struct call *call)
{
	return str_eq(agency_setting(call->agency, SETTING_REQUIRE_SIGNATURE, ""), SIGNATURE_OF_ALL) ||
	       signing_key_any(call->db, call->actor->id);
}

bool
signature_check(struct call *call, const char **ret, struct err *err)
{
	assert(call && call->actor && ret && err);
	char key_id[SIGN_KEY_ID_TEXT], text[SIGN_SIGNATURE_TEXT];
	uint8_t signature[SIGN_SIGNATURE_BYTES];
	struct signing_key_row key;
	const char *statement = call->statement ? call->statement : "";

	*ret = "";
	if (!call->signature) {
		bool demanded = is_demanded(call);

		if (db_take_failure(call->db, err))
			return false;
		return !demanded || refuse(err, N_("Send Decision-Signature, made with your signing key."));
	}
	if (!sign_header_read(call->signature, key_id, text, signature))
		return refuse(err, N_("Decision-Signature has to be key=ID, sig=SIGNATURE."));
	/* Another worker's key and one that nobody has look the same from here. */
	if (!signing_key_find(call->db, key_id, call->arena, &key) ||
	    !str_eq(key.worker_id, call->actor->id))
		return db_take_failure(call->db, err) ? false : refuse(err, N_("That key is not yours."));
	if (key.retired_at_ms != 0)
		return refuse(err, N_("That key was retired; sign in again to make a new one."));
	if (!sign_holds(signature, key.public_key, statement, strlen(statement)))
		return refuse(err, N_("The signature is not over the bytes that came."));
	*ret = arena_strdup(call->arena, call->signature);
	return true;
}

struct signature *
signature_from_row(struct arena *arena, const char *kept, int64_t at_ms)
{
	char key_id[SIGN_KEY_ID_TEXT], text[SIGN_SIGNATURE_TEXT];
	uint8_t bytes[SIGN_SIGNATURE_BYTES];
	struct signature *signature;

	if (!sign_header_read(kept, key_id, text, bytes))
		return NULL;
	signature = arena_alloc(arena, sizeof *signature);
	*signature = (struct signature) {
		arena_strdup(arena, key_id), arena_strdup(arena, text), at_ms
	};
	return signature;
}

void
signature_put(struct call *call, struct planned_event *event)
{
	assert(call && event);
	char hex[2 * SECRET_HASH_BYTES + 1], key_id[SIGN_KEY_ID_TEXT], text[SIGN_SIGNATURE_TEXT];
	uint8_t hash[SECRET_HASH_BYTES], signature[SIGN_SIGNATURE_BYTES];

	/* The replaced decision was signed when it was made. */
	if (event_kind_of(event->type)->history != HISTORY_DECISION ||
	    event->type == EVENT_DECISION_SUPERSEDED || !call->statement)
		return;
	sha256(hash, call->statement, strlen(call->statement));
	hex_text(hex, hash, sizeof hash);
	json_put_text(&event->payload, "statement", hex);
	if (sign_header_read(call->signature, key_id, text, signature))
		json_put_text(&event->payload, "key", key_id);
}

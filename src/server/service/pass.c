/* SPDX-License-Identifier: Apache-2.0
 *
 * Passes: "ends.id.tag".
 */
#include "server/service/pass.h"

#include <inttypes.h>

#include "base/str.h"
#include "server/service/agency.h"
#include "server/store/pass_ended.h"

enum { SIGNED_MAX = 200, PASS_TEXT_MAX = 100 };

/* A page that is being made while passes are given back hands out one that
 * ends a little after them; so does a server whose clock is a little ahead. */
enum { SLACK_MS = 60 * 1000 };

void
pass_sign(struct call *call, const char *purpose, const char *text, char out[PASS_TAG_TEXT])
{
	char whole[SIGNED_MAX];
	uint8_t tag[SECRET_KEY_BYTES];
	int len = snprintf(whole, sizeof(whole), "%s:%s", purpose, text);
	assert(len > 0 && (size_t)len < sizeof(whole));
	keyed_tag(tag, agency_key(call->agency, KEY_CSRF), whole, (size_t)len);
	hex_text(out, tag, PASS_TAG_BYTES);
}

static const char *
thing_of(struct call *call, const char *purpose, const char *id)
{
	return arena_printf(call->arena, "%s:%s", purpose, id);
}

const char *
pass_make(struct call *call, const char *purpose, const char *id, int64_t keep_ms)
{
	char tag[PASS_TAG_TEXT];
	int64_t ends_ms = call->now_ms + keep_ms;
	int64_t ended_ms = pass_ended_before(call->db, thing_of(call, purpose, id), call->now_ms);
	/* Who knows that they were given back makes one that was not. */
	if (ends_ms <= ended_ms)
		ends_ms = ended_ms + 1;
	const char *text = arena_printf(call->arena, "%" PRId64 ".%s", ends_ms, id);
	pass_sign(call, purpose, text, tag);
	return arena_printf(call->arena, "%s.%s", text, tag);
}

const char *
pass_read(struct call *call, const char *purpose, const char *pass, int64_t *ret_ends_ms)
{
	char tag[PASS_TAG_TEXT];
	const char *mark = pass ? strrchr(pass, '.') : NULL;
	if (!mark || mark - pass > PASS_TEXT_MAX || strlen(mark + 1) != PASS_TAG_TEXT - 1)
		return NULL;
	char *text = arena_strndup(call->arena, pass, (size_t)(mark - pass));
	pass_sign(call, purpose, text, tag);
	char *dot = strchr(text, '.');
	if (!same_bytes(tag, mark + 1, PASS_TAG_TEXT - 1) || !dot)
		return NULL;
	*dot = '\0';
	if (!str_to_i64(text, ret_ends_ms) || call->now_ms >= *ret_ends_ms || !str_is_id(dot + 1))
		return NULL;
	if (call->db && pass_was_ended(call->db, thing_of(call, purpose, dot + 1), *ret_ends_ms, call->now_ms))
		return NULL;
	return dot + 1;
}

bool
pass_end(struct call *call, const char *purpose, const char *id, int64_t keep_ms, struct err *err)
{
	if (pass_ended_put(call->txn, thing_of(call, purpose, id), call->now_ms + keep_ms + SLACK_MS))
		return true;
	if (!db_take_failure(call->db, err))
		err_set(err, ERR_INTERNAL, "The pass could not be ended.");
	return false;
}

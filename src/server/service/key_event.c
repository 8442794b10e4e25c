/* SPDX-License-Identifier: Apache-2.0
 *
 * What the log says of signing keys.
 */
#include "server/service/key_event.h"

#include "base/json.h"
#include "base/sign.h"
#include "server/store/event_log.h"

enum { KEY_PAYLOAD_MAX = 4096 };

static bool
append(struct txn *txn, enum event_type type, const struct author *by,
       const struct signing_key_row *key, const char *reason)
{
	struct event event = { .type = type, .subject = { "worker", key->worker_id }, .actor = *by };
	struct buf payload = BUF_INIT(KEY_PAYLOAD_MAX);
	struct json_out out = JSON_OUT(&payload);
	char public_key[SIGN_PUBLIC_TEXT];
	bool ok;

	json_begin_object(&out, NULL);
	json_put_int(&out, "v", 1);
	json_put_text(&out, "key", key->id);
	if (type == EVENT_KEY_MADE) {
		sign_public_text(public_key, key->public_key);
		json_put_text(&out, "public_key", public_key);
	}
	if (reason)
		json_put_text(&out, "reason", reason);
	json_end_object(&out);
	ok = buf_ok(&payload) && event_append(txn, &event, payload.data);
	buf_done(&payload);
	return ok;
}

bool
key_event(struct call *call, enum event_type type, const struct signing_key_row *key)
{
	assert(call && call->txn && key);
	struct author author = { .kind = AUTHOR_WORKER, .id = call->actor->id, .name = call->actor->name };

	return append(call->txn, type, &author, key, NULL);
}

bool
key_retire(struct txn *txn, const struct author *by, const char *worker_id, const char *reason,
           struct arena *arena, const char **ret)
{
	assert(txn && by && worker_id && reason && arena && ret);
	struct signing_key_row key;

	*ret = NULL;
	if (!signing_key_active(txn->db, worker_id, arena, &key))
		return !db_failed(txn->db);
	*ret = key.id;
	return signing_key_retire(txn, key.id) && append(txn, EVENT_KEY_RETIRED, by, &key, reason);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Decoding what auditors ask for.
 */
#include "client/model/audit.h"

#include <inttypes.h>

#include "proto/proto.h"

static const struct resource *const resources[] = {
	[AUDIT_REPLAY] = &resource_replay,
	[AUDIT_VERIFICATION] = &resource_audit_verification,
	[AUDIT_CHECKPOINT] = &resource_checkpoint,
	[AUDIT_WORKERS] = &resource_worker, /* of each */
};

void
audit_ask(struct audit_answer *answer, int owner, int tag, const char *path, struct fx *fx)
{
	if (answer->request != 0)
		fx_cancel(fx, answer->request);
	answer->request = fx_get(fx, owner, tag, path);
}

static bool
decode_workers(const struct json *json, struct arena *arena, struct worker_list *ret,
               struct err *err)
{
	const struct json *items = json_get(json, "items");
	size_t count = json_count(items);

	ret->at = arena_array(arena, count ? count : 1, sizeof(*ret->at));
	for (const struct json *item = json_first(items); item; item = json_next(item))
		if (!proto_decode(&resource_worker, item, &ret->at[ret->count++], arena, PROTO_LENIENT,
		                  err))
			return false;
	return true;
}

static bool
decode(enum audit_kind kind, const struct json *json, struct arena *arena, const void **ret,
       struct err *err)
{
	void *object = arena_alloc(
		arena, kind == AUDIT_WORKERS ? sizeof(struct worker_list) : resources[kind]->size);

	*ret = object;
	if (kind == AUDIT_WORKERS)
		return decode_workers(json, arena, object, err);
	return proto_decode(resources[kind], json, object, arena, PROTO_LENIENT, err);
}

bool
audit_reply(struct audit_answer *answer, const struct reply *reply)
{
	struct arena arena = ARENA_INIT;
	const void *object = NULL;
	struct err err = { 0 };

	if (answer->request == 0 || reply->request != answer->request)
		return false;
	answer->request = 0;
	if (!reply->ok)
		err = *reply->err;
	answer->failed = !reply->ok || !decode(answer->kind, reply->json, &arena, &object, &err);
	if (answer->failed) {
		answer->err = err;
		arena_done(&arena);
		return true;
	}
	arena_done(&answer->arena);
	answer->arena = arena;
	answer->object = object;
	return true;
}

void
audit_answer_done(struct audit_answer *answer, struct fx *fx)
{
	if (answer->request != 0)
		fx_cancel(fx, answer->request);
	arena_done(&answer->arena);
	*answer = (struct audit_answer){ .kind = answer->kind };
}

void
audit_blank(struct audit_answer *answer, struct fx *fx)
{
	audit_answer_done(answer, fx);
	answer->failed = true;
	answer->err.code = ERR_NOT_FOUND;
}

/* ---- looks ---- */

static bool
look_decode(void *row, const struct json *json, struct arena *arena, struct err *err)
{
	struct look_row *look = row;

	if (!proto_decode(&resource_access, json, &look->look, arena, PROTO_LENIENT, err))
		return false;
	snprintf(look->id, sizeof(look->id), "%" PRId64, look->look.seq);
	return true;
}

static const char *
look_id(const void *row)
{
	return ((const struct look_row *)row)->id;
}

const struct list_kind look_rows = {
	/* No event is about a look: R asks again. */
	.subject_type = "look",
	.row_size = sizeof(struct look_row),
	.decode = look_decode,
	.row_id = look_id,
};

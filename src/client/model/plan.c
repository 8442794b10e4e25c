/* SPDX-License-Identifier: Apache-2.0
 *
 * The plan, swapped whole.
 */
#include "client/model/plan.h"

#include "proto/proto.h"

static bool
decode_item(void *row, const struct json *json, struct arena *arena, struct err *err)
{
	return proto_decode(&resource_plan_item, json, row, arena, PROTO_LENIENT, err);
}

static const char *
item_id(const void *row)
{
	return ((const struct plan_item *)row)->application_id;
}

const struct list_kind plan_item_rows = {
	.subject_type = "plan",
	.row_size = sizeof(struct plan_item),
	.decode = decode_item,
	.row_id = item_id,
};

void
plan_ask(struct plan_known *known, int owner, int tag, const char *id, struct fx *fx)
{
	struct buf path = BUF_INIT(200);

	if (known->asking)
		fx_cancel(fx, known->asking);
	buf_printf(&path, "/v1/reassignments/%s", id);
	known->asking = fx_get(fx, owner, tag, path.data);
	buf_done(&path);
}

bool
plan_take(struct plan_known *known, const struct json *json)
{
	struct arena arena = ARENA_INIT;
	struct move_plan *plan = arena_alloc(&arena, sizeof *plan);
	struct err err = { 0 };

	if (!proto_decode(&resource_plan, json, plan, &arena, PROTO_LENIENT, &err)) {
		arena_done(&arena);
		known->err = err;
		return false;
	}
	arena_done(&known->arena);
	known->arena = arena;
	known->plan = plan;
	return true;
}

bool
plan_reply(struct plan_known *known, const struct reply *reply)
{
	if (!known->asking || reply->request != known->asking)
		return false;
	known->asking = 0;
	if (!reply->ok)
		known->err = *reply->err;
	known->failed = !reply->ok || !plan_take(known, reply->json);
	return true;
}

void
plan_done(struct plan_known *known, struct fx *fx)
{
	if (known->asking)
		fx_cancel(fx, known->asking);
	arena_done(&known->arena);
}

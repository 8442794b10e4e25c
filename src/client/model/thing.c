/* SPDX-License-Identifier: Apache-2.0
 *
 * One object, loaded and loaded again.
 */
#include "client/model/thing.h"

#include <string.h>

#include "base/str.h"
#include "domain/decision.h"
#include "proto/proto.h"

static const struct {
	const char *folder;
	const struct resource *resource;
} kinds[] = {
	[THING_CUSTOMER] = { "customers", &resource_customer },
	[THING_NOTICE] = { "notices", &resource_notice },
	[THING_DECISION] = { "decisions", &resource_decision },
	[THING_INTERACTION] = { "interactions", &resource_interaction },
};

void
thing_done(struct thing *thing)
{
	arena_done(&thing->arena);
	*thing = (struct thing){ .state = THING_NONE };
}

void
thing_refresh(struct thing *thing, int owner, int tag, struct fx *fx)
{
	char path[100];

	if (thing->request != 0) {
		thing->stale = true;
		return;
	}
	snprintf(path, sizeof(path), "/v1/%s/%s", kinds[thing->kind].folder, thing->id);
	thing->stale = false;
	thing->request = fx_get(fx, owner, tag, path);
	if (thing->state != THING_READY)
		thing->state = THING_LOADING;
}

void
thing_load(struct thing *thing, enum thing_kind kind, const char *id, int owner, int tag,
           struct fx *fx)
{
	if (thing->kind != kind || !str_eq(thing->id, id)) {
		if (thing->request != 0)
			fx_cancel(fx, thing->request);
		thing_done(thing);
		thing->kind = kind;
		str_copy(thing->id, sizeof(thing->id), id);
	}
	thing_refresh(thing, owner, tag, fx);
}

/* A worksheet of another time may have another shape; the decision stands. */
static const struct worksheet *
read_sheet(const struct decision *decision, struct arena *arena)
{
	struct worksheet *sheet = arena_alloc(arena, sizeof *sheet);
	struct err err = { 0 };
	struct json *json = str_empty(decision->worksheet)
		? NULL : json_parse(decision->worksheet, strlen(decision->worksheet), &err);
	bool read = json && proto_decode(&resource_worksheet, json, sheet, arena, PROTO_LENIENT, &err);

	json_free(json);
	return read ? sheet : NULL;
}

bool
thing_take(struct thing *thing, const struct json *json)
{
	const struct resource *resource = kinds[thing->kind].resource;
	struct arena arena = ARENA_INIT;
	void *object = arena_alloc(&arena, resource->size);
	struct err err = { 0 };

	if (!proto_decode(resource, json, object, &arena, PROTO_LENIENT, &err)) {
		arena_done(&arena);
		thing->err = err;
		return false;
	}
	arena_done(&thing->arena);
	thing->arena = arena;
	thing->object = object;
	thing->sheet = thing->kind == THING_DECISION ? read_sheet(object, &thing->arena) : NULL;
	thing->state = THING_READY;
	return true;
}

bool
thing_reply(struct thing *thing, const struct reply *reply, int owner, struct fx *fx)
{
	if (thing->request == 0 || reply->request != thing->request)
		return false;
	thing->request = 0;
	if (reply->ok && thing_take(thing, reply->json)) {
		thing->event_seq = reply->event_seq;
		if (thing->stale)
			thing_refresh(thing, owner, reply->tag, fx);
		return true;
	}
	if (!reply->ok)
		thing->err = *reply->err;
	/* Out of sight is not merely old. */
	if (thing->err.code == ERR_NOT_FOUND || thing->err.code == ERR_FORBIDDEN) {
		arena_done(&thing->arena);
		thing->object = NULL;
		thing->sheet = NULL;
		thing->state = THING_FAILED;
	} else if (thing->state != THING_READY) {
		thing->state = THING_FAILED;
	}
	return true;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Filters, swapped whole after each change.
 */
#include "client/model/saved_filters.h"

#include "base/str.h"
#include "proto/proto.h"

enum { TAG_LIST = 1, TAG_KEEP, TAG_ROOM };
enum { BODY_MAX = 4096, HASH_START = 5381, HASH_TIMES = 33 };

void
saved_filters_ask(struct saved_filters *saved, struct fx *fx)
{
	saved->asked = true;
	fx_get(fx, OWNER_SAVED, TAG_LIST, "/v1/me/filters");
}

static bool
take(struct saved_filters *saved, const struct json *json)
{
	struct arena arena = ARENA_INIT;
	const struct json *items = json_get(json, "items");
	size_t count = 0, max = json_count(items);
	struct saved_filter *rows = arena_array(&arena, max + 1, sizeof *rows);
	struct err err = { 0 };

	for (const struct json *item = json_first(items); item; item = json_next(item))
		if (!proto_decode(&resource_saved_filter, item, &rows[count++], &arena, PROTO_LENIENT, &err)) {
			arena_done(&arena);
			return false;
		}
	arena_done(&saved->arena);
	saved->arena = arena;
	saved->at = rows;
	saved->count = count;
	saved->loaded = true;
	return true;
}

bool
saved_filters_reply(struct saved_filters *saved, const struct reply *reply, struct fx *fx)
{
	if (reply->tag == TAG_LIST)
		return reply->ok && take(saved, reply->json);
	if (!reply->ok && reply->tag == TAG_KEEP)
		fx_tell_err(fx, reply->err);
	if (reply->ok)
		saved_filters_ask(saved, fx);
	return false;
}

/* One row a room, and one a name and room: the same name again replaces it. */
static void
id_of(const struct saved_filter *filter, char out[PLACE_ID_MAX])
{
	uint64_t hash = HASH_START;

	if (!filter->name) {
		snprintf(out, PLACE_ID_MAX, "room-%s", filter->room);
		return;
	}
	for (const char *c = filter->name; *c; c++)
		hash = hash * HASH_TIMES + (unsigned char)*c;
	snprintf(out, PLACE_ID_MAX, "f-%.20s-%08x", filter->room, (unsigned)(hash & 0xffffffffU));
}

void
saved_filters_keep(const struct saved_filter *filter, struct fx *fx)
{
	struct buf path = BUF_INIT(200), body = BUF_INIT(BODY_MAX);
	struct json_out out = JSON_OUT(&body);
	char id[PLACE_ID_MAX];

	id_of(filter, id);
	buf_printf(&path, "/v1/me/filters/%s", id);
	json_begin_object(&out, NULL);
	if (filter->name)
		json_put_text(&out, "name", filter->name);
	json_put_text(&out, "room", filter->room);
	if (!str_empty(filter->words))
		json_put_text(&out, "words", filter->words);
	json_put_text(&out, "sort", filter->sort);
	json_put_text(&out, "column", filter->column);
	json_end_object(&out);
	fx_write(fx, OWNER_SAVED, filter->name ? TAG_KEEP : TAG_ROOM,
	         &(struct write){ .method = "PUT", .path = path.data, .body = body.data });
	buf_done(&path);
	buf_done(&body);
}

void
saved_filters_drop(const char *id, struct fx *fx)
{
	struct buf path = BUF_INIT(200);

	buf_printf(&path, "/v1/me/filters/%s", id);
	fx_write(fx, OWNER_SAVED, TAG_KEEP, &(struct write){ .method = "DELETE", .path = path.data });
	buf_done(&path);
}

const struct saved_filter *
saved_filters_room(const struct saved_filters *saved, const char *room)
{
	for (size_t i = 0; i < saved->count; i++)
		if (!saved->at[i].name && str_eq(saved->at[i].room, room))
			return &saved->at[i];
	return NULL;
}

const struct saved_filter *
saved_filters_named(const struct saved_filters *saved, const char *room, int nth)
{
	for (size_t i = 0; i < saved->count; i++)
		if (saved->at[i].name && str_eq(saved->at[i].room, room) && nth-- == 0)
			return &saved->at[i];
	return NULL;
}

void
saved_filters_done(struct saved_filters *saved)
{
	arena_done(&saved->arena);
	*saved = (struct saved_filters){ .arena = ARENA_INIT };
}

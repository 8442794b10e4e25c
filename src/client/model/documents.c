/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents out of the server's answers.
 */
#include "client/model/documents.h"

#include "base/json.h"
#include "base/str.h"
#include "proto/proto.h"
#include "proto/requests.h"

bool
document_rows_take(struct document_rows *rows, const struct json *json, struct err *err)
{
	const struct json *items = json_get(json, "items");
	struct arena fresh = ARENA_INIT;
	struct document *at = arena_array(&fresh, DOCUMENTS_MAX, sizeof(*at));
	size_t count = 0;

	for (const struct json *item = json_first(items); item && count < DOCUMENTS_MAX; item = json_next(item)) {
		if (!proto_decode(&resource_document, item, &at[count], &fresh, PROTO_LENIENT, err)) {
			arena_done(&fresh);
			return false;
		}
		count++;
	}
	arena_done(&rows->arena);
	*rows = (struct document_rows){ fresh, at, count, true };
	return true;
}

void
document_rows_done(struct document_rows *rows)
{
	arena_done(&rows->arena);
	*rows = (struct document_rows){ .count = 0 };
}

const struct document *
document_rows_find(const struct document_rows *rows, const char *id)
{
	for (size_t i = 0; i < rows->count; i++)
		if (str_eq(rows->at[i].id, id))
			return &rows->at[i];
	return NULL;
}

const struct document *
document_rows_first(const struct document_rows *rows, const char *item_id)
{
	const struct document *newest = NULL;

	for (size_t i = 0; i < rows->count; i++) {
		const struct document *document = &rows->at[i];

		if (!str_empty(item_id) && !str_eq(document->item_id, item_id))
			continue;
		if (!document->looked_at_ms && document->state == DOCUMENT_AVAILABLE)
			return document;
		newest = document;
	}
	return newest;
}

const char *
document_words_take(const struct json *json, struct arena *arena)
{
	struct document_text_view view = { .text = NULL };
	struct err ignored = { .code = ERR_NONE };

	return proto_decode(&resource_document_text, json, &view, arena, PROTO_LENIENT, &ignored) ? view.text : NULL;
}

const char *
document_path_take(const struct json *json, struct arena *arena)
{
	struct document_link_view view = { .path = NULL };
	struct err ignored = { .code = ERR_NONE };

	return proto_decode(&resource_document_link, json, &view, arena, PROTO_LENIENT, &ignored) ? view.path : NULL;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What is written down of a draft and of a sent write, a record for each
 * change; draft.c reads them again.
 */
#include "client/model/draft.h"

static void
put_place(struct json_out *out, const struct place *place)
{
	json_begin_object(out, "place");
	json_put_text(out, "kind", place_name(place->kind));
	json_put_text(out, "id", place->id);
	json_put_text(out, "arg", place->arg);
	json_end_object(out);
}

void
draft_record(struct buf *out, const struct draft *draft)
{
	struct json_out json = JSON_OUT(out);

	json_begin_object(&json, NULL);
	json_put_text(&json, "record", "draft");
	json_put_text(&json, "id", draft->id);
	json_put_int(&json, "revision", draft->revision);
	put_place(&json, &draft->place);
	json_put_text(&json, "title", draft->title);
	json_put_text(&json, "text", draft->text);
	json_put_int(&json, "version", draft->version);
	json_put_int(&json, "begun", draft->begun_ms);
	json_put_int(&json, "changed", draft->changed_ms);
	json_end_object(&json);
}

void
draft_dropped_record(struct buf *out, const struct place *place)
{
	struct json_out json = JSON_OUT(out);

	json_begin_object(&json, NULL);
	json_put_text(&json, "record", "dropped");
	put_place(&json, place);
	json_end_object(&json);
}

void
sent_record(struct buf *out, const struct sent *sent)
{
	struct json_out json = JSON_OUT(out);

	json_begin_object(&json, NULL);
	json_put_text(&json, "record", "sent");
	put_place(&json, &sent->place);
	json_put_text(&json, "key", sent->key);
	json_put_text(&json, "method", sent->method);
	json_put_text(&json, "path", sent->path);
	json_put_text(&json, "body", sent->body);
	json_put_text(&json, "title", sent->title);
	json_put_int(&json, "if_match", sent->if_match);
	json_put_int(&json, "at", sent->at_ms);
	json_put_bool(&json, "person", sent->person);
	json_end_object(&json);
}

void
sent_answered_record(struct buf *out, const char *key)
{
	struct json_out json = JSON_OUT(out);

	json_begin_object(&json, NULL);
	json_put_text(&json, "record", "answered");
	json_put_text(&json, "key", key);
	json_end_object(&json);
}

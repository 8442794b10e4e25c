/* SPDX-License-Identifier: Apache-2.0
 *
 * Who else has a row open.  The line says that something changed about one
 * application; who it is, is asked.
 */
#include "client/view/queue_readers.h"

#include "base/str.h"
#include "base/words.h"

static struct row_reader *
place_of(struct queue_readers *readers, const char *application_id)
{
	for (int i = 0; i < READERS_MAX; i++)
		if (str_eq(readers->at[i].id, application_id))
			return &readers->at[i];
	return NULL;
}

/* One that shows nobody is given away first. */
static struct row_reader *
free_place(struct queue_readers *readers)
{
	for (int i = 0; i < READERS_MAX; i++)
		if (!readers->at[i].name[0])
			return &readers->at[i];
	struct row_reader *oldest = &readers->at[readers->next];
	readers->next = (readers->next + 1) % READERS_MAX;
	return oldest;
}

void
queue_readers_event(struct queue_readers *readers, const struct view *view,
                    const char *application_id, struct fx *fx)
{
	struct row_reader *place = place_of(readers, application_id);

	if (!place) {
		place = free_place(readers);
		*place = (struct row_reader){ .name = "" };
		str_copy(place->id, sizeof(place->id), application_id);
	}
	view_get(view, fx, READERS_TAG_FIRST + (int)(place - readers->at),
	         "/v1/applications/%s/presence", application_id);
}

bool
queue_readers_reply(struct queue_readers *readers, const struct reply *reply)
{
	int at = reply->tag - READERS_TAG_FIRST;

	if (at < 0 || at >= READERS_MAX)
		return false;
	struct row_reader *place = &readers->at[at];
	const struct json *items = reply->ok ? json_get(reply->json, "items") : NULL;
	const struct json *shown = json_first(items);

	place->name[0] = '\0';
	place->more = (int)json_count(items) - 1;
	/* Who writes is named before who reads. */
	for (const struct json *item = shown; item; item = json_next(item))
		if (json_bool(json_get(item, "typing"), false)) {
			shown = item;
			break;
		}
	if (!shown || !json_text(json_get(shown, "name")))
		return true;
	str_copy(place->name, sizeof(place->name), json_text(json_get(shown, "name")));
	place->typing = json_bool(json_get(shown, "typing"), false);
	return true;
}

const struct row_reader *
queue_reader_of(const struct queue_readers *readers, const char *application_id)
{
	for (int i = 0; i < READERS_MAX; i++)
		if (readers->at[i].name[0] && str_eq(readers->at[i].id, application_id))
			return &readers->at[i];
	return NULL;
}

void
queue_reader_print(const struct row_reader *reader, struct buf *out)
{
	buf_printf(out, reader->typing ? _("%s is writing") : _("%s is reading"), reader->name);
	if (reader->more > 0)
		buf_printf(out, _(" and %d more"), reader->more);
}

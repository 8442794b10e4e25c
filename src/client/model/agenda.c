/* SPDX-License-Identifier: Apache-2.0
 *
 * Pages of one's own applications, then what else the days hold, then one
 * sorted list.
 */
#include "client/model/agenda.h"

#include <stdlib.h>

#include "base/str.h"
#include "domain/county.h"
#include "proto/proto.h"

enum { ENTRIES_EACH = 3 };

static void
load_done(struct agenda_load *load)
{
	arena_done(&load->arena);
	*load = (struct agenda_load){ .arena = ARENA_INIT };
}

void
agenda_done(struct agenda *agenda)
{
	load_done(&agenda->shown);
	load_done(&agenda->coming);
	*agenda = (struct agenda){ .ready = false };
}

static void
ask(struct agenda *agenda, const char *cursor, int owner, int tag, struct fx *fx)
{
	struct buf path = BUF_INIT(2000);
	char limit[16];

	snprintf(limit, sizeof(limit), "%d", AGENDA_PAGE);
	buf_puts(&path, "/v1/applications?assignee=me&sort=due");
	path_add(&path, "limit", limit);
	path_add(&path, "cursor", cursor);
	agenda->request = fx_get(fx, owner, tag, path.data);
	buf_done(&path);
}

void
agenda_load(struct agenda *agenda, int owner, int tag, struct fx *fx)
{
	if (agenda->request != 0) {
		agenda->stale = true;
		return;
	}
	agenda->stale = false;
	load_done(&agenda->coming);
	agenda->coming.applications = arena_array(&agenda->coming.arena, AGENDA_APPLICATIONS_MAX,
	                                          sizeof(struct application *));
	ask(agenda, NULL, owner, tag, fx);
}

/* ---- days ---- */

static struct agenda_entry *
add(struct agenda *agenda, const struct application *app, enum agenda_kind kind, civil_date day,
    int64_t at_ms)
{
	enum zone zone = county_zone(app->county);

	if (day == DATE_NONE)
		return NULL;
	struct agenda_entry *entry = &agenda->entries[agenda->entry_count++];
	*entry = (struct agenda_entry){
		.day = day,
		.minute = at_ms > 0 ? zone_minute_of_day(zone, at_ms) : -1,
		.at_ms = at_ms,
		.zone = zone,
		.kind = kind,
		.application = app,
	};
	return entry;
}

/* As it was loaded, or as much as the item itself tells of it. */
static const struct application *
application_of(struct agenda_load *load, const struct agenda_item *item)
{
	for (size_t i = 0; i < load->count; i++)
		if (str_eq(load->applications[i]->id, item->application_id))
			return load->applications[i];
	struct application *app = arena_alloc(&load->arena, sizeof(*app));
	*app = (struct application){
		.id = item->application_id,
		.number = item->number,
		.program = { item->program_id, 0, item->program_name },
		.customer = { NULL, item->customer_name ? item->customer_name : "", NULL },
		.county = item->county,
		.filed_on = DATE_NONE,
		.due_on = DATE_NONE,
		.proof_due_on = DATE_NONE,
		.remind_on = DATE_NONE,
		.next_act = "",
	};
	return app;
}

static enum agenda_kind
kind_of(const struct agenda_item *item)
{
	if (str_eq(item->kind, "reminder"))
		return AGENDA_REMINDER;
	return str_eq(item->kind, "appeal") ? AGENDA_APPEAL : AGENDA_OVER;
}

static void
add_item(struct agenda *agenda, const struct agenda_item *item)
{
	struct agenda_entry *entry = add(agenda, application_of(&agenda->shown, item), kind_of(item),
	                                 item->on, item->at_ms);

	if (entry)
		entry->item = item;
}

static int
compare(const void *a, const void *b)
{
	const struct agenda_entry *one = a, *other = b;

	if (one->day != other->day)
		return one->day < other->day ? -1 : 1;
	if (one->at_ms != other->at_ms)
		return one->at_ms < other->at_ms ? -1 : 1;
	if (one->kind != other->kind)
		return one->kind < other->kind ? -1 : 1;
	int order = strcmp(one->application->number, other->application->number);
	if (order != 0 || !one->item || !other->item)
		return order;
	return strcmp(one->item->id ? one->item->id : "", other->item->id ? other->item->id : "");
}

static void
make_entries(struct agenda *agenda)
{
	struct agenda_load *load = &agenda->shown;

	agenda->entry_count = 0;
	agenda->entries = arena_array(&load->arena, load->count * ENTRIES_EACH + load->item_count + 1,
	                              sizeof(*agenda->entries));
	for (size_t i = 0; i < load->count; i++) {
		const struct application *app = load->applications[i];
		enum zone zone = county_zone(app->county);

		if (!application_status_is_open(app->status))
			continue;
		if (app->interview_at_ms > 0)
			add(agenda, app, AGENDA_INTERVIEW, zone_date(zone, app->interview_at_ms),
			    app->interview_at_ms);
		add(agenda, app, AGENDA_PROOF, app->proof_due_on, 0);
		add(agenda, app, AGENDA_DECISION, app->due_on, 0);
	}
	for (size_t i = 0; i < load->item_count; i++)
		add_item(agenda, &load->items[i]);
	qsort(agenda->entries, agenda->entry_count, sizeof(*agenda->entries), compare);
}

/* ---- answers ---- */

static bool
take_page(struct agenda *agenda, const struct json *json, struct err *err)
{
	struct agenda_load *load = &agenda->coming;

	for (const struct json *item = json_first(json_get(json, "items")); item;
	     item = json_next(item)) {
		struct application *app = arena_alloc(&load->arena, sizeof(*app));

		if (load->count == AGENDA_APPLICATIONS_MAX)
			return true;
		if (!proto_decode(&resource_application, item, app, &load->arena, PROTO_LENIENT,
		                  err))
			return false;
		load->applications[load->count++] = app;
	}
	return true;
}

static bool
take_items(struct agenda *agenda, const struct json *json, struct err *err)
{
	struct agenda_load *load = &agenda->coming;
	const struct json *list = json_get(json, "items");

	load->items = arena_array(&load->arena, json_count(list) + 1, sizeof(*load->items));
	for (const struct json *item = json_first(list); item; item = json_next(item))
		if (!proto_decode(&resource_agenda_item, item, &load->items[load->item_count++],
		                  &load->arena, PROTO_LENIENT, err))
			return false;
	return true;
}

static bool
take(struct agenda *agenda, const struct json *json)
{
	return agenda->coming.has_items ? take_items(agenda, json, &agenda->err)
	                                : take_page(agenda, json, &agenda->err);
}

static bool
show(struct agenda *agenda, const struct reply *reply, int owner, struct fx *fx)
{
	load_done(&agenda->shown);
	agenda->shown = agenda->coming;
	agenda->coming = (struct agenda_load){ .arena = ARENA_INIT };
	agenda->cut = agenda->shown.cut;
	agenda->ready = true;
	make_entries(agenda);
	if (agenda->stale)
		agenda_load(agenda, owner, reply->tag, fx);
	return true;
}

bool
agenda_reply(struct agenda *agenda, const struct reply *reply, int owner, struct fx *fx)
{
	const char *next;

	if (agenda->request == 0 || reply->request != agenda->request)
		return false;
	agenda->request = 0;
	agenda->err = (struct err){ 0 };
	agenda->failed = !reply->ok || !take(agenda, reply->json);
	if (!reply->ok)
		agenda->err = *reply->err;
	if (agenda->failed)
		return true;
	if (agenda->coming.has_items)
		return show(agenda, reply, owner, fx);
	next = json_text(json_get(reply->json, "next_cursor"));
	if (!str_empty(next) && agenda->coming.count < AGENDA_APPLICATIONS_MAX) {
		ask(agenda, next, owner, reply->tag, fx);
		return true;
	}
	agenda->coming.cut = !str_empty(next);
	agenda->coming.has_items = true;
	agenda->request = fx_get(fx, owner, reply->tag, "/v1/me/agenda");
	return true;
}

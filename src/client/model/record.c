/* SPDX-License-Identifier: Apache-2.0
 *
 * Records by part.  A reply is decoded into a fresh arena which then replaces
 * the old one, so that no screen ever sees half of two answers.
 */
#include "client/model/record_slot.h"

#include "base/str.h"
#include "client/model/model.h"
#include "proto/proto.h"


/* One kind of list a record has, by the struct of its rows. */
struct row_kind {
	const struct resource *resource;
	size_t offset; /* in struct record: pointer, then count */
};

static const struct row_kind row_kinds[RECORD_PARTS] = {
	[RECORD_REASONS] = { &resource_reason_code, offsetof(struct record, reasons) },
	[RECORD_DECISIONS] = { &resource_decision, offsetof(struct record, decisions) },
	[RECORD_NOTICES] = { &resource_notice, offsetof(struct record, notices) },
	[RECORD_NOTES] = { &resource_note, offsetof(struct record, notes) },
	[RECORD_CHATS] = { &resource_interaction, offsetof(struct record, chats) },
	[RECORD_CHANGES] = { &resource_answer_change, offsetof(struct record, changes) },
	[RECORD_READERS] = { &resource_reader, offsetof(struct record, readers) },
	[RECORD_ALIKE] = { &resource_alike, offsetof(struct record, alike) },
};

/* False when the part cannot be asked for yet. */
static bool
path_of(const struct record *record, enum record_part part, struct buf *path)
{
	const struct application *app = record->application;

	if (part != RECORD_APPLICATION && !app)
		return false;
	switch (part) {
	case RECORD_APPLICATION:
		buf_printf(path, "/v1/applications/%s", record->id);
		break;
	case RECORD_CUSTOMER:
		buf_printf(path, "/v1/customers/%s", app->customer.id);
		break;
	case RECORD_PROGRAM:
		buf_printf(path, "/v1/programs/%s?version=%lld", app->program.id,
		           (long long)app->program.version);
		break;
	case RECORD_REASONS:
		buf_puts(path, "/v1/reason-codes");
		path_add(path, "program", app->program.id);
		break;
	case RECORD_DECISIONS:
		buf_printf(path, "/v1/applications/%s/decisions", record->id);
		break;
	case RECORD_NOTICES:
		buf_printf(path, "/v1/applications/%s/notices", record->id);
		break;
	case RECORD_NOTES:
		buf_printf(path, "/v1/applications/%s/notes", record->id);
		break;
	case RECORD_CHATS:
		buf_puts(path, "/v1/interactions");
		path_add(path, "customer", app->customer.id);
		path_add(path, "sort", "-started");
		break;
	case RECORD_WORKSHEET:
		buf_printf(path, "/v1/applications/%s/worksheet", record->id);
		break;
	case RECORD_CHANGES:
		buf_printf(path, "/v1/applications/%s/answers", record->id);
		break;
	case RECORD_READERS:
		buf_printf(path, "/v1/applications/%s/presence", record->id);
		break;
	case RECORD_ALIKE:
		buf_printf(path, "/v1/customers/%s/alike", app->customer.id);
		break;
	case RECORD_PARTS:
		return false;
	}
	return true;
}

static void
ask(struct record *record, enum record_part part, struct fx *fx)
{
	struct record_load *load = &record->load[part];
	struct buf path = BUF_INIT(400);

	if (path_of(record, part, &path)) {
		load->request = fx_get(fx, OWNER_MODEL, record_slot_tag(record, (int)part), path.data);
		load->stale = false;
	}
	if (load->state == RECORD_UNASKED || load->state == RECORD_FAILED)
		load->state = RECORD_LOADING;
	buf_done(&path);
}

void
record_want(struct record *record, enum record_part part, struct fx *fx)
{
	struct record_load *load = &record->load[part];

	if (load->request == 0 && load->state != RECORD_READY)
		ask(record, part, fx);
}

/* A load is under way: once it has come, load again; it may be too old. */
static void
ask_again(struct record *record, enum record_part part, struct fx *fx)
{
	struct record_load *load = &record->load[part];

	if (load->state == RECORD_UNASKED)
		return;
	load->stale = true;
	if (load->request == 0)
		ask(record, part, fx);
}

void
record_refresh_part(struct record *record, enum record_part part, struct fx *fx)
{
	ask_again(record, part, fx);
}

void
record_refresh(struct record *record, struct fx *fx)
{
	for (int part = 0; part < RECORD_PARTS; part++)
		/* A version of a program never changes. */
		if (part != RECORD_PROGRAM || record->load[part].state == RECORD_FAILED)
			ask_again(record, (enum record_part)part, fx);
}

bool
record_is_loading(const struct record *record)
{
	for (int part = 0; part < RECORD_PARTS; part++)
		if (record->load[part].request != 0)
			return true;
	return false;
}

/* ---- answers ---- */

static bool
decode_object(const struct resource *resource, const struct json *json, struct arena *arena,
              const void **ret, struct err *err)
{
	void *object = arena_alloc(arena, resource->size);

	*ret = object;
	return proto_decode(resource, json, object, arena, PROTO_LENIENT, err);
}

static bool
decode_rows(const struct row_kind *kind, const struct json *json, struct arena *arena,
            struct list *ret, struct err *err)
{
	const struct json *items = json_get(json, "items");
	size_t count = json_count(items), at = 0;
	char *rows = arena_array(arena, count ? count : 1, kind->resource->size);

	for (const struct json *item = json_first(items); item; item = json_next(item), at++)
		if (!proto_decode(kind->resource, item, rows + at * kind->resource->size, arena,
		                  PROTO_LENIENT, err))
			return false;
	ret->at = rows;
	ret->count = count;
	return true;
}

/* A definition this workstation is too old to read leaves form NULL. */
static bool
take_program(struct record *record, const struct json *definition, struct arena *arena,
             struct err *err)
{
	struct buf text = BUF_INIT(PROGRAM_FILE_MAX);
	struct json *program = NULL;
	struct program *form = NULL;
	struct err unread = { 0 };

	json_print(&text, definition);
	if (definition && buf_ok(&text))
		program = json_parse(text.data, text.len, err);
	if (!program) {
		buf_done(&text);
		return err_set(err, ERR_INTERNAL, "The program's definition cannot be read.");
	}
	if (!program_load(&form, arena, text.data, text.len, &unread))
		form = NULL;
	buf_done(&text);
	json_free(record->program);
	record->program = program;
	record->form = form;
	return true;
}

/* Decodes into arena; takes it over on success. */
static bool
take(struct record *record, enum record_part part, const struct json *json, struct arena *arena,
     struct err *err)
{
	const struct row_kind *kind = &row_kinds[part];
	struct list rows = { NULL, 0 };
	const void *object = NULL;

	if (kind->resource) {
		if (!decode_rows(kind, json, arena, &rows, err))
			return false;
		memcpy((char *)record + kind->offset, &rows, sizeof(rows));
		return true;
	}
	switch (part) {
	case RECORD_APPLICATION:
		if (!decode_object(&resource_application, json, arena, &object, err))
			return false;
		record->application = object;
		return true;
	case RECORD_CUSTOMER:
		if (!decode_object(&resource_customer, json, arena, &object, err))
			return false;
		record->customer = object;
		return true;
	case RECORD_WORKSHEET:
		if (!decode_object(&resource_worksheet, json, arena, &object, err))
			return false;
		record->worksheet = object;
		return true;
	case RECORD_PROGRAM:
		return take_program(record, json_get(json, "definition"), arena, err);
	default:
		return false;
	}
}

static bool
is_out_of_sight(const struct err *err)
{
	return err->code == ERR_NOT_FOUND || err->code == ERR_FORBIDDEN ||
	       err->code == ERR_CONFLICT_OF_INTEREST;
}

/* It is another's now: nothing of it stays on this workstation. */
static void
record_blank(struct record *record)
{
	for (int part = 0; part < RECORD_PARTS; part++) {
		arena_done(&record->load[part].arena);
		record->load[part].state = RECORD_FAILED;
		/* Nor does what is still on its way. */
		record->load[part].request = 0;
		record->load[part].stale = false;
	}
	json_free(record->program);
	record->program = NULL;
	record->form = NULL;
	record->application = NULL;
	record->customer = NULL;
	record->worksheet = NULL;
	for (int part = 0; part < RECORD_PARTS; part++)
		if (row_kinds[part].resource)
			memset((char *)record + row_kinds[part].offset, 0, sizeof(struct list));
}

/* Two records were made one: what hangs on the customer was asked of the other. */
static void
follow_customer(struct record *record, struct fx *fx)
{
	static const enum record_part parts[] = { RECORD_CUSTOMER, RECORD_CHATS, RECORD_ALIKE };

	for (size_t i = 0; i < countof(parts); i++)
		ask_again(record, parts[i], fx);
}

static void
came(struct record *record, enum record_part part, const struct reply *reply, struct fx *fx)
{
	struct record_load *load = &record->load[part];
	struct arena arena = ARENA_INIT;
	struct err err = { 0 };
	char whose[PLACE_ID_MAX] = "";

	load->request = 0;
	if (record->application)
		str_copy(whose, sizeof whose, record->application->customer.id);
	if (reply->ok && take(record, part, reply->json, &arena, &err)) {
		arena_done(&load->arena);
		load->arena = arena;
		load->state = RECORD_READY;
		if (part == RECORD_APPLICATION)
			record->event_seq = reply->event_seq;
	} else {
		arena_done(&arena);
		load->err = reply->ok ? err : *reply->err;
		/* What was shown stays, and is said to be old, unless it may not be
		 * seen any more. */
		if (part == RECORD_APPLICATION && is_out_of_sight(&load->err))
			record_blank(record);
		else if (load->state != RECORD_READY)
			load->state = RECORD_FAILED;
		/* No event need come for it to be tried again. */
		load->stale = load->state == RECORD_READY && err_retryable(load->err.code);
		if (load->stale)
			fx_timer(fx, OWNER_MODEL, record_slot_tag(record, RECORD_SLOT_AGAIN),
			         PAGES_AGAIN_MS);
		return;
	}
	if (load->stale)
		ask(record, part, fx);
	if (part != RECORD_APPLICATION)
		return;
	if (whose[0] && !str_eq(whose, record->application->customer.id))
		follow_customer(record, fx);
	/* What waited for the application's own members. */
	for (int other = 0; other < RECORD_PARTS; other++)
		if (record->load[other].state == RECORD_LOADING && record->load[other].request == 0)
			ask(record, (enum record_part)other, fx);
}

bool
records_reply(struct model *model, const struct reply *reply, struct fx *fx)
{
	int slot = (reply->tag - RECORD_SLOT_FIRST_TAG) / RECORD_SLOT_TAGS;
	int part = (reply->tag - RECORD_SLOT_FIRST_TAG) % RECORD_SLOT_TAGS;
	struct record *record;

	if (reply->tag < RECORD_SLOT_FIRST_TAG || slot >= RECORDS_MAX)
		return false;
	record = model->records[slot];
	if (record && part < RECORD_PARTS && record->load[part].request == reply->request)
		came(record, (enum record_part)part, reply, fx);
	return true;
}

void
records_event(struct model *model, const struct event_note *event, struct fx *fx)
{
	for (int i = 0; i < RECORDS_MAX; i++) {
		struct record *record = model->records[i];

		if (!record)
			continue;
		bool about = str_eq(event->application_id, record->id) ||
		             str_eq(event->subject_id, record->id);
		/* By long poll it is not said whose. */
		bool anybodys = str_empty(event->application_id) && str_empty(event->subject_id);
		if (str_eq(event->type, "presence")) {
			if (about || (anybodys && record->reading + record->typing > 0))
				ask_again(record, RECORD_READERS, fx);
		} else if (about) {
			record_refresh(record, fx);
		} else if (record->application &&
		           str_eq(event->subject_id, record->application->customer.id)) {
			record_refresh(record, fx);
		}
	}
}

void
records_refresh(struct model *model, struct fx *fx)
{
	for (int i = 0; i < RECORDS_MAX; i++)
		if (model->records[i])
			record_refresh(model->records[i], fx);
}

/* ---- time ---- */

bool
records_timer(struct model *model, int tag, struct fx *fx)
{
	int slot = (tag - RECORD_SLOT_FIRST_TAG) / RECORD_SLOT_TAGS;
	struct record *record;

	if (tag < RECORD_SLOT_FIRST_TAG || slot >= RECORDS_MAX)
		return false;
	record = model->records[slot];
	if (record && (tag - RECORD_SLOT_FIRST_TAG) % RECORD_SLOT_TAGS == RECORD_SLOT_AGAIN) {
		for (int part = 0; part < RECORD_PARTS; part++)
			if (record->load[part].stale && record->load[part].request == 0)
				ask(record, (enum record_part)part, fx);
		return true;
	}
	if (!record || record->reading + record->typing == 0)
		return true;
	record_attend(record, fx);
	/* Who went away does not say so either. */
	if (record->readers.count > 0)
		ask_again(record, RECORD_READERS, fx);
	return true;
}

/* ---- holding ---- */

struct record *
model_record_find(const struct model *model, const char *id)
{
	for (int i = 0; i < RECORDS_MAX; i++)
		if (model->records[i] && str_eq(model->records[i]->id, id))
			return model->records[i];
	return NULL;
}

struct record *
model_record(struct model *model, const char *id, struct fx *fx)
{
	struct record *record = model_record_find(model, id);
	int slot = 0;

	if (record) {
		record->users++;
		return record;
	}
	while (slot < RECORDS_MAX && model->records[slot])
		slot++;
	/* Every open screen holds at most one, and there are fewer screens. */
	assert(slot < RECORDS_MAX);
	record = calloc(1, sizeof(*record));
	if (!record)
		oom_exit();
	str_copy(record->id, sizeof(record->id), id);
	record->slot = slot;
	record->users = 1;
	record->unannounced = !model_may_write(model);
	buf_init(&record->deciding.body, DRAFT_TEXT_MAX);
	model->records[slot] = record;
	record_want(record, RECORD_APPLICATION, fx);
	return record;
}

static void
record_free(struct record *record)
{
	for (int part = 0; part < RECORD_PARTS; part++)
		arena_done(&record->load[part].arena);
	json_free(record->program);
	buf_done(&record->deciding.body);
	free(record);
}

void
model_record_done(struct model *model, struct record *record)
{
	if (!record)
		return;
	assert(record->users > 0);
	if (--record->users > 0)
		return;
	model->records[record->slot] = NULL;
	record_free(record);
}

void
records_forget(struct model *model)
{
	for (int i = 0; i < RECORDS_MAX; i++) {
		if (model->records[i])
			record_free(model->records[i]);
		model->records[i] = NULL;
	}
}

/* ---- asking ---- */

bool
record_may(const struct record *record, const char *action)
{
	return record->application && text_list_has(&record->application->allowed_actions, action);
}

const struct missing_item *
record_item(const struct record *record, const char *item_id)
{
	for (size_t i = 0; record->application && i < record->application->missing.count; i++)
		if (str_eq(record->application->missing.at[i].id, item_id))
			return &record->application->missing.at[i];
	return NULL;
}

const struct reason_code_view *
record_reason(const struct record *record, const char *code)
{
	for (size_t i = 0; i < record->reasons.count; i++)
		if (str_eq(record->reasons.at[i].code, code))
			return &record->reasons.at[i];
	return NULL;
}

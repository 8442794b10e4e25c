/* SPDX-License-Identifier: Apache-2.0
 *
 * Drafts and sent writes, kept in order of last change.  Few at a time, so
 * plain arrays do.
 */
#include "client/model/draft.h"

#include "base/str.h"

static char *
copy(const char *text)
{
	size_t size = strlen(text ? text : "") + 1;
	char *made = malloc(size);

	if (!made)
		oom_exit();
	memcpy(made, text ? text : "", size);
	return made;
}

static void
wipe(char *text)
{
	if (!text)
		return;
	secret_wipe(text, strlen(text));
	free(text);
}

static void
draft_done(struct draft *draft)
{
	wipe(draft->title);
	wipe(draft->text);
}

static void
sent_done(struct sent *sent)
{
	wipe(sent->path);
	wipe(sent->body);
	wipe(sent->title);
}

void
drafts_init(struct drafts *drafts)
{
	memset(drafts, 0, sizeof(*drafts));
}

void
drafts_done(struct drafts *drafts)
{
	for (size_t i = 0; i < drafts->draft_count; i++)
		draft_done(&drafts->drafts[i]);
	for (size_t i = 0; i < drafts->sent_count; i++)
		sent_done(&drafts->sent[i]);
	drafts_init(drafts);
}

/* Two drafts of one record differ in arg: a note is not a decision. */
static bool
same_place(const struct place *a, const struct place *b)
{
	return place_same(a, b) && str_eq(a->arg, b->arg);
}

static size_t
draft_index(const struct drafts *drafts, const struct place *place)
{
	for (size_t i = 0; i < drafts->draft_count; i++)
		if (!drafts->drafts[i].elsewhere && same_place(&drafts->drafts[i].place, place))
			return i;
	return drafts->draft_count;
}

static size_t
id_index(const struct drafts *drafts, const char *id)
{
	for (size_t i = 0; i < drafts->draft_count; i++)
		if (str_eq(drafts->drafts[i].id, id))
			return i;
	return drafts->draft_count;
}

static bool
drop_at(struct drafts *drafts, size_t at)
{
	if (at == drafts->draft_count)
		return false;
	draft_done(&drafts->drafts[at]);
	memmove(&drafts->drafts[at], &drafts->drafts[at + 1],
	        (drafts->draft_count - at - 1) * sizeof(drafts->drafts[0]));
	drafts->draft_count--;
	return true;
}

static void
set_text(struct draft *draft, const char *title, const char *text)
{
	draft_done(draft);
	draft->title = copy(title);
	draft->text = copy(text);
}

bool
drafts_put(struct drafts *drafts, const struct place *place, const char *title, const char *text,
           int64_t version, int64_t now_ms)
{
	size_t at = draft_index(drafts, place);
	struct draft *draft;

	assert(place && text);
	if (strlen(text) > DRAFT_TEXT_MAX)
		return false;
	if (at == drafts->draft_count) {
		if (at == DRAFTS_MAX)
			return false;
		drafts->drafts[at] = (struct draft){ .place = *place, .begun_ms = now_ms,
			                             .version = version };
		random_id(drafts->drafts[at].id, "d_", now_ms);
		drafts->draft_count++;
	}
	draft = &drafts->drafts[at];
	if (draft->text && str_eq(draft->text, text))
		return true;
	set_text(draft, title, text);
	draft->revision++;
	draft->changed_ms = now_ms;
	draft->earlier = false;
	draft->unsaved = true;
	return true;
}

const struct draft *
drafts_find(const struct drafts *drafts, const struct place *place)
{
	size_t at = draft_index(drafts, place);

	return at < drafts->draft_count ? &drafts->drafts[at] : NULL;
}

bool
drafts_drop(struct drafts *drafts, const struct place *place)
{
	return drop_at(drafts, draft_index(drafts, place));
}

size_t
drafts_own(const struct drafts *drafts)
{
	size_t count = 0;

	for (size_t i = 0; i < drafts->draft_count; i++)
		count += !drafts->drafts[i].elsewhere;
	return count;
}

/* ---- what the server keeps ---- */

const struct draft *
drafts_by_id(const struct drafts *drafts, const char *id)
{
	size_t at = id_index(drafts, id);

	return at < drafts->draft_count ? &drafts->drafts[at] : NULL;
}

void
drafts_shelved(struct drafts *drafts, const char *id, int64_t revision)
{
	size_t at = id_index(drafts, id);

	if (at < drafts->draft_count && drafts->drafts[at].shelved < revision)
		drafts->drafts[at].shelved = revision;
}

bool
drafts_drop_id(struct drafts *drafts, const char *id)
{
	return drop_at(drafts, id_index(drafts, id));
}

void
drafts_drop_elsewhere(struct drafts *drafts)
{
	for (size_t i = drafts->draft_count; i > 0; i--)
		if (drafts->drafts[i - 1].elsewhere)
			drop_at(drafts, i - 1);
}

bool
drafts_take_over(struct drafts *drafts, const char *id, int64_t now_ms)
{
	size_t at = id_index(drafts, id);
	struct draft *draft = &drafts->drafts[at];

	if (at == drafts->draft_count || !draft->elsewhere || drafts_find(drafts, &draft->place))
		return false;
	random_id(draft->id, "d_", now_ms);
	draft->elsewhere = false;
	draft->shelved = 0;
	draft->unsaved = true;
	return true;
}

static size_t
sent_index(const struct drafts *drafts, const char *key)
{
	for (size_t i = 0; i < drafts->sent_count; i++)
		if (str_eq(drafts->sent[i].key, key))
			return i;
	return drafts->sent_count;
}

bool
drafts_send(struct drafts *drafts, const struct sent *sent)
{
	struct sent *made;

	assert(sent->key[0]);
	if (drafts->sent_count == SENT_MAX || sent_index(drafts, sent->key) < drafts->sent_count)
		return false;
	made = &drafts->sent[drafts->sent_count++];
	*made = *sent;
	made->path = copy(sent->path);
	made->body = copy(sent->body);
	made->title = copy(sent->title);
	return true;
}

const struct sent *
drafts_sent(const struct drafts *drafts, const char *key)
{
	size_t at = sent_index(drafts, key);

	return at < drafts->sent_count ? &drafts->sent[at] : NULL;
}

const struct sent *
drafts_sent_from(const struct drafts *drafts, const struct place *place)
{
	for (size_t i = 0; i < drafts->sent_count; i++)
		if (!drafts->sent[i].earlier && same_place(&drafts->sent[i].place, place))
			return &drafts->sent[i];
	return NULL;
}

bool
drafts_answered(struct drafts *drafts, const char *key)
{
	size_t at = sent_index(drafts, key);

	if (at == drafts->sent_count)
		return false;
	sent_done(&drafts->sent[at]);
	memmove(&drafts->sent[at], &drafts->sent[at + 1],
	        (drafts->sent_count - at - 1) * sizeof(drafts->sent[0]));
	drafts->sent_count--;
	return true;
}

size_t
drafts_unfinished(const struct drafts *drafts)
{
	size_t count = 0;

	for (size_t i = 0; i < drafts->draft_count; i++)
		count += drafts->drafts[i].earlier;
	for (size_t i = 0; i < drafts->sent_count; i++)
		count += drafts->sent[i].earlier;
	return count;
}

/* ---- records ---- */

static bool
read_place(const struct json *record, struct place *ret)
{
	const struct json *place = json_get(record, "place");
	enum place_kind kind = place_from_name(json_text(json_get(place, "kind")));

	if (kind == PLACE_NONE)
		return false;
	*ret = place_make(kind, json_text(json_get(place, "id")), json_text(json_get(place, "arg")));
	return true;
}

static int64_t
number(const struct json *record, const char *name)
{
	int64_t value = 0;

	return json_int(json_get(record, name), &value) ? value : 0;
}

static const char *
text(const struct json *record, const char *name)
{
	const char *value = json_text(json_get(record, name));

	return value ? value : "";
}

static bool
apply_draft(struct drafts *drafts, const struct json *record, const struct place *place)
{
	size_t at;

	if (!drafts_put(drafts, place, text(record, "title"), text(record, "text"),
	                number(record, "version"), number(record, "changed")))
		return false;
	at = draft_index(drafts, place);
	drafts->drafts[at].begun_ms = number(record, "begun");
	drafts->drafts[at].version = number(record, "version");
	drafts->drafts[at].earlier = true;
	drafts->drafts[at].unsaved = false;
	/* A file from before drafts had them keeps the fresh ones. */
	if (number(record, "revision") > 0 && *text(record, "id")) {
		str_copy(drafts->drafts[at].id, sizeof(drafts->drafts[at].id), text(record, "id"));
		drafts->drafts[at].revision = number(record, "revision");
	}
	return true;
}

static bool
add_elsewhere(struct drafts *drafts, const struct json *record, const struct place *place)
{
	struct draft *draft = &drafts->drafts[drafts->draft_count];

	if (drafts->draft_count == DRAFTS_MAX || strlen(text(record, "text")) > DRAFT_TEXT_MAX)
		return false;
	*draft = (struct draft){
		.place = *place,
		.elsewhere = true,
		.earlier = true,
		.version = number(record, "version"),
		.begun_ms = number(record, "begun"),
		.changed_ms = number(record, "changed"),
	};
	str_copy(draft->id, sizeof(draft->id), text(record, "id"));
	set_text(draft, text(record, "title"), text(record, "text"));
	drafts->draft_count++;
	return true;
}

bool
drafts_from_server(struct drafts *drafts, const char *bytes, size_t len, int64_t revision)
{
	struct err err = { 0 };
	struct json *record = json_parse(bytes, len, &err);
	size_t at = id_index(drafts, text(record, "id"));
	struct place place;
	bool ok = record && *text(record, "id") && read_place(record, &place);

	if (ok && at == drafts->draft_count) {
		ok = add_elsewhere(drafts, record, &place);
	} else if (ok && revision > drafts->drafts[at].revision) {
		set_text(&drafts->drafts[at], text(record, "title"), text(record, "text"));
		drafts->drafts[at].changed_ms = number(record, "changed");
	}
	if (ok) {
		if (revision > drafts->drafts[at].revision)
			drafts->drafts[at].revision = revision;
		drafts_shelved(drafts, text(record, "id"), revision);
	}
	json_free(record);
	return ok;
}

static bool
apply_sent(struct drafts *drafts, const struct json *record, const struct place *place)
{
	struct sent sent = {
		.path = (char *)(uintptr_t)text(record, "path"),
		.body = (char *)(uintptr_t)text(record, "body"),
		.title = (char *)(uintptr_t)text(record, "title"),
		.place = *place,
		.if_match = number(record, "if_match"),
		.at_ms = number(record, "at"),
		.person = json_bool(json_get(record, "person"), true),
		.earlier = true,
	};

	return str_copy(sent.key, sizeof(sent.key), text(record, "key")) && sent.key[0] != '\0' &&
	       str_copy(sent.method, sizeof(sent.method), text(record, "method")) &&
	       drafts_send(drafts, &sent);
}

bool
drafts_apply(struct drafts *drafts, const char *bytes, size_t len)
{
	struct err err = { 0 };
	struct json *record = json_parse(bytes, len, &err);
	const char *what = text(record, "record");
	struct place place = { .kind = PLACE_NONE };
	bool ok = false;

	if (!record)
		return false;
	if (str_eq(what, "answered"))
		ok = drafts_answered(drafts, text(record, "key"));
	else if (str_eq(what, "sent")) {
		/* A write without a draft behind it has no place. */
		if (!read_place(record, &place))
			place = place_make(PLACE_NONE, "", "");
		ok = apply_sent(drafts, record, &place);
	} else if (!read_place(record, &place))
		ok = false;
	else if (str_eq(what, "draft"))
		ok = apply_draft(drafts, record, &place);
	else if (str_eq(what, "dropped"))
		ok = drafts_drop(drafts, &place);
	json_free(record);
	return ok;
}

void
drafts_each(const struct drafts *drafts, void (*record)(void *ctx, const char *bytes, size_t len),
            void *ctx)
{
	struct buf out = BUF_INIT(4 * DRAFT_TEXT_MAX);

	for (size_t i = 0; i < drafts->sent_count; i++) {
		buf_reset(&out);
		sent_record(&out, &drafts->sent[i]);
		record(ctx, out.data, out.len);
	}
	for (size_t i = 0; i < drafts->draft_count; i++) {
		if (drafts->drafts[i].elsewhere)
			continue;
		buf_reset(&out);
		draft_record(&out, &drafts->drafts[i]);
		record(ctx, out.data, out.len);
	}
	secret_wipe(out.data, out.len);
	buf_done(&out);
}

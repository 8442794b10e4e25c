/* SPDX-License-Identifier: Apache-2.0
 *
 * The session, and lists shared by the views that show them.
 */
#include "client/model/model.h"

#include "base/secret.h"
#include "base/str.h"
#include "base/words.h"
#include "proto/proto.h"

enum { REFRESH_DELAY_MS = 150 };

void
subject_of(const struct application *application, struct subject *ret)
{
	ret->type = "application";
	ret->id = application ? application->id : "";
	if (!application)
		return;
	ret->number = application->number;
	ret->version = application->version;
	ret->allowed_actions = &application->allowed_actions;
	ret->status = application->status;
}

void
model_init(struct model *model)
{
	*model = (struct model){ .session_arena = ARENA_INIT, .line = LINE_OFF };
}

const struct draft *
model_draft(const struct model *model, const struct place *place)
{
	return drafts_find(&model->drafts, place);
}

static void
forget_lists(struct model *model)
{
	for (int i = 0; i < LISTS_MAX; i++) {
		if (model->list_used[i])
			pages_done(&model->lists[i]);
		model->list_used[i] = false;
	}
}

void
model_done(struct model *model)
{
	forget_lists(model);
	model_sign_out(model);
	records_forget(model);
	race_done(&model->race);
	marks_done(&model->bulk_marks);
	saved_filters_done(&model->saved);
	drafts_done(&model->drafts);
	secret_free(model->password_once);
	secret_free(model->otp_once);
	arena_done(&model->session_arena);
}

static bool
take_journal_key(struct model *model, const char *text)
{
	uint8_t bytes[SECRET_KEY_BYTES];
	size_t len = 0;

	if (!text || !base64url_bytes(bytes, sizeof bytes, &len, text) || len != sizeof bytes)
		return false;
	if (!model->journal_key)
		model->journal_key = secret_alloc(SECRET_KEY_BYTES);
	memcpy(model->journal_key, bytes, sizeof bytes);
	secret_wipe(bytes, sizeof bytes);
	return true;
}

bool
model_sign_in(struct model *model, const struct json *json, struct err *err)
{
	const char *ends = json_text(json_get(json, "expires_at"));
	const char *sample = json_text(json_get(json, "sample_as_of"));
	const char *now = json_text(json_get(json, "sample_now"));
	struct worker me = { 0 };
	struct arena arena = ARENA_INIT;

	/* An answer that is none leaves who sits here as they are. */
	bool ok = proto_decode(&resource_worker, json_get(json, "worker"), &me, &arena, PROTO_LENIENT, err);
	if (ok && !take_journal_key(model, json_text(json_get(json, "journal_key"))))
		ok = err_set(err, ERR_INTERNAL, "journal_key is missing from the answer");
	if (!ok || !signing_take_key(&model->signing, json_get(json, "signing_key"), err)) {
		arena_done(&arena);
		return false;
	}
	arena_done(&model->session_arena);
	model->session_arena = arena;
	model->me = me;
	model->roles = 0;
	for (size_t i = 0; i < me.roles.count; i++)
		model->roles |= role_from_wire(me.roles.at[i]);
	if (!ends || !instant_from_text(ends, &model->session_ends_ms))
		model->session_ends_ms = 0;
	if (!json_int(json_get(json, "idle_timeout_s"), &model->idle_timeout_s))
		model->idle_timeout_s = 1800;
	civil_date as_of;
	int64_t now_ms;
	/* A sample's clock stands on another day than ours, and at its own hour. */
	if (now && instant_from_text(now, &now_ms))
		model->clock_ahead_ms = now_ms - model->real_ms;
	if (sample && date_from_text(sample, &as_of))
		date_to_text(as_of, model->sample_as_of);
	model->second_factor_due = json_bool(json_get(json, "second_factor_due"), false);
	model->signed_in = true;
	model->locked = false;
	model->changed = true;
	return true;
}

bool
model_may_write(const struct model *model)
{
	return (model->roles & (ROLE_CASEWORKER | ROLE_SUPERVISOR | ROLE_INTAKE)) != 0;
}

void
model_sign_out(struct model *model)
{
	model->signed_in = false;
	model->roles = 0;
	model->me = (struct worker){ 0 };
	secret_free(model->journal_key);
	model->journal_key = NULL;
	signing_forget(&model->signing);
	arena_reset(&model->session_arena);
	race_done(&model->race);
	marks_done(&model->bulk_marks);
	saved_filters_done(&model->saved);
	model->changed = true;
}

int64_t
model_now_ms(const struct model *model)
{
	return model->real_ms + model->clock_ahead_ms;
}

civil_date
model_today(const struct model *model)
{
	return zone_date(ZONE_CENTRAL, model_now_ms(model));
}

struct pages *
model_list(struct model *model, const struct list_kind *kind, const char *path, struct fx *fx)
{
	int free_slot = -1;

	for (int i = 0; i < LISTS_MAX; i++) {
		struct pages *list = &model->lists[i];
		if (!model->list_used[i]) {
			free_slot = i;
		} else if (list->kind == kind && str_eq(list->path, path)) {
			list->users++;
			return list;
		}
	}
	/* Views are bounded by OPEN_MAX and hold at most eight lists each; unused
	 * lists are given up at once, so the bound below is theirs. */
	assert(free_slot >= 0);
	struct pages *list = &model->lists[free_slot];
	model->list_used[free_slot] = true;
	pages_init(list, kind, free_slot, path);
	list->users = 1;
	pages_reload(list, fx);
	return list;
}

void
model_list_done(struct model *model, struct pages *list)
{
	if (!list)
		return;
	assert(list->users > 0);
	if (--list->users > 0)
		return;
	model->list_used[list->id] = false;
	pages_done(list);
}

static struct pages *
list_by_tag(struct model *model, int tag)
{
	if (tag < 0 || tag >= LISTS_MAX || !model->list_used[tag])
		return NULL;
	return &model->lists[tag];
}

void
model_reply(struct model *model, const struct reply *reply, struct fx *fx)
{
	if (records_reply(model, reply, fx)) {
		model->changed = true;
		return;
	}

	struct pages *list = list_by_tag(model, reply->tag);
	if (list && pages_reply(list, reply, fx))
		model->changed = true;
}

void
model_event(struct model *model, const struct event_note *event, struct fx *fx)
{
	if (event->seq > model->event_seq)
		model->event_seq = event->seq;
	records_event(model, event, fx);
	/* Who reads what changes no list. */
	if (str_eq(event->type, "presence"))
		return;
	for (int i = 0; i < LISTS_MAX; i++) {
		/* Many events at once, one refetch. */
		if (model->list_used[i] && pages_event(&model->lists[i], event))
			fx_timer(fx, OWNER_MODEL, i, REFRESH_DELAY_MS);
	}
}

void
model_timer(struct model *model, int tag, struct fx *fx)
{
	struct pages *list = list_by_tag(model, tag);

	if (records_timer(model, tag, fx))
		return;
	if (list && list->stale)
		pages_refresh(list, fx);
}

void
model_refresh_lists(struct model *model, const char *subject_type, struct fx *fx)
{
	for (int i = 0; i < LISTS_MAX; i++) {
		if (model->list_used[i] &&
		    str_eq(model->lists[i].kind->subject_type, subject_type))
			pages_refresh(&model->lists[i], fx);
	}
}

void
model_refresh_all(struct model *model, struct fx *fx)
{
	for (int i = 0; i < LISTS_MAX; i++) {
		if (model->list_used[i])
			pages_refresh(&model->lists[i], fx);
	}
	records_refresh(model, fx);
}

const char *
model_language(void)
{
	/* Translators: the ISO 639 code of your language, "es". */
	const char *code = _("LANGUAGE_CODE");

	return str_eq(code, "LANGUAGE_CODE") ? "en" : code;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * A form about an application that lost a race: what its writer had in sight
 * when the typing began, what of that has changed since, and the way back.
 */
#include "base/str.h"
#include "client/model/record.h"
#include "client/view/form_view.h"
#include "client/view/show.h"

static void
note(struct seen_facts *seen, const char *label, const char *text)
{
	if (seen->count == SEEN_FACTS_MAX)
		return;
	seen->facts[seen->count++] = (struct seen_fact){ arena_strdup(&seen->arena, label),
		                                         arena_strdup(&seen->arena, text ? text : "") };
}

/* What a decision, a letter or an interview rests on. */
static void
look_at(struct seen_facts *seen, const struct application *app, civil_date today)
{
	char text[SHOW_MAX], date[SHOW_MAX], name[SHOW_ITEM_MAX];

	arena_reset(&seen->arena);
	seen->count = 0;
	note(seen, _("status"), gettext(application_status_text(app->status)));
	note(seen, _("worker"), app->assignee ? app->assignee->name : _("nobody"));
	note(seen, _("due"), show_date(date, app->due_on, today));
	note(seen, _("decision"), app->decision_id ? _("made") : "");
	for (size_t i = 0; i < app->interviews.count; i++) {
		snprintf(text, sizeof text, _("interview %d"), (int)i + 1);
		note(seen, text, show_interview_state(app->interviews.at[i].state));
	}
	for (size_t i = 0; i < app->missing.count; i++)
		note(seen, show_item(name, &app->missing.at[i], today),
		     app->missing.at[i].state == ITEM_RECEIVED && app->missing.at[i].looked_at_ms ?
		             _("came, looked at") : show_item_state(app->missing.at[i].state));
}

void
form_view_look(struct form_view *fv, const struct model *model)
{
	look_at(&fv->seen, fv->record->application, model_today(model));
}

static const char *
fact_of(const struct seen_facts *seen, const char *label)
{
	for (int i = 0; i < seen->count; i++)
		if (str_eq(seen->facts[i].label, label))
			return seen->facts[i].text;
	return "";
}

/* Rows for what has changed, in the order of the newest version. */
static void
add_changes(struct race *race, const struct seen_facts *before, const struct seen_facts *now)
{
	/* A draft of an earlier run: what was in sight then is not known here. */
	const char *unknown = before->count == 0 ? "?" : NULL;

	for (int i = 0; i < now->count && !unknown; i++) {
		const char *saw = fact_of(before, now->facts[i].label);
		race_add(race, "", now->facts[i].label, saw, now->facts[i].text, saw);
	}
	for (int i = 0; i < before->count; i++) {
		const char *still = fact_of(now, before->facts[i].label);
		if (str_empty(still) && !str_empty(before->facts[i].text))
			race_add(race, "", before->facts[i].label, before->facts[i].text, "",
			         before->facts[i].text);
	}
}

/* Nobody typed these. */
static void
forget_yours(struct race *race)
{
	for (int i = 0; i < race->count; i++)
		race->rows[i].yours = NULL;
}

static void
add_typed(struct race *race, const struct form *form)
{
	for (int i = 0; i < form->count; i++) {
		const struct form_field *field = &form->fields[i];

		if (!field->pointer || field->kind == FORM_LABEL)
			continue;
		if (field->kind == FORM_CHECK) {
			if (field->checked)
				race_add_draft(race, field->label, _("yes"));
		} else if (field->kind == FORM_CHOICE) {
			if (field->chosen >= 0)
				race_add_draft(race, field->label, field->choices[field->chosen].text);
		} else if (!str_empty(form_text(form, field->tag))) {
			race_add_draft(race, field->label, form_text(form, field->tag));
		}
	}
}

static void
add_named(struct race *race, const char *names)
{
	char name[80];

	while (*names) {
		size_t len = strcspn(names, ",");
		struct buf called = BUF_INIT(200);

		snprintf(name, sizeof name, "%.*s", (int)len, names);
		fx_put_members(&called, name);
		race_add(race, "", called.data, "?", _("changed"), "?");
		buf_done(&called);
		names += len + (names[len] == ',');
	}
}

static void
open_race(struct form_view *fv, struct model *model, struct fx *fx)
{
	struct buf subject = BUF_INIT(RACE_SUBJECT_MAX);
	struct seen_facts now = { .arena = ARENA_INIT };

	form_view_subject_text(fv, &subject);
	race_begin(&model->race, &fv->view.place, subject.data, fv->version, &fv->lost);
	model->race.to = fv->record->application->version;
	look_at(&now, fv->record->application, model_today(model));
	add_changes(&model->race, &fv->seen, &now);
	/* Nothing of what was in sight: at least the names the server gives. */
	if (model->race.count == 0)
		add_named(&model->race, fv->lost.changed_fields);
	forget_yours(&model->race);
	add_typed(&model->race, &fv->form);
	arena_done(&now.arena);
	buf_done(&subject);
	fx_open(fx, PLACE_MERGE, fv->view.place.id, place_name(fv->view.place.kind));
}

void
form_view_follow_race(struct form_view *fv, struct model *model, const struct msg *msg, struct fx *fx)
{
	const struct record *record = fv->record;

	/* Nobody is led away from another screen: it waits until this one is shown. */
	if (record && record->application && fv->view.shown && fv->lost.code == ERR_VERSION_CONFLICT &&
	    record->load[RECORD_APPLICATION].request == 0 &&
	    record->application->version >= fv->lost.current_version) {
		fv->lost.code = ERR_NONE;
		open_race(fv, model, fx);
	}
	if (msg->kind != MSG_SHOWN || !record || !model->race.settled ||
	    !place_same(&model->race.place, &fv->view.place))
		return;
	fv->version = model->race.to;
	if (record->application)
		form_view_look(fv, model);
	race_done(&model->race);
	form_clear_errors(&fv->form);
	fv->form.changed = true;
	fx_tell(fx, TELL_RESULT, _("Your text stands on version %lld now; nothing is sent yet: ^R."),
	        (long long)fv->version);
}

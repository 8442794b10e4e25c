/* SPDX-License-Identifier: Apache-2.0
 *
 * A customer changed by two at once: what the typing started from is kept with
 * the draft, so that the merge can tell theirs from ours, also tomorrow.
 */
#include "base/str.h"
#include "client/view/customer_edit.h"

static const char *
born_text(const struct customer *customer, char date[DATE_TEXT_MAX])
{
	return customer->born_on == DATE_NONE ? "" : date_to_text(customer->born_on, date);
}

/* The facts alone: the boxes of pins go on naming the pins they began with. */
static void
rebase(struct edit_view *ev, const struct customer *customer)
{
	char date[DATE_TEXT_MAX];

	for (size_t i = 0; i < countof(customer_facts); i++)
		ev->base[i] = arena_strdup(&ev->base_arena, customer_fact(customer, &customer_facts[i]));
	ev->base[BASE_BORN] = arena_strdup(&ev->base_arena, born_text(customer, date));
	customer_contacts_base(ev, customer);
}

void
customer_base_take(struct edit_view *ev, const struct customer *customer)
{
	arena_reset(&ev->base_arena);
	rebase(ev, customer);
	ev->base_pin_count = 0;
	for (size_t i = 0; i < customer->pinned_notes.count && i < PINS_MAX; i++)
		ev->base_pins[ev->base_pin_count++] =
			arena_strdup(&ev->base_arena, customer->pinned_notes.at[i].text);
}

static const char *
base_name(char name[64], size_t i)
{
	snprintf(name, 64, "base:%s", i == BASE_BORN ? "/born_on" : customer_facts[i].pointer);
	return name;
}

/* The fields, and what they started from. */
bool
customer_base_values(struct form_view *fv, struct buf *out)
{
	struct edit_view *ev = (struct edit_view *)fv;
	char name[64];

	if (!form_view_values(fv, out) || out->len < 2)
		return false;
	out->data[--out->len] = '\0'; /* its closing brace */
	for (size_t i = 0; i < BASE_COUNT; i++) {
		base_name(name, i);
		buf_puts(out, out->len > 1 ? "," : "");
		json_quote(out, name, strlen(name));
		buf_putc(out, ':');
		json_quote(out, ev->base[i], strlen(ev->base[i]));
	}
	for (size_t at = 0; at < ev->contact_field_count; at++) {
		snprintf(name, sizeof(name), "base:%s", ev->contact_pointers[at]);
		buf_putc(out, ',');
		json_quote(out, name, strlen(name));
		buf_putc(out, ':');
		json_quote(out, ev->contact_base[at], strlen(ev->contact_base[at]));
	}
	buf_putc(out, '}');
	return buf_ok(out);
}

void
customer_base_restore(struct edit_view *ev, const struct model *model)
{
	const struct draft *draft = model_draft(model, &ev->form.view.place);
	struct err err = { 0 };
	struct json *kept = draft ? json_parse(draft->text, strlen(draft->text), &err) : NULL;
	char name[64];

	for (size_t i = 0; i < BASE_COUNT; i++) {
		const char *text = json_text(json_get(kept, base_name(name, i)));

		if (text)
			ev->base[i] = arena_strdup(&ev->base_arena, text);
	}
	for (size_t at = 0; at < ev->contact_field_count; at++) {
		snprintf(name, sizeof(name), "base:%s", ev->contact_pointers[at]);
		const char *text = json_text(json_get(kept, name));

		if (text)
			ev->contact_base[at] = arena_strdup(&ev->base_arena, text);
	}
	json_free(kept);
}

/* Field by field: what the typing started from, theirs, ours. */
static void
fill_race(struct edit_view *ev, struct model *model)
{
	const struct customer *theirs = customer_edit_of(ev);
	struct form *form = &ev->form.form;
	struct race *race = &model->race;
	char date[DATE_TEXT_MAX], subject[RACE_SUBJECT_MAX];

	snprintf(subject, sizeof(subject), "%s %s", theirs->case_number, theirs->name);
	race_begin(race, &ev->form.view.place, subject, ev->form.version, &ev->form.lost);
	race->to = theirs->version;
	for (size_t i = 0; i < countof(customer_facts); i++)
		if (customer_fact_is_shown(theirs, &customer_facts[i]))
			race_add(race, customer_facts[i].pointer, _(customer_facts[i].label), ev->base[i],
			         customer_fact(theirs, &customer_facts[i]),
			         form_text_from(form, FIELD_FIRST + (int)i, ev->base[i]));
	customer_contacts_race(ev, race, theirs);
	race_add(race, "/born_on", _("Born"), ev->base[BASE_BORN], born_text(theirs, date),
	         form_text(form, FIELD_BORN));
}

/* Their version has come. */
void
customer_race_open(struct edit_view *ev, struct model *model, const struct reply *reply, struct fx *fx)
{
	ev->merging = false;
	ev->customer.request = 0;
	if (!reply->ok) {
		fx_tell_err(fx, reply->err);
		return;
	}
	if (!thing_take(&ev->customer, reply->json))
		return;
	ev->merge_due = true;
	customer_race_shown(ev, model, fx);
}

/* Nobody is led away from another screen. */
void
customer_race_shown(struct edit_view *ev, struct model *model, struct fx *fx)
{
	if (!ev->merge_due || !ev->form.view.shown)
		return;
	ev->merge_due = false;
	fill_race(ev, model);
	fx_open(fx, PLACE_MERGE, ev->form.view.place.id, place_name(PLACE_CUSTOMER_EDIT));
}

/* The merge is settled: its result stands in the fields and is saved. */
void
customer_race_result(struct edit_view *ev, struct model *model, struct fx *fx)
{
	struct form *form = &ev->form.form;
	struct race *race = &model->race;

	if (!race->settled || !place_same(&race->place, &ev->form.view.place))
		return;
	for (int row = 0; row < race->count; row++)
		for (int i = 0; i < form->count; i++)
			if (str_eq(form->fields[i].pointer, race->rows[row].pointer))
				form_set(form, form->fields[i].tag,
				         race->rows[row].result ? race->rows[row].result : "");
	ev->form.version = race->to;
	rebase(ev, customer_edit_of(ev));
	race_done(race);
	form_clear_errors(form);
	form->changed = true;
	customer_edit_send(ev, fx);
}


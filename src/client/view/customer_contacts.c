/* SPDX-License-Identifier: Apache-2.0
 *
 * An organization's contacts in the customer edit: who they are, one more, and
 * the list as it shall be.  An entry that is emptied goes; those that have no
 * room on the form stay as they are.
 */
#include "base/str.h"
#include "client/view/customer_edit.h"
#include "client/view/show.h"

static const struct {
	const char *member, *label;
	size_t offset; /* in struct contact; of a const char * */
} parts[CONTACT_PARTS] = {
	{ "name", N_("Contact"), offsetof(struct contact, name) },
	{ "role", N_("  is its"), offsetof(struct contact, role) },
	{ "phone", N_("  telephone"), offsetof(struct contact, phone) },
	{ "email", N_("  e-mail"), offsetof(struct contact, email) },
};

/* Where it stands among all parts of all entries. */
static int
tag_of(size_t at)
{
	return FIELD_CONTACT_FIRST + (int)at;
}

static const char *
part_of(const struct contact *contact, size_t part)
{
	const char *const *at = (const char *const *)((const char *)contact + parts[part].offset);

	return *at ? *at : "";
}

static const char *
on_record(const struct customer *customer, size_t at)
{
	return at / CONTACT_PARTS < customer->contacts.count
		? part_of(&customer->contacts.at[at / CONTACT_PARTS], at % CONTACT_PARTS)
		: "";
}

void
customer_contacts_add(struct edit_view *ev, const struct customer *customer)
{
	if (customer->kind != CUSTOMER_ORGANIZATION)
		return;
	/* One more than there are. */
	size_t shown = customer->contacts.count + 1;
	if (shown > CONTACTS_SHOWN)
		shown = CONTACTS_SHOWN;
	ev->contact_field_count = shown * CONTACT_PARTS;
	for (size_t at = 0; at < ev->contact_field_count; at++) {
		struct form_field *field = form_add(&ev->form.form, FORM_TEXT, tag_of(at), _(parts[at % CONTACT_PARTS].label));

		snprintf(ev->contact_pointers[at], sizeof(ev->contact_pointers[at]), "/contacts/%u/%s",
		         (unsigned)(at / CONTACT_PARTS) % CONTACTS_SHOWN, parts[at % CONTACT_PARTS].member);
		field->pointer = ev->contact_pointers[at];
		if (at % CONTACT_PARTS == 0)
			field->hint = _("Letters go to the first one. Emptied, all four, a contact goes.");
		form_set(&ev->form.form, tag_of(at), on_record(customer, at));
	}
}

void
customer_contacts_base(struct edit_view *ev, const struct customer *customer)
{
	for (size_t at = 0; at < ev->contact_field_count; at++)
		ev->contact_base[at] = arena_strdup(&ev->base_arena, on_record(customer, at));
}

/* Anything typed of this entry? */
static bool
is_there(const struct edit_view *ev, size_t entry)
{
	for (size_t part = 0; part < CONTACT_PARTS; part++)
		if (!str_empty(form_text(&ev->form.form, tag_of(entry * CONTACT_PARTS + part))))
			return true;
	return false;
}

bool
customer_contacts_check(struct edit_view *ev)
{
	bool ok = true;

	for (size_t entry = 0; entry < ev->contact_field_count / CONTACT_PARTS; entry++) {
		int tag = tag_of(entry * CONTACT_PARTS);

		if (!is_there(ev, entry) || !str_empty(form_text(&ev->form.form, tag)))
			continue;
		form_error(&ev->form.form, tag, _("A contact has a name."));
		if (ok)
			form_focus(&ev->form.form, tag);
		ok = false;
	}
	return ok;
}

static const char *
text_of(const struct edit_view *ev, size_t at)
{
	return form_text_from(&ev->form.form, tag_of(at), on_record(customer_edit_of(ev), at));
}

static bool
differ(const struct edit_view *ev)
{
	const struct customer *customer = customer_edit_of(ev);

	for (size_t at = 0; at < ev->contact_field_count; at++)
		if (!str_eq(text_of(ev, at), on_record(customer, at)))
			return true;
	return false;
}

static void
put_one(struct json_out *out, const char *const texts[CONTACT_PARTS])
{
	json_begin_object(out, NULL);
	for (size_t part = 0; part < CONTACT_PARTS; part++)
		if (!str_empty(texts[part]))
			json_put_text(out, parts[part].member, texts[part]);
	json_end_object(out);
}

void
customer_contacts_put(const struct edit_view *ev, struct json_out *out)
{
	const struct customer *customer = customer_edit_of(ev);
	size_t shown = ev->contact_field_count / CONTACT_PARTS;
	const char *texts[CONTACT_PARTS];

	if (!differ(ev))
		return;
	json_begin_list(out, "contacts");
	for (size_t entry = 0; entry < shown; entry++) {
		for (size_t part = 0; part < CONTACT_PARTS; part++)
			texts[part] = text_of(ev, entry * CONTACT_PARTS + part);
		if (is_there(ev, entry))
			put_one(out, texts);
	}
	for (size_t entry = shown; entry < customer->contacts.count; entry++) {
		for (size_t part = 0; part < CONTACT_PARTS; part++)
			texts[part] = part_of(&customer->contacts.at[entry], part);
		put_one(out, texts);
	}
	json_end_list(out);
}

void
customer_contacts_race(const struct edit_view *ev, struct race *race, const struct customer *theirs)
{
	for (size_t at = 0; at < ev->contact_field_count; at++)
		race_add(race, ev->contact_pointers[at], _(parts[at % CONTACT_PARTS].label), ev->contact_base[at],
		         on_record(theirs, at), form_text_from(&ev->form.form, tag_of(at), ev->contact_base[at]));
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The fields of an intake, page by page: first who applies for what, then the
 * program's own form with its conditions.
 */
#include "base/str.h"
#include "client/view/intake_form.h"
#include "client/view/question_fields.h"
#include "client/view/show.h"

static struct question_fields
fields_of(struct intake_view *iv)
{
	return (struct question_fields){ &iv->form.form, &iv->filing, iv->filing.program };
}

static bool
has_room(struct intake_view *iv)
{
	struct question_fields fields = fields_of(iv);

	return question_fields_have_room(&fields);
}

static struct form_field *
add(struct intake_view *iv, enum form_kind kind, const char *pointer, const char *label)
{
	struct question_fields fields = fields_of(iv);

	return question_fields_add(&fields, kind, pointer, label);
}

static void
set_value(struct intake_view *iv, const char *pointer)
{
	struct question_fields fields = fields_of(iv);

	question_fields_fill(&fields, pointer);
}

static struct form_field *
add_text(struct intake_view *iv, enum form_kind kind, const char *pointer, const char *label)
{
	struct form_field *field = add(iv, kind, pointer, label);

	if (field)
		set_value(iv, pointer);
	return field;
}

/* ---- page 0 ---- */

/* Who speaks for an organization; the next one is asked for when one is there. */
static void
add_contacts(struct intake_view *iv)
{
	static const struct { const char *member, *label; } parts[] = {
		{ "name", N_("Contact") }, { "role", N_("  is its") },
		{ "phone", N_("  telephone") }, { "email", N_("  e-mail") },
	};
	char pointer[FILING_POINTER_MAX];
	struct form_field *field;

	for (int entry = 0; entry < FILING_CONTACTS_MAX && has_room(iv); entry++) {
		for (size_t i = 0; i < countof(parts); i++) {
			snprintf(pointer, sizeof pointer, "/customer/contacts/%d/%s", entry, parts[i].member);
			field = add_text(iv, FORM_TEXT, pointer, _(parts[i].label));
			if (field && i == 0)
				field->hint = _("A person who can be asked; telephone or e-mail is needed.");
		}
		snprintf(pointer, sizeof pointer, "/customer/contacts/%d/name", entry);
		if (str_empty(filing_get(&iv->filing, pointer)))
			return;
	}
}

static void
add_kind(struct intake_view *iv)
{
	struct form_field *field = add(iv, FORM_CHOICE, "/customer/kind", _("Is"));

	if (!field)
		return;
	form_add_choice(field, "person", _("a person"));
	form_add_choice(field, "organization", _("an organization"));
	set_value(iv, "/customer/kind");
}

static void
add_new_customer(struct intake_view *iv)
{
	const struct program *program = iv->filing.program;
	bool organization = filing_is_of_organization(&iv->filing);
	struct form_field *field;

	if (program && program->for_persons && program->for_organizations)
		add_kind(iv);
	field = add_text(iv, FORM_TEXT, "/customer/name", organization ? _("Organization") : _("Name"));
	if (field)
		field->hint = organization
			? _("As it is registered.")
			: _("As on the papers; in whatever order is usual for the person.");
	if (organization)
		add_contacts(iv);
	else
		add_text(iv, FORM_DATE, "/customer/born_on", _("Born"));
	add_text(iv, FORM_TEXT, "/customer/phone", _("Telephone"));
	field = add_text(iv, FORM_TEXT, "/customer/email", _("E-mail"));
	if (field)
		field->hint = _("What is missing is written there at once, and each step after it.");
	field = add_text(iv, FORM_TEXT, "/customer/language", _("Reads (en, es, ...)"));
	if (field)
		field->hint = _("Of letters, two letters; English if it is left empty, or the program lacks it.");
	add_text(iv, FORM_TEXT, "/customer/address/line1", _("Street"));
	add_text(iv, FORM_TEXT, "/customer/address/city", _("City"));
	if (str_empty(filing_get(&iv->filing, "/customer/address/state")))
		filing_set(&iv->filing, "/customer/address/state", "TN");
	add_text(iv, FORM_TEXT, "/customer/address/zip", _("ZIP"));
	field = add_text(iv, FORM_TEXT, "/customer/county", _("County"));
	if (field)
		field->hint = _("Of Tennessee, \"Van Buren\"; it decides the office.");
}

static void
add_who(struct intake_view *iv)
{
	struct form_field *field = add(iv, FORM_CHOICE, "/program", _("Program"));

	field->required = true;
	field->hint = _("Left and Right choose; it can be changed until it is filed.");
	for (int i = 0; i < iv->program_count; i++)
		form_add_choice(field, iv->programs[i].id, iv->programs[i].name);
	set_value(iv, "/program");
	field = add(iv, FORM_CHOICE, "/customer_is", _("Customer"));
	field->required = true;
	form_add_choice(field, "known", _("known here"));
	form_add_choice(field, "new", _("new"));
	set_value(iv, "/customer_is");
	if (str_eq(filing_get(&iv->filing, "/customer_is"), "known")) {
		field = add_text(iv, FORM_TEXT, "/customer_named", _("Find"));
		if (field)
			field->hint = _("Number, parts of the name, telephone or birth date; Enter takes the first below.");
	} else if (str_eq(filing_get(&iv->filing, "/customer_is"), "new")) {
		add_new_customer(iv);
	}
	field = add(iv, FORM_CHOICE, "/channel", _("Came by"));
	field->required = true;
	form_add_choice(field, "office", _("office"));
	form_add_choice(field, "phone", _("telephone"));
	form_add_choice(field, "mail", _("mail"));
	form_add_choice(field, "fax", _("fax"));
	set_value(iv, "/channel");
	field = add_text(iv, FORM_DATE, "/filed_on", _("Filed on"));
	field->ghost = _("today");
	field->hint = _("The day it was received; the clock runs from it.");
}

/* ---- the program's pages ---- */

static const char *
words(const struct intake_view *iv, const struct program_text *text)
{
	return program_say(iv->filing.program, text, show_language(), NULL);
}

static void
add_question(struct intake_view *iv, const struct program_question *question, const char *pointer)
{
	struct question_fields fields = fields_of(iv);

	question_fields_ask(&fields, question, pointer);
}

/* The entries there are, and an empty one to type the next into. */
static void
add_entries(struct intake_view *iv, const struct program_question *question,
            const struct json *answers)
{
	int entries = filing_entries(&iv->filing, question);
	char pointer[FILING_POINTER_MAX];

	for (int entry = 0; entry <= entries && entry < FILING_ENTRIES_MAX && has_room(iv); entry++) {
		form_add(&iv->form.form, FORM_LABEL, 0,
		         arena_printf(&iv->labels, entry < entries ? _("%s: %d") : _("%s: %d, if there is one"),
		                      words(iv, &question->label), entry + 1));
		for (size_t f = 0; f < question->fields.count && has_room(iv); f++) {
			const struct program_question *field = &question->fields.at[f];

			/* Of an empty entry only the first question, its name. */
			if (entry == entries && f > 0)
				break;
			if (entry < entries && !filing_asks_field(&iv->filing, answers, question, entry, field))
				continue;
			snprintf(pointer, sizeof pointer, "/answers/%s/%d/%s", question->id, entry, field->id);
			add_question(iv, field, pointer);
		}
	}
}

static void
add_section(struct intake_view *iv, const struct program_section *section)
{
	struct json *answers = filing_answers(&iv->filing);
	char pointer[FILING_POINTER_MAX];

	for (size_t i = 0; i < section->questions.count && has_room(iv); i++) {
		const struct program_question *question = &section->questions.at[i];

		if (!filing_asks(&iv->filing, answers, question))
			continue;
		snprintf(pointer, sizeof pointer, "/answers/%s", question->id);
		if (question->type == QUESTION_PERSONS || question->type == QUESTION_LIST)
			add_entries(iv, question, answers);
		else
			add_question(iv, question, pointer);
	}
	json_free(answers);
}

/* ---- pages ---- */

int
intake_pages(const struct intake_view *iv)
{
	return 1 + (iv->filing.program ? (int)iv->filing.program->sections.count : 0);
}

const char *
intake_page_title(const struct intake_view *iv)
{
	return iv->page == 0 ? _("who applies for what")
	                     : words(iv, &iv->filing.program->sections.at[iv->page - 1].title);
}

void
intake_keep(struct intake_view *iv)
{
	struct question_fields fields = fields_of(iv);

	question_fields_keep(&fields);
}

void
intake_build(struct intake_view *iv)
{
	struct form *form = &iv->form.form;
	int focus = form_focused(form);
	struct rect area = form->area;
	civil_date today = form->today;

	form_done(form);
	arena_reset(&iv->labels);
	form_init(form, today);
	form_place(form, area);
	if (iv->page == 0)
		add_who(iv);
	else
		add_section(iv, &iv->filing.program->sections.at[iv->page - 1]);
	if (focus > 0)
		form_focus(form, focus);
}

bool
intake_turn(struct intake_view *iv, int by)
{
	int page = iv->page, before = iv->page;

	intake_keep(iv);
	do {
		page += by;
		if (page < 0 || page >= intake_pages(iv)) {
			iv->page = before;
			intake_build(iv);
			return false;
		}
		iv->page = page;
		iv->form.form.focus = 0;
		intake_build(iv);
	} while (iv->form.form.count == 0);
	return true;
}

void
intake_go_to(struct intake_view *iv, const char *pointer)
{
	int at = -1;

	for (int page = 0; page < intake_pages(iv) && at < 0; page++) {
		iv->page = page;
		intake_build(iv);
		for (int i = 0; i < iv->form.form.count && at < 0; i++)
			if (iv->form.form.fields[i].pointer &&
			    str_starts(pointer, iv->form.form.fields[i].pointer))
				at = i;
	}
	if (at >= 0)
		iv->form.form.focus = at;
}

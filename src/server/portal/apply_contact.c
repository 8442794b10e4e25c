/* SPDX-License-Identifier: Apache-2.0
 *
 * A business applies by people with names: whom we may ask.
 */
#include "base/mail_header.h"
#include "base/str.h"
#include "server/portal/apply.h"

enum { CONTACTS_ASKED = 2 };

static const struct {
	const char *name, *label, *type, *autocomplete;
	size_t max;
} parts[] = {
	{ "name", N_("Full name"), NULL, "name", 120 },
	{ "role", N_("What they do there"), NULL, "organization-title", 80 },
	{ "phone", N_("Telephone"), "tel", "tel", 40 },
	{ "email", N_("E-mail"), "email", "email", 200 },
};

static const char *
control_of(const struct applying *applying, size_t contact, const char *part)
{
	return arena_printf(applying->rq->arena, "contact%zu-%s", contact + 1, part);
}

static const struct json *
saved_contact(const struct applying *applying, size_t contact)
{
	const struct json *at =
		json_first(json_get(started_form_part(&applying->form, "you"), "contacts"));
	for (size_t i = 0; at && i < contact; i++)
		at = json_next(at);
	return at;
}

static bool
is_needed(const struct program *program)
{
	for (size_t i = 0; i < program->filing_customer.count; i++)
		if (str_eq(program->filing_customer.at[i], "contact"))
			return true;
	return false;
}

void
contacts_show(struct page *page, const struct applying *applying, const struct faults *faults, bool is_post)
{
	const struct portal_request *rq = applying->rq;

	for (size_t i = 0; i < CONTACTS_ASKED; i++) {
		page_line(page, "h2", i == 0 ? N_("Whom may we ask?") : N_("Somebody else we may ask"));
		for (size_t k = 0; k < countof(parts); k++) {
			const char *id = control_of(applying, i, parts[k].name);
			const char *saved = json_text(json_get(saved_contact(applying, i), parts[k].name));
			form_text(page,
				&(struct control){
					.id = id,
					.label = say(page, parts[k].label),
					.value = is_post || portal_form(rq, id) ? portal_form(rq, id) : saved,
					.fault = fault_of(faults, id),
					.type = parts[k].type,
					.autocomplete = i == 0 ? parts[k].autocomplete : NULL,
					.max = parts[k].max,
					.required = i == 0 && k == 0 && is_needed(applying->program),
				});
		}
	}
}

static const char *
posted(const struct applying *applying, size_t contact, const char *part)
{
	const char *text = portal_form(applying->rq, control_of(applying, contact, part));
	return text && text[strspn(text, " \t\r\n")] ? text : NULL;
}

/* Anything typed of this one? */
static bool
is_begun(const struct applying *applying, size_t contact)
{
	for (size_t k = 0; k < countof(parts); k++)
		if (posted(applying, contact, parts[k].name))
			return true;
	return false;
}

static bool
is_wrong(const struct applying *applying, size_t contact, const struct faults *faults)
{
	for (size_t k = 0; k < countof(parts); k++)
		if (fault_of(faults, control_of(applying, contact, parts[k].name)))
			return true;
	return false;
}

/* Each in its place: an entry without a name is nobody, and holds the place before the next. */
void
contacts_read(const struct applying *applying, const struct faults *faults, struct json_out *out)
{
	json_begin_list(out, "contacts");
	for (size_t i = 0; i < CONTACTS_ASKED; i++) {
		bool is_right = posted(applying, i, "name") && !is_wrong(applying, i, faults);
		if (!is_right && i + 1 == CONTACTS_ASKED)
			continue;
		json_begin_object(out, NULL);
		for (size_t k = 0; is_right && k < countof(parts); k++)
			if (posted(applying, i, parts[k].name))
				json_put_text(out, parts[k].name, posted(applying, i, parts[k].name));
		json_end_object(out);
	}
	json_end_list(out);
}

/* Whole: of one that is wrong in a part the others would be nobody's. */
void
contacts_put_typed(const struct applying *applying, const struct faults *faults, struct json_out *out)
{
	for (size_t i = 0; i < CONTACTS_ASKED; i++) {
		bool is_kept = is_begun(applying, i) && is_wrong(applying, i, faults);
		for (size_t k = 0; k < countof(parts); k++) {
			const char *control = control_of(applying, i, parts[k].name);
			const char *text = portal_form(applying->rq, control);

			/* Empty as well: there the fault may be. */
			if (is_kept)
				json_put_text(out, control, text ? text : "");
			else if (typed_has(applying, control))
				json_put_null(out, control);
		}
	}
}

/* Each by name, and of a business one who can be reached. */
void
contacts_check(const struct applying *applying, bool needed, struct faults *faults)
{
	const char *language = applying->language;

	for (size_t i = 0; i < CONTACTS_ASKED; i++) {
		const char *label = say_in(language, i == 0 ? N_("Whom may we ask?") : N_("Somebody else we may ask"));
		bool is_first = i == 0 && needed;

		if (!posted(applying, i, "name") && (is_first || is_begun(applying, i)))
			fault_add(faults, control_of(applying, i, "name"), label,
				say_in(language, N_("Please name a person.")));
		else if (is_first && !posted(applying, i, "phone") && !posted(applying, i, "email"))
			fault_add(faults, control_of(applying, i, "phone"), label,
				say_in(language, N_("Please give a telephone number or an e-mail address.")));
		if (posted(applying, i, "email") && !mail_address_fits(posted(applying, i, "email")))
			fault_add(faults, control_of(applying, i, "email"), say_in(language, N_("E-mail")),
				say_in(language, N_("This is no e-mail address. It looks like name@example.com.")));
	}
}

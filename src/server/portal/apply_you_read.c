/* SPDX-License-Identifier: Apache-2.0
 *
 * The first page of an application as it was posted: what it says, and what
 * cannot be right.
 */
#include "base/str.h"
#include "server/portal/apply_you.h"
#include "server/service/customer.h"

/* ---- what was posted ---- */

static void
put_given(struct json_out *out, const char *name, const char *value)
{
	if (!value || value[strspn(value, " \t\r\n")] == '\0')
		json_put_null(out, name);
	else
		json_put_text(out, name, value);
}

static void
wrong(struct you *you, const char *name, const char *label, const char *sentence)
{
	const char *language = you->applying->language;
	fault_add(you->faults, you_control(you, name), say_in(language, label), say_in(language, sentence));
}

static const char *const choices[] = { "county", "language", "spoken_language" };

static void
read_field(struct you *you, const char *name, const struct faults *rejected, struct json_out *out)
{
	const char *control = you_control(you, name);

	put_given(out, name, fault_of(rejected, control) ? NULL : portal_form(you->applying->rq, control));
}

static void
read_texts(struct you *you, bool is_address, const struct faults *rejected, struct json_out *out)
{
	for (size_t i = 0; i < YOU_TEXTS; i++)
		if (you_texts[i].is_address == is_address)
			read_field(you, you_texts[i].name, rejected, out);
}

static void
read_birthday(struct you *you, const struct faults *rejected, struct json_out *out)
{
	char text[DATE_TEXT_MAX];
	civil_date date;
	enum form_read read =
		form_date_read(you->applying->rq, you_control(you, "born_on"), &date);

	if (read == FORM_GOOD && !fault_of(rejected, you_control(you, "born_on")))
		json_put_text(out, "born_on", date_to_text(date, text));
	else
		json_put_null(out, "born_on");
	if (read == FORM_BAD || read == FORM_SHORT_YEAR)
		wrong(you, "born_on", N_("Date of birth"), form_date_words(read));
}

static void
put_typed(struct you *you, const struct faults *rejected, struct json_out *out)
{
	json_begin_object(out, "typed");
	for (size_t i = 0; i < YOU_TEXTS; i++)
		typed_put(you->applying, rejected, you_control(you, you_texts[i].name), out);
	for (size_t i = 0; i < countof(choices); i++)
		typed_put(you->applying, rejected, you_control(you, choices[i]), out);
	typed_put(you->applying, rejected, you_control(you, "born_on"), out);
	contacts_put_typed(you->applying, rejected, out);
	json_end_object(out);
}

void
you_read(struct you *you, const struct faults *rejected, struct buf *text)
{
	const struct portal_request *rq = you->applying->rq;
	struct json_out out = JSON_OUT(text);

	json_begin_object(&out, NULL);
	put_typed(you, rejected, &out);
	json_begin_object(&out, "you");
	json_put_text(&out, "kind", you_is_business(you) ? "organization" : "person");
	read_texts(you, false, rejected, &out);
	read_birthday(you, rejected, &out);
	if (you->applying->program->for_organizations)
		contacts_read(you->applying, rejected, &out);
	for (size_t i = 0; i < countof(choices); i++)
		read_field(you, choices[i], rejected, &out);
	json_begin_object(&out, "address");
	read_texts(you, true, rejected, &out);
	json_end_object(&out);
	json_end_object(&out);
	if (str_eq(portal_form(rq, "do"), "next")) {
		json_begin_object(&out, "seen");
		json_put_bool(&out, "you", true);
		json_end_object(&out);
	}
	json_end_object(&out);
}

/* ---- what cannot be right ---- */

static const char *
label_of(const char *name)
{
	for (size_t i = 0; i < YOU_TEXTS; i++)
		if (str_eq(you_texts[i].name, name))
			return you_texts[i].label;
	return str_eq(name, "county") ? N_("County where you live")
		: str_eq(name, "born_on") ? N_("Date of birth")
		: str_ends(name, "language") ? N_("Language")
					     : NULL;
}

/* What the filing wants and has not got. */
static const char *
needed(const char *name)
{
	return str_eq(name, "name") ? N_("Your name is needed.")
		: str_eq(name, "line1") ? N_("Your address is needed.")
		: str_eq(name, "contact") ? N_("Somebody we may ask is needed, with a telephone number or e-mail.")
		: str_eq(name, "county") ? N_("Your county is needed.")
					 : N_("Please fill this in.");
}

static const char *
sentence_of(const struct err_field *field, const char *name)
{
	if (str_eq(field->code, "too_long"))
		return N_("This is too long. Please say it in fewer words.");
	if (str_eq(field->code, "required"))
		return needed(name);
	if (str_eq(name, "email"))
		return N_("This is no e-mail address. It looks like name@example.com.");
	if (str_eq(name, "born_on"))
		return date_fault_words(DATE_NOT_OF_BIRTH);
	return N_("This cannot be right. Please look at it again.");
}

/* "/email", "/address/zip", "/contacts/1/email": the last part, and of contacts which. */
static const char *
field_at(const char *pointer, int64_t *ret_contact)
{
	const char *name = strrchr(pointer, '/');

	*ret_contact = str_eq(pointer, "/contact") ? 0 : -1;
	if (str_starts(pointer, "/contacts/") && pointer[strlen("/contacts/")] != '\0')
		*ret_contact = pointer[strlen("/contacts/")] - '0';
	return !name ? "name" : str_eq(pointer, "/address") ? "line1" : name + 1;
}

/* Of somebody else in the home: where they are listed. */
static void
household_fault(const struct applying *applying, struct faults *faults, const struct err_field *field)
{
	const struct program *program = applying->program;
	const struct program_question *persons = program_find_question(program, program->persons);
	const char *below = arena_printf(applying->rq->arena, "/part/%s?change=1#q-%s",
		part_of_question(program, persons->id)->id, persons->id);

	fault_add_link(faults, applying_path(applying, below), applying_say(applying, &persons->label),
		say_in(applying->language, sentence_of(field, strrchr(field->pointer, '/') + 1)));
}

void
you_fault(const struct applying *applying, struct faults *faults, const struct err_field *field)
{
	struct arena *arena = applying->rq->arena;
	int64_t contact;
	const char *pointer = field->pointer + (str_starts(field->pointer, "/customer/") ? strlen("/customer") : 0);
	const char *name = field_at(pointer, &contact), *control = "";

	if (applying->program->persons && str_starts(pointer, "/household/")) {
		household_fault(applying, faults, field);
		return;
	}
	if (contact >= 0)
		control = arena_printf(arena, "#contact%d-%s", (int)contact + 1,
			str_eq(name, "contact") ? "name" : name);
	else if (label_of(name))
		control = arena_printf(arena, "#you-%s", name);
	const char *label = label_of(name);
	fault_add_link(faults, applying_path(applying, arena_printf(arena, "/you%s", control)),
		say_in(applying->language, label ? label : N_("About you")),
		say_in(applying->language, sentence_of(field, name)));
}

/* By the rules of the record that it becomes. */
static void
check_record(struct you *you, struct json *patch)
{
	struct portal_request *rq = you->applying->rq;
	struct started_form form = { .document = patch, .program = you->applying->program };
	struct err faults = { .code = ERR_NONE };
	const char *name;

	for (size_t i = 0; i < YOU_TEXTS; i++)
		if (you_needs(you->applying->program, you_texts[i].name) &&
			str_empty(json_text(json_get(you_texts[i].is_address
							? json_get(json_get(patch, "you"), "address")
							: json_get(patch, "you"),
				you_texts[i].name))))
			wrong(you, you_texts[i].name, you_texts[i].label, N_("Please fill this in."));
	if (str_empty(json_text(json_get(json_get(patch, "you"), "county"))))
		wrong(you, "county", label_of("county"), N_("Please choose one of these."));
	struct customer *customer = started_form_customer(&rq->call, &form);
	if (customer_fits(customer, "", zone_date(ZONE_CENTRAL, rq->call.now_ms), &faults))
		return;
	for (size_t i = 0; i < faults.field_count; i++) {
		int64_t contact;
		name = field_at(faults.fields[i].pointer, &contact);
		if (contact >= 0)
			continue; /* said at the contact itself */
		wrong(you, name, label_of(name) ? label_of(name) : N_("About you"),
			sentence_of(&faults.fields[i], name));
	}
}

void
you_look(struct you *you)
{
	struct buf text = BUF_INIT(APPLY_PATCH_MAX);
	struct err ignored = { .code = ERR_NONE };

	you_read(you, NULL, &text);
	struct json *patch = json_parse(text.data, text.len, &ignored);
	if (patch && you->applying->program->for_organizations)
		contacts_check(you->applying, you_is_business(you), you->faults);
	if (patch)
		check_record(you, patch);
	else
		fault_add(you->faults, NULL, NULL,
			say_in(you->applying->language,
				N_("This is too long. Please say it in fewer words.")));
	json_free(patch);
	buf_done(&text);
}

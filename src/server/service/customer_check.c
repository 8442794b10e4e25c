/* SPDX-License-Identifier: Apache-2.0
 *
 * What a record of a customer may hold, whether it is filed or changed.
 */
#include "base/buf.h"
#include "base/mail_header.h"
#include "base/str.h"
#include "base/words.h"
#include "domain/county.h"
#include "server/service/customer.h"

enum {
	NAME_MAX_BYTES = 200,
	EMAIL_MAX_BYTES = 254,
	FIELD_MAX_BYTES = 120,
	LANGUAGE_MAX_BYTES = 35,
	HOUSEHOLD_MAX = 60,
	CONTACTS_MAX = 20,
	PINS_MAX = 2,
	PIN_MAX_BYTES = 200
};

struct check {
	const char *at; /* where the record stands in the request: "" or "/customer" */
	struct err *err;
	bool ok;
};

static void
refuse(struct check *check, const char *member, const char *code, const char *sentence)
{
	struct buf pointer = BUF_INIT(ERR_POINTER_MAX);

	buf_printf(&pointer, "%s/%s", check->at, member);
	check->ok = false;
	err_field(check->err, pointer.data, code, "%s", err_said(sentence));
	buf_done(&pointer);
}

static void
check_length(struct check *check, const char *member, const char *text, size_t max)
{
	char sentence[ERR_DETAIL_MAX];

	if (!text || strlen(text) <= max)
		return;
	snprintf(sentence, sizeof(sentence), err_said(N_("At most %zu bytes.")), max);
	refuse(check, member, "too_long", sentence);
}

bool
customer_language_fits(const char *text)
{
	size_t len = strlen(text);

	if (len < 2 || len > LANGUAGE_MAX_BYTES)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!(text[i] >= 'a' && text[i] <= 'z') && !(text[i] >= 'A' && text[i] <= 'Z') &&
			text[i] != '-' && !(i > 1 && text[i] >= '0' && text[i] <= '9'))
			return false;
	return true;
}

static void
check_language(struct check *check, const char *member, const char *text)
{
	if (!str_empty(text) && !customer_language_fits(text))
		refuse(check, member, "unknown", N_("A language tag such as \"es\" is needed."));
}

static void
check_address(struct check *check, const struct address *address)
{
	if (!address)
		return;
	check_length(check, "address/line1", address->line1, NAME_MAX_BYTES);
	check_length(check, "address/line2", address->line2, NAME_MAX_BYTES);
	check_length(check, "address/city", address->city, FIELD_MAX_BYTES);
	check_length(check, "address/state", address->state, FIELD_MAX_BYTES);
	check_length(check, "address/zip", address->zip, FIELD_MAX_BYTES);
}

static void
check_birth(struct check *check, const char *member, civil_date born_on, civil_date today)
{
	enum date_fault fault = born_on == DATE_NONE ? DATE_FITS : date_look(born_on, true, today);

	if (fault != DATE_FITS)
		refuse(check, member, "invalid", date_fault_words(fault));
}

/* One that mail goes to: what holds two, or a blank, is written to by nobody. */
static void
check_email(struct check *check, const char *member, const char *email)
{
	check_length(check, member, email, EMAIL_MAX_BYTES);
	if (!str_empty(email) && strlen(email) <= EMAIL_MAX_BYTES && !mail_address_fits(email))
		refuse(check, member, "invalid", N_("This is no e-mail address. It looks like name@example.com."));
}

static void
check_contact(struct check *check, size_t index, const struct contact *contact)
{
	char member[4][ERR_POINTER_MAX];
	static const char *const names[] = { "name", "role", "phone", "email" };

	for (size_t i = 0; i < countof(names); i++)
		snprintf(member[i], sizeof(member[i]), "contacts/%zu/%s", index, names[i]);
	check_length(check, member[0], contact->name, NAME_MAX_BYTES);
	check_length(check, member[1], contact->role, FIELD_MAX_BYTES);
	check_length(check, member[2], contact->phone, FIELD_MAX_BYTES);
	check_email(check, member[3], contact->email);
	if (str_empty(contact->name) || contact->name[strspn(contact->name, " \t\r\n")] == '\0')
		refuse(check, member[0], "required", N_("A contact has a name."));
}

static void
check_people(struct check *check, const struct customer *given, civil_date today)
{
	char born_on[40];

	if (given->household.count > HOUSEHOLD_MAX)
		refuse(check, "household", "too_many", N_("At most 60 people."));
	for (size_t i = 0; i < given->household.count; i++) {
		check_length(check, "household", given->household.at[i].name, NAME_MAX_BYTES);
		check_length(check, "household", given->household.at[i].relation, FIELD_MAX_BYTES);
		snprintf(born_on, sizeof(born_on), "household/%zu/born_on", i);
		check_birth(check, born_on, given->household.at[i].born_on, today);
	}
	if (given->contacts.count > CONTACTS_MAX)
		refuse(check, "contacts", "too_many", N_("At most 20 contacts."));
	for (size_t i = 0; i < given->contacts.count; i++)
		check_contact(check, i, &given->contacts.at[i]);
}

static void
check_pins(struct check *check, const struct customer *given)
{
	if (given->pinned_notes.count > PINS_MAX)
		refuse(check, "pinned_notes", "too_many",
			N_("At most two notes are pinned to a record."));
	for (size_t i = 0; i < given->pinned_notes.count; i++)
		if (str_empty(given->pinned_notes.at[i].text) ||
			strlen(given->pinned_notes.at[i].text) > PIN_MAX_BYTES)
			refuse(check, "pinned_notes", "too_long",
				N_("A pinned note is one line, at most 200 bytes."));
}

bool
customer_fits(const struct customer *given, const char *at, civil_date today, struct err *err)
{
	struct check check = { at, err, true };

	assert(given && at && err);
	if (given->name && given->name[strspn(given->name, " \t\r\n")] == '\0')
		refuse(&check, "name", "required", N_("A name is needed."));
	check_length(&check, "name", given->name, NAME_MAX_BYTES);
	check_length(&check, "preferred_name", given->preferred_name, NAME_MAX_BYTES);
	check_length(&check, "phone", given->phone, FIELD_MAX_BYTES);
	check_email(&check, "email", given->email);
	check_language(&check, "language", given->language);
	check_language(&check, "spoken_language", given->spoken_language);
	if (!str_empty(given->county) && !county_find(given->county))
		refuse(&check, "county", "unknown", N_("There is no county of that name."));
	check_birth(&check, "born_on", given->born_on, today);
	if (given->born_on != DATE_NONE && given->kind == CUSTOMER_ORGANIZATION)
		refuse(&check, "born_on", "invalid", N_("An organization has no date of birth."));
	check_address(&check, given->address);
	check_people(&check, given, today);
	check_pins(&check, given);
	return check.ok;
}

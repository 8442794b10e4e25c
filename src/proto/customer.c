/* SPDX-License-Identifier: Apache-2.0
 *
 * The wire form of a customer and of a change to one.
 */
#include "domain/customer.h"

#include "proto/requests.h"
#include "proto/table.h"

#define NOUN struct address
static const struct field address_fields[] = {
	PLAIN(TEXT, "line1", line1, 0, NULL), PLAIN(TEXT, "line2", line2, 0, NULL),
	PLAIN(TEXT, "city", city, 0, NULL),   PLAIN(TEXT, "state", state, 0, NULL),
	PLAIN(TEXT, "zip", zip, 0, NULL),
};
RESOURCE(resource_address, "Address", address_fields, NULL);
#undef NOUN

#define NOUN struct household_member
static const struct field household_member_fields[] = {
	PLAIN(ID, "customer_id", customer_id, 0, "Where they have a record of their own."),
	PLAIN(TEXT, "name", name, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "relation", relation, 0, NULL),
	PLAIN(DATE, "born_on", born_on, 0, NULL),
};
static const struct resource resource_household_member = {
	"HouseholdMember", sizeof(NOUN), household_member_fields, countof(household_member_fields), NULL
};
#undef NOUN

#define NOUN struct contact
static const struct field contact_fields[] = {
	PLAIN(TEXT, "name", name, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "role", role, 0, NULL),
	PLAIN(TEXT, "phone", phone, 0, NULL),
	PLAIN(TEXT, "email", email, 0, NULL),
};
static const struct resource resource_contact = { "Contact", sizeof(NOUN), contact_fields,
	                                          countof(contact_fields), NULL };
#undef NOUN

#define NOUN struct pinned_note
static const struct field pinned_note_fields[] = {
	PLAIN(TEXT, "text", text, FIELD_REQUIRED, NULL),
	PLAIN(INT, "priority", priority, 0, "1 comes first."),
	PLAIN(DATE, "until", until, 0, "Last day it is shown."),
};
RESOURCE(resource_pinned_note, "PinnedNote", pinned_note_fields, NULL);
#undef NOUN

#define NOUN struct application_ref
static const struct field application_ref_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "number", number, FIELD_REQUIRED, NULL),
	PLAIN(ID, "program_id", program_id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "program_name", program_name, 0, "In the language asked for."),
	PLAIN(TEXT, "status", status, FIELD_REQUIRED, NULL),
	PLAIN(DATE, "due_on", due_on, 0, NULL),
};
static const struct resource resource_application_ref = {
	"ApplicationRef", sizeof(NOUN), application_ref_fields, countof(application_ref_fields), NULL
};
#undef NOUN

#define NOUN struct customer
static const struct field customer_fields[] = {
	PLAIN(ID, "id", id, 0, NULL),
	PLAIN(INT, "version", version, 0, NULL),
	WORD("kind", kind, 0, words_customer_kind, NULL),
	PLAIN(TEXT, "case_number", case_number, 0, NULL),
	PLAIN(TEXT, "name", name, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "preferred_name", preferred_name, 0, NULL),
	PLAIN(DATE, "born_on", born_on, 0, NULL),
	PLAIN(TEXT, "language", language, 0, "Written."),
	PLAIN(TEXT, "spoken_language", spoken_language, 0, NULL),
	PLAIN(TEXT, "phone", phone, 0, NULL),
	PLAIN(TEXT, "email", email, 0, NULL),
	PART(OBJECT, "address", address, 0, resource_address, NULL),
	PLAIN(TEXT, "county", county, 0, NULL),
	PLAIN(TEXT, "ssn_last4", ssn_last4, 0, NULL),
	PART(LIST, "household", household, FIELD_DETAIL, resource_household_member, NULL),
	PART(LIST, "contacts", contacts, FIELD_DETAIL, resource_contact, NULL),
	PART(LIST, "pinned_notes", pinned_notes, FIELD_DETAIL, resource_pinned_note, NULL),
	PLAIN(BOOL, "address_hidden", address_hidden, 0, NULL),
	PLAIN(BOOL, "vulnerable", vulnerable, 0, NULL),
	PLAIN(INT, "open_applications", open_applications, FIELD_ALWAYS, NULL),
	PART(LIST, "applications", applications, FIELD_DETAIL, resource_application_ref, NULL),
};
RESOURCE(resource_customer, "Customer", customer_fields,
         "The single record of a person or a small business.");
#undef NOUN

#define NOUN struct customer_change
static const struct field customer_change_fields[] = {
	PLAIN(TEXT, "name", name, 0, NULL),
	PLAIN(TEXT, "preferred_name", preferred_name, 0, NULL),
	PLAIN(TEXT, "language", language, 0, NULL),
	PLAIN(TEXT, "spoken_language", spoken_language, 0, NULL),
	PLAIN(TEXT, "phone", phone, 0, NULL),
	PLAIN(TEXT, "email", email, 0, NULL),
	PLAIN(TEXT, "county", county, 0, NULL),
	PLAIN(DATE, "born_on", born_on, 0, NULL),
	PART(OBJECT, "address", address, 0, resource_address, NULL),
	PART(LIST, "pinned_notes", pinned_notes, 0, resource_pinned_note, "The whole list, as it shall be."),
	PART(LIST, "contacts", contacts, 0, resource_contact, "The whole list, as it shall be."),
	PART(LIST, "household", household, 0, resource_household_member,
	     "The whole list, as it shall be; customer_id links somebody to the record they have themselves."),
	PLAIN(BOOL, "address_hidden", address_hidden, 0,
	      "No letter, page or e-mail says where they live; shown again only by who works the case."),
};
RESOURCE(request_customer, "CustomerChange", customer_change_fields,
         "Members that are absent stay as they are; an empty text empties one.");
#undef NOUN

#define NOUN struct reveal_ssn_request
static const struct field reveal_ssn_fields[] = {
	PLAIN(TEXT, "reason", reason, FIELD_REQUIRED, "Kept in the log."),
};
RESOURCE(request_reveal_ssn, "RevealSsn", reveal_ssn_fields, NULL);
#undef NOUN

/* SPDX-License-Identifier: Apache-2.0
 *
 * The wire form of programs and reason codes, as lists show them.
 */
#include "proto/requests.h"
#include "proto/table.h"

#define NOUN struct reason_fact_view
static const struct field fact_fields[] = {
	PLAIN(TEXT, "name", name, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "type", type, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "label", label, FIELD_REQUIRED, NULL),
};
static const struct resource resource_reason_fact = { "ReasonFact", sizeof(NOUN), fact_fields,
	                                              countof(fact_fields), NULL };
#undef NOUN

#define NOUN struct reason_code_view
static const struct field reason_code_fields[] = {
	PLAIN(TEXT, "code", code, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "kind", kind, FIELD_REQUIRED, "approve, deny, pend, reduce or withdraw."),
	PLAIN(BOOL, "for_inaction", for_inaction, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "text", text, FIELD_REQUIRED, "With the facts' names in braces."),
	PLAIN(TEXT, "legal_basis", legal_basis, 0, NULL),
	PART(LIST, "facts", facts, FIELD_ALWAYS, resource_reason_fact, NULL),
};
RESOURCE(resource_reason_code, "ReasonCode", reason_code_fields, NULL);
#undef NOUN

#define NOUN struct program_view
static const struct field program_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(INT, "version", version, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "name", name, FIELD_REQUIRED, NULL),
	{ NAMED("definition"), .kind = FIELD_JSON, .flags = FIELD_DETAIL, .offset = AT(definition),
	  .max = 1 << 20, .help = "The program file, as published." },
};
RESOURCE(resource_program, "Program", program_fields, NULL);
#undef NOUN

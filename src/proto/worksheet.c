/* SPDX-License-Identifier: Apache-2.0
 *
 * The wire form of a worksheet.  Numbers are texts, as a worker reads them.
 */
#include "domain/worksheet.h"

#include "proto/table.h"

#define NOUN struct program_ref
static const struct field program_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(INT, "version", version, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "name", name, 0, NULL),
};
static const struct resource resource_worksheet_program = { "WorksheetProgram", sizeof(NOUN),
	                                                    program_fields,
	                                                    countof(program_fields), NULL };
#undef NOUN

#define NOUN struct worksheet_unknown
static const struct field unknown_fields[] = {
	PLAIN(TEXT, "path", path, FIELD_REQUIRED, "As the program's rules name it; table.* is a figure that the program lacks."),
	PLAIN(TEXT, "label", label, FIELD_REQUIRED, NULL),
	PLAIN(ID, "question", question, 0, "The question that would tell."),
	PLAIN(ID, "item", item, 0, "The missing item that would bear it out."),
};
static const struct resource resource_worksheet_unknown = { "WorksheetUnknown", sizeof(NOUN),
	                                                    unknown_fields,
	                                                    countof(unknown_fields),
	                                                    "What is not known, and what would tell." };
#undef NOUN

#define NOUN struct worksheet_evidence
static const struct field evidence_fields[] = {
	PLAIN(TEXT, "label", label, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "value", value, 0, "The answer; of a proof, its state."),
	PLAIN(ID, "item", item, 0, "Of a proof: the missing item's id."),
};
static const struct resource resource_worksheet_evidence = { "WorksheetEvidence", sizeof(NOUN),
	                                                     evidence_fields,
	                                                     countof(evidence_fields), NULL };
#undef NOUN

#define NOUN struct worksheet_step
static const struct field step_fields[] = {
	PLAIN(INT, "number", number, FIELD_REQUIRED, NULL),
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "label", label, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "unit", unit, FIELD_REQUIRED, "money, number, yesno, text or list (how many)."),
	PLAIN(TEXT, "value", value, FIELD_NULLABLE, "null: not known."),
	PLAIN(TEXT, "unrounded", unrounded, 0, "Before the law's rounding, where that differs."),
	PLAIN(TEXT, "working", working, 0, "1842 + 468"),
	PLAIN(TEXT, "limit", limit, 0, NULL),
	PLAIN(TEXT, "verdict", verdict, 0, "ok, not_met, or cap: the limit holds it down."),
	PLAIN(JSON, "rule", rule, 0, "JsonLogic."),
	PLAIN(TEXT, "round", round, 0, "down, up or half_up, and to what: dollar, cent."),
	PLAIN(TEXT, "citation", citation, FIELD_REQUIRED, NULL),
	PART(LIST, "unknown", unknown, 0, resource_worksheet_unknown, NULL),
	PART(LIST, "evidence", evidence, 0, resource_worksheet_evidence, NULL),
};
static const struct resource resource_worksheet_step = { "WorksheetStep", sizeof(NOUN), step_fields,
	                                                 countof(step_fields), NULL };
#undef NOUN

#define NOUN struct worksheet_test
static const struct field test_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "label", label, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "verdict", verdict, FIELD_REQUIRED, "met, not_met, unknown or passed_over."),
	PLAIN(TEXT, "citation", citation, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "reason", reason, 0, "The reason it gives as it stands."),
	PLAIN(JSON, "facts", facts, 0, "Of that reason."),
	PART(LIST, "unknown", unknown, 0, resource_worksheet_unknown, NULL),
};
static const struct resource resource_worksheet_test = { "WorksheetTest", sizeof(NOUN), test_fields,
	                                                 countof(test_fields), NULL };
#undef NOUN

#define NOUN struct worksheet_doubt
static const struct field doubt_fields[] = {
	PLAIN(ID, "item", item, FIELD_REQUIRED, "The missing item."),
	PLAIN(TEXT, "label", label, FIELD_REQUIRED, NULL),
	PLAIN(ID, "step", step, 0, "The step that would change; absent: none."),
	PLAIN(INT, "step_number", step_number, 0, NULL),
	PLAIN(TEXT, "value", value, 0, "What it would come to; absent: it would not be known."),
	PLAIN(TEXT, "advice", advice, 0, NULL),
};
static const struct resource resource_worksheet_doubt = { "WorksheetDoubt", sizeof(NOUN), doubt_fields,
	                                                  countof(doubt_fields),
	                                                  "A fact that is not proved, and what comes out without it." };
#undef NOUN

#define NOUN struct worksheet_month
static const struct field month_fields[] = {
	PLAIN(TEXT, "month", month, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "amount", amount, 0, "Of a full month; absent: not known, or none."),
	PLAIN(INT, "amount_step", amount_step, 0, NULL),
};
static const struct resource resource_worksheet_month = { "WorksheetMonth", sizeof(NOUN), month_fields,
	                                                  countof(month_fields),
	                                                  "What it comes to by another month's figures." };
#undef NOUN

#define NOUN struct worksheet
static const struct field worksheet_fields[] = {
	PART(OBJECT, "program", program, FIELD_REQUIRED | FIELD_INLINE, resource_worksheet_program, NULL),
	PLAIN(TEXT, "month", month, FIELD_REQUIRED, "The benefit month; its figures are used."),
	PLAIN(BOOL, "is_first_month", is_first_month, FIELD_ALWAYS, NULL),
	PLAIN(DATE, "filed_on", filed_on, FIELD_REQUIRED, NULL),
	PLAIN(INT, "size", size, 0, "Counted in the home; absent: not known, or not counted."),
	PLAIN(TEXT, "advice", advice, FIELD_REQUIRED, "approved, denied or unknown. A person decides."),
	PLAIN(TEXTS, "reasons", reasons, FIELD_ALWAYS, "Codes that the tests give."),
	PLAIN(TEXT, "amount", amount, 0, "Of a full month; absent: not known, or none."),
	PLAIN(TEXT, "first_amount", first_amount, 0, "Of the month of filing."),
	PLAIN(INT, "amount_step", amount_step, 0, NULL),
	PLAIN(INT, "first_amount_step", first_amount_step, 0, NULL),
	PART(LIST, "steps", steps, FIELD_ALWAYS, resource_worksheet_step, NULL),
	PART(LIST, "tests", tests, FIELD_ALWAYS, resource_worksheet_test, NULL),
	PART(LIST, "unknown", unknown, FIELD_ALWAYS, resource_worksheet_unknown, NULL),
	PART(LIST, "doubts", doubts, FIELD_ALWAYS, resource_worksheet_doubt, NULL),
	PART(LIST, "months", months, 0, resource_worksheet_month, "Kept with a decision: the other months that its amounts begin in."),
};
RESOURCE(resource_worksheet, "Worksheet", worksheet_fields,
	"A program's arithmetic over one application. It advises; nothing of it decides.");
#undef NOUN

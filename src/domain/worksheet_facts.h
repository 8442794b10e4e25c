/* SPDX-License-Identifier: Apache-2.0
 *
 * The document that the rules of a worksheet look at, made from the answers:
 * amounts are numbers, people have ages, what need not be asked is null.
 * For worksheet*.c alone.
 */
#ifndef DOMAIN_WORKSHEET_FACTS_H
#define DOMAIN_WORKSHEET_FACTS_H

#include "domain/worksheet.h"

/* Answers left out of the document, as if they were nothing. */
struct left_out {
	const struct program_requirement *requirement;
	const char *person;
	const char *source;
};

/* json_free() it; NULL with err past the bounds. */
struct json *worksheet_facts(
	const struct worksheet_input *input, const struct left_out *left_out, struct err *err) must_use;
/* Whole years between two days. */
int64_t age_on(civil_date born_on, civil_date day);
/* The entry's own name: of a person "name", of a list its entry_name. */
const char *entry_name(const struct program_question *question, const struct json *entry);

#endif

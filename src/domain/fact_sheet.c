/* SPDX-License-Identifier: Apache-2.0
 *
 * Facts of a reason that the worksheet knows: the income and the limit of a
 * denial for income.  Only of a reason that its rules give as things stand.
 */
#include <string.h>

#include "base/str.h"
#include "domain/answers.h"
#include "domain/facts.h"
#include "domain/worksheet.h"

static const char *
facts_of(const struct worksheet *sheet, const char *code)
{
	for (size_t i = 0; i < sheet->tests.count; i++)
		if (str_eq(sheet->tests.at[i].reason, code))
			return sheet->tests.at[i].facts;
	return NULL;
}

static bool
read_value(struct fact *fact, struct arena *arena, const struct json *value)
{
	switch (fact->of->type) {
	case FACT_MONEY:
		return answer_money(value, &fact->cents);
	case FACT_NUMBER:
		return json_int(value, &fact->number);
	case FACT_DATE:
		return json_text(value) && date_from_text(json_text(value), &fact->date);
	case FACT_TEXT:
	case FACT_PERSON:
		fact->text = json_text(value) ? arena_strdup(arena, json_text(value)) : NULL;
		return fact->text != NULL;
	default:
		return false;
	}
}

bool
fact_of_sheet(struct fact *ret, struct arena *arena, const struct program_fact *of,
	const struct program_reason *reason, const struct worksheet *sheet)
{
	struct fact fact = { .of = of, .date = DATE_NONE, .is_of_record = true, .is_given = true };
	const char *facts = sheet ? facts_of(sheet, reason->code) : NULL;
	struct json *json = facts ? json_parse(facts, strlen(facts), NULL) : NULL;
	bool held = json && json_get(json, of->name) &&
		read_value(&fact, arena, json_get(json, of->name));

	json_free(json);
	if (held)
		*ret = fact;
	return held;
}

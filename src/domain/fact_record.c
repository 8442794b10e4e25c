/* SPDX-License-Identifier: Apache-2.0
 *
 * Facts that the record itself holds: what was asked for and when, which
 * interviews were missed, the amounts of the decision.
 */
#include "base/str.h"
#include "domain/facts.h"

bool
item_is_past_due(const struct missing_item *item, civil_date today)
{
	return (item->state == ITEM_REQUESTED || item->state == ITEM_INSUFFICIENT) &&
		item->requested_on != DATE_NONE && item->due_on != DATE_NONE &&
		item->due_on < today;
}

/*
 * Requested items are those a denial may name; missing ones are all that the
 * customer still owes, asked for or not.
 */
static bool
is_wanted(const struct missing_item *item, enum fact_source source, civil_date today)
{
	if (source == FACT_FROM_REQUESTED_ITEMS)
		return item_is_past_due(item, today);
	return item->cured_by == CURED_BY_APPLICANT && item->state != ITEM_ACCEPTED &&
		item->state != ITEM_RECEIVED;
}

static bool
fill_items(struct fact *fact, struct arena *arena, const struct fact_record *record)
{
	fact->items.at = arena_array(arena, record->item_count + 1, sizeof(*fact->items.at));
	for (size_t i = 0; i < record->item_count && fact->items.count < FACT_ITEMS_MAX; i++)
		if (is_wanted(&record->items[i], fact->of->source, record->today))
			fact->items.at[fact->items.count++] = &record->items[i];
	return fact->items.count > 0;
}

/* The last of the requests for the named items, or their last due date. */
static bool
fill_request_date(struct fact *fact, const struct fact *named)
{
	fact->date = DATE_NONE;
	for (size_t i = 0; named && i < named->items.count; i++) {
		const struct missing_item *item = named->items.at[i];
		civil_date date = fact->of->source == FACT_FROM_REQUESTED_ON ? item->requested_on
									     : item->due_on;

		if (date != DATE_NONE && date > fact->date) /* DATE_NONE is the least */
			fact->date = date;
	}
	return fact->date != DATE_NONE;
}

/* The first interview that was missed, or the last when there were more. */
static bool
fill_interview(struct fact *fact, const struct fact_record *record)
{
	bool second = fact->of->source == FACT_FROM_INTERVIEW_SECOND;
	size_t missed = 0;

	for (size_t i = 0; i < record->interview_count; i++) {
		const struct interview *interview = &record->interviews[i];

		if (interview->state != INTERVIEW_MISSED)
			continue;
		missed++;
		if (missed == 1 || second)
			fact->date = zone_date(record->zone, interview->at_ms);
	}
	return missed >= (second ? 2 : 1);
}

/*
 * The amount a letter speaks of is the lasting one, and its days are those that
 * it is paid for: the first month may be part of one, and is less.
 */
static bool
fill_amount(struct fact *fact, const struct fact_record *record)
{
	const struct decision_amount *first, *last;

	if (record->amount_count == 0)
		return false;
	first = last = &record->amounts[record->amount_count - 1];
	while (first > record->amounts && first[-1].amount == last->amount && first[-1].to + 1 == first->from)
		first--;
	fact->cents = last->amount;
	fact->date = fact->of->source == FACT_FROM_BENEFIT_FROM ? first->from : last->to;
	return fact->of->source == FACT_FROM_AMOUNT || fact->date != DATE_NONE;
}

/*
 * The dates of reopening count from today: the letter goes out with the
 * decision.
 */
bool
fact_of_record(struct fact *ret, struct arena *arena, const struct program_fact *of,
	const struct fact_record *record, const struct fact *named)
{
	struct fact fact = { .of = of, .date = DATE_NONE, .is_of_record = true };
	bool held = false;

	switch (of->source) {
	case FACT_FROM_PROGRAM_NAME:
		fact.text = program_say(
			record->program, &record->program->name, record->language, NULL);
		held = true;
		break;
	case FACT_FROM_FILED_ON:
		fact.date = record->filed_on;
		held = fact.date != DATE_NONE;
		break;
	case FACT_FROM_MISSING_ITEMS:
	case FACT_FROM_REQUESTED_ITEMS:
		held = fill_items(&fact, arena, record);
		break;
	case FACT_FROM_REQUESTED_ON:
	case FACT_FROM_REQUEST_DUE_ON:
		held = fill_request_date(&fact, named);
		break;
	case FACT_FROM_REOPEN_BY:
		fact.date = record->today + record->program->clocks.reopen_days;
		held = true;
		break;
	case FACT_FROM_INTERVIEW_FIRST:
	case FACT_FROM_INTERVIEW_SECOND:
		held = fill_interview(&fact, record);
		break;
	case FACT_FROM_HOUSEHOLD_SIZE:
		fact.number = record->household_size;
		held = record->household_size > 0;
		break;
	case FACT_FROM_AMOUNT:
	case FACT_FROM_BENEFIT_FROM:
	case FACT_FROM_BENEFIT_TO:
		held = fill_amount(&fact, record);
		break;
	case FACT_FROM_WORKER:
	case FACT_SOURCE_COUNT:
		break;
	}
	if (!held)
		return false;
	fact.is_given = true;
	*ret = fact;
	return true;
}

bool
fact_equal(const struct fact *a, const struct fact *b)
{
	assert(a->of == b->of);
	assert(a->of->type != FACT_ITEMS);
	if (a->is_given != b->is_given)
		return false;
	switch (a->of->type) {
	case FACT_MONEY:
		return a->cents == b->cents;
	case FACT_DATE:
		return a->date == b->date;
	case FACT_NUMBER:
		return a->number == b->number;
	default:
		return str_eq(a->text, b->text);
	}
}

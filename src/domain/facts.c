/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading the facts of a reason from a request, and writing them back.
 */
#include "domain/facts.h"

#include <string.h>

#include "base/money.h"
#include "base/str.h"
#include "domain/answers.h"

struct reading {
	struct reason_facts *facts;
	struct arena *arena;
	const struct fact_record *record;
	const char *pointer;
	struct err *err;
	bool ok;
};

static void
fault(struct reading *reading, const char *name, const char *code, const char *sentence)
{
	err_field(reading->err, arena_printf(reading->arena, "%s/%s", reading->pointer, name), code,
		"%s", err_said(sentence));
	reading->ok = false;
}

static const struct missing_item *
find_item(const struct fact_record *record, const char *id)
{
	for (size_t i = 0; i < record->item_count; i++)
		if (str_eq(record->items[i].id, id))
			return &record->items[i];
	return NULL;
}

/*
 * Items are given by id, never by label: the letter then names them in its own
 * language, and the checks know which ones they are.
 */
static void
read_items(struct reading *reading, struct fact *fact, const struct json *given)
{
	size_t count = json_count(given);

	if (json_kind(given) != JSON_LIST || count > FACT_ITEMS_MAX) {
		fault(reading, fact->of->name, "wrong_type",
			N_("Give a list of the ids of missing items."));
		return;
	}
	fact->items.at = arena_array(reading->arena, count + 1, sizeof(*fact->items.at));
	for (const struct json *at = json_first(given); at; at = json_next(at)) {
		const struct missing_item *item =
			json_text(at) ? find_item(reading->record, json_text(at)) : NULL;

		if (!item) {
			fault(reading, fact->of->name, "unknown_item",
				N_("The application has no requirement of this id."));
			return;
		}
		for (size_t i = 0; i < fact->items.count; i++)
			if (fact->items.at[i] == item) {
				fault(reading, fact->of->name, "twice", N_("An item is named twice."));
				return;
			}
		fact->items.at[fact->items.count++] = item;
	}
	fact->is_given = fact->items.count > 0;
}

/* An empty text is no fact: the STOP for a missing one says which to give. */
static void
read_text_fact(struct reading *reading, struct fact *fact, const struct json *given)
{
	const char *text = json_text(given);

	if (!text)
		fault(reading, fact->of->name, "wrong_type", N_("Give a text."));
	else if (strlen(text) > FACT_TEXT_MAX)
		fault(reading, fact->of->name, "too_long", N_("This is too long for a letter."));
	else {
		fact->text = arena_strdup(reading->arena, text);
		fact->is_given = *text != '\0';
	}
}

static void
read_fact(struct reading *reading, struct fact *fact, const struct json *given)
{
	switch (fact->of->type) {
	case FACT_ITEMS:
		read_items(reading, fact, given);
		break;
	case FACT_MONEY:
		fact->is_given = answer_money(given, &fact->cents);
		if (!fact->is_given)
			fault(reading, fact->of->name, "bad_money",
				N_("Give an amount as {\"amount\": \"291.00\", \"currency\": \"USD\"}."));
		break;
	case FACT_DATE:
		fact->is_given = json_text(given) && date_from_text(json_text(given), &fact->date);
		if (!fact->is_given)
			fault(reading, fact->of->name, "bad_date", N_("Give a date as YYYY-MM-DD."));
		break;
	case FACT_NUMBER:
		fact->is_given = json_int(given, &fact->number);
		if (!fact->is_given)
			fault(reading, fact->of->name, "wrong_type", N_("Give a whole number."));
		break;
	default:
		read_text_fact(reading, fact, given);
		break;
	}
}

static struct fact *
find_fact(struct reason_facts *facts, const char *name)
{
	for (size_t i = 0; i < facts->count; i++)
		if (str_eq(facts->facts[i].of->name, name))
			return &facts->facts[i];
	return NULL;
}

const struct fact *
reason_items(const struct reason_facts *facts)
{
	for (size_t i = 0; i < facts->count; i++)
		if (facts->facts[i].of->type == FACT_ITEMS)
			return &facts->facts[i];
	return NULL;
}

/* A null is as good as absent: clients may send every field of their form. */
static void
read_given(struct reading *reading, const struct json *given)
{
	if (given && json_kind(given) != JSON_OBJECT) {
		err_field(reading->err, reading->pointer, "wrong_type",
			N_("Give the facts as an object."));
		reading->ok = false;
		return;
	}
	for (const struct json *at = json_first(given); at; at = json_next(at)) {
		struct fact *fact = find_fact(reading->facts, json_name(at));

		if (!fact)
			fault(reading, json_name(at), "unknown", N_("The reason has no such fact."));
		else if (json_kind(at) != JSON_NULL)
			read_fact(reading, fact, at);
	}
}

/* Items first: the dates of the record are those of the items that are named. */
static void
fill_from_record(struct reading *reading)
{
	struct reason_facts *facts = reading->facts;

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < facts->count; i++) {
			struct fact *fact = &facts->facts[i];
			struct fact held;

			if (fact->is_given || (fact->of->type == FACT_ITEMS) != (pass == 0))
				continue;
			if (fact_of_record(&held, reading->arena, fact->of, reading->record,
				    reason_items(facts)) ||
				fact_of_sheet(&held, reading->arena, fact->of, facts->reason,
					reading->record->sheet))
				*fact = held;
		}
}

bool
facts_read(struct reason_facts *ret, struct arena *arena, const struct program_reason *reason,
	const struct json *given, const struct fact_record *record, const char *pointer,
	struct err *err)
{
	struct reading reading = { ret, arena, record, pointer, err, true };

	assert(reason->facts.count <= FACTS_MAX);
	*ret = (struct reason_facts){ .reason = reason, .count = reason->facts.count };
	for (size_t i = 0; i < ret->count; i++) {
		ret->facts[i].of = &reason->facts.at[i];
		ret->facts[i].date = DATE_NONE;
	}
	read_given(&reading, given);
	if (reading.ok)
		fill_from_record(&reading);
	return reading.ok;
}

/* ---- writing ---- */

static void
print_money(struct json_out *out, const char *name, int64_t cents)
{
	char amount[MONEY_TEXT_MAX];

	json_begin_object(out, name);
	json_put_text(out, "amount", money_to_text(cents, amount));
	json_put_text(out, "currency", "USD");
	json_end_object(out);
}

static void
print_fact(struct json_out *out, const struct fact *fact)
{
	const char *name = fact->of->name;
	char date[DATE_TEXT_MAX];

	switch (fact->of->type) {
	case FACT_ITEMS:
		json_begin_list(out, name);
		for (size_t i = 0; i < fact->items.count; i++)
			json_put_text(out, NULL, fact->items.at[i]->id);
		json_end_list(out);
		break;
	case FACT_MONEY:
		print_money(out, name, fact->cents);
		break;
	case FACT_DATE:
		json_put_text(out, name, date_to_text(fact->date, date));
		break;
	case FACT_NUMBER:
		json_put_int(out, name, fact->number);
		break;
	default:
		json_put_text(out, name, fact->text);
		break;
	}
}

void
facts_print(struct buf *out, const struct reason_facts *facts)
{
	struct json_out json = JSON_OUT(out);

	json_begin_object(&json, NULL);
	for (size_t i = 0; i < facts->count; i++)
		if (facts->facts[i].is_given)
			print_fact(&json, &facts->facts[i]);
	json_end_object(&json);
}

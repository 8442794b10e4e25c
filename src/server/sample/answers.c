/* SPDX-License-Identifier: Apache-2.0
 *
 * A form filled in by chance.  Walks whatever form the program has: the kind
 * of a question and the words in its id say what is plausible, so a new
 * program needs nothing here.
 */
#include "domain/answers.h"

#include "base/money.h"
#include "base/str.h"
#include "server/sample/world.h"

enum { ANSWERS_BUFFER = 64 * 1024 };

struct filling {
	const struct program *program;
	const struct household *household;
	const struct customer *customer;
	civil_date filed_on;
	bool is_poor;
	struct dice dice;
	struct arena *arena;
	struct buf text;
	struct json_out out;
};

/* Whom an entry of a list is about. */
struct entry {
	const struct relative *person; /* NULL: not a person */
	size_t number;
};

static bool
speaks_of(const char *id, const char *word)
{
	return strstr(id, word) != NULL;
}

static int
age_on(civil_date born_on, civil_date today)
{
	return born_on == DATE_NONE ? 40 : (int)((today - born_on) / 365);
}

static const char *
text_for(struct filling *fill, const char *id, const struct entry *entry)
{
	const struct customer *customer = fill->customer;
	if (speaks_of(id, "city") || speaks_of(id, "birthplace"))
		return fill->household->place->city;
	if (speaks_of(id, "zip"))
		return fill->household->place->zip;
	if (speaks_of(id, "county"))
		return fill->household->place->county;
	if (speaks_of(id, "state"))
		return "TN";
	if (speaks_of(id, "address") || speaks_of(id, "street") || speaks_of(id, "line1"))
		return fill->household->line1;
	if (speaks_of(id, "phone"))
		return customer->phone;
	if (speaks_of(id, "mail"))
		return customer->email ? customer->email : "";
	if (speaks_of(id, "employer") || speaks_of(id, "company"))
		return name_employer(&fill->dice);
	if (speaks_of(id, "provider") || speaks_of(id, "center")) {
		char name[SAMPLE_NAME_MAX];
		return arena_strdup(fill->arena, name_business(name, &fill->dice));
	}
	if (speaks_of(id, "landlord"))
		return "Cedar Grove Rentals";
	if (speaks_of(id, "school"))
		return arena_printf(fill->arena, "%s Elementary", fill->household->place->city);
	if (speaks_of(id, "ssn"))
		return "";
	if (entry && entry->person && speaks_of(id, "name"))
		return entry->person->name;
	if (speaks_of(id, "name") || speaks_of(id, "signature") || speaks_of(id, "signed"))
		return customer->name;
	static const char *const remarks[] = { "see letter", "since spring", "my sister helps",
		"it changes every month" };
	return dice_pick(&fill->dice, remarks);
}

static int64_t
money_for(struct filling *fill, const struct program_question *question)
{
	const char *id = question->id;
	int64_t whole;
	if (speaks_of(id, "rent") || speaks_of(id, "mortgage"))
		whole = dice_between(&fill->dice, 45, 130) * 10;
	else if (speaks_of(id, "cash") || speaks_of(id, "bank") || speaks_of(id, "liquid") ||
		speaks_of(id, "saving") || speaks_of(id, "money_on_hand") ||
		speaks_of(id, "resource") || speaks_of(id, "asset"))
		whole = fill->is_poor ? dice_between(&fill->dice, 0, 60)
				      : dice_between(&fill->dice, 1400, 2400);
	else if (speaks_of(id, "util") || speaks_of(id, "heat") || speaks_of(id, "electric") ||
		speaks_of(id, "phone"))
		whole = dice_between(&fill->dice, 6, 28) * 10;
	else if (speaks_of(id, "cost") || speaks_of(id, "paid") || speaks_of(id, "debt"))
		whole = dice_percent(&fill->dice, 82) ? 0 : dice_between(&fill->dice, 4, 60) * 5;
	else if (speaks_of(id, "income") || speaks_of(id, "gross") || speaks_of(id, "earn") ||
		speaks_of(id, "wage") || speaks_of(id, "pay") || speaks_of(id, "amount"))
		whole = fill->is_poor ? dice_between(&fill->dice, 0, 90)
				      : dice_between(&fill->dice, 70, 180) * 10;
	else
		whole = dice_between(&fill->dice, 4, 60) * 5;
	int64_t cents = whole * 100;
	if (whole > 0 && dice_percent(&fill->dice, 30))
		cents += dice_between(&fill->dice, 1, 99);
	if (cents < question->min)
		cents = question->min;
	return question->max > 0 && cents > question->max ? question->max : cents;
}

static civil_date
date_for(struct filling *fill, const char *id, const struct entry *entry)
{
	if (speaks_of(id, "born") || speaks_of(id, "birth") || speaks_of(id, "dob"))
		return entry && entry->person ? entry->person->born_on : fill->customer->born_on;
	if (speaks_of(id, "paid") || speaks_of(id, "period") || speaks_of(id, "last") ||
		speaks_of(id, "pay"))
		return (civil_date)(fill->filed_on - dice_between(&fill->dice, 1, 13));
	if (speaks_of(id, "sign") || speaks_of(id, "attest"))
		return fill->filed_on;
	return (civil_date)(fill->filed_on - dice_between(&fill->dice, 10, 400));
}

static bool
yes_for(struct filling *fill, const char *id, const struct entry *entry)
{
	int age = age_on(entry && entry->person ? entry->person->born_on : fill->customer->born_on,
		fill->filed_on);
	if (speaks_of(id, "sign") || speaks_of(id, "attest") || speaks_of(id, "right") ||
		speaks_of(id, "agree") || speaks_of(id, "true") || speaks_of(id, "consent") ||
		speaks_of(id, "resident") || speaks_of(id, "lives"))
		return true;
	if (speaks_of(id, "citizen"))
		return dice_percent(&fill->dice, 94);
	if (speaks_of(id, "self_employed"))
		return !fill->is_poor && dice_percent(&fill->dice, 8);
	if (speaks_of(id, "job") || speaks_of(id, "works") || speaks_of(id, "employed") ||
		speaks_of(id, "earn"))
		return !fill->is_poor && age >= 16 && age < 70 && dice_percent(&fill->dice, 75);
	if (speaks_of(id, "other_income"))
		return age >= 62 || dice_percent(&fill->dice, 15);
	if (speaks_of(id, "school") || speaks_of(id, "student"))
		return age >= 5 && age < 18;
	if (speaks_of(id, "buys") || speaks_of(id, "eats") || speaks_of(id, "together"))
		return true;
	if (speaks_of(id, "migrant") || speaks_of(id, "felon") || speaks_of(id, "disqualified") ||
		speaks_of(id, "destitute") || speaks_of(id, "other_state") ||
		speaks_of(id, "homeless"))
		return dice_percent(&fill->dice, 1);
	return dice_percent(&fill->dice, 15);
}

static int64_t
number_for(struct filling *fill, const struct program_question *question)
{
	int64_t low = question->min, high = question->max;
	if (speaks_of(question->id, "hour"))
		return fill->is_poor ? low : dice_between(&fill->dice, 30, 40) < high ? 32 : high;
	if (high <= low)
		return low;
	return dice_between(&fill->dice, low, high - low > 4 ? low + 4 : high);
}

/* A relation has to be the person's own; other choices are by chance, the
 * first of them most often. */
static const char *
option_for(struct filling *fill, const struct program_question *question, const struct entry *entry)
{
	assert(question->options.count > 0);
	if (entry && entry->person)
		for (size_t i = 0; i < question->options.count; i++)
			if (str_eq(question->options.at[i].value, entry->person->relation))
				return question->options.at[i].value;
	if (speaks_of(question->id, "language"))
		for (size_t i = 0; i < question->options.count; i++)
			if (str_eq(question->options.at[i].value, fill->customer->language))
				return question->options.at[i].value;
	size_t chosen =
		dice_percent(&fill->dice, 85) ? 0 : dice_roll(&fill->dice, question->options.count);
	return question->options.at[chosen].value;
}

static const struct relative *
adult(const struct filling *fill, size_t number)
{
	const struct household *home = fill->household;
	return number == 1 && home->count > 1 && str_eq(home->people[1].relation, "spouse")
		? &home->people[1]
		: &home->people[0];
}

static void put_answer(
	struct filling *fill, const struct program_question *question, const struct entry *entry);

static void
put_entry(struct filling *fill, const struct program_question *question, const struct entry *entry)
{
	json_begin_object(&fill->out, NULL);
	for (size_t i = 0; i < question->fields.count; i++)
		put_answer(fill, &question->fields.at[i], entry);
	json_end_object(&fill->out);
}

static void
put_list(struct filling *fill, const struct program_question *question)
{
	json_begin_list(&fill->out, question->id);
	if (question->type == QUESTION_PERSONS) {
		/* Nobody lives there before they are born. */
		for (size_t i = 0; i < fill->household->count; i++)
			if (fill->household->people[i].born_on <= fill->filed_on)
				put_entry(fill, question,
					&(struct entry){
						.person = &fill->household->people[i], .number = i });
	} else {
		/* A list is asked for because there is something to list. */
		size_t count = 1 + dice_percent(&fill->dice, 15);
		if ((int64_t)count < question->min)
			count = (size_t)question->min;
		for (size_t i = 0; i < count; i++)
			put_entry(fill, question, &(struct entry){ .person = NULL, .number = i });
	}
	json_end_list(&fill->out);
}

static void
put_answer(struct filling *fill, const struct program_question *question, const struct entry *entry)
{
	char text[64];
	int64_t cents;

	if (!question->required && !speaks_of(question->id, "ssn") && dice_percent(&fill->dice, 20))
		return;
	switch (question->type) {
	case QUESTION_TEXT: {
		const char *answer = text_for(fill, question->id, entry);
		if (!str_empty(answer) &&
			(question->max <= 0 || (int64_t)strlen(answer) <= question->max))
			json_put_text(&fill->out, question->id, answer);
		break;
	}
	case QUESTION_DATE:
		json_put_text(&fill->out, question->id,
			date_to_text(date_for(fill, question->id, entry), text));
		break;
	case QUESTION_MONEY:
		cents = money_for(fill, question);
		snprintf(text, sizeof(text), "%lld.%02lld", (long long)(cents / 100),
			(long long)(cents % 100));
		json_begin_object(&fill->out, question->id);
		json_put_text(&fill->out, "amount", text);
		json_put_text(&fill->out, "currency", "USD");
		json_end_object(&fill->out);
		break;
	case QUESTION_CHOICE:
		json_put_text(&fill->out, question->id, option_for(fill, question, entry));
		break;
	case QUESTION_MULTI:
		json_begin_list(&fill->out, question->id);
		json_put_text(&fill->out, NULL, option_for(fill, question, entry));
		json_end_list(&fill->out);
		break;
	case QUESTION_YESNO:
		json_put_bool(&fill->out, question->id, yes_for(fill, question->id, entry));
		break;
	case QUESTION_NUMBER:
		json_put_int(&fill->out, question->id, number_for(fill, question));
		break;
	case QUESTION_PERSON:
		json_put_text(
			&fill->out, question->id, adult(fill, entry ? entry->number : 0)->name);
		break;
	case QUESTION_PERSONS:
	case QUESTION_LIST:
		put_list(fill, question);
		break;
	case QUESTION_NONE:
	case QUESTION_TYPE_COUNT:
		break;
	}
}

/* What "when" looks at has been answered before it, as on the form. */
static bool
is_asked(struct filling *fill, const struct program_section *section,
	const struct program_question *question)
{
	if (!section->when && !question->when)
		return true;
	struct buf so_far = BUF_INIT(ANSWERS_BUFFER);
	struct err err = { 0 };
	buf_add(&so_far, fill->text.data, fill->text.len);
	buf_putc(&so_far, '}');
	struct json *answers = json_parse(so_far.data, so_far.len, &err);
	buf_done(&so_far);
	bool asked = answers_ask(fill->program, question, answers);
	json_free(answers);
	return asked;
}

const char *
answers_make(const struct program *program, const struct household *household,
	const struct customer *customer, civil_date filed_on, bool is_poor, struct dice dice,
	struct arena *arena)
{
	struct filling fill = {
		.program = program,
		.household = household,
		.customer = customer,
		.filed_on = filed_on,
		.is_poor = is_poor,
		.dice = dice,
		.arena = arena,
	};
	buf_init(&fill.text, ANSWERS_BUFFER);
	fill.out = (struct json_out)JSON_OUT(&fill.text);
	json_begin_object(&fill.out, NULL);
	for (size_t i = 0; i < program->sections.count; i++)
		for (size_t k = 0; k < program->sections.at[i].questions.count; k++) {
			const struct program_question *question =
				&program->sections.at[i].questions.at[k];
			if (is_asked(&fill, &program->sections.at[i], question))
				put_answer(&fill, question, NULL);
		}
	json_end_object(&fill.out);
	assert(buf_ok(&fill.text));
	const char *answers = arena_strdup(arena, fill.text.data);
	buf_done(&fill.text);
	return answers;
}

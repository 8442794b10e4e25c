/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers into the document that rules look at.
 */
#include "domain/worksheet_facts.h"

#include <string.h>

#include "base/money.h"
#include "base/str.h"
#include "domain/answers.h"

struct writing {
	const struct worksheet_input *input;
	const struct left_out *left_out;
	struct json_out *out;
};

int64_t
age_on(civil_date born_on, civil_date day)
{
	int born[3], now[3];

	date_split(born_on, &born[0], &born[1], &born[2]);
	date_split(day, &now[0], &now[1], &now[2]);
	return now[0] - born[0] - (now[1] < born[1] || (now[1] == born[1] && now[2] < born[2]));
}

/* The day ages are counted on. */
static civil_date
worksheet_day(const struct worksheet_input *input)
{
	int filed[3], month[3];

	if (input->month == DATE_NONE)
		return input->filed_on;
	date_split(input->filed_on, &filed[0], &filed[1], &filed[2]);
	date_split(input->month, &month[0], &month[1], &month[2]);
	if (filed[0] == month[0] && filed[1] == month[1])
		return input->filed_on;
	return date_make(month[0], month[1], 1);
}

const char *
entry_name(const struct program_question *question, const struct json *entry)
{
	const char *name = question->type == QUESTION_PERSONS ? "name" : question->entry_name;

	return name ? json_text(json_get(entry, name)) : NULL;
}

/* ---- what is left out ---- */

static bool
is_left_out(const struct writing *with, const char *question)
{
	const struct left_out *out = with->left_out;

	return out && out->requirement->per == PER_HOUSEHOLD &&
		text_list_has(&out->requirement->proves, question);
}

/* Of a source the person must be the one, too: two may work for one employer. */
static bool
is_entry_left_out(const struct writing *with, const struct program_question *question,
	const struct json *entry, const char *field)
{
	const struct left_out *out = with->left_out;
	const char *name = entry_name(question, entry);

	if (!out || !name || !text_list_has(&out->requirement->proves, field))
		return false;
	if (out->requirement->per == PER_PERSON)
		return question->type == QUESTION_PERSONS && str_eq(name, out->person);
	if (out->requirement->per != PER_SOURCE || !str_eq(out->requirement->each, question->id) ||
		!str_eq(name, out->source))
		return false;
	for (size_t i = 0; i < question->fields.count; i++)
		if (question->fields.at[i].type == QUESTION_PERSON && out->person)
			return str_eq(json_text(json_get(entry, question->fields.at[i].id)),
				out->person);
	return true;
}

/* ---- writing ---- */

static void
write_answer(struct json_out *out, const char *name, const struct program_question *question,
	const struct json *answer)
{
	char text[MONEY_TEXT_MAX];
	struct buf value = BUF_INIT(ANSWERS_BYTES_MAX);
	int64_t cents;

	if (question->type == QUESTION_MONEY && answer_money(answer, &cents)) {
		json_put_raw(out, name, money_to_text(cents, text));
		return;
	}
	json_print(&value, answer);
	json_put_raw(out, name, value.data);
	buf_done(&value);
}

static const struct json *
find_person(const struct writing *with, const char *name)
{
	const char *persons = with->input->program->persons;

	if (!persons || !name)
		return NULL;
	for (const struct json *at = json_first(json_get(with->input->answers, persons)); at;
		at = json_next(at))
		if (str_eq(json_text(json_get(at, "name")), name))
			return at;
	return NULL;
}

/* An age comes from the first field that is a date of birth; the form's id for it is fixed. */
static void
write_age(struct writing *with, const struct json *entry)
{
	const char *born_on = json_text(json_get(entry, "born_on"));
	civil_date date;

	if (born_on && date_from_text(born_on, &date))
		json_put_int(with->out, "age", age_on(date, worksheet_day(with->input)));
}

static void write_fields(struct writing *with, const struct program_question *question,
	const struct json *entry);

/* The person an entry is of, whole, since a rule inside a list sees nothing else. */
static void
write_who(struct writing *with, const struct program_question *question, const struct json *entry)
{
	for (size_t i = 0; i < question->fields.count; i++) {
		const struct program_question *field = &question->fields.at[i];
		const struct json *person;

		if (field->type != QUESTION_PERSON)
			continue;
		person = find_person(with, json_text(json_get(entry, field->id)));
		if (person) {
			json_begin_object(with->out, "who");
			write_fields(with,
				program_find_question(
					with->input->program, with->input->program->persons),
				person);
			json_end_object(with->out);
		}
		return;
	}
}

static void
write_fields(
	struct writing *with, const struct program_question *question, const struct json *entry)
{
	for (size_t i = 0; i < question->fields.count; i++) {
		const struct program_question *field = &question->fields.at[i];
		const struct json *answer = json_get(entry, field->id);

		if (!answers_ask_field(with->input->program, question, field, with->input->answers,
			    entry) ||
			is_entry_left_out(with, question, entry, field->id))
			json_put_null(with->out, field->id);
		else if (answer_given(answer))
			write_answer(with->out, field->id, field, answer);
	}
	if (question->type == QUESTION_PERSONS)
		write_age(with, entry);
	else
		write_who(with, question, entry);
}

static void
write_entries(
	struct writing *with, const struct program_question *question, const struct json *answer)
{
	json_begin_list(with->out, question->id);
	for (const struct json *at = json_first(answer); at; at = json_next(at)) {
		json_begin_object(with->out, NULL);
		write_fields(with, question, at);
		json_end_object(with->out);
	}
	json_end_list(with->out);
}

static void
write_question(struct writing *with, const struct program_question *question)
{
	const struct json *answer = json_get(with->input->answers, question->id);

	if (!answers_ask(with->input->program, question, with->input->answers) ||
		is_left_out(with, question->id))
		json_put_null(with->out, question->id);
	else if (!answer_given(answer))
		return; /* asked, and not known */
	else if (question->type == QUESTION_PERSONS || question->type == QUESTION_LIST)
		write_entries(with, question, answer);
	else
		write_answer(with->out, question->id, question, answer);
}

struct json *
worksheet_facts(
	const struct worksheet_input *input, const struct left_out *left_out, struct err *err)
{
	struct buf text = BUF_INIT(WORKSHEET_BYTES_MAX);
	struct json_out out = JSON_OUT(&text);
	struct writing with = { input, left_out, &out };
	struct json *facts = NULL;

	json_begin_object(&out, NULL);
	for (size_t i = 0; i < input->program->sections.count; i++)
		for (size_t j = 0; j < input->program->sections.at[i].questions.count; j++)
			write_question(&with, &input->program->sections.at[i].questions.at[j]);
	json_end_object(&out);
	if (buf_ok(&text))
		facts = json_parse(text.data, text.len, err);
	else
		err_set(err, ERR_PAYLOAD_TOO_LARGE, "the answers are too many for a worksheet");
	buf_done(&text);
	return facts;
}

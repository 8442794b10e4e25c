/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers against the form.  Knows what may be answered; what is still
 * missing is completeness.c's business.
 */
#include "domain/answers.h"

#include <string.h>

#include "base/money.h"
#include "base/str.h"
#include "base/words.h"
#include "domain/answer_list.h"
#include "domain/wording.h"

struct checker {
	const struct program *program;
	const struct json *answers;
	civil_date today; /* DATE_NONE: any date will do */
	struct err *err;
	bool ok;
};

/* Go on after a fault: a clerk mends a whole form at once, not a field a time. */
static void
fault(struct checker *check, const char *pointer, const char *code, const char *sentence)
{
	err_field(check->err, pointer, code, "%s", err_said(sentence));
	check->ok = false;
}

/* parent/name; a pointer too long to keep ends where the room does. */
static void
join(char out[ERR_POINTER_MAX], const char *parent, const char *name)
{
	if (snprintf(out, ERR_POINTER_MAX, "%s/%s", parent, name) >= ERR_POINTER_MAX)
		out[ERR_POINTER_MAX - 1] = '\0';
}

/* ---- single answers ---- */

/*
 * A no and a nought are answers; an empty text or list is what a form sends for
 * a field that nobody filled in.
 */
bool
answer_given(const struct json *answer)
{
	if (!answer)
		return false;
	switch (json_kind(answer)) {
	case JSON_NULL:
		return false;
	case JSON_TEXT:
		return !str_empty(json_text(answer));
	case JSON_LIST:
	case JSON_OBJECT:
		return json_count(answer) > 0;
	default:
		return true;
	}
}

/* Exactly the two members of the wire: a third would be lost without a word. */
bool
answer_money(const struct json *answer, int64_t *ret_cents)
{
	const char *amount = json_text(json_get(answer, "amount"));
	const char *currency = json_text(json_get(answer, "currency"));

	if (json_kind(answer) != JSON_OBJECT || json_count(answer) != 2 || !amount ||
		!str_eq(currency, "USD"))
		return false;
	return money_from_text(amount, ret_cents);
}

/* Limits are in characters, as the applicant counts them on the screen. */
static size_t
count_characters(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += (*text & 0xC0) != 0x80; /* all but continuation bytes of UTF-8 */
	return count;
}

static void
check_text(struct checker *check, const struct program_question *question,
	const struct json *answer, const char *pointer)
{
	const char *text = json_text(answer);
	size_t max = question->max > 0 ? (size_t)question->max : ANSWER_TEXT_MAX;

	if (!text)
		fault(check, pointer, "wrong_type", N_("Give a text."));
	else if (count_characters(text) > max)
		fault(check, pointer, "too_long", N_("This is too long."));
}

/* An empty text is a blank on the form, not a wrong date. */
static void
check_date(struct checker *check, const struct program_question *question, const struct json *answer,
	const char *pointer)
{
	const char *text = json_text(answer);
	enum date_fault found = DATE_FITS;
	civil_date date = DATE_NONE;

	if (!text || (*text && !date_from_text(text, &date)))
		fault(check, pointer, "bad_date", N_("Give a date as YYYY-MM-DD."));
	else if (date != DATE_NONE && check->today != DATE_NONE)
		found = date_look(date, str_eq(question->id, "born_on"), check->today);
	if (found != DATE_FITS)
		fault(check, pointer, found == DATE_NOT_OF_BIRTH ? "not_of_birth" : "out_of_range",
			date_fault_words(found));
}

static void
check_bounds(struct checker *check, const struct program_question *question, int64_t value,
	const char *pointer)
{
	if (value < question->min)
		fault(check, pointer, "too_small", N_("This is less than can be right."));
	else if (value > question->max)
		fault(check, pointer, "too_large", N_("This is more than can be right."));
}

static bool
is_option(const struct program_question *question, const char *value)
{
	for (size_t i = 0; i < question->options.count; i++)
		if (str_eq(question->options.at[i].value, value))
			return true;
	return false;
}

static void
check_choice(struct checker *check, const struct program_question *question,
	const struct json *answer, const char *pointer)
{
	const char *value = json_text(answer);

	if (!value || (*value && !is_option(question, value)))
		fault(check, pointer, "not_an_option", N_("Choose one of the options."));
}

static void
check_multi(struct checker *check, const struct program_question *question,
	const struct json *answer, const char *pointer)
{
	if (json_kind(answer) != JSON_LIST) {
		fault(check, pointer, "wrong_type", N_("Give a list of options."));
		return;
	}
	for (const struct json *at = json_first(answer); at; at = json_next(at)) {
		if (!json_text(at) || !is_option(question, json_text(at))) {
			fault(check, pointer, "not_an_option", N_("Choose among the options."));
			return;
		}
		for (const struct json *later = json_next(at); later; later = json_next(later))
			if (str_eq(json_text(later), json_text(at))) {
				fault(check, pointer, "twice", N_("An option is named twice."));
				return;
			}
	}
}

/*
 * People are named, not numbered: an answer that says "Hoa" stays true when the
 * list above it is put in another order.
 */
static bool
is_listed_person(const struct checker *check, const char *name)
{
	const struct json *persons =
		check->program->persons ? json_get(check->answers, check->program->persons) : NULL;

	for (const struct json *at = json_first(persons); at; at = json_next(at))
		if (str_eq(json_text(json_get(at, "name")), name))
			return true;
	return false;
}

static void
check_person(struct checker *check, const struct json *answer, const char *pointer)
{
	const char *name = json_text(answer);

	if (!name)
		fault(check, pointer, "wrong_type", N_("Give the name of a person."));
	else if (*name && !is_listed_person(check, name))
		fault(check, pointer, "not_listed", N_("Name one of the people listed on the form."));
}

/* ---- the form ---- */

static void check_answer(struct checker *check, const struct program_question *question,
	const struct json *answer, const char *pointer);

/* Names the form does not know are refused, so that a misspelt one is not lost. */
static void
check_entry(struct checker *check, const struct program_question *question,
	const struct json *entry, const char *pointer)
{
	char below[ERR_POINTER_MAX];

	if (json_kind(entry) != JSON_OBJECT) {
		fault(check, pointer, "wrong_type", N_("Each entry is an object."));
		return;
	}
	for (const struct json *at = json_first(entry); at; at = json_next(at)) {
		const struct program_question *field = question_find_field(question, json_name(at));

		join(below, pointer, json_name(at));
		if (field)
			check_answer(check, field, at, below);
		else
			fault(check, below, "unknown", N_("The form does not ask this."));
	}
}

static void
check_entries(struct checker *check, const struct program_question *question,
	const struct json *answer, const char *pointer)
{
	char below[ERR_POINTER_MAX], number[24];
	size_t index = 0;

	if (json_kind(answer) != JSON_LIST) {
		fault(check, pointer, "wrong_type", N_("Give a list."));
		return;
	}
	if ((int64_t)json_count(answer) > question->max) {
		fault(check, pointer, "too_many", N_("The list has too many entries."));
		return;
	}
	for (const struct json *at = json_first(answer); at; at = json_next(at), index++) {
		snprintf(number, sizeof(number), "%zu", index);
		join(below, pointer, number);
		check_entry(check, question, at, below);
	}
}

static void
check_answer(struct checker *check, const struct program_question *question,
	const struct json *answer, const char *pointer)
{
	int64_t value;

	if (json_kind(answer) == JSON_NULL)
		return; /* asked, not answered */
	switch (question->type) {
	case QUESTION_TEXT:
		check_text(check, question, answer, pointer);
		break;
	case QUESTION_DATE:
		check_date(check, question, answer, pointer);
		break;
	case QUESTION_MONEY:
		if (answer_money(answer, &value))
			check_bounds(check, question, value, pointer);
		else
			fault(check, pointer, "bad_money",
				N_("Give an amount as {\"amount\": \"291.00\", \"currency\": \"USD\"}."));
		break;
	case QUESTION_NUMBER:
		if (json_int(answer, &value))
			check_bounds(check, question, value, pointer);
		else
			fault(check, pointer, "wrong_type", N_("Give a whole number."));
		break;
	case QUESTION_YESNO:
		if (json_kind(answer) != JSON_BOOL)
			fault(check, pointer, "wrong_type", N_("Answer true or false."));
		break;
	case QUESTION_CHOICE:
		check_choice(check, question, answer, pointer);
		break;
	case QUESTION_MULTI:
		check_multi(check, question, answer, pointer);
		break;
	case QUESTION_PERSON:
		check_person(check, answer, pointer);
		break;
	case QUESTION_PERSONS:
	case QUESTION_LIST:
		check_entries(check, question, answer, pointer);
		break;
	case QUESTION_NONE:
	case QUESTION_TYPE_COUNT:
		assert(false && "a question without a type");
	}
}

bool
answers_check(const struct program *program, const struct json *answers, const struct json *before,
	civil_date today, struct err *err)
{
	struct checker check = { program, answers, today, err, true };
	char pointer[ERR_POINTER_MAX];

	if (json_kind(answers) != JSON_OBJECT)
		return err_field(err, "/answers", "wrong_type", "Give the answers as an object.");
	for (const struct json *at = json_first(answers); at; at = json_next(at)) {
		const struct program_question *question =
			program_find_question(program, json_name(at));

		join(pointer, "/answers", json_name(at));
		check.today = before && answer_is_same(json_get(before, json_name(at)), at) ? DATE_NONE : today;
		if (question)
			check_answer(&check, question, at, pointer);
		else
			fault(&check, pointer, "unknown", N_("The form does not ask this."));
	}
	return check.ok;
}

/* Somebody by name, and a way to reach them. */
static bool
has_contact(const struct customer *customer)
{
	for (size_t i = 0; i < customer->contacts.count; i++) {
		const struct contact *contact = &customer->contacts.at[i];

		if (!str_empty(contact->name) &&
			!(str_empty(contact->phone) && str_empty(contact->email)))
			return true;
	}
	return false;
}

static bool
customer_has(const struct customer *customer, const char *field)
{
	if (str_eq(field, "name"))
		return !str_empty(customer->name);
	if (str_eq(field, "address")) /* any contact address will do for someone without a home */
		return customer->address && !str_empty(customer->address->line1);
	if (str_eq(field, "born_on"))
		return customer->born_on != DATE_NONE;
	if (str_eq(field, "phone"))
		return !str_empty(customer->phone);
	if (str_eq(field, "contact"))
		return has_contact(customer);
	return !str_empty(customer->email);
}

static void
require(struct checker *check, bool there, const char *parent, const char *name)
{
	char pointer[ERR_POINTER_MAX];

	if (there)
		return;
	join(pointer, parent, name);
	fault(check, pointer, "required", N_("An application cannot be filed without this."));
}

bool
answers_are_filing(const struct program *program, const struct json *answers,
	const struct customer *customer, struct err *err)
{
	struct checker check = { program, answers, DATE_NONE, err, true };

	for (size_t i = 0; i < program->filing_customer.count; i++) {
		const char *field = program->filing_customer.at[i];

		require(&check, customer_has(customer, field), "/customer", field);
	}
	for (size_t i = 0; i < program->filing_answers.count; i++) {
		const char *id = program->filing_answers.at[i];

		require(&check, answer_given(json_get(answers, id)), "/answers", id);
	}
	return check.ok;
}

/* ---- showing ---- */

static void
print_option(struct buf *out, const struct program *program,
	const struct program_question *question, const char *value, const char *language)
{
	for (size_t i = 0; i < question->options.count; i++)
		if (str_eq(question->options.at[i].value, value)) {
			buf_puts(out,
				program_say(
					program, &question->options.at[i].label, language, NULL));
			return;
		}
	buf_puts(out, value);
}

static void
print_options(struct buf *out, const struct program *program,
	const struct program_question *question, const struct json *answer, const char *language)
{
	for (const struct json *at = json_first(answer); at; at = json_next(at)) {
		if (at != json_first(answer))
			buf_puts(out, ", ");
		print_option(out, program, question, json_text(at) ? json_text(at) : "", language);
	}
}

/* "Nguyen Thi Hoa, March 4, 1961, wife": the fields that were answered. */
static void
print_entry(struct buf *out, const struct program *program, const struct program_question *question,
	const struct json *entry, const char *language)
{
	bool first = true;

	for (size_t i = 0; i < question->fields.count; i++) {
		const struct program_question *field = &question->fields.at[i];
		const struct json *answer = json_get(entry, field->id);

		if (!answer_given(answer) || field->sensitive || field->type == QUESTION_YESNO)
			continue;
		if (!first)
			buf_puts(out, ", ");
		answer_print(out, program, field, answer, language);
		first = false;
	}
}

void
answer_print(struct buf *out, const struct program *program,
	const struct program_question *question, const struct json *answer, const char *language)
{
	bool spanish = str_eq(language, "es");
	int64_t value;
	civil_date date;

	if (!answer_given(answer))
		return;
	switch (question->type) {
	case QUESTION_MONEY:
		if (answer_money(answer, &value))
			wording_money(out, value);
		break;
	case QUESTION_DATE:
		if (date_from_text(json_text(answer), &date))
			wording_date(out, date, language);
		break;
	case QUESTION_YESNO:
		buf_puts(out, json_bool(answer, false) ? (spanish ? "sí" : "yes") : "no");
		break;
	case QUESTION_NUMBER:
		if (json_int(answer, &value))
			buf_printf(out, "%lld", (long long)value);
		break;
	case QUESTION_CHOICE:
		print_option(out, program, question, json_text(answer), language);
		break;
	case QUESTION_MULTI:
		print_options(out, program, question, answer, language);
		break;
	case QUESTION_PERSONS:
	case QUESTION_LIST:
		for (const struct json *at = json_first(answer); at; at = json_next(at)) {
			if (at != json_first(answer))
				buf_puts(out, "; ");
			print_entry(out, program, question, at, language);
		}
		break;
	default:
		buf_puts(out, json_text(answer) ? json_text(answer) : "");
		break;
	}
}

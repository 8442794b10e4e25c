/* SPDX-License-Identifier: Apache-2.0
 *
 * One question of a program's form: as a control, and from the posted form
 * back to the answer that the program's file speaks of.
 */
#include "base/money.h"
#include "base/str.h"
#include "domain/answers.h"
#include "server/portal/apply.h"

const char *
question_control(const struct applying *applying, const struct program_question *question)
{
	return arena_printf(applying->rq->arena, "q-%s", question->id);
}

/* ---- what stands in a control ---- */

static const char *
saved_text(struct asking *asking, const struct program_question *question)
{
	const struct json *answer = json_get(asking->saved, question->id);
	struct arena *arena = asking->applying->rq->arena;
	char amount[MONEY_TEXT_MAX];
	int64_t value;

	switch (question->type) {
	case QUESTION_MONEY:
		return answer_money(answer, &value) ? arena_strdup(arena, money_to_text(value, amount))
						    : NULL;
	case QUESTION_NUMBER:
		return json_int(answer, &value) ? arena_printf(arena, "%lld", (long long)value) : NULL;
	case QUESTION_YESNO:
		return json_kind(answer) != JSON_BOOL ? NULL : json_bool(answer, false) ? "yes" : "no";
	default:
		return json_text(answer);
	}
}

static const char *
value_of(struct asking *asking, const struct program_question *question)
{
	const char *posted = portal_form(asking->applying->rq, question_control(asking->applying, question));

	return asking->is_post || posted ? posted : saved_text(asking, question);
}

static bool
is_ticked(struct asking *asking, const struct program_question *question, const char *value)
{
	const struct portal_request *rq = asking->applying->rq;
	const char *name = question_control(asking->applying, question);

	if (asking->is_post) {
		for (size_t i = 0; i < rq->form_count; i++)
			if (str_eq(rq->form[i].name, name) && str_eq(rq->form[i].value, value))
				return true;
		return false;
	}
	const struct json *chosen = json_get(asking->saved, question->id);
	for (const struct json *at = json_first(chosen); at; at = json_next(at))
		if (str_eq(json_text(at), value))
			return true;
	return false;
}

/* ---- showing ---- */

static void
show_options(struct asking *asking, const struct program_question *question, const struct control *control)
{
	struct form_option *options =
		arena_array(asking->applying->rq->arena, question->options.count + 1, sizeof(*options));
	bool is_multi = question->type == QUESTION_MULTI;

	for (size_t i = 0; i < question->options.count; i++) {
		const struct program_option *option = &question->options.at[i];
		options[i] = (struct form_option){
			.value = option->value,
			.label = applying_say(asking->applying, &option->label),
			.chosen = is_multi ? is_ticked(asking, question, option->value)
					   : str_eq(control->value, option->value),
		};
	}
	if (is_multi)
		form_checks(asking->page, control, options, question->options.count);
	else
		form_choice(asking->page, control, options, question->options.count);
}

/* One of the people listed on the form. */
static void
show_people(struct asking *asking, const struct control *control)
{
	struct applying *applying = asking->applying;
	const struct json *people =
		applying->program->persons ? applying_answer(applying, applying->program->persons) : NULL;
	struct form_option *options =
		arena_array(applying->rq->arena, json_count(people) + 1, sizeof(*options));
	size_t count = 0;

	for (const struct json *at = json_first(people); at; at = json_next(at)) {
		const char *name = json_text(json_get(at, "name"));
		if (!str_empty(name))
			options[count++] = (struct form_option){ name, name, str_eq(control->value, name) };
	}
	form_choice(asking->page, control, options, count);
}

void
question_show(struct asking *asking, const struct program_question *question)
{
	struct applying *applying = asking->applying;
	const char *id = question_control(applying, question);
	const char *hint = applying_say(applying, &question->help);
	struct control control = {
		.id = id,
		.label = applying_say(applying, &question->label),
		.hint = str_empty(hint) ? NULL : hint,
		.value = value_of(asking, question),
		.fault = fault_of(asking->faults, id),
	};

	switch (question->type) {
	case QUESTION_MONEY:
		control.prefix = "$";
		control.inputmode = "decimal";
		form_text(asking->page, &control);
		break;
	case QUESTION_NUMBER:
		control.inputmode = "numeric";
		control.is_short = true;
		form_text(asking->page, &control);
		break;
	case QUESTION_DATE:
		form_date(asking->page, &control);
		break;
	case QUESTION_YESNO:
		form_yesno(asking->page, &control);
		break;
	case QUESTION_CHOICE:
	case QUESTION_MULTI:
		show_options(asking, question, &control);
		break;
	case QUESTION_PERSON:
		show_people(asking, &control);
		break;
	case QUESTION_PERSONS:
	case QUESTION_LIST:
		entries_show(asking, question);
		break;
	default:
		if (question->max > 0)
			control.max = (size_t)question->max;
		form_text(asking->page, &control);
		break;
	}
}

/* ---- reading ---- */

static void
wrong(struct asking *asking, const struct program_question *question, const char *msgid)
{
	fault_add(asking->faults, question_control(asking->applying, question),
		applying_say(asking->applying, &question->label),
		say_in(asking->applying->language, msgid));
}

static void
put_money(struct asking *asking, const struct program_question *question, const char *text,
	struct json_out *out)
{
	char amount[MONEY_TEXT_MAX];
	int64_t cents = 0;
	enum money_typed typed = money_typed(text, &cents);

	if (typed != MONEY_READ) {
		wrong(asking, question, form_money_words(typed));
		return;
	}
	json_begin_object(out, question->id);
	json_put_text(out, "amount", money_to_text(cents, amount));
	json_put_text(out, "currency", "USD");
	json_end_object(out);
}

static void
put_number(struct asking *asking, const struct program_question *question, const char *text,
	struct json_out *out)
{
	char digits[24];
	int64_t value;

	text += strspn(text, " ");
	if (strlen(text) < sizeof(digits)) {
		size_t len = strcspn(text, " ");
		memcpy(digits, text, len);
		digits[len] = '\0';
		if (text[len + strspn(text + len, " ")] == '\0' && str_to_i64(digits, &value) &&
			value <= JSON_INT_MAX && value >= -JSON_INT_MAX) {
			json_put_int(out, question->id, value);
			return;
		}
	}
	wrong(asking, question, N_("Please give a whole number."));
}

static void
put_date(struct asking *asking, const struct program_question *question, struct json_out *out)
{
	char text[DATE_TEXT_MAX];
	civil_date date;
	enum form_read read =
		form_date_read(asking->applying->rq, question_control(asking->applying, question), &date);

	switch (read) {
	case FORM_EMPTY:
		json_put_null(out, question->id);
		break;
	case FORM_GOOD:
		json_put_text(out, question->id, date_to_text(date, text));
		break;
	case FORM_BAD:
	case FORM_SHORT_YEAR:
		wrong(asking, question, form_date_words(read));
		break;
	}
}

static void
put_ticked(struct asking *asking, const struct program_question *question, struct json_out *out)
{
	bool any = false;

	for (size_t i = 0; i < question->options.count; i++) {
		if (!is_ticked(asking, question, question->options.at[i].value))
			continue;
		if (!any)
			json_begin_list(out, question->id);
		any = true;
		json_put_text(out, NULL, question->options.at[i].value);
	}
	if (any)
		json_end_list(out);
	else
		json_put_null(out, question->id);
}

static void
put_yesno(struct asking *asking, const struct program_question *question, const char *text,
	struct json_out *out)
{
	if (str_eq(text, "yes") || str_eq(text, "no"))
		json_put_bool(out, question->id, str_eq(text, "yes"));
	else
		wrong(asking, question, N_("Please choose one of these."));
}

void
question_read(struct asking *asking, const struct program_question *question, struct json_out *out)
{
	const char *text = portal_form(asking->applying->rq, question_control(asking->applying, question));

	switch (question->type) {
	case QUESTION_PERSONS:
	case QUESTION_LIST:
		return; /* each entry has a page of its own */
	case QUESTION_DATE:
		put_date(asking, question, out);
		return;
	case QUESTION_MULTI:
		put_ticked(asking, question, out);
		return;
	default:
		break;
	}
	if (!text || text[strspn(text, " \t\r\n")] == '\0')
		json_put_null(out, question->id);
	else if (question->type == QUESTION_MONEY)
		put_money(asking, question, text, out);
	else if (question->type == QUESTION_NUMBER)
		put_number(asking, question, text, out);
	else if (question->type == QUESTION_YESNO)
		put_yesno(asking, question, text, out);
	else
		json_put_text(out, question->id, text);
}

/* ---- what the program's check says ---- */

const char *
question_sentence(const char *code)
{
	static const struct {
		const char *code, *sentence;
	} sentences[] = {
		{ "too_long", N_("This is too long. Please say it in fewer words.") },
		{ "too_small", N_("This is less than can be right.") },
		{ "too_large", N_("This is more than can be right.") },
		{ "too_many", N_("There are more entries than the form can take.") },
		{ "not_an_option", N_("Please choose one of these.") },
		{ "not_listed", N_("Please choose one of these.") },
		{ "required", N_("Without this an application cannot be sent.") },
	};
	if (str_eq(code, "not_of_birth") || str_eq(code, "out_of_range"))
		return date_fault_words(str_eq(code, "not_of_birth") ? DATE_NOT_OF_BIRTH : DATE_OUT_OF_RANGE);
	for (size_t i = 0; i < countof(sentences); i++)
		if (str_eq(sentences[i].code, code))
			return sentences[i].sentence;
	return N_("This cannot be right. Please look at it again.");
}

/* "/answers/jobs/0/gross": the question, or its field where entry_of is it. */
static const struct program_question *
pointed_at(const struct program *program, const char *pointer, const char *entry_of, struct arena *arena)
{
	if (!str_starts(pointer, "/answers/"))
		return NULL;
	char *id = arena_strdup(arena, pointer + strlen("/answers/"));
	char *rest = strchr(id, '/');
	if (rest)
		*rest++ = '\0';
	const struct program_question *question = program_find_question(program, id);
	if (!entry_of || !question)
		return question;
	const char *field = rest ? strchr(rest, '/') : NULL;
	return str_eq(id, entry_of) && field ? question_find_field(question, field + 1) : NULL;
}

void
question_faults(struct asking *asking, const struct err *err, const char *entry_of)
{
	for (size_t i = 0; i < err->field_count; i++) {
		const struct program_question *question = pointed_at(asking->applying->program,
			err->fields[i].pointer, entry_of, asking->applying->rq->arena);
		if (question)
			wrong(asking, question, question_sentence(err->fields[i].code));
		else
			fault_add(asking->faults, NULL, NULL,
				say_in(asking->applying->language, question_sentence(err->fields[i].code)));
	}
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions of a program's form as fields.  Knows neither an intake nor an
 * application.
 */
#include "client/view/question_fields.h"

#include "base/money.h"
#include "base/str.h"
#include "base/words.h"
#include "client/view/show.h"

/* Fields kept free for what one question adds. */
enum { QUESTION_ROOM = 12 };

bool
question_fields_have_room(const struct question_fields *fields)
{
	return fields->form->count < FORM_FIELDS_MAX - QUESTION_ROOM;
}

struct form_field *
question_fields_add(struct question_fields *fields, enum form_kind kind, const char *pointer,
                    const char *label)
{
	int slot = filing_slot(fields->filing, pointer);
	struct form_field *field;

	if (slot < 0)
		return NULL;
	field = form_add(fields->form, kind, slot + 1, label);
	field->pointer = fields->filing->values[slot].pointer;
	return field;
}

void
question_fields_fill(struct question_fields *fields, const char *pointer)
{
	form_set(fields->form, filing_slot(fields->filing, pointer) + 1, filing_get(fields->filing, pointer));
}

static const char *
words(const struct question_fields *fields, const struct program_text *text)
{
	return program_say(fields->program, text, show_language(), NULL);
}

static void
add_multi(struct question_fields *fields, const struct program_question *question, const char *pointer)
{
	char option[FILING_POINTER_MAX];

	for (size_t i = 0; i < question->options.count && question_fields_have_room(fields); i++) {
		snprintf(option, sizeof option, "%s/%s", pointer, question->options.at[i].value);
		if (question_fields_add(fields, FORM_CHECK, option, words(fields, &question->options.at[i].label)))
			question_fields_fill(fields, option);
	}
}

static void
add_choices(const struct question_fields *fields, const struct program_question *question,
            struct form_field *field)
{
	if (question->type == QUESTION_YESNO) {
		form_add_choice(field, "true", _("yes"));
		form_add_choice(field, "false", _("no"));
		return;
	}
	for (size_t i = 0; i < question->options.count && i < FORM_CHOICES_MAX; i++)
		form_add_choice(field, question->options.at[i].value,
		                words(fields, &question->options.at[i].label));
}

void
question_fields_ask(struct question_fields *fields, const struct program_question *question,
                    const char *pointer)
{
	static const enum form_kind kinds[QUESTION_TYPE_COUNT] = {
		[QUESTION_TEXT] = FORM_TEXT,     [QUESTION_DATE] = FORM_DATE,
		[QUESTION_MONEY] = FORM_MONEY,   [QUESTION_CHOICE] = FORM_CHOICE,
		[QUESTION_YESNO] = FORM_CHOICE,  [QUESTION_NUMBER] = FORM_NUMBER,
		[QUESTION_PERSON] = FORM_TEXT,
	};
	const char *help = words(fields, &question->help);
	struct form_field *field;

	/* A question is a sentence: it has a line of its own. */
	form_add(fields->form, FORM_LABEL, 0, words(fields, &question->label))->whole = true;
	if (question->type == QUESTION_MULTI) {
		add_multi(fields, question, pointer);
		return;
	}
	field = question_fields_add(fields, kinds[question->type], pointer, "  ");
	if (!field)
		return;
	field->hint = str_empty(help) ? NULL : help;
	if (field->kind == FORM_CHOICE)
		add_choices(fields, question, field);
	question_fields_fill(fields, pointer);
}

/* ---- what is typed ---- */

static const char *
value_of(const struct form *form, const struct form_field *field, char *out, size_t size)
{
	civil_date date;
	int64_t cents;

	if (field->kind == FORM_CHECK)
		return field->checked ? "true" : "";
	if (field->kind == FORM_DATE && form_date(form, field->tag, &date)) {
		char iso[DATE_TEXT_MAX];
		str_copy(out, size, date_to_text(date, iso));
		return out;
	}
	if (field->kind == FORM_MONEY && form_money(form, field->tag, &cents)) {
		char amount[MONEY_TEXT_MAX];
		str_copy(out, size, money_to_text(cents, amount));
		return out;
	}
	return form_text(form, field->tag);
}

void
question_fields_keep(struct question_fields *fields)
{
	char normal[64];

	for (int i = 0; i < fields->form->count; i++) {
		const struct form_field *field = &fields->form->fields[i];
		const char *kept = field->pointer ? filing_get(fields->filing, field->pointer) : NULL;

		/* Text that nobody changed stays to the byte as it came. */
		if (kept && (field->kind != FORM_TEXT || form_text_from(fields->form, field->tag, kept) != kept))
			filing_set(fields->filing, field->pointer,
			           value_of(fields->form, field, normal, sizeof normal));
	}
}

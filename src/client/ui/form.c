/* SPDX-License-Identifier: Apache-2.0
 *
 * Forms: focus, keys, values, errors.
 */
#include "client/ui/form.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/str.h"
#include "base/words.h"

enum { LABEL_COLS_MAX = 34 };
enum { FORM_LINE_BYTES = 2000, FORM_LINES_BYTES = 16 * 1024, FORM_SECRET_BYTES = 256 };

void
form_init(struct form *form, civil_date today)
{
	*form = (struct form){ .today = today };
	form->fields = calloc(FORM_FIELDS_MAX, sizeof *form->fields);
	if (!form->fields)
		oom_exit();
}

void
form_done(struct form *form)
{
	for (int i = 0; i < form->count; i++)
		edit_done(&form->fields[i].text);
	free(form->fields);
	*form = (struct form){ 0 };
}

struct form_field *
form_add(struct form *form, enum form_kind kind, int tag, const char *label)
{
	assert(form->count < FORM_FIELDS_MAX);
	struct form_field *field = &form->fields[form->count++];
	size_t max = kind == FORM_LINES    ? FORM_LINES_BYTES
	             : kind == FORM_SECRET ? FORM_SECRET_BYTES
	                                   : FORM_LINE_BYTES;

	*field = (struct form_field){ .kind = kind, .tag = tag, .label = label, .chosen = -1 };
	field->lines = kind == FORM_LINES ? 4 : 1;
	edit_init(&field->text, max, kind == FORM_LINES, kind == FORM_SECRET);
	int cols = canvas_width(label) + 2;
	/* One that is longer is cut there, the values stand in one column. */
	cols = cols < LABEL_COLS_MAX ? cols : LABEL_COLS_MAX;
	if (kind != FORM_LABEL && kind != FORM_CHECK && kind != FORM_LINES && cols > form->label_cols)
		form->label_cols = cols;
	if (form->fields[form->focus].kind == FORM_LABEL && kind != FORM_LABEL)
		form->focus = form->count - 1;
	return field;
}

void
form_add_choice(struct form_field *field, const char *value, const char *text)
{
	assert(field->kind == FORM_CHOICE && field->choice_count < FORM_CHOICES_MAX);
	field->choices[field->choice_count++] = (struct form_choice){ value, text };
}

struct form_field *
form_find(struct form *form, int tag)
{
	for (int i = 0; i < form->count; i++) {
		if (form->fields[i].tag == tag)
			return &form->fields[i];
	}
	return NULL;
}

const struct form_field *
form_find_const(const struct form *form, int tag)
{
	for (int i = 0; i < form->count; i++) {
		if (form->fields[i].tag == tag)
			return &form->fields[i];
	}
	return NULL;
}

void
form_place(struct form *form, struct rect area)
{
	form->area = area;
}

static bool
is_text(enum form_kind kind)
{
	return kind != FORM_CHOICE && kind != FORM_CHECK && kind != FORM_LABEL;
}

static struct form_field *
focused(struct form *form)
{
	return form->count > 0 ? &form->fields[form->focus] : NULL;
}

enum key_use
form_key_use(const struct form *form)
{
	if (form->count == 0 || form->fields[form->focus].kind == FORM_LABEL)
		return KEYS_COMMANDS;
	/* A choice and a check take letters first: d chooses deny, Space ticks. */
	return is_text(form->fields[form->focus].kind) ? KEYS_TEXT : KEYS_LETTERS;
}

/* True, and remembered, where nothing may be changed now. */
static bool
is_fixed(struct form *form)
{
	form->refused = form->refused || form->fixed;
	return form->fixed;
}

static bool
is_edit(const struct edit *edit, struct key key)
{
	switch (key.code) {
	case K_BACKSPACE:
	case K_DELETE:
	case K_CTRL('J'):
		return true;
	case K_CTRL('U'):
	case K_CTRL('W'):
		return !edit->many_lines;
	default:
		return key_is_text(key);
	}
}

static void
choose(struct form *form, struct form_field *field, int choice)
{
	if (is_fixed(form))
		return;
	field->chosen = choice;
	field->error[0] = '\0';
	form->changed = true;
}

static bool
choose_by_letter(struct form *form, struct form_field *field, uint32_t point)
{
	if (point == ' ' && field->choice_count > 0) {
		choose(form, field, (field->chosen + 1) % field->choice_count);
		return true;
	}
	for (int i = 1; i <= field->choice_count; i++) {
		int choice = (field->chosen + i + field->choice_count) % field->choice_count;
		const char *text = field->choices[choice].text;
		const char *value = field->choices[choice].value;
		uint32_t small = point < 0x80 ? point | 0x20 : point;
		if (((uint32_t)(unsigned char)text[0] | 0x20) == small ||
		    ((uint32_t)(unsigned char)value[0] | 0x20) == small) {
			choose(form, field, choice);
			return true;
		}
	}
	return false;
}

/* Nothing is left out in silence. */
static void
say_full(struct form_field *field)
{
	if (field->text.full)
		str_copy(field->error, sizeof field->error, _("No more fits in here: the rest was left out."));
}

bool
form_key(struct form *form, struct key key)
{
	struct form_field *field = focused(form);

	if (!field)
		return false;
	if (field->kind == FORM_CHOICE)
		return key_is_text(key) && choose_by_letter(form, field, key.code);
	if (field->kind == FORM_CHECK) {
		if (key.code != ' ' && key.code != 'x')
			return false;
		if (is_fixed(form))
			return true;
		field->checked = !field->checked;
		form->changed = true;
		return true;
	}
	if (field->kind == FORM_LABEL)
		return false;
	if (is_edit(&field->text, key) && is_fixed(form))
		return true;
	if (field->kind == FORM_DATE)
		form_begin_date(&field->text, key);
	if (!edit_key(&field->text, key))
		return false;
	if (field->text.changed) {
		field->text.changed = false;
		field->error[0] = '\0';
		form->changed = true;
	}
	say_full(field);
	return true;
}

void
form_paste(struct form *form, const char *text, size_t len)
{
	struct form_field *field = focused(form);

	if (!field || !is_text(field->kind) || is_fixed(form))
		return;
	edit_paste(&field->text, text, len);
	field->text.changed = false;
	field->error[0] = '\0';
	form->changed = true;
	say_full(field);
}

void
form_move(struct form *form, int by)
{
	int at = form->focus;

	for (int i = 0; i < form->count; i++) {
		at = (at + by + form->count) % form->count;
		if (form->fields[at].kind != FORM_LABEL) {
			form->focus = at;
			return;
		}
	}
}

int
form_lines_cols(const struct form *form)
{
	return form->area.cols > 4 ? form->area.cols - 2 : 2;
}

bool
form_enter(struct form *form)
{
	struct form_field *field = focused(form);

	if (!field || field->kind != FORM_LINES)
		return false;
	return form_key(form, (struct key){ K_CTRL('J') });
}

void
form_vertical(struct form *form, int by)
{
	struct form_field *field = focused(form);
	int cols = form_lines_cols(form);

	if (field && field->kind == FORM_LINES &&
	    (by < 0 ? edit_up(&field->text, cols) : edit_down(&field->text, cols)))
		return;
	/* Up and down stop at the ends; Tab goes around. */
	int at = form->focus;
	form_move(form, by);
	if ((by < 0) == (form->focus > at))
		form->focus = at;
}

void
form_sideways(struct form *form, int by)
{
	struct form_field *field = focused(form);

	if (!field)
		return;
	if (field->kind == FORM_CHOICE && field->choice_count > 0) {
		int from = field->chosen < 0 && by < 0 ? 0 : field->chosen;
		choose(form, field, (from + by + field->choice_count) % field->choice_count);
	} else if (is_text(field->kind)) {
		edit_key(&field->text, (struct key){ by < 0 ? K_LEFT : K_RIGHT });
	}
}

void
form_focus(struct form *form, int tag)
{
	for (int i = 0; i < form->count; i++) {
		if (form->fields[i].tag == tag)
			form->focus = i;
	}
}

int
form_focused(const struct form *form)
{
	return form->count > 0 ? form->fields[form->focus].tag : 0;
}

const char *
form_text(const struct form *form, int tag)
{
	const struct form_field *field = form_find_const(form, tag);

	if (!field)
		return "";
	if (field->kind == FORM_CHOICE)
		return field->chosen < 0 ? "" : field->choices[field->chosen].value;
	return field->text.text.data;
}

const char *
form_text_from(const struct form *form, int tag, const char *start)
{
	const struct form_field *field = form_find_const(form, tag);
	const char *text = form_text(form, tag);
	struct edit untouched;

	if (!field || !start || field->kind == FORM_CHOICE || field->kind == FORM_SECRET)
		return text;
	edit_init(&untouched, field->text.text.max, field->text.many_lines, false);
	edit_set(&untouched, start);
	if (str_eq(untouched.text.data, text))
		text = start;
	edit_done(&untouched);
	return text;
}

void
form_set(struct form *form, int tag, const char *value)
{
	struct form_field *field = form_find(form, tag);

	if (!field)
		return;
	if (field->kind == FORM_CHOICE) {
		field->chosen = -1;
		for (int i = 0; i < field->choice_count; i++) {
			if (str_eq(field->choices[i].value, value))
				field->chosen = i;
		}
	} else if (field->kind == FORM_CHECK) {
		field->checked = str_eq(value, "true");
	} else {
		edit_set(&field->text, value);
		field->text.changed = false;
	}
}

bool
form_read_date(const char *text, civil_date today, civil_date *ret)
{
	int64_t days;

	if (text[0] == '+') {
		if (!str_to_i64(text + 1, &days) || days < 0 || days > 3660)
			return false;
		*ret = today + (civil_date)days;
		return true;
	}
	return date_from_text(text, ret) || date_from_slashes(text, ret);
}

void
form_begin_date(struct edit *edit, struct key key)
{
	civil_date day;

	if (key.code == '+' && edit->at == edit->text.len && edit->text.data[0] != '+' &&
	    form_read_date(edit->text.data, 0, &day))
		edit_set(edit, "");
}

bool
form_date(const struct form *form, int tag, civil_date *ret)
{
	return form_read_date(form_text(form, tag), form->today, ret);
}

bool
form_money(const struct form *form, int tag, int64_t *ret_cents)
{
	const char *text = form_text(form, tag);
	int64_t cents = 0;
	int after_point = -1;

	if (str_empty(text) || strlen(text) > 14)
		return false;
	for (; *text; text++) {
		if (*text == '.' && after_point < 0) {
			after_point = 0;
		} else if (*text >= '0' && *text <= '9' && after_point < 2) {
			cents = cents * 10 + (*text - '0');
			after_point += after_point >= 0;
		} else {
			return false;
		}
	}
	if (after_point == 1)
		return false;
	*ret_cents = after_point == 2 ? cents : cents * 100;
	return true;
}

bool
form_checked(const struct form *form, int tag)
{
	const struct form_field *field = form_find_const(form, tag);

	return field && field->checked;
}

void
form_clear_errors(struct form *form)
{
	for (int i = 0; i < form->count; i++)
		form->fields[i].error[0] = '\0';
}

void
form_error(struct form *form, int tag, const char *sentence)
{
	struct form_field *field = form_find(form, tag);

	if (field)
		str_copy(field->error, sizeof field->error, sentence);
}

void
form_note(struct form *form, int tag, const char *words)
{
	struct form_field *field = form_find(form, tag);

	if (field)
		str_copy(field->note, sizeof field->note, words);
}

int
form_errors_from(struct form *form, const struct err *err)
{
	int found = 0;

	for (size_t i = 0; i < err->field_count; i++) {
		for (int at = 0; at < form->count; at++) {
			struct form_field *field = &form->fields[at];
			if (!field->pointer || !str_eq(field->pointer, err->fields[i].pointer))
				continue;
			const char *detail = err->fields[i].detail;
			str_copy(field->error, sizeof field->error, str_empty(detail) ? "" : _(detail));
			if (found++ == 0)
				form->focus = at;
		}
	}
	return found;
}

static bool
is_empty(const struct form_field *field)
{
	if (field->kind == FORM_CHOICE)
		return field->chosen < 0;
	return is_text(field->kind) && str_empty(field->text.text.data);
}

static const char *
what_is_wrong(const struct form *form, const struct form_field *field)
{
	civil_date date;
	int64_t number;

	if (is_empty(field))
		return field->required ? _("This is needed.") : NULL;
	switch (field->kind) {
	case FORM_DATE:
		if (form_date(form, field->tag, &date))
			return date_look(date, false, form->today) == DATE_FITS
			               ? NULL
			               : _(date_fault_words(DATE_OUT_OF_RANGE));
		return date_has_short_year(field->text.text.data)
		               ? _(date_fault_words(DATE_SHORT_YEAR))
		               : _("A date: 2026-12-01, 12/1/2026, or +10 for ten days from today.");
	case FORM_MONEY:
		return form_money(form, field->tag, &number) ? NULL : _("An amount: 423 or 423.50.");
	case FORM_NUMBER:
		return str_to_i64(field->text.text.data, &number) ? NULL : _("A whole number.");
	default:
		return NULL;
	}
}

bool
form_check(struct form *form)
{
	bool ok = true;

	form_clear_errors(form);
	for (int i = 0; i < form->count; i++) {
		const char *wrong = what_is_wrong(form, &form->fields[i]);
		if (!wrong)
			continue;
		str_copy(form->fields[i].error, FORM_ERROR_MAX, wrong);
		if (ok)
			form->focus = i;
		ok = false;
	}
	return ok;
}

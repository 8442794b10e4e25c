/* SPDX-License-Identifier: Apache-2.0
 *
 * A form: fields under one another, one of them in focus.  Tab and the arrows
 * go between them; an error stands beside its field.  Knows no case.
 */
#ifndef CLIENT_UI_FORM_H
#define CLIENT_UI_FORM_H

#include "base/clock.h"
#include "client/ui/edit.h"

enum { FORM_FIELDS_MAX = 80, FORM_CHOICES_MAX = 40, FORM_ERROR_MAX = 160 };

enum form_kind {
	FORM_TEXT,   /* one line */
	FORM_LINES,  /* several lines, wrapped */
	FORM_SECRET, /* one line of stars */
	FORM_DATE,   /* 2026-12-01, 12/1/2026, or +10 for days from today */
	FORM_MONEY,  /* 423 or 423.00 */
	FORM_NUMBER,
	FORM_CHOICE, /* one of several, by its first letter, Space or arrows */
	FORM_CHECK,  /* yes or no, by Space */
	FORM_LABEL   /* words only, never in focus */
};

struct form_choice {
	const char *value;
	const char *text; /* translated */
};

struct form_field {
	enum form_kind kind;
	int tag;            /* the view's own name for it */
	const char *label;  /* translated; borrowed, lives as long as the form */
	const char *tail;   /* FORM_CHECK: stands after the label, which is cut for it; may be NULL */
	const char *pointer; /* JSON pointer for err_field; may be NULL */
	const char *ghost;  /* shown dim while the field is empty; may be NULL */
	const char *hint;   /* translated, shown while in focus; may be NULL */
	int lines;          /* FORM_LINES: rows it takes */
	bool whole;         /* FORM_LABEL: on as many rows as its words take */
	bool required;
	bool wanted;        /* something else asks for it: named while it is out of sight */
	struct form_choice choices[FORM_CHOICES_MAX];
	int choice_count;
	int chosen;         /* -1: nothing is chosen for you */
	bool checked;
	struct edit text;
	char error[FORM_ERROR_MAX]; /* "" none */
	char note[FORM_ERROR_MAX];  /* said beside it where nothing is wrong; "" none */
};

struct form {
	struct rect area;
	struct form_field *fields;
	int count;
	int focus;
	int label_cols;
	bool changed;    /* since the caller last cleared it: save a draft */
	bool fixed;      /* as it stands it is on its way: keys move, and change nothing */
	bool refused;    /* a key would have changed it; the caller clears it */
	civil_date today; /* for FORM_DATE */
};

void form_init(struct form *form, civil_date today);
void form_done(struct form *form);
/* Texts are borrowed.  The pointer holds until the next form_add(). */
struct form_field *form_add(struct form *form, enum form_kind kind, int tag, const char *label);
void form_add_choice(struct form_field *field, const char *value, const char *text);
struct form_field *form_find(struct form *form, int tag);
const struct form_field *form_find_const(const struct form *form, int tag);
void form_place(struct form *form, struct rect area);

/* For view_ops.key_use. */
enum key_use form_key_use(const struct form *form);
/* From MSG_KEY, MSG_PASTE; false when it is not for the form. */
bool form_key(struct form *form, struct key key);
void form_paste(struct form *form, const char *text, size_t len);
/* CMD_NEXT_PANE and the like; +1 or -1; false at the edge when not around. */
void form_move(struct form *form, int by);
/* Enter: a new line where there are many lines; false: the view's own Enter. */
bool form_enter(struct form *form);
/* Up and Down: within a text of many lines first. */
void form_vertical(struct form *form, int by);
/* Left and Right on a choice. */
void form_sideways(struct form *form, int by);
void form_focus(struct form *form, int tag);
int form_focused(const struct form *form); /* tag; 0 none */

/* Values. Text of a choice is its value; "" nothing. */
const char *form_text(const struct form *form, int tag);
/* Of a field that was set to this: it, to the byte, while nobody changed the
 * field, which shows no controls and has an end; else what was typed. */
const char *form_text_from(const struct form *form, int tag, const char *start);
void form_set(struct form *form, int tag, const char *value);
bool form_date(const struct form *form, int tag, civil_date *ret) must_use;
/* A day as it is typed, in a form or after a question. */
bool form_read_date(const char *text, civil_date today, civil_date *ret) must_use;
/* Before a key goes to a text: a plus after a whole date begins another one. */
void form_begin_date(struct edit *edit, struct key key);
bool form_money(const struct form *form, int tag, int64_t *ret_cents) must_use;
bool form_checked(const struct form *form, int tag);

void form_clear_errors(struct form *form);
void form_error(struct form *form, int tag, const char *sentence);
/* Beside the field, until it says otherwise; "" takes it away. */
void form_note(struct form *form, int tag, const char *words);
/* Columns of a field of many lines. */
int form_lines_cols(const struct form *form);
/* Puts a server's field errors beside their fields by pointer; focuses the
 * first; returns how many found a field. */
struct err;
int form_errors_from(struct form *form, const struct err *err);
/* Required fields that are empty, dates and amounts that are none: marked,
 * the first in focus. True when all is well. */
bool form_check(struct form *form);

void form_draw(const struct form *form, struct canvas *canvas);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading members of a program file one by one, collecting every complaint
 * with its place instead of stopping at the first.  For program_load.c and
 * its neighbours only.
 */
#ifndef DOMAIN_PROGRAM_READER_H
#define DOMAIN_PROGRAM_READER_H

#include "domain/program_rules.h"

struct reader {
	struct arena *arena;
	struct program *program;
	const char *text; /* the file, for line numbers */
	size_t len;
	struct err *err;
	bool failed;
};

/* A value and where it stands. */
struct place {
	const struct json *json; /* NULL: absent */
	const char *pointer;
};

struct word_table {
	const char *const *words; /* by value; 0 is none */
	size_t count;
};
#define WORD_TABLE(array) (struct word_table){ (array), countof(array) }

/* Complaints; what names the fault in a few words. */
void reader_complain(struct reader *reader, const char *pointer, const char *code, const char *fmt,
	...) printf_like(4, 5);

struct place place_member(struct reader *reader, struct place in, const char *name);
struct place place_entry(struct reader *reader, struct place list, size_t index,
	const struct json *entry);

/* An object with no members but those named (comma-separated); false otherwise. */
bool read_object(struct reader *reader, struct place in, const char *names);
/* How many entries a list has; 0 for an absent one; a complaint otherwise. */
size_t read_list(struct reader *reader, struct place in, bool required);

/* Each complains when the member is wrong, or required and absent; an absent
 * optional one gives NULL, false, the value "otherwise". */
const char *read_text(struct reader *reader, struct place in, const char *name, bool required);
/* [a-z0-9_]{1,23}, or with is_code [A-Z0-9]. */
const char *read_id(struct reader *reader, struct place in, const char *name);
const char *read_program_id(struct reader *reader, struct place in, const char *name);
const char *read_code(struct reader *reader, struct place in, const char *name);
void read_wording(struct reader *reader, struct place in, const char *name, bool required,
	struct program_text *ret);
int64_t read_int(struct reader *reader, struct place in, const char *name, int64_t min, int64_t max,
	int64_t otherwise);
int64_t read_required_int(struct reader *reader, struct place in, const char *name, int64_t min,
	int64_t max);
civil_date read_date(struct reader *reader, struct place in, const char *name, bool required);
/* Any value, kept as text; the document is gone when it is used.  NULL: absent. */
const char *read_kept(struct reader *reader, struct place in, const char *name);
struct fraction read_fraction(struct reader *reader, struct place at);
int64_t read_money(struct reader *reader, struct place in, const char *name, int64_t otherwise);
bool read_bool(struct reader *reader, struct place in, const char *name);
int read_word(struct reader *reader, struct place in, const char *name, struct word_table table,
	int otherwise);
const struct rule *read_rule(struct reader *reader, struct place in, const char *name);
void read_words(struct reader *reader, struct place in, const char *name, struct text_list *ret);
/* A wording itself, not a member of one. */
void read_wording_at(struct reader *reader, struct place at, struct program_text *ret);

/* program_form.c */
void read_sections(struct reader *reader, struct place in);
void read_requirements(struct reader *reader, struct place in);
void check_form(struct reader *reader);
/* Every name in the condition is a question of the form. */
void check_condition(struct reader *reader, const struct rule *rule, const char *pointer);
/* program_reasons.c */
void read_reasons(struct reader *reader, struct place in);
void read_updates(struct reader *reader, struct place in);
void read_letters(struct reader *reader, struct place root);
/* program_help.c */
void read_faq(struct reader *reader, struct place in);
void read_note_templates(struct reader *reader, struct place in);
void read_transitions(struct reader *reader, struct place in);
/* program_steps.c, program_cases.c: the arithmetic */
void read_rules(struct reader *reader, struct place root);
void read_cases(struct reader *reader, struct place root, struct program_rules *rules);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers that are lists, people of a home, jobs, bills: one entry put in,
 * changed or taken out, who is named elsewhere, and what two states of a list
 * differ in.
 */
#ifndef DOMAIN_ANSWER_LIST_H
#define DOMAIN_ANSWER_LIST_H

#include "domain/answers.h"

/* NULL: there is none of that number. */
const struct json *answer_entry(const struct json *answers, const struct program_question *list,
	size_t index);
/* The field an entry cannot be told apart without; NULL: it has none. */
const struct program_question *answer_entry_key(const struct program_question *list);
/* What it is called: a name, an employer; NULL: nothing yet. */
const char *answer_entry_name(const struct program_question *list, const struct json *entry);

/* Whether anybody who applies together has a disability, by what the program asks of each; unknown
 * where it asks nothing or is not answered. */
enum truth answers_disability(const struct program *program, const struct json *answers);
/* Whose it is, where its list asks for that; NULL: nobody's in particular. */
const char *answer_entry_person(const struct program_question *list, const struct json *entry);

/*
 * The members of a change that puts one entry: in its place, or behind the
 * last.  entry NULL takes it out.  A person who is called otherwise now is so
 * in every other answer that names them, too.
 */
void answers_put_entry(struct json_out *out, const struct program *program,
	const struct json *answers, const struct program_question *list, size_t index,
	const struct json *entry);
/* The first other question that names this person; NULL: none does. */
const struct program_question *answers_naming(const struct program *program,
	const struct json *answers, const char *person);

/*
 * Who of the people on the form is called otherwise after a change: has the birthday
 * of who stood there, or of nobody else who came or went.  Without one, and of two
 * people of one name, nobody can tell.
 */
struct renamed {
	const char *from, *to;
};
size_t answers_renamed(const struct program *program, const struct json *before,
	const struct json *after, struct renamed ret[ANSWER_LIST_MAX]);

/*
 * Jobs and the like whose name alone was put right: the same entry in the same place,
 * of the same person, and none came or went.  Of two that are called alike nobody can
 * tell.  Where the name is chosen among options another is another thing.
 */
struct renamed_source {
	const struct program_question *list;
	const char *person; /* NULL: the entry is of nobody in particular */
	const char *from, *to;
};
size_t answers_renamed_sources(const struct program *program, const struct json *before,
	const struct json *after, struct renamed_source ret[ANSWER_LIST_MAX]);

/* A member that was given; an empty field of a form was not: NULL, DATE_NONE. */
const char *answer_given_text(struct arena *arena, const struct json *object, const char *name);
civil_date answer_given_date(const struct json *object, const char *name);

/* Says the same: what is not answered is as good as absent, an amount is its cents. */
bool answer_is_same(const struct json *one, const struct json *other);

/* The words between, in the reader's language. */
struct list_words {
	const char *added, *removed, *was;
	const char *unsaid; /* of what is sensitive, or was not answered */
};
/* "new: Acme Foods; gone: Linh; Hoa: Student no (was yes)"; nothing where nothing differs. */
void answer_list_print_change(struct buf *out, const struct program *program,
	const struct program_question *list, const struct json *before, const struct json *after,
	const struct list_words *words, const char *language);

#endif

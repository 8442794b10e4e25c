/* SPDX-License-Identifier: Apache-2.0
 *
 * The answers an applicant gave, checked against the program's form.
 *
 * Answers are one object by question id:
 *   text, choice  "text"          multi   ["a", "b"]       yesno  true
 *   date          "2026-11-02"    number  3                person "name as listed"
 *   money         {"amount": "291.00", "currency": "USD"}
 *   persons       [{"name": "…", "born_on": "…", …}, …]    list   [{…}, …]
 */
#ifndef DOMAIN_ANSWERS_H
#define DOMAIN_ANSWERS_H

#include "domain/customer.h"
#include "domain/program.h"

enum { ANSWER_TEXT_MAX = 2000, ANSWER_LIST_MAX = 40, ANSWERS_BYTES_MAX = 64 * 1024 };

/*
 * Of the right kind, within bounds, and nothing the form does not ask.  What
 * is absent is not an error here.  Every fault is a field of err, its pointer
 * below "/answers".  Dates are held to date_look(), a field "born_on" as one of
 * birth; not where today is DATE_NONE, nor in what stood in before (or NULL)
 * already: an old slip is no reason to refuse another answer.
 */
bool answers_check(const struct program *program, const struct json *answers, const struct json *before,
	civil_date today, struct err *err) must_use;
/* The legal minimum of a filing is there; else err names each thing that is not. */
bool answers_are_filing(const struct program *program, const struct json *answers,
	const struct customer *customer, struct err *err) must_use;
/*
 * Is a question of the form asked, given the other answers?  Unknown while one that is asked and
 * would tell is not answered.  What is not asked has no answer, whatever stands there.
 */
enum truth answers_asked(const struct program *program, const struct program_question *question,
	const struct json *answers);
/* The same for a field of one entry of a persons or list question; person.* and
 * source.* are the entry, which need not be among the answers. */
enum truth answers_asked_field(const struct program *program, const struct program_question *list,
	const struct program_question *field, const struct json *answers, const struct json *entry);
/* Unknown counts as asked: leaving the question out could leave out the only one that matters. */
bool answers_ask(const struct program *program, const struct program_question *question,
	const struct json *answers);
bool answers_ask_field(const struct program *program, const struct program_question *list,
	const struct program_question *field, const struct json *answers, const struct json *entry);
/*
 * May an answer be demanded?  Where it is asked; and while that is not known where no required
 * question would tell: such a one is demanded itself, and this one once it is answered.
 */
bool answers_demand(const struct program *program, const struct program_question *question,
	const struct json *answers);
bool answers_demand_field(const struct program *program, const struct program_question *list,
	const struct program_question *field, const struct json *answers, const struct json *entry);

/* What a condition may look at beside the answers: an entry of the persons, one of another list. */
struct form_scope {
	const struct program_question *person_of;
	const struct json *person;
	const struct program_question *source_of;
	const struct json *source;
};
/* A condition of the program; scope NULL: of nobody in particular. */
enum truth answers_test(const struct program *program, const struct rule *rule,
	const struct json *answers, const struct form_scope *scope);
/* There, and not an empty text, list or object. */
bool answer_given(const struct json *answer);
/* {"amount": "291.00", "currency": "USD"} to cents. */
bool answer_money(const struct json *answer, int64_t *ret_cents) must_use;
/* One answer as a line of text in a language, for lists and the summary. */
void answer_print(struct buf *out, const struct program *program,
	const struct program_question *question, const struct json *answer, const char *language);

#endif

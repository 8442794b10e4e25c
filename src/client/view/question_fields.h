/* SPDX-License-Identifier: Apache-2.0
 *
 * A program's questions as fields of a form, for the screens on which they are
 * answered: each field stands for a value of a filing, by its pointer.
 */
#ifndef CLIENT_VIEW_QUESTION_FIELDS_H
#define CLIENT_VIEW_QUESTION_FIELDS_H

#include "client/model/filing.h"
#include "client/ui/form.h"

struct question_fields {
	struct form *form;
	struct filing *filing;
	const struct program *program; /* what it says; NULL where no question is asked */
};

/* There is room for one question more. */
bool question_fields_have_room(const struct question_fields *fields);
/* An empty field for the value of this pointer; NULL: the filing is full. */
struct form_field *question_fields_add(struct question_fields *fields, enum form_kind kind,
                                       const char *pointer, const char *label);
/* What was typed so far into the field of this pointer. */
void question_fields_fill(struct question_fields *fields, const char *pointer);
/* The question on a line of its own, its control or its boxes below, filled. */
void question_fields_ask(struct question_fields *fields, const struct program_question *question,
                         const char *pointer);
/* Takes what is typed into the filing; days and amounts as the server has them. */
void question_fields_keep(struct question_fields *fields);

#endif

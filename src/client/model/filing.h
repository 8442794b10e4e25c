/* SPDX-License-Identifier: Apache-2.0
 *
 * An application being taken in: every value typed so far by its JSON pointer,
 * and the program's form that says which of them are asked.  From these come
 * the request and the draft.  Knows no screen.
 */
#ifndef CLIENT_MODEL_FILING_H
#define CLIENT_MODEL_FILING_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "domain/program.h"

enum { FILING_VALUES_MAX = 800, FILING_POINTER_MAX = 120, FILING_ENTRIES_MAX = 12, FILING_CONTACTS_MAX = 3 };

struct filing_value {
	char pointer[FILING_POINTER_MAX]; /* "/answers/household/0/name" */
	char *text;                       /* "" nothing */
};

struct filing {
	struct filing_value values[FILING_VALUES_MAX];
	int count;
	struct arena arena;       /* of the program */
	struct program *program;  /* NULL until its definition came */
};

void filing_done(struct filing *filing);
/* The number of a value, the same for as long as the filing lives; a new one
 * is empty.  -1 when there is no room. */
int filing_slot(struct filing *filing, const char *pointer);
void filing_set(struct filing *filing, const char *pointer, const char *text);
const char *filing_get(const struct filing *filing, const char *pointer); /* "" none */

/* All values, for a draft, and back. */
void filing_print(const struct filing *filing, struct buf *out);
void filing_restore(struct filing *filing, const struct json *values);

/* The program's definition as the server sends it. */
bool filing_take_program(struct filing *filing, const struct json *definition, struct err *err)
	must_use;

/* One answer: as a member of an open object, nothing where nothing was typed,
 * and back into the values below its pointer. */
void filing_put_answer(struct json_out *out, const struct filing *filing,
                       const struct program_question *question, const char *pointer);
void filing_set_answer(struct filing *filing, const struct program_question *question,
                       const char *pointer, const struct json *answer);

/* Does an organization apply, by the program or by what was chosen? */
bool filing_is_of_organization(const struct filing *filing);
/* The answers so far, of what is asked. */
struct json *filing_answers(const struct filing *filing) must_use;
/* Entries of a list question that hold anything. */
int filing_entries(const struct filing *filing, const struct program_question *question);
/* Is it asked now?  A field: with the entry it belongs to. */
bool filing_asks(const struct filing *filing, const struct json *answers,
                 const struct program_question *question);
bool filing_asks_field(const struct filing *filing, const struct json *answers,
                       const struct program_question *question, int entry, const struct program_question *field);

/* Body of POST /v1/applications. */
bool filing_request(const struct filing *filing, struct buf *out) must_use;

#endif

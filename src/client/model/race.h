/* SPDX-License-Identifier: Apache-2.0
 *
 * A lost race: somebody saved first.  For each thing that differs, what the
 * writer saw, what stands there now, what the writer typed, and what will
 * stand.  The form that lost fills it, the merge screen settles it, the form
 * takes the result.  Knows no screen.
 */
#ifndef CLIENT_MODEL_RACE_H
#define CLIENT_MODEL_RACE_H

#include "base/arena.h"
#include "base/err.h"
#include "client/model/place.h"

enum { RACE_ROWS_MAX = 80, RACE_SUBJECT_MAX = 160 };

enum race_choice {
	RACE_OPEN,   /* both changed it, nobody has chosen yet */
	RACE_MINE,
	RACE_THEIRS,
	RACE_EDITED,
	RACE_DRAFT   /* a text being typed: it stays what it is, and is not saved here */
};

struct race_row {
	const char *pointer; /* the field of the form; "" where the form has none */
	const char *label;
	const char *saw, *theirs, *yours; /* NULL: nothing */
	const char *result;  /* NULL while it is open */
	enum race_choice choice;
	bool is_choice;      /* both changed it, to different things */
};

struct race {
	struct arena arena;
	struct place place; /* of the form; PLACE_NONE: no race */
	char subject[RACE_SUBJECT_MAX];
	int64_t from, to;   /* versions */
	char by[80];
	int64_t at_ms;
	struct race_row rows[RACE_ROWS_MAX];
	int count;
	bool settled; /* the form may go on with it */
};

/* Forgets an earlier one. Texts are copied. */
void race_begin(struct race *race, const struct place *place, const char *subject, int64_t from,
                const struct err *err);
/* A value both may have changed; nothing is added where all agree. */
void race_add(struct race *race, const char *pointer, const char *label, const char *saw,
              const char *theirs, const char *yours);
/* Something typed that has no value on the record. */
void race_add_draft(struct race *race, const char *label, const char *yours);
/* text is the edited value; only a row with a choice takes one. */
bool race_choose(struct race *race, int row, enum race_choice choice, const char *text) must_use;
/* The first row still open; -1 none. */
int race_open_row(const struct race *race);
void race_done(struct race *race);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Three-way merge by field.
 */
#include "client/model/race.h"

#include "base/str.h"

void
race_done(struct race *race)
{
	arena_done(&race->arena);
	*race = (struct race){ .arena = ARENA_INIT };
}

void
race_begin(struct race *race, const struct place *place, const char *subject, int64_t from,
           const struct err *err)
{
	race_done(race);
	race->place = *place;
	str_copy(race->subject, sizeof race->subject, subject);
	race->from = from;
	race->to = err->current_version;
	str_copy(race->by, sizeof race->by, err->changed_by);
	race->at_ms = err->changed_at_ms;
}

static const char *
copy(struct race *race, const char *text)
{
	return str_empty(text) ? NULL : arena_strdup(&race->arena, text);
}

static struct race_row *
new_row(struct race *race, const char *pointer, const char *label)
{
	struct race_row *row;

	if (race->count == RACE_ROWS_MAX)
		return NULL;
	row = &race->rows[race->count++];
	*row = (struct race_row){ .pointer = arena_strdup(&race->arena, pointer),
		                  .label = arena_strdup(&race->arena, label) };
	return row;
}

static bool
same(const char *a, const char *b)
{
	return str_eq(a ? a : "", b ? b : "");
}

void
race_add(struct race *race, const char *pointer, const char *label, const char *saw,
         const char *theirs, const char *yours)
{
	bool they_did = !same(saw, theirs), you_did = !same(saw, yours);
	struct race_row *row;

	if (!they_did && !you_did)
		return;
	row = new_row(race, pointer, label);
	if (!row)
		return;
	row->saw = copy(race, saw);
	row->theirs = copy(race, theirs);
	row->yours = copy(race, yours);
	row->is_choice = they_did && you_did && !same(theirs, yours);
	row->choice = row->is_choice ? RACE_OPEN : they_did ? RACE_THEIRS : RACE_MINE;
	row->result = row->is_choice ? NULL : they_did ? row->theirs : row->yours;
}

void
race_add_draft(struct race *race, const char *label, const char *yours)
{
	struct race_row *row = new_row(race, "", label);

	if (!row)
		return;
	row->yours = copy(race, yours);
	row->result = row->yours;
	row->choice = RACE_DRAFT;
}

bool
race_choose(struct race *race, int at, enum race_choice choice, const char *text)
{
	struct race_row *row;

	if (at < 0 || at >= race->count || !race->rows[at].is_choice)
		return false;
	row = &race->rows[at];
	row->choice = choice;
	row->result = choice == RACE_MINE     ? row->yours
	              : choice == RACE_THEIRS ? row->theirs
	                                      : copy(race, text);
	return true;
}

int
race_open_row(const struct race *race)
{
	for (int i = 0; i < race->count; i++)
		if (race->rows[i].choice == RACE_OPEN)
			return i;
	return -1;
}

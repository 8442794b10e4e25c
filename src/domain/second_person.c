/* SPDX-License-Identifier: Apache-2.0
 *
 * The grounds, each by itself: the second person is told of all of them.
 */
#include "domain/second_person.h"

#include <assert.h>
#include <limits.h>

#include "base/str.h"
#include "base/words.h"

static const struct {
	const char *wire, *row_text, *sentence;
} grounds[SECOND_COUNT] = {
#define GROUND(id, wire, row_text, sentence) [SECOND_##id] = { wire, row_text, sentence },
#include "domain/second_grounds.def"
#undef GROUND
};

static unsigned
amount_grounds(const struct second_input *input, const struct decision_amount *amount)
{
	const struct program_second_person *limits = &input->program->second_person;
	unsigned found = 0;

	if (amount->amount > limits->amount_over)
		found |= 1U << SECOND_AMOUNT;
	if (limits->back_dated_days_over != INT_MAX && amount->from != DATE_NONE &&
	    input->on - amount->from > limits->back_dated_days_over)
		found |= 1U << SECOND_BACK_DATED;
	return found;
}

unsigned
second_grounds(const struct second_input *input)
{
	assert(input && input->program);
	unsigned found = 0;

	if (input->is_superseding)
		found |= 1U << SECOND_SUPERSEDES;
	if (input->is_override)
		found |= 1U << SECOND_OVERRIDE;
	for (size_t i = 0; i < input->amount_count; i++)
		found |= amount_grounds(input, &input->amounts[i]);
	return found;
}

const char *
second_ground_wire(enum second_ground ground)
{
	assert(ground > SECOND_NONE && ground < SECOND_COUNT);
	return grounds[ground].wire;
}

enum second_ground
second_ground_from_wire(const char *word)
{
	for (int i = SECOND_NONE + 1; i < SECOND_COUNT; i++)
		if (str_eq(grounds[i].wire, word))
			return (enum second_ground)i;
	return SECOND_NONE;
}

const char *
second_ground_row_text(enum second_ground ground)
{
	assert(ground > SECOND_NONE && ground < SECOND_COUNT);
	return grounds[ground].row_text;
}

const char *
second_ground_sentence(enum second_ground ground)
{
	assert(ground > SECOND_NONE && ground < SECOND_COUNT);
	return grounds[ground].sentence;
}

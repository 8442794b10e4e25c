/* SPDX-License-Identifier: Apache-2.0
 *
 * Letters that came back.  Such a letter asked for nothing and offered nothing.
 */
#include "domain/served_check.h"

#include <string.h>

#include "domain/deadline.h"
#include "domain/render.h"

static bool
names_it(const struct check *check, const struct request_letter *letter, const struct missing_item *item)
{
	return letter->text && strstr(letter->text,
		render_item(check->arena, check->input->program, item, letter->language));
}

/* One that asked for other things does not stand in for its own.  Who is called
 * otherwise by now is in none: then all count. */
static bool
has_own_letter(const struct check *check, const struct missing_item *item)
{
	for (size_t i = 0; i < check->input->letter_count; i++)
		if (names_it(check, &check->input->letters[i], item))
			return true;
	return false;
}

/* A letter that came back asked for nothing: the days run from the one that did
 * not. */
void
check_served(struct check *check, struct particulars of, const struct missing_item *item)
{
	const struct decision_input *input = check->input;
	bool is_own = has_own_letter(check, item);
	civil_date served_on = DATE_NONE;
	bool has_letter = false, has_unsent = false;

	for (size_t i = 0; i < input->letter_count; i++) {
		const struct request_letter *letter = &input->letters[i];

		if (letter->on < item->requested_on || (is_own && !names_it(check, letter, item)))
			continue;
		has_letter = true;
		if (letter->is_unserved)
			continue;
		if (letter->is_unsent)
			has_unsent = true;
		else if (served_on == DATE_NONE || letter->on < served_on)
			served_on = letter->on;
	}
	if (!has_letter)
		return;
	of.date = served_on;
	of.day = input->program->clocks.proof_days;
	if (served_on == DATE_NONE)
		find_it(check, has_unsent ? FINDING_NOT_SENT : FINDING_NOT_SERVED, of);
	else if (served_on > item->requested_on &&
		deadline_proof(input->program, served_on) >= input->record->today)
		find_it(check, FINDING_SERVED_TOO_LATE, of);
}

/* The last one made before it: while an interview is set no other is offered,
 * and of the one missed is written afterwards. */
static const struct talk_letter *
letter_of(const struct decision_input *input, const struct interview *interview)
{
	const struct talk_letter *found = NULL;

	for (size_t i = 0; i < input->talk_letter_count; i++) {
		const struct talk_letter *letter = &input->talk_letters[i];

		if (letter->made_at_ms < interview->at_ms &&
			(!found || letter->made_at_ms >= found->made_at_ms))
			found = letter;
	}
	return found;
}

static bool
reached_nobody(const struct decision_input *input, const struct interview *interview)
{
	const struct talk_letter *letter = letter_of(input, interview);

	return interview->state == INTERVIEW_MISSED && letter &&
		(letter->is_unserved || letter->reached_at_ms >= interview->at_ms);
}

void
check_talks_served(struct check *check, const char *code, int missed)
{
	const struct decision_input *input = check->input;
	const struct fact_record *record = input->record;

	for (size_t i = 0; i < record->interview_count; i++)
		missed -= reached_nobody(input, &record->interviews[i]);
	if (missed >= input->program->clocks.interviews_offered)
		return;
	for (size_t i = 0; i < record->interview_count; i++)
		if (reached_nobody(input, &record->interviews[i]))
			find_it(check, FINDING_INTERVIEW_NOT_SERVED,
				(struct particulars){ .code = code,
					.date = zone_date(record->zone, record->interviews[i].at_ms) });
}

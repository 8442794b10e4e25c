/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose move it is.  The order of the questions is the order in which a
 * caseworker wants to be told: what came in first, then what blocks.
 */
#include "domain/turn.h"

#include "base/str.h"

static struct turn_answer
answer(enum turn turn, const char *next_act)
{
	assert(next_act);
	return (struct turn_answer) { turn, next_act };
}

static struct turn_answer
in_work(const struct turn_input *input)
{
	if (input->items_received > 0)
		return answer(TURN_ME, NEXT_LOOK_AT_DOCUMENT);
	if (input->has_change)
		return answer(TURN_ME, NEXT_LOOK_AT_CHANGE);
	if (input->status == APPLICATION_READY_FOR_DECISION)
		return answer(TURN_ME, NEXT_DECIDE);
	if (input->interview_at_ms > 0)
		return answer(TURN_CUSTOMER, NEXT_WAIT_FOR_INTERVIEW);
	if (input->items_to_ask > 0)
		return answer(TURN_ME, NEXT_ASK_MISSING);
	if (input->needs_interview)
		return answer(TURN_ME, NEXT_SET_INTERVIEW);
	if (input->items_asked > 0)
		return answer(TURN_CUSTOMER, NEXT_WAIT_FOR_PROOF);
	return answer(TURN_ME, NEXT_REVIEW);
}

struct turn_answer
turn_of_record(const struct turn_input *input)
{
	assert(input);
	assert(input->items_received >= 0 && input->items_asked >= 0 && input->items_to_ask >= 0);

	if (!application_status_is_open(input->status))
		return answer(TURN_NONE, NEXT_NONE);
	if (input->status == APPLICATION_AWAITING_SECOND_APPROVAL)
		return answer(TURN_SECOND, NEXT_SECOND);
	if (input->has_waiting_chat)
		return answer(input->is_assigned ? TURN_ME : TURN_AGENCY, NEXT_ANSWER_CHAT);
	/* Nobody waits for an answer to what was never read. */
	if (input->has_notice_back && input->is_assigned && input->items_received == 0)
		return answer(TURN_ME, NEXT_SEND_LETTER);
	if (input->status == APPLICATION_INCOMPLETE && input->items_received == 0
		&& !(input->has_change && input->is_assigned))
		return answer(TURN_CUSTOMER, NEXT_WAIT_FOR_PROOF);
	if (!input->is_assigned)
		return answer(TURN_AGENCY, input->may_be_claimed ? NEXT_CLAIM : NEXT_ASSIGN);
	if (input->status == APPLICATION_SUBMITTED || input->status == APPLICATION_ASSIGNED
		|| input->status == APPLICATION_REOPENED)
		return answer(TURN_ME, NEXT_START);
	return in_work(input);
}

struct turn_answer
turn_today(struct turn_answer kept, civil_date proof_due_on, int64_t interview_at_ms,
	enum zone zone, int64_t now_ms)
{
	assert(kept.next_act);
	assert(now_ms > 0);

	if (kept.turn != TURN_CUSTOMER)
		return kept;
	civil_date today = zone_date(zone, now_ms);
	if (interview_at_ms > 0 && zone_date(zone, interview_at_ms) <= today)
		return answer(TURN_ME, NEXT_INTERVIEW);
	if (proof_due_on != DATE_NONE && proof_due_on < today)
		return answer(TURN_ME, NEXT_FOLLOW_UP);
	return kept;
}

enum turn
turn_for_reader(enum turn turn, bool is_assignee)
{
	return turn == TURN_ME && !is_assignee ? TURN_AGENCY : turn;
}

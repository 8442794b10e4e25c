/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading the words of a filter.
 */
#include "server/service/queue_words.h"

#include "base/str.h"
#include "domain/words.h"

/* Of whichever teams the reader leads: what reports count. */
#define TEAM_LED "led"

static bool
fault(const char *where, const char *name, const char *allowed, struct err *err)
{
	char pointer[ERR_POINTER_MAX];

	snprintf(pointer, sizeof pointer, "%s%s", where, name);
	return err_field(err, pointer, "unknown", "One of: %s.", allowed);
}

/* "in_review,pended", or "open", "closed". */
static bool
read_statuses(const char *words, const char *where, unsigned *ret, struct err *err)
{
	char word[64];

	while (!str_empty(words)) {
		size_t len = strcspn(words, ",");
		enum application_status status;

		snprintf(word, sizeof word, "%.*s", (int)(len < sizeof word ? len : 0), words);
		status = application_status_from_wire(word);
		if (str_eq(word, "open"))
			*ret |= S_OPEN;
		else if (str_eq(word, "closed"))
			*ret |= S_ANY & ~S_OPEN;
		else if (status != APPLICATION_NO_STATUS)
			*ret |= 1u << status;
		else
			return fault(where, "status", "open, closed, or the statuses of an application, "
			             "with commas between", err);
		words += len + (words[len] == ',');
	}
	return true;
}

static void
read_assignee(const struct filter_words *words, const struct actor *actor, struct queue_filter *filter)
{
	filter->by_assignee = !str_empty(words->assignee);
	filter->assignee_id = str_eq(words->assignee, "none") ? NULL
	                      : str_eq(words->assignee, "me") ? actor->id
	                                                      : words->assignee;
}

static bool
read_expedited(const struct filter_words *words, const char *where, struct queue_filter *filter,
               struct err *err)
{
	if (!words->expedited)
		return true;
	if (str_eq(words->expedited, "true"))
		filter->expedited = FLAG_YES;
	else if (str_eq(words->expedited, "false"))
		filter->expedited = FLAG_NO;
	else
		return fault(where, "expedited", "true, false", err);
	return true;
}

/* What is reviewed is decided; whose part it was does not review it. */
static bool
read_review(const struct filter_words *words, const struct actor *actor, const char *where,
            struct queue_filter *filter, struct err *err)
{
	filter->reviews = (enum review_wanted)word_find(words_review_wanted, words->review);
	if (words->review && filter->reviews != REVIEWS_OPEN && filter->reviews != REVIEWS_CORRECT)
		return fault(where, "review", "open, correct", err);
	if (filter->reviews == REVIEWS_ANY)
		return true;
	if (filter->reviews == REVIEWS_OPEN && !(actor->roles & ROLE_AUDITOR))
		filter->not_reviewed_by = actor->id;
	if (!filter->statuses)
		filter->statuses = S_ANY;
	return true;
}

/* What is decided may be closed by now. */
static void
read_decided(const struct filter_words *words, const struct actor *actor, struct queue_filter *filter)
{
	filter->decided_by = str_eq(words->decided_by, "me") ? actor->id : words->decided_by;
	if (words->decided_after != DATE_NONE)
		filter->decided_since_ms = zone_midnight_ms(ZONE_CENTRAL, words->decided_after + 1);
	if (queue_filter_has_decision(filter) && !filter->statuses)
		filter->statuses = S_ANY;
}

bool
queue_words_read(const struct filter_words *words, const struct actor *actor, const char *where,
                 struct queue_filter *ret, struct err *err)
{
	assert(words && actor && where && ret);
	char pointer[ERR_POINTER_MAX];

	*ret = (struct queue_filter) {
		.due_before = words->due_before,
		.filed_after = words->filed_after,
		.filed_before = words->filed_before,
		.team_id = str_eq(words->team, TEAM_LED) ? NULL : words->team,
		.is_led = str_eq(words->team, TEAM_LED),
		.program_id = words->program,
		.county = words->county,
		.language = words->language,
		.customer_id = words->customer,
		.text = words->text,
	};
	read_assignee(words, actor, ret);
	ret->turn = (enum turn)word_find(words_turn, words->turn);
	ret->clock = (enum clock_state)word_find(words_clock, words->clock);
	if (words->turn && ret->turn == TURN_NONE)
		return fault(where, "turn", "me, customer, second, agency", err);
	if (words->clock && ret->clock == CLOCK_NONE)
		return fault(where, "clock", "overdue, due_soon, on_time", err);
	snprintf(pointer, sizeof pointer, "%sq", where);
	if (ret->text && strlen(ret->text) > QUEUE_TEXT_MAX)
		return err_field(err, pointer, "too_long", "At most %d bytes.", (int)QUEUE_TEXT_MAX);
	if (!read_expedited(words, where, ret, err) ||
	    !read_statuses(words->status, where, &ret->statuses, err))
		return false;
	read_decided(words, actor, ret);
	return read_review(words, actor, where, ret, err);
}

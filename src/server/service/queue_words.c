/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading the words of a filter.
 */
#include "server/service/queue_words.h"

#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "domain/county.h"
#include "domain/program.h"
#include "domain/words.h"
#include "server/service/agency.h"

/* Of whichever teams the reader leads: what reports count. */
#define TEAM_LED "led"

/* Columns of a word that is told of; the rest of it would crowd out what there is. */
enum { TOLD_COLUMNS = 40, LANGUAGE_LETTERS_MAX = 3 };

static bool
fault(const char *where, const char *name, const char *word, const char *allowed, struct err *err)
{
	char pointer[ERR_POINTER_MAX];
	size_t len = strlen(word);
	int told = (int)utf8_fit(word, len, TOLD_COLUMNS);

	snprintf(pointer, sizeof pointer, "%s%s", where, name);
	if (str_empty(allowed))
		return err_field(err, pointer, "unknown", "There is no %s \"%.*s\".", name, told, word);
	return err_field(err, pointer, "unknown", "There is no %s \"%.*s\"; there are: %s.", name, told, word, allowed);
}

/* In small letters, as all of a filter's own words are. */
static const char *
lowered(const struct call *call, const char *word)
{
	char *copy = word ? arena_printf(call->arena, "%s", word) : NULL;

	for (char *c = copy; c && *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return copy;
}

/* "in_review,pended", or "open", "closed". */
static bool
read_statuses(const char *words, const char *where, unsigned *ret, struct err *err)
{
	char word[64];

	while (!str_empty(words)) {
		size_t len = strcspn(words, ",");
		enum application_status status;

		snprintf(word, sizeof word, "%.*s", (int)(len < sizeof word ? len : utf8_fit(words, len, TOLD_COLUMNS / 2)),
		         words);
		status = application_status_from_wire(word);
		if (str_eq(word, "open"))
			*ret |= S_OPEN;
		else if (str_eq(word, "closed"))
			*ret |= S_ANY & ~S_OPEN;
		else if (status != APPLICATION_NO_STATUS)
			*ret |= 1u << status;
		else
			return fault(where, "status", word, "open, closed, or the statuses of an application, "
			             "with commas between", err);
		words += len + (words[len] == ',');
	}
	return true;
}

static bool
read_county(const char *word, const char *where, struct queue_filter *filter, struct err *err)
{
	const struct county *county = county_find_typed(word);

	if (str_empty(word))
		return true;
	if (!county)
		return fault(where, "county", word, NULL, err);
	filter->county = county->name;
	return true;
}

static bool
read_program(const struct call *call, const char *word, const char *where, struct queue_filter *filter,
             struct err *err)
{
	struct buf ids = BUF_INIT(ERR_DETAIL_MAX);
	const struct program *program;
	bool ok = true;

	if (str_empty(word))
		return true;
	/* One that is in force no more has its applications still. */
	program = agency_program(call->agency, word, 0);
	for (size_t i = 0; i < agency_program_count(call->agency) && !program; i++) {
		const struct program *at = agency_program_at(call->agency, i);

		buf_printf(&ids, "%s%s", i ? ", " : "", at->id);
		if (strcasecmp(at->id, word) == 0)
			program = at;
	}
	if (program)
		filter->program_id = program->id;
	else
		ok = fault(where, "program", word, ids.data, err);
	buf_done(&ids);
	return ok;
}

/* Which languages people have is not known beforehand, but their tags are of two
 * or three letters: "spanish" is nobody's. */
static bool
read_language(const struct call *call, const char *word, const char *where, struct queue_filter *filter,
              struct err *err)
{
	size_t letters;

	if (str_empty(word))
		return true;
	word = lowered(call, word);
	letters = strspn(word, "abcdefghijklmnopqrstuvwxyz");
	if (letters < 2 || letters > LANGUAGE_LETTERS_MAX || (word[letters] && word[letters] != '-'))
		return fault(where, "language", word, "tags such as en, es, vi", err);
	filter->language = word;
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
		return fault(where, "expedited", words->expedited, "true, false", err);
	return true;
}

/* What is reviewed is decided; whose part it was does not review it. */
static bool
read_review(const struct filter_words *words, const struct actor *actor, const char *where,
            struct queue_filter *filter, struct err *err)
{
	filter->reviews = (enum review_wanted)word_find(words_review_wanted, words->review);
	if (words->review && filter->reviews != REVIEWS_OPEN && filter->reviews != REVIEWS_CORRECT)
		return fault(where, "review", words->review, "open, correct", err);
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
queue_words_read(const struct filter_words *words, const struct call *call, const char *where,
                 struct queue_filter *ret, struct err *err)
{
	assert(words && call && where && ret);
	const struct actor *actor = call->actor;
	char pointer[ERR_POINTER_MAX];

	*ret = (struct queue_filter) {
		.due_before = words->due_before,
		.filed_after = words->filed_after,
		.filed_before = words->filed_before,
		.team_id = str_eq(words->team, TEAM_LED) ? NULL : words->team,
		.is_led = str_eq(words->team, TEAM_LED),
		.customer_id = words->customer,
		.text = words->text,
	};
	read_assignee(words, actor, ret);
	ret->turn = (enum turn)word_find(words_turn, lowered(call, words->turn));
	ret->clock = (enum clock_state)word_find(words_clock, lowered(call, words->clock));
	if (words->turn && ret->turn == TURN_NONE)
		return fault(where, "turn", words->turn, "me, customer, second, agency", err);
	if (words->clock && ret->clock == CLOCK_NONE)
		return fault(where, "clock", words->clock, "overdue, due_soon, on_time", err);
	if (!read_county(words->county, where, ret, err) ||
	    !read_program(call, words->program, where, ret, err) ||
	    !read_language(call, words->language, where, ret, err))
		return false;
	snprintf(pointer, sizeof pointer, "%sq", where);
	if (ret->text && strlen(ret->text) > QUEUE_TEXT_MAX)
		return err_field(err, pointer, "too_long", "At most %d bytes.", (int)QUEUE_TEXT_MAX);
	if (!read_expedited(words, where, ret, err) ||
	    !read_statuses(lowered(call, words->status), where, &ret->statuses, err))
		return false;
	read_decided(words, actor, ret);
	return read_review(words, actor, where, ret, err);
}

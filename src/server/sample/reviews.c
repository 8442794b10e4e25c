/* SPDX-License-Identifier: Apache-2.0
 *
 * What the sample's supervisors reviewed, week by week, of the decisions that
 * were drawn.  Those of the last days wait, as on any desk.
 */
#include "server/sample/life.h"
#include "server/service/review.h"

enum { OFFICE_OPENS_UTC = 14, MONDAY = 3 /* days before the first of 1970, a Thursday */ };
#define WEEK_MS (7 * DAY_MS)
enum { DAYS_UNTIL_REVIEWED = 3, DAYS_THAT_WAIT = 20, REVIEWS_A_WEEK = 3, ONE_IN = 4 };

struct error_found {
	enum review_kind kind;
	const char *words;
};

static const struct error_found errors[] = {
	{ REVIEW_RECORD, "The file does not show how the wages were reckoned. What was counted has to be in a note." },
	{ REVIEW_PROOF, "The rent receipt is of an earlier month. The present one has to be asked for, and the amount looked at again." },
	{ REVIEW_LETTER, "The letter names the rule but not what was found. The customer cannot tell what to send." },
};

static struct review_request
request_of(int64_t count)
{
	const struct error_found *found = &errors[count / ONE_IN % (int64_t)countof(errors)];

	return count % ONE_IN == 1
		? (struct review_request){ .outcome = REVIEW_ERROR, .kind = found->kind, .words = found->words }
		: (struct review_request){ .outcome = REVIEW_AGREED };
}

static struct call
supervisor_call(struct world *world, size_t team, struct arena *arena)
{
	return (struct call){
		.agency = world->agency,
		.db = world->txn.db,
		.txn = &world->txn,
		.arena = arena,
		.actor = cast_actor(world, cast_supervisor(world, team)),
		.now_ms = world->txn.now_ms,
		.language = "en",
		.if_match = -1,
	};
}

static bool
review_some(struct world *world, size_t team, struct arena *arena, struct err *err)
{
	struct call call = supervisor_call(world, team, arena);
	const struct page_key first = { .limit = PAGE_LIMIT_MAX };
	struct review_page page;
	const struct review *done;
	size_t count = 0;

	if (!reviews_page(&call, REVIEWS_OPEN, NULL, &first, &page, err))
		return false;
	for (size_t i = 0; i < page.count && count < REVIEWS_A_WEEK; i++) {
		struct review_request request = request_of(world->reviewed[team]);
		struct err why = { 0 };

		if (page.rows[i].drawn_at_ms > world->txn.now_ms - DAYS_UNTIL_REVIEWED * DAY_MS ||
			page.rows[i].drawn_at_ms > world->now_ms - DAYS_THAT_WAIT * DAY_MS)
			continue;
		/* What may not be reviewed by them stays, as it would in life. */
		if (review_record(&call, page.rows[i].decision_id, &request, &done, &why)) {
			world->reviewed[team]++;
			count++;
		} else if (db_take_failure(call.db, err)) {
			return false;
		} else {
			world->refused++;
		}
	}
	return true;
}

bool
reviews_are_due(const struct schedule *schedule, size_t i, int64_t *ret_at_ms)
{
	int64_t opens_ms = OFFICE_OPENS_UTC * (int64_t)HOUR_MS - MONDAY * DAY_MS;
	int64_t week = (schedule->at[i].at_ms - opens_ms) / WEEK_MS;

	if (i == 0 || week == (schedule->at[i - 1].at_ms - opens_ms) / WEEK_MS)
		return false;
	*ret_at_ms = week * WEEK_MS + opens_ms;
	return true;
}

bool
reviews_happen(struct world *world, struct arena *arena, struct err *err)
{
	bool ok = true;

	for (size_t team = 0; ok && team < world->team_count; team++)
		ok = review_some(world, team, arena, err);
	return ok;
}

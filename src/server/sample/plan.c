/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans.  A few of ana's are laid down one by one, because people and tests
 * look for them; all others follow one of some scripts at one of some paces.
 */
#include "server/sample/plan.h"

#include "base/str.h"
#include "domain/worker.h"

enum {
	RECENT_PERCENT = 70,
	RECENT_DAYS = 26,
	HISTORY_DAYS = 300,
	FIRST_HOUR = 8,
	LAST_HOUR = 16,
	PEOPLE_STRIDE = 7919,
	INTERVIEW_GAP_MS = 23 * HOUR_MS
};

/* One step of a script: days after filing (hundredths), and what. */
struct beat {
	int16_t day; /* hundredths of a day */
	enum step_kind kind;
};
#define BEATS(...) \
	(const struct beat[]){ __VA_ARGS__ }, countof(((const struct beat[]){ __VA_ARGS__ }))

struct script {
	unsigned weight;
	const struct beat *beats;
	size_t count;
};

/* clang-format off: a table reads by rows. */
/* Filed, the papers that the receipt asked for brought in, given out, begun. */
#define BEGIN \
	{ 0, STEP_FILE }, { 50, STEP_ARRIVE_ALL }, { 80, STEP_ASSIGN }, \
	{ \
		100, STEP_CLAIM \
	}

static const struct script scripts[] = {
	{ 32,
		BEATS(BEGIN, { 110, STEP_VIEW }, { 120, STEP_INTERVIEW_SET },
			{ 250, STEP_INTERVIEW_HELD }, { 255, STEP_NOTE }, { 260, STEP_VERIFY_REST },
			{ 270, STEP_APPROVE }, { 350, STEP_SECOND }) },
	{ 18,
		BEATS(BEGIN, { 110, STEP_INTERVIEW_SET }, { 115, STEP_VIEW_POOR },
			{ 120, STEP_ASK }, { 250, STEP_INTERVIEW_HELD }, { 400, STEP_ARRIVE_ALL },
			{ 450, STEP_VIEW }, { 455, STEP_VERIFY_REST }, { 460, STEP_APPROVE },
			{ 550, STEP_SECOND }) },
	{ 10,
		BEATS({ 0, STEP_FILE }, { 150, STEP_ARRIVE_ONE }, { 200, STEP_ASSIGN },
			{ 210, STEP_CALL }, { 400, STEP_ARRIVE_ALL }, { 500, STEP_CLAIM },
			{ 510, STEP_INTERVIEW_SET }, { 700, STEP_INTERVIEW_MISSED },
			{ 710, STEP_VIEW }, { 900, STEP_INTERVIEW_HELD }, { 905, STEP_VERIFY_REST },
			{ 910, STEP_APPROVE }, { 1000, STEP_SECOND }) },
	{ 8,
		BEATS({ 0, STEP_FILE }, { 250, STEP_ARRIVE_ONE }, { 800, STEP_ASSIGN },
			{ 900, STEP_CALL }, { 3200, STEP_DENY_INACTION }) },
	{ 8,
		BEATS(BEGIN, { 110, STEP_VIEW_POOR }, { 115, STEP_ASK },
			{ 120, STEP_INTERVIEW_SET }, { 350, STEP_INTERVIEW_MISSED },
			{ 360, STEP_CALL }, { 800, STEP_INTERVIEW_MISSED_AGAIN },
			{ 3200, STEP_DENY_INACTION }) },
	{ 12,
		BEATS(BEGIN, { 110, STEP_VIEW }, { 115, STEP_INTERVIEW_SET },
			{ 250, STEP_INTERVIEW_HELD }, { 255, STEP_NOTE },
			{ 300, STEP_DENY_FACTS }) },
	{ 5,
		BEATS({ 0, STEP_FILE }, { 100, STEP_ARRIVE_ONE }, { 200, STEP_ASSIGN },
			{ 300, STEP_WITHDRAW }) },
	{ 4, BEATS({ 0, STEP_FILE }, { 100, STEP_ARRIVE_ALL }) },
	{ 3,
		BEATS(BEGIN, { 110, STEP_VIEW_POOR }, { 115, STEP_ASK },
			{ 120, STEP_INTERVIEW_SET }, { 350, STEP_INTERVIEW_MISSED },
			{ 800, STEP_INTERVIEW_MISSED_AGAIN }, { 3200, STEP_DENY_INACTION },
			{ 4500, STEP_REOPEN }, { 4600, STEP_CLAIM }, { 4700, STEP_ARRIVE_ALL },
			{ 4800, STEP_VIEW }, { 4850, STEP_INTERVIEW_SET },
			{ 5000, STEP_INTERVIEW_HELD }, { 5005, STEP_VERIFY_REST },
			{ 5010, STEP_APPROVE }, { 5100, STEP_SECOND }) },
};
/* clang-format on */

/* What ana has on her desk: how long ago it was filed, and how far it is. */
struct desk {
	unsigned count;
	int days_ago;
	const char *program;
	bool is_poor;
	bool has_chat;
	const struct beat *beats;
	size_t beat_count;
};

/* clang-format off: a table reads by rows. */
#define READY \
	BEGIN, { 110, STEP_VIEW }, { 120, STEP_INTERVIEW_SET }, { 330, STEP_INTERVIEW_HELD }, \
		{ 335, STEP_NOTE }, \
	{ \
		340, STEP_VERIFY_REST \
	}
#define NOBODY_ANSWERS \
	BEGIN, { 110, STEP_VIEW_POOR }, { 115, STEP_ASK }, { 130, STEP_INTERVIEW_SET }, \
		{ 420, STEP_INTERVIEW_MISSED }, { 430, STEP_CALL }, \
	{ \
		820, STEP_INTERVIEW_MISSED_AGAIN \
	}
#define WAITS \
	BEGIN, { 110, STEP_VIEW_POOR }, \
	{ \
		115, STEP_ASK \
	}

static const struct desk desks[] = {
	/* Expedited: in time, and overdue. */
	{ 1, 5, "snap", true, false,
		BEATS({ 0, STEP_FILE }, { 10, STEP_ARRIVE_ALL }, { 12, STEP_ASSIGN },
			{ 100, STEP_CLAIM }) },
	{ 1, 9, "snap", true, false,
		BEATS({ 0, STEP_FILE }, { 10, STEP_ASSIGN }, { 100, STEP_ARRIVE_ALL },
			{ 110, STEP_CLAIM }, { 120, STEP_INTERVIEW_SET },
			{ 350, STEP_INTERVIEW_MISSED }) },
	/* Deniable today for two reasons: number 2 writes Spanish, number 3 English. */
	{ 2, 33, "snap", false, false, BEATS(NOBODY_ANSWERS) },
	/* The same, but day 30 is still to come. */
	{ 2, 16, "snap", false, false, BEATS(NOBODY_ANSWERS) },
	{ 5, 8, "snap", false, false, BEATS(READY) },
	{ 1, 38, "families-first", false, false, BEATS(WAITS) },
	/* The customer's move. */
	{ 5, 7, "snap", false, false,
		BEATS(WAITS, { 150, STEP_INTERVIEW_SET }, { 350, STEP_INTERVIEW_HELD }) },
	{ 3, 9, "child-care", false, false, BEATS(WAITS) },
	/* A customer waits in a chat. */
	{ 2, 11, "snap", false, true,
		BEATS(WAITS, { 300, STEP_INTERVIEW_SET }, { 500, STEP_INTERVIEW_HELD }) },
	/* To look at: it came overnight. */
	{ 5, 6, "snap", false, false,
		BEATS(WAITS, { 150, STEP_INTERVIEW_SET }, { 350, STEP_INTERVIEW_HELD },
			{ 580, STEP_ARRIVE_ALL }) },
	{ 3, 10, "child-care", false, false, BEATS(WAITS, { 970, STEP_ARRIVE_ONE }) },
	/* Interviews of today and the days to come. */
	{ 3, 5, "snap", false, false,
		BEATS(BEGIN, { 110, STEP_VIEW }, { 200, STEP_INTERVIEW_TODAY }) },
	{ 4, 4, "families-first", false, false,
		BEATS(BEGIN, { 110, STEP_VIEW }, { 250, STEP_INTERVIEW_SET },
			{ 550, STEP_INTERVIEW_HELD }) },
	/* Begun; given out; and not complete yet. */
	{ 6, 3, "snap", false, false, BEATS(BEGIN) },
	{ 4, 3, "child-care", false, false, BEATS(BEGIN, { 105, STEP_NOTE }) },
	{ 3, 2, "snap", false, false,
		BEATS({ 0, STEP_FILE }, { 50, STEP_ARRIVE_ALL }, { 90, STEP_ASSIGN }) },
	{ 3, 2, "snap", false, false,
		BEATS({ 0, STEP_FILE }, { 90, STEP_ASSIGN }, { 150, STEP_ARRIVE_ONE }) },
};
/* clang-format on */

static const char *const channels[] = { "web", "web", "web", "office", "phone", "mail" };

static void
add_step(struct plan *plan, int64_t at_ms, enum step_kind kind)
{
	assert(plan->count < STEPS_MAX);
	/* People are told of an interview a day before. */
	bool is_met = kind == STEP_INTERVIEW_HELD || kind == STEP_INTERVIEW_MISSED ||
		kind == STEP_INTERVIEW_MISSED_AGAIN;
	if (is_met && plan->count > 0 &&
		at_ms < plan->steps[plan->count - 1].at_ms + INTERVIEW_GAP_MS)
		at_ms = plan->steps[plan->count - 1].at_ms + INTERVIEW_GAP_MS;
	/* Never before the step that has to come first. */
	if (plan->count > 0 && at_ms <= plan->steps[plan->count - 1].at_ms)
		at_ms = plan->steps[plan->count - 1].at_ms + 3 * MINUTE_MS;
	plan->steps[plan->count++] = (struct step){ at_ms, kind };
}

static bool
is_work(enum step_kind kind)
{
	return kind != STEP_FILE && kind != STEP_ARRIVE_ONE && kind != STEP_ARRIVE_ALL;
}

/* Offices are open from Monday to Friday. */
static int64_t
office_hours(int64_t at_ms, struct dice *dice)
{
	civil_date day = zone_date(ZONE_CENTRAL, at_ms);
	int weekday = date_weekday(day);
	if (weekday == 0)
		day += 1;
	else if (weekday == 6)
		day += 2;
	int64_t in_day = dice_between(dice, FIRST_HOUR * 60, LAST_HOUR * 60 + 30) * MINUTE_MS +
		dice_between(dice, 0, MINUTE_MS - 1);
	int minute = zone_minute_of_day(ZONE_CENTRAL, at_ms);
	/* Keep the order of steps on one day: later in the day stays later. */
	if (minute >= FIRST_HOUR * 60 && minute <= LAST_HOUR * 60 + 30)
		in_day = (int64_t)minute * MINUTE_MS + at_ms % MINUTE_MS;
	return zone_midnight_ms(ZONE_CENTRAL, day) + in_day;
}

static void
add_beats(const struct world *world, struct plan *plan, const struct beat *beats, size_t count,
	int64_t filed_ms, unsigned pace, struct dice *dice)
{
	for (size_t i = 0; i < count; i++) {
		/* A denial for inaction has its day by law, whatever the pace. */
		bool by_law = beats[i].kind == STEP_DENY_INACTION || beats[i].day > 3200;
		int64_t at_ms =
			filed_ms + beats[i].day * DAY_MS / 100 * (by_law ? 100 : pace) / 100;
		if (is_work(beats[i].kind)) {
			int64_t worked_ms = office_hours(at_ms, dice);
			/* Rather overtime than a desk that is bare on a Monday. */
			if (worked_ms < world->now_ms || at_ms >= world->now_ms)
				at_ms = worked_ms;
		}
		add_step(plan, at_ms, beats[i].kind);
	}
}

/* ana reads her desk before she goes home. */
static void
look_in(const struct world *world, struct plan *plan)
{
	int64_t evening = zone_midnight_ms(ZONE_CENTRAL, world->options->as_of - 1) +
		17 * (int64_t)HOUR_MS + 2 * MINUTE_MS;
	size_t place = plan->count;
	while (place > 0 && plan->steps[place - 1].at_ms > evening)
		place--;
	if (place == 0 || plan->steps[place - 1].kind < STEP_CLAIM || plan->count == STEPS_MAX)
		return;
	memmove(&plan->steps[place + 1], &plan->steps[place],
		(plan->count - place) * sizeof(plan->steps[0]));
	plan->steps[place] = (struct step){ evening, STEP_LOOK_IN };
	plan->count++;
}

static bool
plan_desk(const struct world *world, struct plan *plan, struct dice *dice)
{
	int64_t index = plan->number;
	for (size_t i = 0; i < countof(desks); i++) {
		const struct desk *desk = &desks[i];
		if (index >= desk->count) {
			index -= desk->count;
			continue;
		}
		plan->program_id = desk->program;
		plan->is_poor = desk->is_poor;
		plan->has_waiting_chat = desk->has_chat;
		plan->worker = cast_find(world, "ana");
		plan->for_receipts = true;
		struct arena arena = ARENA_INIT;
		struct household household;
		household_of(world, plan->customer, &arena, &household);
		plan->zone = household.place->zone;
		arena_done(&arena);
		int64_t filed_ms = world->now_ms - desk->days_ago * DAY_MS -
			dice_between(dice, 5, 200) * MINUTE_MS;
		add_beats(world, plan, desk->beats, desk->beat_count, filed_ms, 100, dice);
		look_in(world, plan);
		return true;
	}
	return false;
}

int64_t
plan_customer(const struct world *world, int64_t number)
{
	if (number < ANA_APPLICATIONS)
		return number;
	int64_t rest = world->options->customers - ANA_APPLICATIONS;
	int64_t customer = ANA_APPLICATIONS + (number - ANA_APPLICATIONS) * PEOPLE_STRIDE % rest;
	while (person_is_business(customer) || person_is_sealed(customer))
		customer = ANA_APPLICATIONS + (customer - ANA_APPLICATIONS + 1) % rest;
	return customer;
}

static void
plan_any(const struct world *world, struct plan *plan, struct dice *dice)
{
	static const char *const programs[] = { "snap", "families-first", "child-care" };
	static const unsigned program_weights[] = { 62, 13, 25 };
	static const unsigned paces[] = { 60, 100, 160, 300 };
	static const unsigned pace_weights[] = { 30, 40, 20, 10 };
	unsigned weights[countof(scripts)];
	for (size_t i = 0; i < countof(scripts); i++)
		weights[i] = scripts[i].weight;

	struct arena arena = ARENA_INIT;
	struct household household;
	household_of(world, plan->customer, &arena, &household);
	plan->zone = household.place->zone;
	plan->worker = cast_roll(world, place_team(household.spread), dice);
	arena_done(&arena);

	plan->program_id = programs[dice_weighed(dice, program_weights, countof(programs))];
	plan->is_poor = dice_percent(dice, 9);
	const struct script *script = &scripts[dice_weighed(dice, weights, countof(scripts))];
	unsigned pace = paces[dice_weighed(dice, pace_weights, countof(paces))];
	int64_t days = dice_percent(dice, RECENT_PERCENT)
		? dice_between(dice, 0, RECENT_DAYS)
		: dice_between(dice, RECENT_DAYS, HISTORY_DAYS);
	int64_t filed_ms =
		world->now_ms - days * DAY_MS - dice_between(dice, 10, 24 * 60) * MINUTE_MS;
	add_beats(world, plan, script->beats, script->count, filed_ms, pace, dice);
}

void
plan_make(const struct world *world, int64_t number, struct plan *ret)
{
	struct dice dice =
		dice_for((uint64_t)world->options->seed, STREAM_APPLICATION, (uint64_t)number);
	*ret = (struct plan){ .number = number, .filer = cast_find(world, "ina") };
	ret->customer = plan_customer(world, number);
	ret->channel = dice_pick(&dice, channels);
	if (!plan_desk(world, ret, &dice))
		plan_any(world, ret, &dice);
}

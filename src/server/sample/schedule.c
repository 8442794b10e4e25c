/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans and chats cut into moments and sorted; and one of them happening.
 */
#include "server/sample/schedule.h"

#include <inttypes.h>

#include "base/clock.h"
#include "server/sample/life.h"

static void
add_moment(struct schedule *schedule, int64_t at_ms, enum moment_kind kind, int64_t number,
	unsigned part)
{
	if (schedule->count == schedule->capacity) {
		schedule->capacity = schedule->capacity ? schedule->capacity * 2 : 4096;
		schedule->at = realloc(schedule->at, schedule->capacity * sizeof(*schedule->at));
		if (!schedule->at)
			oom_exit();
	}
	schedule->at[schedule->count++] =
		(struct moment){ at_ms, (uint32_t)number, (uint8_t)kind, (uint8_t)part };
}

static int
by_time(const void *a, const void *b)
{
	const struct moment *left = a, *right = b;
	if (left->at_ms != right->at_ms)
		return left->at_ms < right->at_ms ? -1 : 1;
	if (left->kind != right->kind)
		return (int)left->kind - (int)right->kind;
	if (left->number != right->number)
		return left->number < right->number ? -1 : 1;
	return (int)left->part - (int)right->part;
}

bool
share_has_application(const struct share *share, const struct world *world, int64_t application)
{
	int64_t customer = plan_customer(world, application);
	size_t at = customer < ANA_APPLICATIONS ? 0 : (size_t)customer % share->of;
	return at == share->number;
}

/* A chat belongs to the life that it may be about. */
static bool
has_chat(const struct share *share, const struct world *world, const struct chats *chats,
	int64_t number)
{
	int64_t application = (size_t)number < chats->waiting_count
		? chats->waiting[number]
		: number % world->options->applications;
	return share_has_application(share, world, application);
}

/* How many chats there are: all transcripts, and those who wait. */
static int64_t
schedule_chats(const struct world *world, const struct chats *chats)
{
	int64_t count = (int64_t)(chats->transcript_count + chats->waiting_count);
	return count > world->options->chats ? count : world->options->chats;
}

static void
add_lives(const struct world *world, const struct chats *chats, const struct share *share,
	uint8_t *years, struct schedule *ret)
{
	int64_t chat_count = schedule_chats(world, chats);
	for (int64_t i = 0; i < world->options->applications; i++) {
		struct plan plan;
		if (!share_has_application(share, world, i))
			continue;
		plan_make(world, i, &plan);
		for (size_t k = 0; k < plan.count && plan.steps[k].at_ms < world->now_ms; k++)
			add_moment(ret, plan.steps[k].at_ms, MOMENT_STEP, i, (unsigned)k);
		if (years) {
			int year, month, day;
			date_split(zone_date(plan.zone, plan.steps[0].at_ms), &year, &month, &day);
			years[i] = (uint8_t)(year % 100);
		}
	}
	for (int64_t i = 0; i < chat_count; i++) {
		int64_t at_ms[CHAT_MOMENTS];
		if (!has_chat(share, world, chats, i))
			continue;
		chat_times(world, chats, i, at_ms);
		for (unsigned k = 0; k < CHAT_MOMENTS; k++)
			if (at_ms[k])
				add_moment(ret, at_ms[k], MOMENT_CHAT, i, k);
	}
}

void
schedule_make(const struct world *world, const struct chats *chats, const struct share *share,
	uint8_t *years, struct schedule *ret)
{
	if (share->people)
		for (int64_t i = 0; i < world->options->customers; i++)
			add_moment(ret, person_created_ms(world, i), MOMENT_PERSON, i, 0);
	if (share->lives)
		add_lives(world, chats, share, years, ret);
	qsort(ret->at, ret->count, sizeof(*ret->at), by_time);
}

/* What a moment of a life weighs, that of a customer's record being one: less
 * where it was lived on another thread.  And what is to be done when all have
 * happened, in hundredths. */
enum { LIFE_WEIGHT = 6, LIFE_MERGED_WEIGHT = 2, AFTERWARDS_PERCENT = 15 };

static int64_t
weight_of(const struct sample_options *options, size_t moments)
{
	int64_t people = (int64_t)moments < options->customers ? (int64_t)moments
							       : options->customers;
	int64_t weight = options->customers >= options->large_from ? LIFE_MERGED_WEIGHT : LIFE_WEIGHT;
	return people + weight * ((int64_t)moments - people);
}

void
say_progress(const struct sample_options *options, size_t done, size_t count, int64_t since_ms)
{
	if (!options->progress)
		return;
	int64_t now = weight_of(options, done), whole = weight_of(options, count);
	whole += whole * AFTERWARDS_PERCENT / 100;
	int64_t left_s = now > 0 ? (int64_t)((double)since_ms * (double)(whole - now) /
					  (double)now / 1000)
				 : 0;
	fprintf(stderr, "%zu of %zu moments, %" PRId64 " a second, about %" PRId64 ":%02d left\n",
		done, count, since_ms > 0 ? (int64_t)done * 1000 / since_ms : 0, left_s / 60,
		(int)(left_s % 60));
}

bool
moment_happen(struct world *world, const struct chats *chats, const struct moment *moment,
	struct arena *arena, struct err *err)
{
	bool ok = true;
	world->txn.now_ms = moment->at_ms;
	if (moment->kind == MOMENT_PERSON) {
		ok = person_insert(world, moment->number, arena);
	} else if (moment->kind == MOMENT_CHAT) {
		ok = chat_step(world, chats, moment->number, (enum chat_moment)moment->part, arena);
	} else {
		struct plan plan;
		plan_make(world, moment->number, &plan);
		const char *id = world->application_ids[moment->number];
		struct life life = {
			.world = world,
			.plan = &plan,
			.step = moment->part,
			.id = *id ? id : NULL,
			.dice = dice_for((uint64_t)world->options->seed, STREAM_LIFE,
				(uint64_t)moment->number * STEPS_MAX + moment->part),
			.arena = arena,
		};
		ok = life_step(&life, err);
	}
	if (!ok && err->code == ERR_NONE && !db_take_failure(world->txn.db, err))
		err_set(err, ERR_INTERNAL, "The sample could not be written.");
	return ok;
}

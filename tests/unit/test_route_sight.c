/* SPDX-License-Identifier: Apache-2.0
 *
 * Which events go by before whose eyes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "server/route/sight.h"

static const char *east[] = { "t_east" };

static const struct actor ana = { .kind = ACTOR_WORKER, .id = "w_ana", .roles = ROLE_CASEWORKER,
	                          .team_ids = { east, 1 } };
static const struct actor wes = { .kind = ACTOR_WORKER, .id = "w_wes", .roles = ROLE_CASEWORKER };

static struct event
event_in(const char *team, const char *before, const char *after)
{
	return (struct event){ .seq = 7,
		               .type = EVENT_APPLICATION_ASSIGNED,
		               .subject = { "application", "a_1" },
		               .application_id = "a_1",
		               .scope = { .customer_id = "c_1", .team_id = team, .county = "Davidson",
		                          .program_id = "snap", .assignee_before = before,
		                          .assignee_after = after } };
}

static enum seen_as
seen_by(const struct actor *actor, const char *words, const struct event *event)
{
	struct sight sight;
	struct err err = { .code = ERR_NONE };

	assert_true(sight_init(&sight, actor, 1, words, &err));
	return sight_of(&sight, event);
}

static void
ones_team_and_ones_own_are_seen(void **state)
{
	struct event team = event_in("t_east", "w_ben", "w_ben");
	struct event own = event_in("t_west", "", "w_wes");

	(void)state;
	assert_int_equal(seen_by(&ana, NULL, &team), SEEN);
	assert_int_equal(seen_by(&wes, NULL, &team), NOT_SEEN);
	assert_int_equal(seen_by(&wes, NULL, &own), SEEN);
	assert_int_equal(seen_by(&ana, NULL, &own), NOT_SEEN);
}

static void
who_loses_it_is_told_that_it_is_gone(void **state)
{
	struct event moved = event_in("t_west", "w_wes", "w_kim");

	(void)state;
	assert_int_equal(seen_by(&wes, NULL, &moved), LOST);
	assert_int_equal(seen_by(&wes, "me", &moved), LOST);
	assert_int_equal(seen_by(&ana, NULL, &moved), NOT_SEEN);
}

static void
a_conflict_or_a_seal_beats_everything(void **state)
{
	const char *customers[] = { "c_1" };
	struct actor torn = ana;
	struct event event = event_in("t_east", "w_ana", "w_ana");

	(void)state;
	torn.conflict_customer_ids = (struct text_list){ customers, 1 };
	assert_int_equal(seen_by(&ana, NULL, &event), SEEN);
	assert_int_equal(seen_by(&torn, NULL, &event), NOT_SEEN);
	event.scope.sealed = true;
	assert_int_equal(seen_by(&ana, NULL, &event), NOT_SEEN);
}

static const char *c_1[] = { "c_1" };
static const char *flag[] = { "sealed" }, *seals[] = { "seals" }, *conflicts[] = { "conflicts" };

static void
another_team_has_it_from_now_on(void **state)
{
	struct event moved = event_in("t_west", "w_ben", "w_wes");

	(void)state;
	assert_int_equal(seen_by(&ana, NULL, &moved), NOT_SEEN);
	moved.scope.team_before = "t_east";
	assert_int_equal(seen_by(&ana, NULL, &moved), LOST);
	assert_int_equal(seen_by(&ana, "team", &moved), LOST);
	assert_int_equal(seen_by(&wes, NULL, &moved), SEEN);
}

static void
a_seal_takes_it_from_those_who_saw_it_and_tells_nobody_else(void **state)
{
	struct event sealed = event_in("t_east", "w_ben", "w_ben");
	struct actor named = ana;

	(void)state;
	sealed.scope.sealed = true;
	sealed.changed = (struct text_list){ flag, 1 };
	named.sealed_customer_ids = (struct text_list){ c_1, 1 };
	assert_int_equal(seen_by(&ana, NULL, &sealed), LOST);
	assert_int_equal(seen_by(&named, NULL, &sealed), SEEN);
	assert_int_equal(seen_by(&wes, NULL, &sealed), NOT_SEEN);
	sealed.changed.count = 0; /* it was sealed before */
	assert_int_equal(seen_by(&ana, NULL, &sealed), NOT_SEEN);
	assert_int_equal(seen_by(&named, NULL, &sealed), SEEN);
}

/* As who reads the log from its beginning has it: of before the seal, too, nothing. */
static void
what_was_sealed_since_is_seen_by_those_it_names(void **state)
{
	struct event before = event_in("t_east", "w_ben", "w_ben"), moved = event_in("t_west", "w_wes", "w_kim");
	struct actor named = ana;

	(void)state;
	before.scope.sealed_since = moved.scope.sealed_since = true;
	named.sealed_customer_ids = (struct text_list){ c_1, 1 };
	assert_int_equal(seen_by(&ana, NULL, &before), NOT_SEEN);
	assert_int_equal(seen_by(&named, NULL, &before), SEEN);
	/* Whose it was is told that it went, seal or not. */
	assert_int_equal(seen_by(&wes, NULL, &moved), LOST);
}

static void
ones_own_seals_and_conflicts_are_ones_own_to_hear_of(void **state)
{
	struct event own = event_in("t_east", "", "");
	struct actor torn = ana;

	(void)state;
	own.type = EVENT_WORKER_CHANGED;
	own.subject = (struct event_subject){ "worker", "w_ana" };
	own.changed = (struct text_list){ conflicts, 1 };
	torn.conflict_customer_ids = (struct text_list){ c_1, 1 };
	assert_int_equal(seen_by(&torn, NULL, &own), LOST);
	assert_int_equal(seen_by(&wes, NULL, &own), NOT_SEEN);
	struct event gone = sight_gone(&own);
	assert_string_equal(gone.subject.type, "application");
	assert_string_equal(gone.subject.id, "a_1");
	assert_int_equal(gone.changed.count, 0);
	/* A conflict with what was sealed from them all along says nothing. */
	own.scope.sealed = true;
	assert_int_equal(seen_by(&torn, NULL, &own), NOT_SEEN);
	own.changed = (struct text_list){ seals, 1 };
	assert_int_equal(seen_by(&ana, NULL, &own), LOST);
	assert_int_equal(seen_by(&torn, NULL, &own), NOT_SEEN);
	own.scope.team_id = "t_west";
	assert_int_equal(seen_by(&ana, NULL, &own), NOT_SEEN);
}

static void
looking_searching_and_signing_in_are_for_the_audit(void **state)
{
	static const enum event_type kept[] = { EVENT_RECORD_VIEWED, EVENT_SEARCHED, EVENT_LIST_EXPORTED, EVENT_SESSION_OPENED,
		                                EVENT_SESSION_CLOSED, EVENT_SESSION_REFUSED,
		                                EVENT_SSN_REVEALED };
	struct event event = event_in("t_east", "w_ana", "w_ana");
	size_t i;

	(void)state;
	for (i = 0; i < countof(kept); i++) {
		event.type = kept[i];
		assert_int_equal(seen_by(&ana, NULL, &event), NOT_SEEN);
	}
}

static void
scope_narrows(void **state)
{
	struct event mine = event_in("t_east", "w_ana", "w_ana"), his = event_in("t_east", "w_ben", "w_ben");
	struct sight sight;
	struct err err = { .code = ERR_NONE };

	(void)state;
	assert_int_equal(seen_by(&ana, "me", &mine), SEEN);
	assert_int_equal(seen_by(&ana, "me", &his), NOT_SEEN);
	assert_int_equal(seen_by(&ana, "team", &his), SEEN);
	assert_int_equal(seen_by(&ana, "application:a_1", &his), SEEN);
	assert_int_equal(seen_by(&ana, "application:a_2", &his), NOT_SEEN);
	assert_false(sight_init(&sight, &ana, 1, "everything", &err));
	assert_false(sight_init(&sight, &ana, 1, "application:", &err));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ones_team_and_ones_own_are_seen),
		cmocka_unit_test(who_loses_it_is_told_that_it_is_gone),
		cmocka_unit_test(a_conflict_or_a_seal_beats_everything),
		cmocka_unit_test(another_team_has_it_from_now_on),
		cmocka_unit_test(a_seal_takes_it_from_those_who_saw_it_and_tells_nobody_else),
		cmocka_unit_test(what_was_sealed_since_is_seen_by_those_it_names),
		cmocka_unit_test(ones_own_seals_and_conflicts_are_ones_own_to_hear_of),
		cmocka_unit_test(looking_searching_and_signing_in_are_for_the_audit),
		cmocka_unit_test(scope_narrows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The API contract's table of roles, line by line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "domain/policy.h"

static const int64_t now_ms = 1763733600000;

static const char *teams[] = { "north" }, *led[] = { "south" }, *counties[] = { "Davidson" },
		  *programs[] = { "snap" }, *conflicts[] = { "c_enemy" }, *named[] = { "c_named" };

static struct actor
worker(unsigned roles)
{
	return (struct actor){
		.kind = ACTOR_WORKER,
		.id = "w_me",
		.roles = roles,
		.team_ids = { teams, 1 },
		.led_team_ids = { led, 1 },
		.counties = { counties, 1 },
		.programs = { programs, 1 },
		.conflict_customer_ids = { conflicts, 1 },
		.sealed_customer_ids = { named, 1 },
	};
}

static struct policy_subject
subject(const char *team, const char *county, const char *program, const char *assignee)
{
	return (struct policy_subject){
		.application_id = "a_1",
		.customer_id = "c_1",
		.team_id = team,
		.county = county,
		.program_id = program,
		.assignee_id = assignee,
		.filed_by_id = "w_desk",
		.filed_at_ms = now_ms,
	};
}

static bool
may(unsigned roles, enum policy_action action, struct policy_subject about)
{
	struct actor actor = worker(roles);
	return policy_allows(&actor, action, &about, now_ms);
}

static unsigned
relation(unsigned roles, struct policy_subject about)
{
	struct actor actor = worker(roles);
	return policy_relation(&actor, &about);
}

static void
a_caseworker_reads_what_is_hers_and_her_teams(void **state)
{
	(void)state;
	assert_true(may(ROLE_CASEWORKER, POLICY_READ, subject("north", "Davidson", "snap", NULL)));
	assert_true(may(ROLE_CASEWORKER, POLICY_READ, subject("north", "Davidson", "snap", "w_2")));
	assert_true(may(ROLE_CASEWORKER, POLICY_READ, subject("east", "Knox", "rent", "w_me")));
	assert_false(may(ROLE_CASEWORKER, POLICY_READ, subject("north", "Knox", "snap", NULL)));
	assert_false(may(ROLE_CASEWORKER, POLICY_READ, subject("north", "Davidson", "rent", NULL)));
	assert_false(may(ROLE_CASEWORKER, POLICY_READ, subject("east", "Davidson", "snap", NULL)));
	/* Leading a team means nothing without the role. */
	assert_false(may(ROLE_CASEWORKER, POLICY_READ, subject("south", "Davidson", "snap", NULL)));

	struct actor anywhere = worker(ROLE_CASEWORKER);
	struct policy_subject far = subject("north", "Knox", "rent", NULL);
	anywhere.counties.count = anywhere.programs.count = 0;
	assert_true(policy_allows(&anywhere, POLICY_READ, &far, now_ms));
}

static void
an_act_depends_on_what_one_is_to_the_application(void **state)
{
	struct policy_subject waits = subject("south", "Knox", "rent", "w_2");
	(void)state;

	assert_int_equal(relation(ROLE_CASEWORKER, subject("north", "Davidson", "snap", NULL)),
	                 BY_CLAIMANT | BY_CASEWORKER);
	assert_int_equal(relation(ROLE_CASEWORKER, subject("north", "Davidson", "snap", "w_2")),
	                 BY_CASEWORKER);
	assert_int_equal(relation(ROLE_CASEWORKER, subject("east", "Knox", "rent", "w_me")),
	                 BY_ASSIGNEE | BY_CLAIMANT | BY_CASEWORKER);
	assert_int_equal(relation(ROLE_SUPERVISOR, subject("south", "Knox", "rent", "w_2")),
	                 BY_SUPERVISOR);
	waits.decision_maker_id = "w_2";
	assert_int_equal(relation(ROLE_SUPERVISOR, waits), BY_SUPERVISOR | BY_SECOND);
	waits.decision_maker_id = "w_me"; /* nobody is their own second person */
	assert_int_equal(relation(ROLE_SUPERVISOR, waits), BY_SUPERVISOR);
	assert_int_equal(relation(ROLE_AUDITOR, waits), 0);
	assert_int_equal(relation(ROLE_ADMIN, waits), 0);
}

static void
a_conflict_beats_every_role(void **state)
{
	static const enum policy_action actions[] = { POLICY_READ, POLICY_ACT, POLICY_READ_CUSTOMER,
		                                      POLICY_EDIT_CUSTOMER, POLICY_SEARCH_CUSTOMER,
		                                      POLICY_REVEAL_SSN, POLICY_FILE, POLICY_ADMIN,
		                                      POLICY_AUDIT };
	struct policy_subject enemy = subject("north", "Davidson", "snap", "w_me");
	(void)state;

	enemy.customer_id = "c_enemy";
	enemy.filed_by_id = "w_me";
	for (size_t i = 0; i < countof(actions); i++)
		assert_false(may(ROLE_ANY, actions[i], enemy));
	assert_int_equal(relation(ROLE_ANY, enemy), 0);
}

static void
a_seal_opens_only_for_those_it_names(void **state)
{
	struct policy_subject sealed = subject("north", "Davidson", "snap", "w_me");
	(void)state;

	sealed.sealed = true;
	assert_false(may(ROLE_ANY, POLICY_READ, sealed));
	assert_false(may(ROLE_ANY, POLICY_SEARCH_CUSTOMER, sealed));
	sealed.customer_id = "c_named";
	assert_true(may(ROLE_CASEWORKER, POLICY_READ, sealed));
	assert_true(may(ROLE_AUDITOR, POLICY_READ, sealed));
}

static void
intake_reads_its_own_for_a_day(void **state)
{
	struct policy_subject mine = subject("east", "Knox", "rent", NULL);
	(void)state;

	mine.filed_by_id = "w_me";
	assert_true(may(ROLE_INTAKE, POLICY_READ, mine));
	assert_true(may(ROLE_INTAKE, POLICY_READ_CUSTOMER, mine));
	assert_false(may(ROLE_INTAKE, POLICY_ACT, mine));
	assert_false(may(ROLE_INTAKE, POLICY_EDIT_CUSTOMER, mine));
	mine.filed_at_ms = now_ms - POLICY_INTAKE_READ_MS;
	assert_true(may(ROLE_INTAKE, POLICY_READ, mine));
	mine.filed_at_ms--;
	assert_false(may(ROLE_INTAKE, POLICY_READ, mine));
	mine.filed_by_id = "w_desk";
	mine.filed_at_ms = now_ms;
	assert_false(may(ROLE_INTAKE, POLICY_READ, mine));
	assert_true(may(ROLE_INTAKE, POLICY_FILE, mine));
	assert_true(may(ROLE_INTAKE, POLICY_SEARCH_CUSTOMER, mine));
}

static void
an_auditor_reads_all_and_writes_nothing(void **state)
{
	struct policy_subject any = subject("east", "Knox", "rent", "w_2");
	(void)state;

	assert_true(may(ROLE_AUDITOR, POLICY_READ, any));
	assert_true(may(ROLE_AUDITOR, POLICY_READ_CUSTOMER, any));
	assert_true(may(ROLE_AUDITOR, POLICY_AUDIT, any));
	assert_false(may(ROLE_AUDITOR, POLICY_ACT, any));
	assert_false(may(ROLE_AUDITOR, POLICY_EDIT_CUSTOMER, any));
	assert_false(may(ROLE_AUDITOR, POLICY_REVEAL_SSN, any));
	assert_false(may(ROLE_AUDITOR, POLICY_FILE, any));
	/* Also where the auditor once filed it at the desk. */
	any.filed_by_id = "w_me";
	any.filed_at_ms = 0;
	assert_true(may(ROLE_AUDITOR | ROLE_INTAKE, POLICY_READ, any));
}

static void
an_admin_sees_no_case(void **state)
{
	struct policy_subject any = subject("north", "Davidson", "snap", "w_me");
	(void)state;

	assert_true(may(ROLE_ADMIN, POLICY_ADMIN, any));
	assert_false(may(ROLE_ADMIN, POLICY_READ, any));
	assert_false(may(ROLE_ADMIN, POLICY_SEARCH_CUSTOMER, any));
	assert_false(may(ROLE_ADMIN, POLICY_AUDIT, any));
	assert_false(may(ROLE_SUPERVISOR, POLICY_ADMIN, any));
}

static void
an_applicant_sees_the_one_application_they_hold_the_code_of(void **state)
{
	struct actor actor = { .kind = ACTOR_CUSTOMER, .application_id = "a_1" };
	struct policy_subject own = subject("north", "Davidson", "snap", NULL);
	(void)state;

	assert_true(policy_allows(&actor, POLICY_READ, &own, now_ms));
	assert_int_equal(policy_relation(&actor, &own), BY_APPLICANT);
	assert_false(policy_allows(&actor, POLICY_READ_CUSTOMER, &own, now_ms));
	own.application_id = "a_2";
	assert_false(policy_allows(&actor, POLICY_READ, &own, now_ms));
	actor.application_id = NULL;
	own.application_id = NULL;
	assert_false(policy_allows(&actor, POLICY_READ, &own, now_ms));
	actor.kind = ACTOR_NOBODY;
	assert_false(policy_allows(&actor, POLICY_SEARCH_CUSTOMER, NULL, now_ms));
}

/* An act of the table, not only a look. */
static void
who_reads_as_one_of_the_team_may_act(void **state)
{
	struct policy_subject own = subject("north", "Davidson", "snap", "w_me");
	(void)state;

	assert_true(may(ROLE_CASEWORKER, POLICY_ACT, own));
	assert_true(may(ROLE_CASEWORKER, POLICY_EDIT_CUSTOMER, own));
	assert_true(may(ROLE_CASEWORKER, POLICY_REVEAL_SSN, own));
	own.team_id = "east";
	own.assignee_id = "w_2";
	assert_false(may(ROLE_CASEWORKER, POLICY_ACT, own));
	assert_false(may(ROLE_CASEWORKER, POLICY_REVEAL_SSN, own));
}

/* What asks about nobody's application is answered by roles alone, or not at all. */
static void
about_nothing_there_is_nothing_to_read(void **state)
{
	static const enum policy_action of_an_application[] = { POLICY_READ, POLICY_ACT, POLICY_READ_CUSTOMER,
		                                                POLICY_EDIT_CUSTOMER, POLICY_REVEAL_SSN };
	struct actor anybody = worker(ROLE_ANY);
	struct policy_subject own = subject("north", "Davidson", "snap", "w_me");
	(void)state;

	for (size_t i = 0; i < countof(of_an_application); i++)
		assert_false(policy_allows(&anybody, of_an_application[i], NULL, now_ms));
	assert_true(policy_allows(&anybody, POLICY_SEARCH_CUSTOMER, NULL, now_ms));
	/* A question that the table does not know is answered no. */
	assert_false(policy_allows(&anybody, (enum policy_action)(POLICY_AUDIT + 1), &own, now_ms));
}

static void
the_system_s_own_jobs_may_all(void **state)
{
	struct actor job = { .kind = ACTOR_SYSTEM };
	struct policy_subject sealed = subject("north", "Davidson", "snap", NULL);
	(void)state;

	sealed.sealed = true;
	assert_int_equal(policy_relation(&job, &sealed), BY_SYSTEM);
	assert_true(policy_allows(&job, POLICY_ACT, &sealed, now_ms));
	assert_true(policy_allows(&job, POLICY_FILE, NULL, now_ms));
	assert_true(policy_allows(&job, POLICY_SEARCH_CUSTOMER, &sealed, now_ms));
}

/* An empty id is the id of nobody, and not of what is assigned to nobody. */
static void
a_worker_without_an_id_owns_nothing(void **state)
{
	struct actor nameless = worker(ROLE_ANY & ~(unsigned)ROLE_AUDITOR);
	struct policy_subject unowned = subject("east", "Knox", "rent", "");
	struct policy_scope scope;
	(void)state;

	nameless.id = "";
	unowned.filed_by_id = "";
	assert_int_equal(policy_relation(&nameless, &unowned), 0);
	policy_scope(&nameless, now_ms, &scope);
	assert_null(scope.worker_id);
	assert_null(scope.intake_worker_id);
	assert_false(policy_scope_has(&scope, &unowned));
}

static void
an_applicant_without_an_application_sees_nothing(void **state)
{
	struct actor actor = { .kind = ACTOR_CUSTOMER };
	struct policy_scope scope;
	(void)state;

	policy_scope(&actor, now_ms, &scope);
	assert_true(scope.none);
	actor.application_id = "";
	policy_scope(&actor, now_ms, &scope);
	assert_true(scope.none);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_caseworker_reads_what_is_hers_and_her_teams),
		cmocka_unit_test(an_act_depends_on_what_one_is_to_the_application),
		cmocka_unit_test(a_conflict_beats_every_role),
		cmocka_unit_test(a_seal_opens_only_for_those_it_names),
		cmocka_unit_test(intake_reads_its_own_for_a_day),
		cmocka_unit_test(an_auditor_reads_all_and_writes_nothing),
		cmocka_unit_test(an_admin_sees_no_case),
		cmocka_unit_test(an_applicant_sees_the_one_application_they_hold_the_code_of),
		cmocka_unit_test(who_reads_as_one_of_the_team_may_act),
		cmocka_unit_test(about_nothing_there_is_nothing_to_read),
		cmocka_unit_test(the_system_s_own_jobs_may_all),
		cmocka_unit_test(a_worker_without_an_id_owns_nothing),
		cmocka_unit_test(an_applicant_without_an_application_sees_nothing),
	};
	return cmocka_run_group_tests_name("domain policy", tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * A denial and an approval that are in order, for a test to put one thing
 * wrong, and what is then found.
 */
#ifndef TESTS_FINDINGS_FIXTURE_H
#define TESTS_FINDINGS_FIXTURE_H

#include "test_domain_case.h"

#include "domain/decision_check.h"

extern struct arena arena;
extern const struct program *snap, *child_care;
extern struct interview interviews[3];
extern struct item_list items;
extern struct fact_record record;
extern struct reason_facts reasons[4];
extern struct decision_amount amounts[2];
extern struct decision_input input;
extern struct decision_findings found;

/* Set-up and teardown of a group: the programs. */
int test_open_programs(void **state);
int test_close_programs(void **state);
/* Set-up of a test.  A denial: two talks missed, two proofs asked for and past
 * due, day 30. */
int test_good_denial(void **state);
int test_good_approval(void **state);

/* given_text: the facts typed, JSON; NULL: none. */
void test_use_reason(size_t index, const char *code, const char *given_text);
void test_check(void);
/* NULL: there is no such STOP. */
const struct finding *test_find_stop(const char *code);
bool test_warns(const char *code);
void test_nothing_found(void);
/* Checks, and finds exactly this one STOP. */
void test_one_stop(const char *code, const char *lifted_by, const char *text);

#define denial_test(test) cmocka_unit_test_setup(test, test_good_denial)
#define approval_test(test) cmocka_unit_test_setup(test, test_good_approval)

#endif

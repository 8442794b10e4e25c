/* SPDX-License-Identifier: Apache-2.0
 *
 * An agency with applications on their way to a decision; Ana has them, Sam and
 * Sue are supervisors.
 */
#ifndef DECISION_FIXTURE_H
#define DECISION_FIXTURE_H

#include "server/service/decision.h"
#include "desk_fixture.h"

enum { FIRST_OF_DECEMBER = 20423, FIRST_OF_JANUARY = FIRST_OF_DECEMBER + 31, OVER_LIMIT_CENTS = 150001 };

struct asking {
	struct decision_request request;
	struct reason_ask reasons[3];
	struct decision_amount amount;
};

/* In Ana's hands, in review, with identity and residence still owed. */
const struct application *test_in_review(const char *name);
const struct application *test_ready(const char *name);
/* Reasons by code; NULL: none. An approval has one amount. */
struct asking *test_ask(const char *id, enum outcome outcome, const char *first, const char *second);
bool test_decide_as(const struct actor *actor, struct asking *asking, const struct decision **ret,
                    struct err *fault);
/* As Ana; fails the test where it is refused. */
const struct rehearsal *test_rehearse(struct asking *asking);
/* NULL: it is none of its STOPs. */
const struct finding *test_stop_of(const struct rehearsal *rehearsal, const char *code);
/* The rehearsal shows the STOP and the decision is refused by its name. */
void test_expect_stop(struct asking *asking, const char *code, const char *lifted_by);

/* A denial because one proof, or every one that was asked for, did not come. */
struct asking *test_deny_for_proof(const char *id, const char *requirement);
struct asking *test_deny_for_all_proof(const char *id);
/* By Ana, over her limit: it waits. */
const struct decision *test_large_approval(const char *name);
bool test_sign_as(const struct actor *actor, const char *decision_id, int64_t version, bool approve,
                  const char *reason, struct err *fault);
/* Does the refusal name this fault of this member? */
bool test_names(const struct err *err, const char *pointer, const char *code);
/* An approval from January on in force, and a denial to replace it that Sam made. */
const struct decision *test_to_be_replaced(const char *name, const struct decision **ret_first);

/* Changes one column of a decision behind the server's back. */
void test_keep(const char *id, const char *column, const char *text);
bool test_rehearse_with(const struct actor *actor, const char *decision_id, bool approve, const char *reason,
                        struct err *err);
bool test_rehearse_signature(const struct actor *actor, const char *decision_id, bool approve, struct err *err);

#endif

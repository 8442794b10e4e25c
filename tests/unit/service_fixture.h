/* SPDX-License-Identifier: Apache-2.0
 *
 * A small agency on a database of its own, for tests of services: two teams,
 * the people who work there, the shipped programs, a fixed day.
 */
#ifndef TESTS_SERVICE_FIXTURE_H
#define TESTS_SERVICE_FIXTURE_H

#include "proto/requests.h"
#include "server/service/agency.h"
#include "server/service/service.h"
#include "store_fixture.h"

struct test_agency {
	struct test_store store;
	struct agency *agency;
	struct arena arena;
	char key_file[420];
	int64_t now_ms; /* moved by the test */
	/* Caseworkers of team t_mid (Davidson, Rutherford); its two supervisors. */
	struct actor ana, ben, sam, sue;
	struct actor eve; /* caseworker of t_east (Knox) */
	struct actor ada, adm, ina;
};

void test_agency_open(struct test_agency *agency);
void test_agency_close(struct test_agency *agency);

/* A call of one person on the version they saw (-1: none named). */
struct call test_call(struct test_agency *agency, const struct actor *actor, int64_t if_match);
/* Around a write: begins a transaction for the call, and ends it; what failed
 * leaves no trace. */
void test_write_begin(struct test_agency *agency, struct call *call, struct txn *txn);
void test_write_end(struct test_agency *agency, struct txn *txn, bool ok);

/* Files a SNAP application of a new customer in Davidson; complete, or with
 * proofs still owed.  The answer lives in the agency's arena. */
const struct application *test_file(struct test_agency *agency, const char *customer_name,
                                    bool complete);
const struct application *test_read(struct test_agency *agency, const struct actor *actor,
                                    const char *id);
/* The item of a requirement; fails the test when there is none. */
const struct missing_item *test_item(const struct application *application,
                                     const char *requirement);
bool test_may(const struct application *application, const char *act);

/* Runs an act as somebody, in a transaction; "version" is what they saw. */
#define TEST_ACT(agency_, actor_, version_, err_, expression_)                    \
	({                                                                        \
		struct call call = test_call(agency_, actor_, version_);          \
		struct txn txn_;                                                  \
		*(err_) = (struct err) { .code = ERR_NONE };                      \
		test_write_begin(agency_, &call, &txn_);                          \
		bool ok_ = (expression_);                                         \
		test_write_end(agency_, &txn_, ok_);                              \
		ok_;                                                              \
	})

#endif

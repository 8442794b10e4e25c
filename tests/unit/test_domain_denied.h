/* SPDX-License-Identifier: Apache-2.0
 *
 * The application of test_domain_case.h as it stands to be denied: two talks
 * missed, two proofs not sent; the facts of its reasons, and the reasons named.
 */
#ifndef TEST_DOMAIN_DENIED_H
#define TEST_DOMAIN_DENIED_H

#include "test_domain_case.h"

#include "domain/render.h"

/* Each test program has its own. */
static struct arena arena = ARENA_INIT;

static const struct program *snap;

static struct application application;

static struct customer customer;

static struct address address;

static struct interview interviews[2];

static struct item_list items;

static struct fact_record record;

/* For a test to change a thing of. */
static inline void
set_up_case(void)
{
	address = (struct address){ "12 Elm St", "Apt 4", "Nashville", "TN", "37201" };
	customer = (struct customer){ .name = "Nguyen Thi Hoa", .address = &address };
	application = (struct application){ .number = "A-26-000412",
		.filed_on = test_date("2025-11-12"),
		.due_on = test_date("2025-12-12") };
	interviews[0] = (struct interview){ 1, test_instant("2025-11-16T16:00:00Z"), "phone",
		INTERVIEW_MISSED, NULL };
	interviews[1] = (struct interview){ 2, test_instant("2025-11-21T21:30:00Z"), "phone",
		INTERVIEW_MISSED, NULL };
	items = test_items(&arena, snap, CASE_ANSWERS, NULL, interviews, 2);
	test_accept_all(&items);
	test_set(&items, "pay_stubs", 0, ITEM_REQUESTED, "2025-11-17", "2025-11-27");
	test_set(&items, "rent_proof", 0, ITEM_REQUESTED, "2025-11-17", "2025-11-27");
	record = (struct fact_record){ .program = snap,
		.language = "en",
		.filed_on = application.filed_on,
		.today = test_date("2025-12-12"),
		.zone = ZONE_CENTRAL,
		.items = items.at,
		.item_count = items.count,
		.interviews = interviews,
		.interview_count = 2,
		.household_size = 3 };
}

/* given_text: the facts typed, JSON; NULL: none. */
static inline void
read_reason(struct reason_facts *facts, const char *code, const char *given_text)
{
	struct json *given = given_text ? test_json(&arena, given_text) : NULL;
	const struct program_reason *reason = program_find_reason(snap, code);
	struct err err = { 0 };

	assert_non_null(reason);
	if (!facts_read(facts, &arena, reason, given, &record, "/reasons/0/facts", &err))
		fail_msg("%s: %s %s", code, err.fields[0].pointer, err.fields[0].code);
	json_free(given);
}

/* Both talks missed, and both proofs not sent. */
static inline void
name_reasons(struct named_list *named, const char *language)
{
	struct reason_facts facts[2];
	struct err err = { 0 };

	read_reason(&facts[0], "D07", NULL);
	read_reason(&facts[1], "D08", NULL);
	if (!render_named(named, &arena, snap, facts, 2, language, &err))
		fail_msg("%s", err.detail);
}

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * One SNAP application for the tests: a home of three, one job, rent; filed
 * 2025-11-12 in Davidson County.
 */
#ifndef TEST_DOMAIN_CASE_H
#define TEST_DOMAIN_CASE_H

#include "test_domain.h"

#include "domain/completeness.h"
#include "domain/facts.h"

#define USD(text) "{'amount':'" text "','currency':'USD'}"
#define CASE_PERSON(name, relation, born, disabled)                                                 \
	"{'name':'" name "','relation':'" relation "','born_on':'" born                             \
	"','eats_with_you':true,'status':'citizen','ssn':'has','disabled':" disabled ",'student':false}"
#define CASE_ANSWERS                                                                                \
	"{'month_income':" USD("1842.00") ",'cash':" USD("310.00") ",'rent':" USD("910.00")          \
	",'utilities':" USD("120.00") ",'migrant':false,'homeless':false,'household':["              \
	CASE_PERSON("Nguyen Thi Hoa", "self", "1961-03-04", "false") ","                             \
	CASE_PERSON("Nguyen Van Binh", "spouse", "1958-07-19", "true") ","                           \
	CASE_PERSON("Linh Nguyen", "child", "2009-02-11", "false") "],"                              \
	"'anyone_works':true,'jobs':[{'person':'Nguyen Thi Hoa','employer':'Acme Foods',"             \
	"'pay_every':'two_weeks','gross':" USD("921.00") ",'last_period_ended':'2025-11-10'}],"      \
	"'anyone_self_employed':false,'anyone_other_income':false,'care_cost':" USD("0.00")          \
	",'support_paid':" USD("0.00") ",'medical_cost':" USD("0.00")                                \
	",'rights_read':true,'signature':'Nguyen Thi Hoa'}"

/* The items of some answers; fails the test when there is an error. */
static inline struct item_list
test_items(struct arena *arena, const struct program *program, const char *answers_text,
	const struct item_list *known, const struct interview *interviews, size_t interview_count)
{
	struct json *answers = test_json(arena, answers_text);
	struct completeness_input input = {
		.program = program,
		.answers = answers,
		.customer_name = "Nguyen Thi Hoa",
		.filed_on = test_date("2025-11-12"),
		.language = "en",
		.known = known ? known->at : NULL,
		.known_count = known ? known->count : 0,
		.interviews = interviews,
		.interview_count = interview_count,
	};
	struct item_list items;
	struct err err = { 0 };

	if (!completeness_items(&items, arena, &input, &err))
		fail_msg("%s", err.detail);
	json_free(answers);
	return items;
}

/* The index-th item of a requirement; NULL when there is none. */
static inline struct missing_item *
test_item(const struct item_list *items, const char *requirement, size_t index)
{
	for (size_t i = 0; i < items->count; i++)
		if (str_eq(items->at[i].requirement, requirement) && index-- == 0)
			return &items->at[i];
	return NULL;
}

static inline void
test_set(const struct item_list *items, const char *requirement, size_t index, enum item_state state,
	const char *requested, const char *due)
{
	struct missing_item *item = test_item(items, requirement, index);

	if (!item)
		fail_msg("no item %s %zu", requirement, index);
	item->state = state;
	item->requested_on = requested ? test_date(requested) : DATE_NONE;
	item->due_on = due ? test_date(due) : DATE_NONE;
}

static inline void
test_accept_all(const struct item_list *items)
{
	for (size_t i = 0; i < items->count; i++)
		items->at[i].state = ITEM_ACCEPTED;
}

static inline int64_t
test_instant(const char *text)
{
	int64_t at_ms;

	if (!instant_from_text(text, &at_ms))
		fail_msg("no instant: %s", text);
	return at_ms;
}

#endif

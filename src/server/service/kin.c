/* SPDX-License-Identifier: Apache-2.0
 *
 * Households.
 */
#include "server/service/kin.h"

#include "base/str.h"
#include "domain/answer_list.h"
#include "domain/answers.h"
#include "domain/policy.h"
#include "server/store/household.h"
#include "server/store/seal.h"

enum { KIN_MAX = ANSWER_LIST_MAX, POINTER_BYTES = 64 };

/* ---- what a worker says ---- */

bool
kin_may_find(struct call *call, const struct customer_record *record)
{
	assert(call && record);
	struct policy_subject *subjects;
	size_t count = customer_subjects(call->db, record, call->arena, &subjects);

	if (call->actor->kind == ACTOR_WORKER
		&& seal_shuts_out(call->db, call->actor->id, record->customer.id, record->sealed))
		return false;
	for (size_t i = 0; i < count; i++)
		if (policy_allows(call->actor, POLICY_SEARCH_CUSTOMER, &subjects[i], call->now_ms))
			return true;
	return false;
}

/* By a conflict or a seal, as both are now. */
static bool
is_shut_out(struct call *call, const char *id)
{
	struct customer_record other;

	return call->actor->kind == ACTOR_WORKER && !str_empty(id)
		&& customer_read_line(call->db, id, call->arena, &other)
		&& seal_shuts_out(call->db, call->actor->id, other.customer.id, other.sealed);
}

static bool
names(const struct customer *customer, const char *id)
{
	for (size_t i = 0; customer && i < customer->household.count; i++)
		if (str_eq(customer->household.at[i].customer_id, id))
			return true;
	return false;
}

bool
kin_fits(struct call *call, const struct customer *before, const struct customer *given, const char *at,
         struct err *err)
{
	assert(call && given && at && err);
	bool ok = true;

	for (size_t i = 0; i < given->household.count; i++) {
		const char *id = given->household.at[i].customer_id;
		struct customer_record other;
		char pointer[POINTER_BYTES];

		if (str_empty(id) || (names(before, id) && !is_shut_out(call, id)))
			continue;
		snprintf(pointer, sizeof pointer, "%s/household/%zu/customer_id", at, i);
		if (!customer_read(call->db, id, call->arena, &other) || !kin_may_find(call, &other)) {
			if (db_take_failure(call->db, err))
				return false;
			ok = err_field(err, pointer, "unknown", "There is no such customer.");
		} else if (before && str_eq(other.customer.id, before->id)) {
			ok = err_field(err, pointer, "same", "That is this record itself.");
		}
	}
	return ok;
}

static bool
same_member(const struct household_member *one, const struct household_member *other)
{
	return str_eq(one->name, other->name) && str_eq(one->relation, other->relation)
		&& one->born_on == other->born_on;
}

static bool
same_household(const struct customer *one, const struct customer *other)
{
	if (one->household.count != other->household.count)
		return false;
	for (size_t i = 0; i < one->household.count; i++) {
		const struct household_member *a = &one->household.at[i], *b = &other->household.at[i];

		if (!str_eq(a->customer_id, b->customer_id) || !same_member(a, b))
			return false;
	}
	return true;
}

/* Copies: what was asked for and what is on record stay as they are. */
static void
set_household(struct call *call, struct customer *customer, const struct household_member *members, size_t count)
{
	customer->household.at = arena_array(call->arena, count, sizeof *members);
	customer->household.count = count;
	for (size_t i = 0; i < count; i++)
		customer->household.at[i] = members[i];
}

void
kin_show(struct call *call, struct customer *customer)
{
	assert(call && customer);
	set_household(call, customer, customer->household.at, customer->household.count);
	for (size_t i = 0; i < customer->household.count; i++)
		if (is_shut_out(call, customer->household.at[i].customer_id))
			customer->household.at[i].customer_id = NULL;
}

/* Nobody takes away what they were not shown. */
static void
keep_unseen(struct call *call, const struct customer *before, struct customer *now)
{
	for (size_t i = 0; i < before->household.count; i++) {
		const struct household_member *member = &before->household.at[i];
		bool is_kept = !is_shut_out(call, member->customer_id);

		for (size_t j = 0; j < now->household.count && !is_kept; j++) {
			struct household_member *same = &now->household.at[j];

			is_kept = str_empty(same->customer_id) && same_member(same, member);
			if (is_kept)
				same->customer_id = member->customer_id;
		}
	}
}

bool
kin_change(struct call *call, struct customer *customer, const struct household_member *members, size_t count)
{
	assert(call && customer);
	const struct customer before = *customer;

	set_household(call, customer, members, count);
	keep_unseen(call, &before, customer);
	if (call->actor->kind == ACTOR_CUSTOMER)
		kin_link(call, customer);
	return !same_household(&before, customer);
}

/* ---- what an applicant says ---- */

void
kin_of_answers(struct call *call, const struct program *program, const struct json *answers,
               struct customer *ret)
{
	assert(call && program && ret);
	const struct json *persons = program->persons ? json_get(answers, program->persons) : NULL;
	struct household_member *members = arena_array(call->arena, KIN_MAX, sizeof *members);
	size_t count = 0;

	for (const struct json *at = json_first(persons); at && count < KIN_MAX; at = json_next(at)) {
		const char *relation = answer_given_text(call->arena, at, "relation"), *name = answer_given_text(call->arena, at, "name");

		if (!name || str_eq(relation, "self"))
			continue;
		members[count++] = (struct household_member) { .name = name, .relation = relation,
			                                       .born_on = answer_given_date(at, "born_on") };
	}
	ret->household.at = members;
	ret->household.count = count;
}

static bool
same_place(const struct address *one, const struct address *other)
{
	return one && other && !str_empty(one->line1) && !str_empty(one->zip) && str_eq(one->line1, other->line1)
		&& str_eq(one->line2, other->line2) && str_eq(one->zip, other->zip);
}

void
kin_link(struct call *call, struct customer *customer)
{
	assert(call && customer);
	for (size_t i = 0; i < customer->household.count; i++) {
		struct household_member *member = &customer->household.at[i];
		struct customer_record other;
		const char *id;

		if (!str_empty(member->customer_id) || member->born_on == DATE_NONE)
			continue;
		id = household_only(call->db, member->name, member->born_on, customer->id, call->arena);
		/* Who is sealed or hides where they live is linked by nobody's guess. */
		if (id && customer_read(call->db, id, call->arena, &other) && !other.sealed
			&& !other.customer.address_hidden && !customer->address_hidden
			&& (str_same_digits(customer->phone, other.customer.phone, PHONE_ALIKE_DIGITS)
				|| same_place(customer->address, other.customer.address)))
			member->customer_id = id;
	}
}

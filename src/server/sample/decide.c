/* SPDX-License-Identifier: Apache-2.0
 *
 * Decisions of the sample's workers, stated as a client would state them.
 */
#include <inttypes.h>

#include "base/str.h"
#include "domain/facts.h"
#include "server/sample/dialogue.h"
#include "server/sample/life.h"
#include "server/service/agency.h"
#include "server/service/approval.h"
#include "server/service/decision.h"
#include "server/store/application.h"
#include "server/store/interview.h"
#include "server/store/missing_item.h"

enum { STATEMENT_ROOM = 16 * 1024, MONTHS_DAYS = 182, LARGE_PERCENT = 4, REASONS_ROOM = 4 };

static const char *
fact_text(struct life *life, const struct program_fact *fact, const struct household *household)
{
	char date[DATE_TEXT_MAX];
	civil_date today = zone_date(household->place->zone, life->world->txn.now_ms);
	bool is_limit = strstr(fact->name, "limit") || str_eq(fact->name, "cns") ||
		str_eq(fact->name, "gis");
	switch (fact->type) {
	case FACT_MONEY:
		return arena_printf(life->arena, "{\"amount\":\"%d.00\",\"currency\":\"USD\"}",
			is_limit ? 2888
				: str_eq(fact->name, "copay")
				? (int)dice_between(&life->dice, 4, 60)
				: (int)dice_between(&life->dice, 2900, 4100));
	case FACT_NUMBER:
		return arena_printf(life->arena, "%zu", household->count);
	case FACT_DATE:
		if (str_eq(fact->name, "end") || str_eq(fact->name, "until"))
			today += MONTHS_DAYS;
		return arena_printf(life->arena, "\"%s\"", date_to_text(today, date));
	case FACT_PERSON: {
		struct buf quoted = BUF_INIT(1024);
		const char *name = household->people[household->count - 1].name;
		json_quote(&quoted, name, strlen(name));
		const char *text = arena_strdup(life->arena, quoted.data);
		buf_done(&quoted);
		return text;
	}
	case FACT_TEXT:
		return "\"Sunny Side Family Day Home\"";
	default:
		return "[]";
	}
}

/* What the record does not hold the worker types. */
static const char *
typed_facts(
	struct life *life, const struct program_reason *reason, const struct household *household)
{
	const char *facts = "";
	for (size_t i = 0; i < reason->facts.count; i++)
		if (reason->facts.at[i].source == FACT_FROM_WORKER)
			facts = arena_printf(life->arena, "%s%s\"%s\":%s", facts, *facts ? "," : "",
				reason->facts.at[i].name,
				fact_text(life, &reason->facts.at[i], household));
	return arena_printf(life->arena, "{%s}", facts);
}

static void
add_reason(struct life *life, struct decision_request *request, const struct program_reason *reason,
	const struct household *household)
{
	assert(request->reasons.count < REASONS_ROOM);
	request->reasons.at[request->reasons.count++] =
		(struct reason_ask){ reason->code, typed_facts(life, reason, household) };
}

static const char *
state(struct life *life, const struct decision_request *request)
{
	char date[DATE_TEXT_MAX];
	struct buf text = BUF_INIT(STATEMENT_ROOM);
	struct json_out out = JSON_OUT(&text);
	json_begin_object(&out, NULL);
	json_put_text(&out, "application_id", request->application_id);
	json_put_int(&out, "application_version", request->application_version);
	json_put_text(
		&out, "outcome", request->outcome == OUTCOME_APPROVED ? "approved" : "denied");
	json_begin_list(&out, "reasons");
	for (size_t i = 0; i < request->reasons.count; i++) {
		json_begin_object(&out, NULL);
		json_put_text(&out, "code", request->reasons.at[i].code);
		json_put_raw(&out, "facts", request->reasons.at[i].facts);
		json_end_object(&out);
	}
	json_end_list(&out);
	json_begin_list(&out, "amounts");
	for (size_t i = 0; i < request->amounts.count; i++) {
		const struct decision_amount *amount = &request->amounts.at[i];
		json_begin_object(&out, NULL);
		json_put_text(&out, "from", date_to_text(amount->from, date));
		if (amount->to != DATE_NONE)
			json_put_text(&out, "to", date_to_text(amount->to, date));
		json_begin_object(&out, "amount");
		json_put_text(&out, "amount",
			arena_printf(life->arena, "%" PRId64 ".%02" PRId64, amount->amount / 100,
				amount->amount % 100));
		json_put_text(&out, "currency", "USD");
		json_end_object(&out);
		json_end_object(&out);
	}
	json_end_list(&out);
	json_put_text(&out, "rationale", request->rationale);
	json_end_object(&out);
	const char *copy = arena_strdup(life->arena, text.data);
	buf_done(&text);
	return copy;
}

static bool
decide(struct life *life, struct call *call, struct decision_request *request, struct err *err)
{
	struct err why = { 0 };
	const struct decision *decision;
	request->application_id = life->id;
	request->application_version = call->if_match;
	request->rationale = dialogue_rationale(&life->dice, request->outcome == OUTCOME_APPROVED);
	call->statement = state(life, request);
	return life_went(life, decision_make(call, life->id, request, &decision, &why), &why, err);
}

static const struct program_reason *
find_reason(struct life *life, const struct program *program, enum reason_kind kind,
	bool for_inaction, bool for_interview)
{
	const struct program_reason *found[REASONS_MAX];
	size_t count = 0;
	for (size_t i = 0; i < program->reasons.count && count < countof(found); i++) {
		const struct program_reason *reason = &program->reasons.at[i];
		if (reason->kind == kind && reason->for_inaction == for_inaction &&
			reason->for_interview == for_interview)
			found[count++] = reason;
	}
	/* The first is the usual one. */
	return count == 0                       ? NULL
		: dice_percent(&life->dice, 60) ? found[0]
						: found[dice_roll(&life->dice, count)];
}

static const struct program *
program_of(struct life *life)
{
	return agency_program(life->world->agency, life->plan->program_id, 0);
}

bool
life_approve(struct life *life, struct err *err)
{
	const struct program *program = program_of(life);
	struct reason_ask asks[REASONS_ROOM];
	struct decision_amount amount;
	struct decision_request request = { .outcome = OUTCOME_APPROVED };
	struct household household;
	struct call call = life_call(life, cast_actor(life->world, life->plan->worker));
	const struct program_reason *usual = program_find_reason(program, "A01");

	assert(usual);
	household_of(life->world, life->plan->customer, life->arena, &household);
	request.reasons.at = asks;
	add_reason(life, &request, usual, &household);
	if (program->has_amounts) {
		civil_date today = zone_date(household.place->zone, call.now_ms);
		int64_t dollars = dice_percent(&life->dice, LARGE_PERCENT)
			? 1523
			: dice_between(&life->dice, 24, 180 + 160 * (int64_t)household.count);
		amount = (struct decision_amount){ today, today + MONTHS_DAYS, dollars * 100 };
		request.amounts.at = &amount;
		request.amounts.count = 1;
	}
	return decide(life, &call, &request, err);
}

/* Names what was asked for and did not come, and the interviews missed. */
static void
add_inaction(struct life *life, struct call *call, const struct program *program,
	struct decision_request *request, const struct household *household)
{
	struct missing_item_row *items;
	struct interview *interviews;
	civil_date today = zone_date(household->place->zone, call->now_ms);
	size_t late = 0, missed = 0;
	size_t count = missing_item_list(call->db, life->id, life->arena, &items);
	for (size_t i = 0; i < count; i++)
		late += item_is_past_due(&items[i].item, today);
	count = interview_list(call->db, life->id, life->arena, &interviews);
	for (size_t i = 0; i < count; i++)
		missed += interviews[i].state == INTERVIEW_MISSED;

	const struct program_reason *interview =
		find_reason(life, program, REASON_DENY, true, true);
	const struct program_reason *proof = find_reason(life, program, REASON_DENY, true, false);
	if (interview && program->clocks.interviews_offered > 0 &&
		missed >= (size_t)program->clocks.interviews_offered)
		add_reason(life, request, interview, household);
	if (proof && late > 0)
		add_reason(life, request, proof, household);
}

bool
life_deny(struct life *life, bool for_inaction, struct err *err)
{
	const struct program *program = program_of(life);
	struct reason_ask asks[REASONS_ROOM];
	struct decision_request request = { .outcome = OUTCOME_DENIED };
	struct household household;
	struct call call = life_call(life, cast_actor(life->world, life->plan->worker));

	household_of(life->world, life->plan->customer, life->arena, &household);
	request.reasons.at = asks;
	if (for_inaction) {
		add_inaction(life, &call, program, &request, &household);
	} else {
		const struct program_reason *reason =
			find_reason(life, program, REASON_DENY, false, false);
		if (reason)
			add_reason(life, &request, reason, &household);
	}
	return request.reasons.count == 0 || decide(life, &call, &request, err);
}

bool
life_second(struct life *life, struct err *err)
{
	struct application_row row;
	struct decision_row waiting;
	struct err why = { 0 };
	const struct decision *decision;
	const struct world *world = life->world;
	struct call call = life_call(
		life, cast_actor(life->world, cast_supervisor(world, life->plan->worker->team)));
	if (!application_row_find(call.db, life->id, life->arena, &row) ||
		row.queue.status != APPLICATION_AWAITING_SECOND_APPROVAL ||
		!decision_find(call.db, row.decision_id, life->arena, &waiting))
		return true;
	call.if_match = waiting.decision.version;
	struct approval_request request = { .approve = true };
	return life_went(life, decision_approve(&call, row.decision_id, &request, &decision, &why),
		&why, err);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The checks before a decision.  Each is one question; what it finds is a row
 * of findings.def.  Most of them exist because agencies were sued for what
 * they would have caught: proof called missing that was on file, interviews
 * never offered, denials before the household's days had passed.
 */
#include "domain/decision_check.h"

#include <limits.h>

#include "base/str.h"
#include "domain/advice_check.h"
#include "domain/completeness.h"
#include "domain/deadline.h"
#include "domain/finding.h"
#include "domain/served_check.h"

/* ---- reasons and their facts ---- */

/* A fact the worker typed stands, but not without a word where the record differs. */
static void
check_facts(struct check *check, const struct reason_facts *facts)
{
	const struct decision_input *input = check->input;

	for (size_t i = 0; i < facts->count; i++) {
		const struct fact *fact = &facts->facts[i];
		const char *label =
			program_say(input->program, &fact->of->label, reader_language(check), NULL);
		struct fact held;

		if (!fact->is_given) {
			find_it(check, FINDING_FACT_MISSING,
				(struct particulars){
					.code = facts->reason->code, .label = label });
			continue;
		}
		/* Items have checks of their own, which say more. */
		if (fact->is_of_record || fact->of->type == FACT_ITEMS ||
			!fact_of_record(
				&held, check->arena, fact->of, input->record, reason_items(facts)))
			continue;
		if (!fact_equal(fact, &held))
			find_it(check, FINDING_FACT_DIFFERS,
				(struct particulars){ .code = facts->reason->code,
					.label = label,
					.recorded = fact_text(check, &held) });
	}
}

static void
check_reasons(struct check *check)
{
	const struct decision_input *input = check->input;
	enum reason_kind wanted = input->outcome == OUTCOME_APPROVED ? REASON_APPROVE : REASON_DENY;

	if (input->reason_count == 0)
		find_it(check, FINDING_NO_REASON, (struct particulars){ 0 });
	for (size_t i = 0; i < input->reason_count; i++) {
		const struct reason_facts *facts = &input->reasons[i];
		const char *code = facts->reason->code;

		if (facts->reason->kind != wanted &&
			!(input->is_superseding && facts->reason->kind == REASON_REDUCE))
			find_it(check, FINDING_WRONG_KIND, (struct particulars){ .code = code });
		for (size_t j = 0; j < i; j++)
			if (input->reasons[j].reason == facts->reason)
				find_it(check, FINDING_REASON_TWICE,
					(struct particulars){ .code = code });
		check_facts(check, facts);
	}
}

/* ---- inaction ---- */

static bool
names_item(const struct fact *named, const struct missing_item *item)
{
	for (size_t i = 0; named && i < named->items.count; i++)
		if (str_eq(named->items.at[i]->id, item->id))
			return true;
	return false;
}

/* What the agency first did too late to leave all the days before the first day
 * of a denial gets as many days again before it is the customer's to have been
 * late (7 CFR 273.2(h)(3)). */
static void
check_in_time(struct check *check, enum finding_id id, struct particulars of, civil_date asked_on)
{
	const struct decision_input *input = check->input;
	civil_date first = deadline_inaction(input->program, input->record->filed_on);

	if (deadline_proof(input->program, asked_on) <= first ||
		input->record->today > first + input->program->clocks.inaction_days)
		return;
	of.date = asked_on;
	of.day = input->program->clocks.proof_days;
	find_it(check, id, of);
}

/* One item a denial calls missing: was it asked for, is its date past, is it here?
 * What came and is not enough answered the letter that asked; what is wrong with
 * it the customer has to be told, with days to mend it (7 CFR 273.2(f)(5)). */
static void
check_named_item(struct check *check, const char *code, const struct missing_item *item)
{
	struct particulars of = {
		.code = code, .item = name_item(check, item), .date = item->due_on
	};

	if (item->state == ITEM_ACCEPTED)
		find_it(check, FINDING_ITEM_ACCEPTED, of);
	else if (item->state == ITEM_RECEIVED)
		find_it(check, FINDING_ON_FILE, of);
	else if (item->state == ITEM_INSUFFICIENT)
		find_it(check, FINDING_NOT_ENOUGH, of);
	else if (item->requested_on == DATE_NONE || item->due_on == DATE_NONE)
		find_it(check, FINDING_NOT_REQUESTED, of);
	else if (item->due_on >= check->input->record->today)
		find_it(check, FINDING_NOT_PAST_DUE, of);
	else {
		check_served(check, of, item);
		check_in_time(check, FINDING_ASKED_TOO_LATE, of, item->requested_on);
	}
}

/*
 * Exactly what was asked for and is past due: one item too many is untrue, one
 * too few sends the customer to mend half and be denied again.
 */
static void
check_named_items(struct check *check, const struct reason_facts *facts)
{
	const struct fact_record *record = check->input->record;
	const struct fact *named = reason_items(facts);
	const char *code = facts->reason->code;

	if (!named || named->items.count == 0)
		find_it(check, FINDING_NAMES_NOTHING, (struct particulars){ .code = code });
	for (size_t i = 0; named && i < named->items.count; i++)
		check_named_item(check, code, named->items.at[i]);
	for (size_t i = 0; i < record->item_count; i++)
		if (item_is_past_due(&record->items[i], record->today) &&
			record->items[i].cured_by == CURED_BY_APPLICANT &&
			!names_item(named, &record->items[i]))
			find_it(check, FINDING_LEFT_OUT,
				(struct particulars){ .code = code,
					.item = name_item(check, &record->items[i]) });
}

/* Two were offered and missed, and none was held or is still to come. */
static void
check_interviews(struct check *check, const char *code)
{
	const struct fact_record *record = check->input->record;
	int needed = check->input->program->clocks.interviews_offered;
	int missed = 0;
	civil_date earliest = DATE_NONE;

	for (size_t i = 0; i < record->interview_count; i++) {
		const struct interview *interview = &record->interviews[i];
		civil_date on = zone_date(record->zone, interview->at_ms);
		struct particulars of = { .code = code };

		if (interview->state == INTERVIEW_HELD || interview->state == INTERVIEW_WAIVED)
			find_it(check, FINDING_INTERVIEW_HELD, of);
		if (interview->state == INTERVIEW_SET) {
			of.date = on;
			find_it(check, FINDING_INTERVIEW_SET, of);
		}
		if (interview->at_ms > 0 && (earliest == DATE_NONE || on < earliest))
			earliest = on;
		missed += interview->state == INTERVIEW_MISSED;
	}
	if (missed < needed)
		find_it(check, FINDING_INTERVIEWS_OFFERED,
			(struct particulars){ .code = code, .count = missed, .needed = needed });
	else
		check_talks_served(check, code, missed);
	if (missed >= needed && earliest != DATE_NONE)
		check_in_time(check, FINDING_AGENCY_DELAY, (struct particulars){ .code = code }, earliest);
}

/* Codes for inaction as one word: "D07 D08". */
static const char *
inaction_codes(struct check *check)
{
	const char *codes = NULL;

	for (size_t i = 0; i < check->input->reason_count; i++) {
		const struct program_reason *reason = check->input->reasons[i].reason;

		if (reason->for_inaction)
			codes = codes ? arena_printf(check->arena, "%s %s", codes, reason->code)
				      : reason->code;
	}
	return codes;
}

static void
check_inaction(struct check *check)
{
	const struct decision_input *input = check->input;
	const struct fact_record *record = input->record;
	civil_date first = deadline_inaction(input->program, record->filed_on);
	const char *codes = inaction_codes(check);

	if (!codes)
		return;
	if (record->today < first)
		find_it(check, FINDING_TOO_EARLY,
			(struct particulars){ .code = codes,
				.day = input->program->clocks.inaction_days,
				.date = first });
	for (size_t i = 0; i < input->reason_count; i++) {
		const struct program_reason *reason = input->reasons[i].reason;

		if (!reason->for_inaction)
			continue;
		if (reason->for_interview)
			check_interviews(check, reason->code);
		else
			check_named_items(check, &input->reasons[i]);
	}
}

/* ---- what nobody looked at ---- */

static bool
may_be_called_missing(const struct decision_input *input, const struct unseen *unseen)
{
	if (!unseen->is_document)
		return false;
	for (size_t i = 0; i < input->reason_count; i++) {
		const struct program_reason *reason = input->reasons[i].reason;
		const struct fact *named = reason_items(&input->reasons[i]);

		if (input->outcome != OUTCOME_DENIED || reason->for_interview || !named)
			continue;
		if (!unseen->item_id)
			return true; /* filed under nothing: it could be any of them */
		for (size_t j = 0; j < named->items.count; j++)
			if (str_eq(named->items.at[j]->id, unseen->item_id))
				return true;
	}
	return false;
}

/* What came and was not looked at may be the very thing the denial misses. */
static void
check_unseen(struct check *check)
{
	const struct decision_input *input = check->input;

	for (size_t i = 0; i < input->unseen_count; i++)
		find_it(check,
			may_be_called_missing(input, &input->unseen[i])
				? FINDING_UNSEEN_CALLED_MISSING
				: FINDING_NOT_LOOKED_AT,
			(struct particulars){ .what = input->unseen[i].what });
}

/* ---- approval ---- */

/* The gate; what an expedited application may prove later is only pointed out. */
static void
check_complete(struct check *check)
{
	const struct decision_input *input = check->input;
	const struct fact_record *record = input->record;
	struct buf blocking = BUF_INIT(FINDING_TEXT_MAX), waiting = BUF_INIT(FINDING_TEXT_MAX);

	for (size_t i = 0; i < record->item_count; i++) {
		const struct missing_item *item = &record->items[i];
		struct buf *list =
			item_blocks(input->program, item, record->expedited) ? &blocking : &waiting;

		if (item->state != ITEM_ACCEPTED)
			buf_printf(list, "%s%s", list->len ? "; " : "", name_item(check, item));
	}
	if (blocking.len)
		find_it(check, FINDING_NOT_COMPLETE,
			(struct particulars){ .items = blocking.data });
	if (waiting.len)
		find_it(check, FINDING_NOT_PROVED_YET,
			(struct particulars){ .items = waiting.data });
	buf_done(&blocking);
	buf_done(&waiting);
}

/* A first month may be named by its first day: its benefit is of the days from
 * filing on all the same (7 CFR 273.10(a)(1)(ii)). */
static bool
begins_before(const struct decision_amount *amount, civil_date filed_on)
{
	int year, month, day;

	if (amount->from == DATE_NONE || filed_on == DATE_NONE)
		return false;
	date_split(filed_on, &year, &month, &day);
	return amount->from < filed_on && amount->from != date_make(year, month, 1);
}

/* The days between two amounts would go unpaid, and no letter would say so. */
static void
check_gap(struct check *check, size_t index)
{
	const struct decision_amount *amount = &check->input->amounts[index];
	civil_date ended = index ? amount[-1].to : DATE_NONE;

	if (ended != DATE_NONE && amount->from > ended + 1)
		find_it(check, FINDING_AMOUNT_GAP,
			(struct particulars){ .number = (int64_t)index + 1, .date = ended + 1 });
}

/* Its approval says until when help goes on; one that is paid once does not. */
static bool
certifies_a_period(const struct program *program)
{
	for (size_t i = 0; i < program->reasons.count; i++) {
		const struct program_reason *reason = &program->reasons.at[i];

		for (size_t j = 0; reason->kind == REASON_APPROVE && j < reason->facts.count; j++)
			if (reason->facts.at[j].source == FACT_FROM_BENEFIT_TO)
				return true;
	}
	return false;
}

static bool
is_same_month(civil_date a, civil_date b)
{
	int year, month, other_year, other_month, day;

	date_split(a, &year, &month, &day);
	date_split(b, &other_year, &other_month, &day);
	return year == other_year && month == other_month;
}

/* The month of filing alone is most often one whose later months were not typed. */
static void
check_goes_on(struct check *check)
{
	const struct decision_input *input = check->input;
	if (input->amount_count == 0)
		return;
	const struct decision_amount *first = input->amounts;
	const struct decision_amount *last = &first[input->amount_count - 1];

	if (first->from == DATE_NONE || last->to < first->from ||
		!is_same_month(first->from, last->to) || !certifies_a_period(input->program))
		return;
	find_it(check, FINDING_ONE_MONTH_ONLY, (struct particulars){ .date = last->to });
}

/* Months in order, without overlap or gap, and no benefit below zero. */
static void
check_amounts(struct check *check)
{
	const struct decision_input *input = check->input;

	if (input->outcome == OUTCOME_DENIED) {
		if (input->amount_count > 0)
			find_it(check, FINDING_AMOUNT_ON_DENIAL, (struct particulars){ 0 });
		return;
	}
	if (input->program->has_amounts && input->amount_count == 0)
		find_it(check, FINDING_NO_AMOUNT, (struct particulars){ 0 });
	for (size_t i = 0; i < input->amount_count; i++) {
		const struct decision_amount *amount = &input->amounts[i];
		const struct decision_amount *before = i ? amount - 1 : NULL;
		bool follows = !before || (before->to != DATE_NONE && amount->from > before->to);

		if (amount->amount < 0 || amount->from == DATE_NONE || !follows ||
			(amount->to != DATE_NONE && amount->to < amount->from))
			find_it(check, FINDING_BAD_AMOUNT,
				(struct particulars){ .number = (int64_t)i + 1 });
		check_gap(check, i);
		if (begins_before(amount, input->record->filed_on))
			find_it(check, FINDING_BEFORE_FILING,
				(struct particulars){ .number = (int64_t)i + 1, .date = input->record->filed_on });
	}
	check_goes_on(check);
}

/* ---- what is taken away ---- */

/* The day its letter names, which for an end is all that says when it begins. */
static civil_date
less_from(const struct decision_input *input)
{
	civil_date from = input->less_from;
	bool has_own = input->outcome == OUTCOME_APPROVED && from != DATE_NONE;

	for (size_t i = 0; i < input->reason_count; i++) {
		const struct reason_facts *facts = &input->reasons[i];

		for (size_t j = 0; facts->reason->kind == REASON_REDUCE && j < facts->count; j++)
			if (facts->facts[j].of->type == FACT_DATE && facts->facts[j].is_given &&
				(!has_own || facts->facts[j].date < from))
				from = facts->facts[j].date;
	}
	return from;
}

/* The law's exceptions rest on what only a person knows, a death or a move, so
 * that a supervisor can lift it (7 CFR 273.13(a)(1), (b)). */
static void
check_less(struct check *check)
{
	const struct decision_input *input = check->input;
	civil_date from = input->is_superseding ? less_from(input) : DATE_NONE;
	civil_date first = deadline_adverse_action(input->record->today);

	if (from != DATE_NONE && from < first)
		find_it(check, FINDING_LESS_TOO_SOON,
			(struct particulars){ .date = first, .day = KEEP_BENEFITS_DAYS });
}

/* ---- letter and file ---- */

static void
check_letter(struct check *check)
{
	const struct decision_input *input = check->input;
	const char *language = input->customer_language;

	if (!input->notice_can_be_addressed)
		find_it(check,
			input->outcome == OUTCOME_DENIED ? FINDING_UNADDRESSED : FINDING_NO_ADDRESS,
			(struct particulars){ 0 });
	if (str_empty(input->rationale))
		find_it(check, FINDING_NO_RATIONALE, (struct particulars){ 0 });
	if (!str_empty(language) && program_language(input->program, language) < 0)
		find_it(check, FINDING_WORDING_FELL_BACK,
			(struct particulars){ .language = language,
				.instead = program_language_for(input->program, language) });
}

void
decision_check(
	struct decision_findings *ret, struct arena *arena, const struct decision_input *input)
{
	struct check check = { input, ret, arena };

	assert(input->outcome == OUTCOME_APPROVED || input->outcome == OUTCOME_DENIED);
	assert(input->record && input->program);
	*ret = (struct decision_findings){ 0 };
	ret->stops.at = arena_array(arena, FINDINGS_MAX, sizeof(*ret->stops.at));
	ret->warnings.at = arena_array(arena, FINDINGS_MAX, sizeof(*ret->warnings.at));
	check_reasons(&check);
	if (input->outcome == OUTCOME_DENIED)
		check_inaction(&check);
	else
		check_complete(&check);
	check_amounts(&check);
	check_less(&check);
	check_advice(&check);
	check_unseen(&check);
	check_letter(&check);
	ret->second_grounds = second_grounds(&(struct second_input){
		.program = input->program,
		.amounts = input->amounts,
		.amount_count = input->amount_count,
		.is_superseding = input->is_superseding,
		.is_override = input->is_override,
		.on = input->record->today,
	});
	ret->needs_second_person = ret->second_grounds != 0;
}

bool
decision_stops_can_be_lifted(const struct decision_findings *found)
{
	for (size_t i = 0; i < found->stops.count; i++)
		if (!str_eq(found->stops.at[i].lifted_by, "supervisor"))
			return false;
	return true;
}

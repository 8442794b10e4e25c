/* SPDX-License-Identifier: Apache-2.0
 *
 * What a decision's row keeps of its reasons and amounts, and reads back:
 * every text as it was said, in every language of the program.
 */
#include "server/service/proposal.h"

#include "base/str.h"
#include "domain/county.h"
#include "domain/second_person.h"
#include "server/service/agency.h"
#include "server/service/signature.h"

/* ---- what is kept ---- */

static void
put_facts(struct json_out *out, const struct reason_facts *reason)
{
	struct buf facts = BUF_INIT(PAYLOAD_BYTES_MAX);

	facts_print(&facts, reason);
	json_put_raw(out, "facts", facts.data);
	buf_done(&facts);
}

bool
proposal_reasons(struct call *call, const struct proposal *proposal, const char **ret,
                 struct err *err)
{
	const struct program *program = proposal->record.program;
	struct render_input inputs[PROGRAM_LANGUAGES_MAX];
	struct buf buf = BUF_INIT(PAYLOAD_BYTES_MAX * 2);
	struct json_out out = JSON_OUT(&buf);

	for (size_t i = 0; i < program->languages.count; i++)
		if (!telling_in(call, &proposal->telling, program->languages.at[i], &inputs[i], err))
			return false;
	json_begin_list(&out, NULL);
	for (size_t i = 0; i < proposal->reason_count; i++) {
		const struct program_reason *reason = proposal->reasons[i].reason;

		json_begin_object(&out, NULL);
		json_put_text(&out, "code", reason->code);
		json_put_text(&out, "legal_basis", reason->legal_basis);
		json_begin_object(&out, "text");
		for (size_t j = 0; j < program->languages.count; j++)
			json_put_text(&out, program->languages.at[j],
			              inputs[j].named->reasons.at[i].text);
		json_end_object(&out);
		put_facts(&out, &proposal->reasons[i]);
		/* What the worker typed, apart from what the record added: a second
		 * signature takes the record's part as it is on its own day. */
		const char *given = proposal->request->reasons.at[i].facts;
		json_put_raw(&out, "given", str_empty(given) ? "{}" : given);
		json_end_object(&out);
	}
	json_end_list(&out);
	bool ok = buf_ok(&buf);
	*ret = arena_strdup(call->arena, buf.data);
	buf_done(&buf);
	return ok || err_set(err, ERR_PAYLOAD_TOO_LARGE, "The reasons are too long.");
}

const char *
proposal_amounts(struct call *call, const struct proposal *proposal)
{
	struct buf buf = BUF_INIT(PAYLOAD_BYTES_MAX);
	struct json_out out = JSON_OUT(&buf);
	char date[DATE_TEXT_MAX];
	const char *text;

	json_begin_list(&out, NULL);
	for (size_t i = 0; i < proposal->request->amounts.count; i++) {
		const struct decision_amount *amount = &proposal->request->amounts.at[i];

		json_begin_object(&out, NULL);
		json_put_text(&out, "from", date_to_text(amount->from, date));
		if (amount->to != DATE_NONE)
			json_put_text(&out, "to", date_to_text(amount->to, date));
		json_put_int(&out, "amount", amount->amount);
		json_end_object(&out);
	}
	json_end_list(&out);
	text = arena_strdup(call->arena, buf.data);
	buf_done(&buf);
	return text;
}

/* ---- rows to nouns ---- */

static const char *
text_in(const struct json *texts, const char *language)
{
	const char *text = json_text(json_get(texts, language));

	if (!text)
		text = json_text(json_get(texts, "en"));
	return text ? text : json_text(json_first(texts));
}

static const char *
json_copy(struct arena *arena, const struct json *value)
{
	struct buf buf = BUF_INIT(PAYLOAD_BYTES_MAX);
	const char *text;

	json_print(&buf, value);
	text = arena_strdup(arena, buf.data);
	buf_done(&buf);
	return text;
}

static struct json *
parse_kept(const char *text)
{
	struct err ignored = { .code = ERR_NONE };

	return str_empty(text) ? NULL : json_parse(text, strlen(text), &ignored);
}

static void
amounts_from_row(struct call *call, const struct decision_row *row, struct decision *ret)
{
	struct json *list = parse_kept(row->amounts);
	size_t count = 0;

	ret->amounts.at = arena_array(call->arena, json_count(list) + 1, sizeof *ret->amounts.at);
	for (const struct json *entry = list ? json_first(list) : NULL; entry;
	     entry = json_next(entry)) {
		struct decision_amount *amount = &ret->amounts.at[count++];
		const char *to = json_text(json_get(entry, "to"));

		if (!date_from_text(json_text(json_get(entry, "from")), &amount->from))
			amount->from = DATE_NONE;
		if (!to || !date_from_text(to, &amount->to))
			amount->to = DATE_NONE;
		if (!json_int(json_get(entry, "amount"), &amount->amount))
			amount->amount = 0;
	}
	ret->amounts.count = count;
	if (list)
		json_free(list);
}

static void
approval_from_row(struct call *call, struct decision *ret)
{
	struct approval_row approval;

	if (!ret->approved_by || !approval_find(call->db, ret->id, call->arena, &approval))
		return;
	ret->approval_statement = approval.statement;
	ret->approval_signature = signature_from_row(call->arena, approval.signature, approval.at_ms);
}

void
decision_from_row(struct call *call, const struct decision_row *row, struct decision *ret)
{
	assert(call && row && ret);
	struct json *list = parse_kept(row->reasons);
	size_t count = 0;

	*ret = row->decision;
	ret->signature = signature_from_row(call->arena, row->signature, row->decision.decided_at_ms);
	approval_from_row(call, ret);
	ret->reasons.at = arena_array(call->arena, json_count(list) + 1, sizeof *ret->reasons.at);
	for (const struct json *entry = list ? json_first(list) : NULL; entry;
	     entry = json_next(entry)) {
		const struct json *facts = json_get(entry, "facts");

		ret->reasons.at[count++] = (struct decision_reason) {
			.code = arena_strdup(call->arena, json_text(json_get(entry, "code"))),
			.text = arena_strdup(call->arena,
				text_in(json_get(entry, "text"), call->language)),
			.legal_basis = arena_strdup(call->arena,
				json_text(json_get(entry, "legal_basis"))),
			.facts = facts ? json_copy(call->arena, facts) : NULL,
		};
	}
	ret->reasons.count = count;
	if (list)
		json_free(list);
	amounts_from_row(call, row, ret);
}

void
decision_fill_grounds(struct call *call, const struct queue_row *application, struct decision *decision)
{
	assert(call && application && decision);
	const struct program *program =
		agency_program(call->agency, application->program_id, application->program_version);
	struct text_list *words = &decision->second_person_because;

	if (!program || (decision->state != DECISION_AWAITING_SECOND_APPROVAL && !decision->approved_by))
		return;
	unsigned found = second_grounds(&(struct second_input){
		.program = program,
		.amounts = decision->amounts.at,
		.amount_count = decision->amounts.count,
		.is_superseding = !str_empty(decision->supersedes),
		.is_override = !str_empty(decision->override_reason),
		.on = zone_date(county_zone(application->county), decision->decided_at_ms),
	});
	words->at = arena_array(call->arena, SECOND_COUNT, sizeof(char *));
	words->count = 0;
	for (int ground = SECOND_NONE + 1; ground < SECOND_COUNT; ground++)
		if (found & (1U << ground))
			words->at[words->count++] = second_ground_wire((enum second_ground)ground);
}

static void
given_from_row(struct call *call, const struct decision_row *row, struct decision_request *request)
{
	struct json *list = parse_kept(row->reasons);
	const struct json *entry = list ? json_first(list) : NULL;

	for (size_t i = 0; entry && i < request->reasons.count; i++, entry = json_next(entry)) {
		const struct json *given = json_get(entry, "given");

		request->reasons.at[i].facts = given ? json_copy(call->arena, given) : NULL;
	}
	if (list)
		json_free(list);
}

/* Of the day an amount begins: what was approved for it before. */
static bool
is_less(const struct decision_amount *amount, const struct decision *old)
{
	for (size_t i = 0; i < old->amounts.count; i++) {
		const struct decision_amount *before = &old->amounts.at[i];

		if (amount->from >= before->from && (before->to == DATE_NONE || amount->from <= before->to))
			return amount->amount < before->amount;
	}
	return false;
}

static bool
ends_sooner(const struct decision_request *request, const struct decision *old)
{
	if (request->amounts.count == 0 || old->amounts.count == 0)
		return false;
	civil_date ends = request->amounts.at[request->amounts.count - 1].to;
	civil_date ended = old->amounts.at[old->amounts.count - 1].to;

	return ends != DATE_NONE && (ended == DATE_NONE || ends < ended);
}

bool
request_takes_away(struct call *call, const struct decision_request *request)
{
	assert(call && request);
	struct decision_row row;
	struct decision old;

	if (str_empty(request->supersedes) || !decision_find(call->db, request->supersedes, call->arena, &row)
		|| row.decision.outcome != OUTCOME_APPROVED)
		return false;
	if (request->outcome == OUTCOME_DENIED)
		return true;
	decision_from_row(call, &row, &old);
	for (size_t i = 0; i < request->amounts.count; i++)
		if (is_less(&request->amounts.at[i], &old))
			return true;
	return ends_sooner(request, &old);
}

/* DATE_NONE is an open end there, and before every day here. */
static bool
begins_within(civil_date day, const struct decision_amount *amount)
{
	return day >= amount->from && (amount->to == DATE_NONE || day <= amount->to);
}

static void
take_earlier(civil_date *day, civil_date other)
{
	if (*day == DATE_NONE || other < *day)
		*day = other;
}

/* Where both pay, the later of their beginnings is the first day on which they differ. */
static civil_date
less_amount_from(const struct decision_request *request, const struct decision *old)
{
	civil_date day = DATE_NONE;

	for (size_t i = 0; i < request->amounts.count; i++)
		for (size_t j = 0; j < old->amounts.count; j++) {
			const struct decision_amount *amount = &request->amounts.at[i], *before = &old->amounts.at[j];

			if (amount->amount >= before->amount)
				continue;
			if (begins_within(amount->from, before))
				take_earlier(&day, amount->from);
			else if (begins_within(before->from, amount))
				take_earlier(&day, before->from);
		}
	if (ends_sooner(request, old))
		take_earlier(&day, request->amounts.at[request->amounts.count - 1].to + 1);
	return day;
}

civil_date
request_less_from(struct call *call, const struct decision_request *request, civil_date today)
{
	assert(call && request);
	struct decision_row row;
	struct decision old;

	if (str_empty(request->supersedes) || !decision_find(call->db, request->supersedes, call->arena, &row)
		|| row.decision.outcome != OUTCOME_APPROVED)
		return DATE_NONE;
	decision_from_row(call, &row, &old);
	size_t count = old.amounts.count;
	if (count > 0 && old.amounts.at[count - 1].to != DATE_NONE && old.amounts.at[count - 1].to < today)
		return DATE_NONE;
	if (request->outcome != OUTCOME_DENIED)
		return less_amount_from(request, &old);
	return count > 0 && old.amounts.at[0].from > today ? old.amounts.at[0].from : today;
}

struct decision_request *
request_from_row(struct call *call, const struct decision_row *row)
{
	assert(call && row);
	struct decision_request *request = arena_alloc(call->arena, sizeof *request);
	struct decision decision;

	decision_from_row(call, row, &decision);
	*request = (struct decision_request) {
		.application_id = decision.application_id,
		.application_version = decision.application_version,
		.outcome = decision.outcome,
		.rationale = decision.rationale,
		.advice_differs_because = decision.advice_differs_because,
		.supersedes = decision.supersedes,
		.override_reason = decision.override_reason,
	};
	request->amounts.at = decision.amounts.at;
	request->amounts.count = decision.amounts.count;
	request->reasons.at = arena_array(call->arena, decision.reasons.count + 1,
	                                  sizeof *request->reasons.at);
	request->reasons.count = decision.reasons.count;
	for (size_t i = 0; i < decision.reasons.count; i++)
		request->reasons.at[i].code = decision.reasons.at[i].code;
	given_from_row(call, row, request);
	return request;
}

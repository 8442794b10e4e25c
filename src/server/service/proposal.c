/* SPDX-License-Identifier: Apache-2.0
 *
 * A decision before it counts.
 */
#include "server/service/proposal.h"

#include "base/str.h"
#include "domain/deadline.h"
#include "domain/words.h"
#include "server/store/seen.h"

enum { DECISION_TEXT_MAX = 20000, AMOUNTS_MAX = 24 };

/* ---- what the record holds ---- */

static int64_t
household_size(const struct application_file *file)
{
	const struct json *persons = file->program->persons
		? json_get(file->answers, file->program->persons) : NULL;
	size_t count = persons ? json_count(persons) : 0;

	return count ? (int64_t)count : 1;
}

static const char *
time_of(struct call *call, const struct application_file *file, int64_t at_ms)
{
	int minute = zone_minute_of_day(file->zone, at_ms);
	char date[DATE_TEXT_MAX];

	if (zone_date(file->zone, at_ms) == file->today)
		return arena_printf(call->arena, "%02d:%02d", minute / 60, minute % 60);
	return date_to_text(zone_date(file->zone, at_ms), date)
		? arena_printf(call->arena, "%s %02d:%02d", date, minute / 60, minute % 60) : "";
}

/* What came and this worker, or for documents anybody, has not looked at. */
static size_t
list_unseen(struct call *call, struct application_file *file, struct unseen **ret)
{
	const char *id = file->now.queue.application_id;
	struct unseen_entry *entries;
	int64_t seen = seen_seq(call->db, call->actor->id, id);
	size_t entry_count = unseen_from_customer(call->db, id, seen, call->arena, &entries);
	struct unseen *list = arena_array(call->arena, file->item_count + entry_count + 1,
	                                  sizeof *list);
	size_t count = 0;

	for (size_t i = 0; i < file->item_count; i++) {
		const struct missing_item *item = &file->items[i];

		if (!item->received_at_ms || item->looked_at_ms)
			continue;
		list[count++] = (struct unseen) {
			.item_id = item->id,
			.what = arena_printf(call->arena, "%s, document of %s",
				render_item(call->arena, file->program, item, call->language),
				time_of(call, file, item->received_at_ms)),
			.is_document = true,
		};
	}
	for (size_t i = 0; i < entry_count; i++)
		list[count++] = (struct unseen) {
			.what = arena_printf(call->arena, "%s of %s",
				entries[i].type == EVENT_MESSAGE_ADDED ? "message" : "conversation",
				time_of(call, file, entries[i].at_ms)),
		};
	*ret = list;
	return count;
}

/* ---- reading what was asked ---- */

static bool
read_reason(struct call *call, struct proposal *proposal, size_t index, struct err *err)
{
	const struct reason_ask *ask = &proposal->request->reasons.at[index];
	const struct program *program = proposal->record.program;
	const struct program_reason *reason = program_find_reason(program, ask->code);
	char pointer[ERR_POINTER_MAX];
	struct json *facts = NULL;
	bool ok;

	snprintf(pointer, sizeof pointer, "/reasons/%zu/%s", index, reason ? "facts" : "code");
	if (!reason)
		return err_field(err, pointer, "unknown", "%s is no reason code of this program.",
		                 ask->code ? ask->code : "");
	if (!str_empty(ask->facts) && !(facts = json_parse(ask->facts, strlen(ask->facts), err)))
		return false;
	ok = facts_read(&proposal->reasons[index], call->arena, reason, facts, &proposal->record,
	                pointer, err);
	if (facts)
		json_free(facts);
	return ok;
}

static bool
texts_fit(const struct decision_request *request, struct err *err)
{
	bool ok = file_reason_fits("/rationale", request->rationale, DECISION_TEXT_MAX, err);

	ok = file_reason_fits("/advice_differs_because", request->advice_differs_because,
	                      REASON_TEXT_MAX, err) && ok;
	ok = file_reason_fits("/override_reason", request->override_reason, REASON_TEXT_MAX, err)
		&& ok;
	if (request->outcome != OUTCOME_APPROVED && request->outcome != OUTCOME_DENIED)
		ok = err_field(err, "/outcome", "required", "One of: approved, denied.");
	if (request->reasons.count > REASONS_MAX)
		ok = err_field(err, "/reasons", "too_many", "At most %d.", (int)REASONS_MAX);
	if (request->amounts.count > AMOUNTS_MAX)
		ok = err_field(err, "/amounts", "too_many", "At most %d.", (int)AMOUNTS_MAX);
	return ok;
}

static void
fill_record(struct application_file *file, struct proposal *ret)
{
	ret->record = (struct fact_record) {
		.program = file->program,
		.language = file_language(file),
		.filed_on = file->now.queue.filed_on,
		.today = file->today,
		.zone = file->zone,
		.items = file->items,
		.item_count = file->item_count,
		.interviews = file->interviews,
		.interview_count = file->interview_count,
		.amounts = ret->request->amounts.at,
		.amount_count = ret->request->amounts.count,
		.household_size = household_size(file),
		.expedited = file->now.queue.expedited,
	};
}

static void
check(struct call *call, struct application_file *file, struct proposal *proposal)
{
	const struct decision_request *request = proposal->request;
	const struct customer *customer = &file->customer->customer;
	struct unseen *unseen;
	size_t unseen_count = list_unseen(call, file, &unseen);
	struct decision_input input = {
		.program = file->program,
		.outcome = request->outcome,
		.reasons = proposal->reasons,
		.reason_count = proposal->reason_count,
		.amounts = request->amounts.at,
		.amount_count = request->amounts.count,
		.rationale = request->rationale,
		.is_superseding = !str_empty(request->supersedes),
		.is_override = !str_empty(request->override_reason),
		.customer_language = customer->language,
		.reader_language = call->language,
		.record = &proposal->record,
		.unseen = unseen,
		.unseen_count = unseen_count,
		.notice_can_be_addressed = !str_empty(customer->email)
			|| (customer->address && !str_empty(customer->address->line1)),
	};

	decision_check(&proposal->findings, call->arena, &input);
}

bool
proposal_build(struct call *call, struct application_file *file,
               const struct decision_request *request, struct proposal *ret, struct err *err)
{
	assert(call && file && request && ret && err);
	bool ok = texts_fit(request, err);

	if (!ok || !telling_init(call, file, &ret->telling, err))
		return false;
	ret->request = request;
	ret->reason_count = request->reasons.count;
	ret->reasons = arena_array(call->arena, ret->reason_count + 1, sizeof *ret->reasons);
	fill_record(file, ret);
	for (size_t i = 0; i < ret->reason_count; i++)
		ok = read_reason(call, ret, i, err) && ok;
	if (!ok)
		return false;
	/* The facts go into the customer's letter, the findings to the worker. */
	ret->record.language = call->language;
	check(call, file, ret);
	ret->appeal_on = deadline_appeal(file->program, file->today);
	ret->telling.reasons = ret->reasons;
	ret->telling.reason_count = ret->reason_count;
	ret->telling.base.amounts = request->amounts.at;
	ret->telling.base.amount_count = request->amounts.count;
	for (size_t i = 0; i < ret->reason_count; i++)
		ret->telling.base.for_inaction |= ret->reasons[i].reason->for_inaction;
	return true;
}

bool
proposal_refuse(const struct proposal *proposal, struct err *err)
{
	assert(proposal->findings.stops.count > 0);
	for (size_t i = 0; i < proposal->findings.stops.count; i++) {
		const struct finding *stop = &proposal->findings.stops.at[i];

		err_field(err, "/reasons", stop->code, "%s%s%s", stop->text,
		          stop->lifted_by ? " Can be lifted by: " : " Nobody can lift it.",
		          stop->lifted_by ? stop->lifted_by : "");
	}
	return false;
}

/* ---- the rehearsal ---- */

static enum update_code
update_of(enum outcome outcome)
{
	return outcome == OUTCOME_APPROVED ? UPDATE_APPROVED : UPDATE_DENIED;
}

static enum notice_kind
notice_of(enum outcome outcome)
{
	return outcome == OUTCOME_APPROVED ? NOTICE_KIND_APPROVAL : NOTICE_KIND_DENIAL;
}

static bool
tell(struct call *call, struct application_file *file, const struct proposal *proposal,
     struct rehearsal *ret, struct err *err)
{
	enum notice_kind kind = notice_of(proposal->request->outcome);
	const char *language = file_language(file);
	struct render_input input;

	if (!make_notice(call, file, kind, &proposal->telling, language, &ret->notice, err)
		|| !telling_in(call, &proposal->telling, language, &input, err)
		|| !render_update(ret->status_update, call->arena,
	                          update_of(proposal->request->outcome), &input, err))
		return false;
	ret->notice->id = NULL;
	if (str_eq(language, "en"))
		return true;
	if (!make_notice(call, file, kind, &proposal->telling, "en", &ret->notice_in_english, err))
		return false;
	ret->notice_in_english->id = NULL;
	return true;
}

static void
warn_of_second_person(struct call *call, const struct proposal *proposal, struct rehearsal *ret)
{
	const char *because = proposal->findings.second_person_because;
	size_t count = ret->warnings.count;
	struct finding *warnings;

	if (!because)
		return;
	warnings = arena_array(call->arena, count + 1, sizeof *warnings);
	for (size_t i = 0; i < count; i++)
		warnings[i] = ret->warnings.at[i];
	warnings[count] = (struct finding) { "second_person", because, NULL };
	ret->warnings.at = warnings;
	ret->warnings.count = count + 1;
}

bool
proposal_rehearse(struct call *call, struct application_file *file, const struct proposal *proposal,
                  struct decision *decision, const struct rehearsal **ret, struct err *err)
{
	assert(call && file && proposal && decision && ret && err);
	struct rehearsal *rehearsal = arena_alloc(call->arena, sizeof *rehearsal);
	struct err why = { .code = ERR_NONE };

	rehearsal->decision = decision;
	rehearsal->stops.at = proposal->findings.stops.at;
	rehearsal->stops.count = proposal->findings.stops.count;
	rehearsal->warnings.at = proposal->findings.warnings.at;
	rehearsal->warnings.count = proposal->findings.warnings.count;
	rehearsal->status_update = arena_alloc(call->arena, sizeof *rehearsal->status_update);
	rehearsal->status_update->appeal_deadline_on = DATE_NONE;
	if (!tell(call, file, proposal, rehearsal, &why)) {
		/* A STOP explains why there is no letter; without one it is a fault. */
		if (!rehearsal->stops.count) {
			*err = why;
			return false;
		}
		rehearsal->notice = arena_alloc(call->arena, sizeof *rehearsal->notice);
		rehearsal->notice->language = file_language(file);
		rehearsal->notice->rendered_text = "";
		rehearsal->notice_in_english = NULL;
		rehearsal->status_update->code = update_of(proposal->request->outcome);
		rehearsal->status_update->text = "";
	}
	warn_of_second_person(call, proposal, rehearsal);
	*ret = rehearsal;
	return true;
}

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

/* ---- issuing ---- */

void
proposal_put_outcome(struct json_out *out, const struct proposal *proposal)
{
	struct buf codes = BUF_INIT(1000);

	for (size_t i = 0; i < proposal->reason_count; i++)
		buf_printf(&codes, "%s%s", i ? ", " : "", proposal->reasons[i].reason->code);
	json_put_text(out, "outcome", word_of(words_outcome, (int)proposal->request->outcome));
	json_put_text(out, "codes", codes.data);
	buf_done(&codes);
}

static bool
put_named(struct call *call, struct json_out *out, const struct proposal *proposal, struct err *err)
{
	struct render_input input;

	if (!telling_in(call, &proposal->telling, "en", &input, err))
		return false;
	json_begin_list(out, "reasons");
	for (size_t i = 0; i < input.named->reasons.count; i++) {
		const struct named_reason *reason = &input.named->reasons.at[i];

		json_begin_object(out, NULL);
		json_put_text(out, "code", reason->code);
		json_put_text(out, "text", reason->text);
		json_begin_list(out, "items");
		for (size_t j = 0; j < reason->items.count; j++)
			json_put_text(out, NULL, reason->items.at[j]);
		json_end_list(out);
		json_end_object(out);
	}
	json_end_list(out);
	return true;
}

bool
proposal_issue(struct call *call, struct application_file *file, const struct proposal *proposal,
               const char *decision_id, struct err *err)
{
	assert(call && file && proposal && !str_empty(decision_id));
	char date[DATE_TEXT_MAX];
	enum outcome outcome = proposal->request->outcome;
	struct planned_event *event = plan_event(file, EVENT_DECISION_ISSUED);
	struct json_out *out = &event->payload;

	event->decision_id = decision_id;
	event->update = update_of(outcome);
	proposal_put_outcome(out, proposal);
	json_put_text(out, "appeal_deadline_on", date_to_text(proposal->appeal_on, date));
	if (proposal->request->amounts.count)
		json_put_int(out, "amount", proposal->request->amounts.at[0].amount);
	return put_named(call, out, proposal, err)
		&& plan_says(call, event, event->update, &proposal->telling, err)
		&& plan_notice(call, file, notice_of(outcome), &proposal->telling, decision_id, err);
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

void
decision_from_row(struct call *call, const struct decision_row *row, struct decision *ret)
{
	assert(call && row && ret);
	struct json *list = parse_kept(row->reasons);
	size_t count = 0;

	*ret = row->decision;
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
		request->reasons.at[i] = (struct reason_ask) { decision.reasons.at[i].code,
			                                       decision.reasons.at[i].facts };
	return request;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * A decision before it counts.
 */
#include "server/service/proposal.h"

#include "server/service/language.h"

#include "base/str.h"
#include "base/words.h"
#include "domain/deadline.h"
#include "domain/words.h"
#include "server/service/document.h"
#include "server/service/mail.h"
#include "server/store/notice.h"
#include "server/service/worksheet.h"
#include "server/store/seen.h"

enum { DECISION_TEXT_MAX = 20000, AMOUNTS_MAX = 24 };

/* ---- what the record holds ---- */

static int64_t
household_size(const struct application_file *file)
{
	assert(file->answers);
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
	struct unseen *list = arena_array(call->arena, file->item_count + entry_count + 2,
	                                  sizeof *list);
	size_t count = 0;
	const char *loose = documents_unseen(call, file, NULL);

	if (loose)
		list[count++] = (struct unseen) { .what = loose, .is_document = true };
	for (size_t i = 0; i < file->item_count; i++) {
		const struct missing_item *item = &file->items[i];

		if (!item->received_at_ms || item->looked_at_ms)
			continue;
		list[count++] = (struct unseen) {
			.item_id = item->id,
			.what = arena_printf(call->arena, say_in(call->language, N_("%s, document of %s")),
				render_item(call->arena, file->program, item, call->language),
				time_of(call, file, item->received_at_ms)),
			.is_document = true,
		};
	}
	for (size_t i = 0; i < entry_count; i++)
		list[count++] = (struct unseen) {
			.what = arena_printf(call->arena,
				say_in(call->language, entries[i].type == EVENT_MESSAGE_ADDED ? N_("message of %s")
				                                                              : N_("conversation of %s")),
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
		.sheet = ret->sheet,
	};
}

/* Findings are read by the worker, in the language of the request. */
static const char *
say_to_reader(void *context, const char *msgid)
{
	const struct call *call = context;

	return say_in(call->language, msgid);
}

/* It has reached nobody before it was in the post. */
static int64_t
reached_at_ms(const struct notice *notice)
{
	return notice->sent_at_ms && !notice_is_unserved(notice) ? notice->sent_at_ms : notice->created_at_ms;
}

/* The letters that asked for proof or offered an interview, and whether they arrived. */
static void
list_letters(struct call *call, const struct application_file *file, struct decision_input *input)
{
	struct notice *notices;
	size_t count = notice_list(call->db, file->now.queue.application_id, call->arena, &notices);
	struct request_letter *letters = arena_array(call->arena, count + 1, sizeof *letters);
	struct talk_letter *talks = arena_array(call->arena, count + 1, sizeof *talks);

	for (size_t i = 0; i < count; i++) {
		const struct notice *notice = &notices[i];
		bool is_unserved = notice_is_unserved(notice);

		switch (notice_kind_from_word(notice->kind)) {
		case NOTICE_KIND_MISSING:
			letters[input->letter_count++] = (struct request_letter) {
				zone_date(file->zone, reached_at_ms(notice)), is_unserved,
				notice->state == NOTICE_QUEUED, notice->rendered_text, notice->language
			};
			break;
		case NOTICE_KIND_INTERVIEW:
		case NOTICE_KIND_MISSED_INTERVIEW:
			talks[input->talk_letter_count++] = (struct talk_letter) {
				notice->created_at_ms, reached_at_ms(notice), is_unserved
			};
			break;
		default:
			break;
		}
	}
	input->letters = letters;
	input->talk_letters = talks;
}

/* An e-mail reaches nobody where the agency sends none, or where one came back;
 * to a hidden address a letter gets as was agreed. */
static bool
letter_reaches(struct call *call, const struct customer *customer)
{
	return (customer->address && !str_empty(customer->address->line1)) || customer->address_hidden
		|| mail_reaches(call, customer);
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
		.advice_differs_because = request->advice_differs_because,
		.sheet = proposal->sheet,
		.amount_sheets = proposal->amount_sheets,
		.is_superseding = !str_empty(request->supersedes),
		.less_from = request_less_from(call, request, file->today),
		.is_override = !str_empty(request->override_reason),
		.customer_language = customer->language,
		.reader_language = call->language,
		.say = say_to_reader,
		.say_context = call,
		.record = &proposal->record,
		.unseen = unseen,
		.unseen_count = unseen_count,
		.notice_can_be_addressed = letter_reaches(call, customer),
	};

	list_letters(call, file, &input);
	decision_check(&proposal->findings, call->arena, &input);
}

/* What is kept says what each amount was held against, where that was not the
 * month of filing. */
static void
name_month(struct call *call, struct worksheet *kept, const struct worksheet *sheet, size_t room)
{
	if (str_eq(sheet->month, kept->month))
		return;
	for (size_t i = 0; i < kept->months.count; i++)
		if (str_eq(kept->months.at[i].month, sheet->month))
			return;
	if (!kept->months.at)
		kept->months.at = arena_array(call->arena, room, sizeof *kept->months.at);
	kept->months.at[kept->months.count++] =
		(struct worksheet_month){ sheet->month, sheet->amount, sheet->amount_step };
}

/* Each amount is held against the worksheet of the month it begins in. */
static bool
work_out(struct call *call, struct application_file *file, struct proposal *proposal,
         struct err *err)
{
	const struct decision_request *request = proposal->request;
	size_t count = request->amounts.count;

	if (!worksheet_of(call, file, DATE_NONE, &proposal->sheet, err))
		return false;
	proposal->amount_sheets = arena_array(call->arena, count + 1, sizeof(struct worksheet *));
	for (size_t i = 0; proposal->sheet && i < count; i++) {
		struct worksheet *sheet;

		if (request->amounts.at[i].from == DATE_NONE)
			continue;
		if (!worksheet_of(call, file, request->amounts.at[i].from, &sheet, err))
			return false;
		proposal->amount_sheets[i] = sheet;
		name_month(call, proposal->sheet, sheet, count);
	}
	return true;
}

bool
proposal_build(struct call *call, struct application_file *file,
               const struct decision_request *request, struct proposal *ret, struct err *err)
{
	assert(call && file && request && ret && err);
	bool ok = texts_fit(request, err);

	if (!ok || !file_answers(file, err) || !telling_init(call, file, &ret->telling, err))
		return false;
	ret->request = request;
	ret->reason_count = request->reasons.count;
	ret->reasons = arena_array(call->arena, ret->reason_count + 1, sizeof *ret->reasons);
	if (!work_out(call, file, ret, err))
		return false;
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
	ret->telling.base.takes_away = request_takes_away(call, request);
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

void
proposal_show_reasons(struct call *call, const struct application_file *file,
                      const struct proposal *proposal, struct decision *ret)
{
	assert(call && file && proposal && ret);
	struct buf facts = BUF_INIT(PAYLOAD_BYTES_MAX);

	ret->reasons.at = arena_array(call->arena, proposal->reason_count + 1, sizeof *ret->reasons.at);
	ret->reasons.count = proposal->reason_count;
	for (size_t i = 0; i < proposal->reason_count; i++) {
		const struct program_reason *reason = proposal->reasons[i].reason;

		buf_reset(&facts);
		facts_print(&facts, &proposal->reasons[i]);
		ret->reasons.at[i] = (struct decision_reason) {
			.code = reason->code,
			.text = program_say(file->program, &reason->text, call->language, NULL),
			.legal_basis = reason->legal_basis,
			.facts = arena_strdup(call->arena, facts.data),
		};
	}
	buf_done(&facts);
}

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

/* Every ground, in words: to its maker before, to the second person after. */
static void
warn_of_second_person(struct call *call, const struct proposal *proposal, struct rehearsal *ret)
{
	size_t count = ret->warnings.count;
	struct finding *warnings = arena_array(call->arena, count + SECOND_COUNT, sizeof *warnings);

	for (size_t i = 0; i < count; i++)
		warnings[i] = ret->warnings.at[i];
	for (int ground = SECOND_NONE + 1; ground < SECOND_COUNT; ground++)
		if (proposal->findings.second_grounds & (1U << ground))
			warnings[count++] = (struct finding) {
				"second_person",
				say_in(call->language, second_ground_sentence((enum second_ground)ground)), NULL
			};
	ret->warnings.at = warnings;
	ret->warnings.count = count;
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

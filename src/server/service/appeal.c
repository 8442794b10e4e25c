/* SPDX-License-Identifier: Apache-2.0
 *
 * Appeals.  The law asks for no form: any clear expression counts, and its day
 * is the day it was said.  What is late is recorded as late and judged by the
 * hearing, not here.
 */
#include "server/service/appeal.h"

#include "base/secret.h"
#include "base/str.h"
#include "domain/deadline.h"
#include "domain/wording.h"
#include "domain/words.h"
#include "server/service/application.h"
#include "server/service/application_view.h"
#include "server/service/language.h"
#include "server/store/appeal.h"

/* ---- what it rests on ---- */

static civil_date
decided_on(const struct application_file *file, const struct decision_row *row)
{
	return zone_date(file->zone,
		row->approved_at_ms ? row->approved_at_ms : row->decision.decided_at_ms);
}

/* It replaces an approval: something they had is less, or ends. */
static bool
takes_from_benefit(struct call *call, const struct decision_row *row)
{
	struct decision_row old;

	return !str_empty(row->decision.supersedes)
		&& decision_find(call->db, row->decision.supersedes, call->arena, &old)
		&& old.decision.outcome == OUTCOME_APPROVED;
}

/* While another waits for a second person, the one it would replace holds. */
static const char *
decision_in_force(struct call *call, const struct application_file *file)
{
	enum application_status status = file->before.queue.status;
	struct decision_row waiting;

	if (status == APPLICATION_DENIED || status == APPLICATION_APPROVED)
		return file->before.decision_id;
	if (status == APPLICATION_AWAITING_SECOND_APPROVAL
		&& decision_find(call->db, file->before.decision_id, call->arena, &waiting))
		return waiting.decision.supersedes;
	return NULL;
}

bool
appeal_ground_of(struct call *call, const struct application_file *file, struct appeal_ground *ret,
                 struct err *err)
{
	assert(call && file && ret && err);
	const char *id = decision_in_force(call, file);
	struct decision_row row;

	*ret = (struct appeal_ground) { NULL, DATE_NONE, DATE_NONE, DATE_NONE };
	if (!str_empty(id)) {
		if (!decision_find(call->db, id, call->arena, &row))
			return db_take_failure(call->db, err) ? false
				: err_set(err, ERR_INTERNAL, "The decision cannot be read.");
		ret->decision_id = row.decision.id;
		ret->decided_on = decided_on(file, &row);
		ret->last_on = row.decision.appeal_deadline_on;
		if (takes_from_benefit(call, &row))
			ret->keep_by = deadline_keep_benefits(ret->decided_on);
	}
	return !db_take_failure(call->db, err);
}

/* ---- what the applicant reads ---- */

struct own_words {
	const struct appeal *appeal;
	const char *language, *number, *program;
};

static bool
fill(void *context, const char *name, struct buf *out)
{
	const struct own_words *words = context;

	if (str_eq(name, "asked_on"))
		wording_date(out, words->appeal->asked_on, words->language);
	else if (str_eq(name, "decide_by"))
		wording_date(out, words->appeal->decide_by, words->language);
	else if (str_eq(name, "number"))
		buf_puts(out, words->number);
	else if (str_eq(name, "program"))
		buf_puts(out, words->program);
	else
		return false;
	return true;
}

static bool
put_sentence(struct json_out *out, const char *member, const char *msgid, struct own_words *words,
             struct err *err)
{
	struct buf text = BUF_INIT(4000);
	bool ok = wording_fill(&text, say_in(words->language, msgid), fill, words, err);

	if (ok)
		json_put_text(out, member, text.data);
	buf_done(&text);
	return ok;
}

/* In each of the program's languages, as plan_says() has it; in the program's
 * own words where it has some. */
static bool
says(struct call *call, struct application_file *file, struct planned_event *event,
     const struct appeal *appeal, const char *text, const char *next_steps, struct err *err)
{
	const struct program *program = file->program;
	enum update_code code = event_kind_of(event->type)->update;
	struct json_out *out = &event->payload;
	struct telling telling;

	if (program->updates[code].text.in[0])
		return telling_init(call, file, &telling, err)
			&& plan_says(call, event, code, &telling, err);

	json_begin_object(out, "says");
	for (size_t i = 0; i < program->languages.count; i++) {
		const char *language = program->languages.at[i];
		struct own_words words = { appeal, language, file->now.queue.number,
			                   program_say(program, &program->name, language, NULL) };

		json_begin_object(out, language);
		if (!put_sentence(out, "text", text, &words, err))
			return false;
		json_begin_list(out, "items");
		json_end_list(out);
		if (!put_sentence(out, "next_steps", next_steps, &words, err))
			return false;
		json_end_object(out);
	}
	json_end_object(out);
	return true;
}

/* ---- asking ---- */

static bool
how_fits(const struct call *call, const struct appeal_request *request, struct err *err)
{
	static const char *const ways[] = { "phone", "letter", "office" };

	if (call->actor->kind == ACTOR_CUSTOMER)
		return str_eq(request->how, "web")
			|| err_field(err, "/how", "unknown", "One of: web.");
	for (size_t i = 0; i < countof(ways); i++)
		if (str_eq(request->how, ways[i]))
			return true;
	return err_field(err, "/how", str_empty(request->how) ? "required" : "unknown",
	                 "One of: phone, letter, office.");
}

static bool
request_fits(const struct call *call, const struct application_file *file,
             const struct appeal_request *request, struct err *err)
{
	bool ok = how_fits(call, request, err);

	ok = file_reason_fits("/text", request->text, APPEAL_TEXT_MAX, err) && ok;
	if (request->asked_on != DATE_NONE && request->asked_on > file->today)
		ok = err_field(err, "/asked_on", "future", "It cannot have come after today.");
	if (request->asked_on != DATE_NONE && request->asked_on < file->now.queue.filed_on)
		ok = err_field(err, "/asked_on", "too_early", "That is before the application was filed.");
	return ok;
}

static struct appeal *
make_appeal(struct call *call, const struct application_file *file,
            const struct appeal_request *request, const struct appeal_ground *ground)
{
	struct appeal *appeal = arena_alloc(call->arena, sizeof *appeal);
	civil_date asked_on = request->asked_on == DATE_NONE ? file->today : request->asked_on;
	char id[ID_TEXT_MAX];

	random_id(id, "ap_", call->now_ms);
	*appeal = (struct appeal) {
		.id = arena_strdup(call->arena, id),
		.application_id = file->now.queue.application_id,
		.customer_id = file->now.queue.customer_id,
		.decision_id = ground->decision_id,
		.state = APPEAL_OPEN,
		.asked_on = asked_on,
		.asked_at_ms = call->now_ms,
		.how = request->how,
		.text = request->text,
		.is_late = ground->last_on != DATE_NONE && asked_on > ground->last_on,
		.keep_benefits = request->keep_benefits,
		.benefits_go_on = request->keep_benefits && ground->keep_by != DATE_NONE
			&& asked_on <= ground->keep_by,
		.decide_by = deadline_appeal_decision(file->program, asked_on),
		.recorded_by = call->actor->name,
	};
	return appeal;
}

static bool
plan_asked(struct call *call, struct application_file *file, const struct appeal *appeal, struct err *err)
{
	struct planned_event *event = plan_event(file, EVENT_APPEAL_ASKED);
	struct json_out *out = &event->payload;
	char date[DATE_TEXT_MAX];

	event->decision_id = appeal->decision_id;
	json_put_text(out, "how", appeal->how);
	json_put_text(out, "asked_on", date_to_text(appeal->asked_on, date));
	json_put_text(out, "decide_by", date_to_text(appeal->decide_by, date));
	json_put_text(out, "benefits", appeal->benefits_go_on ? "go_on"
		: appeal->keep_benefits ? "asked" : "");
	json_put_bool(out, "late", appeal->is_late);
	json_put_text(out, "text", appeal->text ? appeal->text : "");
	return says(call, file, event, appeal,
		N_("We have your appeal of {asked_on} about {program}, {number}."),
		appeal->benefits_go_on
			? N_("Your benefit stays as it was until the hearing decides. If you lose, you may have to pay it back. The hearing is decided by {decide_by}.")
			: N_("You will get a letter with the day of your hearing, at least 10 days before it. It is decided by {decide_by}. You may bring somebody to speak for you."),
		err);
}

static bool
has_open(struct call *call, const struct application_file *file, struct err *err)
{
	struct appeal *rows;
	char date[DATE_TEXT_MAX];
	size_t count = appeal_list(call->db, file->now.queue.application_id, call->arena, &rows);

	for (size_t i = 0; i < count; i++)
		if (rows[i].state == APPEAL_OPEN) {
			err_set(err, ERR_TRANSITION_NOT_ALLOWED, "An appeal of %s is open already.",
			        date_to_text(rows[i].asked_on, date));
			return true;
		}
	return db_take_failure(call->db, err);
}

static bool
ask(struct call *call, struct application_file *file, const void *given, struct err *err)
{
	const struct appeal_request *request = given;
	struct appeal_ground ground;

	if (!application_permit(call, file, ACT_APPEAL, err) || has_open(call, file, err)
		|| !request_fits(call, file, request, err)
		|| !appeal_ground_of(call, file, &ground, err))
		return false;
	file->appeal = make_appeal(call, file, request, &ground);
	file->now.queue.appeal_open = true;
	file->changed = "appeal";
	return plan_asked(call, file, file->appeal, err);
}

bool
appeal_ask(struct call *call, const char *application_id, const struct appeal_request *request,
           const struct application **ret, struct err *err)
{
	assert(request);
	return application_do(call, application_id, ask, request, ret, err);
}

/* ---- its result ---- */

static const char *
result_text(enum appeal_state result, bool reopens)
{
	switch (result) {
	case APPEAL_OVERTURNED:
		return reopens ? N_("You won your appeal about {program}. Your application {number} is open again.")
		               : N_("You won your appeal about {program}, {number}. We will write to you with the new decision.");
	case APPEAL_UPHELD:
		return N_("The hearing found that the decision about {program}, {number}, stands.");
	case APPEAL_DISMISSED:
		return N_("Your appeal about {program}, {number}, was closed without a hearing.");
	default:
		return N_("You took back your appeal about {program}, {number}.");
	}
}

struct ending {
	const struct appeal_result_request *request;
	struct appeal appeal;
};

static bool
end(struct call *call, struct application_file *file, const void *given, struct err *err)
{
	const struct ending *ending = given;
	const struct appeal_result_request *request = ending->request;
	struct appeal *appeal = arena_alloc(call->arena, sizeof *appeal);
	struct planned_event *event;
	enum application_status status = file->before.queue.status;
	bool reopens = request->result == APPEAL_OVERTURNED
		&& (transition_of(ACT_REOPEN)->from & 1u << status);

	if (!application_permit(call, file, ACT_APPEAL_RESULT, err))
		return false;
	if (ending->appeal.state != APPEAL_OPEN)
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED, "This appeal is decided already: %s.",
		               word_of(words_appeal_state, (int)ending->appeal.state));
	if (request->result <= APPEAL_OPEN || request->result >= APPEAL_STATE_COUNT)
		return err_field(err, "/result", "required",
		                 "One of: upheld, overturned, dismissed, withdrawn.");
	if (str_empty(request->note))
		return err_field(err, "/note", "required", "Say what was ordered, or how it ended.");
	if (!file_reason_fits("/note", request->note, REASON_TEXT_MAX, err))
		return false;
	*appeal = ending->appeal;
	appeal->state = request->result;
	appeal->note = request->note;
	appeal->ended_at_ms = call->now_ms;
	appeal->ended_by = call->actor->name;
	file->appeal = appeal;
	file->now.queue.appeal_open = false;
	file->changed = "appeal";
	event = plan_event(file, EVENT_APPEAL_DECIDED);
	event->decision_id = appeal->decision_id;
	json_put_text(&event->payload, "result", word_of(words_appeal_state, (int)appeal->state));
	json_put_text(&event->payload, "note", appeal->note);
	if (!says(call, file, event, appeal, result_text(appeal->state, reopens),
		N_("If you have questions, call us or ask for free legal help."), err))
		return false;
	return !reopens || application_reopen_by_order(call, file, request->note, err);
}

bool
appeal_end(struct call *call, const char *appeal_id, const struct appeal_result_request *request,
           const struct application **ret, struct err *err)
{
	assert(call && request && ret && err);
	struct ending ending = { .request = request };

	if (!appeal_find(call->db, appeal_id, call->arena, &ending.appeal))
		return db_take_failure(call->db, err) ? false
			: err_set(err, ERR_NOT_FOUND, "There is no such application.");
	return application_do(call, ending.appeal.application_id, end, &ending, ret, err);
}

/* ---- reading ---- */

bool
appeals_of(struct call *call, const char *application_id, struct appeal **ret, size_t *ret_count,
           struct err *err)
{
	assert(call && ret && ret_count && err);
	if (!application_is_seen(call, application_id, err))
		return false;
	*ret_count = appeal_list(call->db, application_id, call->arena, ret);
	return !db_take_failure(call->db, err);
}

bool
appeals_open(struct call *call, const char *assignee_id, struct appeal **ret, size_t *ret_count,
             struct err *err)
{
	assert(call && ret && ret_count && err);
	struct policy_scope scope;

	policy_scope(call->actor, call->now_ms, &scope);
	*ret_count = appeal_list_open(call->db, &scope, assignee_id, call->arena, ret);
	return !db_take_failure(call->db, err);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Steps of an application's life but for the decision.
 */
#include "server/sample/life.h"

#include "base/log.h"
#include "base/str.h"
#include "server/sample/dialogue.h"
#include "server/service/agency.h"
#include "server/service/application.h"
#include "server/service/application_file.h"
#include "server/service/completeness.h"
#include "server/service/intake.h"
#include "server/service/interview.h"
#include "server/service/missing.h"
#include "server/service/note.h"
#include "server/store/event_log.h"
#include "server/store/missing_item.h"
#include "server/store/seen.h"

enum {
	ITEMS_AT_ONCE = 20, /* an event each, one for looking, two of the gate */
	QUARTER_MS = 15 * MINUTE_MS
};

struct call
life_call(struct life *life, const struct actor *actor)
{
	struct world *world = life->world;
	struct call call = {
		.agency = world->agency,
		.db = world->txn.db,
		.txn = &world->txn,
		.arena = life->arena,
		.actor = actor,
		.now_ms = world->txn.now_ms,
		.language = "en",
		.if_match = -1,
	};
	struct queue_row row;
	if (life->id && queue_find(call.db, life->id, life->arena, &row))
		call.if_match = row.version;
	return call;
}

bool
life_went(struct life *life, bool done, struct err *why, struct err *err)
{
	if (done)
		return true;
	bool broken = db_take_failure(life->world->txn.db, err);
	if (!broken && (why->code == ERR_INTERNAL || why->code == ERR_BACKEND_UNAVAILABLE)) {
		*err = *why;
		broken = true;
	}
	life->world->refused++;
	log_line(LOG_DEBUG, "sample_refused", "Application %lld, step %d: %s %s %s",
		(long long)life->plan->number, (int)life->plan->steps[life->step].kind, err_wire(why->code), why->detail,
		why->field_count ? why->fields[0].detail : "");
	return !broken;
}

static struct call
worker_call(struct life *life)
{
	return life_call(life, cast_actor(life->world, life->plan->worker));
}

static struct call
supervisor_call(struct life *life)
{
	struct world *world = life->world;
	return life_call(life, cast_actor(world, cast_supervisor(world, life->plan->worker->team)));
}

static struct actor
customer_actor(struct life *life)
{
	return (struct actor){
		.kind = ACTOR_CUSTOMER,
		.id = person_id(life->world, life->plan->customer, life->arena),
		.application_id = life->id,
	};
}

/* ---- filing ---- */

static bool
write_receipt(struct life *life, const struct application *application)
{
	FILE *file = life->world->receipts;
	if (!file || !life->plan->for_receipts)
		return true;
	return fprintf(file, "%s\t%s\t%s\t%s\n", application->number, application->access_code,
		application->customer.name, application->program.id) > 0;
}

static bool
file_it(struct life *life, struct err *err)
{
	struct world *world = life->world;
	const struct plan *plan = life->plan;
	const struct program *program = agency_program(world->agency, plan->program_id, 0);
	struct household household;
	struct customer customer;
	struct err why = { 0 };
	const struct application *application;

	assert(program);
	household_of(world, plan->customer, life->arena, &household);
	person_make(world, plan->customer, life->arena, &customer);
	struct call call = life_call(life, cast_actor(world, plan->filer));
	struct intake_request request = {
		.program = plan->program_id,
		.customer_id = customer.id,
		.answers = answers_make(program, &household, &customer,
			zone_date(household.place->zone, call.now_ms), plan->is_poor,
			dice_for((uint64_t)world->options->seed, STREAM_ANSWERS, (uint64_t)plan->number), life->arena),
		.channel = plan->channel,
		.language = customer.language,
		.filed_on = DATE_NONE,
	};
	bool ok = intake_file(&call, &request, &application, &why);
	if (ok) {
		(void)str_copy(world->application_ids[plan->number], ID_ROOM, application->id);
		if (!write_receipt(life, application))
			return err_set(err, ERR_LOCAL_FILE, "The receipts could not be written.");
	}
	return life_went(life, ok, &why, err);
}

static bool
assign_it(struct life *life, struct err *err)
{
	struct err why = { 0 };
	const struct application *application;
	struct call call = supervisor_call(life);
	struct assignment_request request = { .worker_id = life->plan->worker->id, .reason = "next in turn" };
	bool ok = application_assign(&call, life->id, &request, &application, &why);
	return life_went(life, ok, &why, err);
}

static bool
claim_it(struct life *life, struct err *err)
{
	struct err why = { 0 };
	const struct application *application;
	struct call call = worker_call(life);
	bool ok = application_claim(&call, life->id, &application, &why);
	return life_went(life, ok, &why, err);
}

/* ---- proofs ---- */

struct finding_of_item {
	enum item_state state;
	const char *word;
	const char *how;
};

struct items_act {
	struct life *life;
	bool (*wants)(const struct application_file *file, const struct missing_item *item);
	struct finding_of_item (*finds)(struct items_act *act, const struct missing_item *item);
	size_t most;
	size_t done;
};

static bool
is_proof(const struct application_file *file, const struct missing_item *item)
{
	const struct program_requirement *requirement = program_find_requirement(file->program, item->requirement);
	return requirement && requirement->met_by == MET_BY_PROOF;
}

static bool
wants_asked(const struct application_file *file, const struct missing_item *item)
{
	return item->state == ITEM_REQUESTED && is_proof(file, item);
}

static bool
wants_received(const struct application_file *file, const struct missing_item *item)
{
	return item->state == ITEM_RECEIVED && is_proof(file, item);
}

static bool
wants_open(const struct application_file *file, const struct missing_item *item)
{
	return item->state != ITEM_ACCEPTED && is_proof(file, item);
}

static const char *
label_of(struct items_act *act, const struct application_file *file, const struct missing_item *item)
{
	return item_label(act->life->arena, file->program, item, file->program->languages.at[0]);
}

static struct finding_of_item
arrives(struct items_act *act, const struct missing_item *item)
{
	(void)act;
	(void)item;
	return (struct finding_of_item){ ITEM_RECEIVED, NULL, NULL };
}

static struct finding_of_item
is_good(struct items_act *act, const struct missing_item *item)
{
	static const char *const ways[] = { "original seen", "clear photo", "agrees with the form", "letter with a call back" };
	(void)item;
	return (struct finding_of_item){ ITEM_ACCEPTED, "accepted", dice_pick(&act->life->dice, ways) };
}

/* The first of what came is not enough, the rest is. */
static struct finding_of_item
is_first_poor(struct items_act *act, const struct missing_item *item)
{
	static const char *const faults[] = { "cannot be read", "page 2 is missing", "another person's name", "too old" };
	if (act->done > 0 || item->cured_by != CURED_BY_APPLICANT)
		return is_good(act, item);
	return (struct finding_of_item){ ITEM_INSUFFICIENT, "insufficient", dice_pick(&act->life->dice, faults) };
}

static struct finding_of_item
is_verified(struct items_act *act, const struct missing_item *item)
{
	static const char *const ways[] = { "wage register", "call to the employer", "state register", "statement of the landlord" };
	(void)item;
	return (struct finding_of_item){ ITEM_ACCEPTED, "accepted", dice_pick(&act->life->dice, ways) };
}

/* What came in one envelope is one event, and so is opening it. */
static void
tell_papers(struct items_act *act, struct application_file *file, enum event_type type,
	struct missing_item *const *items, size_t count)
{
	const char *labels = "";
	int64_t now_ms = act->life->world->txn.now_ms;
	for (size_t i = 0; i < count; i++) {
		struct missing_item *item = items[i];
		if (type == EVENT_DOCUMENT_VIEWED && (!item->received_at_ms || item->looked_at_ms))
			continue;
		if (type == EVENT_DOCUMENT_VIEWED)
			item->looked_at_ms = now_ms;
		labels = arena_printf(act->life->arena, "%s%s%s", labels, *labels ? "; " : "", label_of(act, file, item));
	}
	if (*labels)
		json_put_text(&plan_event(file, type)->payload, "item", labels);
}

static void
change_item(struct items_act *act, struct application_file *file, struct missing_item *item)
{
	struct finding_of_item finding = act->finds(act, item);
	item->state = finding.state;
	item->how = finding.how;
	if (finding.state == ITEM_RECEIVED) {
		item->received_at_ms = act->life->world->txn.now_ms;
		item->looked_at_ms = 0;
	} else {
		struct planned_event *event = plan_event(file, EVENT_VERIFICATION_CHANGED);
		json_put_text(&event->payload, "item", label_of(act, file, item));
		json_put_text(&event->payload, "state", finding.word);
		json_put_text(&event->payload, "how", finding.how);
	}
	file_item_changed(file, item);
	act->done++;
}

/* One transaction's worth; false also when there was nothing to do. */
static bool
change_items(struct call *call, struct application_file *file, struct items_act *act, bool *ret_more, struct err *err)
{
	struct missing_item *chosen[ITEMS_AT_ONCE];
	size_t count = 0;
	*ret_more = false;
	for (size_t i = 0; i < file->item_count && act->done + count < act->most; i++) {
		if (!act->wants(file, &file->items[i]))
			continue;
		if (count == countof(chosen)) {
			*ret_more = true;
			break;
		}
		chosen[count++] = &file->items[i];
	}
	if (count == 0)
		return false;
	bool is_arrival = act->finds == arrives;
	tell_papers(act, file, is_arrival ? EVENT_DOCUMENT_RECEIVED : EVENT_DOCUMENT_VIEWED, chosen, count);
	for (size_t i = 0; i < count; i++)
		change_item(act, file, chosen[i]);
	file->changed = "missing";
	return application_settle(call, file, err) && application_commit(call, file, err);
}

static bool
each_item(struct life *life, const struct actor *actor, struct items_act *act, struct err *err)
{
	bool more = true;
	while (more) {
		struct err why = { 0 };
		struct application_file file;
		struct call call = life_call(life, actor);
		bool ok = application_open(&call, life->id, &file, &why);
		more = false;
		if (ok && application_status_is_open(file.now.queue.status))
			ok = change_items(&call, &file, act, &more, &why);
		application_close(&file);
		if (!ok && why.code != ERR_NONE)
			return life_went(life, false, &why, err);
		if (db_take_failure(call.db, err))
			return false;
	}
	return true;
}

static bool
papers_arrive(struct life *life, size_t most, struct err *err)
{
	struct actor customer = customer_actor(life);
	struct items_act act = { .life = life, .wants = wants_asked, .finds = arrives, .most = most };
	return each_item(life, &customer, &act, err);
}

static bool
worker_items(struct life *life, bool (*wants)(const struct application_file *, const struct missing_item *),
	struct finding_of_item (*finds)(struct items_act *, const struct missing_item *), struct err *err)
{
	struct items_act act = { .life = life, .wants = wants, .finds = finds, .most = SIZE_MAX };
	return each_item(life, cast_actor(life->world, life->plan->worker), &act, err);
}

/* What was not enough is asked for again, with the least time. */
static bool
ask_again(struct life *life, struct err *err)
{
	struct err why = { 0 };
	const struct application *application;
	struct call call = worker_call(life);
	struct missing_item_row *rows;
	size_t count = missing_item_list(call.db, life->id, life->arena, &rows);
	struct missing_request request = { .due_on = DATE_NONE, .remind = true };
	request.items.at = arena_array(life->arena, count + 1, sizeof(*request.items.at));
	for (size_t i = 0; i < count; i++) {
		const struct missing_item *item = &rows[i].item;
		if (item->state == ITEM_INSUFFICIENT && item->cured_by == CURED_BY_APPLICANT)
			request.items.at[request.items.count++] = (struct missing_ask){
				.requirement = item->requirement, .person = item->person,
				.source = item->source, .period = item->period,
			};
	}
	if (request.items.count == 0)
		return true;
	bool ok = missing_ask(&call, life->id, &request, &application, &why);
	return life_went(life, ok, &why, err);
}

/* ---- interviews ---- */

/* The time for which an interview is set: shortly before the step that says
 * how it went, or else on one of the days to come. */
static int64_t
interview_time(struct life *life)
{
	const struct plan *plan = life->plan;
	for (size_t i = life->step + 1; i < plan->count; i++) {
		enum step_kind kind = plan->steps[i].kind;
		if (kind == STEP_INTERVIEW_HELD || kind == STEP_INTERVIEW_MISSED || kind == STEP_INTERVIEW_MISSED_AGAIN)
			return (plan->steps[i].at_ms - QUARTER_MS) / QUARTER_MS * QUARTER_MS;
	}
	return 0;
}

static int64_t
later_today(struct life *life)
{
	int64_t midnight = zone_midnight_ms(ZONE_CENTRAL, life->world->options->as_of);
	return midnight + dice_between(&life->dice, 10 * 4, 16 * 4) * QUARTER_MS;
}

static bool
interview(struct life *life, enum interview_state state, int64_t at_ms, const char *note, struct err *err)
{
	const struct program *program = agency_program(life->world->agency, life->plan->program_id, 0);
	if (program->clocks.interviews_offered == 0)
		return true;
	struct err why = { 0 };
	const struct application *application;
	struct call call = worker_call(life);
	struct interview_request request = {
		.state = state,
		.at_ms = at_ms,
		.mode = "phone",
		.note = note,
	};
	bool ok = interview_record(&call, life->id, &request, &application, &why);
	return life_went(life, ok, &why, err);
}

/* ---- notes, reading, ends without a decision ---- */

static bool
write_note(struct life *life, bool call_logged, struct err *err)
{
	struct err why = { 0 };
	const struct note *note;
	struct call call = worker_call(life);
	struct note_request request = {
		.text = call_logged ? dialogue_call(&life->dice) : dialogue_note(&life->dice),
		.kind = call_logged ? "call" : "note",
		.direction = call_logged ? (dice_percent(&life->dice, 60) ? "out" : "in") : NULL,
	};
	return life_went(life, note_write(&call, life->id, &request, &note, &why), &why, err);
}

static bool
look_in(struct life *life)
{
	struct world *world = life->world;
	int64_t head = event_log_seq(world->txn.log);
	struct queue_row row;
	if (!queue_find(world->txn.db, life->id, life->arena, &row) || str_empty(row.assignee_id))
		return true;
	return seen_put(&world->txn, row.assignee_id, life->id, head)
		&& queue_put_unseen(&world->txn, life->id, 0);
}

static bool
withdraw_it(struct life *life, struct err *err)
{
	struct err why = { 0 };
	const struct application *application;
	struct call call = worker_call(life);
	struct withdraw_request request = { .reason = "Found work; called to say so." };
	return life_went(life, application_withdraw(&call, life->id, &request, &application, &why), &why, err);
}

static bool
reopen_it(struct life *life, struct err *err)
{
	struct err why = { 0 };
	const struct application *application;
	struct call call = supervisor_call(life);
	struct reopen_request request = { .reason = "Called within the window; will send what is missing.", .ground = "window" };
	return life_went(life, application_reopen(&call, life->id, &request, &application, &why), &why, err);
}

bool
life_step(struct life *life, struct err *err)
{
	enum step_kind kind = life->plan->steps[life->step].kind;
	if (kind != STEP_FILE && !life->id)
		return true; /* its filing was refused */
	switch (kind) {
	case STEP_FILE:
		return file_it(life, err);
	case STEP_ASSIGN:
		return assign_it(life, err);
	case STEP_CLAIM:
		return claim_it(life, err);
	case STEP_LOOK_IN:
		return look_in(life);
	case STEP_ASK:
		return ask_again(life, err);
	case STEP_ARRIVE_ONE:
		return papers_arrive(life, 1, err);
	case STEP_ARRIVE_ALL:
		return papers_arrive(life, SIZE_MAX, err);
	case STEP_VIEW:
		return worker_items(life, wants_received, is_good, err);
	case STEP_VIEW_POOR:
		return worker_items(life, wants_received, is_first_poor, err);
	case STEP_VERIFY_REST:
		return worker_items(life, wants_open, is_verified, err);
	case STEP_INTERVIEW_SET:
		return interview(life, INTERVIEW_SET, interview_time(life), NULL, err);
	case STEP_INTERVIEW_TODAY:
		return interview(life, INTERVIEW_SET, later_today(life), NULL, err);
	case STEP_INTERVIEW_MISSED:
		return interview(life, INTERVIEW_MISSED, interview_time(life), NULL, err);
	case STEP_INTERVIEW_MISSED_AGAIN:
		return interview(life, INTERVIEW_MISSED, 0, NULL, err);
	case STEP_INTERVIEW_HELD:
		return interview(life, INTERVIEW_HELD, 0, "Household, income and rent as in the form.", err);
	case STEP_NOTE:
		return write_note(life, false, err);
	case STEP_CALL:
		return write_note(life, true, err);
	case STEP_APPROVE:
		return life_approve(life, err);
	case STEP_DENY_INACTION:
		return life_deny(life, true, err);
	case STEP_DENY_FACTS:
		return life_deny(life, false, err);
	case STEP_SECOND:
		return life_second(life, err);
	case STEP_WITHDRAW:
		return withdraw_it(life, err);
	case STEP_REOPEN:
		return reopen_it(life, err);
	}
	return true;
}

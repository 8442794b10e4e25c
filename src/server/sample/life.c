/* SPDX-License-Identifier: Apache-2.0
 *
 * Steps of an application's life but for papers and the decision.
 */
#include "server/sample/life.h"

#include "base/log.h"
#include "base/str.h"
#include "server/sample/dialogue.h"
#include "server/service/agency.h"
#include "server/service/application.h"
#include "server/service/intake.h"
#include "server/service/interview.h"
#include "server/service/missing.h"
#include "server/service/note.h"
#include "server/store/counter.h"
#include "server/store/event_log.h"
#include "server/store/missing_item.h"
#include "server/store/seen.h"

enum { QUARTER_MS = 15 * MINUTE_MS };

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
		(long long)life->plan->number, (int)life->plan->steps[life->step].kind,
		err_wire(why->code), why->detail, why->field_count ? why->fields[0].detail : "");
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

/* Which number comes next was worked out for all strands beforehand. */
static bool
number_next(struct life *life, enum zone zone)
{
	struct world *world = life->world;
	int year, month, day;
	date_split(zone_date(zone, world->txn.now_ms), &year, &month, &day);
	return counter_raise(&world->txn,
		arena_printf(life->arena, COUNTER_APPLICATION "%02d", year % 100),
		(int64_t)world->numbers[life->plan->number] - 1);
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
	if (world->numbers && !number_next(life, household.place->zone))
		return db_take_failure(world->txn.db, err), false;
	struct call call = life_call(life, cast_actor(world, plan->filer));
	struct intake_request request = {
		.program = plan->program_id,
		.customer_id = customer.id,
		.answers = answers_make(program, &household, &customer,
			zone_date(household.place->zone, call.now_ms), plan->is_poor,
			dice_for((uint64_t)world->options->seed, STREAM_ANSWERS,
				(uint64_t)plan->number),
			life->arena),
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
	struct assignment_request request = { .worker_id = life->plan->worker->id,
		.reason = "next in turn" };
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

/* ---- asking ---- */

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
				.requirement = item->requirement,
				.person = item->person,
				.source = item->source,
				.period = item->period,
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
		if (kind == STEP_INTERVIEW_HELD || kind == STEP_INTERVIEW_MISSED ||
			kind == STEP_INTERVIEW_MISSED_AGAIN)
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
interview(struct life *life, enum interview_state state, int64_t at_ms, const char *note,
	struct err *err)
{
	const struct program *program =
		agency_program(life->world->agency, life->plan->program_id, 0);
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
	return seen_put(&world->txn, row.assignee_id, life->id, head) &&
		queue_put_unseen(&world->txn, life->id, 0);
}

static bool
withdraw_it(struct life *life, struct err *err)
{
	struct err why = { 0 };
	const struct application *application;
	struct call call = worker_call(life);
	struct withdraw_request request = { .reason = "Found work; called to say so." };
	return life_went(life, application_withdraw(&call, life->id, &request, &application, &why),
		&why, err);
}

static bool
reopen_it(struct life *life, struct err *err)
{
	struct err why = { 0 };
	const struct application *application;
	struct call call = supervisor_call(life);
	struct reopen_request request = {
		.reason = "Called within the window; will send what is missing.", .ground = "window"
	};
	return life_went(
		life, application_reopen(&call, life->id, &request, &application, &why), &why, err);
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
		return life_papers_arrive(life, 1, err);
	case STEP_ARRIVE_ALL:
		return life_papers_arrive(life, SIZE_MAX, err);
	case STEP_VIEW:
		return life_papers_viewed(life, false, err);
	case STEP_VIEW_POOR:
		return life_papers_viewed(life, true, err);
	case STEP_VERIFY_REST:
		return life_verify_rest(life, err);
	case STEP_INTERVIEW_SET:
		return interview(life, INTERVIEW_SET, interview_time(life), NULL, err);
	case STEP_INTERVIEW_TODAY:
		return interview(life, INTERVIEW_SET, later_today(life), NULL, err);
	case STEP_INTERVIEW_MISSED:
		return interview(life, INTERVIEW_MISSED, interview_time(life), NULL, err);
	case STEP_INTERVIEW_MISSED_AGAIN:
		return interview(life, INTERVIEW_MISSED, 0, NULL, err);
	case STEP_INTERVIEW_HELD:
		return interview(
			life, INTERVIEW_HELD, 0, "Household, income and rent as in the form.", err);
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

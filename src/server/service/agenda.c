/* SPDX-License-Identifier: Apache-2.0
 *
 * A worker's agenda, from what is theirs: what the queue itself shows is not
 * told twice.
 */
#include "server/service/agenda.h"

#include "base/str.h"
#include "domain/county.h"
#include "domain/words.h"
#include "server/service/agency.h"
#include "server/service/appeal.h"
#include "server/service/reminder.h"
#include "server/store/interview.h"
#include "server/store/news.h"
#include "server/store/session.h"

static const char *
program_name(const struct call *call, const char *program_id)
{
	const struct program *program = agency_program(call->agency, program_id, 0);

	return program ? program_say(program, &program->name, call->language, NULL) : program_id;
}

static struct agenda_item
of_interview(const struct call *call, const struct interview_row *row)
{
	return (struct agenda_item) {
		.kind = "interview",
		.application_id = row->application_id,
		.number = row->number,
		.customer_name = row->customer_name,
		.program_id = row->program_id,
		.program_name = program_name(call, row->program_id),
		.county = row->county,
		.on = zone_date(county_zone(row->county), row->interview.at_ms),
		.at_ms = row->interview.at_ms,
		.state = word_of(words_interview, (int)row->interview.state),
		.offer = row->interview.number,
		.text = row->interview.note,
	};
}

static struct agenda_item
of_reminder(const struct call *call, const struct reminder *row)
{
	return (struct agenda_item) {
		.kind = "reminder",
		.id = row->id,
		.application_id = row->application_id,
		.number = row->number,
		.customer_name = row->customer_name,
		.program_id = row->program_id,
		.program_name = program_name(call, row->program_id),
		.county = row->county,
		.on = row->on,
		.text = row->text,
	};
}

static struct agenda_item
of_appeal(const struct call *call, const struct appeal *row)
{
	return (struct agenda_item) {
		.kind = "appeal",
		.id = row->id,
		.application_id = row->application_id,
		.number = row->number,
		.customer_name = row->customer_name,
		.program_id = row->program_id,
		.program_name = program_name(call, row->program_id),
		.county = row->county,
		.on = row->decide_by,
		.state = row->benefits_go_on ? "benefits_go_on" : NULL,
	};
}

bool
agenda_mine(struct call *call, struct agenda_item **ret, size_t *ret_count, struct err *err)
{
	assert(call && ret && ret_count && err);
	int64_t since_ms = call->now_ms - AGENDA_BACK_DAYS * 24 * 3600 * 1000LL;
	struct policy_scope scope;
	struct interview_row *interviews;
	struct reminder *reminders;
	struct appeal *appeals;
	struct agenda_item *items;
	size_t interview_count, reminder_count, appeal_count, count = 0;

	if (!reminders_mine(call, &reminders, &reminder_count, err)
		|| !appeals_open(call, call->actor->id, &appeals, &appeal_count, err))
		return false;
	policy_scope(call->actor, call->now_ms, &scope);
	interview_count = interview_list_over(call->db, &scope, call->actor->id, since_ms, call->arena,
	                                      &interviews);
	items = arena_array(call->arena, interview_count + reminder_count + appeal_count + 1,
	                    sizeof *items);
	for (size_t i = 0; i < interview_count; i++)
		items[count++] = of_interview(call, &interviews[i]);
	for (size_t i = 0; i < reminder_count; i++)
		items[count++] = of_reminder(call, &reminders[i]);
	for (size_t i = 0; i < appeal_count; i++)
		items[count++] = of_appeal(call, &appeals[i]);
	*ret = items;
	*ret_count = count;
	return !db_take_failure(call->db, err);
}

bool
agenda_news(struct call *call, struct news *ret, struct err *err)
{
	assert(call && ret && err);
	struct policy_scope scope;
	struct session_row session;

	*ret = (struct news) { .since_ms = 0 };
	policy_scope(call->actor, call->now_ms, &scope);
	if (session_since(call->db, call->actor->session_id, call->actor->id, &session) && session.since_at_ms > 0) {
		ret->since_ms = session.since_at_ms;
		ret->documents = news_count(call->db, call->actor->id, &scope, session.since_seq, NEWS_DOCUMENT,
		                            call->arena);
		ret->bounces = news_count(call->db, call->actor->id, &scope, session.since_seq, NEWS_BOUNCE,
		                          call->arena);
	}
	return !db_take_failure(call->db, err);
}

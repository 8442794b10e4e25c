/* SPDX-License-Identifier: Apache-2.0
 *
 * How people come and talk: applications by the way they came, chats by hour,
 * and who answered them.  Every chat is one of four: with the virtual agent
 * alone, with a person, left before a person came, or waiting for one.
 */
#include "server/service/report_work.h"

#include "base/str.h"
#include "domain/county.h"
#include "domain/deadline.h"
#include "server/service/agency.h"

enum { HOURS = 24, MINUTES_AN_HOUR = 60, OPENS_MINUTE = 8 * 60, CLOSES_MINUTE = 16 * 60 + 30 };
#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (MINUTES_AN_HOUR * MINUTE_MS)

/* An hour of one zone, by its clocks: they are changed at the full hour alone,
 * and rows come in the order of time, so the next is mostly of the same. */
struct talk_hour {
	bool is_known, is_workday, in_period;
	int64_t number; /* since 1970 */
	int minute;     /* of the day, at its beginning */
	civil_date day;
	struct report_group *days;
};

struct talk_count {
	struct report_work *work;
	int64_t opens, closes; /* minutes of a working day */
	int64_t chats, outside, bot, person, left, waiting;
	int64_t hour[HOURS];
	struct report_groups channels, days;
	struct talk_hour now[ZONE_EASTERN + 1];
};

/* Written both ways, at once: what one waits for at the keyboard. */
static bool
is_chat(const char *channel)
{
	return str_eq(channel, "web_chat") || str_eq(channel, "messenger") || str_eq(channel, "sms");
}

static struct talk_hour *
hour_of(struct talk_count *count, enum zone zone, int64_t at_ms)
{
	struct talk_hour *hour = &count->now[zone];
	int64_t number = at_ms / HOUR_MS;
	char text[DATE_TEXT_MAX];

	if (hour->is_known && hour->number == number)
		return hour;
	*hour = (struct talk_hour){ .is_known = true, .number = number };
	hour->day = zone_date(zone, number * HOUR_MS);
	hour->minute = zone_minute_of_day(zone, number * HOUR_MS);
	hour->is_workday = workday_is(hour->day);
	hour->in_period = hour->day >= count->work->report->from && hour->day <= count->work->report->to;
	if (hour->in_period)
		hour->days = report_group(&count->days, date_to_text(hour->day, text));
	return hour;
}

static void
count_chat(void *taker, const struct report_chat *chat)
{
	struct talk_count *count = taker;
	struct talk_hour *hour = hour_of(count, county_zone(chat->county), chat->started_at_ms);
	int minute = hour->minute + (int)(chat->started_at_ms % HOUR_MS / MINUTE_MS);

	if (!hour->in_period)
		return;
	report_group(&count->channels, chat->channel)->count++;
	if (!is_chat(chat->channel))
		return;
	count->chats++;
	count->outside += !hour->is_workday || minute < count->opens || minute >= count->closes;
	count->hour[minute / MINUTES_AN_HOUR]++;
	hour->days->count++;
	if (str_eq(chat->state, "abandoned"))
		count->left++;
	else if (str_eq(chat->state, "waiting"))
		count->waiting++;
	else if (chat->handed_over)
		count->person++;
	else
		count->bot++;
}

static void
add_share(struct report_work *work, const char *name, int64_t part, int64_t of)
{
	report_add(work, &(struct figure){ .name = name, .unit = UNIT_PERCENT,
	                                   .value = report_tenths_text(work, percent_tenths(part, of)) });
}

static void
add_counts(struct report_work *work, const char *group, const struct report_groups *groups)
{
	for (size_t i = 0; i < groups->count; i++)
		report_add(work, &(struct figure){ .group = group, .key = groups->at[i]->key, .name = "chats",
		                                   .unit = UNIT_COUNT,
		                                   .value = report_count_text(work, groups->at[i]->count) });
}

void
report_channels(struct report_work *work)
{
	struct call *call = work->call;
	struct talk_count count = {
		.work = work,
		.opens = agency_setting_int(call->agency, "office_opens", OPENS_MINUTE),
		.closes = agency_setting_int(call->agency, "office_closes", CLOSES_MINUTE),
		.channels.arena = call->arena,
		.days.arena = call->arena,
	};
	char text[DATE_TEXT_MAX];

	for (civil_date day = work->report->from; day <= work->report->to; day++)
		(void)report_group(&count.days, date_to_text(day, text));
	report_chats(call->db, &work->filter, call->arena, count_chat, &count);
	report_add(work, &(struct figure){ .name = "chats", .unit = UNIT_COUNT,
	                                   .value = report_count_text(work, count.chats) });
	add_share(work, "outside_hours", count.outside, count.chats);
	add_share(work, "bot", count.bot, count.chats);
	add_share(work, "person", count.person, count.chats);
	add_share(work, "left", count.left, count.chats);
	add_share(work, "waiting", count.waiting, count.chats);
	for (int hour = 0; hour < HOURS; hour++)
		report_add(work, &(struct figure){ .group = "hour",
		                                   .key = arena_printf(call->arena, "%02d", hour), .name = "chats",
		                                   .unit = UNIT_COUNT,
		                                   .value = report_count_text(work, count.hour[hour]) });
	report_sort(&count.days);
	add_counts(work, "day", &count.days);
	report_sort(&count.channels);
	for (size_t i = 0; i < count.channels.count; i++)
		report_add(work, &(struct figure){ .group = "channel", .key = count.channels.at[i]->key,
		                                   .name = "conversations", .unit = UNIT_COUNT,
		                                   .value = report_count_text(work, count.channels.at[i]->count) });
}

/* ---- feedback ---- */

enum { SCORE_MAX = 5 };

struct answer_count {
	struct report_work *work;
	int64_t count, sum, score[SCORE_MAX + 1];
	struct report_groups programs, reasons;
	int64_t without[3]; /* answers to the question with fewer filters: no county, no program, neither */
	/* What a filter's answer is a group of: by program and by county, of the other filter and of all. */
	struct report_groups beside_programs[2], beside_counties[2];
};

/* Answers to wider questions, as those of a filter are told only beside many others. */
static bool
is_asked_for(struct answer_count *count, const struct report_answer *answer)
{
	const struct report_filter *filter = &count->work->filter;
	bool program = str_empty(filter->program_id) || str_eq(filter->program_id, answer->program_id);
	bool county = str_empty(filter->county) || str_eq(filter->county, answer->county);

	count->without[0] += program;
	count->without[1] += county;
	count->without[2]++;
	report_group(&count->beside_programs[1], answer->program_id)->count++;
	report_group(&count->beside_counties[1], answer->county)->count++;
	if (county)
		report_group(&count->beside_programs[0], answer->program_id)->count++;
	if (program)
		report_group(&count->beside_counties[0], answer->county)->count++;
	return program && county;
}

static void
count_answer(void *taker, const struct report_answer *answer)
{
	struct answer_count *count = taker;
	struct report_group *program;
	civil_date day;

	if (!report_day(count->work, answer->county, answer->at_ms, &day) || answer->score < 1 || answer->score > SCORE_MAX)
		return;
	if (!is_asked_for(count, answer))
		return;
	count->count++;
	count->sum += answer->score;
	count->score[answer->score]++;
	program = report_group(&count->programs, answer->program_id);
	program->count++;
	program->amount[0] += answer->score;
	for (const char *at = answer->codes; *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");
		struct report_group *reason = report_group(&count->reasons,
			arena_printf(count->work->call->arena, "%s %.*s", answer->program_id, (int)len, at));

		reason->count++;
		reason->amount[0] += answer->score;
		at += len;
	}
}

static void
add_score(struct report_work *work, const char *group, const char *key, int64_t count, int64_t sum, bool hidden)
{
	struct figure figure = { .group = group, .key = key, .name = "answers", .unit = UNIT_COUNT, .hidden = hidden,
		                 .label = str_eq(group, "program") ? report_program_name(work, key) : NULL,
		                 .value = hidden ? NULL : report_count_text(work, count) };

	report_add(work, &figure);
	figure.name = "score";
	figure.unit = UNIT_SCORE;
	figure.value = hidden || count == 0 ? NULL
	               : report_tenths_text(work, (2 * TALLY_TENTHS * sum / count + 1) / 2);
	report_add(work, &figure);
}

static void
add_scores(struct report_work *work, const char *group, struct report_groups *groups, bool all_hidden)
{
	struct arena *arena = work->call->arena;
	int64_t *counts = arena_array(arena, groups->count + 1, sizeof *counts);
	bool *hidden = arena_array(arena, groups->count + 1, sizeof *hidden);

	report_sort(groups);
	for (size_t i = 0; i < groups->count; i++) {
		counts[i] = groups->at[i]->count;
		hidden[i] = all_hidden;
	}
	tally_hide(counts, groups->count, hidden);
	for (size_t i = 0; i < groups->count; i++)
		add_score(work, group, groups->at[i]->key, counts[i], groups->at[i]->amount[0], hidden[i]);
}

/* Whether the group of that key is hidden among these. */
static bool
is_hidden_among(struct arena *arena, struct report_groups *groups, const char *key)
{
	int64_t *counts = arena_array(arena, groups->count + 1, sizeof *counts);
	bool *hidden = arena_array(arena, groups->count + 1, sizeof *hidden);

	report_sort(groups);
	for (size_t i = 0; i < groups->count; i++)
		counts[i] = groups->at[i]->count;
	tally_hide(counts, groups->count, hidden);
	for (size_t i = 0; !str_empty(key) && i < groups->count; i++)
		if (str_eq(groups->at[i]->key, key))
			return hidden[i];
	return false;
}

static bool
answers_are_few(struct answer_count *count)
{
	const struct report_filter *filter = &count->work->filter;
	struct arena *arena = count->work->call->arena;
	bool few = tally_is_small(count->count);

	for (size_t i = 0; i < countof(count->without); i++)
		few = few || tally_is_small(count->without[i]) || tally_is_small(count->without[i] - count->count);
	for (size_t i = 0; i < countof(count->beside_programs); i++)
		few = few || is_hidden_among(arena, &count->beside_programs[i], filter->program_id)
			|| is_hidden_among(arena, &count->beside_counties[i], filter->county);
	return few;
}

/* Few answers are few people: what few said is not told.  Of a filter there is the whole alone, and
 * that only beside many others: parts of two answers would tell of few by their difference. */
void
report_feedback(struct report_work *work)
{
	struct call *call = work->call;
	struct answer_count count = { .work = work, .programs.arena = call->arena, .reasons.arena = call->arena };
	struct report_filter wide = work->filter;
	bool hidden[SCORE_MAX + 1] = { false }, small, narrowed;

	for (size_t i = 0; i < countof(count.beside_programs); i++)
		count.beside_programs[i].arena = count.beside_counties[i].arena = call->arena;
	narrowed = !str_empty(wide.program_id) || !str_empty(wide.county);
	wide.program_id = wide.county = NULL;
	report_answers(call->db, &wide, call->arena, count_answer, &count);
	small = answers_are_few(&count);
	add_score(work, NULL, NULL, count.count, count.sum, small);
	tally_hide(&count.score[1], SCORE_MAX, &hidden[1]);
	for (int score = 1; score <= SCORE_MAX && count.count > 0; score++)
		report_add(work, &(struct figure){
			.group = "score", .key = arena_printf(call->arena, "%d", score), .name = "answers",
			.unit = UNIT_COUNT, .hidden = small || narrowed || hidden[score],
			.value = small || narrowed || hidden[score] ? NULL : report_count_text(work, count.score[score]) });
	add_scores(work, "program", &count.programs, narrowed);
	add_scores(work, "reason", &count.reasons, narrowed);
}

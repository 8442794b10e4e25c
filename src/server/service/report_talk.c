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

struct talk_count {
	struct report_work *work;
	int64_t opens, closes; /* minutes of a working day */
	int64_t chats, outside, bot, person, left, waiting;
	int64_t hour[HOURS];
	struct report_groups channels, days;
};

/* Written both ways, at once: what one waits for at the keyboard. */
static bool
is_chat(const char *channel)
{
	return str_eq(channel, "web_chat") || str_eq(channel, "messenger") || str_eq(channel, "sms");
}

static void
count_chat(void *taker, const struct report_chat *chat)
{
	struct talk_count *count = taker;
	enum zone zone = county_zone(chat->county);
	int minute = zone_minute_of_day(zone, chat->started_at_ms);
	char text[DATE_TEXT_MAX];
	civil_date day;

	if (!report_day(count->work, chat->county, chat->started_at_ms, &day))
		return;
	report_group(&count->channels, chat->channel)->count++;
	if (!is_chat(chat->channel))
		return;
	count->chats++;
	count->outside += !workday_is(day) || minute < count->opens || minute >= count->closes;
	count->hour[minute / MINUTES_AN_HOUR]++;
	report_group(&count->days, date_to_text(day, text))->count++;
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

/* SPDX-License-Identifier: Apache-2.0
 *
 * Appeals and reminders over HTTP.
 */
#include "base/str.h"
#include "server/handler/handlers.h"
#include "server/handler/look.h"
#include "server/service/agenda.h"
#include "server/service/appeal.h"
#include "server/service/packet.h"
#include "server/service/reminder.h"

static bool
reply_application(struct request *rq, const struct application *application)
{
	reply_object(rq, 200, &resource_application, application, application->version);
	reply_effect(rq, "application", application->id);
	return true;
}

/* ---- appeals ---- */

bool
appeal_list_run(struct request *rq, struct err *err)
{
	struct appeal *rows;
	size_t count;

	if (!appeals_of(&rq->call, rq->path_args[0], &rows, &count, err))
		return false;
	look_at_application(rq, rq->path_args[0]);
	reply_rows(rq, &resource_appeal, rows, count);
	return true;
}

bool
appeal_list_open_run(struct request *rq, struct err *err)
{
	const char *assignee = request_query(rq, "assignee");
	struct appeal *rows;
	size_t count;

	if (assignee && !str_eq(assignee, "me"))
		return err_field(err, "?assignee", "unknown", "One of: me.");
	if (!appeals_open(&rq->call, assignee ? rq->call.actor->id : NULL, &rows, &count, err))
		return false;
	reply_rows(rq, &resource_appeal, rows, count);
	return true;
}

bool
appeal_ask_run(struct request *rq, struct err *err)
{
	const struct application *application;

	return appeal_ask(&rq->call, rq->path_args[0], rq->args, &application, err)
		&& reply_application(rq, application);
}

bool
appeal_end_run(struct request *rq, struct err *err)
{
	const struct application *application;

	return appeal_end(&rq->call, rq->path_args[0], rq->args, &application, err)
		&& reply_application(rq, application);
}

/* ---- agenda ---- */

bool
agenda_get_run(struct request *rq, struct err *err)
{
	struct agenda_item *rows;
	size_t count;

	if (!agenda_mine(&rq->call, &rows, &count, err))
		return false;
	reply_rows(rq, &resource_agenda_item, rows, count);
	return true;
}

bool
news_get_run(struct request *rq, struct err *err)
{
	struct news *news = arena_alloc(rq->arena, sizeof *news);

	if (!agenda_news(&rq->call, news, err))
		return false;
	reply_object(rq, 200, &resource_news, news, 0);
	return true;
}

/* ---- reminders ---- */

bool
reminder_list_run(struct request *rq, struct err *err)
{
	struct reminder *rows;
	size_t count;

	if (!reminders_of(&rq->call, rq->path_args[0], &rows, &count, err))
		return false;
	look_at_application(rq, rq->path_args[0]);
	reply_rows(rq, &resource_reminder, rows, count);
	return true;
}

bool
reminder_list_mine_run(struct request *rq, struct err *err)
{
	struct reminder *rows;
	size_t count;

	if (!reminders_mine(&rq->call, &rows, &count, err))
		return false;
	reply_rows(rq, &resource_reminder, rows, count);
	return true;
}

bool
reminder_get_run(struct request *rq, struct err *err)
{
	const struct reminder *reminder;

	if (!reminder_read_one(&rq->call, rq->path_args[0], &reminder, err))
		return false;
	reply_object(rq, 200, &resource_reminder, reminder, 0);
	return true;
}

bool
reminder_set_run(struct request *rq, struct err *err)
{
	const struct reminder *reminder;

	if (!reminder_set(&rq->call, rq->path_args[0], rq->args, &reminder, err))
		return false;
	reply_object(rq, 201, &resource_reminder, reminder, 0);
	reply_effect(rq, "reminder", reminder->id);
	return true;
}

bool
reminder_end_run(struct request *rq, struct err *err)
{
	const struct reminder *reminder;

	if (!reminder_end(&rq->call, rq->path_args[0], &reminder, err))
		return false;
	reply_object(rq, 200, &resource_reminder, reminder, 0);
	reply_effect(rq, "reminder", reminder->id);
	return true;
}

/* ---- the packet: made off the writer, then recorded ---- */

bool
packet_make_prepare(struct request *rq, struct err *err)
{
	struct packet_view *packet;

	if (!packet_make(&rq->call, rq->path_args[0], &packet, err))
		return false;
	rq->prepared = packet;
	return true;
}

bool
packet_make_run(struct request *rq, struct err *err)
{
	const struct packet_view *packet = rq->prepared;

	if (!rq->dry_run && !packet_record(&rq->call, rq->path_args[0], packet, err))
		return false;
	reply_object(rq, 200, &resource_packet, packet, 0);
	reply_effect(rq, "packet", rq->path_args[0]);
	return true;
}

bool
packet_again_run(struct request *rq, struct err *err)
{
	struct packet_view *packet;

	if (!packet_make(&rq->call, rq->path_args[0], &packet, err))
		return false;
	look_at_application(rq, rq->path_args[0]);
	reply_object(rq, 200, &resource_packet, packet, 0);
	return true;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Applications over HTTP: the list with its filters, one, intake, and the acts
 * that move one along.
 */
#include "base/str.h"
#include "domain/words.h"
#include "server/handler/handlers.h"
#include "server/handler/look.h"
#include "server/route/page.h"
#include "server/service/access_code.h"
#include "server/service/application.h"
#include "server/service/application_view.h"
#include "server/service/intake.h"
#include "server/service/interview.h"
#include "server/service/next.h"
#include "server/service/queue_words.h"
#include "server/service/seen.h"

/* ---- answers ---- */

static bool
reply_application(struct request *rq, int status, const struct application *application)
{
	reply_object(rq, status, &resource_application, application, application->version);
	reply_effect(rq, "application", application->id);
	return true;
}

bool
application_get_run(struct request *rq, struct err *err)
{
	const struct application *application;

	if (!application_read(&rq->call, rq->path_args[0], &application, err))
		return false;
	look_at_application(rq, application->id);
	reply_object(rq, 200, &resource_application, application, application->version);
	return true;
}

/* ---- the list ---- */

static bool
read_filter(const struct request *rq, struct queue_filter *filter, struct err *err)
{
	struct filter_words words = {
		.assignee = request_query(rq, "assignee"),
		.team = request_query(rq, "team"),
		.status = request_query(rq, "status"),
		.turn = request_query(rq, "turn"),
		.program = request_query(rq, "program"),
		.county = request_query(rq, "county"),
		.language = request_query(rq, "language"),
		.clock = request_query(rq, "clock"),
		.customer = request_query(rq, "customer"),
		.text = request_query(rq, "q"),
		.expedited = request_query(rq, "expedited"),
		.review = request_query(rq, "review"),
		.decided_by = request_query(rq, "decided_by"),
		.due_before = DATE_NONE,
		.filed_after = DATE_NONE,
		.filed_before = DATE_NONE,
		.decided_after = DATE_NONE,
	};

	return request_query_date(rq, "due_before", &words.due_before, err)
		&& request_query_date(rq, "filed_after", &words.filed_after, err)
		&& request_query_date(rq, "filed_before", &words.filed_before, err)
		&& request_query_date(rq, "decided_after", &words.decided_after, err)
		&& queue_words_read(&words, &rq->call, "?", filter, err);
}

/* {"turn":{"me":14,"customer":25,"second":3,"agency":5}} */
static const char *
turn_totals(struct arena *arena, const struct application_page *found)
{
	struct buf buf = BUF_INIT(400);
	struct json_out out = JSON_OUT(&buf);
	const char *text;

	json_begin_object(&out, NULL);
	json_begin_object(&out, "turn");
	for (int turn = TURN_ME; turn <= TURN_AGENCY; turn++)
		json_put_int(&out, word_of(words_turn, turn), found->turns[turn]);
	json_end_object(&out);
	json_end_object(&out);
	text = arena_strdup(arena, buf.data);
	buf_done(&buf);
	return text;
}

static void
write_row(void *request, const struct application *row)
{
	reply_row(request, row);
}

bool
application_list_run(struct request *rq, struct err *err)
{
	static const char *const sorts[] = { QUEUE_SORT_DUE, QUEUE_SORT_FILED, QUEUE_SORT_CUSTOMER,
		                             QUEUE_SORT_UPDATED, NULL };
	struct queue_filter filter;
	struct page_key page;
	struct application_page list;

	if (!read_filter(rq, &filter, err) || !page_from_request(rq, sorts, &page, err))
		return false;
	reply_rows_begin(rq, &resource_application);
	if (!application_page(&rq->call, &filter, &page, write_row, rq, &list, err))
		return false;
	reply_rows_end(rq, list.found.reversed);
	page_cursors(rq, &page, list.found.count, &list.found.first, &list.found.last,
	             list.found.more);
	rq->reply.total = (struct list_total) { true, list.total, list.total_at_least };
	if (list.has_turns)
		rq->reply.totals = turn_totals(rq->arena, &list);
	reply_searched(rq, "applications", request_query(rq, "q"));
	return look_at_export(rq, "applications", err);
}

/* ---- acts ---- */

bool
application_intake_run(struct request *rq, struct err *err)
{
	const struct application *application;

	if (!intake_file(&rq->call, rq->args, &application, err))
		return false;
	rq->reply.location = arena_printf(rq->arena, "/v1/applications/%s", application->id);
	return reply_application(rq, 201, application);
}

bool
application_claim_run(struct request *rq, struct err *err)
{
	const struct application *application;

	return application_claim(&rq->call, rq->path_args[0], &application, err)
		&& reply_application(rq, 200, application);
}

bool
application_next_run(struct request *rq, struct err *err)
{
	const struct application *application;

	return application_next(&rq->call, &application, err)
		&& reply_application(rq, 200, application);
}

bool
application_release_run(struct request *rq, struct err *err)
{
	const struct application *application;

	return application_release(&rq->call, rq->path_args[0], rq->args, &application, err)
		&& reply_application(rq, 200, application);
}

bool
application_assign_run(struct request *rq, struct err *err)
{
	const struct application *application;

	return application_assign(&rq->call, rq->path_args[0], rq->args, &application, err)
		&& reply_application(rq, 200, application);
}

bool
application_withdraw_run(struct request *rq, struct err *err)
{
	const struct application *application;

	return application_withdraw(&rq->call, rq->path_args[0], rq->args, &application, err)
		&& reply_application(rq, 200, application);
}

bool
application_reopen_run(struct request *rq, struct err *err)
{
	const struct application *application;

	return application_reopen(&rq->call, rq->path_args[0], rq->args, &application, err)
		&& reply_application(rq, 200, application);
}

bool
application_access_code_run(struct request *rq, struct err *err)
{
	const struct application *application;

	return access_code_renew(&rq->call, rq->path_args[0], rq->args, &application, err)
		&& reply_application(rq, 200, application);
}

bool
application_interview_run(struct request *rq, struct err *err)
{
	const struct application *application;

	return interview_record(&rq->call, rq->path_args[0], rq->args, &application, err)
		&& reply_application(rq, 200, application);
}

bool
application_seen_run(struct request *rq, struct err *err)
{
	if (!application_seen(&rq->call, rq->path_args[0], rq->args, err))
		return false;
	reply_empty(rq);
	reply_effect(rq, "none", rq->path_args[0]);
	return true;
}

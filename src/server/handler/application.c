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
#include "server/service/application.h"
#include "server/service/application_view.h"
#include "server/service/intake.h"
#include "server/service/interview.h"
#include "server/service/next.h"
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
query_fault(const char *name, const char *allowed, struct err *err)
{
	char pointer[ERR_POINTER_MAX];

	snprintf(pointer, sizeof pointer, "?%s", name);
	return err_field(err, pointer, "unknown", "One of: %s.", allowed);
}

/* "in_review,pended", or "open", "closed". */
static bool
read_statuses(const char *words, unsigned *ret, struct err *err)
{
	char word[64];

	while (!str_empty(words)) {
		size_t len = strcspn(words, ",");
		enum application_status status;

		snprintf(word, sizeof word, "%.*s", (int)(len < sizeof word ? len : 0), words);
		status = application_status_from_wire(word);
		if (str_eq(word, "open"))
			*ret |= S_OPEN;
		else if (str_eq(word, "closed"))
			*ret |= S_ANY & ~S_OPEN;
		else if (status != APPLICATION_NO_STATUS)
			*ret |= 1u << status;
		else
			return query_fault("status", "open, closed, or the statuses of an application, "
			                   "with commas between", err);
		words += len + (words[len] == ',');
	}
	return true;
}

static void
read_assignee(const struct request *rq, struct queue_filter *filter)
{
	const char *assignee = request_query(rq, "assignee");

	filter->by_assignee = !str_empty(assignee);
	filter->assignee_id = str_eq(assignee, "none") ? NULL
	                      : str_eq(assignee, "me") ? rq->call.actor->id
	                                               : assignee;
}

static bool
read_filter(const struct request *rq, struct queue_filter *filter, struct err *err)
{
	const char *turn = request_query(rq, "turn"), *clock = request_query(rq, "clock");
	bool expedited = false;

	*filter = (struct queue_filter) {
		.due_before = DATE_NONE,
		.filed_after = DATE_NONE,
		.team_id = request_query(rq, "team"),
		.program_id = request_query(rq, "program"),
		.county = request_query(rq, "county"),
		.language = request_query(rq, "language"),
		.customer_id = request_query(rq, "customer"),
		.text = request_query(rq, "q"),
	};
	read_assignee(rq, filter);
	filter->turn = (enum turn)word_find(words_turn, turn);
	filter->clock = (enum clock_state)word_find(words_clock, clock);
	if (turn && filter->turn == TURN_NONE)
		return query_fault("turn", "me, customer, second, agency", err);
	if (clock && filter->clock == CLOCK_NONE)
		return query_fault("clock", "overdue, due_soon, on_time", err);
	if (filter->text && strlen(filter->text) > QUEUE_TEXT_MAX)
		return err_field(err, "?q", "too_long", "At most %d bytes.", (int)QUEUE_TEXT_MAX);
	if (!request_query_bool(rq, "expedited", &expedited, err))
		return false;
	if (request_query(rq, "expedited"))
		filter->expedited = expedited ? FLAG_YES : FLAG_NO;
	return read_statuses(request_query(rq, "status"), &filter->statuses, err)
		&& request_query_date(rq, "due_before", &filter->due_before, err)
		&& request_query_date(rq, "filed_after", &filter->filed_after, err)
		&& request_query_date(rq, "filed_before", &filter->filed_before, err);
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
	return true;
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

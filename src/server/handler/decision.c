/* SPDX-License-Identifier: Apache-2.0
 *
 * Decisions and their letters over HTTP.
 */
#include "server/service/mail_outcome.h"
#include "server/service/decision.h"

#include "server/handler/handlers.h"
#include "server/handler/look.h"
#include "server/route/page.h"

/* The arithmetic, a fourth of what a decision takes, is done before the writer's turn. */
bool
decision_make_prepare(struct request *rq, struct err *err)
{
	(void)err;
	decision_make_ahead(&rq->call, rq->path_args[0], rq->args);
	return true;
}

bool
decision_make_run(struct request *rq, struct err *err)
{
	const struct decision *decision;
	const struct rehearsal *rehearsal;

	if (rq->dry_run) {
		if (!decision_rehearse(&rq->call, rq->path_args[0], rq->args, &rehearsal, err))
			return false;
		reply_object(rq, 200, &resource_rehearsal, rehearsal, 0);
		return true;
	}
	if (!decision_make(&rq->call, rq->path_args[0], rq->args, &decision, err))
		return false;
	reply_object(rq, 201, &resource_decision, decision, decision->version);
	rq->reply.location = arena_printf(rq->arena, "/v1/decisions/%s", decision->id);
	reply_effect(rq, "decision", decision->id);
	return true;
}

bool
decision_get_run(struct request *rq, struct err *err)
{
	const struct decision *decision;

	if (!decision_read(&rq->call, rq->path_args[0], &decision, err))
		return false;
	look_at_application(rq, decision->application_id);
	reply_object(rq, 200, &resource_decision, decision, decision->version);
	return true;
}

bool
notice_get_run(struct request *rq, struct err *err)
{
	const struct notice *notice;

	if (!notice_read_one(&rq->call, rq->path_args[0], &notice, err))
		return false;
	look_at_application(rq, notice->application_id);
	/* All that changes: its state, and the attempts, of which there are only more. */
	reply_object(rq, 200, &resource_notice, notice,
	             notice->state + 8 * (notice->attempts_text ? (int64_t)strlen(notice->attempts_text) : 0));
	return true;
}

bool
notice_letter_run(struct request *rq, struct err *err)
{
	const struct application *application;

	if (!notice_send_letter(&rq->call, rq->path_args[0], &application, err))
		return false;
	reply_object(rq, 200, &resource_application, application, application->version);
	reply_effect(rq, "application", application->id);
	return true;
}

/*
 * An application has few decisions and letters: the service reads them all,
 * and a page is a range of them.  They come newest first; "sort=-at" turns
 * them round.
 */
struct range {
	size_t from, count;
	bool more;
};

static bool
is_beyond(const struct page_key *page, int64_t at_ms, const char *id, bool down)
{
	int order = at_ms < page->edge.number ? -1
	            : at_ms > page->edge.number ? 1
	                                        : strcmp(id, page->edge.id ? page->edge.id : "");
	return down ? order < 0 : order > 0;
}

struct dated { int64_t at_ms; const char *id; };

static struct range
choose_range(const struct page_key *page, const struct dated *rows, size_t count)
{
	bool reversed = page->backwards || (page->from_end && !page->edge.set);
	size_t limit = (size_t)page->limit, begin = 0, end = count;

	if (page->edge.set && !reversed)
		while (begin < count && !is_beyond(page, rows[begin].at_ms, rows[begin].id,
		                                   !page->descending))
			begin++;
	if (page->edge.set && reversed)
		while (end > 0 && !is_beyond(page, rows[end - 1].at_ms, rows[end - 1].id,
		                             page->descending))
			end--;
	struct range range = { begin, end - begin, end - begin > limit };
	if (range.more) {
		range.from = reversed ? end - limit : begin;
		range.count = limit;
	}
	return range;
}

static struct page_edge
edge_of(const struct dated *row)
{
	return (struct page_edge) { .set = true, .number = row->at_ms, .id = row->id };
}

static bool
reply_range(struct request *rq, const struct resource *resource, const char *rows,
            const struct dated *dated, size_t count, const struct page_key *page)
{
	struct range range = choose_range(page, dated, count);
	struct page_edge first = { .set = false }, last = { .set = false };

	if (range.count) {
		first = edge_of(&dated[range.from]);
		last = edge_of(&dated[range.from + range.count - 1]);
	}
	look_at_application(rq, rq->path_args[0]);
	page_reply(rq, page, resource, rows + range.from * resource->size, range.count, &first,
	           &last, range.more);
	return true;
}

static const char *const newest_first[] = { "newest", NULL };

bool
decision_list_run(struct request *rq, struct err *err)
{
	struct decision *rows;
	struct dated *dated;
	struct page_key page;
	size_t count;

	if (!page_from_request(rq, newest_first, &page, err)
		|| !decisions_of(&rq->call, rq->path_args[0], &rows, &count, err))
		return false;
	dated = arena_array(rq->arena, count + 1, sizeof *dated);
	for (size_t i = 0; i < count; i++) {
		if (page.descending && i < count / 2) {
			struct decision row = rows[i];

			rows[i] = rows[count - 1 - i];
			rows[count - 1 - i] = row;
		}
	}
	for (size_t i = 0; i < count; i++)
		dated[i] = (struct dated) { rows[i].decided_at_ms, rows[i].id };
	return reply_range(rq, &resource_decision, (const char *)rows, dated, count, &page);
}

bool
notice_list_run(struct request *rq, struct err *err)
{
	struct notice *rows;
	struct dated *dated;
	struct page_key page;
	size_t count;

	if (!page_from_request(rq, newest_first, &page, err)
		|| !notices_of(&rq->call, rq->path_args[0], &rows, &count, err))
		return false;
	dated = arena_array(rq->arena, count + 1, sizeof *dated);
	for (size_t i = 0; i < count; i++) {
		if (page.descending && i < count / 2) {
			struct notice row = rows[i];

			rows[i] = rows[count - 1 - i];
			rows[count - 1 - i] = row;
		}
	}
	for (size_t i = 0; i < count; i++)
		dated[i] = (struct dated) { rows[i].created_at_ms, rows[i].id };
	return reply_range(rq, &resource_notice, (const char *)rows, dated, count, &page);
}

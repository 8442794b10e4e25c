/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking at a record is an event, and so is a search: one per worker, subject
 * or words, and quarter of an hour.  It is queued without waiting; for a sealed record the answer waits
 * until it is written.
 */
#include "config.h"

#include <pthread.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "domain/application.h"
#include "domain/decision.h"
#include "server/route/parked.h"
#include "server/service/record_scope.h"
#include "server/store/event_log.h"

enum { VIEW_SLOTS = 65536, VIEW_PROBES = 8, SEARCHED_MAX = 16 * 1024 };

struct view_slot { uint64_t name; int64_t at_ms; };

struct views {
	pthread_mutex_t lock;
	struct view_slot slots[VIEW_SLOTS];
};

struct views *
views_new(void)
{
	struct views *views = calloc(1, sizeof(*views));

	if (views == NULL)
		oom_exit();
	pthread_mutex_init(&views->lock, NULL);
	return views;
}

void
views_free(struct views *views)
{
	pthread_mutex_destroy(&views->lock);
	free(views);
}

static uint64_t
hash_text(uint64_t hash, const char *text)
{
	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 1099511628211U;
	return (hash ^ 0xff) * 1099511628211U;
}

static uint64_t
name_of_look(const char *worker_id, const char *subject_type, const char *subject_id)
{
	return hash_text(hash_text(hash_text(14695981039346656037U, worker_id), subject_type), subject_id);
}

bool
views_know(struct views *views, const char *worker_id, const char *subject_type, const char *subject_id)
{
	uint64_t name = name_of_look(worker_id, subject_type, subject_id);
	int64_t now_ms = clock_mono_ms();
	bool known = false;
	size_t i;

	pthread_mutex_lock(&views->lock);
	for (i = 0; i < VIEW_PROBES && !known; i++) {
		const struct view_slot *slot = &views->slots[(name + i) % VIEW_SLOTS];
		known = slot->name == name && now_ms - slot->at_ms < VIEW_ONCE_MS;
	}
	pthread_mutex_unlock(&views->lock);
	return known;
}

/* What could not be written down was not seen: the next look is the first. */
static void
forget_look(struct views *views, uint64_t name)
{
	size_t i;

	pthread_mutex_lock(&views->lock);
	for (i = 0; i < VIEW_PROBES; i++) {
		struct view_slot *slot = &views->slots[(name + i) % VIEW_SLOTS];
		if (slot->name == name)
			slot->name = 0;
	}
	pthread_mutex_unlock(&views->lock);
}

/* True for the first look in a quarter of an hour. A collision or a full
 * table errs towards writing one event more. */
static bool
is_first_look(struct views *views, uint64_t name)
{
	int64_t now_ms = clock_mono_ms();
	struct view_slot *oldest = NULL;
	bool first = true;
	size_t i;

	pthread_mutex_lock(&views->lock);
	for (i = 0; i < VIEW_PROBES; i++) {
		struct view_slot *slot = &views->slots[(name + i) % VIEW_SLOTS];
		if (slot->name == name) {
			first = now_ms - slot->at_ms >= VIEW_ONCE_MS;
			oldest = slot;
			break;
		}
		if (oldest == NULL || slot->at_ms < oldest->at_ms)
			oldest = slot;
	}
	if (first) {
		oldest->name = name;
		oldest->at_ms = now_ms;
	}
	pthread_mutex_unlock(&views->lock);
	return first;
}

/* A job of its own, since the answer goes out without it. */
struct view_job {
	struct write_job job; /* first */
	struct arena arena;
	struct event event;
	const char *payload;
};

static bool
view_run(struct write_job *job, struct txn *txn, struct err *err)
{
	struct view_job *view = (struct view_job *)job;

	if (event_append(txn, &view->event, view->payload))
		return true;
	db_take_failure(txn->db, err);
	return false;
}

static void
view_done(struct write_job *job, bool ok)
{
	struct view_job *view = (struct view_job *)job;

	if (!ok)
		log_line(LOG_ERROR, "view", "A look at a record could not be written down: %s", job->err.detail);
	arena_done(&view->arena);
	free(view);
}

static void
event_fill(struct event *event, struct parked *p, const struct viewed *viewed, struct arena *arena)
{
	event->type = EVENT_RECORD_VIEWED;
	event->subject.type = arena_strdup(arena, viewed->subject_type);
	event->subject.id = arena_strdup(arena, viewed->subject_id);
	event->application_id = arena_strdup(arena, viewed->application_id);
	event->actor.kind = AUTHOR_WORKER;
	event->actor.id = arena_strdup(arena, p->session->actor.id);
	event->actor.name = arena_strdup(arena, p->session->actor.name);
	event->scope.customer_id = arena_strdup(arena, viewed->scope.customer_id);
	event->scope.team_id = arena_strdup(arena, viewed->scope.team_id);
	event->scope.county = arena_strdup(arena, viewed->scope.county);
	event->scope.program_id = arena_strdup(arena, viewed->scope.program_id);
	event->scope.assignee_before = arena_strdup(arena, viewed->scope.assignee_before);
	event->scope.assignee_after = arena_strdup(arena, viewed->scope.assignee_after);
	event->scope.sealed = viewed->scope.sealed;
}

/* The words are personal text: in the payload, so that they can be erased. */
static void
search_fill(struct event *event, struct parked *p, const struct viewed *viewed, struct view_job *view)
{
	struct buf text = BUF_INIT(SEARCHED_MAX);
	struct json_out out = JSON_OUT(&text);

	event->type = EVENT_SEARCHED;
	event->subject.type = "worker";
	event->subject.id = arena_strdup(&view->arena, p->session->actor.id);
	event->actor.kind = AUTHOR_WORKER;
	event->actor.id = event->subject.id;
	event->actor.name = arena_strdup(&view->arena, p->session->actor.name);
	json_begin_object(&out, NULL);
	json_put_int(&out, "v", 1);
	json_put_text(&out, "where", viewed->subject_type);
	json_put_text(&out, "q", viewed->subject_id);
	json_end_object(&out);
	view->payload = buf_ok(&text) ? arena_strdup(&view->arena, text.data) : NULL;
	buf_done(&text);
}

static bool
sealed_view_run(struct write_job *job, struct txn *txn, struct err *err)
{
	struct parked *p = parked_of_job(job);

	for (const struct viewed *viewed = p->rq.reply.viewed; viewed != NULL; viewed = viewed->next) {
		struct event event = { .type = EVENT_NONE };

		event_fill(&event, p, viewed, p->rq.arena);
		if (!event_append(txn, &event, NULL))
			return db_take_failure(txn->db, err), false;
	}
	return true;
}

static void
forget_looks(struct parked *p)
{
	for (const struct viewed *viewed = p->rq.reply.viewed; viewed != NULL; viewed = viewed->next)
		forget_look(p->exchange->server->views,
		            name_of_look(p->session->actor.id, viewed->subject_type, viewed->subject_id));
}

static void
sealed_view_done(struct write_job *job, bool ok)
{
	struct parked *p = parked_of_job(job);
	struct exchange *exchange = p->exchange;

	p->ok = ok;
	if (!ok) {
		forget_looks(p);
		p->err = job->err;
	}
	p->rq.reply.viewed = NULL;
	exchange->finished(exchange);
}

/* Of which record the answer tells; NULL: of none, or of several by name alone. */
static const char *
rehearsed_record(const struct request *rq, bool *ret_customer)
{
	const struct reply *reply = &rq->reply;
	const char *pattern = rq->route->path;

	*ret_customer = str_starts(pattern, "/v1/customers/{id}");
	if (reply->resource == NULL)
		return NULL;
	if (reply->resource == &resource_application)
		return ((const struct application *)reply->object)->id;
	if (reply->resource == &resource_rehearsal)
		return ((const struct rehearsal *)reply->object)->decision->application_id;
	return *ret_customer || str_starts(pattern, "/v1/applications/{id}/") ? rq->path_args[0] : NULL;
}

void
views_rehearsed(struct request *rq)
{
	bool is_customer;
	const char *id = rehearsed_record(rq, &is_customer);
	const char *type = is_customer ? "customer" : "application";
	struct event_scope scope;

	if (id == NULL || reply_view_is_known(rq, type, id))
		return;
	record_scope(&rq->call, is_customer ? NULL : id, is_customer ? id : NULL, &scope);
	/* One that is only rehearsed to be taken in is not there yet. */
	if (scope.customer_id != NULL)
		reply_viewed(rq, type, id, is_customer ? NULL : id, &scope);
}

static void
queue_look(struct parked *p, const struct viewed *viewed)
{
	struct view_job *view = calloc(1, sizeof(*view));

	if (view == NULL)
		oom_exit();
	if (viewed->is_search)
		search_fill(&view->event, p, viewed, view);
	else
		event_fill(&view->event, p, viewed, &view->arena);
	view->job.run = view_run;
	view->job.done = view_done;
	if (!writer_submit(p->exchange->server->writer, &view->job)) {
		arena_done(&view->arena);
		free(view);
	}
}

bool
views_note(struct parked *p)
{
	struct viewed *viewed = p->rq.reply.viewed, *next;

	/* Of those that are news, the sealed ones are kept to be waited for. */
	p->rq.reply.viewed = NULL;
	for (; viewed != NULL; viewed = next) {
		next = viewed->next;
		if (!is_first_look(p->exchange->server->views,
		                   name_of_look(p->session->actor.id, viewed->subject_type, viewed->subject_id)))
			continue;
		if (viewed->scope.sealed) {
			viewed->next = p->rq.reply.viewed;
			p->rq.reply.viewed = viewed;
		} else {
			queue_look(p, viewed);
		}
	}
	if (p->rq.reply.viewed == NULL)
		return false;
	p->exchange->work_done = false;
	if (parked_submit(p, sealed_view_run, sealed_view_done))
		return true;
	forget_looks(p);
	p->rq.reply.viewed = NULL;
	p->ok = err_set(&p->err, ERR_BACKEND_UNAVAILABLE, "The server is stopping; try again in a moment.");
	return false;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The routes whose answers come from the running server rather than from the
 * agency's data: sessions, what became of a write, who is reading, health.
 */
#include "config.h"

#include "base/clock.h"
#include "base/str.h"
#include "server/handler/handlers.h"
#include "server/route/parked.h"
#include "server/route/readers.h"
#include "server/service/own_key.h"
#include "server/service/throttle.h"
#include "server/store/event_log.h"
#include "server/store/outcome.h"
#include "server/store/mail.h"

/* ---- sessions ---- */

bool
session_open_prepare(struct request *rq, struct err *err)
{
	struct sign_in *sign_in;

	if (!session_check(&rq->call, rq->exchange->server->throttle, rq->remote_address, rq->args,
	                   rq->exchange->parked->session, &sign_in, err))
		return false;
	rq->prepared = sign_in;
	return true;
}

bool
session_open_run(struct request *rq, struct err *err)
{
	struct session_view *view = arena_alloc(rq->arena, sizeof(*view));
	struct sign_in *sign_in = rq->prepared;

	if (!session_open(&rq->call, sign_in, view, err))
		return false;
	/* A refusal is committed too: its event is the trace of the attempt. */
	if (view->token == NULL) {
		rq->reply.refusal = sign_in->refusal;
		return true;
	}
	reply_object(rq, 201, &resource_session, view, 0);
	rq->reply.ends_session = sign_in->before != NULL;
	return true;
}

bool
second_factor_begin_prepare(struct request *rq, struct err *err)
{
	const struct second_factor_request *asked = rq->args;
	struct second_factor_start *start;
	struct second_factor_proof proof;
	const char *hash;

	if (!session_password_check(&rq->call, rq->exchange->server->throttle, rq->remote_address, asked->password,
	                            asked->otp, &hash, &proof, err)
	    || !second_factor_prepare(&rq->call, hash, &proof, &start, err))
		return false;
	rq->prepared = start;
	return true;
}

bool
session_current_run(struct request *rq, struct err *err)
{
	struct session_view *view = arena_alloc(rq->arena, sizeof(*view));

	if (!session_describe(&rq->call, rq->exchange->parked->session, view, err))
		return false;
	reply_object(rq, 200, &resource_session, view, 0);
	return true;
}

bool
session_close_run(struct request *rq, struct err *err)
{
	if (!session_close(&rq->call, rq->exchange->parked->session, err))
		return false;
	rq->reply.ends_session = true;
	reply_empty(rq);
	return true;
}

/* The dispatcher renewed it already, if the header said that a key was
 * pressed; this route means it without the header. */
bool
session_active_run(struct request *rq, struct err *err)
{
	(void)err;
	atomic_store(&rq->exchange->parked->session->active_mono_ms, clock_mono_ms());
	reply_empty(rq);
	return true;
}

/* ---- one's own password ---- */

bool
password_change_prepare(struct request *rq, struct err *err)
{
	struct password_change *change;

	if (!password_check(&rq->call, rq->exchange->server->throttle, rq->remote_address, rq->args, &change, err))
		return false;
	rq->prepared = change;
	return true;
}

bool
password_change_run(struct request *rq, struct err *err)
{
	const struct password_change *change = rq->prepared;

	if (!password_replace(&rq->call, change, rq->exchange->parked->session, rq->args, err))
		return false;
	/* A wrong guess is committed too: its event is the trace. */
	if (change->accepted || change->done)
		reply_empty(rq);
	else
		rq->reply.refusal = ERR_PASSWORD_WRONG;
	return true;
}

/* ---- what became of a write ---- */

bool
outcome_get_run(struct request *rq, struct err *err)
{
	struct outcome_view *view = arena_alloc(rq->arena, sizeof(*view));
	struct outcome_row outcome;

	memset(&outcome, 0, sizeof(outcome));
	if (!outcome_find(rq->call.db, rq->call.actor->id, rq->path_args[0], rq->call.now_ms, rq->arena, &outcome)
	    || str_eq(outcome.effect_type, OUTCOME_GIVEN_UP))
		return err_set(err, ERR_NOT_FOUND, "No write of yours with this key has arrived.");
	view->key = rq->path_args[0];
	view->status = outcome.status;
	view->effect.type = outcome.effect_type;
	view->effect.id = str_empty(outcome.effect_id) ? NULL : outcome.effect_id;
	view->effect.version = outcome.effect_version;
	view->seq = outcome.seq;
	view->at_ms = outcome.at_ms;
	reply_object(rq, 200, &resource_outcome, view, 0);
	return true;
}

/*
 * The same question from somebody who will not send it again: what has not
 * arrived by now may still be on the line, and must not be done behind the
 * back of a person who was told that it was not.
 */
bool
outcome_give_up_run(struct request *rq, struct err *err)
{
	struct outcome_row outcome = { .key = rq->path_args[0], .status = 204,
		                       .effect_type = OUTCOME_GIVEN_UP, .effect_id = "",
		                       .at_ms = rq->call.now_ms };
	struct outcome_row had;

	if (outcome_get_run(rq, err))
		return true;
	if (err->code != ERR_NOT_FOUND)
		return false;
	if (!outcome_find(rq->call.db, rq->call.actor->id, rq->path_args[0], rq->call.now_ms, rq->arena, &had)
	    && !outcome_add(rq->call.txn, rq->call.actor->id, &outcome))
		return false;
	reply_empty(rq);
	rq->reply.refusal = ERR_NOT_FOUND;
	return true;
}

/* ---- who is reading ---- */

/* May the actor read this application?  Asked of the route that shows it. */
static bool
may_read(struct request *rq, struct err *err)
{
	struct reply before = rq->reply;

	if (!application_get_run(rq, err))
		return false;
	rq->reply = before;
	return true;
}

bool
presence_put_run(struct request *rq, struct err *err)
{
	const struct presence_request *asked = rq->args;
	struct server *server = rq->exchange->server;

	if (!may_read(rq, err) || !call_body_fits(&rq->call, err))
		return false;
	if (rq->dry_run) {
		reply_empty(rq);
		return true;
	}
	readers_put(server->readers, server->feed, rq->path_args[0], rq->call.actor->id, rq->call.actor->name,
	            asked->typing);
	reply_empty(rq);
	return true;
}

bool
presence_list_run(struct request *rq, struct err *err)
{
	struct reader_view *rows;
	size_t count;

	if (!may_read(rq, err))
		return false;
	count = readers_list(rq->exchange->server->readers, rq->path_args[0], rq->call.actor->id, rq->arena, &rows);
	reply_rows(rq, &resource_reader, rows, count);
	return true;
}

/* ---- health ---- */

static void
reply_json(struct request *rq, int status, const char *text)
{
	reply_raw(rq, status, "application/json", text, strlen(text));
}

bool
health_get_run(struct request *rq, struct err *err)
{
	(void)err;
	reply_json(rq, 200, "{\"status\":\"ok\"}");
	return true;
}

bool
ready_get_run(struct request *rq, struct err *err)
{
	if (atomic_load(&rq->exchange->server->draining))
		return err_set(err, ERR_BACKEND_UNAVAILABLE, "The server is stopping.");
	if (event_head_seq(rq->call.db) <= 0)
		return err_set(err, ERR_BACKEND_UNAVAILABLE, "The log cannot be read.");
	reply_json(rq, 200, "{\"status\":\"ready\"}");
	return true;
}

bool
metrics_get_run(struct request *rq, struct err *err)
{
	struct server *server = rq->exchange->server;
	struct writer_counts writes = writer_counts(server->writer);
	struct mail_count mail;
	struct buf out = BUF_INIT(16 * 1024);
	int digit;

	(void)err;
	buf_printf(&out, "# TYPE caseload_requests_total counter\ncaseload_requests_total %llu\n",
	           (unsigned long long)atomic_load(&server->counts.requests));
	buf_puts(&out, "# TYPE caseload_answers_total counter\n");
	for (digit = 2; digit <= 5; digit++)
		buf_printf(&out, "caseload_answers_total{class=\"%dxx\"} %llu\n", digit,
		           (unsigned long long)atomic_load(&server->counts.by_class[digit]));
	buf_printf(&out, "# TYPE caseload_write_jobs_begun_total counter\ncaseload_write_jobs_begun_total %llu\n",
	           (unsigned long long)writes.begun);
	buf_printf(&out, "# TYPE caseload_write_jobs_total counter\ncaseload_write_jobs_total %llu\n",
	           (unsigned long long)writes.jobs);
	buf_printf(&out, "# TYPE caseload_write_groups_total counter\ncaseload_write_groups_total %llu\n",
	           (unsigned long long)writes.groups);
	buf_printf(&out, "# TYPE caseload_replays_total counter\ncaseload_replays_total %llu\n",
	           (unsigned long long)atomic_load(&server->counts.replays));
	buf_printf(&out, "# TYPE caseload_wal_pages gauge\ncaseload_wal_pages %d\n", writes.wal_pages);
	buf_printf(&out, "# TYPE caseload_streams gauge\ncaseload_streams %lld\n",
	           (long long)atomic_load(&server->counts.streams));
	buf_printf(&out, "# TYPE caseload_last_event gauge\ncaseload_last_event %lld\n",
	           (long long)writer_committed_seq(server->writer));
	buf_printf(&out, "# TYPE caseload_uptime_seconds gauge\ncaseload_uptime_seconds %lld\n",
	           (long long)((clock_mono_ms() - server->started_ms) / 1000));
	mail_count(rq->call.db, &mail);
	buf_printf(&out, "# TYPE caseload_mail_waiting gauge\ncaseload_mail_waiting %lld\n", (long long)mail.waiting);
	buf_printf(&out, "# TYPE caseload_mail_tried_again gauge\ncaseload_mail_tried_again %lld\n", (long long)mail.tried);
	buf_printf(&out, "# TYPE caseload_mail_oldest_seconds gauge\ncaseload_mail_oldest_seconds %lld\n",
	           (long long)(mail.oldest_ms ? (rq->call.now_ms - mail.oldest_ms) / 1000 : 0));
	reply_raw(rq, 200, "text/plain; version=0.0.4; charset=utf-8", arena_strndup(rq->arena, out.data, out.len),
	          out.len);
	buf_done(&out);
	return true;
}

bool
openapi_get_run(struct request *rq, struct err *err)
{
	const struct buf *text = &rq->exchange->server->openapi;
	uint8_t hash[SECRET_HASH_BYTES];

	(void)err;
	sha256(hash, text->data, text->len);
	reply_raw(rq, 200, "application/json", text->data, text->len);
	rq->reply.version = (int64_t)hash[0] << 24 | hash[1] << 16 | hash[2] << 8 | hash[3] | 1;
	return true;
}

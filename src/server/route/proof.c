/* SPDX-License-Identifier: Apache-2.0
 *
 * Proving the log while the server serves.
 */
#include "config.h"

#include "server/route/proof.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/log.h"
#include "base/str.h"
#include "base/words.h"
#include "server/handler/handlers.h"
#include "server/route/parked.h"
#include "server/store/decision.h"
#include "server/store/event_log.h"

struct proof {
	pthread_mutex_t lock;
	pthread_t thread;
	bool has_thread; /* to be joined */
	_Atomic bool stop;
	_Atomic int64_t checked;
	struct server *server;
	/* Under the lock; texts as copies of its own. */
	struct audit_verification view;
	char started_by[128], decision_id[64];
};

struct proof *
proof_new(void)
{
	struct proof *proof = calloc(1, sizeof(*proof));

	if (proof == NULL)
		oom_exit();
	pthread_mutex_init(&proof->lock, NULL);
	proof->view.state = "none";
	return proof;
}

void
proof_free(struct proof *proof)
{
	proof->stop = true;
	if (proof->has_thread)
		pthread_join(proof->thread, NULL);
	pthread_mutex_destroy(&proof->lock);
	free(proof);
}

static void
progress(void *ctx, int64_t seq)
{
	struct proof *proof = ctx;

	proof->checked = seq;
}

static bool
prove(struct proof *proof, struct db *db, struct audit_verification *found, struct arena *arena, struct err *err)
{
	struct chain_watch watch = { .progress = progress, .ctx = proof, .stop = &proof->stop };
	struct decision_fault decision = { .what = NULL };
	struct decision_count decisions = { .rows = 0 };
	struct chain_fault fault;
	struct chain_count count;

	if (!event_verify(db, &watch, &fault, &count, err)
	    || (fault.what == NULL && !decision_verify(db, arena, &decision, &decisions, err))
	    || (fault.what == NULL && decision.what == NULL && !event_texts_verify(db, &fault, err)))
		return false;
	found->state = fault.what == NULL && decision.what == NULL ? "whole" : "broken";
	found->checked = count.events;
	found->erased = count.erased;
	found->decisions = decisions.rows;
	found->broken_seq = fault.what != NULL ? fault.seq : decision.seq;
	found->broken_until = fault.until;
	found->broken_decision_id = decision.id;
	found->finding = fault.what != NULL ? fault.what : decision.what;
	return true;
}

static void *
run(void *ctx)
{
	struct proof *proof = ctx;
	struct audit_verification found = { .state = "failed", .finding = NULL };
	struct arena arena = ARENA_INIT;
	struct err err = { .code = ERR_NONE };
	struct db *db = NULL;

	if (!db_open(&db, proof->server->where, DB_READ, &err) || !prove(proof, db, &found, &arena, &err)) {
		log_line(LOG_ERROR, "proof", "The log could not be proved: %s", err.detail);
		found.finding = N_("The log could not be read to its end.");
	}
	if (str_eq(found.state, "broken"))
		log_line(LOG_ERROR, "proof", "The log is broken at event %lld: %s", (long long)found.broken_seq,
		         found.finding);
	db_close(db);
	pthread_mutex_lock(&proof->lock);
	found.total = proof->view.total;
	found.started_at_ms = proof->view.started_at_ms;
	found.started_by = proof->started_by;
	found.ended_at_ms = agency_now_ms(proof->server->agency);
	if (found.broken_decision_id != NULL) {
		(void)str_copy(proof->decision_id, sizeof(proof->decision_id), found.broken_decision_id);
		found.broken_decision_id = proof->decision_id;
	}
	proof->view = found;
	pthread_mutex_unlock(&proof->lock);
	arena_done(&arena);
	return NULL;
}

/* A copy that outlives the next one. */
static const struct audit_verification *
view_of(struct proof *proof, struct arena *arena)
{
	struct audit_verification *view = arena_alloc(arena, sizeof(*view));

	pthread_mutex_lock(&proof->lock);
	*view = proof->view;
	if (view->started_by != NULL)
		view->started_by = arena_strdup(arena, view->started_by);
	if (view->broken_decision_id != NULL)
		view->broken_decision_id = arena_strdup(arena, view->broken_decision_id);
	if (str_eq(view->state, "running"))
		view->checked = proof->checked;
	pthread_mutex_unlock(&proof->lock);
	return view;
}

bool
audit_verification_run(struct request *rq, struct err *err)
{
	(void)err;
	reply_object(rq, 200, &resource_audit_verification, view_of(rq->exchange->server->proof, rq->arena), 0);
	return true;
}

bool
audit_verify_run(struct request *rq, struct err *err)
{
	struct server *server = rq->exchange->server;
	struct proof *proof = server->proof;
	bool ok = true;

	pthread_mutex_lock(&proof->lock);
	if (!str_eq(proof->view.state, "running")) {
		if (proof->has_thread)
			pthread_join(proof->thread, NULL); /* it has said all it had to */
		(void)str_copy(proof->started_by, sizeof(proof->started_by), rq->call.actor->name);
		proof->server = server;
		proof->checked = 0;
		proof->view = (struct audit_verification){
			.state = "running",
			.total = event_head_seq(rq->call.db),
			.started_at_ms = rq->call.now_ms,
			.started_by = proof->started_by,
		};
		proof->has_thread = pthread_create(&proof->thread, NULL, run, proof) == 0;
		if (!proof->has_thread) {
			proof->view = (struct audit_verification){ .state = "none" };
			ok = err_set(err, ERR_BACKEND_UNAVAILABLE, "No thread to prove the log with.");
		}
	}
	pthread_mutex_unlock(&proof->lock);
	if (ok)
		reply_object(rq, 200, &resource_audit_verification, view_of(proof, rq->arena), 0);
	return ok;
}

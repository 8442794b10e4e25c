/* SPDX-License-Identifier: Apache-2.0
 *
 * What the route room knows of an exchange under way.  Lives in the
 * exchange's arena; one thread at a time has it: the connection's, then
 * perhaps the pool's, then perhaps the writer's, then the connection's again.
 */
#ifndef ROUTE_PARKED_H
#define ROUTE_PARKED_H

#include <stdatomic.h>

#include "server/feed.h"
#include "server/route/exchange.h"
#include "server/route/in_flight.h"
#include "server/route/pool.h"
#include "server/route/portal_request.h"
#include "server/route/rate.h"
#include "server/route/request.h"
#include "server/route/route.h"
#include "server/route/server.h"
#include "server/service/session.h"

struct parked {
	struct exchange *exchange;
	struct request rq;              /* a request of the case API */
	struct portal_request *portal;  /* or one to the applicant's pages */
	const struct portal_route *portal_route;
	struct err err;
	struct session *session;
	struct json *json;
	struct actor nobody; /* who asks before signing in */
	uint8_t body_hash[SECRET_HASH_BYTES];
	bool ok;
	bool replayed;
	bool witnessing; /* the reply's witness has been called for */
	/* The work that has left this thread; what the writer has is made for it. */
	struct pool_job pool;
	struct in_flight_key key;
	bool key_held;
	/* A long poll. */
	struct feed_watch watch;
	bool watching;
	int64_t wait_until_ms;
	struct sight *sight;
};

/* ---- between the files of this room ---- */

/* dispatch.c: runs on a snapshot of this thread's reader. */
bool parked_read(struct parked *p, bool (*run)(struct parked *p, struct err *err));
/* Gives the job to the writer; run is called in its savepoint. */
enum exchange_next parked_write(struct parked *p);
/* A job of the writer for this exchange; false: the server is stopping. */
typedef bool write_run_fn(struct write_job *job, struct txn *txn, struct err *err);
typedef void write_done_fn(struct write_job *job, bool ok);
bool parked_submit(struct parked *p, write_run_fn *run, write_done_fn *done);
struct parked *parked_of_job(struct write_job *job);
/* Sets up call for this moment. */
void parked_call(struct parked *p, struct call *call, const struct actor *actor);
/* accept.c too: "a=b&c=d" in place, decoded strictly. */
bool query_split(char *text, const char **names, const char **values, size_t max, size_t *ret_count,
                 struct err *err) must_use;

/* accept.c */
/* Everything before the effect. ret_done: answered already, as err or reply say. */
/* Says why the bytes of a file were thrown away; false. */
bool body_refused(const struct exchange *exchange, struct err *err);
bool accept_request(struct parked *p, bool *ret_done, struct err *err) must_use;
/* "vi" of "vi-VN,vi;q=0.9"; English where nothing is asked. */
const char *first_language(struct exchange *exchange);

/* portal.c: a refusal before any page, in the form of the applicant's pages. */
void portal_refuse(struct exchange *exchange, const struct err *err);

/* answer.c */
void answer_encode(struct parked *p);

/* keys.c: idempotency. */
bool key_take(struct parked *p, struct err *err) must_use;  /* header to rq->idempotency_key, and in flight */
/* True when this key was answered before: err, or the reply, is set. */
bool key_replay(struct parked *p, bool *ret_ok, struct err *err);
bool key_keep(struct parked *p, struct txn *txn, struct err *err) must_use;
void key_release(struct parked *p);

/* events.c, stream.c */
bool events_watch(struct parked *p, struct err *err) must_use;
enum exchange_next stream_begin(struct parked *p);
ptrdiff_t stream_fill(struct exchange *exchange, char *out, size_t size);
void stream_end(struct exchange *exchange);

/* portal.c */
enum exchange_next portal_begin(struct parked *p);
enum exchange_next portal_continue(struct parked *p);
const struct portal_route *portal_find(const char *path, enum method method, struct arena *arena);
/* The application whose page this request's browser may see; NULL: none. */
const char *portal_passed(struct exchange *exchange);

/* touch.c */
void touch_session(struct parked *p);

/* views.c */
struct views *views_new(void);
void views_free(struct views *views);
/* Is a look at this already written down, or on its way? */
bool views_know(struct views *views, const char *worker_id, const char *subject_type, const char *subject_id);
/* What the answer shows of a record without an event of its own: an act that was
 * only rehearsed, which would do. */
void views_rehearsed(struct request *rq);
/* Writes down what was looked at; true when the answer has to wait for it. */
bool views_note(struct parked *p);

#endif

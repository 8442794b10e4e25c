/* SPDX-License-Identifier: Apache-2.0
 *
 * Idempotency: one key, one effect, and the same answer however often asked.
 */
#include "config.h"

#include "base/str.h"
#include "server/handler/handlers.h"
#include "server/route/parked.h"
#include "server/store/outcome.h"

static const struct { const char *type; run_fn *run; } effects[] = {
#define EFFECT(type, handler) { type, handler##_run },
#include "server/route/effects.def"
#undef EFFECT
	{ NULL, NULL }
};

static void
hash_body(struct parked *p)
{
	struct sha256_state state;
	const char *query = p->exchange->query != NULL ? p->exchange->query : "";

	sha256_start(&state);
	sha256_add(&state, p->exchange->method, strlen(p->exchange->method) + 1);
	sha256_add(&state, p->exchange->path, strlen(p->exchange->path) + 1);
	sha256_add(&state, query, strlen(query) + 1);
	sha256_add(&state, p->exchange->body.data, p->exchange->body.len);
	sha256_end(&state, p->body_hash);
}

bool
key_take(struct parked *p, struct err *err)
{
	const char *text = p->exchange->headers[HEADER_IDEMPOTENCY_KEY];
	size_t len = text != NULL ? strlen(text) : 0;
	char *key;

	if (len == 0)
		return err_set(err, ERR_IDEMPOTENCY_KEY_MISSING, "Send Idempotency-Key with a fresh quoted id for each act.");
	if (len < 3 || text[0] != '"' || text[len - 1] != '"')
		return err_set(err, ERR_IDEMPOTENCY_KEY_MISSING, "Idempotency-Key has to stand in double quotes.");
	key = arena_strndup(p->rq.arena, text + 1, len - 2);
	if (!str_is_id(key))
		return err_set(err, ERR_IDEMPOTENCY_KEY_MISSING,
		               "Idempotency-Key has to be 1 to 40 of the characters 0-9 A-Z a-z _ -.");
	hash_body(p);
	p->rq.idempotency_key = key;
	p->key.key = key;
	p->key.actor_id = p->session->actor.id;
	p->key_held = in_flight_add(p->exchange->server->in_flight, &p->key);
	if (p->key_held)
		return true;
	err_set(err, ERR_IDEMPOTENCY_IN_FLIGHT, "Ask again in a second: it gets the same answer.");
	err->retry_after_s = IN_FLIGHT_RETRY_S;
	return false;
}

/* The effect is read anew, with the actor's rights of now: what it shows of a
 * record is a look at it, as by reading it. */
static bool
answer_again(struct parked *p, const struct outcome_row *outcome, struct err *err)
{
	struct request *rq = &p->rq;
	size_t i;

	p->replayed = true;
	atomic_fetch_add(&p->exchange->server->counts.replays, 1);
	for (i = 0; effects[i].type != NULL; i++)
		if (str_eq(effects[i].type, outcome->effect_type))
			break;
	if (effects[i].type == NULL) {
		reply_empty(rq);
	} else {
		const struct buf *body = &p->exchange->body;
		struct err ignored = { .code = ERR_NONE };

		memset(rq->path_args, 0, sizeof(rq->path_args));
		rq->path_args[0] = outcome->effect_id;
		/* To the byte what was accepted before. */
		if (body->len > 0 && (rq->route->flags & ROUTE_UPLOAD) == 0)
			rq->body = p->json = json_parse(body->data, body->len, &ignored);
		if (!effects[i].run(rq, err))
			return false;
	}
	rq->reply.status = (int)outcome->status;
	return true;
}

static bool
replay(struct parked *p, struct err *err)
{
	struct outcome_row outcome;

	memset(&outcome, 0, sizeof(outcome));
	if (!outcome_find(p->rq.call.db, p->key.actor_id, p->key.key, p->rq.call.now_ms, p->rq.arena, &outcome))
		return true;
	if (str_eq(outcome.effect_type, OUTCOME_GIVEN_UP))
		return err_set(err, ERR_IDEMPOTENCY_MISMATCH,
		               "This write was given up before it arrived, and nothing was done. Mint a new key.");
	if (!same_bytes(outcome.body_hash, p->body_hash, sizeof(p->body_hash)))
		return err_set(err, ERR_IDEMPOTENCY_MISMATCH, "Mint a new key for a new act.");
	return answer_again(p, &outcome, err);
}

bool
key_replay(struct parked *p, bool *ret_ok, struct err *err)
{
	(void)err; /* is p->err, which parked_read() sets */
	*ret_ok = parked_read(p, replay);
	return !*ret_ok || p->replayed;
}

bool
key_keep(struct parked *p, struct txn *txn, struct err *err)
{
	struct outcome_row outcome;
	const struct reply *reply = &p->rq.reply;

	if (p->rq.idempotency_key == NULL)
		return true;
	memset(&outcome, 0, sizeof(outcome));
	outcome.key = p->key.key;
	memcpy(outcome.body_hash, p->body_hash, sizeof(outcome.body_hash));
	outcome.status = reply->status;
	outcome.effect_type = reply->effect_type != NULL ? reply->effect_type : "none";
	outcome.effect_id = reply->effect_id != NULL ? reply->effect_id : "";
	outcome.effect_version = reply->version;
	outcome.seq = reply->event_seq;
	outcome.at_ms = txn->now_ms;
	if (outcome_add(txn, p->key.actor_id, &outcome))
		return true;
	/* Another server of this agency was faster with the same key: its answer counts. */
	err_set(err, ERR_IDEMPOTENCY_IN_FLIGHT, "Ask again in a second: it gets the same answer.");
	err->retry_after_s = IN_FLIGHT_RETRY_S;
	return false;
}

void
key_release(struct parked *p)
{
	if (p->key_held)
		in_flight_remove(p->exchange->server->in_flight, &p->key);
	p->key_held = false;
}

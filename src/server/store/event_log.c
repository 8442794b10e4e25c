/* SPDX-License-Identifier: Apache-2.0
 *
 * Appending to the one log.  Reading it is event_read.c's, proving it
 * event_verify.c's.  The head lives here between a lock and its commit; it is
 * never taken from a counter of the database, which would leave gaps.
 */
#include "server/store/event_log.h"

#include "base/arena.h"
#include "base/secret.h"
#include "base/str.h"
#include "server/store/event_row.h"
#include "server/store/limits.h"

struct event_head {
	int64_t seq;
	uint8_t hash[SECRET_HASH_BYTES];
};

struct event_log {
	struct event_head head;
	struct event_head mark;
	bool changed;
};

struct event_log *
event_log_new(void)
{
	struct event_log *log = calloc(1, sizeof(*log));
	if (!log)
		oom_exit();
	return log;
}

void
event_log_free(struct event_log *log)
{
	free(log);
}

bool
event_log_load(struct event_log *log, struct db *db)
{
	struct stmt *stmt = db_query(db, "SELECT seq, hash FROM chain_head WHERE chain_id = $1");
	size_t len = 0;

	memset(log, 0, sizeof(*log));
	bind_int(stmt, 1, EVENT_CHAIN);
	if (stmt_row(stmt)) {
		log->head.seq = column_int(stmt, 0);
		const void *hash = column_blob(stmt, 1, &len);
		if (len == sizeof(log->head.hash))
			memcpy(log->head.hash, hash, len);
		stmt_reset(stmt);
	}
	log->mark = log->head;
	return !db_failed(db);
}

void
event_log_mark(struct event_log *log)
{
	log->mark = log->head;
}

void
event_log_restore(struct event_log *log)
{
	log->head = log->mark;
}

bool
event_log_save(struct event_log *log, struct db *db)
{
	if (!log->changed)
		return true;
	struct stmt *stmt = db_query(db, "INSERT INTO chain_head (chain_id, seq, hash)"
	                                 " VALUES ($1, $2, $3) ON CONFLICT (chain_id)"
	                                 " DO UPDATE SET seq = excluded.seq, hash = excluded.hash");
	bind_int(stmt, 1, EVENT_CHAIN);
	bind_int(stmt, 2, log->head.seq);
	bind_blob(stmt, 3, log->head.hash, sizeof(log->head.hash));
	return stmt_run(stmt);
}

int64_t
event_log_seq(const struct event_log *log)
{
	return log->head.seq;
}

/* ---- appending ---- */

static void
hash_number(struct sha256_state *state, uint64_t number, size_t bytes)
{
	uint8_t out[8];
	for (size_t i = 0; i < bytes; i++)
		out[i] = (uint8_t)(number >> (8 * (bytes - 1 - i)));
	sha256_add(state, out, bytes);
}

static void
hash_text(struct sha256_state *state, const char *text)
{
	size_t len = strlen(text);
	hash_number(state, len, 4);
	sha256_add(state, text, len);
}

static void
put_number(struct buf *out, int64_t number)
{
	char digits[24];
	size_t at = sizeof(digits);
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	do
		digits[--at] = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (number < 0)
		digits[--at] = '-';
	buf_add(out, digits + at, sizeof(digits) - at);
}

/* Hashed as "a|b|c"; formatted by hand, as every event passes here. */
static void
put_part(struct buf *out, const char *text)
{
	buf_puts(out, text);
	buf_putc(out, '|');
}

void
event_row_hash(const struct event_row *row, struct buf *scratch, uint8_t ret[SECRET_HASH_BYTES])
{
	static const char domain[] = "caseload-event-1"; /* with its final NUL */
	struct sha256_state state;

	sha256_start(&state);
	sha256_add(&state, domain, sizeof(domain));
	hash_number(&state, (uint64_t)row->seq, 8);
	hash_number(&state, (uint64_t)row->at_ms, 8);
	hash_text(&state, row->type);
	buf_reset(scratch);
	put_part(scratch, row->subject_type);
	put_part(scratch, row->subject_id);
	put_number(scratch, row->version);
	buf_putc(scratch, '|');
	put_part(scratch, row->application_id);
	put_part(scratch, row->interaction_id);
	put_part(scratch, row->decision_id);
	put_part(scratch, row->notice_id);
	put_part(scratch, row->changed);
	put_number(scratch, row->history_kind);
	buf_putc(scratch, '|');
	put_number(scratch, row->public_code);
	hash_text(&state, scratch->data);
	hash_text(&state, row->customer_id);
	buf_reset(scratch);
	put_number(scratch, row->actor_kind);
	buf_putc(scratch, '|');
	put_part(scratch, row->actor_id);
	buf_puts(scratch, row->actor_name);
	hash_text(&state, scratch->data);
	hash_text(&state, row->scope);
	sha256_add(&state, row->payload_hash, SECRET_HASH_BYTES);
	sha256_add(&state, row->prev_hash, SECRET_HASH_BYTES);
	sha256_end(&state, ret);
}

void
event_payload_hash(const uint8_t salt[EVENT_SALT_BYTES], const char *payload,
                   uint8_t ret[SECRET_HASH_BYTES])
{
	struct sha256_state state;

	sha256_start(&state);
	if (payload) {
		sha256_add(&state, salt, EVENT_SALT_BYTES);
		sha256_add(&state, payload, strlen(payload));
	}
	sha256_end(&state, ret);
}

static const char *
or_empty(const char *text)
{
	return text ? text : "";
}

static const char *
join_words(struct arena *arena, const struct text_list *list)
{
	const char *text = "";
	for (size_t i = 0; i < list->count; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? "," : "", list->at[i]);
	return text;
}

static void
row_from_event(struct event_row *row, const struct event *event, struct arena *arena)
{
	const struct event_kind *kind = event_kind_of(event->type);
	const struct event_scope *scope = &event->scope;
	enum update_code update = event->update != UPDATE_NONE ? event->update : kind->update;

	*row = (struct event_row){
		.seq = event->seq,
		.at_ms = event->at_ms,
		.version = event->version,
		.actor_kind = event->actor.kind,
		.history_kind = kind->history,
		.public_code = kind->is_public ? update : UPDATE_NONE,
		.type = kind->wire,
		.subject_type = or_empty(event->subject.type),
		.subject_id = or_empty(event->subject.id),
		.customer_id = or_empty(scope->customer_id),
		.application_id = or_empty(event->application_id),
		.interaction_id = or_empty(event->interaction_id),
		.decision_id = or_empty(event->decision_id),
		.notice_id = or_empty(event->notice_id),
		.actor_id = or_empty(event->actor.id),
		.actor_name = event->actor.kind == AUTHOR_CUSTOMER ? "" : or_empty(event->actor.name),
		.changed = join_words(arena, &event->changed),
		/* The last of it only where there is one: rows of before have it not. */
		.scope = arena_printf(arena, "%s|%s|%s|%s|%s|%d%s%s", or_empty(scope->team_id),
		                      or_empty(scope->county), or_empty(scope->program_id),
		                      or_empty(scope->assignee_before),
		                      or_empty(scope->assignee_after), scope->sealed,
		                      scope->team_before ? "|" : "", or_empty(scope->team_before)),
	};
}

static bool
insert_row(struct db *db, const struct event_row *row)
{
	struct stmt *stmt = db_query(
		db, "INSERT INTO event (chain_id, seq, at, type, subject_type, subject_id, version,"
		    " customer_id, application_id, interaction_id, decision_id, notice_id,"
		    " actor_kind, actor_id, actor_name, changed, scope, history_kind, public_code,"
		    " payload_hash, prev_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,"
		    " $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)");

	bind_int(stmt, 1, EVENT_CHAIN);
	bind_int(stmt, 2, row->seq);
	bind_int(stmt, 3, row->at_ms);
	bind_text(stmt, 4, row->type);
	bind_text(stmt, 5, row->subject_type);
	bind_text(stmt, 6, row->subject_id);
	bind_int(stmt, 7, row->version);
	bind_text(stmt, 8, row->customer_id);
	bind_text(stmt, 9, row->application_id);
	bind_text(stmt, 10, row->interaction_id);
	bind_text(stmt, 11, row->decision_id);
	bind_text(stmt, 12, row->notice_id);
	bind_int(stmt, 13, row->actor_kind);
	bind_text(stmt, 14, row->actor_id);
	bind_text(stmt, 15, row->actor_name);
	bind_text(stmt, 16, row->changed);
	bind_text(stmt, 17, row->scope);
	bind_int(stmt, 18, row->history_kind);
	bind_int(stmt, 19, row->public_code);
	bind_blob(stmt, 20, row->payload_hash, SECRET_HASH_BYTES);
	bind_blob(stmt, 21, row->prev_hash, SECRET_HASH_BYTES);
	bind_blob(stmt, 22, row->hash, SECRET_HASH_BYTES);
	return stmt_run(stmt);
}

static bool
insert_payload(struct db *db, int64_t seq, const uint8_t salt[EVENT_SALT_BYTES],
               const char *payload)
{
	struct stmt *stmt = db_query(db, "INSERT INTO event_payload (chain_id, seq, salt, payload)"
	                                 " VALUES ($1, $2, $3, $4)");
	bind_int(stmt, 1, EVENT_CHAIN);
	bind_int(stmt, 2, seq);
	bind_blob(stmt, 3, salt, EVENT_SALT_BYTES);
	bind_text(stmt, 4, payload);
	return stmt_run(stmt);
}

bool
event_row_append(struct txn *txn, struct event_row *row)
{
	struct event_log *log = txn->log;
	struct buf scratch = BUF_INIT(EVENT_PAYLOAD_MAX);

	row->seq = log->head.seq + 1;
	memcpy(row->prev_hash, log->head.hash, SECRET_HASH_BYTES);
	event_row_hash(row, &scratch, row->hash);
	assert(buf_ok(&scratch));
	buf_done(&scratch);
	if (!insert_row(txn->db, row))
		return false;
	log->head.seq = row->seq;
	memcpy(log->head.hash, row->hash, SECRET_HASH_BYTES);
	log->changed = true;
	return true;
}

bool
event_append(struct txn *txn, struct event *event, const char *payload)
{
	struct arena arena = ARENA_INIT;
	struct event_row row;
	uint8_t salt[EVENT_SALT_BYTES];

	assert(event->type > EVENT_NONE && event->type < EVENT_TYPE_COUNT);
	assert(!payload || strlen(payload) <= EVENT_PAYLOAD_MAX);
	event->seq = txn->log->head.seq + 1;
	event->at_ms = txn->now_ms;
	row_from_event(&row, event, &arena);
	random_bytes(salt, sizeof(salt));
	event_payload_hash(salt, payload, row.payload_hash);
	bool ok = event_row_append(txn, &row) &&
	          (!payload || insert_payload(txn->db, row.seq, salt, payload));
	arena_done(&arena);
	return ok;
}

bool
event_erase_payload(struct txn *txn, int64_t seq)
{
	struct stmt *stmt = db_query(txn->db, "DELETE FROM event_payload"
	                                      " WHERE chain_id = $1 AND seq = $2");
	bind_int(stmt, 1, EVENT_CHAIN);
	bind_int(stmt, 2, seq);
	return stmt_run(stmt);
}

/* ---- its head ---- */

int64_t
event_head(struct db *db, uint8_t ret_hash[SECRET_HASH_BYTES])
{
	struct event_log log;

	/* A failure stays with the connection, and then there is no head. */
	if (!event_log_load(&log, db))
		memset(&log, 0, sizeof(log));
	memcpy(ret_hash, log.head.hash, SECRET_HASH_BYTES);
	return log.head.seq;
}

int64_t
event_head_seq(struct db *db)
{
	uint8_t hash[SECRET_HASH_BYTES];

	return event_head(db, hash);
}

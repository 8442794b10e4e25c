/* SPDX-License-Identifier: Apache-2.0
 *
 * Proving decisions: each row against the hash that the event of its last
 * change holds, and each event of one against the rows.  That the events
 * themselves are as they were is event_verify.c's to prove first.
 */
#include "base/json.h"
#include "base/str.h"
#include "server/store/decision_row.h"
#include "server/store/event_log.h"
#include "server/store/event_row.h"
#include "server/store/limits.h"
#include "server/store/signature_verify.h"

enum { DECISION_PAGE = 200 };

struct proving {
	struct db *db;
	struct arena *arena;
	struct decision_fault *fault;
	struct decision_count count;
	struct key_ring ring;
	int64_t taken_seq; /* of this row's events, the newest whose text is gone; 0: none */
};

static bool
found(struct proving *proving, const char *id, int64_t seq, const char *what)
{
	proving->fault->id = arena_strdup(proving->arena, id);
	proving->fault->seq = seq;
	proving->fault->what = what;
	return false;
}

/* Member "row" of a payload as bytes; false when it has none. */
static bool
hash_in_payload(const char *payload, uint8_t ret[SECRET_HASH_BYTES])
{
	struct err ignored = { 0 };
	struct json *json = json_parse(payload, strlen(payload), &ignored);
	bool has = json && hex_bytes(ret, SECRET_HASH_BYTES, json_text(json_get(json, "row")));

	json_free(json);
	return has;
}

/* Does the log say, after this event, that the person of the application was
 * erased?  They may have been another record then.  The event itself is in the
 * chain that was proved first. */
static bool
was_erased_after(struct proving *proving, const char *application_id, int64_t seq)
{
	struct stmt *stmt = db_query(
		proving->db, "SELECT 1 FROM event WHERE event.chain_id + 0 = $1"
	                     " AND event.type = 'customer.erased' AND event.seq > $2 AND event.customer_id IN"
	                     " (SELECT a.customer_id FROM application a WHERE a.id = $3 UNION ALL"
	                     " SELECT m.id FROM application a JOIN customer m ON m.merged_into = a.customer_id"
	                     " AND m.merged_into <> '' WHERE a.id = $3) LIMIT 1");

	bind_int(stmt, 1, EVENT_CHAIN);
	bind_int(stmt, 2, seq);
	bind_text(stmt, 3, application_id);
	bool erased = stmt_row(stmt);
	stmt_reset(stmt);
	return erased;
}

/* Of the events of a decision, newest first, what the newest says that says it:
 * a letter's event may be newer. */
struct row_told {
	int64_t seq; /* of the event last looked at; 0: there is none */
	bool is_told;
	uint8_t hash[SECRET_HASH_BYTES];
};

static bool
had_payload(const void *hash, size_t len)
{
	uint8_t nothing[SECRET_HASH_BYTES];

	event_payload_hash(NULL, NULL, nothing);
	return len != sizeof(nothing) || !same_bytes(hash, nothing, sizeof(nothing));
}

static void
read_told(struct proving *proving, const struct decision_row *row, struct row_told *ret)
{
	/* "+ 0": found by the application alone.  PostgreSQL may also take every row
	 * of the chain into account, once for each decision. */
	struct stmt *stmt = db_query(
		proving->db, "SELECT event.seq, event_payload.payload, event.payload_hash FROM event"
	                     " LEFT JOIN event_payload ON event_payload.chain_id = event.chain_id"
	                     " AND event_payload.seq = event.seq WHERE event.chain_id + 0 = $1"
	                     " AND event.application_id = $2 AND event.decision_id = $3"
	                     " ORDER BY event.seq DESC");

	*ret = (struct row_told){ 0 };
	proving->taken_seq = 0;
	bind_int(stmt, 1, EVENT_CHAIN);
	bind_text(stmt, 2, row->decision.application_id);
	bind_text(stmt, 3, row->decision.id);
	while (!ret->is_told && stmt_row(stmt)) {
		size_t len;
		const void *hash = column_blob(stmt, 2, &len);

		ret->seq = column_int(stmt, 0);
		if (!column_is_null(stmt, 1))
			ret->is_told = hash_in_payload(column_text(stmt, 1), ret->hash);
		else if (!proving->taken_seq && had_payload(hash, len))
			proving->taken_seq = ret->seq;
	}
	stmt_reset(stmt);
}

static bool
check_row(struct proving *proving, const struct decision_row *row)
{
	uint8_t hash[SECRET_HASH_BYTES];
	struct row_told told;

	read_told(proving, row, &told);
	if (db_failed(proving->db))
		return false;
	if (!told.seq)
		return found(proving, row->decision.id, 0, N_("No event tells of it."));
	proving->count.unproved += !told.is_told;
	decision_row_hash(row, hash);
	return !told.is_told || same_bytes(hash, told.hash, sizeof(hash)) ||
	       found(proving, row->decision.id, told.seq, N_("Its row is not what its event says."));
}

/* Nothing of it is left, and the log says why: its signature went with what
 * it was over. */
static bool
was_erased(struct proving *proving, const struct decision_row *row)
{
	return !row->statement_len && str_empty(row->signature) &&
	       was_erased_after(proving, row->decision.application_id, 0);
}

static bool
check_signature(struct proving *proving, const struct decision_row *row, struct arena *page)
{
	bool is_signed = false;

	if (was_erased(proving, row))
		return !db_failed(proving->db);
	const char *what = decision_signature_verify(proving->db, &proving->ring, row, page, &is_signed);

	proving->count.with_signature += is_signed;
	return !what || found(proving, row->decision.id, 0, what);
}

/* Whoever may change rows may also take out what they are held against: a text
 * is gone because its person was erased, or the row is not proved. */
static bool
check_text(struct proving *proving, const struct decision_row *row)
{
	return !proving->taken_seq ||
	       was_erased_after(proving, row->decision.application_id, proving->taken_seq) ||
	       db_failed(proving->db) ||
	       found(proving, row->decision.id, proving->taken_seq,
	             N_("Its event's text was taken out, and no event says that the person was erased."));
}

static bool
check_page(struct proving *proving, struct buf *after)
{
	struct arena page = ARENA_INIT;
	struct decision_row *rows = arena_array(&page, DECISION_PAGE, sizeof(*rows));
	size_t count = 0;
	bool ok = true;
	struct stmt *stmt = db_query(proving->db, "SELECT " DECISION_COLUMNS " FROM decision"
	                                          " WHERE id > $1 ORDER BY id LIMIT $2");

	bind_text(stmt, 1, after->data);
	bind_int(stmt, 2, DECISION_PAGE);
	while (count < DECISION_PAGE && stmt_row(stmt))
		decision_row_read(stmt, &page, &rows[count++]);
	stmt_reset(stmt);
	for (size_t i = 0; ok && i < count; i++) {
		ok = check_row(proving, &rows[i]) && check_signature(proving, &rows[i], &page) &&
		     check_text(proving, &rows[i]);
		proving->count.rows += ok;
	}
	if (count) {
		buf_reset(after);
		buf_puts(after, rows[count - 1].decision.id);
	}
	arena_done(&page);
	return ok && count == DECISION_PAGE;
}

static void
check_none_is_gone(struct proving *proving)
{
	struct stmt *stmt = db_query(
		proving->db, "SELECT event.seq, event.decision_id FROM event WHERE event.chain_id = $1"
	                     " AND event.decision_id <> '' AND NOT EXISTS (SELECT 1 FROM decision"
	                     " WHERE decision.id = event.decision_id) ORDER BY event.seq LIMIT 1");

	bind_int(stmt, 1, EVENT_CHAIN);
	if (stmt_row(stmt))
		found(proving, column_text(stmt, 1), column_int(stmt, 0),
		      N_("Its row is gone."));
	stmt_reset(stmt);
}

bool
decision_verify(struct db *db, struct arena *arena, struct decision_fault *ret_fault,
                struct decision_count *ret_count, struct err *err)
{
	struct proving proving = { .db = db, .arena = arena, .fault = ret_fault };
	struct buf after = BUF_INIT(ID_TEXT_MAX * 4);

	*ret_fault = (struct decision_fault){ 0 };
	if (!db_begin(db, err))
		return false;
	key_ring_verify(db, arena, &proving.ring, &ret_fault->id, &ret_fault->what);
	ret_fault->is_key = ret_fault->what != NULL;
	while (!ret_fault->what && check_page(&proving, &after))
		continue;
	if (!ret_fault->what && !db_failed(db))
		check_none_is_gone(&proving);
	bool ok = !db_take_failure(db, err);
	db_rollback(db);
	buf_done(&after);
	*ret_count = proving.count;
	return ok;
}

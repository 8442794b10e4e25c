/* SPDX-License-Identifier: Apache-2.0
 *
 * Proving the log: every row recomputed from the first on, in pages, so that
 * memory stays flat and the writer is never held up.
 */
#include "server/store/event_row.h"
#include "server/store/limits.h"

struct verifier {
	struct db *db;
	struct checkpoint_check *checkpoints;
	int64_t seq; /* last good one */
	uint8_t hash[SECRET_HASH_BYTES];
	uint8_t no_payload_hash[SECRET_HASH_BYTES];
	int64_t erased;
	struct chain_fault fault;
	struct buf scratch;
};

static bool
found(struct verifier *verifier, int64_t seq, const char *what)
{
	verifier->fault.seq = seq;
	verifier->fault.what = what;
	return false;
}

/* The payload of a row, where it still has one, against the hash in the chain. */
static bool
payload_matches(struct verifier *verifier, const struct event_row *row, struct stmt *stmt)
{
	uint8_t hash[SECRET_HASH_BYTES];
	size_t salt_len;
	bool has_none = same_bytes(row->payload_hash, verifier->no_payload_hash, sizeof(hash));

	if (column_is_null(stmt, EVENT_COLUMN_COUNT)) {
		verifier->erased += !has_none;
		return true;
	}
	const void *salt = column_blob(stmt, EVENT_COLUMN_COUNT, &salt_len);
	if (salt_len != EVENT_SALT_BYTES)
		return found(verifier, row->seq, N_("Its payload's salt was changed."));
	event_payload_hash(salt, column_text(stmt, EVENT_COLUMN_COUNT + 1), hash);
	return same_bytes(hash, row->payload_hash, sizeof(hash)) ||
	       found(verifier, row->seq, N_("Its payload was changed after it was written."));
}

static bool
check_row(struct verifier *verifier, struct stmt *stmt)
{
	struct event_row row;
	uint8_t hash[SECRET_HASH_BYTES];

	event_row_read(&row, stmt);
	if (row.seq < verifier->seq + 1)
		return found(verifier, row.seq, N_("It stands before the first possible event."));
	if (row.seq > verifier->seq + 1)
		return found(verifier, verifier->seq + 1, N_("It is missing."));
	if (!same_bytes(row.prev_hash, verifier->hash, sizeof(hash)))
		return found(verifier, row.seq, N_("It does not follow from the event before it."));
	event_row_hash(&row, &verifier->scratch, hash);
	if (!buf_ok(&verifier->scratch) || !same_bytes(row.hash, hash, sizeof(hash)))
		return found(verifier, row.seq, N_("It was changed after it was written."));
	if (!payload_matches(verifier, &row, stmt))
		return false;
	verifier->seq = row.seq;
	memcpy(verifier->hash, row.hash, sizeof(hash));
	return !verifier->checkpoints ||
	       checkpoint_check_event(verifier->checkpoints, row.seq, row.hash);
}

/* True while there may be more; a fault ends it. */
static bool
check_page(struct verifier *verifier, int64_t above)
{
	int64_t rows = 0;
	bool ok = true;
	struct stmt *stmt = db_query(verifier->db, EVENT_WITH_PAYLOAD);

	bind_int(stmt, 1, EVENT_CHAIN);
	bind_int(stmt, 2, above);
	bind_int(stmt, 3, VERIFY_PAGE);
	while (ok && stmt_row(stmt)) {
		ok = check_row(verifier, stmt);
		rows++;
	}
	stmt_reset(stmt);
	return ok && rows == VERIFY_PAGE;
}

/* Rows cut from the end leave a chain that is whole but too short. */
static void
check_head(struct verifier *verifier)
{
	struct stmt *stmt = db_query(verifier->db,
	                             "SELECT seq, hash FROM chain_head WHERE chain_id = $1");
	int64_t seq = 0;
	size_t len = 0;
	bool same = verifier->seq == 0;

	bind_int(stmt, 1, EVENT_CHAIN);
	if (stmt_row(stmt)) {
		seq = column_int(stmt, 0);
		const void *hash = column_blob(stmt, 1, &len);
		same = len == SECRET_HASH_BYTES && same_bytes(hash, verifier->hash, len);
	}
	stmt_reset(stmt);
	if (seq > verifier->seq)
		found(verifier, verifier->seq + 1, N_("It and all after it were cut off."));
	else if (seq < verifier->seq)
		found(verifier, seq + 1, N_("It was added beyond the head of the chain."));
	else if (!same)
		found(verifier, seq, N_("The head of the chain does not match it."));
}

/* After the last row that could be read: what only the whole can show. */
static void
check_end(struct verifier *verifier)
{
	const struct checkpoint_finding *finding =
		verifier->checkpoints ? checkpoint_finding(verifier->checkpoints) : NULL;

	if (!finding || !finding->what)
		check_head(verifier);
	if (!finding || verifier->fault.what)
		return;
	if (!checkpoint_check_end(verifier->checkpoints, verifier->seq)) {
		found(verifier, finding->seq, finding->what);
		verifier->fault.until = finding->until;
	}
}

bool
event_verify(struct db *db, const struct chain_watch *watch, struct chain_fault *ret_fault,
             struct chain_count *ret_count, struct err *err)
{
	static const struct chain_watch none = { 0 };
	struct verifier verifier = { .db = db, .scratch = BUF_INIT(EVENT_PAYLOAD_MAX) };
	int64_t first = INT64_MIN; /* so that a row with seq 0 or less is seen */

	if (!watch)
		watch = &none;
	verifier.checkpoints = watch->checkpoints;
	/* One snapshot, or the head would move under the rows. */
	if (!db_begin(db, err))
		return false;
	event_payload_hash(NULL, NULL, verifier.no_payload_hash);
	while (check_page(&verifier, first)) {
		first = verifier.seq;
		if (watch->progress)
			watch->progress(watch->ctx, verifier.seq);
		if (watch->stop && *watch->stop) {
			db_rollback(db);
			buf_done(&verifier.scratch);
			return err_set(err, ERR_BACKEND_UNAVAILABLE, "The proof was given up.");
		}
	}
	if (!verifier.fault.what && !db_failed(db))
		check_end(&verifier);
	bool ok = !db_take_failure(db, err);
	db_rollback(db);
	buf_done(&verifier.scratch);
	if (ok) {
		*ret_fault = verifier.fault;
		*ret_count = (struct chain_count){ verifier.seq, verifier.erased };
	}
	return ok;
}

/* Until when each person's events may have lost their text: their own erasure,
 * or that of a record that is the same person's now. */
#define GONE                                                                                  \
	"WITH told AS (SELECT e.customer_id, e.seq FROM event e WHERE e.chain_id = $1"        \
	" AND e.type = 'customer.erased'), gone AS (SELECT i.id, max(i.seq) AS seq FROM"      \
	" (SELECT t.customer_id AS id, t.seq FROM told t UNION ALL"                           \
	" SELECT m.id, t.seq FROM told t JOIN customer m ON m.merged_into = t.customer_id"    \
	" AND m.merged_into <> '' UNION ALL"                                                  \
	" SELECT m.merged_into, t.seq FROM told t JOIN customer m ON m.id = t.customer_id"    \
	" AND m.merged_into <> '') i GROUP BY i.id) "

/* What somebody looked for, and that somebody else is not this person, is taken
 * out with whoever is erased: those events name nobody of their own. */
#define TAKEN_OUT                                                                             \
	GONE "SELECT min(event.seq) FROM event"                                               \
	" LEFT JOIN event_payload p ON p.chain_id = event.chain_id AND p.seq = event.seq"     \
	" LEFT JOIN application a ON a.id = event.application_id"                             \
	" LEFT JOIN gone g ON g.id = event.customer_id"                                       \
	" LEFT JOIN gone h ON h.id = a.customer_id"                                           \
	" WHERE event.chain_id = $1 AND p.seq IS NULL AND event.payload_hash <> $2"           \
	" AND COALESCE(g.seq, 0) < event.seq AND COALESCE(h.seq, 0) < event.seq"              \
	" AND (event.type NOT IN ('search.done', 'list.exported', 'customer.not_same')"       \
	" OR event.seq > (SELECT COALESCE(max(t.seq), 0) FROM told t))"

bool
event_texts_verify(struct db *db, struct chain_fault *ret_fault, struct err *err)
{
	uint8_t nothing[SECRET_HASH_BYTES];

	*ret_fault = (struct chain_fault){ 0 };
	if (!db_begin(db, err))
		return false;
	event_payload_hash(NULL, NULL, nothing);
	struct stmt *stmt = db_query(db, TAKEN_OUT);
	bind_int(stmt, 1, EVENT_CHAIN);
	bind_blob(stmt, 2, nothing, sizeof(nothing));
	if (stmt_row(stmt) && !column_is_null(stmt, 0))
		*ret_fault = (struct chain_fault){
			.seq = column_int(stmt, 0),
			.what = N_("Its text was taken out, and no event says that a person was erased."),
		};
	stmt_reset(stmt);
	bool ok = !db_take_failure(db, err);
	db_rollback(db);
	return ok;
}

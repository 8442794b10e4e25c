/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of the log written out, in pages of one snapshot.
 */
#include "server/store/event_export.h"

#include "base/json.h"
#include "server/store/event_row.h"
#include "server/store/limits.h"

enum { LINE_MAX_BYTES = 4 * EVENT_PAYLOAD_MAX };

static void
put_hex(struct json_out *out, const char *name, const uint8_t *bytes, size_t len)
{
	char text[2 * SECRET_HASH_BYTES + 1];
	assert(len <= SECRET_HASH_BYTES);
	hex_text(text, bytes, len);
	json_put_text(out, name, text);
}

static void
put_row(struct buf *line, const struct event_row *row, bool with_payload, struct stmt *stmt)
{
	struct json_out out = JSON_OUT(line);
	size_t salt_len;

	json_begin_object(&out, NULL);
	json_put_int(&out, "seq", row->seq);
	json_put_int(&out, "at_ms", row->at_ms);
	json_put_text(&out, "type", row->type);
	json_put_text(&out, "subject_type", row->subject_type);
	json_put_text(&out, "subject_id", row->subject_id);
	json_put_int(&out, "version", row->version);
	json_put_text(&out, "customer_id", row->customer_id);
	json_put_text(&out, "application_id", row->application_id);
	json_put_text(&out, "interaction_id", row->interaction_id);
	json_put_text(&out, "decision_id", row->decision_id);
	json_put_text(&out, "notice_id", row->notice_id);
	json_put_int(&out, "actor_kind", row->actor_kind);
	json_put_text(&out, "actor_id", row->actor_id);
	json_put_text(&out, "actor_name", row->actor_name);
	json_put_text(&out, "changed", row->changed);
	json_put_text(&out, "scope", row->scope);
	json_put_int(&out, "history_kind", row->history_kind);
	json_put_int(&out, "public_code", row->public_code);
	if (with_payload && !column_is_null(stmt, EVENT_COLUMN_COUNT)) {
		const void *salt = column_blob(stmt, EVENT_COLUMN_COUNT, &salt_len);
		put_hex(&out, "salt", salt, salt_len <= EVENT_SALT_BYTES ? salt_len : 0);
		/* As text: the hash is over these very bytes. */
		json_put_text(&out, "payload", column_text(stmt, EVENT_COLUMN_COUNT + 1));
	}
	put_hex(&out, "payload_hash", row->payload_hash, SECRET_HASH_BYTES);
	put_hex(&out, "prev_hash", row->prev_hash, SECRET_HASH_BYTES);
	put_hex(&out, "hash", row->hash, SECRET_HASH_BYTES);
	json_end_object(&out);
	buf_putc(line, '\n');
}

bool
event_export(struct db *db, int64_t after, bool with_payload,
             bool (*write)(void *ctx, const struct buf *line), void *ctx, int64_t *ret_count, struct err *err)
{
	struct buf line = BUF_INIT(LINE_MAX_BYTES);
	struct event_row row;
	int64_t count = 0, page = VERIFY_PAGE;
	bool goes_on = true;

	if (!db_begin(db, err))
		return false;
	while (goes_on && page == VERIFY_PAGE) {
		struct stmt *stmt = db_query(db, EVENT_WITH_PAYLOAD);
		page = 0;
		bind_int(stmt, 1, EVENT_CHAIN);
		bind_int(stmt, 2, after);
		bind_int(stmt, 3, VERIFY_PAGE);
		while (goes_on && stmt_row(stmt)) {
			event_row_read(&row, stmt);
			buf_reset(&line);
			put_row(&line, &row, with_payload, stmt);
			goes_on = buf_ok(&line) && write(ctx, &line);
			after = row.seq;
			count += goes_on;
			page++;
		}
		stmt_reset(stmt);
	}
	bool ok = !db_take_failure(db, err);
	db_rollback(db);
	buf_done(&line);
	*ret_count = count;
	return ok && (goes_on || err_set(err, ERR_LOCAL_FILE, "The export could not be written."));
}

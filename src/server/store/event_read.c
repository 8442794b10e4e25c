/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading the log: envelopes in order, one event's payload or hash, and a row of
 * its table as it stands.
 */
#include "server/store/event_row.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"

static bool
hash_at(struct db *db, const char *select, int64_t seq, uint8_t ret_hash[SECRET_HASH_BYTES])
{
	struct stmt *stmt = db_query(db, select);
	bool is_there = false;
	size_t len = 0;

	bind_int(stmt, 1, EVENT_CHAIN);
	bind_int(stmt, 2, seq);
	if (stmt_row(stmt)) {
		const void *hash = column_blob(stmt, 0, &len);

		is_there = hash && len == SECRET_HASH_BYTES;
		if (is_there)
			memcpy(ret_hash, hash, len);
	}
	stmt_reset(stmt);
	return is_there;
}

bool
event_hash(struct db *db, int64_t seq, uint8_t ret_hash[SECRET_HASH_BYTES])
{
	return hash_at(db, "SELECT hash FROM event WHERE chain_id = $1 AND seq = $2", seq, ret_hash);
}

bool
event_payload_hash_at(struct db *db, int64_t seq, uint8_t ret_hash[SECRET_HASH_BYTES])
{
	return hash_at(db, "SELECT payload_hash FROM event WHERE chain_id = $1 AND seq = $2", seq, ret_hash);
}

const char *
event_payload(struct db *db, int64_t seq, struct arena *arena)
{
	struct stmt *stmt = db_query(db, "SELECT payload FROM event_payload"
	                                 " WHERE chain_id = $1 AND seq = $2");
	bind_int(stmt, 1, EVENT_CHAIN);
	bind_int(stmt, 2, seq);
	const char *payload = stmt_row(stmt) ? column_copy(stmt, 0, arena) : NULL;
	stmt_reset(stmt);
	return payload;
}

void
event_row_read(struct event_row *row, struct stmt *stmt)
{
	size_t len;
	const void *bytes;

	row->seq = column_int(stmt, 0);
	row->at_ms = column_int(stmt, 1);
	row->type = column_text(stmt, 2);
	row->subject_type = column_text(stmt, 3);
	row->subject_id = column_text(stmt, 4);
	row->version = column_int(stmt, 5);
	row->customer_id = column_text(stmt, 6);
	row->application_id = column_text(stmt, 7);
	row->interaction_id = column_text(stmt, 8);
	row->decision_id = column_text(stmt, 9);
	row->notice_id = column_text(stmt, 10);
	row->actor_kind = column_int(stmt, 11);
	row->actor_id = column_text(stmt, 12);
	row->actor_name = column_text(stmt, 13);
	row->changed = column_text(stmt, 14);
	row->scope = column_text(stmt, 15);
	row->history_kind = column_int(stmt, 16);
	row->public_code = column_int(stmt, 17);
	uint8_t *hashes[] = { row->payload_hash, row->prev_hash, row->hash };
	for (int i = 0; i < (int)countof(hashes); i++) {
		bytes = column_blob(stmt, 18 + i, &len);
		memset(hashes[i], 0, SECRET_HASH_BYTES);
		memcpy(hashes[i], bytes, len < SECRET_HASH_BYTES ? len : SECRET_HASH_BYTES);
	}
}

/* Splits "a,b" or "a|b" in place; empty parts of a comma list are none. */
static size_t
split(char *text, char mark, const char **ret, size_t max)
{
	size_t count = 0;
	while (count < max) {
		char *end = strchr(text, mark);
		ret[count++] = text;
		if (!end)
			break;
		*end = '\0';
		text = end + 1;
	}
	return count;
}

static const char *
copy_or_null(struct arena *arena, const char *text)
{
	return *text ? arena_strdup(arena, text) : NULL;
}

static const char *
part(const char *const *parts, size_t count, size_t index)
{
	return index < count && *parts[index] ? parts[index] : NULL;
}

static void
event_from_row(struct event *event, const struct event_row *row, struct arena *arena)
{
	const char *scope[7];
	size_t parts = split(arena_strdup(arena, row->scope), '|', scope, countof(scope));

	*event = (struct event){
		.seq = row->seq,
		.type = event_type_from_wire(row->type),
		.at_ms = row->at_ms,
		.subject = { copy_or_null(arena, row->subject_type),
		             copy_or_null(arena, row->subject_id) },
		.application_id = copy_or_null(arena, row->application_id),
		.interaction_id = copy_or_null(arena, row->interaction_id),
		.decision_id = copy_or_null(arena, row->decision_id),
		.notice_id = copy_or_null(arena, row->notice_id),
		.version = row->version,
		.actor = { (enum author_kind)row->actor_kind, copy_or_null(arena, row->actor_id),
		           copy_or_null(arena, row->actor_name) },
		.update = (enum update_code)row->public_code,
		.scope = {
			.customer_id = copy_or_null(arena, row->customer_id),
			.team_id = part(scope, parts, 0),
			.county = part(scope, parts, 1),
			.program_id = part(scope, parts, 2),
			.assignee_before = part(scope, parts, 3),
			.assignee_after = part(scope, parts, 4),
			.sealed = str_eq(part(scope, parts, 5), "1"),
			.team_before = part(scope, parts, 6),
		},
	};
	if (*row->changed) {
		size_t max = 1;
		for (const char *c = row->changed; *c; c++)
			max += *c == ',';
		event->changed.at = arena_array(arena, max, sizeof(*event->changed.at));
		event->changed.count = split(arena_strdup(arena, row->changed), ',',
		                             event->changed.at, max);
	}
}

/* What was logged of a record that became part of another is that other's now, with
 * its seal and the conflicts that were declared with it.  A seal is on what happened
 * before it, too: whoever reads the log later is told of that as little as of the record. */
#define OWNER_NOW                                                                              \
	"COALESCE((SELECT merged.merged_into FROM customer merged"                               \
	" WHERE merged.id = event.customer_id AND merged.merged_into <> ''), event.customer_id)"
#define IS_SEALED_NOW                                                                          \
	"CASE WHEN EXISTS (SELECT 1 FROM customer_seal"                                          \
	" WHERE customer_seal.customer_id = " OWNER_NOW ") THEN 1 ELSE 0 END"
enum { COLUMN_OWNER = EVENT_COLUMN_COUNT, COLUMN_SEALED };

size_t
event_list(struct db *db, int64_t after, size_t limit, struct arena *arena, struct event **ret)
{
	struct event *events = arena_array(arena, limit, sizeof(*events));
	struct event_row row;
	size_t count = 0;
	struct stmt *stmt = db_query(db, "SELECT " EVENT_COLUMNS ", " OWNER_NOW ", " IS_SEALED_NOW " FROM event"
	                                 " WHERE chain_id = $1 AND seq > $2 ORDER BY seq LIMIT $3");

	bind_int(stmt, 1, EVENT_CHAIN);
	bind_int(stmt, 2, after);
	bind_int(stmt, 3, (int64_t)limit);
	while (count < limit && stmt_row(stmt)) {
		event_row_read(&row, stmt);
		event_from_row(&events[count], &row, arena);
		events[count].scope.customer_id = copy_or_null(arena, column_text(stmt, COLUMN_OWNER));
		events[count].scope.sealed_since = !events[count].scope.sealed && column_int(stmt, COLUMN_SEALED) != 0;
		count++;
	}
	stmt_reset(stmt);
	*ret = events;
	return count;
}

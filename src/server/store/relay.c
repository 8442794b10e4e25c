/* SPDX-License-Identifier: Apache-2.0
 *
 * A driver whose statements write their values into a buffer.  db_query()
 * asks it first on a connection that hands over; knows no table by itself.
 */
#include "server/store/relay.h"

#include "base/str.h"
#include "server/store/driver.h"
#include "server/store/event_row.h"
#include "server/store/search_words.h"

enum value_mark { VALUE_TEXT, VALUE_BLOB, VALUE_NUMBER, VALUE_NULL };

enum { ROW_VALUES_BYTES_MAX = 1 << 20 };

struct relay {
	struct db db;
	struct db *here; /* the connection that hands over */
	struct buf *out;
	const struct relay_table *tables;
	size_t table_count;
};

struct relay_stmt {
	struct stmt stmt;
	struct buf values; /* number, mark, length and bytes, one after the other */
	int count;
	bool also_here;
};

static struct relay *
relay_of(const struct db *db)
{
	return (struct relay *)db;
}

static struct relay_stmt *
statement_of(const struct stmt *stmt)
{
	return (struct relay_stmt *)stmt;
}

static bool
is_insert_into(const char *sql, const char *table)
{
	static const char start[] = "INSERT INTO ";
	size_t len = strlen(table);

	return strncmp(sql, start, sizeof(start) - 1) == 0 &&
	       strncmp(sql + sizeof(start) - 1, table, len) == 0 &&
	       sql[sizeof(start) - 1 + len] == ' ';
}

static const struct relay_table *
table_of(const struct relay *relay, const char *sql)
{
	for (size_t i = 0; i < relay->table_count; i++) {
		if (is_insert_into(sql, relay->tables[i].name))
			return &relay->tables[i];
	}
	return NULL;
}

bool
relay_takes(struct db *db, const char *sql)
{
	return *sql == 'I' && table_of(relay_of(db), sql) != NULL;
}

/* ---- statements ---- */

static struct stmt *
prepare(struct db *db, const char *sql)
{
	struct relay_stmt *statement = calloc(1, sizeof(*statement));

	if (!statement)
		oom_exit();
	buf_init(&statement->values, ROW_VALUES_BYTES_MAX);
	statement->also_here = table_of(relay_of(db), sql)->also_here;
	return &statement->stmt;
}

static void
finalize(struct stmt *stmt)
{
	buf_done(&statement_of(stmt)->values);
	free(stmt);
}

static void
reset(struct stmt *stmt)
{
	buf_reset(&statement_of(stmt)->values);
	statement_of(stmt)->count = 0;
}

static void
put(struct stmt *stmt, int number, enum value_mark mark, const void *bytes, size_t len)
{
	struct relay_stmt *statement = statement_of(stmt);
	uint8_t head[2] = { (uint8_t)number, (uint8_t)mark };

	assert(number > 0 && number <= RELAY_VALUES_MAX);
	buf_add(&statement->values, head, sizeof(head));
	buf_add(&statement->values, &len, sizeof(len));
	buf_add(&statement->values, bytes, len);
	buf_putc(&statement->values, '\0');
	statement->count++;
}

static void
bind_text_value(struct stmt *stmt, int number, const char *text)
{
	put(stmt, number, text ? VALUE_TEXT : VALUE_NULL, text ? text : "", text ? strlen(text) : 0);
}

static void
bind_int_value(struct stmt *stmt, int number, int64_t value)
{
	put(stmt, number, VALUE_NUMBER, &value, sizeof(value));
}

static void
bind_blob_value(struct stmt *stmt, int number, const void *bytes, size_t len)
{
	put(stmt, number, VALUE_BLOB, len ? bytes : "", len);
}

static const char *
read_values(const char *at, int count, struct relay_row *ret)
{
	for (int i = 0; i < count; i++) {
		struct relay_value value = { .len = 0 };
		int number = (uint8_t)at[0];
		enum value_mark mark = (enum value_mark)at[1];
		memcpy(&value.len, at + 2, sizeof(value.len));
		value.bytes = at + 2 + sizeof(value.len);
		at = value.bytes + value.len + 1;
		value.is_blob = mark == VALUE_BLOB;
		value.is_null = mark == VALUE_NULL;
		if (mark == VALUE_NUMBER)
			memcpy(&value.number, value.bytes, sizeof(value.number));
		if (mark == VALUE_NUMBER || mark == VALUE_NULL)
			value.bytes = NULL;
		ret->values[number - 1] = value;
		if (number > ret->count)
			ret->count = number;
	}
	return at;
}

static bool
write_here(struct relay *relay, const struct relay_stmt *statement)
{
	struct relay_row row = { .sql = statement->stmt.sql };
	struct db *here = relay->here, *mine = here->relay;

	(void)read_values(statement->values.data, statement->count, &row);
	here->relay = NULL;
	bool ok = relay_write(here, &row);
	here->relay = mine;
	return ok;
}

static enum step
step(struct stmt *stmt)
{
	struct relay *relay = relay_of(stmt->db);
	struct relay_stmt *statement = statement_of(stmt);

	assert(buf_ok(&statement->values));
	if (statement->also_here && !write_here(relay, statement)) {
		db_fail(stmt->db, ERR_INTERNAL, "");
		return STEP_FAILED;
	}
	const char *sql = stmt->sql;
	buf_add(relay->out, &sql, sizeof(sql));
	buf_add(relay->out, &statement->count, sizeof(statement->count));
	buf_add(relay->out, statement->values.data, statement->values.len);
	return STEP_DONE;
}

static int64_t
changes(const struct stmt *stmt)
{
	(void)stmt;
	return 1;
}

static void
close_relay(struct db *db)
{
	free(db);
}

/* Transactions and reading are the connection's own. */
static const struct driver relay_driver = {
	.kind = DB_SQLITE,
	.close = close_relay,
	.prepare = prepare,
	.finalize = finalize,
	.reset = reset,
	.bind_text = bind_text_value,
	.bind_int = bind_int_value,
	.bind_blob = bind_blob_value,
	.step = step,
	.changes = changes,
};

void
relay_start(struct db *db, struct buf *out, const struct relay_table *tables, size_t count)
{
	struct relay *relay = calloc(1, sizeof(*relay));

	assert(!db->relay);
	if (!relay)
		oom_exit();
	*relay = (struct relay){
		.db = { .driver = &relay_driver, .mode = DB_WRITE },
		.here = db,
		.out = out,
		.tables = tables,
		.table_count = count,
	};
	db->relay = &relay->db;
}

void
relay_stop(struct db *db)
{
	db_close(db->relay);
	db->relay = NULL;
}

/* ---- what was handed over ---- */

size_t
relay_read(const char *bytes, struct relay_row *ret)
{
	int count;

	ret->count = 0;
	memcpy(&ret->sql, bytes, sizeof(ret->sql));
	memcpy(&count, bytes + sizeof(ret->sql), sizeof(count));
	const char *end = read_values(bytes + sizeof(ret->sql) + sizeof(count), count, ret);
	return (size_t)(end - bytes);
}

bool
relay_row_is_of(const struct relay_row *row, const char *table)
{
	return is_insert_into(row->sql, table);
}

bool
relay_write(struct db *db, const struct relay_row *row)
{
	struct stmt *stmt = db_query(db, row->sql);

	for (int i = 0; i < row->count; i++) {
		const struct relay_value *value = &row->values[i];
		if (value->is_blob)
			bind_blob(stmt, i + 1, value->bytes, value->len);
		else if (value->bytes || value->is_null)
			bind_text_or_null(stmt, i + 1, value->bytes);
		else
			bind_int(stmt, i + 1, value->number);
	}
	return stmt_run(stmt);
}

/* The order of event_row_insert()'s parameters, counted from 0. */
bool
relay_write_event(struct txn *txn, const struct relay_row *row)
{
	const struct relay_value *at = row->values;
	struct event_row event = {
		.at_ms = at[2].number,
		.type = at[3].bytes,
		.subject_type = at[4].bytes,
		.subject_id = at[5].bytes,
		.version = at[6].number,
		.customer_id = at[7].bytes,
		.application_id = at[8].bytes,
		.interaction_id = at[9].bytes,
		.decision_id = at[10].bytes,
		.notice_id = at[11].bytes,
		.actor_kind = at[12].number,
		.actor_id = at[13].bytes,
		.actor_name = at[14].bytes,
		.changed = at[15].bytes,
		.scope = at[16].bytes,
		.history_kind = at[17].number,
		.public_code = at[18].number,
	};
	assert(row->count == EVENT_COLUMN_COUNT + 1 && at[19].len == sizeof(event.payload_hash));
	memcpy(event.payload_hash, at[19].bytes, sizeof(event.payload_hash));
	return event_row_append(txn, &event);
}

bool
relay_write_payload(struct txn *txn, const struct relay_row *row)
{
	struct relay_row again = *row;

	again.values[1].number = event_log_seq(txn->log);
	return relay_write(txn->db, &again);
}

bool
relay_row_is_index(const struct relay_row *row)
{
	static const char *const tables[] = { "text_search", "message_words", "note_words",
		                              "customer_search", "customer_words" };

	for (size_t i = 0; i < countof(tables); i++) {
		if (is_insert_into(row->sql, tables[i]))
			return true;
	}
	return false;
}

/* A text's rows come one after the other, the number before the words. */
static bool
give_number(struct db *db, const struct relay_row *row, struct relay_texts *texts)
{
	const struct relay_value *at = row->values;

	if (texts->kind == at[0].number && str_eq(texts->owner, at[1].bytes))
		return true;
	texts->kind = at[0].number;
	if (!str_copy(texts->owner, sizeof(texts->owner), at[1].bytes))
		assert(false && "an id");
	struct stmt *stmt = db_query(
		db, "INSERT INTO text_search (number, kind, owner_id) VALUES ($1, $2, $3)");
	bind_int(stmt, 1, ++texts->number);
	bind_int(stmt, 2, texts->kind);
	bind_text(stmt, 3, texts->owner);
	return stmt_run(stmt);
}

bool
relay_write_text(struct db *db, const struct relay_row *row, struct relay_texts *texts)
{
	if (is_insert_into(row->sql, "text_search"))
		return give_number(db, row, texts);
	if (!is_insert_into(row->sql, "message_words") && !is_insert_into(row->sql, "note_words"))
		return relay_write(db, row);
	struct relay_row again = *row;
	int64_t part = row->values[0].number & ((1 << SEARCH_PART_BITS) - 1);
	again.values[0].number = (texts->number << SEARCH_PART_BITS) + part;
	return relay_write(db, &again);
}

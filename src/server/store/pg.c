/* SPDX-License-Identifier: Apache-2.0
 *
 * The driver for PostgreSQL: text in and out but for bytes going in, prepared
 * by text, one writer at a time by an advisory lock, so that no seq is ever
 * visible before a lower one.
 */
#include "server/store/driver.h"

#include <libpq-fe.h>

#include "base/log.h"
#include "base/secret.h"
#include "base/str.h"

enum { PG_PARAMETERS_MAX = SQL_VALUES_MAX };

/* One agency, one chain, one lock: "caseload" in ASCII. */
#define WRITER_LOCK "7161110501318975844"

struct pg_db {
	struct db db;
	PGconn *handle;
	uint64_t names; /* statements prepared so far */
};

struct pg_value {
	char *bytes; /* NULL: null */
	size_t len;
	size_t cap;
	bool is_set;
	bool is_binary;
};

struct pg_stmt {
	struct stmt stmt;
	char name[24];
	PGresult *result;
	int row; /* -1: not run */
	int64_t changed;
	struct pg_value *values;
	int value_count;
	int highest; /* parameter bound */
	uint8_t **blobs; /* decoded, by column; freed at the next step */
	int blob_count;
};

static struct pg_db *
pg_of(const struct db *db)
{
	return (struct pg_db *)db;
}

static struct pg_stmt *
statement_of(const struct stmt *stmt)
{
	return (struct pg_stmt *)stmt;
}

static void
fail(struct db *db, const PGresult *result, const char *sql)
{
	const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	const char *message = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;

	if (db->failed)
		return;
	/* Never the detail: it quotes values. */
	log_line(LOG_ERROR, "database", "PostgreSQL %s, %s: %.60s", state ? state : "-",
	         message ? message : "connection lost", sql);
	if (!state || PQstatus(pg_of(db)->handle) != CONNECTION_OK || str_starts(state, "08") ||
	    str_starts(state, "57P"))
		db_fail(db, ERR_BACKEND_UNAVAILABLE, "The database server does not answer.");
	else if (str_starts(state, "53"))
		db_fail(db, ERR_BACKEND_UNAVAILABLE, "The database server is out of room.");
	else if (str_eq(state, "57014"))
		db_fail(db, ERR_BACKEND_UNAVAILABLE, "The question took too long to answer.");
	else if (str_eq(state, "55P03") || str_starts(state, "40"))
		db_fail(db, ERR_BACKEND_UNAVAILABLE, "Another program is writing to the database.");
	else
		db_fail(db, ERR_INTERNAL, "");
}

static bool
exec(struct db *db, const char *sql)
{
	PGresult *result = PQexec(pg_of(db)->handle, sql);
	ExecStatusType status = PQresultStatus(result);
	bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;

	if (!ok)
		fail(db, result, sql);
	PQclear(result);
	return ok;
}

static void
be_quiet(void *ctx, const PGresult *result)
{
	(void)ctx;
	(void)result;
}

static bool
set_up(struct db *db)
{
	char sql[200];

	PQsetNoticeReceiver(pg_of(db)->handle, be_quiet, NULL);
	if (db->mode == DB_WRITE)
		(void)snprintf(sql, sizeof(sql), "SET synchronous_commit = on; SET lock_timeout = %d",
		               DB_BUSY_WAIT_MS);
	else
		(void)snprintf(sql, sizeof(sql),
		               "SET default_transaction_read_only = on; SET statement_timeout = %d",
		               DB_READ_LIMIT_MS);
	return exec(db, "SET client_encoding = 'UTF8'; SET TimeZone = 'UTC';"
	                " SET standard_conforming_strings = on; SET bytea_output = 'hex'") &&
	       exec(db, sql);
}

/* A server that was restarted is met again here, between transactions. */
static bool
reconnect(struct db *db)
{
	db_forget_statements(db);
	PQreset(pg_of(db)->handle);
	return PQstatus(pg_of(db)->handle) == CONNECTION_OK && set_up(db);
}

static bool
begin(struct db *db)
{
	/* Under a stricter level, were that this database's default, the head
	 * of the chain would be read as it was before the lock was had. */
	const char *sql = db->mode == DB_WRITE
	                          ? "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(" WRITER_LOCK ")"
	                          : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

	if (PQstatus(pg_of(db)->handle) == CONNECTION_OK && exec(db, sql))
		return true;
	if (PQstatus(pg_of(db)->handle) == CONNECTION_OK)
		return false;
	db->failed = false;
	if (reconnect(db) && exec(db, sql))
		return true;
	db_fail(db, ERR_BACKEND_UNAVAILABLE, "The database server does not answer.");
	return false;
}

/* COMMIT of a transaction that failed answers ROLLBACK, without an error. */
static bool
commit(struct db *db)
{
	PGresult *result = PQexec(pg_of(db)->handle, "COMMIT");
	bool ok = PQresultStatus(result) == PGRES_COMMAND_OK &&
	          str_eq(PQcmdStatus(result), "COMMIT");

	if (!ok)
		fail(db, result, "COMMIT");
	PQclear(result);
	return ok;
}

static void
rollback(struct db *db)
{
	PQclear(PQexec(pg_of(db)->handle, "ROLLBACK"));
}

static void
rollback_to(struct db *db)
{
	(void)exec(db, "ROLLBACK TO SAVEPOINT job; RELEASE SAVEPOINT job");
}

static bool
in_transaction(struct db *db)
{
	PGTransactionStatusType status = PQtransactionStatus(pg_of(db)->handle);
	return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

static void
close_database(struct db *db)
{
	PQfinish(pg_of(db)->handle);
	free(db);
}

static struct stmt *
prepare(struct db *db, const char *sql)
{
	struct pg_stmt *statement = calloc(1, sizeof(*statement));
	if (!statement)
		oom_exit();
	(void)snprintf(statement->name, sizeof(statement->name), "s%llu",
	               (unsigned long long)++pg_of(db)->names);
	statement->row = -1;
	PGresult *result = PQprepare(pg_of(db)->handle, statement->name, sql, 0, NULL);
	bool ok = PQresultStatus(result) == PGRES_COMMAND_OK;
	if (!ok)
		fail(db, result, sql);
	PQclear(result);
	if (!ok) {
		free(statement);
		return NULL;
	}
	return &statement->stmt;
}

static void
free_blobs(struct pg_stmt *statement)
{
	for (int i = 0; i < statement->blob_count; i++) {
		free(statement->blobs[i]);
		statement->blobs[i] = NULL;
	}
}

static void
reset(struct stmt *stmt)
{
	struct pg_stmt *statement = statement_of(stmt);

	PQclear(statement->result);
	statement->result = NULL;
	statement->row = -1;
	free_blobs(statement);
	for (int i = 0; i < statement->highest; i++)
		statement->values[i].is_set = false;
	statement->highest = 0;
}

static void
finalize(struct stmt *stmt)
{
	struct pg_stmt *statement = statement_of(stmt);
	char sql[48];

	reset(stmt);
	(void)snprintf(sql, sizeof(sql), "DEALLOCATE %s", statement->name);
	/* In a failed transaction this is refused; the name is not used again. */
	if (stmt->db && PQstatus(pg_of(stmt->db)->handle) == CONNECTION_OK)
		PQclear(PQexec(pg_of(stmt->db)->handle, sql));
	for (int i = 0; i < statement->value_count; i++)
		free(statement->values[i].bytes);
	free(statement->values);
	free(statement->blobs);
	free(statement);
}

static struct pg_value *
value_at(struct stmt *stmt, int number)
{
	struct pg_stmt *statement = statement_of(stmt);

	assert(number > 0 && number <= PG_PARAMETERS_MAX);
	if (number > statement->value_count) {
		int count = number + 8;
		statement->values = realloc(statement->values,
		                            (size_t)count * sizeof(*statement->values));
		if (!statement->values)
			oom_exit();
		memset(statement->values + statement->value_count, 0,
		       (size_t)(count - statement->value_count) * sizeof(*statement->values));
		statement->value_count = count;
	}
	if (number > statement->highest)
		statement->highest = number;
	return &statement->values[number - 1];
}

static void
value_set(struct pg_value *value, const void *bytes, size_t len, bool is_binary)
{
	if (len + 1 > value->cap) {
		free(value->bytes);
		value->cap = len + 32;
		value->bytes = malloc(value->cap);
		if (!value->bytes)
			oom_exit();
	}
	memcpy(value->bytes, bytes, len);
	value->bytes[len] = '\0';
	value->len = len;
	value->is_set = true;
	value->is_binary = is_binary;
}

static void
bind_text_value(struct stmt *stmt, int number, const char *text)
{
	struct pg_value *value = value_at(stmt, number);
	if (text)
		value_set(value, text, strlen(text), false);
	else
		value->is_set = false;
}

static void
bind_int_value(struct stmt *stmt, int number, int64_t value)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "%lld", (long long)value);
	value_set(value_at(stmt, number), text, (size_t)len, false);
}

static void
bind_blob_value(struct stmt *stmt, int number, const void *bytes, size_t len)
{
	value_set(value_at(stmt, number), len ? bytes : "", len, true);
}

static bool
run(struct stmt *stmt)
{
	struct pg_stmt *statement = statement_of(stmt);
	int count = statement->highest;
	const char **texts = calloc((size_t)count + 1, sizeof(*texts));
	int *lengths = calloc((size_t)count + 1, sizeof(*lengths));
	int *formats = calloc((size_t)count + 1, sizeof(*formats));
	if (!texts || !lengths || !formats)
		oom_exit();
	for (int i = 0; i < count; i++) {
		const struct pg_value *value = &statement->values[i];
		texts[i] = value->is_set ? value->bytes : NULL;
		lengths[i] = (int)value->len;
		formats[i] = value->is_binary;
	}
	PQclear(statement->result);
	statement->result = PQexecPrepared(pg_of(stmt->db)->handle, statement->name, count, texts,
	                                   lengths, formats, 0);
	free(texts);
	free(lengths);
	free(formats);
	ExecStatusType status = PQresultStatus(statement->result);
	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
		int64_t changed = 0;
		if (str_to_i64(PQcmdTuples(statement->result), &changed))
			statement->changed = changed;
		else
			statement->changed = 0;
		return true;
	}
	fail(stmt->db, statement->result, stmt->sql);
	return false;
}

static enum step
step(struct stmt *stmt)
{
	struct pg_stmt *statement = statement_of(stmt);

	free_blobs(statement);
	if (statement->row < 0 && !run(stmt)) {
		PQclear(statement->result);
		statement->result = NULL;
		return STEP_FAILED;
	}
	if (++statement->row < PQntuples(statement->result))
		return STEP_ROW;
	PQclear(statement->result);
	statement->result = NULL;
	statement->row = -1;
	return STEP_DONE;
}

static int64_t
changes(const struct stmt *stmt)
{
	return statement_of(stmt)->changed;
}

static const char *
text_at(struct stmt *stmt, int column)
{
	struct pg_stmt *statement = statement_of(stmt);
	return PQgetvalue(statement->result, statement->row, column);
}

static int64_t
int_at(struct stmt *stmt, int column)
{
	int64_t value = 0;
	return str_to_i64(text_at(stmt, column), &value) ? value : 0;
}

static const void *
blob_at(struct stmt *stmt, int column, size_t *ret_len)
{
	struct pg_stmt *statement = statement_of(stmt);
	const char *hex = text_at(stmt, column);

	*ret_len = 0;
	if (!str_starts(hex, "\\x"))
		return "";
	size_t len = strlen(hex + 2) / 2;
	if (column >= statement->blob_count) {
		int count = column + 1;
		statement->blobs = realloc(statement->blobs,
		                           (size_t)count * sizeof(*statement->blobs));
		if (!statement->blobs)
			oom_exit();
		memset(statement->blobs + statement->blob_count, 0,
		       (size_t)(count - statement->blob_count) * sizeof(*statement->blobs));
		statement->blob_count = count;
	}
	free(statement->blobs[column]);
	statement->blobs[column] = malloc(len + 1);
	if (!statement->blobs[column])
		oom_exit();
	if (!hex_bytes(statement->blobs[column], len, hex + 2))
		return "";
	*ret_len = len;
	return statement->blobs[column];
}

static bool
is_null_at(struct stmt *stmt, int column)
{
	struct pg_stmt *statement = statement_of(stmt);
	return PQgetisnull(statement->result, statement->row, column);
}

static const struct driver pg_driver = {
	.kind = DB_POSTGRES,
	.close = close_database,
	.exec = exec,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.rollback_to = rollback_to,
	.in_transaction = in_transaction,
	.prepare = prepare,
	.finalize = finalize,
	.reset = reset,
	.bind_text = bind_text_value,
	.bind_int = bind_int_value,
	.bind_blob = bind_blob_value,
	.step = step,
	.changes = changes,
	.column_text = text_at,
	.column_int = int_at,
	.column_blob = blob_at,
	.column_is_null = is_null_at,
};

bool
pg_open(struct db **ret, const char *where, enum db_mode mode, struct err *err)
{
	char wait_s[12];
	(void)snprintf(wait_s, sizeof(wait_s), "%d", DB_CONNECT_WAIT_S);
	const char *names[] = { "dbname", "connect_timeout", "application_name", NULL };
	const char *values[] = { where, wait_s, "caseload-server", NULL };
	struct pg_db *pg = calloc(1, sizeof(*pg));

	if (!pg)
		oom_exit();
	pg->db.driver = &pg_driver;
	pg->db.mode = mode;
	pg->handle = PQconnectdbParams(names, values, 1);
	if (PQstatus(pg->handle) != CONNECTION_OK || !set_up(&pg->db)) {
		/* libpq's own words end in a newline; they name no password. */
		char text[ERR_DETAIL_MAX];
		(void)str_copy(text, sizeof(text), PQerrorMessage(pg->handle));
		text[strcspn(text, "\n")] = '\0';
		close_database(&pg->db);
		return err_set(err, ERR_BACKEND_UNAVAILABLE, "PostgreSQL: %s", text);
	}
	*ret = &pg->db;
	return true;
}

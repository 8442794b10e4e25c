/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows read in the order of their key from several databases at once, so that
 * each table is written from its start to its end.
 */
#include "server/store/sample_merge.h"

#include "base/buf.h"
#include "server/store/counter.h"
#include "server/store/customer.h"
#include "server/store/db.h"
#include "server/store/seen.h"

enum { FROM_MAX = 16, INSERT_SQL_MAX = 1024 };

static const struct {
	const char *select; /* the text compared comes first */
	const char *table;
} tables[] = {
	{ "SELECT * FROM application ORDER BY id", "application" },
	{ "SELECT * FROM queue ORDER BY assignee_id, is_open, due_on, application_id", "queue" },
	{ "SELECT * FROM missing_item ORDER BY application_id, id", "missing_item" },
	{ "SELECT * FROM interview ORDER BY application_id, number", "interview" },
	{ "SELECT * FROM decision ORDER BY id", "decision" },
	{ "SELECT * FROM review ORDER BY decision_id", "review" },
};

static void
write_insert(struct buf *out, const char *table, int columns)
{
	buf_printf(out, "INSERT INTO %s VALUES (", table);
	for (int i = 1; i <= columns; i++)
		buf_printf(out, "%s$%d", i > 1 ? ", " : "", i);
	buf_puts(out, ")");
	assert(buf_ok(out));
}

static bool
merge_table(struct db *db, struct db *const from[], size_t count, size_t table)
{
	struct stmt *rows[FROM_MAX];
	bool has[FROM_MAX];
	bool ok = true;
	struct buf insert = BUF_INIT(INSERT_SQL_MAX);
	for (size_t i = 0; i < count; i++) {
		rows[i] = db_query(from[i], tables[table].select);
		has[i] = stmt_row(rows[i]);
	}
	while (ok) {
		size_t first = count;
		for (size_t i = 0; i < count; i++)
			if (has[i] && (first == count || strcmp(column_text(rows[i], 0),
								 column_text(rows[first], 0)) < 0))
				first = i;
		if (first == count)
			break;
		if (insert.len == 0)
			write_insert(&insert, tables[table].table, stmt_columns(rows[first]));
		struct stmt *to = db_query(db, insert.data);
		bind_columns(to, rows[first]);
		ok = stmt_run(to);
		has[first] = stmt_row(rows[first]);
	}
	buf_done(&insert);
	for (size_t i = 0; i < count; i++)
		ok = ok && !db_failed(from[i]);
	return ok;
}

bool
sample_merge_tables(struct txn *txn, struct db *const from[], size_t count)
{
	assert(count <= FROM_MAX);
	for (size_t i = 0; i < countof(tables); i++)
		if (!merge_table(txn->db, from, count, i))
			return false;
	return true;
}

static bool
add_totals(struct txn *txn, struct db *from)
{
	struct stmt *rows = db_query(from, "SELECT kind, key, status, count FROM total");
	bool ok = true;
	while (ok && stmt_row(rows)) {
		struct stmt *to = db_query(txn->db,
			"INSERT INTO total (kind, key, status, count) VALUES ($1, $2, $3, $4) "
			"ON CONFLICT (kind, key, status) DO UPDATE SET count = total.count + excluded.count");
		bind_columns(to, rows);
		ok = stmt_run(to);
	}
	return ok && !db_failed(from);
}

static bool
add_open_counts(struct txn *txn, struct db *from)
{
	struct stmt *rows = db_query(from,
		"SELECT id, open_applications FROM customer WHERE open_applications <> 0 ORDER BY id");
	bool ok = true;
	while (ok && stmt_row(rows))
		ok = customer_count_open(txn->db, column_text(rows, 0), column_int(rows, 1));
	return ok && !db_failed(from);
}

static bool
raise_counters(struct txn *txn, struct db *from)
{
	struct stmt *rows = db_query(from,
		"SELECT name, CAST(value AS INTEGER) FROM setting WHERE name LIKE '" COUNTER_APPLICATION
		"%'");
	bool ok = true;
	while (ok && stmt_row(rows))
		ok = counter_raise(txn, column_text(rows, 0), column_int(rows, 1));
	return ok && !db_failed(from);
}

bool
sample_merge_sums(struct txn *txn, struct db *from)
{
	return add_totals(txn, from) && add_open_counts(txn, from) && raise_counters(txn, from);
}

bool
sample_merge_seen(
	struct txn *txn, struct db *from, int64_t (*seq_of)(void *ctx, int64_t own), void *ctx)
{
	struct stmt *rows = db_query(from, "SELECT worker_id, application_id, seq FROM seen");
	bool ok = true;
	while (ok && stmt_row(rows))
		ok = seen_put(txn, column_text(rows, 0), column_text(rows, 1),
			seq_of(ctx, column_int(rows, 2)));
	return ok && !db_failed(from);
}

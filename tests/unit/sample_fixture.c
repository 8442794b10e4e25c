/* SPDX-License-Identifier: Apache-2.0
 *
 * Sample agencies in a folder of their own, counted and compared.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "domain/review.h"
#include "sample_fixture.h"
#include "server/store/event_log.h"

char test_folder[] = "/tmp/caseload-sample.XXXXXX";

struct sample_options
test_small_sample(const char *name, struct arena *arena)
{
	struct sample_options options;
	sample_defaults(&options);
	options.database = arena_printf(arena, "%s/%s.db", test_folder, name);
	const char *source = getenv("srcdir");
	options.programs = arena_printf(arena, "%s/src/programs", source ? source : "..");
	options.customers = 420;
	options.applications = 80;
	options.chats = 12;
	options.workers = 8;
	return options;
}

void
test_fill(const struct sample_options *options)
{
	struct err err = { 0 };
	if (!sample_fill(options, &err))
		fail_msg("%s", err.detail);
}

void
test_hash_database(const char *name, uint8_t out[SECRET_HASH_BYTES])
{
	sqlite3 *db;
	sqlite3_stmt *tables, *rows;
	struct sha256_state state;
	assert_int_equal(sqlite3_open_v2(name, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(
		sqlite3_prepare_v2(db,
			"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
			"AND name <> 'migration' ORDER BY name",
			-1, &tables, NULL),
		SQLITE_OK);
	sha256_start(&state);
	while (sqlite3_step(tables) == SQLITE_ROW) {
		char sql[200];
		snprintf(sql, sizeof(sql), "SELECT * FROM \"%s\"",
			(const char *)sqlite3_column_text(tables, 0));
		sha256_add(&state, sql, strlen(sql));
		assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &rows, NULL), SQLITE_OK);
		while (sqlite3_step(rows) == SQLITE_ROW)
			for (int i = 0; i < sqlite3_column_count(rows); i++) {
				const void *bytes = sqlite3_column_blob(rows, i);
				if (bytes)
					sha256_add(&state, bytes,
						(size_t)sqlite3_column_bytes(rows, i));
				sha256_add(&state, "|", 1);
			}
		sqlite3_finalize(rows);
	}
	sha256_end(&state, out);
	sqlite3_finalize(tables);
	sqlite3_close(db);
}

int64_t
test_count(struct db *db, const char *sql)
{
	struct stmt *stmt = db_query(db, sql);
	assert_true(stmt_row(stmt));
	int64_t found = column_int(stmt, 0);
	stmt_reset(stmt);
	return found;
}

int
test_make_folder(void **state)
{
	(void)state;
	return secret_init() && mkdtemp(test_folder) ? 0 : -1;
}

int
test_remove_folder(void **state)
{
	(void)state;
	char command[100];
	snprintf(command, sizeof(command), "rm -rf '%s'", test_folder);
	return system(command);
}

int64_t
test_draw_again(struct db *db, int64_t percent, struct arena *arena)
{
	struct event *events;
	int64_t drawn = 0;

	for (int64_t after = 0;;) {
		size_t found = event_list(db, after, 500, arena, &events);
		if (found == 0)
			return drawn;
		for (size_t i = 0; i < found; i++) {
			uint8_t hash[SECRET_HASH_BYTES];
			if (events[i].type != EVENT_DECISION_ISSUED)
				continue;
			assert_true(event_payload_hash_at(db, events[i].seq, hash));
			drawn += review_is_drawn(review_lot(1, hash), percent);
		}
		after = events[found - 1].seq;
	}
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The sample agency: whole, the same each time, and with the work on ana's
 * desk that the demo and other tests count on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/str.h"
#include "domain/application.h"
#include "domain/document.h"
#include "domain/review.h"
#include "server/sample/sample.h"
#include "server/store/event_log.h"
#include "server/store/migration.h"
#include "server/store/setting.h"

static char folder[] = "/tmp/caseload-sample.XXXXXX";

static struct sample_options
small(const char *name, struct arena *arena)
{
	struct sample_options options;
	sample_defaults(&options);
	options.database = arena_printf(arena, "%s/%s.db", folder, name);
	const char *source = getenv("srcdir");
	options.programs = arena_printf(arena, "%s/src/programs", source ? source : "..");
	options.customers = 420;
	options.applications = 80;
	options.chats = 12;
	options.workers = 8;
	return options;
}

static void
fill(const struct sample_options *options)
{
	struct err err = { 0 };
	if (!sample_fill(options, &err))
		fail_msg("%s", err.detail);
}

/* A hash over every row of every table, in the order of their keys. */
static void
hash_database(const char *name, uint8_t out[SECRET_HASH_BYTES])
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

static int64_t
count(struct db *db, const char *sql)
{
	struct stmt *stmt = db_query(db, sql);
	assert_true(stmt_row(stmt));
	int64_t found = column_int(stmt, 0);
	stmt_reset(stmt);
	return found;
}

static void
test_same_arguments_same_tables(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	uint8_t first[SECRET_HASH_BYTES], second[SECRET_HASH_BYTES], other[SECRET_HASH_BYTES];
	struct sample_options options = small("first", &arena);
	fill(&options);
	hash_database(options.database, first);
	options = small("second", &arena);
	fill(&options);
	hash_database(options.database, second);
	options = small("other", &arena);
	options.seed = 2;
	fill(&options);
	hash_database(options.database, other);
	assert_memory_equal(first, second, sizeof(first));
	assert_memory_not_equal(first, other, sizeof(first));
	arena_done(&arena);
}

static void
test_the_chain_holds(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	struct sample_options options = small("first", &arena);
	struct db *db;
	struct err err = { 0 };
	struct chain_fault fault;
	struct chain_count events;
	assert_true(db_open(&db, options.database, DB_READ, &err));
	assert_true(event_verify(db, NULL, &fault, &events, &err));
	assert_int_equal(fault.seq, 0);
	assert_true(events.events > 1000);
	/* In the order of time, and nothing lies in the future. */
	assert_int_equal(
		count(db,
			"SELECT count(*) FROM event a JOIN event b ON b.seq = a.seq + 1 WHERE b.at < a.at"),
		0);
	int64_t now_ms = zone_midnight_ms(ZONE_CENTRAL, options.as_of) + 9 * 3600 * 1000;
	assert_true(count(db, "SELECT max(at) FROM event") <= now_ms);
	db_close(db);
	arena_done(&arena);
}

static int
draw_again(struct db *db, struct arena *arena)
{
	struct event *events;
	int drawn = 0;

	for (int64_t after = 0;;) {
		size_t found = event_list(db, after, 500, arena, &events);
		if (found == 0)
			return drawn;
		for (size_t i = 0; i < found; i++) {
			uint8_t hash[SECRET_HASH_BYTES];
			if (events[i].type != EVENT_DECISION_ISSUED)
				continue;
			assert_true(event_payload_hash_at(db, events[i].seq, hash));
			drawn += review_is_drawn(review_lot(1, hash), 20);
		}
		after = events[found - 1].seq;
	}
}

/* Drawn as they were issued, reviewed later by who had no part in them; some wait. */
static void
test_decisions_are_reviewed(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	struct sample_options options = small("reviewed", &arena), demo;
	struct db *db;
	struct err err = { 0 };
	sample_defaults(&demo);
	options.customers = demo.customers;
	options.applications = demo.applications;
	options.workers = demo.workers;
	fill(&options);
	assert_true(db_open(&db, options.database, DB_READ, &err));
	static const char of_sam[] = "SELECT count(*) FROM review r JOIN queue q ON q.application_id = r.application_id"
		" JOIN worker_team t ON t.team_id = q.team_id AND t.leads = 1"
		" JOIN worker w ON w.id = t.worker_id AND w.username = 'sam' WHERE r.outcome = ";
	char sql[1000];
	for (int outcome = REVIEW_WAITS; outcome < REVIEW_OUTCOME_COUNT; outcome++) {
		snprintf(sql, sizeof(sql), "%s%d", of_sam, outcome);
		assert_in_range(count(db, sql), outcome == REVIEW_ERROR ? 1 : 2, 12);
	}
	int64_t drawn = count(db, "SELECT count(*) FROM review");
	assert_int_equal(draw_again(db, &arena), drawn);
	assert_int_equal(count(db, "SELECT count(*) FROM review r JOIN event e ON e.decision_id = r.decision_id"
		" AND e.type = 'review.drawn' AND e.at = r.drawn_at JOIN event i ON i.decision_id = r.decision_id"
		" AND i.type = 'decision.issued' AND i.at = e.at AND i.seq < e.seq"), drawn);
	assert_int_equal(count(db, "SELECT count(*) FROM review r JOIN event e ON e.decision_id = r.decision_id"
		" AND e.type = 'review.done' AND e.at = r.reviewed_at AND e.actor_id = r.reviewer_id WHERE r.outcome > 0"),
		count(db, "SELECT count(*) FROM review WHERE outcome > 0"));
	assert_int_equal(count(db, "SELECT count(*) FROM review WHERE outcome > 0 AND (reviewed_at <= drawn_at"
		" OR reviewer_id IN (maker_id, approver_id))"), 0);
	db_close(db);
	arena_done(&arena);
}

static void
test_papers_are_files(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	struct sample_options options = small("first", &arena);
	struct db *db;
	struct err err = { 0 };
	assert_true(db_open(&db, options.database, DB_READ, &err));
	int64_t files = count(db, "SELECT count(*) FROM document");
	assert_in_range(files, 10, 60);
	assert_in_range(count(db, "SELECT sum(size) FROM document"), 1, 200 * 1000);
	assert_in_range(count(db, "SELECT count(*) FROM document WHERE looked_at = 0"), 1, files - 1);
	/* Each lies with a proof that came in, and is looked at where that is. */
	assert_int_equal(count(db,
		"SELECT count(*) FROM document d JOIN missing_item i ON i.application_id = d.application_id"
		" AND i.id = d.item_id WHERE i.received_at = d.at AND i.looked_at = d.looked_at"), files);
	/* What is in them is what they are said to be. */
	struct stmt *stmt = db_query(db, "SELECT d.media_type, p.bytes, d.text FROM document d"
		" JOIN document_part p ON p.document_id = d.id");
	int64_t pictures = 0;
	while (stmt_row(stmt)) {
		size_t len;
		const void *bytes = column_blob(stmt, 1, &len);
		enum document_type type;
		const char *why;
		assert_true(document_is_taken(bytes, len, &type, &why));
		assert_string_equal(document_media(type), column_text(stmt, 0));
		assert_int_equal(type == DOCUMENT_PDF, strstr(column_text(stmt, 2), "sample agency") != NULL);
		pictures += type == DOCUMENT_PNG;
	}
	stmt_reset(stmt);
	assert_in_range(pictures, 1, files / 2);
	db_close(db);
	arena_done(&arena);
}

static void
test_anas_desk(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	struct sample_options options = small("first", &arena);
	struct db *db;
	struct err err = { 0 };
	assert_true(db_open(&db, options.database, DB_READ, &err));
#define DESK(where) \
	count(db, "SELECT count(*) FROM queue WHERE assignee_id = 'w_ana' AND is_open = 1" where)
	assert_true(DESK("") >= 40);
	assert_int_equal(
		count(db,
			arena_printf(&arena,
				"SELECT count(*) FROM queue WHERE assignee_id = 'w_ana' AND "
				"is_open = 1 AND status = %d",
				APPLICATION_READY_FOR_DECISION)),
		5);
	assert_int_equal(
		count(db,
			arena_printf(&arena,
				"SELECT count(*) FROM queue WHERE assignee_id = 'w_ana' AND "
				"is_open = 1 AND due_on < %d",
				(int)options.as_of)),
		3);
	assert_int_equal(DESK(" AND expedited = 1"), 2);
	assert_int_equal(DESK(" AND waiting_chat_id <> ''"), 2);
	assert_true(DESK(" AND turn = 2") >= 5);
	/* Two whose interviews were missed twice and whose proof is past due, past
	 * day 30: one in English, one in Spanish. */
	static const char *const languages[] = { "en", "es" };
	for (size_t i = 0; i < countof(languages); i++) {
		const char *sql = arena_printf(&arena,
			"SELECT count(*) FROM queue q WHERE assignee_id = 'w_ana' AND is_open = 1 AND language = '%s' "
			"AND filed_on <= %d AND items_received = 0 AND proof_due_on < %d "
			"AND (SELECT count(*) FROM interview i WHERE i.application_id = q.application_id AND i.state = %d) = 2",
			languages[i], (int)options.as_of - 30, (int)options.as_of,
			INTERVIEW_MISSED);
		assert_int_equal(count(db, sql), 1);
	}
	/* Nobody works what they have a conflict with. */
	assert_int_equal(
		count(db,
			"SELECT count(*) FROM queue q JOIN worker_conflict c ON c.worker_id = q.assignee_id "
			"AND c.customer_id = q.customer_id"),
		0);
	db_close(db);
	arena_done(&arena);
}

static void
test_totals_are_exact(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	struct sample_options options = small("first", &arena);
	struct db *db;
	struct err err = { 0 };
	assert_true(db_open(&db, options.database, DB_READ, &err));
	assert_int_equal(
		count(db,
			"SELECT count(*) FROM total t WHERE kind = 'assignee' AND t.count <> "
			"(SELECT count(*) FROM queue q WHERE q.is_open = 1 AND q.assignee_id = t.key AND q.status = t.status)"),
		0);
	assert_int_equal(
		count(db,
			"SELECT count(*) FROM customer c WHERE open_applications <> "
			"(SELECT count(*) FROM queue q WHERE q.customer_id = c.id AND q.is_open = 1)"),
		0);
	db_close(db);
	arena_done(&arena);
}

static void
test_transcripts_and_receipts(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	struct sample_options options = small("talk", &arena);
	options.transcripts = arena_printf(&arena, "%s/talk.jsonl", folder);
	options.receipts = arena_printf(&arena, "%s/receipts", folder);
	FILE *file = fopen(options.transcripts, "w");
	for (int i = 0; i < 40; i++)
		fprintf(file,
			"{\"id\":\"%d\",\"source\":\"s\",\"topic\":\"topic %d\",\"turns\":[{\"role\":\"customer\","
			"\"text\":\"question %d \\u001b[31m {number}\"},{\"role\":\"agent\",\"text\":\"answer\"}]}\n",
			i, i, i);
	fclose(file);
	fill(&options);

	struct db *db;
	struct err err = { 0 };
	assert_true(db_open(&db, options.database, DB_READ, &err));
	/* Every conversation is there, byte for byte. */
	for (int i = 0; i < 40; i++) {
		struct stmt *stmt = db_query(db, "SELECT count(*) FROM message WHERE text = $1");
		bind_text(stmt, 1, arena_printf(&arena, "question %d \x1b[31m {number}", i));
		assert_true(stmt_row(stmt));
		assert_true(column_int(stmt, 0) >= 1);
		stmt_reset(stmt);
	}
	db_close(db);

	char line[400];
	int lines = 0;
	file = fopen(options.receipts, "r");
	while (fgets(line, sizeof(line), file)) {
		assert_true(str_starts(line, "A-25-"));
		lines++;
	}
	fclose(file);
	assert_true(lines >= 40);
	arena_done(&arena);
}

static void
test_bad_input_leaves_nothing(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	struct err err = { 0 };
	struct sample_options options = small("broken", &arena);
	options.transcripts = arena_printf(&arena, "%s/broken.jsonl", folder);
	FILE *file = fopen(options.transcripts, "w");
	fputs("{\"turns\":[{\"role\":\"agent\",\"text\":\"a\"}]}\n{\"turns\":[]}\n", file);
	fclose(file);
	assert_false(sample_fill(&options, &err));
	assert_non_null(strstr(err.detail, "Line 2"));
	assert_int_equal(access(options.database, F_OK), -1);

	err = (struct err){ 0 };
	options = small("few", &arena);
	options.customers = 3;
	assert_false(sample_fill(&options, &err));
	assert_int_equal(err.code, ERR_USAGE);

	/* A database that is there is never touched. */
	err = (struct err){ 0 };
	options = small("first", &arena);
	assert_false(sample_fill(&options, &err));
	assert_int_equal(access(options.database, F_OK), 0);
	arena_done(&arena);
}

/* As one of 20,000 customers and more is made: several strands, merged. */
static struct sample_options
large(const char *name, struct arena *arena)
{
	struct sample_options options = small(name, arena);
	options.large_from = options.customers = 1200;
	options.applications = 160;
	options.chats = 60;
	options.workers = 24;
	return options;
}

static void
test_a_large_one_is_whole(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	struct sample_options options = large("large", &arena);
	struct db *db, *plain;
	struct err err = { 0 };
	struct chain_fault fault;
	struct chain_count events;
	fill(&options);
	assert_true(db_open(&db, options.database, DB_READ, &err));
	assert_true(schema_check(db, &err));
	assert_true(event_verify(db, NULL, &fault, &events, &err));
	assert_int_equal(fault.seq, 0);
	const struct {
		const char *sql;
		int64_t count;
	} asks[] = {
		{ "SELECT count(*) FROM customer", 1200 },
		{ "SELECT count(*) FROM application", 160 },
		{ "SELECT count(DISTINCT number) FROM application", 160 },
		{ "SELECT count(*) FROM interaction", 60 },
		{ "SELECT count(*) FROM event a JOIN event b ON b.seq = a.seq + 1 WHERE b.at < a.at", 0 },
		/* Numbered as they were filed. */
		{ "SELECT count(*) FROM application a JOIN application b ON b.number > a.number "
		  "WHERE b.filed_at < a.filed_at",
			0 },
		{ "SELECT count(*) FROM total t WHERE kind = 'assignee' AND t.count <> (SELECT count(*) "
		  "FROM queue q WHERE q.is_open = 1 AND q.assignee_id = t.key AND q.status = t.status)",
			0 },
		{ "SELECT count(*) FROM customer c WHERE open_applications <> (SELECT count(*) FROM queue q "
		  "WHERE q.customer_id = c.id AND q.is_open = 1)",
			0 },
		{ "SELECT count(*) FROM interaction i WHERE message_count <> (SELECT count(*) FROM message m "
		  "WHERE m.interaction_id = i.id)",
			0 },
		/* Each letter and each text has its event, and the other way round. */
		{ "SELECT count(*) FROM notice n WHERE NOT EXISTS (SELECT 1 FROM event e WHERE "
		  "e.notice_id = n.id AND e.customer_id = n.customer_id)",
			0 },
		{ "SELECT count(*) FROM event_payload p WHERE NOT EXISTS (SELECT 1 FROM event e WHERE "
		  "e.chain_id = p.chain_id AND e.seq = p.seq)",
			0 },
		{ "SELECT count(*) FROM event e JOIN event_payload p USING (chain_id, seq) WHERE "
		  "e.type = 'application.filed' AND instr(p.payload, (SELECT number FROM application a WHERE "
		  "a.id = e.application_id)) = 0",
			0 },
		{ "SELECT count(*) FROM setting WHERE name = 'sample_unfinished'", 0 },
	};
	for (size_t i = 0; i < countof(asks); i++)
		if (count(db, asks[i].sql) != asks[i].count)
			fail_msg("%s", asks[i].sql);
	/* The indexes are those of any other database. */
	struct sample_options other = small("first", &arena);
	assert_true(db_open(&plain, other.database, DB_READ, &err));
	static const char indexes[] = "SELECT count(*) FROM sqlite_master WHERE type = 'index'";
	assert_int_equal(count(db, indexes), count(plain, indexes));
	/* Who is there is found, by the index's own words. */
	assert_int_equal(
		count(db,
			"SELECT count(*) FROM customer_words WHERE customer_words MATCH 'smith OR johnson'"),
		count(db,
			"SELECT count(*) FROM customer_search WHERE ' ' || words || ' ' LIKE '% smith %' OR "
			"' ' || words || ' ' LIKE '% johnson %'"));
	assert_int_equal(count(db, "SELECT count(*) FROM message_words WHERE message_words MATCH 'my'"),
		count(db,
			"SELECT count(*) FROM message WHERE ' ' || lower(replace(replace(replace(replace(text, "
			"'.', ' '), ',', ' '), '?', ' '), '!', ' ')) || ' ' LIKE '% my %'"));
	db_close(plain);
	db_close(db);
	arena_done(&arena);
}

static void
test_a_large_one_is_the_same_each_time(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	uint8_t first[SECRET_HASH_BYTES], second[SECRET_HASH_BYTES];
	struct sample_options options = large("large", &arena);
	hash_database(options.database, first);
	options = large("again", &arena);
	fill(&options);
	hash_database(options.database, second);
	assert_memory_equal(first, second, sizeof(first));
	arena_done(&arena);
}

/* The power failed, or somebody killed it. */
static void
test_one_cut_short_is_refused(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	struct sample_options options = small("short", &arena);
	struct db *db;
	struct err err = { 0 };
	fill(&options);
	assert_true(db_open(&db, options.database, DB_WRITE, &err));
	assert_true(schema_check(db, &err));
	assert_true(setting_put(db, SETTING_UNFINISHED, "1"));
	assert_false(schema_check(db, &err));
	assert_non_null(strstr(err.detail, "cut short"));
	err = (struct err){ 0 };
	assert_false(schema_upgrade(db, 0, &err));
	assert_non_null(strstr(err.detail, "cut short"));
	db_close(db);
	arena_done(&arena);
}

static int
make_folder(void **state)
{
	(void)state;
	return secret_init() && mkdtemp(folder) ? 0 : -1;
}

static int
remove_folder(void **state)
{
	(void)state;
	char command[100];
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_arguments_same_tables),
		cmocka_unit_test(test_the_chain_holds),
		cmocka_unit_test(test_decisions_are_reviewed),
		cmocka_unit_test(test_papers_are_files),
		cmocka_unit_test(test_anas_desk),
		cmocka_unit_test(test_totals_are_exact),
		cmocka_unit_test(test_transcripts_and_receipts),
		cmocka_unit_test(test_bad_input_leaves_nothing),
		cmocka_unit_test(test_a_large_one_is_whole),
		cmocka_unit_test(test_a_large_one_is_the_same_each_time),
		cmocka_unit_test(test_one_cut_short_is_refused),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

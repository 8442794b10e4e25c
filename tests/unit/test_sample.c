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
#include <unistd.h>

#include "base/str.h"
#include "domain/application.h"
#include "domain/document.h"
#include "domain/review.h"
#include "server/store/event_log.h"
#include "sample_fixture.h"

static void
test_same_arguments_same_tables(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	uint8_t first[SECRET_HASH_BYTES], second[SECRET_HASH_BYTES], other[SECRET_HASH_BYTES];
	struct sample_options options = test_small_sample("first", &arena);
	test_fill(&options);
	test_hash_database(options.database, first);
	options = test_small_sample("second", &arena);
	test_fill(&options);
	test_hash_database(options.database, second);
	options = test_small_sample("other", &arena);
	options.seed = 2;
	test_fill(&options);
	test_hash_database(options.database, other);
	assert_memory_equal(first, second, sizeof(first));
	assert_memory_not_equal(first, other, sizeof(first));
	arena_done(&arena);
}

static void
test_the_chain_holds(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	struct sample_options options = test_small_sample("first", &arena);
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
		test_count(db,
			"SELECT count(*) FROM event a JOIN event b ON b.seq = a.seq + 1 WHERE b.at < a.at"),
		0);
	int64_t now_ms = zone_midnight_ms(ZONE_CENTRAL, options.as_of) + 9 * 3600 * 1000;
	assert_true(test_count(db, "SELECT max(at) FROM event") <= now_ms);
	db_close(db);
	arena_done(&arena);
}

/* Drawn as they were issued, reviewed later by who had no part in them; some wait. */
static void
test_decisions_are_reviewed(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	struct sample_options options = test_small_sample("reviewed", &arena), demo;
	struct db *db;
	struct err err = { 0 };
	sample_defaults(&demo);
	options.customers = demo.customers;
	options.applications = demo.applications;
	options.workers = demo.workers;
	test_fill(&options);
	assert_true(db_open(&db, options.database, DB_READ, &err));
	int64_t drawn = test_count(db, "SELECT count(*) FROM review");
	/* By lot: how many of each outcome there are is another each time. */
	assert_true(test_count(db, "SELECT count(*) FROM review WHERE outcome = 0") > 0);
	assert_true(test_count(db, "SELECT count(*) FROM review WHERE outcome > 0") > 0);
	assert_int_equal(test_draw_again(db, 20, &arena), drawn);
	assert_int_equal(test_count(db, "SELECT count(*) FROM review r JOIN event e ON e.decision_id = r.decision_id"
		" AND e.type = 'review.drawn' AND e.at = r.drawn_at JOIN event i ON i.decision_id = r.decision_id"
		" AND i.type = 'decision.issued' AND i.at = e.at AND i.seq < e.seq"), drawn);
	assert_int_equal(test_count(db, "SELECT count(*) FROM review r JOIN event e ON e.decision_id = r.decision_id"
		" AND e.type = 'review.done' AND e.at = r.reviewed_at AND e.actor_id = r.reviewer_id WHERE r.outcome > 0"),
		test_count(db, "SELECT count(*) FROM review WHERE outcome > 0"));
	assert_int_equal(test_count(db, "SELECT count(*) FROM review WHERE outcome > 0 AND (reviewed_at <= drawn_at"
		" OR reviewer_id IN (maker_id, approver_id))"), 0);
	db_close(db);
	arena_done(&arena);
}

static void
test_papers_are_files(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	struct sample_options options = test_small_sample("first", &arena);
	struct db *db;
	struct err err = { 0 };
	assert_true(db_open(&db, options.database, DB_READ, &err));
	int64_t files = test_count(db, "SELECT count(*) FROM document");
	assert_in_range(files, 10, 60);
	assert_in_range(test_count(db, "SELECT sum(size) FROM document"), 1, 200 * 1000);
	assert_in_range(test_count(db, "SELECT count(*) FROM document WHERE looked_at = 0"), 1, files - 1);
	/* Each lies with a proof that came in, and is looked at where that is. */
	assert_int_equal(test_count(db,
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
	struct sample_options options = test_small_sample("first", &arena);
	struct db *db;
	struct err err = { 0 };
	assert_true(db_open(&db, options.database, DB_READ, &err));
#define DESK(where) \
	test_count(db, "SELECT count(*) FROM queue WHERE assignee_id = 'w_ana' AND is_open = 1" where)
	assert_true(DESK("") >= 40);
	assert_int_equal(
		test_count(db,
			arena_printf(&arena,
				"SELECT count(*) FROM queue WHERE assignee_id = 'w_ana' AND "
				"is_open = 1 AND status = %d",
				APPLICATION_READY_FOR_DECISION)),
		5);
	assert_int_equal(
		test_count(db,
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
		assert_int_equal(test_count(db, sql), 1);
	}
	/* Nobody works what they have a conflict with. */
	assert_int_equal(
		test_count(db,
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
	struct sample_options options = test_small_sample("first", &arena);
	struct db *db;
	struct err err = { 0 };
	assert_true(db_open(&db, options.database, DB_READ, &err));
	assert_int_equal(
		test_count(db,
			"SELECT count(*) FROM total t WHERE kind = 'assignee' AND t.count <> "
			"(SELECT count(*) FROM queue q WHERE q.is_open = 1 AND q.assignee_id = t.key AND q.status = t.status)"),
		0);
	assert_int_equal(
		test_count(db,
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
	struct sample_options options = test_small_sample("talk", &arena);
	options.transcripts = arena_printf(&arena, "%s/talk.jsonl", test_folder);
	options.receipts = arena_printf(&arena, "%s/receipts", test_folder);
	FILE *file = fopen(options.transcripts, "w");
	for (int i = 0; i < 40; i++)
		fprintf(file,
			"{\"id\":\"%d\",\"source\":\"s\",\"topic\":\"topic %d\",\"turns\":[{\"role\":\"customer\","
			"\"text\":\"question %d \\u001b[31m {number}\"},{\"role\":\"agent\",\"text\":\"answer\"}]}\n",
			i, i, i);
	fclose(file);
	test_fill(&options);

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
	struct sample_options options = test_small_sample("broken", &arena);
	options.transcripts = arena_printf(&arena, "%s/broken.jsonl", test_folder);
	FILE *file = fopen(options.transcripts, "w");
	fputs("{\"turns\":[{\"role\":\"agent\",\"text\":\"a\"}]}\n{\"turns\":[]}\n", file);
	fclose(file);
	assert_false(sample_fill(&options, &err));
	assert_non_null(strstr(err.detail, "Line 2"));
	assert_int_equal(access(options.database, F_OK), -1);

	err = (struct err){ 0 };
	options = test_small_sample("few", &arena);
	options.customers = 3;
	assert_false(sample_fill(&options, &err));
	assert_int_equal(err.code, ERR_USAGE);

	/* A database that is there is never touched. */
	err = (struct err){ 0 };
	options = test_small_sample("first", &arena);
	assert_false(sample_fill(&options, &err));
	assert_int_equal(access(options.database, F_OK), 0);
	arena_done(&arena);
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
	};
	return cmocka_run_group_tests(tests, test_make_folder, test_remove_folder);
}

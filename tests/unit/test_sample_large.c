/* SPDX-License-Identifier: Apache-2.0
 *
 * A large sample: whole, the same each time, and refused where it was cut short.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "server/store/event_log.h"
#include "server/store/migration.h"
#include "server/store/report.h"
#include "server/store/setting.h"
#include "sample_fixture.h"

/* As one of 20,000 customers and more is made: several strands, merged. */
static struct sample_options
large(const char *name, struct arena *arena)
{
	struct sample_options options = test_small_sample(name, arena);
	options.large_from = options.customers = 1200;
	options.applications = 1200;
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
	test_fill(&options);
	assert_true(db_open(&db, options.database, DB_READ, &err));
	assert_true(schema_check(db, &err));
	assert_true(event_verify(db, NULL, &fault, &events, &err));
	assert_int_equal(fault.seq, 0);
	const struct {
		const char *sql;
		int64_t count;
	} asks[] = {
		{ "SELECT count(*) FROM customer", 1200 },
		{ "SELECT count(*) FROM application", 1200 },
		{ "SELECT count(DISTINCT number) FROM application", 1200 },
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
		/* Drawn for review, each with its event: by lot, so that there may be none. */
		{ "SELECT count(*) FROM review", test_draw_again(db, 5, &arena) },
		{ "SELECT count(*) FROM event WHERE type = 'review.drawn'", test_draw_again(db, 5, &arena) },
		{ "SELECT count(*) FROM review r WHERE NOT EXISTS (SELECT 1 FROM event e WHERE "
		  "e.decision_id = r.decision_id AND e.type = 'review.drawn' AND e.at = r.drawn_at)",
			0 },
		/* Reviewed by another person, later, in an event of the same moment; the last days' wait. */
		{ "SELECT count(*) FROM review WHERE outcome > 0 AND (reviewed_at <= drawn_at OR reviewer_id IN "
		  "(maker_id, approver_id) OR (outcome = 2) <> (words <> ''))",
			0 },
		{ "SELECT count(*) FROM event WHERE type = 'review.done'",
			test_count(db, "SELECT count(*) FROM review WHERE outcome > 0") },
		{ "SELECT count(*) FROM review r WHERE outcome > 0 AND NOT EXISTS (SELECT 1 FROM event e WHERE "
		  "e.decision_id = r.decision_id AND e.type = 'review.done' AND e.at = r.reviewed_at AND "
		  "e.actor_id = r.reviewer_id)",
			0 },
	};
	assert_true(test_count(db, "SELECT count(*) FROM review WHERE outcome > 0") > 0);
	for (size_t i = 0; i < countof(asks); i++)
		if (test_count(db, asks[i].sql) != asks[i].count)
			fail_msg("%s", asks[i].sql);
	/* The indexes are those of any other database. */
	struct sample_options other = test_small_sample("small", &arena);
	test_fill(&other);
	assert_true(db_open(&plain, other.database, DB_READ, &err));
	static const char indexes[] = "SELECT count(*) FROM sqlite_master WHERE type = 'index'";
	assert_int_equal(test_count(db, indexes), test_count(plain, indexes));
	/* Who is there is found, by the index's own words. */
	assert_int_equal(
		test_count(db,
			"SELECT count(*) FROM customer_words WHERE customer_words MATCH 'smith OR johnson'"),
		test_count(db,
			"SELECT count(*) FROM customer_search WHERE ' ' || words || ' ' LIKE '% smith %' OR "
			"' ' || words || ' ' LIKE '% johnson %'"));
	assert_int_equal(test_count(db, "SELECT count(*) FROM message_words WHERE message_words MATCH 'my'"),
		test_count(db,
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
	test_hash_database(options.database, first);
	options = large("again", &arena);
	test_fill(&options);
	test_hash_database(options.database, second);
	assert_memory_equal(first, second, sizeof(first));
	arena_done(&arena);
}

/* The power failed, or somebody killed it. */
static void
test_one_cut_short_is_refused(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	struct sample_options options = test_small_sample("short", &arena);
	struct db *db;
	struct err err = { 0 };
	test_fill(&options);
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

/* ---- chats of a report ---- */

static void
note_chat(void *lines, const struct report_chat *chat)
{
	buf_printf(lines, "%s %s %s %lld %d\n", chat->county, chat->channel, chat->state,
		(long long)chat->started_at_ms, chat->handed_over);
}

/* Chat by chat, or in one pass over the applications: the same ones, whoever asks for whichever. */
static void
test_chats_are_the_same_either_way(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	struct sample_options options = large("chats", &arena);
	struct db *db;
	struct err err = { 0 };
	options.chats = 600;
	test_fill(&options);
	assert_true(db_open(&db, options.database, DB_READ, &err));
	struct stmt *stmt = db_query(db, "SELECT team_id, county, program_id, customer_id FROM queue q WHERE EXISTS (SELECT 1 FROM"
		" interaction i WHERE i.application_id = q.application_id) ORDER BY q.application_id LIMIT 1");
	assert_true(stmt_row(stmt));
	const char *team = column_copy(stmt, 0, &arena), *county = column_copy(stmt, 1, &arena);
	const char *program = column_copy(stmt, 2, &arena), *customer = column_copy(stmt, 3, &arena);
	stmt_reset(stmt);
	const struct policy_scope scopes[] = {
		{ .unlimited = true }, { .all = true },
		{ .led_team_ids = { &team, 1 } },
		{ .led_team_ids = { &team, 1 }, .conflict_customer_ids = { &customer, 1 } },
	};
	const struct report_filter filters[] = {
		{ .until_ms = INT64_MAX },
		{ .until_ms = INT64_MAX, .team_id = team }, { .until_ms = INT64_MAX, .county = county },
		{ .until_ms = INT64_MAX, .program_id = program },
		{ .from_ms = zone_midnight_ms(ZONE_CENTRAL, options.as_of - 10),
			.until_ms = zone_midnight_ms(ZONE_CENTRAL, options.as_of - 3) },
	};
	size_t longest = 0, shortest = SIZE_MAX;
	for (size_t i = 0; i < countof(scopes); i++)
		for (size_t j = 0; j < countof(filters); j++) {
			struct report_filter filter = filters[j];
			struct buf one = BUF_INIT(1 << 20), other = BUF_INIT(1 << 20);
			filter.scope = &scopes[i];
			report_chats_one_by_one(db, &filter, &arena, note_chat, &one);
			report_chats_at_once(db, &filter, &arena, note_chat, &other);
			assert_false(db_failed(db));
			assert_string_equal(one.data, other.data);
			longest = one.len > longest ? one.len : longest;
			shortest = one.len < shortest ? one.len : shortest;
			buf_done(&one);
			buf_done(&other);
		}
	assert_true(longest > 3 * shortest);
	db_close(db);
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_large_one_is_whole),
		cmocka_unit_test(test_a_large_one_is_the_same_each_time),
		cmocka_unit_test(test_one_cut_short_is_refused),
		cmocka_unit_test(test_chats_are_the_same_either_way),
	};
	return cmocka_run_group_tests(tests, test_make_folder, test_remove_folder);
}

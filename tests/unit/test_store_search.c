/* SPDX-License-Identifier: Apache-2.0
 *
 * A worker types what she has: part of a name, four digits, a date, a number.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "base/utf8.h"
#include "server/store/migration.h"
#include "server/store/search.h"
#include "store_fixture.h"

static const struct {
	const char *id, *number, *name, *preferred, *phone;
	const char *born;
	bool sealed;
} people[] = {
	{ "c_1", "C-100001", "Nguyễn Thị Hoa", "", "(615) 555-0142", "1990-04-12", false },
	{ "c_2", "C-100002", "José Álvarez", "Pepe", "615-555-7741", "2001-05-09", false },
	{ "c_3", "C-100003", "Li Wei", "", "615-555-7742", "1990-04-12", false },
	{ "c_4", "C-100004", "Lindsey O'Brien-Smith", "", "901-555-0142", "1971-01-30", false },
	{ "c_5", "C-100005", "Hoa Tran", "", "901-555-1111", "1985-08-15", true },
	{ "c_6", "C-100006", "王小明", "", "901-555-2222", "1999-12-31", false },
	{ "c_7", "C-100007", "Acme Foods \"LLC\" & Sons; DROP TABLE", "", "901-555-3333", "", false },
};

static void
fill(struct test_store *store)
{
	struct txn txn;
	test_txn_begin(store, &txn);
	for (size_t i = 0; i < countof(people); i++) {
		civil_date born = 0;
		struct stmt *stmt = db_query(
			txn.db, "INSERT INTO customer (id, version, kind, case_number, name, sort_key,"
			        " preferred_name, born_on, language, spoken_language, phone,"
			        " phone_last4, email, address, county, ssn_last4, household,"
			        " contacts, pinned_notes, address_hidden, vulnerable, sealed,"
			        " open_applications, changed_by, changed_fields, changed_at) VALUES"
			        " ($1, 1, 1, $2, $3, $3, $4, $5, 'en', 'en', $6, $7, '', '',"
			        " 'Davidson', '', '[]', '[]', '[]', 0, 0, $8, 0, '', '', 0)");
		bind_text(stmt, 1, people[i].id);
		bind_text(stmt, 2, people[i].number);
		bind_text(stmt, 3, people[i].name);
		bind_text(stmt, 4, people[i].preferred);
		assert_true(str_empty(people[i].born) || date_from_text(people[i].born, &born));
		bind_int(stmt, 5, born);
		bind_text(stmt, 6, people[i].phone);
		bind_text(stmt, 7, people[i].phone + strlen(people[i].phone) - 4);
		bind_int(stmt, 8, people[i].sealed);
		assert_true(stmt_run(stmt));
		assert_true(search_index_customer(txn.db, people[i].id, people[i].name,
		                                  people[i].preferred));
	}
	test_txn_commit(&txn);
}

/* The last digits of the ids found, "12". */
static const char *
find(struct db *db, const char *text, const struct policy_scope *scope)
{
	static char out[32];
	struct arena arena = ARENA_INIT;
	const char **ids;
	size_t count = search_customers(db, text, scope, 20, &arena, &ids);

	assert_false(db_failed(db));
	for (size_t i = 0; i < count; i++)
		out[i] = ids[i][2];
	out[count] = '\0';
	arena_done(&arena);
	return out;
}

static void
whatever_is_known_of_a_customer_finds_them(void **state)
{
	static const struct {
		const char *text, *found;
	} cases[] = {
		{ "nguyen", "1" },          { "hoa nguyen", "1" },     { "Thị", "1" },
		{ "thi hoa", "1" },         { "ngu ho", "1" },         { "jose", "2" },
		{ "ALVAREZ JOSÉ", "2" },    { "pepe", "2" },           { "li", "34" },
		{ "obrien", "4" },          { "o'brien", "4" },        { "smith lind", "4" },
		{ "brien", "" },            { "王", "6" },             { "7741", "2" },
		{ "0142", "14" },           { "615 555 0142", "1" },   { "(615) 555-0142", "1" },
		{ "1990-04-12", "13" },     { "4/12/1990", "13" },     { "wei 1990-04-12", "3" },
		{ "C-100002", "2" },        { "c-100002", "2" },       { "100002", "2" },
		{ "nobody", "" },           { "", "" },                { "   ", "" },
		{ "hoa 0142", "1" },        { "acme", "7" },           { "1990-13-40", "" },
		{ "\" OR 1=1", "" },        { "drop table", "7" },     { "* AND NEAR(", "" },
		{ "'':* & !a", "27" },        { "acme\"llc", "7" },
	};
	struct policy_scope scope = { .all = true };
	struct test_store store;
	(void)state;

	test_store_open(&store);
	fill(&store);
	for (size_t i = 0; i < countof(cases); i++) {
		const char *found = find(store.db, cases[i].text, &scope);
		if (!str_eq(found, cases[i].found))
			fail_msg("\"%s\" finds %s, not %s", cases[i].text, found, cases[i].found);
	}
	test_store_close(&store);
}

static void
what_a_reader_may_not_know_is_not_found(void **state)
{
	const char *conflict[] = { "c_1" };
	const char *named[] = { "c_5" };
	struct policy_scope scope = { .all = true };
	struct test_store store;
	(void)state;

	test_store_open(&store);
	fill(&store);
	assert_string_equal(find(store.db, "hoa", &scope), "1");
	scope.sealed_customer_ids = (struct text_list){ named, 1 };
	assert_string_equal(find(store.db, "hoa", &scope), "15");
	scope.conflict_customer_ids = (struct text_list){ conflict, 1 };
	assert_string_equal(find(store.db, "hoa", &scope), "5");
	assert_string_equal(find(store.db, "C-100001", &scope), "");
	assert_string_equal(find(store.db, "0142", &scope), "4");
	scope = (struct policy_scope){ .none = true };
	assert_string_equal(find(store.db, "hoa", &scope), "");
	test_store_close(&store);
}

static void
a_changed_name_is_found_by_the_new_one_only(void **state)
{
	struct policy_scope scope = { .unlimited = true };
	struct test_store store;
	struct txn txn;
	(void)state;

	test_store_open(&store);
	fill(&store);
	test_txn_begin(&store, &txn);
	assert_true(search_index_customer(txn.db, "c_3", "Zhang Wei", NULL));
	assert_true(search_forget_customer(txn.db, "c_2"));
	test_txn_commit(&txn);
	assert_string_equal(find(store.db, "li", &scope), "4");
	assert_string_equal(find(store.db, "zhang", &scope), "3");
	assert_string_equal(find(store.db, "jose", &scope), "");
	test_store_close(&store);
}

static void
add_talk(struct test_store *store)
{
	struct txn txn;
	test_txn_begin(store, &txn);
	struct err err = { 0 };
	assert_true(db_exec(txn.db,
		"INSERT INTO interaction (id, version, customer_id, application_id, channel, state,"
		" language, topic, started_at, ended_at, handoff_reason, handoff_at, worker_id,"
		" message_count, summary) VALUES"
		" ('i_1', 1, 'c_1', 'a_1', 'web_chat', 'closed', 'en', '', 1, 2, '', 0, '', 2, ''),"
		" ('i_2', 1, 'c_5', '', 'web_chat', 'closed', 'en', '', 1, 2, '', 0, '', 1, '');"
		"INSERT INTO note (id, application_id, customer_id, author_kind, author_id,"
		" author_name, at, kind, text) VALUES"
		" ('n_1', 'a_1', 'c_1', 1, 'w_1', 'Ana', 1, 'note', 'Landlord called');"
		"INSERT INTO queue (assignee_id, is_open, due_on, application_id, version, number,"
		" program_id, program_version, customer_id, customer_name, customer_key, case_number,"
		" status, expedited, filed_on, team_id, county, language, channel, turn, next_act,"
		" unseen_changes, interview_at, proof_due_on, items_open, items_received,"
		" waiting_chat_id, sealed, filed_by_id, filed_at, decision_maker_id, updated_at)"
		" VALUES ('w_1', 1, 1, 'a_1', 1, 'A-1', 'snap', 1, 'c_1', '', '', '', 1, 0, 1, 't_1',"
		" 'Davidson', 'en', 'web', 1, '', 0, 0, 0, 0, 0, '', 0, '', 0, '', 0)", &err));
	assert_true(search_index_message(txn.db, "i_1", 1, "My pay stub is at the café"));
	assert_true(search_index_message(txn.db, "i_1", 2, "Where do I send the stub?"));
	assert_true(search_index_message(txn.db, "i_2", 1, "A secret stub"));
	assert_true(search_index_note(txn.db, "n_1", "Landlord called"));
	test_txn_commit(&txn);
}

/* As the servers left a database that did not index who came to the desk. */
static void
who_was_left_out_of_the_index_is_found_after_an_upgrade(void **state)
{
	struct policy_scope scope = { .all = true };
	struct test_store store;
	struct err err = { 0 };
	struct txn txn;
	(void)state;

	test_store_open_empty(&store);
	assert_true(schema_create_as_of(store.db, 7, test_now_ms(), &err));
	fill(&store);
	test_txn_begin(&store, &txn);
	assert_true(search_forget_customer(txn.db, "c_1"));
	assert_true(search_forget_customer(txn.db, "c_2"));
	assert_true(search_forget_customer(txn.db, "c_6"));
	test_txn_commit(&txn);
	test_store_exec(&store, "UPDATE customer SET name = 'erased', preferred_name = '' WHERE id = 'c_6'");
	assert_string_equal(find(store.db, "hoa", &scope), "");
	assert_true(schema_upgrade(store.db, test_now_ms(), &err));
	assert_string_equal(find(store.db, "hoa", &scope), "1");
	assert_string_equal(find(store.db, "pepe", &scope), "2");
	assert_string_equal(find(store.db, "erased", &scope), "");
	/* The index of SQLite says when it does not agree with its table. */
	if (!test_store_is_postgres())
		test_store_exec(&store, "INSERT INTO customer_words (customer_words) VALUES ('integrity-check')");
	test_store_close(&store);
}

static void
messages_and_notes_are_found_within_the_readers_scope(void **state)
{
	struct policy_scope mine = { .worker_id = "w_1" }, other = { .worker_id = "w_2" };
	struct arena arena = ARENA_INIT;
	struct found_text *found;
	struct test_store store;
	(void)state;

	test_store_open(&store);
	fill(&store);
	add_talk(&store);
	assert_int_equal(search_messages(store.db, "stub", &mine, 10, &arena, &found), 2);
	assert_string_equal(found[0].id, "i_1");
	assert_int_equal(found[0].seq, 2); /* newest first */
	assert_string_equal(found[0].customer_id, "c_1");
	assert_int_equal(search_messages(store.db, "stub pay", &mine, 10, &arena, &found), 1);
	assert_int_equal(search_messages(store.db, "CAFE", &mine, 10, &arena, &found), 1);
	assert_int_equal(search_messages(store.db, "stub", &other, 10, &arena, &found), 0);
	assert_int_equal(search_notes(store.db, "landl", &mine, 10, &arena, &found), 1);
	assert_string_equal(found[0].id, "n_1");
	assert_int_equal(search_notes(store.db, "landlord", &other, 10, &arena, &found), 0);

	struct txn txn;
	test_txn_begin(&store, &txn);
	assert_true(search_forget_message(txn.db, "i_1", 1, "My pay stub is at the café"));
	assert_true(search_forget_note(txn.db, "n_1", "Landlord called"));
	test_txn_commit(&txn);
	assert_int_equal(search_messages(store.db, "cafe", &mine, 10, &arena, &found), 0);
	assert_int_equal(search_messages(store.db, "send", &mine, 10, &arena, &found), 1);
	assert_int_equal(search_notes(store.db, "landlord", &mine, 10, &arena, &found), 0);
	arena_done(&arena);
	test_store_close(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_is_known_of_a_customer_finds_them),
		cmocka_unit_test(what_a_reader_may_not_know_is_not_found),
		cmocka_unit_test(a_changed_name_is_found_by_the_new_one_only),
		cmocka_unit_test(who_was_left_out_of_the_index_is_found_after_an_upgrade),
		cmocka_unit_test(messages_and_notes_are_found_within_the_readers_scope),
	};
	return cmocka_run_group_tests_name("store search", tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Proving a log of years: a million events, one in twenty of them a decision
 * signed by one of forty workers, and a checkpoint kept elsewhere for each
 * thousand.  All of what "audit verify" looks at, in its order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "base/checkpoint.h"
#include "base/clock.h"
#include "base/sign.h"
#include "base/str.h"
#include "server/store/decision.h"
#include "server/store/event_log.h"
#include "server/store/signing_key.h"
#include "store_fixture.h"

enum {
	EVENTS_ALL = 1000000,
	EVENTS_FEW = 4000,
	EVENTS_EACH_DECISION = 20,
	EVENTS_EACH_CHECKPOINT = 1000,
	WORKERS = 40,
	TEXT_MAX = 600,
	VERIFY_LIMIT_MS = 60000
};

struct worker_key {
	char worker_id[16], id[SIGN_KEY_ID_TEXT];
	uint8_t secret[SIGN_SECRET_BYTES], public_key[SIGN_PUBLIC_BYTES];
};

/* An agency of years, and what is kept of it elsewhere. */
struct past {
	struct test_store store;
	struct worker_key keys[WORKERS];
	uint8_t seed[SECRET_KEY_BYTES];
	char checkpoints[400];
	FILE *file;
	int64_t events, decisions;
};

struct proof {
	struct chain_fault chain;
	struct chain_count events;
	struct decision_fault decision;
	struct decision_count decisions;
	int64_t checkpoints, took_ms, worked_ms;
};

static void
append(struct past *past, struct txn *txn, struct event *event, const char *payload)
{
	assert_true(event_append(txn, event, payload));
	past->events++;
}

static void
make_key(struct past *past, struct txn *txn, struct worker_key *key, int number)
{
	char public_key[SIGN_PUBLIC_TEXT], payload[TEXT_MAX];
	struct event event = { .type = EVENT_KEY_MADE };

	(void)snprintf(key->worker_id, sizeof(key->worker_id), "w_%d", number);
	sign_key_make(key->secret, key->public_key);
	sign_key_id(key->id, key->public_key);
	sign_public_text(public_key, key->public_key);
	(void)snprintf(payload, sizeof(payload), "{\"v\":1,\"key\":\"%s\",\"public_key\":\"%s\"}", key->id, public_key);
	event.subject.type = "worker";
	event.subject.id = key->worker_id;
	event.actor.kind = AUTHOR_WORKER;
	event.actor.id = key->worker_id;
	event.actor.name = "Ana Ruiz";
	append(past, txn, &event, payload);
	struct signing_key_row row = { .id = key->id, .worker_id = key->worker_id, .sealed = "sealed",
		                       .made_at_ms = event.at_ms, .sealed_at_ms = event.at_ms };
	memcpy(row.public_key, key->public_key, sizeof(row.public_key));
	assert_true(signing_key_add(txn, &row));
}

/* As the workstation signs it, and the row that the server keeps of it. */
static void
decide(struct past *past, struct txn *txn)
{
	struct worker_key *key = &past->keys[past->decisions % WORKERS];
	struct person_ref who = { .id = key->worker_id, .name = "Ana Ruiz" };
	char id[24], application_id[24], statement[TEXT_MAX], header[SIGN_HEADER_TEXT], payload[TEXT_MAX];
	uint8_t signature[SIGN_SIGNATURE_BYTES], hash[SECRET_HASH_BYTES];
	char hex[2 * SECRET_HASH_BYTES + 1];

	(void)snprintf(id, sizeof(id), "d_%08lld", (long long)past->decisions);
	(void)snprintf(application_id, sizeof(application_id), "a_%08lld", (long long)past->decisions);
	int len = snprintf(statement, sizeof(statement),
	                   "{\"application_id\":\"%s\",\"application_version\":7,\"outcome\":\"denied\","
	                   "\"reasons\":[{\"code\":\"D06\"},{\"code\":\"D07\"}],"
	                   "\"rationale\":\"Asked twice for the lease, and it did not come.\"}", application_id);
	sign_bytes(signature, key->secret, statement, (size_t)len);
	sign_header(header, key->id, signature);
	struct decision_row row = {
		.decision = { .id = id, .version = 1, .application_id = application_id, .application_version = 7,
		              .outcome = OUTCOME_DENIED, .state = DECISION_ISSUED,
		              .rationale = "Asked twice for the lease, and it did not come.",
		              .advice_differs_because = "", .decided_by = &who, .decided_at_ms = txn->now_ms + 1,
		              .notice_id = "n_1", .supersedes = "", .return_reason = "", .override_reason = "",
		              .statement = statement, .worksheet = "" },
		.reasons = "[{\"code\":\"D06\"},{\"code\":\"D07\"}]",
		.amounts = "[]",
		.statement_len = len,
		.signature = header,
	};
	assert_true(decision_add(txn, &row));
	decision_row_hash(&row, hash);
	hex_text(hex, hash, sizeof(hash));
	(void)snprintf(payload, sizeof(payload), "{\"v\":1,\"outcome\":\"denied\",\"row\":\"%s\"}", hex);
	struct event event = { .type = EVENT_DECISION_ISSUED, .subject = { "application", application_id },
		               .application_id = application_id, .decision_id = id, .version = 8,
		               .actor = { AUTHOR_WORKER, key->worker_id, "Ana Ruiz" },
		               .scope = { .customer_id = "c_1", .team_id = "t_1", .county = "Van Buren",
		                          .program_id = "snap", .assignee_before = key->worker_id } };
	append(past, txn, &event, payload);
	past->decisions++;
}

static void
note(struct past *past, struct txn *txn)
{
	struct event event = { .type = EVENT_NOTE_ADDED, .subject = { "note", "n_1" }, .application_id = "a_1",
		               .version = 3, .actor = { AUTHOR_WORKER, "w_1", "Ana Ruiz" },
		               .scope = { .customer_id = "c_1", .team_id = "t_1", .county = "Van Buren",
		                          .program_id = "snap", .assignee_after = "w_1" } };
	append(past, txn, &event, past->events % 3 ? "{\"v\":1,\"text\":\"She called, and the lease is on its way.\"}" : NULL);
}

static void
keep_checkpoint(struct past *past)
{
	struct checkpoint checkpoint = { .count = past->events, .at_ms = test_now_ms() };
	struct buf text = BUF_INIT(CHECKPOINT_NOTE_MAX);
	struct stmt *stmt = db_query(past->store.db, "SELECT hash FROM event WHERE seq = $1");
	size_t len;

	bind_int(stmt, 1, past->events);
	assert_true(stmt_row(stmt));
	memcpy(checkpoint.head, column_blob(stmt, 0, &len), sizeof(checkpoint.head));
	assert_int_equal(len, sizeof(checkpoint.head));
	stmt_reset(stmt);
	checkpoint_write(&text, past->seed, &checkpoint);
	assert_int_equal(fwrite(text.data, 1, text.len, past->file), text.len);
	buf_done(&text);
}

static void
past_make(struct past *past, int64_t events)
{
	struct err err = { 0 };

	memset(past, 0, sizeof(*past));
	random_bytes(past->seed, sizeof(past->seed));
	test_store_open(&past->store);
	assert_true(db_bulk(past->store.db, BULK_UNSYNCED, &err));
	const char *folder = getenv("TMPDIR");
	(void)snprintf(past->checkpoints, sizeof(past->checkpoints), "%s/checkpoints-XXXXXX", folder ? folder : "/tmp");
	int fd = mkstemp(past->checkpoints);
	assert_true(fd >= 0);
	past->file = fdopen(fd, "w");
	assert_non_null(past->file);
	while (past->events < events) {
		struct txn txn;

		test_txn_begin(&past->store, &txn);
		for (int i = 0; i < WORKERS && past->events < WORKERS; i++)
			make_key(past, &txn, &past->keys[i], i);
		do {
			if (past->events % EVENTS_EACH_DECISION == 0)
				decide(past, &txn);
			else
				note(past, &txn);
		} while (past->events % EVENTS_EACH_CHECKPOINT != 0);
		test_txn_commit(&txn);
		keep_checkpoint(past);
	}
	assert_int_equal(fclose(past->file), 0);
}

static void
past_end(struct past *past)
{
	(void)remove(past->checkpoints);
	test_store_close(&past->store);
}

/* What others do on this machine meanwhile is not the proof's. */
static int64_t
processor_ms(void)
{
	struct timespec used;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return used.tv_sec * 1000LL + used.tv_nsec / 1000000;
}

static struct proof
prove(struct past *past, struct arena *arena)
{
	struct proof proof = { 0 };
	struct chain_watch watch = { 0 };
	struct checkpoint_key key;
	struct err err = { 0 };
	struct db *db = test_store_reader(&past->store);
	int64_t started_ms = clock_mono_ms(), worked_ms = processor_ms();

	checkpoint_key_from_seed(&key, past->seed);
	assert_true(checkpoint_check_open(&watch.checkpoints, past->checkpoints, &key, &err));
	assert_true(event_verify(db, &watch, &proof.chain, &proof.events, &err));
	/* A log that was changed proves nothing of the rows. */
	if (!proof.chain.what)
		assert_true(decision_verify(db, arena, &proof.decision, &proof.decisions, &err));
	proof.took_ms = clock_mono_ms() - started_ms;
	proof.worked_ms = processor_ms() - worked_ms;
	proof.checkpoints = checkpoint_finding(watch.checkpoints)->checked;
	checkpoint_check_close(watch.checkpoints);
	db_close(db);
	return proof;
}

static void
all_of_it_holds(struct past *past)
{
	struct arena arena = ARENA_INIT;
	struct proof proof = prove(past, &arena);

	print_message("# %lld events, %lld signed decisions, %lld checkpoints in %lld ms, %lld of them its own\n",
	              (long long)proof.events.events, (long long)proof.decisions.with_signature,
	              (long long)proof.checkpoints, (long long)proof.took_ms, (long long)proof.worked_ms);
	assert_null(proof.chain.what);
	assert_null(proof.decision.what);
	assert_int_equal(proof.events.events, past->events);
	assert_int_equal(proof.decisions.rows, past->decisions);
	assert_int_equal(proof.decisions.with_signature, past->decisions);
	assert_int_equal(proof.decisions.unproved, 0);
	assert_int_equal(proof.checkpoints, past->events / EVENTS_EACH_CHECKPOINT);
	assert_in_range(proof.worked_ms, 0, VERIFY_LIMIT_MS);
	arena_done(&arena);
}

/* What each of the three proofs alone can see, in the last of the rows: it looks at all of them. */
static void
the_last_of_each_is_looked_at(struct past *past)
{
	struct arena arena = ARENA_INIT;
	char sql[200];

	past->seed[0] ^= 1; /* another agency's key */
	assert_non_null(prove(past, &arena).chain.what);
	past->seed[0] ^= 1;
	test_store_exec(&past->store, "UPDATE decision SET signature = (SELECT signature FROM decision ORDER BY id LIMIT 1)"
	                              " WHERE id = (SELECT max(id) FROM decision)");
	assert_non_null(prove(past, &arena).decision.what);
	(void)snprintf(sql, sizeof(sql), "UPDATE event SET version = version + 1 WHERE seq = %lld", (long long)past->events);
	test_store_exec(&past->store, sql);
	assert_int_equal(prove(past, &arena).chain.seq, past->events);
	arena_done(&arena);
}

static void
some_years_are_proved_and_the_last_of_each_looked_at(void **state)
{
	struct past past;
	(void)state;

	past_make(&past, EVENTS_FEW);
	all_of_it_holds(&past);
	the_last_of_each_is_looked_at(&past);
	past_end(&past);
}

static void
a_million_events_their_signatures_and_checkpoints_are_proved_within_a_minute(void **state)
{
	struct past past;
	(void)state;

	if (!getenv("CASELOAD_LONG")) {
		print_message("# skipped: runs in check-long\n");
		skip();
	}
	past_make(&past, EVENTS_ALL);
	all_of_it_holds(&past);
	the_last_of_each_is_looked_at(&past);
	past_end(&past);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(some_years_are_proved_and_the_last_of_each_looked_at),
		cmocka_unit_test(a_million_events_their_signatures_and_checkpoints_are_proved_within_a_minute),
	};
	return cmocka_run_group_tests_name("store million", tests, NULL, NULL);
}

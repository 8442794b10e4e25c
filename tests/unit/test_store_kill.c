/* SPDX-License-Identifier: Apache-2.0
 *
 * The server is killed at a random moment, again and again: nothing that was
 * acknowledged is lost, and the chain is whole each time.  Then the same with
 * a fault planted in the victim, to show that the test would see it.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/str.h"
#include "server/store/event_log.h"
#include "server/store/limits.h"
#include "store_fixture.h"

enum { KILLS = 20, KILLS_LONG = 200, EARLY_KILLS = 40, LINE_BYTES = 64 };

static uint32_t
roll(uint32_t sides)
{
	uint32_t number;
	random_bytes(&number, sizeof(number));
	return number % sides;
}

/* Runs the victim for a moment, or until it ends by itself; what it
 * acknowledged is read from its pipe. */
static FILE *
run_and_kill(const struct test_store *store, const char *how, int *ret_status)
{
	int ends[2];
	char program[600];
	const char *builddir = getenv("builddir");

	(void)snprintf(program, sizeof(program), "%s/tests/unit/kill_writer",
	               builddir ? builddir : ".");
	FILE *acknowledged = tmpfile();
	assert_non_null(acknowledged);
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execl(program, program, store->where, how, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	/* From the first acknowledgement on, so that there is something to lose. */
	int64_t end_ms = 0;
	char block[4096];
	ssize_t got;
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	int64_t started_ms = clock_mono_ms();
	for (;;) {
		got = read(ends[0], block, sizeof(block));
		if (got > 0)
			fwrite(block, 1, (size_t)got, acknowledged);
		if (got > 0 && !end_ms && !str_eq(how, "full"))
			end_ms = clock_mono_ms() + (int64_t)roll(60);
		if (got == 0 || (end_ms && clock_mono_ms() >= end_ms) ||
		    clock_mono_ms() - started_ms > 20000)
			break;
		if (got < 0)
			usleep(200 + roll(800));
	}
	kill(child, SIGKILL);
	waitpid(child, ret_status, 0);
	fcntl(ends[0], F_SETFL, 0);
	while ((got = read(ends[0], block, sizeof(block))) > 0)
		fwrite(block, 1, (size_t)got, acknowledged);
	close(ends[0]);
	rewind(acknowledged);
	return acknowledged;
}

/* Acknowledged names that are not in the database; *ret_count of all. */
static int
count_lost(struct test_store *store, FILE *acknowledged, int *ret_count)
{
	char line[LINE_BYTES];
	int lost = 0;

	*ret_count = 0;
	while (fgets(line, sizeof(line), acknowledged)) {
		line[strcspn(line, "\n")] = '\0';
		struct stmt *stmt = db_query(store->db, "SELECT 1 FROM setting WHERE name = $1");
		bind_text(stmt, 1, line);
		lost += !stmt_row(stmt);
		stmt_reset(stmt);
		++*ret_count;
	}
	fclose(acknowledged);
	assert_false(db_failed(store->db));
	return lost;
}

static void
assert_whole(struct test_store *store)
{
	struct err err = { 0 };
	struct chain_fault fault;
	struct chain_count count;

	assert_true(event_verify(store->db, NULL, &fault, &count, &err));
	if (fault.what)
		fail_msg("event %lld: %s", (long long)fault.seq, fault.what);
	/* One change, one event: neither without the other, none twice. */
	assert_int_equal(count.events, test_store_int(store, "SELECT count(*) FROM setting"));
	assert_int_equal(count.events,
	                 test_store_int(store, "SELECT count(DISTINCT subject_id) FROM event"));
}

static void
nothing_acknowledged_is_lost(void **state)
{
	struct test_store store;
	int kills = getenv("CASELOAD_LONG") ? KILLS_LONG : KILLS;
	int all = 0;
	(void)state;

	test_store_open(&store);
	for (int i = 0; i < kills; i++) {
		int count, status;
		FILE *acknowledged = run_and_kill(&store, "after", &status);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(count_lost(&store, acknowledged, &count), 0);
		all += count;
	}
	assert_whole(&store);
	assert_true(all > kills); /* or nothing was at stake */
	print_message("# %d kills, %d acknowledged, none lost\n", kills, all);
	test_store_close(&store);
}

static void
an_early_acknowledgement_is_caught(void **state)
{
	struct test_store store;
	int lost = 0;
	(void)state;

	test_store_open(&store);
	for (int i = 0; i < EARLY_KILLS && lost == 0; i++) {
		int count, status;
		lost += count_lost(&store, run_and_kill(&store, "early", &status), &count);
	}
	assert_true(lost > 0);
	test_store_close(&store);
}

static void
a_commit_that_fails_acknowledges_nobody_and_ends_the_server(void **state)
{
	struct test_store store;
	int count, status;
	(void)state;

	if (test_store_is_postgres()) {
		print_message("# skipped: PostgreSQL's files are not the writer's\n");
		skip();
	}
	test_store_open(&store);
	FILE *acknowledged = run_and_kill(&store, "full", &status);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_STORAGE);
	assert_int_equal(count_lost(&store, acknowledged, &count), 0);
	assert_true(count > 0);
	assert_whole(&store);
	test_store_close(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_acknowledged_is_lost),
		cmocka_unit_test(an_early_acknowledgement_is_caught),
		cmocka_unit_test(a_commit_that_fails_acknowledges_nobody_and_ends_the_server),
	};
	return cmocka_run_group_tests_name("store kill", tests, NULL, NULL);
}

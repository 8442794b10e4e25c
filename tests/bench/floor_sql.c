/* SPDX-License-Identifier: Apache-2.0
 *
 * The floor of storage: prepared statements on SQLite and nothing else.
 *
 *   floor_sql page DB ASSIGNEE THREADS SECONDS     a queue page of 50
 *   floor_sql commit DB CLIENTS SECONDS EVENTS LETTER PAYLOAD DECISION
 *       decisions in groups, one synced commit each: what the server writes
 *       for one, of the same sizes, with clients that wait for their commit
 *
 * Prints operations a second, then the median and 99th percentile in ms.
 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SAMPLES_MAX = 4000000, CLIENTS_MAX = 256, TEXT_MAX = 65536 };

static const char *file;
static double seconds;
static uint64_t end_ns;

static uint64_t
now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void
must(sqlite3 *db, int code)
{
	if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
		return;
	fprintf(stderr, "floor_sql: %s\n", sqlite3_errmsg(db));
	exit(69);
}

static sqlite3 *
open_file(void)
{
	sqlite3 *db;

	must(NULL, sqlite3_open_v2(file, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL));
	must(db, sqlite3_exec(db, "PRAGMA synchronous = FULL; PRAGMA cache_size = -16384", NULL, NULL, NULL));
	return db;
}

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt;

	must(db, sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL));
	return stmt;
}

/* ---- samples ---- */

static int
compare(const void *a, const void *b)
{
	const float *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
tell(float *took_ms, size_t count)
{
	qsort(took_ms, count, sizeof *took_ms, compare);
	printf("%.0f %.3f %.3f\n", (double)count / seconds, count ? took_ms[count / 2] : 0,
	       count ? took_ms[count * 99 / 100] : 0);
}

/* ---- pages ---- */

static const char *assignee;

static void *
read_pages(void *ret_count)
{
	sqlite3 *db = open_file();
	sqlite3_stmt *page = prepare(db,
		"SELECT assignee_id, due_on, application_id, version, number, program_id, program_version,"
		" customer_id, customer_name, case_number, status, expedited, filed_on, team_id, county,"
		" language, channel, turn, next_act, unseen_changes, interview_at, proof_due_on, items_open,"
		" items_received, waiting_chat_id, sealed, filed_by_id, filed_at, decision_maker_id, updated_at"
		" FROM queue WHERE assignee_id = $1 AND is_open = 1 ORDER BY due_on, application_id LIMIT 50");
	size_t pages = 0, bytes = 0;

	must(db, sqlite3_bind_text(page, 1, assignee, -1, SQLITE_STATIC));
	while (now_ns() < end_ns) {
		while (sqlite3_step(page) == SQLITE_ROW)
			for (int i = 0; i < 30; i++)
				bytes += (size_t)sqlite3_column_bytes(page, i);
		sqlite3_reset(page);
		pages++;
	}
	if (!bytes)
		fputs("floor_sql: nobody's queue\n", stderr);
	sqlite3_finalize(page);
	sqlite3_close(db);
	*(size_t *)ret_count = pages;
	return NULL;
}

static void
measure_pages(int threads)
{
	pthread_t thread[CLIENTS_MAX];
	size_t counts[CLIENTS_MAX], sum = 0;

	for (int i = 0; i < threads; i++)
		pthread_create(&thread[i], NULL, read_pages, &counts[i]);
	for (int i = 0; i < threads; i++) {
		pthread_join(thread[i], NULL);
		sum += counts[i];
	}
	printf("%.0f 0 0\n", (double)sum / seconds);
}

/* ---- commits ---- */

static struct {
	pthread_mutex_t lock;
	pthread_cond_t work, done;
	uint64_t asked, finished; /* decisions, by number */
	bool over;
} group = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0, false };

static int events_each;
static char letter[TEXT_MAX], payload[TEXT_MAX], decision[TEXT_MAX];
static float *took_ms;
static size_t took_count;

/* Rows of what one decision leaves behind, in tables of their own. */
static const char *const tables =
	"CREATE TABLE raw_application (id TEXT PRIMARY KEY, version INT, status INT, body TEXT);"
	"CREATE TABLE raw_queue (who TEXT, due INT, id TEXT, body TEXT, PRIMARY KEY (who, due, id)) WITHOUT ROWID;"
	"CREATE TABLE raw_total (key TEXT PRIMARY KEY, n INT) WITHOUT ROWID;"
	"CREATE TABLE raw_decision (id TEXT PRIMARY KEY, application TEXT, body TEXT);"
	"CREATE INDEX raw_decision_application ON raw_decision (application);"
	"CREATE TABLE raw_notice (id TEXT PRIMARY KEY, application TEXT, body TEXT);"
	"CREATE INDEX raw_notice_application ON raw_notice (application);"
	"CREATE TABLE raw_event (seq INTEGER PRIMARY KEY, application TEXT, customer TEXT, body TEXT);"
	"CREATE INDEX raw_event_application ON raw_event (application);"
	"CREATE INDEX raw_event_customer ON raw_event (customer);"
	"CREATE TABLE raw_payload (seq INTEGER PRIMARY KEY, body TEXT);"
	"CREATE TABLE raw_head (one INTEGER PRIMARY KEY, seq INT);"
	"CREATE TABLE raw_outcome (key TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID;"
	"INSERT INTO raw_head VALUES (1, 0);"
	"INSERT INTO raw_total VALUES ('all', 0), ('team', 0), ('me', 0);";

enum { FIXED = 10 };
static const char *const statements[] = {
	"INSERT INTO raw_application VALUES ($1, 1, 1, $2) ON CONFLICT (id) DO UPDATE SET version = version + 1",
	"DELETE FROM raw_queue WHERE who = 'me' AND due = 1 AND id = $1",
	"INSERT OR REPLACE INTO raw_queue VALUES ('me', 2, $1, $2)",
	"UPDATE raw_total SET n = n + 1 WHERE key = 'all'",
	"UPDATE raw_total SET n = n + 1 WHERE key = 'team'",
	"UPDATE raw_total SET n = n + 1 WHERE key = 'me'",
	"INSERT INTO raw_decision VALUES ('d' || $1, $1, $5)",
	"INSERT INTO raw_notice VALUES ('n' || $1, $1, $3)",
	"UPDATE raw_head SET seq = seq + 1",
	"INSERT INTO raw_outcome VALUES ('k' || $1, $1)",
	"INSERT INTO raw_event (application, customer, body) VALUES ($1, 'c' || $1, $2)",
	"INSERT INTO raw_payload (body) VALUES ($4)",
};
enum { STATEMENTS = sizeof statements / sizeof statements[0] };

static void
run_one(sqlite3 *db, sqlite3_stmt *stmt, const char *id)
{
	static const struct {
		const char *name, *text;
	} texts[] = { { "$3", letter }, { "$4", payload }, { "$5", decision } };
	static const char body[] = "what a row of the queue or the log says beside its keys: names, county, "
				   "program, dates, whose move it is, who did it, and the hashes of the chain";
	int index;

	if ((index = sqlite3_bind_parameter_index(stmt, "$1")))
		must(db, sqlite3_bind_text(stmt, index, id, -1, SQLITE_STATIC));
	if ((index = sqlite3_bind_parameter_index(stmt, "$2")))
		must(db, sqlite3_bind_text(stmt, index, body, -1, SQLITE_STATIC));
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if ((index = sqlite3_bind_parameter_index(stmt, texts[i].name)))
			must(db, sqlite3_bind_text(stmt, index, texts[i].text, -1, SQLITE_STATIC));
	must(db, sqlite3_step(stmt));
	sqlite3_reset(stmt);
}

static void
decide(sqlite3 *db, sqlite3_stmt *const *stmts, uint64_t number)
{
	char id[32];

	/* Scattered over the keys, as identifiers are. */
	snprintf(id, sizeof id, "%016llx", (unsigned long long)(number * 0x9e3779b97f4a7c15u));
	for (int i = 0; i < FIXED; i++)
		run_one(db, stmts[i], id);
	for (int i = 0; i < events_each; i++)
		for (int j = FIXED; j < STATEMENTS; j++)
			run_one(db, stmts[j], id);
}

static void *
write_groups(void *unused)
{
	sqlite3 *db = open_file();
	sqlite3_stmt *stmts[STATEMENTS];
	uint64_t finished = 0;

	must(db, sqlite3_exec(db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL));
	must(db, sqlite3_exec(db, tables, NULL, NULL, NULL));
	for (int i = 0; i < STATEMENTS; i++)
		stmts[i] = prepare(db, statements[i]);
	for (;;) {
		pthread_mutex_lock(&group.lock);
		while (group.asked == finished && !group.over)
			pthread_cond_wait(&group.work, &group.lock);
		uint64_t asked = group.asked;
		pthread_mutex_unlock(&group.lock);
		if (asked == finished)
			break;
		must(db, sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL));
		while (finished < asked)
			decide(db, stmts, ++finished);
		must(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
		pthread_mutex_lock(&group.lock);
		group.finished = finished;
		pthread_cond_broadcast(&group.done);
		pthread_mutex_unlock(&group.lock);
	}
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(stmts[i]);
	sqlite3_close(db);
	return unused;
}

static void *
ask(void *unused)
{
	while (now_ns() < end_ns) {
		uint64_t from = now_ns();

		pthread_mutex_lock(&group.lock);
		uint64_t mine = ++group.asked;
		pthread_cond_signal(&group.work);
		while (group.finished < mine)
			pthread_cond_wait(&group.done, &group.lock);
		if (took_count < SAMPLES_MAX)
			took_ms[took_count++] = (float)(now_ns() - from) / 1e6f;
		pthread_mutex_unlock(&group.lock);
	}
	return unused;
}

static void
measure_commits(int clients)
{
	pthread_t writer, client[CLIENTS_MAX];

	took_ms = malloc(SAMPLES_MAX * sizeof *took_ms);
	pthread_create(&writer, NULL, write_groups, NULL);
	for (int i = 0; i < clients; i++)
		pthread_create(&client[i], NULL, ask, NULL);
	for (int i = 0; i < clients; i++)
		pthread_join(client[i], NULL);
	pthread_mutex_lock(&group.lock);
	group.over = true;
	pthread_cond_signal(&group.work);
	pthread_mutex_unlock(&group.lock);
	pthread_join(writer, NULL);
	tell(took_ms, took_count);
}

static int
number(const char *text, int max)
{
	int value = atoi(text);

	return value < 1 ? 1 : value > max ? max : value;
}

int
main(int argc, char **argv)
{
	bool pages = argc == 6 && strcmp(argv[1], "page") == 0;

	if (!pages && !(argc == 9 && strcmp(argv[1], "commit") == 0)) {
		fputs("usage: floor_sql page DB ASSIGNEE THREADS SECONDS\n"
		      "       floor_sql commit DB CLIENTS SECONDS EVENTS LETTER PAYLOAD DECISION\n", stderr);
		return 64;
	}
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	file = argv[2];
	seconds = atof(argv[pages ? 5 : 4]);
	end_ns = now_ns() + (uint64_t)(seconds * 1e9);
	if (pages) {
		assignee = argv[3];
		measure_pages(number(argv[4], CLIENTS_MAX));
		return 0;
	}
	events_each = number(argv[5], 100);
	memset(letter, 'l', (size_t)number(argv[6], TEXT_MAX - 1));
	memset(payload, 'p', (size_t)number(argv[7], TEXT_MAX - 1));
	memset(decision, 'd', (size_t)number(argv[8], TEXT_MAX - 1));
	measure_commits(number(argv[3], CLIENTS_MAX));
	return 0;
}

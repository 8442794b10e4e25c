/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands after the question mark, in forms and in search fields: split
 * and decoded strictly, and never part of a statement's text.
 */
#include <fcntl.h>
#include <unistd.h>

#include "base/str.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "server/route/parked.h"
#include "server/route/portal_request.h"
#include "server/store/migration.h"
#include "server/store/search.h"

enum { LIMIT = 20 };

static struct db *db;

static char folder[200];

static void
clear_away(void)
{
	char line[300];

	db_close(db);
	snprintf(line, sizeof line, "rm -rf '%s'", folder);
	(void)!system(line);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *tmp = getenv("TMPDIR");
	struct err err = { .code = ERR_NONE };
	char where[240];

	(void)argc;
	(void)argv;
	snprintf(folder, sizeof folder, "%.150s/fuzz-query-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		abort();
	snprintf(where, sizeof where, "%s/db", folder);
	int fd = open(where, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	close(fd);
	if (!db_open(&db, where, DB_WRITE, &err) || !schema_create(db, 0, &err)) {
		fprintf(stderr, "%s\n", err.detail);
		abort();
	}
	atexit(clear_away);
	return 0;
}

static void
fields(const char *text)
{
	const char *names[REQUEST_QUERY_MAX], *values[REQUEST_QUERY_MAX];
	struct err err = { .code = ERR_NONE };
	char *copy = fuzz_text(text, strlen(text));
	size_t count = 0;

	if (query_split(copy, names, values, REQUEST_QUERY_MAX, &count, &err)) {
		fuzz_claim(count <= REQUEST_QUERY_MAX);
		for (size_t i = 0; i < count; i++) {
			fuzz_claim(utf8_valid(names[i], strlen(names[i])));
			fuzz_claim(utf8_valid(values[i], strlen(values[i])));
			fuzz_claim(strlen(names[i]) + strlen(values[i]) <= strlen(text));
		}
	} else {
		fuzz_claim(err.code != ERR_NONE);
	}
	free(copy);
}

/* Quotes, operators and wildcards are words like any other. */
static void
finds(const char *text)
{
	struct policy_scope scope = { .all = true };
	struct arena arena = ARENA_INIT;
	const char **ids;

	if (fuzz_planted()) {
		char sql[8192];
		snprintf(sql, sizeof sql, "SELECT id FROM customer WHERE name = '%s'", text);
		struct stmt *stmt = db_query(db, sql);
		(void)stmt_row(stmt);
		stmt_reset(stmt);
	} else {
		fuzz_claim(search_customers(db, text, &scope, LIMIT, &arena, &ids) <= LIMIT);
	}
	fuzz_claim(!db_failed(db));
	arena_done(&arena);
}

FUZZ_ONE(bytes, len)
{
	if (len > 4000)
		return;
	char *text = fuzz_text(bytes, len);

	fields(text);
	if (utf8_valid(text, strlen(text)))
		finds(text);
	free(text);
}

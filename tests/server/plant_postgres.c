/* SPDX-License-Identifier: Apache-2.0
 *
 * plant.c's faults where the data are in PostgreSQL: planted between the server
 * and libpq.  Loaded with LD_PRELOAD; PLANT says which:
 *
 *   early   a commit is done when the next transaction begins: what is
 *           acknowledged is not saved yet
 *   half    what was written before the event is committed by itself
 *   twice   what a key did is not remembered
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libpq's own, of which nothing need be known here. */
struct pg_conn;
struct pg_result;
enum { TRANS_IDLE = 0 };

enum { NAMES_MAX = 64, NAME_BYTES = 24 };

static struct pg_conn *late;          /* its COMMIT was not done */
static struct pg_result *late_result; /* what was answered instead */

/* Prepared statements, of the one writer. */
static struct {
	struct pg_conn *conn;
	char name[NAME_BYTES];
	bool is_outcome; /* else an event */
} known[NAMES_MAX];
static int known_count;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static bool
planted(const char *name)
{
	const char *plant = getenv("PLANT");
	return plant && strcmp(plant, name) == 0;
}

static bool
starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

struct pg_result *
PQexec(struct pg_conn *conn, const char *sql)
{
	if (planted("early") && strcmp(sql, "COMMIT") == 0) {
		late = conn;
		/* A transaction goes on after this, and it reads as done. */
		return late_result = REAL(PQexec)(conn, "SAVEPOINT late");
	}
	if (late == conn && starts(sql, "BEGIN")) {
		void (*clear)(struct pg_result *) = (void (*)(struct pg_result *))dlsym(RTLD_NEXT, "PQclear");
		clear(REAL(PQexec)(conn, "COMMIT"));
		late = NULL;
		late_result = NULL;
	}
	return REAL(PQexec)(conn, sql);
}

char *
PQcmdStatus(struct pg_result *result)
{
	static char done[] = "COMMIT";

	return result && result == late_result ? done : REAL(PQcmdStatus)(result);
}

int
PQtransactionStatus(const struct pg_conn *conn)
{
	return late == conn ? TRANS_IDLE : REAL(PQtransactionStatus)(conn);
}

struct pg_result *
PQprepare(struct pg_conn *conn, const char *name, const char *sql, int count, const unsigned *types)
{
	bool is_outcome = starts(sql, "INSERT INTO outcome");

	if ((is_outcome || starts(sql, "INSERT INTO event ")) && known_count < NAMES_MAX) {
		known[known_count].conn = conn;
		known[known_count].is_outcome = is_outcome;
		(void)snprintf(known[known_count].name, NAME_BYTES, "%s", name);
		known_count++;
	}
	return REAL(PQprepare)(conn, name, sql, count, types);
}

struct pg_result *
PQexecPrepared(struct pg_conn *conn, const char *name, int count, const char *const *values, const int *lengths,
               const int *formats, int format)
{
	void (*clear)(struct pg_result *) = (void (*)(struct pg_result *))dlsym(RTLD_NEXT, "PQclear");

	for (int i = 0; i < known_count; i++) {
		if (known[i].conn != conn || strcmp(known[i].name, name) != 0)
			continue;
		if (known[i].is_outcome && planted("twice"))
			return REAL(PQexec)(conn, "SELECT 1");
		if (!known[i].is_outcome && planted("half"))
			clear(REAL(PQexec)(conn, "COMMIT; BEGIN; SAVEPOINT job"));
	}
	return REAL(PQexecPrepared)(conn, name, count, values, lengths, formats, format);
}

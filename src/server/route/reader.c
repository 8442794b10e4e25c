/* SPDX-License-Identifier: Apache-2.0
 *
 * A read connection for every thread that reads.
 */
#include "config.h"

#include <pthread.h>

#include "server/route/server.h"

static pthread_key_t reader_key;
static pthread_once_t reader_once = PTHREAD_ONCE_INIT;

static void
reader_close(void *db)
{
	db_close(db);
}

static void
reader_key_make(void)
{
	if (pthread_key_create(&reader_key, reader_close) != 0)
		oom_exit();
}

struct db *
server_reader(struct server *server, struct err *err)
{
	struct db *db;

	(void)pthread_once(&reader_once, reader_key_make);
	db = pthread_getspecific(reader_key);
	if (db != NULL)
		return db;
	/* It was there when the server started: it will be there again. */
	if (!db_open(&db, server->where, DB_READ, err)) {
		err->code = ERR_BACKEND_UNAVAILABLE;
		return NULL;
	}
	(void)pthread_setspecific(reader_key, db);
	return db;
}

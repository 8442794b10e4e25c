/* SPDX-License-Identifier: Apache-2.0
 *
 * The store's limits: sizes, counts and times, in one place.
 */
#ifndef STORE_LIMITS_H
#define STORE_LIMITS_H

#include "base/base.h"

enum {
	/* Connections. */
	STATEMENTS_MAX = 256,        /* prepared and kept on one connection */
	STATEMENT_BUCKETS = 64,
	DB_BUSY_WAIT_MS = 5000,      /* for another process that writes */
	DB_READ_LIMIT_MS = 10000,    /* one step of a reader */
	DB_CONNECT_WAIT_S = 5,       /* PostgreSQL */
	DB_CACHE_KIB = 32768,        /* pages SQLite keeps, at most, a connection */
	DB_READ_CACHE_KIB = 4096,
	DB_BULK_CACHE_KIB = 256 * 1024,
	DB_FILL_CACHE_KIB = 1024 * 1024, /* a large sample being made */
	DB_BULK_WAL_PAGES = 20000,

	/* The writer and its write-ahead log, in pages of 4 KiB. */
	WAL_CHECKPOINT_PAGES = 2000, /* ask for a checkpoint from here */
	WAL_CEILING_PAGES = 48000,   /* the writer waits for a full one from here: 188 MiB */
	WAL_CEILING_WAIT_MS = 2000,  /* at most: a reader may hold the log open */
	DISK_RESERVE_MIB = 16,       /* no write begins with less than this free */
	EXIT_STORAGE = 74,           /* a server's end when its data cannot be made durable */

	/* Search. */
	SEARCH_TEXT_MAX = 200,       /* bytes of a query that are looked at */
	SEARCH_WORDS_MAX = 8,
	SEARCH_PREFIX_MAX = 6,       /* letters; prefix = in 0002_search.sqlite.sql */
	SEARCH_CANDIDATES_MAX = 5000,/* texts looked at before giving up on scope */

	/* Bound values of one built statement. */
	SQL_VALUES_MAX = 2000,
	SCOPE_VALUES_MAX = 200, /* customers of a scope's list that a question names one by one */
	SQL_TEXT_MAX = 64 * 1024,

	/* The chain. */
	EVENT_PAYLOAD_MAX = 64 * 1024,
	VERIFY_PAGE = 2000,          /* events read at a time */

	WORKER_TEAMS_MAX = 200,      /* a worker is in: each is a value of every query of theirs */
	DRAFTS_MAX = 400,            /* a worker, all terminals */
	DRAFTS_BYTES_MAX = 6 * 1024 * 1024, /* of them together: a workstation reads them at once */
	SAVED_FILTERS_MAX = 100,     /* a worker */
	STARTED_FORMS_MAX = 20,      /* an account, shown; all of them go in time */
	ACCOUNT_APPLICATIONS_MAX = 100, /* an account, the newest; older ones open by their code */
	STARTED_FORM_PURGE_ROWS = 50,/* a form that is begun */

	/* Idempotency keys, kept OUTCOME_KEEP_HOURS. */
	OUTCOME_PURGE_ROWS = 500     /* a job */
};

static_assert(WAL_CHECKPOINT_PAGES < WAL_CEILING_PAGES, "a checkpoint comes before the ceiling");

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * One running server: what the routes need of it.  serve.c puts it together.
 */
#ifndef ROUTE_SERVER_H
#define ROUTE_SERVER_H

#include <stdatomic.h>

#include "base/buf.h"
#include "base/secret.h"
#include "server/service/agency.h"
#include "server/store/db.h"
#include "server/store/writer.h"

struct feed;
struct sessions;
struct readers;
struct views;
struct throttle;
struct pool;
struct rates;
struct in_flight;
struct uploads;
struct document_helper;
struct document_job;
struct checkpoint_job;
struct day_end_job;
struct mail_job;
struct proof;

struct server_counts {
	_Atomic uint64_t requests;
	_Atomic uint64_t by_class[6]; /* answers by the first digit of their status */
	_Atomic uint64_t replays;
	_Atomic int64_t streams;
};

struct server {
	struct agency *agency;
	const char *where; /* the database */
	struct writer *writer;
	struct checkpoint_job *checkpoints;
	struct day_end_job *day_end;
	struct mail_job *_Atomic mail; /* NULL: none is sent from here */
	void (*wake_mail)(struct server *server); /* for what no event tells of */
	struct proof *proof; /* of the log, as auditors ask for it */
	struct feed *feed;
	struct sessions *sessions;
	struct throttle *throttle;
	struct readers *readers;
	struct views *views;
	struct pool *pool;
	struct pool *outsiders; /* the same of the applicants' pages */
	struct pool *hashers; /* of passwords: few, and out of the others' way */
	struct rates *rates;
	struct in_flight *in_flight;
	struct uploads *uploads;
	struct document_helper *helper; /* NULL: no command for documents was named */
	struct document_job *documents;
	struct buf openapi; /* written once at the start */
	int64_t started_ms; /* monotonic */
	_Atomic bool draining;
	struct server_counts counts;
};

/* This thread's own read connection, opened at its first use and closed when
 * the thread ends; NULL and err when it cannot be opened. */
struct db *server_reader(struct server *server, struct err *err);

#endif

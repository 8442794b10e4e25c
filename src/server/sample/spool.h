/* SPDX-License-Identifier: Apache-2.0
 *
 * Events on their way to the log.  They are made thing by thing but have to
 * be appended in the order of time, so they wait in a file that is gone when
 * the program ends.
 */
#ifndef SAMPLE_SPOOL_H
#define SAMPLE_SPOOL_H

#include "domain/event.h"
#include "server/store/writer.h"

struct spool;

bool spool_open(struct spool **ret, struct err *err) must_use;
void spool_close(struct spool *spool);

/* at_ms is the event's; seq is given later.  payload NULL: none. */
void spool_add(struct spool *spool, const struct event *event, const char *payload);
size_t spool_count(const struct spool *spool);

/*
 * In order of time; for equal times in the order added.  appended is told
 * each event with its seq after it is in the log; false stops.
 */
typedef bool spool_fn(void *context, struct txn *txn, const struct event *event, size_t done);
bool spool_append(struct spool *spool, struct txn *txn, spool_fn *appended, void *context,
	struct err *err) must_use;

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Signs the head of the log every minute or thousand events in which it grew,
 * and takes the note to a place that the database's owner does not own.
 */
#ifndef JOB_AUDIT_CHECKPOINT_H
#define JOB_AUDIT_CHECKPOINT_H

#include "base/err.h"

struct agency;
struct writer;
struct checkpoint_job;

enum { CHECKPOINT_EVERY_S = 60, CHECKPOINT_EVERY_EVENTS = 1000 };

struct checkpoint_places {
	const char *file; /* appended to; NULL: none */
	const char *url;  /* POSTed to; NULL: none */
	int every_s;
};

/* False when the file cannot be written: better now than after the first loss. */
bool checkpoint_job_start(struct checkpoint_job **ret, const char *where,
                          const struct agency *agency, struct writer *writer,
                          const struct checkpoint_places *places, struct err *err) must_use;
/* Signs a last one; while the writer still runs, and no request any more. */
void checkpoint_job_stop(struct checkpoint_job *job); /* NULL is fine */

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Has documents checked and their words taken out, off every other thread, and
 * gives what was found to the writer.
 */
#ifndef JOB_DOCUMENT_JOB_H
#define JOB_DOCUMENT_JOB_H

#include "server/job/document_helper.h"

struct agency;
struct writer;
struct document_job;

/* helper NULL: there is nothing to do, and *ret is NULL. */
bool document_job_start(struct document_job **ret, const char *where, const struct agency *agency,
                        struct writer *writer, struct document_helper *helper, struct err *err) must_use;
void document_job_stop(struct document_job *job); /* NULL is fine; while the writer still runs */

#endif

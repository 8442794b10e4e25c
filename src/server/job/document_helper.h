/* SPDX-License-Identifier: Apache-2.0
 *
 * A small process of its own that starts the agency's commands on documents.
 * The server gives up starting programs before it serves; this process is made
 * before that, when no key and no data has been read yet, and it can reach
 * neither.  A command gets the file on its standard input and nothing else:
 * no argument of the document, no environment, no open file, limits on time,
 * memory and files; and it ends with all that it started.  If it dies it is
 * started again (helper_keeper.h).
 */
#ifndef JOB_DOCUMENT_HELPER_H
#define JOB_DOCUMENT_HELPER_H

#include "base/buf.h"
#include "base/err.h"

struct document_helper;

struct document_commands {
	const char *check; /* words apart by blanks; NULL: none */
	const char *text;
	int limit_s;       /* for each */
};

enum { DOCUMENT_COMMAND_LIMIT_S = 60 };

enum document_task { DOCUMENT_TASK_CHECK = 1, DOCUMENT_TASK_TEXT };
enum document_verdict {
	VERDICT_FAILED, /* no answer that can be used: not started, too slow, killed, any other status */
	VERDICT_GOOD,   /* status 0 */
	VERDICT_BAD     /* status 1 */
};

/* Before any thread, and before the sandbox. */
bool document_helper_start(struct document_helper **ret, const struct document_commands *commands,
                           struct err *err) must_use;
/* Waits for the command. out gets what it printed, of TEXT alone, up to its maximum. */
enum document_verdict document_helper_ask(struct document_helper *helper, enum document_task task,
                                          const void *bytes, size_t len, struct buf *out);
/* Ends it and what it runs: whoever asks is answered VERDICT_FAILED.  Any thread. */
void document_helper_end(struct document_helper *helper);
/* After that, and when nobody asks any more. */
void document_helper_free(struct document_helper *helper); /* NULL is fine */

#endif

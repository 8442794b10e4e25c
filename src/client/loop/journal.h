/* SPDX-License-Identifier: Apache-2.0
 *
 * The sealed files under the state folder: one per run, locked while it runs,
 * a push per record.  Knows bytes, not what a draft is.
 *
 *   $XDG_STATE_HOME/caseload/journal/WORKER-RUN.sealed    0600, in a 0700 folder
 */
#ifndef CLIENT_LOOP_JOURNAL_H
#define CLIENT_LOOP_JOURNAL_H

#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"

struct journal;

enum { JOURNAL_BYTES_MAX = 8 * 1024 * 1024, JOURNAL_RECORD_MAX = 512 * 1024 };

/* folder is made where it is not there. */
bool journal_open(struct journal **ret, const char *folder, const char *worker_id,
                  const uint8_t key[SECRET_KEY_BYTES], struct err *err) must_use;
/* On the disk (in the page cache) when it returns. */
bool journal_push(struct journal *journal, const char *record, size_t len, struct err *err)
	must_use;
/* Past JOURNAL_BYTES_MAX: open a fresh one, push what is unfinished, close
 * the old one with empty set. */
bool journal_is_full(const struct journal *journal);
/* empty: nothing unfinished is in it, so the file goes. */
void journal_close(struct journal *journal, bool empty);

/*
 * Reads the files of earlier runs of this worker that no living run holds,
 * oldest first, each record in order.  They are locked until
 * journal_earlier_done(), which removes them if they were adopted: pushed
 * again into the present run's file.  A file made with another key stays.
 */
struct journal_earlier;
struct journal_earlier *journal_earlier(const char *folder, const char *worker_id,
                                        const uint8_t key[SECRET_KEY_BYTES],
                                        void (*record)(void *ctx, const char *text, size_t len),
                                        void *ctx) must_use;
void journal_earlier_done(struct journal_earlier *earlier, bool adopted);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The second place of a checkpoint: a file that is only ever appended to, and
 * an address that takes POSTs.  Knows a note's bytes and nothing of the log.
 */
#ifndef JOB_CHECKPOINT_PLACE_H
#define JOB_CHECKPOINT_PLACE_H

#include <stdatomic.h>

#include "base/err.h"

enum { CHECKPOINT_POST_MS = 10000, CHECKPOINT_LAST_POST_MS = 3000 };

/* On the disk when it returns true. */
bool checkpoint_append(const char *path, const char *note, struct err *err) must_use;
/* Answered with 2xx. Given up when *give_up becomes true. */
bool checkpoint_post(const char *url, const char *note, int wait_ms, _Atomic bool *give_up,
                     struct err *err) must_use;

#endif

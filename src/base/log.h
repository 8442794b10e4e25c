/* SPDX-License-Identifier: Apache-2.0
 *
 * The server's log: one JSON object a line on stderr, everything but plain
 * ASCII escaped.  No personal data, no secret ever goes here.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/base.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Lines below this level are dropped; default LOG_INFO. */
void log_set_level(enum log_level level);
/* what is a short constant event name, "listening"; the rest a sentence. */
void log_line(enum log_level level, const char *what, const char *fmt, ...) printf_like(3, 4);

#endif

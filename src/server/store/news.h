/* SPDX-License-Identifier: Apache-2.0
 *
 * What came in for one worker's open applications since a place in the log.
 */
#ifndef STORE_NEWS_H
#define STORE_NEWS_H

#include "base/arena.h"
#include "domain/policy.h"
#include "server/store/db.h"

enum { NEWS_MAX = 999 };
enum news_kind { NEWS_DOCUMENT, NEWS_BOUNCE };

/* At most NEWS_MAX; what the worker did alone is no news. */
int64_t news_count(struct db *db, const char *worker_id, const struct policy_scope *scope, int64_t after_seq,
                   enum news_kind kind, struct arena *arena);

#endif

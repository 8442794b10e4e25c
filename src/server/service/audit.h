/* SPDX-License-Identifier: Apache-2.0
 *
 * What an auditor reads of the log: who saw a record, what a worker saw, an
 * application as it was, the log's signed head.  A conflict and a seal hide
 * here what they hide everywhere.
 */
#ifndef SERVICE_AUDIT_H
#define SERVICE_AUDIT_H

#include "proto/requests.h"
#include "server/service/service.h"
#include "server/store/access_log.h"
#include "server/store/page_key.h"

/* Newest first; one member of the filter has to be given. *ret_stop: where the
 * search for visible rows ended, when it did before the page was full. */
bool audit_access(struct call *call, const struct access_filter *filter,
                  const struct page_key *page, struct access_view **ret, size_t *ret_count,
                  bool *ret_more, struct page_edge *ret_stop, struct err *err) must_use;

/* After the newest event up to this seq (0: any) and this instant (0: any). */
bool audit_replay(struct call *call, const char *application_id, int64_t seq_max,
                  int64_t at_max_ms, const struct replay_view **ret, struct err *err) must_use;

bool audit_checkpoint_get(struct call *call, const struct checkpoint_view **ret, struct err *err)
	must_use;

#endif

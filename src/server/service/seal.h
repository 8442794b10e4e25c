/* SPDX-License-Identifier: Apache-2.0
 *
 * Sealing a customer's record for a few workers, and opening it again.  Who
 * is not named loses sight of it at once, whatever their role; the events say
 * who was named and why.
 */
#ifndef SERVICE_SEAL_H
#define SERVICE_SEAL_H

#include "domain/event.h"
#include "server/service/service.h"

/* An open application whose worker no longer sees it. */
struct seal_orphan {
	const char *number;
	const char *assignee; /* name */
};

struct seal_result {
	struct seal_orphan *orphans;
	size_t orphan_count;
};

/* call->txn is set.  Where the record is sealed already, those named now take
 * the place of those named before. */
bool customer_seal(struct call *call, const char *customer_id, const struct text_list *usernames,
                   const char *reason, struct seal_result *ret, struct err *err) must_use;
bool customer_unseal(struct call *call, const char *customer_id, const char *reason,
                     struct err *err) must_use;

/* Tells that a worker's own seals or conflicts ("seals", "conflicts") with one
 * customer changed: their sessions are read again, and their workstation is
 * told what is out of sight. */
bool sight_tell(struct txn *txn, const struct author *by, const char *worker_id,
                const char *customer_id, const char *what) must_use;

#endif

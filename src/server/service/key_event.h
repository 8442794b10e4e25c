/* SPDX-License-Identifier: Apache-2.0
 *
 * The log's entries about signing keys.  A key's public half stands in the
 * entry of its making: an export of the log is enough to verify signatures.
 */
#ifndef SERVICE_KEY_EVENT_H
#define SERVICE_KEY_EVENT_H

#include "domain/event.h"
#include "server/service/service.h"
#include "server/store/signing_key.h"

/* By the call's actor, about their own key. */
bool key_event(struct call *call, enum event_type type, const struct signing_key_row *key) must_use;
/* Retires a worker's active key, if there is one, and tells why; *ret is its id
 * in the arena, NULL when there was none. */
bool key_retire(struct txn *txn, const struct author *by, const char *worker_id, const char *reason,
                struct arena *arena, const char **ret) must_use;

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The log as JSON lines, with all that is needed to recompute the chain.
 */
#ifndef STORE_EVENT_EXPORT_H
#define STORE_EVENT_EXPORT_H

#include "base/buf.h"
#include "server/store/db.h"

/* Events after a seq, one object a line: envelope, hashes and salt in hex,
 * payload as it stands.  Without payloads, as for those erased by law, the
 * payload_hash still carries the chain.  write gets a line with its newline;
 * false stops. */
bool event_export(struct db *db, int64_t after, bool with_payload,
                  bool (*write)(void *ctx, const struct buf *line),
                  void *ctx, int64_t *ret_count, struct err *err) must_use;

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The answer to a dry run, as nouns.
 */
#ifndef CLIENT_MODEL_REHEARSAL_H
#define CLIENT_MODEL_REHEARSAL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "domain/application.h"
#include "domain/decision.h"

/* Of a decision: everything lives in the arena. */
bool rehearsal_read(const struct json *json, struct arena *arena, const struct rehearsal **ret,
                    struct err *err) must_use;
/* Of another act: the letter it would send; NULL when it sends none. */
const struct notice *would_send_read(const struct json *json, struct arena *arena);

#endif

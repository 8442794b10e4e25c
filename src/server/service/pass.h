/* SPDX-License-Identifier: Apache-2.0
 *
 * Passes: what a browser shows to say that it was let in a short while ago.
 * Signed with the agency's key and kept by the browser alone; only that one
 * was given back early is known here.
 */
#ifndef SERVICE_PASS_H
#define SERVICE_PASS_H

#include "base/secret.h"
#include "server/service/service.h"

/* 128 bits: nobody guesses them, and passes are cookies, which fill the head of a request twice. */
enum { PASS_TAG_BYTES = 16, PASS_TAG_TEXT = 2 * PASS_TAG_BYTES + 1 };

/* A keyed tag over a text, for one purpose. */
void pass_sign(struct call *call, const char *purpose, const char *text, char out[PASS_TAG_TEXT]);

/* For one thing, from now on for keep_ms. */
const char *pass_make(struct call *call, const char *purpose, const char *id, int64_t keep_ms);
/* The id, in the arena; NULL: no pass for this purpose, forged, too old, or given
 * back, which without call->db is not looked up. */
const char *pass_read(struct call *call, const char *purpose, const char *pass, int64_t *ret_ends_ms);

/* In the writer: all for one thing that were made until now are over. */
bool pass_end(struct call *call, const char *purpose, const char *id, int64_t keep_ms, struct err *err) must_use;

#endif

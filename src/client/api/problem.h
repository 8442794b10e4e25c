/* SPDX-License-Identifier: Apache-2.0
 *
 * Problem documents (RFC 9457) to struct err.
 */
#ifndef CLIENT_API_PROBLEM_H
#define CLIENT_API_PROBLEM_H

#include "base/err.h"
#include "base/json.h"

/* json may be NULL: a proxy's page, or nothing. Always sets a code. */
void problem_read(const struct json *json, int http, int retry_after_s, struct err *err);

#endif

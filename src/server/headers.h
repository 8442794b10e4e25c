/* SPDX-License-Identifier: Apache-2.0
 *
 * Request headers as they come, one by one, and what makes a request refused
 * before anybody reads it.
 */
#ifndef SERVER_HEADERS_H
#define SERVER_HEADERS_H

#include "server/route/exchange.h"

/* Keeps a header that means something (value is borrowed for the exchange's
 * life). Returns why the request has to be refused, or NULL. */
const char *header_take(struct exchange *exchange, const char *name, size_t name_len, const char *value,
                        size_t value_len);
/* After all of them: is the body's length said once, in one way?  Returns why
 * not, or NULL; *ret_length is 0 when it is not said beforehand. */
const char *headers_framing(const struct exchange *exchange, int64_t *ret_length);

#endif

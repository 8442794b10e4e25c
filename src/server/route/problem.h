/* SPDX-License-Identifier: Apache-2.0
 *
 * A failure as RFC 9457 wants it told.
 */
#ifndef ROUTE_PROBLEM_H
#define ROUTE_PROBLEM_H

#include "server/route/exchange.h"

/* Status, headers and body of an answer that tells err. */
void problem_answer(struct exchange *exchange, const struct err *err);

#endif

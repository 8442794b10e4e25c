/* SPDX-License-Identifier: Apache-2.0
 *
 * Running numbers, kept as settings and raised in the transaction that uses
 * them: a number is never given twice, and a rolled back one is not lost.
 */
#ifndef STORE_COUNTER_H
#define STORE_COUNTER_H

#include "server/store/writer.h"

#define COUNTER_CASE "counter.case"
/* COUNTER_APPLICATION and the year's last two digits. */
#define COUNTER_APPLICATION "counter.application."

/* 1, 2, ...; 0 on failure. */
int64_t counter_next(struct txn *txn, const char *name);
/* At least value has been used. */
bool counter_raise(struct txn *txn, const char *name, int64_t value) must_use;

#endif

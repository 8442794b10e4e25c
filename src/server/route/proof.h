/* SPDX-License-Identifier: Apache-2.0
 *
 * The proof of the log that an auditor asked for: one at a time, on a thread
 * of its own, since it takes as long as the log is.
 */
#ifndef ROUTE_PROOF_H
#define ROUTE_PROOF_H

struct proof;

struct proof *proof_new(void);
/* Gives up one that runs. */
void proof_free(struct proof *proof);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Which applications of a plan belong together: those of one customer, and of
 * customers whose records name one another.
 */
#ifndef SERVICE_HOUSEHOLDS_H
#define SERVICE_HOUSEHOLDS_H

struct gathering;

/* Numbers the households of the cases, and finds what else lies with whom. */
void gather_households(struct gathering *gathering);

#endif

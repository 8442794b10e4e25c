/* SPDX-License-Identifier: Apache-2.0
 *
 * Conditions on rows of the queue, shared by its pages and its totals.
 */
#ifndef STORE_QUEUE_FILTER_H
#define STORE_QUEUE_FILTER_H

#include "server/store/queue_list.h"
#include "server/store/sql_filter.h"

/* What is asked for, inside what the reader may see. */
void queue_filter_add(struct sql_filter *sql, const struct queue_filter *filter);
/* What is asked for, whoever asks. */
void queue_filter_wanted(struct sql_filter *sql, const struct queue_filter *filter);
/* The one team through which a reader sees what is nobody's; NULL: several. */
const char *queue_only_team(const struct queue_filter *filter);

/* One more for whom it is today that the row waits. */
void queue_count_turn(const struct queue_filter *filter, const struct queue_row *row,
                      int64_t counts[TURN_AGENCY + 1]);

#endif

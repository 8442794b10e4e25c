/* SPDX-License-Identifier: Apache-2.0
 *
 * How the rows of the lists one reads are decoded: history, interactions,
 * messages, customers.
 */
#ifndef CLIENT_MODEL_ROWS_H
#define CLIENT_MODEL_ROWS_H

#include "client/model/page.h"
#include "domain/customer.h"
#include "domain/interaction.h"

/* A history entry; its number is its id. */
struct history_row {
	struct history_entry entry;
	char id[24];
};

extern const struct list_kind history_rows;     /* struct history_row */
extern const struct list_kind interaction_rows; /* struct interaction */
extern const struct list_kind message_rows;     /* struct message */
extern const struct list_kind customer_rows;    /* struct customer, as a summary */

#endif

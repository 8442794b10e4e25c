/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows that one connection hands over instead of writing them: several fill
 * databases of their own at once, and one writes what they hand over into the
 * database that is meant, in the order of time.
 */
#ifndef STORE_RELAY_H
#define STORE_RELAY_H

#include "base/buf.h"
#include "server/store/db.h"
#include "server/store/writer.h"

enum { RELAY_VALUES_MAX = 40 };

struct relay_table {
	const char *name;
	bool also_here; /* kept here too: it is read again */
};

struct relay_value {
	const char *bytes; /* text, ended by NUL, or a blob; NULL: a number or null */
	size_t len;
	int64_t number;
	bool is_blob;
	bool is_null;
};

/* One row handed over; it lives as long as the bytes it was read from. */
struct relay_row {
	const char *sql;
	struct relay_value values[RELAY_VALUES_MAX]; /* of $1 and up */
	int count;
};

/* From now on what is inserted into the tables goes to out, until relay_stop().
 * The list is borrowed.  What out holds is good until the connection closes. */
void relay_start(struct db *db, struct buf *out, const struct relay_table *tables, size_t count);
void relay_stop(struct db *db); /* also where none was started */

/* The row at the start of the bytes; gives how many it took. */
size_t relay_read(const char *bytes, struct relay_row *ret);
bool relay_row_is_of(const struct relay_row *row, const char *table);
bool relay_write(struct db *db, const struct relay_row *row) must_use;
/* An event, at its new place in the chain of the transaction. */
bool relay_write_event(struct txn *txn, const struct relay_row *row) must_use;
/* The payload of the event written last. */
bool relay_write_payload(struct txn *txn, const struct relay_row *row) must_use;

/* Rows of the full-text index of one driver, and their text's new number. */
struct relay_texts {
	int64_t number; /* given last */
	char owner[40]; /* to whom */
	int64_t kind;
};
bool relay_row_is_index(const struct relay_row *row);
/* Any other row: one of the index at its new number. */
bool relay_write_text(
	struct db *db, const struct relay_row *row, struct relay_texts *texts) must_use;

#endif

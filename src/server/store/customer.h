/* SPDX-License-Identifier: Apache-2.0
 *
 * The customer table.  Writes no event and asks nobody's leave: services do.
 */
#ifndef STORE_CUSTOMER_H
#define STORE_CUSTOMER_H

#include "base/arena.h"
#include "domain/customer.h"
#include "domain/policy.h"
#include "server/store/db.h"

enum { CUSTOMER_APPLICATIONS_MAX = 200 };

/* A customer with what only the server knows. */
struct customer_record {
	struct customer customer;
	bool sealed;            /* only workers named on the seal may know of it */
	const void *ssn_sealed; /* with the agency's key; NULL: none on file */
	size_t ssn_sealed_len;
	const uint8_t *ssn_tag; /* 32 bytes, keyed; NULL: none */
	const char *changed_by;
	const char *changed_fields; /* comma-separated, of the last change */
	int64_t changed_at_ms;
};

/* False when there is none, or on failure (db_failed). */
bool customer_read(
	struct db *db, const char *id, struct arena *arena, struct customer_record *ret) must_use;
bool customer_insert(struct db *db, const struct customer_record *record) must_use;
/* Writes every column of an existing row. */
bool customer_update(struct db *db, const struct customer_record *record) must_use;

/* What policy asks about: one subject for each application, newest first, or
 * one with the customer alone where there are none. */
size_t customer_subjects(struct db *db, const struct customer_record *record, struct arena *arena,
	struct policy_subject **ret);
/* The applications in passing and how many are open, those the reader may not
 * read left out. */
void customer_applications(struct db *db, struct customer *customer,
	const struct policy_scope *scope, struct arena *arena);
/* Gives every row of the customer's applications in queues the new name. */
bool customer_rename_in_queues(struct db *db, const struct customer *customer) must_use;
/* One more or one less open application. */
bool customer_count_open(struct db *db, const char *id, int64_t change) must_use;
/* Open applications that the scope shows. */
int64_t customer_open_count(struct db *db, const char *customer_id, const struct policy_scope *scope,
	struct arena *arena);
/* As much of one as ranks it among those found. */
struct customer_glance {
	const char *county;
	bool sealed;
	bool is_workers; /* one of the open applications is this worker's */
};
bool customer_glance(struct db *db, const char *id, const char *worker_id, struct arena *arena,
	struct customer_glance *ret) must_use;

/* One customer as a line: no lists, no address. */
bool customer_read_line(
	struct db *db, const char *id, struct arena *arena, struct customer_record *ret) must_use;

#endif

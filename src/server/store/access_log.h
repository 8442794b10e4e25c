/* SPDX-License-Identifier: Apache-2.0
 *
 * The log read as looks at records, and as one application's changes.
 */
#ifndef STORE_ACCESS_LOG_H
#define STORE_ACCESS_LOG_H

#include "base/arena.h"
#include "domain/policy.h"
#include "server/store/db.h"

enum { ACCESS_PAGE_MAX = 500 };

/* "" or NULL: any; one of them has to be given.  A customer is never one that
 * became part of another. */
struct access_filter {
	const char *customer_id;
	const char *application_id;
	const char *worker_id;
};

struct access_row {
	int64_t seq, at_ms;
	const char *type;
	const char *worker_id, *worker_name;
	const char *customer_id, *customer_name; /* NULL: none */
	bool sealed; /* as the customer, or whose part they became, is now */
	const char *application_id;
	const char *payload; /* JSON, NULL: none or erased */
};

/* Newest first, below seq; with upwards oldest first, above seq. */
size_t access_list(struct db *db, const struct access_filter *filter, int64_t seq, bool upwards,
                   size_t limit, struct arena *arena, struct access_row **ret);

/* What names the people a reader may not know of: folded names, case numbers,
 * numbers of applications.  False: too many to list. */
bool hidden_names(struct db *db, const struct policy_scope *scope, struct arena *arena,
                  struct text_list *ret) must_use;

struct change_row {
	int64_t seq, at_ms;
	const char *type, *actor_name;
	bool is_erased;
	const char *payload; /* NULL: none */
};

/* The events of an application up to a seq and an instant (0: any), oldest
 * first, looks left out.  Texts are borrowed for the visit. */
bool change_each(struct db *db, const char *application_id, int64_t seq_max, int64_t at_max_ms,
                 void (*visit)(void *ctx, const struct change_row *row), void *ctx) must_use;

/* The seq of the application's first event after this one; 0: none. */
int64_t change_after(struct db *db, const char *application_id, int64_t seq);

#endif

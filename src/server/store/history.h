/* SPDX-License-Identifier: Apache-2.0
 *
 * The log read as one customer's history, and as one application's status
 * updates.  Rows as they are; what a person reads of them is for services.
 */
#ifndef STORE_HISTORY_H
#define STORE_HISTORY_H

#include "base/arena.h"
#include "domain/event.h"
#include "server/store/db.h"

enum { HISTORY_PAGE_MAX = 500, STATUS_UPDATES_MAX = 400 };

struct history_row {
	int64_t seq;
	int64_t at_ms;
	enum event_type type;
	enum history_kind kind;
	enum update_code update; /* what the applicant sees of it; UPDATE_NONE: nothing */
	struct author actor;     /* a customer's name is NULL: it is the record's */
	const char *application_id;
	const char *interaction_id;
	const char *decision_id;
	const char *notice_id;
	const char *payload; /* JSON object, NULL: none or erased */
};

struct history_filter {
	const char *customer_id;
	const char *application_id; /* NULL: all */
	enum history_kind kind;     /* HISTORY_NONE: all but views */
	int64_t before_ms;          /* 0: up to now */
};

/* Newest first, below seq; with upwards oldest first, above seq. */
size_t history_list(struct db *db, const struct history_filter *filter, int64_t seq, bool upwards,
	size_t limit, struct arena *arena, struct history_row **ret);

/* One application's events of one type, newest first. */
size_t history_of_type(struct db *db, const char *application_id, enum event_type type, size_t limit,
	struct arena *arena, struct history_row **ret);

/* When the customer did the nth newest thing that is in the log; 0: they did not do so many. */
int64_t history_nth_by_customer(struct db *db, const char *customer_id, int n);

/* What the applicant may see of one application after seq, oldest first. */
size_t history_public(struct db *db, const char *application_id, int64_t after, struct arena *arena,
	struct history_row **ret);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Building one SELECT whose shape depends on what was asked: its text and its
 * bound values side by side, so that no value is ever part of the text.
 *
 *	struct sql_filter filter;
 *	sql_begin(&filter, arena, "SELECT " QUEUE_COLUMNS " FROM queue");
 *	sql_scope(&filter, scope, NULL);
 *	sql_where_text(&filter, "county =", county);
 *	sql_page(&filter, sort, page);
 *	struct stmt *stmt = sql_query(&filter, db);
 *
 * Text parameters are program constants; a value goes only through the
 * functions that bind it.
 */
#ifndef STORE_SQL_FILTER_H
#define STORE_SQL_FILTER_H

#include "base/arena.h"
#include "domain/list.h"
#include "domain/policy.h"
#include "server/store/db.h"
#include "server/store/limits.h"
#include "server/store/page_key.h"

struct sql_value {
	const char *text; /* NULL: number */
	int64_t number;
};

struct sql_filter {
	struct arena *arena; /* text and values live here */
	char *text;
	size_t len, cap;
	struct sql_value *values;
	size_t count, value_cap;
	bool has_where;
};

void sql_begin(struct sql_filter *filter, struct arena *arena, const char *select);
void sql_add(struct sql_filter *filter, const char *sql);
/* "WHERE" the first time, then "AND". */
void sql_and(struct sql_filter *filter);
/* A placeholder for a value. */
void sql_put_text(struct sql_filter *filter, const char *value);
void sql_put_int(struct sql_filter *filter, int64_t value);
/* ($1, $2, ...); an empty list is written so that nothing matches. */
void sql_put_list(struct sql_filter *filter, const struct text_list *values);

/* left is a column and an operator: "due_on <". */
void sql_where(struct sql_filter *filter, const char *clause);
void sql_where_text(struct sql_filter *filter, const char *left, const char *value);
void sql_where_int(struct sql_filter *filter, const char *left, int64_t value);
void sql_where_in(struct sql_filter *filter, const char *column, const struct text_list *values);

/* The policy's rows, on a table with the queue's columns.  prefix is "queue."
 * where columns need one, or NULL. */
void sql_scope(struct sql_filter *filter, const struct policy_scope *scope, const char *prefix);
/* The scope's list of customers as the right side of IN: values, or a question of its own where it is long. */
void sql_put_conflicts(struct sql_filter *filter, const struct policy_scope *scope);
void sql_put_seals(struct sql_filter *filter, const struct policy_scope *scope);
/* Of the scope only what holds for a customer as such: no conflict, and no seal
 * that does not name the reader.  Columns of "customer." */
void sql_customer_scope(struct sql_filter *filter, const struct policy_scope *scope,
                        const char *id_column, const char *sealed_column);

/* A word of sort= and what it orders by. */
struct sql_sort {
	const char *word;
	const char *column;
	bool is_text; /* the edge's value is its text, not its number */
	const char *id; /* the id's column */
};

/* NULL when none of the count sorts has that word. */
const struct sql_sort *sql_sort_find(const struct sql_sort *sorts, size_t count, const char *word);

/*
 * The edge, the order and LIMIT page->limit + 1: the extra row says that there
 * is more.  Rows of a page that is read backwards (page->backwards, from_end)
 * come in reverse; sql_page_reversed() says so.
 */
void sql_page(struct sql_filter *filter, const struct sql_sort *sort, const struct page_key *page);
bool sql_page_reversed(const struct page_key *page);

struct stmt *sql_query(const struct sql_filter *filter, struct db *db);

#endif

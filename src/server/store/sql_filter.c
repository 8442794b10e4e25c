/* SPDX-License-Identifier: Apache-2.0
 *
 * Text and bound values of one SELECT, growing together in an arena.
 */
#include "server/store/sql_filter.h"

#include "base/str.h"

void
sql_begin(struct sql_filter *filter, struct arena *arena, const char *select)
{
	*filter = (struct sql_filter){ .arena = arena };
	sql_add(filter, select);
}

void
sql_add(struct sql_filter *filter, const char *sql)
{
	size_t len = strlen(sql);

	if (filter->len + len + 1 > filter->cap) {
		size_t cap = (filter->len + len + 1) * 2 + 512;
		char *text = arena_alloc(filter->arena, cap);
		if (filter->len)
			memcpy(text, filter->text, filter->len);
		filter->text = text;
		filter->cap = cap;
	}
	memcpy(filter->text + filter->len, sql, len + 1);
	filter->len += len;
	assert(filter->len <= SQL_TEXT_MAX);
}

void
sql_and(struct sql_filter *filter)
{
	sql_add(filter, filter->has_where ? " AND " : " WHERE ");
	filter->has_where = true;
}

/* "$12" */
static void
add_placeholder(struct sql_filter *filter, size_t number)
{
	char text[16];
	size_t at = sizeof(text);

	text[--at] = '\0';
	do {
		text[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	text[--at] = '$';
	sql_add(filter, text + at);
}

static void
put(struct sql_filter *filter, struct sql_value value)
{
	assert(filter->count < SQL_VALUES_MAX);
	if (filter->count == filter->value_cap) {
		size_t cap = filter->value_cap * 2 + 16;
		struct sql_value *values = arena_array(filter->arena, cap, sizeof(*values));
		if (filter->count)
			memcpy(values, filter->values, filter->count * sizeof(*values));
		filter->values = values;
		filter->value_cap = cap;
	}
	filter->values[filter->count++] = value;
	add_placeholder(filter, filter->count);
}

void
sql_put_text(struct sql_filter *filter, const char *value)
{
	put(filter, (struct sql_value){ value ? value : "", 0 });
}

void
sql_put_int(struct sql_filter *filter, int64_t value)
{
	put(filter, (struct sql_value){ NULL, value });
}

void
sql_put_list(struct sql_filter *filter, const struct text_list *values)
{
	/* IN () is not portable; no column here is ever null. */
	sql_add(filter, values->count ? "(" : "(NULL");
	for (size_t i = 0; i < values->count; i++) {
		if (i)
			sql_add(filter, ", ");
		sql_put_text(filter, values->at[i]);
	}
	sql_add(filter, ")");
}

void
sql_where(struct sql_filter *filter, const char *clause)
{
	sql_and(filter);
	sql_add(filter, clause);
}

void
sql_where_text(struct sql_filter *filter, const char *left, const char *value)
{
	sql_where(filter, left);
	sql_add(filter, " ");
	sql_put_text(filter, value);
}

void
sql_where_int(struct sql_filter *filter, const char *left, int64_t value)
{
	sql_where(filter, left);
	sql_add(filter, " ");
	sql_put_int(filter, value);
}

void
sql_where_in(struct sql_filter *filter, const char *column, const struct text_list *values)
{
	sql_where(filter, column);
	sql_add(filter, " IN ");
	sql_put_list(filter, values);
}

const struct sql_sort *
sql_sort_find(const struct sql_sort *sorts, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++) {
		if (str_eq(sorts[i].word, word))
			return &sorts[i];
	}
	return NULL;
}

bool
sql_page_reversed(const struct page_key *page)
{
	return page->backwards || (page->from_end && !page->edge.set);
}

void
sql_page(struct sql_filter *filter, const struct sql_sort *sort, const struct page_key *page)
{
	/* Going down the list in a descending sort is going down the index. */
	bool down = page->descending != sql_page_reversed(page);
	const char *direction = down ? " DESC" : "";

	assert(page->limit > 0 && page->limit <= PAGE_LIMIT_MAX);
	if (page->edge.set) {
		sql_and(filter);
		sql_add(filter, "(");
		sql_add(filter, sort->column);
		sql_add(filter, ", ");
		sql_add(filter, sort->id);
		sql_add(filter, down ? ") < (" : ") > (");
		if (sort->is_text)
			sql_put_text(filter, page->edge.text);
		else
			sql_put_int(filter, page->edge.number);
		sql_add(filter, ", ");
		sql_put_text(filter, page->edge.id);
		sql_add(filter, ")");
	}
	sql_add(filter, " ORDER BY ");
	sql_add(filter, sort->column);
	sql_add(filter, direction);
	sql_add(filter, ", ");
	sql_add(filter, sort->id);
	sql_add(filter, direction);
	sql_add(filter, " LIMIT ");
	sql_put_int(filter, page->limit + 1);
}

struct stmt *
sql_query(const struct sql_filter *filter, struct db *db)
{
	struct stmt *stmt = db_query(db, filter->text);

	for (size_t i = 0; i < filter->count; i++) {
		const struct sql_value *value = &filter->values[i];
		if (value->text)
			bind_text(stmt, (int)i + 1, value->text);
		else
			bind_int(stmt, (int)i + 1, value->number);
	}
	return stmt;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Customers: what a search text means, and the index of their names.
 */
#include "server/store/search.h"

#include "base/clock.h"
#include "base/secret.h"
#include "base/str.h"
#include "server/store/erase.h"
#include "server/store/search_words.h"
#include "server/store/sql_filter.h"

/* ---- the index ---- */

bool
search_forget_customer(struct db *db, const char *customer_id)
{
	struct stmt *stmt = db_query(db, "SELECT 1 FROM customer_search WHERE customer_id = $1");

	/* Most customers are indexed for the first time. */
	bind_text(stmt, 1, customer_id);
	bool known = stmt_row(stmt);
	stmt_reset(stmt);
	if (!known)
		return !db_failed(db);
	if (db_kind(db) == DB_SQLITE) {
		/* The index has to be told what it forgets. */
		stmt = db_query(db, "INSERT INTO customer_words (customer_words, rowid, words)"
		                    " SELECT 'delete', number, words FROM customer_search"
		                    " WHERE customer_id = $1");
		bind_text(stmt, 1, customer_id);
		if (!stmt_run(stmt))
			return false;
	}
	stmt = db_query(db, "DELETE FROM customer_search WHERE customer_id = $1");
	bind_text(stmt, 1, customer_id);
	return stmt_run(stmt);
}

static bool
insert_words(struct db *db, const char *customer_id, const char *words)
{
	struct stmt *stmt;

	if (db_kind(db) == DB_POSTGRES) {
		stmt = db_query(db, "INSERT INTO customer_search (customer_id, words, tokens) VALUES"
		                    " ($1, $2, array_to_tsvector(string_to_array($2, ' ')))");
		bind_text(stmt, 1, customer_id);
		bind_text(stmt, 2, words);
		return stmt_run(stmt);
	}
	stmt = db_query(db, "INSERT INTO customer_search (customer_id, words) VALUES ($1, $2)");
	bind_text(stmt, 1, customer_id);
	bind_text(stmt, 2, words);
	if (!stmt_run(stmt))
		return false;
	stmt = db_query(db, "INSERT INTO customer_words (rowid, words)"
	                    " VALUES (last_insert_rowid(), $1)");
	bind_text(stmt, 1, words);
	return stmt_run(stmt);
}

bool
search_index_customer(struct db *db, const char *customer_id, const char *name,
                      const char *preferred_name)
{
	struct buf both = BUF_INIT(4096), words = BUF_INIT(16384);
	bool ok;

	buf_puts(&both, name ? name : "");
	if (!str_empty(preferred_name))
		buf_printf(&both, " %s", preferred_name);
	search_words(&words, both.data);
	ok = search_forget_customer(db, customer_id) &&
	     (words.len == 0 || insert_words(db, customer_id, words.data));
	buf_done(&both);
	buf_done(&words);
	return ok;
}

enum { MISSING_AT_ONCE = 500 };

struct named {
	const char *id, *name, *preferred_name;
};

static size_t
list_missing(struct db *db, const char *after_id, struct arena *arena, struct named *rows)
{
	struct stmt *stmt = db_query(db, "SELECT c.id, c.name, c.preferred_name FROM customer c"
	                                 " WHERE c.id > $1 AND c.name <> '" ERASED "' AND NOT EXISTS"
	                                 " (SELECT 1 FROM customer_search s WHERE s.customer_id = c.id)"
	                                 " ORDER BY c.id LIMIT $2");
	size_t count = 0;

	bind_text(stmt, 1, after_id);
	bind_int(stmt, 2, MISSING_AT_ONCE);
	while (count < MISSING_AT_ONCE && stmt_row(stmt))
		rows[count++] = (struct named){ column_copy(stmt, 0, arena), column_copy(stmt, 1, arena),
			                        column_copy(stmt, 2, arena) };
	stmt_reset(stmt);
	return count;
}

bool
search_index_missing(struct db *db)
{
	struct named rows[MISSING_AT_ONCE];
	struct arena arena = ARENA_INIT;
	char last[ID_TEXT_MAX] = "";
	size_t count, i;
	bool ok = true;

	do {
		arena_reset(&arena);
		count = list_missing(db, last, &arena, rows);
		for (i = 0; ok && i < count; i++)
			ok = search_index_customer(db, rows[i].id, rows[i].name, rows[i].preferred_name);
		if (count > 0)
			(void)str_copy(last, sizeof(last), rows[count - 1].id);
	} while (ok && count == MISSING_AT_ONCE);
	arena_done(&arena);
	return ok && !db_failed(db);
}

/* ---- what a text means ---- */

enum { NUMBER_DIGITS = 6 /* A-26-000412: after the year */ };

struct wish {
	struct buf words;
	civil_date born_on; /* DATE_NONE: not asked for */
	char phone_last4[5];
	char digits[24];      /* all that were given */
	const char *number;   /* case or application number, folded to capitals */
	char number_text[48];
};

static size_t
take_digits(char *out, size_t size, const char *text, size_t len)
{
	size_t count = 0;
	for (size_t i = 0; i < len; i++) {
		if (text[i] >= '0' && text[i] <= '9' && count + 1 < size)
			out[count++] = text[i];
	}
	out[count] = '\0';
	return count;
}

static bool
is_phone(const char *text)
{
	char digits[24];
	return text[strspn(text, "0123456789()-.+ ")] == '\0' &&
	       take_digits(digits, sizeof(digits), text, strlen(text)) >= 4;
}

/* C-104882, A-26-000412: a letter, then digits and hyphens. */
static bool
is_number(const char *text)
{
	return ((*text >= 'A' && *text <= 'Z') || (*text >= 'a' && *text <= 'z')) &&
	       text[1] == '-' && text[2] != '\0' &&
	       text[2 + strspn(text + 2, "0123456789-")] == '\0';
}

static void
wish_phone(struct wish *wish, const char *text)
{
	size_t count = take_digits(wish->digits, sizeof(wish->digits), text, strlen(text));
	if (count >= 4)
		(void)str_copy(wish->phone_last4, sizeof(wish->phone_last4),
		               wish->digits + count - 4);
}

static void
wish_token(struct wish *wish, const char *token)
{
	if (date_from_text(token, &wish->born_on) || date_from_slashes(token, &wish->born_on))
		return;
	if (is_number(token)) {
		(void)str_copy(wish->number_text, sizeof(wish->number_text), token);
		if (*wish->number_text >= 'a')
			*wish->number_text = (char)(*wish->number_text - 'a' + 'A');
		wish->number = wish->number_text;
	} else if (is_phone(token)) {
		wish_phone(wish, token);
	} else {
		if (wish->words.len)
			buf_putc(&wish->words, ' ');
		search_words(&wish->words, token);
	}
}

static void
wish_read(struct wish *wish, const char *text)
{
	char copy[SEARCH_TEXT_MAX + 1];
	char *rest = copy, *token;

	memset(wish, 0, sizeof(*wish));
	buf_init(&wish->words, 4096);
	wish->born_on = DATE_NONE;
	(void)str_copy(copy, sizeof(copy), text);
	if (is_phone(copy) && !date_from_text(copy, &wish->born_on)) {
		wish_phone(wish, copy);
		return;
	}
	while ((token = strsep(&rest, " \t\r\n,;"))) {
		if (*token)
			wish_token(wish, token);
	}
}

/* ---- asking ---- */

static void
add_id(struct stmt *stmt, struct arena *arena, const char **ids, size_t *count)
{
	const char *id = column_text(stmt, 0);
	for (size_t i = 0; i < *count; i++) {
		if (str_eq(ids[i], id))
			return;
	}
	ids[(*count)++] = arena_strdup(arena, id);
}

static void
collect(struct sql_filter *filter, struct db *db, size_t limit, const char **ids, size_t *count)
{
	sql_add(filter, " LIMIT ");
	sql_put_int(filter, (int64_t)limit);
	struct stmt *stmt = sql_query(filter, db);
	while (*count < limit && stmt_row(stmt))
		add_id(stmt, filter->arena, ids, count);
	stmt_reset(stmt);
}

/* A telephone number as it was written ends in the digits asked for. */
static bool
ends_in_digits(const char *phone, const char *digits)
{
	char all[32];
	(void)take_digits(all, sizeof(all), phone, strlen(phone));
	return str_ends(all, digits);
}

/* Names alone are found without a look at the customers: three pages of a
 * large database each.  The sealed ones stand in a small index of their own. */
static bool
names_alone(const struct db *db, const struct wish *wish)
{
	return db_kind(db) == DB_SQLITE && wish->born_on == DATE_NONE && !*wish->phone_last4;
}

static const char sealed_of_names[] =
	"(SELECT count(*) FROM customer INDEXED BY customer_sealed WHERE customer.id = customer_search.customer_id"
	" AND customer.sealed = 1)";

static void
narrow(struct sql_filter *filter, const struct wish *wish, const struct policy_scope *scope)
{
	if (wish->born_on != DATE_NONE)
		sql_where_int(filter, "customer.born_on =", wish->born_on);
	if (*wish->phone_last4)
		sql_where_text(filter, "customer.phone_last4 =", wish->phone_last4);
	sql_customer_scope(filter, scope, "customer.id", "customer.sealed");
}

static void
by_words(struct db *db, const struct wish *wish, enum match match, unsigned whole,
         const struct policy_scope *scope, size_t limit, struct arena *arena, const char **ids,
         size_t *count)
{
	struct sql_filter filter;
	struct buf expression = BUF_INIT(8192);

	if (search_match(&expression, db_kind(db), wish->words.data, match, whole)) {
		if (names_alone(db, wish)) {
			sql_begin(&filter, arena,
			          "SELECT customer_search.customer_id FROM customer_words"
			          " CROSS JOIN customer_search WHERE customer_search.number ="
			          " customer_words.rowid AND customer_words MATCH ");
			sql_put_text(&filter, expression.data);
		} else if (db_kind(db) == DB_SQLITE) {
			/* In this order: the index says which rows, the rest is looked up. */
			sql_begin(&filter, arena,
			          "SELECT customer.id FROM customer_words CROSS JOIN customer_search"
			          " CROSS JOIN customer WHERE customer_search.number ="
			          " customer_words.rowid AND customer.id ="
			          " customer_search.customer_id AND customer_words MATCH ");
			sql_put_text(&filter, expression.data);
		} else {
			sql_begin(&filter, arena,
			          "SELECT customer.id FROM customer_search JOIN customer ON"
			          " customer.id = customer_search.customer_id"
			          " WHERE customer_search.tokens @@ CAST(");
			sql_put_text(&filter, expression.data);
			sql_add(&filter, " AS tsquery)");
		}
		filter.has_where = true;
		if (names_alone(db, wish))
			sql_customer_scope(&filter, scope, "customer_search.customer_id", sealed_of_names);
		else
			narrow(&filter, wish, scope);
		/* SQLite finds them in the order of its index.  PostgreSQL has none of its
		 * own: its plan changes with the limit, and pages would not go on. */
		if (db_kind(db) == DB_POSTGRES)
			sql_add(&filter, " ORDER BY customer.id");
		collect(&filter, db, limit, ids, count);
	}
	buf_done(&expression);
}

static bool
is_borne(struct db *db, const char *word)
{
	struct buf expression = BUF_INIT(8192);
	bool found = false;

	if (search_match(&expression, db_kind(db), word, MATCH_WHOLE, 0)) {
		struct stmt *stmt = db_query(
			db, db_kind(db) == DB_SQLITE
				    ? "SELECT 1 FROM customer_words WHERE customer_words MATCH $1 LIMIT 1"
				    : "SELECT 1 FROM customer_search WHERE tokens @@ CAST($1 AS tsquery)"
				      " LIMIT 1");
		bind_text(stmt, 1, expression.data);
		found = stmt_row(stmt);
		stmt_reset(stmt);
	}
	buf_done(&expression);
	return found;
}

/* A long word that somebody bears is taken as whole: to collect every name
 * that begins with it takes its time, as the index has no such beginnings. */
static unsigned
whole_words(struct db *db, const struct wish *wish, struct arena *arena)
{
	char *rest = arena_strdup(arena, wish->words.data);
	const char *word;
	unsigned whole = 0;

	for (unsigned i = 0; i < SEARCH_WORDS_MAX && (word = strtok_r(rest, " ", &rest)); i++) {
		if (strlen(word) > SEARCH_PREFIX_MAX && is_borne(db, word))
			whole |= 1U << i;
	}
	return whole;
}

static void
by_number(struct db *db, const char *number, const struct policy_scope *scope, size_t limit,
          struct arena *arena, const char **ids, size_t *count)
{
	static const char *const selects[] = {
		"SELECT customer.id FROM customer WHERE customer.case_number = ",
		"SELECT customer.id FROM application JOIN customer ON customer.id ="
		" application.customer_id WHERE application.number = ",
	};

	for (size_t i = 0; i < countof(selects); i++) {
		struct sql_filter filter;
		sql_begin(&filter, arena, selects[i]);
		sql_put_text(&filter, number);
		filter.has_where = true;
		sql_customer_scope(&filter, scope, "customer.id", "customer.sealed");
		collect(&filter, db, limit, ids, count);
	}
}

/* Birth date, telephone or both. */
static void
by_key(struct db *db, const struct wish *wish, const struct policy_scope *scope, size_t limit,
       struct arena *arena, const char **ids, size_t *count)
{
	struct sql_filter filter;

	sql_begin(&filter, arena, "SELECT customer.id, customer.phone FROM customer");
	narrow(&filter, wish, scope);
	sql_add(&filter, " ORDER BY customer.id LIMIT ");
	sql_put_int(&filter, SEARCH_CANDIDATES_MAX);
	struct stmt *stmt = sql_query(&filter, db);
	while (*count < limit && stmt_row(stmt)) {
		if (ends_in_digits(column_text(stmt, 1), wish->digits))
			add_id(stmt, arena, ids, count);
	}
	stmt_reset(stmt);
}

size_t
search_customers(struct db *db, const char *text, const struct policy_scope *scope, size_t limit,
                 struct arena *arena, const char ***ret)
{
	const char **ids = arena_array(arena, limit + 1, sizeof(*ids));
	struct wish wish;
	size_t count = 0;

	wish_read(&wish, text);
	*ret = ids;
	if (wish.number) {
		by_number(db, wish.number, scope, limit, arena, ids, &count);
	} else if (wish.words.len) {
		by_words(db, &wish, MATCH_WHOLE, 0, scope, limit, arena, ids, &count);
		if (count < limit) {
			unsigned whole = whole_words(db, &wish, arena);
			by_words(db, &wish, count ? MATCH_SHORT_BEGINNINGS : MATCH_BEGINNINGS,
			         whole, scope, limit, arena, ids, &count);
			if (count == 0 && whole)
				by_words(db, &wish, MATCH_BEGINNINGS, 0, scope, limit, arena, ids,
				         &count);
		}
	} else if (wish.born_on != DATE_NONE || *wish.phone_last4) {
		/* Digits alone may also be a case number without its letter. */
		if (*wish.digits)
			by_number(db, arena_printf(arena, "C-%s", wish.digits), scope, limit, arena,
			          ids, &count);
		/* Or the end of an application's, whichever its year. */
		for (int year = 0; strlen(wish.digits) == NUMBER_DIGITS && year < 100 && count < limit;
		     year++)
			by_number(db, arena_printf(arena, "A-%02d-%s", year, wish.digits), scope, limit,
			          arena, ids, &count);
		by_key(db, &wish, scope, limit, arena, ids, &count);
	}
	buf_done(&wish.words);
	return count;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What is asked of the queue as conditions on its rows.  Knows no order, no
 * page and no total.
 */
#include "server/store/queue_filter.h"

#include <ctype.h>

#include "base/str.h"
#include "base/utf8.h"
#include "domain/county.h"
#include "domain/turn.h"
#include "server/store/review.h"

enum {
	FILTER_WORDS_MAX = 6
};

/* ---- what depends on the day ---- */

struct zone_day {
	civil_date today;
	int64_t ends_at_ms;
};

typedef void day_clause(struct sql_filter *sql, const struct queue_filter *filter,
                        const struct zone_day *day);

static struct zone_day
day_in(enum zone zone, int64_t now_ms)
{
	civil_date today = zone_date(zone, now_ms);

	return (struct zone_day) { today, zone_midnight_ms(zone, today + 1) };
}

/* A clause that reads the calendar, once for the counties of each zone. */
static void
where_day(struct sql_filter *sql, const struct queue_filter *filter, day_clause *clause)
{
	struct text_list eastern = { arena_array(sql->arena, COUNTY_COUNT, sizeof(char *)), 0 };
	struct zone_day central_day = day_in(ZONE_CENTRAL, filter->now_ms);
	struct zone_day eastern_day = day_in(ZONE_EASTERN, filter->now_ms);

	for (size_t i = 0; i < COUNTY_COUNT; i++)
		if (county_at(i)->zone == ZONE_EASTERN)
			eastern.at[eastern.count++] = county_at(i)->name;
	sql_and(sql);
	sql_add(sql, "((county IN ");
	sql_put_list(sql, &eastern);
	sql_add(sql, " AND ");
	clause(sql, filter, &eastern_day);
	sql_add(sql, ") OR (county NOT IN ");
	sql_put_list(sql, &eastern);
	sql_add(sql, " AND ");
	clause(sql, filter, &central_day);
	sql_add(sql, "))");
}

static void
overdue(struct sql_filter *sql, const struct queue_filter *filter, const struct zone_day *day)
{
	(void)filter;
	sql_add(sql, "due_on < ");
	sql_put_int(sql, day->today);
}

static void
within_due_soon(struct sql_filter *sql, const struct queue_filter *filter,
                const struct zone_day *day)
{
	sql_add(sql, "(1 = 0");
	for (size_t i = 0; i < filter->clock_rule_count; i++) {
		const struct clock_rule *rule = &filter->clock_rules[i];

		for (int expedited = 0; expedited <= 1; expedited++) {
			sql_add(sql, " OR (program_id = ");
			sql_put_text(sql, rule->program_id);
			sql_add(sql, " AND expedited = ");
			sql_put_int(sql, expedited);
			sql_add(sql, " AND due_on <= ");
			sql_put_int(sql, day->today + (expedited ? rule->due_soon_expedited_days
			                                         : rule->due_soon_days));
			sql_add(sql, ")");
		}
	}
	sql_add(sql, ")");
}

static void
due_soon(struct sql_filter *sql, const struct queue_filter *filter, const struct zone_day *day)
{
	sql_add(sql, "due_on >= ");
	sql_put_int(sql, day->today);
	sql_add(sql, " AND ");
	within_due_soon(sql, filter, day);
}

static void
on_time(struct sql_filter *sql, const struct queue_filter *filter, const struct zone_day *day)
{
	sql_add(sql, "due_on >= ");
	sql_put_int(sql, day->today);
	sql_add(sql, " AND NOT ");
	within_due_soon(sql, filter, day);
}

/* The customer's move has become the worker's: see turn_today(). */
static void
day_has_come(struct sql_filter *sql, const struct queue_filter *filter, const struct zone_day *day)
{
	(void)filter;
	sql_add(sql, "(proof_due_on < ");
	sql_put_int(sql, day->today);
	sql_add(sql, " OR (interview_at > 0 AND interview_at < ");
	sql_put_int(sql, day->ends_at_ms);
	sql_add(sql, "))");
}

static void
workers_move(struct sql_filter *sql, const struct queue_filter *filter, const struct zone_day *day)
{
	sql_add(sql, "(turn = ");
	sql_put_int(sql, TURN_ME);
	sql_add(sql, " OR (turn = ");
	sql_put_int(sql, TURN_CUSTOMER);
	sql_add(sql, " AND ");
	day_has_come(sql, filter, day);
	sql_add(sql, "))");
}

static void
customers_move(struct sql_filter *sql, const struct queue_filter *filter,
               const struct zone_day *day)
{
	sql_add(sql, "turn = ");
	sql_put_int(sql, TURN_CUSTOMER);
	sql_add(sql, " AND NOT ");
	day_has_come(sql, filter, day);
}

static void
agencys_move(struct sql_filter *sql, const struct queue_filter *filter, const struct zone_day *day)
{
	sql_add(sql, "(turn = ");
	sql_put_int(sql, TURN_AGENCY);
	sql_add(sql, " OR (assignee_id <> ");
	sql_put_text(sql, filter->reader_id ? filter->reader_id : "");
	sql_add(sql, " AND ");
	workers_move(sql, filter, day);
	sql_add(sql, "))");
}

/* ---- the filter ---- */

static void
where_turn(struct sql_filter *sql, const struct queue_filter *filter)
{
	switch (filter->turn) {
	case TURN_ME:
		sql_where_text(sql, "assignee_id =", filter->reader_id ? filter->reader_id : "");
		where_day(sql, filter, workers_move);
		break;
	case TURN_CUSTOMER:
		where_day(sql, filter, customers_move);
		break;
	case TURN_AGENCY:
		where_day(sql, filter, agencys_move);
		break;
	case TURN_SECOND:
		sql_where_int(sql, "turn =", TURN_SECOND);
		break;
	case TURN_NONE:
		break;
	}
}

static void
where_status(struct sql_filter *sql, unsigned statuses)
{
	bool first = true;

	if (!(statuses & ~(unsigned)S_OPEN))
		sql_where(sql, "is_open = 1");
	else if (!(statuses & S_OPEN))
		sql_where(sql, "is_open = 0");
	if (!statuses || statuses == S_OPEN || statuses == S_ANY)
		return;
	sql_where(sql, "status IN (");
	for (int status = 1; status < APPLICATION_STATUS_COUNT; status++) {
		if (!(statuses & 1u << status))
			continue;
		sql_add(sql, first ? "" : ", ");
		sql_put_int(sql, status);
		first = false;
	}
	sql_add(sql, ")");
}

/* "%word%" with its own wildcards escaped by "!". */
static const char *
like_pattern(struct arena *arena, const char *word, size_t len, const char *before)
{
	struct buf pattern = BUF_INIT(1024);
	const char *copy;

	buf_puts(&pattern, before);
	for (size_t i = 0; i < len; i++) {
		if (word[i] == '%' || word[i] == '_' || word[i] == '!')
			buf_putc(&pattern, '!');
		buf_putc(&pattern, word[i]);
	}
	buf_putc(&pattern, '%');
	copy = arena_strdup(arena, pattern.data);
	buf_done(&pattern);
	return copy;
}

/* Every word is part of the name, or the whole is the start of a number. */
static void
where_text(struct sql_filter *sql, const char *text)
{
	struct buf folded = BUF_INIT(1024);
	char *upper = arena_strdup(sql->arena, text);
	int words = 0;

	for (char *c = upper; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	utf8_fold(&folded, text, strlen(text));
	sql_and(sql);
	sql_add(sql, "(number LIKE ");
	sql_put_text(sql, like_pattern(sql->arena, upper, strlen(upper), ""));
	sql_add(sql, " ESCAPE '!' OR case_number LIKE ");
	sql_put_text(sql, like_pattern(sql->arena, upper, strlen(upper), ""));
	sql_add(sql, " ESCAPE '!' OR (1 = 1");
	for (const char *word = folded.data; *word && words < FILTER_WORDS_MAX;) {
		size_t len = strcspn(word, " ,");

		if (len) {
			sql_add(sql, " AND customer_key LIKE ");
			sql_put_text(sql, like_pattern(sql->arena, word, len, "%"));
			sql_add(sql, " ESCAPE '!'");
			words++;
		}
		word += len + strspn(word + len, " ,");
	}
	sql_add(sql, words ? "))" : " AND 1 = 0))");
	buf_done(&folded);
}

/* One decision that is both of the worker and no older. */
static void
where_decided(struct sql_filter *sql, const struct queue_filter *filter)
{
	sql_where(sql, "application_id IN (SELECT application_id FROM decision WHERE decided_at >= ");
	sql_put_int(sql, filter->decided_since_ms);
	if (!str_empty(filter->decided_by)) {
		sql_add(sql, " AND decided_by_id = ");
		sql_put_text(sql, filter->decided_by);
	}
	sql_add(sql, ")");
}

const char *
queue_only_team(const struct queue_filter *filter)
{
	const struct policy_scope *scope = filter->scope;
	const struct text_list *lists[] = { &scope->team_ids, &scope->led_team_ids };
	const char *only = NULL;

	if (!str_empty(filter->team_id))
		return filter->team_id;
	if (scope->all || scope->unlimited || scope->intake_worker_id || scope->application_id)
		return NULL;
	for (size_t i = 0; i < countof(lists); i++)
		for (size_t j = 0; j < lists[i]->count; j++) {
			if (only && !str_eq(only, lists[i]->at[j]))
				return NULL;
			only = lists[i]->at[j];
		}
	return only;
}

/*
 * Nobody's, of the whole state, is a long range of the key; nobody's of one
 * team is a short one of queue_team.  The first condition is written so that
 * no planner takes the key for it.  The scope's own predicate alone decides.
 */
static void
where_nobodys(struct sql_filter *sql, const struct queue_filter *filter)
{
	const char *team_id = queue_only_team(filter);

	if (!team_id) {
		sql_where(sql, "assignee_id = ''");
		return;
	}
	sql_where(sql, "assignee_id || '' = ''");
	sql_where_text(sql, "team_id =", team_id);
}

void
queue_filter_wanted(struct sql_filter *sql, const struct queue_filter *filter)
{
	if (filter->by_assignee && str_empty(filter->assignee_id))
		where_nobodys(sql, filter);
	else if (filter->by_assignee)
		sql_where_text(sql, "assignee_id =", filter->assignee_id);
	where_status(sql, filter->statuses);
	if (!str_empty(filter->team_id) && !(filter->by_assignee && str_empty(filter->assignee_id)))
		sql_where_text(sql, "team_id =", filter->team_id);
	if (!str_empty(filter->program_id))
		sql_where_text(sql, "program_id =", filter->program_id);
	if (!str_empty(filter->county))
		sql_where_text(sql, "county =", filter->county);
	if (!str_empty(filter->language))
		sql_where_text(sql, "language =", filter->language);
	if (!str_empty(filter->customer_id))
		sql_where_text(sql, "customer_id =", filter->customer_id);
	if (filter->expedited != FLAG_ANY)
		sql_where_int(sql, "expedited =", filter->expedited == FLAG_YES);
	if (filter->due_before != DATE_NONE)
		sql_where_int(sql, "due_on <", filter->due_before);
	if (filter->filed_after != DATE_NONE)
		sql_where_int(sql, "filed_on >", filter->filed_after);
	if (filter->filed_before > 0)
		sql_where_int(sql, "filed_on <", filter->filed_before);
	if (filter->clock != CLOCK_NONE) {
		sql_where(sql, "is_open = 1");
		where_day(sql, filter, filter->clock == CLOCK_OVERDUE    ? overdue
		                       : filter->clock == CLOCK_DUE_SOON ? due_soon
		                                                         : on_time);
	}
	where_turn(sql, filter);
	if (queue_filter_has_decision(filter))
		where_decided(sql, filter);
	if (filter->reviews != REVIEWS_ANY)
		review_where(sql, filter->reviews, filter->not_reviewed_by);
	if (!str_empty(filter->text))
		where_text(sql, filter->text);
}

void
queue_filter_add(struct sql_filter *sql, const struct queue_filter *filter)
{
	queue_filter_wanted(sql, filter);
	sql_scope(sql, filter->scope, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * A policy scope as one SQL predicate.  It knows no role: policy.c does.
 */
#include "base/str.h"
#include "server/store/sql_filter.h"

static void
column(struct sql_filter *filter, const char *prefix, const char *name)
{
	if (prefix)
		sql_add(filter, prefix);
	sql_add(filter, name);
}

static void
column_in(struct sql_filter *filter, const char *prefix, const char *name,
          const struct text_list *values)
{
	/* An empty word is no team and no county: policy.c says the same. */
	struct text_list named = { arena_array(filter->arena, values->count + 1, sizeof(char *)), 0 };
	for (size_t i = 0; i < values->count; i++) {
		if (!str_empty(values->at[i]))
			named.at[named.count++] = values->at[i];
	}
	column(filter, prefix, name);
	sql_add(filter, " IN ");
	sql_put_list(filter, &named);
}

/* "or" between the arms that are on; the predicate of none of them is false. */
static void
arm(struct sql_filter *filter, bool *has_arm)
{
	sql_add(filter, *has_arm ? " OR " : "(");
	*has_arm = true;
}

static void
add_arms(struct sql_filter *filter, const struct policy_scope *scope, const char *prefix)
{
	bool has_arm = false;

	if (scope->worker_id) {
		arm(filter, &has_arm);
		column(filter, prefix, "assignee_id = ");
		sql_put_text(filter, scope->worker_id);
	}
	if (scope->team_ids.count) {
		arm(filter, &has_arm);
		sql_add(filter, "(");
		column_in(filter, prefix, "team_id", &scope->team_ids);
		if (scope->counties.count) {
			sql_add(filter, " AND ");
			column_in(filter, prefix, "county", &scope->counties);
		}
		if (scope->programs.count) {
			sql_add(filter, " AND ");
			column_in(filter, prefix, "program_id", &scope->programs);
		}
		sql_add(filter, ")");
	}
	if (scope->led_team_ids.count) {
		arm(filter, &has_arm);
		column_in(filter, prefix, "team_id", &scope->led_team_ids);
	}
	if (scope->intake_worker_id) {
		arm(filter, &has_arm);
		sql_add(filter, "(");
		column(filter, prefix, "filed_by_id = ");
		sql_put_text(filter, scope->intake_worker_id);
		sql_add(filter, " AND ");
		column(filter, prefix, "filed_at >= ");
		sql_put_int(filter, scope->intake_since_ms);
		sql_add(filter, ")");
	}
	sql_add(filter, has_arm ? ")" : "1 = 0");
}

/* A list as values, or, where it is long, as the table that it was read from. */
static void
put_customers(struct sql_filter *filter, const struct policy_scope *scope, const struct text_list *ids,
              const char *table)
{
	if (ids->count <= SCOPE_VALUES_MAX || !scope->lists_of) {
		sql_put_list(filter, ids);
		return;
	}
	sql_add(filter, "(SELECT l.customer_id FROM ");
	sql_add(filter, table);
	sql_add(filter, " l WHERE l.worker_id = ");
	sql_put_text(filter, scope->lists_of);
	sql_add(filter, ")");
}

void
sql_put_conflicts(struct sql_filter *filter, const struct policy_scope *scope)
{
	put_customers(filter, scope, &scope->conflict_customer_ids, "worker_conflict");
}

void
sql_put_seals(struct sql_filter *filter, const struct policy_scope *scope)
{
	put_customers(filter, scope, &scope->sealed_customer_ids, "customer_seal");
}

void
sql_customer_scope(struct sql_filter *filter, const struct policy_scope *scope,
                   const char *id_column, const char *sealed_column)
{
	if (scope->unlimited)
		return;
	if (scope->none) {
		sql_where(filter, "1 = 0");
		return;
	}
	if (scope->conflict_customer_ids.count) {
		sql_where(filter, id_column);
		sql_add(filter, " NOT IN ");
		sql_put_conflicts(filter, scope);
	}
	sql_and(filter);
	sql_add(filter, scope->sealed_customer_ids.count ? "(" : "");
	sql_add(filter, sealed_column);
	sql_add(filter, " = 0");
	if (scope->sealed_customer_ids.count) {
		sql_add(filter, " OR ");
		sql_add(filter, id_column);
		sql_add(filter, " IN ");
		sql_put_seals(filter, scope);
		sql_add(filter, ")");
	}
}

void
sql_scope(struct sql_filter *filter, const struct policy_scope *scope, const char *prefix)
{
	if (scope->unlimited)
		return;
	if (scope->none) {
		sql_where(filter, "1 = 0");
		return;
	}
	if (scope->application_id) {
		sql_and(filter);
		column(filter, prefix, "application_id = ");
		sql_put_text(filter, scope->application_id);
		return;
	}
	const char *at = prefix ? prefix : "";
	sql_customer_scope(filter, scope, arena_printf(filter->arena, "%scustomer_id", at),
	                   arena_printf(filter->arena, "%ssealed", at));
	if (!scope->all) {
		sql_and(filter);
		add_arms(filter, scope, prefix);
	}
}

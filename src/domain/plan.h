/* SPDX-License-Identifier: Apache-2.0
 *
 * Many applications moved at once: proposed, looked at, edited, carried out as
 * one and taken back as one.
 */
#ifndef DOMAIN_PLAN_H
#define DOMAIN_PLAN_H

#include "domain/application.h"
#include "domain/rebalance.h"
#include "domain/worker.h"

enum plan_state { PLAN_NONE, PLAN_DRAFT, PLAN_COMMITTED, PLAN_REVERTED, PLAN_EXPIRED };
/* Where its applications came from. */
enum plan_kind { PLAN_OF_NOTHING, PLAN_OF_MARKS, PLAN_OF_FILTER, PLAN_OF_ABSENCE, PLAN_OF_TEAM };

/* What became of one row. */
enum plan_outcome { PLAN_ROW_WAITS, PLAN_ROW_MOVED, PLAN_ROW_REVERTED, PLAN_ROW_LEFT };

enum plan_skip_why {
	SKIP_NONE,
#define SKIP(id, wire, text) SKIP_##id,
#include "domain/plan_skips.def"
#undef SKIP
	SKIP_COUNT
};

const char *skip_wire(enum plan_skip_why why);
const char *skip_text(enum plan_skip_why why); /* msgid */
enum plan_skip_why skip_from_wire(const char *word);

struct plan_item {
	const char *application_id;
	int64_t application_version; /* as it was when it was proposed */
	const char *number;
	struct customer_ref customer;
	const char *program_id;
	civil_date due_on;
	bool expedited;
	struct person_ref *from; /* NULL: nobody */
	struct person_ref *to;
	const char *to_team;     /* name of the team it goes to; NULL: it stays in its own */
	const char *reason;      /* in the reader's language */
	struct text_list bends;
	const char *conflict;    /* what has changed since, so that it cannot be moved; NULL */
	enum plan_outcome outcome;
};

struct plan_skip {
	const char *application_id;
	const char *number;
	const char *why;
};

struct plan_load {
	const char *worker_id;
	const char *name;
	int64_t capacity; /* hundredths of hours a week, leave taken off */
	struct load before, after;
};

struct plan_progress { int64_t done, total; };

struct move_plan {
	const char *id;
	int64_t version;
	enum plan_state state;
	enum strategy strategy;
	enum plan_kind kind;
	struct person_ref *absent;       /* of an absence; so the next two */
	civil_date absent_from, absent_to;
	const char *team_id;             /* evened out */
	const char *reason;
	struct person_ref *made_by, *handed_to, *committed_by, *reverted_by;
	int64_t created_at_ms, expires_at_ms, committed_at_ms, reverted_at_ms;
	const char *revert_reason;
	int64_t item_count, skip_count;
	int64_t conflict_count; /* rows that have changed since */
	int64_t hidden_count;   /* rows that this reader may not see */
	LIST_OF(struct plan_item) items;
	LIST_OF(struct plan_skip) skipped;
	LIST_OF(struct plan_load) loads;
	const char *load_before, *load_after; /* JSON objects by worker id */
	struct plan_progress *progress;       /* while it is carried out; or NULL */
	struct text_list allowed_actions;     /* edit, hand_over, commit, revert, drop */
};

#endif

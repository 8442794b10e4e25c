/* SPDX-License-Identifier: Apache-2.0
 *
 * The worksheet: a program's arithmetic over one application, step by step,
 * with what is not known and what is not proved said.  Pure.  It advises; it
 * decides nothing, and nothing of it fills a field of a decision.
 */
#ifndef DOMAIN_WORKSHEET_H
#define DOMAIN_WORKSHEET_H

#include "domain/application.h"
#include "domain/program_rules.h"

enum { WORKSHEET_DOUBTS_MAX = 40, WORKSHEET_UNKNOWN_MAX = 60, WORKSHEET_BYTES_MAX = 256 * 1024 };

/* Something that is not known, and where it would come from. */
struct worksheet_unknown {
	const char *path;     /* as var names it: "jobs.gross", "table.most" */
	const char *label;    /* "Gross pay, Acme Foods"; of a table, its name */
	const char *question; /* the question that would tell; NULL: a table */
	const char *item;     /* the proof that would bear it out, by id; NULL: none */
};

/* What a step rests on: an answer, a proof, another step. */
struct worksheet_evidence {
	const char *label;
	const char *value; /* the answer, or the state of the proof */
	const char *item;  /* of a proof: its id */
};

struct worksheet_step {
	int64_t number; /* from 1 */
	const char *id;
	const char *label;
	const char *unit;
	const char *value;    /* "2310.00", "3", "yes"; NULL: not known */
	const char *unrounded; /* before the law's rounding; NULL where that is the same */
	const char *working;  /* "1842 + 468"; NULL where there is nothing to show */
	const char *limit;    /* the other side of its test; NULL: none */
	const char *verdict;  /* ok, not_met, cap; NULL: nothing to say */
	const char *rule;     /* JsonLogic */
	const char *round;    /* "up dollar"; NULL: not rounded */
	const char *citation;
	LIST_OF(struct worksheet_unknown) unknown;
	LIST_OF(struct worksheet_evidence) evidence;
};

struct worksheet_test {
	const char *id;
	const char *label;
	const char *verdict;  /* met, not_met, unknown, passed_over */
	const char *citation;
	const char *reason;   /* the reason it gives as it stands; NULL: none */
	const char *facts;    /* of that reason, JSON */
	LIST_OF(struct worksheet_unknown) unknown;
};

/* A fact that nobody accepted a proof of, and what comes out without it. */
struct worksheet_doubt {
	const char *item;   /* id */
	const char *label;  /* "rent $910.00" */
	const char *step;   /* the step that would change, by id */
	int64_t step_number;
	const char *value;  /* what it would come to; NULL: it would not be known */
	const char *advice; /* what the advice would be */
};

/* What a full month comes to by the figures of another month. */
struct worksheet_month {
	const char *month;  /* "2026-10" */
	const char *amount; /* NULL: not known, or none */
	int64_t amount_step;
};

struct worksheet {
	struct program_ref program;
	const char *month; /* "2025-11" */
	bool is_first_month;
	civil_date filed_on;
	int64_t size; /* counted in the home; 0: not known, or not counted */
	const char *advice; /* approved, denied, unknown */
	struct text_list reasons; /* codes the tests give, the denials alone where there are any */
	const char *amount;       /* a full month; NULL: not known, or none */
	const char *first_amount; /* the month of filing; NULL: the same */
	int64_t amount_step;      /* their numbers; 0: none */
	int64_t first_amount_step;
	LIST_OF(struct worksheet_step) steps;
	LIST_OF(struct worksheet_test) tests;
	LIST_OF(struct worksheet_unknown) unknown;
	LIST_OF(struct worksheet_doubt) doubts;
	/* Of a decision's: the other months that its amounts begin in. */
	LIST_OF(struct worksheet_month) months;
};

/* What is known of an application, borrowed by the call. */
struct worksheet_input {
	const struct program *program;
	const struct json *answers;
	civil_date filed_on;
	civil_date month;         /* any day of it; DATE_NONE: the month of filing */
	bool expedited;
	const char *language;     /* of the labels */
	const struct missing_item *items;
	size_t item_count;
	const struct json *given; /* steps not worked out but given; NULL: none */
	const struct text_list *unrounded; /* steps left as they come; NULL: none */
};

/* False, with err, for a program that carries no arithmetic. */
bool worksheet_make(struct worksheet **ret, struct arena *arena, const struct worksheet_input *input,
	struct err *err) must_use;

const struct worksheet_step *worksheet_find_step(const struct worksheet *sheet, const char *id);

#endif

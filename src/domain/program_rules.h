/* SPDX-License-Identifier: Apache-2.0
 *
 * The arithmetic of a program file: tables of numbers by effective date, the
 * steps of the worksheet, the tests over them, and the cases by which the
 * file proves itself.  Computing them is domain/worksheet.h.
 */
#ifndef DOMAIN_PROGRAM_RULES_H
#define DOMAIN_PROGRAM_RULES_H

#include "base/fraction.h"
#include "domain/program.h"

enum {
	PARAMETER_SIZES_MAX = 40, /* columns of a table by household size */
	STEPS_MAX = 60,
	TESTS_MAX = 40,
	CASES_MAX = 200,
	CASE_NAME_MAX = 120
};

#define STEP_UNIT(id, word) STEP_IS_##id,
enum step_unit { STEP_IS_NONE,
#include "domain/worksheet_words.def"
	STEP_UNIT_COUNT };
#define ROUND_WAY(id, word) ROUND_##id,
enum round_way { ROUND_NONE,
#include "domain/worksheet_words.def"
	ROUND_WAY_COUNT };
#define ROUND_TO(id, word, parts) ROUND_TO_##id,
enum round_to { ROUND_TO_NONE,
#include "domain/worksheet_words.def"
	ROUND_TO_COUNT };
#define ADVICE(id, word, text) ADVICE_##id,
enum advice { ADVICE_NONE,
#include "domain/worksheet_words.def"
	ADVICE_COUNT };

/* The figures of one span of time. */
struct parameter_span {
	civil_date from;
	civil_date to;                /* last day; DATE_NONE: still in force */
	LIST_OF(struct fraction) at;  /* by size, the first for 1; one entry where there is no "by" */
	bool goes_on;                 /* past the last size ... */
	struct fraction each_further; /* ... by so much for each */
};

struct program_parameter {
	const char *id;
	struct program_text label;
	const char *citation;
	const char *by; /* the step whose number picks the column; NULL: one figure for all */
	LIST_OF(struct parameter_span) spans; /* in order of time */
};

struct program_step {
	const char *id;
	struct program_text label;
	enum step_unit unit;
	const struct rule *rule;
	const char *rule_text;   /* the same as it stands in the file */
	enum round_way round;    /* as the law rounds it, after the rule */
	enum round_to round_to;
	const struct rule *cap;  /* shown beside it; the rule itself holds to it.  NULL: none */
	const char *citation;
};

struct test_fact {
	const struct program_fact *fact;
	const struct rule *value;
};

/* A reason that a test gives when it fails, or when it holds. */
struct test_reason {
	const struct program_reason *reason; /* NULL: none */
	LIST_OF(struct test_fact) facts;     /* those of its facts that the arithmetic knows */
};

struct program_test {
	const char *id;
	struct program_text label;
	const struct rule *when; /* NULL: always; where it does not hold the test is passed over */
	const struct rule *rule;
	const char *citation;
	struct test_reason fails;
	struct test_reason holds;
};

/* Inputs and what must come of them. */
struct program_case {
	const char *name;
	int line; /* of the file */
	civil_date filed_on;
	civil_date month;       /* DATE_NONE: the month of filing */
	const char *answers;    /* JSON */
	const char *given;      /* JSON: steps whose result is given, not worked out; NULL: none */
	const char *steps;      /* JSON: results by step; null: not known */
	enum advice advice;     /* ADVICE_NONE: not looked at */
	bool has_expedited;
	enum truth expedited;
	bool has_reasons;
	struct text_list reasons;
	struct text_list unknown; /* what is not known, as paths */
};

struct program_rules {
	LIST_OF(struct program_parameter) parameters;
	LIST_OF(struct program_step) steps;
	const struct program_step *size;         /* how many are counted; NULL: none */
	const struct program_step *amount;       /* a full month; NULL: none */
	const struct program_step *first_amount; /* the month of filing; NULL: as any other */
	LIST_OF(struct program_test) tests;
	LIST_OF(struct program_case) cases;
};

const struct program_parameter *rules_find_parameter(const struct program_rules *rules, const char *id);
const struct program_step *rules_find_step(const struct program_rules *rules, const char *id);
/* The span in force on a day; NULL: a gap. */
const struct parameter_span *parameter_span_on(const struct program_parameter *parameter, civil_date on);
/* Its figure for a size; none where the table does not reach so far. */
struct fraction parameter_span_at(const struct parameter_span *span, int64_t size);

const char *step_unit_word(enum step_unit unit);
const char *round_way_word(enum round_way way);
const char *round_to_word(enum round_to to);
int64_t round_to_parts(enum round_to to); /* in a dollar */
const char *advice_word(enum advice advice);
const char *advice_text(enum advice advice); /* msgid */

#endif

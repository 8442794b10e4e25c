/* SPDX-License-Identifier: Apache-2.0
 *
 * Running the cases that a program file carries: what came of each, and
 * whether that is what the file says must come.  Pure.
 */
#ifndef DOMAIN_PROGRAM_TRIAL_H
#define DOMAIN_PROGRAM_TRIAL_H

#include "domain/program_rules.h"

/* One thing of a case that came out otherwise. */
struct trial_difference {
	const char *of;       /* "step gross", "advice", "expedited", "reasons", "unknown" */
	const char *expected;
	const char *came;
};

struct trial {
	const struct program_case *of;
	LIST_OF(struct trial_difference) differences; /* none: it agrees */
};

/* Was a test of the program met in some case, and not met in some? */
struct trial_sides {
	bool is_met;
	bool is_not_met;
};

struct trial_list {
	struct trial *at;
	size_t count;
	size_t failed;
	struct trial_sides *tests; /* parallel to the program's tests */
	struct trial_sides *expedited; /* parallel to its expedited tests */
};

/* A program without arithmetic has no cases. */
bool program_trial(struct trial_list *ret, struct arena *arena, const struct program *program,
	struct err *err) must_use;

#endif

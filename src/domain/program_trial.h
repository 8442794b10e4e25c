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
	const char *of;       /* "step gross", "advice", "reasons", "unknown" */
	const char *expected;
	const char *came;
};

struct trial {
	const struct program_case *of;
	LIST_OF(struct trial_difference) differences; /* none: it agrees */
};

struct trial_list {
	struct trial *at;
	size_t count;
	size_t failed;
};

/* A program without arithmetic has no cases. */
bool program_trial(struct trial_list *ret, struct arena *arena, const struct program *program,
	struct err *err) must_use;

#endif

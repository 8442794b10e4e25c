/* SPDX-License-Identifier: Apache-2.0
 *
 * A second reading of a program that loads: what will work but not as its
 * author means it, and what the law wants a notice to say.
 */
#ifndef DOMAIN_PROGRAM_LINT_H
#define DOMAIN_PROGRAM_LINT_H

#include "domain/program.h"

enum { PROGRAM_LINT_MAX = 100 };

struct program_lint {
	bool is_error;       /* must not be published */
	int line;            /* 0: of the file as a whole */
	const char *pointer; /* JSON pointer */
	const char *text;
};

struct program_lint_list {
	struct program_lint *at;
	size_t count;
	size_t errors;
};

/* text is the file the program was loaded from, for line numbers. */
void program_lint(struct program_lint_list *ret, struct arena *arena, const struct program *program,
	const char *text, size_t len);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * A walk through two versions of a program, for the files of the comparison alone:
 * program_diff.c walks, program_diff_value.c says what a value reads as.
 */
#ifndef DOMAIN_PROGRAM_DIFF_WALK_H
#define DOMAIN_PROGRAM_DIFF_WALK_H

#include "domain/program_diff.h"

struct diff_walk {
	struct arena *arena;
	struct program_change_list *list;
	const struct json *before; /* the whole files */
	const struct json *after;
	struct change_step path[CHANGE_DEPTH_MAX];
	size_t depth;
	enum diff_group group;
};

/* A wording: {"en": ...} in languages of either version. */
bool diff_is_by_language(const struct diff_walk *walk, const struct json *value);
/* A condition or a formula, by where it stands. */
bool diff_is_logic(const struct diff_walk *walk, const char *member);
/* As a person reads it, in the walk's arena; NULL of none. */
const char *diff_value_text(struct diff_walk *walk, const struct json *value, const char *member);
bool diff_is_same(const struct json *before, const struct json *after);

#endif

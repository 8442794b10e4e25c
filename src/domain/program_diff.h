/* SPDX-License-Identifier: Apache-2.0
 *
 * What is different between two versions of a program, member by member, so
 * that nothing that changed goes untold.  Both files must load.
 */
#ifndef DOMAIN_PROGRAM_DIFF_H
#define DOMAIN_PROGRAM_DIFF_H

#include "base/arena.h"
#include "base/json.h"
#include "domain/list.h"

#define DIFF_GROUP(id, heading) DIFF_##id,
enum diff_group {
#include "domain/program_parts.def"
	DIFF_GROUP_COUNT };

enum { CHANGE_DEPTH_MAX = 8 };

enum change_kind { CHANGE_ADDED, CHANGE_REMOVED, CHANGE_OTHER, CHANGE_MOVED };

/* One way down the file: question "rent", option "none". */
struct change_step {
	const char *noun; /* msgid, or the member as it stands in the file */
	const char *name; /* NULL: the noun says it */
};

struct program_change {
	enum diff_group group;
	enum change_kind kind;
	struct change_step path[CHANGE_DEPTH_MAX];
	size_t depth;
	const char *language; /* of a wording; NULL: of no language */
	/* As a person reads them; NULL where there is none.  Of what was added or
	 * removed whole: what it is called.  Of what moved: its places. */
	const char *before;
	const char *after;
};

struct program_change_list {
	struct program_change *at;
	size_t count;
};

/* All of it lives in the arena; in the order of the groups, then of the file. */
void program_diff(struct program_change_list *ret, struct arena *arena, const struct json *before,
	const struct json *after);

const char *diff_group_heading(enum diff_group group); /* msgid */

#endif

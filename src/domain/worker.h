/* SPDX-License-Identifier: Apache-2.0
 *
 * The people who work here, and their teams.
 */
#ifndef DOMAIN_WORKER_H
#define DOMAIN_WORKER_H

#include "base/clock.h"
#include "domain/list.h"

/* Sets of roles. */
enum {
#define ROLE(id, bit, wire, text) ROLE_##id = 1 << bit,
#include "domain/roles.def"
#undef ROLE
	ROLE_ANY = (1 << 5) - 1
};

const char *role_wire(unsigned one_role);
unsigned role_from_wire(const char *word); /* 0: unknown */

enum presence { PRESENCE_NONE, PRESENCE_HERE, PRESENCE_AWAY, PRESENCE_OFFLINE };

struct load {
	int64_t open;
	int64_t weighted; /* hundredths of one plain application */
	int64_t overdue;
	int64_t due_soon;
	int64_t waiting;
	int64_t decided_today;
	int64_t chats; /* that wait for the worker, or are under way */
};

struct worker {
	const char *id;
	int64_t version;
	const char *username;
	const char *name;
	struct text_list roles;
	struct text_list team_ids;
	struct text_list led_team_ids;
	struct text_list programs;  /* certified for; empty: all */
	struct text_list languages;
	struct text_list counties;  /* empty: all */
	int64_t capacity;
	civil_date on_leave_from;
	civil_date on_leave_to;
	enum presence presence;
	struct load *load; /* NULL where not asked for */
};

struct team {
	const char *id;
	const char *name;
	int64_t open;
	int64_t unassigned;
	struct load *load;    /* of its applications, whoever has them, and of its workers' chats; NULL: not told */
	struct load *nobodys; /* of what is open and nobody's; NULL: not told */
};

#endif

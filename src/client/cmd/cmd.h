/* SPDX-License-Identifier: Apache-2.0
 *
 * What a person can do, from the one table commands.def, and why not now.
 */
#ifndef CLIENT_CMD_CMD_H
#define CLIENT_CMD_CMD_H

#include "base/base.h"

struct model;
struct subject;

enum scope {
	SCOPE_NONE,
#define SCOPE(id, name, parent) SCOPE_##id,
#include "client/cmd/scopes.def"
#undef SCOPE
	SCOPE_COUNT
};

enum cmd_id {
	CMD_NONE,
#define CMD(id, name, scope, keys, flags, act, hint, help) CMD_##id,
#include "client/cmd/commands.def"
#undef CMD
	CMD_COUNT
};

enum cmd_flag {
	CMD_PLAIN = 0,
	CMD_WRITE = 1 << 0,
	CMD_CONFIRM = 1 << 1,
	CMD_IN_TEXT = 1 << 2,
	CMD_SUBJECT = 1 << 3,
	CMD_ONE = 1 << 4
};

struct cmd {
	enum cmd_id id;
	const char *name;
	enum scope scope;
	const char *keys; /* defaults */
	unsigned flags;
	const char *act;  /* "approve|deny"; "" none */
	const char *hint; /* msgid, a word or two */
	const char *help; /* msgid, a sentence without full stop */
};

const struct cmd *cmd_of(enum cmd_id id);
enum cmd_id cmd_from_name(const char *name); /* CMD_NONE: unknown */
enum scope scope_from_name(const char *name);
enum scope scope_parent(enum scope scope);
/* Is a command of scope `of` at hand where `in` is the focus? */
bool scope_reaches(enum scope in, enum scope of);

/*
 * Why this cannot be done now, translated, or NULL when it can.  The only
 * place for preconditions that are not one screen's own (view_ops.why_not has
 * those); hint line, palette, help and status line all show it.
 */
const char *cmd_why_not(enum cmd_id id, const struct model *model, const struct subject *subject);

/* What the hint line calls it, translated: the word of the table, or what the
 * key does to this subject where that is another thing. */
const char *cmd_hint(enum cmd_id id, const struct subject *subject);

#endif

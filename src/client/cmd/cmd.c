/* SPDX-License-Identifier: Apache-2.0
 *
 * The command table and the preconditions that hold on every screen.
 */
#include "client/cmd/cmd.h"

#include "base/str.h"
#include "base/words.h"
#include "client/model/model.h"

static const struct cmd commands[] = {
	{ .name = "", .keys = "", .act = "", .hint = "", .help = "" },
#define CMD(id, name, scope, keys, flags, act, hint, help) \
	{ CMD_##id, name, SCOPE_##scope, keys, flags, act, hint, help },
#include "client/cmd/commands.def"
#undef CMD
};
static_assert(countof(commands) == CMD_COUNT, "one row a command");

static const struct {
	const char *name;
	enum scope parent;
} scopes[] = {
	{ "", SCOPE_NONE },
#define SCOPE(id, name, parent) { name, parent },
#include "client/cmd/scopes.def"
#undef SCOPE
};
static_assert(countof(scopes) == SCOPE_COUNT, "one row a scope");

const struct cmd *
cmd_of(enum cmd_id id)
{
	assert(id < CMD_COUNT);
	return &commands[id];
}

enum cmd_id
cmd_from_name(const char *name)
{
	for (size_t i = 1; i < countof(commands); i++) {
		if (str_eq(commands[i].name, name))
			return commands[i].id;
	}
	return CMD_NONE;
}

enum scope
scope_from_name(const char *name)
{
	for (int scope = 1; scope < SCOPE_COUNT; scope++) {
		if (str_eq(scopes[scope].name, name))
			return (enum scope)scope;
	}
	return SCOPE_NONE;
}

enum scope
scope_parent(enum scope scope)
{
	assert(scope < SCOPE_COUNT);
	return scopes[scope].parent;
}

bool
scope_reaches(enum scope in, enum scope of)
{
	for (; in != SCOPE_NONE; in = scope_parent(in)) {
		if (in == of)
			return true;
	}
	return false;
}

/* Does the server's list name one of "a|b|c"? */
static bool
act_allowed(const struct text_list *allowed, const char *acts)
{
	while (*acts) {
		size_t len = strcspn(acts, "|");
		for (size_t i = 0; i < allowed->count; i++) {
			if (strlen(allowed->at[i]) == len && strncmp(allowed->at[i], acts, len) == 0)
				return true;
		}
		acts += len;
		if (*acts == '|')
			acts++;
	}
	return false;
}

static const char *
why_not_write(const struct model *model)
{
	if (!model->signed_in)
		return _("Sign in first.");
	if (model->line == LINE_OFFLINE)
		return _("The case server cannot be reached; what is typed is kept. Wait for \"live\".");
	if (model->roles == ROLE_AUDITOR)
		return _("An auditor reads and exports, and writes nothing.");
	return NULL;
}

/* Who can move it is told so, and not to ask for it. */
static bool
can_assign(const struct subject *subject)
{
	return act_allowed(subject->allowed_actions, "assign|reassign");
}

/* Whoever made a decision is told, too, that it is another's turn. */
static const char *
why_not_decide(const struct subject *subject)
{
	switch (subject->status) {
	case APPLICATION_AWAITING_SECOND_APPROVAL:
		return _("A second person signs it: a supervisor of its team who did not make it.");
	case APPLICATION_APPROVED:
	case APPLICATION_DENIED:
		return _("It is decided. Only a supervisor of its team replaces a decision.");
	case APPLICATION_WITHDRAWN:
		return _("It was withdrawn. S opens it again, within its window.");
	default:
		return can_assign(subject) ? _("Only its worker decides, once it is in review. A gives it to you, or another.")
		                           : _("Only its worker decides, once it is in review. C claims it.");
	}
}

/* The server's list does not say why: who could do it, and when. */
static const char *
why_not_act(enum cmd_id id, const struct subject *subject)
{
	switch (id) {
	case CMD_CLAIM:
		if (can_assign(subject))
			return _("It is somebody's already. A gives it to you, or to another.");
		return _("It is somebody's already, or not free to take. A supervisor can move it.");
	case CMD_RELEASE:
		return _("Only the worker who has it gives it back, while it is open.");
	case CMD_ASSIGN:
		return _("Only a supervisor of its team assigns, while it is open.");
	case CMD_DECIDE:
		return why_not_decide(subject);
	case CMD_ASK_MISSING:
		return _("Only its worker asks, once it is in review. C claims it.");
	case CMD_INTERVIEW:
		return _("Only its worker sets interviews, once in review. C claims it.");
	case CMD_NEW_CODE:
		return _("Only its team and its supervisor, or who took it in today, give a new code.");
	case CMD_NOTE:
	case CMD_REMIND:
	case CMD_CALL:
		return _("Only its team and its supervisor write on this file.");
	default:
		return _("Not in its present status, or not by you. ? says what can be done.");
	}
}

/* What the tables cannot say: a room of one role, a screen before the sign-in. */
static const char *
why_not_here(enum cmd_id id, const struct model *model, const struct subject *subject)
{
	switch (id) {
	case CMD_ROOM_APPROVALS:
		if (!(model->roles & ROLE_SUPERVISOR))
			return _("Only supervisors approve decisions of others.");
		break;
	case CMD_ROOM_REVIEWS:
	case CMD_ROOM_CORRECTIONS:
		if (!(model->roles & (ROLE_SUPERVISOR | ROLE_AUDITOR)))
			return _("Reviews are for supervisors and auditors.");
		break;
	case CMD_REVIEW:
		if (!(model->roles & ROLE_SUPERVISOR))
			return _("Only supervisors review decisions of others.");
		break;
	case CMD_ROOM_BOARD:
		if (!(model->roles & ROLE_SUPERVISOR))
			return _("The board is for supervisors, of the teams they lead.");
		break;
	case CMD_ROOM_INSIGHTS:
		if (!(model->roles & (ROLE_SUPERVISOR | ROLE_AUDITOR)))
			return _("Insights are for supervisors and auditors.");
		break;
	case CMD_INTAKE:
		if (!(model->roles & (ROLE_INTAKE | ROLE_CASEWORKER)))
			return _("Only intake workers and caseworkers take applications in.");
		break;
	case CMD_AUDIT:
	case CMD_WORKERS:
	case CMD_AS_IT_WAS:
	case CMD_LOG_PROOF:
		if (!(model->roles & ROLE_AUDITOR))
			return _("Only auditors read who saw what, and prove the log.");
		if (id == CMD_AS_IT_WAS && !str_eq(subject->type, "application"))
			return _("Put the cursor on an application first.");
		break;
	case CMD_NEXT_BEST:
		if (!(model->roles & ROLE_CASEWORKER))
			return _("Only caseworkers take applications.");
		break;
	case CMD_LOCK:
	case CMD_SWITCH:
	case CMD_SIGN_OUT:
		if (!model->signed_in)
			return _("Nobody is signed in.");
		break;
	default:
		break;
	}
	return NULL;
}

const char *
cmd_why_not(enum cmd_id id, const struct model *model, const struct subject *subject)
{
	const struct cmd *cmd = cmd_of(id);
	const char *why = NULL;

	if ((cmd->flags & CMD_WRITE) && (why = why_not_write(model)))
		return why;
	if ((cmd->flags & CMD_SUBJECT) && str_empty(subject->id))
		return _("There is nothing under the cursor to do this to.");
	if ((cmd->flags & CMD_ONE) && subject->marked > 1)
		return id == CMD_DECIDE ? _("Nobody decides in bulk: unmark (U) and decide one by one.")
		                        : _("This is done one by one: unmark (U) first.");
	if (cmd->act[0] && subject->allowed_actions && !act_allowed(subject->allowed_actions, cmd->act))
		return why_not_act(id, subject);
	return why_not_here(id, model, subject);
}

const char *
cmd_hint(enum cmd_id id, const struct subject *subject)
{
	/* The second person reads the decision there is, and makes none. */
	if (id == CMD_DECIDE && subject->allowed_actions &&
	    subject->status == APPLICATION_AWAITING_SECOND_APPROVAL)
		return _("approve or return");
	return _(cmd_of(id)->hint);
}

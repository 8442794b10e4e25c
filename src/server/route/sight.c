/* SPDX-License-Identifier: Apache-2.0
 *
 * Which events go by before whose eyes.
 */
#include "config.h"

#include "server/route/sight.h"

#include "base/str.h"

bool
sight_init(struct sight *sight, const struct actor *actor, int64_t now_ms, const char *words, struct err *err)
{
	static const char application[] = "application:";

	memset(sight, 0, sizeof(*sight));
	sight->actor = actor;
	policy_scope(actor, now_ms, &sight->scope);
	if (words == NULL)
		return true;
	if (str_eq(words, "me")) {
		sight->filter = SIGHT_ME;
	} else if (str_eq(words, "team")) {
		sight->filter = SIGHT_TEAM;
	} else if (str_starts(words, application) && str_is_id(words + sizeof(application) - 1)) {
		sight->filter = SIGHT_APPLICATION;
		sight->application_id = words + sizeof(application) - 1;
	} else {
		return err_field(err, "?scope", "unknown", "scope is me, team, or application: and its id.");
	}
	return true;
}

/* Signing in, searching and looking are kept for the audit and shown to nobody. */
static bool
is_for_audit_alone(enum event_type type)
{
	switch (type) {
	case EVENT_NONE:
	case EVENT_SEARCHED:
	case EVENT_LIST_EXPORTED:
	case EVENT_SESSION_OPENED:
	case EVENT_SESSION_CLOSED:
	case EVENT_SESSION_REFUSED:
	case EVENT_KEY_MADE:
	case EVENT_KEY_RESEALED:
	case EVENT_KEY_RETIRED:
	case EVENT_CONFLICT_DECLARED: /* its worker is told by worker.changed, without the reason */
	case EVENT_CONFLICT_ENDED:
	case EVENT_AUDIT_EXPORTED:
	case EVENT_DATABASE_CREATED:
		return true;
	default:
		return event_kind_of(type)->history == HISTORY_VIEW;
	}
}

static bool
is_of_team(const struct actor *actor, const char *team_id)
{
	return !str_empty(team_id)
	       && (text_list_has(&actor->team_ids, team_id) || text_list_has(&actor->led_team_ids, team_id));
}

static bool
passes_filter(const struct sight *sight, const struct event *event)
{
	const char *me = sight->actor->id;

	switch (sight->filter) {
	case SIGHT_ALL:
		break;
	case SIGHT_ME:
		return str_eq(event->scope.assignee_after, me) || str_eq(event->scope.assignee_before, me);
	case SIGHT_TEAM:
		return is_of_team(sight->actor, event->scope.team_id)
		       || is_of_team(sight->actor, event->scope.team_before);
	case SIGHT_APPLICATION:
		return str_eq(event->application_id, sight->application_id);
	}
	return true;
}

/* Was it in sight until this event: before it went to somebody else or another
 * team, was sealed, or before this worker's own seals or conflicts with it changed? */
static bool
was_in_sight(const struct sight *sight, const struct event *event, struct policy_subject *subject)
{
	struct policy_scope scope = sight->scope;
	bool is_own = event->type == EVENT_WORKER_CHANGED;

	subject->assignee_id = event->scope.assignee_before;
	if (!str_empty(event->scope.team_before))
		subject->team_id = event->scope.team_before;
	if (is_own && text_list_has(&event->changed, "conflicts"))
		scope.conflict_customer_ids.count = 0;
	else if (text_list_has(&event->changed, is_own ? "seals" : "sealed"))
		subject->sealed = false;
	return policy_scope_has(&scope, subject);
}

enum seen_as
sight_of(const struct sight *sight, const struct event *event)
{
	struct policy_subject subject = {
		.customer_id = event->scope.customer_id,
		.application_id = event->application_id,
		.team_id = event->scope.team_id,
		.county = event->scope.county,
		.program_id = event->scope.program_id,
		.assignee_id = event->scope.assignee_after,
		.sealed = event->scope.sealed,
	};

	if (is_for_audit_alone(event->type))
		return NOT_SEEN;
	if (event->type == EVENT_PROGRAM_PUBLISHED)
		return sight->filter == SIGHT_ALL ? SEEN : NOT_SEEN;
	if (event->type == EVENT_WORKER_CHANGED && !str_eq(event->subject.id, sight->actor->id))
		return NOT_SEEN;
	if (event->type == EVENT_WORKER_CHANGED && str_empty(event->scope.customer_id))
		return SEEN;
	if (!passes_filter(sight, event))
		return NOT_SEEN;
	if (policy_scope_has(&sight->scope, &subject)) {
		subject.sealed = subject.sealed || event->scope.sealed_since;
		return policy_scope_has(&sight->scope, &subject) ? SEEN : NOT_SEEN;
	}
	return was_in_sight(sight, event, &subject) ? LOST : NOT_SEEN;
}

struct event
sight_gone(const struct event *event)
{
	struct event gone = *event;

	gone.type = EVENT_GONE;
	gone.version = 0;
	gone.actor.id = NULL;
	gone.changed.count = 0;
	if (event->type == EVENT_WORKER_CHANGED)
		gone.subject = event->application_id
			? (struct event_subject){ "application", event->application_id }
			: (struct event_subject){ "customer", event->scope.customer_id };
	return gone;
}

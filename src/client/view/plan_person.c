/* SPDX-License-Identifier: Apache-2.0
 *
 * Whom a typed name means in a plan: among those at hand, else, as the server
 * finds them, anywhere in the agency.  Who may be given what is the server's to
 * say alone: it names who can where this person cannot.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"
#include "client/view/plan_view.h"

enum { NAMES_SHOWN = 3 };

/* Of those that were found so far. */
struct who_found {
	const char *id;
	struct buf names;
	size_t count;
};

static void
find_among(const struct plan_person *person, const struct worker *workers, size_t count, struct who_found *found)
{
	for (size_t i = 0; i < count; i++) {
		const struct worker *worker = &workers[i];

		if (!worker->name || !utf8_has_parts(worker->name, person->typed)
		    || (person->use == PLAN_HAND && !text_list_has(&worker->roles, "supervisor")))
			continue;
		found->id = worker->id;
		if (found->count++ < NAMES_SHOWN)
			buf_printf(&found->names, "%s%s", found->names.len ? ", " : "", worker->name);
	}
}

/* True when it is known by now who is meant, or that it cannot be. */
static bool
settle(struct plan_view *pv, const struct who_found *found, struct fx *fx)
{
	const struct plan_person *person = &pv->person;

	if (found->count == 0)
		return false;
	if (found->count > 1)
		fx_tell(fx, TELL_REFUSAL, _("More than one has that in the name: %s."), found->names.data);
	else if ((pv->handing = person->use == PLAN_HAND))
		plan_send_words(pv, fx, PLAN_TAG_CHANGE, "PATCH", "", "hand_to", found->id, NULL);
	else
		plan_send_change(pv, fx, &person->moves, found->id);
	return true;
}

static void
ask_server(struct plan_view *pv, struct fx *fx)
{
	struct buf path = BUF_INIT(ASK_TEXT_MAX * 4);

	buf_puts(&path, "/v1/workers");
	path_add(&path, "named", pv->person.typed);
	pv->person.asking = view_get(&pv->view, fx, PLAN_TAG_NAMED, "%s", path.data);
	buf_done(&path);
}

void
plan_person_named(struct plan_view *pv, enum plan_person_use use, const char *typed, struct fx *fx)
{
	struct plan_person *person = &pv->person;
	struct who_found found = { .names = BUF_INIT(ASK_TEXT_MAX) };

	if (typed[strspn(typed, " ")] == '\0')
		return;
	arena_reset(&person->arena);
	person->use = use;
	person->moves = plan_targets(pv, &person->arena);
	person->were_marked = pv->list.mark_count > 0;
	person->asking = 0;
	str_copy(person->typed, sizeof person->typed, typed);
	find_among(person, pv->people.workers, pv->people.loaded ? pv->people.worker_count : 0, &found);
	if (!settle(pv, &found, fx))
		ask_server(pv, fx);
	buf_done(&found.names);
}

bool
plan_person_reply(struct plan_view *pv, const struct reply *reply, struct fx *fx)
{
	const struct plan_person *person = &pv->person;
	struct who_found found = { .names = BUF_INIT(ASK_TEXT_MAX) };
	struct arena arena = ARENA_INIT;
	struct worker *workers = NULL;
	struct err err;
	size_t count = 0;

	if (reply->tag != PLAN_TAG_NAMED)
		return false;
	/* Another name was typed meanwhile. */
	if (reply->request != person->asking)
		return true;
	pv->person.asking = 0;
	if (!reply->ok || !board_workers(reply->json, &arena, &workers, &count, &err)) {
		fx_tell_err(fx, reply->ok ? &err : reply->err);
		arena_done(&arena);
		return true;
	}
	find_among(person, workers, count, &found);
	if (!settle(pv, &found, fx))
		fx_tell(fx, TELL_REFUSAL, person->use == PLAN_HAND ? _("No supervisor has \"%s\" in the name.")
		                                                   : _("Nobody here has \"%s\" in the name."), person->typed);
	buf_done(&found.names);
	arena_done(&arena);
	return true;
}

void
plan_person_refused(struct plan_view *pv)
{
	const struct plan_person *person = &pv->person;

	for (size_t i = 0; person->were_marked && i < person->moves.count; i++)
		list_mark(&pv->list, person->moves.at[i], true);
}

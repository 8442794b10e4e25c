/* SPDX-License-Identifier: Apache-2.0
 *
 * Papers come in, are looked at, and are found to be enough or not.
 */
#include "domain/render.h"
#include "server/sample/life.h"
#include "server/service/application_file.h"
#include "server/service/completeness.h"

enum { ITEMS_AT_ONCE = 20 /* an event each, one for looking, two of the gate */ };

static_assert(ITEMS_AT_ONCE + 3 < PLANNED_EVENTS_MAX, "room for all events of one commit");

struct finding_of_item {
	enum item_state state;
	const char *word;
	const char *how;
};

struct items_act {
	struct life *life;
	bool (*wants)(const struct application_file *file, const struct missing_item *item);
	struct finding_of_item (*finds)(struct items_act *act, const struct missing_item *item);
	size_t most;
	size_t done;
};

static bool
is_proof(const struct application_file *file, const struct missing_item *item)
{
	const struct program_requirement *requirement =
		program_find_requirement(file->program, item->requirement);
	return requirement && requirement->met_by == MET_BY_PROOF;
}

static bool
wants_asked(const struct application_file *file, const struct missing_item *item)
{
	return item->state == ITEM_REQUESTED && is_proof(file, item);
}

static bool
wants_received(const struct application_file *file, const struct missing_item *item)
{
	return item->state == ITEM_RECEIVED && is_proof(file, item);
}

static bool
wants_open(const struct application_file *file, const struct missing_item *item)
{
	return item->state != ITEM_ACCEPTED && is_proof(file, item);
}

static const char *
label_of(
	struct items_act *act, const struct application_file *file, const struct missing_item *item)
{
	return render_item(act->life->arena, file->program, item, file->program->languages.at[0]);
}

static struct finding_of_item
arrives(struct items_act *act, const struct missing_item *item)
{
	(void)act;
	(void)item;
	return (struct finding_of_item){ ITEM_RECEIVED, NULL, NULL };
}

static struct finding_of_item
is_good(struct items_act *act, const struct missing_item *item)
{
	static const char *const ways[] = { "original seen", "clear photo", "agrees with the form",
		"letter with a call back" };
	(void)item;
	return (struct finding_of_item){ ITEM_ACCEPTED, "accepted",
		dice_pick(&act->life->dice, ways) };
}

/* The first of what came is not enough, the rest is. */
static struct finding_of_item
is_first_poor(struct items_act *act, const struct missing_item *item)
{
	static const char *const faults[] = { "cannot be read", "page 2 is missing",
		"another person's name", "too old" };
	if (act->done > 0 || item->cured_by != CURED_BY_APPLICANT)
		return is_good(act, item);
	return (struct finding_of_item){ ITEM_INSUFFICIENT, "insufficient",
		dice_pick(&act->life->dice, faults) };
}

static struct finding_of_item
is_verified(struct items_act *act, const struct missing_item *item)
{
	static const char *const ways[] = { "wage register", "call to the employer",
		"state register", "statement of the landlord" };
	(void)item;
	return (struct finding_of_item){ ITEM_ACCEPTED, "accepted",
		dice_pick(&act->life->dice, ways) };
}

/* What came in one envelope is one event, and so is opening it. */
static void
tell_papers(struct items_act *act, struct application_file *file, enum event_type type,
	struct missing_item *const *items, size_t count)
{
	const char *labels = "";
	int64_t now_ms = act->life->world->txn.now_ms;
	for (size_t i = 0; i < count; i++) {
		struct missing_item *item = items[i];
		if (type == EVENT_DOCUMENT_VIEWED && (!item->received_at_ms || item->looked_at_ms))
			continue;
		if (type == EVENT_DOCUMENT_VIEWED)
			item->looked_at_ms = now_ms;
		labels = arena_printf(act->life->arena, "%s%s%s", labels, *labels ? "; " : "",
			label_of(act, file, item));
	}
	if (*labels)
		json_put_text(&plan_event(file, type)->payload, "item", labels);
}

static void
change_item(struct items_act *act, struct application_file *file, struct missing_item *item)
{
	struct finding_of_item finding = act->finds(act, item);
	item->state = finding.state;
	item->how = finding.how;
	if (finding.state == ITEM_RECEIVED) {
		item->received_at_ms = act->life->world->txn.now_ms;
		item->looked_at_ms = 0;
	} else {
		struct planned_event *event = plan_event(file, EVENT_VERIFICATION_CHANGED);
		json_put_text(&event->payload, "item", label_of(act, file, item));
		json_put_text(&event->payload, "state", finding.word);
		json_put_text(&event->payload, "how", finding.how);
	}
	file_item_changed(file, item);
	act->done++;
}

/* One transaction's worth; false also when there was nothing to do. */
static bool
change_items(struct call *call, struct application_file *file, struct items_act *act,
	bool *ret_more, struct err *err)
{
	struct missing_item *chosen[ITEMS_AT_ONCE];
	size_t count = 0;
	*ret_more = false;
	for (size_t i = 0; i < file->item_count && act->done + count < act->most; i++) {
		if (!act->wants(file, &file->items[i]))
			continue;
		if (count == countof(chosen)) {
			*ret_more = true;
			break;
		}
		chosen[count++] = &file->items[i];
	}
	if (count == 0)
		return false;
	bool is_arrival = act->finds == arrives;
	tell_papers(act, file, is_arrival ? EVENT_DOCUMENT_RECEIVED : EVENT_DOCUMENT_VIEWED, chosen,
		count);
	for (size_t i = 0; i < count; i++)
		change_item(act, file, chosen[i]);
	file->changed = "missing";
	return application_settle(call, file, err) && application_commit(call, file, err);
}

static bool
each_item(struct life *life, const struct actor *actor, struct items_act *act, struct err *err)
{
	bool more = true;
	while (more) {
		struct err why = { 0 };
		struct application_file file;
		struct call call = life_call(life, actor);
		bool ok = application_open(&call, life->id, &file, &why);
		more = false;
		if (ok && application_status_is_open(file.now.queue.status))
			ok = change_items(&call, &file, act, &more, &why);
		application_close(&file);
		if (!ok && why.code != ERR_NONE)
			return life_went(life, false, &why, err);
		if (db_take_failure(call.db, err))
			return false;
	}
	return true;
}

bool
life_papers_arrive(struct life *life, size_t most, struct err *err)
{
	struct actor customer = {
		.kind = ACTOR_CUSTOMER,
		.id = person_id(life->world, life->plan->customer, life->arena),
		.application_id = life->id,
	};
	struct items_act act = {
		.life = life, .wants = wants_asked, .finds = arrives, .most = most
	};
	return each_item(life, &customer, &act, err);
}

static bool
worker_items(struct life *life, struct items_act act, struct err *err)
{
	act.life = life;
	act.most = SIZE_MAX;
	return each_item(life, cast_actor(life->world, life->plan->worker), &act, err);
}

bool
life_papers_viewed(struct life *life, bool poor, struct err *err)
{
	struct items_act act = { .wants = wants_received, .finds = poor ? is_first_poor : is_good };
	return worker_items(life, act, err);
}

bool
life_verify_rest(struct life *life, struct err *err)
{
	struct items_act act = { .wants = wants_open, .finds = is_verified };
	return worker_items(life, act, err);
}

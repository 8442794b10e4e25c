/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys typed ahead: into a form whose fields are still to come.  They are kept
 * in their order and typed once the fields are there; never taken for commands
 * meanwhile, where one letter would leave the workstation.
 */
#include "base/words.h"
#include "client/app/state.h"

/* What is not for a field does not wait for one. */
static bool
acts_at_once(const struct app *app, const struct view *view, struct key key)
{
	struct keys keys = { .at = { key }, .count = 1 };

	switch (keymap_find(&app->keymap, app_scope(view), &keys, true).cmd) {
	case CMD_CANCEL:
	case CMD_SWITCH:
	case CMD_LOOK:
	case CMD_REDRAW:
	case CMD_STOP:
	case CMD_LOCK:
		return true;
	default:
		return false;
	}
}

bool
ahead_keep(struct app *app, const struct view *view, struct key key)
{
	struct ahead *ahead = &app->ahead;

	if (acts_at_once(app, view, key))
		return false;
	if (ahead->owner != view->owner)
		*ahead = (struct ahead){ .owner = view->owner };
	if (ahead->count == AHEAD_MAX) {
		tell(app, TELL_REFUSAL, _("Still loading, and no more can wait: the last key was left out."));
		return true;
	}
	ahead->keys[ahead->count++] = key;
	tell(app, TELL_HINT, _("Still loading; what is typed waits for it, Esc leaves."));
	return true;
}

void
ahead_type(struct app *app, struct fx *fx)
{
	struct ahead *ahead = &app->ahead;
	int typed = 0;

	while (typed < ahead->count && !app->lock.on && !(app->asking.active && app->asking.painted)) {
		const struct view *view = app_view_by_owner(app, ahead->owner);
		enum key_use use = view ? view->ops->key_use(view) : KEYS_COMMANDS;

		if (use == KEYS_AHEAD || (view && view != app_top(app)))
			break;
		if (use == KEYS_COMMANDS) {
			/* It was left, or it cannot be loaded and says so. */
			if (view)
				tell(app, TELL_REFUSAL, _("What was typed before it was loaded is dropped."));
			typed = ahead->count;
			break;
		}
		app_take_key(app, ahead->keys[typed++], fx);
		app_carry_out(app, fx);
	}
	memmove(ahead->keys, ahead->keys + typed, (size_t)(ahead->count - typed) * sizeof ahead->keys[0]);
	ahead->count -= typed;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys typed ahead of what they are for: fields, a record or rows that are still
 * to come.  They are kept in their order and typed once it is there; what follows
 * a key that was kept is never taken for a command meanwhile, where one letter
 * would leave the workstation.
 */
#include "base/words.h"
#include "client/app/state.h"

bool
ahead_in_text(const struct app *app, const struct view *view)
{
	return view->ops->scope == SCOPE_FORM || (app->ahead.owner == view->owner && app->ahead.count > 0);
}

/* Goes by the record or the row under the cursor. */
static bool
needs_what_comes(enum cmd_id cmd)
{
	switch (cmd) {
	case CMD_MOVE_DOWN:
	case CMD_MOVE_UP:
	case CMD_TOP:
	case CMD_BOTTOM:
	case CMD_HALF_DOWN:
	case CMD_HALF_UP:
	case CMD_PAGE_DOWN:
	case CMD_PAGE_UP:
	case CMD_OPEN:
	case CMD_MARK:
		return true;
	default:
		return cmd_of(cmd)->flags & (CMD_SUBJECT | CMD_WRITE);
	}
}

/* What is not for what is to come does not wait for it. */
static bool
acts_at_once(const struct app *app, const struct view *view, struct key key)
{
	struct keys keys = { .at = { key }, .count = 1 };
	bool in_text = ahead_in_text(app, view);
	enum cmd_id cmd = keymap_find(&app->keymap, app_scope(view), &keys, in_text).cmd;

	switch (cmd) {
	case CMD_CANCEL:
	case CMD_SWITCH:
	case CMD_LOOK:
	case CMD_REDRAW:
	case CMD_STOP:
	case CMD_LOCK:
		return true;
	default:
		return !in_text && (cmd == CMD_NONE || !needs_what_comes(cmd));
	}
}

bool
ahead_keep(struct app *app, const struct view *view, struct key key)
{
	struct ahead *ahead = &app->ahead;

	if (ahead->owner != view->owner)
		*ahead = (struct ahead){ .owner = view->owner };
	if (key.code == K_ESC && ahead->count > 0 && view->ops->scope != SCOPE_FORM) {
		ahead->count = 0;
		tell(app, TELL_HINT, _("What was typed ahead is dropped."));
		return true;
	}
	if (acts_at_once(app, view, key))
		return false;
	if (ahead->count == AHEAD_MAX) {
		tell(app, TELL_REFUSAL, _("Still loading, and no more can wait: the last key was left out."));
		return true;
	}
	ahead->keys[ahead->count++] = key;
	tell(app, TELL_HINT, view->ops->scope == SCOPE_FORM
	                             ? _("Still loading; what is typed waits for it, Esc leaves.")
	                             : _("Still loading; what is typed waits for it, Esc drops it."));
	return true;
}

enum ahead_now { AHEAD_WAITS, AHEAD_IS_TYPED, AHEAD_IS_OVER };

static enum ahead_now
what_now(struct app *app)
{
	const struct view *view = app_view_by_owner(app, app->ahead.owner);
	bool is_form = view && view->ops->scope == SCOPE_FORM;
	bool is_covered = app->lock.on || view != app_top(app);

	/* Commands for a screen that was left would come as a surprise. */
	if (!view || (is_covered && !is_form))
		return AHEAD_IS_OVER;
	if (is_covered || (app->asking.active && app->asking.painted))
		return AHEAD_WAITS;
	switch (view->ops->key_use ? view->ops->key_use(view) : KEYS_COMMANDS) {
	case KEYS_AHEAD:
		return AHEAD_WAITS;
	case KEYS_COMMANDS:
		if (!is_form)
			return AHEAD_IS_TYPED;
		/* It cannot be loaded and says so. */
		tell(app, TELL_REFUSAL, _("What was typed before it was loaded is dropped."));
		return AHEAD_IS_OVER;
	default:
		return AHEAD_IS_TYPED;
	}
}

/* One key, which may lead to another screen: the rest goes along.  False: it was
 * refused, and what follows was not meant for this screen. */
static bool
type_one(struct app *app, struct key key, struct fx *fx)
{
	const struct view *view = app_top(app);

	app->refused = false;
	app_take_key(app, key, fx);
	app_carry_out(app, fx);
	if (app_top(app) && app_top(app) != view)
		app->ahead.owner = app_top(app)->owner;
	return !app->refused;
}

void
ahead_type(struct app *app, struct fx *fx)
{
	struct ahead *ahead = &app->ahead;
	enum ahead_now now = AHEAD_IS_TYPED;
	int typed = 0;

	if (ahead->goes_along && app_top(app))
		ahead->owner = app_top(app)->owner;
	ahead->goes_along = false;
	while (typed < ahead->count && (now = what_now(app)) == AHEAD_IS_TYPED) {
		if (type_one(app, ahead->keys[typed++], fx))
			continue;
		if (typed < ahead->count)
			tell_more(app, TELL_REFUSAL, _("The rest is dropped."));
		now = AHEAD_IS_OVER;
		break;
	}
	if (now == AHEAD_IS_OVER)
		typed = ahead->count;
	memmove(ahead->keys, ahead->keys + typed, (size_t)(ahead->count - typed) * sizeof ahead->keys[0]);
	ahead->count -= typed;
}

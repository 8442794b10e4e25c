/* SPDX-License-Identifier: Apache-2.0
 *
 * What commands do on every screen, unless the screen has its own way.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/app/state.h"

/* Commands that open a place, about the subject or about nothing. */
static const struct {
	enum cmd_id cmd;
	enum place_kind place;
	bool about_subject;
} opens[] = {
	{ CMD_ROOM_MINE, PLACE_MINE, false },
	{ CMD_ROOM_TEAM, PLACE_TEAM, false },
	{ CMD_ROOM_UNASSIGNED, PLACE_UNASSIGNED, false },
	{ CMD_ROOM_CHATS, PLACE_CHATS, false },
	{ CMD_ROOM_AGENDA, PLACE_AGENDA, false },
	{ CMD_ROOM_BOARD, PLACE_BOARD, false },
	{ CMD_ROOM_INSIGHTS, PLACE_INSIGHTS, false },
	{ CMD_ROOM_APPROVALS, PLACE_APPROVALS, false },
	{ CMD_ROOM_REVIEWS, PLACE_REVIEWS, false },
	{ CMD_ROOM_CORRECTIONS, PLACE_CORRECTIONS, false },
	{ CMD_ROOM_CUSTOMERS, PLACE_CUSTOMERS, false },
	{ CMD_ROOM_UNFINISHED, PLACE_UNFINISHED, false },
	{ CMD_INTAKE, PLACE_INTAKE, false },
	{ CMD_PASSWORD, PLACE_PASSWORD, false },
	{ CMD_SECOND_FACTOR, PLACE_SECOND_FACTOR, false },
	{ CMD_WORKERS, PLACE_WORKERS, false },
	{ CMD_AS_IT_WAS, PLACE_AS_IT_WAS, true },
	{ CMD_LOG_PROOF, PLACE_LOG_PROOF, false },
	{ CMD_HELP, PLACE_HELP, false },
	{ CMD_PALETTE, PLACE_PALETTE, false },
	{ CMD_SWITCH, PLACE_SWITCH, false },
	{ CMD_ALERTS, PLACE_MESSAGES, false },
	{ CMD_MESSAGES, PLACE_MESSAGES, false },
	{ CMD_DECIDE, PLACE_DECISION, true },
	{ CMD_ASK_MISSING, PLACE_ASK, true },
	{ CMD_NOTE, PLACE_NOTE, true },
	{ CMD_CALL, PLACE_CALL, true },
	{ CMD_INTERVIEW, PLACE_INTERVIEW, true },
	{ CMD_ASSIGN, PLACE_ASSIGN, true },
	{ CMD_STATUS_MENU, PLACE_STATUS, true },
	{ CMD_REMIND, PLACE_REMIND, true },
	{ CMD_REVIEW, PLACE_REVIEW, true },
	{ CMD_NEW_CODE, PLACE_NEW_CODE, true },
};

static bool
open_by_command(struct app *app, enum cmd_id cmd, struct fx *fx)
{
	struct subject subject;

	for (size_t i = 0; i < countof(opens); i++) {
		if (opens[i].cmd != cmd)
			continue;
		app_subject(app, app_focus(app), &subject);
		if (!app->model.signed_in && !app_is_overlay(opens[i].place))
			tell(app, TELL_REFUSAL, _("Sign in first."));
		else
			fx_open(fx, opens[i].place, opens[i].about_subject ? subject.id : "", "");
		return true;
	}
	return false;
}

/* Who saw what the cursor is on; with nothing under it, what a worker saw. */
static void
open_looks(struct app *app, struct fx *fx)
{
	struct subject subject;
	char arg[PLACE_ARG_MAX];

	app_subject(app, app_focus(app), &subject);
	if (str_empty(subject.id)) {
		fx_open(fx, PLACE_WORKERS, "", "");
		return;
	}
	snprintf(arg, sizeof arg, "%s %s", subject.type, subject.number ? subject.number : "");
	fx_open(fx, PLACE_LOOKS, subject.id, arg);
}

static void
back(struct app *app, struct fx *fx)
{
	if (app->open_count <= 1) {
		char keys[KEYS_TEXT_MAX], text[ASK_TEXT_MAX];
		snprintf(text, sizeof text, _("This is the first screen; %s leaves the workstation."),
		         keymap_keys(&app->keymap, CMD_QUIT, app_scope(app_top(app)), keys));
		tell(app, TELL_REFUSAL, text);
		return;
	}
	fx_back(fx, app_top(app)->owner);
}

static void
quit(struct app *app, struct fx *fx)
{
	int drafts = (int)drafts_own(&app->model.drafts);

	if (drafts > 0)
		fx_ask_yes(fx, OWNER_APP, APP_QUESTION_QUIT,
		           n_("%d draft is not sent; it is kept. Leave?",
		              "%d drafts are not sent; they are kept. Leave?", drafts),
		           drafts);
	else if (app_has_unsaved(app))
		fx_ask_yes(fx, OWNER_APP, APP_QUESTION_QUIT,
		           _("Something typed is not sent; it is kept as a draft. Leave?"));
	else
		fx_quit(fx, 0);
}

static void
copy_number(struct app *app, struct fx *fx)
{
	struct subject subject;
	char text[ASK_TEXT_MAX];

	app_subject(app, app_focus(app), &subject);
	if (str_empty(subject.number)) {
		/* What is about something, and does not know its number yet. */
		tell(app, TELL_REFUSAL, str_empty(subject.id) ? _("There is no number here to copy.")
		                                              : _("Still loading; the number comes in a moment."));
		return;
	}
	fx_text(fx, FX_CLIPBOARD, subject.number, 0);
	snprintf(text, sizeof text, _("Copied %s."), subject.number);
	tell(app, TELL_RESULT, text);
}

static void
stop(struct app *app, struct fx *fx)
{
	if (app_stop_requests(app, fx) > 0)
		tell(app, TELL_RESULT, _("Stopped. R asks again."));
	else if (app->pending_count > 0)
		tell(app, TELL_REFUSAL, _("A write under way is not stopped: what became of it must be known."));
	else
		tell(app, TELL_HINT, _("Nothing is under way. Q leaves the workstation."));
}

void
app_common_command(struct app *app, enum cmd_id cmd, struct fx *fx)
{
	if (open_by_command(app, cmd, fx))
		return;
	switch (cmd) {
	case CMD_BACK:
		back(app, fx);
		break;
	case CMD_QUIT:
		quit(app, fx);
		break;
	case CMD_CANCEL:
		if (app_top(app) && app_is_overlay(app_top(app)->place.kind))
			fx_back(fx, app_top(app)->owner);
		break;
	case CMD_REDRAW:
		fx_simple(fx, FX_REDRAW);
		break;
	case CMD_REFRESH:
		model_refresh_all(&app->model, fx);
		break;
	case CMD_AUDIT:
		open_looks(app, fx);
		break;
	case CMD_COPY:
		copy_number(app, fx);
		break;
	case CMD_STOP:
		stop(app, fx);
		break;
	case CMD_SUSPEND:
		fx_simple(fx, FX_SUSPEND);
		break;
	case CMD_LOCK:
		lock_start(app, false, fx);
		break;
	case CMD_SIGN_OUT:
		fx_ask_yes(fx, OWNER_APP, APP_QUESTION_SIGN_OUT, _("Sign out? Drafts are kept."));
		break;
	default:
		/* A key that means something elsewhere; a view is silent only where a
		 * move ends at an edge. */
		if (cmd_of(cmd)->scope != SCOPE_ALL)
			tell(app, TELL_REFUSAL, _("That cannot be done on this screen."));
		else
			tell(app, TELL_HINT, _("That does nothing on this screen; ? lists what does."));
		break;
	}
}

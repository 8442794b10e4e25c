/* SPDX-License-Identifier: Apache-2.0
 *
 * What a person does on the record of an application: its keys, and what they
 * ask before they act.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/model/application_list.h"
#include "client/model/model.h"
#include "client/view/moves.h"
#include "client/view/record_view.h"
#include "client/view/show.h"

enum { QUESTION_SEARCH = 1, QUESTION_SSN, QUESTION_LETTER };

/* ---- other records ---- */

/* place.arg is "list:7 12": the model's list it was opened from, and where. */
static struct pages *
list_it_came_from(const struct record_view *rv, struct model *model, int64_t *ret_row)
{
	int id = -1, row = 0;

	if (sscanf(rv->view.place.arg, "list:%d %d", &id, &row) < 1 || id < 0 || id >= LISTS_MAX ||
	    !model->list_used[id] || model->lists[id].kind != &application_list)
		return NULL;
	*ret_row = row;
	return &model->lists[id];
}

static void
go_to_neighbour(struct record_view *rv, struct model *model, int by, struct fx *fx)
{
	int64_t kept_row = 0;
	struct pages *list = list_it_came_from(rv, model, &kept_row);
	int64_t here = list ? pages_find(list, rv->record->id) : -1;
	/* Gone from the list: the one that took its place comes next. */
	int64_t row = here >= 0 ? here + by : by > 0 ? kept_row : kept_row - 1;
	const char *id = list ? pages_id(list, row) : NULL;
	char arg[PLACE_ARG_MAX];

	if (!list) {
		fx_tell(fx, TELL_REFUSAL, "%s", _("Open it from a queue, then ] and [ go along that queue."));
		return;
	}
	if (!id) {
		if (row >= 0 && row < pages_count(list))
			pages_want(list, row, fx);
		fx_tell(fx, TELL_REFUSAL, "%s",
		        row < 0                     ? _("This is the first one of the queue.")
		        : row >= pages_count(list) ? _("This was the last one of the queue.")
		                                   : _("The next one is still being loaded; press it again."));
		return;
	}
	pages_want(list, row, fx);
	snprintf(arg, sizeof(arg), "list:%d %d", list->id, (int)row);
	fx_open(fx, PLACE_RECORD, id, arg);
	view_back(&rv->view, fx);
}

/* ---- commands ---- */

static void
search(struct record_view *rv, int by, struct fx *fx)
{
	bool found = record_tab_is_text(rv->tab) ? text_search(&rv->text, rv->search, by)
	                                  : record_list_search(rv, by);

	if (!found)
		fx_tell(fx, TELL_REFUSAL, _("Not on this tab: %s. 5 and / search the whole history."),
		        rv->search);
}

static void
next_change(struct record_view *rv, struct model *model, struct fx *fx)
{
	bool from_elsewhere = rv->tab != TAB_HISTORY;

	if (rv->history.new_from > 0 && from_elsewhere)
		record_go_to_tab(rv, TAB_HISTORY, model, fx);
	if (!timeline_next_new(&rv->history, from_elsewhere, fx))
		fx_tell(fx, TELL_RESULT, "%s", _("Nothing changed since you last looked."));
}

static void
edit(struct record_view *rv, struct fx *fx)
{
	const struct missing_item *item = record_proof_here(rv);

	if (rv->tab == TAB_ANSWERS && record_answer_here(rv))
		fx_open(fx, strchr(record_answer_here(rv), '/') ? PLACE_ENTRY : PLACE_ANSWER, rv->record->id,
		        record_answer_here(rv));
	else if (item)
		fx_open(fx, PLACE_PROOF, rv->record->id, item->id);
	else if (rv->record->application)
		fx_open(fx, PLACE_CUSTOMER_EDIT, rv->record->application->customer.id, "");
}

/* From an entry of the history to the record as it was then. */
static void
open_as_it_was(const struct record_view *rv, struct fx *fx)
{
	const struct history_entry *entry =
		rv->tab == TAB_HISTORY ? timeline_here(&rv->history) : NULL;
	char arg[PLACE_ARG_MAX] = "";

	if (entry)
		snprintf(arg, sizeof(arg), "entry:%lld", (long long)entry->seq);
	fx_open(fx, PLACE_AS_IT_WAS, rv->record->id, arg);
}

static bool
tab_command(struct record_view *rv, struct model *model, int command, struct fx *fx)
{
	int tab = (int)rv->tab;

	if (command >= CMD_TAB_1 && command <= CMD_TAB_7)
		tab = command - CMD_TAB_1;
	else if (command == CMD_NEXT_PANE || command == CMD_RIGHT)
		tab = (tab + 1) % TAB_COUNT;
	else if (command == CMD_PREV_PANE || command == CMD_LEFT)
		tab = (tab + TAB_COUNT - 1) % TAB_COUNT;
	else
		return false;
	record_go_to_tab(rv, (enum record_tab)tab, model, fx);
	return true;
}

static bool
body_command(struct record_view *rv, int command, struct fx *fx)
{
	enum list_move move;

	if (list_move_of((enum cmd_id)command, &move)) {
		if (record_tab_is_text(rv->tab))
			text_move(&rv->text, move);
		else
			record_list_move(rv, move, fx);
		return true;
	}
	switch (command) {
	case CMD_OPEN:
		if (rv->tab == TAB_WORKSHEET)
			record_open_step(rv);
		else if (record_tab_is_list(rv->tab))
			record_list_open_row(rv, fx);
		else if (rv->tab == TAB_SUMMARY && rv->record->application && rv->record->alike.count > 0)
			fx_open(fx, PLACE_ALIKE, rv->record->application->customer.id,
			        rv->record->alike.at[0].customer->id);
		return true;
	case CMD_SEARCH:
		view_ask_text(&rv->view, fx, QUESTION_SEARCH, "", "/");
		return true;
	case CMD_NEXT_MATCH:
		search(rv, 1, fx);
		return true;
	case CMD_PREV_MATCH:
		search(rv, -1, fx);
		return true;
	default:
		return false;
	}
}

static bool
act_command(struct record_view *rv, struct model *model, const struct msg *msg, struct fx *fx)
{
	const struct application *app = rv->record->application;
	enum cmd_id cmd = (enum cmd_id)msg->command;

	switch (cmd) {
	case CMD_NEXT_RECORD:
		go_to_neighbour(rv, model, 1, fx);
		return true;
	case CMD_PREV_RECORD:
		go_to_neighbour(rv, model, -1, fx);
		return true;
	case CMD_NEXT_CHANGE:
		next_change(rv, model, fx);
		return true;
	case CMD_HOUSEHOLD:
		if (app)
			fx_open(fx, PLACE_CUSTOMER, app->customer.id, "household");
		return true;
	case CMD_EDIT:
		edit(rv, fx);
		return true;
	case CMD_VIEW_DOCUMENT:
		fx_open(fx, PLACE_DOCUMENT, rv->record->id, record_proof_here(rv) ? record_proof_here(rv)->id : "");
		return true;
	case CMD_AS_IT_WAS:
		open_as_it_was(rv, fx);
		return true;
	case CMD_REVEAL_SSN:
		view_ask_text(&rv->view, fx, QUESTION_SSN, "", _("Why is the whole number needed (recorded)?"));
		return true;
	case CMD_DECLARE_CONFLICT:
		if (app)
			conflict_ask(&rv->conflict, &rv->view, app->customer.id, app->customer.name, fx);
		return true;
	case CMD_LINK_CUSTOMER:
		if (app)
			fx_open(fx, PLACE_CUSTOMER, app->customer.id, "link");
		return true;
	case CMD_SEND_LETTER:
		view_ask_yes(&rv->view, fx, QUESTION_LETTER, _("Send this letter by post: %s?"),
		             show_notice_kind(record_letter_here(rv)->kind));
		return true;
	case CMD_REFRESH:
		record_refresh(rv->record, fx);
		if (rv->chats)
			pages_refresh(rv->chats, fx);
		if (rv->history.pages)
			pages_refresh(rv->history.pages, fx);
		return true;
	default:
		break;
	}
	if (!acts_has(cmd))
		return false;
	rv->acts.count = 0;
	if (app)
		acts_add(&rv->acts, app->id, app->number, app->version);
	return acts_handle(&rv->acts, &rv->view, msg, fx);
}

bool
record_command(struct record_view *rv, struct model *model, const struct msg *msg, struct fx *fx)
{
	if (reading_handle(&rv->reading, &rv->view, msg, fx))
		return true;
	if (tab_command(rv, model, msg->command, fx))
		return true;
	if (act_command(rv, model, msg, fx))
		return true;
	if (rv->tab == TAB_HISTORY)
		return timeline_handle(&rv->history, &rv->view, model, msg, &rv->reading, fx);
	return body_command(rv, msg->command, fx);
}

/* ---- what was asked ---- */

static void
send_letter(struct record_view *rv, struct fx *fx)
{
	const struct notice *notice = record_letter_here(rv);
	struct buf path = BUF_INIT(200);

	/* The list may have moved while the question stood. */
	if (notice) {
		buf_printf(&path, "/v1/notices/%s/letter", notice->id);
		view_write(&rv->view, fx, RECORD_TAG_LETTER,
		           &(struct write){ .method = "POST", .path = path.data });
	}
	buf_done(&path);
}

bool
record_answered(struct record_view *rv, struct model *model, const struct msg *msg, struct fx *fx)
{
	const struct answer *given = &msg->answer;

	switch (given->question) {
	case QUESTION_SEARCH:
		if (given->yes && !str_empty(given->text)) {
			str_copy(rv->search, sizeof(rv->search), given->text);
			search(rv, 1, fx);
		}
		return true;
	case QUESTION_LETTER:
		if (given->yes)
			send_letter(rv, fx);
		return true;
	case QUESTION_SSN:
		if (given->yes && str_empty(given->text))
			fx_tell(fx, TELL_REFUSAL, "%s", _("The number is shown only for a reason."));
		else if (given->yes && rv->record->application)
			record_ask_ssn(rv, given->text, fx);
		return true;
	default:
		return reading_handle(&rv->reading, &rv->view, msg, fx) ||
		       timeline_handle(&rv->history, &rv->view, model, msg, &rv->reading, fx) ||
		       conflict_handle(&rv->conflict, &rv->view, model, msg, fx) ||
		       acts_handle(&rv->acts, &rv->view, msg, fx);
	}
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions.  The rules that every one keeps: nothing typed before it was on
 * the glass answers it, no paste ever does, and the answer is No unless the
 * person says otherwise.
 */
#include <stdlib.h>

#include "base/str.h"
#include "base/words.h"
#include "client/app/state.h"
#include "client/ui/form.h"

void
ask_start(struct app *app, const struct fx_item *item)
{
	struct asking *asking = &app->asking;

	ask_stop(app);
	*asking = (struct asking){
		.active = true, .kind = item->ask, .owner = item->owner, .question = item->tag
	};
	str_copy(asking->text, sizeof asking->text, item->text);
	if (item->ask == ASK_MENU) {
		for (int i = 0; i < MENU_MAX && item->menu[i]; i++)
			asking->lines[i] = str_dup(item->menu[i]);
		menu_init(&asking->menu, (const char *const *)asking->lines);
		return;
	}
	edit_init(&asking->edit, ASK_TEXT_MAX, false, false);
	if (item->ask == ASK_TEXT)
		edit_set(&asking->edit, item->word);
	else
		str_copy(asking->word, sizeof asking->word, item->word);
}

void
ask_stop(struct app *app)
{
	struct asking *asking = &app->asking;

	if (!asking->active)
		return;
	for (int i = 0; i < MENU_MAX; i++)
		free(asking->lines[i]);
	if (asking->kind != ASK_MENU)
		edit_done(&asking->edit);
	*asking = (struct asking){ .active = false };
}

void
ask_put_off(struct app *app, const struct fx_item *item, struct fx *fx)
{
	struct msg msg = app_msg(app, MSG_ANSWER);
	struct view *view = app_view_by_owner(app, item->owner);
	char text[ASK_TEXT_MAX];

	snprintf(text, sizeof text, _("Waits behind this, ^T goes there: %s"), item->text);
	tell(app, TELL_ALERT, text);
	msg.answer = (struct answer){ .question = item->tag, .text = "" };
	if (view)
		app_send(app, view, &msg, fx);
}

static void
answer(struct app *app, bool yes, struct fx *fx)
{
	struct asking *asking = &app->asking;
	struct msg msg = app_msg(app, MSG_ANSWER);
	char text[ASK_TEXT_MAX] = "";
	int owner = asking->owner;

	if (asking->kind != ASK_MENU)
		str_copy(text, sizeof text, asking->edit.text.data);
	msg.answer = (struct answer){
		.question = asking->question, .yes = yes, .choice = asking->menu.cursor, .text = text
	};
	ask_stop(app);
	if (owner == OWNER_APP) {
		if (yes && msg.answer.question == APP_QUESTION_QUIT)
			fx_quit(fx, 0);
		if (yes && msg.answer.question == APP_QUESTION_SIGN_OUT)
			fx_simple(fx, FX_SIGNED_OUT);
		return;
	}
	struct view *view = app_view_by_owner(app, owner);
	if (view)
		app_send(app, view, &msg, fx);
}

static void
text_key(struct app *app, struct key key, struct fx *fx)
{
	struct asking *asking = &app->asking;

	switch (key.code) {
	case K_ESC:
		answer(app, false, fx);
		return;
	case K_ENTER:
		if (asking->kind == ASK_WORD && !str_eq(asking->edit.text.data, asking->word)) {
			char text[ASK_TEXT_MAX];
			snprintf(text, sizeof text, _("Nothing was done: the word is \"%.40s\"."), asking->word);
			tell(app, TELL_REFUSAL, text);
			answer(app, false, fx);
			return;
		}
		answer(app, true, fx);
		return;
	default:
		form_begin_date(&asking->edit, key);
		if (edit_key(&asking->edit, key) && asking->kind == ASK_TEXT) {
			struct msg msg = app_msg(app, MSG_MATCH);
			struct view *view = app_view_by_owner(app, asking->owner);
			msg.text = asking->edit.text.data;
			msg.text_len = asking->edit.text.len;
			if (view)
				app_send(app, view, &msg, fx);
		}
	}
}

void
ask_key(struct app *app, struct key key, struct fx *fx)
{
	struct asking *asking = &app->asking;

	if (!asking->painted)
		return;
	switch (asking->kind) {
	case ASK_YES:
		answer(app, key.code == 'y', fx);
		break;
	case ASK_WORD:
	case ASK_TEXT:
		text_key(app, key, fx);
		break;
	case ASK_MENU:
		switch (menu_key(&asking->menu, key)) {
		case MENU_GOES_ON:
			break;
		case MENU_CHOSEN:
			answer(app, true, fx);
			break;
		case MENU_CANCELLED:
			answer(app, false, fx);
			break;
		}
		break;
	}
}

void
ask_paste(struct app *app, const char *text, size_t len)
{
	/* A line of text may be pasted; a yes or a confirming word may not. */
	if (app->asking.painted && app->asking.kind == ASK_TEXT)
		edit_paste(&app->asking.edit, text, len);
}

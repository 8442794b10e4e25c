/* SPDX-License-Identifier: Apache-2.0
 *
 * When, by what channel, how it stands, in which language, with whom, about
 * what.
 */
#include "client/view/chat_row.h"

#include "base/str.h"
#include "base/words.h"
#include "client/view/show.h"

enum { COL_CHANNEL = 14, COL_STATE = COL_CHANNEL + 9, COL_LANGUAGE = COL_STATE + 10,
       COL_TURNS = COL_LANGUAGE + 3, COL_NAME = COL_TURNS + 5, NAME_COLS = 19 };

const char *
chat_state_text(const char *state)
{
	static const struct {
		const char *wire, *text;
	} states[] = {
		{ "bot", N_("with bot") },  { "waiting", N_("WAITING") }, { "active", N_("active") },
		{ "wrap_up", N_("wrap-up") }, { "closed", N_("closed") },   { "abandoned", N_("left") },
	};

	for (size_t i = 0; i < countof(states); i++)
		if (str_eq(states[i].wire, state))
			return _(states[i].text);
	return state ? state : "";
}

void
chat_row_draw(const struct interaction *chat, bool with_name, enum zone zone, civil_date today,
              struct canvas *canvas, struct rect area, bool is_cursor)
{
	char time[SHOW_MAX];
	bool waits = str_eq(chat->state, "waiting");
	int row = area.row, col = area.col, end = area.col + area.cols, topic = col + COL_NAME;

	canvas_text(canvas, row, col + 1, 13, is_cursor ? INK_CURSOR : INK_TEXT,
	            show_short_time(time, chat->started_at_ms, zone, today));
	canvas_text(canvas, row, col + COL_CHANNEL, 8, INK_LABEL, show_channel(chat->channel));
	canvas_text(canvas, row, col + COL_STATE, 9, waits ? INK_NEW : INK_TEXT,
	            chat_state_text(chat->state));
	canvas_text(canvas, row, col + COL_LANGUAGE, 2, INK_LABEL, chat->language ? chat->language : "");
	canvas_textf(canvas, row, col + COL_TURNS, 5, INK_LABEL, "%4d", (int)chat->message_count);
	if (with_name) {
		canvas_text(canvas, row, topic, NAME_COLS - 1, INK_TEXT,
		            chat->customer_name ? chat->customer_name : "");
		topic += NAME_COLS;
	}
	canvas_text(canvas, row, topic, end - topic, INK_TEXT,
	            !str_empty(chat->topic)     ? chat->topic
	            : !str_empty(chat->summary) ? chat->summary
	                                        : "");
}

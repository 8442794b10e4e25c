/* SPDX-License-Identifier: Apache-2.0
 *
 * The turns of a conversation as text.  Of a long one a window of pages is at
 * hand; the text is made from it again when it moves, and the place that was
 * asked for is gone to when it has come.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/model/rows.h"
#include "client/view/show.h"
#include "client/view/transcript_view.h"

enum { NAME_COLS = 9, AHEAD_LINES = 60 };

static const char *
speaker(const struct message *message)
{
	switch (message->author.kind) {
	case AUTHOR_CUSTOMER: return _("CUSTOMER");
	case AUTHOR_BOT: return _("BOT");
	case AUTHOR_SYSTEM: return _("SYSTEM");
	case AUTHOR_WORKER: return _("WORKER");
	case AUTHOR_NONE: break;
	}
	return "?";
}

static enum ink
speaker_ink(const struct message *message)
{
	switch (message->author.kind) {
	case AUTHOR_CUSTOMER: return INK_CUSTOMER;
	case AUTHOR_WORKER: return INK_WORKER;
	case AUTHOR_BOT: return INK_BOT;
	default: return INK_DIM;
	}
}

static void
add_turn(struct transcript_view *tv, const struct message *message, const char *last_worker,
         civil_date last_day)
{
	int minute = zone_minute_of_day(tv->zone, message->at_ms);
	bool new_worker = message->author.kind == AUTHOR_WORKER && !str_empty(message->author.name) &&
	                  !str_eq(last_worker, message->author.name);
	struct buf lead = BUF_INIT(200), words = BUF_INIT(1 << 17);
	char date[SHOW_MAX];

	buf_printf(&lead, "%02d:%02d %s", minute / 60, minute % 60, speaker(message));
	for (int cols = canvas_width(lead.data); cols < 6 + NAME_COLS; cols++)
		buf_putc(&lead, ' ');
	/* One that goes on for days says when the next begins. */
	if (zone_date(tv->zone, message->at_ms) != last_day)
		buf_printf(&words, "[%s] ",
		           show_date(date, zone_date(tv->zone, message->at_ms), tv->today));
	if (message->internal)
		buf_printf(&words, "%s ", _("[INTERNAL]"));
	if (new_worker)
		buf_printf(&words, "(%s) ", message->author.name);
	if (str_eq(message->kind, "attachment"))
		buf_printf(&words, "%s ", _("[ATTACHED]"));
	buf_puts(&words, message->text);
	text_add_lead(&tv->text, speaker_ink(message), lead.data,
	              message->internal || str_eq(message->kind, "event") ? INK_DIM : INK_TEXT,
	              words.data);
	buf_done(&lead);
	buf_done(&words);
}

int64_t
transcript_turn_here(const struct transcript_view *tv)
{
	int paragraph = text_paragraph_at(&tv->text);

	return tv->text_first + (paragraph >= 0 ? paragraph : 0);
}

static void
show_turn_at(struct transcript_view *tv, int64_t turn, int64_t lines_below_top)
{
	int64_t paragraph = turn - tv->text_first;

	if (paragraph < 0 || paragraph >= tv->text_count)
		return;
	text_show_paragraph(&tv->text, (int)paragraph);
	tv->text.top = tv->text.cursor - lines_below_top;
	/* The widget keeps top within its text. */
	text_place(&tv->text, tv->text.area);
}

void
transcript_rebuild(struct transcript_view *tv)
{
	const struct pages *pages = tv->messages;
	int64_t turn = transcript_turn_here(tv), below = tv->text.cursor - tv->text.top;
	bool had = tv->text_count > 0;
	const char *last_worker = NULL;
	civil_date last_day = DATE_NONE;
	const struct message *message;

	text_clear(&tv->text);
	tv->text_first = tv->text_count = 0;
	while ((message = pages_row(pages, pages->first + tv->text_count))) {
		/* Its number is certain; the page's place is a guess from the end. */
		if (tv->text_count == 0)
			tv->text_first = message->seq - 1;
		/* The head says when it began. */
		if (message->seq == 1)
			last_day = zone_date(tv->zone, message->at_ms);
		add_turn(tv, message, last_worker, last_day);
		last_day = zone_date(tv->zone, message->at_ms);
		if (message->author.kind == AUTHOR_WORKER)
			last_worker = message->author.name;
		tv->text_count++;
	}
	text_place(&tv->text, tv->text.area);
	if (had)
		show_turn_at(tv, turn, below);
}

void
transcript_arrive(struct transcript_view *tv, struct fx *fx)
{
	if (tv->go_end && tv->text_count > 0 && !pages_is_loading(tv->messages)) {
		text_move(&tv->text, LIST_BOTTOM);
		tv->go_end = false;
	}
	if (tv->go_to < 0)
		return;
	if (tv->go_to >= tv->text_first && tv->go_to < tv->text_first + tv->text_count) {
		show_turn_at(tv, tv->go_to, tv->text.area.rows / 3);
		tv->text.match = tv->words[0] ? tv->text.cursor : -1;
		tv->go_to = -1;
	} else if (!pages_is_loading(tv->messages)) {
		pages_want(tv->messages, tv->go_to, fx);
	}
}

void
transcript_look_ahead(struct transcript_view *tv, struct fx *fx)
{
	if (tv->text_count == 0 || pages_is_loading(tv->messages))
		return;
	if (tv->text.cursor + AHEAD_LINES > (int64_t)tv->text.line_count)
		pages_want(tv->messages, tv->messages->first + tv->text_count - 1, fx);
	else if (tv->text.cursor < AHEAD_LINES && tv->text_first > 0)
		pages_want(tv->messages, tv->messages->first, fx);
}

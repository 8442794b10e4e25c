/* SPDX-License-Identifier: Apache-2.0
 *
 * What the two files of a conversation share: transcript.c has the keys, the
 * search and the looks, transcript_turns.c the turns that are at hand.
 */
#ifndef CLIENT_VIEW_TRANSCRIPT_VIEW_H
#define CLIENT_VIEW_TRANSCRIPT_VIEW_H

#include "client/model/thing.h"
#include "client/ui/text.h"
#include "client/view/view.h"

enum { TRANSCRIPT_FOUND_MAX = 200, TRANSCRIPT_WORDS_MAX = 120 };

struct transcript_view {
	struct view view;
	struct thing chat;
	struct thing customer; /* whose name stands in the title */
	struct pages *messages;
	struct text_widget text; /* the turns at hand, a paragraph each */
	int64_t text_first;      /* the first of them, counted from 0 */
	int64_t text_count;
	int64_t go_to;           /* turn to show once it is at hand; -1 none */
	bool go_end;
	char words[TRANSCRIPT_WORDS_MAX];
	uint64_t found_request;
	int64_t found[TRANSCRIPT_FOUND_MAX]; /* numbers of the turns with the words, ascending */
	int found_count;
	bool found_more;
	enum zone zone; /* of the customer's county, as on their record */
	civil_date today;
};

static inline const struct interaction *
transcript_chat(const struct transcript_view *tv)
{
	return tv->chat.object;
}

/* ---- transcript_turns.c ---- */

/* From the pages at hand; the same turn stays on the same line. */
void transcript_rebuild(struct transcript_view *tv);
/* To the turn or the end that was asked for, once it is at hand. */
void transcript_arrive(struct transcript_view *tv, struct fx *fx);
/* Fetches ahead of the edge the person moves towards. */
void transcript_look_ahead(struct transcript_view *tv, struct fx *fx);
/* Counted from 0. */
int64_t transcript_turn_here(const struct transcript_view *tv);

#endif

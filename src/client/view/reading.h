/* SPDX-License-Identifier: Apache-2.0
 *
 * One text read over a screen: a letter as it was sent, a decision with its
 * reasons, a note, one proof.  A part of other views, not a view itself: q
 * and Esc close it and the screen beneath is as it was.
 */
#ifndef CLIENT_VIEW_READING_H
#define CLIENT_VIEW_READING_H

#include "client/model/thing.h"
#include "client/ui/text.h"
#include "client/view/view.h"
#include "domain/application.h"
#include "domain/interaction.h"
#include "domain/worksheet.h"

/* Taken from the tags and questions of the view it is part of. */
enum { READING_TAG = 700, READING_QUESTION = 700 };

struct reading {
	bool open;
	char title[TITLE_MAX];
	char search[120];
	struct rect area;
	struct text_widget text;
	struct thing thing; /* the letter or the decision that is read */
	enum zone zone;     /* of the times in it */
	civil_date today;
};

void reading_init(struct reading *reading);
void reading_done(struct reading *reading, struct fx *fx);
void reading_layout(struct reading *reading, struct rect area);

void reading_item(struct reading *reading, const struct missing_item *item);
/* A step of the worksheet: how it comes about, and what it rests on. */
void reading_step(struct reading *reading, const struct worksheet_step *step);
void reading_entry(struct reading *reading, const struct history_entry *entry);
void reading_note(struct reading *reading, const struct note *note);
void reading_letter(struct reading *reading, const struct view *view, const char *notice_id,
                    struct fx *fx);
void reading_decision(struct reading *reading, const struct view *view, const char *decision_id,
                      struct fx *fx);

/* While it is open: moves, search, closing, the reply.  True when used. */
bool reading_handle(struct reading *reading, const struct view *view, const struct msg *msg,
                    struct fx *fx);
void reading_draw(const struct reading *reading, struct canvas *canvas);
/* "line 3 of 40" */
void reading_place_text(const struct reading *reading, struct buf *out);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * A customer's history, all kinds merged, newest first: a part of the record
 * and of the customer's page.  f narrows it to a kind, / asks the server for
 * words.
 */
#ifndef CLIENT_VIEW_TIMELINE_H
#define CLIENT_VIEW_TIMELINE_H

#include "client/model/rows.h"
#include "client/ui/list.h"
#include "client/view/reading.h"

/* Taken from the questions of the view it is part of. */
enum { TIMELINE_QUESTION_KIND = 710, TIMELINE_QUESTION_WORDS };
enum { TIMELINE_WORDS_MAX = 120 };

struct timeline {
	struct pages *pages;  /* NULL: not opened yet */
	struct pages *all;    /* without filter, where one was asked for: what is new */
	struct list_widget list;
	char customer_id[PLACE_ID_MAX];
	enum history_kind kind; /* HISTORY_NONE: all */
	char words[TIMELINE_WORDS_MAX];
	int64_t new_from;     /* entries from here on are new; 0: none are */
	enum zone zone;
	civil_date today;
};

void timeline_init(struct timeline *timeline);
void timeline_done(struct timeline *timeline, struct model *model);
/* Once the customer is known; a second call does nothing. */
void timeline_open(struct timeline *timeline, struct model *model, const char *customer_id,
                   struct fx *fx);
/* Events about this id, too, change the history. */
void timeline_about(struct timeline *timeline, const char *id);
void timeline_layout(struct timeline *timeline, struct rect area);
void timeline_sync(struct timeline *timeline);

/* The entry under the cursor; NULL: none at hand. */
const struct history_entry *timeline_here(const struct timeline *timeline);
/* The unfiltered history's newest entries: NULL past what is at hand. */
const struct history_entry *timeline_newest(const struct timeline *timeline, int64_t row);
/* Moves the cursor to the next new entry, here_too: or leaves it on one; false
 * when there is none. */
bool timeline_next_new(struct timeline *timeline, bool here_too, struct fx *fx);

/* Commands and answers; Enter fills reading or opens a transcript. */
bool timeline_handle(struct timeline *timeline, const struct view *view, struct model *model,
                     const struct msg *msg, struct reading *reading, struct fx *fx);
void timeline_draw(const struct timeline *timeline, struct canvas *canvas);
void timeline_place_text(const struct timeline *timeline, const struct model *model, struct buf *out);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of a queue share: queue.c has its list and its keys,
 * queue_arrange.c its order, filter and last column, queue_search.c what is
 * looked for in it, queue_draw.c what is seen.
 */
#ifndef CLIENT_VIEW_QUEUE_VIEW_H
#define CLIENT_VIEW_QUEUE_VIEW_H

#include "client/model/application_list.h"
#include "client/ui/list.h"
#include "client/view/acts.h"
#include "client/view/list_export.h"
#include "client/view/queue_marks.h"
#include "client/view/queue_readers.h"
#include "client/view/queue_row.h"
#include "client/view/queue_turns.h"
#include "client/view/view.h"

enum { QUEUE_QUESTION_SEARCH = 1, QUEUE_QUESTION_ARRANGE_FIRST /* queue_arrange.c's from here on */ };
enum { QUEUE_FILTER_MAX = 120 };

struct queue_view {
	struct view view;
	struct pages *pages;
	struct list_widget list;
	struct rect preview;
	char filter[QUEUE_FILTER_MAX]; /* words the server looks for; "" all */
	char search[QUEUE_FILTER_MAX]; /* / */
	int sort;
	civil_date today;
	enum queue_column column; /* the last one of a row */
	bool arranged; /* as the person left it last, or chose since */
	struct acts acts;
	struct queue_marks marked;
	struct queue_turns turns; /* PLACE_MINE */
	struct list_export exported;
	struct queue_readers readers;
};

extern const struct list_source queue_row_source; /* data is struct queue_view */

/* NULL: not at hand. */
const struct application *queue_row_at(const struct queue_view *v, int64_t row);
const struct application *queue_here(const struct queue_view *v);
/* The list as the view now asks for it, from its top. */
void queue_open_list(struct queue_view *v, struct model *model, struct fx *fx);

/* ---- queue_arrange.c ---- */

/* Once, when it is known how this room was left. */
void queue_arrange(struct queue_view *v, struct model *model, struct fx *fx);
/* Filters, order and last column. True when it was about one of them. */
bool queue_arrange_command(struct queue_view *v, const struct model *model, enum cmd_id cmd, struct fx *fx);
bool queue_arrange_answer(struct queue_view *v, struct model *model, const struct answer *given, struct fx *fx);
/* The order as the server calls it. */
const char *queue_sort_word(const struct queue_view *v);

/* ---- queue_search.c ---- */

/* Along the list by 1 or -1; what is not at hand the server looks for. */
void queue_search(struct queue_view *v, struct model *model, int by, struct fx *fx);
void queue_next_change(struct queue_view *v, struct fx *fx);

/* ---- queue_draw.c ---- */

void queue_layout(struct view *view);
void queue_draw(const struct view *view, const struct model *model, struct canvas *canvas);
void queue_title(const struct view *view, const struct model *model, struct buf *out);
void queue_place(const struct view *view, const struct model *model, struct buf *out);

#endif

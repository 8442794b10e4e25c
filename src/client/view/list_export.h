/* SPDX-License-Identifier: Apache-2.0
 *
 * A list on its way into a file: every page of it, or the marked rows, as CSV
 * or JSON and without customers' names.  The server logs that it was taken.
 */
#ifndef CLIENT_VIEW_LIST_EXPORT_H
#define CLIENT_VIEW_LIST_EXPORT_H

#include "client/model/marks.h"
#include "client/view/view.h"

/* Tags and questions from here on are taken. */
enum { LIST_EXPORT_TAG = 700, LIST_EXPORT_QUESTION = 700 };

enum list_export_of { LIST_EXPORT_APPLICATIONS, LIST_EXPORT_CUSTOMERS };

struct list_export {
	enum list_export_of of;
	bool csv;
	struct gather gather;
	struct marks marks; /* still to be met, where only the marked are wanted */
	bool only_marked;
	size_t count;
	struct buf text;
};

void list_export_init(struct list_export *le, enum list_export_of of);
/* Asks for the form of the file. */
void list_export_ask(const struct view *view, struct fx *fx);
/* path: the list as it is filtered. marks: NULL or none, for all of it. */
void list_export_start(struct list_export *le, const struct view *view, const struct answer *given, const char *path,
                       const struct marks *marks, struct fx *fx);
/* True when the reply was a page of it. */
bool list_export_reply(struct list_export *le, const struct view *view, const struct reply *reply,
                       const struct model *model, struct fx *fx);
void list_export_done(struct list_export *le, struct fx *fx);

#endif

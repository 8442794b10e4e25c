/* SPDX-License-Identifier: Apache-2.0
 *
 * What the pages share on which answers are given or changed after the filing:
 * answers.c asks what has one answer, answers_entry.c one entry of a list.
 */
#ifndef PORTAL_ANSWERS_H
#define PORTAL_ANSWERS_H

#include "server/portal/apply.h"
#include "server/portal/asked.h"

/* The page below the application's own on which this item can be told:
 * "answers#q-rent", "answers/jobs/0"; NULL: on none. */
const char *answers_place(struct arena *arena, const struct status_view *view,
	const struct status_item *item);

/* The form as it was filed, for question.c; applying_end() gives it back. */
bool answers_begin(struct portal_request *rq, const struct asked *asked, struct applying *ret,
	struct err *err) must_use;
void answers_end(struct applying *applying);
/* Something that somebody else may read over the shoulder is never shown again. */
bool answers_hide(const struct program_question *question, const struct json *answer);

/* As the one who holds the code: what becomes of the members of patch. */
bool answers_tell(struct portal_request *rq, const struct asked *asked, const char *patch,
	struct err *why) must_use;
/* Sent twice, or told by somebody else meanwhile: it is so. */
bool answers_are_so_already(const struct err *why);
/* The application's page, which says that it was told. */
void answers_told(struct portal_request *rq, const struct asked *asked);

/* answers_entry.c: the list with a way to each entry's page. */
void answers_put_list(struct page *page, const struct applying *applying, const char *here,
	const struct program_question *list);

#endif

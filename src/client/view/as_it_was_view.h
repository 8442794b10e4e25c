/* SPDX-License-Identifier: Apache-2.0
 *
 * What the two files of an application as it was share: as_it_was.c asks and
 * shows, as_it_was_lines.c makes the lines.
 */
#ifndef CLIENT_VIEW_AS_IT_WAS_VIEW_H
#define CLIENT_VIEW_AS_IT_WAS_VIEW_H

#include "client/model/audit.h"
#include "client/ui/text.h"
#include "client/view/view.h"
#include "domain/county.h"

enum { AS_IT_WAS_LINE_MAX = 4000 };

struct as_it_was_view {
	struct view view;
	struct record *record; /* of today: what its proofs are called */
	struct audit_answer answer;
	struct text_widget text;
	struct rect banner;
	char search[120];
	civil_date today;
	enum zone zone;
	int steps; /* keys pressed while an answer is on its way */
};

/* NULL: none has come. */
static inline const struct replay_view *
as_it_was_shown(const struct as_it_was_view *wv)
{
	return wv->answer.object;
}

/* The lines of the moment that is shown; the place on the screen stays. */
void as_it_was_fill(struct as_it_was_view *wv);

#endif

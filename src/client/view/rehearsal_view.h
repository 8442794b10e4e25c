/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the rehearsal share: rehearsal.c reads, asks and answers to
 * keys, rehearsal_issue.c sends what is signed, rehearsal_draw.c shows.
 */
#ifndef CLIENT_VIEW_REHEARSAL_VIEW_H
#define CLIENT_VIEW_REHEARSAL_VIEW_H

#include "base/str.h"
#include "client/model/rehearsal.h"
#include "client/ui/text.h"
#include "client/view/view.h"

enum { TAG_REHEARSE = 1, TAG_ISSUE, TAG_RETURN };
enum shown { SHOWN_LETTER, SHOWN_ENGLISH, SHOWN_STATUS };

struct rehearsal_view {
	struct view view;
	struct record *record;
	bool second;        /* the second person's: about a decision that waits */
	struct arena arena;
	const struct rehearsal *rehearsal; /* NULL: not there yet */
	uint64_t request;   /* of the dry run */
	uint64_t sending;
	bool failed;
	struct err err;
	struct buf shown_body;    /* the form's, as it was rehearsed: what is issued */
	int64_t shown_version;
	char shown_id[PLACE_ID_MAX]; /* of the decision that the second person has before them */
	int64_t shown_application; /* the application's version then; 0 not known */
	enum shown shown;
	struct text_widget text;
	char *lift_reason;  /* a supervisor lifts the STOPs */
	civil_date today;
};

/* One that nobody has gone past yet, with a reason: a supervisor here, or, before the second
 * person, its maker. */
static inline bool
rehearsal_is_stop(const struct rehearsal_view *rv, const struct finding *finding)
{
	const char *reason = rv->second ? rv->rehearsal->decision->override_reason : rv->lift_reason;

	return str_empty(reason) || !str_eq(finding->lifted_by, "supervisor");
}

/* The second person's, and none waits any more. */
bool rehearsal_is_over(const struct rehearsal_view *rv);
/* The bytes of the form, with the supervisor's reason added when there is one. */
void rehearsal_put_body(const struct rehearsal_view *rv, struct buf *out);
/* The decision that waits, where it is the one that was read; else NULL. */
const struct decision *rehearsal_decision_as_read(const struct rehearsal_view *rv);
/* Somebody else was first: back to the form, or, for the second person, to what waits now. */
void rehearsal_lose_race(struct rehearsal_view *rv, const struct err *err, struct fx *fx);

/* rehearsal_issue.c.  Issues, or signs, what was read; the second person's
 * decision is still the one they have read. */
void rehearsal_issue(struct rehearsal_view *rv, struct fx *fx);
/* Returns it to its maker; without a reason it is refused. */
void rehearsal_send_back(struct rehearsal_view *rv, const char *reason, struct fx *fx);
/* What came of either. */
void rehearsal_take_issued(struct rehearsal_view *rv, const struct reply *reply, struct fx *fx);

/* rehearsal_draw.c.  Puts what is chosen by Tab into the text below the findings. */
void rehearsal_fill_text(struct rehearsal_view *rv);
void rehearsal_layout(struct view *view);
void rehearsal_draw(const struct view *view, const struct model *model, struct canvas *canvas);
void rehearsal_title(const struct view *view, const struct model *model, struct buf *out);

#endif

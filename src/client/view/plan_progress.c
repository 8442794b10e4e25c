/* SPDX-License-Identifier: Apache-2.0
 *
 * How far a plan is that is being applied or taken back.  All of it is one
 * transaction, so that no event tells of its parts: it is asked for, a second
 * after each answer, beside the keys.
 */
#include "base/words.h"
#include "client/view/plan_view.h"

enum { PROGRESS_MS = 1000 };

bool
plan_is_under_way(const struct plan_view *pv)
{
	return pv->sent || (plan_of(pv) && plan_of(pv)->progress);
}

void
plan_progress_follow(struct plan_view *pv, struct fx *fx)
{
	if (pv->progress_timed || !plan_is_under_way(pv))
		return;
	pv->progress_timed = true;
	view_timer(&pv->view, fx, PLAN_TIMER_PROGRESS, PROGRESS_MS);
}

bool
plan_progress_is_due(struct plan_view *pv)
{
	pv->progress_timed = false;
	/* An answer that is on its way tells it, too. */
	return plan_is_under_way(pv) && !pv->known.asking;
}

void
plan_progress_put(const struct plan_view *pv, struct buf *out)
{
	const struct plan_progress *at = plan_of(pv)->progress;
	bool back = plan_of(pv)->state == PLAN_COMMITTED;

	if (!at)
		buf_puts(out, back ? _("being taken back") : _("being applied"));
	else
		buf_printf(out, back ? _("being taken back: %lld of %lld") : _("being applied: %lld of %lld moved"),
		           (long long)at->done, (long long)at->total);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of a plan: what becomes of each worker's load, each move with its
 * reason, each that stays with why.
 */
#ifndef CLIENT_VIEW_PLAN_ROWS_H
#define CLIENT_VIEW_PLAN_ROWS_H

#include "base/buf.h"
#include "client/model/page.h"
#include "client/ui/list.h"
#include "domain/plan.h"

enum plan_row_kind { PLAN_ROW_NONE, PLAN_ROW_LOAD, PLAN_ROW_ITEM, PLAN_ROW_SKIP };

struct plan_rows {
	const struct move_plan *plan; /* NULL: none yet */
	const struct list_widget *list; /* for its marks */
	struct pages *more;             /* every move by page, where the plan holds the first alone; NULL */
	civil_date today;
	const struct plan_load **loads; /* those that change */
	size_t load_count;
};

extern const struct list_source plan_row_source; /* data is struct plan_rows */

enum plan_row_kind plan_row_at(const struct plan_rows *rows, int64_t row, size_t *ret_index);
/* NULL: the row is no move, or is not at hand. */
const struct plan_item *plan_row_item(const struct plan_rows *rows, int64_t row);
/* Why it goes there and what it bends, or what has changed since. */
void plan_item_why(struct buf *out, const struct plan_item *item);
/* Which of the moves a row is that has to be asked for; -1: it is at hand, or none. */
int64_t plan_row_wanted(const struct plan_rows *rows, int64_t row);
/* The first move; 0 where there is none. */
int64_t plan_row_first(const struct plan_rows *rows);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * What the two files of the board share: board.c asks and does, board_draw.c
 * shows.
 */
#ifndef CLIENT_VIEW_BOARD_VIEW_H
#define CLIENT_VIEW_BOARD_VIEW_H

#include "client/model/board.h"
#include "client/ui/list.h"
#include "client/view/plan_start.h"
#include "client/view/view.h"

/* Numbers that have applications behind them, from left to right. */
enum board_cell { CELL_OPEN, CELL_SOON, CELL_OVER, CELL_WAITING, CELL_DECIDED, CELL_CHATS, CELLS };

struct board_view {
	struct view view;
	struct board board;
	struct list_widget list;
	enum board_sort sort;
	enum board_cell cell;
	bool refresh_due;
	bool ascii;
	civil_date today;
	struct plan_start start;
};

/* NULL beyond its end. */
static inline const struct board_row *
board_row_at(const struct board_view *bv, int64_t row)
{
	return row >= 0 && row < (int64_t)bv->board.row_count ? &bv->board.rows[row] : NULL;
}

extern const struct list_source board_row_source; /* data is struct board_view */
void board_draw_headings(struct canvas *canvas, struct rect area);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Commands that move, as the widgets know them.
 */
#ifndef CLIENT_VIEW_MOVES_H
#define CLIENT_VIEW_MOVES_H

#include "client/cmd/cmd.h"
#include "client/ui/list.h"

/* False when the command is no move. */
static inline bool
list_move_of(enum cmd_id cmd, enum list_move *ret)
{
	switch (cmd) {
	case CMD_MOVE_DOWN: *ret = LIST_DOWN; return true;
	case CMD_MOVE_UP: *ret = LIST_UP; return true;
	case CMD_TOP: *ret = LIST_TOP; return true;
	case CMD_BOTTOM: *ret = LIST_BOTTOM; return true;
	case CMD_HALF_DOWN: *ret = LIST_HALF_DOWN; return true;
	case CMD_HALF_UP: *ret = LIST_HALF_UP; return true;
	case CMD_PAGE_DOWN: *ret = LIST_PAGE_DOWN; return true;
	case CMD_PAGE_UP: *ret = LIST_PAGE_UP; return true;
	default: return false;
	}
}

#endif

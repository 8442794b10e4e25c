/* SPDX-License-Identifier: Apache-2.0
 *
<<<<<<< HEAD
 * Commands that move, as the widgets know them.
=======
 * Which commands are moves, for every screen that has something to move in.
>>>>>>> ac40e55 (The record with its seven tabs, and conversations to read)
 */
#ifndef CLIENT_VIEW_MOVES_H
#define CLIENT_VIEW_MOVES_H

<<<<<<< HEAD
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
=======
#include "client/ui/list.h"

/* False when the command is no move. */
bool move_of(int command, enum list_move *ret) must_use;
>>>>>>> ac40e55 (The record with its seven tabs, and conversations to read)

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of moves.
 */
#include "client/view/moves.h"

#include "client/cmd/cmd.h"

bool
move_of(int command, enum list_move *ret)
{
	static const struct {
		enum cmd_id cmd;
		enum list_move move;
	} moves[] = {
		{ CMD_MOVE_DOWN, LIST_DOWN },      { CMD_MOVE_UP, LIST_UP },
		{ CMD_TOP, LIST_TOP },             { CMD_BOTTOM, LIST_BOTTOM },
		{ CMD_HALF_DOWN, LIST_HALF_DOWN }, { CMD_HALF_UP, LIST_HALF_UP },
		{ CMD_PAGE_DOWN, LIST_PAGE_DOWN }, { CMD_PAGE_UP, LIST_PAGE_UP },
	};

	for (size_t i = 0; i < countof(moves); i++) {
		if ((int)moves[i].cmd == command) {
			*ret = moves[i].move;
			return true;
		}
	}
	return false;
}

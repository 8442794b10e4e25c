/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding commands by what is typed: for the palette and for help.
 */
#ifndef CLIENT_CMD_PALETTE_H
#define CLIENT_CMD_PALETTE_H

#include "client/cmd/cmd.h"

/*
 * Commands seen from scope whose name, hint or help has every word of text in
 * any order, case and accents aside; names that begin with text come first.
 * Returns how many were put into ret (at most CMD_COUNT).
 */
size_t palette_find(const char *text, enum scope scope, enum cmd_id ret[]);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * A supervisor, her team and what each of them has: where the tests of the board
 * and of the plans made from it begin.
 */
#ifndef BOARD_FIXTURE_H
#define BOARD_FIXTURE_H

#include "client_begin.h"

#define LOAD(open, weighted, overdue, soon, waiting, decided, chats) \
	"{\"open\":" open ",\"weighted\":" weighted ",\"overdue\":" overdue ",\"due_soon\":" soon \
	",\"waiting\":" waiting ",\"decided_today\":" decided ",\"chats\":" chats "}"
#define WORKER(id, name, more, load) \
	"{\"id\":\"" id "\",\"username\":\"" id "\",\"name\":\"" name "\",\"roles\":[\"caseworker\"]," \
	"\"team_ids\":[\"t_1\"],\"capacity\":52" more ",\"load\":" load "}"

extern const char board_teams[];
/* The session of the same supervisor, who leads another team, too. */
const char *board_leads_two(void);

/* Set-up of one test: signed in, the board not open yet. */
int board_start(void **state);
/* The same in a workstation that is there already; in a window of that size. */
void board_begin(void);
void board_sign_in(int rows, int cols);
/* To the board; and what the server answers to it, with more members of Ana. */
void board_open(void);
void board_answer(const char *ana_leave);

#endif

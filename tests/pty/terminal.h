/* SPDX-License-Identifier: Apache-2.0
 *
 * One program in a pty, with what it wrote as libvterm's screen.  A small
 * session leader stands between, so that Ctrl-Z and fg behave as in a shell.
 */
#ifndef PTY_TERMINAL_H
#define PTY_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

struct pty {
	VTerm *vterm;
	VTermScreen *screen;
	int rows, cols;
	int master;       /* -1 once the program is gone */
	pid_t leader;
	int orders;       /* to the leader: 'f' fg, 'h' hup ... */
	int news;         /* from the leader: "s", "x STATUS" */
	int idle;         /* from the program: "idle KEYS REQUESTS ROWS COLS PLACE" */
	char state;       /* r running, s stopped, x gone */
	int status;
	long keys_sent;
	long keys_used, requests_open;
	int rows_used, cols_used;
	long idle_lines;
	char idle_rest[256];
	char place[64];   /* the name of the screen it is at */
	size_t bytes, writes;
	bool alt, cursor, paste;
	char paste_rest[16];
	struct termios modes; /* as they were when the program was last heard */
	FILE *log;
};

extern struct pty pty; /* the one of this process */

/* Once; false with errno. */
bool pty_spawn(int rows, int cols, char **argv);
/* Takes what there is; waits at most wait_ms for something. */
void pty_pump(int wait_ms);

#endif

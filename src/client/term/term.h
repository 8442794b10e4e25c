/* SPDX-License-Identifier: Apache-2.0
 *
 * The terminal: start and stop, show a canvas, hand out keys.  term.c, input.c
 * and theme.c are the only files that include curses.
 */
#ifndef CLIENT_TERM_TERM_H
#define CLIENT_TERM_TERM_H

#include "base/err.h"
#include "client/term/canvas.h"
#include "client/term/key.h"

enum { TERM_PASTE_MAX = 64 * 1024 };

/* Refuses a TERM that cannot move its cursor.  Signal handlers that must win
 * over curses' own are installed before. */
bool term_start(struct err *err) must_use;
/* Leaves the terminal as it was found; harmless when not started. */
void term_stop(void);
int term_fd(void);

/* The size the terminal has now. */
void term_size(int *ret_rows, int *ret_cols);
/* Ask the kernel and tell curses; true when it changed. */
bool term_resize(void);

/* Copy what differs and refresh once.  full: repaint every cell (^L). */
void term_show(const struct canvas *canvas, bool full);

enum term_input { TERM_NOTHING, TERM_KEY, TERM_PASTE };
/* Next waiting key or whole paste; never waits.  A paste is clean of its
 * brackets and valid UTF-8, and stays in paste until the next call. */
enum term_input term_take(struct key *ret_key, struct buf *paste);
/* Characters are held back that may be a bracket in pieces: ask term_take()
 * again after so long; -1 none are. */
int64_t term_held_ms(void);

/* Stop for job control; returns after the shell continued us. */
void term_suspend(void);
void term_bell(void);
/* Put text on the terminal's clipboard (OSC 52).  Numbers of cases only. */
void term_clipboard(const char *text);

#endif

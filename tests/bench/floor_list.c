/* SPDX-License-Identifier: Apache-2.0
 *
 * The floor of a workstation: the smallest honest queue on ncurses.  Rows are
 * in memory; the row under the cursor has a marker and its reference reversed;
 * waiting keys are used up before anything is painted.
 *
 *   floor_list ROWS        j k PageDown g G Enter q
 */
#include <curses.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

enum { REFERENCE_COLS = 10, ROW_BYTES = 96 };

static char (*rows)[ROW_BYTES];
static int count, top, at;

static void
rows_make(void)
{
	static const char *const names[] = { "Okonkwo, Ada", "Brandt, Emil", "Castillo, Inez", "Dao, Minh",
		                             "Farouk, Samira", "Greene, Walter", "Hoang, Lien", "Ibarra, Noe" };
	static const char *const works[] = { "look at document", "set an interview", "2 items, due 23 Nov",
		                             "decide", "interview 14:45" };

	rows = calloc((size_t)count, sizeof *rows);
	if (!rows)
		exit(71);
	for (int i = 0; i < count; i++)
		snprintf(rows[i], sizeof rows[i], "A-%08d  %2d Dec  %-20s %-5s %-4s %-21s +%d", i,
		         1 + i * 7 % 28, names[i * 5 % 8], i % 3 ? "SNAP" : "CCPA", i % 4 ? "me" : "cust",
		         works[i * 3 % 5], i % 9);
}

static void
paint_row(int line, int i)
{
	mvaddstr(line, 0, i == at ? "> " : "  ");
	if (i < count) {
		if (i == at)
			attron(A_REVERSE);
		addnstr(rows[i], REFERENCE_COLS);
		attroff(A_REVERSE);
		addnstr(rows[i] + REFERENCE_COLS, COLS - REFERENCE_COLS - 2);
	}
	clrtoeol();
}

static void
paint(void)
{
	int height = LINES - 2;

	if (at < top)
		top = at;
	if (at >= top + height)
		top = at - height + 1;
	attron(A_BOLD);
	mvaddstr(0, 0, "Queue");
	attroff(A_BOLD);
	clrtoeol();
	for (int i = 0; i < height; i++)
		paint_row(1 + i, top + i);
	mvprintw(LINES - 1, 0, "%d of %d", at + 1, count);
	clrtoeol();
	move(1 + at - top, 0);
	refresh();
}

static void
open_one(void)
{
	erase();
	mvprintw(0, 0, "Application %s", rows[at]);
	for (int i = 1; i < LINES - 1; i++)
		mvprintw(i, 0, "Line %02d of what is known of %.10s, and of whose move it is.", i, rows[at]);
	refresh();
	while (getch() != 'q')
		;
	erase();
}

static void
act(int key)
{
	int height = LINES - 2;

	if (key == 'j' && at < count - 1)
		at++;
	else if (key == 'k' && at > 0)
		at--;
	else if (key == 'g')
		at = 0;
	else if (key == 'G')
		at = count - 1;
	else if (key == '\r')
		open_one();
	else if (key == KEY_NPAGE) {
		at = at + height < count ? at + height : count - 1;
		top = top + height < count - height ? top + height : count - height;
	}
}

int
main(int argc, char **argv)
{
	int key;

	count = argc > 1 ? atoi(argv[1]) : 50000;
	setlocale(LC_ALL, "");
	rows_make();
	initscr();
	endwin(); /* before the first refresh: one write() for one page */
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	idlok(stdscr, TRUE);
	set_escdelay(25);
	paint();
	while ((key = getch()) != 'q') {
		act(key);
		nodelay(stdscr, TRUE);
		int waiting = getch();
		nodelay(stdscr, FALSE);
		if (waiting != ERR)
			ungetch(waiting);
		else
			paint();
	}
	endwin();
	return 0;
}

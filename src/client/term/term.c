/* SPDX-License-Identifier: Apache-2.0
 *
 * The terminal through curses.
 */
#include "config.h"

#include "client/term/term.h"

#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/str.h"
#include "base/words.h"
#include "client/term/input.h"
#include "client/term/theme.h"

/* After ours: its macros are many and short. */
#include <term.h>

enum { ESC_WAIT_MS = 25, RESTORE_BYTES_MAX = 256 };

static SCREEN *screen;
static struct canvas shown; /* what the glass has; cells NULL before */
static bool takes_paste;
static bool has_own_screen; /* beside the shell's, without a scrollback */
static struct termios before;
static char restore_bytes[RESTORE_BYTES_MAX];
static size_t restore_len;

static const char paste_on[] = "\033[?2004h";
static const char paste_off[] = "\033[?2004l";

static int
restore_putc(int c)
{
	if (restore_len + 1 < sizeof restore_bytes)
		restore_bytes[restore_len++] = (char)c;
	return c;
}

static void
restore_add(const char *capability)
{
	char *bytes = tigetstr(capability);

	if (bytes && bytes != (char *)-1)
		tputs(bytes, 1, restore_putc);
}

/* Only write(), tcsetattr() and raise(): the program may be in any state. */
static void
crash(int number)
{
	ssize_t written = write(STDOUT_FILENO, restore_bytes, restore_len);

	(void)written;
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
	raise(number);
}

static void
prepare_for_crash(void)
{
	static const int deadly[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	struct sigaction action = { .sa_handler = crash, .sa_flags = (int)SA_RESETHAND };

	restore_len = 0;
	for (const char *byte = paste_off; takes_paste && *byte; byte++)
		restore_putc(*byte);
	restore_add("sgr0");
	restore_add("cnorm");
	restore_add("rmkx");
	restore_add(has_own_screen ? "rmcup" : "clear");
	restore_bytes[restore_len] = '\0';
	oom_restore_with(restore_bytes, &before, STDOUT_FILENO);
	for (size_t i = 0; i < countof(deadly); i++)
		sigaction(deadly[i], &action, NULL);
}

/* At once: curses writes past the stream, and leaves what is in it there. */
static void
send_bytes(const char *bytes)
{
	fputs(bytes, stdout);
	fflush(stdout);
}

static bool
has_capability(const char *name)
{
	const char *bytes = tigetstr(name);

	return bytes && bytes != (const char *)-1 && *bytes;
}

static bool
start(struct err *err)
{
	const char *name = getenv("TERM");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(err, ERR_USAGE, "%s",
		               _("the workstation needs a terminal; for scripts there are caseload queue, show, ..."));
	tcgetattr(STDIN_FILENO, &before);
	oom_restore_with("", &before, STDOUT_FILENO);
	screen = newterm(NULL, stdout, stdin);
	if (!screen)
		return err_set(err, ERR_USAGE, _("TERM=%s is not a terminal this machine knows"),
		               name ? name : "");
	if (!tigetstr("cup")) {
		endwin();
		return err_set(err, ERR_USAGE, _("TERM=%s cannot place its cursor"), name ? name : "");
	}
	/* Before the first refresh: otherwise this curses flushes at every
	 * movement of the cursor, 66 write() calls for one page. */
	endwin();
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	has_own_screen = has_capability("smcup");
	/* What scrolls on the shell's own screen goes into its scrollback. */
	idlok(stdscr, has_own_screen);
	if (!getenv("ESCDELAY"))
		set_escdelay(ESC_WAIT_MS);
	input_start();
	takes_paste = name && !str_starts(name, "vt") && !str_starts(name, "linux");
	prepare_for_crash();
	if (takes_paste)
		send_bytes(paste_on);
	return true;
}

/* This curses uses what it was given without a look: without memory it writes through a null
 * pointer.  Here, and wherever else it may ask for some, the program ends in order instead. */
bool
term_start(struct err *err)
{
	bool ok;

	heap_must_have(true);
	ok = start(err);
	heap_must_have(false);
	return ok;
}

/*
 * A terminal with one screen would keep the last picture when we leave.  A
 * word stays, because some take the erasure of a whole screen for a reason to
 * keep it in their scrollback.
 */
static void
leave_no_picture(void)
{
	if (has_own_screen)
		return;
	erase();
	mvaddstr(0, 0, PACKAGE_NAME);
	refresh();
	move(1, 0);
	refresh();
}

void
term_stop(void)
{
	if (!screen)
		return;
	heap_must_have(true);
	leave_no_picture();
	if (takes_paste)
		send_bytes(paste_off);
	/* No delscreen(): the process ends, and where memory has run out this curses
	 * writes through a null pointer as it gathers what it would free. */
	endwin();
	heap_must_have(false);
	oom_restore_with(NULL, NULL, -1);
	screen = NULL;
	canvas_done(&shown);
}

int
term_fd(void)
{
	return STDIN_FILENO;
}

void
term_size(int *ret_rows, int *ret_cols)
{
	getmaxyx(stdscr, *ret_rows, *ret_cols);
}

bool
term_resize(void)
{
	struct winsize size;
	int rows, cols;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_row == 0 || size.ws_col == 0)
		return false;
	term_size(&rows, &cols);
	if (rows == size.ws_row && cols == size.ws_col)
		return false;
	/* Going on after a change that found no memory ended in a corrupted heap. */
	heap_must_have(true);
	if (resizeterm(size.ws_row, size.ws_col) == ERR)
		oom_exit();
	heap_must_have(false);
	canvas_done(&shown);
	return true;
}

static void
put_cell(const struct cell *cell, enum ink ink)
{
	wchar_t text[CELL_POINTS_MAX + 1] = { 0 };
	cchar_t out;

	for (int i = 0; i < CELL_POINTS_MAX && cell->points[i]; i++)
		text[i] = (wchar_t)cell->points[i];
	if (setcchar(&out, text, theme_attrs(ink), 0, NULL) == OK)
		add_wch(&out);
}

static bool
same_cell(const struct cell *a, const struct cell *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

/*
 * A gap between two words of one ink takes that ink where it cannot be seen on
 * blanks: one change of attributes on the wire instead of three.
 */
static enum ink
gap_ink(const struct cell *cells, int cols, int col)
{
	const attr_t seen_on_blank = A_REVERSE | A_UNDERLINE | A_STANDOUT;
	enum ink ink = (enum ink)cells[col].ink, left;
	int next = col;

	if (col == 0 || ink != INK_TEXT || cells[col].points[0] != ' ')
		return ink;
	while (next < cols && cells[next].points[0] == ' ' && cells[next].ink == INK_TEXT)
		next++;
	while (col > 0 && cells[col].points[0] == ' ' && cells[col].ink == INK_TEXT)
		col--;
	left = (enum ink)cells[col].ink;
	if (next == cols || cells[next].ink != left || theme_attrs(left) & seen_on_blank)
		return ink;
	return left;
}

static void
show_row(const struct canvas *canvas, int row)
{
	size_t bytes = (size_t)canvas->cols * sizeof *canvas->cells;
	const struct cell *cells = canvas_cell(canvas, row, 0);
	struct cell *had = &shown.cells[(size_t)row * (size_t)shown.cols];

	int from = 0, to = canvas->cols;

	if (memcmp(cells, had, bytes) == 0)
		return;
	while (same_cell(&cells[from], &had[from]))
		from++;
	while (same_cell(&cells[to - 1], &had[to - 1]))
		to--;
	/* A wide character is put whole. */
	while (from > 0 && (!cells[from].points[0] || !had[from].points[0]))
		from--;
	memcpy(had, cells, bytes);
	move(row, from);
	for (int col = from; col < to; col++) {
		/* The second half of a wide character came with the first. */
		if (cells[col].points[0])
			put_cell(&cells[col], gap_ink(cells, canvas->cols, col));
	}
}

void
term_show(const struct canvas *canvas, bool full)
{
	int rows, cols;

	term_size(&rows, &cols);
	if (rows != canvas->rows || cols != canvas->cols)
		return;
	if (!shown.cells || shown.rows != canvas->rows || shown.cols != canvas->cols) {
		canvas_done(&shown);
		canvas_init(&shown, rows, cols);
		/* Nothing a view draws equals this: every row is put once. */
		canvas_fill(&shown, shown.clip, INK_MATCH);
		erase();
	}
	heap_must_have(true);
	for (int row = 0; row < canvas->rows; row++)
		show_row(canvas, row);
	move(canvas->cursor_row, canvas->cursor_col);
	if (full)
		clearok(curscr, has_own_screen);
	/* The lines that a foreign hand may have touched, without erasing the whole. */
	if (full && !has_own_screen)
		wredrawln(stdscr, 0, canvas->rows);
	refresh();
	heap_must_have(false);
}

void
term_suspend(void)
{
	struct sigaction ours, plain = { .sa_handler = SIG_DFL };

	if (takes_paste)
		send_bytes(paste_off);
	heap_must_have(true);
	leave_no_picture();
	/* Whoever returns sees what is right then, not this picture once more. */
	erase();
	canvas_done(&shown);
	endwin();
	sigaction(SIGTSTP, &plain, &ours);
	raise(SIGTSTP);
	sigaction(SIGTSTP, &ours, NULL);
	term_resize();
	clearok(curscr, TRUE);
	if (takes_paste)
		send_bytes(paste_on);
	refresh();
	heap_must_have(false);
}

void
term_bell(void)
{
	heap_must_have(true);
	beep();
	heap_must_have(false);
}

static const char base64_letters[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
term_clipboard(const char *text)
{
	const unsigned char *in = (const unsigned char *)text;
	size_t len = strlen(text);
	struct buf out = BUF_INIT(1024);

	if (!takes_paste)
		return;
	buf_puts(&out, "\033]52;c;");
	for (size_t i = 0; i < len; i += 3) {
		size_t have = len - i < 3 ? len - i : 3;
		unsigned bits = (unsigned)in[i] << 16;
		if (have > 1)
			bits |= (unsigned)in[i + 1] << 8;
		if (have > 2)
			bits |= in[i + 2];
		buf_putc(&out, base64_letters[bits >> 18 & 63]);
		buf_putc(&out, base64_letters[bits >> 12 & 63]);
		buf_putc(&out, have > 1 ? base64_letters[bits >> 6 & 63] : '=');
		buf_putc(&out, have > 2 ? base64_letters[bits & 63] : '=');
	}
	buf_putc(&out, '\a');
	send_bytes(out.data);
	buf_done(&out);
}

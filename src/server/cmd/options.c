/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading a command's options, and a password that is neither one of them nor
 * ever shown.
 */
#include "server/cmd/options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <termios.h>
#include <unistd.h>

#include "base/safe_text.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/words.h"

enum { PASSWORD_MIN = 8, PASSWORD_MAX = 1024 };

int
cmd_fail(const char *word, const struct err *err)
{
	safe_complain("caseload-server %s: %s", word, *err->detail ? err->detail : _(err_title(err->code)));
	return 1;
}

int
cmd_usage(const char *usage, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	safe_complain_after("caseload-server: ", fmt, args);
	va_end(args);
	(void)fprintf(stderr, "%s\n", usage);
	return EXIT_USAGE;
}

static const struct option *
find_option(const struct option *options, const char *name, size_t len)
{
	for (; options->name; options++) {
		if (strlen(options->name) == len && memcmp(options->name, name, len) == 0)
			return options;
	}
	return NULL;
}

/* One argument that begins with "--"; *at moves on when it takes the next. */
static bool
read_option(const char *usage, const struct option *options, int argc, char **argv, int *at)
{
	const char *name = argv[*at] + 2;
	size_t len = strcspn(name, "=");
	const struct option *option = find_option(options, name, len);

	if (!option) {
		cmd_usage(usage, _("There is no option %s."), argv[*at]);
		return false;
	}
	if (!option->text) {
		if (name[len] == '=') {
			cmd_usage(usage, _("The option --%s takes no value."), option->name);
			return false;
		}
		*option->flag = true;
		return true;
	}
	if (name[len] == '=') {
		*option->text = name + len + 1;
	} else if (*at + 1 < argc) {
		*option->text = argv[++*at];
	} else {
		cmd_usage(usage, _("The option --%s needs a value."), option->name);
		return false;
	}
	return true;
}

bool
options_read(const char *usage, const struct option *options, int argc, char **argv,
             struct option_words *words, int *ret_exit)
{
	bool only_words = false;

	*ret_exit = EXIT_USAGE;
	if (words)
		words->count = 0;
	for (int i = 1; i < argc; i++) {
		if (!only_words && str_eq(argv[i], "--help")) {
			puts(usage);
			*ret_exit = 0;
			return false;
		}
		if (!only_words && str_eq(argv[i], "--")) {
			only_words = true;
		} else if (!only_words && str_starts(argv[i], "--")) {
			if (!read_option(usage, options, argc, argv, &i))
				return false;
		} else if (!words || words->count == OPTION_WORDS_MAX) {
			cmd_usage(usage, _("There is nothing to do with \"%s\"."), argv[i]);
			return false;
		} else {
			words->at[words->count++] = argv[i];
		}
	}
	for (const struct option *option = options; option->name; option++) {
		if (option->required && !*option->text) {
			cmd_usage(usage, _("The option --%s is needed."), option->name);
			return false;
		}
	}
	*ret_exit = 0;
	return true;
}

struct text_list
option_list(struct arena *arena, const char *text)
{
	size_t max = 1;
	for (const char *c = text ? text : ""; *c; c++)
		max += *c == ',';
	struct text_list list = { arena_array(arena, max, sizeof(char *)), 0 };
	char *rest = arena_strdup(arena, text), *part;
	while (rest && (part = strsep(&rest, ","))) {
		if (*part)
			list.at[list.count++] = part;
	}
	return list;
}

/* ---- passwords ---- */

static bool
read_line(int fd, char *out)
{
	size_t len = 0;
	char c;

	for (;;) {
		ssize_t got = read(fd, &c, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (got == 0 || c == '\n')
			break;
		if (len + 1 >= PASSWORD_MAX)
			return false;
		out[len++] = c;
	}
	out[len] = '\0';
	return true;
}

static bool
ask_hidden(int terminal, const char *question, char *out)
{
	struct termios shown, hidden;

	if (write(terminal, question, strlen(question)) < 0 || tcgetattr(terminal, &shown) != 0)
		return false;
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK);
	hidden.c_lflag |= ECHONL;
	if (tcsetattr(terminal, TCSAFLUSH, &hidden) != 0)
		return false;
	bool ok = read_line(terminal, out);
	(void)tcsetattr(terminal, TCSAFLUSH, &shown);
	return ok;
}

static bool
ask_twice(char *out, struct err *err)
{
	int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
	if (terminal < 0)
		return err_set(err, ERR_USAGE, "%s",
		               _("No terminal to ask for the password: give it with --password-fd."));
	char *again = secret_alloc(PASSWORD_MAX);
	bool ok = ask_hidden(terminal, _("New password: "), out) &&
	          ask_hidden(terminal, _("The same again: "), again);
	if (!ok)
		err_set(err, ERR_LOCAL_FILE, "%s", _("The password could not be read."));
	else if (!str_eq(out, again))
		ok = err_set(err, ERR_USAGE, "%s", _("The two are not the same; nothing was changed."));
	secret_free(again);
	close(terminal);
	return ok;
}

bool
option_password(const char *fd_text, char **ret, struct err *err)
{
	char *text = secret_alloc(PASSWORD_MAX);
	int64_t fd;
	bool ok;

	if (!fd_text) {
		ok = ask_twice(text, err);
	} else if (!str_to_i64(fd_text, &fd) || fd < 0 || fd > INT32_MAX) {
		ok = err_set(err, ERR_USAGE, _("--password-fd wants a number, not \"%s\"."), fd_text);
	} else {
		ok = read_line((int)fd, text) ||
		     err_set(err, ERR_LOCAL_FILE, _("No password can be read from file descriptor %d."),
		             (int)fd);
	}
	if (ok && strlen(text) < PASSWORD_MIN)
		ok = err_set(err, ERR_USAGE, _("A password has at least %d characters."), PASSWORD_MIN);
	if (!ok) {
		secret_free(text);
		return false;
	}
	*ret = text;
	return true;
}

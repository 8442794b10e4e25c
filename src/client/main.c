/* SPDX-License-Identifier: Apache-2.0
 *
 * The workstation's command line: options, language, the checks before a
 * start, the demo's server, exit codes.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <unistd.h>

#include "base/output.h"
#include "base/paths.h"
#include "base/safe_text.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/words.h"
#include "client/line/line.h"
#include "client/line/password.h"
#include "client/loop/child.h"
#include "client/loop/loop.h"
#include "client/loop/signals.h"
#include "client/term/term.h"

enum { EXIT_DONE = LINE_DONE, EXIT_FAULT = LINE_FAULT, EXIT_USAGE = LINE_USAGE, EXIT_UNAVAILABLE = LINE_UNAVAILABLE };

struct options {
	bool demo;
	const char *as;
	const char *server;
	const char *socket;
	const char *ca_file;
	const char *user;
	int password_fd; /* -1: ask */
	int otp_fd;
	int verb;        /* where in argv a line command begins; 0 none */
	bool plain_charts; /* the terminal is not said to show UTF-8 */
};

static void
say_usage(FILE *out)
{
	fputs(_("Usage: caseload [--server URL | --socket PATH] [--user NAME] [--password-fd N] [--otp-fd N]\n"
	        "       caseload --demo [--as NAME]\n"
	        "       caseload [OPTION ...] VERB [ARGUMENT ...]\n"
	        "\n"
	        "  --demo            open on a private sample agency, removed on leaving\n"
	        "  --as NAME         with --demo: be someone else than ana, say sam the supervisor\n"
	        "  --server URL      the case server, https://...\n"
	        "  --ca-file FILE    trust the authorities in this file instead of the system's\n"
	        "  --socket PATH     the case server's Unix-domain socket\n"
	        "  --user NAME       sign in by this name\n"
	        "  --password-fd N   read the password from file descriptor N\n"
	        "  --otp-fd N        read the second factor's code from file descriptor N\n"
	        "  --version         print the version\n"
	        "  --help            print this\n"
	        "\n"
	        "Inside, ? shows the keys.\n"
	        "\n"),
	      out);
	line_say_verbs(out);
}

static noreturn void
die(int status, const char *sentence)
{
	safe_complain("caseload: %s", sentence);
	exit(status);
}

static noreturn void
die_err(int status, const struct err *err)
{
	die(status, err->detail[0] ? err->detail : _(err_title(err->code)));
}

/* What was asked for has been printed, if it arrives. */
static noreturn void
exit_printed(void)
{
	struct err err = { .code = ERR_NONE };

	if (!output_sent(&err))
		die_err(EXIT_FAULT, &err);
	exit(EXIT_DONE);
}

/* Catalogues work without installed locales: the language is taken from the
 * environment by its name alone.  True where the terminal is said to show UTF-8. */
static bool
start_language(void)
{
	struct arena arena = ARENA_INIT;
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	setlocale(LC_ALL, "");
	bool is_utf8 = str_eq(nl_langinfo(CODESET), "UTF-8");
	if (!is_utf8) {
		setlocale(LC_ALL, "C.UTF-8");
		for (size_t i = 0; i < countof(names) && str_empty(getenv("LANGUAGE")); i++) {
			const char *value = getenv(names[i]);
			if (str_empty(value))
				continue;
			char *language = arena_strdup(&arena, value);
			language[strcspn(language, ".@")] = '\0';
			setenv("LANGUAGE", language, 1);
		}
	}
	setlocale(LC_NUMERIC, "C");
	bindtextdomain("caseload", path_locale(&arena));
	bind_textdomain_codeset("caseload", "UTF-8");
	textdomain("caseload");
	arena_done(&arena);
	return is_utf8;
}

static int
parse_fd(const char *text, const char *refusal)
{
	int64_t fd;

	if (!str_to_i64(text, &fd) || fd < 0 || fd > 65535)
		die(EXIT_USAGE, refusal);
	return (int)fd;
}

static void
parse_options(int argc, char **argv, struct options *options)
{
	static const struct option names[] = {
		{ "demo", no_argument, NULL, 'd' },          { "as", required_argument, NULL, 'a' },
		{ "server", required_argument, NULL, 's' },  { "socket", required_argument, NULL, 'S' },
		{ "ca-file", required_argument, NULL, 'c' },
		{ "user", required_argument, NULL, 'u' },    { "password-fd", required_argument, NULL, 'p' },
		{ "otp-fd", required_argument, NULL, 'o' },
		{ "version", no_argument, NULL, 'v' },       { "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	*options = (struct options){ .password_fd = -1, .otp_fd = -1 };
	opterr = 0;
	while ((option = getopt_long(argc, argv, "+:", names, NULL)) != -1) {
		switch (option) {
		case 'd': options->demo = true; break;
		case 'a': options->as = optarg; break;
		case 's': options->server = optarg; break;
		case 'c': options->ca_file = optarg; break;
		case 'S': options->socket = optarg; break;
		case 'u': options->user = optarg; break;
		case 'p':
			options->password_fd =
				parse_fd(optarg, _("--password-fd takes the number of an open file descriptor"));
			break;
		case 'o':
			options->otp_fd = parse_fd(optarg, _("--otp-fd takes the number of an open file descriptor"));
			break;
		case 'v':
			puts(PACKAGE_STRING);
			exit_printed();
		case 'h':
			say_usage(stdout);
			exit_printed();
		case ':':
			safe_complain(_("caseload: %s needs a value; caseload --help says which"), argv[optind - 1]);
			exit(EXIT_USAGE);
		default:
			safe_complain(_("caseload: there is no option \"%s\" here; caseload --help lists them,"
			                " and which go with a verb"), argv[optind - 1]);
			exit(EXIT_USAGE);
		}
	}
	if (optind < argc && !line_has_verb(argv[optind])) {
		safe_complain(_("caseload: there is no verb \"%s\"; caseload --help lists them"), argv[optind]);
		exit(EXIT_USAGE);
	}
	if (optind < argc)
		options->verb = optind;
}

static void
check_options(const struct options *options)
{
	if (options->demo && (options->server || options->socket || options->user))
		die(EXIT_USAGE, _("--demo brings its own server; with it goes only --as"));
	if (options->as && !options->demo)
		die(EXIT_USAGE, _("--as goes with --demo; elsewhere it is --user"));
	if (options->server && options->socket)
		die(EXIT_USAGE, _("give --server or --socket, not both"));
	if (options->server && !line_url_is_safe(options->server))
		die(EXIT_USAGE, _("--server takes https://HOST; http:// only to this machine itself"));
	if (options->password_fd >= 0 && !options->user && options->verb == 0)
		die(EXIT_USAGE, _("--password-fd needs --user"));
	if (options->otp_fd >= 0 && options->password_fd < 0 && options->verb == 0)
		die(EXIT_USAGE, _("--otp-fd goes with --password-fd; the workstation asks otherwise"));
}

/* A settings file that is not there is no problem; one too long is. */
static void
read_settings(struct arena *arena, const char *name, size_t max, struct buf *text,
              struct buf *problems)
{
	FILE *file = fopen(config_path(arena, name), "r");
	char chunk[4096];
	size_t got;

	if (!file && errno != ENOENT && errno != ENOTDIR)
		buf_printf(problems, "%s: %s\n", name, strerror(errno));
	if (!file)
		return;
	while ((got = fread(chunk, 1, sizeof chunk, file)) > 0 && text->len <= max)
		buf_add(text, chunk, got);
	if (ferror(file))
		buf_printf(problems, "%s: %s\n", name, strerror(errno));
	fclose(file);
	if (!buf_ok(text))
		buf_printf(problems, _("%s: longer than any such file\n"), name);
}

static void
load_settings(struct arena *arena, struct config *config, struct keymap *keymap,
              struct buf *problems)
{
	struct buf text = BUF_INIT(CONFIG_FILE_MAX);

	config_init(config);
	read_settings(arena, "config", CONFIG_FILE_MAX, &text, problems);
	config_read(config, text.data, text.len, problems);
	buf_done(&text);

	struct buf keys = BUF_INIT(KEYS_FILE_MAX);
	keymap_init(keymap);
	read_settings(arena, "keys", KEYS_FILE_MAX, &keys, problems);
	keymap_read(keymap, keys.data, keys.len, problems);
	buf_done(&keys);
}

static const char *
word_or_null(const struct config *config, enum setting setting)
{
	const char *word = config_word(config, setting);

	return word[0] ? word : NULL;
}

/* The command line goes before the settings. */
static struct api_server
which_server(const struct options *options, const struct config *config)
{
	struct api_server server = { options->server, options->socket, options->ca_file };

	if (!server.url && !server.socket) {
		server.url = word_or_null(config, SETTING_SERVER);
		server.socket = word_or_null(config, SETTING_SOCKET);
	}
	if (!server.ca_file)
		server.ca_file = word_or_null(config, SETTING_CA_FILE);
	return server;
}

static int
run_line(const struct options *options, struct arena *arena, int argc, char **argv)
{
	static struct config config;
	static struct keymap keymap;
	struct buf problems = BUF_INIT(16 * 1024);
	struct line_start start = { .user = options->user,
		                    .password_fd = options->password_fd,
		                    .otp_fd = options->otp_fd };

	load_settings(arena, &config, &keymap, &problems);
	for (const char *at = problems.data; *at != '\0'; at += strcspn(at, "\n") + 1)
		safe_complain("%.*s", (int)strcspn(at, "\n"), at); /* each ends in a line feed */
	buf_done(&problems);
	start.server = which_server(options, &config);
	if (options->demo) {
		start.user = options->as ? options->as : "ana";
		start.password = "sample-password";
	} else if (!start.user) {
		start.user = word_or_null(&config, SETTING_USER);
	}
	return line_run(&start, argc - options->verb, argv + options->verb);
}

static int
run_workstation(const struct options *options, const struct child *child, struct arena *arena)
{
	static struct config config;
	static struct keymap keymap;
	struct buf problems = BUF_INIT(16 * 1024);
	struct err err = { 0 };
	struct fx fx;
	char *password = NULL, *otp = NULL;

	load_settings(arena, &config, &keymap, &problems);
	if (!secret_may_lock())
		buf_puts(&problems, _("Keys cannot be kept out of the swap here: ulimit -l is too low.\n"));
	struct api_server server = which_server(options, &config);
	if (!server.url && !server.socket)
		die(EXIT_USAGE, _("say which case server: --server URL, --socket PATH, or --demo for a sample"));
	if (options->password_fd >= 0 && !password_read(&password, options->password_fd, "", &err))
		die_err(EXIT_USAGE, &err);
	if (options->otp_fd >= 0 && !otp_read(&otp, options->otp_fd, "", &err))
		die_err(EXIT_USAGE, &err);
	struct app_options app_options = {
		.server_name = options->demo ? _("a private sample") : server.url ? server.url : server.socket,
		.user = options->user ? options->user : word_or_null(&config, SETTING_USER),
		.password = options->demo ? "sample-password" : password,
		.otp = otp,
		.demo = options->demo,
		.demo_portal = child->portal,
		.plain_charts = options->plain_charts,
		.config = &config,
		.keymap = &keymap,
		.problems = problems.data,
	};
	if (options->demo)
		app_options.user = options->as ? options->as : "ana";
	struct api *api = api_new(&server, &err);
	if (!api || !signals_start(&err) || !term_start(&err)) {
		secret_free(password);
		secret_free(otp);
		buf_done(&problems);
		api_free(api);
		safe_complain("caseload: %s", err.detail);
		return EXIT_UNAVAILABLE;
	}
	fx_init(&fx);
	struct app *app = app_new(&app_options, &fx);
	secret_free(password);
	secret_free(otp);
	buf_done(&problems);
	int status = loop_run(api, app, &fx);
	fx_done(&fx);
	term_stop();
	signals_stop();
	api_free(api);
	return status;
}

int
main(int argc, char **argv)
{
	struct options options;
	struct arena arena = ARENA_INIT;
	struct child child = { .life_fd = -1 };
	struct err err = { 0 };
	int status;

	secret_guard_process();
	bool is_utf8 = start_language();
	line_put_verb_first(argc, argv);
	parse_options(argc, argv, &options);
	options.plain_charts = !is_utf8;
	check_options(&options);
	if (!secret_init())
		die(EXIT_UNAVAILABLE, _("no source of random numbers"));
	if (options.demo) {
		if (!child_start(&child, &arena, &err)) {
			child_stop(&child);
			die_err(EXIT_UNAVAILABLE, &err);
		}
		options.socket = child.socket;
		/* Drafts of the demo go with the demo. */
		setenv("XDG_STATE_HOME", child.folder, 1);
	}
	status = options.verb ? run_line(&options, &arena, argc, argv)
	                      : run_workstation(&options, &child, &arena);
	child_stop(&child);
	arena_done(&arena);
	return status;
}

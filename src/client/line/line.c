/* SPDX-License-Identifier: Apache-2.0
 *
 * One verb from start to end, and its command line.
 */
#include "client/line/private.h"

#include <getopt.h>
#include <stdarg.h>

#include "base/safe_text.h"
#include "base/str.h"

static const struct {
	const char *name, *arguments, *text;
	int (*run)(struct line *line);
} verbs[] = {
	{ "", "", "", NULL },
#define VERB(id, name, arguments, text) { name, arguments, text, line_verb_##id },
#include "client/cmd/verbs.def"
#undef VERB
};
static_assert(countof(verbs) == VERB_COUNT, "one row a verb");

void
line_complain(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	safe_complain_after("caseload: ", fmt, args);
	va_end(args);
}

bool
line_is_whole(const struct buf *buf, const char *sentence)
{
	if (buf_ok(buf))
		return true;
	line_complain(sentence, (int)buf->max);
	return false;
}

void
line_say_verbs(FILE *out)
{
	fputs(_("Verbs, each with the options above before or after it:\n"), out);
	for (int i = 1; i < VERB_COUNT; i++)
		fprintf(out, "  %s %s\n      %s\n", verbs[i].name, verbs[i].arguments, gettext(verbs[i].text));
	fputs(_("  --json           print the API's JSON\n"
	        "  --limit N        rows of a list, 1 to 200; 50 if not said\n"
	        "  --cursor TEXT    go on where a list ended\n"
	        "  --confirm WORD   the word that is otherwise typed at the terminal\n"
	        "  --key KEY        try a write again that was not answered; done once at most\n"
	        "decide:\n"
	        "  --outcome WORD   approve or deny\n"
	        "  --reason CODE    a reason of the program; may be repeated\n"
	        "  --fact NAME=TEXT of the reason before it, where the record does not hold it\n"
	        "  --amount FROM[/TO]=AMOUNT   a month's benefit; may be repeated\n"
	        "  --because TEXT   for the file, never sent\n"
	        "  --override TEXT  a supervisor lifts the STOPs, and why\n"
	        "  --supersedes ID  the decision it replaces\n"
	        "missing:\n"
	        "  --ask            ask the customer for what is open\n"
	        "  --item ID        only these items; may be repeated\n"
	        "  --due DATE       the least the law allows if not said\n"
	        "  --message TEXT   a sentence of yours in the letter\n"
	        "Exit codes:\n"),
	      out);
#define EXIT(id, number, text) fprintf(out, "  %2d  %s\n", number, gettext(text));
#include "client/cmd/exits.def"
#undef EXIT
}

/* ---- the command line ---- */

enum line_option {
	OPTION_JSON = 1000, OPTION_HELP, OPTION_LIMIT, OPTION_CURSOR, OPTION_CONFIRM, OPTION_KEY,
	OPTION_OUTCOME, OPTION_REASON, OPTION_FACT, OPTION_AMOUNT, OPTION_BECAUSE, OPTION_OVERRIDE,
	OPTION_SUPERSEDES, OPTION_ASK, OPTION_ITEM, OPTION_DUE, OPTION_MESSAGE, OPTION_SERVER,
	OPTION_CA_FILE, OPTION_SOCKET, OPTION_USER, OPTION_PASSWORD_FD, OPTION_OTP_FD
};

static const struct option names[] = {
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "limit", required_argument, NULL, OPTION_LIMIT },
	{ "cursor", required_argument, NULL, OPTION_CURSOR },
	{ "confirm", required_argument, NULL, OPTION_CONFIRM },
	{ "key", required_argument, NULL, OPTION_KEY },
	{ "outcome", required_argument, NULL, OPTION_OUTCOME },
	{ "reason", required_argument, NULL, OPTION_REASON },
	{ "fact", required_argument, NULL, OPTION_FACT },
	{ "amount", required_argument, NULL, OPTION_AMOUNT },
	{ "because", required_argument, NULL, OPTION_BECAUSE },
	{ "override", required_argument, NULL, OPTION_OVERRIDE },
	{ "supersedes", required_argument, NULL, OPTION_SUPERSEDES },
	{ "ask", no_argument, NULL, OPTION_ASK },
	{ "item", required_argument, NULL, OPTION_ITEM },
	{ "due", required_argument, NULL, OPTION_DUE },
	{ "message", required_argument, NULL, OPTION_MESSAGE },
	{ "server", required_argument, NULL, OPTION_SERVER },
	{ "ca-file", required_argument, NULL, OPTION_CA_FILE },
	{ "socket", required_argument, NULL, OPTION_SOCKET },
	{ "user", required_argument, NULL, OPTION_USER },
	{ "password-fd", required_argument, NULL, OPTION_PASSWORD_FD },
	{ "otp-fd", required_argument, NULL, OPTION_OTP_FD },
	{ NULL, 0, NULL, 0 },
};

static bool
is_for(enum line_option option, enum verb verb)
{
	if (option >= OPTION_OUTCOME && option <= OPTION_SUPERSEDES)
		return verb == VERB_DECIDE;
	if (option >= OPTION_ASK && option <= OPTION_MESSAGE)
		return verb == VERB_MISSING;
	if (option == OPTION_LIMIT || option == OPTION_CURSOR)
		return verb == VERB_QUEUE || verb == VERB_HISTORY || verb == VERB_TRANSCRIPT ||
		       verb == VERB_SEARCH;
	if (option == OPTION_CONFIRM)
		return verb == VERB_DECIDE || verb == VERB_MISSING;
	if (option == OPTION_KEY)
		return verb == VERB_DECIDE || verb == VERB_MISSING || verb == VERB_NOTE;
	return true;
}

static bool
complain_too_many(void)
{
	line_complain(_("there are too many of one option"));
	return false;
}

static bool
add_fact(struct line_options *options, char *text)
{
	char *equals = strchr(text, '=');

	if (!equals || equals == text || options->reason_count == 0) {
		line_complain(_("--fact takes NAME=TEXT, after the --reason it belongs to"));
		return false;
	}
	if (options->fact_count == LINE_FACTS_MAX)
		return complain_too_many();
	*equals = '\0';
	options->facts[options->fact_count++] =
		(struct line_fact){ options->reason_count - 1, text, equals + 1 };
	return true;
}

static bool
take_number(const char *text, int64_t least, int64_t most, const char *sentence, int64_t *ret)
{
	if (str_to_i64(text, ret) && *ret >= least && *ret <= most)
		return true;
	line_complain("%s", sentence);
	return false;
}

static bool
add_to(const char **list, int *count, int most, const char *text)
{
	if (*count == most)
		return complain_too_many();
	list[(*count)++] = text;
	return true;
}

static bool
take_option(struct line_options *options, enum line_option option, char *text)
{
	int64_t fd = 0;

	if (options->start.password && option >= OPTION_SERVER) {
		line_complain(_("--demo brings its own server; with it goes only --as"));
		return false;
	}
	switch (option) {
	case OPTION_JSON: options->json = true; return true;
	case OPTION_HELP: options->help = true; return true;
	case OPTION_LIMIT:
		return take_number(text, 1, LINE_LIMIT_MAX, _("--limit goes from 1 to 200"), &options->limit);
	case OPTION_CURSOR: options->cursor = text; return true;
	case OPTION_CONFIRM: options->confirm = text; return true;
	case OPTION_KEY:
		options->key = text;
		if (strlen(text) <= LINE_KEY_MAX)
			return true;
		line_complain(_("--key has at most %d characters"), LINE_KEY_MAX);
		return false;
	case OPTION_OUTCOME: options->outcome = text; return true;
	case OPTION_REASON:
		if (options->reason_count == LINE_REASONS_MAX)
			return complain_too_many();
		options->reasons[options->reason_count++].code = text;
		return true;
	case OPTION_FACT: return add_fact(options, text);
	case OPTION_AMOUNT:
		return add_to(options->amounts, &options->amount_count, LINE_AMOUNTS_MAX, text);
	case OPTION_BECAUSE: options->rationale = text; return true;
	case OPTION_OVERRIDE: options->override_reason = text; return true;
	case OPTION_SUPERSEDES: options->supersedes = text; return true;
	case OPTION_ASK: options->ask = true; return true;
	case OPTION_ITEM: return add_to(options->items, &options->item_count, LINE_ITEMS_MAX, text);
	case OPTION_DUE: options->due = text; return true;
	case OPTION_MESSAGE: options->message = text; return true;
	case OPTION_SERVER:
		options->start.server.url = text;
		options->start.server.socket = NULL;
		return true;
	case OPTION_CA_FILE: options->start.server.ca_file = text; return true;
	case OPTION_SOCKET: options->start.server = (struct api_server){ .socket = text }; return true;
	case OPTION_USER: options->start.user = text; return true;
	case OPTION_PASSWORD_FD:
		if (!take_number(text, 0, 65535, _("--password-fd takes the number of an open file descriptor"), &fd))
			return false;
		options->start.password_fd = (int)fd;
		return true;
	case OPTION_OTP_FD:
		if (!take_number(text, 0, 65535, _("--otp-fd takes the number of an open file descriptor"), &fd))
			return false;
		options->start.otp_fd = (int)fd;
		return true;
	}
	return false;
}

static enum verb
verb_from_name(const char *name)
{
	for (int i = 1; i < VERB_COUNT; i++)
		if (str_eq(verbs[i].name, name))
			return (enum verb)i;
	return VERB_NONE;
}

bool
line_has_verb(const char *name)
{
	return verb_from_name(name) != VERB_NONE;
}

/* How many arguments an option takes up at this place; 0 for what is none. */
static int
option_span(char *const *argv, bool *ret_is_own)
{
	const char *name = argv[0] + 2;
	size_t len = strcspn(name, "=");

	*ret_is_own = false;
	if (!str_starts(argv[0], "--") || *name == '\0')
		return 0;
	for (const struct option *at = names; at->name; at++) {
		if (strlen(at->name) != len || strncmp(at->name, name, len) != 0)
			continue;
		*ret_is_own = at->val < OPTION_SERVER && at->val != OPTION_HELP;
		return at->has_arg == required_argument && name[len] == '\0' && argv[1] ? 2 : 1;
	}
	/* --as and its name are the start's alone. */
	return len == 2 && strncmp(name, "as", 2) == 0 && name[len] == '\0' && argv[1] ? 2 : 1;
}

void
line_put_verb_first(int argc, char **argv)
{
	char **own;
	int at = 1, span, kept = 1, own_count = 0;
	bool is_own;

	own = calloc((size_t)argc + 1, sizeof(*own));
	if (!own)
		oom_exit();
	while (at < argc && (span = option_span(argv + at, &is_own)) > 0) {
		for (; span > 0; span--, at++) {
			if (is_own)
				own[own_count++] = argv[at];
			else
				argv[kept++] = argv[at];
		}
	}
	/* The first word, be it a verb or none; without any they are refused where they stood. */
	if (at < argc && argv[at][0] != '-')
		argv[kept++] = argv[at];
	for (int i = 0; i < own_count; i++)
		argv[kept++] = own[i];
	free(own);
}

/* False: the sentence why is on standard error. */
static bool
line_parse(struct line_options *options, const struct line_start *start, int argc, char **argv)
{
	int option;

	*options = (struct line_options){ .start = *start, .limit = LINE_LIMIT };
	options->verb = verb_from_name(argv[0]);
	if (options->verb == VERB_NONE) {
		line_complain(_("there is no verb \"%s\"; caseload --help lists them"), argv[0]);
		return false;
	}
	optind = 0;
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":", names, NULL)) != -1) {
		if (option == ':') {
			line_complain(_("%s needs a value; caseload --help says which"), argv[optind - 1]);
			return false;
		}
		if (option == '?') {
			line_complain(_("there is no option \"%s\"; caseload --help lists them"), argv[optind - 1]);
			return false;
		}
		if (!is_for((enum line_option)option, options->verb)) {
			line_complain(_("\"%s\" has no such option; caseload --help lists them"), argv[0]);
			return false;
		}
		if (!take_option(options, (enum line_option)option, optarg))
			return false;
	}
	options->words = argv + optind;
	options->word_count = argc - optind;
	return true;
}

/* ---- the run ---- */

bool
line_url_is_safe(const char *url)
{
	static const char *const here[] = { "http://127.0.0.1", "http://localhost", "http://[::1]" };

	if (strlen(url) > LINE_URL_MAX)
		return false;
	if (str_starts(url, "https://"))
		return true;
	/* "http://localhost.example" is another machine. */
	for (size_t i = 0; i < countof(here); i++)
		if (str_starts(url, here[i]) && strchr(":/", url[strlen(here[i])]))
			return true;
	return false;
}

static bool
words_fit(const struct line_options *options)
{
	int least = options->verb == VERB_QUEUE ? 0 : 1;
	int most = options->verb == VERB_NOTE || options->verb == VERB_SEARCH ? 10000 : 1;

	if (options->word_count >= least && options->word_count <= most)
		return true;
	line_complain(_("usage: caseload %s %s"), verbs[options->verb].name,
	              verbs[options->verb].arguments);
	return false;
}

int
line_run(const struct line_start *start, int argc, char **argv)
{
	struct line_options options;
	struct line line = { .options = &options, .arena = ARENA_INIT, .out = BUF_INIT(LINE_OUT_MAX) };
	int code = LINE_USAGE;

	if (!line_parse(&options, start, argc, argv))
		return LINE_USAGE;
	if (options.help) {
		line_say_verbs(stdout);
		return say_flush(&line) ? LINE_DONE : LINE_FAULT;
	}
	if (!words_fit(&options))
		return LINE_USAGE;
	if (!options.start.server.url && !options.start.server.socket) {
		line_complain(_("say which case server: --server URL or --socket PATH"));
		return LINE_USAGE;
	}
	if (options.start.server.url && !line_url_is_safe(options.start.server.url)) {
		line_complain(_("--server takes https://HOST; http:// only to this machine itself"));
		return LINE_USAGE;
	}
	fx_init(&line.fx);
	if (line_open(&line, &code)) {
		code = verbs[options.verb].run(&line);
		if (!say_flush(&line) && code == LINE_DONE)
			code = LINE_FAULT;
		line_close(&line);
	}
	fx_done(&line.fx);
	buf_done(&line.out);
	arena_done(&line.arena);
	return code;
}

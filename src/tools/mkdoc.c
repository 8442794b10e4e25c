/* SPDX-License-Identifier: Apache-2.0
 *
 * The manual, from the tables.  Copies a page written by hand to stdout and
 * puts a table in place of each line of the form @name@:
 *
 *   mkdoc man/caseload.1.in > caseload.1
 *   mkdoc --text keys               the key sheet, as plain text
 *
 * Includes the .def files and nothing else of the programs, so that a page
 * can be made before they compile.
 */
#include "base/base.h"
#include "client/cmd/cmd.h"
#include "domain/application.h"
#include "server/route/route.h"

static bool as_text;

/* --- troff ----------------------------------------------------------------- */

/* Text between macros: a backslash and a leading dot or quote would be read by troff. */
static void
put(const char *text)
{
	if (!as_text && (*text == '.' || *text == '\''))
		fputs("\\&", stdout);
	for (; *text; text++) {
		if (!as_text && *text == '\\')
			fputs("\\e", stdout);
		else if (!as_text && *text == '-')
			fputs("\\-", stdout);
		else
			putchar(*text);
	}
}

static void
subheading(const char *text)
{
	fputs(as_text ? "\n" : ".SS \"", stdout);
	put(text);
	puts(as_text ? "" : "\"");
}

/* A term with its explanation; note, in brackets after the term, may be "". */
static void
entry(const char *term, const char *note, const char *text)
{
	if (as_text) {
		printf("  %-18s %-16s %s\n", term, note, text);
		return;
	}
	fputs(".TP\n.BR \"", stdout);
	put(term);
	putchar('"');
	if (*note) {
		fputs(" \"  ", stdout);
		for (const char *at = note; *at; at++) {
			char one[2] = { *at, '\0' };
			put(*at == '"' ? "\\(dq" : one);
		}
		putchar('"');
	}
	putchar('\n');
	put(text);
	putchar('\n');
}

static void
put_word(bool *first, const char *word)
{
	fputs(*first ? "" : ", ", stdout);
	put(word);
	*first = false;
}

/* --- the workstation ------------------------------------------------------- */

static const struct {
	enum scope scope;
	const char *name, *keys, *help;
} commands[] = {
#define CMD(id, name, scope, keys, flags, act, hint, help) { SCOPE_##scope, name, keys, help },
#include "client/cmd/commands.def"
#undef CMD
};

static const struct {
	enum scope scope;
	const char *heading;
} scopes[] = {
	{ SCOPE_ALL, "On every screen" },
	{ SCOPE_LIST, "In a list" },
	{ SCOPE_APP, "On an application, in a list or opened" },
	{ SCOPE_RECORD, "In a record" },
	{ SCOPE_AGENDA, "In the agenda" },
	{ SCOPE_BOARD, "On the board, for supervisors" },
	{ SCOPE_PLAN, "In a plan of moves" },
	{ SCOPE_UNFINISHED, "Among what is unfinished" },
	{ SCOPE_READER, "Reading a conversation" },
	{ SCOPE_FORM, "In a form" },
	{ SCOPE_ALIKE, "Comparing two customers" },
	{ SCOPE_REHEARSAL, "In the rehearsal of a decision" },
	{ SCOPE_MOMENT, "On a record as it was, for auditors" },
	{ SCOPE_MERGE, "Settling a conflict" },
};
static_assert(countof(scopes) == SCOPE_COUNT - 1, "a scope has no heading in the manual");

static void
list_commands(void)
{
	for (size_t s = 0; s < countof(scopes); s++) {
		bool begun = false;
		for (size_t c = 0; c < countof(commands); c++) {
			if (commands[c].scope != scopes[s].scope)
				continue;
			if (!begun)
				subheading(scopes[s].heading);
			begun = true;
			entry(commands[c].name, commands[c].keys, commands[c].help);
		}
	}
}

static void
list_scopes(void)
{
	bool first = true;
#define SCOPE(id, name, parent) put_word(&first, name);
#include "client/cmd/scopes.def"
#undef SCOPE
	puts(".");
}

static void
list_settings(void)
{
#define NUMBER "a number"
#define YES_NO "yes or no"
#define WORD   "a word"
#define SETTING(id, name, kind, min, max, value, help) \
	entry(name, *value ? kind ", " value " unless set" : kind, help);
#include "client/cmd/settings.def"
#undef SETTING
#undef NUMBER
#undef YES_NO
#undef WORD
}

/* --- the nouns ------------------------------------------------------------- */

static const char *const status_words[] = {
	"",
#define STATUS(id, wire, open, text) wire,
#include "domain/statuses.def"
#undef STATUS
};

static void
list_statuses(void)
{
#define STATUS(id, wire, open, text) entry(wire, open ? "" : "closed", text);
#include "domain/statuses.def"
#undef STATUS
}

static void
put_statuses(unsigned set)
{
	bool first = true;
	if (set == S_ANY || set == S_OPEN) {
		fputs(set == S_ANY ? "any" : "any open one", stdout);
		return;
	}
	for (unsigned status = 1; status < countof(status_words); status++)
		if (set >> status & 1)
			put_word(&first, status_words[status]);
}

static void
put_actors(unsigned by)
{
	static const struct {
		unsigned bit;
		const char *who;
	} actors[] = {
		{ BY_APPLICANT, "the applicant" },
		{ BY_SYSTEM, "the server" },
		{ BY_ASSIGNEE, "the worker it is assigned to" },
		{ BY_CLAIMANT, "a caseworker who may take it" },
		{ BY_CASEWORKER, "a caseworker with it in scope" },
		{ BY_SUPERVISOR, "a supervisor of its team" },
		{ BY_SECOND, "a supervisor of its team who did not make the decision" },
		{ BY_INTAKE, "intake staff" },
	};
	bool first = true;
	for (size_t i = 0; i < countof(actors); i++)
		if (by & actors[i].bit)
			put_word(&first, actors[i].who);
}

static void
put_act(const char *wire, unsigned from, unsigned to, unsigned by, const char *text)
{
	entry(wire, "", text);
	fputs(as_text ? "      by " : "By ", stdout);
	put_actors(by);
	fputs("; from ", stdout);
	put_statuses(from);
	if (to != 0) {
		fputs(" to ", stdout);
		put(status_words[to]);
	}
	puts(".");
}

static void
list_acts(void)
{
#define ACT(id, wire, from, to, by, text) put_act(wire, from, to, by, text);
#include "domain/transitions.def"
#undef ACT
}

static void
list_roles(void)
{
#define ROLE(id, bit, wire, text) entry(wire, "", text);
#include "domain/roles.def"
#undef ROLE
}

static void
list_events(void)
{
#define EVENT(id, type, kind, is_public, update, members, text) \
	entry(type, is_public ? "public" : "", text);
#include "domain/events.def"
#undef EVENT
}

static void
list_history(void)
{
	bool first = true;
#define HISTORY(id, wire, text) put_word(&first, wire);
#include "domain/history_kinds.def"
#undef HISTORY
	puts(".");
}

static void
list_updates(void)
{
#define UPDATE(id, wire, text) entry(wire, "", text);
#include "domain/updates.def"
#undef UPDATE
}

static void
list_findings(void)
{
#define FINDING(id, word, stops, lifted_by, text) entry(word, stops ? "STOP" : "WARN", text);
#include "domain/findings.def"
#undef FINDING
}

static void
put_error(const char *wire, int http, bool retryable, const char *text)
{
	char note[40];
	if (http == 0)
		snprintf(note, sizeof note, "workstation");
	else
		snprintf(note, sizeof note, "%d%s", http, retryable ? ", may be retried" : "");
	entry(wire, note, text);
}

static void
list_errors(void)
{
#define ERR(id, wire, http, retryable, text) put_error(wire, http, retryable, text);
#include "base/errors.def"
#undef ERR
}

/* --- the API --------------------------------------------------------------- */

static void
put_route(const char *method, const char *path, unsigned flags, const char *query,
	const char *summary)
{
	char term[160];
	snprintf(term, sizeof term, "%s %s", method, path);
	entry(term, "", summary);
	bool first = true;
	if (as_text && (flags != 0 || *query))
		fputs("      ", stdout);
	if (flags & ROUTE_KEY)
		put_word(&first, "needs Idempotency-Key");
	if (flags & ROUTE_IF_MATCH)
		put_word(&first, first ? "needs If-Match" : "If-Match");
	if (flags & ROUTE_CACHEABLE)
		put_word(&first, "answers If-None-Match");
	if (flags & ROUTE_DRY_RUN)
		put_word(&first, "takes dry_run");
	if (flags & ROUTE_PAGE)
		put_word(&first, "takes limit, cursor, from, sort");
	if (*query) {
		put_word(&first, "filters: ");
		put(query);
	}
	if (!first)
		puts(".");
}

static void
list_routes(void)
{
#define KEY       ROUTE_KEY
#define WRITE     ROUTE_WRITE
#define IF_MATCH  ROUTE_IF_MATCH
#define DRY_RUN   ROUTE_DRY_RUN
#define CACHEABLE ROUTE_CACHEABLE
#define LIST      ROUTE_LIST
#define PAGE      ROUTE_PAGE
#define CREATED   ROUTE_CREATED
#define EMPTY     ROUTE_EMPTY
#define PREPARE   ROUTE_PREPARE
#define POOL      ROUTE_POOL
#define POOL_WIDE ROUTE_POOL_WIDE
#define ENROL     ROUTE_ENROL
#define UPLOAD    ROUTE_UPLOAD
#define DOCUMENT  ROUTE_DOCUMENT
#define STREAM    ROUTE_STREAM
#define EVENTS    ROUTE_EVENTS
#define RAW       ROUTE_RAW
#define TABLE     ROUTE_TABLE
#define ROUTE(method, path, handler, roles, flags, query, request, response, summary) \
	put_route(#method, path, (unsigned)(flags), query, summary);
#include "server/route/routes.def"
#undef ROUTE
}

/* --- program files --------------------------------------------------------- */

static void
list_program_words(void)
{
	bool first;
#define WORDS(heading)           \
	first = true;            \
	subheading(heading);
	WORDS("Types of question")
#define QUESTION_TYPE(id, word) put_word(&first, word);
#include "domain/program_words.def"
	puts(".");
	WORDS("Types of fact")
#define FACT_TYPE(id, word) put_word(&first, word);
#include "domain/program_words.def"
	puts(".");
	WORDS("Facts that the server fills in (from)")
#define FACT_SOURCE(id, word, fact_type) put_word(&first, word);
#include "domain/program_words.def"
	puts(".");
	WORDS("A requirement is asked for once per")
#define REQUIREMENT_PER(id, word) put_word(&first, word);
#include "domain/program_words.def"
	puts(".");
	WORDS("A requirement is met by")
#define REQUIREMENT_MET_BY(id, word) put_word(&first, word);
#include "domain/program_words.def"
	puts(".");
	WORDS("Kinds of notice")
#define NOTICE_KIND(id, word) put_word(&first, word);
#include "domain/program_words.def"
	puts(".");
	WORDS("A paragraph of a notice appears (only)")
#define PARAGRAPH_ONLY(id, word) put_word(&first, word);
#include "domain/program_words.def"
	puts(".");
	WORDS("Braces of a letter")
#define LETTER_BRACE(id, word, kinds) put_word(&first, word);
#include "domain/program_words.def"
	puts(".");
	WORDS("Braces of a status update")
#define UPDATE_BRACE(id, word, codes) put_word(&first, word);
#include "domain/program_words.def"
	puts(".");
	WORDS("Braces of an answer to a question people ask")
#define FAQ_BRACE(id, word) put_word(&first, word);
#include "domain/program_words.def"
	puts(".");
	WORDS("Braces of a note template")
#define NOTE_BRACE(id, word) put_word(&first, word);
#include "domain/program_words.def"
	puts(".");
#undef WORDS
}

/* --- pages ----------------------------------------------------------------- */

static const struct {
	const char *name;
	void (*list)(void);
} tables[] = {
	{ "keys", list_commands },     { "scopes", list_scopes },
	{ "settings", list_settings }, { "statuses", list_statuses },
	{ "acts", list_acts },         { "roles", list_roles },
	{ "events", list_events },     { "history", list_history },
	{ "updates", list_updates },   { "findings", list_findings },
	{ "errors", list_errors },     { "routes", list_routes },
	{ "program-words", list_program_words },
};

static bool
list_table(const char *name, size_t len)
{
	for (size_t i = 0; i < countof(tables); i++) {
		if (strlen(tables[i].name) == len && memcmp(tables[i].name, name, len) == 0) {
			tables[i].list();
			return true;
		}
	}
	fprintf(stderr, "mkdoc: there is no table \"%.*s\"\n", (int)len, name);
	return false;
}

static bool
make_page(const char *path)
{
	char line[1024];
	bool good = true;
	FILE *page = fopen(path, "r");
	if (!page) {
		perror(path);
		return false;
	}
	while (fgets(line, sizeof line, page)) {
		size_t len = strcspn(line, "\n");
		if (len > 2 && line[0] == '@' && line[len - 1] == '@')
			good = list_table(line + 1, len - 2) && good;
		else
			fputs(line, stdout);
	}
	if (ferror(page)) {
		perror(path);
		good = false;
	}
	fclose(page);
	return good;
}

int
main(int argc, char **argv)
{
	bool good;
	if (argc == 3 && strcmp(argv[1], "--text") == 0) {
		as_text = true;
		good = list_table(argv[2], strlen(argv[2]));
	} else if (argc == 2 && argv[1][0] != '-') {
		good = make_page(argv[1]);
	} else {
		fputs("Usage: mkdoc PAGE.in | mkdoc --text TABLE\n", stderr);
		return 64;
	}
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("mkdoc");
		good = false;
	}
	return good ? 0 : 1;
}

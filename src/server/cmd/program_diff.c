/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-server program diff: two versions of a program side by side, in
 * words.  Each is a file, or with --db what was published.
 */
#include <unistd.h>

#include "base/safe_text.h"
#include "base/str.h"
#include "base/words.h"
#include "domain/program_diff.h"
#include "server/cmd/open.h"
#include "server/cmd/options.h"
#include "server/cmd/program.h"
#include "server/cmd/program_file.h"

enum { CLEAN_BYTES_MAX = 1024 * 1024 };

struct side {
	struct buf text;
	struct program *program;
	struct json *json;
};

/* A file where there is one of that name, else a published version. */
static bool
side_read(struct side *side, const char *name, struct db *db, struct arena *arena)
{
	struct err err = { 0 };

	buf_init(&side->text, PROGRAM_FILE_MAX);
	side->program = !db || access(name, F_OK) == 0
		? program_file_load(name, &side->text, arena)
		: program_published(db, name, &side->text, arena);
	side->json = side->program ? json_parse(side->text.data, side->text.len, &err) : NULL;
	return side->json != NULL;
}

static void
side_done(struct side *side)
{
	json_free(side->json);
	buf_done(&side->text);
}

/* What a person wrote, on the terminal; the lines after the first stand under it. */
static void
say(const char *head, const char *text)
{
	struct buf clean = BUF_INIT(CLEAN_BYTES_MAX);

	safe_text(&clean, text ? text : "-", text ? strlen(text) : 1, SAFE_MANY_LINES);
	printf("      %s", head);
	for (const char *at = clean.data; *at; at++)
		printf(*at == '\n' ? "\n          " : "%c", *at);
	putchar('\n');
	buf_done(&clean);
}

static void
say_where(const struct program_change *change)
{
	for (size_t i = 0; i < change->depth; i++) {
		const struct change_step *step = &change->path[i];

		printf("%s%s", i ? ", " : "", _(step->noun));
		if (step->name) {
			safe_put(" \"");
			safe_put(step->name);
			putchar('"');
		}
	}
	if (change->language) {
		safe_put(" (");
		safe_put(change->language);
		putchar(')');
	}
}

static void
say_change(const struct program_change *change)
{
	static const char *const heads[] = {
		[CHANGE_ADDED] = N_("added:"),     [CHANGE_REMOVED] = N_("removed:"),
		[CHANGE_OTHER] = N_("changed:"),   [CHANGE_MOVED] = N_("moved:"),
	};
	bool is_order = change->kind == CHANGE_MOVED && change->depth > 0 &&
		!change->path[change->depth - 1].name;
	const char *whole;

	printf("  %s ", is_order ? _("in another order:") : _(heads[change->kind]));
	say_where(change);
	putchar('\n');
	whole = change->kind == CHANGE_ADDED ? change->after : change->before;
	if (change->kind == CHANGE_ADDED || change->kind == CHANGE_REMOVED) {
		if (!str_empty(whole))
			say("", whole);
		return;
	}
	say(_("was "), change->before);
	say(_("now "), change->after);
}

static void
say_all(const struct program_change_list *changes)
{
	for (size_t i = 0; i < changes->count; i++) {
		if (i == 0 || changes->at[i].group != changes->at[i - 1].group)
			printf("%s\n", _(diff_group_heading(changes->at[i].group)));
		say_change(&changes->at[i]);
	}
	if (changes->count == 0)
		puts(_("No difference."));
}

int
program_diff_say(const char *before, const char *after, struct db *db)
{
	struct arena arena = ARENA_INIT;
	struct side sides[2] = { 0 };
	struct program_change_list changes;
	bool ok = side_read(&sides[0], before, db, &arena);

	ok = side_read(&sides[1], after, db, &arena) && ok;
	if (ok) {
		safe_say(_("%s version %lld and %s version %lld\n"), sides[0].program->id,
		       (long long)sides[0].program->version, sides[1].program->id,
		       (long long)sides[1].program->version);
		program_diff(&changes, &arena, sides[0].json, sides[1].json);
		say_all(&changes);
	}
	side_done(&sides[0]);
	side_done(&sides[1]);
	arena_done(&arena);
	return ok ? 0 : 1;
}

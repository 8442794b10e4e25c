/* SPDX-License-Identifier: Apache-2.0
 *
 * What an operator typed of a worker, checked: known roles, teams, programs,
 * counties and languages, and a name that can be signed in with.
 */
#include "base/str.h"
#include "base/words.h"
#include "domain/county.h"
#include "server/cmd/worker_work.h"
#include "server/store/limits.h"
#include "server/store/setting.h"

enum { CAPACITY_MAX = 10000, USERNAME_MAX = 40 };

static bool
check_each(const struct text_list *list, bool (*is_known)(struct db *db, const char *word),
           struct db *db, const char *what, struct err *err)
{
	for (size_t i = 0; i < list->count; i++) {
		if (!is_known(db, list->at[i]))
			return err_set(err, ERR_USAGE, _("There is no %s \"%s\"."), what, list->at[i]);
	}
	return true;
}

static bool
is_role(struct db *db, const char *word)
{
	(void)db;
	return role_from_wire(word) != 0;
}

static bool
is_county(struct db *db, const char *word)
{
	(void)db;
	return county_find(word) != NULL;
}

static bool
is_language(struct db *db, const char *word)
{
	(void)db;
	return strlen(word) >= 2 && strlen(word) <= 8 &&
	       word[strspn(word, "abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ")] == '\0';
}

static bool
is_program(struct db *db, const char *word)
{
	struct arena arena = ARENA_INIT;
	struct program_row *rows;
	size_t count = program_row_list(db, false, &arena, &rows);
	bool found = false;

	for (size_t i = 0; i < count; i++)
		found |= str_eq(rows[i].id, word);
	arena_done(&arena);
	return found;
}

/* Sets a list where its option was given, and notes that it changed. */
static bool
take_list(struct work *work, struct text_list *list, const char *text, const char *member,
          bool (*is_known)(struct db *db, const char *word), const char *what, struct err *err)
{
	if (!text)
		return true;
	*list = option_list(&work->arena, text);
	work->changed[work->changed_count++] = member;
	return check_each(list, is_known, work->db, what, err);
}

/* Who leads a team is also in it. */
static void
join_led_teams(struct work *work)
{
	struct worker *worker = &work->staff.worker;
	struct text_list all = { arena_array(&work->arena,
	                                     worker->team_ids.count + worker->led_team_ids.count + 1,
	                                     sizeof(char *)), 0 };
	for (size_t i = 0; i < worker->team_ids.count; i++)
		all.at[all.count++] = worker->team_ids.at[i];
	for (size_t i = 0; i < worker->led_team_ids.count; i++) {
		if (!text_list_has(&all, worker->led_team_ids.at[i]))
			all.at[all.count++] = worker->led_team_ids.at[i];
	}
	worker->team_ids = all;
}

bool
worker_take_args(struct work *work, struct err *err)
{
	const struct worker_args *args = &work->args;
	struct worker *worker = &work->staff.worker;

	if (args->name) {
		worker->name = args->name;
		work->changed[work->changed_count++] = "name";
	}
	if (!take_list(work, &worker->roles, args->roles, "roles", is_role, _("role"), err) ||
	    !take_list(work, &worker->team_ids, args->teams, "teams", staff_has_team, _("team"), err) ||
	    !take_list(work, &worker->led_team_ids, args->leads, "leads", staff_has_team, _("team"), err) ||
	    !take_list(work, &worker->programs, args->programs, "programs", is_program, _("program"), err) ||
	    !take_list(work, &worker->counties, args->counties, "counties", is_county, _("county"), err) ||
	    !take_list(work, &worker->languages, args->languages, "languages", is_language,
	               _("language"), err))
		return false;
	if (args->capacity) {
		if (!str_to_i64(args->capacity, &worker->capacity) || worker->capacity < 0 ||
		    worker->capacity > CAPACITY_MAX)
			return err_set(err, ERR_USAGE, _("--capacity wants a number from 0 to %d."),
			               CAPACITY_MAX);
		work->changed[work->changed_count++] = "capacity";
	}
	join_led_teams(work);
	if ((args->teams || args->leads) && worker->team_ids.count > WORKER_TEAMS_MAX)
		return err_set(err, ERR_USAGE, _("A worker is in at most %d teams: this would be %zu."),
		               WORKER_TEAMS_MAX, worker->team_ids.count);
	if (str_empty(worker->name))
		return err_set(err, ERR_USAGE, "%s", _("A worker has a name: --name NAME."));
	if (worker->roles.count == 0)
		return err_set(err, ERR_USAGE, "%s", _("A worker has at least one role: --roles."));
	return true;
}

bool
worker_check_username(const char *username, struct err *err)
{
	if (!str_empty(username) && strlen(username) <= USERNAME_MAX &&
	    username[strspn(username, "abcdefghijklmnopqrstuvwxyz0123456789._-")] == '\0')
		return true;
	return err_set(err, ERR_USAGE,
	               _("A username is made of small letters, digits, dot, hyphen: not \"%s\"."),
	               username);
}

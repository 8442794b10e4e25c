/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-server setting: what holds for all of an agency's servers.  A
 * change is an event; servers that run take it up within a second.
 */
#include "base/clock.h"
#include "base/json.h"
#include "base/safe_text.h"
#include "base/str.h"
#include "base/words.h"
#include "server/cmd/cmd.h"
#include "server/cmd/open.h"
#include "server/cmd/options.h"
#include "server/store/event_log.h"
#include "server/store/limits.h"
#include "server/store/setting.h"

#define USAGE                                                                 \
	"Usage: caseload-server setting --db DB               list them\n"     \
	"       caseload-server setting --db DB NAME VALUE    change one; an\n" \
	"                               empty value goes back to the usual"

enum { URL_TEXT_MAX = 200 };
enum kind { NUMBER, FACTOR, SIGNER, SWITCH, URL, TEAMS, WEIGHTS };

static const struct known {
	const char *name;
	enum kind kind;
	int64_t least, most;
	const char *usual;
	const char *help;
} known[] = {
#define AGENCY_SETTING(name, kind, least, most, usual, help) { name, kind, least, most, usual, help },
#include "server/service/settings.def"
#undef AGENCY_SETTING
};

static const struct known *
find(const char *name, struct err *err)
{
	for (size_t i = 0; i < countof(known); i++) {
		if (str_eq(known[i].name, name))
			return &known[i];
	}
	err_set(err, ERR_USAGE, _("There is no setting \"%s\"; without a name they are listed."), name);
	return NULL;
}

/* It stands in e-mail: nothing but a scheme, a host and perhaps a port. */
static bool
is_url(const char *value)
{
	size_t scheme = str_starts(value, "https://") ? 8 : str_starts(value, "http://") ? 7 : 0;
	size_t len = strspn(value + scheme,
	                    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]");

	return scheme && len > 0 && value[scheme + len] == '\0' && strlen(value) <= URL_TEXT_MAX;
}

/* "families-first=180,child-care=120" */
static bool
are_weights(const char *value)
{
	while (*value) {
		size_t len = strcspn(value, ","), name = strcspn(value, "="), digits;

		if (name == 0 || name + 1 >= len)
			return false;
		digits = strspn(value + name + 1, "0123456789");
		if (name + 1 + digits != len || digits > 5)
			return false;
		value += len + (value[len] == ',');
	}
	return true;
}

static bool
check(const struct known *setting, const char *value, struct err *err)
{
	int64_t number;

	if (str_empty(value))
		return true;
	if (setting->kind == FACTOR)
		return str_eq(value, "off") || str_eq(value, "optional") || str_eq(value, "required") ||
		       err_set(err, ERR_USAGE, _("%s is off, optional or required."), setting->name);
	if (setting->kind == SIGNER)
		return str_eq(value, "own") || str_eq(value, "all") ||
		       err_set(err, ERR_USAGE, _("%s is own or all."), setting->name);
	if (setting->kind == SWITCH)
		return str_eq(value, "on") || str_eq(value, "off") ||
		       err_set(err, ERR_USAGE, _("%s is on or off."), setting->name);
	if (setting->kind == URL)
		return is_url(value) ||
		       err_set(err, ERR_USAGE, _("%s is an address like https://help.example.gov, without a path."),
		               setting->name);
	if (setting->kind == TEAMS)
		return value[strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-,")] == '\0' ||
		       err_set(err, ERR_USAGE, _("%s is ids with commas between."), setting->name);
	if (setting->kind == WEIGHTS)
		return are_weights(value) ||
		       err_set(err, ERR_USAGE, _("%s is id=weight, with commas between."), setting->name);
	return (str_to_i64(value, &number) && number >= setting->least && number <= setting->most) ||
	       err_set(err, ERR_USAGE, _("%s is a number from %lld to %lld."), setting->name,
	               (long long)setting->least, (long long)setting->most);
}

static bool
append_change(struct txn *txn, const char *name, const char *value)
{
	struct event event = { .type = EVENT_SETTING_CHANGED, .subject = { "setting", name } };
	struct buf payload = BUF_INIT(EVENT_PAYLOAD_MAX);
	struct json_out out = JSON_OUT(&payload);
	bool done;

	cmd_actor(&event.actor);
	json_begin_object(&out, NULL);
	json_put_int(&out, "v", 1);
	json_put_text(&out, "value", value);
	json_end_object(&out);
	done = buf_ok(&payload) && event_append(txn, &event, payload.data);
	buf_done(&payload);
	return done;
}

static bool
change(struct db *db, const char *name, const char *value, struct err *err)
{
	const struct known *setting = find(name, err);
	struct txn txn;

	if (!setting || !check(setting, value, err) || !txn_begin(&txn, db, clock_real_ms(), err))
		return false;
	if (setting_put(db, name, str_empty(value) ? setting->usual : value) && append_change(&txn, name, value))
		return txn_commit(&txn, err);
	if (!db_take_failure(db, err))
		err_set(err, ERR_INTERNAL, "%s", _("The change could not be made."));
	txn_rollback(&txn);
	return false;
}

static bool
list(struct db *db, struct err *err)
{
	struct arena arena = ARENA_INIT;
	bool ok = true;

	for (size_t i = 0; ok && i < countof(known); i++) {
		const char *value = setting_read(db, known[i].name, &arena);
		ok = !db_take_failure(db, err);
		if (ok) {
			printf("%s\t", known[i].name);
			safe_put(value ? value : known[i].usual);
			printf("\t%s\n", _(known[i].help));
		}
	}
	arena_done(&arena);
	return ok;
}

int
cmd_setting(int argc, char **argv)
{
	const char *where = NULL;
	const struct option options[] = { { "db", &where, NULL, true }, { 0 } };
	struct option_words words;
	struct err err = { 0 };
	struct db *db;
	int status;

	if (!options_read(USAGE, options, argc, argv, &words, &status))
		return status;
	if (words.count != 0 && words.count != 2)
		return cmd_usage(USAGE, "%s", _("Give a setting's name and its value, or neither."));
	bool ok = cmd_open(&db, where, words.count ? DB_WRITE : DB_READ, &err);
	if (ok) {
		ok = words.count ? change(db, words.at[0], words.at[1], &err) : list(db, &err);
		db_close(db);
	}
	if (ok)
		return 0;
	(void)cmd_fail("setting", &err);
	return err.code == ERR_USAGE ? EXIT_USAGE : 1;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-server worker: who works here, from the operator's side.  Every
 * change is an event of the log like any other.
 */
#include "base/clock.h"
#include "base/safe_text.h"
#include "base/str.h"
#include "base/words.h"
#include "server/cmd/cmd.h"
#include "server/cmd/open.h"
#include "server/cmd/worker_work.h"
#include "server/service/agency.h"
#include "server/service/key_event.h"
#include "server/store/draft.h"
#include "server/store/event_log.h"
#include "server/store/second_factor.h"

enum { JOURNAL_KEY_BYTES = 32, CAPACITY_DEFAULT = 40 };

#define USAGE                                                                                    \
	"Usage: caseload-server worker list     --db DB\n"                                          \
	"       caseload-server worker team     --db DB ID NAME\n"                                  \
	"       caseload-server worker add      --db DB [--key-file F] --username U --name NAME\n"  \
	"                              --roles R,R [--teams ID,ID] [--leads ID,ID] [--programs P,P]\n"\
	"                              [--counties C,C] [--languages L,L] [--capacity N]\n"         \
	"                              [--password-fd N]\n"                                         \
	"       caseload-server worker change   --db DB --username U, any of the above but a\n"     \
	"                              password; an empty value clears a list\n"                    \
	"       caseload-server worker password --db DB --username U [--password-fd N]\n"           \
	"       caseload-server worker leave    --db DB --username U --from DATE --to DATE\n"       \
	"       caseload-server worker back     --db DB --username U\n"                             \
	"       caseload-server worker conflict --db DB --username U --customer NUMBER --reason TEXT\n"\
	"                              [--end] [--key-file F]   --end takes one back\n"            \
	"       caseload-server worker conflicts --db DB [--username U]   the declared ones\n"      \
	"       caseload-server worker off|on   --db DB --username U\n"                             \
	"       caseload-server worker revoke   --db DB --username U     ends all their sessions\n"  \
	"       caseload-server worker forget-factor --db DB --username U    the second factor\n"    \
	"                              is lost: they set up another at the next sign-in\n"          \
	"Roles: caseworker supervisor intake auditor admin"

/* ---- writing ---- */

static bool
append_change(struct work *work, struct txn *txn)
{
	struct event event = {
		.type = EVENT_WORKER_CHANGED,
		.subject = { "worker", work->staff.worker.id },
		.version = work->staff.worker.version + 1,
		.changed = { work->changed, work->changed_count },
	};
	cmd_actor(&event.actor);
	return event_append(txn, &event, NULL);
}

/* Runs one change and its event as one commit. */
static bool
change(struct work *work, bool (*write)(struct work *work, struct txn *txn), struct err *err)
{
	struct txn txn;

	if (!txn_begin(&txn, work->db, clock_real_ms(), err))
		return false;
	if (write(work, &txn) && append_change(work, &txn))
		return txn_commit(&txn, err);
	if (!db_take_failure(work->db, err))
		err_set(err, ERR_INTERNAL, "%s", _("The change could not be made."));
	txn_rollback(&txn);
	return false;
}

static bool
write_staff(struct work *work, struct txn *txn)
{
	return staff_update(txn, &work->staff) &&
	       (work->staff.active || staff_end_sessions(txn, work->staff.worker.id));
}

static bool
find(struct work *work, struct err *err)
{
	if (!work->args.username)
		return err_set(err, ERR_USAGE, "%s", _("Say whom: --username NAME."));
	if (staff_find(work->db, work->args.username, &work->arena, &work->staff))
		return true;
	return db_take_failure(work->db, err) ? false
	                                      : err_set(err, ERR_NOT_FOUND,
	                                                _("There is no worker \"%s\"."),
	                                                work->args.username);
}

/* ---- the words ---- */

static void
put_column(const char *text)
{
	safe_put(text);
	putchar('\t');
}

static void
put_words(const struct text_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		safe_put(i ? "," : "");
		safe_put(list->at[i]);
	}
	putchar('\t');
}

static bool
do_list(struct work *work, struct err *err)
{
	struct staff *staff;
	size_t count = staff_list(work->db, &work->arena, &staff);

	if (db_take_failure(work->db, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct worker *worker = &staff[i].worker;
		put_column(worker->username);
		put_column(worker->id);
		put_column(worker->name);
		put_words(&worker->roles);
		put_words(&worker->team_ids);
		puts(staff[i].active ? "on" : "off");
	}
	return true;
}

static bool
write_team(struct work *work, struct txn *txn)
{
	return staff_put_team(txn, work->args.words.at[1], work->args.words.at[2]);
}

static bool
do_team(struct work *work, struct err *err)
{
	if (work->args.words.count != 3 || !str_is_id(work->args.words.at[1]) ||
	    str_empty(work->args.words.at[2]))
		return err_set(err, ERR_USAGE, "%s",
		               _("Give the team's id and its name: worker team --db DB north \"North office\"."));
	work->changed[work->changed_count++] = "team";
	return change(work, write_team, err);
}

static bool
take_password(struct work *work, struct err *err)
{
	char *password;

	if (!option_password(work->args.password_fd, &password, err))
		return false;
	bool ok = password_hash(work->password_hash, password) ||
	          err_set(err, ERR_INTERNAL, "%s", _("There is not enough memory to hash the password."));
	secret_free(password);
	return ok;
}

static bool
make_journal_key(struct work *work, struct err *err)
{
	struct agency *agency;
	uint8_t key[JOURNAL_KEY_BYTES];

	if (!agency_load(&agency, work->db, work->args.db, work->args.key_file, err))
		return false;
	random_bytes(key, sizeof(key));
	seal(&work->journal_key, agency_key(agency, KEY_JOURNAL), key, sizeof(key));
	secret_wipe(key, sizeof(key));
	agency_free(agency);
	return true;
}

static bool
write_new(struct work *work, struct txn *txn)
{
	return staff_insert(txn, &work->staff.worker, work->password_hash, work->journal_key.data,
	                    work->journal_key.len);
}

static bool
do_add(struct work *work, struct err *err)
{
	static char id[ID_TEXT_MAX];
	struct staff there;

	if (!worker_check_username(work->args.username, err))
		return false;
	if (staff_find(work->db, work->args.username, &work->arena, &there))
		return err_set(err, ERR_USAGE, _("There is a worker \"%s\" already."),
		               work->args.username);
	random_id(id, "w_", clock_real_ms());
	work->staff.active = true;
	work->staff.worker.id = id;
	work->staff.worker.username = work->args.username;
	work->staff.worker.capacity = CAPACITY_DEFAULT;
	work->staff.worker.on_leave_from = work->staff.worker.on_leave_to = DATE_NONE;
	bool ok = worker_take_args(work, err) && make_journal_key(work, err) &&
	          take_password(work, err) && change(work, write_new, err);
	if (ok)
		safe_say(_("Added %s, %s.\n"), work->args.username, id);
	return ok;
}

static bool
do_change(struct work *work, struct err *err)
{
	if (!find(work, err) || !worker_take_args(work, err))
		return false;
	if (work->changed_count == 0)
		return err_set(err, ERR_USAGE, "%s", _("Nothing to change was given."));
	return change(work, write_staff, err);
}

static bool
write_password(struct work *work, struct txn *txn)
{
	struct author by;

	cmd_actor(&by);
	work->drafts = draft_use(txn->db, work->staff.worker.id, "").count;
	return staff_set_password(txn, work->staff.worker.id, work->password_hash) &&
	       key_retire(txn, &by, work->staff.worker.id, "password reset", &work->arena,
	                  &work->retired_key);
}

static bool
do_password(struct work *work, struct err *err)
{
	if (!find(work, err) || !take_password(work, err))
		return false;
	work->changed[work->changed_count++] = "password";
	if (!change(work, write_password, err))
		return false;
	if (work->retired_key)
		safe_say(_("The signing key %.8s of %s is retired; the next sign-in makes a new one.\n"),
		       work->retired_key, work->staff.worker.name);
	/* Their key is the server's to keep, not the password's to open. */
	if (work->drafts > 0)
		safe_say(n_("%d draft of %s is kept on the server: none is lost by this.\n",
		          "%d drafts of %s are kept on the server: none is lost by this.\n",
		          work->drafts),
		       (int)work->drafts, work->staff.worker.name);
	return true;
}

static bool
do_leave(struct work *work, struct err *err)
{
	struct worker *worker = &work->staff.worker;

	if (!find(work, err))
		return false;
	if (!date_from_text(work->args.from ? work->args.from : "", &worker->on_leave_from) ||
	    !date_from_text(work->args.to ? work->args.to : "", &worker->on_leave_to))
		return err_set(err, ERR_USAGE, "%s",
		               _("Give both days as 2026-07-01: --from DATE --to DATE."));
	if (worker->on_leave_to < worker->on_leave_from)
		return err_set(err, ERR_USAGE, "%s", _("The last day is before the first."));
	work->changed[work->changed_count++] = "leave";
	return change(work, write_staff, err);
}

static bool
do_back(struct work *work, struct err *err)
{
	if (!find(work, err))
		return false;
	work->staff.worker.on_leave_from = work->staff.worker.on_leave_to = DATE_NONE;
	work->changed[work->changed_count++] = "leave";
	return change(work, write_staff, err);
}

static bool
do_off(struct work *work, struct err *err)
{
	if (!find(work, err))
		return false;
	work->staff.active = str_eq(work->args.words.at[0], "on");
	work->changed[work->changed_count++] = "active";
	return change(work, write_staff, err);
}

static bool
write_revoked(struct work *work, struct txn *txn)
{
	return staff_end_sessions(txn, work->staff.worker.id);
}

static bool
do_revoke(struct work *work, struct err *err)
{
	if (!find(work, err))
		return false;
	work->changed[work->changed_count++] = "sessions";
	return change(work, write_revoked, err);
}

/* Whoever has the phone may have a session, too. */
static bool
write_no_factor(struct work *work, struct txn *txn)
{
	return second_factor_remove(txn, work->staff.worker.id) &&
	       staff_end_sessions(txn, work->staff.worker.id);
}

static bool
do_forget_factor(struct work *work, struct err *err)
{
	if (!find(work, err))
		return false;
	work->changed[work->changed_count++] = "second_factor";
	return change(work, write_no_factor, err);
}

static const struct {
	const char *word;
	bool (*run)(struct work *work, struct err *err);
	int words;
} verbs[] = {
	{ "list", do_list, 1 },         { "team", do_team, 3 },         { "add", do_add, 1 },
	{ "change", do_change, 1 },     { "password", do_password, 1 }, { "leave", do_leave, 1 },
	{ "back", do_back, 1 },         { "conflict", worker_word_conflict, 1 }, { "off", do_off, 1 },
	{ "on", do_off, 1 },            { "revoke", do_revoke, 1 },
	{ "forget-factor", do_forget_factor, 1 }, { "conflicts", worker_word_conflicts, 1 },
};

int
cmd_worker(int argc, char **argv)
{
	struct work work = { .journal_key = BUF_INIT(256) };
	struct worker_args *args = &work.args;
	const struct option options[] = {
		{ "db", &args->db, NULL, true },
		{ "key-file", &args->key_file, NULL, false },
		{ "username", &args->username, NULL, false },
		{ "name", &args->name, NULL, false },
		{ "roles", &args->roles, NULL, false },
		{ "teams", &args->teams, NULL, false },
		{ "leads", &args->leads, NULL, false },
		{ "programs", &args->programs, NULL, false },
		{ "counties", &args->counties, NULL, false },
		{ "languages", &args->languages, NULL, false },
		{ "capacity", &args->capacity, NULL, false },
		{ "password-fd", &args->password_fd, NULL, false },
		{ "from", &args->from, NULL, false },
		{ "to", &args->to, NULL, false },
		{ "customer", &args->customer, NULL, false },
		{ "reason", &args->reason, NULL, false },
		{ "end", NULL, &args->end, false },
		{ 0 },
	};
	struct err err = { 0 };
	size_t verb = 0;
	int status;

	if (!options_read(USAGE, options, argc, argv, &args->words, &status))
		return status;
	while (verb < countof(verbs) &&
	       !(args->words.count && str_eq(verbs[verb].word, args->words.at[0])))
		verb++;
	if (verb == countof(verbs))
		return cmd_usage(USAGE, "%s", _("Say what to do with workers."));
	if (args->words.count > verbs[verb].words)
		return cmd_usage(USAGE, _("There is nothing to do with \"%s\"."),
		                 args->words.at[verbs[verb].words]);
	bool reads = verbs[verb].run == do_list || verbs[verb].run == worker_word_conflicts;
	bool ok = cmd_open(&work.db, args->db, reads ? DB_READ : DB_WRITE, &err);
	if (ok) {
		ok = verbs[verb].run(&work, &err);
		db_close(work.db);
	}
	buf_done(&work.journal_key);
	arena_done(&work.arena);
	if (ok)
		return 0;
	(void)cmd_fail("worker", &err);
	return err.code == ERR_USAGE ? EXIT_USAGE : 1;
}

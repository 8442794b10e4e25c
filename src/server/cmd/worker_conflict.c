/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-server worker conflict and conflicts: whom a worker must have nothing
 * to do with, and what of theirs somebody else has to look after now.
 */
#include "base/clock.h"
#include "base/safe_text.h"
#include "base/str.h"
#include "base/words.h"
#include "server/cmd/open.h"
#include "server/cmd/worker_work.h"
#include "server/service/conflict.h"

struct declaring {
	const struct worker_args *args;
	struct conflict_result result;
};

static bool
run(struct call *call, void *ctx, struct err *err)
{
	struct declaring *to = ctx;
	const struct worker_args *args = to->args;

	return args->end ? conflict_end(call, args->username, args->customer, args->reason, err)
	                 : conflict_declare(call, args->username, args->customer, args->reason,
	                                    &to->result, err);
}

static void
tell(const struct worker_args *args, const struct conflict_result *result)
{
	safe_say(_("%s sees nothing of %s any more.\n"), args->username, args->customer);
	for (size_t i = 0; i < result->returned_count; i++)
		safe_say(_("  %s went back to %s, and is nobody's.\n"), result->returned[i].number,
		       result->returned[i].team);
	for (size_t i = 0; i < result->waiting_count; i++)
		safe_say(_("  %s: their decision waits for a second person. A supervisor of %s has to look at it; if it is returned, the application goes back to the team.\n"),
		       result->waiting[i].number, result->waiting[i].team);
	if (result->conversations > 0)
		printf(n_("  %d conversation with the customer is still open with them, and nobody else can answer it: call the customer.\n",
		          "  %d conversations with the customer are still open with them, and nobody else can answer them: call the customer.\n",
		          result->conversations),
		       (int)result->conversations);
}

bool
worker_word_conflict(struct work *work, struct err *err)
{
	const struct worker_args *args = &work->args;
	struct declaring to = { .args = args };

	if (!args->username)
		return err_set(err, ERR_USAGE, "%s", _("Say whom: --username NAME."));
	if (str_empty(args->customer) || str_empty(args->reason))
		return err_set(err, ERR_USAGE, "%s",
		               _("Give the customer's case number and why: --customer C-104882 --reason TEXT."));
	if (!cmd_commit(work->db, args->db, args->key_file, &work->arena, run, &to, err))
		return false;
	if (args->end)
		safe_say(_("%s may see %s again, as far as their role goes.\n"), args->username, args->customer);
	else
		tell(args, &to.result);
	return true;
}

bool
worker_word_conflicts(struct work *work, struct err *err)
{
	struct staff_conflict *rows;
	size_t count = staff_conflicts(work->db, work->args.username, &work->arena, &rows);
	char date[DATE_TEXT_MAX];

	if (db_take_failure(work->db, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		safe_put(rows[i].username);
		putchar('\t');
		safe_put(rows[i].case_number);
		printf("\t%s\t", date_to_text(zone_date(ZONE_CENTRAL, rows[i].declared_at_ms), date));
		safe_put(rows[i].reason);
		putchar('\n');
	}
	return true;
}

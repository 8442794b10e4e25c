/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-server customer seal and unseal: for whom alone a record opens.
 */
#include "base/safe_text.h"
#include "base/str.h"
#include "base/words.h"
#include "server/cmd/customer.h"
#include "server/cmd/open.h"
#include "server/cmd/options.h"
#include "server/service/seal.h"
#include "server/store/staff.h"

/* Of whose work nobody who may see it is in charge any more. */
static void
tell_orphans(const struct seal_result *result)
{
	for (size_t i = 0; i < result->orphan_count; i++)
		safe_say(_("  %s is still assigned to %s, who does not see it any more: somebody named has to take it over.\n"),
		       result->orphans[i].number, result->orphans[i].assignee);
}

struct sealing {
	const struct customer_words *to;
	struct seal_result result;
};

static bool
run(struct call *call, void *ctx, struct err *err)
{
	struct sealing *sealing = ctx;
	const struct customer_words *to = sealing->to;
	const char *id = staff_customer_id(call->db, to->number, call->arena);

	if (!id)
		return db_take_failure(call->db, err)
		               ? false
		               : err_set(err, ERR_NOT_FOUND, _("There is no customer %s."), to->number);
	if (!to->named)
		return customer_unseal(call, id, to->reason, err);
	struct text_list names = option_list(call->arena, to->named);
	return customer_seal(call, id, &names, to->reason, &sealing->result, err);
}

static bool
change(struct db *db, struct sealing *sealing, struct arena *arena, struct err *err)
{
	return cmd_commit(db, sealing->to->where, sealing->to->key_file, arena, run, sealing, err);
}

bool
customer_word_seal(struct db *db, const struct customer_words *to, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct sealing sealing = { .to = to };
	bool ok = change(db, &sealing, &arena, err);

	if (ok) {
		safe_say(_("%s is sealed: it opens for %s alone.\n"), to->number, to->named);
		tell_orphans(&sealing.result);
	}
	arena_done(&arena);
	return ok;
}

bool
customer_word_unseal(struct db *db, const struct customer_words *to, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct sealing sealing = { .to = to };
	bool ok = change(db, &sealing, &arena, err);

	if (ok)
		safe_say(_("%s is sealed no longer.\n"), to->number);
	arena_done(&arena);
	return ok;
}

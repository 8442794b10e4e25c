/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-server customer seal and unseal: for whom alone a record opens.
 */
#include "base/str.h"
#include "base/words.h"
#include "server/cmd/customer.h"
#include "server/cmd/open.h"
#include "server/cmd/options.h"
#include "server/service/agency.h"
#include "server/service/seal.h"
#include "server/store/staff.h"

/* Of whose work nobody who may see it is in charge any more. */
static void
tell_orphans(const struct seal_result *result)
{
	for (size_t i = 0; i < result->orphan_count; i++)
		printf(_("  %s is still assigned to %s, who does not see it any more: somebody named has to take it over.\n"),
		       result->orphans[i].number, result->orphans[i].assignee);
}

static bool
run(struct call *call, const struct customer_words *to, struct seal_result *result, struct err *err)
{
	const char *id = staff_customer_id(call->db, to->number, call->arena);

	if (!id)
		return db_take_failure(call->db, err)
		               ? false
		               : err_set(err, ERR_NOT_FOUND, _("There is no customer %s."), to->number);
	if (!to->named)
		return customer_unseal(call, id, to->reason, err);
	struct text_list names = option_list(call->arena, to->named);
	return customer_seal(call, id, &names, to->reason, result, err);
}

/* One commit, with its events. */
static bool
change(struct db *db, const struct customer_words *to, struct arena *arena, struct seal_result *result,
       struct err *err)
{
	struct agency *agency;
	struct author by;
	struct txn txn;

	if (!agency_load(&agency, db, to->where, to->key_file, err))
		return false;
	cmd_actor(&by);
	const struct actor actor = { .kind = ACTOR_SYSTEM, .id = by.id, .name = by.name };
	bool ok = txn_begin(&txn, db, agency_now_ms(agency), err);
	if (ok) {
		struct call call = { .agency = agency, .db = db, .txn = &txn, .arena = arena,
			             .actor = &actor, .now_ms = txn.now_ms, .language = "en",
			             .if_match = -1 };
		ok = run(&call, to, result, err);
		if (ok)
			ok = txn_commit(&txn, err);
		else
			txn_rollback(&txn);
	}
	agency_free(agency);
	return ok;
}

bool
customer_word_seal(struct db *db, const struct customer_words *to, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct seal_result result = { 0 };
	bool ok = change(db, to, &arena, &result, err);

	if (ok) {
		printf(_("%s is sealed: it opens for %s alone.\n"), to->number, to->named);
		tell_orphans(&result);
	}
	arena_done(&arena);
	return ok;
}

bool
customer_word_unseal(struct db *db, const struct customer_words *to, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct seal_result result = { 0 };
	bool ok = change(db, to, &arena, &result, err);

	if (ok)
		printf(_("%s is sealed no longer.\n"), to->number);
	arena_done(&arena);
	return ok;
}

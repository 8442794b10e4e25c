/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-server customer erase: forgets a person's texts.  With --dry-run all
 * of it is done and taken back, so that the counts are true.
 */
#include "base/words.h"
#include "server/cmd/customer.h"
#include "server/cmd/open.h"
#include "server/service/agency.h"
#include "server/service/erase.h"
#include "server/store/staff.h"

static void
tell(const struct customer_words *to, const struct erase_count *count)
{
	puts(to->dry_run ? _("This would go:") : _("Erased:"));
	printf(_("  %lld texts of events, %lld of them searches\n"), (long long)count->events,
	       (long long)count->searches);
	printf(_("  the answers of %lld applications\n"), (long long)count->applications);
	printf(_("  the texts of %lld decisions and %lld letters\n"), (long long)count->decisions,
	       (long long)count->notices);
	printf(_("  %lld notes and %lld messages\n"), (long long)count->notes,
	       (long long)count->messages);
	printf(_("  %lld documents\n"), (long long)count->documents);
	printf(_("  %lld links in other people's households\n"), (long long)count->links);
	puts(_("  name, birth date, number, address, contacts, and the words of the search"));
}

static bool
erase_in(struct db *db, struct txn *txn, struct agency *agency, const struct customer_words *to,
         struct erase_count *count, struct err *err)
{
	static const struct actor system = { .kind = ACTOR_SYSTEM };
	struct arena arena = ARENA_INIT;
	struct author author;
	struct call call = { .agency = agency, .db = db, .txn = txn, .arena = &arena,
		             .actor = &system, .now_ms = txn->now_ms, .language = "en",
		             .if_match = -1 };
	const char *id = staff_customer_id(db, to->number, &arena);

	cmd_actor(&author);
	bool ok = customer_erase(&call, id ? id : to->number, to->ground, &author, count, err);
	arena_done(&arena);
	return ok;
}

bool
customer_word_erase(struct db *db, const struct customer_words *to, struct err *err)
{
	struct erase_count count = { 0 };
	struct agency *agency = NULL;
	struct txn txn;
	bool whole = true;

	if (!agency_load(&agency, db, to->where, to->key_file, err))
		return false;
	bool ok = erase_begin(db, err) && txn_begin(&txn, db, agency_now_ms(agency), err);
	if (ok) {
		ok = erase_in(db, &txn, agency, to, &count, err);
		if (ok && !to->dry_run)
			ok = txn_commit(&txn, err);
		else
			txn_rollback(&txn);
	}
	agency_free(agency);
	if (ok && !to->dry_run)
		ok = erase_end(db, !to->no_rewrite, &whole, err);
	if (!ok)
		return false;
	tell(to, &count);
	if (!to->dry_run && to->no_rewrite)
		puts(_("Free pages of the file may still hold it: run this again without --no-rewrite, or VACUUM."));
	if (!whole)
		puts(_("The write-ahead log still holds it until every reader has moved on; the server empties it."));
	if (!to->dry_run)
		puts(_("Backups and exports made before still hold it, and are for you to find."));
	return true;
}

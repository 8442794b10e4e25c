/* SPDX-License-Identifier: Apache-2.0
 *
 * Own drafts.
 */
#include "server/service/draft.h"

#include "server/store/draft.h"
#include "server/store/limits.h"

size_t
draft_list(struct call *call, struct draft_view **ret)
{
	struct draft_row *rows;
	size_t count = draft_rows(call->db, call->actor->id, call->arena, &rows);
	struct draft_view *views = arena_array(call->arena, count + 1, sizeof *views);

	for (size_t i = 0; i < count; i++)
		views[i] = (struct draft_view){ rows[i].id, rows[i].revision, rows[i].sealed,
			                        rows[i].changed_at_ms };
	*ret = views;
	return count;
}

static bool
kept(struct call *call, bool ok, struct err *err)
{
	if (!ok && !db_take_failure(call->db, err))
		err_set(err, ERR_INTERNAL, "The draft could not be kept.");
	return ok;
}

bool
draft_keep(struct call *call, const char *id, const struct draft_request *request, struct err *err)
{
	struct draft_row row, had;
	const char *worker_id = call->actor->id;

	if (!call_body_fits(call, err))
		return false;
	if (request->revision < 1)
		return err_field(err, "/revision", "out_of_range", "A draft's changes are counted from 1.");
	if (!draft_find(call->db, worker_id, id, &had) &&
	    draft_count(call->db, worker_id) >= DRAFTS_MAX)
		return err_field(err, "", "too_many", "There are %d drafts already; finish or throw one away.",
		                 DRAFTS_MAX);
	row = (struct draft_row){ id, request->revision, request->sealed, call->now_ms };
	return kept(call, draft_put(call->txn, worker_id, &row), err);
}

bool
draft_throw_away(struct call *call, const char *id, struct err *err)
{
	struct draft_row row;

	if (!draft_find(call->db, call->actor->id, id, &row))
		return call->if_match >= 0 ||
		       err_set(err, ERR_PRECONDITION_REQUIRED, "Say which revision was seen: If-Match.");
	if (!call_version_matches(call, row.revision, call->actor->name, "sealed", row.changed_at_ms, err))
		return false;
	return kept(call, draft_delete(call->txn, call->actor->id, id), err);
}

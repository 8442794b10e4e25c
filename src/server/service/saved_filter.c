/* SPDX-License-Identifier: Apache-2.0
 *
 * Own filters.
 */
#include "server/service/saved_filter.h"

#include "server/store/limits.h"
#include "server/store/saved_filter.h"

static struct saved_filter
view_of(const struct saved_filter_row *row)
{
	return (struct saved_filter){ row->id, row->name, row->room, row->words, row->sort, row->column,
		                      row->changed_at_ms };
}

size_t
saved_filter_list(struct call *call, struct saved_filter **ret)
{
	struct saved_filter_row *rows;
	size_t count = saved_filter_rows(call->db, call->actor->id, call->arena, &rows);
	struct saved_filter *views = arena_array(call->arena, count + 1, sizeof *views);

	for (size_t i = 0; i < count; i++)
		views[i] = view_of(&rows[i]);
	*ret = views;
	return count;
}

bool
saved_filter_read(struct call *call, const char *id, struct saved_filter **ret, struct err *err)
{
	struct saved_filter_row row;

	if (!saved_filter_find(call->db, call->actor->id, id, call->arena, &row))
		return err_set(err, ERR_NOT_FOUND, "%s", "");
	*ret = arena_alloc(call->arena, sizeof **ret);
	**ret = view_of(&row);
	return true;
}

static bool
kept(struct call *call, bool ok, struct err *err)
{
	if (!ok && !db_take_failure(call->db, err))
		err_set(err, ERR_INTERNAL, "The filter could not be kept.");
	return ok;
}

bool
saved_filter_keep(struct call *call, const char *id, const struct saved_filter *request,
                  struct saved_filter **ret, struct err *err)
{
	const char *worker_id = call->actor->id;
	struct saved_filter_row had, row = {
		.worker_id = worker_id, .id = id, .name = request->name, .room = request->room,
		.words = request->words, .sort = request->sort, .column = request->column,
		.changed_at_ms = call->now_ms,
	};

	if (!call_body_fits(call, err))
		return false;
	if (!saved_filter_find(call->db, worker_id, id, call->arena, &had) &&
	    saved_filter_count(call->db, worker_id) >= SAVED_FILTERS_MAX)
		return err_field(err, "", "too_many", "There are %d filters already; drop one first.",
		                 SAVED_FILTERS_MAX);
	*ret = arena_alloc(call->arena, sizeof **ret);
	**ret = view_of(&row);
	return kept(call, saved_filter_put(call->txn, &row), err);
}

bool
saved_filter_drop(struct call *call, const char *id, struct err *err)
{
	return kept(call, saved_filter_delete(call->txn, call->actor->id, id), err);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Marks, and gathering them.  Pages go forward by the server's own cursors, so
 * that a row that moves meanwhile is met once or not at all, never twice.
 */
#include "client/model/marks.h"

#include <stdlib.h>

#include "base/str.h"

enum { PAGE_LIMIT = 200 };

static size_t
find(const struct marks *marks, const char *id)
{
	size_t i = 0;

	while (i < marks->count && !str_eq(marks->at[i].id, id))
		i++;
	return i;
}

static void
put(struct marks *marks, size_t at, const char *id, const char *number, int64_t version)
{
	if (at == marks->cap) {
		size_t cap = marks->cap ? marks->cap * 2 : 64;
		struct marked *more = realloc(marks->at, cap * sizeof *more);

		if (!more)
			oom_exit();
		marks->at = more;
		marks->cap = cap;
	}
	if (at == marks->count)
		marks->count++;
	str_copy(marks->at[at].id, sizeof marks->at[at].id, id);
	str_copy(marks->at[at].number, sizeof marks->at[at].number, number);
	marks->at[at].version = version;
}

void
marks_set(struct marks *marks, const char *id, const char *number, int64_t version)
{
	size_t at = find(marks, id);

	if (at < MARKS_MAX)
		put(marks, at, id, number, version);
}

void
marks_drop(struct marks *marks, const char *id)
{
	size_t at = find(marks, id);

	if (at == marks->count)
		return;
	memmove(&marks->at[at], &marks->at[at + 1], (marks->count - at - 1) * sizeof *marks->at);
	marks->count--;
}

void
marks_drop_listed(struct marks *marks, const char *(*id_at)(const void *list, int64_t row), const void *list,
                  int64_t row, int64_t end)
{
	size_t kept = 0;

	for (size_t i = 0; i < marks->count; i++) {
		if (row < end && str_eq(marks->at[i].id, id_at(list, row)))
			row++;
		else
			marks->at[kept++] = marks->at[i];
	}
	marks->count = kept;
}

bool
marks_have(const struct marks *marks, const char *id)
{
	return find(marks, id) < marks->count;
}

void
marks_copy(struct marks *to, const struct marks *from)
{
	to->count = 0;
	for (size_t i = 0; i < from->count; i++)
		put(to, i, from->at[i].id, from->at[i].number, from->at[i].version);
}

void
marks_renew(struct marks *marks, const struct json *rows)
{
	size_t at = 0;

	for (const struct json *row = json_first(rows); row; row = json_next(row)) {
		const char *id = json_text(json_get(row, "application_id"));
		int64_t version;

		if (!id || !json_bool(json_get(row, "done"), false) || !json_int(json_get(row, "version"), &version))
			continue;
		for (size_t i = at; i < marks->count; i++) {
			if (!str_eq(marks->at[i].id, id))
				continue;
			marks->at[i].version = version;
			at = i + 1;
			break;
		}
	}
}

void
marks_renew_one(struct marks *marks, const struct json *application)
{
	const char *id = json_text(json_get(application, "id"));
	size_t at = id ? find(marks, id) : marks->count;
	int64_t version;

	if (at < marks->count && json_int(json_get(application, "version"), &version))
		marks->at[at].version = version;
}

void
marks_catch_up(struct marks *marks, const struct marks *copy)
{
	size_t at = 0;

	for (size_t i = 0; i < copy->count && at < marks->count; i++) {
		if (!str_eq(marks->at[at].id, copy->at[i].id))
			continue; /* unmarked since */
		if (marks->at[at].version < copy->at[i].version)
			marks->at[at].version = copy->at[i].version;
		at++;
	}
}

void
marks_done(struct marks *marks)
{
	free(marks->at);
	*marks = (struct marks){ NULL, 0, 0 };
}

/* ---- gathering ---- */

static void
ask(struct gather *gather, const char *cursor, int owner, int tag, struct fx *fx)
{
	struct buf path = BUF_INIT(GATHER_PATH_MAX * 4);
	char limit[16];

	buf_puts(&path, gather->path);
	snprintf(limit, sizeof limit, "%d", PAGE_LIMIT);
	path_add(&path, "limit", limit);
	path_add(&path, "cursor", cursor);
	gather->asking = fx_get(fx, owner, tag, path.data);
	buf_done(&path);
}

void
gather_start(struct gather *gather, const char *path, int owner, int tag, struct fx *fx)
{
	gather_stop(gather, fx);
	*gather = (struct gather){ .total = -1 };
	str_copy(gather->path, sizeof gather->path, path);
	ask(gather, "", owner, tag, fx);
}

void
gather_stop(struct gather *gather, struct fx *fx)
{
	if (gather->asking)
		fx_cancel(fx, gather->asking);
	gather->asking = 0;
}

bool
gather_has(struct gather *gather, const struct reply *reply)
{
	if (!gather->asking || gather->asking != reply->request)
		return false;
	gather->asking = 0;
	gather->failed = !reply->ok;
	return true;
}

enum gather_result
gather_on(struct gather *gather, const struct reply *reply, int owner, int tag, struct fx *fx)
{
	const char *next = json_text(json_get(reply->json, "next_cursor"));

	if (!next)
		return GATHER_WHOLE;
	ask(gather, next, owner, tag, fx);
	return GATHER_GOES_ON;
}

enum gather_result
gather_reply(struct gather *gather, struct marks *marks, const struct reply *reply, int owner, int tag,
             struct fx *fx)
{
	if (!gather_has(gather, reply))
		return GATHER_NOT_MINE;
	if (!reply->ok)
		return GATHER_FAILED;
	if (gather->total < 0 && !json_int(json_get(json_get(reply->json, "total"), "count"), &gather->total))
		gather->total = -1;
	for (const struct json *row = json_first(json_get(reply->json, "items")); row; row = json_next(row)) {
		const char *id = json_text(json_get(row, "id")), *number = json_text(json_get(row, "number"));
		int64_t version;

		if (!id || !json_int(json_get(row, "version"), &version))
			continue;
		if (marks->count >= MARKS_MAX)
			return GATHER_FULL;
		/* A fresh list of marks, each row once: no need to look for it. */
		put(marks, marks->count, id, number ? number : "", version);
	}
	return gather_on(gather, reply, owner, tag, fx);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Own drafts.
 */
#include "server/service/draft.h"

#include "base/buf.h"
#include "base/secret.h"
#include "base/str.h"
#include "server/service/agency.h"
#include "server/store/draft.h"
#include "server/store/limits.h"
#include "server/store/worker.h"

size_t
draft_list(struct call *call, struct draft_view **ret)
{
	struct draft_row *rows;
	size_t count = draft_rows(call->db, call->actor->id, NULL, call->arena, &rows);
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

/* All of them are read at once, at the next terminal. */
static bool
has_room(struct call *call, const char *worker_id, const char *id, const char *sealed)
{
	struct draft_use use = draft_use(call->db, worker_id, id);

	return use.count < DRAFTS_MAX && use.bytes + (int64_t)strlen(sealed) <= DRAFTS_BYTES_MAX;
}

bool
draft_keep(struct call *call, const char *id, const struct draft_request *request, struct err *err)
{
	struct draft_row row;
	const char *worker_id = call->actor->id;

	if (!call_body_fits(call, err))
		return false;
	if (request->revision < 1)
		return err_field(err, "/revision", "out_of_range", "A draft's changes are counted from 1.");
	if (!has_room(call, worker_id, id, request->sealed))
		return err_field(err, "", "too_many", "There are too many drafts already; finish or throw one away.");
	row = (struct draft_row){ id, request->revision, request->sealed, call->now_ms, request->application_id };
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

/* ---- going along ---- */

const uint8_t *
journal_key_open(struct call *call, const char *worker_id, const void *sealed, size_t len, struct err *err)
{
	struct buf key = BUF_INIT(256);
	uint8_t *copy = NULL;

	if (unseal(&key, agency_key(call->agency, KEY_JOURNAL), sealed, len) && key.len == SECRET_KEY_BYTES) {
		copy = arena_alloc(call->arena, SECRET_KEY_BYTES);
		memcpy(copy, key.data, SECRET_KEY_BYTES);
	} else {
		(void)err_set(err, ERR_INTERNAL, "The journal key of %s does not open with this agency's key file.",
		              worker_id);
	}
	buf_done(&key);
	return copy;
}

static const uint8_t *
key_of(struct call *call, const char *worker_id)
{
	struct err no_key = { .code = ERR_NONE };
	size_t len;
	const void *sealed = worker_journal_key(call->db, worker_id, call->arena, &len);

	return sealed ? journal_key_open(call, worker_id, sealed, len, &no_key) : NULL;
}

/* NULL: it does not open. */
static const char *
seal_anew(struct call *call, const char *sealed, const uint8_t *from, const uint8_t *to)
{
	struct buf opened = BUF_INIT(DRAFT_SEALED_MAX), again = BUF_INIT(DRAFT_SEALED_MAX);
	size_t size = strlen(sealed) + 1, len;
	uint8_t *bytes = arena_alloc(call->arena, size);
	char *text = NULL;

	if (base64url_bytes(bytes, size, &len, sealed) && unseal(&opened, from, bytes, len)) {
		seal(&again, to, opened.data, opened.len);
		size = 4 * ((again.len + 2) / 3) + 1;
		text = arena_alloc(call->arena, size);
		base64url_text(text, size, (const uint8_t *)again.data, again.len);
		secret_wipe(opened.data, opened.len);
	}
	buf_done(&opened);
	buf_done(&again);
	return text;
}

bool
give_drafts(struct call *call, const struct application_file *file, struct err *err)
{
	assert(call && file);
	const char *from = file->before.queue.assignee_id, *to = file->now.queue.assignee_id;
	const uint8_t *from_key, *to_key;
	struct draft_row *rows;
	bool ok = true;
	size_t count;

	if (!call->txn || str_empty(from) || str_empty(to) || str_eq(from, to))
		return true;
	count = draft_rows(call->db, from, file->now.queue.application_id, call->arena, &rows);
	if (count == 0 || !(from_key = key_of(call, from)) || !(to_key = key_of(call, to)))
		return !db_take_failure(call->db, err);
	for (size_t i = 0; ok && i < count; i++) {
		rows[i].sealed = seal_anew(call, rows[i].sealed, from_key, to_key);
		if (rows[i].sealed && has_room(call, to, rows[i].id, rows[i].sealed))
			ok = draft_put(call->txn, to, &rows[i]) && draft_delete(call->txn, from, rows[i].id);
	}
	return kept(call, ok, err);
}

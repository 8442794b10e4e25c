/* SPDX-License-Identifier: Apache-2.0
 *
 * Registering, re-sealing and reading one's own signing key.
 */
#include "server/service/own_key.h"

#include "base/sign.h"
#include "base/str.h"
#include "server/service/key_event.h"
#include "server/store/signing_key.h"

static struct signing_key_view *
view_of(struct arena *arena, const struct signing_key_row *row)
{
	struct signing_key_view *view = arena_alloc(arena, sizeof *view);
	char *public_key = arena_alloc(arena, SIGN_PUBLIC_TEXT);

	sign_public_text(public_key, row->public_key);
	*view = (struct signing_key_view){ row->id, public_key, row->sealed, row->made_at_ms };
	return view;
}

struct signing_key_view *
own_key_view(struct call *call, const char *worker_id)
{
	struct signing_key_row row;

	return signing_key_active(call->db, worker_id, call->arena, &row) ? view_of(call->arena, &row)
	                                                                  : NULL;
}

bool
own_key_read(struct call *call, struct signing_key_view **ret, struct err *err)
{
	*ret = own_key_view(call, call->actor->id);
	if (*ret)
		return true;
	return db_take_failure(call->db, err) ? false
	                                      : err_set(err, ERR_NOT_FOUND, "You have no signing key yet.");
}

static bool
written(struct call *call, bool ok, struct err *err)
{
	if (!ok && !db_take_failure(call->db, err))
		err_set(err, ERR_INTERNAL, "The key could not be written.");
	return ok;
}

static bool
make(struct call *call, const struct signing_key_row *row, struct err *err)
{
	struct signing_key_row before;

	/* A retired key stays retired: its sealed half may be in strange hands. */
	if (signing_key_find(call->db, row->id, call->arena, &before))
		return err_field(err, "/public_key", "retired", "This key was in use before; make a fresh one.");
	return written(call, signing_key_add(call->txn, row) &&
	                     key_event(call, EVENT_KEY_MADE, row), err);
}

static bool
seal_anew(struct call *call, const struct signing_key_row *active, const struct signing_key_row *row,
          struct err *err)
{
	if (!str_eq(active->id, row->id))
		return err_set(err, ERR_SIGNING_KEY_EXISTS, "Read it, or have an administrator retire it.");
	if (str_eq(active->sealed, row->sealed))
		return true;
	return written(call, signing_key_reseal(call->txn, row->id, row->sealed) &&
	                     key_event(call, EVENT_KEY_RESEALED, row), err);
}

bool
own_key_register(struct call *call, const struct signing_key_request *request,
                 struct signing_key_view **ret, struct err *err)
{
	assert(call && call->txn && request && ret && err);
	struct signing_key_row row = { .worker_id = call->actor->id, .sealed = request->sealed,
		                       .made_at_ms = call->now_ms, .sealed_at_ms = call->now_ms };
	struct signing_key_row active;
	char id[SIGN_KEY_ID_TEXT];

	if (!sign_public_read(row.public_key, request->public_key))
		return err_field(err, "/public_key", "malformed", "32 bytes in base64url.");
	if (!sign_is_sealed(request->sealed))
		return err_field(err, "/sealed", "malformed", "This is no sealed key.");
	if (!sign_proof_holds(request->proof, row.public_key, call->actor->id, request->sealed))
		return err_field(err, "/proof", "does_not_hold", "Not made with this key over this sealed text.");
	sign_key_id(id, row.public_key);
	row.id = arena_strdup(call->arena, id);
	if (signing_key_active(call->db, call->actor->id, call->arena, &active)) {
		row.made_at_ms = active.made_at_ms;
		if (!seal_anew(call, &active, &row, err))
			return false;
	} else if (db_take_failure(call->db, err) || !make(call, &row, err)) {
		return false;
	}
	*ret = view_of(call->arena, &row);
	return true;
}

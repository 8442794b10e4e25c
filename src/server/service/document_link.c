/* SPDX-License-Identifier: Apache-2.0
 *
 * Links that open one document once, in the browser of the worker who asked.
 * The token is made from the link's id with the agency's key, so that a retry
 * gets the same one and the database alone gives none.
 */
#include "base/secret.h"
#include "base/str.h"
#include "base/words.h"
#include "server/service/agency.h"
#include "server/service/document.h"
#include "server/store/document.h"
#include "server/store/session.h"
#include "server/store/staff.h"
#include "server/store/worker.h"

enum { TAG_BYTES = 24, TAG_TEXT = 4 * ((TAG_BYTES + 2) / 3) + 1 };

#define LINK_PATH "/v1/document-links/"

static void
tag_of(char out[TAG_TEXT], const struct call *call, const char *link_id)
{
	uint8_t tag[SECRET_KEY_BYTES];

	keyed_tag(tag, agency_key(call->agency, KEY_DOCUMENT_LINK), link_id, strlen(link_id));
	base64url_text(out, TAG_TEXT, tag, TAG_BYTES);
}

static void
show(struct call *call, const struct document_link *link, struct document_link_view *ret)
{
	char tag[TAG_TEXT];

	tag_of(tag, call, link->id);
	*ret = (struct document_link_view){
		.id = link->id,
		.document_id = link->document_id,
		.path = arena_printf(call->arena, LINK_PATH "%s/%s", link->id, tag),
		.ends_at_ms = link->ends_at_ms,
	};
}

bool
document_link_make(struct call *call, const char *id, struct document_link_view *ret, struct err *err)
{
	struct document document;
	char link_id[ID_TEXT_MAX];

	if (!document_read(call, id, &document, err))
		return false;
	if (document.state != DOCUMENT_AVAILABLE)
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED, "%s",
		               err_said(document.state == DOCUMENT_QUARANTINE
		                       ? N_("It is in quarantine until it has been checked; try again in a minute.")
		                       : N_("The check found it harmful. It was not kept, and the sender was told.")));
	random_id(link_id, "dl_", call->now_ms);
	struct document_link link = {
		.id = arena_strdup(call->arena, link_id),
		.document_id = document.id,
		.worker_id = call->actor->id,
		.session_id = call->actor->session_id,
		.ends_at_ms = call->now_ms + DOCUMENT_LINK_S * 1000,
	};
	if (call->txn && !document_link_add(call->txn, &link))
		return db_take_failure(call->db, err), false;
	show(call, &link, ret);
	if (!call->txn)
		ret->path = NULL; /* what was not made opens nothing */
	return true;
}

bool
document_link_read(struct call *call, const char *link_id, struct document_link_view *ret, struct err *err)
{
	struct document_link link;
	struct document document;

	if (!document_link_find(call->db, link_id, call->arena, &link) || !str_eq(link.worker_id, call->actor->id))
		return db_take_failure(call->db, err) ? false
		                                      : err_set(err, ERR_NOT_FOUND, "There is no such link.");
	if (!document_read(call, link.document_id, &document, err))
		return false;
	show(call, &link, ret);
	return true;
}

/* By the rows, as an end of a session is committed: nothing is remembered of it. */
static bool
is_asker_signed_in(struct call *call, const struct document_link *link)
{
	struct session_row session;

	return session_since(call->db, link->session_id, link->worker_id, &session) && session.ends_at_ms > call->now_ms;
}

bool
document_link_open(struct call *call, const char *link_id, const char *key, const char **ret_document_id,
                   struct actor *ret_actor, struct err *err)
{
	struct document_link link;
	char tag[TAG_TEXT];

	tag_of(tag, call, link_id);
	if (strlen(key) != strlen(tag) || !same_bytes(tag, key, strlen(tag))
	    || !document_link_find(call->db, link_id, call->arena, &link)
	    || link.used_at_ms || link.ends_at_ms <= call->now_ms || !is_asker_signed_in(call, &link)
	    || !worker_actor(call->db, link.worker_id, call->arena, ret_actor))
		return db_take_failure(call->db, err) ? false
		                                      : err_set(err, ERR_NOT_FOUND, "There is no such link.");
	*ret_document_id = link.document_id;
	return true;
}

bool
document_link_spend(struct call *call, const char *link_id, struct err *err)
{
	assert(call->txn);
	if (document_link_use(call->txn, link_id))
		return true;
	return db_take_failure(call->db, err) ? false : err_set(err, ERR_NOT_FOUND, "There is no such link.");
}

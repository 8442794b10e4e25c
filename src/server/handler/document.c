/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents over HTTP: raw bytes in, raw bytes out.
 */
#include "server/service/document.h"

#include "base/buf.h"
#include "base/str.h"
#include "server/handler/handlers.h"
#include "server/handler/look.h"

enum { DISPOSITION_MAX = 4 * DOCUMENT_NAME_MAX + 200 };

bool
document_list_run(struct request *rq, struct err *err)
{
	struct documents found;

	if (!documents_of(&rq->call, rq->path_args[0], &found, err))
		return false;
	look_at_application(rq, rq->path_args[0]);
	reply_rows(rq, &resource_document, found.at, found.count);
	return true;
}

static void
reply_document(struct request *rq, int status, const struct document *document)
{
	reply_object(rq, status, &resource_document, document, 0);
}

bool
document_get_run(struct request *rq, struct err *err)
{
	struct document *document = arena_alloc(rq->arena, sizeof(*document));

	if (!document_read(&rq->call, rq->path_args[0], document, err))
		return false;
	look_at_application(rq, document->application_id);
	reply_document(rq, 200, document);
	return true;
}

/* ---- putting one in ---- */

bool
document_add_prepare(struct request *rq, struct err *err)
{
	struct document_upload *upload = arena_alloc(rq->arena, sizeof(*upload));

	(void)err; /* what is wrong with it is told after whether one may */
	upload->name = request_query(rq, "name");
	upload->bytes = rq->raw_body;
	upload->len = rq->raw_body_len;
	document_measure(upload);
	rq->prepared = upload;
	return true;
}

bool
document_add_run(struct request *rq, struct err *err)
{
	struct documents added;

	if (!document_file(&rq->call, rq->path_args[0], request_query(rq, "requirement"), rq->prepared, 1, &added,
	                   err))
		return false;
	reply_document(rq, 201, &added.at[0]);
	reply_effect(rq, "document", added.at[0].id);
	return true;
}

/* ---- looking at one ---- */

static bool
look(struct request *rq, struct err *err)
{
	const struct document *document = rq->reply.witnessed;

	return document_looked_at(&rq->call, document->id, err);
}

/* RFC 6266: a plain name for old programs, the whole one encoded; neither can
 * end the header or the quotes. */
static const char *
disposition_of(struct request *rq, const struct document *document)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
	struct buf text = BUF_INIT(DISPOSITION_MAX);
	const char *name = document->name ? document->name : "";

	buf_printf(&text, "attachment; filename=\"%s.%s\"; filename*=UTF-8''", document->id,
	           document_ending(document_type_from_media(document->media_type)));
	for (const char *at = name; *at != '\0'; at++) {
		if (strchr(plain, *at))
			buf_putc(&text, *at);
		else
			buf_printf(&text, "%%%02X", (unsigned char)*at);
	}
	const char *copy = arena_strdup(rq->arena, text.data);
	buf_done(&text);
	return copy;
}

static void
reply_file(struct request *rq, const struct document *document, const char *bytes)
{
	reply_raw(rq, 200, document->media_type, bytes, (size_t)document->size);
	rq->reply.disposition = disposition_of(rq, document);
	rq->reply.strong_tag = document->sha256;
}

bool
document_content_run(struct request *rq, struct err *err)
{
	struct document *document = arena_alloc(rq->arena, sizeof(*document));
	const char *bytes;

	if (!document_content(&rq->call, rq->path_args[0], document, &bytes, err))
		return false;
	reply_file(rq, document, bytes);
	rq->reply.witness = look;
	rq->reply.witnessed = document;
	return true;
}

bool
document_text_run(struct request *rq, struct err *err)
{
	struct document *document = arena_alloc(rq->arena, sizeof(*document));
	struct document_text_view *view = arena_alloc(rq->arena, sizeof(*view));

	if (!document_words(&rq->call, rq->path_args[0], document, &view->text, err))
		return false;
	view->id = document->id;
	view->name = document->name;
	view->text_state = (int)document->text_state;
	reply_object(rq, 200, &resource_document_text, view, 0);
	/* Words were shown, or there are none and nothing was seen. */
	if (view->text) {
		rq->reply.witness = look;
		rq->reply.witnessed = document;
	}
	return true;
}

/* ---- links ---- */

bool
document_link_run(struct request *rq, struct err *err)
{
	struct document_link_view *view = arena_alloc(rq->arena, sizeof(*view));

	if (!document_link_make(&rq->call, rq->path_args[0], view, err))
		return false;
	reply_object(rq, 201, &resource_document_link, view, 0);
	reply_effect(rq, "document_link", view->id);
	return true;
}

bool
document_link_again_run(struct request *rq, struct err *err)
{
	struct document_link_view *view = arena_alloc(rq->arena, sizeof(*view));

	if (!document_link_read(&rq->call, rq->path_args[0], view, err))
		return false;
	reply_object(rq, 200, &resource_document_link, view, 0);
	return true;
}

struct opened {
	struct document document;
	struct actor actor;
};

/* Used up and looked at in one commit: of two at the same time one is late. */
static bool
spend(struct request *rq, struct err *err)
{
	const struct opened *opened = rq->reply.witnessed;

	rq->call.actor = &opened->actor;
	return document_link_spend(&rq->call, rq->path_args[0], err)
	       && document_looked_at(&rq->call, opened->document.id, err);
}

bool
document_link_open_run(struct request *rq, struct err *err)
{
	struct opened *opened = arena_alloc(rq->arena, sizeof(*opened));
	const char *document_id, *bytes;
	const struct actor *nobody = rq->call.actor;

	if (!document_link_open(&rq->call, rq->path_args[0], rq->path_args[1], &document_id, &opened->actor, err))
		return false;
	/* With the rights that the worker has now. */
	rq->call.actor = &opened->actor;
	bool ok = document_content(&rq->call, document_id, &opened->document, &bytes, err);
	rq->call.actor = nobody;
	if (!ok)
		return false;
	reply_file(rq, &opened->document, bytes);
	rq->reply.witness = spend;
	rq->reply.witnessed = opened;
	return true;
}

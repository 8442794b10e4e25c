/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents from a telephone or a scanner: several files for one requirement,
 * by camera or from what is there, with or without a script.
 */
#include "server/portal/send.h"

#include "base/str.h"
#include "server/portal/asked.h"
#include "server/service/document.h"

#define FILE_FIELD "file"

/* ---- the forms ---- */

static const char *
control_id(struct page *page, const char *kind, const struct status_item *item)
{
	return arena_printf(page->rq->arena, "%s-%s", kind, item ? item->id : "other");
}

static void
put_input(struct page *page, const char *id, const char *label, const char *attributes, const char *fault)
{
	buf_printf(&page->out, "<label for=\"%s\">", id);
	page_say(page, label);
	buf_printf(&page->out, "</label>\n<input type=\"file\" id=\"%s\" name=\"" FILE_FIELD "\" %s%s>\n", id, attributes,
		fault ? " aria-invalid=\"true\" aria-describedby=\"fault\"" : "");
}

/* What the chooser offers; what is taken is decided by the bytes. */
static const char accepted[] = "accept=\"application/pdf,image/*,.pdf,.heic,.tif,.tiff\" multiple";
static const char camera[] = "accept=\"image/*\" capture=\"environment\"";

void
send_form(struct page *page, const struct status_view *view, const struct status_item *item,
	const struct faults *faults)
{
	const char *file = control_id(page, "file", item), *photo = control_id(page, "photo", item);

	form_begin_files(page, arena_printf(page->rq->arena, "/applications/%s/documents", view->number));
	if (item)
		form_hidden(page, "item", item->id);
	put_input(page, file, N_("Choose files (PDF or pictures, 10 MB each)"), accepted, fault_of(faults, file));
	put_input(page, photo, N_("Or take a photo"), camera, NULL);
	/* One name for eyes, the whole sentence for ears. */
	page_put(page, "<button type=\"submit\">");
	page_say(page, N_("Send"));
	page_put(page, "<span class=\"unseen\"> ");
	if (item)
		page_text(page, item->label);
	else
		page_say(page, N_("something else"));
	page_put(page, "</span></button>\n");
	form_end(page);
}

/* ---- what came ---- */

static const struct status_item *
item_of(const struct status_view *view, const struct document *document)
{
	for (size_t i = 0; document->item_id && i < view->items.count; i++)
		if (str_eq(view->items.at[i].id, document->item_id))
			return &view->items.at[i];
	return NULL;
}

static const char *
became(const struct document *document, const struct status_item *item)
{
	if (document->state == DOCUMENT_REFUSED)
		return N_("we could not take this file, because it may be harmful; please send another copy");
	if (item && item->state == ITEM_ACCEPTED)
		return N_("accepted");
	if (item && item->state == ITEM_INSUFFICIENT && document->looked_at_ms)
		return N_("not enough");
	if (document->looked_at_ms)
		return N_("we have looked at it");
	return N_("we have it and have not looked at it yet");
}

void
send_received(struct page *page, const struct status_view *view)
{
	if (view->documents.count == 0)
		return;
	page_line(page, "h2 id=\"received\"", N_("What we got from you"));
	page_put(page, "<ul class=\"items\">\n");
	for (size_t i = view->documents.count; i-- > 0;) {
		const struct document *document = &view->documents.at[i];
		const struct status_item *item = item_of(view, document);

		page_put(page, "<li><p><strong><bdi>");
		page_text(page, document->name);
		page_put(page, "</bdi></strong>");
		if (!str_empty(document->label)) {
			page_put(page, " &ndash; <bdi>");
			page_text(page, document->label);
			page_put(page, "</bdi>");
		}
		page_put(page, "</p><p class=\"hint\">");
		page_instant(page, document->at_ms, view->zone);
		page_put(page, ": ");
		page_say(page, became(document, item));
		if (item && item->state == ITEM_INSUFFICIENT && document->looked_at_ms && !str_empty(item->how)) {
			page_put(page, ": <bdi>");
			page_text(page, item->how);
			page_put(page, "</bdi>");
		}
		page_put(page, "</p></li>\n");
	}
	page_put(page, "</ul>\n");
}

/* ---- taking in ---- */

struct sending {
	const char *application_id;
	const char *item_id; /* NULL: nothing in particular */
	struct document_upload uploads[DOCUMENTS_AT_ONCE];
	size_t count;
};

static void
fault_put(struct portal_request *rq, struct faults *faults, const char *item_id, const char *name, const char *sentence)
{
	fault_add(faults, arena_printf(rq->arena, "file-%s", item_id ? item_id : "other"), name, sentence);
}

/* Each file is measured; every one that cannot be taken is named. */
static void
measure(struct portal_request *rq, const char *language, struct sending *sending, struct faults *faults)
{
	for (size_t i = 0; i < rq->file_count; i++) {
		const struct portal_file *file = &rq->files[i];
		struct document_upload *upload = &sending->uploads[sending->count];

		if (!str_eq(file->field, FILE_FIELD))
			continue;
		if (sending->count == DOCUMENTS_AT_ONCE) {
			fault_put(rq, faults, sending->item_id, NULL,
				say_in(language, N_("Please send at most five files at a time.")));
			return;
		}
		sending->count++;
		upload->name = strlen(file->name) <= DOCUMENT_NAME_MAX ? file->name : NULL;
		upload->bytes = file->bytes;
		upload->len = file->len;
		document_measure(upload);
		if (upload->why)
			fault_put(rq, faults, sending->item_id, file->name, say_in(language, upload->why));
	}
	if (sending->count == 0)
		fault_put(rq, faults, sending->item_id, NULL, say_in(language, N_("Choose a file first.")));
}

static bool
is_item(const struct status_view *view, const char *item_id)
{
	for (size_t i = 0; i < view->items.count; i++)
		if (str_eq(view->items.at[i].id, item_id))
			return view->items.at[i].is_proof;
	return false;
}

bool
documents_check(struct portal_request *rq, struct err *err)
{
	struct faults faults = { .count = 0 };
	struct sending *sending = arena_alloc(rq->arena, sizeof(*sending));
	const char *back = arena_printf(rq->arena, "/applications/%s", rq->path_args[0]);
	const char *asked = portal_form(rq, "lang"), *item = portal_form(rq, "item");
	struct status_view view;
	int64_t ends_ms;

	sending->application_id = status_pass_read(&rq->call, portal_cookie(rq, PORTAL_PASS_COOKIE), &ends_ms);
	if (!sending->application_id)
		return err_set(err, ERR_UNAUTHENTICATED, "Show number and code first.");
	if (!form_is_ours(rq, back))
		return true;
	if (!status_read(&rq->call, sending->application_id, page_speaks(asked) ? asked : NULL, &view, err))
		return false;
	if (!str_eq(view.number, rq->path_args[0]))
		return err_set(err, ERR_NOT_FOUND, "%s", "");
	/* An item that is no longer asked for: what came is still for the file. */
	sending->item_id = !str_empty(item) && is_item(&view, item) ? item : NULL;
	measure(rq, page_language(rq, view.language), sending, &faults);
	if (view.document_count + sending->count > DOCUMENTS_MAX)
		fault_put(rq, &faults, sending->item_id, NULL,
			say_in(page_language(rq, view.language), N_("There are very many files here already. Please call us.")));
	if (faults.count > 0)
		return status_page(rq, sending->application_id, &faults, err);
	rq->prepared = sending;
	return true;
}

bool
documents_take(struct portal_request *rq, struct err *err)
{
	const struct sending *sending = rq->prepared;
	const char *lang = portal_form(rq, "lang");
	struct documents taken;

	if (!asked_is_open(rq, sending->application_id, err) ||
		!status_take_documents(&rq->call, sending->application_id, sending->item_id, sending->uploads,
		    sending->count, &taken, err))
		return false;
	asked_keep_open(rq);
	reply_redirect(rq, arena_printf(rq->arena, "/applications/%s?sent=%zu%s%s#received", rq->path_args[0], taken.count,
		page_speaks(lang) ? "&lang=" : "", page_speaks(lang) ? lang : ""));
	return true;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of one application: where it stands, what is missing, what
 * happened, what was decided, every letter.  What is inside id="status" is
 * replaced as a whole when something is new.
 */
#include <inttypes.h>

#include "base/str.h"
#include "server/portal/answers.h"
#include "server/portal/appeal.h"
#include "server/portal/asked.h"
#include "server/portal/send.h"
#include "server/service/status.h"

enum {
	LOOK_AGAIN_S = 60,
	/* It has to load over a telephone: what is older than this is told of there. */
	UPDATES_END_BYTES = 24 * 1024,
	LETTERS_END_BYTES = 48 * 1024
};

/* ---- parts ---- */

/* What was said is in the page's language; where a program had no words of its
 * own it is a msgid. */
static void
put_said(struct page *page, const char *text)
{
	page_text(page, str_empty(text) ? "" : say(page, text));
}

/* That another code was given says nothing about where it stands. */
static const struct status_update *
newest(const struct status_view *view)
{
	for (size_t i = view->updates.count; i > 0; i--)
		if (view->updates.at[i - 1].code != UPDATE_ACCESS_CODE)
			return &view->updates.at[i - 1];
	return NULL;
}

static void
put_now(struct page *page, const struct status_view *view)
{
	const struct status_update *update = newest(view);
	buf_printf(&page->out, "<div class=\"now %s\">\n", view->status);
	if (update) {
		page_put(page, "<p><strong>");
		put_said(page, update->text);
		page_put(page, "</strong></p>\n");
		if (!str_empty(update->next_steps)) {
			page_line(page, "p class=\"unseen\"", N_("What happens next"));
			page_put(page, "<p>");
			page_text(page, update->next_steps);
			page_put(page, "</p>\n");
		}
	}
	if (view->is_open && view->interview_at_ms) {
		page_put(page, "<p>");
		page_say(page, N_("Your interview:"));
		page_put(page, " ");
		page_instant(page, view->interview_at_ms, view->zone);
		page_put(page, "</p>\n");
	}
	page_put(page, "</div>\n");
}

static void
put_facts(struct page *page, const struct status_view *view)
{
	page_put(page, "<dl>\n");
	page_line(page, "dt", N_("Application"));
	page_put(page, "<dd>");
	page_text(page, view->number);
	page_put(page, "</dd>\n");
	page_line(page, "dt", N_("Program"));
	page_put(page, "<dd>");
	page_text(page, view->program.name);
	page_put(page, "</dd>\n");
	page_line(page, "dt", N_("Name"));
	page_put(page, "<dd><bdi>");
	page_text(page, view->customer_name);
	page_put(page, "</bdi></dd>\n");
	page_line(page, "dt", N_("We got it on"));
	page_put(page, "<dd>");
	page_date(page, view->filed_on);
	page_put(page, "</dd>\n");
	if (view->is_open) {
		page_line(page, "dt", N_("We have to decide by"));
		page_put(page, "<dd>");
		page_date(page, view->due_on);
		page_put(page, "</dd>\n");
	}
	page_put(page, "</dl>\n");
}

static bool
is_owed(const struct status_item *item)
{
	return item->state == ITEM_REQUESTED || item->state == ITEM_UNMET ||
		item->state == ITEM_INSUFFICIENT;
}

static void
put_item(struct page *page, const struct status_item *item, const struct status_view *view,
	const struct faults *faults, bool sends)
{
	page_put(page, "<li><p><strong><bdi>");
	page_text(page, item->label);
	page_put(page, "</bdi></strong>");
	const char *place = is_owed(item) ? answers_place(page->rq->arena, view, item) : NULL;
	if (item->state == ITEM_REQUESTED && item->due_on != DATE_NONE) {
		page_put(page, " &ndash; ");
		page_say(page, item->question ? N_("please tell us by") : N_("please send it by"));
		page_put(page, " ");
		page_date(page, item->due_on);
	} else if (item->state == ITEM_INSUFFICIENT) {
		page_put(page, " &ndash; ");
		page_say(page, N_("what you sent was not enough"));
		if (!str_empty(item->how)) {
			page_put(page, ": <bdi>");
			page_text(page, item->how);
			page_put(page, "</bdi>");
		}
	}
	page_put(page, "</p>");
	if (item->help && is_owed(item)) {
		page_put(page, "<p class=\"hint\">");
		page_text(page, item->help);
		page_put(page, "</p>");
	}
	if (place) {
		size_t path = strcspn(place, "#");

		buf_printf(&page->out, "<p><a href=\"/applications/%s/%.*s?lang=%s%s\">", view->number,
			(int)path, place, page->language, place + path);
		page_say(page, N_("Tell us now"));
		page_put(page, "<span class=\"unseen\">: ");
		page_text(page, item->label);
		page_put(page, "</span></a></p>");
	}
	if (sends)
		send_form(page, view, item, faults);
	page_put(page, "</li>\n");
}

static size_t
put_items(struct page *page, const struct status_view *view, bool owed, const char *heading,
	const struct faults *faults)
{
	size_t count = 0;
	for (size_t i = 0; i < view->items.count; i++) {
		const struct status_item *item = &view->items.at[i];
		if (owed ? !is_owed(item) : item->state != ITEM_RECEIVED)
			continue;
		if (count++ == 0) {
			page_line(page, "h2", heading);
			page_put(page, "<ul class=\"items\">\n");
		}
		put_item(page, item, view, faults, owed && item->is_proof && count <= SEND_FORMS_MAX);
	}
	if (count > 0)
		page_put(page, "</ul>\n");
	return count;
}

static void
put_missing(struct page *page, const struct status_view *view, const struct faults *faults)
{
	if (!view->is_open)
		return;
	if (put_items(page, view, true, N_("What we still need from you"), faults) > 0) {
		page_put(page, "<p>");
		page_fill(page,
			N_("If you cannot get one of these, call {phone}. We must help you."),
			"{phone}", view->office_phone);
		page_put(page, "</p>\n");
	} else {
		page_line(page, "h2", N_("What we still need from you"));
		page_line(page, "p", N_("Nothing at the moment."));
	}
	(void)put_items(page, view, false, N_("What we got and have not decided on yet"), NULL);
}

/* The very texts of the decision and its letter. */
static void
put_decision(struct page *page, const struct status_view *view)
{
	const struct decision *decision = view->decision;
	if (!decision)
		return;
	page_line(page, "h2 id=\"decision\"",
		decision->outcome == OUTCOME_DENIED ? N_("Why your application was denied")
						    : N_("The decision"));
	page_put(page, "<ol class=\"items\">\n");
	for (size_t i = 0; i < decision->reasons.count; i++) {
		const struct decision_reason *reason = &decision->reasons.at[i];
		buf_printf(&page->out, "<li data-code=\"%s\"><p>", reason->code);
		page_text(page, reason->text);
		page_put(page, "</p>");
		if (!str_empty(reason->legal_basis)) {
			page_put(page, "<p class=\"hint\">");
			page_text(page, reason->legal_basis);
			page_put(page, "</p>");
		}
		page_put(page, "</li>\n");
	}
	page_put(page, "</ol>\n");
	if (decision->appeal_deadline_on == DATE_NONE)
		return;
	page_put(page, "<p><strong>");
	page_say(page, N_("You can appeal until"));
	page_put(page, " ");
	page_date(page, decision->appeal_deadline_on);
	page_put(page, ".</strong> ");
	if (!str_empty(view->appeals_phone))
		page_fill(page, N_("To appeal, call {phone}, write, or tell any worker."),
			"{phone}", view->appeals_phone);
	if (!str_empty(view->legal_aid_phone)) {
		page_put(page, " ");
		page_fill(page, N_("Free legal help: {phone}."), "{phone}", view->legal_aid_phone);
	}
	page_put(page, "</p>\n");
}

static void
put_updates(struct page *page, const struct status_view *view)
{
	page_line(page, "h2", N_("What happened so far"));
	page_put(page, "<ol class=\"updates\">\n");
	for (size_t i = view->updates.count; i > 0; i--) {
		const struct status_update *update = &view->updates.at[i - 1];
		if (page->out.len > UPDATES_END_BYTES) {
			page_put(page, "<li>");
			page_fill(page, N_("For what happened earlier call {phone}."), "{phone}",
				view->office_phone);
			page_put(page, "</li>\n");
			break;
		}
		buf_printf(&page->out, "<li id=\"update-%" PRId64 "\">", update->seq);
		page_instant(page, update->at_ms, view->zone);
		page_put(page, "<br>");
		put_said(page, update->text);
		if (update->items.count > 0) {
			page_put(page, "<ul>");
			for (size_t k = 0; k < update->items.count; k++) {
				page_put(page, "<li><bdi>");
				page_text(page, update->items.at[k]);
				page_put(page, "</bdi></li>");
			}
			page_put(page, "</ul>");
		}
		page_put(page, "</li>\n");
	}
	page_put(page, "</ol>\n");
}

static const char *
notice_title(const char *kind)
{
	static const struct {
		const char *kind, *title;
	} titles[] = {
		{ "approval", N_("Letter of approval") },
		{ "denial", N_("Letter of denial") },
		{ "missing", N_("Letter about what is missing") },
		{ "interview", N_("Letter about your interview") },
		{ "missed_interview", N_("Letter about the interview you missed") },
		{ "withdrawal", N_("Letter about your withdrawal") },
	};
	for (size_t i = 0; i < countof(titles); i++)
		if (str_eq(titles[i].kind, kind))
			return titles[i].title;
	return N_("Letter");
}

static void
put_notices(struct page *page, const struct status_view *view)
{
	if (view->notices.count == 0)
		return;
	page_line(page, "h2", N_("Your letters"));
	for (size_t i = 0; i < view->notices.count; i++) {
		const struct notice *notice = &view->notices.at[i];
		if (i > 0 && page->out.len + strlen(notice->rendered_text) > LETTERS_END_BYTES) {
			page_put(page, "<p>");
			page_fill(page, N_("For older letters call {phone}."), "{phone}",
				view->office_phone);
			page_put(page, "</p>\n");
			return;
		}
		buf_printf(&page->out, "<details id=\"%s\"><summary id=\"%s-title\">", notice->id,
			notice->id);
		page_say(page, notice_title(notice->kind));
		page_put(page, ", ");
		page_instant(page, notice->created_at_ms, view->zone);
		page_put(page, "</summary>\n<pre class=\"letter\" dir=\"auto\" lang=\"");
		page_text(page, notice->language);
		page_put(page, "\">");
		page_text(page, notice->rendered_text);
		page_put(page, "</pre>\n<p><a href=\"");
		page_text(page, page->here);
		buf_printf(&page->out, "/letters/%s?lang=%s\">", notice->id, page->language);
		page_say(page, N_("To print"));
		page_put(page, "</a></p></details>\n");
	}
}

static void
put_change(struct page *page, const struct status_view *view)
{
	if (!view->may_answer)
		return;
	buf_printf(&page->out, "<p><a id=\"change\" href=\"/applications/%s/answers?all=1&amp;lang=%s\">",
		view->number, page->language);
	page_say(page, N_("Something has changed: tell us"));
	page_put(page, "</a></p>\n");
}

static void
put_contact(struct page *page)
{
	page_put(page, "<p><a href=\"");
	page_text(page, page->here);
	buf_printf(&page->out, "/contact?lang=%s\">", page->language);
	page_say(page, N_("Change your e-mail, telephone or language"));
	page_put(page, "</a></p>\n");
}

static void
put_foot(struct page *page)
{
	page_put(page, "<p class=\"quiet\">");
	page_say(page, N_("With a script this page shows what is new by itself."));
	page_put(page, " <a id=\"again\" href=\"");
	page_text(page, page->here);
	buf_printf(&page->out, "?lang=%s\">", page->language);
	page_say(page, N_("Look again now"));
	page_put(page, "</a>. ");
	page_say(page, N_("For your safety it closes 15 minutes after you last used it."));
	buf_printf(&page->out, " <a href=\"/leave?lang=%s\">", page->language);
	page_say(page, N_("Leave this page"));
	page_put(page, "</a></p>\n");
}

/* ---- the page ---- */

/* The application that this browser may see; NULL: ask for number and code. */
static const char *
passed_application(struct portal_request *rq, int64_t *ret_ends_ms)
{
	return status_pass_read(&rq->call, portal_cookie(rq, PORTAL_PASS_COOKIE), ret_ends_ms);
}

static void
ask_for_code(struct portal_request *rq)
{
	const char *language = portal_query(rq, "lang");
	reply_redirect(rq,
		arena_printf(rq->arena, "/status?number=%s%s%s", rq->path_args[0],
			page_speaks(language) ? "&lang=" : "",
			page_speaks(language) ? language : ""));
}

static bool
owes(const struct status_view *view)
{
	for (size_t i = 0; view->is_open && i < view->items.count; i++)
		if (is_owed(&view->items.at[i]))
			return true;
	return false;
}

static void
put_sent(struct page *page, const struct faults *faults)
{
	faults_put(page, faults);
	if (!faults && portal_query(page->rq, "sent"))
		page_line(page, "p class=\"now\" role=\"status\"", N_("We have what you sent. You need not send it again."));
	if (!faults && portal_query(page->rq, "told"))
		page_line(page, "p class=\"now\" role=\"status\"", N_("We have what you told us."));
}

/* Something else than what is asked for, also after a decision. */
static void
put_send_other(struct page *page, const struct status_view *view, const struct faults *faults)
{
	buf_printf(&page->out, "<details id=\"send\"%s><summary id=\"send-title\">", fault_of(faults, "file-other") ? " open" : "");
	page_say(page, N_("Send something else"));
	page_put(page, "</summary>\n");
	send_form(page, view, NULL, faults);
	page_put(page, "</details>\n");
}

bool
status_page(struct portal_request *rq, const char *id, const struct faults *faults, struct err *err)
{
	const char *asked = faults ? portal_form(rq, "lang") : portal_query(rq, "lang");
	struct status_view view;
	struct page page;

	if (!status_read(&rq->call, id, page_speaks(asked) ? asked : NULL, &view, err))
		return false;
	if (!str_eq(view.number, rq->path_args[0])) {
		ask_for_code(rq);
		return true;
	}
	/* Using the page keeps it open; its own looking again is not use. */
	if (!portal_query(rq, "live"))
		asked_keep_open(rq);
	/* Loading again by itself would forget a file that was chosen. */
	page_begin(&page, rq, page_speaks(view.language) ? view.language : "en",
		arena_printf(rq->arena, "/applications/%s", view.number), N_("Your application"),
		owes(&view) ? -1 : LOOK_AGAIN_S);
	page_line(&page, "h1", N_("Your application"));
	put_sent(&page, faults);
	page_put(&page,
		"<p id=\"spoken\" class=\"unseen\" role=\"status\" aria-live=\"polite\"></p>\n");
	buf_printf(&page.out,
		"<div id=\"status\" data-status=\"%s\" data-stream=\"/applications/%s/stream?after=%" PRId64
		"&amp;lang=%s\">\n",
		view.status, view.number, view.seq, page.language);
	put_now(&page, &view);
	put_facts(&page, &view);
	put_decision(&page, &view);
	page_put_appeal(&page, &view);
	put_missing(&page, &view, faults);
	send_received(&page, &view);
	put_send_other(&page, &view, faults);
	put_updates(&page, &view);
	put_notices(&page, &view);
	put_change(&page, &view);
	put_contact(&page);
	page_put_withdraw(&page, &view);
	page_put(&page, "</div>\n");
	put_foot(&page);
	page_end(&page, faults ? 422 : 200);
	return true;
}

bool
application_page_show(struct portal_request *rq, struct err *err)
{
	int64_t ends_ms;
	const char *id = passed_application(rq, &ends_ms);

	if (id)
		return status_page(rq, id, NULL, err);
	ask_for_code(rq);
	return true;
}

/* ---- live ---- */

static bool
write_frames(struct call *call, const char *application_id, int64_t *after, struct buf *out)
{
	struct status_update *updates;
	size_t count;
	/* In the language of the page that listens. */
	if (!status_updates_after(call, application_id, call->language, *after, &updates, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		buf_printf(out, "id: %" PRId64 "\nevent: update\ndata: ", updates[i].seq);
		struct json_out json = JSON_OUT(out);
		proto_encode(&json, NULL, &resource_status_update, &updates[i]);
		buf_puts(out, "\n\n");
		*after = updates[i].seq;
	}
	return true;
}

bool
application_stream(struct portal_request *rq, struct err *err)
{
	const char *asked = portal_query(rq, "lang");
	struct status_view view;
	int64_t after, ends_ms;
	const char *id = passed_application(rq, &ends_ms);

	if (!id)
		return err_set(err, ERR_UNAUTHENTICATED, "Show number and code first.");
	if (!status_read(&rq->call, id, page_speaks(asked) ? asked : NULL, &view, err))
		return false;
	rq->call.language = view.language;
	if (!str_eq(view.number, rq->path_args[0]))
		return err_set(err, ERR_NOT_FOUND, "%s", "");
	if (!str_to_i64(rq->last_event_id, &after) &&
		!str_to_i64(portal_query(rq, "after"), &after))
		after = view.seq;
	reply_follow(rq, id, after, ends_ms - rq->call.now_ms, write_frames);
	return true;
}

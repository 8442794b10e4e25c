/* SPDX-License-Identifier: Apache-2.0
 *
 * What an applicant may do about an application that is filed: stop it, or
 * appeal.  Both ask on a page of their own and tell what follows; neither needs
 * a reason, a form of words, or a script.
 */
#include "server/portal/appeal.h"

#include "base/str.h"
#include "server/portal/form.h"
#include "server/service/appeal.h"
#include "server/service/application.h"

enum { WITHDRAW_TEXT_MAX = 1000 };

/* What the one who holds the pass asks about. */
struct asked {
	const char *application_id;
	struct status_view view;
	const char *here; /* /applications/NUMBER */
};

/* False: answered already, or failed (err). */
static bool
read_asked(struct portal_request *rq, struct asked *ret, bool *ret_ok, struct err *err)
{
	int64_t ends_ms;
	const char *language = portal_form(rq, "lang");

	*ret_ok = true;
	if (!language)
		language = portal_query(rq, "lang");
	ret->application_id =
		status_pass_read(&rq->call, portal_cookie(rq, PORTAL_PASS_COOKIE), &ends_ms);
	if (ret->application_id) {
		if (!status_read(&rq->call, ret->application_id,
			    page_speaks(language) ? language : NULL, &ret->view, err)) {
			*ret_ok = false;
			return false;
		}
		if (str_eq(ret->view.number, rq->path_args[0])) {
			ret->here = arena_printf(rq->arena, "/applications/%s", ret->view.number);
			return true;
		}
	}
	reply_redirect(rq, arena_printf(rq->arena, "/status?number=%s", rq->path_args[0]));
	return false;
}

static void
back(struct portal_request *rq, const struct asked *asked)
{
	reply_redirect(rq, arena_printf(rq->arena, "%s?lang=%s", asked->here, asked->view.language));
}

static void
begin(struct page *page, struct portal_request *rq, const struct asked *asked, const char *act,
	const char *title, const struct faults *faults)
{
	const char *language = asked->view.language;

	reply_cookie(rq, PORTAL_PASS_COOKIE, status_pass_make(&rq->call, asked->application_id),
		STATUS_PASS_MS / 1000);
	page_begin(page, rq, page_speaks(language) ? language : "en",
		arena_printf(rq->arena, "%s/%s", asked->here, act), title, 0);
	page_line(page, "h1", title);
	faults_put(page, faults);
	page_put(page, "<p>");
	page_text(page, asked->view.program.name);
	page_put(page, ", ");
	page_text(page, asked->view.number);
	page_put(page, ", <bdi>");
	page_text(page, asked->view.customer_name);
	page_put(page, "</bdi></p>\n");
}

static void
put_way_back(struct page *page, const struct asked *asked, const char *msgid)
{
	page_put(page, "<p><a href=\"");
	page_text(page, asked->here);
	buf_printf(&page->out, "?lang=%s\">", page->language);
	page_say(page, msgid);
	page_put(page, "</a></p>\n");
}

/* The sentence with a date in it. */
static void
put_dated(struct page *page, const char *before, civil_date date)
{
	page_put(page, "<p><strong>");
	page_say(page, before);
	page_put(page, " ");
	page_date(page, date);
	page_put(page, ".</strong></p>\n");
}

/* What was posted, where it is not too long. */
static bool
text_fits(struct portal_request *rq, size_t max, const char *label, struct faults *faults)
{
	const char *text = portal_form(rq, "text");
	const char *language = page_language(rq, portal_form(rq, "lang"));

	if (!text || strlen(text) <= max)
		return true;
	fault_add(faults, "text", say_in(language, label),
		say_in(language, N_("This is too long; please write less, or send a letter.")));
	return false;
}

/* As the one who holds the code. */
static bool
act_as_applicant(struct portal_request *rq, const struct asked *asked, struct call *ret,
	struct actor *actor)
{
	*actor = (struct actor) {
		.kind = ACTOR_CUSTOMER,
		.id = asked->view.customer_id,
		.name = asked->view.customer_name,
		.application_id = asked->application_id,
	};
	*ret = rq->call;
	ret->actor = actor;
	return true;
}

/* Sent twice, or overtaken by a worker: the page says how it stands now. */
static bool
settle(struct portal_request *rq, const struct asked *asked, bool ok, const struct err *why,
	struct err *err)
{
	if (!ok && why->code != ERR_TRANSITION_NOT_ALLOWED) {
		*err = *why;
		return false;
	}
	back(rq, asked);
	return true;
}

/* ---- stopping ---- */

static void
withdraw_page(struct portal_request *rq, const struct asked *asked, const struct faults *faults)
{
	struct page page;

	begin(&page, rq, asked, "withdraw", N_("Stop this application?"), faults);
	page_line(&page, "p", N_("We will stop working on it and decide nothing. You get a letter that says so."));
	page_line(&page, "p", N_("You can apply again any day. You can also ask us to open it again."));
	form_begin(&page, page.here);
	form_area(&page,
		&(struct control){
			.id = "text",
			.label = say(&page, N_("Why you stop it")),
			.hint = say(&page, N_("You need not say.")),
			.value = portal_form(rq, "text"),
			.fault = fault_of(faults, "text"),
			.max = WITHDRAW_TEXT_MAX,
		});
	form_button(&page, BUTTON_MAIN, NULL, NULL, say(&page, N_("Yes, stop it")));
	form_end(&page);
	put_way_back(&page, asked, N_("No, go on with it"));
	page_end(&page, faults->count ? 422 : 200);
}

bool
withdraw_form(struct portal_request *rq, struct err *err)
{
	struct faults none = { .count = 0 };
	struct asked asked;
	bool ok;

	if (!read_asked(rq, &asked, &ok, err))
		return ok;
	if (asked.view.may_withdraw)
		withdraw_page(rq, &asked, &none);
	else
		back(rq, &asked);
	return true;
}

bool
withdraw_check(struct portal_request *rq, struct err *err)
{
	struct faults faults = { .count = 0 };
	struct asked *asked = arena_alloc(rq->arena, sizeof *asked);
	bool ok;

	if (!form_is_ours(rq, arena_printf(rq->arena, "/applications/%s", rq->path_args[0])))
		return true;
	if (!read_asked(rq, asked, &ok, err))
		return ok;
	rq->prepared = asked;
	if (!text_fits(rq, WITHDRAW_TEXT_MAX, N_("Why you stop it"), &faults))
		withdraw_page(rq, asked, &faults);
	return true;
}

bool
withdraw_submit(struct portal_request *rq, struct err *err)
{
	const struct asked *asked = rq->prepared;
	const char *text = portal_form(rq, "text");
	struct withdraw_request request = {
		/* For the file, as a worker would have written it. */
		str_empty(text) ? "Asked for on the applicant's page." : text
	};
	const struct application *after;
	struct err why = { .code = ERR_NONE };
	struct actor actor;
	struct call call;
	bool ok = act_as_applicant(rq, asked, &call, &actor)
		&& application_withdraw(&call, asked->application_id, &request, &after, &why);

	return settle(rq, asked, ok, &why, err);
}

/* ---- appealing ---- */

static void
put_deadline(struct page *page, const struct status_view *view)
{
	const struct appeal_ground *ground = &view->appeal_ground;

	if (!ground->decision_id) {
		page_line(page, "p", N_("You can appeal because we have not decided in time."));
		return;
	}
	if (ground->last_on == DATE_NONE)
		return;
	if (view->today <= ground->last_on)
		put_dated(page, N_("You can appeal until"), ground->last_on);
	else {
		put_dated(page, N_("The last day to appeal was"), ground->last_on);
		page_line(page, "p", N_("You can still send it. Say why it is late; the hearing decides whether that is a good reason."));
	}
}

static void
put_keep(struct page *page, const struct status_view *view)
{
	const struct appeal_ground *ground = &view->appeal_ground;
	struct form_option keep = { "yes", say(page, N_("Keep my benefit as it was until the hearing decides")), false };

	if (ground->keep_by == DATE_NONE || view->today > ground->keep_by)
		return;
	put_dated(page, N_("You can ask us to keep your benefit as it was, until"), ground->keep_by);
	form_checks(page,
		&(struct control){
			.id = "keep",
			.label = say(page, N_("Your benefit until then")),
			.hint = say(page, N_("If you lose the appeal you may have to pay back what you got meanwhile.")),
		},
		&keep, 1);
}

static void
appeal_page(struct portal_request *rq, const struct asked *asked, const struct faults *faults)
{
	const struct status_view *view = &asked->view;
	struct page page;

	begin(&page, rq, asked, "appeal", N_("Appeal: ask for a fair hearing"), faults);
	put_deadline(&page, view);
	page_line(&page, "p", N_("Somebody who did not decide your case looks at it anew. You may bring a lawyer, a relative or a friend, and an interpreter is free."));
	if (!str_empty(view->legal_aid_phone)) {
		page_put(&page, "<p>");
		page_fill(&page, N_("Free legal help: {phone}."), "{phone}", view->legal_aid_phone);
		page_put(&page, "</p>\n");
	}
	form_begin(&page, page.here);
	form_area(&page,
		&(struct control){
			.id = "text",
			.label = say(&page, N_("What you do not agree with")),
			.hint = say(&page, N_("In your own words. You need not say, and no special words are needed.")),
			.value = portal_form(rq, "text"),
			.fault = fault_of(faults, "text"),
			.max = APPEAL_TEXT_MAX,
		});
	put_keep(&page, view);
	form_button(&page, BUTTON_MAIN, NULL, NULL, say(&page, N_("Send my appeal")));
	form_end(&page);
	put_way_back(&page, asked, N_("Go back without an appeal"));
	page_end(&page, faults->count ? 422 : 200);
}

bool
appeal_form(struct portal_request *rq, struct err *err)
{
	struct faults none = { .count = 0 };
	struct asked asked;
	bool ok;

	if (!read_asked(rq, &asked, &ok, err))
		return ok;
	if (asked.view.may_appeal)
		appeal_page(rq, &asked, &none);
	else
		back(rq, &asked);
	return true;
}

bool
appeal_check(struct portal_request *rq, struct err *err)
{
	struct faults faults = { .count = 0 };
	struct asked *asked = arena_alloc(rq->arena, sizeof *asked);
	bool ok;

	if (!form_is_ours(rq, arena_printf(rq->arena, "/applications/%s", rq->path_args[0])))
		return true;
	if (!read_asked(rq, asked, &ok, err))
		return ok;
	rq->prepared = asked;
	if (!asked->view.may_appeal)
		back(rq, asked);
	else if (!text_fits(rq, APPEAL_TEXT_MAX, N_("What you do not agree with"), &faults))
		appeal_page(rq, asked, &faults);
	return true;
}

bool
appeal_submit(struct portal_request *rq, struct err *err)
{
	const struct asked *asked = rq->prepared;
	struct appeal_request request = {
		.how = "web",
		.text = portal_form(rq, "text"),
		.asked_on = DATE_NONE,
		.keep_benefits = str_eq(portal_form(rq, "keep"), "yes"),
	};
	const struct application *after;
	struct err why = { .code = ERR_NONE };
	struct actor actor;
	struct call call;
	bool ok = act_as_applicant(rq, asked, &call, &actor)
		&& appeal_ask(&call, asked->application_id, &request, &after, &why);

	return settle(rq, asked, ok, &why, err);
}

/* ---- on the application's page ---- */

static void
put_link(struct page *page, const struct status_view *view, const char *act, const char *msgid)
{
	buf_printf(&page->out, "<p><a id=\"%s\" href=\"/applications/%s/%s?lang=%s\">", act,
		view->number, act, page->language);
	page_say(page, msgid);
	page_put(page, "</a></p>\n");
}

static void
put_open_appeal(struct page *page, const struct appeal *appeal)
{
	page_line(page, "h2", N_("Your appeal"));
	page_put(page, "<p>");
	page_say(page, N_("We got your appeal on"));
	page_put(page, " ");
	page_date(page, appeal->asked_on);
	page_put(page, ". ");
	page_say(page, N_("It has to be decided by"));
	page_put(page, " ");
	page_date(page, appeal->decide_by);
	page_put(page, ".</p>\n");
	if (appeal->benefits_go_on)
		page_line(page, "p", N_("Your benefit stays as it was until then."));
	else if (appeal->keep_benefits)
		page_line(page, "p", N_("Your benefit cannot stay as it was: it was not one you had already, or the day to ask was past."));
}

void
page_put_appeal(struct page *page, const struct status_view *view)
{
	if (view->appeal)
		put_open_appeal(page, view->appeal);
	else if (view->may_appeal)
		put_link(page, view, "appeal", N_("Appeal on this page"));
}

void
page_put_withdraw(struct page *page, const struct status_view *view)
{
	if (view->may_withdraw)
		put_link(page, view, "withdraw", N_("Stop this application"));
}

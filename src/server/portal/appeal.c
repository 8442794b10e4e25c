/* SPDX-License-Identifier: Apache-2.0
 *
 * What an applicant may do about an application that is filed: stop it, or
 * appeal.  Both ask on a page of their own and tell what follows; neither needs
 * a reason, a form of words, or a script.
 */
#include "server/portal/appeal.h"

#include "base/str.h"
#include "server/portal/asked.h"
#include "server/service/appeal.h"
#include "server/service/application.h"

enum { WITHDRAW_TEXT_MAX = 1000 };

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

/* ---- either ---- */

struct act {
	bool (*may)(const struct status_view *view);
	void (*show)(struct portal_request *rq, const struct asked *asked, const struct faults *faults);
	size_t text_max;
	const char *text_label; /* msgid */
};

/* The page that asks; the application's own where the act is not open. */
static bool
show_act(struct portal_request *rq, const struct act *act, struct err *err)
{
	struct faults none = { .count = 0 };
	struct asked asked;
	bool ok;

	if (!asked_read(rq, &asked, &ok, err))
		return ok;
	if (act->may(&asked.view))
		act->show(rq, &asked, &none);
	else
		asked_back(rq, &asked);
	return true;
}

/* What was posted; answered here where it cannot be taken. */
static bool
check_act(struct portal_request *rq, const struct act *act, struct err *err)
{
	struct faults faults = { .count = 0 };
	struct asked *asked = arena_alloc(rq->arena, sizeof *asked);
	bool ok;

	if (!form_is_ours(rq, arena_printf(rq->arena, "/applications/%s", rq->path_args[0])))
		return true;
	if (!asked_read(rq, asked, &ok, err))
		return ok;
	rq->prepared = asked;
	if (!act->may(&asked->view))
		asked_back(rq, asked);
	else if (!text_fits(rq, act->text_max, act->text_label, &faults))
		act->show(rq, asked, &faults);
	return true;
}

/* ---- stopping ---- */

static void
withdraw_page(struct portal_request *rq, const struct asked *asked, const struct faults *faults)
{
	struct page page;

	asked_begin(&page, rq, asked, "withdraw", N_("Stop this application?"), faults);
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
	asked_way_back(&page, asked, N_("No, go on with it"));
	page_end(&page, faults->count ? 422 : 200);
}

static bool
may_withdraw(const struct status_view *view)
{
	return view->may_withdraw;
}

static const struct act withdraw_act = { may_withdraw, withdraw_page, WITHDRAW_TEXT_MAX, N_("Why you stop it") };

bool
withdraw_form(struct portal_request *rq, struct err *err)
{
	return show_act(rq, &withdraw_act, err);
}

bool
withdraw_check(struct portal_request *rq, struct err *err)
{
	return check_act(rq, &withdraw_act, err);
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
	bool ok = asked_actor(rq, asked, &call, &actor, &why)
		&& application_withdraw(&call, asked->application_id, &request, &after, &why);

	return asked_settle(rq, asked, ok, &why, err);
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

	asked_begin(&page, rq, asked, "appeal", N_("Appeal: ask for a fair hearing"), faults);
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
	asked_way_back(&page, asked, N_("Go back without an appeal"));
	page_end(&page, faults->count ? 422 : 200);
}

static bool
may_appeal(const struct status_view *view)
{
	return view->may_appeal;
}

static const struct act appeal_act = { may_appeal, appeal_page, APPEAL_TEXT_MAX, N_("What you do not agree with") };

bool
appeal_form(struct portal_request *rq, struct err *err)
{
	return show_act(rq, &appeal_act, err);
}

bool
appeal_check(struct portal_request *rq, struct err *err)
{
	return check_act(rq, &appeal_act, err);
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
	bool ok = asked_actor(rq, asked, &call, &actor, &why)
		&& appeal_ask(&call, asked->application_id, &request, &after, &why);

	return asked_settle(rq, asked, ok, &why, err);
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

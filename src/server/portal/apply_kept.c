/* SPDX-License-Identifier: Apache-2.0
 *
 * What is left in the applicant's hands: number and code of a form saved for
 * later, the way back to it, and the receipt of one that was sent.
 */
#include <inttypes.h>

#include "base/str.h"
#include "domain/answers.h"
#include "domain/deadline.h"
#include "server/portal/apply.h"
#include "server/service/status.h"

static void
put_link(struct page *page, const char *href, const char *msgid)
{
	page_put(page, "<p><a href=\"");
	page_text(page, href);
	page_put(page, "\">");
	page_say(page, msgid);
	page_put(page, "</a></p>\n");
}

/* Ten digits in groups, as they are read out. */
static void
put_number_and_code(struct page *page, const char *number, const char *code)
{
	page_put(page, "<dl>\n");
	page_line(page, "dt", N_("Number"));
	page_put(page, "<dd class=\"code\" id=\"number\">");
	page_text(page, number);
	page_put(page, "</dd>\n");
	page_line(page, "dt", N_("Access code"));
	page_put(page, "<dd class=\"code\" id=\"code\">");
	page_text(page,
		code && strlen(code) == 10
			? arena_printf(page->rq->arena, "%.3s %.3s %s", code, code + 3, code + 6)
			: code);
	page_put(page, "</dd>\n</dl>\n");
}

/* ---- saved for later ---- */

bool
saved_page(struct portal_request *rq, struct err *err)
{
	struct applying applying;
	struct page page;
	bool ok;

	if (applying_begun(&applying, rq, &ok, err)) {
		typed_recall(&applying);
		page_begin(&page, rq, applying.language, rq->path, N_("Saved for later"), 0);
		page_line(&page, "h1", N_("Saved for later"));
		page_line(&page, "p",
			N_("It is not sent yet. Write down or print this number and code: with them you go on "
			   "at any telephone or computer."));
		put_number_and_code(&page, applying.form.row.number,
			started_form_code(&rq->call, applying.form.row.id));
		page_put(&page, "<p>");
		page_say(&page, N_("We keep it until"));
		page_put(&page, " ");
		page_date(&page, started_form_kept_until(&rq->call, &applying.form));
		page_put(&page, ". ");
		page_say(&page, N_("The day that counts for your benefits is the day you send it."));
		page_put(&page, "</p>\n");
		typed_show(&page, &applying);
		put_link(&page, applying_path(&applying, page_to_go_on(&applying)), N_("Go on now"));
		apply_leave(&page);
		apply_form_begin(&page, &applying, applying_path(&applying, "/forget"));
		form_button(&page, BUTTON_QUIET, "do", "forget",
			say(&page, N_("Throw this form away, with all answers")));
		form_end(&page);
		page_end(&page, 200);
	}
	applying_close(&applying);
	return ok;
}

/* What is gone then nobody can bring back. */
static void
ask_to_forget(struct applying *applying)
{
	struct portal_request *rq = applying->rq;
	struct page page;

	page_begin(&page, rq, applying->language, applying_path(applying, "/saved"), N_("Throw this form away?"), 0);
	page_line(&page, "h1", N_("Throw this form away?"));
	page_put(&page, "<p><strong>");
	page_text(&page, applying_say(applying, &applying->program->name));
	page_put(&page, " &ndash; ");
	page_text(&page, applying->form.row.number);
	page_put(&page, "</strong></p>\n");
	page_line(&page, "p", N_("All its answers are deleted. Nobody can bring them back, and nothing is sent."));
	put_link(&page, applying_path(applying, "/saved"), N_("No, keep it"));
	apply_form_begin(&page, applying, applying_path(applying, "/forget"));
	form_hidden(&page, "sure", "1");
	form_button(&page, BUTTON_QUIET, "do", "forget", say(&page, N_("Throw this form away, with all answers")));
	form_end(&page);
	page_end(&page, 200);
}

bool
forget_check(struct portal_request *rq, struct err *err)
{
	struct applying applying;
	bool ok = true;

	if (!form_is_ours(rq, "/"))
		return true;
	if (applying_posted(&applying, rq, &ok, err) && !portal_form(rq, "sure"))
		ask_to_forget(&applying);
	applying_close(&applying);
	return ok;
}

bool
forget_save(struct portal_request *rq, struct err *err)
{
	struct applying applying;
	bool ok;

	if (applying_posted(&applying, rq, &ok, err)) {
		ok = started_form_forget(&rq->call, applying.form.row.id, err);
		apply_pass_clear(rq, applying.program);
		applying_go(&applying, "");
	}
	applying_close(&applying);
	return ok;
}

/* ---- opened again ---- */

static void
show_continue(struct portal_request *rq, int status, const struct faults *faults)
{
	struct page page;
	const char *number = portal_form(rq, "number");

	/* Whoever was signed out comes with it. */
	if (!number)
		number = portal_query(rq, "number");
	page_begin(&page, rq, page_language(rq, NULL), "/continue", N_("Go on with a saved form"), 0);
	faults_put(&page, faults);
	page_line(&page, "h1", N_("Go on with a saved form"));
	form_begin(&page, "/continue");
	form_text(&page,
		&(struct control){
			.id = "number",
			.label = say(&page, N_("Number")),
			.hint = say(&page, N_("It begins with F, for example F-25-000412.")),
			.value = number && strlen(number) < STATUS_NUMBER_MAX ? number : NULL,
			.fault = fault_of(faults, "number"),
			.max = 30,
			.required = true,
		});
	form_text(&page,
		&(struct control){
			.id = "code",
			.label = say(&page, N_("Access code")),
			.hint = say(&page, N_("Ten digits, shown when you saved it.")),
			.inputmode = "numeric",
			.max = 20,
			.required = true,
		});
	form_button(&page, BUTTON_MAIN, NULL, NULL, say(&page, N_("Open my form")));
	form_end(&page);
	page_end(&page, status);
}

bool
continue_page(struct portal_request *rq, struct err *err)
{
	(void)err;
	show_continue(rq, 200, NULL);
	return true;
}

bool
apply_open_form(struct portal_request *rq, const char *id, struct err *err)
{
	struct started_form form;

	if (!started_form_open(&rq->call, id, &form, err))
		return false;
	apply_pass_keep(rq, form.program, id);
	struct applying applying = { .rq = rq,
		.program = form.program,
		.language = page_language(rq, json_text(json_get(started_form_part(&form, "you"), "language"))),
		.form = form,
		.has_form = true };
	applying_go(&applying, page_to_go_on(&applying));
	applying_close(&applying);
	return true;
}

bool
continue_submit(struct portal_request *rq, struct err *err)
{
	struct err why = { .code = ERR_NONE };
	struct faults faults = { .count = 0 };
	const char *language = page_language(rq, NULL), *id;

	if (!form_is_ours(rq, "/continue"))
		return true;
	if (started_form_find_by_code(&rq->call, portal_form(rq, "number"), portal_form(rq, "code"),
		    rq->remote_address, &id, &why))
		return apply_open_form(rq, id, err);
	if (why.code != ERR_NOT_FOUND && why.code != ERR_RATE_LIMITED) {
		*err = why;
		return false;
	}
	fault_add(&faults, "number", NULL,
		say_in(language, why.code == ERR_RATE_LIMITED
				? N_("Too many tries. Please wait a minute.")
				: N_("No saved form has this number together with this code. Check both.")));
	show_continue(rq, why.code == ERR_RATE_LIMITED ? 429 : 422, &faults);
	return true;
}

/* ---- the receipt ---- */

static void
put_clock(struct page *page, const struct status_view *view, const struct program *program, bool is_fast)
{
	page_put(page, "<p>");
	page_say(page, N_("We got it on"));
	page_put(page, " ");
	page_date(page, view->filed_on);
	page_put(page, ". ");
	page_say(page, N_("We have to decide by"));
	page_put(page, " ");
	page_date(page, view->due_on);
	page_put(page, ".</p>\n");
	if (is_fast) {
		page_put(page, "<p class=\"now\"><strong>");
		page_fill(page, N_("By what you told us you may get help fast: within {days} days."), "{days}",
			arena_printf(page->rq->arena, "%d", program->clocks.expedited_days));
		page_put(page, "</strong></p>\n");
	}
}

static void
put_missing(struct page *page, const struct status_view *view)
{
	civil_date due_on = DATE_NONE;

	if (view->items.count == 0) {
		page_line(page, "p", N_("Nothing is missing at the moment. A worker looks at it next."));
		return;
	}
	page_line(page, "h2", N_("What we still need from you"));
	page_put(page, "<ul class=\"items\">\n");
	for (size_t i = 0; i < view->items.count; i++) {
		const struct status_item *item = &view->items.at[i];
		page_put(page, "<li><bdi>");
		page_text(page, item->label);
		page_put(page, "</bdi>");
		if (item->help) {
			page_put(page, "<br><span class=\"hint\">");
			page_text(page, item->help);
			page_put(page, "</span>");
		}
		page_put(page, "</li>\n");
		if (item->due_on != DATE_NONE)
			due_on = item->due_on;
	}
	page_put(page, "</ul>\n");
	if (due_on != DATE_NONE) {
		page_put(page, "<p>");
		page_say(page, N_("Please send it by"));
		page_put(page, " ");
		page_date(page, due_on);
		page_put(page, ". ");
		page_fill(page, N_("If you cannot get one of these, call {phone}. We must help you."),
			"{phone}", view->office_phone);
		page_put(page, "</p>\n");
	}
}

static void
show_receipt(struct applying *applying, const struct status_view *view)
{
	struct page page;
	struct portal_request *rq = applying->rq;

	page_begin(&page, rq, applying->language, rq->path, N_("We have your application"), 0);
	page_line(&page, "h1", N_("We have your application"));
	page_put(&page, "<p>");
	page_text(&page, view->program.name);
	page_put(&page, " &ndash; <bdi>");
	page_text(&page, view->customer_name);
	page_put(&page, "</bdi></p>\n");
	page_line(&page, "p",
		N_("Print this page or write down number and code: with them you see at any time where your "
		   "application stands. They are shown here only now."));
	put_number_and_code(&page, view->number, started_form_access_code(&applying->form));
	put_clock(&page, view, applying->program, view->expedited);
	put_missing(&page, view);
	put_link(&page, arena_printf(rq->arena, "/applications/%s?lang=%s", view->number, applying->language),
		N_("See where your application stands"));
	apply_leave(&page);
	page_end(&page, 200);
}

bool
receipt_page(struct portal_request *rq, struct err *err)
{
	struct applying applying;
	struct status_view view;
	bool ok = applying_open(&applying, rq, err);

	if (ok && !applying.was_sent) {
		applying_go(&applying, applying.has_form ? page_to_go_on(&applying) : "");
	} else if (ok) {
		const char *id = applying.form.row.application_id;
		ok = status_read(&rq->call, id, applying.language, &view, err);
		if (ok) {
			reply_cookie(rq, PORTAL_PASS_COOKIE, status_pass_make(&rq->call, id), STATUS_PASS_MS / 1000);
			show_receipt(&applying, &view);
		}
	}
	applying_close(&applying);
	return ok;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Number and access code in, a pass for a quarter of an hour out; and leaving,
 * after which what a browser kept opens nothing.
 */
#include "base/str.h"
#include "server/portal/apply.h"
#include "server/service/status.h"


void
status_form_show(struct portal_request *rq, int status, const char *fault, int wait_s)
{
	struct page page;
	struct faults faults = { .count = 0 };
	const char *number = portal_form(rq, "number");
	if (!number)
		number = portal_query(rq, "number");
	if (number && strlen(number) >= STATUS_NUMBER_MAX)
		number = NULL; /* it is none, and too much to show again */
	page_begin(&page, rq, page_language(rq, NULL), "/status",
		N_("Where your application stands"), 0);
	page_line(&page, "h1", N_("Where your application stands"));
	if (fault)
		fault_add(&faults, "number", NULL,
			page_filled(&page, fault, "{seconds}",
				arena_printf(rq->arena, "%d", wait_s)));
	faults_put(&page, &faults);
	form_begin(&page, "/status");
	form_text(&page,
		&(struct control){
			.id = "number",
			.label = say(&page, N_("Application number")),
			.hint = say(&page, N_("It begins with A, for example A-25-000412.")),
			.value = number,
			.fault = fault_of(&faults, "number"),
			.max = 30,
			.required = true,
		});
	form_text(&page,
		&(struct control){
			.id = "code",
			.label = say(&page, N_("Access code")),
			.hint = say(&page, N_("Ten digits, printed on your receipt.")),
			.inputmode = "numeric",
			.max = 20,
			.required = true,
		});
	form_button(&page, BUTTON_MAIN, NULL, NULL, say(&page, N_("Show my application")));
	form_end(&page);
	page_line(&page, "p class=\"quiet\"",
		N_("Lost the code? Call your county office. Once they know who you are, they give you a new one."));
	page_end(&page, status);
}

bool
status_form(struct portal_request *rq, struct err *err)
{
	(void)err;
	status_form_show(rq, 200, NULL, 0);
	return true;
}

bool
status_submit(struct portal_request *rq, struct err *err)
{
	const char *id, *number;
	struct err why = { 0 };

	if (!form_is_ours(rq, "/status"))
		return true;
	if (status_find(&rq->call, portal_form(rq, "number"), portal_form(rq, "code"),
		    rq->remote_address, &id, &number, &why)) {
		reply_cookie(rq, PORTAL_PASS_COOKIE, status_pass_make(&rq->call, id), STATUS_PASS_MS / 1000);
		const char *language = portal_form(rq, "lang");
		reply_redirect(rq,
			page_speaks(language)
				? arena_printf(
					  rq->arena, "/applications/%s?lang=%s", number, language)
				: arena_printf(rq->arena, "/applications/%s", number));
		return true;
	}
	if (why.code == ERR_RATE_LIMITED) {
		status_form_show(rq, 429,
			N_("Too many tries. Wait {seconds} seconds, then try again."),
			why.retry_after_s);
		return true;
	}
	if (why.code != ERR_NOT_FOUND) {
		*err = why;
		return false;
	}
	status_form_show(rq, 422,
		N_("No application has this number together with this code. Check both on your receipt."),
		0);
	return true;
}

/* What a browser shows; each NULL where it has none. */
struct passes {
	const char *application_id;
	struct apply_pass forms[APPLY_PASSES_MAX];
	size_t form_count;
	struct account account;
	bool has_form, has_account;
};

static struct passes
passes_of(struct portal_request *rq)
{
	int64_t ends_ms;
	struct passes passes = {
		.application_id = status_pass_read(&rq->call, portal_cookie(rq, PORTAL_PASS_COOKIE), &ends_ms),
	};
	passes.form_count = apply_passes(rq, passes.forms);
	for (size_t i = 0; i < passes.form_count; i++)
		passes.has_form = passes.has_form || passes.forms[i].form_id;
	passes.has_account = account_pass_read(&rq->call, portal_cookie(rq, ACCOUNT_COOKIE), &passes.account);
	return passes;
}

static void
clear_browser(struct portal_request *rq, const struct passes *passes)
{
	reply_cookie(rq, PORTAL_PASS_COOKIE, "", 0);
	for (size_t i = 0; i < passes->form_count; i++)
		apply_pass_clear(rq, passes->forms[i].program);
	reply_cookie(rq, ACCOUNT_COOKIE, "", 0);
	rq->reply.clears_browser = true;
}

static void
go_to_status(struct portal_request *rq)
{
	reply_redirect(rq, arena_printf(rq->arena, "/status?lang=%s", page_language(rq, NULL)));
}

/* Nothing is written for who holds nothing. */
bool
leave_check(struct portal_request *rq, struct err *err)
{
	struct passes passes = passes_of(rq);

	if (db_take_failure(rq->call.db, err))
		return false;
	/* Whatever can be written: the browser forgets. */
	clear_browser(rq, &passes);
	if (!passes.application_id && !passes.has_form && !passes.has_account)
		go_to_status(rq);
	return true;
}

bool
status_leave(struct portal_request *rq, struct err *err)
{
	struct passes passes = passes_of(rq);

	if ((passes.application_id && !status_pass_end(&rq->call, passes.application_id, err))
		|| (passes.has_account && !account_sign_out(&rq->call, &passes.account, err)))
		return false;
	for (size_t i = 0; i < passes.form_count; i++)
		if (passes.forms[i].form_id && !started_form_pass_end(&rq->call, passes.forms[i].form_id, err))
			return false;
	clear_browser(rq, &passes);
	go_to_status(rq);
	return true;
}

/* ---- the same for other front ends ---- */

static bool
read_body(const struct portal_request *rq, const char **number, const char **code, struct err *err)
{
	bool ok = true;
	for (const struct json *member = json_first(rq->json); member; member = json_next(member)) {
		const char *name = json_name(member);
		if (!name || (!str_eq(name, "number") && !str_eq(name, "access_code")))
			return err_set(err, ERR_UNKNOWN_PARAMETER,
				"Only number and access_code are known here.");
	}
	*number = json_text(json_get(rq->json, "number"));
	*code = json_text(json_get(rq->json, "access_code"));
	if (!*number)
		ok = err_field(
			err, "/number", "required", "The number of the application is needed.");
	if (!*code)
		ok = err_field(err, "/access_code", "required", "The access code is needed.");
	return ok;
}

static const char *
item_word(enum item_state state)
{
	static const char *const words[] = {
		[ITEM_UNMET] = "unmet",
		[ITEM_REQUESTED] = "requested",
		[ITEM_RECEIVED] = "received",
		[ITEM_ACCEPTED] = "accepted",
		[ITEM_INSUFFICIENT] = "insufficient",
	};
	return words[state];
}

static void
put_if(struct json_out *out, const char *name, const char *text)
{
	if (!str_empty(text))
		json_put_text(out, name, text);
}

void
status_put_missing(struct json_out *out, const struct status_view *view)
{
	char date[DATE_TEXT_MAX];

	json_begin_list(out, "missing");
	for (size_t i = 0; i < view->items.count; i++) {
		const struct status_item *item = &view->items.at[i];

		if (item->state == ITEM_ACCEPTED)
			continue;
		json_begin_object(out, NULL);
		json_put_text(out, "label", item->label);
		put_if(out, "person", item->person);
		put_if(out, "source", item->source);
		put_if(out, "period", item->period);
		json_put_text(out, "state", item_word(item->state));
		if (item->due_on != DATE_NONE)
			json_put_text(out, "due_on", date_to_text(item->due_on, date));
		json_end_object(out);
	}
	json_end_list(out);
}

static void
put_view(struct json_out *out, const struct status_view *view)
{
	json_begin_object(out, NULL);
	json_put_text(out, "number", view->number);
	json_begin_object(out, "program");
	json_put_text(out, "id", view->program.id);
	json_put_text(out, "name", view->program.name);
	json_end_object(out);
	json_put_text(out, "status", view->status);
	json_begin_list(out, "updates");
	for (size_t i = 0; i < view->updates.count; i++)
		proto_encode(out, NULL, &resource_status_update, &view->updates.at[i]);
	json_end_list(out);
	status_put_missing(out, view);
	json_end_object(out);
}

bool
status_json(struct portal_request *rq, struct err *err)
{
	const char *number = NULL, *code = NULL, *id, *found;
	struct status_view view;
	if (!read_body(rq, &number, &code, err) ||
		!status_find(&rq->call, number, code, rq->remote_address, &id, &found, err) ||
		!status_read(&rq->call, id, portal_query(rq, "lang"), &view, err))
		return false;
	struct buf body = BUF_INIT(PAGE_MAX);
	struct json_out out = JSON_OUT(&body);
	put_view(&out, &view);
	bool ok = buf_ok(&body);
	if (ok)
		reply_page(
			rq, 200, "application/json", arena_strdup(rq->arena, body.data), body.len);
	buf_done(&body);
	return ok || err_set(err, ERR_INTERNAL, "The answer is too large.");
}

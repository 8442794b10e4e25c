/* SPDX-License-Identifier: Apache-2.0
 *
 * An applicant's own account: making one, signing in and out, and the list of
 * what belongs to it.  Nothing here is needed for applying.
 */
#include "base/str.h"
#include "server/portal/apply.h"
#include "server/service/account_proof.h"
#include "server/service/agency.h"
#include "server/service/status.h"

bool
account_of(struct portal_request *rq, struct account *ret)
{
	if (!account_pass_read(&rq->call, portal_cookie(rq, ACCOUNT_COOKIE), ret))
		return false;
	reply_cookie(rq, ACCOUNT_COOKIE, account_pass_make(&rq->call, ret), ACCOUNT_PASS_MS / 1000);
	return true;
}

void
account_go(struct portal_request *rq, const char *path, const char *language)
{
	reply_redirect(rq, arena_printf(rq->arena, "%s%slang=%s", path, strchr(path, '?') ? "&" : "?", language));
}

/* ---- signing in, and making an account ---- */

struct door {
	const char *path, *title, *button;
	const char *password_hint;
	const char *password_use; /* for the browser's own store of passwords */
};

static const struct door sign_in_door = { "/account/sign-in", N_("Sign in to your account"), N_("Sign in"), NULL,
	"current-password" };
static const struct door new_door = { "/account/new", N_("Make an account"), N_("Make the account"),
	N_("At least 8 characters. A few words in a row are easy to keep in mind."), "new-password" };

void
account_put_login(struct page *page, const struct faults *faults, const char *label, const char *value)
{
	form_text(page,
		&(struct control){
			.id = "login",
			.label = say(page, label),
			.value = value,
			.fault = fault_of(faults, "login"),
			.autocomplete = "username",
			.max = ACCOUNT_LOGIN_MAX,
			.required = true,
		});
}

void
account_put_password(struct page *page, const struct faults *faults, const char *hint, const char *use)
{
	form_text(page,
		&(struct control){
			.id = "password",
			.label = say(page, N_("Password")),
			.hint = hint ? say(page, hint) : NULL,
			.fault = fault_of(faults, "password"),
			.type = "password",
			.autocomplete = use,
			.max = ACCOUNT_PASSWORD_MAX,
			.required = true,
		});
}

static void
put_way(struct page *page, const char *path, const char *msgid)
{
	page_put(page, "<p class=\"quiet\"><a href=\"");
	page_text(page, path);
	buf_printf(&page->out, "?lang=%s\">", page->language);
	page_say(page, msgid);
	page_put(page, "</a></p>\n");
}

/* What happened before this page. */
static void
put_now(struct page *page)
{
	struct portal_request *rq = page->rq;

	if (portal_query(rq, "made"))
		page_line(page, "p class=\"now\"",
			account_mail_works(&rq->call)
				? N_("If you gave an e-mail address, we have sent a message there. Its link opens "
				     "your account. With a telephone number, please sign in.")
				: N_("If nobody had an account with this e-mail or telephone number, you have one "
				     "now. Please sign in."));
	if (portal_query(rq, "reset"))
		page_line(page, "p class=\"now\"", N_("Your password is set. Please sign in with it."));
}

static void
show_door(struct portal_request *rq, const struct door *door, int status, const struct faults *faults)
{
	struct page page;
	bool is_new = door == &new_door;

	page_begin(&page, rq, page_language(rq, NULL), door->path, door->title, 0);
	faults_put(&page, faults);
	page_line(&page, "h1", door->title);
	put_now(&page);
	form_begin(&page, door->path);
	account_put_login(&page, faults, N_("E-mail or telephone number"), portal_form(rq, "login"));
	account_put_password(&page, faults, door->password_hint, door->password_use);
	form_button(&page, BUTTON_MAIN, NULL, NULL, say(&page, door->button));
	form_end(&page);
	if (!is_new && account_mail_works(&rq->call))
		put_way(&page, "/account/forgot", N_("Password or link lost?"));
	put_way(&page, is_new ? sign_in_door.path : new_door.path, is_new ? sign_in_door.title : new_door.title);
	page_line(&page, "p class=\"quiet\"",
		N_("You can apply, and see where an application stands, without an account: number and code "
		   "are enough."));
	page_end(&page, status);
}

bool
sign_in_page(struct portal_request *rq, struct err *err)
{
	(void)err;
	show_door(rq, &sign_in_door, 200, NULL);
	return true;
}

bool
new_account_page(struct portal_request *rq, struct err *err)
{
	(void)err;
	show_door(rq, &new_door, 200, NULL);
	return true;
}

int
account_refusal(struct faults *faults, const struct err *why, const char *language)
{
	for (size_t i = 0; i < why->field_count; i++) {
		bool is_login = str_eq(why->fields[i].pointer, "/login");
		fault_add(faults, is_login ? "login" : "password",
			say_in(language, is_login ? N_("E-mail or telephone number") : N_("Password")),
			say_in(language, is_login
					? N_("Please give an e-mail address, or a telephone number with area code.")
					: N_("A password has at least 8 characters.")));
	}
	if (why->code != ERR_RATE_LIMITED)
		return 422;
	fault_add(faults, "login", NULL, say_in(language, N_("Too many tries. Please wait a minute.")));
	return 429;
}

bool
account_is_to_mend(const struct err *why)
{
	return why->code == ERR_RATE_LIMITED || why->code == ERR_VALIDATION_FAILED;
}

/* On the pool of hashes. */
bool
sign_in_submit(struct portal_request *rq, struct err *err)
{
	struct faults faults = { .count = 0 };
	struct err why = { .code = ERR_NONE };
	struct account_try try = { .accepted = false };
	const char *language = page_language(rq, NULL);

	if (!form_is_ours(rq, sign_in_door.path))
		return true;
	if (!account_check(&rq->call, portal_form(rq, "login"), portal_form(rq, "password"),
		    rq->remote_address, &try, &why) &&
		!account_is_to_mend(&why)) {
		*err = why;
		return false;
	}
	if (try.accepted) {
		reply_cookie(rq, ACCOUNT_COOKIE, account_pass_make(&rq->call, &try.account),
			ACCOUNT_PASS_MS / 1000);
		account_go(rq, "/account", page_speaks(try.account.row.language) ? try.account.row.language : language);
		return true;
	}
	int status = account_refusal(&faults, &why, language);
	if (faults.count == 0)
		fault_add(&faults, "login", NULL,
			say_in(language,
				account_mail_works(&rq->call)
					? N_("This e-mail or telephone number and this password do not belong "
					     "together, or the e-mail address is not confirmed yet: the link for that "
					     "is in our message.")
					: N_("This e-mail or telephone number and this password do not belong "
					     "together.")));
	show_door(rq, &sign_in_door, status, &faults);
	return true;
}

bool
new_account_check(struct portal_request *rq, struct err *err)
{
	struct faults faults = { .count = 0 };
	struct err why = { .code = ERR_NONE };
	struct account_try *try = arena_alloc(rq->arena, sizeof(*try));
	const char *language = page_language(rq, NULL);

	if (!form_is_ours(rq, new_door.path))
		return true;
	if (account_prepare(&rq->call, portal_form(rq, "login"), portal_form(rq, "password"),
		    rq->remote_address, language, try, &why)) {
		rq->prepared = try;
		return true;
	}
	if (!account_is_to_mend(&why)) {
		*err = why;
		return false;
	}
	show_door(rq, &new_door, account_refusal(&faults, &why, language), &faults);
	return true;
}

bool
new_account_save(struct portal_request *rq, struct err *err)
{
	if (!account_make(&rq->call, rq->prepared, err))
		return false;
	account_go(rq, "/account/sign-in?made=1", page_language(rq, NULL));
	return true;
}

/* ---- what belongs to it ---- */

static void
put_applications(struct page *page, const struct account *account)
{
	struct call *call = &page->rq->call;
	const struct account_proved *rows;
	size_t count = account_applications(call, account, &rows);

	page_line(page, "h2", N_("Your applications"));
	if (count == 0)
		page_line(page, "p", N_("None yet."));
	page_put(page, "<ul class=\"items\">\n");
	for (size_t i = 0; i < count; i++) {
		const struct program *program = agency_program(call->agency, rows[i].program_id, 0);
		buf_printf(&page->out, "<li><a href=\"/account/applications/%s?lang=%s\">", rows[i].number,
			page->language);
		page_text(page, rows[i].number);
		page_put(page, "</a> &ndash; ");
		page_text(page,
			program ? program_say(program, &program->name, page->language, NULL)
				: rows[i].program_id);
		page_put(page, "</li>\n");
	}
	page_put(page, "</ul>\n");
}

static void
put_forms(struct page *page, const struct account *account)
{
	struct call *call = &page->rq->call;
	struct started_form_row *rows;
	size_t count = account_forms(call, account, &rows);

	if (count == 0)
		return;
	page_line(page, "h2", N_("Begun and not sent"));
	page_put(page, "<ul class=\"items\">\n");
	for (size_t i = 0; i < count; i++) {
		const struct program *program = agency_program(call->agency, rows[i].program_id, 0);
		buf_printf(&page->out, "<li><a href=\"/account/forms/%s?lang=%s\">", rows[i].id, page->language);
		page_text(page,
			program ? program_say(program, &program->name, page->language, NULL)
				: rows[i].program_id);
		page_put(page, "</a> &ndash; ");
		page_date(page, zone_date(ZONE_CENTRAL, rows[i].changed_at_ms));
		page_put(page, "</li>\n");
	}
	page_put(page, "</ul>\n");
}

static void
put_adopt(struct page *page, const struct faults *faults)
{
	page_line(page, "h2", N_("Add an application you sent without this account"));
	form_begin(page, "/account/add");
	form_text(page,
		&(struct control){
			.id = "number",
			.label = say(page, N_("Application number")),
			.hint = say(page, N_("It begins with A, for example A-25-000412.")),
			.fault = fault_of(faults, "number"),
			.max = 30,
			.required = true,
		});
	form_text(page,
		&(struct control){
			.id = "code",
			.label = say(page, N_("Access code")),
			.hint = say(page, N_("Ten digits, printed on your receipt.")),
			.inputmode = "numeric",
			.max = 20,
			.required = true,
		});
	form_button(page, BUTTON_OTHER, NULL, NULL, say(page, N_("Add it")));
	form_end(page);
}

static void
put_language_and_out(struct page *page, const struct account *account)
{
	const struct form_option options[] = {
		{ "en", "English", str_eq(account->row.language, "en") },
		{ "es", "Español", str_eq(account->row.language, "es") },
	};

	page_line(page, "h2", N_("Language"));
	form_begin(page, "/account/language");
	form_choice(page, &(struct control){ .id = "language", .label = say(page, N_("These pages speak")) }, options,
		countof(options));
	form_button(page, BUTTON_OTHER, NULL, NULL, say(page, N_("Save")));
	form_end(page);
	form_begin(page, "/account/sign-out");
	form_button(page, BUTTON_MAIN, NULL, NULL, say(page, N_("Sign out")));
	form_end(page);
}

static void
show_account(struct portal_request *rq, const struct account *account, int status, const struct faults *faults)
{
	struct page page;

	page_begin(&page, rq, page_language(rq, account->row.language), "/account", N_("Your account"), 0);
	faults_put(&page, faults);
	page_line(&page, "h1", N_("Your account"));
	if (portal_query(rq, "moving"))
		page_line(&page, "p class=\"now\"",
			N_("We have sent a message to the new address. It is yours once you have opened its link."));
	page_put(&page, "<p><bdi>");
	page_text(&page, account->login);
	page_put(&page, "</bdi></p>\n");
	if (account_mail_works(&rq->call))
		put_way(&page, "/account/email", N_("Change the e-mail address or the password"));
	put_applications(&page, account);
	put_forms(&page, account);
	page_put(&page, "<p><a class=\"button\" href=\"/?lang=");
	page_text(&page, page.language);
	page_put(&page, "\">");
	page_say(&page, N_("Apply for help"));
	page_put(&page, "</a></p>\n");
	put_adopt(&page, faults);
	put_language_and_out(&page, account);
	page_end(&page, status);
}

bool
account_page(struct portal_request *rq, struct err *err)
{
	struct account account;

	(void)err;
	if (account_of(rq, &account))
		show_account(rq, &account, 200, NULL);
	else
		account_go(rq, sign_in_door.path, page_language(rq, NULL));
	return true;
}

/* On to one application, or one form, without its code: it is theirs. */
bool
account_application(struct portal_request *rq, struct err *err)
{
	struct account account;
	const char *id;

	(void)err;
	if (!account_of(rq, &account)) {
		account_go(rq, sign_in_door.path, page_language(rq, NULL));
		return true;
	}
	id = account_application_id(&rq->call, &account, rq->path_args[0]);
	if (!id)
		return err_set(err, ERR_NOT_FOUND, "%s", "");
	reply_cookie(rq, PORTAL_PASS_COOKIE, status_pass_make(&rq->call, id), STATUS_PASS_MS / 1000);
	account_go(rq, arena_printf(rq->arena, "/applications/%s", rq->path_args[0]),
		page_language(rq, account.row.language));
	return true;
}

bool
account_form(struct portal_request *rq, struct err *err)
{
	struct account account;
	struct started_form_row *rows;

	if (!account_of(rq, &account)) {
		account_go(rq, sign_in_door.path, page_language(rq, NULL));
		return true;
	}
	size_t count = account_forms(&rq->call, &account, &rows);
	for (size_t i = 0; i < count; i++)
		if (str_eq(rows[i].id, rq->path_args[0]))
			return apply_open_form(rq, rows[i].id, err);
	return err_set(err, ERR_NOT_FOUND, "%s", "");
}

/* ---- changing it ---- */

/* Forms of the account: is it ours, and is somebody signed in? */
static bool
may_change(struct portal_request *rq, struct account *ret)
{
	if (!form_is_ours(rq, "/account"))
		return false;
	if (account_of(rq, ret))
		return true;
	account_go(rq, sign_in_door.path, page_language(rq, NULL));
	return false;
}

bool
account_change_check(struct portal_request *rq, struct err *err)
{
	struct account account;

	(void)err;
	(void)may_change(rq, &account);
	return true;
}

bool
account_language_save(struct portal_request *rq, struct err *err)
{
	struct account account;
	const char *language = portal_form(rq, "language");

	if (account_of(rq, &account) && page_speaks(language) &&
		!account_speak(&rq->call, &account, arena_strdup(rq->arena, language), err))
		return false;
	account_go(rq, "/account", page_speaks(language) ? language : page_language(rq, NULL));
	return true;
}

bool
sign_out_save(struct portal_request *rq, struct err *err)
{
	return status_leave(rq, err);
}

/* Number and code that do not belong together, at their control. */
static bool
refuse_add(struct portal_request *rq, const struct account *account, const struct err *why, struct err *err)
{
	struct faults faults = { .count = 0 };

	if (why->code != ERR_NOT_FOUND && why->code != ERR_RATE_LIMITED) {
		*err = *why;
		return false;
	}
	fault_add(&faults, "number", NULL,
		say_in(page_language(rq, NULL), why->code == ERR_RATE_LIMITED
				? N_("Too many tries. Please wait a minute.")
				: N_("No application has this number together with this code. Check both on your "
				     "receipt.")));
	show_account(rq, account, why->code == ERR_RATE_LIMITED ? 429 : 422, &faults);
	return true;
}

bool
account_add_check(struct portal_request *rq, struct err *err)
{
	struct account account;
	struct err why = { .code = ERR_NONE };
	const char *number, *id;

	return !may_change(rq, &account) ||
		status_find(&rq->call, portal_form(rq, "number"), portal_form(rq, "code"), rq->remote_address,
			&id, &number, &why) ||
		refuse_add(rq, &account, &why, err);
}

bool
account_add_save(struct portal_request *rq, struct err *err)
{
	struct err why = { .code = ERR_NONE };
	struct account account;

	if (!account_of(rq, &account))
		return status_leave(rq, err);
	if (!account_add(&rq->call, &account, portal_form(rq, "number"), portal_form(rq, "code"), &why))
		return refuse_add(rq, &account, &why, err);
	account_go(rq, "/account", page_language(rq, NULL));
	return true;
}

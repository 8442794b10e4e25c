/* SPDX-License-Identifier: Apache-2.0
 *
 * Pages that are reached by a link in an e-mail, and those that ask for one:
 * an address confirmed, a password set anew, a move to another address.  Only
 * pressing a button uses a link, since machines look at what is in mailboxes.
 * Nothing here tells whether there is an account.
 */
#include "base/str.h"
#include "server/portal/apply.h"
#include "server/service/account_proof.h"

/* What prepare() found out for run(). */
struct link_use {
	const char *link;
	const char *password_hash;
	const char *login;
};

static bool
hand_up(struct err *err, const struct err *why)
{
	*err = *why;
	return false;
}

static void
put_forgot_way(struct page *page)
{
	buf_printf(&page->out, "<p><a href=\"/account/forgot?lang=%s\">", page->language);
	page_say(page, N_("Have another link sent to you"));
	page_put(page, "</a></p>\n");
}

/* Used, too old, cut short by a mail program: all the same to whoever reads this. */
static void
show_used(struct portal_request *rq)
{
	struct page page;

	page_begin(&page, rq, page_language(rq, NULL), "/account/forgot", N_("This link opens nothing any more"), 0);
	page_line(&page, "h1", N_("This link opens nothing any more"));
	page_line(&page, "p", N_("Each link works once, and only for a while. Perhaps you have used it already."));
	put_forgot_way(&page);
	page_end(&page, 404);
}

static const char *
link_given(const struct portal_request *rq)
{
	const char *link = portal_query(rq, "link");

	return link ? link : portal_form(rq, "link");
}

/* Where the form is shown again, with its link. */
static const char *
path_with_link(struct portal_request *rq, const char *path, const char *link)
{
	/* What passes for a link may stand in a path as it is. */
	return arena_printf(rq->arena, "%s?link=%s", path, link);
}

/* ---- asking for one ---- */

static void
show_forgot(struct portal_request *rq, int status, const struct faults *faults)
{
	struct page page;

	page_begin(&page, rq, page_language(rq, NULL), "/account/forgot", N_("Password or link lost?"), 0);
	faults_put(&page, faults);
	page_line(&page, "h1", N_("Password or link lost?"));
	if (!account_mail_works(&rq->call)) {
		page_line(&page, "p", N_("We send no e-mail, so that a password cannot be set anew. You can apply, and see where an application stands, without an account."));
		page_end(&page, 200);
		return;
	}
	if (portal_query(rq, "sent"))
		page_line(&page, "p class=\"now\"",
			N_("If there is an account with this e-mail address, a message is on its way there. Its link "
			   "works once, for 30 minutes. If none comes, look among unwanted mail, and try again in an hour."));
	page_line(&page, "p",
		N_("We send a link with which you set a new password. Whoever is signed in elsewhere is signed out then."));
	form_begin(&page, "/account/forgot");
	account_put_login(&page, faults, N_("E-mail address of the account"), portal_form(rq, "login"));
	form_button(&page, BUTTON_MAIN, NULL, NULL, say(&page, N_("Send the link")));
	form_end(&page);
	page_line(&page, "p class=\"quiet\"",
		N_("To an account with a telephone number we cannot write. You can apply, and see where an "
		   "application stands, without an account: number and code are enough."));
	page_end(&page, status);
}

bool
forgot_page(struct portal_request *rq, struct err *err)
{
	(void)err;
	show_forgot(rq, 200, NULL);
	return true;
}

bool
forgot_check(struct portal_request *rq, struct err *err)
{
	struct faults faults = { .count = 0 };
	struct err why = { .code = ERR_NONE };
	const char *login = portal_form(rq, "login");

	if (!form_is_ours(rq, "/account/forgot"))
		return true;
	if (!account_login_plain(rq->arena, login))
		err_field(&why, "/login", "invalid", "An e-mail address is needed.");
	else if (account_may_ask(&rq->call, login, rq->remote_address, &why))
		return true;
	if (!account_is_to_mend(&why))
		return hand_up(err, &why);
	show_forgot(rq, account_refusal(&faults, &why, page_language(rq, NULL)), &faults);
	return true;
}

bool
forgot_save(struct portal_request *rq, struct err *err)
{
	const char *language = page_language(rq, NULL);

	if (!account_ask_link(&rq->call, portal_form(rq, "login"), language, err))
		return false;
	account_go(rq, "/account/forgot?sent=1", language);
	return true;
}

/* ---- a new password ---- */

static void
show_reset(struct portal_request *rq, const struct account *account, const char *link, int status,
	const struct faults *faults)
{
	struct page page;

	page_begin(&page, rq, page_language(rq, account->row.language),
		path_with_link(rq, "/account/reset", link), N_("Set a new password"), 0);
	faults_put(&page, faults);
	page_line(&page, "h1", N_("Set a new password"));
	page_put(&page, "<p><bdi>");
	page_text(&page, account->login);
	page_put(&page, "</bdi></p>\n");
	if (account_is_unproven(&rq->call, account))
		page_line(&page, "p",
			N_("The address of this account was never confirmed, so that what is in it is not shown to "
			   "whoever has this e-mail. Applications are added again by number and code."));
	form_begin(&page, "/account/reset");
	form_hidden(&page, "link", link);
	account_put_password(&page, faults,
		N_("At least 8 characters. A few words in a row are easy to keep in mind."), "new-password");
	form_button(&page, BUTTON_MAIN, NULL, NULL, say(&page, N_("Save the password")));
	form_end(&page);
	page_end(&page, status);
}

bool
reset_page(struct portal_request *rq, struct err *err)
{
	struct account account;

	(void)err;
	if (account_link_read(&rq->call, link_given(rq), &account) == LINK_RESET)
		show_reset(rq, &account, link_given(rq), 200, NULL);
	else
		show_used(rq);
	return true;
}

bool
reset_check(struct portal_request *rq, struct err *err)
{
	struct faults faults = { .count = 0 };
	struct err why = { .code = ERR_NONE };
	const char *link = portal_form(rq, "link");
	struct link_use *use = arena_alloc(rq->arena, sizeof(*use));
	struct account account;

	if (account_link_read(&rq->call, link, &account) != LINK_RESET) {
		show_used(rq);
		return true;
	}
	if (!form_is_ours(rq, path_with_link(rq, "/account/reset", link)))
		return true;
	*use = (struct link_use){ .link = link,
		.password_hash = account_password_hash(&rq->call, portal_form(rq, "password"), &why) };
	rq->prepared = use;
	if (use->password_hash)
		return true;
	if (!account_is_to_mend(&why))
		return hand_up(err, &why);
	show_reset(rq, &account, link, account_refusal(&faults, &why, page_language(rq, account.row.language)),
		&faults);
	return true;
}

bool
reset_save(struct portal_request *rq, struct err *err)
{
	const struct link_use *use = rq->prepared;
	struct err why = { .code = ERR_NONE };

	if (account_link_reset(&rq->call, use->link, use->password_hash, &why)) {
		reply_cookie(rq, ACCOUNT_COOKIE, "", 0);
		account_go(rq, "/account/sign-in?reset=1", page_language(rq, NULL));
		return true;
	}
	if (why.code != ERR_NOT_FOUND)
		return hand_up(err, &why);
	show_used(rq);
	return true;
}

/* ---- an address confirmed ---- */

static void
show_confirm(struct portal_request *rq, const struct account *account, enum account_link kind, const char *link,
	int status, const struct faults *faults)
{
	const char *title = kind == LINK_MOVE ? N_("Confirm the new e-mail address") : N_("Confirm your e-mail address");
	struct page page;

	page_begin(&page, rq, page_language(rq, account->row.language),
		path_with_link(rq, "/account/confirm", link), title, 0);
	faults_put(&page, faults);
	page_line(&page, "h1", title);
	page_line(&page, "p", N_("Please enter the password of your account, so that nobody gets it who has only the e-mail."));
	form_begin(&page, "/account/confirm");
	form_hidden(&page, "link", link);
	account_put_password(&page, faults, NULL, "current-password");
	form_button(&page, BUTTON_MAIN, NULL, NULL, say(&page, N_("Confirm the address")));
	form_end(&page);
	put_forgot_way(&page);
	page_end(&page, status);
}

static bool
is_to_confirm(enum account_link kind)
{
	return kind == LINK_CONFIRM || kind == LINK_MOVE;
}

bool
confirm_page(struct portal_request *rq, struct err *err)
{
	struct account account;
	enum account_link kind = account_link_read(&rq->call, link_given(rq), &account);

	(void)err;
	if (is_to_confirm(kind))
		show_confirm(rq, &account, kind, link_given(rq), 200, NULL);
	else
		show_used(rq);
	return true;
}

/* A password that is not the account's, at its control. */
static int
wrong_password(struct faults *faults, const struct err *why, const char *language)
{
	bool too_often = why->code == ERR_RATE_LIMITED;

	fault_add(faults, "password", say_in(language, N_("Password")),
		say_in(language, too_often ? N_("Too many tries. Please wait a minute.")
					   : N_("This is not the password of this account.")));
	return too_often ? 429 : 422;
}

bool
confirm_check(struct portal_request *rq, struct err *err)
{
	struct faults faults = { .count = 0 };
	struct err why = { .code = ERR_NONE };
	const char *link = portal_form(rq, "link");
	struct account account;
	enum account_link kind = account_link_read(&rq->call, link, &account);
	bool accepted = false;

	if (!is_to_confirm(kind)) {
		show_used(rq);
		return true;
	}
	if (!form_is_ours(rq, path_with_link(rq, "/account/confirm", link)))
		return true;
	if (!account_check_owner(&rq->call, &account, portal_form(rq, "password"), rq->remote_address, &accepted,
		    &why) &&
		why.code != ERR_RATE_LIMITED)
		return hand_up(err, &why);
	if (!accepted)
		show_confirm(rq, &account, kind, link,
			wrong_password(&faults, &why, page_language(rq, account.row.language)), &faults);
	return true;
}

bool
confirm_save(struct portal_request *rq, struct err *err)
{
	struct err why = { .code = ERR_NONE };
	struct account account;

	if (account_link_confirm(&rq->call, portal_form(rq, "link"), &account, &why)) {
		reply_cookie(rq, ACCOUNT_COOKIE, account_pass_make(&rq->call, &account), ACCOUNT_PASS_MS / 1000);
		account_go(rq, "/account", page_language(rq, account.row.language));
		return true;
	}
	if (why.code != ERR_NOT_FOUND)
		return hand_up(err, &why);
	show_used(rq);
	return true;
}

/* ---- to another address ---- */

static void
show_move(struct portal_request *rq, const struct account *account, int status, const struct faults *faults)
{
	struct page page;

	page_begin(&page, rq, page_language(rq, account->row.language), "/account/email",
		N_("Change the e-mail address or the password"), 0);
	faults_put(&page, faults);
	page_line(&page, "h1", N_("Change the e-mail address or the password"));
	page_put(&page, "<p><bdi>");
	page_text(&page, account->login);
	page_put(&page, "</bdi></p>\n");
	page_line(&page, "p",
		N_("We write to the new address and, where there is one, to the old. You sign in with the new one "
		   "once you have opened the link that we send there."));
	form_begin(&page, "/account/email");
	account_put_login(&page, faults, N_("New e-mail address"), portal_form(rq, "login"));
	account_put_password(&page, faults, NULL, "current-password");
	form_button(&page, BUTTON_MAIN, NULL, NULL, say(&page, N_("Send the link")));
	form_end(&page);
	page_line(&page, "p", N_("A new password is set by e-mail, too."));
	put_forgot_way(&page);
	page_put(&page, "<p class=\"quiet\"><a href=\"/account\">");
	page_say(&page, N_("Back without a change"));
	page_put(&page, "</a></p>\n");
	page_end(&page, status);
}

bool
move_page(struct portal_request *rq, struct err *err)
{
	struct account account;

	(void)err;
	if (account_of(rq, &account) && account_mail_works(&rq->call))
		show_move(rq, &account, 200, NULL);
	else
		account_go(rq, "/account", page_language(rq, NULL));
	return true;
}

bool
move_check(struct portal_request *rq, struct err *err)
{
	struct faults faults = { .count = 0 };
	struct err why = { .code = ERR_NONE };
	const char *login = portal_form(rq, "login"), *language;
	struct account account;
	bool accepted = false;
	int status = 422;

	if (!form_is_ours(rq, "/account/email"))
		return true;
	if (!account_of(rq, &account) || !account_mail_works(&rq->call)) {
		account_go(rq, "/account", page_language(rq, NULL));
		return true;
	}
	language = page_language(rq, account.row.language);
	if (!account_mail_fits(rq->arena, login))
		fault_add(&faults, "login", say_in(language, N_("New e-mail address")),
			say_in(language, N_("This is no e-mail address. It looks like name@example.com.")));
	else if (!account_check_owner(&rq->call, &account, portal_form(rq, "password"), rq->remote_address,
			 &accepted, &why) &&
		why.code != ERR_RATE_LIMITED)
		return hand_up(err, &why);
	else if (!accepted)
		status = wrong_password(&faults, &why, language);
	if (faults.count)
		show_move(rq, &account, status, &faults);
	return true;
}

bool
move_save(struct portal_request *rq, struct err *err)
{
	struct faults faults = { .count = 0 };
	struct err why = { .code = ERR_NONE };
	struct account account;

	if (account_of(rq, &account) && !account_ask_move(&rq->call, &account, portal_form(rq, "login"), &why)) {
		if (why.code != ERR_RATE_LIMITED)
			return hand_up(err, &why);
		fault_add(&faults, "login", NULL,
			say_in(page_language(rq, account.row.language),
				N_("We have written about this account several times within the hour. Please try "
				   "again in an hour.")));
		show_move(rq, &account, 429, &faults);
		return true;
	}
	account_go(rq, "/account?moving=1", page_language(rq, NULL));
	return true;
}

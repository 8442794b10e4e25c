/* SPDX-License-Identifier: Apache-2.0
 *
 * The e-mails about an account, in its language: what happened, what to do,
 * what to do if it was somebody else.  Of what is in the account they say
 * nothing.
 */
#include "base/mail_header.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/words.h"
#include "domain/wording.h"
#include "server/service/account_proof.h"
#include "server/service/agency.h"
#include "server/service/language.h"
#include "server/service/mail.h"

enum { PARAGRAPHS_MAX = 5 };

struct wording {
	const char *subject;
	const char *paragraphs[PARAGRAPHS_MAX];
};

static const struct wording wordings[] = {
	[ACCOUNT_MAIL_CONFIRM] = {
		N_("Please confirm your e-mail address"),
		{ N_("With this address an account was made on our pages. It opens once the address is confirmed: go to"
		     " this page within three days and enter the password of the account."),
			"{url}/account/confirm?link={confirm}",
			N_("If you do not know its password, or did not make it, this page makes it yours, empty and with"
			   " a password of your own. It works once, for 30 minutes."),
			"{url}/account/reset?link={reset}",
			N_("If you want no account, you need do nothing.") },
	},
	[ACCOUNT_MAIL_RESET] = {
		N_("Your account on our pages"),
		{ N_("Somebody, probably you, wants to get into the account of this address, or to make one. There is"
		     " one already. Sign in with its password:"),
			"{url}/account/sign-in",
			N_("If you have lost the password, set a new one. This link works once, for 30 minutes."),
			"{url}/account/reset?link={reset}",
			N_("If it was not you, you need do nothing: without this e-mail nobody gets in.") },
	},
	[ACCOUNT_MAIL_MOVE] = {
		N_("Please confirm your new e-mail address"),
		{ N_("An account on our pages is to have this address from now on. Go to this page within three days"
		     " and enter the password of the account."),
			"{url}/account/confirm?link={confirm}",
			N_("If you know nothing of it, you need do nothing.") },
	},
	[ACCOUNT_MAIL_MOVING] = {
		N_("Your account is to have another e-mail address"),
		{ N_("Somebody who knows the password of your account on our pages, probably you, wants it to have"
		     " another e-mail address. Until that one is confirmed nothing changes."),
			N_("If it was not you, set a new password now: that ends it, and signs out whoever is signed in."),
			"{url}/account/forgot" },
	},
	[ACCOUNT_MAIL_MOVED] = {
		N_("Your account has another e-mail address now"),
		{ N_("Your account on our pages has another e-mail address from now on. This one opens it no more."),
			N_("If it was not you, call us at once. The telephone number of each program is on its page:"),
			"{url}/" },
	},
	[ACCOUNT_MAIL_PASSWORD] = {
		N_("Your password was changed"),
		{ N_("The password of your account on our pages was set anew by e-mail, and whoever was signed in is"
		     " signed out."),
			N_("If it was not you, somebody reads your e-mail. Set a new password, and another for your"
			   " mailbox:"),
			"{url}/account/forgot" },
	},
};

struct filling {
	const char *url;
	const struct account_links *links;
};

static bool
fill(void *context, const char *name, struct buf *out)
{
	const struct filling *filling = context;

	if (str_eq(name, "url"))
		buf_puts(out, filling->url);
	else if (str_eq(name, "confirm") && filling->links)
		buf_puts(out, filling->links->confirm);
	else if (str_eq(name, "reset") && filling->links)
		buf_puts(out, filling->links->reset);
	else
		return false;
	return true;
}

static bool
put_body(struct buf *out, const struct wording *wording, const char *language, struct filling *filling)
{
	struct err ignored = { .code = ERR_NONE };

	for (size_t i = 0; i < PARAGRAPHS_MAX && wording->paragraphs[i]; i++) {
		if (!wording_fill(out, say_in(language, wording->paragraphs[i]), fill, filling, &ignored))
			return false;
		buf_puts(out, "\n\n");
	}
	buf_puts(out, "----\n");
	buf_puts(out, say_in(language, N_("Please do not answer this e-mail: nobody can read what comes back.")));
	buf_puts(out, "\n");
	return buf_ok(out);
}

/* When nothing in it opens anything any more; 0: there was nothing. */
static int64_t
end_of(enum account_mail kind, int64_t now_ms)
{
	switch (kind) {
	case ACCOUNT_MAIL_CONFIRM:
	case ACCOUNT_MAIL_MOVE:
		return now_ms + ACCOUNT_CONFIRM_MS;
	case ACCOUNT_MAIL_RESET:
		return now_ms + ACCOUNT_RESET_MS;
	case ACCOUNT_MAIL_MOVING:
	case ACCOUNT_MAIL_MOVED:
	case ACCOUNT_MAIL_PASSWORD:
		break;
	}
	return 0;
}

bool
account_mail_add(struct call *call, const struct account *account, enum account_mail kind, const char *to,
	const struct account_links *links, struct err *err)
{
	assert(call && call->txn && account && to && kind < countof(wordings));
	const char *language = account->row.language;
	struct filling filling = { agency_setting(call->agency, "portal_url", ""), links };
	struct buf body = BUF_INIT(MAIL_BYTES_MAX);
	char id[ID_TEXT_MAX];
	bool ok = true;

	if (account_mail_works(call) && mail_address_fits(to)) {
		call->adds_mail = true;
		random_id(id, "u_", call->now_ms);
		struct mail_row row = {
			.id = id,
			.account_id = account->row.id,
			.recipient = to,
			.language = language,
			.subject = say_in(language, wordings[kind].subject),
			.due_at_ms = call->now_ms,
			.ends_at_ms = end_of(kind, call->now_ms),
			.created_at_ms = call->now_ms,
		};
		ok = put_body(&body, &wordings[kind], language, &filling);
		if (ok)
			mail_seal(call->agency, body.data, call->arena, &row);
		ok = ok && mail_add(call->txn, &row);
	}
	if (body.len > 0)
		secret_wipe(body.data, body.len);
	buf_done(&body);
	return ok || (db_take_failure(call->db, err) ? false
						     : err_set(err, ERR_INTERNAL, "The e-mail could not be written."));
}

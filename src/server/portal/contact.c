/* SPDX-License-Identifier: Apache-2.0
 *
 * Where and in which language an applicant is written to.  The e-mail address
 * holds for the whole record: who could change it with the code of one letter
 * would be sent all others.
 */
#include "base/mail_header.h"
#include "base/str.h"
#include "server/portal/apply.h"
#include "server/portal/asked.h"
#include "server/service/customer.h"
#include "server/service/mail.h"

enum { PHONE_MAX = 40 };

/* What stands there is not shown to who may not be the one it belongs to. */
static const char *
shown(const struct portal_request *rq, const struct customer *customer, const char *id,
	const char *value)
{
	const char *posted = portal_form(rq, id);

	if (posted)
		return posted;
	return customer->address_hidden ? NULL : value;
}

/* May the one who is here see and change what holds for all of the record? */
static bool
speaks_for_all(struct portal_request *rq, const struct asked *asked)
{
	struct account account;
	bool is_in = account_of(rq, &account);

	return account_speaks_for(&rq->call, is_in ? &account : NULL, asked->view.customer_id,
		asked->application_id);
}

static void
put_addresses(struct page *page, const struct customer *customer, const struct faults *faults)
{
	const struct portal_request *rq = page->rq;

	form_text(page, &(struct control){
		.id = "email", .label = say(page, N_("E-mail")),
		.hint = mail_is_on(&rq->call) ? say(page, N_("We send letters there. Without it they come by post.")) : NULL,
		.value = shown(rq, customer, "email", customer->email), .fault = fault_of(faults, "email"),
		.type = "email", .autocomplete = "email", .max = MAIL_ADDRESS_MAX });
	form_text(page, &(struct control){
		.id = "phone", .label = say(page, N_("Telephone")),
		.value = shown(rq, customer, "phone", customer->phone), .fault = fault_of(faults, "phone"),
		.type = "tel", .autocomplete = "tel", .max = PHONE_MAX });
}

static void
put_elsewhere(struct page *page, const struct asked *asked)
{
	page_put(page, "<p>");
	page_fill(page,
		N_("E-mail and telephone hold for everything you have with us. To change them, sign in first to the "
		   "account that you applied from, or call {phone}."),
		"{phone}", asked->view.office_phone);
	buf_printf(&page->out, "</p>\n<p><a href=\"/account?lang=%s\">", page->language);
	page_say(page, N_("Sign in to your account"));
	page_put(page, "</a></p>\n");
}

static void
contact_page(struct portal_request *rq, const struct asked *asked, const struct customer *customer,
	const struct faults *faults)
{
	const char *language = portal_form(rq, "language") ? portal_form(rq, "language")
	                                                   : customer->language;
	bool speaks = speaks_for_all(rq, asked);
	struct page page;

	asked_begin(&page, rq, asked, "contact", N_("How we write to you"), faults);
	if (!speaks)
		put_elsewhere(&page, asked);
	else if (customer->address_hidden)
		page_line(&page, "p", N_("Your address is kept hidden, so we send no e-mail. What we know is not shown here; leave a field empty to keep it as it is."));
	form_begin(&page, page.here);
	if (speaks)
		put_addresses(&page, customer, faults);
	const struct form_option languages[] = {
		{ "en", "English", str_eq(language, "en") }, { "es", "Español", str_eq(language, "es") },
		{ "ar", "العربية", str_eq(language, "ar") }, { "vi", "Tiếng Việt", str_eq(language, "vi") },
	};
	form_choice(&page, &(struct control){
		.id = "language", .label = say(&page, N_("Language of letters")),
		.hint = say(&page, N_("Where we have no wording in it you get English, and somebody reads it to you, free of charge.")),
		.fault = fault_of(faults, "language") }, languages, countof(languages));
	form_button(&page, BUTTON_MAIN, NULL, NULL, say(&page, N_("Save")));
	form_end(&page);
	asked_way_back(&page, asked, N_("Back without a change"));
	page_end(&page, faults->count ? 422 : 200);
}

/* False: answered, or failed. */
static bool
contact_open(struct portal_request *rq, struct asked *asked, const struct customer **ret, bool *ret_ok,
	struct err *err)
{
	struct actor actor;
	struct call call;

	if (!asked_read(rq, asked, ret_ok, err))
		return false;
	*ret_ok = asked_actor(rq, asked, &call, &actor, err) &&
		customer_contact(&call, asked->application_id, ret, err);
	return *ret_ok;
}

bool
contact_form(struct portal_request *rq, struct err *err)
{
	const struct faults none = { .count = 0 };
	const struct customer *customer;
	struct asked asked;
	bool ok;

	if (contact_open(rq, &asked, &customer, &ok, err))
		contact_page(rq, &asked, customer, &none);
	return ok;
}

/* Empty keeps what a page did not show. */
static const char *
wanted(const struct portal_request *rq, const struct customer *customer, const char *id)
{
	const char *text = portal_form(rq, id);

	return customer->address_hidden && str_empty(text) ? NULL : text;
}

struct contact_asked {
	struct asked asked;
	const char *email, *phone;
};

bool
contact_check(struct portal_request *rq, struct err *err)
{
	struct contact_asked *contact = arena_alloc(rq->arena, sizeof *contact);
	const char *page_in = page_language(rq, portal_form(rq, "lang"));
	struct faults faults = { .count = 0 };
	const struct customer *customer;
	bool ok;

	if (!form_is_ours(rq, arena_printf(rq->arena, "/applications/%s", rq->path_args[0])))
		return true;
	if (!contact_open(rq, &contact->asked, &customer, &ok, err))
		return ok;
	bool speaks = speaks_for_all(rq, &contact->asked);
	contact->email = speaks ? wanted(rq, customer, "email") : NULL;
	contact->phone = speaks ? wanted(rq, customer, "phone") : NULL;
	if (!str_empty(contact->email) && !mail_address_fits(contact->email))
		fault_add(&faults, "email", say_in(page_in, N_("E-mail")),
			say_in(page_in, N_("This is no e-mail address. It looks like name@example.com.")));
	if (contact->phone && strlen(contact->phone) > PHONE_MAX)
		fault_add(&faults, "phone", say_in(page_in, N_("Telephone")), say_in(page_in, N_("This is too long.")));
	rq->prepared = contact;
	if (faults.count)
		contact_page(rq, &contact->asked, customer, &faults);
	return true;
}

bool
contact_save(struct portal_request *rq, struct err *err)
{
	const struct contact_asked *contact = rq->prepared;
	const char *language = portal_form(rq, "language");
	struct actor actor;
	struct call call;

	if (!asked_actor(rq, &contact->asked, &call, &actor, err) ||
		!customer_change_contact(&call, contact->asked.application_id, contact->phone,
			contact->email, str_empty(language) ? NULL : language, err))
		return false;
	rq->call.adds_mail = call.adds_mail;
	asked_back(rq, &contact->asked);
	return true;
}

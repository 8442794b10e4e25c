/* SPDX-License-Identifier: Apache-2.0
 *
 * A form becomes an application.
 */
#include "base/secret.h"
#include "base/str.h"
#include "domain/answer_list.h"
#include "domain/answers.h"
#include "proto/requests.h"
#include "server/service/account.h"
#include "server/service/customer.h"
#include "server/service/intake.h"
#include "server/service/kin.h"
#include "server/service/started_form.h"
#include "server/store/account.h"

enum { CONTACTS_MAX = 10 };

/* ---- who applies ---- */

static struct address *
address_of(struct call *call, const struct json *object)
{
	struct address *address = arena_alloc(call->arena, sizeof(*address));
	*address = (struct address){
		.line1 = answer_given_text(call->arena, object, "line1"),
		.line2 = answer_given_text(call->arena, object, "line2"),
		.city = answer_given_text(call->arena, object, "city"),
		.state = answer_given_text(call->arena, object, "state"),
		.zip = answer_given_text(call->arena, object, "zip"),
	};
	return address->line1 ? address : NULL;
}

static void
read_contacts(struct call *call, const struct json *you, struct customer *ret)
{
	struct contact *contacts = arena_array(call->arena, CONTACTS_MAX, sizeof(*contacts));
	size_t count = 0;

	for (const struct json *at = json_first(json_get(you, "contacts")); at && count < CONTACTS_MAX;
		at = json_next(at)) {
		contacts[count] = (struct contact){
			.name = answer_given_text(call->arena, at, "name"),
			.role = answer_given_text(call->arena, at, "role"),
			.phone = answer_given_text(call->arena, at, "phone"),
			.email = answer_given_text(call->arena, at, "email"),
		};
		if (contacts[count].name)
			count++;
	}
	ret->contacts.at = contacts;
	ret->contacts.count = count;
}

struct customer *
started_form_customer(struct call *call, const struct started_form *form)
{
	const struct json *you = started_form_part(form, "you");
	struct customer *customer = arena_alloc(call->arena, sizeof(*customer));

	*customer = (struct customer){
		.kind = str_eq(json_text(json_get(you, "kind")), "organization") ? CUSTOMER_ORGANIZATION
										  : CUSTOMER_PERSON,
		.name = answer_given_text(call->arena, you, "name"),
		.born_on = answer_given_date(you, "born_on"),
		.language = answer_given_text(call->arena, you, "language"),
		.spoken_language = answer_given_text(call->arena, you, "spoken_language"),
		.phone = answer_given_text(call->arena, you, "phone"),
		.email = answer_given_text(call->arena, you, "email"),
		.county = answer_given_text(call->arena, you, "county"),
		.address = address_of(call, json_get(you, "address")),
	};
	kin_of_answers(call, form->program, started_form_part(form, "answers"), customer);
	read_contacts(call, you, customer);
	return customer;
}

/* ---- what was answered ---- */

static void
put_value(struct json_out *out, const char *name, const struct json *value)
{
	json_begin_value(out, name);
	json_print(out->buf, value);
}

static void
put_entries(struct json_out *out, const struct program *program, const struct program_question *question,
	const struct json *answers, const struct json *entries)
{
	json_begin_list(out, question->id);
	for (const struct json *entry = json_first(entries); entry; entry = json_next(entry)) {
		json_begin_object(out, NULL);
		for (const struct json *at = json_first(entry); at; at = json_next(at)) {
			const struct program_question *field = question_find_field(question, json_name(at));
			if (field && json_kind(at) != JSON_NULL &&
				answers_ask_field(program, question, field, answers, entry))
				put_value(out, json_name(at), at);
		}
		json_end_object(out);
	}
	json_end_list(out);
}

/* Answers without those to questions that are not asked any more; in the arena. */
static const char *
started_form_answers(struct call *call, const struct started_form *form)
{
	const struct json *answers = started_form_part(form, "answers");
	struct buf text = BUF_INIT(ANSWERS_BYTES_MAX + 1024);
	struct json_out out = JSON_OUT(&text);

	json_begin_object(&out, NULL);
	for (const struct json *at = json_first(answers); at; at = json_next(at)) {
		const struct program_question *question =
			program_find_question(form->program, json_name(at));
		if (!question || !answers_ask(form->program, question, answers))
			continue;
		if (question->type == QUESTION_PERSONS || question->type == QUESTION_LIST)
			put_entries(&out, form->program, question, answers, at);
		else
			put_value(&out, question->id, at);
	}
	json_end_object(&out);
	/* What is cut off is no JSON, and refused by the intake. */
	const char *made = arena_strdup(call->arena, text.data);
	secret_wipe(text.data, text.len);
	buf_done(&text);
	return made;
}

/* ---- sending ---- */

static bool
keep_receipt(struct call *call, struct started_form *form, const struct application *application,
	struct err *err)
{
	struct buf text = BUF_INIT(1024);
	struct json_out out = JSON_OUT(&text);

	/* The answers are the application's now. */
	json_begin_object(&out, NULL);
	json_put_null(&out, "you");
	json_put_null(&out, "answers");
	json_put_null(&out, "typed");
	json_put_text(&out, "access_code", application->access_code);
	json_end_object(&out);
	form->row.application_id = application->id;
	bool ok = started_form_change(call, form, text.data, err);
	buf_done(&text);
	return ok;
}

/* Whoever is known keeps one record: what is new on the form goes onto it. */
static bool
renew_record(struct call *call, const struct customer *now, struct err *err)
{
	const char *id = call->actor->own_customer_id;
	const struct customer *ignored;
	struct customer_record record;
	struct customer_change change = {
		.name = now->name,
		.language = now->language,
		.spoken_language = now->spoken_language,
		.phone = now->phone,
		.email = now->email,
		.county = now->county,
		.born_on = now->born_on,
		.address = now->address,
		.contacts = { now->contacts.at, now->contacts.count },
		.contacts_given = now->contacts.count > 0,
	};
	struct call own = *call;

	if (!customer_open(call, id, &record, err))
		return false;
	/* Who was named once, and linked perhaps, stays as a worker left it. */
	change.household_given = record.customer.household.count == 0 && now->household.count > 0;
	change.household.at = now->household.at;
	change.household.count = now->household.count;
	own.if_match = record.customer.version;
	return customer_change(&own, id, &change, &ignored, err);
}

/* Under the account's own record where it has one; the first becomes it. */
static bool
file_for_account(struct call *call, struct intake_request *request, struct account *account,
	const struct application **ret, struct err *err)
{
	struct actor self = *call->actor;
	struct call own = *call;

	self.own_customer_id = account->row.customer_id;
	own.actor = &self;
	if (account->row.customer_id) {
		if (!renew_record(&own, request->customer, err))
			return false;
		request->customer = NULL;
		request->customer_id = account->row.customer_id;
	}
	return intake_file(&own, request, ret, err) &&
		(!call->txn || account_filed(call, account, *ret, err));
}

bool
started_form_send(struct call *call, struct started_form *form, struct err *err)
{
	const struct application *application;
	struct account account;

	if (form->row.application_id)
		return true;
	struct intake_request request = {
		.program = form->program->id,
		.customer = started_form_customer(call, form),
		.answers = started_form_answers(call, form),
		.channel = "web",
		.language = answer_given_text(call->arena, started_form_part(form, "you"), "language"),
		.filed_on = DATE_NONE,
	};
	bool ok = form->row.account_id && account_open(call, form->row.account_id, &account)
		? file_for_account(call, &request, &account, &application, err)
		: intake_file(call, &request, &application, err);
	return ok && (!call->txn || keep_receipt(call, form, application, err));
}

const char *
started_form_access_code(const struct started_form *form)
{
	return json_text(json_get(form->document, "access_code"));
}

bool
started_form_forget_code(struct call *call, const char *application_id, struct err *err)
{
	const char *id = started_form_of_application(call->db, application_id, call->arena);
	struct err why = { .code = ERR_NONE };
	struct started_form form;

	if (!id)
		return !db_take_failure(call->db, err);
	if (!started_form_open(call, id, &form, &why))
		return why.code == ERR_NOT_FOUND || (*err = why, false);
	bool ok = started_form_change(call, &form, "{\"access_code\":null}", err);
	started_form_close(&form);
	return ok;
}

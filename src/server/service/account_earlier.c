/* SPDX-License-Identifier: Apache-2.0
 *
 * What a returning customer told before, laid out for a new form: they are
 * asked only what may have changed.
 */
#include "base/secret.h"
#include "base/str.h"
#include "domain/answers.h"
#include "server/service/account.h"
#include "server/store/application.h"
#include "server/store/customer.h"

static void
put_given(struct json_out *out, const char *name, const char *text)
{
	if (!str_empty(text))
		json_put_text(out, name, text);
}

static void
put_address(struct json_out *out, const struct address *address)
{
	json_begin_object(out, "address");
	put_given(out, "line1", address->line1);
	put_given(out, "line2", address->line2);
	put_given(out, "city", address->city);
	put_given(out, "state", address->state);
	put_given(out, "zip", address->zip);
	json_end_object(out);
}

static void
put_contacts(struct json_out *out, const struct customer *customer)
{
	json_begin_list(out, "contacts");
	for (size_t i = 0; i < customer->contacts.count; i++) {
		json_begin_object(out, NULL);
		put_given(out, "name", customer->contacts.at[i].name);
		put_given(out, "role", customer->contacts.at[i].role);
		put_given(out, "phone", customer->contacts.at[i].phone);
		put_given(out, "email", customer->contacts.at[i].email);
		json_end_object(out);
	}
	json_end_list(out);
}

/* A hidden address and what leads there is shown to nobody but who works the case. */
static void
put_record(struct json_out *out, const struct customer *customer)
{
	char text[DATE_TEXT_MAX];

	if (customer->born_on != DATE_NONE)
		json_put_text(out, "born_on", date_to_text(customer->born_on, text));
	put_given(out, "language", customer->language);
	put_given(out, "spoken_language", customer->spoken_language);
	if (customer->address_hidden)
		return;
	put_given(out, "county", customer->county);
	put_given(out, "phone", customer->phone);
	put_given(out, "email", customer->email);
	if (customer->address)
		put_address(out, customer->address);
	put_contacts(out, customer);
}

/* Of a record that is not the account's own, what the application's page says, too. */
static void
put_you(struct json_out *out, const struct customer *customer, bool is_own)
{
	json_begin_object(out, "you");
	put_given(out, "kind", customer->kind == CUSTOMER_ORGANIZATION ? "organization" : NULL);
	put_given(out, "name", customer->name);
	if (is_own)
		put_record(out, customer);
	json_end_object(out);
}

/* Read and signed is each application anew, and what stands on that page. */
static bool
is_carried(const struct program *program, const char *id)
{
	for (size_t i = 0; i < program->sections.count; i++) {
		const struct program_section *section = &program->sections.at[i];
		bool is_here = false, is_signed = false;

		for (size_t k = 0; k < section->questions.count; k++) {
			const char *question = section->questions.at[k].id;
			is_here = is_here || str_eq(question, id);
			for (size_t n = 0; n < program->filing_answers.count; n++)
				is_signed = is_signed || str_eq(program->filing_answers.at[n], question);
		}
		if (is_here)
			return !is_signed;
	}
	return false;
}

/* What no page shows again once it was sent is typed anew. */
static bool
is_shown(const struct program_question *question)
{
	return question && !question->sensitive;
}

static void
put_entries(struct json_out *out, const struct program_question *question, const struct json *entries)
{
	json_begin_list(out, question->id);
	for (const struct json *entry = json_first(entries); entry; entry = json_next(entry)) {
		json_begin_object(out, NULL);
		for (const struct json *at = json_first(entry); at; at = json_next(at))
			if (is_shown(question_find_field(question, json_name(at)))) {
				json_begin_value(out, json_name(at));
				json_print(out->buf, at);
			}
		json_end_object(out);
	}
	json_end_list(out);
}

static void
put_answers(struct json_out *out, const struct program *program, const struct json *answers)
{
	json_begin_object(out, "answers");
	for (const struct json *at = json_first(answers); at; at = json_next(at)) {
		const struct program_question *question = program_find_question(program, json_name(at));
		if (!is_shown(question) || !is_carried(program, question->id))
			continue;
		if (question->fields.count > 0) {
			put_entries(out, question, at);
		} else {
			json_begin_value(out, question->id);
			json_print(out->buf, at);
		}
	}
	json_end_object(out);
}

/* The newest for this program, else the newest of all; of one's own record, where there is one. */
static const struct account_proved *
newest_application(struct call *call, const struct account *account, const struct program *program)
{
	const struct account_proved *rows, *newest = NULL;
	size_t count = account_applications(call, account, &rows);

	for (size_t i = 0; i < count; i++) {
		if (account->row.customer_id && !str_eq(rows[i].customer_id, account->row.customer_id))
			continue;
		if (str_eq(rows[i].program_id, program->id))
			return &rows[i];
		if (!newest)
			newest = &rows[i];
	}
	return newest;
}

const char *
account_earlier(struct call *call, const struct account *account, const struct program *program)
{
	struct buf text = BUF_INIT(STARTED_FORM_BYTES_MAX);
	struct json_out out = JSON_OUT(&text);
	struct err ignored = { .code = ERR_NONE };
	struct customer_record record;
	struct application_row row;
	char date[DATE_TEXT_MAX];
	const struct account_proved *newest = newest_application(call, account, program);
	const char *patch = NULL;

	if (!newest || !application_row_find(call->db, newest->application_id, call->arena, &row) ||
		!customer_read(call->db, newest->customer_id, call->arena, &record))
		return NULL;
	struct json *answers = json_parse(row.answers, strlen(row.answers), &ignored);
	json_begin_object(&out, NULL);
	put_you(&out, &record.customer, str_eq(record.customer.id, account->row.customer_id));
	put_answers(&out, program, answers);
	json_put_text(&out, "earlier_on", date_to_text(row.queue.filed_on, date));
	json_end_object(&out);
	if (answers && buf_ok(&text))
		patch = arena_strdup(call->arena, text.data);
	json_free(answers);
	secret_wipe(text.data, text.len);
	buf_done(&text);
	return patch;
}

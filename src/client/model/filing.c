/* SPDX-License-Identifier: Apache-2.0
 *
 * Values by pointer, and the request made of them.
 */
#include "client/model/filing.h"

#include <stdlib.h>

#include "base/money.h"
#include "base/secret.h"
#include "base/str.h"
#include "domain/answers.h"

static void
forget_text(struct filing_value *value)
{
	secret_wipe(value->text, strlen(value->text));
	free(value->text);
}

void
filing_done(struct filing *filing)
{
	for (int i = 0; i < filing->count; i++)
		forget_text(&filing->values[i]);
	filing->count = 0;
	arena_done(&filing->arena);
	filing->program = NULL;
}

static int
find(const struct filing *filing, const char *pointer)
{
	for (int i = 0; i < filing->count; i++)
		if (str_eq(filing->values[i].pointer, pointer))
			return i;
	return -1;
}

int
filing_slot(struct filing *filing, const char *pointer)
{
	int at = find(filing, pointer);
	struct filing_value *value;

	if (at >= 0)
		return at;
	if (filing->count == FILING_VALUES_MAX)
		return -1;
	value = &filing->values[filing->count];
	if (!str_copy(value->pointer, sizeof value->pointer, pointer))
		return -1;
	value->text = str_dup("");
	return filing->count++;
}

void
filing_set(struct filing *filing, const char *pointer, const char *text)
{
	int at = filing_slot(filing, pointer);

	if (at < 0 || str_eq(filing->values[at].text, text))
		return;
	forget_text(&filing->values[at]);
	filing->values[at].text = str_dup(text ? text : "");
}

const char *
filing_get(const struct filing *filing, const char *pointer)
{
	int at = find(filing, pointer);

	return at < 0 ? "" : filing->values[at].text;
}

void
filing_print(const struct filing *filing, struct buf *out)
{
	struct json_out json = JSON_OUT(out);

	json_begin_object(&json, NULL);
	for (int i = 0; i < filing->count; i++)
		if (!str_empty(filing->values[i].text))
			json_put_text(&json, filing->values[i].pointer, filing->values[i].text);
	json_end_object(&json);
}

void
filing_restore(struct filing *filing, const struct json *values)
{
	for (const struct json *item = json_first(values); item; item = json_next(item))
		if (json_text(item))
			filing_set(filing, json_name(item), json_text(item));
}

bool
filing_take_program(struct filing *filing, const struct json *definition, struct err *err)
{
	struct buf text = BUF_INIT(PROGRAM_FILE_MAX);
	bool ok;

	json_print(&text, definition);
	arena_done(&filing->arena);
	filing->program = NULL;
	ok = definition && buf_ok(&text) &&
	     program_load(&filing->program, &filing->arena, text.data, text.len, err);
	if (!ok)
		filing->program = NULL;
	buf_done(&text);
	return ok;
}

/* ---- answers ---- */

static bool
is_list(const struct program_question *question)
{
	return question->type == QUESTION_PERSONS || question->type == QUESTION_LIST;
}

int
filing_entries(const struct filing *filing, const struct program_question *question)
{
	char head[FILING_POINTER_MAX];
	int most = 0;

	snprintf(head, sizeof head, "/answers/%s/", question->id);
	for (int i = 0; i < filing->count; i++) {
		const char *pointer = filing->values[i].pointer;
		int entry;

		if (str_empty(filing->values[i].text) || !str_starts(pointer, head) ||
		    sscanf(pointer + strlen(head), "%d/", &entry) != 1)
			continue;
		if (entry + 1 > most && entry < FILING_ENTRIES_MAX)
			most = entry + 1;
	}
	return most;
}

static void
put_multi(struct json_out *out, const struct filing *filing, const struct program_question *question,
          const char *pointer)
{
	char option[FILING_POINTER_MAX];
	bool begun = false;

	for (size_t i = 0; i < question->options.count; i++) {
		snprintf(option, sizeof option, "%s/%s", pointer, question->options.at[i].value);
		if (!str_eq(filing_get(filing, option), "true"))
			continue;
		if (!begun)
			json_begin_list(out, question->id);
		begun = true;
		json_put_text(out, NULL, question->options.at[i].value);
	}
	if (begun)
		json_end_list(out);
}

void
filing_put_answer(struct json_out *out, const struct filing *filing,
                  const struct program_question *question, const char *pointer)
{
	const char *text = filing_get(filing, pointer);
	int64_t number;

	if (question->type == QUESTION_MULTI) {
		put_multi(out, filing, question, pointer);
		return;
	}
	if (str_empty(text))
		return;
	switch (question->type) {
	case QUESTION_YESNO:
		json_put_bool(out, question->id, str_eq(text, "true"));
		break;
	case QUESTION_NUMBER:
		/* What is no number goes as it is typed; the server says so by its pointer. */
		if (str_to_i64(text, &number))
			json_put_int(out, question->id, number);
		else
			json_put_text(out, question->id, text);
		break;
	case QUESTION_MONEY:
		json_begin_object(out, question->id);
		json_put_text(out, "amount", text);
		json_put_text(out, "currency", "USD");
		json_end_object(out);
		break;
	default:
		json_put_text(out, question->id, text);
	}
}

void
filing_set_answer(struct filing *filing, const struct program_question *question, const char *pointer,
                  const struct json *answer)
{
	char amount[MONEY_TEXT_MAX], number[24], option[FILING_POINTER_MAX];
	int64_t value;

	if (question->type == QUESTION_MONEY && answer_money(answer, &value)) {
		filing_set(filing, pointer, money_to_text(value, amount));
	} else if (question->type == QUESTION_NUMBER && json_int(answer, &value)) {
		snprintf(number, sizeof number, "%lld", (long long)value);
		filing_set(filing, pointer, number);
	} else if (question->type == QUESTION_YESNO && json_kind(answer) == JSON_BOOL) {
		filing_set(filing, pointer, json_bool(answer, false) ? "true" : "false");
	} else if (question->type == QUESTION_MULTI) {
		for (const struct json *at = json_first(answer); at; at = json_next(at)) {
			snprintf(option, sizeof option, "%s/%s", pointer, json_text(at) ? json_text(at) : "");
			filing_set(filing, option, "true");
		}
	} else if (json_text(answer)) {
		filing_set(filing, pointer, json_text(answer));
	}
}

static void
put_entries(struct json_out *out, const struct filing *filing, const struct program_question *question,
            const struct json *asked_by)
{
	int entries = filing_entries(filing, question);
	char pointer[FILING_POINTER_MAX];

	if (entries == 0)
		return;
	json_begin_list(out, question->id);
	for (int entry = 0; entry < entries; entry++) {
		json_begin_object(out, NULL);
		for (size_t f = 0; f < question->fields.count; f++) {
			const struct program_question *field = &question->fields.at[f];

			if (asked_by && !filing_asks_field(filing, asked_by, question, entry, field))
				continue;
			snprintf(pointer, sizeof pointer, "/answers/%s/%d/%s", question->id, entry, field->id);
			filing_put_answer(out, filing, field, pointer);
		}
		json_end_object(out);
	}
	json_end_list(out);
}

/* With asked_by, the answers so far: only what is asked by them. */
static void
put_answers(struct json_out *out, const char *name, const struct filing *filing,
            const struct json *asked_by)
{
	char pointer[FILING_POINTER_MAX];

	json_begin_object(out, name);
	for (size_t s = 0; filing->program && s < filing->program->sections.count; s++) {
		const struct program_section *section = &filing->program->sections.at[s];

		for (size_t q = 0; q < section->questions.count; q++) {
			const struct program_question *question = &section->questions.at[q];

			if (asked_by && !answers_ask(filing->program, question, asked_by))
				continue;
			snprintf(pointer, sizeof pointer, "/answers/%s", question->id);
			if (is_list(question))
				put_entries(out, filing, question, asked_by);
			else
				filing_put_answer(out, filing, question, pointer);
		}
	}
	json_end_object(out);
}

struct json *
filing_answers(const struct filing *filing)
{
	struct buf text = BUF_INIT(ANSWERS_BYTES_MAX * 2);
	struct json_out out = JSON_OUT(&text);
	struct err err = { 0 };
	struct json *answers;

	put_answers(&out, NULL, filing, NULL);
	answers = json_parse(text.data, text.len, &err);
	buf_done(&text);
	return answers;
}

bool
filing_asks(const struct filing *filing, const struct json *answers,
            const struct program_question *question)
{
	return answers_ask(filing->program, question, answers);
}

bool
filing_asks_field(const struct filing *filing, const struct json *answers,
                  const struct program_question *question, int entry, const struct program_question *field)
{
	const struct json *item = json_first(json_get(answers, question->id));

	for (int i = 0; item && i < entry; i++)
		item = json_next(item);
	return answers_ask_field(filing->program, question, field, answers, item);
}

/* ---- the request ---- */

static void
put_if(struct json_out *out, const struct filing *filing, const char *name, const char *pointer)
{
	const char *text = filing_get(filing, pointer);

	if (!str_empty(text))
		json_put_text(out, name, text);
}

bool
filing_is_of_organization(const struct filing *filing)
{
	const struct program *program = filing->program;

	if (!program || !program->for_organizations)
		return false;
	return !program->for_persons ||
	       str_eq(filing_get(filing, "/customer/kind"), "organization");
}

/* An organization's contacts: those who have a name. */
static void
put_contacts(struct json_out *out, const struct filing *filing)
{
	static const char *const members[] = { "name", "role", "phone", "email" };
	char pointer[FILING_POINTER_MAX];

	json_begin_list(out, "contacts");
	for (int entry = 0; entry < FILING_CONTACTS_MAX; entry++) {
		snprintf(pointer, sizeof pointer, "/customer/contacts/%d/name", entry);
		if (str_empty(filing_get(filing, pointer)))
			continue;
		json_begin_object(out, NULL);
		for (size_t i = 0; i < countof(members); i++) {
			snprintf(pointer, sizeof pointer, "/customer/contacts/%d/%s", entry, members[i]);
			put_if(out, filing, members[i], pointer);
		}
		json_end_object(out);
	}
	json_end_list(out);
}

static void
put_customer(struct json_out *out, const struct filing *filing)
{
	static const char *const members[] = { "name", "born_on", "phone", "email", "language",
		                               "spoken_language", "county" };
	static const char *const lines[] = { "line1", "city", "state", "zip" };
	bool organization = filing_is_of_organization(filing);
	char pointer[FILING_POINTER_MAX];

	json_begin_object(out, "customer");
	json_put_text(out, "kind", organization ? "organization" : "person");
	if (organization)
		put_contacts(out, filing);
	for (size_t i = 0; i < countof(members); i++) {
		if (organization && str_eq(members[i], "born_on"))
			continue;
		snprintf(pointer, sizeof pointer, "/customer/%s", members[i]);
		put_if(out, filing, members[i], pointer);
	}
	if (!str_empty(filing_get(filing, "/customer/address/line1"))) {
		json_begin_object(out, "address");
		for (size_t i = 0; i < countof(lines); i++) {
			snprintf(pointer, sizeof pointer, "/customer/address/%s", lines[i]);
			put_if(out, filing, lines[i], pointer);
		}
		json_end_object(out);
	}
	json_end_object(out);
}

bool
filing_request(const struct filing *filing, struct buf *out)
{
	struct json_out json = JSON_OUT(out);
	struct json *answers = filing_answers(filing);

	json_begin_object(&json, NULL);
	put_if(&json, filing, "program", "/program");
	if (str_eq(filing_get(filing, "/customer_is"), "known"))
		put_if(&json, filing, "customer_id", "/customer_id");
	else
		put_customer(&json, filing);
	put_answers(&json, "answers", filing, answers);
	put_if(&json, filing, "channel", "/channel");
	put_if(&json, filing, "filed_on", "/filed_on");
	json_end_object(&json);
	json_free(answers);
	return buf_ok(out);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Applying and signing in for other front ends: the same services as the
 * pages, in JSON.  A token of a session stands for the account's cookie.
 */
#include "base/secret.h"
#include "base/str.h"
#include "domain/answers.h"
#include "server/portal/apply.h"
#include "server/service/agency.h"
#include "server/service/program.h"
#include "server/service/status.h"

enum { HASH_TEXT = 2 * SECRET_HASH_BYTES + 1 };

/* ---- small things ---- */

static bool
known_members(const struct json *object, const char *at, const char *list, struct err *err)
{
	for (const struct json *member = json_first(object); member; member = json_next(member))
		if (!str_in_list(list, json_name(member)))
			return err_field(err, at, "unknown", "Only these are known here: %s.", list);
	return true;
}

static bool
text_member(const struct json *object, const char *name, bool required, const char **ret, struct err *err)
{
	char pointer[ERR_POINTER_MAX];
	const struct json *value = json_get(object, name);

	*ret = json_text(value);
	snprintf(pointer, sizeof(pointer), "/%s", name);
	if (*ret || (!required && !value))
		return true;
	return err_field(err, pointer, value ? "wrong_type" : "required", "A text is needed.");
}

static void
answer(struct portal_request *rq, int status, struct buf *body)
{
	reply_page(rq, status, "application/json", arena_strndup(rq->arena, body->data, body->len), body->len);
}

/* Whose token it is; without one nobody's, with a bad one an error. */
static bool
bearer_account(struct portal_request *rq, const char **ret_id, struct err *err)
{
	static const char scheme[] = "Bearer ";
	struct account account;

	*ret_id = NULL;
	if (!rq->authorization)
		return true;
	if (!str_starts(rq->authorization, scheme) ||
		!account_pass_read(&rq->call, rq->authorization + sizeof(scheme) - 1, &account))
		return err_set(err, ERR_UNAUTHENTICATED, "%s", "");
	*ret_id = account.row.id;
	return true;
}

/* ---- accounts ---- */

struct credentials { const char *login, *password, *language; };

static bool
read_credentials(struct portal_request *rq, const char *members, struct credentials *ret, struct err *err)
{
	bool ok = known_members(rq->json, "", members, err);

	ok = text_member(rq->json, "login", true, &ret->login, err) && ok;
	ok = text_member(rq->json, "password", true, &ret->password, err) && ok;
	ok = text_member(rq->json, "language", false, &ret->language, err) && ok;
	return ok;
}

bool
account_json_check(struct portal_request *rq, struct err *err)
{
	struct account_try *try = arena_alloc(rq->arena, sizeof(*try));
	struct credentials given;

	rq->prepared = try;
	return read_credentials(rq, "login,password,language", &given, err) &&
		account_prepare(&rq->call, given.login, given.password, rq->remote_address,
			page_speaks(given.language) ? given.language : "en", try, err);
}

/* The same whether it was made or was there. */
bool
account_json_save(struct portal_request *rq, struct err *err)
{
	static const char accepted[] = "{\"status\":\"accepted\"}";

	if (!account_make(&rq->call, rq->prepared, err))
		return false;
	reply_page(rq, 202, "application/json", accepted, sizeof(accepted) - 1);
	return true;
}

bool
session_json(struct portal_request *rq, struct err *err)
{
	struct buf body = BUF_INIT(4096);
	struct json_out out = JSON_OUT(&body);
	struct credentials given;
	struct account_try try;
	char at[INSTANT_TEXT_MAX];

	if (!read_credentials(rq, "login,password", &given, err) ||
		!account_check(&rq->call, given.login, given.password, rq->remote_address, &try, err))
		return false;
	if (!try.accepted)
		return err_set(err, ERR_UNAUTHENTICATED, "%s", "");
	json_begin_object(&out, NULL);
	json_put_text(&out, "token", account_pass_make(&rq->call, &try.account));
	json_put_text(&out, "expires_at", instant_to_text(rq->call.now_ms + ACCOUNT_PASS_MS, at));
	json_put_text(&out, "language", try.account.row.language);
	json_end_object(&out);
	answer(rq, 201, &body);
	buf_done(&body);
	return true;
}

/* ---- the form ---- */

/* The file's own words, each wording in the one language; conditions as they are. */
static void
put_worded(struct json_out *out, const char *name, const struct json *value, const char *language,
	const char *fallback)
{
	const struct json *said = json_get(value, language);

	switch (json_kind(value)) {
	case JSON_OBJECT:
		if (name && str_in_list("title,help,label", name)) {
			json_put_text(out, name, json_text(said ? said : json_get(value, fallback)));
			break;
		}
		if (name && str_eq(name, "when")) {
			json_begin_value(out, name);
			json_print(out->buf, value);
			break;
		}
		json_begin_object(out, name);
		for (const struct json *at = json_first(value); at; at = json_next(at))
			put_worded(out, json_name(at), at, language, fallback);
		json_end_object(out);
		break;
	case JSON_LIST:
		json_begin_list(out, name);
		for (const struct json *at = json_first(value); at; at = json_next(at))
			put_worded(out, NULL, at, language, fallback);
		json_end_list(out);
		break;
	default:
		json_begin_value(out, name);
		json_print(out->buf, value);
		break;
	}
}

bool
form_json(struct portal_request *rq, struct err *err)
{
	struct buf body = BUF_INIT(PROGRAM_FILE_MAX);
	struct json_out out = JSON_OUT(&body);
	const struct program *program = agency_program(rq->call.agency, rq->path_args[0], 0);
	struct program_view view;

	if (!program || !program_view_get(&rq->call, program->id, program->version, &view, err))
		return program ? false : err_set(err, ERR_NOT_FOUND, "%s", "");
	const char *language = program_language_for(program, page_language(rq, NULL));
	struct json *file = json_parse(view.definition, strlen(view.definition), err);
	if (!file)
		return false;
	json_begin_object(&out, NULL);
	json_begin_object(&out, "program");
	json_put_text(&out, "id", program->id);
	json_put_int(&out, "version", program->version);
	json_put_text(&out, "name", program_say(program, &program->name, language, NULL));
	json_end_object(&out);
	json_put_text(&out, "language", language);
	put_worded(&out, "filing", json_get(file, "filing"), language, program->languages.at[0]);
	put_worded(&out, "sections", json_get(file, "sections"), language, program->languages.at[0]);
	json_end_object(&out);
	answer(rq, 200, &body);
	json_free(file);
	buf_done(&body);
	return true;
}

/* ---- applications ---- */

struct sending {
	const struct program *program;
	const char *account_id;
	const char *form_id;   /* follows from the retry key */
	const char *body_hash; /* of what came under it */
	const char *language;
	const char *patch;
};

static bool
check_applicant(const struct json *applicant, struct err *err)
{
	const struct json *address = json_get(applicant, "address");
	civil_date date;
	const char *born_on = json_text(json_get(applicant, "born_on"));
	bool ok = known_members(applicant, "/applicant",
		"kind,name,born_on,county,address,phone,email,language,spoken_language,contacts", err);

	ok = known_members(address, "/applicant/address", "line1,line2,city,state,zip", err) && ok;
	if (born_on && !date_from_text(born_on, &date))
		ok = err_field(err, "/applicant/born_on", "bad_date", "Give a date as YYYY-MM-DD.");
	for (const struct json *at = json_first(json_get(applicant, "contacts")); at; at = json_next(at))
		ok = known_members(at, "/applicant/contacts", "name,role,phone,email", err) && ok;
	return ok;
}

static const char *
form_patch(struct portal_request *rq, const struct sending *sending)
{
	struct buf text = BUF_INIT(STARTED_FORM_BYTES_MAX);
	struct json_out out = JSON_OUT(&text);
	const struct json *applicant = json_get(rq->json, "applicant"), *answers = json_get(rq->json, "answers");

	json_begin_object(&out, NULL);
	json_begin_object(&out, "you");
	json_put_text(&out, "language", sending->language);
	for (const struct json *at = json_first(applicant); at; at = json_next(at)) {
		if (str_eq(json_name(at), "language"))
			continue;
		json_begin_value(&out, json_name(at));
		json_print(&text, at);
	}
	json_end_object(&out);
	if (answers) {
		json_begin_value(&out, "answers");
		json_print(&text, answers);
	}
	json_put_text(&out, "body_hash", sending->body_hash);
	json_end_object(&out);
	const char *patch = buf_ok(&text) ? arena_strdup(rq->arena, text.data) : NULL;
	buf_done(&text);
	return patch;
}

/* The retry key names the form: a second request under it finds the first. */
static bool
take_key(struct portal_request *rq, struct sending *sending, struct err *err)
{
	const char *key = rq->idempotency_key;
	size_t len = key ? strlen(key) : 0;
	uint8_t tag[SECRET_HASH_BYTES];
	char hex[HASH_TEXT];
	struct buf body = BUF_INIT(JSON_BYTES_MAX);

	if (len < 3 || key[0] != '"' || key[len - 1] != '"' ||
		!str_is_id(arena_strndup(rq->arena, key + 1, len - 2)))
		return err_set(err, ERR_IDEMPOTENCY_KEY_MISSING,
			"Send Idempotency-Key with a fresh quoted id for each application.");
	const char *text = arena_printf(rq->arena, "retry:%s", key);
	keyed_tag(tag, agency_key(rq->call.agency, KEY_FORM), text, strlen(text));
	hex_text(hex, tag, 16);
	sending->form_id = arena_printf(rq->arena, "j_%s", hex);
	json_print(&body, rq->json);
	sha256(tag, body.data, body.len);
	hex_text(hex, tag, sizeof(tag));
	sending->body_hash = arena_strdup(rq->arena, hex);
	buf_done(&body);
	return true;
}

static bool
read_sending(struct portal_request *rq, struct sending *sending, struct err *err)
{
	const char *program, *language;
	bool ok = known_members(rq->json, "", "program,language,applicant,answers", err);

	ok = text_member(rq->json, "program", true, &program, err) && ok;
	ok = text_member(rq->json, "language", false, &language, err) && ok;
	if (json_kind(json_get(rq->json, "applicant")) != JSON_OBJECT)
		return err_field(err, "/applicant", "required", "Who applies: an object.");
	ok = check_applicant(json_get(rq->json, "applicant"), err) && ok;
	if (!ok || !take_key(rq, sending, err) || !bearer_account(rq, &sending->account_id, err))
		return false;
	sending->program = agency_program(rq->call.agency, program, 0);
	if (!sending->program)
		return err_field(err, "/program", "unknown", "There is no such program.");
	sending->language = program_language_for(sending->program, language ? language : "en");
	if (json_get(rq->json, "answers") &&
		!answers_check(sending->program, json_get(rq->json, "answers"), NULL,
			zone_date(ZONE_CENTRAL, rq->call.now_ms), err))
		return false;
	sending->patch = form_patch(rq, sending);
	return sending->patch || err_set(err, ERR_PAYLOAD_TOO_LARGE, "%s", "");
}

/* The intake speaks of the customer, this route of the applicant. */
static bool
name_fields(struct err *err)
{
	for (size_t i = 0; i < err->field_count; i++) {
		char *pointer = err->fields[i].pointer, rest[ERR_POINTER_MAX];
		if (!str_starts(pointer, "/customer"))
			continue;
		(void)str_copy(rest, sizeof(rest), pointer + strlen("/customer"));
		snprintf(pointer, ERR_POINTER_MAX, "/applicant%.80s", rest);
	}
	return false;
}

/* What was sent under the key before; false: nothing, or err says what is wrong with it. */
static bool
sent_before(struct portal_request *rq, const struct sending *sending, struct started_form *ret, struct err *err)
{
	struct err why = { .code = ERR_NONE };

	if (!started_form_open(&rq->call, sending->form_id, ret, &why)) {
		if (why.code != ERR_NOT_FOUND)
			*err = why;
		return false;
	}
	if (!str_eq(json_text(started_form_part(ret, "body_hash")), sending->body_hash)) {
		started_form_close(ret);
		return err_set(err, ERR_IDEMPOTENCY_MISMATCH, "%s", "");
	}
	return true;
}

static bool
answer_sent(struct portal_request *rq, const struct sending *sending, const struct started_form *form,
	struct err *err)
{
	struct status_view view;
	char date[DATE_TEXT_MAX];
	struct buf body = BUF_INIT(PAGE_MAX);
	struct json_out out = JSON_OUT(&body);

	if (!status_read(&rq->call, form->row.application_id, sending->language, &view, err))
		return false;
	json_begin_object(&out, NULL);
	json_put_text(&out, "number", view.number);
	if (started_form_access_code(form))
		json_put_text(&out, "access_code", started_form_access_code(form));
	json_put_text(&out, "status", view.status);
	json_put_bool(&out, "expedited", view.expedited);
	json_put_text(&out, "filed_on", date_to_text(view.filed_on, date));
	json_put_text(&out, "due_on", date_to_text(view.due_on, date));
	status_put_missing(&out, &view);
	json_end_object(&out);
	answer(rq, 201, &body);
	buf_done(&body);
	return true;
}

/* As if it were sent, on the snapshot; or what was sent already. */
bool
application_json_check(struct portal_request *rq, struct err *err)
{
	struct sending *sending = arena_alloc(rq->arena, sizeof(*sending));
	struct started_form form;

	if (!read_sending(rq, sending, err))
		return false;
	rq->prepared = sending;
	if (sent_before(rq, sending, &form, err)) {
		bool ok = answer_sent(rq, sending, &form, err);
		started_form_close(&form);
		return ok;
	}
	if (err->code != ERR_NONE)
		return false;
	started_form_begin(&rq->call, sending->program, sending->account_id, &form);
	form.document = started_form_merged(&form, sending->patch, err);
	bool ok = form.document && (started_form_send(&rq->call, &form, err) || name_fields(err));
	started_form_close(&form);
	return ok;
}

bool
application_json_send(struct portal_request *rq, struct err *err)
{
	const struct sending *sending = rq->prepared;
	const char *account_id;
	struct started_form form;
	bool ok = true;

	/* Whoever was signed out since the check files into no account. */
	if (!bearer_account(rq, &account_id, err))
		return false;
	if (!sent_before(rq, sending, &form, err)) {
		if (err->code != ERR_NONE)
			return false;
		started_form_begin(&rq->call, sending->program, sending->account_id, &form);
		form.row.id = sending->form_id;
		ok = started_form_change(&rq->call, &form, sending->patch, err) &&
			(started_form_send(&rq->call, &form, err) || name_fields(err));
	}
	ok = ok && answer_sent(rq, sending, &form, err);
	started_form_close(&form);
	return ok;
}

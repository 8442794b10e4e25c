/* SPDX-License-Identifier: Apache-2.0
 *
 * Making an e-mail in the commit of what it tells of.
 */
#include "server/service/mail.h"

#include "base/mail_header.h"
#include "base/secret.h"
#include "base/str.h"
#include "server/service/agency.h"
#include "server/service/feedback.h"

enum { HOUR_MS = 3600 * 1000, MOVES_AN_HOUR = 3 };

bool
mail_is_on(const struct call *call)
{
	assert(call);
	return str_eq(agency_setting(call->agency, "mail", "off"), "on");
}

bool
mail_reaches(struct call *call, const struct customer *customer)
{
	assert(call && customer);
	return mail_is_on(call) && !customer->address_hidden
		&& mail_address_fits(customer->email)
		&& !mail_has_bounced(call->db, customer->id, customer->email);
}

/* Said by the letter of the same commit, and better. */
static bool
is_in_letter(enum update_code code)
{
	switch (code) {
	case UPDATE_INCOMPLETE:
	case UPDATE_WAITING_FOR_YOU:
	case UPDATE_INTERVIEW:
	case UPDATE_APPROVED:
	case UPDATE_DENIED:
	case UPDATE_WITHDRAWN:
		return true;
	default:
		return false;
	}
}

static size_t
updates_of(struct call *call, const struct application_file *file,
           const struct status_update ***ret)
{
	const struct status_update **updates = arena_array(call->arena, PLANNED_EVENTS_MAX,
	                                                   sizeof *updates);
	size_t count = 0;

	for (size_t i = 0; i < file->event_count; i++) {
		const struct planned_event *event = &file->events[i];

		if (event->said && !(file->notice && is_in_letter(event->said_code)))
			updates[count++] = event->said;
	}
	*ret = updates;
	return count;
}

static bool
add(struct call *call, const struct application_file *file, const struct mail_words *words,
    struct err *err)
{
	char id[ID_TEXT_MAX];
	struct mail_row row = {
		.id = id,
		.application_id = file->now.queue.application_id,
		.customer_id = file->now.queue.customer_id,
		.notice_id = file->notice ? file->notice->id : NULL,
		.language = words->language,
		.subject = mail_subject(call->arena, words),
		.body = mail_body(call->arena, words),
		.due_at_ms = call->now_ms,
		.created_at_ms = call->now_ms,
	};

	if (!row.body)
		return err_set(err, ERR_PAYLOAD_TOO_LARGE, "The e-mail would be too long.");
	if (file->notice)
		(void)str_copy(id, sizeof id, file->notice->id);
	else
		random_id(id, "u_", call->now_ms);
	return mail_add(call->txn, &row);
}

bool
mail_plan(struct call *call, struct application_file *file, struct err *err)
{
	assert(call && call->txn && file && err);
	const struct status_update **updates;
	size_t count = updates_of(call, file, &updates);
	const struct program *program = file->program;

	if (count == 0 && !file->notice)
		return true;
	if (!file_customer(call, file, err))
		return false;
	const struct customer *customer = &file->customer->customer;
	/* What is decided about the letter holds for the e-mail. */
	if (file->notice ? !str_eq(file->notice->channel, "email") : !mail_reaches(call, customer))
		return true;
	struct mail_words words = {
		.language = file_language(file),
		.wanted = customer->language,
		.number = file->now.queue.number,
		.phone = program->contact.office_phone,
		.portal_url = agency_setting(call->agency, "portal_url", ""),
		.updates = updates,
		.update_count = count,
		.letter = file->notice ? file->notice->rendered_text : NULL,
	};
	char token[FEEDBACK_TOKEN_TEXT];
	if (file->notice && !str_empty(file->notice->decision_id) && !str_empty(words.portal_url)) {
		if (!feedback_invite(call, file, token))
			return db_take_failure(call->db, err), false;
		words.feedback = token;
	}
	words.program_name = program_say(program, &program->name, words.language, NULL);
	return add(call, file, &words, err);
}

/* Of the record, not of one application: whoever works on that is not told
 * that it came back. */
bool
mail_moved(struct call *call, const struct customer *before, const char *application_id, struct err *err)
{
	assert(call && call->txn && before && application_id && err);
	const struct program *program = NULL;
	struct queue_row row;
	char id[ID_TEXT_MAX];

	/* By changing to and fro nobody has others written to without end. */
	if (!mail_reaches(call, before) || mail_moved_count(call->db, before->id, call->now_ms - HOUR_MS) >= MOVES_AN_HOUR)
		return true;
	if (queue_find(call->db, application_id, call->arena, &row))
		program = agency_program(call->agency, row.program_id, row.program_version);
	if (!program)
		return !db_take_failure(call->db, err);
	struct mail_words words = {
		.language = program_language_for(program, before->language),
		.number = row.number,
		.phone = program->contact.office_phone,
	};
	words.program_name = program_say(program, &program->name, words.language, NULL);
	random_id(id, "u_", call->now_ms);
	struct mail_row mail = {
		.id = id,
		.customer_id = before->id,
		.recipient = before->email,
		.language = words.language,
		.subject = mail_subject(call->arena, &words),
		.body = mail_moved_body(call->arena, &words),
		.due_at_ms = call->now_ms,
		.created_at_ms = call->now_ms,
	};
	if (!mail.body)
		return err_set(err, ERR_PAYLOAD_TOO_LARGE, "The e-mail would be too long.");
	call->adds_mail = true;
	return mail_add(call->txn, &mail) || (db_take_failure(call->db, err), false);
}

/* ---- sealed ---- */

void
mail_seal(const struct agency *agency, const char *body, struct arena *arena, struct mail_row *ret)
{
	assert(agency && body && arena && ret);
	struct buf sealed = BUF_INIT(MAIL_BYTES_MAX + 256);

	seal(&sealed, agency_key(agency, KEY_FORM), body, strlen(body));
	ret->sealed = memcpy(arena_alloc(arena, sealed.len), sealed.data, sealed.len);
	ret->sealed_len = sealed.len;
	buf_done(&sealed);
}

const char *
mail_unsealed(const struct agency *agency, const struct mail_row *row, struct arena *arena)
{
	assert(agency && row && arena);
	struct buf text = BUF_INIT(MAIL_BYTES_MAX + 1);
	const char *body = NULL;

	if (row->sealed_len == 0)
		return row->body;
	if (unseal(&text, agency_key(agency, KEY_FORM), row->sealed, row->sealed_len))
		body = arena_strdup(arena, text.data);
	if (text.len > 0)
		secret_wipe(text.data, text.len);
	buf_done(&text);
	return body;
}

/* ---- knowing one's own ---- */

static void
tag_of(char out[2 * MAIL_TAG_BYTES + 1], const struct agency *agency, const char *id)
{
	uint8_t tag[SECRET_KEY_BYTES];

	keyed_tag(tag, agency_key(agency, KEY_MAIL), id, strlen(id));
	hex_text(out, tag, MAIL_TAG_BYTES);
}

void
mail_key(char out[MAIL_KEY_MAX], const struct agency *agency, const char *id)
{
	assert(out && agency && str_is_id(id));
	char tag[2 * MAIL_TAG_BYTES + 1];

	tag_of(tag, agency, id);
	(void)snprintf(out, MAIL_KEY_MAX, "%s.%s", id, tag);
}

bool
mail_key_read(char ret_id[ID_TEXT_MAX], const struct agency *agency, const char *key)
{
	assert(ret_id && agency && key);
	char id[ID_TEXT_MAX], tag[2 * MAIL_TAG_BYTES + 1];
	size_t len = strcspn(key, ".");

	if (len >= sizeof id || key[len] != '.' || strlen(key + len + 1) != 2 * MAIL_TAG_BYTES)
		return false;
	memcpy(id, key, len);
	id[len] = '\0';
	if (!str_is_id(id))
		return false;
	tag_of(tag, agency, id);
	if (!same_bytes(tag, key + len + 1, 2 * MAIL_TAG_BYTES))
		return false;
	memcpy(ret_id, id, len + 1);
	return true;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Asking, and taking the one answer.
 */
#include "server/service/feedback.h"

#include "base/str.h"
#include "server/service/agency.h"
#include "server/store/event_log.h"
#include "server/store/feedback.h"

enum { TOKEN_BYTES = 24, DAY_MS = 24 * 3600 * 1000, CODES_MAX = 400 };

static void
hash_of(uint8_t out[SECRET_HASH_BYTES], const char *token)
{
	sha256(out, token, strlen(token));
}

/* "D07 D08" */
static const char *
codes_of(struct call *call, const struct application_file *file)
{
	const struct decision_row *row = file->decision_added ? file->decision_added
	                                                      : file->decision_changed;
	const char *text = row && !str_empty(row->reasons) ? row->reasons : "[]";
	struct buf codes = BUF_INIT(CODES_MAX);
	struct err ignored = { 0 };
	struct json *list = json_parse(text, strlen(text), &ignored);

	for (const struct json *reason = json_first(list); reason; reason = json_next(reason))
		buf_printf(&codes, "%s%s", codes.len ? " " : "", json_text(json_get(reason, "code")));
	json_free(list);
	const char *kept = arena_strdup(call->arena, codes.data);
	buf_done(&codes);
	return kept;
}

bool
feedback_invite(struct call *call, const struct application_file *file,
                char ret_token[FEEDBACK_TOKEN_TEXT])
{
	assert(call && call->txn && file && file->notice && file->notice->decision_id);
	uint8_t bytes[TOKEN_BYTES];
	struct feedback_row row = {
		.application_id = file->now.queue.application_id,
		.customer_id = file->now.queue.customer_id,
		.decision_id = file->notice->decision_id,
		.program_id = file->program->id,
		.codes = codes_of(call, file),
		.asked_at_ms = call->now_ms,
	};

	random_bytes(bytes, sizeof bytes);
	base64url_text(ret_token, FEEDBACK_TOKEN_TEXT, bytes, sizeof bytes);
	hash_of(row.token_hash, ret_token);
	return feedback_add(call->txn, &row);
}

static bool
find(struct call *call, const char *token, struct feedback_row *ret, struct err *err)
{
	uint8_t hash[SECRET_HASH_BYTES];

	hash_of(hash, token);
	if (feedback_find(call->db, hash, call->arena, ret)
		&& call->now_ms - ret->asked_at_ms < (int64_t)FEEDBACK_DAYS * DAY_MS)
		return true;
	return db_take_failure(call->db, err) ? false
		: err_set(err, ERR_NOT_FOUND, "There is no such question any more.");
}

bool
feedback_read(struct call *call, const char *token, struct feedback_view *ret, struct err *err)
{
	assert(call && token && ret && err);
	const struct program *program;
	struct feedback_row row;

	if (!find(call, token, &row, err))
		return false;
	program = agency_program(call->agency, row.program_id, 0);
	*ret = (struct feedback_view) {
		.program_name = program ? program_say(program, &program->name, call->language, NULL) : "",
		.is_answered = row.answered_at_ms != 0,
	};
	return true;
}

static bool
tell(struct call *call, const struct feedback_row *row, struct err *err)
{
	struct queue_row queue;
	struct buf payload = BUF_INIT(PAYLOAD_BYTES_MAX);
	struct json_out out = JSON_OUT(&payload);
	bool ok = queue_find(call->db, row->application_id, call->arena, &queue);

	if (ok) {
		struct event event = {
			.type = EVENT_FEEDBACK_GIVEN,
			.subject = { "application", row->application_id },
			.application_id = row->application_id,
			.actor = { .kind = AUTHOR_CUSTOMER, .id = row->customer_id },
			.scope = queue_row_scope(&queue, queue.assignee_id),
		};
		json_begin_object(&out, NULL);
		json_put_int(&out, "v", 1);
		json_put_int(&out, "score", row->score);
		json_put_text(&out, "comment", row->comment ? row->comment : "");
		json_put_text(&out, "program", row->program_id);
		json_put_text(&out, "codes", row->codes ? row->codes : "");
		json_end_object(&out);
		ok = buf_ok(&payload) && event_append(call->txn, &event, payload.data);
	}
	buf_done(&payload);
	if (!ok && !db_take_failure(call->db, err))
		err_set(err, ERR_INTERNAL, "What was said could not be kept.");
	return ok;
}

bool
feedback_give(struct call *call, const char *token, int64_t score, const char *comment,
              struct err *err)
{
	assert(call && call->txn && token && err);
	struct feedback_row row;
	bool kept;

	if (!find(call, token, &row, err))
		return false;
	if (score < 1 || score > 5)
		return err_field(err, "/score", "invalid", "A number from 1 to 5.");
	if (comment && strlen(comment) > FEEDBACK_COMMENT_MAX)
		return err_field(err, "/comment", "too_long", "At most %d bytes.", (int)FEEDBACK_COMMENT_MAX);
	row.score = score;
	row.comment = comment;
	if (!feedback_answer(call->txn, &row, &kept))
		return db_take_failure(call->db, err), false;
	if (!kept)
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED, "This was answered before.");
	return tell(call, &row, err);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The line to the server, waited for: sign-in, calls one after another, and
 * what an error means for a script.
 */
#include "client/line/private.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/str.h"
#include "client/line/password.h"

enum { OWNER_LINE = OWNER_VIEW_FIRST, WAIT_STEP_MS = 1000, ASK_AGAIN_TRIES = 5, ASK_AGAIN_MS = 1000 };

void
answer_done(struct answer_kept *answer)
{
	json_free(answer->json);
	secret_wipe(answer->body.data, answer->body.len);
	buf_done(&answer->body);
	*answer = (struct answer_kept) ANSWER_INIT;
}

/* Sends the one request that stands in fx and waits for its answer. */
static void
call_and_wait(struct line *line, struct answer_kept *answer)
{
	struct request *request = &line->fx.items[line->fx.count - 1].request;
	struct reply reply;
	struct err err = { 0 };

	answer_done(answer);
	str_copy(answer->key, sizeof answer->key, request->key);
	api_active(line->api);
	signing_sign(&line->signing, request);
	api_submit(line->api, request);
	fx_clear(&line->fx);
	api_perform(line->api, clock_mono_ms());
	while (!api_take_reply(line->api, &reply)) {
		curl_multi_poll(api_multi(line->api), NULL, 0, WAIT_STEP_MS, NULL);
		api_perform(line->api, clock_mono_ms());
	}
	answer->ok = reply.ok;
	answer->version = reply.version;
	answer->replayed = reply.replayed;
	if (!reply.ok)
		answer->err = *reply.err;
	buf_add(&answer->body, reply.body, reply.body_len);
	api_reply_done(line->api);
	if (answer->ok && answer->body.len > 0) {
		answer->json = json_parse(answer->body.data, answer->body.len, &err);
		if (!answer->json) {
			answer->ok = false;
			answer->err = err;
		}
	}
}

bool
line_get(struct line *line, struct answer_kept *answer, const char *path)
{
	fx_get(&line->fx, OWNER_LINE, 0, path);
	call_and_wait(line, answer);
	return answer->ok;
}

/* No answer came to a write: the outcome is asked for by its key. */
static bool
ask_outcome(struct line *line, struct answer_kept *answer)
{
	char path[128], key[48];

	str_copy(key, sizeof key, answer->key);
	snprintf(path, sizeof path, "/v1/outcomes/%s", key);
	for (int tries = 0; tries < ASK_AGAIN_TRIES; tries++) {
		if (tries > 0)
			curl_multi_poll(api_multi(line->api), NULL, 0, ASK_AGAIN_MS, NULL);
		/* It is not sent again here, so it must not arrive behind our back. */
		fx_write(&line->fx, OWNER_LINE, 0, &(struct write){ .method = "DELETE", .path = path,
		                                                    .flags = REQUEST_NO_KEY });
		call_and_wait(line, answer);
		bool found = answer->ok;
		str_copy(answer->key, sizeof answer->key, key);
		if (found)
			return true;
		if (answer->err.code == ERR_NOT_FOUND) {
			err_set(&answer->err, ERR_OFFLINE, "%s", _("It never arrived; nothing was written."));
			return false;
		}
	}
	answer->err = (struct err){ 0 };
	return err_set(&answer->err, ERR_OUTCOME_UNKNOWN,
	               _("Run the same command again with --key %s; it is done once at most."), key);
}

bool
line_write(struct line *line, struct answer_kept *answer, const struct write *write)
{
	struct write keyed = *write;
	bool ok;

	if (!keyed.key && !(keyed.flags & REQUEST_NO_KEY))
		keyed.key = line->options->key;
	fx_write(&line->fx, OWNER_LINE, 0, &keyed);
	/* Between sending and the answer an interrupt would leave it unknown. */
	signal(SIGINT, SIG_IGN);
	call_and_wait(line, answer);
	ok = answer->ok;
	if (!ok && answer->err.code == ERR_OUTCOME_UNKNOWN && answer->key[0])
		ok = ask_outcome(line, answer);
	signal(SIGINT, SIG_DFL);
	return ok;
}

int
line_refuse(const struct err *err)
{
	struct buf members = BUF_INIT(1000);
	bool says_more = err->detail[0] && !str_eq(err->detail, err_title(err->code));

	fx_put_members(&members, err->changed_fields);
	if (err->code == ERR_VERSION_CONFLICT && !str_empty(err->changed_by))
		line_complain(_("%s changed this while you were working on it (%s)."), err->changed_by,
		              members.data);
	else
		line_complain("%s%s%s", _(err_title(err->code)), says_more ? " " : "", says_more ? err->detail : "");
	buf_done(&members);
	for (size_t i = 0; i < err->field_count; i++)
		line_complain("%s: %s", err->fields[i].pointer, err->fields[i].detail);
	switch (err->code) {
	case ERR_OFFLINE: return LINE_UNAVAILABLE;
	case ERR_OUTCOME_UNKNOWN: return LINE_UNKNOWN;
	case ERR_NOT_FOUND: return LINE_NOT_FOUND;
	case ERR_OTP_REQUIRED:
	case ERR_OTP_INVALID:
	case ERR_SECOND_FACTOR_DUE:
	case ERR_UNAUTHENTICATED:
	case ERR_SESSION_EXPIRED: return LINE_NOT_YOU;
	case ERR_VERSION_CONFLICT: return LINE_CHANGED;
	case ERR_VALIDATION_FAILED:
	case ERR_IDEMPOTENCY_MISMATCH:
	case ERR_BAD_REQUEST:
	case ERR_CURSOR_INVALID:
	case ERR_PAYLOAD_TOO_LARGE:
	case ERR_TARGET_TOO_LONG:
	case ERR_HEADERS_TOO_LARGE:
	case ERR_UNKNOWN_PARAMETER: return LINE_DATA;
	case ERR_RATE_LIMITED:
	case ERR_IDEMPOTENCY_IN_FLIGHT:
	case ERR_BACKEND_UNAVAILABLE: return LINE_TRY_AGAIN;
	case ERR_INTERNAL:
	case ERR_MALFORMED_JSON: return LINE_FAULT;
	default: return LINE_REFUSED;
	}
}

/* ---- signing in ---- */

enum { LINE_ASK_CODE = -1 }; /* no exit code: the server wants more */

static bool
sign_in(struct line *line, const char *user, const char *password, const char *otp, int *ret_exit)
{
	struct answer_kept answer = ANSWER_INIT;
	struct buf body = BUF_INIT(4096);
	struct json_out out = JSON_OUT(&body);
	const char *token;

	json_begin_object(&out, NULL);
	json_put_text(&out, "username", user);
	json_put_text(&out, "password", password);
	if (otp)
		json_put_text(&out, "otp", otp);
	json_end_object(&out);
	bool ok = line_write(line, &answer,
	                     &(struct write){ .method = "POST", .path = "/v1/sessions",
	                                      .body = body.data,
	                                      .flags = REQUEST_SECRET | REQUEST_NO_KEY });
	token = ok ? json_text(json_get(answer.json, "token")) : NULL;
	if (token) {
		api_token(line->api, token);
		ok = line_signing_open(line, answer.json, password, ret_exit);
	} else if (ok) {
		*ret_exit = LINE_FAULT;
	} else if (!otp && answer.err.code == ERR_OTP_REQUIRED) {
		*ret_exit = LINE_ASK_CODE;
	} else {
		*ret_exit = line_refuse(&answer.err);
	}
	secret_wipe(body.data, body.len);
	buf_done(&body);
	ok = ok && token;
	answer_done(&answer);
	return ok;
}

/* With the code of a second factor, where one is given or asked for. */
static bool
sign_in_fully(struct line *line, const char *user, const char *password, int *ret_exit)
{
	const struct line_start *start = &line->options->start;
	struct err err = { 0 };
	char *otp = NULL;
	bool ok = false, given = start->otp_fd >= 0;

	if (!given) {
		ok = sign_in(line, user, password, NULL, ret_exit);
		if (ok || *ret_exit != LINE_ASK_CODE)
			return ok;
	}
	*ret_exit = LINE_USAGE;
	if (otp_read(&otp, start->otp_fd, user, &err))
		ok = sign_in(line, user, password, otp, ret_exit);
	else
		line_complain("%s", err.detail);
	secret_free(otp);
	return ok;
}

bool
line_open(struct line *line, int *ret_exit)
{
	const struct line_start *start = &line->options->start;
	struct err err = { 0 };
	char *password = NULL, *user = NULL;
	bool ok = false;

	*ret_exit = LINE_USAGE;
	if (str_empty(start->user)) {
		line_complain(_("say who you are: --user NAME"));
		return false;
	}
	if (strlen(start->user) > LINE_USER_MAX) {
		line_complain(_("--user has at most %d bytes"), LINE_USER_MAX);
		return false;
	}
	user = arena_strdup(&line->arena, start->user);
	line->api = api_new(&start->server, &err);
	if (!line->api) {
		*ret_exit = LINE_UNAVAILABLE;
		line_complain("%s", err.detail);
		return false;
	}
	if (start->password || password_read(&password, start->password_fd, user, &err))
		ok = sign_in_fully(line, user, start->password ? start->password : password, ret_exit);
	else
		line_complain("%s", err.detail);
	secret_free(password);
	if (!ok) {
		api_free(line->api);
		line->api = NULL;
	}
	return ok;
}

void
line_close(struct line *line)
{
	struct answer_kept answer = ANSWER_INIT;

	/* The answer changes nothing: the session ends by itself, too. */
	fx_write(&line->fx, OWNER_LINE, 0,
	         &(struct write){ .method = "DELETE", .path = "/v1/sessions/current",
	                          .flags = REQUEST_NO_KEY });
	call_and_wait(line, &answer);
	answer_done(&answer);
	signing_forget(&line->signing);
	api_free(line->api);
}

/* ---- what all verbs need ---- */

bool
line_decode(const struct resource *resource, const struct json *json, void *object,
            struct line *line, struct err *err)
{
	memset(object, 0, resource->size);
	return proto_decode(resource, json, object, &line->arena, PROTO_LENIENT, err);
}

/* The id of the application with that number; false with err NOT_FOUND. */
static bool
id_of_number(struct line *line, const char *number, struct answer_kept *answer, char *ret_id,
             size_t size)
{
	struct buf path = BUF_INIT(2000);

	buf_puts(&path, "/v1/search");
	path_add(&path, "q", number);
	path_add(&path, "types", "application");
	bool ok = line_get(line, answer, path.data);
	buf_done(&path);
	if (!ok)
		return false;
	const struct json *item = json_first(json_get(answer->json, "items"));
	for (; item; item = json_next(item)) {
		const char *title = json_text(json_get(item, "title"));
		const char *id = json_text(json_get(item, "id"));
		size_t len = strlen(number);
		/* "A-26-000412 Nguyen Thi Hoa" */
		if (title && id && strncasecmp(title, number, len) == 0 && strchr(" ", title[len]))
			return str_copy(ret_id, size, id);
	}
	return err_set(&answer->err, ERR_NOT_FOUND, _("No application you may see is called %s."), number);
}

bool
line_find_application(struct line *line, const char *number, struct answer_kept *answer, int *ret_exit)
{
	char id[PLACE_ID_MAX], path[128];

	if (strncasecmp(number, "A-", 2) == 0 && strlen(number) < sizeof id) {
		if (!id_of_number(line, number, answer, id, sizeof id)) {
			*ret_exit = line_refuse(&answer->err);
			return false;
		}
	} else if (!str_is_id(number) || !str_copy(id, sizeof id, number)) {
		line_complain(_("\"%s\" is no number like A-26-000412"), number);
		*ret_exit = LINE_USAGE;
		return false;
	}
	snprintf(path, sizeof path, "/v1/applications/%s", id);
	if (line_get(line, answer, path))
		return true;
	*ret_exit = line_refuse(&answer->err);
	return false;
}

/* The whole word and nothing but it. */
static bool
is_word(const char *typed, const char *word)
{
	if (str_eq(typed, word))
		return true;
	line_complain(_("that is not \"%s\"; nothing was written"), word);
	return false;
}

bool
line_confirm(struct line *line, const char *question, const char *word)
{
	char typed[64] = "";

	/* Nothing is confirmed that was not shown. */
	if (!say_flush(line))
		return false;
	if (line->options->confirm)
		return is_word(line->options->confirm, word);
	FILE *terminal = fopen("/dev/tty", "r+");
	if (!terminal) {
		line_complain(_("no terminal to type \"%s\" on; say --confirm %s"), word, word);
		return false;
	}
	fprintf(terminal, "%s %s\n", question, word);
	fflush(terminal);
	bool got = fgets(typed, sizeof typed, terminal) != NULL;
	fclose(terminal);
	typed[strcspn(typed, "\r\n")] = '\0';
	return is_word(got ? typed : "", word);
}

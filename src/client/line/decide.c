/* SPDX-License-Identifier: Apache-2.0
 *
 * A decision from the command line: the rehearsal is always printed first,
 * STOPs before the letter, and only the outcome's word typed in full issues
 * it.  The bytes that were rehearsed are the bytes that are sent.
 */
#include "client/line/private.h"

#include "base/money.h"
#include "base/str.h"
#include "domain/application.h"
#include "domain/decision.h"
#include "proto/requests.h"

struct reason_codes { struct reason_code_view *at; size_t count; };

/* The program's reasons tell what kind of thing each fact is. */
static bool
get_reasons(struct line *line, const struct application *app, struct reason_codes *ret, int *ret_exit)
{
	struct answer_kept answer = ANSWER_INIT;
	struct buf path = BUF_INIT(200);
	struct err err = { 0 };

	buf_puts(&path, "/v1/reason-codes");
	path_add(&path, "program", app->program.id);
	bool ok = line_get(line, &answer, path.data);
	buf_done(&path);
	const struct json *items = json_get(answer.json, "items");
	*ret = (struct reason_codes){ arena_array(&line->arena, json_count(items) + 1, sizeof *ret->at), 0 };
	const struct json *item = json_first(items);
	for (; ok && item; item = json_next(item))
		ok = line_decode(&resource_reason_code, item, &ret->at[ret->count++], line, &err);
	if (!ok)
		*ret_exit = line_refuse(err.code ? &err : &answer.err);
	answer_done(&answer);
	return ok;
}

static const char *
fact_type(const struct reason_codes *codes, const char *code, const char *fact)
{
	for (size_t i = 0; i < codes->count; i++)
		for (size_t f = 0; str_eq(codes->at[i].code, code) && f < codes->at[i].facts.count; f++)
			if (str_eq(codes->at[i].facts.at[f].name, fact))
				return codes->at[i].facts.at[f].type;
	return "text";
}

static void
put_money(struct json_out *out, const char *name, const char *amount)
{
	json_begin_object(out, name);
	json_put_text(out, "amount", amount);
	json_put_text(out, "currency", "USD");
	json_end_object(out);
}

static void
put_facts(struct json_out *out, const struct line_options *options, int reason,
          const struct reason_codes *codes)
{
	int64_t number;

	json_begin_object(out, "facts");
	for (int i = 0; i < options->fact_count; i++) {
		const struct line_fact *fact = &options->facts[i];
		const char *type;

		if (fact->reason != reason)
			continue;
		type = fact_type(codes, options->reasons[reason].code, fact->name);
		if (str_eq(type, "money"))
			put_money(out, fact->name, fact->value);
		else if (str_eq(type, "number") && str_to_i64(fact->value, &number))
			json_put_int(out, fact->name, number);
		else
			json_put_text(out, fact->name, fact->value);
	}
	json_end_object(out);
}

/* FROM[/TO]=AMOUNT */
static bool
put_amount(struct json_out *out, char *text)
{
	char *equals = strchr(text, '='), *slash = strchr(text, '/');

	if (!equals || (slash && slash > equals)) {
		line_complain(_("--amount takes FROM=AMOUNT or FROM/TO=AMOUNT, like 2025-11-01=291.00"));
		return false;
	}
	*equals = '\0';
	if (slash)
		*slash = '\0';
	json_begin_object(out, NULL);
	json_put_text(out, "from", text);
	if (slash)
		json_put_text(out, "to", slash + 1);
	put_money(out, "amount", equals + 1);
	json_end_object(out);
	return true;
}

static bool
put_body(struct line *line, const struct application *app, const struct reason_codes *codes,
         struct buf *body)
{
	const struct line_options *options = line->options;
	struct json_out out = JSON_OUT(body);

	json_begin_object(&out, NULL);
	json_put_text(&out, "application_id", app->id);
	json_put_int(&out, "application_version", app->version);
	json_put_text(&out, "outcome", str_eq(options->outcome, "approve") ? "approved" : "denied");
	json_begin_list(&out, "reasons");
	for (int i = 0; i < options->reason_count; i++) {
		json_begin_object(&out, NULL);
		json_put_text(&out, "code", options->reasons[i].code);
		put_facts(&out, options, i, codes);
		json_end_object(&out);
	}
	json_end_list(&out);
	if (options->amount_count > 0) {
		json_begin_list(&out, "amounts");
		for (int i = 0; i < options->amount_count; i++)
			if (!put_amount(&out, arena_strdup(&line->arena, options->amounts[i])))
				return false;
		json_end_list(&out);
	}
	if (options->rationale)
		json_put_text(&out, "rationale", options->rationale);
	if (options->override_reason)
		json_put_text(&out, "override_reason", options->override_reason);
	if (options->supersedes)
		json_put_text(&out, "supersedes", options->supersedes);
	json_end_object(&out);
	return true;
}

/* ---- the rehearsal ---- */

static void
say_finding(struct line *line, const char *kind, const struct finding *finding)
{
	if (finding->lifted_by)
		say(line, _("%s: %s (%s can lift it)"), kind, finding->text, spoken_name(line, NAMES_WHO, finding->lifted_by));
	else
		say(line, "%s: %s", kind, finding->text);
}

static void
say_rehearsal(struct line *line, const struct application *app, const struct rehearsal *rehearsal)
{
	char date[DATE_TEXT_MAX];

	say(line, _("Rehearsal, nothing is sent yet: %s %s, %s, %s"), line->options->outcome, app->number,
	    app->customer.name, app->program.name);
	for (size_t i = 0; i < rehearsal->stops.count; i++)
		say_finding(line, "STOP", &rehearsal->stops.at[i]);
	for (size_t i = 0; i < rehearsal->warnings.count; i++)
		say_finding(line, "WARN", &rehearsal->warnings.at[i]);
	for (size_t i = 0; i < rehearsal->decision->reasons.count; i++)
		say(line, _("Reason %s: %s"), rehearsal->decision->reasons.at[i].code,
		    rehearsal->decision->reasons.at[i].text);
	if (rehearsal->decision->appeal_deadline_on != DATE_NONE)
		say_fact(line, _("Appeal by"), date_to_text(rehearsal->decision->appeal_deadline_on, date));
	say_fact(line, _("Status update"), rehearsal->status_update->text);
	say(line, _("Letter, in %s:"), spoken_name(line, NAMES_LANGUAGE, rehearsal->notice->language));
	say_text(line, rehearsal->notice->rendered_text);
}

/* Prints it; true when it may be issued. */
static bool
rehearse(struct line *line, const struct application *app, const struct write *write, int *ret_exit)
{
	struct answer_kept answer = ANSWER_INIT;
	struct rehearsal rehearsal;
	struct err err = { 0 };
	struct write dry = *write;
	struct buf path = BUF_INIT(200);
	bool ok;

	buf_printf(&path, "%s?dry_run=true", write->path);
	dry.path = path.data;
	dry.flags = REQUEST_NO_KEY;
	ok = line_write(line, &answer, &dry);
	if (!ok) {
		*ret_exit = line_refuse(&answer.err);
	} else if (!line_decode(&resource_rehearsal, answer.json, &rehearsal, line, &err)) {
		*ret_exit = line_refuse(&err);
		ok = false;
	} else {
		if (line->options->json)
			say_json(line, answer.json);
		else
			say_rehearsal(line, app, &rehearsal);
		ok = rehearsal.stops.count == 0;
		if (!ok) {
			say_flush(line);
			line_complain(_("a STOP stands in the way; nothing was written"));
			*ret_exit = LINE_REFUSED;
		}
	}
	buf_done(&path);
	answer_done(&answer);
	return ok;
}

static int
issue(struct line *line, const struct application *app, const struct write *write)
{
	struct answer_kept answer = ANSWER_INIT;
	struct write signed_write = *write;
	int code = LINE_DONE;
	const char *state;

	signed_write.flags |= REQUEST_SIGN;
	if (!line_write(line, &answer, &signed_write)) {
		code = line_refuse(&answer.err);
	} else if (line->options->json) {
		say_json(line, answer.json);
	} else {
		state = json_text(json_get(answer.json, "state"));
		if (str_eq(state, "awaiting_second_approval"))
			say(line, _("%s waits for a second person; nothing was sent yet."), app->number);
		else
			say(line, _("%s is decided and its letter queued. It cannot be recalled, only superseded."),
			    app->number);
	}
	answer_done(&answer);
	return code;
}

static bool
options_make_sense(const struct line_options *options)
{
	if (!str_eq(options->outcome, "approve") && !str_eq(options->outcome, "deny")) {
		line_complain(_("--outcome is approve or deny; nothing is chosen for you"));
		return false;
	}
	if (options->reason_count == 0) {
		line_complain(_("a decision needs at least one --reason"));
		return false;
	}
	return true;
}

static int
rehearse_and_issue(struct line *line, const struct application *app, const char *body)
{
	struct buf path = BUF_INIT(200);
	int code = LINE_UNCONFIRMED;

	buf_printf(&path, "/v1/applications/%s/decisions", app->id);
	struct write write = { .method = "POST", .path = path.data, .body = body, .if_match = app->version };
	if (rehearse(line, app, &write, &code) &&
	    line_confirm(line, _("Issued, it cannot be recalled. To issue, type"), line->options->outcome))
		code = issue(line, app, &write);
	buf_done(&path);
	return code;
}

int
line_verb_DECIDE(struct line *line)
{
	const struct line_options *options = line->options;
	struct answer_kept answer = ANSWER_INIT;
	struct buf body = BUF_INIT(LINE_TEXT_MAX * 2);
	struct application app;
	struct reason_codes codes;
	struct err err = { 0 };
	int code = LINE_USAGE;

	if (!options_make_sense(options))
		return LINE_USAGE;
	if (!line_find_application(line, options->words[0], &answer, &code)) {
		answer_done(&answer);
		return code;
	}
	if (!line_decode(&resource_application, answer.json, &app, line, &err)) {
		code = line_refuse(&err);
	} else if (get_reasons(line, &app, &codes, &code)) {
		if (!put_body(line, &app, &codes, &body))
			code = LINE_USAGE;
		else if (!line_is_whole(&body, _("what the decision says is longer than %d bytes")))
			code = LINE_DATA;
		else
			code = rehearse_and_issue(line, &app, body.data);
	}
	buf_done(&body);
	answer_done(&answer);
	return code;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The verbs that only look: queue, show, history, transcript, search.
 */
#include "client/line/private.h"

#include "base/str.h"
#include "domain/application.h"
#include "domain/county.h"
#include "domain/customer.h"
#include "domain/interaction.h"
#include "domain/turn.h"
#include "domain/words.h"
#include "domain/worksheet.h"
#include "proto/requests.h"

enum { WHEN_MAX = 40 };

/* "2025-11-21 15:30" in the agency's central zone. */
static const char *
when(char out[WHEN_MAX], int64_t at_ms, enum zone zone)
{
	char date[DATE_TEXT_MAX];
	int minute = zone_minute_of_day(zone, at_ms);

	snprintf(out, WHEN_MAX, "%s %02d:%02d", date_to_text(zone_date(zone, at_ms), date),
	         minute / 60 % 24, minute % 60);
	return out;
}

static const char *
date_or_none(char out[DATE_TEXT_MAX], civil_date date)
{
	return date == DATE_NONE ? _("none") : date_to_text(date, out);
}

/* The list at path, with --limit and --cursor; false: refused and told. */
static bool
get_list(struct line *line, struct answer_kept *answer, const char *path, int *ret_exit)
{
	struct buf full = BUF_INIT(4000);
	char limit[24];

	snprintf(limit, sizeof limit, "%lld", (long long)line->options->limit);
	buf_puts(&full, path);
	path_add(&full, "limit", limit);
	path_add(&full, "cursor", line->options->cursor);
	*ret_exit = LINE_DATA;
	if (!buf_ok(&full)) {
		line_complain(_("that --cursor is longer than any that a list gives"));
		buf_done(&full);
		return false;
	}
	bool ok = line_get(line, answer, full.data);
	buf_done(&full);
	*ret_exit = ok ? LINE_DONE : line_refuse(&answer->err);
	return ok;
}

static void
say_more(struct line *line, const struct answer_kept *answer)
{
	const char *cursor = json_text(json_get(answer->json, "next_cursor"));

	if (cursor)
		say(line, _("More: the same with --cursor %s"), cursor);
}

/* ---- queue ---- */

static const char *
spoken_turn(struct line *line, const struct application *app)
{
	return app->turn == TURN_NONE ? _("nobody") : spoken_name(line, NAMES_TURN, word_of(words_turn, (int)app->turn));
}

static const char *
spoken_next(struct line *line, const struct application *app)
{
	return str_eq(app->next_act, NEXT_NONE) ? _("nothing") : spoken_name(line, NAMES_NEXT, app->next_act);
}

static void
say_row(struct line *line, const struct application *app)
{
	char due[DATE_TEXT_MAX];
	const char *clock = app->clock == CLOCK_OVERDUE ? _(", overdue") : "";

	say(line, _("%s, %s, %s%s, due %s%s, %s, whose move: %s, next: %s"), app->number, app->customer.name,
	    app->program.name, app->expedited ? _(" expedited") : "", date_or_none(due, app->due_on),
	    clock, gettext(application_status_text(app->status)), spoken_turn(line, app), spoken_next(line, app));
}

int
line_verb_QUEUE(struct line *line)
{
	static const struct { const char *name, *path; } rooms[] = {
		{ "mine", "/v1/applications?assignee=me&sort=due" },
		{ "team", "/v1/applications?sort=due" },
		{ "unassigned", "/v1/applications?assignee=none&sort=due" },
		{ "approvals", "/v1/applications?status=awaiting_second_approval&sort=due" },
		{ "reviews", "/v1/applications?review=open&sort=due" },
		{ "corrections", "/v1/applications?review=correct&sort=due" },
	};
	const char *room = line->options->word_count ? line->options->words[0] : "mine";
	struct answer_kept answer = ANSWER_INIT;
	struct application app;
	struct err err = { 0 };
	int code = LINE_DONE;
	size_t at = 0;
	int64_t total = 0;

	while (at < countof(rooms) && !str_eq(rooms[at].name, room))
		at++;
	if (at == countof(rooms)) {
		line_complain(_("there is no queue \"%s\": mine, team, unassigned, approvals, reviews or corrections"), room);
		return LINE_USAGE;
	}
	if (!get_list(line, &answer, rooms[at].path, &code)) {
		answer_done(&answer);
		return code;
	}
	if (line->options->json) {
		say_json(line, answer.json);
	} else {
		if (json_int(json_get(json_get(answer.json, "total"), "count"), &total))
			say(line, _("Applications: %lld"), (long long)total);
		const struct json *item = json_first(json_get(answer.json, "items"));
		for (; item; item = json_next(item))
			if (line_decode(&resource_application, item, &app, line, &err))
				say_row(line, &app);
		say_more(line, &answer);
	}
	answer_done(&answer);
	return LINE_DONE;
}

/* ---- show ---- */

static void
say_application(struct line *line, const struct application *app)
{
	enum zone zone = county_zone(app->county);
	char date[DATE_TEXT_MAX], time[WHEN_MAX];

	say_fact(line, _("Number"), app->number);
	say(line, _("Customer: %s, %s"), app->customer.name, app->customer.case_number);
	say(line, _("Program: %s%s"), app->program.name, app->expedited ? _(", expedited") : "");
	say_fact(line, _("Status"), gettext(application_status_text(app->status)));
	say_fact(line, _("Filed"), date_or_none(date, app->filed_on));
	say(line, _("Due: %s%s"), date_or_none(date, app->due_on),
	    app->clock == CLOCK_OVERDUE ? _(", overdue") : "");
	say_fact(line, _("Worker"), app->assignee ? app->assignee->name : _("nobody"));
	say_fact(line, _("County"), app->county);
	say_fact(line, _("Language"), spoken_name(line, NAMES_LANGUAGE, app->language));
	say_fact(line, _("Whose move"), spoken_turn(line, app));
	say_fact(line, _("Next"), spoken_next(line, app));
	say(line, _("Not seen yet: %lld"), (long long)app->unseen_changes);
	for (size_t i = 0; i < app->interviews.count; i++) {
		const struct interview *interview = &app->interviews.at[i];
		say(line, _("Interview %lld: %s, %s, %s"), (long long)interview->number,
		    spoken_name(line, NAMES_INTERVIEW, word_of(words_interview, (int)interview->state)),
		    interview->at_ms ? when(time, interview->at_ms, zone) : _("no time"),
		    spoken_name(line, NAMES_MEANS, interview->mode));
	}
	for (size_t i = 0; i < app->missing.count; i++)
		say(line, _("Requirement: %s, %s"), spoken_item(line, &app->missing.at[i]),
		    spoken_name(line, NAMES_ITEM, word_of(words_item_state, (int)app->missing.at[i].state)));
	for (size_t i = 0; i < app->allowed_actions.count; i++)
		say_fact(line, _("You may"), spoken_act(line, app->allowed_actions.at[i]));
}

static void
say_customer(struct line *line, const struct customer *customer)
{
	char date[DATE_TEXT_MAX];

	say_fact(line, _("Case number"), customer->case_number);
	say_fact(line, _("Name"), customer->name);
	if (customer->born_on != DATE_NONE)
		say_fact(line, _("Born"), date_to_text(customer->born_on, date));
	say_fact(line, _("Speaks"), spoken_name(line, NAMES_LANGUAGE, customer->spoken_language));
	say_fact(line, _("Reads"), spoken_name(line, NAMES_LANGUAGE, customer->language));
	say_fact(line, _("Telephone"), customer->phone);
	say_fact(line, _("E-mail"), customer->email);
	say_fact(line, _("County"), customer->county);
	for (size_t i = 0; i < customer->pinned_notes.count; i++)
		say_fact(line, _("Pinned"), customer->pinned_notes.at[i].text);
	for (size_t i = 0; i < customer->household.count; i++)
		say(line, _("Household: %s, %s"), customer->household.at[i].name,
		    spoken_name(line, NAMES_RELATION, customer->household.at[i].relation));
	for (size_t i = 0; i < customer->applications.count; i++)
		say(line, _("Application: %s, %s, %s"), customer->applications.at[i].number,
		    customer->applications.at[i].program_id,
		    spoken_status(line, customer->applications.at[i].status));
}

/* The customer whose case number it is. */
static bool
find_customer(struct line *line, const char *number, struct answer_kept *answer, int *ret_exit)
{
	struct buf path = BUF_INIT(1000);
	char id[PLACE_ID_MAX] = "";

	if (strlen(number) >= sizeof id) {
		line_complain(_("\"%s\" is no case number like C-104882"), number);
		*ret_exit = LINE_USAGE;
		return false;
	}
	buf_puts(&path, "/v1/customers");
	path_add(&path, "q", number);
	bool ok = line_get(line, answer, path.data);
	const struct json *item = ok ? json_first(json_get(answer->json, "items")) : NULL;
	for (; item; item = json_next(item)) {
		const char *found = json_text(json_get(item, "case_number"));
		if (found && strcasecmp(found, number) == 0)
			str_copy(id, sizeof id, json_text(json_get(item, "id")));
	}
	if (ok && !id[0])
		ok = err_set(&answer->err, ERR_NOT_FOUND, _("No customer you may see is called %s."), number);
	if (ok) {
		buf_reset(&path);
		buf_printf(&path, "/v1/customers/%s", id);
		ok = line_get(line, answer, path.data);
	}
	buf_done(&path);
	if (!ok)
		*ret_exit = line_refuse(&answer->err);
	return ok;
}

static bool
is_case_number(const char *word)
{
	return strncasecmp(word, "C-", 2) == 0;
}

/* The worksheet of an application; false: its program carries no arithmetic,
 * or it could not be had (err). */
static bool
get_worksheet(struct line *line, const char *id, struct answer_kept *answer, struct err *err)
{
	char path[128];

	snprintf(path, sizeof path, "/v1/applications/%s/worksheet", id);
	if (line_get(line, answer, path))
		return true;
	/* A program need not carry rules: that is no failure of the command. */
	if (answer->err.code != ERR_UNSUPPORTED_BY_BACKEND && answer->err.code != ERR_NOT_FOUND)
		*err = answer->err;
	return false;
}

/* One object: the application, and its worksheet as a member. */
static void
say_json_whole(struct line *line, const struct json *application, const struct json *sheet)
{
	struct buf text = BUF_INIT(LINE_OUT_MAX);
	struct json_out out = JSON_OUT(&text);
	struct err ignored = { .code = ERR_NONE };
	struct json *whole;

	json_begin_object(&out, NULL);
	for (const struct json *at = json_first(application); at; at = json_next(at)) {
		json_begin_value(&out, json_name(at));
		json_print(&text, at);
	}
	if (sheet) {
		json_begin_value(&out, "worksheet");
		json_print(&text, sheet);
	}
	json_end_object(&out);
	whole = buf_ok(&text) ? json_parse(text.data, text.len, &ignored) : NULL;
	say_json(line, whole ? whole : application);
	json_free(whole);
	buf_done(&text);
}

static int
show_application(struct line *line, const struct answer_kept *found)
{
	const char *id = json_text(json_get(found->json, "id"));
	struct answer_kept answer = ANSWER_INIT;
	struct application app;
	struct worksheet sheet;
	struct err err = { .code = ERR_NONE };
	bool has = get_worksheet(line, id ? id : "", &answer, &err);
	int code = LINE_DONE;

	if (line->options->json)
		say_json_whole(line, found->json, has ? answer.json : NULL);
	else if (line_decode(&resource_application, found->json, &app, line, &err))
		say_application(line, &app);
	if (err.code == ERR_NONE && has && !line->options->json &&
	    line_decode(&resource_worksheet, answer.json, &sheet, line, &err))
		say_worksheet(line, &sheet);
	if (err.code != ERR_NONE)
		code = line_refuse(&err);
	answer_done(&answer);
	return code;
}

int
line_verb_SHOW(struct line *line)
{
	const char *number = line->options->words[0];
	struct answer_kept answer = ANSWER_INIT;
	struct customer customer;
	struct err err = { 0 };
	bool of_customer = is_case_number(number), ok;
	int code = LINE_DONE;

	ok = of_customer ? find_customer(line, number, &answer, &code)
	                 : line_find_application(line, number, &answer, &code);
	if (ok && !of_customer)
		code = show_application(line, &answer);
	else if (ok && line->options->json)
		say_json(line, answer.json);
	else if (ok && line_decode(&resource_customer, answer.json, &customer, line, &err))
		say_customer(line, &customer);
	else if (ok)
		code = line_refuse(&err);
	answer_done(&answer);
	return code;
}

/* ---- history ---- */

/* "/v1/customers/ID/history", of one application where a number was given. */
static bool
history_path(struct line *line, const char *number, struct buf *path, int *ret_exit)
{
	struct answer_kept answer = ANSWER_INIT;
	bool of_customer = is_case_number(number);
	bool ok = of_customer ? find_customer(line, number, &answer, ret_exit)
	                      : line_find_application(line, number, &answer, ret_exit);

	if (ok && of_customer) {
		buf_printf(path, "/v1/customers/%s/history", json_text(json_get(answer.json, "id")));
	} else if (ok) {
		buf_printf(path, "/v1/customers/%s/history",
		           json_text(json_get(json_get(answer.json, "customer"), "id")));
		path_add(path, "application", json_text(json_get(answer.json, "id")));
	}
	answer_done(&answer);
	return ok;
}

int
line_verb_HISTORY(struct line *line)
{
	struct answer_kept answer = ANSWER_INIT;
	struct buf path = BUF_INIT(1000);
	struct history_entry entry;
	struct err err = { 0 };
	char time[WHEN_MAX];
	int code = LINE_DONE;

	if (history_path(line, line->options->words[0], &path, &code) &&
	    get_list(line, &answer, path.data, &code)) {
		const struct json *item = json_first(json_get(answer.json, "items"));
		if (line->options->json)
			say_json(line, answer.json);
		for (; item && !line->options->json; item = json_next(item))
			if (line_decode(&resource_history_entry, item, &entry, line, &err))
				say(line, "%s, %s, %s: %s", when(time, entry.at_ms, ZONE_CENTRAL),
				    gettext(history_kind_text(entry.kind)),
				    entry.actor.name ? entry.actor.name
				                     : spoken_name(line, NAMES_WHO, word_of(words_author, (int)entry.actor.kind)),
				    entry.summary);
		if (!line->options->json)
			say_more(line, &answer);
	}
	buf_done(&path);
	answer_done(&answer);
	return code;
}

/* ---- transcript ---- */

/* The newest conversation of an application or customer. */
static bool
newest_chat(struct line *line, const char *number, char *ret_id, size_t size, int *ret_exit)
{
	struct answer_kept answer = ANSWER_INIT;
	struct buf path = BUF_INIT(1000);
	bool of_customer = is_case_number(number);
	bool ok = of_customer ? find_customer(line, number, &answer, ret_exit)
	                      : line_find_application(line, number, &answer, ret_exit);
	const char *id = json_text(json_get(answer.json, "id"));

	if (ok) {
		buf_puts(&path, "/v1/interactions");
		path_add(&path, of_customer ? "customer" : "application", id);
		path_add(&path, "limit", "1");
		ok = line_get(line, &answer, path.data);
		if (!ok)
			*ret_exit = line_refuse(&answer.err);
	}
	if (ok) {
		id = json_text(json_get(json_first(json_get(answer.json, "items")), "id"));
		if (id)
			str_copy(ret_id, size, id);
		else
			line_complain(_("%s has no conversation"), number);
		ok = id != NULL;
		*ret_exit = ok ? LINE_DONE : LINE_NOT_FOUND;
	}
	buf_done(&path);
	answer_done(&answer);
	return ok;
}

static void
say_message(struct line *line, const struct message *message)
{
	char time[WHEN_MAX];

	/* The name and the time first, so that a listener knows who speaks. */
	say(line, "%s, %s%s%s%s:", when(time, message->at_ms, ZONE_CENTRAL),
	    spoken_name(line, NAMES_WHO, word_of(words_author, (int)message->author.kind)), message->author.name ? " " : "",
	    message->author.name ? message->author.name : "",
	    message->internal ? _(", internal") : "");
	say_text(line, message->text);
}

int
line_verb_TRANSCRIPT(struct line *line)
{
	const char *given = line->options->words[0];
	struct answer_kept answer = ANSWER_INIT;
	struct message message;
	struct err err = { 0 };
	char id[PLACE_ID_MAX] = "", path[128];
	int code = LINE_DONE;

	if (is_case_number(given) || strncasecmp(given, "A-", 2) == 0) {
		if (!newest_chat(line, given, id, sizeof id, &code))
			return code;
	} else if (!str_is_id(given) || !str_copy(id, sizeof id, given)) {
		line_complain(_("\"%s\" is neither a conversation nor a number"), given);
		return LINE_USAGE;
	}
	snprintf(path, sizeof path, "/v1/interactions/%s/messages", id);
	if (get_list(line, &answer, path, &code)) {
		const struct json *item = json_first(json_get(answer.json, "items"));
		if (line->options->json)
			say_json(line, answer.json);
		for (; item && !line->options->json; item = json_next(item))
			if (line_decode(&resource_message, item, &message, line, &err))
				say_message(line, &message);
		if (!line->options->json)
			say_more(line, &answer);
	}
	answer_done(&answer);
	return code;
}

/* ---- search ---- */

int
line_verb_SEARCH(struct line *line)
{
	struct answer_kept answer = ANSWER_INIT;
	struct buf words = BUF_INIT(SEARCH_QUERY_MAX), path = BUF_INIT(1000);
	struct search_hit hit;
	struct err err = { 0 };
	int code = LINE_DATA;

	for (int i = 0; i < line->options->word_count; i++)
		buf_printf(&words, "%s%s", i ? " " : "", line->options->words[i]);
	buf_puts(&path, "/v1/search");
	path_add(&path, "q", words.data);
	if (line_is_whole(&words, _("what to look for is longer than %d bytes")) &&
	    get_list(line, &answer, path.data, &code)) {
		const struct json *item = json_first(json_get(answer.json, "items"));
		if (line->options->json)
			say_json(line, answer.json);
		else if (!item)
			say(line, "%s", _("Nothing found."));
		for (; item && !line->options->json; item = json_next(item))
			if (line_decode(&resource_search_hit, item, &hit, line, &err))
				say(line, "%s, %s%s%s%s%s", spoken_name(line, NAMES_HIT, hit.type), hit.title ? hit.title : hit.id,
				    hit.excerpt ? ": " : "", hit.excerpt ? hit.excerpt : "",
				    hit.interaction_id ? _(", conversation ") : "",
				    hit.interaction_id ? hit.interaction_id : "");
		if (!line->options->json)
			say_more(line, &answer);
	}
	buf_done(&words);
	buf_done(&path);
	answer_done(&answer);
	return code;
}

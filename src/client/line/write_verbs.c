/* SPDX-License-Identifier: Apache-2.0
 *
 * The verbs that write: note, and asking for what is missing.
 */
#include "client/line/private.h"

#include <unistd.h>

#include "base/str.h"
#include "domain/application.h"
#include "domain/words.h"

/* ---- note ---- */

/* The words of the command line, or standard input to its end. */
static bool
note_text(const struct line_options *options, struct buf *text)
{
	char chunk[4096];
	ssize_t got;

	for (int i = 1; i < options->word_count; i++)
		buf_printf(text, "%s%s", i > 1 ? " " : "", options->words[i]);
	if (options->word_count == 1) {
		while ((got = read(STDIN_FILENO, chunk, sizeof chunk)) > 0)
			buf_add(text, chunk, (size_t)got);
		while (text->len > 0 && text->data[text->len - 1] == '\n')
			text->data[--text->len] = '\0';
	}
	if (!buf_ok(text))
		line_complain(_("the note is longer than %d bytes"), LINE_TEXT_MAX);
	else if (text->len == 0)
		line_complain(_("the note is empty"));
	return buf_ok(text) && text->len > 0;
}

/* Not a change of the case, but the log keeps that it was made. */
int
line_verb_PACKET(struct line *line)
{
	struct answer_kept answer = ANSWER_INIT;
	struct buf path = BUF_INIT(1000);
	int code = LINE_DONE;
	bool ok = line_find_application(line, line->options->words[0], &answer, &code);

	if (ok) {
		buf_printf(&path, "/v1/applications/%s/packet", json_text(json_get(answer.json, "id")));
		ok = line_write(line, &answer, &(struct write){ .method = "POST", .path = path.data });
		if (!ok)
			code = line_refuse(&answer.err);
	}
	if (ok && line->options->json)
		say_json(line, answer.json);
	else if (ok)
		say_text(line, json_text(json_get(answer.json, "text")));
	buf_done(&path);
	answer_done(&answer);
	return code;
}

int
line_verb_NOTE(struct line *line)
{
	struct answer_kept answer = ANSWER_INIT;
	struct buf text = BUF_INIT(LINE_TEXT_MAX), path = BUF_INIT(200), body = BUF_INIT(4 * LINE_TEXT_MAX);
	struct json_out out = JSON_OUT(&body);
	int code = LINE_DATA;

	if (note_text(line->options, &text) &&
	    line_find_application(line, line->options->words[0], &answer, &code)) {
		buf_printf(&path, "/v1/applications/%s/notes", json_text(json_get(answer.json, "id")));
		json_begin_object(&out, NULL);
		json_put_text(&out, "text", text.data);
		json_put_text(&out, "kind", "note");
		json_end_object(&out);
		if (!line_write(line, &answer,
		                &(struct write){ .method = "POST", .path = path.data, .body = body.data }))
			code = line_refuse(&answer.err);
		else {
			code = LINE_DONE;
			if (line->options->json)
				say_json(line, answer.json);
			else
				say(line, "%s", _("The note is on the file."));
		}
	}
	buf_done(&text);
	buf_done(&path);
	buf_done(&body);
	answer_done(&answer);
	return code;
}

/* ---- missing ---- */

static void
say_items(struct line *line, const struct application *app)
{
	char asked[DATE_TEXT_MAX], due[DATE_TEXT_MAX];

	if (app->missing.count == 0)
		say(line, "%s", _("This program asks for no proof here."));
	for (size_t i = 0; i < app->missing.count; i++) {
		const struct missing_item *item = &app->missing.at[i];

		say(line, _("%s: %s%s, item %s"), spoken_item(line, item),
		    spoken_name(line, NAMES_ITEM, word_of(words_item_state, (int)item->state)),
		    item->received_at_ms && !item->looked_at_ms ? _(", nobody has looked at it") : "",
		    item->id);
		if (item->requested_on != DATE_NONE)
			say(line, _("  asked %s, due %s"), date_to_text(item->requested_on, asked),
			    item->due_on == DATE_NONE ? _("none") : date_to_text(item->due_on, due));
	}
}

static bool
is_wanted(const struct line_options *options, const struct missing_item *item)
{
	for (int i = 0; i < options->item_count; i++)
		if (str_eq(options->items[i], item->id))
			return true;
	return options->item_count == 0 && item->cured_by == CURED_BY_APPLICANT &&
	       item->requested_on == DATE_NONE &&
	       (item->state == ITEM_UNMET || item->state == ITEM_INSUFFICIENT);
}

static void
put_if(struct json_out *out, const char *name, const char *text)
{
	if (!str_empty(text))
		json_put_text(out, name, text);
}

static int
put_ask(const struct line_options *options, const struct application *app, struct buf *body)
{
	struct json_out out = JSON_OUT(body);
	int count = 0;

	json_begin_object(&out, NULL);
	json_begin_list(&out, "items");
	for (size_t i = 0; i < app->missing.count; i++) {
		const struct missing_item *item = &app->missing.at[i];

		if (!is_wanted(options, item))
			continue;
		json_begin_object(&out, NULL);
		json_put_text(&out, "requirement", item->requirement);
		put_if(&out, "person", item->person);
		put_if(&out, "source", item->source);
		put_if(&out, "period", item->period);
		json_end_object(&out);
		count++;
	}
	json_end_list(&out);
	put_if(&out, "due_on", options->due);
	put_if(&out, "message", options->message);
	json_put_bool(&out, "remind", true);
	json_end_object(&out);
	return count;
}

/* The letter first; then the word; then the letter goes. */
static int
ask_customer(struct line *line, const struct application *app)
{
	struct answer_kept answer = ANSWER_INIT;
	struct buf body = BUF_INIT(LINE_TEXT_MAX), path = BUF_INIT(200);
	int code = LINE_DONE, count = put_ask(line->options, app, &body);
	struct write write = { .method = "POST", .body = body.data, .if_match = app->version,
		               .flags = REQUEST_NO_KEY };

	if (count == 0)
		line_complain(_("nothing is left to ask for"));
	if (count == 0 || !line_is_whole(&body, _("what is to be asked is longer than %d bytes"))) {
		buf_done(&body);
		return count == 0 ? LINE_REFUSED : LINE_DATA;
	}
	buf_printf(&path, "/v1/applications/%s/missing?dry_run=true", app->id);
	write.path = path.data;
	if (!line_write(line, &answer, &write)) {
		code = line_refuse(&answer.err);
	} else {
		say(line, _("Nothing is sent yet. The letter, for %d items:"), count);
		say_text(line, json_text(json_get(json_get(answer.json, "would_send"), "rendered_text")));
		if (!line_confirm(line, _("Sending cannot be recalled. To send, type"), "ask"))
			code = LINE_UNCONFIRMED;
	}
	if (code == LINE_DONE) {
		path.data[strcspn(path.data, "?")] = '\0';
		write.flags = 0;
		if (!line_write(line, &answer, &write))
			code = line_refuse(&answer.err);
		else if (line->options->json)
			say_json(line, answer.json);
		else
			say(line, "%s", _("Asked. The letter is queued and cannot be recalled; the clock runs on."));
	}
	buf_done(&body);
	buf_done(&path);
	answer_done(&answer);
	return code;
}

int
line_verb_MISSING(struct line *line)
{
	struct answer_kept answer = ANSWER_INIT;
	struct application app;
	struct err err = { 0 };
	int code = LINE_DONE;

	if (line_find_application(line, line->options->words[0], &answer, &code)) {
		if (!line_decode(&resource_application, answer.json, &app, line, &err))
			code = line_refuse(&err);
		else if (line->options->ask)
			code = ask_customer(line, &app);
		else if (line->options->json)
			say_json(line, json_get(answer.json, "missing"));
		else
			say_items(line, &app);
	}
	answer_done(&answer);
	return code;
}

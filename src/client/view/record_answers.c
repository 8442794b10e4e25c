/* SPDX-License-Identifier: Apache-2.0
 *
 * Tab 2: the program's questions with what was answered.  Tab 4 of a program
 * that carries no arithmetic: the stated facts, and that it says so.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"
#include "client/ui/wrap.h"
#include "client/view/record_view.h"
#include "client/view/show.h"
#include "domain/answer_list.h"
#include "domain/county.h"

enum { LABEL_COLS_MAX = 52, ANSWER_MAX = 8000, CHANGES_SHOWN_MAX = 3 };

/* What one walk over the form needs. */
struct walk {
	struct text_widget *text;
	const struct program *program;
	const struct json *answers;
	const char *language;
	civil_date today;
	int label_cols;
	bool facts_only; /* the worksheet: amounts and numbers */
	int shown;
	const struct record *record; /* its changes; NULL: none are shown */
	struct answer_spots *spots;  /* or NULL */
};

static const char *
label_of(const struct walk *walk, const struct program_text *text)
{
	return program_say(walk->program, text, walk->language, NULL);
}

/* What was asked, whole: its last line beside the answer. */
static void
add_answer(struct walk *walk, const char *label, int indent, enum ink ink, const char *words)
{
	struct buf lead = BUF_INIT(600);
	int cols = walk->label_cols - indent > 3 ? walk->label_cols - indent - 2 : 1;

	while (true) {
		struct wrap line = wrap_line(label, strlen(label), cols);

		buf_reset(&lead);
		buf_printf(&lead, "%*s%.*s", indent, "", (int)line.len, label);
		label += line.next;
		if (!*label)
			break;
		text_add_lead(walk->text, INK_LABEL, lead.data, INK_LABEL, "");
	}
	while (canvas_width(lead.data) < walk->label_cols)
		buf_putc(&lead, ' ');
	text_add_lead(walk->text, INK_LABEL, lead.data, ink, words);
	walk->shown++;
	buf_done(&lead);
}

static bool
is_fact(const struct program_question *question)
{
	return question->type == QUESTION_MONEY || question->type == QUESTION_NUMBER;
}

static struct json *
parsed(const char *text)
{
	struct err ignored = { .code = ERR_NONE };

	return text ? json_parse(text, strlen(text), &ignored) : NULL;
}

/* Who changed it, when, and how they know. */
static void
put_who(struct walk *walk, const struct answer_change *change, struct buf *line)
{
	char time[SHOW_MAX], who[SHOW_ACT_MAX];

	buf_printf(line, "%s: %s",
	           show_time(time, change->at_ms, county_zone(walk->record->application->county), walk->today),
	           str_empty(change->by.name) ? show_author(who, &change->by) : change->by.name);
	if (!str_empty(change->how))
		buf_printf(line, ", %s", change->how);
}

/* "21 Nov 13:58: Ana Ruiz, said on the telephone: new: Acme Foods" */
static void
put_list_change(struct walk *walk, const struct program_question *list, const struct answer_change *change)
{
	const struct list_words words = { _("new"), _("gone"), _("was"), _("not shown or not answered") };
	struct json *before = parsed(change->before), *after = parsed(change->after);
	struct buf line = BUF_INIT(2 * ANSWER_MAX), what = BUF_INIT(ANSWER_MAX);

	/* A list too long for the event is in its record alone. */
	if (json_get(before, list->id) || json_get(after, list->id))
		answer_list_print_change(&what, walk->program, list, json_get(before, list->id),
		                         json_get(after, list->id), &words, walk->language);
	put_who(walk, change, &line);
	buf_printf(&line, ": %s", what.len > 0 ? what.data : _("changed; the history has the rest"));
	text_add_lead(walk->text, INK_DIM, "     ", INK_DIM, line.data);
	buf_done(&what);
	buf_done(&line);
	json_free(before);
	json_free(after);
}

/* "was $910.00 until 21 Nov 13:58: Ana Ruiz, said on the telephone" */
static void
put_change(struct walk *walk, const struct program_question *question, const struct answer_change *change)
{
	struct json *before = parsed(change->before);
	const struct json *answer = json_get(before, question->id);
	struct buf was = BUF_INIT(ANSWER_MAX), who = BUF_INIT(ANSWER_MAX), line = BUF_INIT(2 * ANSWER_MAX);

	if (question->sensitive)
		buf_puts(&was, _("(answered, not shown here)"));
	else if (answer_given(answer))
		answer_print(&was, walk->program, question, answer, walk->language);
	else
		buf_puts(&was, _("NOT ANSWERED"));
	put_who(walk, change, &who);
	/* TRANSLATORS: the answer before; when it was changed, by whom */
	buf_printf(&line, _("was %s until %s"), was.data, who.data);
	text_add_lead(walk->text, INK_DIM, "     ", INK_DIM, line.data);
	buf_done(&was);
	buf_done(&who);
	buf_done(&line);
	json_free(before);
}

/* E in this paragraph is about that. */
static void
add_spot(struct walk *walk, int paragraph, const char *what)
{
	struct answer_spots *spots = walk->spots;

	if (!spots || spots->count == ANSWER_SPOTS_MAX)
		return;
	spots->at[spots->count].paragraph = paragraph;
	spots->at[spots->count++].question = what;
}

/* Where it stands, unless that is said already (-1), and what it was. */
static void
put_changes(struct walk *walk, const struct program_question *question, int paragraph)
{
	int shown = 0;

	if (paragraph >= 0)
		add_spot(walk, paragraph, arena_strdup(&walk->text->arena, question->id));
	for (size_t i = 0; walk->record && i < walk->record->changes.count && shown < CHANGES_SHOWN_MAX; i++)
		if (text_list_has(&walk->record->changes.at[i].questions, question->id)) {
			if (question->fields.count > 0)
				put_list_change(walk, question, &walk->record->changes.at[i]);
			else
				put_change(walk, question, &walk->record->changes.at[i]);
			shown++;
		}
}

/* is_due: its answer may be demanded. */
static void
put_question(struct walk *walk, const struct program_question *question, const struct json *answer,
             bool is_due, int indent)
{
	const char *label = label_of(walk, &question->label);
	struct buf words = BUF_INIT(ANSWER_MAX);

	if (walk->facts_only && (!is_fact(question) || !answer_given(answer)))
		return;
	/* Seeing such a thing is an act that is recorded; this tab is none. */
	if (answer_given(answer) && question->sensitive) {
		add_answer(walk, label, indent, INK_DIM, _("(answered, not shown here)"));
	} else if (answer_given(answer)) {
		civil_date date;
		char shown[SHOW_MAX];

		/* A day as on every other screen; the letter has its own way. */
		if (question->type == QUESTION_DATE && date_from_text(json_text(answer), &date))
			buf_puts(&words, show_date(shown, date, walk->today));
		else
			answer_print(&words, walk->program, question, answer, walk->language);
		add_answer(walk, label, indent, INK_TEXT, words.data);
	} else if (question->required && is_due) {
		add_answer(walk, label, indent, INK_WARN, _("NOT ANSWERED"));
	} else {
		add_answer(walk, label, indent, INK_DIM, "-");
	}
	buf_done(&words);
}

/* A job, a person: its name, then its fields below. */
static void
put_entry(struct walk *walk, const struct program_question *question, const struct json *entry,
          int number)
{
	const struct program_question *name = question_find_field(
		question, question->entry_name ? question->entry_name : "name");
	const struct json *named = name ? json_get(entry, name->id) : NULL;
	struct buf heading = BUF_INIT(ANSWER_MAX);

	buf_printf(&heading, "  %d. ", number);
	if (named)
		answer_print(&heading, walk->program, name, named, walk->language);
	else
		buf_puts(&heading, label_of(walk, &question->label));
	text_add(walk->text, INK_HEADING, heading.data);
	buf_done(&heading);
	for (size_t i = 0; i < question->fields.count; i++) {
		const struct program_question *field = &question->fields.at[i];

		if (field == name ||
		    !answers_ask_field(walk->program, question, field, walk->answers, entry))
			continue;
		put_question(walk, field, json_get(entry, field->id),
		             answers_demand_field(walk->program, question, field, walk->answers, entry), 4);
	}
}

static void
put_entries(struct walk *walk, const struct program_question *question, const struct json *answer)
{
	size_t number = 0;

	for (const struct json *entry = json_first(answer); entry; entry = json_next(entry), number++) {
		const char *spot = arena_printf(&walk->text->arena, "%s/%zu", question->id, number);
		int first = (int)walk->text->paragraph_count;

		put_entry(walk, question, entry, (int)number + 1);
		for (int at = first; at < (int)walk->text->paragraph_count; at++)
			add_spot(walk, at, spot);
	}
}

static bool
is_due(const struct walk *walk, const struct program_question *question)
{
	return answers_demand(walk->program, question, walk->answers);
}

static bool
can_add(const struct walk *walk, const struct program_question *question, size_t count)
{
	return walk->record && walk->spots && record_may(walk->record, "answer") &&
	       count < ANSWER_LIST_MAX && (int64_t)count < question->max;
}

static void
put_list(struct walk *walk, const struct program_question *question, const struct json *answer)
{
	size_t count = json_kind(answer) == JSON_LIST ? json_count(answer) : 0;
	int paragraph = (int)walk->text->paragraph_count;
	struct buf label = BUF_INIT(ANSWER_MAX);

	buf_puts(&label, label_of(walk, &question->label));
	if (can_add(walk, question, count)) {
		buf_puts(&label, _(" (E: one more)"));
		add_spot(walk, paragraph, arena_printf(&walk->text->arena, "%s/%zu", question->id, count));
	}
	if (count == 0)
		put_question(walk, question, answer, is_due(walk, question), 1);
	else if (!walk->facts_only)
		text_add_lead(walk->text, INK_LABEL, " ", INK_LABEL, label.data);
	put_entries(walk, question, answer);
	if (!walk->facts_only)
		put_changes(walk, question, -1);
	buf_done(&label);
}

static bool
has_facts(const struct walk *walk, const struct program_section *section)
{
	for (size_t i = 0; i < section->questions.count; i++) {
		const struct program_question *question = &section->questions.at[i];
		const struct json *answer = json_get(walk->answers, question->id);

		if (!answer_given(answer))
			continue;
		if (is_fact(question))
			return true;
		for (size_t k = 0; k < question->fields.count; k++)
			if (is_fact(&question->fields.at[k]))
				return true;
	}
	return false;
}

static void
put_section(struct walk *walk, const struct program_section *section)
{
	struct text_widget *text = walk->text;

	if (walk->facts_only && !has_facts(walk, section))
		return;
	if (walk->shown > 0)
		text_add(text, INK_TEXT, "");
	text_add_lead(text, INK_HEADING, " ", INK_HEADING, label_of(walk, &section->title));
	for (size_t i = 0; i < section->questions.count; i++) {
		const struct program_question *question = &section->questions.at[i];
		const struct json *answer = json_get(walk->answers, question->id);

		if (!answers_ask(walk->program, question, walk->answers))
			continue;
		if (question->fields.count > 0)
			put_list(walk, question, answer);
		else {
			int paragraph = (int)walk->text->paragraph_count;

			put_question(walk, question, answer, is_due(walk, question), 1);
			/* A long one has several. */
			for (int at = paragraph; at + 1 < (int)walk->text->paragraph_count; at++)
				add_spot(walk, at, arena_strdup(&walk->text->arena, question->id));
			if (!walk->facts_only)
				put_changes(walk, question, (int)walk->text->paragraph_count - 1);
		}
	}
}

static int
put_answers(struct text_widget *text, const struct program *program, const struct json *answers,
            int cols, civil_date today, bool facts_only, struct record_view *rv)
{
	struct walk walk = {
		.text = text,
		.program = program,
		.answers = answers,
		.language = show_language(),
		.label_cols = cols * 5 / 8 < LABEL_COLS_MAX ? cols * 5 / 8 : LABEL_COLS_MAX,
		.today = today,
		.facts_only = facts_only,
		.record = rv ? rv->record : NULL,
		.spots = rv && !facts_only ? &rv->spots : NULL,
	};

	for (size_t i = 0; i < program->sections.count; i++)
		put_section(&walk, &program->sections.at[i]);
	return walk.shown;
}

int
answers_put(struct text_widget *text, const struct program *program, const struct json *answers,
            int cols, civil_date today)
{
	return put_answers(text, program, answers, cols, today, false, NULL);
}

static void
put_form(struct record_view *rv, bool facts_only)
{
	const struct application *app = rv->record->application;
	struct err err = { 0 };
	struct json *answers = NULL;

	if (app->answers)
		answers = json_parse(app->answers, strlen(app->answers), &err);
	if (put_answers(&rv->text, rv->record->form, answers, rv->body.cols, rv->today,
	                facts_only, rv) == 0)
		text_add(&rv->text, INK_DIM, facts_only ? _(" No amount was stated.")
		                                        : _(" Nothing was answered."));
	json_free(answers);
}

/* The form or the answers are not there yet; true when that was said. */
static bool
put_waiting(struct record_view *rv)
{
	const struct record *record = rv->record;

	if (record->application && record->form)
		return false;
	if (record->load[RECORD_APPLICATION].state == RECORD_FAILED ||
	    record->load[RECORD_PROGRAM].state == RECORD_FAILED)
		text_add(&rv->text, INK_ERROR, _(" It cannot be loaded now. R tries again."));
	else if (record->load[RECORD_PROGRAM].state == RECORD_READY)
		text_add(&rv->text, INK_ERROR,
		         _(" This workstation is too old to read the program's form."));
	else
		text_add(&rv->text, INK_DIM, _(" Loading..."));
	return true;
}

void
record_fill_answers(struct record_view *rv)
{
	rv->spots.count = 0;
	if (!put_waiting(rv))
		put_form(rv, false);
}

void
record_fill_worksheet(struct record_view *rv)
{
	struct buf line = BUF_INIT(400);

	if (put_waiting(rv) || record_fill_steps(rv))
		return;
	buf_printf(&line, _(" %s version %lld carries no arithmetic: these are the stated facts, nothing is "
	                    "computed. A person decides."),
	           rv->record->application->program.name,
	           (long long)rv->record->application->program.version);
	text_add(&rv->text, INK_WARN, line.data);
	text_add(&rv->text, INK_TEXT, "");
	put_form(rv, true);
	buf_done(&line);
}

const char *
record_answer_here(const struct record_view *rv)
{
	int paragraph = text_paragraph_at(&rv->text);
	const char *question = NULL;

	for (int i = 0; rv->tab == TAB_ANSWERS && i < rv->spots.count; i++)
		if (rv->spots.at[i].paragraph == paragraph)
			question = rv->spots.at[i].question;
	return question;
}

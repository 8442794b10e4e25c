/* SPDX-License-Identifier: Apache-2.0
 *
 * What the pages of an application have in common: whose form it is, which
 * page comes next, the frame.
 */
#include "server/portal/apply.h"

#include "base/str.h"
#include "base/utf8.h"
#include "domain/answers.h"
#include "server/service/agency.h"

/* ---- the request ---- */

/* The one of this program that the browser has open. */
static bool
find_form(struct applying *applying, struct err *err)
{
	struct portal_request *rq = applying->rq;
	const char *id = apply_pass(rq, applying->program);
	struct err why = { .code = ERR_NONE };
	struct started_form form;

	if (!id)
		return true;
	if (!started_form_open(&rq->call, id, &form, &why))
		return why.code == ERR_NOT_FOUND || (*err = why, false);
	/* Of another program; or a receipt that is none any more, since another code was given. */
	if (!str_eq(form.row.program_id, applying->program->id) ||
		(form.row.application_id && !started_form_access_code(&form))) {
		started_form_close(&form);
		return true;
	}
	applying->form = form;
	applying->was_sent = form.row.application_id != NULL;
	applying->has_form = !applying->was_sent;
	/* Using a page keeps it open. */
	apply_pass_keep(rq, applying->program, id);
	return true;
}

bool
applying_open(struct applying *ret, struct portal_request *rq, struct err *err)
{
	struct account account;

	*ret = (struct applying){
		.rq = rq,
		.program = agency_program(rq->call.agency, rq->path_args[0], 0),
		.language = page_language(rq, NULL),
	};
	if (!ret->program)
		return err_set(err, ERR_NOT_FOUND, "There is no such program.");
	if (account_of(rq, &account))
		ret->account_id = account.row.id;
	return find_form(ret, err);
}

void
applying_close(struct applying *applying)
{
	started_form_close(&applying->form);
}

bool
applying_begun(struct applying *ret, struct portal_request *rq, bool *ret_ok, struct err *err)
{
	*ret_ok = applying_open(ret, rq, err);
	if (!*ret_ok)
		return false;
	if (ret->has_form)
		return true;
	applying_go(ret, ret->was_sent ? "/receipt" : "");
	return false;
}

const char *
applying_path(const struct applying *applying, const char *below)
{
	size_t len = strcspn(below, "#");
	return arena_printf(applying->rq->arena, "/apply/%s%.*s%slang=%s%s", applying->program->id,
		(int)len, below, strchr(below, '?') ? "&" : "?", applying->language, below + len);
}

void
applying_go(struct applying *applying, const char *below)
{
	reply_redirect(applying->rq, applying_path(applying, below));
}

/* A returning customer's begins with what they told before. */
static bool
begin(struct applying *applying, struct err *err)
{
	struct call *call = &applying->rq->call;
	struct account account;
	const char *earlier = NULL;

	started_form_close(&applying->form);
	started_form_begin(call, applying->program, applying->account_id, &applying->form);
	applying->has_form = true;
	applying->was_sent = false;
	if (applying->account_id && account_open(call, applying->account_id, &account))
		earlier = account_earlier(call, &account, applying->program);
	return !earlier || started_form_change(call, &applying->form, earlier, err);
}

bool
applying_keep(struct applying *applying, const char *patch, struct err *err)
{
	struct portal_request *rq = applying->rq;

	if (!applying->has_form && !begin(applying, err))
		return false;
	if (applying->account_id)
		applying->form.row.account_id = applying->account_id;
	if (!started_form_change(&rq->call, &applying->form, patch, err))
		return false;
	apply_pass_keep(rq, applying->program, applying->form.row.id);
	return true;
}

const struct json *
applying_answers(const struct applying *applying)
{
	return started_form_part(&applying->form, "answers");
}

const struct json *
applying_answer(const struct applying *applying, const char *question)
{
	return json_get(applying_answers(applying), question);
}

const char *
applying_say(const struct applying *applying, const struct program_text *text)
{
	return program_say(applying->program, text, applying->language, NULL);
}

/* ---- which questions, which page ---- */

bool
question_is_for_review(const struct program *program, const struct program_question *question)
{
	for (size_t i = 0; i < program->filing_answers.count; i++)
		if (str_eq(program->filing_answers.at[i], question->id))
			return true;
	return false;
}

/*
 * While it is not known a question is left out: what would tell is asked first.
 * But where that may be left empty, and was when the page was sent, it is asked.
 */
bool
question_is_shown(const struct applying *applying, const struct program_section *section,
	const struct program_question *question)
{
	const struct json *answers = applying_answers(applying);
	enum truth asked = answers_asked(applying->program, question, answers);

	if (question_is_for_review(applying->program, question))
		return false;
	return asked == TRUTH_YES ||
		(asked == TRUTH_UNKNOWN && started_form_has_seen(&applying->form, section->id) &&
			answers_demand(applying->program, question, answers));
}

bool
field_is_asked(const struct applying *applying, const struct program_question *list,
	const struct program_question *field, const struct json *entry, bool was_sent)
{
	const struct json *answers = applying_answers(applying);
	enum truth asked = answers_asked_field(applying->program, list, field, answers, entry);

	return asked == TRUTH_YES ||
		(asked == TRUTH_UNKNOWN && was_sent &&
			answers_demand_field(applying->program, list, field, answers, entry));
}

bool
part_is_shown(const struct applying *applying, const struct program_section *section)
{
	enum truth open = answers_test(applying->program, section->when, applying_answers(applying), NULL);

	if (open == TRUTH_NO ||
		(open == TRUTH_UNKNOWN && !started_form_has_seen(&applying->form, section->id)))
		return false;
	for (size_t i = 0; i < section->questions.count; i++)
		if (question_is_shown(applying, section, &section->questions.at[i]))
			return true;
	return false;
}

const struct program_section *
part_of_question(const struct program *program, const char *question_id)
{
	for (size_t i = 0; i < program->sections.count; i++) {
		const struct program_section *section = &program->sections.at[i];
		for (size_t k = 0; k < section->questions.count; k++)
			if (str_eq(section->questions.at[k].id, question_id))
				return section;
	}
	return NULL;
}

const char *
page_after(const struct applying *applying, const char *id)
{
	const struct program *program = applying->program;
	bool is_past = str_eq(id, "you");

	for (size_t i = 0; i < program->sections.count; i++) {
		const struct program_section *section = &program->sections.at[i];
		if (is_past && part_is_shown(applying, section))
			return arena_printf(applying->rq->arena, "/part/%s", section->id);
		is_past = is_past || str_eq(section->id, id);
	}
	return "/review";
}

const char *
page_to_go_on(const struct applying *applying)
{
	const struct program *program = applying->program;
	const char *typed = typed_page(applying);

	if (typed)
		return typed;
	if (!started_form_has_seen(&applying->form, "you"))
		return "/you";
	for (size_t i = 0; i < program->sections.count; i++) {
		const struct program_section *section = &program->sections.at[i];
		if (!started_form_has_seen(&applying->form, section->id) &&
			part_is_shown(applying, section))
			return arena_printf(applying->rq->arena, "/part/%s", section->id);
	}
	return "/review";
}

/* ---- the frame ---- */

/* Of how many pages this is which. */
static void
put_step(struct page *page, const struct applying *applying, const char *id)
{
	const struct program *program = applying->program;
	int step = 1, count = 1;

	for (size_t i = 0; i < program->sections.count; i++) {
		if (!part_is_shown(applying, &program->sections.at[i]))
			continue;
		count++;
		if (str_eq(program->sections.at[i].id, id))
			step = count;
	}
	count++;
	if (str_eq(id, "review"))
		step = count;
	page_put(page, "<p class=\"step\">");
	page_text(page, applying_say(applying, &program->name));
	page_put(page, " &ndash; ");
	page_text(page, page_filled(page,
				page_filled(page, N_("page {page} of {pages}"), "{page}",
					arena_printf(applying->rq->arena, "%d", step)),
				"{pages}", arena_printf(applying->rq->arena, "%d", count)));
	page_put(page, "</p>\n");
}

/* Whoever is interrupted can come back without having saved first. */
static void
put_number(struct page *page, const struct applying *applying)
{
	if (!applying->has_form)
		return;
	page_put(page, "<p class=\"quiet\">");
	page_fill(page,
		N_("Your form has the number {number}. “Save and finish later” shows its access code: with both you go on at any time, anywhere."),
		"{number}", applying->form.row.number);
	page_put(page, "</p>\n");
}

/* The page in another language: of a new form, or of what is to be changed, too. */
static const char *
here_of(const struct applying *applying)
{
	static const char *const kept[] = { "new", "change", "more" };
	struct portal_request *rq = applying->rq;

	for (size_t i = 0; i < countof(kept); i++)
		if (portal_query(rq, kept[i]))
			return arena_printf(rq->arena, "%s?%s=1", rq->path, kept[i]);
	return rq->path;
}

void
apply_begin(struct page *page, struct applying *applying, const char *id, const char *title,
	const struct faults *faults)
{
	struct portal_request *rq = applying->rq;
	const char *whole = title;

	/* Said first by who reads the page aloud. */
	if (faults && faults->count > 0)
		whole = arena_printf(rq->arena, "%s – %s",
			say_in(applying->language, N_("Please look at this again")),
			say_in(applying->language, title));
	page_begin(page, rq, applying->language, here_of(applying), whole, 0);
	put_step(page, applying, id);
	put_number(page, applying);
	faults_put(page, faults);
	page_line(page, "h1", title);
}

void
apply_earlier(struct page *page, const struct applying *applying, const char *msgid)
{
	const char *on = json_text(started_form_part(&applying->form, "earlier_on"));
	civil_date date;

	if (!on || !date_from_text(on, &date))
		return;
	page_put(page, "<p class=\"now\">");
	page_say(page, N_("From your application of"));
	page_put(page, " ");
	page_date(page, date);
	page_put(page, ". ");
	page_say(page, msgid);
	page_put(page, "</p>\n");
}

void
apply_summary(struct page *page, const char *text)
{
	size_t len = str_empty(text) ? 0 : strlen(text), shown = 0;

	if (len == 0)
		return;
	/* Never half of what is read as one character. */
	while (shown < len) {
		size_t next = shown + utf8_grapheme(text + shown, len - shown);
		if (next >= APPLY_SUMMARY_BYTES)
			break;
		shown = next;
	}
	page_text(page, shown == len ? text : arena_printf(page->rq->arena, "%.*s …", (int)shown, text));
}

void
apply_buttons(struct page *page, const char *main_text)
{
	page_put(page, "<div class=\"buttons\">\n");
	form_button(page, BUTTON_MAIN, "do", "next", main_text);
	form_button(page, BUTTON_OTHER, "do", "later", say(page, N_("Save and finish later")));
	page_put(page, "</div>\n<p class=\"quiet\">");
	/* Not a way out alone: what was typed on this page goes along. */
	form_button(page, BUTTON_QUIET, "do", "review", say(page, N_("See all answers, or send it now with what you have")));
	page_put(page, "</p>\n");
	form_end(page);
	apply_leave(page);
}

void
apply_leave(struct page *page)
{
	buf_printf(&page->out, "<p class=\"quiet\"><a href=\"/leave?lang=%s\">", page->language);
	page_say(page, N_("Leave this page"));
	page_put(page, "</a></p>\n");
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers to what people ask, and notes begun from a template: a program's
 * text with what is known filled in.
 */
#include "domain/program.h"

#include "base/str.h"
#include "domain/render.h"
#include "domain/wording.h"

/* What stands where the worker types. */
#define BLANK "____"

/* ---- answers ---- */

struct answering {
	const struct program *program;
	const char *language;
};

static bool
fill_answer(void *context, const char *name, struct buf *out)
{
	const struct answering *answering = context;
	const struct program *program = answering->program;
	const struct program_contact *contact = &program->contact;
	const char *language = answering->language;

	switch (faq_brace_find(name)) {
	case FAQ_BRACE_PROGRAM:
		buf_puts(out, program_say(program, &program->name, language, NULL));
		return true;
	case FAQ_BRACE_BENEFIT:
		buf_puts(out, program_say(program, &program->benefit, language, NULL));
		return true;
	case FAQ_BRACE_AGENCY:
		buf_puts(out, program_say(program, &contact->agency, language, NULL));
		return true;
	case FAQ_BRACE_OFFICE_PHONE:
		buf_puts(out, contact->office_phone);
		return true;
	case FAQ_BRACE_TTY:
		buf_puts(out, contact->tty);
		return true;
	case FAQ_BRACE_APPEALS_PHONE:
		buf_puts(out, contact->appeals_phone);
		return true;
	case FAQ_BRACE_LEGAL_AID_PHONE:
		buf_puts(out, contact->legal_aid_phone);
		return true;
	case FAQ_BRACE_WEBSITE:
		buf_puts(out, contact->website);
		return true;
	case FAQ_BRACE_DECISION_DAYS:
		buf_printf(out, "%d", program->clocks.decision_days);
		return true;
	case FAQ_BRACE_EXPEDITED_DAYS:
		buf_printf(out, "%d", program->clocks.expedited_days);
		return true;
	case FAQ_BRACE_PROOF_DAYS:
		buf_printf(out, "%d", program->clocks.proof_days);
		return true;
	case FAQ_BRACE_APPEAL_DAYS:
		buf_printf(out, "%d", program->clocks.appeal_days);
		return true;
	case FAQ_BRACE_REOPEN_DAYS:
		buf_printf(out, "%d", program->clocks.reopen_days);
		return true;
	case FAQ_NO_BRACE:
	case FAQ_BRACE_COUNT:
		break;
	}
	return false;
}

static const char *
filled(struct arena *arena, const char *text, brace_fn *fill, void *context)
{
	struct buf buf = BUF_INIT(PROGRAM_ANSWER_MAX);
	struct err err = { 0 };
	const char *kept;

	/* Loading has checked every brace; only what is too long is left bare. */
	bool ok = wording_fill(&buf, text, fill, context, &err) && buf_ok(&buf);
	kept = arena_strdup(arena, ok ? buf.data : text);
	buf_done(&buf);
	return kept;
}

const char *
program_faq_answer(struct arena *arena, const struct program *program,
	const struct program_faq *faq, const char *language, bool *ret_fell_back)
{
	struct answering answering = { program, language };
	const char *text = program_say(program, &faq->answer, language, ret_fell_back);

	return filled(arena, text, fill_answer, &answering);
}

const struct text_list *
program_faq_questions(
	const struct program *program, const struct program_faq *faq, const char *language)
{
	int index = program_language(program, language);

	return &faq->questions[index >= 0 && faq->questions[index].count ? index : 0];
}

/* ---- notes ---- */

struct noting {
	struct arena *arena;
	const struct program *program;
	const struct note_facts *facts;
	const char *language;
};

static void
put_known(struct buf *out, const char *text)
{
	buf_puts(out, str_empty(text) ? BLANK : text);
}

static void
put_day(struct buf *out, civil_date date, const char *language)
{
	if (date == DATE_NONE)
		buf_puts(out, BLANK);
	else
		wording_date(out, date, language);
}

/* What the customer still owes, as the letter to them names it. */
static void
put_owed(struct buf *out, const struct noting *noting)
{
	const struct application *application = noting->facts->application;
	const char *before = "";

	for (size_t i = 0; application && i < application->missing.count; i++) {
		const struct missing_item *item = &application->missing.at[i];

		if (item->cured_by != CURED_BY_APPLICANT || item->state == ITEM_ACCEPTED ||
			item->state == ITEM_RECEIVED)
			continue;
		buf_puts(out, before);
		buf_puts(out, render_item(noting->arena, noting->program, item, noting->language));
		before = "; ";
	}
	if (!*before)
		buf_puts(out, BLANK);
}

static bool
fill_note(void *context, const char *name, struct buf *out)
{
	const struct noting *noting = context;
	const struct application *application = noting->facts->application;
	const struct program *program = noting->program;

	switch (note_brace_find(name)) {
	case NOTE_BRACE_DATE:
		put_day(out, noting->facts->today, noting->language);
		return true;
	case NOTE_BRACE_NAME:
		put_known(out, application ? application->customer.name : NULL);
		return true;
	case NOTE_BRACE_NUMBER:
		put_known(out, application ? application->number : NULL);
		return true;
	case NOTE_BRACE_PROGRAM:
		buf_puts(out, program_say(program, &program->name, noting->language, NULL));
		return true;
	case NOTE_BRACE_FILED_ON:
		put_day(out, application ? application->filed_on : DATE_NONE, noting->language);
		return true;
	case NOTE_BRACE_DUE_ON:
		put_day(out, application ? application->due_on : DATE_NONE, noting->language);
		return true;
	case NOTE_BRACE_ITEMS:
		put_owed(out, noting);
		return true;
	case NOTE_BRACE_WORKER:
		put_known(out, noting->facts->worker);
		return true;
	case NOTE_NO_BRACE:
	case NOTE_BRACE_COUNT:
		break;
	}
	return false;
}

const char *
program_note_text(struct arena *arena, const struct program *program,
	const struct program_note_template *of, const struct note_facts *facts,
	const char *language)
{
	struct noting noting = { arena, program, facts, language };

	return filled(arena, program_say(program, &of->text, language, NULL), fill_note, &noting);
}

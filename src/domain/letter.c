/* SPDX-License-Identifier: Apache-2.0
 *
 * Letters and status updates from the program's wording.  Knows which value
 * stands behind each brace; the wording itself is the program author's.
 */
#include <string.h>

#include "base/safe_text.h"
#include "base/str.h"
#include "domain/deadline.h"
#include "domain/render.h"
#include "domain/wording.h"

struct letter {
	const struct render_input *input;
	const char *language;
	enum notice_kind kind;   /* of a letter, else NOTICE_KIND_NONE */
	enum update_code update; /* of a status update */
};

/* ---- values ---- */

/*
 * Each put_ answers whether there was anything to write.  A false ends the
 * letter with an error, since a gap where a date belongs is worse than none.
 */
static bool
put_text(struct buf *out, const char *text)
{
	if (text)
		buf_puts(out, text);
	return text != NULL;
}

/* What an applicant typed for one line: with a line break in it, it could say
 * things in the agency's name. */
static bool
put_line(struct buf *out, const char *text)
{
	if (text)
		mail_line(out, text);
	return text != NULL;
}

static bool
put_date(struct buf *out, const struct letter *letter, civil_date date)
{
	if (date == DATE_NONE)
		return false;
	wording_date(out, date, letter->language);
	return true;
}

static bool
put_wording(struct buf *out, const struct letter *letter, const struct program_text *text)
{
	buf_puts(out, program_say(letter->input->program, text, letter->language, NULL));
	return true;
}

/* A letter to an organization is opened by somebody: the first who was named. */
static void
put_attention(struct buf *out, const struct letter *letter)
{
	const struct customer *customer = letter->input->customer;

	if (customer->kind != CUSTOMER_ORGANIZATION)
		return;
	for (size_t i = 0; i < customer->contacts.count; i++) {
		if (str_empty(customer->contacts.at[i].name))
			continue;
		struct buf name = BUF_INIT(NOTICE_BYTES_MAX);

		put_line(&name, customer->contacts.at[i].name);
		wording_attention(out, name.data, letter->language);
		buf_puts(out, "\n");
		buf_done(&name);
		return;
	}
}

/* Nothing where there is none, or it may not be written down. */
static bool
put_address(struct buf *out, const struct letter *letter)
{
	const struct customer *customer = letter->input->customer;
	const struct address *address = customer->address_hidden ? NULL : customer->address;

	put_attention(out, letter);
	if (!address)
		return true;
	if (!str_empty(address->line1)) {
		put_line(out, address->line1);
		buf_puts(out, "\n");
	}
	if (!str_empty(address->line2)) {
		put_line(out, address->line2);
		buf_puts(out, "\n");
	}
	if (!str_empty(address->city)) {
		put_line(out, address->city);
		buf_puts(out, ", ");
		put_line(out, str_empty(address->state) ? "TN" : address->state);
		buf_puts(out, " ");
		put_line(out, address->zip);
	}
	return true;
}

/* A letter gives each reason a line and its law; a status update runs them on. */
static bool
put_reasons(struct buf *out, const struct letter *letter)
{
	const struct named_list *named = letter->input->named;

	if (!named || named->reasons.count == 0)
		return false;
	for (size_t i = 0; i < named->reasons.count; i++) {
		const struct named_reason *reason = &named->reasons.at[i];

		if (letter->kind)
			buf_printf(out, "%s  - %s (%s)", i ? "\n" : "", reason->text,
				reason->legal_basis);
		else
			buf_printf(out, "%s%s", i ? " " : "", reason->text);
	}
	return true;
}

static bool
put_items(struct buf *out, const struct letter *letter)
{
	const struct named_list *named = letter->input->named;

	if (!named || named->items.count == 0)
		return false;
	for (size_t i = 0; i < named->items.count; i++) {
		buf_puts(out, i ? "\n  - " : "  - ");
		put_line(out, named->items.at[i]);
	}
	return true;
}

/* A line for each amount: the first month is often smaller than the others. */
static bool
put_amounts(struct buf *out, const struct letter *letter)
{
	const struct render_input *input = letter->input;

	for (size_t i = 0; i < input->amount_count; i++) {
		const struct decision_amount *amount = &input->amounts[i];

		buf_puts(out, i ? "\n  - " : "  - ");
		if (amount->to == DATE_NONE)
			wording_from(out, amount->from, letter->language);
		else
			wording_range(out, amount->from, amount->to, letter->language);
		buf_puts(out, ": ");
		wording_money(out, amount->amount);
	}
	return input->amount_count > 0;
}

static bool
put_interview(struct buf *out, const struct letter *letter, const struct interview *interview)
{
	if (!interview || interview->at_ms == 0)
		return false;
	wording_instant(out, interview->at_ms, letter->input->zone, letter->language);
	return true;
}

static bool
put_mode(struct buf *out, const struct letter *letter, const struct interview *interview)
{
	if (!interview || str_empty(interview->mode))
		return false;
	wording_mode(out, interview->mode, letter->language);
	return true;
}

/* Who to turn to, as the program has it; false for any other brace. */
static bool
put_contact(struct buf *out, const struct letter *letter, enum letter_brace brace)
{
	const struct program_contact *contact = &letter->input->program->contact;

	switch (brace) {
	case LETTER_AGENCY:
		return put_wording(out, letter, &contact->agency);
	case LETTER_OFFICE:
		return letter->input->office ? put_text(out, letter->input->office)
					     : put_wording(out, letter, &contact->agency);
	case LETTER_OFFICE_PHONE:
		return put_text(out, contact->office_phone);
	case LETTER_TTY:
		return put_text(out, contact->tty);
	case LETTER_APPEALS_PHONE:
		return put_text(out, contact->appeals_phone);
	case LETTER_LEGAL_AID_PHONE:
		return put_text(out, contact->legal_aid_phone);
	case LETTER_WEBSITE:
		return put_text(out, contact->website);
	default:
		return false;
	}
}

/* ---- braces ---- */

/* Before this day nobody is denied for what the letter asks: as a rehearsal has it. */
static civil_date
first_denial(const struct letter *letter)
{
	const struct render_input *input = letter->input;
	civil_date filed_on = input->application->filed_on;
	const struct interview *talk =
		letter->kind == NOTICE_KIND_MISSED_INTERVIEW ? input->next_interview : input->interview;

	if (letter->kind == NOTICE_KIND_MISSING)
		return deadline_inaction_on_proof(input->program, filed_on, input->today, input->due_on);
	civil_date first = deadline_inaction(input->program, filed_on);
	civil_date talk_on = talk && talk->at_ms ? zone_date(input->zone, talk->at_ms) : first;
	return talk_on > first ? talk_on : first;
}

/* One brace a case, checked against program_words.def. */
static bool
fill_letter(void *context, const char *name, struct buf *out)
{
	const struct letter *letter = context;
	const struct render_input *input = letter->input;
	const struct program *program = input->program;
	enum letter_brace brace = letter_brace_find(letter->kind, name);

	switch (brace) {
	case LETTER_DATE:
		return put_date(out, letter, input->today);
	case LETTER_NAME:
		return put_line(out, input->customer->name);
	case LETTER_ADDRESS:
		return put_address(out, letter);
	case LETTER_NUMBER:
		return put_text(out, input->application->number);
	case LETTER_PROGRAM:
		return put_wording(out, letter, &program->name);
	case LETTER_BENEFIT:
		return put_wording(out, letter, &program->benefit);
	case LETTER_FILED_ON:
		return put_date(out, letter, input->application->filed_on);
	case LETTER_WORKER:
		return put_line(out, input->worker);
	case LETTER_AGENCY:
	case LETTER_OFFICE:
	case LETTER_OFFICE_PHONE:
	case LETTER_TTY:
	case LETTER_APPEALS_PHONE:
	case LETTER_LEGAL_AID_PHONE:
	case LETTER_WEBSITE:
		return put_contact(out, letter, brace);
	case LETTER_REASONS:
		return put_reasons(out, letter);
	case LETTER_APPEAL_BY:
		return put_date(out, letter, deadline_appeal(program, input->today));
	case LETTER_KEEP_BY:
		return put_date(out, letter, deadline_keep_benefits(input->today));
	case LETTER_REOPEN_BY:
		return put_date(out, letter, deadline_reopen(program, input->today));
	case LETTER_AMOUNTS:
		return put_amounts(out, letter);
	case LETTER_ITEMS:
		return put_items(out, letter);
	case LETTER_DUE:
		return put_date(out, letter, input->due_on);
	case LETTER_MESSAGE:
		return put_text(out, input->message);
	case LETTER_INTERVIEW_AT:
		return put_interview(out, letter, input->interview);
	case LETTER_INTERVIEW_MODE:
		return put_mode(out, letter, input->interview);
	case LETTER_NEXT_INTERVIEW_AT:
		return put_interview(out, letter, input->next_interview);
	case LETTER_NEXT_INTERVIEW_MODE:
		return put_mode(out, letter, input->next_interview);
	case LETTER_INACTION_ON:
		return put_date(out, letter, first_denial(letter));
	case LETTER_NO_BRACE:
	case LETTER_BRACE_COUNT:
		break;
	}
	return false;
}

/* The talk a status update is about: the next one, if there is one. */
static const struct interview *
talk_of(const struct render_input *input)
{
	return input->next_interview ? input->next_interview : input->interview;
}

/* A status update is read on a telephone: it has no address and no letterhead. */
static bool
fill_update(void *context, const char *name, struct buf *out)
{
	const struct letter *letter = context;
	const struct render_input *input = letter->input;
	const struct program *program = input->program;

	switch (update_brace_find(letter->update, name)) {
	case UPDATE_BRACE_DATE:
		return put_date(out, letter, input->today);
	case UPDATE_BRACE_NUMBER:
		return put_text(out, input->application->number);
	case UPDATE_BRACE_PROGRAM:
		return put_wording(out, letter, &program->name);
	case UPDATE_BRACE_BENEFIT:
		return put_wording(out, letter, &program->benefit);
	case UPDATE_BRACE_OFFICE_PHONE:
		return put_text(out, program->contact.office_phone);
	case UPDATE_BRACE_APPEALS_PHONE:
		return put_text(out, program->contact.appeals_phone);
	case UPDATE_BRACE_WEBSITE:
		return put_text(out, program->contact.website);
	case UPDATE_BRACE_FILED_ON:
		return put_date(out, letter, input->application->filed_on);
	case UPDATE_BRACE_DECISION_DUE:
		return put_date(out, letter, input->application->due_on);
	case UPDATE_BRACE_DUE:
		return put_date(out, letter, input->due_on);
	case UPDATE_BRACE_INTERVIEW_AT:
		return put_interview(out, letter, talk_of(input));
	case UPDATE_BRACE_INTERVIEW_MODE:
		return put_mode(out, letter, talk_of(input));
	case UPDATE_BRACE_REASONS:
		return put_reasons(out, letter);
	case UPDATE_BRACE_APPEAL_BY:
		return put_date(out, letter, deadline_appeal(program, input->today));
	case UPDATE_NO_BRACE:
	case UPDATE_BRACE_COUNT:
		break;
	}
	return false;
}

/* ---- the letter ---- */

/* What a letter leaves out is decided here alone, so that it cannot say both. */
static bool
belongs(enum paragraph_only only, const struct letter *letter)
{
	const struct render_input *input = letter->input;
	bool next = input->next_interview && input->next_interview->at_ms != 0;

	switch (only) {
	case ONLY_INACTION:
		return input->for_inaction;
	case ONLY_NOT_INACTION:
		return !input->for_inaction;
	case ONLY_MESSAGE:
		return !str_empty(input->message);
	case ONLY_EXPEDITED:
		return input->application->expedited;
	case ONLY_ITEMS:
		return input->named && input->named->items.count > 0;
	case ONLY_NEXT_INTERVIEW:
		return next;
	case ONLY_NO_NEXT_INTERVIEW:
		return !next;
	case ONLY_WORKER:
		return !str_empty(input->worker);
	case ONLY_TAKES_AWAY:
		return input->takes_away;
	case ONLY_INACTION_AHEAD:
		return first_denial(letter) >= input->today;
	default:
		return true;
	}
}

static bool
put_paragraph(
	struct buf *out, struct letter *letter, const struct program_text *text, struct err *err)
{
	const char *template = program_say(letter->input->program, text, letter->language, NULL);

	if (!wording_fill(out, template, fill_letter, letter, err))
		return false;
	/* A value that is empty, an address, leaves no gap behind. */
	while (out->len > 0 && out->data[out->len - 1] == '\n')
		out->data[--out->len] = '\0';
	buf_puts(out, "\n");
	return true;
}

bool
render_notice(
	struct buf *out, enum notice_kind kind, const struct render_input *input, struct err *err)
{
	const struct program_notice *notice = &input->program->notices[kind];
	struct letter letter = { input, program_language_for(input->program, input->language), kind,
		UPDATE_NONE };

	assert(input->application && input->customer);
	if (!notice->is_given)
		return err_set(err, ERR_VALIDATION_FAILED, "the program has no letter for: %s",
			notice_kind_word(kind));
	if (!put_paragraph(out, &letter, &notice->title, err))
		return false;
	for (size_t i = 0; i < notice->paragraphs.count; i++) {
		const struct program_paragraph *paragraph = notice->paragraphs.at[i];

		if (!belongs(paragraph->only, &letter))
			continue;
		buf_puts(out, "\n");
		if (!put_paragraph(out, &letter, &paragraph->text, err))
			return false;
	}
	if (!buf_ok(out))
		return err_set(err, ERR_VALIDATION_FAILED, "the letter is too long");
	return true;
}

/* ---- the status update ---- */

static bool
say_update(const char **ret, struct arena *arena, struct letter *letter,
	const struct program_text *text, struct err *err)
{
	struct buf buf = BUF_INIT(NOTICE_BYTES_MAX);
	bool ok = wording_fill(&buf,
		program_say(letter->input->program, text, letter->language, NULL), fill_update,
		letter, err);

	if (ok)
		*ret = arena_strndup(arena, buf.data, buf.len);
	buf_done(&buf);
	return ok;
}

/*
 * The items come from the same list as the letter's; a status update whose
 * wording does not speak of them still carries them.
 */
bool
render_update(struct status_update *ret, struct arena *arena, enum update_code code,
	const struct render_input *input, struct err *err)
{
	const struct interview *talk = talk_of(input);
	const struct program_update *update =
		code == UPDATE_INTERVIEW && talk && talk->state == INTERVIEW_MISSED
		? &input->program->interview_missed
		: &input->program->updates[code];
	struct letter letter = { input, program_language_for(input->program, input->language),
		NOTICE_KIND_NONE, code };
	struct status_update said = { .code = code, .appeal_deadline_on = DATE_NONE };

	assert(input->application);
	if (!say_update(&said.text, arena, &letter, &update->text, err))
		return false;
	if (update->next_steps.in[0] &&
		!say_update(&said.next_steps, arena, &letter, &update->next_steps, err))
		return false;
	if (input->named) {
		said.items.at =
			arena_array(arena, input->named->items.count + 1, sizeof(*said.items.at));
		for (size_t i = 0; i < input->named->items.count; i++)
			said.items.at[said.items.count++] = input->named->items.at[i];
	}
	if (code == UPDATE_APPROVED || code == UPDATE_DENIED)
		said.appeal_deadline_on = deadline_appeal(input->program, input->today);
	*ret = said;
	return true;
}

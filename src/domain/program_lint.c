/* SPDX-License-Identifier: Apache-2.0
 *
 * A second reading of a program, as its first user would read it: what never
 * shows, what is not translated, what a letter must say by law and does not.
 */
#include "domain/program_linter.h"

#include <stdarg.h>
#include <string.h>

#include "base/str.h"
#include "domain/json_line.h"
#include "domain/wording.h"

/* Past the most that is told, errors still count: such a file is not published. */
void
lint_note(struct linter *linter, bool is_error, const char *pointer, const char *fmt, ...)
{
	struct program_lint_list *list = linter->list;
	char sentence[ERR_DETAIL_MAX];
	va_list args;

	list->errors += is_error;
	if (list->count == PROGRAM_LINT_MAX)
		return;
	va_start(args, fmt);
	vsnprintf(sentence, sizeof(sentence), fmt, args);
	va_end(args);
	list->at[list->count++] = (struct program_lint){
		.is_error = is_error,
		.line = json_pointer_line(linter->text, linter->len, pointer),
		.pointer = arena_strdup(linter->arena, pointer),
		.text = arena_strdup(linter->arena, sentence),
	};
}

const char *
lint_below(struct linter *linter, const char *pointer, const char *name)
{
	return arena_printf(linter->arena, "%s/%s", pointer, name);
}

const char *
lint_entry(struct linter *linter, const char *pointer, size_t index)
{
	return arena_printf(linter->arena, "%s/%zu", pointer, index);
}

/* ---- translations ---- */

enum { BRACES_MAX = 40 };

struct brace_names {
	char names[BRACES_MAX][BRACE_NAME_MAX];
	size_t count;
};

static bool
has_brace(const struct brace_names *braces, const char *name)
{
	for (size_t i = 0; i < braces->count; i++)
		if (str_eq(braces->names[i], name))
			return true;
	return false;
}

static void
add_brace(void *context, const char *name)
{
	struct brace_names *braces = context;

	if (braces->count < BRACES_MAX && !has_brace(braces, name))
		str_copy(braces->names[braces->count++], BRACE_NAME_MAX, name);
}

static void
collect_braces(struct brace_names *braces, const char *text)
{
	/* A label may hold a brace that is none: nothing fills it. */
	if (!wording_each_brace(text, add_brace, braces))
		braces->count = 0;
}

/*
 * A translation that lost a brace still loads, and then tells some customers
 * less than others: the amount, or the last day to appeal.
 */
static void
compare_braces(struct linter *linter, const struct program_text *text, size_t language,
	const char *pointer)
{
	struct brace_names original = { 0 }, translated = { 0 };

	collect_braces(&original, text->in[0]);
	collect_braces(&translated, text->in[language]);
	for (size_t i = 0; i < original.count; i++)
		if (!has_brace(&translated, original.names[i]))
			lint_note(linter, true,
				lint_below(linter, pointer, linter->program->languages.at[language]),
				"the translation lost {%s}: put it back", original.names[i]);
}

void
lint_text(struct linter *linter, const struct program_text *text, const char *pointer, bool must)
{
	const struct text_list *languages = &linter->program->languages;

	for (size_t i = 1; i < languages->count && text->in[0]; i++) {
		if (!text->in[i])
			lint_note(linter, must, pointer, "not translated: %s: add the wording",
				languages->at[i]);
		else
			compare_braces(linter, text, i, pointer);
	}
}

/* ---- conditions ---- */

/* What a path stands for; NULL where loading has already complained. */
static const struct program_question *
find_asked(const struct program *program, const char *path, const struct program_question *entry_of)
{
	const char *dot = strchr(path, '.');
	const struct program_question *persons =
		program->persons ? program_find_question(program, program->persons) : NULL;

	if (!dot)
		return program_find_question(program, path);
	if (entry_of && question_find_field(entry_of, dot + 1))
		return question_find_field(entry_of, dot + 1);
	return persons ? question_find_field(persons, dot + 1) : NULL;
}

struct condition {
	struct linter *linter;
	const struct program_question *entry_of; /* of a field, or of a requirement per source */
	const char *pointer;
};

static void
check_compared(void *context, const char *path, const char *text)
{
	const struct condition *condition = context;
	const struct program_question *asked =
		find_asked(condition->linter->program, path, condition->entry_of);

	if (!asked || asked->options.count == 0)
		return;
	for (size_t i = 0; i < asked->options.count; i++)
		if (str_eq(asked->options.at[i].value, text))
			return;
	lint_note(condition->linter, true, condition->pointer,
		"\"%s\" is never \"%s\": add the option, or name one it has", path, text);
}

/* Compared with an option that is not there, a condition is never true. */
void
lint_condition(struct linter *linter, const struct rule *rule, const char *pointer,
	const struct program_question *entry_of)
{
	struct condition condition = { linter, entry_of, lint_below(linter, pointer, "when") };

	if (!rule)
		return;
	if (rule_never_holds(rule))
		lint_note(linter, true, condition.pointer,
			"this condition never holds: correct it, or take out what nobody will see");
	rule_each_compared(rule, check_compared, &condition);
}

/* ---- form ---- */

struct order {
	struct linter *linter;
	const struct program_question *question;
	const char *pointer;
};

/* Is a question of the form asked before another? */
static bool
is_before(const struct program *program, const struct program_question *question, const char *other)
{
	for (size_t i = 0; i < program->sections.count; i++)
		for (size_t j = 0; j < program->sections.at[i].questions.count; j++) {
			const struct program_question *at =
				&program->sections.at[i].questions.at[j];

			if (str_eq(at->id, other))
				return false;
			if (at == question)
				return true;
		}
	return false;
}

static void
check_order(void *context, const char *path)
{
	const struct order *order = context;
	char id[RULE_PATH_MAX + 1];

	str_copy(id, strcspn(path, ".") + 1, path);
	if (is_before(order->linter->program, order->question, id))
		lint_note(order->linter, false, order->pointer,
			"asked before \"%s\", on which it depends: move it behind", id);
}

static void
lint_question(struct linter *linter, const struct program_question *question, const char *pointer,
	const struct program_question *entry_of)
{
	lint_text(linter, &question->label, lint_below(linter, pointer, "label"), true);
	lint_text(linter, &question->help, lint_below(linter, pointer, "help"), false);
	lint_condition(linter, question->when, pointer, entry_of);
	for (size_t i = 0; i < question->options.count; i++)
		lint_text(linter, &question->options.at[i].label,
			lint_entry(linter, lint_below(linter, pointer, "options"), i), true);
	for (size_t i = 0; i < question->fields.count; i++)
		lint_question(linter, &question->fields.at[i],
			lint_entry(linter, lint_below(linter, pointer, "fields"), i), question);
}

static void
lint_form(struct linter *linter)
{
	const struct program *program = linter->program;
	bool contact = false;

	for (size_t i = 0; i < program->sections.count; i++) {
		const struct program_section *section = &program->sections.at[i];
		const char *pointer = lint_entry(linter, "/sections", i);

		lint_text(linter, &section->title, lint_below(linter, pointer, "title"), true);
		lint_text(linter, &section->help, lint_below(linter, pointer, "help"), false);
		lint_condition(linter, section->when, pointer, NULL);
		for (size_t j = 0; j < section->questions.count; j++) {
			const struct program_question *question = &section->questions.at[j];
			const char *place = lint_entry(linter, lint_below(linter, pointer, "questions"), j);
			struct order order = { linter, question, lint_below(linter, place, "when") };

			lint_question(linter, question, place, NULL);
			rule_each_path(question->when, check_order, &order);
		}
	}
	if (program->filing_answers.count == 0)
		lint_note(linter, false, "/filing", "a filing without a signature is accepted: name the question in \"answers\"");
	for (size_t i = 0; i < program->filing_customer.count; i++)
		contact |= str_eq(program->filing_customer.at[i], "contact");
	if (program->for_organizations && !program->for_persons && !contact)
		lint_note(linter, false, "/filing",
			"an organization can file without naming whom to ask: add \"contact\"");
}

static void
lint_requirements(struct linter *linter)
{
	const struct program *program = linter->program;
	bool interview = false;

	for (size_t i = 0; i < program->requirements.count; i++) {
		const struct program_requirement *requirement = &program->requirements.at[i];
		const char *pointer = lint_entry(linter, "/requirements", i);

		lint_text(linter, &requirement->label, lint_below(linter, pointer, "label"), true);
		lint_text(linter, &requirement->help, lint_below(linter, pointer, "help"), false);
		for (size_t j = 0; j < requirement->accepts.count; j++)
			lint_text(linter, &requirement->accepts.at[j],
				lint_entry(linter, lint_below(linter, pointer, "accepts"), j), false);
		lint_condition(linter, requirement->when, pointer,
			requirement->each ? program_find_question(program, requirement->each)
					  : NULL);
		interview |= requirement->met_by == MET_BY_INTERVIEW;
	}
	if (interview != (program->clocks.interviews_offered > 0))
		lint_note(linter, true, "/clocks",
			"a requirement met by an interview and \"interviews_offered\" go together: give both or neither");
}

/* ---- reasons ---- */

static void
lint_reason(struct linter *linter, const struct program_reason *reason, const char *pointer)
{
	struct brace_names braces = { 0 };

	lint_text(linter, &reason->text, lint_below(linter, pointer, "text"), true);
	collect_braces(&braces, reason->text.in[0]);
	for (size_t i = 0; i < reason->facts.count; i++) {
		const char *place = lint_entry(linter, lint_below(linter, pointer, "facts"), i);

		lint_text(linter, &reason->facts.at[i].label, lint_below(linter, place, "label"), false);
		if (!has_brace(&braces, reason->facts.at[i].name))
			lint_note(linter, false, place, "asked of the worker, but the text has no {%s}: say it, or take the fact out",
				reason->facts.at[i].name);
	}
	if (reason->for_interview && linter->program->clocks.interviews_offered == 0)
		lint_note(linter, true, pointer, "the program offers no interview: set \"interviews_offered\" or take this out");
}

static void
lint_reasons(struct linter *linter)
{
	const struct program *program = linter->program;
	bool approve = false, deny = false, inaction = false;

	for (size_t i = 0; i < program->reasons.count; i++) {
		const struct program_reason *reason = &program->reasons.at[i];

		lint_reason(linter, reason, lint_entry(linter, "/reasons", i));
		approve |= reason->kind == REASON_APPROVE;
		deny |= reason->kind == REASON_DENY;
		inaction |= reason->for_inaction;
	}
	if (!approve)
		lint_note(linter, true, "/reasons", "nothing can be approved: add a reason of kind approve");
	if (!deny)
		lint_note(linter, true, "/reasons", "nothing can be denied: add a reason of kind deny");
	if (!inaction)
		lint_note(linter, false, "/reasons", "what never comes cannot be denied: add a reason with \"for_inaction\"");
}

/* ---- letters ---- */

/* What each kind of letter has to say, by its braces, or by a paragraph's id. */
static const struct {
	enum notice_kind kind;
	const char *brace;
	const char *paragraph;
	const char *why;
} letter_musts[] = {
	{ NOTICE_KIND_DENIAL, "reasons", NULL, "the basis of the denial" },
	{ NOTICE_KIND_DENIAL, "appeal_by", NULL, "the right to a hearing and its last day" },
	{ NOTICE_KIND_DENIAL, "legal_aid_phone", NULL, "where free legal help is found" },
	{ NOTICE_KIND_DENIAL, "reopen_by", NULL, "how to reopen after a denial for inaction" },
	{ NOTICE_KIND_APPROVAL, "reasons", NULL, "what was approved" },
	{ NOTICE_KIND_APPROVAL, "appeal_by", NULL, "the right to a hearing and its last day" },
	{ NOTICE_KIND_APPROVAL, "legal_aid_phone", NULL, "where free legal help is found" },
	{ NOTICE_KIND_MISSING, "items", NULL, "what is asked for" },
	{ NOTICE_KIND_MISSING, "due", NULL, "by when" },
	{ NOTICE_KIND_INTERVIEW, "interview_at", NULL, "when the interview is" },
	{ NOTICE_KIND_MISSED_INTERVIEW, "interview_at", NULL, "which interview was missed" },
	{ NOTICE_KIND_NONE, "name", NULL, "whom it is for" },
	{ NOTICE_KIND_NONE, "number", NULL, "which application it is about" },
	{ NOTICE_KIND_NONE, "office_phone", NULL, "the office's telephone" },
	{ NOTICE_KIND_NONE, NULL, "language_help", "that an interpreter is free" },
	{ NOTICE_KIND_NONE, NULL, "nondiscrimination", "the statement against discrimination" },
};

/* By the first language: compare_braces() holds the others to it. */
static bool
letter_has(const struct program_notice *notice, const char *brace, const char *paragraph)
{
	struct brace_names braces = { 0 };

	for (size_t i = 0; i < notice->paragraphs.count; i++) {
		if (paragraph && str_eq(notice->paragraphs.at[i]->id, paragraph))
			return true;
		collect_braces(&braces, notice->paragraphs.at[i]->text.in[0]);
	}
	return brace && has_brace(&braces, brace);
}

static void
lint_letter(struct linter *linter, enum notice_kind kind)
{
	const struct program_notice *notice = &linter->program->notices[kind];
	const char *pointer = lint_below(linter, "/notices", notice_kind_word(kind));

	lint_text(linter, &notice->title, lint_below(linter, pointer, "title"), true);
	for (size_t i = 0; i < countof(letter_musts); i++) {
		if (letter_musts[i].kind != kind && letter_musts[i].kind != NOTICE_KIND_NONE)
			continue;
		if (!letter_has(notice, letter_musts[i].brace, letter_musts[i].paragraph))
			lint_note(linter, true, pointer, "the letter does not say %s (%s%s%s): add it to its paragraphs",
				letter_musts[i].why, letter_musts[i].brace ? "{" : "paragraph ",
				letter_musts[i].brace ? letter_musts[i].brace
						      : letter_musts[i].paragraph,
				letter_musts[i].brace ? "}" : "");
	}
	if (kind == NOTICE_KIND_APPROVAL && linter->program->has_amounts &&
		!letter_has(notice, "amounts", NULL))
		lint_note(linter, true, pointer, "the letter does not say the amounts: add {amounts} to its paragraphs");
}

static bool
is_used(const struct program *program, const struct program_paragraph *paragraph)
{
	for (int kind = 1; kind < NOTICE_KIND_COUNT; kind++)
		for (size_t i = 0; i < program->notices[kind].paragraphs.count; i++)
			if (program->notices[kind].paragraphs.at[i] == paragraph)
				return true;
	return false;
}

static void
lint_wording(struct linter *linter)
{
	const struct program *program = linter->program;

	lint_text(linter, &program->name, "/name", true);
	lint_text(linter, &program->benefit, "/benefit", true);
	lint_text(linter, &program->purpose, "/purpose", true);
	lint_text(linter, &program->contact.agency, "/contact/agency", true);
	for (int code = 1; code < UPDATE_COUNT; code++) {
		const char *pointer =
			lint_below(linter, "/updates", update_code_wire((enum update_code)code));

		lint_text(
			linter, &program->updates[code].text, lint_below(linter, pointer, "text"), true);
		lint_text(linter, &program->updates[code].next_steps,
			lint_below(linter, pointer, "next_steps"), true);
	}
	for (size_t i = 0; i < program->paragraphs.count; i++) {
		const struct program_paragraph *paragraph = &program->paragraphs.at[i];
		const char *pointer = lint_below(linter, "/paragraphs", paragraph->id);

		lint_text(linter, &paragraph->text, lint_below(linter, pointer, "text"), true);
		if (!is_used(program, paragraph))
			lint_note(linter, false, pointer, "no letter has this paragraph: list it in one, or take it out");
	}
	for (int kind = 1; kind < NOTICE_KIND_COUNT; kind++)
		if (program->notices[kind].is_given)
			lint_letter(linter, (enum notice_kind)kind);
}

/* ---- questions people ask, notes ---- */

static void
lint_help(struct linter *linter)
{
	const struct program *program = linter->program;

	for (size_t i = 0; i < program->faq.count; i++) {
		const struct program_faq *faq = &program->faq.at[i];
		const char *pointer = lint_entry(linter, "/faq", i);

		for (size_t j = 1; j < program->languages.count; j++)
			if (faq->questions[j].count == 0)
				lint_note(linter, false, lint_below(linter, pointer, "questions"),
					"not translated: %s: add ways to ask it",
					program->languages.at[j]);
		lint_text(linter, &faq->answer, lint_below(linter, pointer, "answer"), true);
	}
	for (size_t i = 0; i < program->note_templates.count; i++) {
		const struct program_note_template *of = &program->note_templates.at[i];
		const char *pointer = lint_entry(linter, "/note_templates", i);

		lint_text(linter, &of->label, lint_below(linter, pointer, "label"), false);
		lint_text(linter, &of->text, lint_below(linter, pointer, "text"), false);
	}
}

/* ---- clocks ---- */

/* Days that contradict each other or the federal rules. */
static void
lint_clocks(struct linter *linter)
{
	const struct program_clocks *clocks = &linter->program->clocks;

	if (clocks->inaction_days < clocks->proof_days)
		lint_note(linter, true, "/clocks/inaction_days",
			"a denial for inaction could come before the days given for proof are over: raise it");
	if (clocks->proof_days < 10)
		lint_note(linter, false, "/clocks/proof_days",
			"federal rules give at least 10 days for proof: raise it");
	if (clocks->due_soon_days >= clocks->decision_days)
		lint_note(linter, false, "/clocks/due_soon_days",
			"every application is due soon at once: lower it");
	if (clocks->expedited_days > 0 && clocks->due_soon_expedited_days >= clocks->expedited_days)
		lint_note(linter, false, "/clocks/due_soon_expedited_days",
			"every expedited application is due soon at once: lower it");
	for (size_t i = 0; i < clocks->expedited_tests.count; i++) {
		const char *pointer = lint_entry(linter, "/clocks/expedited_tests", i);

		lint_text(linter, &clocks->expedited_tests.at[i].label, lint_below(linter, pointer, "label"), true);
		lint_condition(linter, clocks->expedited_tests.at[i].when, pointer, NULL);
	}
}

void
program_lint(struct program_lint_list *ret, struct arena *arena, const struct program *program,
	const char *text, size_t len)
{
	struct err err = { 0 };
	struct json *file = json_parse(text, len, &err);
	struct linter linter = { ret, arena, program, text, len, file };

	*ret = (struct program_lint_list){ 0 };
	ret->at = arena_array(arena, PROGRAM_LINT_MAX, sizeof(*ret->at));
	lint_clocks(&linter);
	lint_form(&linter);
	lint_requirements(&linter);
	lint_reasons(&linter);
	lint_wording(&linter);
	lint_help(&linter);
	lint_reach(&linter);
	lint_rules(&linter);
	json_free(file);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Both versions' worksheets over the answers of then.  A reason that the old
 * rules gave and the new ones do not is worth a person's look; one that a
 * person found for themselves is not touched by any rule, and is left alone.
 */
#include "domain/program_review.h"

#include "base/str.h"
#include "domain/completeness.h"
#include "domain/worksheet.h"

struct looking {
	struct arena *arena;
	const struct review_input *input;
	struct review *review;
	const struct worksheet *then; /* NULL: that version carries no arithmetic */
	const struct worksheet *now;
};

static void
add(struct looking *with, enum review_kind kind, const char *code, const char *detail)
{
	struct review *review = with->review;

	review->findings.at = arena_more(with->arena, review->findings.at, review->findings.count,
		sizeof(*review->findings.at));
	review->findings.at[review->findings.count++] =
		(struct review_finding){ kind, arena_strdup(with->arena, code), detail };
}

/* ---- rules ---- */

static bool
make_sheet(struct looking *with, const struct program *program, const struct worksheet **ret,
	struct err *err)
{
	struct worksheet_input input = {
		.program = program,
		.answers = with->input->answers,
		.filed_on = with->input->filed_on,
		.month = DATE_NONE,
		.expedited = with->input->expedited,
		.language = program->languages.at[0],
	};
	struct worksheet *sheet = NULL;

	if (program->rules && !worksheet_make(&sheet, with->arena, &input, err))
		return false;
	*ret = sheet;
	return true;
}

/* How the tests that would give a reason stand; "" where none would. */
static const char *
verdict_on(const struct program *program, const struct worksheet *sheet, const char *code,
	const struct worksheet_test **ret_open)
{
	const char *verdict = "";

	for (size_t i = 0; sheet && i < sheet->tests.count; i++) {
		const struct program_reason *reason = program->rules->tests.at[i].fails.reason;
		const struct worksheet_test *test = &sheet->tests.at[i];

		if (!reason || !str_eq(reason->code, code))
			continue;
		if (str_eq(test->verdict, "not_met"))
			return test->verdict;
		if (str_eq(test->verdict, "unknown"))
			*ret_open = test;
		if (!str_eq(verdict, "unknown"))
			verdict = test->verdict;
	}
	return verdict;
}

static const char *
unknown_labels(struct looking *with, const struct worksheet_test *test)
{
	const char *text = NULL;

	for (size_t i = 0; test && i < test->unknown.count; i++) {
		const char *label = test->unknown.at[i].label;

		text = text ? arena_printf(with->arena, "%s; %s", text, label) : label;
	}
	return text;
}

static void
look_at_rule(struct looking *with, const char *code)
{
	const struct worksheet_test *open = NULL;
	const char *then = verdict_on(with->input->then, with->then, code, &open);
	const char *now;

	/* A denial that the rules of its day did not give was a person's finding. */
	if (with->then && !str_eq(then, "not_met"))
		return;
	open = NULL;
	now = verdict_on(with->input->now, with->now, code, &open);
	if (str_eq(now, "unknown"))
		add(with, REVIEW_NOT_KNOWN, code, unknown_labels(with, open));
	else if (str_eq(now, "met") || str_eq(now, "passed_over") || (with->then && str_empty(now)))
		add(with, REVIEW_NOT_GIVEN, code, NULL);
}

/* ---- proofs ---- */

static const struct missing_item *
find_item(const struct missing_item *items, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(items[i].id, id))
			return &items[i];
	return NULL;
}

static void
look_at_item(struct looking *with, const struct item_list *asked_now, const char *code,
	const char *id)
{
	const struct review_input *input = with->input;
	const struct missing_item *item = find_item(input->items, input->item_count, id);

	if (find_item(asked_now->at, asked_now->count, id))
		return;
	add(with, REVIEW_NOT_ASKED, code,
		item ? item_label(with->arena, input->then, item, input->then->languages.at[0])
		     : arena_strdup(with->arena, id));
}

/* As of the application's day: what a version asks this household for. */
static bool
list_asked(struct looking *with, const struct program *program, struct item_list *ret, struct err *err)
{
	const struct review_input *input = with->input;
	struct completeness_input asked = {
		.program = program,
		.answers = input->answers,
		.customer_name = input->customer_name,
		.filed_on = input->filed_on,
		.language = program->languages.at[0],
		.known = input->items,
		.known_count = input->item_count,
	};

	return completeness_items(ret, with->arena, &asked, err);
}

static bool
look_at_items(
	struct looking *with, const char *code, const struct json *facts, struct err *err)
{
	const struct review_input *input = with->input;
	struct item_list now;

	if (!list_asked(with, input->now, &now, err))
		return false;
	for (const struct json *fact = json_first(facts); fact; fact = json_next(fact)) {
		const struct program_reason *reason = program_find_reason(input->then, code);
		const struct program_fact *of =
			reason ? reason_find_fact(reason, json_name(fact)) : NULL;

		if (!of || of->type != FACT_ITEMS)
			continue;
		for (const struct json *id = json_first(fact); id; id = json_next(id))
			if (json_text(id))
				look_at_item(with, &now, code, json_text(id));
	}
	return true;
}

/* ---- talks ---- */

static const struct program_requirement *
find_talk(const struct program *program, const struct item_list *asked)
{
	for (size_t i = 0; i < asked->count; i++) {
		const struct program_requirement *requirement =
			program_find_requirement(program, asked->at[i].requirement);

		if (requirement && requirement->met_by == MET_BY_INTERVIEW)
			return requirement;
	}
	return NULL;
}

static bool
look_at_talk(struct looking *with, const char *code, struct err *err)
{
	const struct program *then = with->input->then;
	const struct program_requirement *talk;
	struct item_list asked_then, asked_now;

	if (!list_asked(with, then, &asked_then, err) || !list_asked(with, with->input->now, &asked_now, err))
		return false;
	talk = find_talk(then, &asked_then);
	if (talk && !find_talk(with->input->now, &asked_now))
		add(with, REVIEW_NOT_ASKED, code, program_say(then, &talk->label, then->languages.at[0], NULL));
	return true;
}

/* ---- the whole ---- */

static bool
look_at_reason(struct looking *with, const struct json *given, struct err *err)
{
	const char *code = json_text(json_get(given, "code"));
	const struct program_reason *reason =
		code ? program_find_reason(with->input->then, code) : NULL;

	if (!code)
		return true;
	if (!program_find_reason(with->input->now, code)) {
		add(with, REVIEW_GONE, code, NULL);
		return true;
	}
	if (reason && reason->for_interview)
		return look_at_talk(with, code, err);
	if (reason && reason->for_inaction)
		return look_at_items(with, code, json_get(given, "facts"), err);
	look_at_rule(with, code);
	return true;
}

bool
program_review(
	struct review *ret, struct arena *arena, const struct review_input *input, struct err *err)
{
	struct looking with = { .arena = arena, .input = input, .review = ret };

	*ret = (struct review){ 0 };
	if (!make_sheet(&with, input->then, &with.then, err) ||
		!make_sheet(&with, input->now, &with.now, err))
		return false;
	ret->advice = with.now ? with.now->advice : NULL;
	for (const struct json *at = json_first(input->reasons); at; at = json_next(at))
		if (!look_at_reason(&with, at, err))
			return false;
	return true;
}

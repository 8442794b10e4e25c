/* SPDX-License-Identifier: Apache-2.0
 *
 * Pre-screening: the answers are laid out as the program's form would have
 * them, as far as it asks, and the program's own worksheet is made of them.
 */
#include "server/service/prescreen.h"

#include "base/json.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/worksheet.h"

enum { ADULT_YEARS = 35, ELDERLY_YEARS = 66, CHILD_YEARS = 8, ANSWERS_TEXT_MAX = 32 * 1024 };

struct layout {
	const struct program *program;
	const struct prescreen *given;
	civil_date today;
	struct json_out out;
};

/* ---- single answers, where the form asks for them ---- */

static bool
has_option(const struct program_question *question, const char *value)
{
	for (size_t i = 0; question && i < question->options.count; i++)
		if (str_eq(question->options.at[i].value, value))
			return true;
	return false;
}

static const struct program_question *
asked(const struct layout *layout, const struct program_question *list, const char *id)
{
	return list ? question_find_field(list, id) : program_find_question(layout->program, id);
}

static void
put_text(struct layout *layout, const struct program_question *list, const char *id, const char *value)
{
	const struct program_question *question = asked(layout, list, id);
	if (question && (question->options.count == 0 || has_option(question, value)))
		json_put_text(&layout->out, id, value);
}

static void
put_yesno(struct layout *layout, const struct program_question *list, const char *id, enum truth value)
{
	const struct program_question *question = asked(layout, list, id);
	if (question && question->type == QUESTION_YESNO && value != TRUTH_UNKNOWN)
		json_put_bool(&layout->out, id, value == TRUTH_YES);
}

static void
put_money(struct layout *layout, const struct program_question *list, const char *id, int64_t cents)
{
	const struct program_question *question = asked(layout, list, id);
	char amount[MONEY_TEXT_MAX];

	if (!question || question->type != QUESTION_MONEY || cents < 0)
		return;
	json_begin_object(&layout->out, id);
	json_put_text(&layout->out, "amount", money_to_text(cents, amount));
	json_put_text(&layout->out, "currency", "USD");
	json_end_object(&layout->out);
}

/* ---- the home ---- */

static void
put_person(struct layout *layout, const struct program_question *list, int64_t index)
{
	const struct prescreen *given = layout->given;
	bool is_child = index >= given->people - given->children;
	bool is_elderly = index == 0 && given->elderly == TRUTH_YES;
	const char *relation = index == 0 ? "self" : is_child ? "child" : index == 1 ? "spouse" : "not_related";
	char text[DATE_TEXT_MAX], name[32];
	int year, month, day;

	date_split(layout->today, &year, &month, &day);
	year -= is_elderly ? ELDERLY_YEARS : is_child ? CHILD_YEARS : ADULT_YEARS;
	snprintf(name, sizeof(name), "person %d", (int)index + 1);
	json_begin_object(&layout->out, NULL);
	put_text(layout, list, "name", name);
	put_text(layout, list, "relation", relation);
	if (question_find_field(list, "born_on"))
		json_put_text(&layout->out, "born_on", date_to_text(date_make(year, 1, 1), text));
	put_text(layout, list, "status", "citizen");
	put_text(layout, list, "ssn", "has");
	put_yesno(layout, list, "eats_with_you", TRUTH_YES);
	put_yesno(layout, list, "student", TRUTH_NO);
	put_yesno(layout, list, "disabled", is_elderly ? TRUTH_UNKNOWN : TRUTH_NO);
	put_yesno(layout, list, "needs_care", is_child ? TRUTH_YES : TRUTH_NO);
	json_end_object(&layout->out);
}

static void
put_home(struct layout *layout)
{
	const char *id = layout->program->persons;
	const struct program_question *list = id ? program_find_question(layout->program, id) : NULL;

	if (!list || layout->given->people < 1)
		return;
	json_begin_list(&layout->out, id);
	for (int64_t i = 0; i < layout->given->people; i++)
		put_person(layout, list, i);
	json_end_list(&layout->out);
}

/* ---- money ---- */

static void
put_source(struct layout *layout, const char *id, const char *amount_field, int64_t cents)
{
	const struct program_question *list = program_find_question(layout->program, id);

	if (!list || list->fields.count == 0 || cents < 0)
		return;
	json_begin_list(&layout->out, id);
	if (cents > 0) {
		json_begin_object(&layout->out, NULL);
		put_text(layout, list, "person", "person 1");
		put_text(layout, list, "employer", "work");
		put_text(layout, list, "kind", "other");
		put_text(layout, list, "pay_every", "month");
		put_money(layout, list, amount_field, cents);
		json_end_object(&layout->out);
	}
	json_end_list(&layout->out);
}

static enum truth
is_some(int64_t cents)
{
	return cents < 0 ? TRUTH_UNKNOWN : cents > 0 ? TRUTH_YES : TRUTH_NO;
}

static void
put_all_money(struct layout *layout)
{
	const struct prescreen *given = layout->given;
	bool is_known = given->earned >= 0 && given->other >= 0;

	put_yesno(layout, NULL, "anyone_works", is_some(given->earned));
	put_source(layout, "jobs", "gross", given->earned);
	put_yesno(layout, NULL, "anyone_self_employed", is_known ? TRUTH_NO : TRUTH_UNKNOWN);
	put_source(layout, "self_employment", "amount", is_known ? 0 : -1);
	put_yesno(layout, NULL, "anyone_other_income", is_some(given->other));
	put_source(layout, "other_income", "amount", given->other);
	put_money(layout, NULL, "month_income", is_known ? given->earned + given->other : -1);
	put_money(layout, NULL, "month_earned", given->earned);
	put_money(layout, NULL, "cash", given->savings);
	put_money(layout, NULL, "resources", given->savings);
	/* Rare, and what it would change is in the applicant's favour: hence "probably". */
	put_money(layout, NULL, "support_paid", is_known ? 0 : -1);
}

/* What was hit is another matter than that nothing was. */
static void
put_event(struct layout *layout)
{
	if (layout->given->disaster != TRUTH_NO)
		return;
	put_text(layout, NULL, "lived_in", "elsewhere");
	put_text(layout, NULL, "home_damage", "none");
	put_yesno(layout, NULL, "worked_there", TRUTH_NO);
	put_source(layout, "jobs_lost", "earned_before", 0);
}

/* ---- what the program says to it ---- */

/* Some rules only say what an approval says. */
static bool
would_deny(const struct program *program, const struct worksheet_test *test)
{
	const struct program_reason *reason =
		test->reason ? program_find_reason(program, test->reason) : NULL;
	return str_eq(test->verdict, "not_met") && reason && reason->kind == REASON_DENY;
}

static enum prescreen_says
judge(const struct program *program, const struct worksheet *sheet, const char **ret_why)
{
	size_t met = 0;

	for (size_t i = 0; i < sheet->tests.count; i++) {
		if (would_deny(program, &sheet->tests.at[i])) {
			*ret_why = sheet->tests.at[i].label;
			return PRESCREEN_PROBABLY_NOT;
		}
		/* What gives a reason when it is met only says what an approval says. */
		met += str_eq(sheet->tests.at[i].verdict, "met") && !sheet->tests.at[i].reason;
	}
	return met > 0 ? PRESCREEN_MAY : PRESCREEN_CANNOT_TELL;
}

enum prescreen_says
prescreen_judge(struct call *call, const struct program *program, const struct prescreen *given,
	const char *language, const char **ret_why)
{
	struct buf text = BUF_INIT(ANSWERS_TEXT_MAX);
	struct layout layout = { .program = program,
		.given = given,
		.today = zone_date(ZONE_CENTRAL, call->now_ms),
		.out = JSON_OUT(&text) };
	struct err ignored = { .code = ERR_NONE };
	struct worksheet *sheet;
	enum prescreen_says says = PRESCREEN_CANNOT_TELL;

	*ret_why = NULL;
	if (!program->for_persons)
		return says;
	json_begin_object(&layout.out, NULL);
	put_home(&layout);
	put_all_money(&layout);
	put_event(&layout);
	json_end_object(&layout.out);
	struct json *answers = json_parse(text.data, text.len, &ignored);
	struct worksheet_input input = { .program = program,
		.answers = answers,
		.filed_on = layout.today,
		.month = DATE_NONE,
		.language = program_language_for(program, language) };
	if (answers && worksheet_make(&sheet, call->arena, &input, &ignored))
		says = judge(program, sheet, ret_why);
	json_free(answers);
	buf_done(&text);
	return says;
}

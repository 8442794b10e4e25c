/* SPDX-License-Identifier: Apache-2.0
 *
 * The worksheet said aloud: whole sentences, signs as words, what it comes to
 * before how.  A calculation, and it says so.
 */
#include "client/line/private.h"

#include <string.h>

#include "base/money.h"
#include "base/str.h"
#include "domain/worksheet.h"

enum { WORKING_MAX = 4000 };

/* ---- words ---- */

static const char *
value_of(struct line *line, const struct worksheet_step *step, const char *value)
{
	char number[MONEY_SHORT_MAX];

	if (str_eq(step->unit, "yesno"))
		return str_eq(value, "yes") ? _("yes") : _("no");
	if (str_eq(step->unit, "money"))
		return arena_printf(&line->arena, _("$%s"), money_short(value, number));
	return arena_strdup(&line->arena, money_short(value, number));
}

/* A synthesiser drops a sign between numbers, or calls a hyphen a dash. */
static const char *
in_words(struct line *line, const char *working)
{
	const struct { const char *sign, *word; } signs[] = {
		{ " + ", _(" plus ") }, { " - ", _(" minus ") }, { " x ", _(" times ") },
		{ "/", _(" divided by ") }, { "_", " " },
	};
	struct buf out = BUF_INIT(WORKING_MAX);

	while (*working) {
		size_t i = 0;

		while (i < countof(signs) && !str_starts(working, signs[i].sign))
			i++;
		if (i < countof(signs)) {
			buf_puts(&out, signs[i].word);
			working += strlen(signs[i].sign);
		} else {
			buf_putc(&out, *working++);
		}
	}
	const char *copy = arena_strdup(&line->arena, out.data);
	buf_done(&out);
	return copy;
}

/* ---- lines ---- */

static void
say_step(struct line *line, const struct worksheet_step *step)
{
	struct buf text = BUF_INIT(2 * WORKING_MAX);

	buf_printf(&text, _("Step %lld, %s: "), (long long)step->number, step->label);
	buf_puts(&text, str_empty(step->value) ? _("not known") : value_of(line, step, step->value));
	if (str_empty(step->value) && step->unknown.count > 0)
		buf_printf(&text, _(", because this is not known: %s"), step->unknown.at[0].label);
	if (!str_empty(step->working))
		buf_printf(&text, _(", from %s"), in_words(line, step->working));
	if (!str_empty(step->round))
		buf_printf(&text, _(", rounded %s"), spoken_name(line, NAMES_ROUNDING, step->round));
	if (!str_empty(step->limit))
		buf_printf(&text, str_eq(step->verdict, "cap") ? _(", at most %s") : _(", the limit is %s"),
		           value_of(line, step, step->limit));
	if (str_eq(step->verdict, "ok"))
		buf_puts(&text, _(", which is met"));
	else if (str_eq(step->verdict, "not_met"))
		buf_puts(&text, _(", which is not met"));
	if (!str_empty(step->citation))
		buf_printf(&text, _(". Rule: %s"), step->citation);
	say(line, "%s", text.data);
	buf_done(&text);
}

/* What is passed over, or plainly met, is not said: as on the screen. */
static void
say_test(struct line *line, const struct worksheet_test *test)
{
	const char *said = str_eq(test->verdict, "not_met")          ? _("Not met")
	                 : str_eq(test->verdict, "unknown")          ? _("Not known")
	                 : str_eq(test->verdict, "met") && test->reason ? _("Holds")
	                                                             : NULL;
	if (!said)
		return;
	say(line, "%s: %s%s%s. %s %s", said, test->label, test->reason ? _(", reason ") : "",
	    test->reason ? test->reason : "", _("Rule:"), test->citation);
}

static void
say_doubt(struct line *line, const struct worksheet_doubt *doubt)
{
	char number[MONEY_SHORT_MAX];

	if (doubt->step_number == 0)
		say(line, _("Not proved: %s. The result is the same without it."), doubt->label);
	else
		say(line, _("Not proved: %s. Without it step %lld is %s."), doubt->label,
		    (long long)doubt->step_number,
		    doubt->value ? money_short(doubt->value, number) : _("not known"));
}

static void
say_result(struct line *line, const struct worksheet *sheet)
{
	struct buf reasons = BUF_INIT(1000);
	char number[MONEY_SHORT_MAX];

	for (size_t i = 0; i < sheet->reasons.count; i++)
		buf_printf(&reasons, ", %s", sheet->reasons.at[i]);
	say(line, _("It comes to: %s%s"),
	    str_eq(sheet->advice, "approved") ? _("every rule is met")
	    : str_eq(sheet->advice, "denied") ? _("a rule is not met")
	                                      : _("not known yet"),
	    reasons.data ? reasons.data : "");
	if (sheet->amount)
		say(line, _("A month: $%s"), money_short(sheet->amount, number));
	if (sheet->first_amount)
		say(line, _("The first month: $%s"), money_short(sheet->first_amount, number));
	buf_done(&reasons);
}

void
say_worksheet(struct line *line, const struct worksheet *sheet)
{
	say(line, _("Worksheet: %s version %lld, for the month %s. A calculation, not a decision."),
	    sheet->program.name, (long long)sheet->program.version, sheet->month);
	if (sheet->size > 0)
		say(line, _("Counted in the home: %lld"), (long long)sheet->size);
	say_result(line, sheet);
	for (size_t i = 0; i < sheet->unknown.count; i++)
		say(line, str_starts(sheet->unknown.at[i].path, "table.")
		        ? _("The program has no figure for this month: %s") : _("To be asked: %s"),
		    sheet->unknown.at[i].label);
	for (size_t i = 0; i < sheet->tests.count; i++)
		say_test(line, &sheet->tests.at[i]);
	for (size_t i = 0; i < sheet->doubts.count; i++)
		say_doubt(line, &sheet->doubts.at[i]);
	for (size_t i = 0; i < sheet->steps.count; i++)
		say_step(line, &sheet->steps.at[i]);
}

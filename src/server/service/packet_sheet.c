/* SPDX-License-Identifier: Apache-2.0
 *
 * A worksheet in plain lines, for somebody who has never seen the screen: who
 * hears the appeal works it out again with a pencil.
 */
#include "server/service/packet_sheet.h"

#include "base/str.h"
#include "base/words.h"
#include "server/service/language.h"

#define say(msgid) say_in(language, (msgid))

static const char *
limit_words(const char *verdict)
{
	return str_eq(verdict, "cap")     ? N_("; held down to %s")
	     : str_eq(verdict, "not_met") ? N_("; limit %s: not met")
	     : str_eq(verdict, "ok")      ? N_("; limit %s: met")
	                                  : N_("; limit %s");
}

static void
put_step(struct buf *out, const char *language, const struct worksheet_step *step)
{
	const char *value = str_empty(step->value) ? say(N_("not known"))
	                  : !str_eq(step->unit, "yesno") ? step->value
	                  : str_eq(step->value, "yes") ? say(N_("yes")) : say(N_("no"));

	buf_printf(out, "%3lld  %s: %s", (long long)step->number, step->label, value);
	if (!str_empty(step->limit))
		buf_printf(out, say(limit_words(step->verdict)), step->limit);
	buf_putc(out, '\n');
	if (!str_empty(step->working))
		buf_printf(out, "     = %s\n", step->working);
	if (!str_empty(step->unrounded))
		buf_printf(out, say(N_("     before rounding: %s\n")), step->unrounded);
	for (size_t i = 0; i < step->unknown.count; i++)
		buf_printf(out, say(N_("     not known: %s\n")), step->unknown.at[i].label);
	buf_printf(out, "     %s\n", step->citation);
}

static void
put_test(struct buf *out, const char *language, const struct worksheet_test *test)
{
	if (str_eq(test->verdict, "passed_over"))
		return;
	buf_printf(out, "  %s: %s", test->label,
		str_eq(test->verdict, "met")       ? say(N_("met"))
		: str_eq(test->verdict, "not_met") ? say(N_("not met"))
		                                   : say(N_("not known")));
	if (!str_empty(test->reason))
		buf_printf(out, " (%s)", test->reason);
	buf_printf(out, "  %s\n", test->citation);
}

void
packet_sheet(struct buf *out, const char *language, const struct worksheet *sheet)
{
	assert(out && sheet);
	buf_printf(out, say(N_("%s version %lld, month %s. A calculation; a person decided.\n")),
		sheet->program.name, (long long)sheet->program.version, sheet->month);
	for (size_t i = 0; i < sheet->steps.count; i++)
		put_step(out, language, &sheet->steps.at[i]);
	for (size_t i = 0; i < sheet->tests.count; i++)
		put_test(out, language, &sheet->tests.at[i]);
	buf_printf(out, say(N_("It comes to: %s")),
		str_eq(sheet->advice, "approved") ? say(N_("every rule is met"))
		: str_eq(sheet->advice, "denied") ? say(N_("a rule is not met"))
		                                  : say(N_("not known yet")));
	for (size_t i = 0; i < sheet->reasons.count; i++)
		buf_printf(out, " %s", sheet->reasons.at[i]);
	buf_putc(out, '\n');
	for (size_t i = 0; i < sheet->months.count; i++)
		buf_printf(out, say(N_("By the figures of %s a month comes to: %s\n")), sheet->months.at[i].month,
			sheet->months.at[i].amount ? sheet->months.at[i].amount : say(N_("not known yet")));
	buf_putc(out, '\n');
}

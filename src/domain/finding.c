/* SPDX-License-Identifier: Apache-2.0
 *
 * A finding from its row in findings.def and the particulars of the case.
 * Knows wording; what deserves a finding is decision_check.c's business.
 */
#include "domain/finding.h"

#include "base/str.h"
#include "domain/render.h"
#include "domain/wording.h"

static const struct {
	const char *wire;
	bool stops;
	const char *lifted_by;
	const char *text;
} findings[FINDING_COUNT] = {
#define FINDING(id, wire, stops, lifted_by, text) [FINDING_##id] = { wire, stops, lifted_by, text },
#include "domain/findings.def"
#undef FINDING
};

const char *
reader_language(const struct check *check)
{
	const struct decision_input *input = check->input;

	return input->reader_language ? input->reader_language : input->record->language;
}

static bool
fill_particular(void *context, const char *name, struct buf *out)
{
	const struct particulars *of = context;
	const struct {
		const char *name;
		const char *text;
	} texts[] = { { "code", of->code }, { "label", of->label }, { "recorded", of->recorded },
		{ "items", of->items }, { "item", of->item }, { "what", of->what },
		{ "language", of->language }, { "instead", of->instead } };
	const struct {
		const char *name;
		int64_t number;
	} numbers[] = { { "day", of->day }, { "count", of->count }, { "needed", of->needed },
		{ "number", of->number } };

	for (size_t i = 0; i < countof(texts); i++)
		if (str_eq(texts[i].name, name) && texts[i].text) {
			buf_puts(out, texts[i].text);
			return true;
		}
	for (size_t i = 0; i < countof(numbers); i++)
		if (str_eq(numbers[i].name, name)) {
			buf_printf(out, "%lld", (long long)numbers[i].number);
			return true;
		}
	if (!str_eq(name, "date"))
		return false;
	wording_date(out, of->date, of->language);
	return true;
}

void
find_it(struct check *check, enum finding_id id, struct particulars of)
{
	const struct decision_input *input = check->input;
	const char *text = findings[id].text;
	struct finding *finding;
	struct buf buf = BUF_INIT(FINDING_TEXT_MAX);
	struct err err = { 0 };

	if (findings[id].stops ? check->found->stops.count == FINDINGS_MAX
			       : check->found->warnings.count == FINDINGS_MAX)
		return;
	if (!of.language)
		of.language = reader_language(check);
	if (input->say)
		text = input->say(input->say_context, text);
	/* A translation that lost a brace falls back to the text it was made from. */
	if (!wording_fill(&buf, text, fill_particular, &of, &err)) {
		buf_reset(&buf);
		if (!wording_fill(&buf, findings[id].text, fill_particular, &of, &err))
			assert(buf.overflowed);
	}
	finding = findings[id].stops ? &check->found->stops.at[check->found->stops.count++]
				     : &check->found->warnings.at[check->found->warnings.count++];
	finding->code = findings[id].wire;
	finding->lifted_by = findings[id].lifted_by;
	finding->text = arena_strndup(check->arena, buf.data, buf.len);
	buf_done(&buf);
}

const char *
name_item(struct check *check, const struct missing_item *item)
{
	return render_item(check->arena, check->input->program, item, reader_language(check));
}

const char *
fact_text(struct check *check, const struct fact *fact)
{
	struct buf buf = BUF_INIT(FINDING_TEXT_MAX);
	const char *text;

	switch (fact->of->type) {
	case FACT_MONEY:
		wording_money(&buf, fact->cents);
		break;
	case FACT_DATE:
		wording_date(&buf, fact->date, reader_language(check));
		break;
	case FACT_NUMBER:
		buf_printf(&buf, "%lld", (long long)fact->number);
		break;
	default:
		buf_puts(&buf, fact->text);
		break;
	}
	text = arena_strndup(check->arena, buf.data, buf.len);
	buf_done(&buf);
	return text;
}

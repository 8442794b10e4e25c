/* SPDX-License-Identifier: Apache-2.0
 *
 * What was typed and is no answer: kept with the form as it was typed, by the
 * name of its control, so that whoever leaves in the middle of a word finds it
 * again, with what is wrong with it.
 */
#include "base/str.h"
#include "domain/answers.h"
#include "server/portal/apply_you.h"

/* A date stands in three controls. */
static const char *const suffixes[] = { "", "-month", "-day", "-year" };

static const struct json *
all_typed(const struct applying *applying)
{
	return started_form_part(&applying->form, "typed");
}

/* ---- keeping ---- */

void
typed_put(const struct applying *applying, const struct faults *faults, const char *control,
	struct json_out *out)
{
	bool is_wrong = fault_of(faults, control) != NULL;

	for (size_t i = 0; i < countof(suffixes); i++) {
		const char *name = arena_printf(applying->rq->arena, "%s%s", control, suffixes[i]);
		const char *text = portal_form(applying->rq, name);

		if (is_wrong && !str_empty(text))
			json_put_text(out, name, text);
		else if (json_get(all_typed(applying), name))
			json_put_null(out, name);
	}
}

/* ---- finding it again ---- */

bool
typed_has(const struct applying *applying, const char *control)
{
	for (size_t i = 0; i < countof(suffixes); i++)
		if (json_get(all_typed(applying),
			    arena_printf(applying->rq->arena, "%s%s", control, suffixes[i])))
			return true;
	return false;
}

bool
typed_in_section(const struct applying *applying, const struct program_section *section)
{
	for (size_t i = 0; i < section->questions.count; i++)
		if (typed_has(applying, question_control(applying, &section->questions.at[i])) &&
			question_is_shown(applying, section, &section->questions.at[i]))
			return true;
	return false;
}

bool
typed_in_you(const struct applying *applying)
{
	for (const struct json *at = json_first(all_typed(applying)); at; at = json_next(at))
		if (!str_starts(json_name(at), "q-"))
			return true;
	return false;
}

const char *
typed_page(const struct applying *applying)
{
	const struct program *program = applying->program;

	if (typed_in_you(applying))
		return "/you";
	for (size_t i = 0; i < program->sections.count; i++)
		if (part_is_shown(applying, &program->sections.at[i]) &&
			typed_in_section(applying, &program->sections.at[i]))
			return arena_printf(applying->rq->arena, "/part/%s?change=1", program->sections.at[i].id);
	return NULL;
}

/* As if it were posted once more: what stands in a control, and what is wrong with it, follow. */
void
typed_recall(const struct applying *applying)
{
	struct portal_request *rq = applying->rq;

	for (const struct json *at = json_first(all_typed(applying)); at; at = json_next(at))
		if (rq->form_count < PORTAL_FIELDS_MAX && json_text(at) && !portal_form(rq, json_name(at)))
			rq->form[rq->form_count++] = (struct portal_field){
				arena_strdup(rq->arena, json_name(at)), arena_strdup(rq->arena, json_text(at)) };
}

/* ---- what is wrong with it ---- */

void
question_look(struct asking *asking, const struct program_question *question)
{
	struct applying *applying = asking->applying;
	const char *persons = applying->program->persons, *control = question_control(applying, question);
	struct faults found = { .count = 0 };
	struct asking alone = { .applying = applying, .faults = &found, .is_post = true };
	struct buf text = BUF_INIT(APPLY_PATCH_MAX);
	struct json_out out = JSON_OUT(&text);
	struct err why = { .code = ERR_NONE }, ignored = { .code = ERR_NONE };

	json_begin_object(&out, NULL);
	question_read(&alone, question, &out);
	if (question->type == QUESTION_PERSON && persons && applying_answer(applying, persons)) {
		json_begin_value(&out, persons);
		json_print(&text, applying_answer(applying, persons));
	}
	json_end_object(&out);
	struct json *answers = json_parse(text.data, text.len, &ignored);
	if (answers && !answers_check(applying->program, answers, NULL,
			       zone_date(ZONE_CENTRAL, applying->rq->call.now_ms), &why))
		question_faults(&alone, &why, NULL);
	json_free(answers);
	buf_done(&text);
	for (size_t i = 0; i < found.count; i++)
		if (str_eq(found.at[i].id, control))
			fault_add(asking->faults, control, found.at[i].label, found.at[i].sentence);
}

/* Kept as no answer, and one by now: still it has to be looked at. */
static void
still_to_see(const struct applying *applying, struct faults *faults, const char *control, const char *label)
{
	if (typed_has(applying, control) && !fault_of(faults, control))
		fault_add(faults, control, label, say_in(applying->language, N_("Please look at this again")));
}

void
typed_faults(struct applying *applying, const struct program_section *section, struct faults *faults)
{
	struct asking asking = { .applying = applying, .faults = faults, .is_post = true };

	for (size_t i = 0; i < section->questions.count; i++) {
		const struct program_question *question = &section->questions.at[i];
		if (typed_has(applying, question_control(applying, question)) &&
			question_is_shown(applying, section, question))
			question_look(&asking, question);
		if (question_is_shown(applying, section, question))
			still_to_see(applying, faults, question_control(applying, question),
				applying_say(applying, &question->label));
	}
}

void
typed_faults_you(struct applying *applying, struct faults *faults)
{
	struct faults found = { .count = 0 };
	struct you you = { .applying = applying, .faults = &found };

	if (!typed_in_you(applying))
		return;
	you_look(&you);
	for (size_t i = 0; i < found.count; i++)
		if (found.at[i].id && typed_has(applying, found.at[i].id))
			fault_add(faults, found.at[i].id, found.at[i].label, found.at[i].sentence);
	still_to_see(applying, faults, you_control(&you, "born_on"),
		say_in(applying->language, N_("Date of birth")));
}

/* ---- telling of it where nothing can be mended ---- */

/* "3 / 4 / 95": all that was typed in the controls of this one, or of this contact. */
static const char *
text_of(const struct applying *applying, const char *control)
{
	struct arena *arena = applying->rq->arena;
	const char *text = "";
	bool is_contact = str_starts(control, "contact");
	const char *start = is_contact ? arena_printf(arena, "%.*s", (int)strcspn(control, "-") + 1, control) : control;

	for (const struct json *at = json_first(all_typed(applying)); at; at = json_next(at)) {
		const char *rest = str_starts(json_name(at), start) ? json_name(at) + strlen(start) : NULL;
		bool is_part = is_contact && rest;
		for (size_t i = 0; i < countof(suffixes); i++)
			is_part = is_part || str_eq(rest, suffixes[i]);
		if (rest && is_part && !str_empty(json_text(at)))
			text = arena_printf(arena, "%s%s%s", text, *text ? " / " : "", json_text(at));
	}
	return text;
}

static void
put_items(struct page *page, const struct applying *applying, const struct faults *faults, const char *below)
{
	for (size_t i = 0; i < faults->count; i++) {
		const struct fault *fault = &faults->at[i];

		page_put(page, "<li><a href=\"");
		page_text(page, applying_path(applying, arena_printf(page->rq->arena, "%s#%s", below, fault->id)));
		page_put(page, "\"><bdi>");
		page_text(page, fault->label);
		page_put(page, "</bdi></a>: <q><bdi>");
		apply_summary(page, text_of(applying, fault->id));
		page_put(page, "</bdi></q> &ndash; ");
		page_text(page, fault->sentence);
		page_put(page, "</li>\n");
	}
}

void
typed_show(struct page *page, struct applying *applying)
{
	const struct program *program = applying->program;
	struct faults faults = { .count = 0 };

	if (!typed_page(applying))
		return;
	page_put(page, "<section class=\"now\" id=\"typed\">\n");
	page_line(page, "h2", N_("Not an answer yet"));
	page_line(page, "p",
		N_("We keep this as you typed it, but it is no answer that we can take. Please change it, or empty "
		   "the field: sent as it is, your application goes without it."));
	page_put(page, "<ul class=\"items\">\n");
	typed_faults_you(applying, &faults);
	put_items(page, applying, &faults, "/you");
	for (size_t i = 0; i < program->sections.count; i++) {
		const struct program_section *section = &program->sections.at[i];
		faults.count = 0;
		if (part_is_shown(applying, section))
			typed_faults(applying, section, &faults);
		put_items(page, applying, &faults,
			arena_printf(page->rq->arena, "/part/%s?change=1", section->id));
	}
	page_put(page, "</ul>\n</section>\n");
}

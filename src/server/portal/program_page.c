/* SPDX-License-Identifier: Apache-2.0
 *
 * A program as somebody sees it who thinks of applying: what it is for, how
 * long it takes, what to have at hand, what others asked, whom to call.
 */
#include "base/str.h"
#include "server/portal/apply.h"

enum { AT_HAND_MAX = 12 };

static void
put_clock(struct page *page, const struct program *program)
{
	const struct program_clocks *clocks = &program->clocks;

	page_line(page, "h2", N_("How long it takes"));
	page_line(page, "p",
		N_("Applying takes about twenty minutes. You can stop at any page and go on later."));
	page_put(page, "<p>");
	page_fill(page, N_("We decide within {days} days of getting it."), "{days}",
		arena_printf(page->rq->arena, "%d", clocks->decision_days));
	if (clocks->expedited_days > 0) {
		page_put(page, " ");
		page_fill(page, N_("Who has hardly any money is helped within {days} days."), "{days}",
			arena_printf(page->rq->arena, "%d", clocks->expedited_days));
	}
	page_put(page, "</p>\n");
}

static void
put_at_hand(struct page *page, const struct applying *applying)
{
	const struct program *program = applying->program;
	size_t count = 0;

	page_line(page, "h2", N_("What to have at hand"));
	page_line(page, "p", N_("If you have them; you can apply without, and send them later."));
	page_put(page, "<ul>\n");
	for (size_t i = 0; i < program->requirements.count && count < AT_HAND_MAX; i++) {
		const struct program_requirement *requirement = &program->requirements.at[i];
		if (requirement->cured_by != CURED_BY_APPLICANT || requirement->met_by == MET_BY_INTERVIEW ||
			requirement->accepts.count == 0)
			continue;
		page_put(page, "<li>");
		page_text(page, applying_say(applying, &requirement->label));
		page_put(page, ": ");
		for (size_t k = 0; k < requirement->accepts.count; k++) {
			page_put(page, k ? ", " : "");
			page_text(page, applying_say(applying, &requirement->accepts.at[k]));
		}
		page_put(page, "</li>\n");
		count++;
	}
	page_put(page, "</ul>\n");
}

/* As the program's file answers them; of the ways to ask, the first. */
static void
put_questions(struct page *page, const struct applying *applying)
{
	const struct program *program = applying->program;

	if (program->faq.count > 0)
		page_line(page, "h2 id=\"questions\"", N_("Questions people ask"));
	for (size_t i = 0; i < program->faq.count; i++) {
		const struct program_faq *faq = &program->faq.at[i];
		const struct text_list *ways = program_faq_questions(program, faq, applying->language);

		page_put(page, "<details><summary>");
		page_text(page, ways->at[0]);
		page_put(page, "</summary>\n<p>");
		page_text(page, program_faq_answer(page->rq->arena, program, faq, applying->language, NULL));
		page_put(page, "</p></details>\n");
	}
}

static void
put_start(struct page *page, struct applying *applying)
{
	if (applying->was_sent) {
		page_put(page, "<p><a href=\"");
		page_text(page, applying_path(applying, "/receipt"));
		page_put(page, "\">");
		page_say(page, N_("Show the receipt of the application you sent"));
		page_put(page, "</a></p>\n");
	}
	page_put(page, "<p><a class=\"button\" href=\"");
	page_text(page,
		applying_path(applying,
			applying->has_form ? page_to_go_on(applying) : applying->was_sent ? "/you?new=1" : "/you"));
	page_put(page, "\">");
	page_say(page, applying->has_form ? N_("Go on with my application") : N_("Apply now"));
	page_put(page, "</a>");
	page_put(page, "<a class=\"button other\" href=\"/continue?lang=");
	page_text(page, page->language);
	page_put(page, "\">");
	page_say(page, N_("Go on with a saved form"));
	page_put(page, "</a></p>\n");
}

bool
program_page(struct portal_request *rq, struct err *err)
{
	struct applying applying;
	struct page page;
	bool ok = applying_open(&applying, rq, err);

	if (ok) {
		const struct program *program = applying.program;
		const char *name = applying_say(&applying, &program->name);
		page_begin(&page, rq, applying.language, rq->path, name, 0);
		page_put(&page, "<h1>");
		page_text(&page, name);
		page_put(&page, "</h1>\n<p>");
		page_text(&page, applying_say(&applying, &program->purpose));
		page_put(&page, "</p>\n");
		if (page_open_program(&page, program))
			put_start(&page, &applying);
		put_clock(&page, program);
		put_at_hand(&page, &applying);
		put_questions(&page, &applying);
		if (!str_empty(program->contact.office_phone)) {
			page_line(&page, "h2", N_("Rather with a person?"));
			page_put(&page, "<p>");
			page_fill(&page, N_("To apply, call {phone} or visit any county office."), "{phone}",
				program->contact.office_phone);
			page_put(&page, "</p>\n");
		}
		page_end(&page, 200);
	}
	applying_close(&applying);
	return ok;
}

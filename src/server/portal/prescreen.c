/* SPDX-License-Identifier: Apache-2.0
 *
 * "Could I get help?": a few questions, all programs, nothing kept.
 */
#include "base/money.h"
#include "base/str.h"
#include "server/portal/form.h"
#include "server/service/agency.h"
#include "server/service/prescreen.h"

enum question_kind { ASK_NUMBER, ASK_MONEY, ASK_YESNO };

static const struct {
	const char *id, *label;
	enum question_kind kind;
} questions[] = {
	{ "people", N_("How many people live in your home, with you?"), ASK_NUMBER },
	{ "children", N_("How many of them are under 18?"), ASK_NUMBER },
	{ "elderly", N_("Is anybody 60 or older, or does anybody have a disability?"), ASK_YESNO },
	{ "earned", N_("Money from work in a month, before taxes"), ASK_MONEY },
	{ "other", N_("Other money in a month, such as Social Security or child support"), ASK_MONEY },
	{ "savings", N_("Money at hand and in the bank"), ASK_MONEY },
	{ "disaster", N_("Was your home, your work or your income hit by a disaster?"), ASK_YESNO },
};

static void
put_questions(struct page *page, const struct faults *faults)
{
	for (size_t i = 0; i < countof(questions); i++) {
		struct control control = {
			.id = questions[i].id,
			.label = say(page, questions[i].label),
			.value = portal_form(page->rq, questions[i].id),
			.fault = fault_of(faults, questions[i].id),
			.max = 16,
		};
		if (questions[i].kind == ASK_YESNO) {
			form_yesno(page, &control);
			continue;
		}
		control.inputmode = questions[i].kind == ASK_MONEY ? "decimal" : "numeric";
		control.prefix = questions[i].kind == ASK_MONEY ? "$" : NULL;
		control.is_short = true;
		form_text(page, &control);
	}
}

static void
show_form(struct portal_request *rq, const struct faults *faults)
{
	struct page page;

	page_begin(&page, rq, page_language(rq, NULL), "/before", N_("Could I get help?"), 0);
	faults_put(&page, faults);
	page_line(&page, "h1", N_("Could I get help?"));
	page_line(&page, "p",
		N_("A few questions, and what each program says to your answers. We keep none of them. What you "
		   "do not know you can leave empty."));
	form_begin(&page, "/before");
	put_questions(&page, faults);
	form_button(&page, BUTTON_MAIN, NULL, NULL, say(&page, N_("Show me")));
	form_end(&page);
	page_end(&page, faults ? 422 : 200);
}

bool
prescreen_page(struct portal_request *rq, struct err *err)
{
	(void)err;
	show_form(rq, NULL);
	return true;
}

/* ---- reading ---- */

struct reading {
	struct portal_request *rq;
	struct faults faults;
	const char *language;
};

static void
wrong(struct reading *reading, const char *id, const char *sentence)
{
	for (size_t i = 0; i < countof(questions); i++)
		if (str_eq(questions[i].id, id))
			fault_add(&reading->faults, id, say_in(reading->language, questions[i].label),
				say_in(reading->language, sentence));
}

/* "... from {least} to {most}." */
static void
wrong_number(struct reading *reading, const char *id, int64_t least, int64_t most)
{
	const char *sentence = say_in(reading->language, N_("Please give a whole number from {least} to {most}."));
	struct buf text = BUF_INIT(512);

	for (const char *at = sentence; *at; at++) {
		bool is_least = str_starts(at, "{least}"), is_most = str_starts(at, "{most}");
		if (!is_least && !is_most) {
			buf_putc(&text, *at);
			continue;
		}
		buf_printf(&text, "%lld", (long long)(is_least ? least : most));
		at += strcspn(at, "}");
	}
	wrong(reading, id, arena_strdup(reading->rq->arena, text.data));
	buf_done(&text);
}

static int64_t
read_number(struct reading *reading, const char *id, int64_t least, int64_t most)
{
	const char *text = portal_form(reading->rq, id);
	int64_t value;

	if (!text || text[strspn(text, " ")] == '\0')
		return -1;
	if (str_to_i64(text, &value) && value >= least && value <= most)
		return value;
	wrong_number(reading, id, least, most);
	return -1;
}

static int64_t
read_money(struct reading *reading, const char *id)
{
	const char *text = portal_form(reading->rq, id);
	int64_t cents = 0;

	if (!text || text[strspn(text, " ")] == '\0')
		return -1;
	enum money_typed typed = money_typed(text, &cents);
	if (typed == MONEY_READ && cents >= 0)
		return cents;
	wrong(reading, id, form_money_words(typed));
	return -1;
}

static enum truth
read_yesno(const struct reading *reading, const char *id)
{
	const char *text = portal_form(reading->rq, id);
	return str_eq(text, "yes") ? TRUTH_YES : str_eq(text, "no") ? TRUTH_NO : TRUTH_UNKNOWN;
}

/* ---- what comes out ---- */

static void
put_program(struct page *page, const struct program *program, const struct prescreen *given)
{
	static const char *const sentences[] = {
		[PRESCREEN_CANNOT_TELL] = N_("We cannot tell from this."),
		[PRESCREEN_MAY] = N_("You may qualify."),
		[PRESCREEN_PROBABLY_NOT] = N_("Probably not."),
	};
	const char *why;
	enum prescreen_says says =
		prescreen_judge(&page->rq->call, program, given, page->language, &why);

	buf_printf(&page->out, "<li data-says=\"%d\"><strong><a href=\"/apply/%s?lang=%s\">", (int)says,
		program->id, page->language);
	page_text(page, program_say(program, &program->name, page->language, NULL));
	page_put(page, "</a></strong>: ");
	page_say(page, sentences[says]);
	if (why) {
		page_put(page, " <span class=\"hint\">");
		/* Its name alone would read as what is so. */
		page_fill(page, N_("By your answers this condition is not met: {condition}."), "{condition}", why);
		page_put(page, "</span>");
	}
	page_put(page, "</li>\n");
}

static void
show_answer(struct portal_request *rq, const struct prescreen *given)
{
	struct page page;

	page_begin(&page, rq, page_language(rq, NULL), "/before", N_("Could I get help?"), 0);
	page_line(&page, "h1", N_("Could I get help?"));
	page_line(&page, "p class=\"now\"",
		N_("This is no decision. Only a person decides, after looking at everything. You may apply for any "
		   "program, whatever it says here."));
	page_put(&page, "<ul class=\"items\">\n");
	for (size_t i = 0; i < agency_program_count(rq->call.agency); i++) {
		const struct program *program = agency_program_at(rq->call.agency, i);
		if (program->for_persons)
			put_program(&page, program, given);
	}
	page_put(&page, "</ul>\n");
	page_line(&page, "h2", N_("Your answers"));
	form_begin(&page, "/before");
	put_questions(&page, NULL);
	form_button(&page, BUTTON_OTHER, NULL, NULL, say(&page, N_("Show me")));
	form_end(&page);
	page_end(&page, 200);
}

bool
prescreen_submit(struct portal_request *rq, struct err *err)
{
	struct reading reading = { .rq = rq, .language = page_language(rq, NULL) };
	struct prescreen given;

	(void)err;
	if (!form_is_ours(rq, "/before"))
		return true;
	given = (struct prescreen){
		.people = read_number(&reading, "people", 1, PRESCREEN_PEOPLE_MAX),
		.children = read_number(&reading, "children", 0, PRESCREEN_PEOPLE_MAX - 1),
		.elderly = read_yesno(&reading, "elderly"),
		.earned = read_money(&reading, "earned"),
		.other = read_money(&reading, "other"),
		.savings = read_money(&reading, "savings"),
		.disaster = read_yesno(&reading, "disaster"),
	};
	if (given.children >= given.people && given.people > 0)
		wrong(&reading, "children", N_("With you there are more people than children."));
	/* Nobody to place them beside. */
	if (given.children < 0 && given.people > 0)
		given.children = 0;
	if (reading.faults.count > 0)
		show_form(rq, &reading.faults);
	else
		show_answer(rq, &given);
	return true;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * How did it go?  One page behind a link that is good for one answer.
 */
#include "base/str.h"
#include "server/portal/form.h"
#include "server/service/feedback.h"

static void
begin(struct page *page, struct portal_request *rq, const char *title)
{
	page_begin(page, rq, page_language(rq, NULL),
		arena_printf(rq->arena, "/feedback/%s", rq->path_args[0]), title, 0);
	page_line(page, "h1", title);
}

static void
thank(struct portal_request *rq)
{
	struct page page;

	begin(&page, rq, N_("Thank you"));
	page_line(&page, "p", N_("We have your answer. It changes nothing about your application or your benefits."));
	page_end(&page, 200);
}

static void
ask(struct portal_request *rq, const struct feedback_view *view, const struct faults *faults)
{
	static const char *const words[] = {
		N_("1 – very badly"), N_("2 – badly"), N_("3 – so so"), N_("4 – well"), N_("5 – very well"),
	};
	static const char *const values[] = { "1", "2", "3", "4", "5" };
	struct form_option options[countof(words)];
	const char *score = portal_form(rq, "score");
	struct page page;

	begin(&page, rq, N_("How did we do?"));
	faults_put(&page, faults);
	page_put(&page, "<p>");
	page_text(&page, view->program_name);
	page_put(&page, "</p>\n");
	page_line(&page, "p", N_("You can answer once. Your caseworker's team sees it; it changes nothing about your application."));
	for (size_t i = 0; i < countof(words); i++)
		options[i] = (struct form_option) { values[i], say(&page, words[i]), str_eq(score, values[i]) };
	form_begin(&page, page.here);
	form_choice(&page, &(struct control){ .id = "score", .label = say(&page, N_("How did it go?")),
		.fault = fault_of(faults, "score"), .required = true }, options, countof(options));
	form_area(&page, &(struct control){ .id = "comment", .label = say(&page, N_("What should we know?")),
		.hint = say(&page, N_("You need not say anything. Write no numbers of cards or accounts.")),
		.value = portal_form(rq, "comment"), .fault = fault_of(faults, "comment"),
		.max = FEEDBACK_COMMENT_MAX });
	form_button(&page, BUTTON_MAIN, NULL, NULL, say(&page, N_("Send")));
	form_end(&page);
	page_end(&page, faults->count ? 422 : 200);
}

static bool
look(struct portal_request *rq, struct feedback_view *ret, struct err *err)
{
	rq->call.language = page_language(rq, NULL);
	return feedback_read(&rq->call, rq->path_args[0], ret, err);
}

bool
feedback_page(struct portal_request *rq, struct err *err)
{
	const struct faults none = { .count = 0 };
	struct feedback_view view;

	if (!look(rq, &view, err))
		return false;
	if (view.is_answered)
		thank(rq);
	else
		ask(rq, &view, &none);
	return true;
}

bool
feedback_check(struct portal_request *rq, struct err *err)
{
	const char *comment = portal_form(rq, "comment"), *language;
	struct faults faults = { .count = 0 };
	struct feedback_view view;
	int64_t score;

	if (!form_is_ours(rq, arena_printf(rq->arena, "/feedback/%s", rq->path_args[0])))
		return true;
	if (!look(rq, &view, err))
		return false;
	language = rq->call.language;
	if (!str_to_i64(portal_form(rq, "score"), &score) || score < 1 || score > 5)
		fault_add(&faults, "score", say_in(language, N_("How did it go?")), say_in(language, N_("Choose one.")));
	if (comment && strlen(comment) > FEEDBACK_COMMENT_MAX)
		fault_add(&faults, "comment", say_in(language, N_("What should we know?")),
			say_in(language, N_("This is too long.")));
	if (view.is_answered)
		thank(rq);
	else if (faults.count)
		ask(rq, &view, &faults);
	return true;
}

bool
feedback_save(struct portal_request *rq, struct err *err)
{
	const char *comment = portal_form(rq, "comment");
	int64_t score = 0;

	if (!str_to_i64(portal_form(rq, "score"), &score))
		score = 0;
	/* Sent twice by two of the same pages: the first one stands. */
	if (!feedback_give(&rq->call, rq->path_args[0], score, comment, err) &&
		err->code != ERR_TRANSITION_NOT_ALLOWED)
		return false;
	*err = (struct err) { .code = ERR_NONE };
	thank(rq);
	return true;
}

bool
feedback_json(struct portal_request *rq, struct err *err)
{
	const struct json *score = json_get(rq->json, "score");
	int64_t number = 0;

	for (const struct json *member = json_first(rq->json); member; member = json_next(member))
		if (!str_eq(json_name(member), "score") && !str_eq(json_name(member), "comment"))
			return err_set(err, ERR_UNKNOWN_PARAMETER, "Only score and comment are known here.");
	if (!score || !json_int(score, &number))
		return err_field(err, "/score", "required", "A number from 1 to 5.");
	if (!feedback_give(&rq->call, rq->path_args[0], number, json_text(json_get(rq->json, "comment")), err))
		return false;
	reply_page(rq, 201, "application/json", "{}", 2);
	return true;
}

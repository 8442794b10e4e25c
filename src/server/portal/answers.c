/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers after the filing: the questions that are still open, or, where
 * something has changed, all that have one answer each.  People, jobs and other
 * lists change with a worker, who sees what hangs on them.
 */
#include "server/portal/answers.h"

#include "base/str.h"
#include "domain/answers.h"
#include "server/portal/apply.h"
#include "server/portal/asked.h"
#include "server/service/answer.h"

/* One request to this page. */
struct telling_page {
	struct asked asked;
	struct applying applying; /* the form as it was filed, for question.c */
	bool all;                 /* something has changed: what is answered, too */
	const char *patch;        /* what was told; NULL: nothing new */
};

/* ---- what is asked ---- */

static bool
has_one_answer(const struct program *program, const struct program_question *question)
{
	return question->fields.count == 0 && !question_is_for_review(program, question);
}

static bool
is_open(const struct program *program, const struct program_question *question, const struct json *answers)
{
	return question->required && answers_ask(program, question, answers) &&
		!answer_given(json_get(answers, question->id));
}

/* What somebody else may read over the shoulder is asked, but never shown. */
static bool
is_asked(const struct telling_page *telling, const struct program_question *question)
{
	const struct program *program = telling->applying.program;
	const struct json *answers = applying_answers(&telling->applying);

	if (!has_one_answer(program, question) || !answers_ask(program, question, answers))
		return false;
	return is_open(program, question, answers) ||
		(telling->all && !(question->sensitive && answer_given(json_get(answers, question->id))));
}

bool
answers_can_tell(const struct status_view *view, const char *question_id)
{
	const struct program_question *question =
		view->may_answer ? program_find_question(view->form, question_id) : NULL;

	return question && has_one_answer(view->form, question);
}

/* ---- the page ---- */

static bool
begin(struct portal_request *rq, struct telling_page *telling, struct err *err)
{
	const struct status_view *view = &telling->asked.view;
	const char *text = arena_printf(
		rq->arena, "{\"answers\":%s}", str_empty(view->answers) ? "{}" : view->answers);
	const char *all = portal_form(rq, "all") ? portal_form(rq, "all") : portal_query(rq, "all");

	telling->all = str_eq(all, "1");
	telling->applying = (struct applying){
		.rq = rq,
		.program = view->form,
		.language = page_speaks(view->language) ? view->language : "en",
	};
	telling->applying.form.document = json_parse(text, strlen(text), err);
	return telling->applying.form.document != NULL;
}

static void
end(struct telling_page *telling)
{
	json_free(telling->applying.form.document);
	telling->applying.form.document = NULL;
}

static void
put_section(struct asking *asking, const struct telling_page *telling, const struct program_section *section,
	struct buf *ids, struct json_out *was)
{
	bool first = true;

	for (size_t i = 0; i < section->questions.count; i++) {
		const struct program_question *question = &section->questions.at[i];
		const struct json *answer = json_get(asking->saved, question->id);

		if (!is_asked(telling, question))
			continue;
		if (first) {
			page_put(asking->page, "<h2>");
			page_text(asking->page, applying_say(asking->applying, &section->title));
			page_put(asking->page, "</h2>\n");
		}
		first = false;
		question_show(asking, question);
		buf_printf(ids, "%s%s", ids->len > 0 ? "," : "", question->id);
		if (answer_given(answer)) {
			json_begin_value(was, question->id);
			json_print(was->buf, answer);
		}
	}
}

/* The questions, which they are, and what they showed: what the page did not
 * change is not sent on, whoever changed it meanwhile. */
static void
put_questions(struct asking *asking, const struct telling_page *telling)
{
	const struct program *program = asking->applying->program;
	struct buf ids = BUF_INIT(8192), was_text = BUF_INIT(ANSWERS_BYTES_MAX);
	struct json_out was = JSON_OUT(&was_text);

	json_begin_object(&was, NULL);
	for (size_t i = 0; i < program->sections.count; i++)
		put_section(asking, telling, &program->sections.at[i], &ids, &was);
	json_end_object(&was);
	form_hidden(asking->page, "asked", ids.data);
	form_hidden(asking->page, "was", was_text.data);
	if (telling->all)
		form_hidden(asking->page, "all", "1");
	buf_done(&ids);
	buf_done(&was_text);
}

static void
show(struct portal_request *rq, struct telling_page *telling, struct faults *faults, bool is_post)
{
	const struct status_view *view = &telling->asked.view;
	struct page page;
	struct asking asking = { .applying = &telling->applying,
		.page = &page,
		.saved = applying_answers(&telling->applying),
		.faults = faults,
		.is_post = is_post };

	asked_begin(&page, rq, &telling->asked, telling->all ? "answers?all=1" : "answers",
		telling->all ? N_("Something has changed") : N_("Please tell us"), faults);
	if (telling->all) {
		page_line(&page, "p",
			N_("Change what is no longer so. Your worker sees what it was and what it is now."));
		page_put(&page, "<p>");
		page_fill(&page, N_("For changes of people, jobs or other lists call {phone}."), "{phone}",
			view->office_phone);
		page_put(&page, "</p>\n");
	} else {
		page_line(&page, "p", N_("You left these open. We need them to decide."));
	}
	form_begin(&page, arena_printf(rq->arena, "%s/answers", telling->asked.here));
	put_questions(&asking, telling);
	form_button(&page, BUTTON_MAIN, NULL, NULL, say(&page, N_("Send")));
	form_end(&page);
	asked_way_back(&page, &telling->asked, N_("Go back without sending"));
	page_end(&page, faults->count ? 422 : 200);
}

bool
answers_form(struct portal_request *rq, struct err *err)
{
	struct faults none = { .count = 0 };
	struct telling_page telling = { .patch = NULL };
	bool ok;

	if (!asked_read(rq, &telling.asked, &ok, err))
		return ok;
	if (!telling.asked.view.may_answer) {
		asked_back(rq, &telling.asked);
		return true;
	}
	if (!begin(rq, &telling, err))
		return false;
	show(rq, &telling, &none, false);
	end(&telling);
	return true;
}

/* ---- reading ---- */

static bool
was_asked(const struct portal_request *rq, const struct program_question *question)
{
	const char *asked = portal_form(rq, "asked");
	return asked && str_in_list(asked, question->id);
}

/* As it was shown, and so nothing that the applicant told. */
static bool
is_as_shown(const struct json *was, const struct json *now, const char *id)
{
	struct buf one = BUF_INIT(ANSWERS_BYTES_MAX), other = BUF_INIT(ANSWERS_BYTES_MAX);
	int64_t before, after;
	bool same;

	was = json_get(was, id);
	now = json_get(now, id);
	if (!answer_given(was) || !answer_given(now))
		return answer_given(was) == answer_given(now);
	if (answer_money(was, &before) && answer_money(now, &after))
		return before == after;
	json_print(&one, was);
	json_print(&other, now);
	same = str_eq(one.data, other.data);
	buf_done(&one);
	buf_done(&other);
	return same;
}

static struct json *
read_posted(struct asking *asking, const struct program *program)
{
	struct err ignored = { .code = ERR_NONE };
	struct buf text = BUF_INIT(APPLY_PATCH_MAX);
	struct json_out out = JSON_OUT(&text);
	struct json *posted;

	json_begin_object(&out, NULL);
	for (size_t i = 0; i < program->sections.count; i++)
		for (size_t k = 0; k < program->sections.at[i].questions.count; k++) {
			const struct program_question *question = &program->sections.at[i].questions.at[k];
			if (has_one_answer(program, question) && was_asked(asking->applying->rq, question))
				question_read(asking, question, &out);
		}
	json_end_object(&out);
	posted = buf_ok(&text) ? json_parse(text.data, text.len, &ignored) : NULL;
	if (!posted)
		fault_add(asking->faults, NULL, NULL,
			say_in(asking->applying->language, N_("This is too long. Please say it in fewer words.")));
	buf_done(&text);
	return posted;
}

/* What is told: the members that differ from what the page showed. */
static const char *
patch_of(struct portal_request *rq, const struct json *posted)
{
	const char *shown = portal_form(rq, "was");
	struct err ignored = { .code = ERR_NONE };
	struct json *was = shown ? json_parse(shown, strlen(shown), &ignored) : NULL;
	struct buf text = BUF_INIT(APPLY_PATCH_MAX);
	struct json_out out = JSON_OUT(&text);
	bool any = false;

	json_begin_object(&out, NULL);
	for (const struct json *at = json_first(posted); at; at = json_next(at)) {
		if (is_as_shown(was, posted, json_name(at)))
			continue;
		json_begin_value(&out, json_name(at));
		json_print(&text, at);
		any = true;
	}
	json_end_object(&out);
	const char *patch = any ? arena_strdup(rq->arena, text.data) : NULL;
	buf_done(&text);
	json_free(was);
	return patch;
}

static bool
tell(struct portal_request *rq, const struct telling_page *telling, struct err *why)
{
	struct answers_request request = { telling->patch, NULL };
	const struct application *after;
	struct actor actor;
	struct call call;

	return asked_actor(rq, &telling->asked, &call, &actor) &&
		application_answer(&call, telling->asked.application_id, &request, &after, why);
}

/* Sent twice, or told by somebody else meanwhile: it is so. */
static bool
is_so_already(const struct err *why)
{
	return why->field_count > 0 && str_eq(why->fields[0].code, ANSWERS_UNCHANGED);
}

/* On the snapshot, by the very act: what it refuses is said at its control. */
static void
rehearse(struct asking *asking, struct telling_page *telling)
{
	struct portal_request *rq = asking->applying->rq;
	struct err why = { .code = ERR_NONE };
	struct json *posted = read_posted(asking, asking->applying->program);

	if (posted)
		telling->patch = patch_of(rq, posted);
	json_free(posted);
	if (asking->faults->count > 0 || !telling->patch || tell(rq, telling, &why))
		return;
	if (why.field_count > 0 && !is_so_already(&why))
		question_faults(asking, &why, NULL);
}

bool
answers_check_page(struct portal_request *rq, struct err *err)
{
	struct faults faults = { .count = 0 };
	struct telling_page *telling = arena_alloc(rq->arena, sizeof *telling);
	bool ok;

	*telling = (struct telling_page){ .patch = NULL };
	if (!form_is_ours(rq, arena_printf(rq->arena, "/applications/%s", rq->path_args[0])))
		return true;
	if (!asked_read(rq, &telling->asked, &ok, err))
		return ok;
	if (!telling->asked.view.may_answer) {
		asked_back(rq, &telling->asked);
		return true;
	}
	if (!begin(rq, telling, err))
		return false;
	struct asking asking = { .applying = &telling->applying,
		.saved = applying_answers(&telling->applying),
		.faults = &faults,
		.is_post = true };
	rehearse(&asking, telling);
	if (faults.count > 0)
		show(rq, telling, &faults, true);
	else if (!telling->patch)
		asked_back(rq, &telling->asked);
	else
		rq->prepared = telling;
	end(telling);
	return true;
}

bool
answers_save(struct portal_request *rq, struct err *err)
{
	const struct telling_page *telling = rq->prepared;
	const struct asked *asked = &telling->asked;
	struct err why = { .code = ERR_NONE };

	if (!tell(rq, telling, &why) && !is_so_already(&why))
		return asked_settle(rq, asked, false, &why, err);
	reply_redirect(rq,
		arena_printf(rq->arena, "%s?told=1&lang=%s", asked->here, asked->view.language));
	return true;
}

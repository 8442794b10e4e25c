/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers after the filing: the questions that are still open, or, where
 * something has changed, all of them.  People, jobs and other lists stand
 * above, each entry with a page of its own.
 */
#include "server/portal/answers.h"

#include "base/str.h"
#include "domain/answer_list.h"
#include "server/service/answer.h"

/* One request to this page. */
struct telling_page {
	struct asked asked;
	struct applying applying;
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
	return question->required && !answer_given(json_get(answers, question->id)) &&
		answers_demand(program, question, answers);
}

bool
answers_hide(const struct program_question *question, const struct json *answer)
{
	return question->sensitive && answer_given(answer);
}

static bool
is_asked(const struct telling_page *telling, const struct program_question *question)
{
	const struct program *program = telling->applying.program;
	const struct json *answers = applying_answers(&telling->applying);

	if (!has_one_answer(program, question) || !answers_ask(program, question, answers))
		return false;
	return is_open(program, question, answers) ||
		(telling->all && !answers_hide(question, json_get(answers, question->id)));
}

/* Of a list, one of these fields is required and open. */
static bool
answers_entry_is_open(const struct program *program, const struct program_question *list,
	const struct json *answers, const struct json *entry)
{
	for (size_t i = 0; i < list->fields.count; i++) {
		const struct program_question *field = &list->fields.at[i];

		if (field->required && !answer_given(json_get(entry, field->id)) &&
			answers_demand_field(program, list, field, answers, entry))
			return true;
	}
	return false;
}

static bool
list_is_shown(const struct telling_page *telling, const struct program_question *list)
{
	const struct program *program = telling->applying.program;
	const struct json *answers = applying_answers(&telling->applying);

	if (list->fields.count == 0 || !answers_ask(program, list, answers))
		return false;
	if (telling->all || is_open(program, list, answers))
		return true;
	for (const struct json *at = json_first(json_get(answers, list->id)); at; at = json_next(at))
		if (answers_entry_is_open(program, list, answers, at))
			return true;
	return false;
}

/* ---- where an item is told ---- */

static const char *
person_of(const struct program_question *list, const struct json *entry)
{
	if (list->type == QUESTION_PERSONS)
		return json_text(json_get(entry, "name"));
	for (size_t i = 0; i < list->fields.count; i++)
		if (list->fields.at[i].type == QUESTION_PERSON)
			return json_text(json_get(entry, list->fields.at[i].id));
	return NULL;
}

/* The entry meant; behind the last where it is told apart by its twin's number. */
static size_t
entry_of(const struct program_question *list, const struct json *answers, const struct status_item *item)
{
	size_t index = 0;

	for (const struct json *at = json_first(json_get(answers, list->id)); at; at = json_next(at), index++)
		if (str_eq(person_of(list, at), item->person) &&
			(list->type == QUESTION_PERSONS ||
				str_eq(answer_entry_name(list, at), item->source)))
			break;
	return index;
}

const char *
answers_place(struct arena *arena, const struct status_view *view, const struct status_item *item)
{
	const struct program_question *question;
	struct err ignored = { .code = ERR_NONE };
	const char *dot = item->question ? strchr(item->question, '.') : NULL;

	if (!view->may_answer || !item->question)
		return NULL;
	question = program_find_question(view->form,
		dot ? arena_printf(arena, "%.*s", (int)(dot - item->question), item->question)
		    : item->question);
	if (!question || question_is_for_review(view->form, question))
		return NULL;
	if (!dot)
		return arena_printf(arena, "answers#q-%s", question->id);
	struct json *answers = json_parse(view->answers, strlen(view->answers), &ignored);
	size_t index = entry_of(question, answers, item);
	bool is_there = answer_entry(answers, question, index) != NULL;
	json_free(answers);
	return is_there ? arena_printf(arena, "answers/%s/%zu", question->id, index)
			: arena_printf(arena, "answers#q-%s", question->id);
}

/* ---- the page ---- */

bool
answers_begin(struct portal_request *rq, const struct asked *asked, struct applying *ret, struct err *err)
{
	const struct status_view *view = &asked->view;
	const char *text = arena_printf(
		rq->arena, "{\"answers\":%s}", str_empty(view->answers) ? "{}" : view->answers);

	*ret = (struct applying){
		.rq = rq,
		.program = view->form,
		.language = page_speaks(view->language) ? view->language : "en",
	};
	ret->form.document = json_parse(text, strlen(text), err);
	return ret->form.document != NULL;
}

void
answers_end(struct applying *applying)
{
	json_free(applying->form.document);
	applying->form.document = NULL;
}

static bool
begin(struct portal_request *rq, struct telling_page *telling, struct err *err)
{
	const char *all = portal_form(rq, "all") ? portal_form(rq, "all") : portal_query(rq, "all");

	telling->all = str_eq(all, "1");
	return answers_begin(rq, &telling->asked, &telling->applying, err);
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

/* Above the rest: who follows a way there has typed nothing yet. */
static void
put_lists(struct page *page, const struct telling_page *telling)
{
	const struct program *program = telling->applying.program;

	for (size_t i = 0; i < program->sections.count; i++)
		for (size_t k = 0; k < program->sections.at[i].questions.count; k++) {
			const struct program_question *list = &program->sections.at[i].questions.at[k];

			if (list_is_shown(telling, list))
				answers_put_list(page, &telling->applying, telling->asked.here, list);
		}
}

static bool
asks_any(const struct telling_page *telling)
{
	const struct program *program = telling->applying.program;

	for (size_t i = 0; i < program->sections.count; i++)
		for (size_t k = 0; k < program->sections.at[i].questions.count; k++)
			if (is_asked(telling, &program->sections.at[i].questions.at[k]))
				return true;
	return false;
}

static void
put_lead(struct page *page, const struct portal_request *rq, const struct telling_page *telling)
{
	if (portal_query(rq, "moved"))
		page_line(page, "p class=\"now\" role=\"status\"",
			N_("This list has changed since. This is how it is now."));
	if (telling->all)
		page_line(page, "p",
			N_("Change what is no longer so. Your worker sees what it was and what it is now."));
	else
		page_line(page, "p", N_("You left these open. We need them to decide."));
}

static void
show(struct portal_request *rq, struct telling_page *telling, struct faults *faults, bool is_post)
{
	struct page page;
	struct asking asking = { .applying = &telling->applying,
		.page = &page,
		.saved = applying_answers(&telling->applying),
		.faults = faults,
		.is_post = is_post };

	asked_begin(&page, rq, &telling->asked, telling->all ? "answers?all=1" : "answers",
		telling->all ? N_("Something has changed") : N_("Please tell us"), faults);
	put_lead(&page, rq, telling);
	put_lists(&page, telling);
	if (asks_any(telling)) {
		form_begin(&page, arena_printf(rq->arena, "%s/answers", telling->asked.here));
		put_questions(&asking, telling);
		form_button(&page, BUTTON_MAIN, NULL, NULL, say(&page, N_("Send")));
		form_end(&page);
	}
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
	answers_end(&telling.applying);
	return true;
}

/* ---- reading ---- */

static bool
was_asked(const struct portal_request *rq, const struct program_question *question)
{
	const char *asked = portal_form(rq, "asked");
	return asked && str_in_list(asked, question->id);
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
		/* As it was shown: nothing that the applicant told. */
		if (answer_is_same(json_get(was, json_name(at)), at))
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

bool
answers_tell(struct portal_request *rq, const struct asked *asked, const char *patch, struct err *why)
{
	struct answers_request request = { patch, NULL };
	const struct application *after;
	struct actor actor;
	struct call call;

	return asked_actor(rq, asked, &call, &actor, why) &&
		application_answer(&call, asked->application_id, &request, &after, why);
}

bool
answers_are_so_already(const struct err *why)
{
	return why->field_count > 0 && str_eq(why->fields[0].code, ANSWERS_UNCHANGED);
}

void
answers_told(struct portal_request *rq, const struct asked *asked)
{
	reply_redirect(rq, arena_printf(rq->arena, "%s?told=1&lang=%s", asked->here, asked->view.language));
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
	if (asking->faults->count > 0 || !telling->patch ||
		answers_tell(rq, &telling->asked, telling->patch, &why))
		return;
	if (why.field_count > 0 && !answers_are_so_already(&why))
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
	answers_end(&telling->applying);
	return true;
}

bool
answers_save(struct portal_request *rq, struct err *err)
{
	const struct telling_page *telling = rq->prepared;
	const struct asked *asked = &telling->asked;
	struct err why = { .code = ERR_NONE };

	if (!answers_tell(rq, asked, telling->patch, &why) && !answers_are_so_already(&why))
		return asked_settle(rq, asked, false, &why, err);
	answers_told(rq, asked);
	return true;
}

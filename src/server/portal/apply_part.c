/* SPDX-License-Identifier: Apache-2.0
 *
 * One section of the program's form as a page.
 */
#include "base/str.h"
#include "domain/answers.h"
#include "server/portal/apply.h"

static const struct program_section *
section_of(const struct applying *applying)
{
	const struct program *program = applying->program;

	for (size_t i = 0; i < program->sections.count; i++)
		if (str_eq(program->sections.at[i].id, applying->rq->path_args[1]))
			return &program->sections.at[i];
	return NULL;
}

/* ---- showing ---- */

/* Which questions the page asks, so that what its answers bring up is known. */
static void
put_asked(struct page *page, const struct applying *applying, const struct program_section *section)
{
	struct buf ids = BUF_INIT(8192);

	for (size_t i = 0; i < section->questions.count; i++)
		if (question_is_shown(applying, section, &section->questions.at[i]))
			buf_printf(&ids, "%s%s", ids.len > 0 ? "," : "", section->questions.at[i].id);
	form_hidden(page, "asked", ids.data);
	buf_done(&ids);
}

/* Enter in a field sends the form by its first button: not one that removes. */
static void
put_default_button(struct page *page)
{
	page_put(page,
		"<button type=\"submit\" name=\"do\" value=\"next\" class=\"unseen\" tabindex=\"-1\""
		" aria-hidden=\"true\"></button>\n");
}

/* ---- what a returning customer told before ---- */

/* All of it answered then, and the page not sent yet: only looked over. */
static bool
is_as_before(const struct applying *applying, const struct program_section *section)
{
	if (!started_form_part(&applying->form, "earlier_on") || portal_query(applying->rq, "change") ||
		typed_in_section(applying, section) ||
		started_form_has_seen(&applying->form, section->id))
		return false;
	for (size_t i = 0; i < section->questions.count; i++) {
		const struct program_question *question = &section->questions.at[i];
		if (question->required && question_is_shown(applying, section, question) &&
			!answer_given(applying_answer(applying, question->id)))
			return false;
	}
	return true;
}

static void
show_as_before(struct applying *applying, const struct program_section *section)
{
	struct page page;
	struct portal_request *rq = applying->rq;

	apply_begin(&page, applying, section->id, applying_say(applying, &section->title), NULL);
	apply_earlier(&page, applying, N_("Is this still so?"));
	apply_answers(&page, applying, section);
	apply_form_begin(&page, applying, rq->path);
	page_put(&page, "<div class=\"buttons\">\n");
	form_button(&page, BUTTON_MAIN, "do", "same", say(&page, N_("Yes, nothing has changed")));
	page_put(&page, "<a class=\"button other\" href=\"");
	page_text(&page,
		applying_path(applying, arena_printf(rq->arena, "/part/%s?change=1", section->id)));
	page_put(&page, "\">");
	page_say(&page, N_("Something has changed"));
	page_put(&page, "</a></div>\n");
	form_end(&page);
	page_end(&page, 200);
}

/* ---- the page ---- */

static void
show_section(struct applying *applying, const struct program_section *section, struct faults *faults,
	bool is_post)
{
	struct page page;
	struct asking asking = { .applying = applying,
		.page = &page,
		.saved = applying_answers(applying),
		.faults = faults,
		.is_post = is_post };
	const char *help = applying_say(applying, &section->help);

	apply_begin(&page, applying, section->id, applying_say(applying, &section->title), faults);
	if (!started_form_has_seen(&applying->form, section->id))
		apply_earlier(&page, applying, N_("Change what is no longer so, then go on."));
	if (portal_query(applying->rq, "more"))
		page_line(&page, "p class=\"now\"",
			N_("Your answers bring up a few more questions; they are on this page now."));
	if (portal_query(applying->rq, "moved"))
		page_line(&page, "p class=\"now\" role=\"status\"",
			N_("This list has changed since. This is how it is now."));
	if (!str_empty(help)) {
		page_put(&page, "<p>");
		page_text(&page, help);
		page_put(&page, "</p>\n");
	}
	page_line(&page, "p class=\"hint\"",
		N_("What you do not know now you can leave empty and tell us later."));
	apply_form_begin(&page, applying, applying->rq->path);
	put_default_button(&page);
	put_asked(&page, applying, section);
	for (size_t i = 0; i < section->questions.count; i++)
		if (question_is_shown(applying, section, &section->questions.at[i]))
			question_show(&asking, &section->questions.at[i]);
	apply_buttons(&page, say(&page, N_("Save and go on")));
	page_end(&page, is_post && faults->count > 0 ? 422 : 200);
}

bool
part_page(struct portal_request *rq, struct err *err)
{
	struct applying applying;
	struct faults faults = { .count = 0 };
	bool ok;

	if (applying_begun(&applying, rq, &ok, err)) {
		const struct program_section *section = section_of(&applying);
		if (section && part_is_shown(&applying, section) && is_as_before(&applying, section)) {
			show_as_before(&applying, section);
		} else if (section && part_is_shown(&applying, section)) {
			typed_recall(&applying);
			typed_faults(&applying, section, &faults);
			show_section(&applying, section, &faults, false);
		} else {
			applying_go(&applying, page_to_go_on(&applying));
		}
	}
	applying_close(&applying);
	return ok;
}

/* ---- reading ---- */

static bool
was_asked(const struct portal_request *rq, const struct program_question *question)
{
	const char *asked = portal_form(rq, "asked");
	return asked && str_in_list(asked, question->id);
}

/* One answer, that the page has a control of its own for. */
static bool
was_posted(const struct applying *applying, const struct program_question *question)
{
	return was_asked(applying->rq, question) && !question_is_for_review(applying->program, question) &&
		question->fields.count == 0;
}

/* The answers of the page as members of an open object; none where wrong names one. */
static void
read_answers(struct asking *asking, const struct program_section *section, const struct faults *wrong,
	struct json_out *out)
{
	for (size_t i = 0; i < section->questions.count; i++) {
		const struct program_question *question = &section->questions.at[i];
		if (!was_posted(asking->applying, question))
			continue;
		if (fault_of(wrong, question_control(asking->applying, question)))
			json_put_null(out, question->id);
		else
			question_read(asking, question, out);
	}
}

/* By the program's own rules, with the people that answers may name. */
static void
check_answers(struct asking *asking, const struct program_section *section)
{
	struct applying *applying = asking->applying;
	const char *persons = applying->program->persons;
	struct buf text = BUF_INIT(APPLY_PATCH_MAX);
	struct json_out out = JSON_OUT(&text);
	struct err faults = { .code = ERR_NONE }, ignored = { .code = ERR_NONE };

	json_begin_object(&out, NULL);
	read_answers(asking, section, NULL, &out);
	if (persons && applying_answer(applying, persons)) {
		json_begin_value(&out, persons);
		json_print(&text, applying_answer(applying, persons));
	}
	json_end_object(&out);
	struct json *answers = json_parse(text.data, text.len, &ignored);
	if (answers && !answers_check(applying->program, answers, NULL,
				zone_date(ZONE_CENTRAL, applying->rq->call.now_ms), &faults))
		question_faults(asking, &faults, NULL);
	if (!answers)
		fault_add(asking->faults, NULL, NULL,
			say_in(applying->language, N_("This is too long. Please say it in fewer words.")));
	json_free(answers);
	buf_done(&text);
}

bool
part_check(struct portal_request *rq, struct err *err)
{
	struct applying applying;
	struct faults faults = { .count = 0 };
	bool ok, stale = false;

	if (applying_posted(&applying, rq, &ok, err)) {
		const struct program_section *section = section_of(&applying);
		struct asking asking = { .applying = &applying, .faults = &faults, .is_post = true };
		if (!section)
			ok = err_set(err, ERR_NOT_FOUND, "%s", "");
		else if (!str_eq(portal_form(rq, "do"), "same") && apply_is_stale(&applying, &faults))
			stale = true;
		else if (form_is_ours(rq, rq->path) && str_eq(portal_form(rq, "do"), "next"))
			check_answers(&asking, section);
		if (ok && faults.count > 0)
			show_section(&applying, section, &faults, true);
		if (stale)
			rq->reply.status = 403;
	}
	applying_close(&applying);
	return ok;
}

/* ---- keeping ---- */

/* The list without one entry. */
static void
put_without(const struct applying *applying, const char *id, int64_t gone, struct json_out *out)
{
	const struct json *list = applying_answer(applying, id);
	int64_t index = 0;

	json_begin_list(out, id);
	for (const struct json *at = json_first(list); at; at = json_next(at), index++) {
		if (index == gone)
			continue;
		json_begin_value(out, NULL);
		json_print(out->buf, at);
	}
	json_end_list(out);
}

/* "remove:jobs:2", and where that entry stands now; NULL when it is not one of this section's lists. */
static const struct program_question *
list_meant(const struct applying *applying, const struct program_section *section, const char *verb,
	int64_t *ret_index)
{
	const char *what = portal_form(applying->rq, "do");
	size_t len = strlen(verb);

	if (!what || strncmp(what, verb, len) != 0 || what[len] != ':')
		return NULL;
	char *id = arena_strdup(applying->rq->arena, what + len + 1);
	char *number = strchr(id, ':');
	if (number)
		*number++ = '\0';
	if (ret_index && !str_to_i64(number, ret_index))
		return NULL;
	for (size_t i = 0; i < section->questions.count; i++)
		if (str_eq(section->questions.at[i].id, id) && section->questions.at[i].fields.count > 0) {
			if (ret_index)
				*ret_index = entry_posted(applying, id, *ret_index);
			return &section->questions.at[i];
		}
	return NULL;
}

/* The entry meant is not on the list any more as the page showed it. */
static bool
is_gone(const struct applying *applying, const struct program_section *section)
{
	int64_t index = 0;

	return (list_meant(applying, section, "remove", &index) || list_meant(applying, section, "edit", &index)) &&
		index < 0;
}

/* A question that the page did not ask and that its answers bring up. */
static const struct program_question *
brought_up(const struct applying *applying, const struct program_section *section)
{
	for (size_t i = 0; i < section->questions.count; i++) {
		const struct program_question *question = &section->questions.at[i];
		if (question_is_shown(applying, section, question) && !was_asked(applying->rq, question))
			return question;
	}
	return NULL;
}

static void
go_on(struct applying *applying, const struct program_section *section, bool gone)
{
	struct portal_request *rq = applying->rq;
	const struct program_question *question;
	int64_t index = 0;

	if (gone)
		applying_go(applying, arena_printf(rq->arena, "/part/%s?moved=1", section->id));
	else if ((question = list_meant(applying, section, "add", NULL)))
		applying_go(applying,
			arena_printf(rq->arena, "/entry/%s/%zu", question->id,
				json_count(applying_answer(applying, question->id))));
	else if ((question = list_meant(applying, section, "edit", &index)))
		applying_go(applying,
			arena_printf(rq->arena, "/entry/%s/%lld", question->id, (long long)index));
	else if ((question = list_meant(applying, section, "remove", &index)))
		applying_go(applying,
			arena_printf(rq->arena, "/part/%s#q-%s", section->id, question->id));
	else if (str_eq(portal_form(rq, "do"), "later"))
		applying_go(applying, "/saved");
	else if (str_eq(portal_form(rq, "do"), "review"))
		applying_go(applying, "/review");
	else if (str_eq(portal_form(rq, "do"), "next") && (question = brought_up(applying, section)))
		applying_go(applying,
			arena_printf(rq->arena, "/part/%s?more=1#q-%s", section->id, question->id));
	else
		applying_go(applying, page_after(applying, section->id));
}

/* What is no answer, as it was typed: whoever leaves the page this way finds it again. */
static void
put_typed(struct asking *asking, const struct program_section *section, struct json_out *out)
{
	json_begin_object(out, "typed");
	for (size_t i = 0; i < section->questions.count; i++)
		if (was_posted(asking->applying, &section->questions.at[i]))
			typed_put(asking->applying, asking->faults,
				question_control(asking->applying, &section->questions.at[i]), out);
	json_end_object(out);
}

static void
put_patch(struct applying *applying, const struct program_section *section, struct buf *text)
{
	struct faults faults = { .count = 0 }, ignored = { .count = 0 };
	struct asking looking = { .applying = applying, .faults = &faults, .is_post = true };
	struct asking asking = { .applying = applying, .faults = &ignored, .is_post = true };
	struct json_out out = JSON_OUT(text);
	const struct program_question *list;
	int64_t index;

	for (size_t i = 0; i < section->questions.count; i++)
		if (was_posted(applying, &section->questions.at[i]))
			question_look(&looking, &section->questions.at[i]);
	json_begin_object(&out, NULL);
	put_typed(&looking, section, &out);
	json_begin_object(&out, "answers");
	read_answers(&asking, section, &faults, &out);
	if ((list = list_meant(applying, section, "remove", &index)))
		put_without(applying, list->id, index, &out);
	json_end_object(&out);
	if (str_eq(portal_form(applying->rq, "do"), "next") || str_eq(portal_form(applying->rq, "do"), "same")) {
		json_begin_object(&out, "seen");
		json_put_bool(&out, section->id, true);
		json_end_object(&out);
	}
	json_end_object(&out);
}

bool
part_save(struct portal_request *rq, struct err *err)
{
	struct applying applying;
	bool ok;

	if (applying_posted(&applying, rq, &ok, err)) {
		const struct program_section *section = section_of(&applying);
		struct buf text = BUF_INIT(APPLY_PATCH_MAX);

		ok = section || err_set(err, ERR_NOT_FOUND, "%s", "");
		bool gone = ok && is_gone(&applying, section);
		if (ok)
			put_patch(&applying, section, &text);
		ok = ok && applying_keep(&applying, text.data, err);
		if (ok)
			go_on(&applying, section, gone);
		buf_done(&text);
	}
	applying_close(&applying);
	return ok;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists in a form: the people of a home, jobs, bills.  The section's page shows
 * what is on the list, each entry has a page of its own; so a long list stays
 * a short page, and nothing needs a script.
 */
#include "base/str.h"
#include "domain/answer_list.h"
#include "server/portal/apply.h"

/* ---- on the section's page ---- */

void
answer_show(struct page *page, const struct applying *applying, const struct program_question *question,
	const struct json *answer)
{
	struct buf text = BUF_INIT(ANSWERS_BYTES_MAX);

	answer_print(&text, applying->program, question, answer, applying->language);
	apply_summary(page, text.data);
	buf_done(&text);
}

void
entry_show(struct page *page, const struct applying *applying, const struct program_question *question,
	const struct json *entry)
{
	bool first = true;

	page_put(page, "<p><bdi>");
	for (size_t i = 0; i < question->fields.count; i++) {
		const struct program_question *field = &question->fields.at[i];
		const struct json *answer = json_get(entry, field->id);
		if (!answer_given(answer) || field->sensitive || field->type == QUESTION_YESNO)
			continue;
		page_put(page, first ? "<strong>" : ", ");
		answer_show(page, applying, field, answer);
		if (first)
			page_put(page, "</strong>");
		first = false;
	}
	page_put(page, "</bdi></p>\n");
}

static void
put_entry_buttons(struct page *page, const struct program_question *question, size_t index,
	const char *label)
{
	struct arena *arena = page->rq->arena;
	const char *number = arena_printf(arena, "%zu", index + 1);

	form_button(page, BUTTON_QUIET, "do", arena_printf(arena, "edit:%s:%zu", question->id, index),
		arena_printf(arena, "%s – %s %s", say(page, N_("Change")), label, number));
	form_button(page, BUTTON_QUIET, "do", arena_printf(arena, "remove:%s:%zu", question->id, index),
		arena_printf(arena, "%s – %s %s", say(page, N_("Remove")), label, number));
}

void
entries_show(struct asking *asking, const struct program_question *question)
{
	struct page *page = asking->page;
	const struct applying *applying = asking->applying;
	const char *label = applying_say(applying, &question->label);
	const char *help = applying_say(applying, &question->help);
	const char *id = question_control(applying, question);
	const struct json *list = applying_answer(applying, question->id);
	size_t count = 0;

	buf_printf(&page->out, "<section class=\"field\" id=\"%s\" tabindex=\"-1\">\n<h2>", id);
	page_text(page, label);
	page_put(page, "</h2>\n");
	if (!str_empty(help)) {
		page_put(page, "<p class=\"hint\">");
		page_text(page, help);
		page_put(page, "</p>\n");
	}
	entry_marks_put(page, applying, question->id);
	for (const struct json *at = json_first(list); at; at = json_next(at), count++) {
		page_put(page, "<div class=\"entry\">");
		entry_show(page, applying, question, at);
		put_entry_buttons(page, question, count, label);
		page_put(page, "</div>\n");
	}
	if (count == 0)
		page_line(page, "p", N_("Nothing is on this list yet."));
	if ((int64_t)count < question->max && count < ANSWER_LIST_MAX)
		form_button(page, BUTTON_OTHER, "do",
			arena_printf(page->rq->arena, "add:%s", question->id),
			arena_printf(page->rq->arena, "%s – %s",
				say(page, count ? N_("Add another") : N_("Add")), label));
	page_put(page, "</section>\n");
}

/* ---- the entry's own page ---- */

/* The list and the place meant by the path. */
struct entry {
	const struct program_section *section;
	const struct program_question *question;
	const struct json *saved; /* NULL: a new one */
	int64_t index;
	int64_t count;
	bool is_lost; /* the page showed one that is not there any more */
};

#define MARK_NEW "new"

static bool
find_at(const struct applying *applying, const char *id, int64_t place, struct entry *ret)
{
	*ret = (struct entry){ .section = part_of_question(applying->program, id), .index = place };
	if (!ret->section)
		return false;
	ret->question = program_find_question(applying->program, id);
	if (ret->question->fields.count == 0)
		return false;
	const struct json *list = applying_answer(applying, ret->question->id);
	ret->count = (int64_t)json_count(list);
	int64_t index = 0;
	for (const struct json *at = json_first(list); at; at = json_next(at), index++)
		if (index == ret->index)
			ret->saved = at;
	return ret->index >= 0 && ret->index <= ret->count && ret->index < ret->question->max &&
		ret->index < ANSWER_LIST_MAX;
}

static bool
find_entry(const struct applying *applying, struct entry *ret)
{
	const char *const *args = applying->rq->path_args;
	int64_t index;

	return str_to_i64(args[2], &index) && find_at(applying, args[1], index, ret);
}

static const char *
mark_of(const struct applying *applying, const struct entry *entry)
{
	const char *marks[ANSWER_LIST_MAX];

	return entry->saved && entry->index < (int64_t)entry_marks(applying, entry->question->id, marks)
		? marks[entry->index]
		: MARK_NEW;
}

/* The one that the page showed, wherever it stands now.  A new one, and one that was changed or
 * removed meanwhile, goes behind the last; there is no place where the list is full. */
static bool
find_posted(const struct applying *applying, struct entry *ret)
{
	const char *id = applying->rq->path_args[1], *was = portal_form(applying->rq, "was");
	int64_t place = str_eq(was, MARK_NEW) ? -1 : entry_marked(applying, id, was);
	bool is_lost = place < 0 && !str_eq(was, MARK_NEW);

	if (place < 0)
		place = (int64_t)json_count(applying_answer(applying, id));
	bool found = find_at(applying, id, place, ret);
	ret->is_lost = is_lost;
	return found;
}

/* What an entry cannot be told apart without. */
static bool
is_needed(const struct entry *entry, const struct program_question *field)
{
	return field == answer_entry_key(entry->question);
}

static bool
field_is_shown(const struct applying *applying, const struct entry *entry,
	const struct program_question *field, const struct json *values)
{
	return field_is_asked(applying, entry->question, field, values, entry->saved != NULL);
}

/* The first person of the list is who applies. */
static struct json *
yourself(const struct applying *applying, const struct entry *entry)
{
	struct buf text = BUF_INIT(4096);
	struct json_out out = JSON_OUT(&text);
	struct err ignored = { .code = ERR_NONE };
	const struct json *you = started_form_part(&applying->form, "you");

	if (entry->question->type != QUESTION_PERSONS || entry->index > 0 || entry->saved)
		return NULL;
	json_begin_object(&out, NULL);
	json_put_text(&out, "name", json_text(json_get(you, "name")));
	json_put_text(&out, "relation", "self");
	json_put_text(&out, "born_on", json_text(json_get(you, "born_on")));
	json_end_object(&out);
	struct json *made = json_parse(text.data, text.len, &ignored);
	buf_done(&text);
	return made;
}

static void
show_entry(struct applying *applying, const struct entry *entry, struct faults *faults, bool is_post)
{
	struct page page;
	struct json *begun = yourself(applying, entry);
	struct asking asking = { .applying = applying,
		.page = &page,
		.saved = begun ? begun : entry->saved,
		.faults = faults,
		.is_post = is_post };
	struct buf asked = BUF_INIT(8192);

	apply_begin(&page, applying, entry->section->id,
		arena_printf(applying->rq->arena, "%s – %lld", applying_say(applying, &entry->question->label),
			(long long)entry->index + 1),
		faults);
	if (portal_query(applying->rq, "more"))
		page_line(&page, "p class=\"now\"",
			N_("Your answers bring up a few more questions; they are on this page now."));
	apply_form_begin(&page, applying,
		arena_printf(applying->rq->arena, "/apply/%s/entry/%s/%lld", applying->program->id, entry->question->id,
			(long long)entry->index));
	for (size_t i = 0; i < entry->question->fields.count; i++) {
		const struct program_question *field = &entry->question->fields.at[i];
		if (!field_is_shown(applying, entry, field, asking.saved))
			continue;
		question_show(&asking, field);
		buf_printf(&asked, "%s%s", asked.len > 0 ? "," : "", field->id);
	}
	form_hidden(&page, "asked", asked.data);
	form_hidden(&page, "was", mark_of(applying, entry));
	page_put(&page, "<div class=\"buttons\">\n");
	form_button(&page, BUTTON_MAIN, "do", "next", say(&page, N_("Save and go on")));
	form_button(&page, BUTTON_OTHER, "do", "another", say(&page, N_("Save and add another")));
	page_put(&page, "</div>\n");
	form_end(&page);
	page_put(&page, "<p class=\"quiet\"><a href=\"");
	page_text(&page,
		applying_path(applying, arena_printf(applying->rq->arena, "/part/%s", entry->section->id)));
	page_put(&page, "\">");
	page_say(&page, N_("Back without saving"));
	page_put(&page, "</a></p>\n");
	page_end(&page, faults && faults->count > 0 ? 422 : 200);
	buf_done(&asked);
	json_free(begun);
}

bool
entry_page(struct portal_request *rq, struct err *err)
{
	struct applying applying;
	struct entry entry;
	bool ok;

	if (applying_begun(&applying, rq, &ok, err)) {
		if (find_entry(&applying, &entry))
			show_entry(&applying, &entry, NULL, false);
		else
			applying_go(&applying, page_to_go_on(&applying));
	}
	applying_close(&applying);
	return ok;
}

/* ---- reading ---- */

static bool
was_asked(const struct portal_request *rq, const struct program_question *field)
{
	const char *asked = portal_form(rq, "asked");
	return asked && str_in_list(asked, field->id);
}

/* The entry as an object; what was not asked this time stays as it was. */
static void
read_entry(struct asking *asking, const struct entry *entry, struct json_out *out)
{
	json_begin_object(out, NULL);
	for (size_t i = 0; i < entry->question->fields.count; i++) {
		const struct program_question *field = &entry->question->fields.at[i];
		const struct json *before = json_get(entry->saved, field->id);
		if (was_asked(asking->applying->rq, field)) {
			question_read(asking, field, out);
		} else if (before) {
			json_begin_value(out, field->id);
			json_print(out->buf, before);
		}
	}
	json_end_object(out);
}

static void
need_fields(struct asking *asking, const struct entry *entry, const struct json *values)
{
	for (size_t i = 0; i < entry->question->fields.count; i++) {
		const struct program_question *field = &entry->question->fields.at[i];
		if (is_needed(entry, field) && was_asked(asking->applying->rq, field) &&
			!answer_given(json_get(values, field->id)))
			fault_add(asking->faults, question_control(asking->applying, field),
				applying_say(asking->applying, &field->label),
				say_in(asking->applying->language, N_("Please fill this in.")));
	}
}

static void
check_entry(struct asking *asking, const struct entry *entry)
{
	const struct applying *applying = asking->applying;
	const char *persons = applying->program->persons;
	struct buf text = BUF_INIT(APPLY_PATCH_MAX);
	struct json_out out = JSON_OUT(&text);
	struct err faults = { .code = ERR_NONE }, ignored = { .code = ERR_NONE };

	json_begin_object(&out, NULL);
	json_begin_list(&out, entry->question->id);
	read_entry(asking, entry, &out);
	json_end_list(&out);
	if (persons && !str_eq(persons, entry->question->id) && applying_answer(applying, persons)) {
		json_begin_value(&out, persons);
		json_print(&text, applying_answer(applying, persons));
	}
	json_end_object(&out);
	struct json *answers = json_parse(text.data, text.len, &ignored);
	if (!answers)
		fault_add(asking->faults, NULL, NULL,
			say_in(applying->language, N_("This is too long. Please say it in fewer words.")));
	else if (asking->faults->count == 0)
		need_fields(asking, entry, json_first(json_get(answers, entry->question->id)));
	if (answers && !answers_check(applying->program, answers, NULL,
				zone_date(ZONE_CENTRAL, applying->rq->call.now_ms), &faults))
		question_faults(asking, &faults, entry->question->id);
	json_free(answers);
	buf_done(&text);
}

/* ---- where it goes on ---- */

static const struct program_question *
brought_up(const struct applying *applying, const struct entry *entry)
{
	for (size_t i = 0; i < entry->question->fields.count; i++) {
		const struct program_question *field = &entry->question->fields.at[i];
		if (!was_asked(applying->rq, field) && field_is_shown(applying, entry, field, entry->saved))
			return field;
	}
	return NULL;
}

/* From the entry that was kept there. */
static void
go_on(struct applying *applying, int64_t place)
{
	struct arena *arena = applying->rq->arena;
	const struct program_question *field;
	struct entry entry;

	if (!find_at(applying, applying->rq->path_args[1], place, &entry))
		applying_go(applying, page_to_go_on(applying));
	else if ((field = brought_up(applying, &entry)))
		applying_go(applying,
			arena_printf(arena, "/entry/%s/%lld?more=1#q-%s", entry.question->id,
				(long long)entry.index, field->id));
	else if (str_eq(portal_form(applying->rq, "do"), "another"))
		applying_go(applying,
			arena_printf(arena, "/entry/%s/%lld", entry.question->id, (long long)entry.count));
	else
		applying_go(applying,
			arena_printf(arena, "/part/%s#q-%s", entry.section->id, entry.question->id));
}

/* Sent twice: it stands already where the page says. */
static bool
is_there_already(struct asking *asking, int64_t *ret_place)
{
	struct buf text = BUF_INIT(APPLY_PATCH_MAX);
	struct json_out out = JSON_OUT(&text);
	struct err ignored = { .code = ERR_NONE };
	struct entry entry;

	if (!find_entry(asking->applying, &entry) || !entry.saved)
		return false;
	read_entry(asking, &entry, &out);
	struct json *posted = json_parse(text.data, text.len, &ignored);
	*ret_place = entry.index;
	bool is_there = posted && asking->faults->count == 0 && answer_is_same(posted, entry.saved);
	json_free(posted);
	buf_done(&text);
	return is_there;
}

static void
show_lost(struct applying *applying, const struct entry *entry)
{
	struct faults faults = { .count = 0 };

	fault_add(&faults, NULL, NULL,
		say_in(applying->language,
			N_("This entry was changed or removed in another window. Save again to put what stands here on the list as an entry of its own, or go back without saving.")));
	show_entry(applying, entry, &faults, true);
}

/* Nothing fits on the list any more: there it is seen. */
static void
go_to_list(struct applying *applying, const struct entry *entry)
{
	applying_go(applying,
		entry->section ? arena_printf(applying->rq->arena, "/part/%s?moved=1", entry->section->id)
			       : page_to_go_on(applying));
}

/* Answers where it is plain what to do; false: it is to be kept. */
static bool
is_settled(struct applying *applying, struct entry *entry)
{
	struct faults ignored = { .count = 0 };
	struct asking again = { .applying = applying, .faults = &ignored, .is_post = true };
	bool is_found = find_posted(applying, entry);
	int64_t place;

	if (!entry->saved && is_there_already(&again, &place))
		go_on(applying, place);
	else if (!is_found)
		go_to_list(applying, entry);
	else if (entry->is_lost)
		show_lost(applying, entry);
	else
		return false;
	return true;
}

bool
entry_check(struct portal_request *rq, struct err *err)
{
	struct applying applying;
	struct faults faults = { .count = 0 };
	struct entry entry;
	bool ok;

	if (applying_posted(&applying, rq, &ok, err)) {
		struct asking asking = { .applying = &applying, .faults = &faults, .is_post = true };
		bool stale = find_posted(&applying, &entry) && apply_is_stale(&applying, &faults);
		if (!stale && form_is_ours(rq, rq->path) && !is_settled(&applying, &entry))
			check_entry(&asking, &entry);
		if (faults.count > 0)
			show_entry(&applying, &entry, &faults, true);
		if (stale)
			rq->reply.status = 403;
	}
	applying_close(&applying);
	return ok;
}

/* ---- keeping ---- */

static void
put_list(struct asking *asking, const struct entry *entry, struct json_out *out)
{
	const struct json *list = applying_answer(asking->applying, entry->question->id);

	json_begin_object(out, NULL);
	json_begin_object(out, "answers");
	json_begin_list(out, entry->question->id);
	for (const struct json *at = json_first(list); at; at = json_next(at)) {
		if (at == entry->saved) {
			read_entry(asking, entry, out);
			continue;
		}
		json_begin_value(out, NULL);
		json_print(out->buf, at);
	}
	if (!entry->saved)
		read_entry(asking, entry, out);
	json_end_list(out);
	json_end_object(out);
	json_end_object(out);
}

bool
entry_save(struct portal_request *rq, struct err *err)
{
	struct applying applying;
	struct entry entry;
	bool ok;

	/* Anew: another window may have been faster. */
	if (applying_posted(&applying, rq, &ok, err) && !is_settled(&applying, &entry)) {
		struct faults ignored = { .count = 0 };
		struct asking asking = { .applying = &applying, .faults = &ignored, .is_post = true };
		struct buf text = BUF_INIT(APPLY_PATCH_MAX);
		struct json_out out = JSON_OUT(&text);
		int64_t place = entry.index;

		put_list(&asking, &entry, &out);
		ok = applying_keep(&applying, text.data, err);
		if (ok)
			go_on(&applying, place);
		buf_done(&text);
	}
	applying_close(&applying);
	return ok;
}

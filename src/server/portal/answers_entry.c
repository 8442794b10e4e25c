/* SPDX-License-Identifier: Apache-2.0
 *
 * One entry of a list, a person, a job, after the filing: put in, changed, or
 * taken off.  It is found again by what it said when it was shown, so nobody
 * changes another entry than the one they saw.
 */
#include "server/portal/answers.h"

#include "base/secret.h"
#include "base/str.h"
#include "domain/answer_list.h"

enum { WAS_BYTES = 12, WAS_TEXT = 20 };
#define WAS_NEW "new"

/* One request to this page. */
struct entry_told {
	struct asked asked;
	struct applying applying; /* the form as it was filed */
	const struct program_question *list;
	const struct json *entry; /* NULL: a new one */
	size_t index;             /* behind the last for a new one */
	bool removes;
	bool more;                /* its answers brought up questions */
	const char *patch;        /* what was told; NULL: nothing new */
};

/* ---- which entry ---- */

/* What it says, without saying it. */
static const char *
was_of(struct arena *arena, const struct json *entry)
{
	struct buf text = BUF_INIT(ANSWERS_BYTES_MAX);
	uint8_t hash[SECRET_HASH_BYTES];
	char was[WAS_TEXT];

	if (!entry)
		return WAS_NEW;
	json_print(&text, entry);
	sha256(hash, text.data, text.len);
	buf_done(&text);
	base64url_text(was, sizeof was, hash, WAS_BYTES);
	return arena_strdup(arena, was);
}

static const struct program_question *
list_of(const struct portal_request *rq, const struct applying *applying)
{
	const struct program_question *list = program_find_question(applying->program, rq->path_args[1]);

	return list && list->fields.count > 0 &&
			answers_ask(applying->program, list, applying_answers(applying))
		? list
		: NULL;
}

/* As many as there are is the place of a new one. */
static bool
find_entry(const struct portal_request *rq, struct entry_told *told)
{
	int64_t index;
	size_t count;

	told->list = list_of(rq, &told->applying);
	if (!told->list || !str_to_i64(rq->path_args[2], &index) || index < 0)
		return false;
	count = json_count(applying_answer(&told->applying, told->list->id));
	if ((size_t)index > count || index >= told->list->max || index >= ANSWER_LIST_MAX)
		return false;
	told->index = (size_t)index;
	told->entry = answer_entry(applying_answers(&told->applying), told->list, told->index);
	return true;
}

/* The entry that was shown, wherever it stands now; false: it is no more. */
static bool
find_shown(struct portal_request *rq, struct entry_told *told)
{
	const char *was = portal_form(rq, "was");
	const struct json *list;
	size_t index = 0;

	told->list = list_of(rq, &told->applying);
	if (!told->list || !was)
		return false;
	list = applying_answer(&told->applying, told->list->id);
	if (str_eq(was, WAS_NEW)) {
		told->index = json_count(list);
		return true;
	}
	if (find_entry(rq, told) && str_eq(was_of(rq->arena, told->entry), was))
		return true;
	for (const struct json *at = json_first(list); at; at = json_next(at), index++)
		if (str_eq(was_of(rq->arena, at), was)) {
			told->entry = at;
			told->index = index;
			return true;
		}
	return false;
}

/* ---- the lists ---- */

static void
put_way(struct page *page, const char *here, const struct program_question *list, size_t index,
	const char *query, const char *words)
{
	buf_printf(&page->out, "<a class=\"button other\" href=\"%s/answers/%s/%zu?%slang=%s\">", here,
		list->id, index, query, page->language);
	page_text(page, words);
	page_put(page, "</a>\n");
}

void
answers_put_list(struct page *page, const struct applying *applying, const char *here,
	const struct program_question *list)
{
	struct arena *arena = page->rq->arena;
	const char *label = applying_say(applying, &list->label);
	const struct json *entries = applying_answer(applying, list->id);
	size_t count = 0;

	buf_printf(&page->out, "<section class=\"field\" id=\"q-%s\" tabindex=\"-1\">\n<h2>", list->id);
	page_text(page, label);
	page_put(page, "</h2>\n");
	for (const struct json *at = json_first(entries); at; at = json_next(at), count++) {
		page_put(page, "<div class=\"entry\">");
		entry_show(page, applying, list, at);
		put_way(page, here, list, count, "",
			arena_printf(arena, "%s \xe2\x80\x93 %s %zu", say(page, N_("Change")), label, count + 1));
		put_way(page, here, list, count, "remove=1&amp;",
			arena_printf(arena, "%s \xe2\x80\x93 %s %zu", say(page, N_("Remove")), label, count + 1));
		page_put(page, "</div>\n");
	}
	if (count == 0)
		page_line(page, "p", N_("Nothing is on this list yet."));
	if ((int64_t)count < list->max && count < ANSWER_LIST_MAX)
		put_way(page, here, list, count, "",
			arena_printf(arena, "%s \xe2\x80\x93 %s",
				say(page, count ? N_("Add another") : N_("Add")), label));
	page_put(page, "</section>\n");
}

/* ---- the page ---- */

static bool
field_is_shown(const struct entry_told *told, const struct program_question *field,
	const struct json *values, bool was_sent)
{
	if (told->entry && answers_hide(field, json_get(told->entry, field->id)))
		return false;
	return field_is_asked(&told->applying, told->list, field, values, told->entry || was_sent);
}

static bool
was_asked(const struct portal_request *rq, const struct program_question *field)
{
	const char *asked = portal_form(rq, "asked");
	return asked && str_in_list(asked, field->id);
}

static const char *
page_path(const struct entry_told *told)
{
	return arena_printf(told->applying.rq->arena, "answers/%s/%zu", told->list->id, told->index);
}

static void
put_way_back(struct page *page, const struct entry_told *told)
{
	page_put(page, "<p><a href=\"");
	page_text(page, told->asked.here);
	buf_printf(&page->out, "/answers?all=1&amp;lang=%s#q-%s\">", page->language, told->list->id);
	page_say(page, N_("Back without saving"));
	page_put(page, "</a></p>\n");
}

static void
put_removal(struct page *page, const struct entry_told *told)
{
	form_begin(page, arena_printf(page->rq->arena, "%s/%s", told->asked.here, page_path(told)));
	page_line(page, "p", N_("Take this off the list?"));
	page_put(page, "<div class=\"entry\">");
	entry_show(page, &told->applying, told->list, told->entry);
	page_put(page, "</div>\n");
	form_hidden(page, "was", was_of(page->rq->arena, told->entry));
	form_hidden(page, "remove", "1");
	form_button(page, BUTTON_MAIN, NULL, NULL, say(page, N_("Remove")));
	form_end(page);
}

static void
put_fields(struct asking *asking, const struct entry_told *told)
{
	struct page *page = asking->page;
	struct buf asked = BUF_INIT(8192);

	form_begin(page, arena_printf(page->rq->arena, "%s/%s", told->asked.here, page_path(told)));
	for (size_t i = 0; i < told->list->fields.count; i++) {
		const struct program_question *field = &told->list->fields.at[i];
		bool again = asking->is_post && was_asked(page->rq, field);

		if (!again && !field_is_shown(told, field, asking->saved, asking->is_post))
			continue;
		question_show(asking, field);
		buf_printf(&asked, "%s%s", asked.len > 0 ? "," : "", field->id);
	}
	form_hidden(page, "asked", asked.data);
	form_hidden(page, "was", was_of(page->rq->arena, told->entry));
	form_button(page, BUTTON_MAIN, NULL, NULL, say(page, N_("Send")));
	form_end(page);
	buf_done(&asked);
}

/* values: the entry as it is posted; NULL: as it was filed. */
static void
show(struct portal_request *rq, struct entry_told *told, struct faults *faults, const struct json *values)
{
	struct page page;
	struct asking asking = { .applying = &told->applying,
		.page = &page,
		.saved = values ? values : told->entry,
		.faults = faults,
		.is_post = values != NULL };

	asked_begin(&page, rq, &told->asked, page_path(told), N_("Something has changed"), faults);
	page_put(&page, "<h2>");
	page_text(&page, applying_say(&told->applying, &told->list->label));
	buf_printf(&page.out, " &ndash; %zu</h2>\n", told->index + 1);
	if (told->more)
		page_line(&page, "p class=\"now\"",
			N_("Your answers bring up a few more questions; they are on this page now."));
	if (told->removes)
		put_removal(&page, told);
	else
		put_fields(&asking, told);
	put_way_back(&page, told);
	page_end(&page, faults->count ? 422 : 200);
}

/* Where the lists stand, as they are now. */
static void
go_to_lists(struct portal_request *rq, const struct entry_told *told, bool moved)
{
	reply_redirect(rq,
		arena_printf(rq->arena, "%s/answers?all=1&%slang=%s%s%s", told->asked.here,
			moved ? "moved=1&" : "", told->asked.view.language, told->list ? "#q-" : "",
			told->list ? told->list->id : ""));
}

/* False: answered already, or failed. */
static bool
open_page(struct portal_request *rq, struct entry_told *told, bool *ret_ok, struct err *err)
{
	*told = (struct entry_told){ .patch = NULL };
	if (!asked_read(rq, &told->asked, ret_ok, err))
		return false;
	if (!told->asked.view.may_answer) {
		asked_back(rq, &told->asked);
		return false;
	}
	*ret_ok = answers_begin(rq, &told->asked, &told->applying, err);
	return *ret_ok;
}

bool
entry_told_form(struct portal_request *rq, struct err *err)
{
	struct faults none = { .count = 0 };
	struct entry_told told;
	bool ok;

	if (!open_page(rq, &told, &ok, err))
		return ok;
	if (find_entry(rq, &told)) {
		told.removes = told.entry && portal_query(rq, "remove");
		show(rq, &told, &none, NULL);
	} else {
		go_to_lists(rq, &told, false);
	}
	answers_end(&told.applying);
	return true;
}

/* ---- reading ---- */

/* The entry as it is posted; what was not asked stays as it was. */
static struct json *
read_posted(struct asking *asking, const struct entry_told *told)
{
	struct err ignored = { .code = ERR_NONE };
	struct buf text = BUF_INIT(APPLY_PATCH_MAX);
	struct json_out out = JSON_OUT(&text);
	struct json *posted;

	json_begin_object(&out, NULL);
	for (size_t i = 0; i < told->list->fields.count; i++) {
		const struct program_question *field = &told->list->fields.at[i];
		const struct json *before = json_get(told->entry, field->id);

		if (was_asked(asking->applying->rq, field)) {
			question_read(asking, field, &out);
		} else if (before) {
			json_begin_value(&out, field->id);
			json_print(&text, before);
		}
	}
	json_end_object(&out);
	posted = buf_ok(&text) ? json_parse(text.data, text.len, &ignored) : NULL;
	if (!posted)
		fault_add(asking->faults, NULL, NULL,
			say_in(asking->applying->language, N_("This is too long. Please say it in fewer words.")));
	buf_done(&text);
	return posted;
}

static void
need_key(struct asking *asking, const struct entry_told *told, const struct json *posted)
{
	const struct program_question *key = answer_entry_key(told->list);

	if (key && !answer_given(json_get(posted, key->id)))
		fault_add(asking->faults, question_control(asking->applying, key),
			applying_say(asking->applying, &key->label),
			say_in(asking->applying->language, N_("Please fill this in.")));
}

static bool
brings_up_more(const struct portal_request *rq, const struct entry_told *told, const struct json *posted)
{
	for (size_t i = 0; i < told->list->fields.count; i++)
		if (!was_asked(rq, &told->list->fields.at[i]) &&
			field_is_shown(told, &told->list->fields.at[i], posted, true))
			return true;
	return false;
}

/* What hangs on a person would hang on nobody. */
static void
check_removal(struct asking *asking, const struct entry_told *told)
{
	const struct program *program = asking->applying->program;
	const struct json *answers = applying_answers(asking->applying);
	const struct program_question *naming = NULL;

	if (str_eq(program->persons, told->list->id))
		naming = answers_naming(program, answers, answer_entry_name(told->list, told->entry));
	if (naming)
		fault_add(asking->faults, NULL, applying_say(asking->applying, &naming->label),
			say_in(asking->applying->language,
				N_("This person is named there. Please change or remove that first.")));
}

static const char *
patch_of(const struct entry_told *told, const struct json *posted)
{
	struct buf text = BUF_INIT(APPLY_PATCH_MAX);
	struct json_out out = JSON_OUT(&text);
	const char *patch;

	json_begin_object(&out, NULL);
	answers_put_entry(&out, told->applying.program, applying_answers(&told->applying), told->list,
		told->index, posted);
	json_end_object(&out);
	patch = buf_ok(&text) ? arena_strdup(told->applying.rq->arena, text.data) : NULL;
	buf_done(&text);
	return patch;
}

/* A new one that was sent twice stands there as the last. */
static bool
is_there_already(const struct entry_told *told, const struct json *posted)
{
	return !told->entry && told->index > 0 &&
		answer_is_same(posted, answer_entry(applying_answers(&told->applying), told->list,
			told->index - 1));
}

/* The act itself, on the snapshot as a rehearsal and then on the writer: what
 * it refuses of the answers is said at its control. */
static bool
tell(struct asking *asking, struct entry_told *told, const struct json *posted, struct err *why)
{
	if (told->removes)
		check_removal(asking, told);
	else
		need_key(asking, told, posted);
	if (asking->faults->count > 0)
		return false;
	if (is_there_already(told, posted) || (told->entry && posted && answer_is_same(told->entry, posted)))
		return true;
	told->patch = patch_of(told, posted);
	if (answers_tell(asking->applying->rq, &told->asked, told->patch, why) || answers_are_so_already(why))
		return true;
	question_faults(asking, why, told->list->id);
	return false;
}

static void
check(struct portal_request *rq, struct entry_told *told)
{
	struct faults faults = { .count = 0 };
	struct asking asking = { .applying = &told->applying, .faults = &faults, .is_post = true };
	struct err why = { .code = ERR_NONE };
	struct json *posted;

	if (!find_shown(rq, told)) {
		go_to_lists(rq, told, true);
		return;
	}
	told->removes = told->entry && str_eq(portal_form(rq, "remove"), "1");
	posted = told->removes ? NULL : read_posted(&asking, told);
	told->more = posted && faults.count == 0 && brings_up_more(rq, told, posted);
	/* What is no fault of the answers the writer says again, and it is settled there. */
	if (faults.count == 0 && !told->more)
		(void)tell(&asking, told, posted, &why);
	if (faults.count > 0 || told->more)
		show(rq, told, &faults, posted);
	else if (!told->patch)
		go_to_lists(rq, told, false);
	json_free(posted);
}

bool
entry_told_check(struct portal_request *rq, struct err *err)
{
	struct entry_told told;
	bool ok;

	if (!form_is_ours(rq, arena_printf(rq->arena, "/applications/%s", rq->path_args[0])))
		return true;
	if (!open_page(rq, &told, &ok, err))
		return ok;
	check(rq, &told);
	answers_end(&told.applying);
	return true;
}

/* Anew on the writer: the whole list goes there, and since it was checked
 * somebody may have changed another entry of it, or named who is taken off. */
static bool
save(struct portal_request *rq, struct entry_told *told, struct err *err)
{
	struct faults faults = { .count = 0 };
	struct asking asking = { .applying = &told->applying, .faults = &faults, .is_post = true };
	struct err why = { .code = ERR_NONE };
	struct json *posted;
	bool ok = true;

	if (!find_shown(rq, told)) {
		go_to_lists(rq, told, true);
		return true;
	}
	told->removes = told->entry && str_eq(portal_form(rq, "remove"), "1");
	posted = told->removes ? NULL : read_posted(&asking, told);
	/* What cannot be read must not count as taken off. */
	if (!posted && !told->removes) {
		go_to_lists(rq, told, true);
		return true;
	}
	if (tell(&asking, told, posted, &why))
		answers_told(rq, &told->asked);
	else if (faults.count > 0)
		show(rq, told, &faults, posted);
	else
		ok = asked_settle(rq, &told->asked, false, &why, err);
	json_free(posted);
	return ok;
}

bool
entry_told_save(struct portal_request *rq, struct err *err)
{
	struct entry_told told;
	bool ok;

	if (!open_page(rq, &told, &ok, err))
		return ok;
	ok = save(rq, &told, err);
	answers_end(&told.applying);
	return ok;
}

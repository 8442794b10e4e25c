/* SPDX-License-Identifier: Apache-2.0
 *
 * The end of an application: all answers once more, the signature, sending.
 */
#include "base/str.h"
#include "domain/answers.h"
#include "server/portal/apply.h"

/* ---- all answers ---- */

static void
put_row(struct page *page, const char *label)
{
	page_put(page, "<dt>");
	page_text(page, label);
	page_put(page, "</dt><dd><bdi>");
}

static void
put_row_end(struct page *page)
{
	page_put(page, "</bdi></dd>\n");
}

static void
put_heading(struct page *page, const struct applying *applying, const char *title, const char *below)
{
	page_put(page, "<h2>");
	page_text(page, title);
	page_put(page, "</h2>\n<p><a href=\"");
	page_text(page, applying_path(applying, below));
	page_put(page, "\">");
	page_say(page, N_("Change"));
	page_put(page, "<span class=\"unseen\"> – ");
	page_text(page, title);
	page_put(page, "</span></a></p>\n");
}

static void
put_text_row(struct page *page, const char *label, const char *text)
{
	if (str_empty(text))
		return;
	put_row(page, say(page, label));
	apply_summary(page, text);
	put_row_end(page);
}

static void
put_you(struct page *page, const struct applying *applying)
{
	const struct customer *you = started_form_customer(&applying->rq->call, &applying->form);
	const struct address *address = you->address;

	put_heading(page, applying, say(page, N_("About you")), "/you");
	page_put(page, "<dl>\n");
	put_text_row(page, N_("Name"), you->name);
	if (you->born_on != DATE_NONE) {
		put_row(page, say(page, N_("Date of birth")));
		page_date(page, you->born_on);
		put_row_end(page);
	}
	put_text_row(page, N_("County"), you->county);
	if (address)
		put_text_row(page, N_("Address"),
			arena_printf(applying->rq->arena, "%s%s%s%s%s %s %s", address->line1,
				address->line2 ? ", " : "", address->line2 ? address->line2 : "",
				address->city ? ", " : "", address->city ? address->city : "",
				address->state ? address->state : "", address->zip ? address->zip : ""));
	put_text_row(page, N_("Telephone"), you->phone);
	put_text_row(page, N_("E-mail"), you->email);
	for (size_t i = 0; i < you->contacts.count; i++)
		put_text_row(page, N_("Whom we may ask"), you->contacts.at[i].name);
	page_put(page, "</dl>\n");
}

static void
put_entries(struct page *page, const struct applying *applying, const struct program_question *question,
	const struct json *list)
{
	page_put(page, "<ul class=\"items\">");
	for (const struct json *at = json_first(list); at; at = json_next(at)) {
		struct buf text = BUF_INIT(ANSWERS_BYTES_MAX);
		struct err ignored = { .code = ERR_NONE };
		/* A list of one prints as its only entry. */
		buf_putc(&text, '[');
		json_print(&text, at);
		buf_putc(&text, ']');
		struct json *one = json_parse(text.data, text.len, &ignored);
		page_put(page, "<li>");
		if (one)
			answer_show(page, applying, question, one);
		page_put(page, "</li>");
		json_free(one);
		buf_done(&text);
	}
	page_put(page, "</ul>");
}

static void
put_answer(struct page *page, const struct applying *applying, const struct program_question *question)
{
	const struct json *answer = applying_answer(applying, question->id);

	put_row(page, applying_say(applying, &question->label));
	if (!answer_given(answer)) {
		page_put(page, "<em>");
		page_say(page, question->required ? N_("not answered yet; we will ask you for it")
						  : N_("not answered"));
		page_put(page, "</em>");
	} else if (question->fields.count > 0) {
		put_entries(page, applying, question, answer);
	} else {
		answer_show(page, applying, question, answer);
	}
	put_row_end(page);
}

void
apply_answers(struct page *page, const struct applying *applying, const struct program_section *section)
{
	page_put(page, "<dl>\n");
	for (size_t i = 0; i < section->questions.count; i++)
		if (question_is_shown(applying, section, &section->questions.at[i]))
			put_answer(page, applying, &section->questions.at[i]);
	page_put(page, "</dl>\n");
}

static void
put_section(struct page *page, const struct applying *applying, const struct program_section *section)
{
	put_heading(page, applying, applying_say(applying, &section->title),
		arena_printf(applying->rq->arena, "/part/%s?change=1", section->id));
	apply_answers(page, applying, section);
}

/* ---- signing ---- */

static void
put_signature(struct asking *asking)
{
	struct page *page = asking->page;
	const struct program *program = asking->applying->program;

	page_line(page, "h2", N_("Sign and send"));
	page_line(page, "p",
		N_("With my signature I say, knowing that false statements can be punished, that what I "
		   "told here is true as far as I know."));
	apply_form_begin(page, asking->applying, asking->applying->rq->path);
	for (size_t i = 0; i < program->filing_answers.count; i++)
		question_show(asking, program_find_question(program, program->filing_answers.at[i]));
	page_put(page, "<div class=\"buttons\">\n");
	form_button(page, BUTTON_MAIN, "do", "send", say(page, N_("Send my application")));
	form_button(page, BUTTON_OTHER, "do", "later", say(page, N_("Save and finish later")));
	page_put(page, "</div>\n");
	form_end(page);
}

static void
show_review(struct applying *applying, struct faults *faults, bool is_post)
{
	struct page page;
	struct asking asking = { .applying = applying,
		.page = &page,
		.saved = applying_answers(applying),
		.faults = faults,
		.is_post = is_post };

	typed_recall(applying);
	apply_begin(&page, applying, "review", N_("Look over your answers"), faults);
	typed_show(&page, applying);
	put_you(&page, applying);
	for (size_t i = 0; i < applying->program->sections.count; i++)
		if (part_is_shown(applying, &applying->program->sections.at[i]))
			put_section(&page, applying, &applying->program->sections.at[i]);
	put_signature(&asking);
	apply_leave(&page);
	page_end(&page, faults && faults->count > 0 ? 422 : 200);
}

bool
review_page(struct portal_request *rq, struct err *err)
{
	struct applying applying;
	bool ok;

	if (applying_begun(&applying, rq, &ok, err))
		show_review(&applying, NULL, false);
	applying_close(&applying);
	return ok;
}

/* ---- sending ---- */

static void
read_signature(struct asking *asking, struct buf *text)
{
	const struct program *program = asking->applying->program;
	struct json_out out = JSON_OUT(text);

	json_begin_object(&out, NULL);
	json_begin_object(&out, "answers");
	for (size_t i = 0; i < program->filing_answers.count; i++)
		question_read(asking, program_find_question(program, program->filing_answers.at[i]), &out);
	json_end_object(&out);
	json_end_object(&out);
}

/* Of a question: at the signature itself, or by a way to the page that asks it. */
static bool
answer_fault(struct applying *applying, struct faults *faults, const struct err_field *field)
{
	const struct program *program = applying->program;
	struct arena *arena = applying->rq->arena;
	char *id = arena_strdup(arena, field->pointer + strlen("/answers/"));
	char *entry = strchr(id, '/');

	if (entry)
		*entry++ = '\0';
	const struct program_question *question = program_find_question(program, id);
	if (!question)
		return false;
	const char *label = applying_say(applying, &question->label);
	if (question_is_for_review(program, question)) {
		fault_add(faults, question_control(applying, question), label,
			say_in(applying->language, N_("Please fill this in: it is your signature.")));
		return true;
	}
	char *name = entry ? strchr(entry, '/') : NULL;
	if (name)
		*name++ = '\0';
	const char *below = name && question->fields.count > 0
		? arena_printf(arena, "/entry/%s/%s#q-%s", id, entry, name)
		: arena_printf(arena, "/part/%s?change=1#q-%s", part_of_question(program, id)->id, id);
	fault_add_link(faults, applying_path(applying, below), label,
		say_in(applying->language, question_sentence(field->code)));
	return true;
}

/* A fault of the intake leads to the page that mends it. */
static void
add_fault(struct applying *applying, struct faults *faults, const struct err_field *field)
{
	const char *language = applying->language;
	const struct program *program = applying->program;
	const char *pointer = field->pointer;

	if (str_eq(pointer, "/program")) {
		fault_add(faults, NULL, applying_say(applying, &program->name),
			say_in(language, N_("Applications are not taken any more. Call us: somebody who decides may still take in yours.")));
		return;
	}
	if (str_starts(pointer, "/answers/") && answer_fault(applying, faults, field))
		return;
	you_fault(applying, faults, field);
}

/*
 * As if it were sent, on the snapshot: what is wrong is shown beside all the
 * answers, and nothing is written.
 */
static bool
rehearse(struct applying *applying, struct faults *faults, struct err *err)
{
	struct err why = { .code = ERR_NONE };
	struct started_form as_signed = applying->form;
	struct asking asking = { .applying = applying, .faults = faults, .is_post = true };
	struct buf patch = BUF_INIT(APPLY_PATCH_MAX);

	read_signature(&asking, &patch);
	as_signed.document = started_form_merged(&applying->form, patch.data, &why);
	bool ok = as_signed.document && started_form_send(&applying->rq->call, &as_signed, &why);
	for (size_t i = 0; !ok && i < why.field_count; i++)
		add_fault(applying, faults, &why.fields[i]);
	json_free(as_signed.document);
	buf_done(&patch);
	return ok || faults->count > 0 || (*err = why, false);
}

bool
review_check(struct portal_request *rq, struct err *err)
{
	struct applying applying;
	struct faults faults = { .count = 0 };
	bool ok;

	/* Sent twice by impatience or by "back": the receipt again. */
	if (applying_posted(&applying, rq, &ok, err) && form_is_ours(rq, rq->path) &&
		str_eq(portal_form(rq, "do"), "send")) {
		ok = rehearse(&applying, &faults, err);
		if (ok && faults.count > 0)
			show_review(&applying, &faults, true);
	}
	applying_close(&applying);
	return ok;
}

bool
review_send(struct portal_request *rq, struct err *err)
{
	struct applying applying;
	bool ok, sends = str_eq(portal_form(rq, "do"), "send");

	if (applying_posted(&applying, rq, &ok, err)) {
		struct faults ignored = { .count = 0 };
		struct asking asking = { .applying = &applying, .faults = &ignored, .is_post = true };
		struct buf patch = BUF_INIT(APPLY_PATCH_MAX);

		read_signature(&asking, &patch);
		ok = applying_keep(&applying, patch.data, err) &&
			(!sends || started_form_send(&rq->call, &applying.form, err));
		if (ok)
			applying_go(&applying, sends ? "/receipt" : "/saved");
		buf_done(&patch);
	}
	applying_close(&applying);
	return ok;
}

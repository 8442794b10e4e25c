/* SPDX-License-Identifier: Apache-2.0
 *
 * Somebody new who may be known already: looked for while they are typed, shown
 * beside what is typed, and asked about before a second record is made.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/view/intake_form.h"
#include "client/view/show.h"

enum { ALIKE_WAIT_MS = 300, NAME_LEAST = 2, SHOWN_MAX = 4, LABEL_COLS = 13, CHOICE_MAX = 300 };

static const char *
typed_phone(const struct intake_view *iv)
{
	const char *own = filing_get(&iv->filing, "/customer/phone");

	return str_empty(own) ? filing_get(&iv->filing, "/customer/contacts/0/phone") : own;
}

static const char *
typed_email(const struct intake_view *iv)
{
	const char *own = filing_get(&iv->filing, "/customer/email");

	return str_empty(own) ? filing_get(&iv->filing, "/customer/contacts/0/email") : own;
}

/* ---- asking ---- */

/* A date half typed is none yet. */
static const char *
typed_born(const struct intake_view *iv)
{
	const char *text = filing_get(&iv->filing, "/customer/born_on");
	civil_date date;

	return date_from_text(text, &date) ? text : "";
}

static bool
is_new(const struct intake_view *iv)
{
	return str_eq(filing_get(&iv->filing, "/customer_is"), "new");
}

/* The path that asks; nothing while too little is typed. */
static void
put_path(const struct intake_view *iv, struct buf *path)
{
	const struct { const char *name, *value; } typed[] = {
		{ "name", filing_get(&iv->filing, "/customer/name") },
		{ "born_on", filing_is_of_organization(&iv->filing) ? "" : typed_born(iv) },
		{ "phone", typed_phone(iv) },
		{ "email", typed_email(iv) },
		{ "kind", filing_is_of_organization(&iv->filing) ? "organization" : "" },
	};
	bool tells = !str_empty(typed[1].value) || !str_empty(typed[2].value) || !str_empty(typed[3].value);

	if (!is_new(iv) || strlen(typed[0].value) < NAME_LEAST || !tells)
		return;
	buf_puts(path, "/v1/customers/alike");
	for (size_t i = 0; i < countof(typed); i++)
		if (!str_empty(typed[i].value))
			path_add(path, typed[i].name, typed[i].value);
}

void
intake_alike_follow(struct intake_view *iv, struct fx *fx)
{
	struct buf path = BUF_INIT(ALIKE_PATH_MAX);

	put_path(iv, &path);
	if (buf_ok(&path) && !str_eq(path.data ? path.data : "", iv->alike_path)) {
		str_copy(iv->alike_path, sizeof iv->alike_path, path.data ? path.data : "");
		/* What was found is of other words. */
		json_free(iv->alike);
		iv->alike = NULL;
		view_timer(&iv->form.view, fx, INTAKE_TIMER_ALIKE, ALIKE_WAIT_MS);
	}
	buf_done(&path);
}

void
intake_alike_ask(struct intake_view *iv, int tag, struct fx *fx)
{
	if (iv->alike_request)
		fx_cancel(fx, iv->alike_request);
	iv->alike_request =
		iv->alike_path[0] ? view_get(&iv->form.view, fx, tag, "%s", iv->alike_path) : 0;
}

void
intake_alike_take(struct intake_view *iv, const struct reply *reply)
{
	struct buf text = BUF_INIT(256 * 1024);
	struct err ignored = { .code = ERR_NONE };

	if (reply->request != iv->alike_request)
		return;
	iv->alike_request = 0;
	json_free(iv->alike);
	iv->alike = NULL;
	if (reply->ok) {
		json_print(&text, reply->json);
		iv->alike = json_parse(text.data, text.len, &ignored);
	}
	buf_done(&text);
}

/* ---- judging ---- */

static const struct json *
first_found(const struct intake_view *iv)
{
	return is_new(iv) ? json_first(json_get(iv->alike, "items")) : NULL;
}

static const char *
text_of(const struct json *customer, const char *member)
{
	const char *text = json_text(json_get(customer, member));

	return text ? text : "";
}

/* "C-104882 Nguyen Thi Hoa, 1961-03-04, Davidson (name, birth date)" */
static void
put_found(struct buf *out, const struct json *item)
{
	const struct json *customer = json_get(item, "customer");
	const char *lead = " (";

	buf_printf(out, "%s %s", text_of(customer, "case_number"), text_of(customer, "name"));
	if (!str_empty(text_of(customer, "born_on")))
		buf_printf(out, ", %s", text_of(customer, "born_on"));
	if (!str_empty(text_of(customer, "county")))
		buf_printf(out, ", %s", text_of(customer, "county"));
	for (const struct json *word = json_first(json_get(item, "because")); word; word = json_next(word)) {
		buf_printf(out, "%s%s", lead, show_shared(json_text(word)));
		lead = ", ";
	}
	buf_puts(out, ")");
}

bool
intake_alike_question(struct intake_view *iv, int question, struct fx *fx)
{
	const char *lines[SHOWN_MAX + 2] = { NULL };
	struct arena arena = ARENA_INIT;
	int count = 0;

	if (!first_found(iv) || str_eq(iv->alike_judged, iv->alike_path))
		return false;
	for (const struct json *item = first_found(iv); item && count < SHOWN_MAX; item = json_next(item)) {
		struct buf line = BUF_INIT(CHOICE_MAX);

		put_found(&line, item);
		lines[count++] = arena_strdup(&arena, line.data);
		buf_done(&line);
	}
	lines[count] = _("none of them: a new record");
	view_ask_menu(&iv->form.view, fx, question, _("Known here already"), lines);
	arena_done(&arena);
	return true;
}

bool
intake_alike_answer(struct intake_view *iv, const struct answer *answer, struct fx *fx)
{
	const struct json *item = first_found(iv);
	struct buf name = BUF_INIT(CHOICE_MAX);

	if (!answer->yes)
		return false;
	for (int i = 0; item && i < answer->choice; i++)
		item = i + 1 < SHOWN_MAX ? json_next(item) : NULL;
	str_copy(iv->alike_judged, sizeof iv->alike_judged, iv->alike_path);
	if (item) {
		const struct json *customer = json_get(item, "customer");

		buf_printf(&name, "%s %s", text_of(customer, "case_number"), text_of(customer, "name"));
		filing_set(&iv->filing, "/customer_is", "known");
		filing_set(&iv->filing, "/customer_named", name.data);
		str_copy(iv->searched, sizeof iv->searched, name.data);
		filing_set(&iv->filing, "/customer_id", text_of(customer, "id"));
		intake_build(iv);
		iv->form.form.changed = true;
		fx_tell(fx, TELL_RESULT, _("It goes to %s; what was typed of the person is not taken over."),
		        name.data);
	}
	buf_done(&name);
	return true;
}

/* ---- showing ---- */

static void
draw_row(const struct intake_view *iv, struct canvas *canvas, int row, const char *label, const char *typed,
         const char *found)
{
	struct rect area = iv->form.view.area;
	int cols = (area.cols - LABEL_COLS - 4) / 2, at = area.col + 3 + LABEL_COLS;
	bool differs = !str_eq(typed, found);

	/* Not by colour alone. */
	canvas_text(canvas, row, area.col + 1, 1, INK_WARN, differs ? "*" : "");
	canvas_text(canvas, row, area.col + 3, LABEL_COLS - 1, INK_LABEL, label);
	canvas_text(canvas, row, at, cols - 1, differs ? INK_TEXT : INK_DIM, typed);
	canvas_text(canvas, row, at + cols, cols - 1, differs ? INK_TEXT : INK_DIM, found);
}

void
intake_alike_draw(const struct intake_view *iv, struct canvas *canvas, int row)
{
	const struct json *item = first_found(iv), *customer = json_get(item, "customer");
	const struct rect *area = &iv->form.view.area;
	struct buf line = BUF_INIT(CHOICE_MAX + 100);
	int count = (int)json_count(json_get(iv->alike, "items"));

	if (!item)
		return;
	if (count > 1)
		buf_printf(&line, _("Known here? The likest of %d: "), count);
	else
		buf_puts(&line, _("Known here? "));
	put_found(&line, item);
	canvas_text(canvas, row, area->col + 1, area->cols - 2, INK_WARN, line.data);
	draw_row(iv, canvas, row + 1, _("name"), filing_get(&iv->filing, "/customer/name"),
	         text_of(customer, "name"));
	draw_row(iv, canvas, row + 2, _("born"), typed_born(iv), text_of(customer, "born_on"));
	draw_row(iv, canvas, row + 3, _("telephone"), typed_phone(iv), text_of(customer, "phone"));
	draw_row(iv, canvas, row + 4, _("e-mail"), typed_email(iv), text_of(customer, "email"));
	buf_done(&line);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Which form a page belongs to, and which entry of a list a button: a page can
 * stand open in a second window, or be sent twice, while what it shows changes.
 */
#include "base/secret.h"
#include "base/str.h"
#include "server/portal/apply.h"
#include "server/service/agency.h"
#include "server/service/status.h"

enum { MARK_BYTES = 12, MARK_TEXT = 24 };

/* ---- which form ---- */

void
apply_form_begin(struct page *page, const struct applying *applying, const char *action)
{
	form_begin(page, action);
	form_hidden(page, "form", applying->has_form ? applying->form.row.number : "");
}

/* Fit to be said again: it came from outside. */
static bool
is_number(const char *text)
{
	return !str_empty(text) && strlen(text) < STATUS_NUMBER_MAX &&
		text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")] == '\0';
}

static void
put_way(struct page *page, const char *href, const char *text)
{
	page_put(page, "<p><a class=\"button other\" href=\"");
	page_text(page, href);
	page_put(page, "\">");
	page_text(page, text);
	page_put(page, "</a></p>\n");
}

static void
put_way_back(struct page *page, const char *number)
{
	put_way(page, arena_printf(page->rq->arena, "/continue?number=%s&lang=%s", number, page->language),
		page_filled(page, N_("Go on with form {number}"), "{number}", number));
}

/* Nobody's form is open: the hour is over, or somebody left. */
static void
put_signed_out(struct page *page, const char *number)
{
	page_line(page, "h1", N_("You were signed out for your safety"));
	page_line(page, "p",
		N_("For an hour nothing was sent from here, or somebody left the pages. What you saved page by page is "
		   "kept; what you typed last, on this page alone, was not saved."));
	if (!number)
		return;
	page_put(page, "<p><strong>");
	page_fill(page, N_("Your form has the number {number}. With its access code you go on where you were."),
		"{number}", number);
	page_put(page, "</strong></p>\n");
	put_way_back(page, number);
}

static void
put_other(struct page *page, struct applying *applying, const char *number)
{
	const char *open = applying->form.row.number;

	page_line(page, "h1", N_("This page belongs to another form"));
	page_put(page, "<p>");
	if (number)
		page_fill(page, N_("It was opened for form {number}."), "{number}", number);
	else
		page_say(page, N_("It was opened to begin a new form."));
	page_put(page, " ");
	page_fill(page, N_("By now form {number} is open in this browser."), "{number}", open);
	page_put(page, " ");
	page_say(page, N_("So that nothing is mixed up, what you typed on this page was not saved, and neither form was changed."));
	page_put(page, "</p>\n");
	put_way(page, applying_path(applying, applying->was_sent ? "/receipt" : page_to_go_on(applying)),
		page_filled(page, N_("Go on with form {number}"), "{number}", open));
	if (number)
		put_way_back(page, number);
}

void
applying_refuse(struct applying *applying)
{
	struct portal_request *rq = applying->rq;
	const char *number = portal_form(rq, "form");
	bool is_open = applying->has_form || applying->was_sent;
	struct page page;

	if (!is_number(number))
		number = NULL;
	page_begin(&page, rq, applying->language, applying_path(applying, ""),
		is_open ? N_("This page belongs to another form") : N_("You were signed out for your safety"), 0);
	if (is_open)
		put_other(&page, applying, number);
	else
		put_signed_out(&page, number);
	page_end(&page, 409);
}

bool
apply_is_stale(const struct applying *applying, struct faults *faults)
{
	if (!form_is_stale(applying->rq))
		return false;
	fault_add(faults, NULL, NULL,
		say_in(applying->language,
			N_("This page was open for too long, or cookies are off. What you typed is still here: please press the button once more.")));
	return true;
}

bool
applying_posted(struct applying *ret, struct portal_request *rq, bool *ret_ok, struct err *err)
{
	*ret_ok = applying_open(ret, rq, err);
	if (!*ret_ok)
		return false;
	if (!str_eq(portal_form(rq, "form"), ret->form.row.number))
		applying_refuse(ret);
	else if (ret->has_form)
		return true;
	else
		applying_go(ret, "/receipt");
	return false;
}

/* ---- which entry ---- */

/* What it says, without saying it; of two that say the same, how many they are: with one gone
 * the page that shows both is old. */
size_t
entry_marks(const struct applying *applying, const char *list, const char *ret[ANSWER_LIST_MAX])
{
	const char *says[ANSWER_LIST_MAX];
	size_t count = 0;

	for (const struct json *at = json_first(applying_answer(applying, list)); at && count < ANSWER_LIST_MAX;
		at = json_next(at)) {
		struct buf text = BUF_INIT(ANSWERS_BYTES_MAX);
		uint8_t hash[SECRET_HASH_BYTES];
		char mark[MARK_TEXT];

		json_print(&text, at);
		sha256(hash, text.data, text.len);
		buf_done(&text);
		base64url_text(mark, sizeof(mark), hash, MARK_BYTES);
		says[count++] = arena_strdup(applying->rq->arena, mark);
	}
	for (size_t i = 0; i < count; i++) {
		int same = 0;
		for (size_t k = 0; k < count; k++)
			same += str_eq(says[i], says[k]);
		ret[i] = arena_printf(applying->rq->arena, "%s.%d", says[i], same);
	}
	return count;
}

void
entry_marks_put(struct page *page, const struct applying *applying, const char *list)
{
	const char *marks[ANSWER_LIST_MAX], *all = "";
	size_t count = entry_marks(applying, list, marks);

	for (size_t i = 0; i < count; i++)
		all = arena_printf(page->rq->arena, "%s%s%s", all, i ? "," : "", marks[i]);
	form_hidden(page, arena_printf(page->rq->arena, "was-%s", list), all);
}

int64_t
entry_marked(const struct applying *applying, const char *list, const char *mark)
{
	const char *marks[ANSWER_LIST_MAX];
	size_t count = entry_marks(applying, list, marks);

	for (size_t i = 0; i < count; i++)
		if (str_eq(marks[i], mark))
			return (int64_t)i;
	return -1;
}

int64_t
entry_posted(const struct applying *applying, const char *list, int64_t index)
{
	struct arena *arena = applying->rq->arena;
	const char *at = portal_form(applying->rq, arena_printf(arena, "was-%s", list));

	for (; at && index > 0; index--) {
		at = strchr(at, ',');
		at = at ? at + 1 : NULL;
	}
	if (!at || index < 0)
		return -1;
	return entry_marked(applying, list, arena_printf(arena, "%.*s", (int)strcspn(at, ","), at));
}

/* ---- which forms a browser has open ---- */

static const char *
cookie_of(struct portal_request *rq, const struct program *program)
{
	return arena_printf(rq->arena, APPLY_COOKIE "%s", program->id);
}

size_t
apply_passes(struct portal_request *rq, struct apply_pass ret[APPLY_PASSES_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < rq->cookie_count && count < APPLY_PASSES_MAX; i++) {
		const char *name = rq->cookies[i].name;
		struct apply_pass pass = { .ends_ms = 0 };

		if (str_starts(name, APPLY_COOKIE))
			pass.program = agency_program(rq->call.agency, name + strlen(APPLY_COOKIE), 0);
		if (!pass.program)
			continue;
		pass.form_id = started_form_pass_read(&rq->call, rq->cookies[i].value, &pass.ends_ms);
		if (!pass.form_id)
			pass.ends_ms = 0;
		ret[count++] = pass;
	}
	return count;
}

const char *
apply_pass(struct portal_request *rq, const struct program *program)
{
	int64_t ends_ms;
	return started_form_pass_read(&rq->call, portal_cookie(rq, cookie_of(rq, program)), &ends_ms);
}

void
apply_pass_clear(struct portal_request *rq, const struct program *program)
{
	reply_cookie(rq, cookie_of(rq, program), "", 0);
}

/* Of those of other programs, which stay as they came, the ones that end first make way. */
static void
make_room(struct portal_request *rq, const struct program *program)
{
	struct apply_pass passes[APPLY_PASSES_MAX];
	size_t all = apply_passes(rq, passes), count = 0;

	for (size_t i = 0; i < all; i++)
		if (!str_eq(passes[i].program->id, program->id))
			passes[count++] = passes[i];
	for (; count >= APPLY_FORMS_MAX; count--) {
		size_t first = 0;
		for (size_t i = 1; i < count; i++)
			first = passes[i].ends_ms < passes[first].ends_ms ? i : first;
		apply_pass_clear(rq, passes[first].program);
		passes[first] = passes[count - 1];
	}
}

void
apply_pass_keep(struct portal_request *rq, const struct program *program, const char *id)
{
	reply_cookie(rq, cookie_of(rq, program), started_form_pass_make(&rq->call, id), STARTED_FORM_PASS_MS / 1000);
	make_room(rq, program);
}

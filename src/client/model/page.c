/* SPDX-License-Identifier: Apache-2.0
 *
 * The window of pages of one list.  One request at a time: it replaces the
 * whole window, adds a page at an end, or replaces a page in its place.
 */
#include "client/model/page.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/str.h"

/* Where the page asked for goes; 0 and up: in place of that page. */
enum { WHERE_START = -1, WHERE_END = -2, WHERE_AFTER = -3, WHERE_BEFORE = -4 };

static const char from_end[] = "end";

static void
page_done(struct page *page)
{
	free(page->cursor);
	free(page->next);
	free(page->prev);
	arena_done(&page->arena);
	*page = (struct page){ .arena = ARENA_INIT };
}

void
pages_init(struct pages *pages, const struct list_kind *kind, int id, const char *path)
{
	*pages = (struct pages){ .kind = kind, .id = id, .wanted = -1, .state = PAGES_LOADING };
	str_copy(pages->path, sizeof pages->path, path);
}

static void
drop_pages(struct pages *pages, size_t from, size_t count)
{
	for (size_t i = from; i < from + count; i++)
		page_done(&pages->pages[i]);
	size_t rest = pages->page_count - from - count;
	memmove(&pages->pages[from], &pages->pages[from + count], rest * sizeof *pages->pages);
	pages->page_count -= count;
}

void
pages_done(struct pages *pages)
{
	drop_pages(pages, 0, pages->page_count);
	free(pages->asked_cursor);
	*pages = (struct pages){ .wanted = -1 };
}

static int64_t
loaded_rows(const struct pages *pages)
{
	int64_t rows = 0;

	for (size_t i = 0; i < pages->page_count; i++)
		rows += (int64_t)pages->pages[i].count;
	return rows;
}

int64_t
pages_count(const struct pages *pages)
{
	int64_t known = pages->first + loaded_rows(pages);

	if (pages->page_count > 0 && pages->pages[pages->page_count - 1].next)
		known++;
	else if (pages->page_count > 0)
		return known;
	return pages->total > known ? pages->total : known;
}

bool
pages_is_exact(const struct pages *pages)
{
	bool has_end = pages->page_count > 0 && !pages->pages[pages->page_count - 1].next;

	/* From the start to the end all of it is at hand. */
	return pages->total_exact || (has_end && !pages->pages[0].prev);
}

/* The page that has the row, and the row's number within it. */
static const struct page *
page_of(const struct pages *pages, int64_t place, size_t *ret_row, size_t *ret_page)
{
	int64_t row = place - pages->first;

	if (row < 0)
		return NULL;
	for (size_t i = 0; i < pages->page_count; i++) {
		if (row < (int64_t)pages->pages[i].count) {
			*ret_row = (size_t)row;
			*ret_page = i;
			return &pages->pages[i];
		}
		row -= (int64_t)pages->pages[i].count;
	}
	return NULL;
}

const void *
pages_row(const struct pages *pages, int64_t place)
{
	size_t row, number;
	const struct page *page = page_of(pages, place, &row, &number);

	return page ? page->rows + row * pages->kind->row_size : NULL;
}

const char *
pages_id(const struct pages *pages, int64_t place)
{
	const void *row = pages_row(pages, place);

	return row ? pages->kind->row_id(row) : NULL;
}

int64_t
pages_find(const struct pages *pages, const char *id)
{
	int64_t end = pages->first + loaded_rows(pages);

	for (int64_t place = pages->first; place < end; place++) {
		if (str_eq(pages_id(pages, place), id))
			return place;
	}
	return -1;
}

bool
pages_is_loading(const struct pages *pages)
{
	return pages->request != 0;
}

void
pages_total(struct pages *pages, int64_t total)
{
	pages->total = total;
	pages->total_exact = true;
}

void
pages_about(struct pages *pages, const char *id)
{
	for (int i = 0; i < pages->about_count; i++)
		if (str_eq(pages->about[i], id))
			return;
	if (pages->about_count < PAGES_ABOUT_MAX && !str_empty(id))
		str_copy(pages->about[pages->about_count++], PLACE_ID_MAX, id);
}

static bool
is_about(const struct pages *pages, const struct event_note *event)
{
	for (int i = 0; i < pages->about_count; i++)
		if (str_eq(pages->about[i], event->subject_id) ||
		    str_eq(pages->about[i], event->application_id))
			return true;
	return pages->about_count == 0;
}

static void
ask(struct pages *pages, int where, const char *cursor, struct fx *fx)
{
	struct buf path = BUF_INIT(LIST_PATH_MAX * 3);
	char limit[16];

	/* The cursor may belong to a page that is about to go. */
	char *copy = str_dup(cursor);
	buf_puts(&path, pages->path);
	snprintf(limit, sizeof limit, "%d", PAGE_ROWS);
	path_add(&path, "limit", limit);
	if (str_eq(copy, from_end))
		path_add(&path, "from", from_end);
	else
		path_add(&path, "cursor", copy);
	pages->request = fx_get(fx, OWNER_MODEL, pages->id, path.data);
	pages->asked_where = where;
	free(pages->asked_cursor);
	pages->asked_cursor = copy;
	buf_done(&path);
}

/* On its way already: asking anew with each key would put it off. */
static bool
is_asked(const struct pages *pages, int where)
{
	return pages->request && pages->asked_where == where;
}

void
pages_reload(struct pages *pages, struct fx *fx)
{
	fx_cancel(fx, pages->request);
	pages->wanted = -1;
	pages->visible = 0;
	pages->stale = false;
	ask(pages, WHERE_START, "", fx);
}

void
pages_want_end(struct pages *pages, struct fx *fx)
{
	if (is_asked(pages, WHERE_END) || (pages->page_count > 0 && !pages->pages[pages->page_count - 1].next))
		return;
	fx_cancel(fx, pages->request);
	pages->wanted = -1;
	ask(pages, WHERE_END, from_end, fx);
}

/* Fetch towards place, or ahead of it, one page at a time. */
static void
fetch_towards(struct pages *pages, int64_t place, struct fx *fx)
{
	if (pages->request || pages->page_count == 0)
		return;
	const struct page *front = &pages->pages[0];
	const struct page *back = &pages->pages[pages->page_count - 1];
	int64_t end = pages->first + loaded_rows(pages);

	if (place + PAGE_ROWS > end && back->next)
		ask(pages, WHERE_AFTER, back->next, fx);
	else if (place < pages->first + PAGE_ROWS / 2 && front->prev)
		ask(pages, WHERE_BEFORE, front->prev, fx);
	else
		pages->wanted = -1;
}

void
pages_want(struct pages *pages, int64_t place, struct fx *fx)
{
	int64_t end = pages->first + loaded_rows(pages);

	pages->visible = place;
	if (pages->state == PAGES_FAILED && !pages->request) {
		pages_reload(pages, fx);
		return;
	}
	if (place < pages->first && place < PAGE_ROWS) {
		if (!is_asked(pages, WHERE_START))
			pages_reload(pages, fx);
		return;
	}
	if (place >= end && place >= pages_count(pages) - 1) {
		pages_want_end(pages, fx);
		return;
	}
	pages->wanted = place;
	fetch_towards(pages, place, fx);
}

void
pages_refresh(struct pages *pages, struct fx *fx)
{
	size_t row, number;

	if (pages->held || pages->request) {
		pages->stale = true;
		return;
	}
	pages->stale = false;
	const struct page *page = page_of(pages, pages->visible, &row, &number);
	if (!page && pages->page_count > 0) {
		number = pages->page_count - 1;
		page = &pages->pages[number];
	}
	if (!page)
		ask(pages, WHERE_START, "", fx);
	else
		ask(pages, (int)number, page->cursor, fx);
}

static bool
page_decode(const struct pages *pages, const struct json *json, struct page *page, struct err *err)
{
	const struct json *items = json_get(json, "items");
	size_t size = pages->kind->row_size;

	if (!items)
		return err_set(err, ERR_INTERNAL, "the answer is no list");
	page->count = json_count(items);
	page->rows = arena_array(&page->arena, page->count ? page->count : 1, size);
	page->next = str_dup(json_text(json_get(json, "next_cursor")));
	page->prev = str_dup(json_text(json_get(json, "prev_cursor")));
	char *row = page->rows;
	for (const struct json *item = json_first(items); item; item = json_next(item)) {
		if (!pages->kind->decode(row, item, &page->arena, err))
			return false;
		row += size;
	}
	return true;
}

static void
read_totals(struct pages *pages, const struct json *json)
{
	const struct json *total = json_get(json, "total");
	const struct json *as_of = json_get(json, "as_of");
	const char *at = json_text(json_get(as_of, "at"));
	const char *relation = json_text(json_get(total, "relation"));

	if (json_int(json_get(total, "count"), &pages->total))
		pages->total_exact = !str_eq(relation, "gte");
	if (!json_int(json_get(as_of, "seq"), &pages->as_of_seq))
		pages->as_of_seq = 0;
	if (at && !instant_from_text(at, &pages->as_of_ms))
		pages->as_of_ms = 0;
}

/* The ends are known places; between them the count of rows before may have
 * drifted while others worked. */
static void
fix_first(struct pages *pages)
{
	if (pages->page_count == 0 || !pages->pages[0].prev) {
		pages->first = 0;
	} else if (!pages->pages[pages->page_count - 1].next && pages->total_exact) {
		int64_t first = pages->total - loaded_rows(pages);
		pages->first = first > 0 ? first : 1;
	} else if (pages->first < 1) {
		pages->first = 1;
	}
}

static void
insert_page(struct pages *pages, size_t at, const struct page *page)
{
	assert(pages->page_count < PAGES_MAX);
	memmove(&pages->pages[at + 1], &pages->pages[at],
	        (pages->page_count - at) * sizeof *pages->pages);
	pages->pages[at] = *page;
	pages->page_count++;
}

static void
take_page(struct pages *pages, const struct page *page)
{
	int where = pages->asked_where;

	if (where == WHERE_AFTER && pages->page_count > 0) {
		if (pages->page_count == PAGES_MAX) {
			pages->first += (int64_t)pages->pages[0].count;
			drop_pages(pages, 0, 1);
		}
		insert_page(pages, pages->page_count, page);
	} else if (where == WHERE_BEFORE && pages->page_count > 0) {
		if (pages->page_count == PAGES_MAX)
			drop_pages(pages, PAGES_MAX - 1, 1);
		pages->first -= (int64_t)page->count;
		insert_page(pages, 0, page);
	} else if (where >= 0 && (size_t)where < pages->page_count) {
		page_done(&pages->pages[where]);
		pages->pages[where] = *page;
	} else {
		drop_pages(pages, 0, pages->page_count);
		pages->first = 0;
		insert_page(pages, 0, page);
	}
}

/* A page was replaced: does the one after it still begin where this one
 * ends?  If not, the next is loaded again and what lies beyond is dropped. */
static void
mend_after(struct pages *pages, struct fx *fx)
{
	size_t at = (size_t)pages->asked_where;

	if (at + 1 >= pages->page_count)
		return;
	const char *next = pages->pages[at].next;
	if (str_eq(next, pages->pages[at + 1].cursor))
		return;
	if (!next) {
		drop_pages(pages, at + 1, pages->page_count - at - 1);
		return;
	}
	if (at + 2 < pages->page_count)
		drop_pages(pages, at + 2, pages->page_count - at - 2);
	ask(pages, (int)at + 1, next, fx);
}

/* It is another's now: none of its rows stays on this workstation. */
static void
forget_rows(struct pages *pages)
{
	drop_pages(pages, 0, pages->page_count);
	pages->first = pages->total = 0;
	pages->wanted = -1;
	pages->state = PAGES_FAILED;
}

static bool
take_failure(struct pages *pages, const struct err *err, struct fx *fx)
{
	bool had = pages->page_count > 0;

	pages->err = *err;
	if (err->code == ERR_NOT_FOUND || err->code == ERR_FORBIDDEN || err->code == ERR_CONFLICT_OF_INTEREST)
		forget_rows(pages);
	if (err->code == ERR_CURSOR_INVALID && pages->asked_where != WHERE_START)
		ask(pages, WHERE_START, "", fx);
	else if (pages->page_count == 0)
		pages->state = PAGES_FAILED;
	else {
		pages->stale = true;
		/* No event need come for it to be tried again. */
		if (err_retryable(err->code))
			fx_timer(fx, OWNER_MODEL, pages->id, PAGES_AGAIN_MS);
	}
	/* Offline is said by the top line; anything else is news. */
	if (had && err->code != ERR_OFFLINE)
		fx_tell_err(fx, err);
	return true;
}

bool
pages_reply(struct pages *pages, const struct reply *reply, struct fx *fx)
{
	struct page page = { .arena = ARENA_INIT };
	struct err err = { 0 };

	if (reply->request != pages->request)
		return false;
	pages->request = 0;
	if (!reply->ok)
		return take_failure(pages, reply->err, fx);
	if (!page_decode(pages, reply->json, &page, &err)) {
		page_done(&page);
		return take_failure(pages, &err, fx);
	}
	page.cursor = str_dup(pages->asked_cursor);
	pages->state = PAGES_READY;
	read_totals(pages, reply->json);
	take_page(pages, &page);
	fix_first(pages);
	if (pages->asked_where >= 0)
		mend_after(pages, fx);
	if (!pages->request && pages->wanted >= 0)
		fetch_towards(pages, pages->wanted, fx);
	if (!pages->request && pages->stale)
		pages_refresh(pages, fx);
	return true;
}

bool
pages_event(struct pages *pages, const struct event_note *event)
{
	const char *type = pages->kind->subject_type;

	if (event->seq && event->seq <= pages->as_of_seq)
		return false;
	/* With what is out of sight goes what hangs on it, of any type. */
	bool about = str_empty(type) || event->gone || str_eq(type, event->subject_type) ||
	             (str_eq(type, "application") && !str_empty(event->application_id));
	about = about && is_about(pages, event);
	bool news = about && !pages->stale;
	if (about)
		pages->stale = true;
	return news;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The record's lists: tab 3 proofs, tab 6 conversations, tab 7 letters,
 * decisions and notes.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"
#include "client/model/model.h"
#include "client/model/rows.h"
#include "client/view/chat_row.h"
#include "client/view/record_view.h"
#include "client/view/show.h"

enum { ROW_TEXT_MAX = 600 };

static const struct record_view *
record_of(const void *data)
{
	return data;
}

/* ---- tab 3: proofs ---- */

static const struct missing_item *
proof_at(const struct record_view *rv, int64_t row)
{
	const struct application *app = rv->record->application;

	return app && row >= 0 && row < (int64_t)app->missing.count ? &app->missing.at[row] : NULL;
}

static int64_t
proof_count(const void *data)
{
	const struct application *app = record_of(data)->record->application;

	return app ? (int64_t)app->missing.count : 0;
}

static const char *
proof_id(const void *data, int64_t row)
{
	const struct missing_item *item = proof_at(record_of(data), row);

	return item ? item->id : NULL;
}

/* One word for the state, in five columns. */
static const char *
proof_mark(const struct missing_item *item)
{
	switch (item->state) {
	case ITEM_REQUESTED: return _("asked");
	case ITEM_RECEIVED: return _("CAME");
	case ITEM_ACCEPTED: return _("ok");
	case ITEM_INSUFFICIENT: return _("no");
	default: return "";
	}
}

/* What goes with the state: dates, how it was verified, why it is not enough. */
static void
proof_text(const struct record_view *rv, const struct missing_item *item, struct buf *out)
{
	char date[SHOW_MAX], due[SHOW_MAX];

	switch (item->state) {
	case ITEM_REQUESTED:
		if (item->requested_on != DATE_NONE)
			buf_printf(out, _("on %s"), show_date(date, item->requested_on, rv->today));
		if (item->due_on != DATE_NONE)
			buf_printf(out, item->due_on < rv->today ? "; %s" : _("; due %s"),
			           show_due(due, item->due_on, rv->today));
		break;
	case ITEM_RECEIVED:
		buf_puts(out, show_time(date, item->received_at_ms, rv->zone, rv->today));
		buf_puts(out, item->looked_at_ms > 0 ? _(", looked at") : _(", nobody looked at it"));
		break;
	case ITEM_UNMET:
		buf_puts(out, _("not asked"));
		if (item->cured_by == CURED_BY_WORKER)
			buf_puts(out, _(", by the worker"));
		else if (item->cured_by == CURED_BY_AGENCY)
			buf_puts(out, _(", by the agency"));
		break;
	default:
		buf_puts(out, item->how ? item->how : "");
		break;
	}
}

enum { MARK_COLS = 7 }; /* "asked", "pedido" */

static void
proof_draw(const void *data, int64_t row, struct canvas *canvas, int line, int col, int cols,
           bool is_cursor)
{
	const struct record_view *rv = data;
	const struct missing_item *item = proof_at(rv, row);
	struct buf state = BUF_INIT(ROW_TEXT_MAX);
	int label_cols = cols * 3 / 5 - MARK_COLS, state_col = col + MARK_COLS + label_cols + 1;
	bool look = item->state == ITEM_RECEIVED;
	char name[SHOW_ITEM_MAX];

	proof_text(rv, item, &state);
	canvas_text(canvas, line, col, MARK_COLS - 1, look ? INK_NEW : INK_LABEL, proof_mark(item));
	canvas_text(canvas, line, col + MARK_COLS, label_cols, is_cursor ? INK_CURSOR : INK_TEXT,
	            show_item(name, item, rv->today));
	canvas_text(canvas, line, state_col, col + cols - state_col, INK_TEXT, state.data);
	buf_done(&state);
}

/* ---- tab 6: conversations ---- */

static int64_t
chat_count(const void *data)
{
	return record_of(data)->chats ? pages_count(record_of(data)->chats) : 0;
}

static const char *
chat_id(const void *data, int64_t row)
{
	return record_of(data)->chats ? pages_id(record_of(data)->chats, row) : NULL;
}

static int64_t
chat_find(const void *data, const char *id)
{
	return record_of(data)->chats ? pages_find(record_of(data)->chats, id) : -1;
}

static void
chat_draw(const void *data, int64_t row, struct canvas *canvas, int line, int col, int cols,
          bool is_cursor)
{
	const struct record_view *rv = data;

	chat_row_draw(pages_row(rv->chats, row), false, rv->zone, rv->today, canvas,
	              (struct rect){ line, col, 1, cols }, is_cursor);
}

/* ---- tab 7: letters, decisions and notes, newest first ---- */

static int
compare_papers(const void *a, const void *b)
{
	const struct paper *one = a, *other = b;

	if (one->at_ms != other->at_ms)
		return one->at_ms > other->at_ms ? -1 : 1;
	return strcmp(one->id, other->id);
}

static struct paper *
add_paper(struct record_view *rv, char kind, const char *id, int64_t at_ms)
{
	struct paper *paper = &rv->papers[rv->paper_count];

	*paper = (struct paper){ .at_ms = at_ms };
	snprintf(paper->id, sizeof(paper->id), "%c%s", kind, id ? id : "");
	if (rv->paper_count < PAPERS_MAX - 1)
		rv->paper_count++;
	return paper;
}

static void
sort_papers(struct record_view *rv)
{
	const struct record *record = rv->record;

	rv->paper_count = 0;
	for (size_t i = 0; i < record->decisions.count; i++)
		add_paper(rv, 'd', record->decisions.at[i].id, record->decisions.at[i].decided_at_ms)
			->decision = &record->decisions.at[i];
	for (size_t i = 0; i < record->notices.count; i++)
		add_paper(rv, 'l', record->notices.at[i].id, record->notices.at[i].created_at_ms)
			->notice = &record->notices.at[i];
	for (size_t i = 0; i < record->notes.count; i++)
		add_paper(rv, 'n', record->notes.at[i].id, record->notes.at[i].at_ms)->note =
			&record->notes.at[i];
	qsort(rv->papers, rv->paper_count, sizeof(rv->papers[0]), compare_papers);
}

static int64_t
paper_count(const void *data)
{
	return (int64_t)record_of(data)->paper_count;
}

static const char *
paper_id(const void *data, int64_t row)
{
	return row >= 0 && row < paper_count(data) ? record_of(data)->papers[row].id : NULL;
}

static const char *
paper_kind(const struct paper *paper)
{
	return paper->decision ? _("decision") : paper->notice ? _("letter") : _("note");
}

static void
paper_text(const struct paper *paper, struct buf *out)
{
	if (paper->decision) {
		buf_puts(out, show_outcome(paper->decision->outcome));
		for (size_t i = 0; i < paper->decision->reasons.count; i++)
			buf_printf(out, " %s", paper->decision->reasons.at[i].code);
		buf_printf(out, ", %s", show_decision_state(paper->decision->state));
	} else if (paper->notice) {
		buf_printf(out, _("%s, in %s, %s"), show_notice_kind(paper->notice->kind),
		           show_language_name(paper->notice->language), show_notice_state(paper->notice));
	} else {
		char author[SHOW_ACT_MAX];
		buf_printf(out, "%s: %.*s", show_author(author, &paper->note->author),
		           (int)strcspn(paper->note->text, "\n"), paper->note->text);
	}
}

static void
paper_draw(const void *data, int64_t row, struct canvas *canvas, int line, int col, int cols,
           bool is_cursor)
{
	const struct record_view *rv = data;
	const struct paper *paper = &rv->papers[row];
	struct buf text = BUF_INIT(64 * 1024);
	char time[SHOW_MAX];

	paper_text(paper, &text);
	canvas_text(canvas, line, col + 1, 13, is_cursor ? INK_CURSOR : INK_TEXT,
	            show_short_time(time, paper->at_ms, rv->zone, rv->today));
	canvas_text(canvas, line, col + 15, 9, INK_LABEL, paper_kind(paper));
	canvas_text(canvas, line, col + 25, cols - 25, INK_TEXT, text.data);
	buf_done(&text);
}

/* ---- all three ---- */

static const struct list_source sources[TAB_COUNT] = {
	[TAB_PROOFS] = { .count = proof_count, .id = proof_id, .draw = proof_draw },
	[TAB_CHATS] = { .count = chat_count, .id = chat_id, .find = chat_find, .draw = chat_draw },
	[TAB_PAPERS] = { .count = paper_count, .id = paper_id, .draw = paper_draw },
};

void
record_lists_open(struct record_view *rv, struct model *model, struct fx *fx)
{
	const struct application *app = rv->record->application;

	if (rv->tab == TAB_CHATS && app && !rv->chats) {
		struct buf path = BUF_INIT(LIST_PATH_MAX);

		buf_puts(&path, "/v1/interactions");
		path_add(&path, "customer", app->customer.id);
		path_add(&path, "sort", "-started");
		rv->chats = model_list(model, &interaction_rows, path.data, fx);
		buf_done(&path);
	}
	if (rv->tab == TAB_PAPERS) {
		record_want(rv->record, RECORD_DECISIONS, fx);
		record_want(rv->record, RECORD_NOTICES, fx);
		record_want(rv->record, RECORD_NOTES, fx);
	}
}

void
record_lists_sync(struct record_view *rv)
{
	sort_papers(rv);
	for (int tab = 0; tab < TAB_COUNT; tab++)
		if (sources[tab].count)
			list_sync(&rv->lists[tab], &sources[tab], rv);
}

static void
want(struct record_view *rv, int64_t row, struct fx *fx)
{
	if (rv->tab == TAB_CHATS && rv->chats)
		pages_want(rv->chats, row, fx);
}

void
record_list_move(struct record_view *rv, enum list_move move, struct fx *fx)
{
	want(rv, list_move(&rv->lists[rv->tab], &sources[rv->tab], rv, move), fx);
}

const struct missing_item *
record_proof_here(const struct record_view *rv)
{
	return rv->tab == TAB_PROOFS ? proof_at(rv, rv->lists[TAB_PROOFS].cursor) : NULL;
}

const struct notice *
record_letter_here(const struct record_view *rv)
{
	const struct record *record = rv->record;
	int64_t row = rv->lists[TAB_PAPERS].cursor;

	if (rv->tab == TAB_PAPERS && paper_id(rv, row))
		return rv->papers[row].notice;
	for (size_t i = 0; i < record->notices.count; i++)
		if (record->notices.at[i].state == NOTICE_BOUNCED)
			return &record->notices.at[i];
	return NULL;
}

void
record_list_open_row(struct record_view *rv, struct fx *fx)
{
	int64_t row = rv->lists[rv->tab].cursor;

	if (!sources[rv->tab].id(rv, row))
		return;
	rv->reading.zone = rv->zone;
	rv->reading.today = rv->today;
	if (rv->tab == TAB_PROOFS) {
		reading_item(&rv->reading, proof_at(rv, row));
	} else if (rv->tab == TAB_CHATS) {
		fx_open(fx, PLACE_TRANSCRIPT, chat_id(rv, row), "");
	} else {
		const struct paper *paper = &rv->papers[row];

		if (paper->decision)
			reading_decision(&rv->reading, &rv->view, paper->decision->id, fx);
		else if (paper->notice)
			reading_letter(&rv->reading, &rv->view, paper->notice->id, fx);
		else
			reading_note(&rv->reading, paper->note);
	}
}

static bool
row_has(const struct record_view *rv, int64_t row, const char *words)
{
	struct buf text = BUF_INIT(64 * 1024);
	bool has;

	if (rv->tab == TAB_PROOFS) {
		buf_printf(&text, "%s %s ", proof_mark(proof_at(rv, row)), proof_at(rv, row)->label);
		proof_text(rv, proof_at(rv, row), &text);
	} else if (rv->tab == TAB_PAPERS) {
		buf_printf(&text, "%s ", paper_kind(&rv->papers[row]));
		paper_text(&rv->papers[row], &text);
	} else {
		const struct interaction *chat = pages_row(rv->chats, row);
		buf_printf(&text, "%s %s", chat->topic ? chat->topic : "",
		           chat->summary ? chat->summary : "");
	}
	has = utf8_has(text.data, words);
	buf_done(&text);
	return has;
}

bool
record_list_search(struct record_view *rv, int by)
{
	const struct list_source *source = &sources[rv->tab];
	struct list_widget *list = &rv->lists[rv->tab];
	int64_t count = source->count(rv);

	for (int64_t i = 1; i <= count; i++) {
		int64_t row = ((list->cursor + by * i) % count + count) % count;

		if (source->id(rv, row) && row_has(rv, row, rv->search)) {
			list_go(list, source, rv, row);
			return true;
		}
	}
	return false;
}

static const char *
empty_words(const struct record_view *rv)
{
	const struct record *record = rv->record;

	switch (rv->tab) {
	case TAB_PROOFS:
		return record->application ? _("This program asks for no proof here.") : _("Loading...");
	case TAB_CHATS:
		if (rv->chats && rv->chats->state == PAGES_FAILED)
			return _("The conversations cannot be loaded now. R tries again.");
		return rv->chats && rv->chats->state == PAGES_READY ? _("No conversation yet.")
		                                                    : _("Loading...");
	default:
		if (record->load[RECORD_NOTICES].state == RECORD_FAILED)
			return _("The letters cannot be loaded now. R tries again.");
		return record->load[RECORD_NOTICES].state == RECORD_READY
		               ? _("No letter, decision or note yet. W writes a note.")
		               : _("Loading...");
	}
}

void
record_list_draw(const struct record_view *rv, struct canvas *canvas)
{
	const struct list_widget *list = &rv->lists[rv->tab];

	list_draw(list, &sources[rv->tab], rv, canvas);
	if (sources[rv->tab].count(rv) == 0)
		canvas_text(canvas, list->area.row + 1, list->area.col + 2, -1, INK_DIM,
		            empty_words(rv));
}

void
record_list_place_text(const struct record_view *rv, struct buf *out)
{
	int64_t count = sources[rv->tab].count(rv);

	buf_printf(out, _("%d of %d"), count ? (int)rv->lists[rv->tab].cursor + 1 : 0, (int)count);
}

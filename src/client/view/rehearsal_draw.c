/* SPDX-License-Identifier: Apache-2.0
 *
 * How the rehearsal looks: findings, the line that names the reasons, and the
 * letter or the status update below.  Knows nothing of keys and requests.
 */
#include "base/str.h"
#include "client/model/record.h"
#include "client/ui/wrap.h"
#include "client/view/rehearsal_view.h"
#include "client/view/show.h"
#include "domain/words.h"

enum { BELOW_FINDINGS_ROWS = 8 /* what the letter keeps, with its rule */, MAKER_ROWS = 4, MAKER_TEXT_MAX = 8 * 1024 };

static const struct notice *
letter(const struct rehearsal_view *rv)
{
	const struct notice *english = rv->rehearsal->notice_in_english;

	return rv->shown == SHOWN_ENGLISH && english ? english : rv->rehearsal->notice;
}

void
rehearsal_fill_text(struct rehearsal_view *rv)
{
	const struct status_update *update = rv->rehearsal->status_update;
	char date[SHOW_MAX];

	text_clear(&rv->text);
	if (rv->shown != SHOWN_STATUS) {
		const char *text = letter(rv)->rendered_text;

		text_add(&rv->text, INK_TEXT,
		         str_empty(text) ? _("The letter cannot be written until the STOPs are cleared.") : text);
		return;
	}
	text_add(&rv->text, INK_TEXT, update->text ? update->text : "");
	for (size_t i = 0; i < update->items.count; i++)
		text_add_lead(&rv->text, INK_TEXT, "  - ", INK_TEXT, update->items.at[i]);
	if (update->next_steps)
		text_add(&rv->text, INK_TEXT, update->next_steps);
	if (update->appeal_deadline_on != DATE_NONE)
		text_add_lead(&rv->text, INK_DIM, _("appeal by "), INK_TEXT,
		              show_date(date, update->appeal_deadline_on, rv->today));
}

/* Who can lift it stands with it: you on the form, or a supervisor here. */
static void
finding_text(const struct rehearsal_view *rv, const struct finding *finding, bool stop, struct buf *out)
{
	buf_puts(out, finding->text);
	if (stop && !rehearsal_is_stop(rv, finding))
		buf_printf(out, _(" (LIFTED: %s)"),
		           rv->second ? rv->rehearsal->decision->override_reason : rv->lift_reason);
	else if (stop && str_eq(finding->lifted_by, "worker"))
		buf_printf(out, " %s", _("(you, on the form: q)"));
	else if (stop && finding->lifted_by)
		buf_printf(out, _(" (%s can lift it: S)"), finding->lifted_by);
	else if (stop)
		buf_printf(out, " %s", _("(nobody can lift it)"));
}

static int
put_lines(const char *text, struct canvas *canvas, int row, int col, int cols)
{
	size_t len = strlen(text);
	int lines = 0;

	while (len > 0) {
		struct wrap wrap = wrap_line(text, len, cols);
		char line[400];

		snprintf(line, sizeof(line), "%.*s", (int)wrap.len, text);
		if (canvas)
			canvas_text(canvas, row + lines, col, cols, INK_TEXT, line);
		lines++;
		text += wrap.next;
		len -= wrap.next;
	}
	return lines > 0 ? lines : 1;
}

/* Rows the findings take; drawn when there is a canvas.  All STOPs come first,
 * and what has no room is counted. */
static int
put_findings(const struct rehearsal_view *rv, struct canvas *canvas, int row)
{
	const struct rehearsal *r = rv->rehearsal;
	size_t total = r ? r->stops.count + r->warnings.count : 0;
	int left = rv->view.area.col + 1, cols = rv->view.area.cols - 8;
	int most = rv->view.area.rows - BELOW_FINDINGS_ROWS, used = 0;

	for (size_t i = 0; i < total; i++) {
		bool stop = i < r->stops.count;
		const struct finding *finding =
			stop ? &r->stops.at[i] : &r->warnings.at[i - r->stops.count];
		struct buf text = BUF_INIT(4096);

		finding_text(rv, finding, stop, &text);
		int lines = put_lines(text.data, NULL, 0, 0, cols);
		bool fits = used + lines + (i + 1 < total ? 1 : 0) <= most;
		if (canvas && fits) {
			canvas_text(canvas, row + used, left, 5, stop ? INK_STOP : INK_WARN,
			            /* TRANSLATORS: at most five columns */
			            stop ? _("STOP") : _("WARN"));
			put_lines(text.data, canvas, row + used, left + 6, cols);
		} else if (canvas) {
			canvas_textf(canvas, row + used, left, -1, INK_WARN,
			             n_("and %d more; mend these first", "and %d more; mend these first",
			                (int)(total - i)), (int)(total - i));
		}
		buf_done(&text);
		used += fits ? lines : 1;
		if (!fits)
			break;
	}
	return used;
}

/* Whose decision the second person signs, and what it rests on: its rows, of which it has a few
 * and the record the rest.  Drawn when there is a canvas. */
static int
put_maker(const struct rehearsal_view *rv, struct canvas *canvas, int row)
{
	const struct decision *decision = rv->rehearsal ? rv->rehearsal->decision : NULL;
	struct rect area = { row, rv->view.area.col + 1, MAKER_ROWS, rv->view.area.cols - 2 };
	struct buf words = BUF_INIT(MAKER_TEXT_MAX);
	struct text_widget text;

	if (!rv->second || !decision)
		return 0;
	buf_printf(&words, _("MADE by %s: %s"), decision->decided_by ? decision->decided_by->name : "-",
	           str_empty(decision->rationale) ? _("no reason for the file given") : decision->rationale);
	text_init(&text);
	text_add(&text, INK_TEXT, words.data);
	/* What the decider was let past by: who signs has to weigh it. */
	if (!str_empty(decision->advice_differs_because))
		text_add_lead(&text, INK_WARN, _("NOT AS THE WORKSHEET: "), INK_TEXT, decision->advice_differs_because);
	text_place(&text, area);
	int all = (int)text.line_count, rows = all < MAKER_ROWS ? all : MAKER_ROWS;
	if (canvas && all > rows)
		text_place(&text, (struct rect){ row, area.col, MAKER_ROWS - 1, area.cols });
	if (canvas)
		text_draw(&text, canvas);
	if (canvas && all > rows)
		canvas_text(canvas, row + MAKER_ROWS - 1, area.col, -1, INK_HINT, _("... the rest: ^O, then 7 and Enter"));
	text_done(&text);
	buf_done(&words);
	return rows;
}

void
rehearsal_layout(struct view *view)
{
	struct rehearsal_view *rv = (struct rehearsal_view *)view;
	int above = 3 + put_findings(rv, NULL, 0) + put_maker(rv, NULL, 0);
	struct rect area = { view->area.row + above, view->area.col + 1, view->area.rows - above,
		             view->area.cols - 2 };

	text_place(&rv->text, area);
}

/* The same codes in letter, status and record: one list made all three. */
static void
draw_same(const struct rehearsal_view *rv, struct canvas *canvas, int row)
{
	const struct decision *decision = rv->rehearsal->decision;
	struct buf codes = BUF_INIT(400);
	char date[SHOW_MAX];

	for (size_t i = 0; i < decision->reasons.count; i++)
		buf_printf(&codes, " %s", decision->reasons.at[i].code);
	canvas_textf(canvas, row, rv->view.area.col + 1, -1, INK_TEXT,
	             _("SAME reasons in letter, status, record:%s    appeal by %s"), codes.data,
	             decision->appeal_deadline_on == DATE_NONE ?
	                     "-" : show_date(date, decision->appeal_deadline_on, rv->today));
	buf_done(&codes);
}

void
rehearsal_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct rehearsal_view *rv = (const struct rehearsal_view *)view;
	int row = view->area.row, left = view->area.col + 1;
	const struct rehearsal *r = rv->rehearsal;

	(void)model;
	if (!r) {
		canvas_text(canvas, row, left, -1, rv->failed ? INK_ERROR : INK_DIM,
		            rv->failed              ? _(err_title(rv->err.code))
		            : rehearsal_is_over(rv) ? _("No decision of it waits for a second person any more. q goes back.")
		                                    : _("rehearsing ..."));
		if (rv->failed && !str_empty(rv->err.detail) && !str_eq(rv->err.detail, err_title(rv->err.code)))
			row += put_lines(rv->err.detail, canvas, row + 1, left, view->area.cols - 2);
		for (size_t i = 0; rv->failed && i < rv->err.field_count; i++)
			canvas_textf(canvas, ++row, left, -1, INK_TEXT, "%s %s", rv->err.fields[i].pointer,
			             rv->err.fields[i].detail);
		return;
	}
	canvas_textf(canvas, row++, left, -1, r->stops.count ? INK_WARN : INK_TITLE,
	             _("nothing sent yet   %zu STOP %zu WARN   Tab: %s"), r->stops.count,
	             r->warnings.count,
	             rv->shown == SHOWN_LETTER  ? _("[letter] English status") :
	             rv->shown == SHOWN_ENGLISH ? _("letter [English] status") :
	                                          _("letter English [status]"));
	row += put_findings(rv, canvas, row);
	draw_same(rv, canvas, row++);
	row += put_maker(rv, canvas, row);
	canvas_rule(canvas, row, view->area.col, view->area.cols, INK_DIM);
	if (rv->shown == SHOWN_STATUS)
		canvas_text(canvas, row, left + 3, -1, INK_DIM, _(" status update "));
	else
		canvas_textf(canvas, row, left + 3, -1, INK_DIM, _(" letter in %s, lines %d-%d of %d "),
		             show_language_name(letter(rv)->language), (int)rv->text.top + 1,
		             (int)rv->text.top + rv->text.area.rows < (int)rv->text.line_count ?
		                     (int)rv->text.top + rv->text.area.rows : (int)rv->text.line_count,
		             (int)rv->text.line_count);
	text_draw(&rv->text, canvas);
}

void
rehearsal_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct rehearsal_view *rv = (const struct rehearsal_view *)view;
	const struct application *app = rv->record->application;

	(void)model;
	buf_puts(out, rv->second ? _("SECOND PERSON") : _("REHEARSAL"));
	if (app)
		buf_printf(out, " - %s %s %s", app->number, app->customer.name, app->program.name);
}

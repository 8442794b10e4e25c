/* SPDX-License-Identifier: Apache-2.0
 *
 * Two records that may be one person's, side by side, what differs marked.
 * S makes them one, X says that they are two; both want to be told how one
 * knows, and the first asks again, since it is not undone.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/model/model.h"
#include "client/model/thing.h"
#include "client/ui/wrap.h"
#include "client/view/show.h"
#include "client/view/view.h"

enum { TAG_KEPT = 1, TAG_OTHER, TAG_JUDGED };
enum { QUESTION_HOW_SAME = 1, QUESTION_SAME, QUESTION_HOW_NOT };
enum { LABEL_COLS = 13, VALUE_MAX = 400, HOW_MAX = 500 };

struct compare_view {
	struct view view;
	struct thing kept, other;
	char how[HOW_MAX];
	bool sending;
	bool same; /* what was sent: one person; else two */
};

static const struct customer *
kept_of(const struct compare_view *av)
{
	return av->kept.object;
}

static const struct customer *
other_of(const struct compare_view *av)
{
	return av->other.object;
}

/* ---- what is compared ---- */

enum fact { FACT_NAME, FACT_CALLED, FACT_BORN, FACT_SSN, FACT_PHONE, FACT_EMAIL, FACT_ADDRESS,
	    FACT_COUNTY, FACT_LANGUAGE, FACT_HOME, FACT_APPLIED, FACT_COUNT };

static const char *
label_of(enum fact fact)
{
	switch (fact) {
	case FACT_NAME: return _("name");
	case FACT_CALLED: return _("called");
	case FACT_BORN: return _("born");
	case FACT_SSN: return _("SSN ends");
	case FACT_PHONE: return _("telephone");
	case FACT_EMAIL: return _("e-mail");
	case FACT_ADDRESS: return _("address");
	case FACT_COUNTY: return _("county");
	case FACT_LANGUAGE: return _("language");
	case FACT_HOME: return _("household");
	case FACT_APPLIED: return _("applied for");
	case FACT_COUNT: break;
	}
	return "";
}

static void
put_address(struct buf *out, const struct customer *customer)
{
	const struct address *address = customer->address;

	if (customer->address_hidden)
		buf_puts(out, _("hidden"));
	else if (address)
		buf_printf(out, "%s %s %s", address->line1 ? address->line1 : "",
		           address->city ? address->city : "", address->zip ? address->zip : "");
}

static void
put_applications(struct buf *out, const struct customer *customer)
{
	for (size_t i = 0; i < customer->applications.count; i++)
		buf_printf(out, "%s%s", i ? " " : "", customer->applications.at[i].number);
}

static void
put_fact(struct buf *out, enum fact fact, const struct customer *customer)
{
	char date[SHOW_MAX];

	switch (fact) {
	case FACT_NAME: buf_puts(out, customer->name); break;
	case FACT_CALLED: buf_puts(out, customer->preferred_name ? customer->preferred_name : ""); break;
	case FACT_BORN: buf_puts(out, show_birth(date, customer->born_on)); break;
	case FACT_SSN: buf_puts(out, customer->ssn_last4 ? customer->ssn_last4 : ""); break;
	case FACT_PHONE: buf_puts(out, customer->phone ? customer->phone : ""); break;
	case FACT_EMAIL: buf_puts(out, customer->email ? customer->email : ""); break;
	case FACT_ADDRESS: put_address(out, customer); break;
	case FACT_COUNTY: buf_puts(out, customer->county ? customer->county : ""); break;
	case FACT_LANGUAGE: buf_puts(out, show_language_name(customer->language)); break;
	case FACT_HOME:
		for (size_t i = 0; i < customer->household.count; i++)
			buf_printf(out, "%s%s", i ? ", " : "", customer->household.at[i].name);
		break;
	case FACT_APPLIED: put_applications(out, customer); break;
	case FACT_COUNT: break;
	}
}

/* Only the other's was: what the record that stays shows may be where they fled from. */
static bool
hides(const struct compare_view *av)
{
	return other_of(av)->address_hidden && !kept_of(av)->address_hidden;
}

/* ---- deciding ---- */

static void
send(struct compare_view *av, const char *verdict, struct fx *fx)
{
	struct buf path = BUF_INIT(200), body = BUF_INIT(8 * 1024);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	json_put_text(&out, "other_id", other_of(av)->id);
	json_put_text(&out, "reason", av->how);
	json_end_object(&out);
	buf_printf(&path, "/v1/customers/%s/%s", kept_of(av)->id, verdict);
	av->sending = true;
	av->same = str_eq(verdict, "merge");
	view_write(&av->view, fx, TAG_JUDGED,
	           &(struct write){ .method = "POST", .path = path.data, .body = body.data,
	                            .if_match = kept_of(av)->version });
	buf_done(&path);
	buf_done(&body);
}

static void
answer(struct compare_view *av, const struct answer *given, struct fx *fx)
{
	if (!given->yes)
		return;
	/* One may have gone out of sight while the question stood. */
	if (!kept_of(av) || !other_of(av)) {
		fx_tell(fx, TELL_REFUSAL, "%s", _("Both records have to be loaded first."));
		return;
	}
	if (given->question != QUESTION_SAME) {
		if (str_empty(given->text)) {
			fx_tell(fx, TELL_REFUSAL, _("Say how you know; it stays on the record."));
			return;
		}
		str_copy(av->how, sizeof(av->how), given->text);
	}
	if (given->question == QUESTION_HOW_SAME)
		view_ask_yes(&av->view, fx, QUESTION_SAME,
		             _("Make %s part of %s, %s? Cannot be undone."), other_of(av)->case_number,
		             kept_of(av)->case_number, kept_of(av)->name);
	else
		send(av, given->question == QUESTION_SAME ? "merge" : "not-same", fx);
}

static void
judged(struct compare_view *av, const struct reply *reply, struct fx *fx)
{
	av->sending = false;
	if (!reply->ok) {
		fx_tell_err(fx, reply->err);
		thing_refresh(&av->kept, av->view.owner, TAG_KEPT, fx);
		return;
	}
	if (av->same && kept_of(av) && other_of(av) && hides(av))
		fx_tell(fx, TELL_RESULT, _("%s is part of %s now; its address is hidden, and no letter names it."),
		        other_of(av)->case_number, kept_of(av)->case_number);
	else if (av->same && kept_of(av) && other_of(av))
		fx_tell(fx, TELL_RESULT, _("%s is part of %s now, with all its applications."), other_of(av)->case_number,
		        kept_of(av)->case_number);
	else
		fx_tell(fx, TELL_RESULT, "%s", _("Recorded; this pair is not asked about again."));
	view_back(&av->view, fx);
}

static void
load_again(struct compare_view *av, struct fx *fx)
{
	thing_refresh(&av->kept, av->view.owner, TAG_KEPT, fx);
	thing_refresh(&av->other, av->view.owner, TAG_OTHER, fx);
}

static bool
alike_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct compare_view *av = (struct compare_view *)view;

	(void)model;
	switch (msg->kind) {
	case MSG_COMMAND:
		if (msg->command == CMD_SAME_PERSON)
			view_ask_text(view, fx, QUESTION_HOW_SAME, "", _("The same person: how do you know?"));
		else if (msg->command == CMD_NOT_SAME)
			view_ask_text(view, fx, QUESTION_HOW_NOT, "", _("Two people: how do you know?"));
		else if (msg->command == CMD_REFRESH)
			load_again(av, fx);
		else
			return false;
		return true;
	case MSG_ANSWER:
		answer(av, &msg->answer, fx);
		return true;
	case MSG_REPLY:
		if (msg->reply.tag == TAG_JUDGED)
			judged(av, &msg->reply, fx);
		else if (!thing_reply(&av->kept, &msg->reply, view->owner, fx))
			return thing_reply(&av->other, &msg->reply, view->owner, fx);
		return true;
	default:
		return false;
	}
}

static const char *
alike_why_not(const struct view *view, const struct model *model, enum cmd_id cmd)
{
	const struct compare_view *av = (const struct compare_view *)view;

	(void)model;
	if (cmd != CMD_SAME_PERSON && cmd != CMD_NOT_SAME)
		return NULL;
	if (!kept_of(av) || !other_of(av))
		return _("Both records have to be loaded first.");
	return av->sending ? _("That is on its way.") : NULL;
}

/* ---- showing ---- */

/* On as many lines as it takes, of those there are; how many it took. */
static int
draw_value(const char *text, bool differs, struct canvas *canvas, struct rect area)
{
	int rows = 0;

	do {
		struct wrap line = wrap_line(text, strlen(text), area.cols);
		bool is_last = rows + 1 == area.rows;
		int len = is_last ? (int)strlen(text) : (int)line.len;

		canvas_textf(canvas, area.row + rows++, area.col, area.cols, differs ? INK_TEXT : INK_DIM, "%.*s", len, text);
		text += is_last ? strlen(text) : line.next;
	} while (*text);
	return rows;
}

/* The rows it took. */
static int
draw_fact(const struct compare_view *av, enum fact fact, struct canvas *canvas,
          int row, int most)
{
	struct rect area = av->view.area;
	struct buf one = BUF_INIT(VALUE_MAX), two = BUF_INIT(VALUE_MAX);
	int cols = (area.cols - LABEL_COLS - 4) / 2, at = area.col + 3 + LABEL_COLS;

	put_fact(&one, fact, kept_of(av));
	put_fact(&two, fact, other_of(av));
	bool differs = !str_eq(one.data, two.data);
	/* Not by colour alone. */
	canvas_text(canvas, row, area.col + 1, 1, INK_WARN, differs ? "*" : "");
	canvas_text(canvas, row, area.col + 3, LABEL_COLS - 1, INK_LABEL, label_of(fact));
	int rows = draw_value(one.data, differs, canvas, (struct rect){ row, at, most, cols - 1 });
	int others = draw_value(two.data, differs, canvas, (struct rect){ row, at + cols, most, cols - 1 });
	buf_done(&one);
	buf_done(&two);
	return rows > others ? rows : others;
}

/* What becomes of the two. */
static void
draw_notes(const struct compare_view *av, struct canvas *canvas, int row)
{
	struct rect area = av->view.area;
	const struct { const char *text; enum ink ink; bool says; } notes[] = {
		{ _("One address is hidden: so will the record's be, and no letter names it."), INK_WARN, hides(av) },
		{ _("One is marked as vulnerable: so will the record be that stays."), INK_WARN,
		  other_of(av)->vulnerable && !kept_of(av)->vulnerable },
		{ _("* differs. The one that stays keeps its own facts, and has both's papers."), INK_DIM, true },
	};

	for (size_t i = 0; i < countof(notes) && row < area.row + area.rows; i++)
		if (notes[i].says)
			canvas_text(canvas, row++, area.col + 1, -1, notes[i].ink, notes[i].text);
}

static void
alike_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct compare_view *av = (const struct compare_view *)view;
	struct rect area = view->area;
	int cols = (area.cols - LABEL_COLS - 4) / 2, at = area.col + 3 + LABEL_COLS, row = area.row;

	(void)model;
	if (!kept_of(av) || !other_of(av)) {
		bool failed = av->kept.state == THING_FAILED || av->other.state == THING_FAILED;
		canvas_text(canvas, row + 1, area.col + 2, -1, INK_DIM,
		            failed ? _("One of the two records cannot be loaded now. R tries again.") : _("Loading..."));
		return;
	}
	canvas_textf(canvas, row, at, cols - 1, INK_HEADING, _("%s, stays"), kept_of(av)->case_number);
	canvas_text(canvas, row++, at + cols, cols - 1, INK_HEADING, other_of(av)->case_number);
	/* Each fact has a line first; what is left over is for the long ones. */
	for (int fact = 0; fact < FACT_COUNT && row < area.row + area.rows; fact++) {
		int over = area.row + area.rows - row - (FACT_COUNT - fact);

		row += draw_fact(av, (enum fact)fact, canvas, row, over > 0 ? 1 + over : 1);
	}
	canvas_cursor(canvas, area.row, at);
	draw_notes(av, canvas, row + 1);
}

static void
alike_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct customer *kept = kept_of((const struct compare_view *)view);

	(void)model;
	buf_puts(out, _("The same person?"));
	if (kept)
		buf_printf(out, " - %s", kept->name);
}

static void
alike_close(struct view *view, struct model *model, struct fx *fx)
{
	struct compare_view *av = (struct compare_view *)view;

	(void)model;
	if (av->kept.request)
		fx_cancel(fx, av->kept.request);
	if (av->other.request)
		fx_cancel(fx, av->other.request);
	thing_done(&av->kept);
	thing_done(&av->other);
}

static const enum cmd_id hints[] = { CMD_SAME_PERSON, CMD_NOT_SAME, CMD_BACK, CMD_NONE };

static const struct view_ops alike_ops = {
	.scope = SCOPE_ALIKE,
	.hints = hints,
	.handle = alike_handle,
	.draw = alike_draw,
	.close = alike_close,
	.title = alike_title,
	.why_not = alike_why_not,
};

/* The place's id is the record that stays, its argument the other. */
struct view *
alike_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct compare_view *av = view_alloc(sizeof(*av), &alike_ops, place);

	(void)model;
	thing_load(&av->kept, THING_CUSTOMER, place->id, av->view.owner, TAG_KEPT, fx);
	thing_load(&av->other, THING_CUSTOMER, place->arg, av->view.owner, TAG_OTHER, fx);
	return &av->view;
}

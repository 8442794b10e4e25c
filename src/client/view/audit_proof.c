/* SPDX-License-Identifier: Apache-2.0
 *
 * The proof of the log: how far it is, what it found, and the signed head
 * that goes to those who keep it elsewhere.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/model/audit.h"
#include "client/model/model.h"
#include "client/ui/text.h"
#include "client/view/moves.h"
#include "client/view/show.h"
#include "client/view/view.h"

enum { TAG_PROOF = 1, TAG_BEGIN, TAG_HEAD };
enum { TIMER_PROOF = 1, LOOK_EVERY_MS = 500 };
enum { WORDS_MAX = 2000, BAR_COLS = 40, LABEL_COLS = 12 };

struct proof_view {
	struct view view;
	struct audit_answer proof, head;
	struct text_widget text;
	uint64_t beginning; /* the request to begin; 0 none */
	civil_date today;
};

static const struct audit_verification *
proof_of(const struct proof_view *pv)
{
	return pv->proof.object;
}

static bool
is_running(const struct proof_view *pv)
{
	return proof_of(pv) && str_eq(proof_of(pv)->state, "running");
}

static void
ask(struct proof_view *pv, struct fx *fx)
{
	audit_ask(&pv->proof, pv->view.owner, TAG_PROOF, "/v1/audit/verification", fx);
}

static void
ask_head(struct proof_view *pv, struct fx *fx)
{
	audit_ask(&pv->head, pv->view.owner, TAG_HEAD, "/v1/audit/checkpoint", fx);
}

/* ---- lines ---- */

static void
line(struct proof_view *pv, const char *label, enum ink ink, const char *words)
{
	struct buf lead = BUF_INIT(200);

	if (str_empty(words))
		return;
	buf_printf(&lead, " %s", label);
	for (int cols = canvas_width(lead.data); cols < LABEL_COLS; cols++)
		buf_putc(&lead, ' ');
	text_add_lead(&pv->text, INK_LABEL, lead.data, ink, words);
	buf_done(&lead);
}

/* "[########------]  41 %   412000 of 1000000 entries" */
static void
add_bar(struct proof_view *pv, const struct audit_verification *proof)
{
	struct buf words = BUF_INIT(WORDS_MAX);
	int64_t total = proof->total > 0 ? proof->total : 1;
	int64_t done = proof->checked < total ? proof->checked : total;

	buf_putc(&words, '[');
	for (int col = 0; col < BAR_COLS; col++)
		buf_putc(&words, col < done * BAR_COLS / total ? '#' : '-');
	buf_printf(&words, "] %3d %%", (int)(done * 100 / total));
	text_add_lead(&pv->text, INK_TEXT, " ", INK_TEXT, words.data);
	buf_reset(&words);
	buf_printf(&words, _("%lld of %lld entries"), (long long)proof->checked, (long long)proof->total);
	line(pv, _("Proved"), INK_TEXT, words.data);
	buf_done(&words);
}

static void
add_whole(struct proof_view *pv, const struct audit_verification *proof)
{
	struct buf words = BUF_INIT(WORDS_MAX);

	text_add_lead(&pv->text, INK_HEADING, " ", INK_HEADING,
	              _("WHOLE: every entry is as it was written, and none is missing."));
	text_add(&pv->text, INK_TEXT, "");
	buf_printf(&words, _("%lld entries"), (long long)proof->checked);
	line(pv, _("Proved"), INK_TEXT, words.data);
	buf_reset(&words);
	buf_printf(&words, _("%lld, each as the log says"), (long long)proof->decisions);
	line(pv, _("Decisions"), INK_TEXT, words.data);
	buf_reset(&words);
	if (proof->erased > 0)
		buf_printf(&words, n_("the text of %lld entry, by law; its mark in the chain is whole",
		                      "the texts of %lld entries, by law; their marks in the chain are whole",
		                      proof->erased),
		           (long long)proof->erased);
	line(pv, _("Erased"), INK_TEXT, words.data);
	buf_done(&words);
}

static void
add_broken(struct proof_view *pv, const struct audit_verification *proof)
{
	struct buf words = BUF_INIT(WORDS_MAX);

	text_add_lead(&pv->text, INK_STOP, " ", INK_STOP,
	              _("BROKEN: the log is not as it was written."));
	text_add(&pv->text, INK_TEXT, "");
	if (proof->broken_until > proof->broken_seq)
		buf_printf(&words, _("%lld, or one up to %lld"), (long long)proof->broken_seq,
		           (long long)proof->broken_until);
	else if (proof->broken_seq > 0)
		buf_printf(&words, "%lld", (long long)proof->broken_seq);
	line(pv, _("Entry"), INK_WARN, words.data);
	line(pv, _("Decision"), INK_WARN, proof->broken_decision_id);
	line(pv, _("Finding"), INK_WARN, str_empty(proof->finding) ? "" : _(proof->finding));
	text_add(&pv->text, INK_TEXT, "");
	text_add_lead(&pv->text, INK_TEXT, " ", INK_TEXT,
	              _("Keep the database as it is and tell whoever answers for it: a copy of it,"
	                " and checkpoints kept elsewhere, say what was there before."));
	buf_done(&words);
}

static void
add_result(struct proof_view *pv, const struct audit_verification *proof)
{
	if (str_eq(proof->state, "running")) {
		text_add_lead(&pv->text, INK_HEADING, " ", INK_HEADING, _("RUNNING: the log is being proved."));
		text_add(&pv->text, INK_TEXT, "");
		add_bar(pv, proof);
	} else if (str_eq(proof->state, "whole")) {
		add_whole(pv, proof);
	} else if (str_eq(proof->state, "broken")) {
		add_broken(pv, proof);
	} else if (str_eq(proof->state, "failed")) {
		text_add_lead(&pv->text, INK_ERROR, " ", INK_ERROR,
		              _("NOT PROVED: the proof could not be carried to its end."));
		line(pv, _("Finding"), INK_TEXT, str_empty(proof->finding) ? "" : _(proof->finding));
	} else {
		text_add_lead(&pv->text, INK_HEADING, " ", INK_HEADING,
		              _("NOT PROVED since the server was started. Enter begins."));
	}
}

static void
add_times(struct proof_view *pv, const struct audit_verification *proof)
{
	struct buf words = BUF_INIT(WORDS_MAX);
	char time[SHOW_MAX];

	if (!str_eq(proof->state, "none"))
		text_add(&pv->text, INK_TEXT, "");
	if (proof->started_at_ms > 0) {
		buf_puts(&words, show_time(time, proof->started_at_ms, ZONE_CENTRAL, pv->today));
		if (!str_empty(proof->started_by))
			buf_printf(&words, _(" by %s"), proof->started_by);
	}
	line(pv, _("Begun"), INK_TEXT, words.data);
	line(pv, _("Ended"), INK_TEXT, show_time(time, proof->ended_at_ms, ZONE_CENTRAL, pv->today));
	buf_done(&words);
}

/* That all was stamped anew shows only beside a head kept elsewhere. */
static void
add_head(struct proof_view *pv)
{
	const struct checkpoint_view *head = pv->head.object;
	struct buf words = BUF_INIT(WORDS_MAX);
	char time[SHOW_MAX];

	text_add(&pv->text, INK_TEXT, "");
	text_add_lead(&pv->text, INK_HEADING, " ", INK_HEADING, _("Signed head of the log"));
	if (!head) {
		line(pv, "", INK_DIM,
		     !pv->head.failed                       ? _("Loading...")
		     : pv->head.err.code == ERR_NOT_FOUND ? _("It is not signed yet; that is done once a minute.")
		                                          : _("It cannot be loaded now. R tries again."));
		buf_done(&words);
		return;
	}
	buf_printf(&words, _("%lld entries, %s"), (long long)head->count,
	           show_time(time, head->at_ms, ZONE_CENTRAL, pv->today));
	line(pv, _("Covers"), INK_TEXT, words.data);
	line(pv, _("Key"), INK_TEXT, head->key);
	line(pv, "", INK_TEXT,
	     _("Compare it with the copy that is kept elsewhere: only that shows a log made anew."));
	buf_done(&words);
}

static void
fill(struct proof_view *pv)
{
	text_clear(&pv->text);
	if (proof_of(pv)) {
		add_result(pv, proof_of(pv));
		add_times(pv, proof_of(pv));
	} else if (pv->proof.failed) {
		text_add_lead(&pv->text, INK_ERROR, " ", INK_ERROR, _("It cannot be loaded now. R tries again."));
	} else {
		text_add(&pv->text, INK_DIM, _(" Loading..."));
	}
	add_head(pv);
	text_place(&pv->text, pv->text.area);
}

/* ---- messages ---- */

static void
begin(struct proof_view *pv, struct fx *fx)
{
	if (is_running(pv) || pv->beginning != 0) {
		fx_tell(fx, TELL_REFUSAL, "%s", _("It runs already; one goes on at a time."));
		return;
	}
	pv->beginning = view_write(&pv->view, fx, TAG_BEGIN,
	                           &(struct write){ .method = "POST", .path = "/v1/audit/verification" });
}

static bool
command(struct proof_view *pv, int command, struct fx *fx)
{
	enum list_move move;

	if (list_move_of((enum cmd_id)command, &move)) {
		text_move(&pv->text, move);
		return true;
	}
	switch (command) {
	case CMD_OPEN:
		begin(pv, fx);
		return true;
	case CMD_REFRESH:
		ask(pv, fx);
		ask_head(pv, fx);
		return true;
	default:
		return false;
	}
}

static void
reply(struct proof_view *pv, const struct msg *msg, struct fx *fx)
{
	bool was_running = is_running(pv);

	if (msg->reply.tag == TAG_BEGIN) {
		pv->beginning = 0;
		if (msg->reply.ok)
			ask(pv, fx);
		else
			fx_tell_err(fx, msg->reply.err);
		return;
	}
	if (audit_reply(&pv->head, &msg->reply) || !audit_reply(&pv->proof, &msg->reply))
		return;
	if (is_running(pv))
		view_timer(&pv->view, fx, TIMER_PROOF, LOOK_EVERY_MS);
	else if (was_running)
		fx_tell(fx, TELL_RESULT, "%s", str_eq(proof_of(pv)->state, "whole") ? _("The log is whole.")
		                                                                   : _("The log is NOT proved whole; read what was found."));
}

static bool
proof_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct proof_view *pv = (struct proof_view *)view;

	pv->today = model_today(model);
	switch (msg->kind) {
	case MSG_COMMAND:
		return command(pv, msg->command, fx);
	case MSG_REPLY:
		reply(pv, msg, fx);
		break;
	case MSG_TIMER:
		ask(pv, fx);
		return true;
	case MSG_SHOWN:
		break;
	default:
		return false;
	}
	fill(pv);
	return true;
}

/* ---- showing ---- */

static void
proof_layout(struct view *view)
{
	struct proof_view *pv = (struct proof_view *)view;
	struct rect area = view->area;

	area.row += 1;
	area.rows = area.rows > 1 ? area.rows - 1 : 0;
	text_place(&pv->text, area);
	fill(pv);
}

static void
proof_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	(void)model;
	text_draw(&((const struct proof_view *)view)->text, canvas);
}

static void
proof_close(struct view *view, struct model *model, struct fx *fx)
{
	struct proof_view *pv = (struct proof_view *)view;

	(void)model;
	audit_answer_done(&pv->proof, fx);
	audit_answer_done(&pv->head, fx);
	text_done(&pv->text);
}

static const enum cmd_id hints[] = { CMD_OPEN, CMD_REFRESH, CMD_BACK, CMD_NONE };

static const struct hint_word words[] = {
	{ CMD_OPEN, N_("prove the log") },
	{ CMD_NONE, NULL },
};

static const struct view_ops proof_ops = {
	.scope = SCOPE_ALL,
	.hints = hints,
	.hint_words = words,
	.handle = proof_handle,
	.layout = proof_layout,
	.draw = proof_draw,
	.close = proof_close,
};

struct view *
log_proof_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct proof_view *pv = view_alloc(sizeof(*pv), &proof_ops, place);

	pv->proof.kind = AUDIT_VERIFICATION;
	pv->head.kind = AUDIT_CHECKPOINT;
	pv->today = model_today(model);
	text_init(&pv->text);
	ask(pv, fx);
	ask_head(pv, fx);
	return &pv->view;
}

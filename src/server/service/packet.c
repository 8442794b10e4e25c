/* SPDX-License-Identifier: Apache-2.0
 *
 * A packet is made from what is kept, not written anew: letters are those that
 * were sent, sentences of the history those that every worker reads.  It names
 * the head of the log, so that who has the log's proof can check each entry.
 */
#include "server/service/packet.h"

#include "base/secret.h"
#include "base/str.h"
#include "base/words.h"
#include "domain/names.h"
#include "domain/wording.h"
#include "domain/words.h"
#include "server/service/appeal.h"
#include "server/service/application_file.h"
#include "server/service/decision.h"
#include "server/service/document.h"
#include "server/service/history.h"
#include "server/service/language.h"
#include "server/service/packet_sheet.h"
#include "server/service/worksheet.h"
#include "server/store/event_log.h"
#include "server/store/history.h"

enum { HASH_SHOWN = 16, HEX_MAX = 2 * SECRET_HASH_BYTES + 1, RULE_COLS = 72 };

struct packing {
	struct call *call;
	struct application_file *file;
	struct buf out;
	int section;
};

/* A sentence of the program's own, in the reader's language. */
#define say(packing, msgid) say_in((packing)->call->language, (msgid))

static void
rule(struct packing *packing)
{
	for (int i = 0; i < RULE_COLS; i++)
		buf_putc(&packing->out, '-');
	buf_putc(&packing->out, '\n');
}

static void
heading(struct packing *packing, const char *msgid)
{
	buf_putc(&packing->out, '\n');
	rule(packing);
	buf_printf(&packing->out, "%d. %s\n", ++packing->section, say(packing, msgid));
	rule(packing);
}

static void
fact(struct packing *packing, const char *msgid, const char *text)
{
	if (!str_empty(text))
		buf_printf(&packing->out, "%s: %s\n", say(packing, msgid), text);
}

/* What the wire's word is called in the reader's language. */
static const char *
named(const struct packing *packing, enum name_set set, const char *wire)
{
	const char *name = str_empty(wire) ? NULL : name_of(set, wire);

	return name ? say(packing, name) : wire;
}

static void
fact_date(struct packing *packing, const char *msgid, civil_date date)
{
	char text[DATE_TEXT_MAX];

	if (date != DATE_NONE)
		fact(packing, msgid, date_to_text(date, text));
}

static const char *
when(const struct packing *packing, int64_t at_ms)
{
	enum zone zone = packing->file->zone;
	int minute = zone_minute_of_day(zone, at_ms);
	char date[DATE_TEXT_MAX];

	return arena_printf(packing->call->arena, "%s %02d:%02d",
		date_to_text(zone_date(zone, at_ms), date), minute / 60, minute % 60);
}

/* ---- its parts ---- */

static bool
put_front(struct packing *packing, int64_t seq, const char *head)
{
	const struct queue_row *row = &packing->file->now.queue;

	buf_printf(&packing->out, "%s  %s\n", say(packing, N_("APPEAL PACKET")), row->number);
	fact(packing, N_("Customer"), arena_printf(packing->call->arena, "%s, %s",
		row->customer_name, row->case_number));
	fact(packing, N_("Program"), program_say(packing->file->program,
		&packing->file->program->name, packing->call->language, NULL));
	fact_date(packing, N_("Filed on"), row->filed_on);
	fact(packing, N_("Status"), say(packing, application_status_text(row->status)));
	fact(packing, N_("Made"), arena_printf(packing->call->arena, "%s, %s",
		when(packing, packing->call->now_ms), packing->call->actor->name));
	fact(packing, N_("From the log up to entry"), arena_printf(packing->call->arena, "%lld",
		(long long)seq));
	fact(packing, N_("Whose hash is"), head);
	return true;
}

static bool
put_appeals(struct packing *packing, struct err *err)
{
	struct appeal *rows;
	size_t count;

	if (!appeals_of(packing->call, packing->file->now.queue.application_id, &rows, &count, err))
		return false;
	heading(packing, N_("The appeal"));
	for (size_t i = 0; i < count; i++) {
		const struct appeal *appeal = &rows[i];

		fact_date(packing, N_("Asked for on"), appeal->asked_on);
		fact(packing, N_("By"), named(packing, NAMES_MEANS, appeal->how));
		fact(packing, N_("In their own words"), appeal->text);
		if (appeal->is_late)
			buf_printf(&packing->out, "%s\n", say(packing, N_("After the last day to appeal.")));
		if (appeal->keep_benefits)
			buf_printf(&packing->out, "%s\n", appeal->benefits_go_on
				? say(packing, N_("Asked in time that the benefit go on: it does."))
				: say(packing, N_("Asked that the benefit go on: it does not.")));
		fact_date(packing, N_("To be decided by"), appeal->decide_by);
		fact(packing, N_("State"),
			named(packing, NAMES_APPEAL, word_of(words_appeal_state, (int)appeal->state)));
		fact(packing, N_("Result"), appeal->note);
		buf_putc(&packing->out, '\n');
	}
	if (!count)
		buf_printf(&packing->out, "%s\n", say(packing, N_("None is recorded.")));
	return true;
}

static void
put_amounts(struct packing *packing, const struct decision *decision)
{
	for (size_t i = 0; i < decision->amounts.count; i++) {
		const struct decision_amount *amount = &decision->amounts.at[i];
		char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];

		/* One without an end goes on: a blank there would read as a slip. */
		buf_printf(&packing->out, "  %s - %s: ", date_to_text(amount->from, from),
			amount->to == DATE_NONE ? "..." : date_to_text(amount->to, to));
		wording_money(&packing->out, amount->amount);
		buf_putc(&packing->out, '\n');
	}
}

static void
put_decision(struct packing *packing, const struct decision *decision)
{
	uint8_t hash[SECRET_HASH_BYTES];
	char hex[HEX_MAX];

	fact(packing, N_("Decision"), decision->id);
	fact(packing, N_("Outcome"),
		named(packing, NAMES_OUTCOME, word_of(words_outcome, (int)decision->outcome)));
	fact(packing, N_("State"),
		named(packing, NAMES_DECISION, word_of(words_decision_state, (int)decision->state)));
	fact(packing, N_("Decided"), arena_printf(packing->call->arena, "%s, %s",
		when(packing, decision->decided_at_ms),
		decision->decided_by ? decision->decided_by->name : ""));
	if (decision->approved_by)
		fact(packing, N_("Second person"), decision->approved_by->name);
	for (size_t i = 0; i < decision->reasons.count; i++) {
		const struct decision_reason *reason = &decision->reasons.at[i];

		buf_printf(&packing->out, "  %s  %s (%s)\n", reason->code, reason->text,
			reason->legal_basis ? reason->legal_basis : "");
		if (!str_empty(reason->facts))
			buf_printf(&packing->out, "       %s\n", reason->facts);
	}
	put_amounts(packing, decision);
	fact(packing, N_("Because"), decision->rationale);
	fact(packing, N_("Advice differs because"), decision->advice_differs_because);
	fact(packing, N_("STOP lifted because"), decision->override_reason);
	fact(packing, N_("Returned because"), decision->return_reason);
	fact_date(packing, N_("Last day to appeal"), decision->appeal_deadline_on);
	fact(packing, N_("Replaces"), decision->supersedes);
	if (!str_empty(decision->statement)) {
		sha256(hash, decision->statement, strlen(decision->statement));
		hex_text(hex, hash, sizeof hash);
		fact(packing, N_("SHA-256 of what was sent"), hex);
	}
	buf_putc(&packing->out, '\n');
}

/* As each was when its decision was made. */
static void
put_worksheets(struct packing *packing, const struct decision *decisions, size_t count)
{
	bool any = false;

	heading(packing, N_("Worksheet, as it was when it was decided"));
	for (size_t i = 0; i < count; i++) {
		const struct worksheet *sheet = worksheet_of_decision(packing->call, &decisions[i]);

		if (!sheet)
			continue;
		any = true;
		fact(packing, N_("Decision"), decisions[i].id);
		packet_sheet(&packing->out, packing->call->language, sheet);
	}
	if (!any)
		buf_printf(&packing->out, "%s\n", say(packing, N_("None is recorded.")));
}

static bool
put_decisions(struct packing *packing, struct err *err)
{
	struct decision *rows;
	size_t count;

	if (!decisions_of(packing->call, packing->file->now.queue.application_id, &rows, &count, err))
		return false;
	heading(packing, N_("Decisions, newest first"));
	for (size_t i = 0; i < count; i++)
		put_decision(packing, &rows[i]);
	put_worksheets(packing, rows, count);
	return true;
}

static bool
put_letters(struct packing *packing, struct err *err)
{
	struct notice *rows;
	size_t count;

	if (!notices_of(packing->call, packing->file->now.queue.application_id, &rows, &count, err))
		return false;
	heading(packing, N_("Letters as they were sent, newest first"));
	for (size_t i = 0; i < count; i++) {
		const struct notice *notice = &rows[i];

		buf_printf(&packing->out, "%s  %s, %s, %s, %s\n", notice->id,
			named(packing, NAMES_NOTICE, notice->kind),
			named(packing, NAMES_LANGUAGE, notice->language), when(packing, notice->created_at_ms),
			named(packing, NAMES_LETTER, word_of(words_notice_state, (int)notice->state)));
		buf_printf(&packing->out, "SHA-256 %s\n\n%s\n\n", notice->sha256 ? notice->sha256 : "",
			notice->rendered_text ? notice->rendered_text : "");
	}
	return true;
}

static void
put_requirements(struct packing *packing)
{
	const struct application_file *file = packing->file;
	char asked[DATE_TEXT_MAX], due[DATE_TEXT_MAX];

	heading(packing, N_("What was required, and how it stands"));
	for (size_t i = 0; i < file->item_count; i++) {
		const struct missing_item *item = &file->items[i];

		buf_printf(&packing->out, "%s: %s", render_item(packing->call->arena, file->program, item,
			packing->call->language), named(packing, NAMES_PROOF, word_of(words_item_state, (int)item->state)));
		if (item->requested_on != DATE_NONE)
			buf_printf(&packing->out, say(packing, N_(", asked for %s, due %s")),
				date_to_text(item->requested_on, asked), date_to_text(item->due_on, due));
		if (item->received_at_ms)
			buf_printf(&packing->out, say(packing, N_(", came %s")),
				when(packing, item->received_at_ms));
		buf_printf(&packing->out, "%s%s\n", str_empty(item->how) ? "" : ". ",
			str_empty(item->how) ? "" : item->how);
	}
	for (size_t i = 0; i < file->interview_count; i++) {
		const struct interview *interview = &file->interviews[i];

		buf_printf(&packing->out, say(packing, N_("Interview %d, %s: %s")), (int)interview->number,
			when(packing, interview->at_ms),
			named(packing, NAMES_INTERVIEW, word_of(words_interview, (int)interview->state)));
		buf_printf(&packing->out, "%s%s\n", str_empty(interview->note) ? "" : ". ",
			str_empty(interview->note) ? "" : interview->note);
	}
}

static bool
put_documents(struct packing *packing, struct err *err)
{
	struct documents documents;

	if (!documents_of(packing->call, packing->file->now.queue.application_id, &documents, err))
		return false;
	heading(packing, N_("Documents on file"));
	for (size_t i = 0; i < documents.count; i++) {
		const struct document *document = &documents.at[i];

		buf_printf(&packing->out, "%s  %s, %lld, %s", when(packing, document->at_ms),
			document->name ? document->name : document->id, (long long)document->size,
			document->media_type ? document->media_type : "");
		if (document->looked_at_ms)
			buf_printf(&packing->out, say(packing, N_(", first looked at %s by %s")),
				when(packing, document->looked_at_ms),
				document->looked_by ? document->looked_by : "");
		buf_printf(&packing->out, "\n  SHA-256 %s\n", document->sha256 ? document->sha256 : "");
	}
	if (!documents.count)
		buf_printf(&packing->out, "%s\n", say(packing, N_("None.")));
	return true;
}

static void
put_entry(struct packing *packing, const struct history_row *row)
{
	uint8_t hash[SECRET_HASH_BYTES];
	char hex[HEX_MAX] = "";
	const char *whole, *who = row->actor.name;
	const char *summary = history_summary(packing->call, row, packing->file->zone, &whole);

	if (event_hash(packing->call->db, row->seq, hash))
		hex_text(hex, hash, sizeof hash);
	hex[HASH_SHOWN] = '\0';
	if (row->actor.kind == AUTHOR_CUSTOMER)
		who = packing->file->now.queue.customer_name;
	buf_printf(&packing->out, "%8lld  %s  %s  %s: %s\n", (long long)row->seq, hex,
		when(packing, row->at_ms), who ? who : word_of(words_author, (int)row->actor.kind),
		whole ? whole : summary);
}

static void
put_history(struct packing *packing)
{
	const struct queue_row *queue = &packing->file->now.queue;
	struct history_filter filter = { .customer_id = queue->customer_id,
		                         .application_id = queue->application_id };
	int64_t after = 0;

	heading(packing, N_("Everything that happened: entry, beginning of its hash, time, who, what"));
	for (;;) {
		struct history_row *rows;
		size_t count = history_list(packing->call->db, &filter, after, true, HISTORY_PAGE_MAX,
		                            packing->call->arena, &rows);

		for (size_t i = 0; i < count; i++)
			put_entry(packing, &rows[i]);
		if (count < HISTORY_PAGE_MAX || !buf_ok(&packing->out))
			return;
		after = rows[count - 1].seq;
	}
}

/* ---- the whole ---- */

static bool
pack(struct packing *packing, int64_t seq, const char *head, struct err *err)
{
	if (!put_front(packing, seq, head) || !put_appeals(packing, err)
		|| !put_decisions(packing, err))
		return false;
	put_requirements(packing);
	if (!put_letters(packing, err) || !put_documents(packing, err))
		return false;
	put_history(packing);
	return buf_ok(&packing->out)
		|| err_set(err, ERR_PAYLOAD_TOO_LARGE, "The file is too long for one packet.");
}

bool
packet_make(struct call *call, const char *application_id, struct packet_view **ret,
            struct err *err)
{
	assert(call && application_id && ret && err);
	struct packet_view *packet = arena_alloc(call->arena, sizeof *packet);
	struct application_file file;
	struct packing packing = { call, &file, BUF_INIT(PACKET_BYTES_MAX), 0 };
	uint8_t hash[SECRET_HASH_BYTES] = { 0 };
	char hex[HEX_MAX];
	bool ok = application_open(call, application_id, &file, err);

	if (ok) {
		packet->seq = event_head(call->db, hash);
		hex_text(hex, hash, sizeof hash);
		ok = pack(&packing, packet->seq, hex, err);
		packet->number = file.now.queue.number;
		packet->made_at_ms = call->now_ms;
		packet->text = ok ? arena_strndup(call->arena, packing.out.data, packing.out.len) : NULL;
	}
	application_close(&file);
	buf_done(&packing.out);
	*ret = packet;
	return ok && !db_take_failure(call->db, err);
}

bool
packet_record(struct call *call, const char *application_id, const struct packet_view *packet,
              struct err *err)
{
	assert(call && call->txn && packet && err);
	struct application_file file;
	struct buf payload = BUF_INIT(200);
	struct json_out out = JSON_OUT(&payload);
	bool ok = application_open(call, application_id, &file, err);

	if (ok) {
		const struct queue_row *row = &file.now.queue;
		struct event event = {
			.type = EVENT_PACKET_MADE,
			.subject = { "application", row->application_id },
			.application_id = row->application_id,
			.actor = call_author(call),
			.scope = queue_row_scope(row, row->assignee_id),
		};

		json_begin_object(&out, NULL);
		json_put_int(&out, "v", 1);
		json_put_int(&out, "seq", packet->seq);
		json_end_object(&out);
		ok = event_append(call->txn, &event, payload.data);
		if (!ok && !db_take_failure(call->db, err))
			err_set(err, ERR_INTERNAL, "That the packet was made could not be recorded.");
	}
	buf_done(&payload);
	application_close(&file);
	return ok;
}

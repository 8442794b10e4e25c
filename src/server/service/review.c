/* SPDX-License-Identifier: Apache-2.0
 *
 * Quality review.
 */
#include "server/service/review.h"

#include "base/str.h"
#include "domain/words.h"
#include "server/service/agency.h"
#include "server/service/signature.h"
#include "server/service/workload.h"
#include "server/store/event_log.h"
#include "server/store/review.h"

/* ---- drawing ---- */

static bool
add_draw(struct call *call, const struct application_file *file, const struct review_draw *draw)
{
	const struct queue_row *row = &file->now.queue;
	struct buf payload = BUF_INIT(400);
	struct json_out out = JSON_OUT(&payload);
	struct event event = {
		.type = EVENT_REVIEW_DRAWN,
		.subject = { "application", row->application_id },
		.application_id = row->application_id,
		.decision_id = draw->decision_id,
		.version = row->version,
		.actor = { .kind = AUTHOR_SYSTEM },
		.scope = queue_row_scope(row, row->assignee_id),
	};

	json_begin_object(&out, NULL);
	json_put_int(&out, "v", 1);
	json_put_int(&out, "percent", draw->percent);
	json_put_int(&out, "seed", draw->seed);
	json_put_int(&out, "lot", draw->lot);
	json_end_object(&out);
	bool ok = review_add(call->txn, draw) && event_append(call->txn, &event, payload.data);
	buf_done(&payload);
	return ok;
}

static const char *
id_of(const struct person_ref *person)
{
	return person ? person->id : NULL;
}

bool
review_draw(struct call *call, const struct application_file *file, const char *decision_id, int64_t seq)
{
	assert(call && call->txn && file && decision_id && seq > 0);
	const struct decision_row *row = file->decision_added ? file->decision_added : file->decision_changed;
	struct review_rules rules;
	uint8_t hash[SECRET_HASH_BYTES];

	review_rules(call, file->now.queue.program_id, &rules);
	if (rules.percent == 0)
		return true;
	if (!event_payload_hash_at(call->db, seq, hash))
		return false;
	assert(row && str_eq(row->decision.id, decision_id));
	int64_t lot = review_lot(rules.seed, hash);
	return !review_is_drawn(lot, rules.percent)
		|| add_draw(call, file, &(struct review_draw) {
			.decision_id = decision_id,
			.application_id = file->now.queue.application_id,
			.customer_id = file->now.queue.customer_id,
			.maker_id = id_of(row->decision.decided_by),
			.approver_id = id_of(row->decision.approved_by),
			.percent = rules.percent, .seed = rules.seed, .lot = lot,
		});
}

/* ---- reviewing ---- */

/* False with NOT_FOUND for what the actor may not know of. */
static bool
open_both(struct call *call, const char *decision_id, struct application_file *file, struct review *ret,
          struct err *err)
{
	*file = (struct application_file) { 0 };
	if (!review_find(call->db, decision_id, call->arena, ret))
		return db_take_failure(call->db, err) ? false
			: err_set(err, ERR_NOT_FOUND, "There is no such review.");
	if (application_open(call, ret->application_id, file, err))
		return true;
	return err->code == ERR_NOT_FOUND
		? err_set(err, ERR_NOT_FOUND, "There is no such review.") : false;
}

static bool
is_of(const struct actor *actor, const struct person_ref *person)
{
	return person && str_eq(person->id, actor->id);
}

static bool
permit(struct call *call, const struct application_file *file, const struct review *review, struct err *err)
{
	if (!(file->by & BY_SUPERVISOR))
		return err_set(err, ERR_FORBIDDEN, "Only a supervisor of its team may review it.");
	if (is_of(call->actor, review->decided_by) || is_of(call->actor, review->approved_by))
		return err_set(err, ERR_SECOND_PERSON_REQUIRED,
		               "You had a part in this decision; somebody else has to review it.");
	if (review->outcome != REVIEW_WAITS)
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED, "%s has reviewed this decision.",
		               review->reviewed_by ? review->reviewed_by->name : "Somebody");
	return call_body_fits(call, err);
}

static bool
request_fits(const struct review_request *request, struct err *err)
{
	bool is_error = request->outcome == REVIEW_ERROR;
	bool ok = true;

	if (request->outcome <= REVIEW_WAITS || request->outcome >= REVIEW_OUTCOME_COUNT)
		ok = err_field(err, "/outcome", "required", "One of: agreed, error.");
	if (is_error && request->kind == REVIEW_NO_KIND)
		ok = err_field(err, "/kind", "required", "Say what kind of error it is.");
	if (!is_error && request->kind != REVIEW_NO_KIND)
		ok = err_field(err, "/kind", "not_wanted", "Where all is right there is no kind of error.");
	if (is_error && str_empty(request->words))
		ok = err_field(err, "/words", "required", "Say what is wrong, and what would be right.");
	return file_reason_fits("/words", request->words, REASON_TEXT_MAX, err) && ok;
}

static void
plan_done(struct application_file *file, const struct review *review)
{
	struct planned_event *event = plan_event(file, EVENT_REVIEW_DONE);

	event->decision_id = review->decision_id;
	json_put_text(&event->payload, "outcome", word_of(words_review_outcome, (int)review->outcome));
	json_put_text(&event->payload, "kind", word_of(words_review_kind, (int)review->kind));
	json_put_text(&event->payload, "words", review->words ? review->words : "");
}

bool
review_record(struct call *call, const char *decision_id, const struct review_request *request,
              const struct review **ret, struct err *err)
{
	assert(call && request && ret && err);
	struct application_file file;
	struct review *review = arena_alloc(call->arena, sizeof *review);
	struct person_ref *reviewer = arena_alloc(call->arena, sizeof *reviewer);
	bool ok = open_both(call, decision_id, &file, review, err) && permit(call, &file, review, err)
		&& request_fits(request, err);

	if (ok) {
		*reviewer = (struct person_ref) { call->actor->id, call->actor->name };
		review->outcome = request->outcome;
		review->kind = request->kind;
		review->words = request->words;
		review->reviewed_by = reviewer;
		review->reviewed_at_ms = call->now_ms;
		/* The application is as it was: nothing that a form rests on changes. */
		file.keeps_version = true;
		file.review = review;
		plan_done(&file, review);
		ok = application_commit(call, &file, err);
	}
	application_close(&file);
	*ret = review;
	return ok;
}

/* ---- reading ---- */

bool
review_read(struct call *call, const char *decision_id, const struct review **ret, struct err *err)
{
	assert(call && ret && err);
	struct application_file file;
	struct review *review = arena_alloc(call->arena, sizeof *review);
	bool ok = open_both(call, decision_id, &file, review, err);

	application_close(&file);
	*ret = review;
	return ok;
}

bool
reviews_of(struct call *call, const char *application_id, struct review **ret, size_t *ret_count, struct err *err)
{
	assert(call && ret && ret_count && err);
	if (!application_is_seen(call, application_id, err))
		return false;
	*ret_count = review_list_of(call->db, application_id, call->arena, ret);
	return !db_take_failure(call->db, err);
}

/* Whose reviews a reader is not shown as open: their own; NULL, an auditor. */
static const char *
review_not_of(const struct actor *actor)
{
	return actor->roles & ROLE_AUDITOR ? NULL : actor->id;
}

bool
reviews_page(struct call *call, enum review_wanted wanted, const char *program_id,
            const struct page_key *page, struct review_page *ret, struct err *err)
{
	assert(call && page && ret && err);
	struct policy_scope scope;
	struct review_filter filter = { &scope, wanted, program_id,
		wanted == REVIEWS_OPEN ? review_not_of(call->actor) : NULL };
	struct review *found;

	policy_scope_led(call->actor, call->now_ms, &scope);
	size_t count = review_list(call->db, &filter, page, call->arena, &found);

	*ret = (struct review_page) { .more = count > (size_t)page->limit };
	ret->count = ret->more ? (size_t)page->limit : count;
	ret->rows = arena_array(call->arena, ret->count + 1, sizeof *ret->rows);
	/* Read backwards, the list's last comes first. */
	bool reversed = page->backwards || (page->from_end && !page->edge.set);
	for (size_t i = 0; i < ret->count; i++)
		ret->rows[reversed ? ret->count - 1 - i : i] = found[i];
	if (ret->count) {
		const struct review *a = &ret->rows[0], *b = &ret->rows[ret->count - 1];

		ret->first = (struct page_edge) { .set = true, .number = a->drawn_at_ms, .id = a->decision_id };
		ret->last = (struct page_edge) { .set = true, .number = b->drawn_at_ms, .id = b->decision_id };
	}
	return !db_take_failure(call->db, err);
}

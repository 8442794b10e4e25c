/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers after the filing.  Held to the program's form as at intake; what
 * each was before stays in the log.
 */
#include "server/service/answer.h"

#include "base/str.h"
#include "domain/answer_list.h"
#include "domain/deadline.h"
#include "server/service/completeness.h"
#include "server/service/status.h"
#include "server/store/history.h"

enum {
	/* Of all answers before and after that an event keeps side by side; the
	 * whole form stands in its record. */
	SIDE_BYTES_MAX = 6 * 1024,
	ANSWER_CHANGES_MAX = 200
};

/* What the change is made of. */
struct answering {
	const struct json *before, *after;
	const struct program_question **changed;
	size_t count;
};

/* ---- the new answers ---- */

static void
put_member(struct json_out *out, const char *name, const struct json *value)
{
	json_begin_value(out, name);
	json_print(out->buf, value);
}

/* The form as it was, with what is given put in its place. */
static bool
merge(struct application_file *file, const struct json *given, struct json **ret, struct err *err)
{
	struct buf text = BUF_INIT(ANSWERS_BYTES_MAX);
	struct json_out out = JSON_OUT(&text);

	json_begin_object(&out, NULL);
	for (const struct json *at = json_first(file->answers); at; at = json_next(at))
		if (!json_get(given, json_name(at)))
			put_member(&out, json_name(at), at);
	for (const struct json *at = json_first(given); at; at = json_next(at))
		if (answer_given(at))
			put_member(&out, json_name(at), at);
	json_end_object(&out);
	*ret = buf_ok(&text) ? json_parse(text.data, text.len, err) : NULL;
	if (!buf_ok(&text))
		err_field(err, "/answers", "too_long", "At most %d bytes.", (int)ANSWERS_BYTES_MAX);
	buf_done(&text);
	return *ret != NULL;
}

/* Of the form at all: a question that is taken back leaves nothing to check. */
static bool
are_of_form(const struct program *program, const struct json *given, struct err *err)
{
	if (json_kind(given) != JSON_OBJECT)
		return err_field(err, "/answers", "required", "Give the answers as an object.");
	for (const struct json *at = json_first(given); at; at = json_next(at)) {
		char pointer[ERR_POINTER_MAX];

		if (program_find_question(program, json_name(at)))
			continue;
		if (snprintf(pointer, sizeof pointer, "/answers/%s", json_name(at)) >= (int)sizeof pointer)
			pointer[sizeof pointer - 1] = '\0';
		err_field(err, pointer, "unknown", "The form does not ask this.");
	}
	return err->code == ERR_NONE;
}

static void
compare(struct call *call, const struct program *program, const struct json *given,
        struct answering *answering)
{
	answering->changed = arena_array(call->arena, json_count(given) + 1, sizeof *answering->changed);
	for (const struct json *at = json_first(given); at; at = json_next(at)) {
		const struct program_question *question = program_find_question(program, json_name(at));

		assert(question);
		if (!answer_is_same(json_get(answering->before, question->id),
		                    json_get(answering->after, question->id)))
			answering->changed[answering->count++] = question;
	}
}

/* ---- the event ---- */

static void
put_side(struct call *call, struct json_out *out, const char *name, const struct json *answers,
         const struct answering *answering)
{
	size_t room = SIDE_BYTES_MAX;

	json_begin_object(out, name);
	for (size_t i = 0; i < answering->count; i++) {
		const struct json *answer = json_get(answers, answering->changed[i]->id);
		struct buf text = BUF_INIT(SIDE_BYTES_MAX);

		if (answer_given(answer)) {
			json_print(&text, answer);
			if (buf_ok(&text) && text.len < room) {
				json_put_raw(out, answering->changed[i]->id,
				             arena_strdup(call->arena, text.data));
				room -= text.len;
			}
		}
		buf_done(&text);
	}
	json_end_object(out);
}

static struct planned_event *
plan_answered(struct call *call, struct application_file *file, const struct answering *answering,
              const char *how)
{
	const struct program *program = file->program;
	struct planned_event *event = plan_event(file, EVENT_APPLICATION_ANSWERED);

	json_begin_list(&event->payload, "items");
	for (size_t i = 0; i < answering->count; i++)
		json_put_text(&event->payload, NULL,
		              program_say(program, &answering->changed[i]->label,
		                          program->languages.at[0], NULL));
	json_end_list(&event->payload);
	json_begin_list(&event->payload, "questions");
	for (size_t i = 0; i < answering->count; i++)
		json_put_text(&event->payload, NULL, answering->changed[i]->id);
	json_end_list(&event->payload);
	put_side(call, &event->payload, "before", answering->before, answering);
	put_side(call, &event->payload, "after", answering->after, answering);
	if (!str_empty(how))
		json_put_text(&event->payload, "note", how);
	return event;
}

/* ---- what follows ---- */

/*
 * Who is in such need has the short clock from the day it is found, 7 CFR
 * 273.2(i)(3).  What was granted stays, whatever is answered after: only a
 * decision ends it.
 */
static bool
expedite(struct call *call, struct application_file *file, struct err *err)
{
	struct queue_row *row = &file->now.queue;
	const struct program *program = file->program;

	if (row->expedited || program->clocks.expedited_days == 0
		|| deadline_expedited(program, file->answers, NULL) != TRUTH_YES)
		return true;
	row->expedited = true;
	row->due_on = deadline_expedite(program, row->due_on, file->today);
	file->changed = "answers,missing,expedited,due_on";
	return application_say_expedited(call, file, err);
}

/* While it is incomplete all that is owed was asked for, and so is what the
 * new answers call for. */
static size_t
ask_what_is_new(struct call *call, struct application_file *file, const struct missing_item ***ret)
{
	const struct missing_item **asked = arena_array(call->arena, file->item_count + 1, sizeof *asked);
	size_t count = 0;

	for (size_t i = 0; i < file->item_count; i++) {
		struct missing_item *item = &file->items[i];

		if (file->now.queue.status != APPLICATION_INCOMPLETE || item->state != ITEM_UNMET
			|| !item_is_owed(file->program, item, file->now.queue.expedited))
			continue;
		item->state = ITEM_REQUESTED;
		item->requested_on = file->today;
		item->due_on = deadline_proof(file->program, file->today);
		file_item_changed(file, item);
		asked[count++] = item;
	}
	*ret = asked;
	return count;
}

/* With a letter of its own: what nobody wrote about is not late. */
static bool
write_what_is_new(struct call *call, struct application_file *file,
                  const struct missing_item *const *asked, size_t count, struct err *err)
{
	struct telling telling;

	if (!telling_init(call, file, &telling, err))
		return false;
	telling.items = asked;
	telling.item_count = count;
	telling.base.due_on = deadline_proof(file->program, file->today);
	return plan_notice(call, file, NOTICE_KIND_MISSING, &telling, NULL, err);
}

/* Proof of what an entry says, or of a field of it. */
static bool
is_item_of(const struct application_file *file, const struct missing_item *item,
           const struct renamed_source *source)
{
	const struct program_requirement *requirement =
		program_find_requirement(file->program, item->requirement);
	size_t len = strlen(source->list->id);
	bool is_field = str_starts(item->requirement, source->list->id) && item->requirement[len] == '.';

	return (requirement ? str_eq(requirement->each, source->list->id) : is_field)
		&& str_eq(item->source, source->from) && str_eq(item->person, source->person);
}

/* A corrected employer is the same job: what was proved of it is. */
static void
keep_proofs_of_sources(struct call *call, struct application_file *file, const struct answering *answering)
{
	struct renamed_source sources[ANSWER_LIST_MAX];
	size_t count = answers_renamed_sources(file->program, answering->before, answering->after, sources);

	for (size_t i = 0; count > 0 && i < file->item_count; i++) {
		struct missing_item *item = &file->items[i];

		for (size_t k = 0; k < count; k++)
			if (is_item_of(file, item, &sources[k])) {
				item->source = arena_strdup(call->arena, sources[k].to);
				file_item_changed(file, item);
				break;
			}
	}
}

/* Whose name is spelled otherwise now has given the proofs that were given. */
static void
keep_proofs(struct call *call, struct application_file *file, const struct answering *answering)
{
	struct renamed people[ANSWER_LIST_MAX];
	size_t count = answers_renamed(file->program, answering->before, answering->after, people);

	for (size_t i = 0; i < file->item_count; i++) {
		struct missing_item *item = &file->items[i];

		for (size_t k = 0; k < count; k++)
			if (str_eq(item->person, people[k].from)) {
				item->person = arena_strdup(call->arena, people[k].to);
				file_item_changed(file, item);
				break;
			}
	}
}

static bool
follow(struct call *call, struct application_file *file, struct planned_event *event, struct err *err)
{
	const struct missing_item **asked;
	size_t count;

	if (!application_recount(call, file, err))
		return false;
	count = ask_what_is_new(call, file, &asked);
	/* Something that was missing is there now, or something else is missing. */
	if ((file->dropped_count > 0 || count > 0) && !application_say_owed(call, file, event, err))
		return false;
	if (count > 0 && !write_what_is_new(call, file, asked, count, err))
		return false;
	return application_settle(call, file, err);
}

/* ---- the act ---- */

static bool
take_answers(struct call *call, struct application_file *file, const struct json *given,
             struct answering *answering, struct err *err)
{
	struct json *merged;
	struct buf text = BUF_INIT(ANSWERS_BYTES_MAX);

	if (!are_of_form(file->program, given, err) || !file_customer(call, file, err)
		|| !merge(file, given, &merged, err))
		return false;
	answering->before = file->answers;
	answering->after = merged;
	bool fits = answers_check(file->program, merged, answering->before, file->today, err);
	if (answers_are_filing(file->program, merged, &file->customer->customer, err) && fits) {
		compare(call, file->program, given, answering);
		if (answering->count == 0)
			err_field(err, "/answers", ANSWERS_UNCHANGED, "They are so already.");
	}
	json_print(&text, merged);
	file->now.answers = arena_strdup(call->arena, text.data);
	buf_done(&text);
	file->answers = merged;
	return err->code == ERR_NONE;
}

static bool
answer(struct call *call, struct application_file *file, const void *request_given, struct err *err)
{
	const struct answers_request *request = request_given;
	bool by_worker = call->actor->kind != ACTOR_CUSTOMER;
	const char *text = str_empty(request->answers) ? "null" : request->answers;
	struct answering answering = { .count = 0 };
	struct json *given, *before;
	bool ok;

	if (!application_permit(call, file, ACT_ANSWER, err) || !file_answers(file, err)
		|| !file_reason_fits("/how", request->how, REASON_TEXT_MAX, err))
		return false;
	if (by_worker && str_empty(request->how))
		return err_field(err, "/how", "required", "Say how you know: who said or wrote it, and when.");
	if (!by_worker && !status_has_room(call, file->now.queue.customer_id, err))
		return false;
	given = json_parse(text, strlen(text), err);
	if (!given)
		return false;
	before = file->answers;
	ok = take_answers(call, file, given, &answering, err);
	if (ok) {
		file->changed = "answers,missing";
		struct planned_event *event = plan_answered(call, file, &answering, request->how);

		keep_proofs(call, file, &answering);
		keep_proofs_of_sources(call, file, &answering);
		ok = expedite(call, file, err) && follow(call, file, event, err);
	}
	if (file->answers != before)
		json_free(before);
	json_free(given);
	return ok;
}

bool
application_answer(struct call *call, const char *id, const struct answers_request *request,
                   const struct application **ret, struct err *err)
{
	assert(request);
	return application_do(call, id, answer, request, ret, err);
}

/* ---- what was changed ---- */

static const char *
part_of(struct call *call, const struct json *payload, const char *name)
{
	const struct json *part = json_get(payload, name);
	struct buf text = BUF_INIT(2 * SIDE_BYTES_MAX);
	const char *copy;

	if (json_kind(part) != JSON_OBJECT)
		return NULL;
	json_print(&text, part);
	copy = arena_strdup(call->arena, text.data);
	buf_done(&text);
	return copy;
}

static void
read_change(struct call *call, const struct history_row *row, struct answer_change *ret)
{
	struct err ignored = { .code = ERR_NONE };
	struct json *payload =
		row->payload ? json_parse(row->payload, strlen(row->payload), &ignored) : NULL;
	const struct json *questions = json_get(payload, "questions");

	*ret = (struct answer_change) {
		.seq = row->seq,
		.at_ms = row->at_ms,
		.by = row->actor,
		.questions = { arena_array(call->arena, json_count(questions) + 1, sizeof(char *)), 0 },
		.before = part_of(call, payload, "before"),
		.after = part_of(call, payload, "after"),
		.how = arena_strdup(call->arena, json_text(json_get(payload, "note"))),
	};
	for (const struct json *at = json_first(questions); at; at = json_next(at))
		if (json_text(at))
			ret->questions.at[ret->questions.count++] =
				arena_strdup(call->arena, json_text(at));
	json_free(payload);
}

bool
answer_changes(struct call *call, const char *id, struct answer_change **ret, size_t *ret_count,
               struct err *err)
{
	assert(call && ret && ret_count);
	struct application_file file;
	bool ok = application_open(call, id, &file, err);

	*ret_count = 0;
	if (ok) {
		struct history_row *rows;
		size_t count = history_of_type(call->db, id, EVENT_APPLICATION_ANSWERED, ANSWER_CHANGES_MAX,
		                               call->arena, &rows);

		*ret = arena_array(call->arena, count + 1, sizeof **ret);
		for (size_t i = 0; i < count; i++) {
			read_change(call, &rows[i], &(*ret)[i]);
			if (rows[i].actor.kind == AUTHOR_CUSTOMER)
				(*ret)[i].by.name = file.now.queue.customer_name;
		}
		*ret_count = count;
	}
	application_close(&file);
	return ok && !db_take_failure(call->db, err);
}

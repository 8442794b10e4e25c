/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening an application, asking whether an act is allowed, and what acts ask
 * of the open file.
 */
#include "server/service/application_file.h"

#include "base/str.h"
#include "domain/county.h"
#include "server/service/agency.h"
#include "server/store/assignee.h"
#include "server/store/interview.h"
#include "server/store/missing_item.h"
#include "server/store/seal.h"

/* ---- opening ---- */

static size_t
requirement_place(const struct program *program, const char *requirement)
{
	for (size_t i = 0; i < program->requirements.count; i++)
		if (str_eq(program->requirements.at[i].id, requirement))
			return i + 1;
	return 0; /* a question of the form: these come first */
}

struct placed_item {
	size_t place;
	const struct missing_item *item;
};

static int
item_order(const void *a, const void *b)
{
	const struct placed_item *left = a, *right = b;
	const struct missing_item *x = left->item, *y = right->item;

	if (left->place != right->place)
		return left->place < right->place ? -1 : 1;
	const char *of_x[] = { x->person, x->source, x->period, x->id };
	const char *of_y[] = { y->person, y->source, y->period, y->id };
	for (size_t i = 0; i < countof(of_x); i++) {
		int order = strcmp(of_x[i] ? of_x[i] : "", of_y[i] ? of_y[i] : "");
		if (order)
			return order;
	}
	return 0;
}

static void
read_items(struct call *call, struct application_file *file)
{
	struct missing_item_row *rows;
	size_t count = missing_item_list(call->db, file->now.queue.application_id, call->arena,
	                                 &rows);
	struct placed_item *placed = arena_array(call->arena, count + 1, sizeof *placed);

	for (size_t i = 0; i < count; i++)
		placed[i] = (struct placed_item) {
			requirement_place(file->program, rows[i].item.requirement), &rows[i].item };
	qsort(placed, count, sizeof *placed, item_order);
	file->item_count = count;
	file->items = arena_array(call->arena, count + 1, sizeof *file->items);
	file->item_changed = arena_array(call->arena, count + 1, sizeof *file->item_changed);
	for (size_t i = 0; i < count; i++)
		file->items[i] = *placed[i].item;
}

static void
read_interviews(struct call *call, struct application_file *file)
{
	struct interview *rows;
	size_t count = interview_list(call->db, file->now.queue.application_id, call->arena, &rows);

	if (count > FILE_INTERVIEWS_MAX)
		count = FILE_INTERVIEWS_MAX;
	for (size_t i = 0; i < count; i++)
		file->interviews[i] = rows[i];
	file->interview_count = count;
}

/* What waits for the writer's turn was let in before: between the two a conflict
 * may have been declared, or a seal set, here or by another process. */
static bool
is_shut_by_now(const struct call *call, const struct queue_row *row)
{
	return call->actor->kind == ACTOR_WORKER &&
	       seal_shuts_out(call->db, call->actor->id, row->customer_id, row->sealed);
}

bool
application_open(struct call *call, const char *id, struct application_file *ret, struct err *err)
{
	assert(call && call->db && call->arena && call->actor);
	assert(ret && call->now_ms > 0);
	struct policy_subject subject;

	*ret = (struct application_file) { 0 };
	if (!application_row_find(call->db, id, call->arena, &ret->before)) {
		if (db_take_failure(call->db, err))
			return false;
		return err_set(err, ERR_NOT_FOUND, "There is no such application.");
	}
	ret->now = ret->before;
	queue_row_subject(&ret->now.queue, &subject);
	if (!policy_allows(call->actor, POLICY_READ, &subject, call->now_ms) ||
	    is_shut_by_now(call, &ret->now.queue))
		return db_take_failure(call->db, err) ? false
		                                      : err_set(err, ERR_NOT_FOUND, "There is no such application.");
	ret->by = policy_relation(call->actor, &subject);
	ret->program = agency_program(call->agency, ret->now.queue.program_id,
	                              ret->now.queue.program_version);
	if (!ret->program)
		return err_set(err, ERR_INTERNAL, "Program %s version %lld is not loaded.",
		               ret->now.queue.program_id, (long long)ret->now.queue.program_version);
	ret->zone = county_zone(ret->now.queue.county);
	ret->today = zone_date(ret->zone, call->now_ms);
	read_items(call, ret);
	read_interviews(call, ret);
	return true;
}

bool
file_answers(struct application_file *file, struct err *err)
{
	assert(file && err);
	const char *text = str_empty(file->now.answers) ? "{}" : file->now.answers;

	if (!file->answers)
		file->answers = json_parse(text, strlen(text), err);
	return file->answers != NULL;
}

void
application_close(struct application_file *file)
{
	assert(file);
	for (size_t i = 0; i < file->event_count; i++)
		buf_done(&file->events[i].buf);
	file->event_count = 0;
	if (file->answers)
		json_free(file->answers);
	file->answers = NULL;
}

bool
application_is_seen(struct call *call, const char *id, struct err *err)
{
	struct application_file file;
	bool ok = application_open(call, id, &file, err);

	application_close(&file);
	return ok;
}

/* ---- may they? ---- */

static const char *
who_may(unsigned by)
{
	if (by & BY_SECOND)
		return N_("a supervisor of its team who did not make the decision");
	if (by & BY_CLAIMANT)
		return N_("a caseworker of its team, while it is nobody else's");
	if (by & BY_ASSIGNEE)
		return by & BY_SUPERVISOR ? N_("the worker it is assigned to, or their supervisor")
		                          : N_("the worker it is assigned to");
	if (by & BY_CASEWORKER)
		return N_("caseworkers and supervisors of its team");
	return N_("a supervisor of its team");
}

static bool
relation_permits(const struct application_file *file, const struct transition *row,
                 struct err *err)
{
	if (row->by & file->by)
		return true;
	/* Once it waits, the one thing a supervisor of the team lacks is being
	 * somebody else; before and after, the status is the reason. */
	if (row->act == ACT_SECOND && (file->by & BY_SUPERVISOR)) {
		if (file->before.queue.status != APPLICATION_AWAITING_SECOND_APPROVAL)
			return true;
		return err_set(err, ERR_SECOND_PERSON_REQUIRED,
		               "You made this decision; another supervisor has to sign it.");
	}
	return err_set(err, ERR_FORBIDDEN, "Only %s may do this.", err_said(who_may(row->by)));
}

bool
application_permit_any_version(const struct application_file *file, enum application_act act,
                               struct err *err)
{
	assert(file && err);
	const struct transition *row = transition_of(act);
	enum application_status status = file->before.queue.status;

	if (!relation_permits(file, row, err))
		return false;
	if (!(row->from & 1u << status))
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED,
		               "While the application is \"%s\" this cannot be done: %s",
		               err_said(application_status_text(status)), err_said(row->text));
	if (!program_allows_act(file->program, act, status))
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED,
		               "The program %s does not have this done to an application that is \"%s\": %s",
		               file->program->id, err_said(application_status_text(status)), err_said(row->text));
	return true;
}

/* Where being its worker is what is lacking, the role is not the reason: who
 * opened it as theirs is told whose it is now, as the record tells all who see it. */
static bool
is_with_another(struct call *call, const struct application_file *file,
                enum application_act act, struct err *err)
{
	const struct transition *row = transition_of(act);
	const char *holder_id = file->before.queue.assignee_id;
	const char *holder;

	if ((row->by & file->by) || !(row->by & (BY_ASSIGNEE | BY_CLAIMANT)) || str_empty(holder_id)
		|| str_eq(holder_id, call->actor->id))
		return false;
	holder = assignee_name(call->db, holder_id, call->arena);
	if (str_empty(holder))
		return false;
	err_set(err, ERR_FORBIDDEN, "It is assigned to %s now; only %s may do this.", holder,
	        err_said(who_may(row->by)));
	return true;
}

bool
application_permit(struct call *call, const struct application_file *file, enum application_act act,
                   struct err *err)
{
	assert(call && file && err);
	/* An applicant acts on their own page, which shows no version. */
	if (call->actor->kind == ACTOR_CUSTOMER)
		return application_permit_any_version(file, act, err) && call_body_fits(call, err);
	/* The version first: who lost a race is told so, even where the winner's
	 * act also took away their right. */
	return call_version_matches(call, file->before.queue.version, file->before.changed_by,
	                            file->before.changed_fields, file->before.changed_at_ms, err)
		&& !is_with_another(call, file, act, err)
		&& application_permit_any_version(file, act, err) && call_body_fits(call, err);
}

/* ---- for acts ---- */

bool
file_customer(struct call *call, struct application_file *file, struct err *err)
{
	assert(call && file);
	if (file->customer)
		return true;
	file->customer = arena_alloc(call->arena, sizeof *file->customer);
	if (customer_read(call->db, file->now.queue.customer_id, call->arena, file->customer))
		return true;
	file->customer = NULL;
	return err_set(err, ERR_INTERNAL, "The application's customer cannot be read.");
}

struct missing_item *
file_item(struct application_file *file, const char *item_id)
{
	assert(file);
	for (size_t i = 0; i < file->item_count; i++)
		if (str_eq(file->items[i].id, item_id))
			return &file->items[i];
	return NULL;
}

void
file_item_changed(struct application_file *file, const struct missing_item *item)
{
	assert(file && item >= file->items && item < file->items + file->item_count);
	file->item_changed[item - file->items] = true;
}

struct interview *
file_interview_set(struct application_file *file)
{
	assert(file);
	for (size_t i = file->interview_count; i-- > 0;)
		if (file->interviews[i].state == INTERVIEW_SET)
			return &file->interviews[i];
	return NULL;
}

bool
file_reason_fits(const char *pointer, const char *text, size_t max, struct err *err)
{
	assert(pointer && err);
	if (text && strlen(text) > max)
		return err_field(err, pointer, "too_long", "At most %zu bytes.", max);
	return true;
}

struct event_scope
file_scope(const struct application_file *file)
{
	assert(file);
	const struct queue_row *before = &file->before.queue, *now = &file->now.queue;
	struct event_scope scope = queue_row_scope(now, before->assignee_id);

	if (!str_empty(before->team_id) && !str_eq(before->team_id, now->team_id))
		scope.team_before = before->team_id;
	return scope;
}

struct author
call_author(const struct call *call)
{
	assert(call && call->actor);
	const struct actor *actor = call->actor;

	return (struct author) {
		.kind = actor->kind == ACTOR_WORKER     ? AUTHOR_WORKER
		        : actor->kind == ACTOR_CUSTOMER ? AUTHOR_CUSTOMER
		                                        : AUTHOR_SYSTEM,
		.id = actor->id,
		.name = actor->name,
	};
}

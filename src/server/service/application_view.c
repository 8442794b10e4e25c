/* SPDX-License-Identifier: Apache-2.0
 *
 * Applications as a reader sees them.
 */
#include "server/service/application_view.h"

#include "base/str.h"
#include "domain/county.h"
#include "domain/deadline.h"
#include "domain/turn.h"
#include "server/service/agency.h"
#include "server/service/application_file.h"
#include "server/service/proposal.h"
#include "server/store/assignee.h"
#include "server/store/assignment.h"
#include "server/store/event_log.h"
#include "server/store/seen.h"

enum { CLOCK_RULES_MAX = 64 };

/* What one row after another has in common with those before. */
struct row_viewer {
	struct call *call;
	struct named_worker *workers;
	struct known_acts *acts;
	const struct county *county; /* of the row before, NULL: none that is known */
};

struct named_worker {
	struct person_ref person;
	struct named_worker *next;
};

struct known_acts {
	const struct program *program; /* NULL: not loaded */
	enum application_status status;
	unsigned by;
	struct text_list allowed;
	struct known_acts *next;
};

static const struct text_list *
allowed_actions(struct row_viewer *viewer, const struct program *program,
                enum application_status status, unsigned by)
{
	struct known_acts *known;

	for (known = viewer->acts; known; known = known->next)
		if (known->program == program && known->status == status && known->by == by)
			return &known->allowed;
	known = arena_alloc(viewer->call->arena, sizeof *known);
	*known = (struct known_acts) { .program = program, .status = status, .by = by,
		                       .next = viewer->acts };
	known->allowed.at = arena_array(viewer->call->arena, ACT_COUNT, sizeof(char *));
	for (int act = ACT_NONE + 1; act < ACT_COUNT; act++)
		if (application_act_allowed((enum application_act)act, status, by)
			&& (!program
				|| program_allows_act(program, (enum application_act)act, status)))
			known->allowed.at[known->allowed.count++] =
				transition_of((enum application_act)act)->wire;
	viewer->acts = known;
	return &known->allowed;
}

static struct person_ref *
assignee_ref(struct row_viewer *viewer, const char *id)
{
	struct call *call = viewer->call;
	struct named_worker *worker;
	const char *name;

	if (str_empty(id))
		return NULL;
	for (worker = viewer->workers; worker; worker = worker->next)
		if (str_eq(worker->person.id, id))
			return &worker->person;
	worker = arena_alloc(call->arena, sizeof *worker);
	worker->person.id = arena_strdup(call->arena, id);
	name = str_eq(id, call->actor->id) ? call->actor->name
	                                   : assignee_name(call->db, id, call->arena);
	worker->person.name = name ? name : worker->person.id;
	worker->next = viewer->workers;
	viewer->workers = worker;
	return &worker->person;
}

static enum zone
zone_of(struct row_viewer *viewer, const char *county)
{
	if (!viewer->county || !str_eq(viewer->county->name, county))
		viewer->county = county_find(county);
	return viewer->county ? viewer->county->zone : county_zone(county);
}

static void
view_clocks(struct row_viewer *viewer, const struct queue_row *row, const struct program *program,
            struct application *ret)
{
	struct call *call = viewer->call;
	enum zone zone = zone_of(viewer, row->county);
	struct turn_answer turn = turn_today((struct turn_answer) { row->turn, row->next_act ? row->next_act : NEXT_NONE },
	                                     row->proof_due_on, row->interview_at_ms, zone,
	                                     call->now_ms);

	ret->turn = turn_for_reader(turn.turn, str_eq(row->assignee_id, call->actor->id));
	ret->next_act = turn.next_act;
	if (program && application_status_is_open(row->status))
		ret->clock = deadline_clock(program, row->due_on, row->expedited,
		                            zone_date(zone, call->now_ms));
}

/* Of the few that wait for one. */
static void
second_person_because(struct call *call, const struct queue_row *row, struct application *ret)
{
	struct decision_row waiting;
	struct decision decision;

	if (row->status != APPLICATION_AWAITING_SECOND_APPROVAL ||
	    !decision_waiting(call->db, row->application_id, call->arena, &waiting))
		return;
	decision_from_row(call, &waiting, &decision);
	decision_fill_grounds(call, row, &decision);
	ret->second_person_because = decision.second_person_because;
}

/* Borrows the row's texts. */
static void
row_view(struct row_viewer *viewer, const struct queue_row *row, struct application *ret)
{
	assert(viewer && row && ret);
	struct call *call = viewer->call;
	struct policy_subject subject;
	const struct program *program =
		agency_program(call->agency, row->program_id, row->program_version);

	*ret = (struct application) {
		.id = row->application_id,
		.version = row->version,
		.number = row->number,
		.program = { row->program_id, row->program_version, row->program_id },
		.customer = { row->customer_id, row->customer_name, row->case_number },
		.status = row->status,
		.expedited = row->expedited,
		.filed_on = row->filed_on,
		.due_on = row->due_on,
		.assignee = assignee_ref(viewer, row->assignee_id),
		.team_id = row->team_id,
		.county = row->county,
		.language = row->language,
		.channel = row->channel,
		.waiting_chat_id = row->waiting_chat_id,
		.interview_at_ms = row->interview_at_ms,
		.proof_due_on = row->proof_due_on,
		.items_open = row->items_open,
		.items_received = row->items_received,
		.decided_by_id = row->decision_maker_id,
		.remind_on = row->remind_on,
		.appeal_open = row->appeal_open,
		.filed_at_ms = row->filed_at_ms,
		.updated_at_ms = row->updated_at_ms,
	};
	if (program)
		ret->program.name = program_say(program, &program->name, call->language, NULL);
	if (str_eq(row->assignee_id, call->actor->id))
		ret->unseen_changes = row->unseen_changes;
	view_clocks(viewer, row, program, ret);
	second_person_because(call, row, ret);
	queue_row_subject(row, &subject);
	ret->allowed_actions = *allowed_actions(viewer, program, row->status,
	                                        policy_relation(call->actor, &subject));
}

static const char *
member_text(const struct json *payload, const char *name, struct arena *arena)
{
	const char *text = json_text(json_get(payload, name));

	return str_empty(text) ? NULL : arena_strdup(arena, text);
}

/* "from Ana: sick", as long as there is something that its new owner has not seen. */
static struct application_move *
last_move(struct call *call, const char *application_id)
{
	struct application_move *move = arena_alloc(call->arena, sizeof *move);
	int64_t seq = assignment_last_seq(call->db, application_id, &move->at_ms, &move->by, call->arena);
	const char *text = seq > 0 && seen_seq(call->db, call->actor->id, application_id) < seq
		? event_payload(call->db, seq, call->arena) : NULL;
	struct err err = { .code = ERR_NONE };
	struct json *payload = text ? json_parse(text, strlen(text), &err) : NULL;

	if (!payload)
		return NULL;
	move->from = member_text(payload, "from", call->arena);
	move->reason = member_text(payload, "reason", call->arena);
	move->why = member_text(payload, "why", call->arena);
	json_free(payload);
	return move;
}

struct application *
application_view(struct call *call, struct application_file *file)
{
	assert(call && file && file->program);
	struct application *app = arena_alloc(call->arena, sizeof *app);
	const struct queue_row *row = &file->now.queue;
	struct row_viewer viewer = { .call = call };

	row_view(&viewer, row, app);
	app->answers = file->now.answers;
	app->decision_id = file->now.decision_id;
	app->missing.at = arena_array(call->arena, file->item_count + 1, sizeof *app->missing.at);
	app->missing.count = file->item_count;
	for (size_t i = 0; i < file->item_count; i++) {
		app->missing.at[i] = file->items[i];
		app->missing.at[i].label = item_label(call->arena, file->program, &file->items[i],
		                                      call->language);
	}
	app->interviews.at = arena_array(call->arena, file->interview_count + 1,
	                                 sizeof *app->interviews.at);
	app->interviews.count = file->interview_count;
	for (size_t i = 0; i < file->interview_count; i++)
		app->interviews.at[i] = file->interviews[i];
	if (row->unseen_changes > 0 && str_eq(row->assignee_id, call->actor->id))
		app->moved = last_move(call, row->application_id);
	if (call->actor->kind == ACTOR_WORKER && !str_eq(row->assignee_id, call->actor->id))
		app->unseen_changes = unseen_count(call->db, call->actor->id, row->application_id,
			seen_seq(call->db, call->actor->id, row->application_id));
	/* Only a plan that was not carried out has a letter yet to be sent. */
	app->would_send = call->txn ? NULL : file->notice;
	return app;
}

bool
application_read(struct call *call, const char *id, const struct application **ret, struct err *err)
{
	assert(call && ret && err);
	struct application_file file;
	bool ok = application_open(call, id, &file, err);

	if (ok)
		*ret = application_view(call, &file);
	application_close(&file);
	return ok;
}

/* ---- pages ---- */

void
application_filter_clocks(struct call *call, struct queue_filter *filter)
{
	assert(call && filter);
	if (filter->clock == CLOCK_NONE)
		return;
	size_t count = agency_program_count(call->agency);
	struct clock_rule *rules;

	if (count > CLOCK_RULES_MAX)
		count = CLOCK_RULES_MAX;
	rules = arena_array(call->arena, count + 1, sizeof *rules);
	for (size_t i = 0; i < count; i++) {
		const struct program *program = agency_program_at(call->agency, i);

		rules[i] = (struct clock_rule) { program->id,
			                         program->clocks.due_soon_days,
			                         program->clocks.due_soon_expedited_days };
	}
	filter->clock_rules = rules;
	filter->clock_rule_count = count;
}

struct page_rows {
	struct row_viewer viewer;
	application_row_fn *take;
	void *taker;
};

static void
view_row(void *rows_of_page, const struct queue_row *row)
{
	struct page_rows *rows = rows_of_page;
	struct application application;

	row_view(&rows->viewer, row, &application);
	rows->take(rows->taker, &application);
}

void
application_filter_scope(struct call *call, struct queue_filter *filter, struct policy_scope *scope)
{
	if (filter->is_led)
		policy_scope_led(call->actor, call->now_ms, scope);
	else
		policy_scope(call->actor, call->now_ms, scope);
	filter->scope = scope;
}

bool
application_page(struct call *call, struct queue_filter *wanted, const struct page_key *page,
                 application_row_fn *take, void *taker, struct application_page *ret,
                 struct err *err)
{
	assert(call && wanted && page && take && ret);
	struct policy_scope scope;
	struct page_rows rows = { .viewer.call = call, .take = take, .taker = taker };

	application_filter_scope(call, wanted, &scope);
	wanted->reader_id = call->actor->id;
	wanted->now_ms = call->now_ms;
	application_filter_clocks(call, wanted);
	*ret = (struct application_page) { .has_turns = false };
	ret->total = queue_total(call->db, wanted, &ret->total_at_least);
	ret->has_turns = !page->edge.set && wanted->by_assignee && !str_empty(wanted->assignee_id)
		&& ret->total <= QUEUE_TURNS_MAX;
	/* Of a list not much longer than its page, rows are read once for both. */
	bool read_once = ret->has_turns && ret->total <= PAGE_LIMIT_MAX && ret->total <= 2 * page->limit;
	queue_list(call->db, wanted, page, call->arena, view_row, &rows,
	           read_once ? ret->turns : NULL, &ret->found);
	if (ret->has_turns && !read_once)
		queue_turns(call->db, wanted, call->arena, ret->turns);
	wanted->scope = NULL;
	return !db_take_failure(call->db, err);
}

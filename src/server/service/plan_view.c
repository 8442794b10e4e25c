/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans as a reader sees them: whose rows they may see, what has changed
 * since, and every worker's load before and after.
 */
#include "server/service/plan.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "server/service/language.h"
#include "server/service/workload.h"
#include "server/store/application.h"
#include "server/store/assignee.h"

enum { LOADS_BYTES_MAX = 1024 * 1024 };

enum plan_state
plan_state_now(const struct call *call, const struct plan_row *row)
{
	return row->state == PLAN_DRAFT && row->expires_at_ms <= call->now_ms ? PLAN_EXPIRED : row->state;
}

/* ---- whose it is ---- */

static bool
is_supervisor(const struct call *call)
{
	return call->actor->kind == ACTOR_WORKER && (call->actor->roles & ROLE_SUPERVISOR);
}

static bool
is_maker(const struct call *call, const struct plan_row *row)
{
	return is_supervisor(call)
		&& (str_eq(row->made_by_id, call->actor->id) || str_eq(row->handed_to_id, call->actor->id));
}

static unsigned
relation(const struct call *call, const struct queue_row *now)
{
	struct policy_subject subject;

	queue_row_subject(now, &subject);
	return policy_relation(call->actor, &subject);
}

/* Of a move to another team. */
static bool
leads_both(const struct call *call, const struct plan_item_row *item)
{
	const struct text_list *led = &call->actor->led_team_ids;

	return str_empty(item->team_to_id)
		|| (text_list_has(led, item->team_from_id) && text_list_has(led, item->team_to_id));
}

bool
plan_is_in_hand(const struct call *call, const struct plan_rows *rows)
{
	return is_maker(call, &rows->row);
}

bool
plan_may_be_taken_back(const struct call *call, const struct plan_rows *rows)
{
	if (!is_supervisor(call))
		return false;
	if (is_maker(call, &rows->row))
		return true;
	for (size_t i = 0; i < rows->item_count; i++)
		if (!rows->items[i].is_there || !(relation(call, &rows->items[i].now) & BY_SUPERVISOR)
			|| !leads_both(call, &rows->items[i]))
			return false;
	return rows->item_count > 0;
}

bool
plan_item_is_seen(const struct call *call, const struct plan_item_row *item)
{
	struct policy_subject subject;

	if (!item->is_there)
		return false;
	queue_row_subject(&item->now, &subject);
	return policy_allows(call->actor, POLICY_READ, &subject, call->now_ms);
}

/* A row is shown to who may see its application; to a worker, once it is carried out,
 * those that came from or went to them. */
static bool
shows(const struct call *call, const struct plan_row *plan, const struct plan_item_row *item)
{
	const char *me = call->actor->id;

	if (!item->is_there)
		return is_maker(call, plan);
	if (!plan_item_is_seen(call, item))
		return false;
	if (is_maker(call, plan) || (relation(call, &item->now) & BY_SUPERVISOR))
		return true;
	return plan->state > PLAN_DRAFT && (str_eq(item->to_id, me) || str_eq(item->from_id, me));
}

bool
plan_open(struct call *call, const char *id, struct plan_rows *ret, struct err *err)
{
	assert(call && id && ret);
	bool visible;

	*ret = (struct plan_rows) { 0 };
	if (!plan_find(call->db, id, call->arena, &ret->row))
		return db_take_failure(call->db, err) ? false : err_set(err, ERR_NOT_FOUND, "%s", "");
	ret->item_count = plan_items(call->db, id, -1, PLAN_ROWS_MAX, call->arena, &ret->items);
	ret->skip_count = plan_skips(call->db, id, -1, PLAN_ROWS_MAX, call->arena, &ret->skips);
	ret->load_count = plan_loads(call->db, id, call->arena, &ret->loads);
	visible = is_maker(call, &ret->row);
	for (size_t i = 0; i < ret->item_count && !visible; i++)
		visible = shows(call, &ret->row, &ret->items[i]);
	if (db_take_failure(call->db, err))
		return false;
	return visible || err_set(err, ERR_NOT_FOUND, "%s", "");
}

/* ---- names ---- */

struct known_name {
	struct person_ref person;
	struct known_name *next;
};

static struct person_ref *
person(struct call *call, struct known_name **known, const char *id)
{
	struct known_name *one;
	const char *name;

	if (str_empty(id))
		return NULL;
	for (one = *known; one; one = one->next)
		if (str_eq(one->person.id, id))
			return &one->person;
	one = arena_alloc(call->arena, sizeof *one);
	name = assignee_name(call->db, id, call->arena);
	one->person = (struct person_ref) { id, name ? name : id };
	one->next = *known;
	*known = one;
	return &one->person;
}

/* ---- what has changed since ---- */

static const char *
whose_now(struct call *call, const struct queue_row *now)
{
	const char *name = str_empty(now->assignee_id) ? NULL
		: assignee_name(call->db, now->assignee_id, call->arena);
	struct named_text names[] = { { "worker", name ? name : "" } };

	if (!name)
		return say_in(call->language, N_("Nobody has it now."));
	return words_fill(call->arena, say_in(call->language, N_("It is with {worker} now.")), names, 1);
}

const char *
plan_conflict(struct call *call, const struct plan_row *plan, const struct plan_item_row *item)
{
	bool is_done = plan->state == PLAN_COMMITTED;
	const char *holder = is_done ? item->to_id : item->from_id;
	int64_t version = is_done ? item->version_after : item->application_version;

	if (plan->state == PLAN_REVERTED || item->outcome == PLAN_ROW_LEFT)
		return NULL;
	if (!item->is_there)
		return say_in(call->language, N_("It is not there any more."));
	if (!application_status_is_open(item->now.status))
		return say_in(call->language, N_("It is closed."));
	if (!str_eq(item->now.assignee_id ? item->now.assignee_id : "", holder ? holder : ""))
		return whose_now(call, &item->now);
	if (item->now.version != version)
		return say_in(call->language, N_("Something has happened to it since."));
	return NULL;
}

/* ---- loads ---- */

static struct plan_load *
load_of(struct move_plan *view, const char *worker_id)
{
	for (size_t i = 0; !str_empty(worker_id) && i < view->loads.count; i++)
		if (str_eq(view->loads.at[i].worker_id, worker_id))
			return &view->loads.at[i];
	return NULL;
}

static void
load_shift(struct load *load, const struct assignment_case *one, int64_t weight, int sign)
{
	load->open += sign;
	load->weighted += sign * weight;
	load->overdue += sign * (one->clock == CLOCK_OVERDUE);
	load->due_soon += sign * (one->clock == CLOCK_DUE_SOON);
	load->waiting += sign * one->is_waiting;
}

static void
add_loads(struct call *call, const struct plan_rows *rows, struct known_name **names,
          struct move_plan *view)
{
	view->loads.at = arena_array(call->arena, rows->load_count + 1, sizeof *view->loads.at);
	view->loads.count = rows->load_count;
	for (size_t i = 0; i < rows->load_count; i++) {
		const struct plan_load_row *row = &rows->loads[i];

		view->loads.at[i] = (struct plan_load) { row->worker_id,
			person(call, names, row->worker_id)->name, row->capacity, row->load, row->load };
	}
	for (size_t i = 0; i < rows->item_count; i++) {
		const struct plan_item_row *item = &rows->items[i];
		struct assignment_row row = { .queue = item->now };
		struct plan_load *from = load_of(view, item->from_id), *to = load_of(view, item->to_id);
		struct assignment_case one = { .due_on = DATE_NONE };

		if (item->is_there)
			assignment_case_of(call, &row, &one);
		if (from)
			load_shift(&from->after, &one, item->weight_from, -1);
		if (to)
			load_shift(&to->after, &one, item->weight_to, 1);
	}
}

static int
load_order(const void *a, const void *b)
{
	const struct plan_load *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	return order ? order : strcmp(left->worker_id, right->worker_id);
}

static const char *
loads_as_object(struct call *call, const struct move_plan *view, bool after)
{
	struct buf buf = BUF_INIT(LOADS_BYTES_MAX);
	struct json_out out = JSON_OUT(&buf);
	const char *copy;

	json_begin_object(&out, NULL);
	for (size_t i = 0; i < view->loads.count; i++) {
		const struct plan_load *row = &view->loads.at[i];
		const struct load *load = after ? &row->after : &row->before;

		json_begin_object(&out, row->worker_id);
		json_put_int(&out, "open", load->open);
		json_put_int(&out, "weighted", load->weighted);
		json_put_int(&out, "overdue", load->overdue);
		json_put_int(&out, "due_soon", load->due_soon);
		json_put_int(&out, "waiting", load->waiting);
		json_end_object(&out);
	}
	json_end_object(&out);
	copy = arena_strdup(call->arena, buf.data);
	buf_done(&buf);
	return copy;
}

/* ---- the whole ---- */

static void
view_item(struct call *call, const struct plan_rows *rows, const struct plan_item_row *item,
          struct known_name **names, struct plan_item *ret)
{
	struct person_ref *from = person(call, names, item->from_id), *to = person(call, names, item->to_id);

	*ret = (struct plan_item) {
		.application_id = item->application_id,
		.application_version = item->application_version,
		.number = item->is_there ? item->now.number : item->application_id,
		.customer = { item->now.customer_id, item->now.customer_name, item->now.case_number },
		.program_id = item->now.program_id,
		.due_on = item->is_there ? item->now.due_on : DATE_NONE,
		.expedited = item->now.expedited,
		.from = from,
		.to = to,
		.to_team = str_empty(item->team_to_id) ? NULL : team_name(call->db, item->team_to_id, call->arena),
		.reason = plan_reason(call, item, from ? from->name : NULL, to ? to->name : NULL),
		.bends = plan_bends(call, item->bends),
		.conflict = plan_conflict(call, &rows->row, item),
		.outcome = item->outcome,
	};
}

static void
view_items(struct call *call, const struct plan_rows *rows, size_t most, struct known_name **names,
           struct move_plan *view)
{
	size_t room = rows->item_count < most ? rows->item_count : most;

	view->items.at = arena_array(call->arena, room + 1, sizeof *view->items.at);
	for (size_t i = 0; i < rows->item_count; i++) {
		const struct plan_item_row *item = &rows->items[i];

		if (!shows(call, &rows->row, item)) {
			view->hidden_count++;
			/* What a maker may not see any more stands in the way of the rest. */
			view->conflict_count += rows->row.state == PLAN_DRAFT && is_maker(call, &rows->row);
			continue;
		}
		view->conflict_count += plan_conflict(call, &rows->row, item) != NULL;
		if (view->items.count < room)
			view_item(call, rows, item, names, &view->items.at[view->items.count++]);
	}
}

static bool
shows_skip(const struct call *call, const struct plan_row *plan, const struct plan_skip_row *skip)
{
	struct policy_subject subject;

	if (!is_maker(call, plan))
		return false;
	queue_row_subject(&skip->now, &subject);
	return skip->is_there && policy_allows(call->actor, POLICY_READ, &subject, call->now_ms);
}

static void
view_skips(struct call *call, const struct plan_rows *rows, size_t most, struct move_plan *view)
{
	size_t room = rows->skip_count < most ? rows->skip_count : most;

	view->skipped.at = arena_array(call->arena, room + 1, sizeof *view->skipped.at);
	for (size_t i = 0; i < rows->skip_count && view->skipped.count < room; i++) {
		const struct plan_skip_row *skip = &rows->skips[i];
		bool known = shows_skip(call, &rows->row, skip);

		/* Of what a maker asked for and may not see, no more than its name. */
		if (!known && !is_maker(call, &rows->row))
			continue;
		view->skipped.at[view->skipped.count++] = (struct plan_skip) {
			.application_id = skip->application_id,
			.number = known ? skip->now.number : NULL,
			.why = plan_skip_why(call, known ? skip->why : SKIP_NOT_THERE, skip->now.team_id),
		};
	}
}

static void
view_head(struct call *call, const struct plan_row *row, struct known_name **names,
          struct move_plan *view)
{
	*view = (struct move_plan) {
		.id = row->id,
		.version = row->version,
		.state = plan_state_now(call, row),
		.strategy = row->strategy,
		.kind = row->kind,
		.absent = person(call, names, row->absent_id),
		.absent_from = row->absent_from,
		.absent_to = row->absent_to,
		.team_id = row->team_id,
		.reason = row->reason ? row->reason : "",
		.made_by = person(call, names, row->made_by_id),
		.handed_to = person(call, names, row->handed_to_id),
		.committed_by = person(call, names, row->committed_by_id),
		.reverted_by = person(call, names, row->reverted_by_id),
		.created_at_ms = row->created_at_ms,
		.expires_at_ms = row->expires_at_ms,
		.committed_at_ms = row->committed_at_ms,
		.reverted_at_ms = row->reverted_at_ms,
		.revert_reason = row->revert_reason,
	};
}

static void
add_actions(struct call *call, const struct plan_rows *rows, struct move_plan *view)
{
	static const char *const draft[] = { "edit", "hand_over", "commit", "delete" };
	struct text_list *list = &view->allowed_actions;

	list->at = arena_array(call->arena, countof(draft), sizeof(char *));
	if (view->state == PLAN_COMMITTED && plan_may_be_taken_back(call, rows))
		list->at[list->count++] = "revert";
	if (!plan_is_in_hand(call, rows))
		return;
	for (size_t i = 0; view->state == PLAN_DRAFT && i < countof(draft); i++)
		list->at[list->count++] = draft[i];
	if (view->state == PLAN_EXPIRED)
		list->at[list->count++] = "delete";
}

const struct move_plan *
plan_view(struct call *call, const struct plan_rows *rows, size_t inline_max)
{
	assert(call && rows);
	struct move_plan *view = arena_alloc(call->arena, sizeof *view);
	struct known_name *names = NULL;
	struct plan_progress progress;

	view_head(call, &rows->row, &names, view);
	view->item_count = (int64_t)rows->item_count;
	view->skip_count = (int64_t)rows->skip_count;
	view_items(call, rows, inline_max, &names, view);
	view_skips(call, rows, inline_max, view);
	if (is_supervisor(call)) {
		add_loads(call, rows, &names, view);
		qsort(view->loads.at, view->loads.count, sizeof *view->loads.at, load_order);
		view->load_before = loads_as_object(call, view, false);
		view->load_after = loads_as_object(call, view, true);
	}
	add_actions(call, rows, view);
	if (!call->txn && plan_progress(rows->row.id, &progress)) {
		view->progress = arena_alloc(call->arena, sizeof *view->progress);
		*view->progress = progress;
	}
	return view;
}

bool
plan_read(struct call *call, const char *id, const struct move_plan **ret, struct err *err)
{
	struct plan_rows rows;

	if (!plan_open(call, id, &rows, err))
		return false;
	*ret = plan_view(call, &rows, PLAN_INLINE_MAX);
	return !db_take_failure(call->db, err);
}

bool
plan_page(struct call *call, enum plan_state state, const struct page_key *page, struct plan_page *ret,
          struct err *err)
{
	assert(call && page && ret);
	struct policy_scope scope;
	struct plan_list_filter filter = { call->actor->id, &call->actor->led_team_ids, &scope, state,
		                           call->now_ms };
	struct plan_summary *found;
	struct known_name *names = NULL;
	size_t count;

	policy_scope(call->actor, call->now_ms, &scope);
	count = plan_list(call->db, &filter, page, call->arena, &found);

	*ret = (struct plan_page) { .more = count > (size_t)page->limit };
	ret->count = ret->more ? (size_t)page->limit : count;
	ret->rows = arena_array(call->arena, ret->count + 1, sizeof *ret->rows);
	for (size_t i = 0; i < ret->count; i++) {
		/* Read backwards, the list's last comes first. */
		bool reversed = page->backwards || (page->from_end && !page->edge.set);
		struct move_plan *view = &ret->rows[reversed ? ret->count - 1 - i : i];

		view_head(call, &found[i].row, &names, view);
		view->item_count = found[i].item_count;
		view->skip_count = found[i].skip_count;
	}
	if (ret->count) {
		const struct move_plan *a = &ret->rows[0], *b = &ret->rows[ret->count - 1];

		ret->first = (struct page_edge) { .set = true, .number = a->created_at_ms, .id = a->id };
		ret->last = (struct page_edge) { .set = true, .number = b->created_at_ms, .id = b->id };
	}
	return !db_take_failure(call->db, err);
}

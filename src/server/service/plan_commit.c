/* SPDX-License-Identifier: Apache-2.0
 *
 * Carrying a plan out, and taking it back: each in the one transaction of its
 * request, so that all rows move or none.  Every row is looked at before
 * anything is refused, so that who asked hears of all that stands in the way.
 */
#include <pthread.h>

#include "base/str.h"
#include "domain/words.h"
#include "server/service/give.h"
#include "server/service/language.h"
#include "server/service/plan.h"
#include "server/service/workload.h"
#include "server/store/event_log.h"

enum { PROGRESS_EVERY = 50 };

/* One plan at a time is carried out by a server: its writer is one thread. */
static struct {
	pthread_mutex_t lock;
	char id[48];
	struct plan_progress at;
} progress = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void
tell_progress(const struct plan_rows *rows, size_t done)
{
	pthread_mutex_lock(&progress.lock);
	(void)snprintf(progress.id, sizeof progress.id, "%s", rows ? rows->row.id : "");
	progress.at = (struct plan_progress) { (int64_t)done, rows ? (int64_t)rows->item_count : 0 };
	pthread_mutex_unlock(&progress.lock);
}

bool
plan_progress(const char *id, struct plan_progress *ret)
{
	assert(id && ret);
	bool is_at_it;

	pthread_mutex_lock(&progress.lock);
	is_at_it = progress.id[0] != '\0' && str_eq(progress.id, id);
	*ret = progress.at;
	pthread_mutex_unlock(&progress.lock);
	return is_at_it;
}

/* ---- one after the other ---- */

struct known_worker {
	struct assignment_worker worker;
	int64_t came, went;
	struct known_worker *next;
};

struct moving {
	struct call *call;
	struct plan_rows *rows;
	const struct plan_revert *revert; /* NULL: carrying it out */
	struct assignment_rules rules;
	struct known_worker *workers;
	struct err *err;
	size_t conflicts;
};

/* What becomes of one row: moved, left where it is, or a reason against all. */
enum verdict { ROW_MOVES, ROW_IS_LEFT, ROW_FAILS };

static struct known_worker *
known(struct moving *moving, const char *id)
{
	struct known_worker *one;

	if (str_empty(id))
		return NULL;
	for (one = moving->workers; one; one = one->next)
		if (str_eq(one->worker.id, id))
			return one;
	one = arena_alloc(moving->call->arena, sizeof *one);
	if (!assignment_worker_find(moving->call->db, id, moving->call->arena, &one->worker))
		one->worker = (struct assignment_worker) { .id = id, .name = id,
			.on_leave_from = DATE_NONE, .on_leave_to = DATE_NONE };
	one->next = moving->workers;
	moving->workers = one;
	return one;
}

/* name: what the reader knows it by. */
static enum verdict
refuse_by(struct moving *moving, struct plan_item_row *item, const char *name, const char *code, const char *why)
{
	char pointer[ERR_POINTER_MAX];

	if (moving->revert && moving->revert->leave_changed) {
		item->outcome = PLAN_ROW_LEFT;
		return ROW_IS_LEFT;
	}
	if (moving->conflicts++ == 0)
		err_set(moving->err, ERR_PLAN_STALE, "%s", "");
	snprintf(pointer, sizeof pointer, "/items/%lld", (long long)item->place);
	(void)err_field(moving->err, pointer, code, "%s: %s", name, why);
	return ROW_FAILS;
}

static enum verdict
refuse(struct moving *moving, struct plan_item_row *item, const char *code, const char *why)
{
	return refuse_by(moving, item, item->is_there ? item->now.number : item->application_id, code, why);
}

/* Leave keeps nobody from getting back what was theirs. */
static bool
limit_holds(const struct moving *moving, enum assignment_limit limit)
{
	if (limit == LIMIT_NONE)
		return false;
	return !moving->revert || limit == LIMIT_GONE || limit == LIMIT_NO_CASES || limit == LIMIT_CONFLICT
		|| limit == LIMIT_SEALED || limit == LIMIT_NOT_IN_TEAM || limit == LIMIT_NOT_CERTIFIED;
}

/* The other team that it goes to, or back to; NULL: it stays in its own. */
static const char *
team_to(const struct moving *moving, const struct plan_item_row *item)
{
	const char *team = moving->revert ? item->team_from_id : item->team_to_id;

	return str_empty(team) ? NULL : team;
}

/* Its own team's leader is asked after elsewhere; another it goes to is led, too. */
static const char *
why_not_there(struct moving *moving, struct call *call, const struct application_file *file,
              const struct plan_item_row *item, const struct known_worker *to)
{
	const char *team = team_to(moving, item);
	struct assignment_case one = { .team_id = file->now.queue.team_id };

	if (!team || text_list_has(&call->actor->led_team_ids, team))
		return NULL;
	return to ? plan_why_not(call, LIMIT_NOT_IN_TEAM, &one, &to->worker)
	          : plan_skip_why(call, SKIP_NOT_LED, team);
}

static const char *
why_not_to(struct moving *moving, struct call *call, const struct application_file *file,
           const struct plan_item_row *item, const struct known_worker *to, enum assignment_limit *ret)
{
	struct assignment_row row = { .queue = file->now.queue };
	struct assignment_case one;

	*ret = LIMIT_NONE;
	if (!to)
		return NULL;
	assignment_case_of(call, &row, &one);
	if (team_to(moving, item))
		one.team_id = team_to(moving, item);
	*ret = assignment_limit(&moving->rules, &one, &to->worker);
	return limit_holds(moving, *ret) ? plan_why_not(call, *ret, &one, &to->worker) : NULL;
}

static bool
is_still_with(const struct application_file *file, const char *worker_id)
{
	const char *now = file->before.queue.assignee_id;

	return str_eq(now ? now : "", worker_id ? worker_id : "");
}

static enum application_status
status_given_back(const struct plan_item_row *item, enum application_status now)
{
	if (now == item->status_after)
		return item->status_before;
	return str_empty(item->from_id) ? status_without_assignee(now) : now;
}

/* Everything that could stand in a row's way. */
static enum verdict
look_at(struct moving *moving, struct call *call, struct application_file *file,
        struct plan_item_row *item, const struct known_worker *to)
{
	const char *holder = moving->revert ? item->to_id : item->from_id, *why;
	struct err against = { .code = ERR_NONE };
	enum assignment_limit limit;

	if (!is_still_with(file, holder))
		return refuse(moving, item, "moved", plan_conflict(call, &moving->rows->row, item));
	if (!moving->revert && file->before.queue.version != item->application_version)
		return refuse(moving, item, "changed",
			say_in(call->language, N_("Something has happened to it since.")));
	if (!application_permit_any_version(file, ACT_ASSIGN, &against))
		return refuse(moving, item, err_wire(against.code), against.detail);
	if ((why = why_not_there(moving, call, file, item, to)))
		return refuse(moving, item, "not_led", why);
	why = why_not_to(moving, call, file, item, to, &limit);
	return why ? refuse(moving, item, limit_wire(limit), why) : ROW_MOVES;
}

static bool
write_row(struct moving *moving, struct call *call, struct application_file *file,
          struct plan_item_row *item, struct known_worker *from, struct known_worker *to)
{
	const struct plan_row *plan = &moving->rows->row;
	struct giving giving = {
		.to_id = to ? to->worker.id : NULL,
		.to_name = to ? to->worker.name : NULL,
		.reason = moving->revert ? moving->revert->reason : plan->reason,
		.why = moving->revert ? NULL : plan_reason(call, item, from ? from->worker.name : NULL,
		                                           to ? to->worker.name : NULL),
		.plan_id = plan->id,
		.team_id = team_to(moving, item),
		.status = moving->revert ? status_given_back(item, file->before.queue.status)
		                         : APPLICATION_NO_STATUS,
		.moved_at_ms = moving->revert ? plan->committed_at_ms : 0,
	};

	give_application(call, file, &giving);
	if (!application_commit(call, file, moving->err))
		return false;
	if (!moving->revert) {
		item->status_before = file->before.queue.status;
		item->status_after = file->now.queue.status;
	}
	item->version_after = file->now.queue.version;
	item->outcome = moving->revert ? PLAN_ROW_REVERTED : PLAN_ROW_MOVED;
	/* What is shown of it is what it is now. */
	item->now.version = file->now.queue.version;
	item->now.status = file->now.queue.status;
	item->now.assignee_id = to ? to->worker.id : NULL;
	if (team_to(moving, item))
		item->now.team_id = team_to(moving, item);
	if (from)
		from->went++;
	if (to)
		to->came++;
	return true;
}

/* What became of a row that was moved, or left; a dry run and a plan that fails keep nothing. */
static bool
keep_outcome(struct moving *moving, struct call *call, const struct plan_item_row *item)
{
	if (moving->conflicts || !call->txn || plan_item_put_outcome(call->txn, moving->rows->row.id, item))
		return true;
	return db_take_failure(call->db, moving->err) ? false
		: err_set(moving->err, ERR_INTERNAL, "The plan's row could not be kept.");
}

/* In an arena of its own, so that many rows need no more memory than one. */
static bool
move_row(struct moving *moving, struct plan_item_row *item, struct arena *arena)
{
	struct call call = *moving->call;
	struct application_file file;
	struct err missing = { .code = ERR_NONE };
	struct known_worker *to = known(moving, moving->revert ? item->from_id : item->to_id);
	struct known_worker *from = known(moving, moving->revert ? item->to_id : item->from_id);
	enum verdict verdict;
	bool ok = true;

	call.arena = arena;
	call.unfit = NULL;
	if (!application_open(&call, item->application_id, &file, &missing)) {
		if (missing.code != ERR_NOT_FOUND) {
			*moving->err = missing;
			return false;
		}
		/* What may not be seen has no number. */
		verdict = refuse_by(moving, item, item->application_id, "not_found",
			say_in(call.language, N_("It is not there any more.")));
		return verdict == ROW_FAILS || keep_outcome(moving, &call, item);
	}
	verdict = look_at(moving, &call, &file, item, to);
	/* Once one row fails nothing is written any more: the rest is only looked at. */
	if (verdict == ROW_MOVES && moving->conflicts == 0)
		ok = write_row(moving, &call, &file, item, from, to);
	ok = ok && (verdict == ROW_FAILS || keep_outcome(moving, &call, item));
	application_close(&file);
	return ok;
}

static bool
move_rows(struct moving *moving)
{
	struct arena arena = ARENA_INIT;
	bool ok = true;

	for (size_t i = 0; ok && i < moving->rows->item_count; i++) {
		struct plan_item_row *item = &moving->rows->items[i];

		if (moving->revert && item->outcome != PLAN_ROW_MOVED)
			continue;
		if (moving->call->txn && i % PROGRESS_EVERY == 0)
			tell_progress(moving->rows, i);
		ok = move_row(moving, item, &arena);
		arena_reset(&arena);
	}
	/* What is left is told and kept with the rest. */
	if (moving->call->txn && ok)
		tell_progress(moving->rows, moving->rows->item_count);
	arena_done(&arena);
	if (ok && moving->conflicts)
		(void)snprintf(moving->err->detail, sizeof moving->err->detail,
			"%zu of %zu rows have changed since; nothing was moved.", moving->conflicts,
			moving->rows->item_count);
	return ok && moving->conflicts == 0;
}

/* ---- what is told ---- */

static bool
tell(struct moving *moving, const char *worker_id, int64_t came, int64_t went)
{
	struct call *call = moving->call;
	const struct plan_row *plan = &moving->rows->row;
	struct event event = {
		.type = moving->revert ? EVENT_PLAN_REVERTED : EVENT_PLAN_COMMITTED,
		.subject = { "plan", plan->id },
		.version = plan->version,
		.actor = call_author(call),
		.scope = { .assignee_after = worker_id },
	};
	const char *reason = moving->revert ? plan->revert_reason : plan->reason;
	struct buf payload = BUF_INIT(PAYLOAD_BYTES_MAX);
	struct json_out out = JSON_OUT(&payload);
	bool ok;

	json_begin_object(&out, NULL);
	json_put_int(&out, "v", 1);
	json_put_int(&out, "from", went);
	json_put_int(&out, "to", came);
	json_put_text(&out, "reason", reason ? reason : "");
	json_end_object(&out);
	ok = buf_ok(&payload) && event_append(call->txn, &event, payload.data);
	buf_done(&payload);
	return ok;
}

/* Each worker whose work it changed, and who made or was handed the plan. */
static bool
tell_everybody(struct moving *moving)
{
	const struct plan_row *plan = &moving->rows->row;
	bool ok = true;

	if (!moving->call->txn)
		return true;
	(void)known(moving, plan->made_by_id);
	(void)known(moving, plan->handed_to_id);
	(void)known(moving, moving->call->actor->id);
	for (struct known_worker *one = moving->workers; ok && one; one = one->next)
		ok = tell(moving, one->worker.id, one->came, one->went);
	return ok;
}

static bool
finish(struct moving *moving)
{
	struct call *call = moving->call;
	struct plan_row *plan = &moving->rows->row;

	plan->version++;
	if (moving->revert) {
		plan->state = PLAN_REVERTED;
		plan->reverted_by_id = call->actor->id;
		plan->reverted_at_ms = call->now_ms;
		plan->revert_reason = moving->revert->reason;
	} else {
		plan->state = PLAN_COMMITTED;
		plan->committed_by_id = call->actor->id;
		plan->committed_at_ms = call->now_ms;
	}
	if (!call->txn || (plan_put(call->txn, plan) && tell_everybody(moving)))
		return true;
	return db_take_failure(call->db, moving->err) ? false
		: err_set(moving->err, ERR_INTERNAL, "The plan could not be kept.");
}

/* ---- the two acts ---- */

static bool
may_be_done(struct call *call, struct plan_rows *rows, enum plan_state state, struct err *err)
{
	enum plan_state now = plan_state_now(call, &rows->row);

	if (state == PLAN_DRAFT && !plan_is_in_hand(call, rows))
		return err_set(err, ERR_FORBIDDEN, "It is for who made the plan, or was handed it.");
	if (state == PLAN_COMMITTED && !plan_may_be_taken_back(call, rows))
		return err_set(err, ERR_FORBIDDEN, "It is for who made the plan, was handed it, or leads all its rows.");
	/* Nobody else changes a plan but by its version. */
	if (!call_version_matches(call, rows->row.version, NULL, "state,items", rows->row.created_at_ms, err))
		return false;
	if (now == PLAN_EXPIRED)
		return err_set(err, ERR_PLAN_EXPIRED, "%s", "");
	if (now != state)
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED, "The plan is %s.", word_of(words_plan_state, (int)now));
	return call_body_fits(call, err);
}

static bool
carry_out(struct call *call, const char *id, const struct plan_revert *revert, const struct move_plan **ret,
          struct err *err)
{
	struct plan_rows *rows = arena_alloc(call->arena, sizeof *rows);
	struct moving moving = { .call = call, .rows = rows, .revert = revert, .err = err };
	bool ok;

	if (!plan_open(call, id, rows, err)
		|| !may_be_done(call, rows, revert ? PLAN_COMMITTED : PLAN_DRAFT, err)
		|| !file_reason_fits("/reason", revert ? revert->reason : NULL, REASON_TEXT_MAX, err))
		return false;
	if (!revert && rows->item_count == 0)
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED, "There is nothing to be moved in it.");
	assignment_rules(call, &moving.rules);
	ok = move_rows(&moving) && finish(&moving);
	if (ok)
		*ret = plan_view(call, rows, PLAN_INLINE_MAX);
	if (call->txn)
		tell_progress(NULL, 0);
	return ok;
}

bool
plan_commit(struct call *call, const char *id, const struct move_plan **ret, struct err *err)
{
	assert(call && id && ret && err);
	return carry_out(call, id, NULL, ret, err);
}

bool
plan_revert(struct call *call, const char *id, const struct plan_revert *request,
            const struct move_plan **ret, struct err *err)
{
	assert(call && id && request && ret && err);
	return carry_out(call, id, request, ret, err);
}

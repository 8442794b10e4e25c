/* SPDX-License-Identifier: Apache-2.0
 *
 * Interviews.  A missed one is never silently replaced: its letter says so
 * and, where the worker gives a time, offers the next.
 */
#include "server/service/interview.h"

#include "base/str.h"
#include "server/service/completeness.h"

enum { INTERVIEW_AHEAD_DAYS_MAX = 120 };
#define DAY_MS (24 * 3600 * 1000LL)

static bool
mode_fits(const char *mode, struct err *err)
{
	if (str_eq(mode, "phone") || str_eq(mode, "office") || str_eq(mode, "video"))
		return true;
	return err_field(err, "/mode", str_empty(mode) ? "required" : "unknown",
	                 "One of: phone, office, video.");
}

static bool
time_fits(const struct call *call, int64_t at_ms, struct err *err)
{
	if (at_ms <= 0)
		return err_field(err, "/at", "required", "Say when.");
	if (at_ms <= call->now_ms)
		return err_field(err, "/at", "past", "This time has passed.");
	if (at_ms > call->now_ms + INTERVIEW_AHEAD_DAYS_MAX * DAY_MS)
		return err_field(err, "/at", "too_late", "At most %d days from today.",
		                 (int)INTERVIEW_AHEAD_DAYS_MAX);
	return true;
}

static struct interview *
add_interview(struct application_file *file, enum interview_state state, int64_t at_ms,
              const char *mode, const char *note, struct err *err)
{
	size_t index = file->interview_count;

	if (index == FILE_INTERVIEWS_MAX) {
		err_field(err, "/state", "too_many", "This application has too many interviews.");
		return NULL;
	}
	file->interviews[index] = (struct interview) { (int64_t)index + 1, at_ms, mode, state, note };
	file->interview_changed[index] = true;
	file->interview_count++;
	return &file->interviews[index];
}

static void
end_interview(struct application_file *file, struct interview *interview,
              enum interview_state state, const char *note)
{
	assert(interview->state == INTERVIEW_SET);
	interview->state = state;
	if (!str_empty(note))
		interview->note = note;
	file->interview_changed[interview - file->interviews] = true;
}

static void
put_time(struct json_out *out, const char *name, int64_t at_ms)
{
	char text[INSTANT_TEXT_MAX];

	if (at_ms)
		json_put_text(out, name, instant_to_text(at_ms, text));
}

/* An interview that is to come: set first, or moved. */
static bool
offer(struct call *call, struct application_file *file, const struct interview_request *request,
      struct err *err)
{
	struct interview *old = file_interview_set(file);
	struct interview *interview;
	struct planned_event *event;
	struct telling telling;

	if (request->state == INTERVIEW_MOVED && !old)
		return err_field(err, "/state", "none_set", "No interview is set.");
	if (request->state == INTERVIEW_SET && old)
		return err_field(err, "/state", "one_set", "One is set already; move that one.");
	const char *mode = str_empty(request->mode) && old ? old->mode : request->mode;
	if (!time_fits(call, request->at_ms, err) || !mode_fits(mode, err))
		return false;
	if (old)
		end_interview(file, old, INTERVIEW_MOVED, NULL);
	interview = add_interview(file, INTERVIEW_SET, request->at_ms, mode, request->note, err);
	if (!interview || !telling_init(call, file, &telling, err))
		return false;
	file->now.queue.status = APPLICATION_INTERVIEW_SCHEDULED;
	telling.base.interview = interview;
	event = plan_event(file, EVENT_INTERVIEW_SET);
	put_time(&event->payload, "at", interview->at_ms);
	json_put_text(&event->payload, "mode", mode);
	return plan_says(call, event, UPDATE_INTERVIEW, &telling, err)
		&& plan_notice(call, file, NOTICE_KIND_INTERVIEW, &telling, NULL, err);
}

static bool
missed(struct call *call, struct application_file *file, const struct interview_request *request,
       struct err *err)
{
	struct interview *old = file_interview_set(file), *next = NULL;
	struct planned_event *event;
	struct telling telling;

	if (!old)
		return err_field(err, "/state", "none_set", "No interview is set.");
	if (old->at_ms > call->now_ms)
		return err_field(err, "/state", "not_yet", "Its time has not come yet.");
	const char *mode = str_empty(request->mode) ? old->mode : request->mode;
	if (request->at_ms && (!time_fits(call, request->at_ms, err) || !mode_fits(mode, err)))
		return false;
	end_interview(file, old, INTERVIEW_MISSED, request->note);
	if (request->at_ms) {
		next = add_interview(file, INTERVIEW_SET, request->at_ms, mode, NULL, err);
		if (!next)
			return false;
	}
	if (!telling_init(call, file, &telling, err))
		return false;
	file->now.queue.status = next ? APPLICATION_INTERVIEW_SCHEDULED : application_in_work(file);
	telling.base.interview = old;
	telling.base.next_interview = next;
	event = plan_event(file, EVENT_INTERVIEW_MISSED);
	put_time(&event->payload, "at", old->at_ms);
	json_put_text(&event->payload, "mode", old->mode);
	put_time(&event->payload, "next_at", request->at_ms);
	return plan_says(call, event, UPDATE_INTERVIEW, &telling, err)
		&& plan_notice(call, file, NOTICE_KIND_MISSED_INTERVIEW, &telling, NULL, err);
}

/* The talk took place, or none is needed: the requirement is met. */
static bool
over(struct call *call, struct application_file *file, const struct interview_request *request,
     struct err *err)
{
	bool is_held = request->state == INTERVIEW_HELD;
	struct interview *interview = file_interview_set(file);
	struct planned_event *event;

	if (!is_held && str_empty(request->note))
		return err_field(err, "/note", "required", "Say why no interview is needed.");
	if (is_held && (!interview || !str_empty(request->mode)) && !mode_fits(request->mode, err))
		return false;
	if (interview) {
		/* Held when and how it was, not as it was to be: who calls a day early
		 * was not talked to on the day that was set. */
		if (is_held && interview->at_ms > call->now_ms)
			interview->at_ms = call->now_ms;
		if (is_held && !str_empty(request->mode))
			interview->mode = request->mode;
		end_interview(file, interview, request->state, request->note);
	} else {
		/* A customer who simply called, or came by. */
		interview = add_interview(file, request->state, call->now_ms,
		                          is_held ? request->mode : NULL, request->note, err);
		if (!interview)
			return false;
	}
	file->now.queue.status = application_in_work(file);
	event = plan_event(file, is_held ? EVENT_INTERVIEW_HELD : EVENT_INTERVIEW_WAIVED);
	if (is_held) {
		put_time(&event->payload, "at", interview->at_ms);
		json_put_text(&event->payload, "mode", interview->mode ? interview->mode : "");
	}
	json_put_text(&event->payload, "note", request->note ? request->note : "");
	return true;
}

static bool
record(struct call *call, struct application_file *file, const void *given, struct err *err)
{
	const struct interview_request *request = given;
	bool ok;

	if (!application_permit(call, file, ACT_INTERVIEW, err)
		|| !file_reason_fits("/note", request->note, REASON_TEXT_MAX, err))
		return false;
	if (!completeness_interview(file->program))
		return err_field(err, "/state", "no_interview", "This program asks for no interview.");
	file->changed = "status,interviews";
	switch (request->state) {
	case INTERVIEW_SET:
	case INTERVIEW_MOVED:
		ok = offer(call, file, request, err);
		break;
	case INTERVIEW_MISSED:
		ok = missed(call, file, request, err);
		break;
	case INTERVIEW_HELD:
	case INTERVIEW_WAIVED:
		ok = over(call, file, request, err);
		break;
	default:
		ok = err_field(err, "/state", "required",
		               "One of: set, moved, held, missed, waived.");
	}
	return ok && application_recount(call, file, err) && application_settle(call, file, err);
}

bool
interview_record(struct call *call, const char *id, const struct interview_request *request,
                 const struct application **ret, struct err *err)
{
	assert(request);
	return application_do(call, id, record, request, ret, err);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * May this person be forgotten, and that they were.
 */
#include "server/service/erase.h"

#include "base/json.h"
#include "base/str.h"
#include "base/words.h"
#include "domain/program.h"
#include "server/service/agency.h"
#include "server/service/status.h"
#include "server/store/customer.h"
#include "server/store/event_log.h"

enum { GROUND_BYTES_MAX = 500, PAYLOAD_VERSION_NOW = 1 };

static bool
is_court(const char *ground)
{
	return str_eq(ground, "court") || str_starts(ground, "court ");
}

/* The day until which the program keeps what it closed. */
static civil_date
kept_until(const struct call *call, const struct erase_hold *hold)
{
	const struct program *program =
		agency_program(call->agency, hold->program_id, hold->program_version);
	int year, month, day;

	if (!program)
		return DATE_NONE;
	date_split(zone_date(ZONE_CENTRAL, hold->updated_at_ms), &year, &month, &day);
	if (month == 2 && day == 29)
		day = 28;
	return date_make(year + program->retention_years, month, day);
}

static bool
may_forget(struct call *call, const char *customer_id, const char *ground, struct err *err)
{
	civil_date today = zone_date(ZONE_CENTRAL, call->now_ms);
	struct erase_hold *holds;
	size_t count = erase_holds(call->db, customer_id, call->arena, &holds);
	char text[DATE_TEXT_MAX];

	for (size_t i = 0; i < count && !is_court(ground); i++) {
		civil_date until = kept_until(call, &holds[i]);
		if (holds[i].is_open)
			return err_set(err, ERR_TRANSITION_NOT_ALLOWED,
			               _("Application %s is open: only a court's order (--ground court) goes before it."),
			               holds[i].number);
		if (until == DATE_NONE || until >= today)
			return err_set(err, ERR_TRANSITION_NOT_ALLOWED,
			               _("Application %s is kept until %s: only a court's order (--ground court) goes before it."),
			               holds[i].number, until == DATE_NONE ? "?" : date_to_text(until, text));
	}
	return !db_take_failure(call->db, err);
}

static bool
write_event(struct call *call, const struct customer_record *record, const char *ground,
            const struct author *author, struct err *err)
{
	struct buf text = BUF_INIT(GROUND_BYTES_MAX * 8);
	struct json_out out = JSON_OUT(&text);
	struct event event = {
		.type = EVENT_CUSTOMER_ERASED,
		.subject = { "customer", record->customer.id },
		.version = record->customer.version + 1,
		.actor = *author,
		.scope = { .customer_id = record->customer.id, .county = record->customer.county,
		           .sealed = record->sealed },
	};

	json_begin_object(&out, NULL);
	json_put_int(&out, "v", PAYLOAD_VERSION_NOW);
	json_put_text(&out, "ground", ground);
	json_end_object(&out);
	bool ok = buf_ok(&text) && event_append(call->txn, &event, text.data);
	buf_done(&text);
	return ok || db_take_failure(call->db, err) ||
	       err_set(err, ERR_INTERNAL, "The event could not be written.");
}

/* Pages that stand open. */
static bool
shut_pages(struct call *call, const char *customer_id, struct err *err)
{
	struct erase_hold *holds;
	size_t count = erase_holds(call->db, customer_id, call->arena, &holds);

	for (size_t i = 0; i < count; i++)
		if (!status_pass_end(call, holds[i].application_id, err))
			return false;
	return !db_take_failure(call->db, err);
}

bool
customer_erase(struct call *call, const char *customer_id, const char *ground,
               const struct author *author, struct erase_count *ret, struct err *err)
{
	struct customer_record record;

	assert(call->txn);
	if (str_empty(ground) || strlen(ground) > GROUND_BYTES_MAX)
		return err_set(err, ERR_USAGE, _("A ground has 1 to %d bytes."), GROUND_BYTES_MAX);
	if (!customer_read(call->db, customer_id, call->arena, &record))
		return db_take_failure(call->db, err)
		               ? false
		               : err_set(err, ERR_NOT_FOUND, _("There is no customer %s."), customer_id);
	if (!may_forget(call, customer_id, ground, err))
		return false;
	if (!erase_person(call->txn, customer_id, ret)) {
		(void)db_take_failure(call->db, err);
		return false;
	}
	return shut_pages(call, customer_id, err) && write_event(call, &record, ground, author, err);
}

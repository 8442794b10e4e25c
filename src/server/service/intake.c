/* SPDX-License-Identifier: Apache-2.0
 *
 * Taking in an application.
 */
#include "server/service/intake.h"

#include "base/secret.h"
#include "base/str.h"
#include "base/words.h"
#include "domain/answers.h"
#include "domain/county.h"
#include "domain/deadline.h"
#include "server/service/access_code.h"
#include "server/service/agency.h"
#include "server/service/application_view.h"
#include "server/service/completeness.h"
#include "server/service/customer.h"
#include "server/service/kin.h"
#include "server/service/missing.h"
#include "server/store/counter.h"
#include "server/store/search.h"

struct intake {
	const struct intake_request *request;
	struct customer_record *customer;
	bool is_new_customer;
	const char *access_code;
	struct application_file file;
};

static const char *
fresh_id(struct call *call, const char *prefix)
{
	char id[ID_TEXT_MAX];

	random_id(id, prefix, call->now_ms);
	return arena_strdup(call->arena, id);
}

/* ---- the customer ---- */

static bool
known_customer(struct call *call, struct intake *intake, struct err *err)
{
	intake->customer = arena_alloc(call->arena, sizeof *intake->customer);
	if (!customer_read(call->db, intake->request->customer_id, call->arena, intake->customer)) {
		if (db_take_failure(call->db, err))
			return false;
		return err_field(err, "/customer_id", "unknown", "There is no such customer.");
	}
	/* An applicant who is signed in: the record they are. */
	if (call->actor->kind == ACTOR_CUSTOMER && str_eq(call->actor->own_customer_id, intake->request->customer_id))
		return true;
	if (kin_may_find(call, intake->customer))
		return true;
	if (db_take_failure(call->db, err))
		return false;
	return err_field(err, "/customer_id", "unknown", "There is no such customer.");
}

/* An organization is reached through the first contact who can be, where it
 * has no telephone or e-mail of its own. */
static void
reach_by_contact(struct customer *customer)
{
	for (size_t i = 0; i < customer->contacts.count; i++) {
		const struct contact *contact = &customer->contacts.at[i];

		if (str_empty(customer->phone) && !str_empty(contact->phone))
			customer->phone = contact->phone;
		if (str_empty(customer->email) && !str_empty(contact->email))
			customer->email = contact->email;
	}
}

static bool
new_customer(struct call *call, struct intake *intake, struct err *err)
{
	const struct customer *given = intake->request->customer;
	struct customer *customer;

	intake->customer = arena_alloc(call->arena, sizeof *intake->customer);
	intake->is_new_customer = true;
	customer = &intake->customer->customer;
	*customer = *given;
	if (!given->name)
		err_field(err, "/customer/name", "required", "The customer's name is needed.");
	if (str_empty(given->county))
		err_field(err, "/customer/county", "required", "A county of Tennessee is needed.");
	if (!customer_fits(given, "/customer", zone_date(ZONE_CENTRAL, call->now_ms), err)
		|| err->field_count || !kin_fits(call, NULL, given, "/customer", err))
		return false;
	customer->id = fresh_id(call, "c_");
	customer->version = 1;
	customer->case_number = NULL;
	if (customer->kind == CUSTOMER_NO_KIND)
		customer->kind = intake->file.program->for_persons ? CUSTOMER_PERSON
		                                                   : CUSTOMER_ORGANIZATION;
	if (customer->kind == CUSTOMER_ORGANIZATION)
		reach_by_contact(customer);
	if (str_empty(customer->language))
		customer->language = str_empty(intake->request->language) ? "en"
		                                                          : intake->request->language;
	if (str_empty(customer->spoken_language))
		customer->spoken_language = customer->language;
	customer->open_applications = 0; /* application_row_add() counts it */
	customer->ssn_last4 = NULL;
	intake->customer->changed_by = call->actor->name;
	intake->customer->changed_fields = "";
	intake->customer->changed_at_ms = call->now_ms;
	return true;
}

/* Whom the program is for.  Who applies for an organization is a person: named. */
static bool
customer_may_apply(const struct intake *intake, struct err *err)
{
	const struct program *program = intake->file.program;
	const struct customer *customer = &intake->customer->customer;
	bool organization = customer->kind == CUSTOMER_ORGANIZATION;
	const char *pointer = intake->is_new_customer ? "/customer/kind" : "/customer_id";

	if (organization ? program->for_organizations : program->for_persons)
		return true;
	return err_field(err, pointer, "wrong_kind", "%s",
	                 err_said(organization ? N_("This program is not for organizations.")
	                                       : N_("This program is for organizations only.")));
}

static bool
choose_customer(struct call *call, struct intake *intake, struct err *err)
{
	const struct intake_request *request = intake->request;
	bool has_id = !str_empty(request->customer_id), has_new = request->customer != NULL;

	if (has_id == has_new)
		return err_field(err, "/customer", "one_of",
		                 "Send either customer_id or customer.");
	return (has_id ? known_customer(call, intake, err) : new_customer(call, intake, err))
		&& customer_may_apply(intake, err);
}

/* ---- the application ---- */

static bool
read_answers(const struct call *call, struct intake *intake, struct err *err)
{
	const char *text = str_empty(intake->request->answers) ? "{}" : intake->request->answers;
	struct application_file *file = &intake->file;

	file->now.answers = text;
	if (!file_answers(file, err))
		return false;
	bool fits = answers_check(
		file->program, file->answers, NULL, zone_date(ZONE_CENTRAL, call->now_ms), err);
	return answers_are_filing(file->program, file->answers, &intake->customer->customer, err)
		&& fits;
}

/* Whom the answers tell of belongs to a new record that says nothing of it. */
static void
take_household(struct call *call, struct intake *intake)
{
	struct customer *customer = &intake->customer->customer;

	if (!intake->is_new_customer || customer->kind == CUSTOMER_ORGANIZATION)
		return;
	if (customer->household.count == 0)
		kin_of_answers(call, intake->file.program, intake->file.answers, customer);
	kin_link(call, customer);
}

static bool
choose_dates(struct call *call, struct intake *intake, struct err *err)
{
	struct application_file *file = &intake->file;
	struct queue_row *row = &file->now.queue;

	file->zone = county_zone(row->county);
	file->today = zone_date(file->zone, call->now_ms);
	row->filed_on = intake->request->filed_on == DATE_NONE ? file->today
	                                                       : intake->request->filed_on;
	if (row->filed_on > file->today)
		return err_field(err, "/filed_on", "future", "It cannot be filed after today.");
	if (row->filed_on < file->today - INTAKE_BACK_DAYS_MAX)
		return err_field(err, "/filed_on", "too_old", "At most %d days ago.",
		                 (int)INTAKE_BACK_DAYS_MAX);
	/* What came late may be taken in by a worker, who decides on it. */
	if (call->actor->kind == ACTOR_CUSTOMER && !program_is_open(file->program, file->today))
		return err_field(err, "/program", "closed", "Applications for this program are not taken now.");
	row->expedited = deadline_expedited(file->program, file->answers, NULL) == TRUTH_YES;
	row->due_on = deadline_decision(file->program, row->filed_on, row->expedited, DATE_NONE);
	return true;
}

static const char *
choose_team(struct call *call, const struct queue_row *row)
{
	const char *by_program = arena_printf(call->arena, "team.%s.%s", row->county, row->program_id);
	const char *by_county = arena_printf(call->arena, "team.%s", row->county);
	const char *team = agency_setting(call->agency, by_program,
		agency_setting(call->agency, by_county, NULL));

	return str_empty(team) ? team_for(call->db, row->county, row->program_id, call->arena) : team;
}

static const char *
folded(struct call *call, const char *name)
{
	char key[QUEUE_KEY_BYTES];

	queue_customer_key(key, name);
	return arena_strdup(call->arena, key);
}

static bool
fill_row(struct call *call, struct intake *intake, struct err *err)
{
	struct application_file *file = &intake->file;
	struct queue_row *row = &file->now.queue;
	const struct customer *customer = &intake->customer->customer;
	const char *channel = intake->request->channel;

	row->application_id = fresh_id(call, "a_");
	row->program_id = file->program->id;
	row->program_version = file->program->version;
	row->customer_id = customer->id;
	row->customer_name = customer->name;
	row->customer_key = folded(call, customer->name);
	row->county = customer->county;
	row->language = str_empty(intake->request->language) ? customer->language
	                                                     : intake->request->language;
	row->channel = str_empty(channel) ? "office" : channel;
	row->sealed = intake->customer->sealed;
	row->filed_by_id = call->actor->kind == ACTOR_WORKER ? call->actor->id : NULL;
	row->filed_at_ms = call->now_ms;
	row->remind_on = DATE_NONE;
	if (str_empty(row->county))
		return err_field(err, "/customer_id", "no_county",
		                 "The customer's record names no county; add it first.");
	if (!str_empty(row->language) && !customer_language_fits(row->language))
		return err_field(err, "/language", "unknown",
		                 "A language tag such as \"es\" is needed.");
	if (strlen(row->channel) > 40)
		return err_field(err, "/channel", "too_long", "At most 40 bytes.");
	if (!choose_dates(call, intake, err))
		return false;
	row->team_id = choose_team(call, row);
	if (str_empty(row->team_id))
		return err_set(err, ERR_UNSUPPORTED_BY_BACKEND,
		               "No team serves %s in %s. Set one (team.%s).", row->program_id,
		               row->county, row->county);
	return true;
}

/* Numbers and the code: last, so that nothing refused uses one up. */
static bool
give_numbers(struct call *call, struct intake *intake, struct err *err)
{
	struct queue_row *row = &intake->file.now.queue;
	struct customer *customer = &intake->customer->customer;
	int year, month, day;
	char code[ACCESS_CODE_DIGITS + 1];
	const char *counter;
	int64_t number = 0, case_number = 0;

	date_split(intake->file.today, &year, &month, &day);
	counter = arena_printf(call->arena, COUNTER_APPLICATION "%02d", year % 100);
	if (call->txn) {
		number = counter_next(call->txn, counter);
		case_number = intake->is_new_customer ? counter_next(call->txn, COUNTER_CASE) : 1;
		if (!number || !case_number)
			return db_take_failure(call->db, err) ? false
				: err_set(err, ERR_INTERNAL, "No number could be given.");
	}
	row->number = arena_printf(call->arena, "A-%02d-%06lld", year % 100, (long long)number);
	if (intake->is_new_customer)
		customer->case_number = arena_printf(call->arena, "C-%06lld", (long long)case_number);
	row->case_number = customer->case_number;
	if (!call->txn)
		return true;
	access_code_make(code);
	access_code_tag(intake->file.now.access_code_tag, call->agency, row->number, code);
	intake->access_code = arena_strdup(call->arena, code);
	return true;
}

/* ---- events ---- */

static size_t
owed_items(struct call *call, struct application_file *file, struct missing_item ***ret)
{
	struct missing_item **owed = arena_array(call->arena, file->item_count + 1, sizeof *owed);
	size_t count = 0;

	for (size_t i = 0; i < file->item_count && count < MISSING_ASK_MAX; i++)
		if (item_is_owed(file->program, &file->items[i], file->now.queue.expedited))
			owed[count++] = &file->items[i];
	*ret = owed;
	return count;
}

static bool
plan_filed(struct call *call, struct intake *intake, const struct telling *telling, struct err *err)
{
	struct application_file *file = &intake->file;
	struct planned_event *event;

	if (intake->is_new_customer)
		plan_event(file, EVENT_CUSTOMER_CREATED);
	event = plan_event(file, EVENT_APPLICATION_FILED);
	json_put_text(&event->payload, "program",
		program_say(file->program, &file->program->name, "en", NULL));
	json_put_text(&event->payload, "channel", file->now.queue.channel);
	json_put_bool(&event->payload, "expedited", file->now.queue.expedited);
	put_item_labels(call, &event->payload, file, telling->items, telling->item_count);
	return plan_says(call, event, UPDATE_RECEIVED, telling, err);
}

/* An incomplete filing is answered at once with what it lacks. */
static bool
plan_incomplete(struct call *call, struct intake *intake, struct missing_item **owed, size_t count,
                struct err *err)
{
	struct application_file *file = &intake->file;
	struct telling telling;
	struct planned_event *event;

	if (!telling_init(call, file, &telling, err))
		return false;
	telling.items = (const struct missing_item *const *)owed;
	telling.item_count = count;
	telling.base.due_on = deadline_proof(file->program, file->today);
	for (size_t i = 0; i < count; i++) {
		owed[i]->state = ITEM_REQUESTED;
		owed[i]->requested_on = file->today;
		owed[i]->due_on = telling.base.due_on;
	}
	event = plan_event(file, EVENT_APPLICATION_INCOMPLETE);
	put_item_labels(call, &event->payload, file, telling.items, count);
	return plan_says(call, event, UPDATE_INCOMPLETE, &telling, err)
		&& plan_notice(call, file, NOTICE_KIND_MISSING, &telling, NULL, err);
}

static bool
plan(struct call *call, struct intake *intake, struct err *err)
{
	struct application_file *file = &intake->file;
	struct missing_item **owed;
	struct telling telling;
	size_t count;

	file->customer = intake->customer;
	if (!application_recount(call, file, err))
		return false;
	count = owed_items(call, file, &owed);
	file->now.queue.status = count ? APPLICATION_INCOMPLETE : APPLICATION_SUBMITTED;
	if (!telling_init(call, file, &telling, err) || !plan_filed(call, intake, &telling, err))
		return false;
	if (file->now.queue.expedited && !application_say_expedited(call, file, err))
		return false;
	return !count || plan_incomplete(call, intake, owed, count, err);
}

static bool
write_customer(struct call *call, const struct intake *intake, struct err *err)
{
	const struct customer_record *record = intake->customer;

	if (!call->txn || !intake->is_new_customer)
		return true;
	if (customer_insert(call->db, record)
		&& search_index_customer(call->db, record->customer.id, record->customer.name,
	                                 record->customer.preferred_name))
		return true;
	return db_take_failure(call->db, err) ? false
		: err_set(err, ERR_INTERNAL, "The customer could not be written.");
}

static bool
file_it(struct call *call, struct intake *intake, struct err *err)
{
	struct application_file *file = &intake->file;
	char first_day[DATE_TEXT_MAX];

	if (!policy_allows(call->actor, POLICY_FILE, NULL, call->now_ms))
		return err_set(err, ERR_FORBIDDEN, "Your role does not take in applications.");
	file->is_new = true;
	file->program = agency_program(call->agency, intake->request->program, 0);
	if (!file->program)
		return err_field(err, "/program", "unknown", "There is no such program.");
	/* By the agency's day: what is entered late may have come in before. */
	if (file->program->effective_on > zone_date(ZONE_CENTRAL, agency_now_ms(call->agency)))
		return err_field(err, "/program", "not_yet", "This program is taken in from %s on.",
		                 date_to_text(file->program->effective_on, first_day));
	if (!choose_customer(call, intake, err) || !read_answers(call, intake, err))
		return false;
	take_household(call, intake);
	return fill_row(call, intake, err) && give_numbers(call, intake, err)
		&& plan(call, intake, err) && write_customer(call, intake, err)
		&& application_commit(call, file, err);
}

bool
intake_file(struct call *call, const struct intake_request *request, const struct application **ret,
            struct err *err)
{
	assert(call && request && ret && err);
	struct intake *intake = arena_alloc(call->arena, sizeof *intake);
	bool ok;

	intake->request = request;
	ok = file_it(call, intake, err);
	if (ok) {
		struct application *view = application_view(call, &intake->file);

		view->access_code = intake->access_code;
		*ret = view;
	}
	application_close(&intake->file);
	return ok;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening and changing one customer.
 */
#include "server/service/customer.h"

#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/application.h"
#include "domain/event.h"
#include "domain/program.h"
#include "proto/requests.h"
#include "server/service/agency.h"
#include "server/service/application_file.h"
#include "server/service/kin.h"
#include "server/service/mail.h"
#include "server/service/record_scope.h"
#include "server/service/status.h"
#include "server/store/event_log.h"
#include "server/store/seal.h"
#include "server/store/search.h"

enum {
	FIELD_MAX_BYTES = 120,
	CHANGED_MAX = 16,
	SSN_MAX = 16
};

#define SSN_MASK "***-**-****"

static const struct policy_subject *
first_allowed(struct call *call, enum policy_action action, const struct customer_record *record)
{
	struct policy_subject *subjects;
	size_t count = customer_subjects(call->db, record, call->arena, &subjects);
	for (size_t i = 0; i < count; i++)
		if (policy_allows(call->actor, action, &subjects[i], call->now_ms))
			return &subjects[i];
	return NULL;
}

static bool
open_for(struct call *call, enum policy_action action, const char *id, struct customer_record *ret,
	struct err *err)
{
	if (!customer_read(call->db, id, call->arena, ret)) {
		if (db_take_failure(call->db, err))
			return false;
		return err_set(err, ERR_NOT_FOUND, "There is no such customer.");
	}
	if (!first_allowed(call, POLICY_READ_CUSTOMER, ret) ||
		(call->actor->kind == ACTOR_WORKER &&
			seal_shuts_out(call->db, call->actor->id, ret->customer.id, ret->sealed)))
		return db_take_failure(call->db, err)
			? false
			: err_set(err, ERR_NOT_FOUND, "There is no such customer.");
	if (action != POLICY_READ_CUSTOMER && !first_allowed(call, action, ret))
		return err_set(err, ERR_FORBIDDEN,
			"Your role does not allow this on the customer's record.");
	return true;
}

bool
customer_open(struct call *call, const char *id, struct customer_record *ret, struct err *err)
{
	return open_for(call, POLICY_READ_CUSTOMER, id, ret, err);
}

/* Does the actor work one of the customer's cases, or lead who does? */
static bool
works_the_case(struct call *call, const struct customer_record *record)
{
	struct policy_subject *subjects;
	size_t count = customer_subjects(call->db, record, call->arena, &subjects);
	for (size_t i = 0; i < count; i++)
		if (policy_relation(call->actor, &subjects[i]) & (BY_ASSIGNEE | BY_SUPERVISOR))
			return true;
	return false;
}

const struct customer *
customer_show(struct call *call, const struct customer_record *record)
{
	struct customer *customer = arena_alloc(call->arena, sizeof(*customer));
	struct policy_scope scope;
	*customer = record->customer;
	if (customer->address_hidden && !works_the_case(call, record))
		customer->address = NULL;
	kin_show(call, customer);
	policy_scope(call->actor, call->now_ms, &scope);
	customer_applications(call->db, customer, &scope, call->arena);
	for (size_t i = 0; i < customer->applications.count; i++) {
		struct application_ref *ref = &customer->applications.at[i];
		const struct program *program = agency_program(call->agency, ref->program_id, 0);
		if (program)
			ref->program_name = program_say(program, &program->name, call->language, NULL);
	}
	return customer;
}

bool
customer_get(struct call *call, const char *id, const struct customer **ret, struct err *err)
{
	struct customer_record record;
	if (!customer_open(call, id, &record, err))
		return false;
	*ret = customer_show(call, &record);
	return !db_take_failure(call->db, err);
}

/* ---- changing ---- */

struct changing {
	struct call *call;
	struct customer_record *record;
	struct customer before; /* its texts, as they were */
	struct err *err;
	const char *changed[CHANGED_MAX];
	size_t count;
};

static void
note_change(struct changing *change, const char *member)
{
	assert(change->count < CHANGED_MAX);
	change->changed[change->count++] = member;
}

static void
set_text(struct changing *change, const char *member, const char **field, const char *value)
{
	if (!value || str_eq(value, *field))
		return;
	*field = value;
	note_change(change, member);
}

/* What is given, looked at as a record of its own. */
static bool
change_fits(const struct call *call, const struct customer_change *asked, struct err *err)
{
	const struct customer given = {
		.name = asked->name,
		.preferred_name = asked->preferred_name,
		.born_on = asked->born_on,
		.language = asked->language,
		.spoken_language = asked->spoken_language,
		.phone = asked->phone,
		.email = asked->email,
		.address = asked->address,
		.county = asked->county,
		.pinned_notes = { asked->pinned_notes.at, asked->pinned_notes.count },
		.contacts = { asked->contacts.at, asked->contacts.count },
		.household = { asked->household.at, asked->household.count },
	};

	bool ok = customer_fits(&given, "", zone_date(ZONE_CENTRAL, call->now_ms), err);
	if (asked->language && str_empty(asked->language))
		ok = err_field(err, "/language", "required", "A language is needed.");
	return ok;
}

static bool
same_address(const struct address *a, const struct address *b)
{
	static const struct address none;
	a = a ? a : &none;
	b = b ? b : &none;
	return str_eq(a->line1, b->line1) && str_eq(a->line2, b->line2) &&
		str_eq(a->city, b->city) && str_eq(a->state, b->state) && str_eq(a->zip, b->zip);
}

static void
set_fields(struct changing *change, const struct customer_change *asked)
{
	struct customer *customer = &change->record->customer;
	change->before = *customer;
	set_text(change, "name", &customer->name, asked->name);
	set_text(change, "preferred_name", &customer->preferred_name, asked->preferred_name);
	set_text(change, "language", &customer->language, asked->language);
	set_text(change, "spoken_language", &customer->spoken_language, asked->spoken_language);
	set_text(change, "phone", &customer->phone, asked->phone);
	set_text(change, "email", &customer->email, asked->email);
	set_text(change, "county", &customer->county, asked->county);
	if (asked->born_on != DATE_NONE && asked->born_on != customer->born_on) {
		customer->born_on = asked->born_on;
		note_change(change, "born_on");
	}
	if (asked->address && !same_address(asked->address, customer->address)) {
		customer->address = asked->address;
		note_change(change, "address");
	}
	if (asked->hidden_given && asked->address_hidden != customer->address_hidden) {
		customer->address_hidden = asked->address_hidden;
		note_change(change, "address_hidden");
	}
	if (asked->pinned_notes_given) {
		customer->pinned_notes.at = asked->pinned_notes.at;
		customer->pinned_notes.count = asked->pinned_notes.count;
		note_change(change, "pinned_notes");
	}
	if (asked->contacts_given) {
		customer->contacts.at = asked->contacts.at;
		customer->contacts.count = asked->contacts.count;
		note_change(change, "contacts");
	}
	if (asked->household_given &&
		kin_change(change->call, customer, asked->household.at, asked->household.count))
		note_change(change, "household");
}

static const char *
join(const struct changing *change, const char *between)
{
	const char *text = "";
	for (size_t i = 0; i < change->count; i++)
		text = arena_printf(
			change->call->arena, "%s%s%s", text, i ? between : "", change->changed[i]);
	return text;
}

static void
event_of_customer(struct event *event, enum event_type type, struct call *call,
	const struct customer_record *record)
{
	*event = (struct event){
		.type = type,
		.subject = { "customer", record->customer.id },
		.version = record->customer.version,
		.actor = call_author(call),
		.scope = {
			.customer_id = record->customer.id,
			.county = record->customer.county,
			.sealed = record->sealed,
		},
	};
}

static bool
append_with(struct call *call, struct event *event, const char *member, const char *value)
{
	struct buf payload = BUF_INIT(REVEAL_REASON_MAX * 8 + FIELD_MAX_BYTES);
	struct json_out out = JSON_OUT(&payload);
	json_begin_object(&out, NULL);
	json_put_int(&out, "v", 1);
	json_put_text(&out, member, value);
	json_end_object(&out);
	bool ok = buf_ok(&payload) && event_append(call->txn, event, payload.data);
	buf_done(&payload);
	return ok;
}

/* Whoever has one of the customer's open applications before them hears of it:
 * an event about the customer alone belongs to no team. */
static bool
tell_applications(struct changing *change, const char *changed)
{
	const char *customer_changed[] = { "customer" };
	struct call *call = change->call;
	struct policy_subject *subjects;
	size_t count = customer_subjects(call->db, change->record, call->arena, &subjects);
	for (size_t i = 0; i < count; i++) {
		const struct policy_subject *subject = &subjects[i];
		if (!subject->application_id || !application_status_is_open(subject->status))
			continue;
		struct event event = {
			.type = EVENT_APPLICATION_UPDATED,
			.subject = { "application", subject->application_id },
			.application_id = subject->application_id,
			.actor = call_author(call),
			.changed = { customer_changed, 1 },
			.scope = {
				.customer_id = subject->customer_id,
				.team_id = subject->team_id,
				.county = subject->county,
				.program_id = subject->program_id,
				.assignee_before = subject->assignee_id,
				.assignee_after = subject->assignee_id,
				.sealed = subject->sealed,
			},
		};
		if (!append_with(call, &event, "changed", changed))
			return false;
	}
	return true;
}

/* Who has the code of a letter, or an account's password, or calls the desk, is
 * not always whose mailbox it was: where letters came until now it is said that
 * they do not any more.  A worker who mends a slip tells no stranger of it. */
static bool
tell_old_mailbox(struct changing *change, const char *changed)
{
	struct call *call = change->call;
	const struct customer *before = &change->before;
	const char *id = call->actor->application_id;
	struct policy_subject *subjects;

	if (!str_in_list(changed, "email") || str_empty(before->email) ||
		(call->actor->kind != ACTOR_CUSTOMER && !mail_has_gone(call->db, before->id, before->email)))
		return true;
	if (!id && customer_subjects(call->db, change->record, call->arena, &subjects) > 0)
		id = subjects[0].application_id;
	return !id || mail_moved(call, before, id, change->err);
}

static bool
not_written(struct changing *change)
{
	if (change->err->code == ERR_NONE && !db_take_failure(change->call->db, change->err))
		err_set(change->err, ERR_INTERNAL, "The record could not be written.");
	return false;
}

static bool
write_change(struct changing *change)
{
	struct call *call = change->call;
	struct customer_record *record = change->record;
	struct event event;
	const char *changed = join(change, ",");
	bool renamed = str_in_list(changed, "name");
	bool named = renamed || str_in_list(changed, "preferred_name");

	record->customer.version++;
	record->changed_by = call->actor->name;
	record->changed_fields = changed;
	record->changed_at_ms = call->now_ms;
	event_of_customer(&event, EVENT_CUSTOMER_UPDATED, call, record);
	event.scope = customer_scope(call, record);
	event.changed = (struct text_list){ change->changed, change->count };
	if (!customer_update(call->db, record) ||
		(renamed && !customer_rename_in_queues(call->db, &record->customer)) ||
		(named &&
			!search_index_customer(call->db, record->customer.id, record->customer.name,
				record->customer.preferred_name)) ||
		!append_with(call, &event, "changed", join(change, ", ")) ||
		!tell_applications(change, join(change, ", ")) || !tell_old_mailbox(change, changed))
		return not_written(change);
	return true;
}

/* Whoever may not see it does not make it seen. */
static bool
may_unhide(struct call *call, const struct customer_record *record, const struct customer_change *asked,
	struct err *err)
{
	bool unhides = asked->hidden_given && !asked->address_hidden && record->customer.address_hidden;

	return !unhides || works_the_case(call, record) ||
		err_set(err, ERR_FORBIDDEN, "Only who works the case, or leads them, shows the address again.");
}

/* A link shows nothing that a search would not. */
static bool
may_name(struct call *call, const struct customer_record *record, const struct customer_change *asked,
	struct err *err)
{
	const struct customer named = { .household = { asked->household.at, asked->household.count } };

	return kin_fits(call, &record->customer, &named, "", err);
}

bool
customer_change(struct call *call, const char *id, const struct customer_change *asked,
	const struct customer **ret, struct err *err)
{
	struct customer_record record;
	if (!open_for(call, POLICY_EDIT_CUSTOMER, id, &record, err) ||
		!call_version_matches(call, record.customer.version, record.changed_by,
			record.changed_fields, record.changed_at_ms, err) ||
		!call_body_fits(call, err) || !change_fits(call, asked, err) ||
		!may_unhide(call, &record, asked, err) || !may_name(call, &record, asked, err))
		return false;
	struct changing change = { .call = call, .record = &record, .err = err };
	set_fields(&change, asked);
	if (change.count > 0 && call->txn && !write_change(&change))
		return false;
	*ret = customer_show(call, &record);
	return true;
}

static bool
open_own(struct call *call, const char *application_id, struct customer_record *ret, struct err *err)
{
	struct queue_row row;

	if (call->actor->kind == ACTOR_CUSTOMER && str_eq(call->actor->application_id, application_id) &&
		queue_find(call->db, application_id, call->arena, &row) &&
		customer_read(call->db, row.customer_id, call->arena, ret))
		return true;
	return db_take_failure(call->db, err)
		? false
		: err_set(err, ERR_NOT_FOUND, "There is no such application.");
}

bool
customer_contact(struct call *call, const char *application_id, const struct customer **ret,
	struct err *err)
{
	struct customer_record *record = arena_alloc(call->arena, sizeof(*record));

	*ret = &record->customer;
	return open_own(call, application_id, record, err);
}

bool
customer_change_contact(struct call *call, const char *application_id, const char *phone,
	const char *email, const char *language, struct err *err)
{
	const struct customer_change asked = {
		.phone = phone, .email = email, .language = language, .born_on = DATE_NONE
	};
	struct customer_record record;

	if (!open_own(call, application_id, &record, err) || !change_fits(call, &asked, err))
		return false;
	struct changing change = { .call = call, .record = &record, .err = err };
	set_fields(&change, &asked);
	if (change.count == 0)
		return true;
	return status_has_room(call, record.customer.id, err) && (!call->txn || write_change(&change));
}

/* ---- the number ---- */

static bool
read_ssn(struct call *call, const struct customer_record *record, const char **ret, struct err *err)
{
	if (!record->ssn_sealed)
		return err_set(err, ERR_NOT_FOUND, "No number is on file for this customer.");
	struct buf digits = BUF_INIT(SSN_MAX);
	bool ok = unseal(&digits, agency_key(call->agency, KEY_SSN_SEAL), record->ssn_sealed,
		record->ssn_sealed_len);
	if (ok)
		*ret = arena_printf(
			call->arena, "%.3s-%.2s-%s", digits.data, digits.data + 3, digits.data + 5);
	secret_wipe(digits.data, digits.len);
	buf_done(&digits);
	return ok || err_set(err, ERR_INTERNAL, "The number was sealed with another agency's key.");
}

static bool
tell_reveal(struct call *call, const struct customer_record *record, const char *reason, struct err *err)
{
	struct event event;
	event_of_customer(&event, EVENT_SSN_REVEALED, call, record);
	if (append_with(call, &event, "reason", reason))
		return true;
	return db_take_failure(call->db, err)
		? false
		: err_set(err, ERR_INTERNAL,
			  "The reveal could not be recorded, so nothing is shown.");
}

bool
customer_reveal_ssn(
	struct call *call, const char *id, const char *reason, const char **ret, struct err *err)
{
	struct customer_record record;
	if (!open_for(call, POLICY_REVEAL_SSN, id, &record, err) || !call_body_fits(call, err))
		return false;
	if (str_empty(reason) || strlen(reason) < REVEAL_REASON_MIN)
		return err_field(err, "/reason", "required", "Say why you need the number.");
	if (strlen(reason) > REVEAL_REASON_MAX)
		return err_field(
			err, "/reason", "too_long", "At most %d bytes.", REVEAL_REASON_MAX);
	if (!read_ssn(call, &record, ret, err))
		return false;
	/* A rehearsal records nothing, so it shows nothing either. */
	if (!call->txn) {
		*ret = SSN_MASK;
		return true;
	}

	return tell_reveal(call, &record, reason, err);
}

bool
customer_ssn_again(struct call *call, const char *id, const char **ret, struct err *err)
{
	struct customer_record record;
	return open_for(call, POLICY_REVEAL_SSN, id, &record, err) &&
		read_ssn(call, &record, ret, err);
}

bool
customer_ssn_shown_again(struct call *call, const char *id, const char *reason, struct err *err)
{
	struct customer_record record;
	assert(call->txn);
	return open_for(call, POLICY_REVEAL_SSN, id, &record, err) &&
		tell_reveal(call, &record, reason ? reason : "", err);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The customer table.  Address, household, contacts and pinned notes are JSON
 * in columns of their own, spelled as on the wire.
 */
#include "server/store/customer.h"

#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "server/store/household.h"
#include "server/store/queue.h"

enum { CUSTOMER_COLUMN_MAX = 256 * 1024, PHONE_TAIL = 4, SECRET_TAG_BYTES = 32 };

#define CUSTOMER_COLUMNS \
	"id, version, kind, case_number, name, preferred_name, born_on, language, spoken_language, " \
	"phone, email, county, ssn_last4, address_hidden, vulnerable, sealed, open_applications, " \
	"changed_by, changed_fields, changed_at"

/* A merged record's id leads to the one it became part of. */
#define WHERE_RESOLVED \
	" WHERE id = (SELECT CASE WHEN m.merged_into = '' THEN m.id ELSE m.merged_into END" \
	" FROM customer m WHERE m.id = $1)"

static const char *
text_member(const struct json *object, const char *name, struct arena *arena)
{
	const char *text = json_text(json_get(object, name));
	return str_empty(text) ? NULL : arena_strdup(arena, text);
}

static civil_date
date_member(const struct json *object, const char *name)
{
	civil_date date;
	const char *text = json_text(json_get(object, name));
	return text && date_from_text(text, &date) ? date : DATE_NONE;
}

static void
put_if_given(struct json_out *out, const char *name, const char *text)
{
	if (!str_empty(text))
		json_put_text(out, name, text);
}

static void
put_date(struct json_out *out, const char *name, civil_date date)
{
	char text[DATE_TEXT_MAX];
	if (date != DATE_NONE)
		json_put_text(out, name, date_to_text(date, text));
}

/* A column of JSON that this room wrote itself; NULL where it is empty. */
static struct json *
parse_column(struct stmt *stmt, int column)
{
	struct err err = { 0 };
	const char *text = column_text(stmt, column);
	return *text ? json_parse(text, strlen(text), &err) : NULL;
}

static struct address *
read_address(struct stmt *stmt, int column, struct arena *arena)
{
	struct json *json = parse_column(stmt, column);
	if (!json)
		return NULL;
	struct address *address = arena_alloc(arena, sizeof(*address));
	*address = (struct address){
		.line1 = text_member(json, "line1", arena),
		.line2 = text_member(json, "line2", arena),
		.city = text_member(json, "city", arena),
		.state = text_member(json, "state", arena),
		.zip = text_member(json, "zip", arena),
	};
	json_free(json);
	return address;
}

static void
read_household(struct customer *customer, struct stmt *stmt, int column, struct arena *arena)
{
	struct json *json = parse_column(stmt, column);
	customer->household.at =
		arena_array(arena, json_count(json), sizeof(*customer->household.at));
	for (const struct json *entry = json_first(json); entry; entry = json_next(entry))
		customer->household.at[customer->household.count++] = (struct household_member){
			.customer_id = text_member(entry, "customer_id", arena),
			.name = text_member(entry, "name", arena),
			.relation = text_member(entry, "relation", arena),
			.born_on = date_member(entry, "born_on"),
		};
	json_free(json);
}

static void
read_contacts(struct customer *customer, struct stmt *stmt, int column, struct arena *arena)
{
	struct json *json = parse_column(stmt, column);
	customer->contacts.at =
		arena_array(arena, json_count(json), sizeof(*customer->contacts.at));
	for (const struct json *entry = json_first(json); entry; entry = json_next(entry))
		customer->contacts.at[customer->contacts.count++] = (struct contact){
			.name = text_member(entry, "name", arena),
			.role = text_member(entry, "role", arena),
			.phone = text_member(entry, "phone", arena),
			.email = text_member(entry, "email", arena),
		};
	json_free(json);
}

static void
read_pins(struct customer *customer, struct stmt *stmt, int column, struct arena *arena)
{
	struct json *json = parse_column(stmt, column);
	customer->pinned_notes.at =
		arena_array(arena, json_count(json), sizeof(*customer->pinned_notes.at));
	for (const struct json *entry = json_first(json); entry; entry = json_next(entry)) {
		struct pinned_note *pin =
			&customer->pinned_notes.at[customer->pinned_notes.count++];
		pin->text = text_member(entry, "text", arena);
		pin->until = date_member(entry, "until");
		if (!json_int(json_get(entry, "priority"), &pin->priority))
			pin->priority = 1;
	}
	json_free(json);
}

static void
read_columns(struct customer_record *ret, struct stmt *stmt, struct arena *arena)
{
	*ret = (struct customer_record){
		.customer = {
			.id = column_copy(stmt, 0, arena),
			.version = column_int(stmt, 1),
			.kind = (enum customer_kind)column_int(stmt, 2),
			.case_number = column_copy(stmt, 3, arena),
			.name = column_copy(stmt, 4, arena),
			.preferred_name = column_copy(stmt, 5, arena),
			.born_on = (civil_date)column_int(stmt, 6),
			.language = column_copy(stmt, 7, arena),
			.spoken_language = column_copy(stmt, 8, arena),
			.phone = column_copy(stmt, 9, arena),
			.email = column_copy(stmt, 10, arena),
			.county = column_copy(stmt, 11, arena),
			.ssn_last4 = column_copy(stmt, 12, arena),
			.address_hidden = column_int(stmt, 13) != 0,
			.vulnerable = column_int(stmt, 14) != 0,
			.open_applications = column_int(stmt, 16),
		},
		.sealed = column_int(stmt, 15) != 0,
		.changed_by = column_copy(stmt, 17, arena),
		.changed_fields = column_copy(stmt, 18, arena),
		.changed_at_ms = column_int(stmt, 19),
	};
}

static const void *
copy_blob(struct stmt *stmt, int column, struct arena *arena, size_t *ret_len)
{
	const void *bytes = column_blob(stmt, column, ret_len);
	if (*ret_len == 0)
		return NULL;
	void *copy = arena_alloc(arena, *ret_len);
	memcpy(copy, bytes, *ret_len);
	return copy;
}

bool
customer_read(struct db *db, const char *id, struct arena *arena, struct customer_record *ret)
{
	struct stmt *stmt = db_query(db,
		"SELECT " CUSTOMER_COLUMNS
		", address, household, contacts, pinned_notes, ssn_sealed, ssn_tag FROM customer" WHERE_RESOLVED);
	bind_text(stmt, 1, id);
	if (!stmt_row(stmt))
		return false;
	read_columns(ret, stmt, arena);
	struct customer *customer = &ret->customer;
	customer->address = read_address(stmt, 20, arena);
	read_household(customer, stmt, 21, arena);
	read_contacts(customer, stmt, 22, arena);
	read_pins(customer, stmt, 23, arena);
	ret->ssn_sealed = copy_blob(stmt, 24, arena, &ret->ssn_sealed_len);
	size_t tag_len;
	ret->ssn_tag = copy_blob(stmt, 25, arena, &tag_len);
	stmt_reset(stmt);
	return true;
}

bool
customer_read_line(struct db *db, const char *id, struct arena *arena, struct customer_record *ret)
{
	struct stmt *stmt = db_query(db, "SELECT " CUSTOMER_COLUMNS " FROM customer" WHERE_RESOLVED);
	bind_text(stmt, 1, id);
	if (!stmt_row(stmt))
		return false;
	read_columns(ret, stmt, arena);
	stmt_reset(stmt);
	return true;
}

static void
write_address(struct buf *out, const struct address *address)
{
	if (!address)
		return;
	struct json_out json = JSON_OUT(out);
	json_begin_object(&json, NULL);
	put_if_given(&json, "line1", address->line1);
	put_if_given(&json, "line2", address->line2);
	put_if_given(&json, "city", address->city);
	put_if_given(&json, "state", address->state);
	put_if_given(&json, "zip", address->zip);
	json_end_object(&json);
}

static void
write_household(struct buf *out, const struct customer *customer)
{
	struct json_out json = JSON_OUT(out);
	json_begin_list(&json, NULL);
	for (size_t i = 0; i < customer->household.count; i++) {
		const struct household_member *member = &customer->household.at[i];
		json_begin_object(&json, NULL);
		put_if_given(&json, "customer_id", member->customer_id);
		put_if_given(&json, "name", member->name);
		put_if_given(&json, "relation", member->relation);
		put_date(&json, "born_on", member->born_on);
		json_end_object(&json);
	}
	json_end_list(&json);
}

static void
write_contacts(struct buf *out, const struct customer *customer)
{
	struct json_out json = JSON_OUT(out);
	json_begin_list(&json, NULL);
	for (size_t i = 0; i < customer->contacts.count; i++) {
		const struct contact *contact = &customer->contacts.at[i];
		json_begin_object(&json, NULL);
		put_if_given(&json, "name", contact->name);
		put_if_given(&json, "role", contact->role);
		put_if_given(&json, "phone", contact->phone);
		put_if_given(&json, "email", contact->email);
		json_end_object(&json);
	}
	json_end_list(&json);
}

static void
write_pins(struct buf *out, const struct customer *customer)
{
	struct json_out json = JSON_OUT(out);
	json_begin_list(&json, NULL);
	for (size_t i = 0; i < customer->pinned_notes.count; i++) {
		const struct pinned_note *pin = &customer->pinned_notes.at[i];
		json_begin_object(&json, NULL);
		put_if_given(&json, "text", pin->text);
		json_put_int(&json, "priority", pin->priority);
		put_date(&json, "until", pin->until);
		json_end_object(&json);
	}
	json_end_list(&json);
}

/* The last four digits, wherever the punctuation stands. */
static void
phone_tail(char out[PHONE_TAIL + 1], const char *phone)
{
	size_t at = PHONE_TAIL;
	out[PHONE_TAIL] = '\0';
	for (size_t i = phone ? strlen(phone) : 0; i > 0 && at > 0; i--)
		if (phone[i - 1] >= '0' && phone[i - 1] <= '9')
			out[--at] = phone[i - 1];
	if (at > 0)
		out[0] = '\0';
}

/* Columns 1 to 29, in the order of both statements below. */
static bool
bind_and_run(struct stmt *stmt, const struct customer_record *record)
{
	const struct customer *customer = &record->customer;
	struct buf address = BUF_INIT(CUSTOMER_COLUMN_MAX),
		   household = BUF_INIT(CUSTOMER_COLUMN_MAX);
	struct buf contacts = BUF_INIT(CUSTOMER_COLUMN_MAX), pins = BUF_INIT(CUSTOMER_COLUMN_MAX);
	struct buf key = BUF_INIT(CUSTOMER_COLUMN_MAX);
	char tail[PHONE_TAIL + 1];

	write_address(&address, customer->address);
	write_household(&household, customer);
	write_contacts(&contacts, customer);
	write_pins(&pins, customer);
	utf8_fold(&key, customer->name, strlen(customer->name));
	phone_tail(tail, customer->phone);

	bind_text(stmt, 1, customer->id);
	bind_int(stmt, 2, customer->version);
	bind_int(stmt, 3, customer->kind);
	bind_text(stmt, 4, customer->case_number);
	bind_text(stmt, 5, customer->name);
	bind_text(stmt, 6, key.data);
	bind_text(stmt, 7, customer->preferred_name);
	bind_int(stmt, 8, customer->born_on);
	bind_text(stmt, 9, customer->language);
	bind_text(stmt, 10, customer->spoken_language);
	bind_text(stmt, 11, customer->phone);
	bind_text(stmt, 12, tail);
	bind_text(stmt, 13, customer->email);
	bind_text(stmt, 14, address.data);
	bind_text(stmt, 15, customer->county);
	bind_blob(stmt, 16, record->ssn_sealed, record->ssn_sealed_len);
	bind_blob(stmt, 17, record->ssn_tag, record->ssn_tag ? SECRET_TAG_BYTES : 0);
	bind_text(stmt, 18, customer->ssn_last4);
	bind_text(stmt, 19, household.data);
	bind_text(stmt, 20, contacts.data);
	bind_text(stmt, 21, pins.data);
	bind_int(stmt, 22, customer->address_hidden);
	bind_int(stmt, 23, customer->vulnerable);
	bind_int(stmt, 24, record->sealed);
	bind_int(stmt, 25, customer->open_applications);
	bind_text(stmt, 26, record->changed_by);
	bind_text(stmt, 27, record->changed_fields);
	bind_int(stmt, 28, record->changed_at_ms);
	bool ok = buf_ok(&address) && buf_ok(&household) && buf_ok(&contacts) && buf_ok(&pins) &&
		buf_ok(&key) && stmt_run(stmt);
	buf_done(&address);
	buf_done(&household);
	buf_done(&contacts);
	buf_done(&pins);
	buf_done(&key);
	return ok;
}

bool
customer_insert(struct db *db, const struct customer_record *record)
{
	return bind_and_run(
		db_query(db,
			"INSERT INTO customer (id, version, kind, case_number, name, sort_key, preferred_name, born_on, "
			"language, spoken_language, phone, phone_last4, email, address, county, ssn_sealed, ssn_tag, "
			"ssn_last4, household, contacts, pinned_notes, address_hidden, vulnerable, sealed, "
			"open_applications, changed_by, changed_fields, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, "
			"$8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, "
			"$27, $28)"),
		record) &&
		household_write(db, &record->customer, true);
}

bool
customer_update(struct db *db, const struct customer_record *record)
{
	return bind_and_run(
		db_query(db,
			"UPDATE customer SET version = $2, kind = $3, case_number = $4, name = $5, sort_key = $6, "
			"preferred_name = $7, born_on = $8, language = $9, spoken_language = $10, phone = $11, "
			"phone_last4 = $12, email = $13, address = $14, county = $15, ssn_sealed = $16, ssn_tag = $17, "
			"ssn_last4 = $18, household = $19, contacts = $20, pinned_notes = $21, address_hidden = $22, "
			"vulnerable = $23, sealed = $24, open_applications = $25, changed_by = $26, "
			"changed_fields = $27, changed_at = $28 WHERE id = $1"),
		record) &&
		household_write(db, &record->customer, false);
}

bool
customer_count_open(struct db *db, const char *id, int64_t change)
{
	struct stmt *stmt = db_query(
		db, "UPDATE customer SET open_applications = open_applications + $2 WHERE id = $1");
	bind_text(stmt, 1, id);
	bind_int(stmt, 2, change);
	return stmt_run(stmt);
}

bool
customer_rename_in_queues(struct db *db, const struct customer *customer)
{
	char key[QUEUE_KEY_BYTES];
	queue_customer_key(key, customer->name);
	struct stmt *stmt = db_query(db,
		"UPDATE queue SET customer_name = $2, customer_key = $3 WHERE customer_id = $1");
	bind_text(stmt, 1, customer->id);
	bind_text(stmt, 2, customer->name);
	bind_text(stmt, 3, key);
	return stmt_run(stmt);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading the log for an auditor.
 */
#include "server/service/audit.h"

#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/county.h"
#include "domain/words.h"
#include "server/service/agency.h"
#include "server/service/application_record.h"
#include "server/service/history.h"
#include "server/store/application.h"
#include "server/store/audit_checkpoint.h"
#include "server/store/customer.h"
#include "server/store/history.h"
#include "server/store/worker.h"

enum { SCAN_MAX = 5000, TEXT_BYTES_MAX = 64 * 1024, MEMBERS_MAX = 32, ITEMS_MAX = 200 };

static struct json *
parse(const char *text)
{
	struct err ignored = { 0 };

	return str_empty(text) ? NULL : json_parse(text, strlen(text), &ignored);
}

/* Names that must not come out of what others searched for. */
struct hiding {
	struct text_list names;
	bool is_whole; /* all of them are here */
};

static bool
not_found(struct err *err)
{
	return err_set(err, ERR_NOT_FOUND, "There is nothing here by that name.");
}

/* ---- who saw what ---- */

static bool
may_know(const struct call *call, const char *customer_id, bool sealed)
{
	struct policy_subject subject = { .customer_id = customer_id, .sealed = sealed };

	return str_empty(customer_id) ||
	       policy_allows(call->actor, POLICY_AUDIT, &subject, call->now_ms);
}

/* A conflict and a seal are about what is asked for, too, and look as if it
 * were not there.  The id of a record that became part of another asks for that other. */
static bool
may_ask(struct call *call, struct access_filter *filter, struct err *err)
{
	struct customer_record record;
	struct queue_row row;

	if (!str_empty(filter->customer_id)) {
		if (!customer_read_line(call->db, filter->customer_id, call->arena, &record) ||
		    !may_know(call, record.customer.id, record.sealed))
			return db_take_failure(call->db, err) ? false : not_found(err);
		filter->customer_id = record.customer.id;
	}
	if (!str_empty(filter->application_id) &&
	    (!queue_find(call->db, filter->application_id, call->arena, &row) ||
	     !may_know(call, row.customer_id, row.sealed)))
		return db_take_failure(call->db, err) ? false : not_found(err);
	return true;
}

/* Would these words of a search name somebody the auditor may not know of?
 * Word by word, since a search is for the beginning of a name. */
static bool
names_hidden(struct call *call, const struct hiding *hiding, const char *text)
{
	struct buf folded = BUF_INIT(TEXT_BYTES_MAX);
	bool names = !hiding->is_whole;

	utf8_fold(&folded, text, strlen(text));
	char *rest = arena_strdup(call->arena, folded.data), *word;
	buf_done(&folded);
	while (!names && (word = strsep(&rest, " ,="))) {
		for (size_t i = 0; *word && !names && i < hiding->names.count; i++)
			names = hiding->names.at[i] && strcasestr(hiding->names.at[i], word);
	}
	return names;
}

static const char *
text_of(struct call *call, const struct hiding *hiding, const struct access_row *row)
{
	static const char *const members[] = { "q", "reason", "item" };
	struct json *payload = parse(row->payload);
	const char *text = NULL;

	for (size_t i = 0; i < countof(members) && !text; i++)
		text = json_text(json_get(payload, members[i]));
	if (text && str_empty(row->customer_id) && names_hidden(call, hiding, text))
		text = NULL;
	text = text ? arena_strdup(call->arena, text) : NULL;
	json_free(payload);
	return text;
}

static void
make_view(struct call *call, const struct hiding *hiding, const struct access_row *row,
          struct access_view *ret)
{
	struct person_ref *people = arena_array(call->arena, 2, sizeof(*people));

	people[0] = (struct person_ref){ row->worker_id ? row->worker_id : "",
		                         row->worker_name ? row->worker_name : "" };
	people[1] = (struct person_ref){ row->customer_id,
		                         row->customer_name ? row->customer_name : "" };
	*ret = (struct access_view){
		.seq = row->seq,
		.at_ms = row->at_ms,
		.type = row->type,
		.worker = &people[0],
		.customer = row->customer_id ? &people[1] : NULL,
		.application_id = row->application_id,
		.text = text_of(call, hiding, row),
	};
}

static void
reverse(struct access_view *views, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct access_view other = views[i];
		views[i] = views[count - 1 - i];
		views[count - 1 - i] = other;
	}
}

bool
audit_access(struct call *call, const struct access_filter *filter, const struct page_key *page,
             struct access_view **ret, size_t *ret_count, bool *ret_more,
             struct page_edge *ret_stop, struct err *err)
{
	bool upwards = page->backwards || page->from_end, at_end = false;
	int64_t at = page->edge.set ? page->edge.number : upwards ? 0 : INT64_MAX;
	size_t wanted = (size_t)page->limit + 1, count = 0;
	struct access_view *views = arena_array(call->arena, wanted, sizeof(*views));
	struct policy_scope scope;
	struct hiding hiding;
	struct access_filter asked = *filter;

	if (str_empty(filter->customer_id) && str_empty(filter->application_id) &&
	    str_empty(filter->worker_id))
		return err_field(err, "?customer", "required",
		                 "Say whose: customer, application or worker.");
	if (!may_ask(call, &asked, err))
		return false;
	policy_scope(call->actor, call->now_ms, &scope);
	hiding.is_whole = hidden_names(call->db, &scope, call->arena, &hiding.names);
	for (size_t scanned = 0; !at_end && count < wanted && scanned < SCAN_MAX; scanned += wanted) {
		struct access_row *rows;
		size_t found = access_list(call->db, &asked, at, upwards, wanted, call->arena, &rows);
		for (size_t i = 0; i < found && count < wanted; i++) {
			at = rows[i].seq;
			if (may_know(call, rows[i].customer_id, rows[i].sealed))
				make_view(call, &hiding, &rows[i], &views[count++]);
		}
		at_end = found < wanted;
	}
	*ret_more = count == wanted || !at_end;
	*ret_stop = (struct page_edge){ .set = count < wanted && !at_end, .number = at, .id = "e" };
	*ret_count = count == wanted ? count - 1 : count;
	if (upwards)
		reverse(views, *ret_count);
	*ret = views;
	return !db_take_failure(call->db, err);
}

/* ---- as it was ---- */

struct member {
	const char *name;
	const char *value; /* JSON; NULL: not told yet */
};

struct replay {
	struct call *call;
	struct replay_view *view;
	struct member members[MEMBERS_MAX];
	size_t member_count;
	struct member items[ITEMS_MAX];
	size_t item_count;
	struct buf payload; /* of the newest event */
};

static const char *
copy_of(struct call *call, const struct json *value)
{
	struct buf text = BUF_INIT(TEXT_BYTES_MAX);

	json_print(&text, value);
	const char *copy = arena_strdup(call->arena, text.data);
	buf_done(&text);
	return copy;
}

static void
set_item(struct replay *replay, const struct json *item)
{
	size_t i = 0;

	while (i < replay->item_count && !str_eq(replay->items[i].name, json_name(item)))
		i++;
	if (i == ITEMS_MAX)
		return;
	if (i == replay->item_count)
		replay->items[replay->item_count++].name =
			arena_strdup(replay->call->arena, json_name(item));
	replay->items[i].value = json_kind(item) == JSON_NULL ? NULL : copy_of(replay->call, item);
}

static void
take_change(void *ctx, const struct change_row *row)
{
	struct replay *replay = ctx;
	struct json *payload = parse(row->payload);
	const struct json *record = json_get(payload, "record");

	buf_reset(&replay->payload);
	buf_puts(&replay->payload, row->payload ? row->payload : "");
	replay->view->previous_seq = replay->view->seq;
	replay->view->changed.count = 0;
	replay->view->seq = row->seq;
	replay->view->at_ms = row->at_ms;
	replay->view->type = arena_strdup(replay->call->arena, row->type);
	replay->view->actor_name = str_empty(row->actor_name)
	                                   ? NULL
	                                   : arena_strdup(replay->call->arena, row->actor_name);
	replay->view->erased += row->is_erased;
	for (size_t i = 0; i < replay->member_count; i++) {
		const struct json *value = json_get(record, replay->members[i].name);
		if (!value)
			continue;
		replay->members[i].value = copy_of(replay->call, value);
		replay->view->changed.at[replay->view->changed.count++] = replay->members[i].name;
	}
	for (const struct json *item = json_first(json_get(record, "items")); item;
	     item = json_next(item))
		set_item(replay, item);
	json_free(payload);
}

static void
name_members(struct replay *replay)
{
	char *rest = arena_strdup(replay->call->arena, application_record_members), *name;

	while ((name = strsep(&rest, " "))) {
		assert(replay->member_count < MEMBERS_MAX);
		replay->members[replay->member_count++].name = name;
	}
}

/* A member's text as it was then; "" where there is none. */
static const char *
member_text(struct replay *replay, const char *name)
{
	const char *text = NULL;

	for (size_t i = 0; i < replay->member_count && !text; i++) {
		if (!str_eq(replay->members[i].name, name))
			continue;
		struct json *value = parse(replay->members[i].value);
		text = json_text(value) ? arena_strdup(replay->call->arena, json_text(value)) : NULL;
		json_free(value);
	}
	return text ? text : "";
}

static struct person_ref *
person_of(struct replay *replay, const char *member)
{
	struct call *call = replay->call;
	const char *id = member_text(replay, member);
	struct person_ref *person;
	struct worker worker;

	if (str_empty(id) || !worker_find(call->db, id, call->arena, &worker))
		return NULL;
	person = arena_alloc(call->arena, sizeof(*person));
	*person = (struct person_ref){ worker.id, worker.name };
	return person;
}

/* The event in words, those the record names, and the event after it. */
static void
tell_event(struct replay *replay)
{
	struct replay_view *view = replay->view;
	struct history_row row = {
		.type = (enum event_type)word_find(words_event_type, view->type),
		.payload = replay->payload.len > 0 ? replay->payload.data : NULL,
	};
	const char *whole;

	view->summary = history_summary(replay->call, &row,
	                                county_zone(member_text(replay, "county")), &whole);
	view->team_name = team_name(replay->call->db, member_text(replay, "team_id"),
	                            replay->call->arena);
	view->assignee = person_of(replay, "assignee_id");
	view->decision_maker = person_of(replay, "decision_maker_id");
	view->next_seq = change_after(replay->call->db, view->application_id, view->seq);
}

static void
write_record(struct replay *replay)
{
	struct buf text = BUF_INIT(TEXT_BYTES_MAX * 4);
	struct json_out out = JSON_OUT(&text);
	struct text_list *absent = &replay->view->not_recorded;

	absent->at = arena_array(replay->call->arena, replay->member_count, sizeof(*absent->at));
	json_begin_object(&out, NULL);
	for (size_t i = 0; i < replay->member_count; i++) {
		const struct member *member = &replay->members[i];
		if (!member->value)
			absent->at[absent->count++] = member->name;
		else if (!str_eq(member->name, "items"))
			json_put_raw(&out, member->name, member->value);
	}
	json_begin_object(&out, "items");
	for (size_t i = 0; i < replay->item_count; i++)
		if (replay->items[i].value)
			json_put_raw(&out, replay->items[i].name, replay->items[i].value);
	json_end_object(&out);
	json_end_object(&out);
	replay->view->record = arena_strdup(replay->call->arena, text.data);
	buf_done(&text);
}

bool
audit_replay(struct call *call, const char *application_id, int64_t seq_max, int64_t at_max_ms,
             const struct replay_view **ret, struct err *err)
{
	struct replay_view *view = arena_alloc(call->arena, sizeof(*view));
	struct replay *replay = arena_alloc(call->arena, sizeof(*replay));
	struct access_filter asked = { .application_id = application_id };

	if (!may_ask(call, &asked, err))
		return false;
	*view = (struct replay_view){ .application_id = application_id };
	*replay = (struct replay){ .call = call, .view = view, .payload = BUF_INIT(PAYLOAD_BYTES_MAX) };
	view->changed.at = arena_array(call->arena, MEMBERS_MAX, sizeof(*view->changed.at));
	name_members(replay);
	bool found = change_each(call->db, application_id, seq_max ? seq_max : INT64_MAX, at_max_ms,
	                         take_change, replay);
	if (found && view->seq) {
		write_record(replay);
		tell_event(replay);
	}
	buf_done(&replay->payload);
	if (db_take_failure(call->db, err))
		return false;
	*ret = view;
	return view->seq || not_found(err); /* it was not there yet */
}

/* ---- the signed head ---- */

bool
audit_checkpoint_get(struct call *call, const struct checkpoint_view **ret, struct err *err)
{
	struct checkpoint_view *view = arena_alloc(call->arena, sizeof(*view));
	struct audit_checkpoint newest;
	struct checkpoint_key key;
	char text[CHECKPOINT_KEY_TEXT_MAX];

	if (!audit_checkpoint_newest(call->db, call->arena, &newest))
		return db_take_failure(call->db, err)
		               ? false
		               : err_set(err, ERR_NOT_FOUND, "The log's head is not signed yet.");
	checkpoint_key_from_seed(&key, agency_key(call->agency, KEY_CHECKPOINT));
	checkpoint_key_text(&key, text);
	*view = (struct checkpoint_view){ newest.count, newest.at_ms, newest.note,
		                          arena_strdup(call->arena, text) };
	*ret = view;
	return true;
}

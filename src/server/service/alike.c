/* SPDX-License-Identifier: Apache-2.0
 *
 * One person, two records.  Likeness is by name parts in any order, birth date
 * and contact; it proposes and a worker decides, since a wrong merge shows one
 * family's papers to another.
 */
#include "server/service/alike.h"

#include "base/str.h"
#include "base/utf8.h"
#include "server/service/application_file.h"
#include "server/service/conflict.h"
#include "server/service/customer.h"
#include "server/service/record_scope.h"
#include "server/service/seal.h"
#include "server/store/alike.h"
#include "server/store/event_log.h"
#include "server/store/search.h"

enum { PARTS_MAX = 16, FOLDED_MAX = 4096, ALIKE_NAMED_MAX = 64 };
enum { LIKE_NAME = 1 << 0, LIKE_BORN = 1 << 1, LIKE_PHONE = 1 << 2, LIKE_EMAIL = 1 << 3 };

/* ---- likeness ---- */

struct parts {
	char *at[PARTS_MAX];
	size_t count;
};

static void
split(const char *name, struct arena *arena, struct parts *ret)
{
	struct buf folded = BUF_INIT(FOLDED_MAX);
	char *rest, *word;

	*ret = (struct parts) { .count = 0 };
	utf8_fold(&folded, name ? name : "", name ? strlen(name) : 0);
	rest = arena_strdup(arena, folded.data);
	buf_done(&folded);
	while ((word = strsep(&rest, " ,.-'")) && ret->count < PARTS_MAX)
		if (*word)
			ret->at[ret->count++] = word;
}

static size_t
shared_parts(const struct parts *one, const struct parts *other)
{
	size_t shared = 0;

	for (size_t i = 0; i < one->count; i++)
		for (size_t j = 0; j < other->count; j++)
			if (str_eq(one->at[i], other->at[j])) {
				shared++;
				break;
			}
	return shared;
}

static unsigned
likeness(struct call *call, const struct customer *one, const struct customer *other)
{
	struct parts mine, theirs;
	unsigned like = 0;
	size_t shared, fewer;

	split(one->name, call->arena, &mine);
	split(other->name, call->arena, &theirs);
	shared = shared_parts(&mine, &theirs);
	fewer = mine.count < theirs.count ? mine.count : theirs.count;
	if (fewer > 0 && (shared == fewer || shared >= 2))
		like |= LIKE_NAME;
	if (one->born_on != DATE_NONE && one->born_on == other->born_on)
		like |= LIKE_BORN;
	if (str_same_digits(one->phone, other->phone, PHONE_ALIKE_DIGITS))
		like |= LIKE_PHONE;
	if (!str_empty(one->email) && !str_empty(other->email)
		&& strcasecmp(one->email, other->email) == 0)
		like |= LIKE_EMAIL;
	/* A relative shares the telephone, a twin the birth date. */
	if (!(like & LIKE_NAME) || like == LIKE_NAME || one->kind != other->kind)
		return 0;
	return like;
}

static struct text_list
because(struct call *call, unsigned like)
{
	static const struct { unsigned bit; const char *word; } words[] = {
		{ LIKE_NAME, "name" }, { LIKE_BORN, "born_on" },
		{ LIKE_PHONE, "phone" }, { LIKE_EMAIL, "email" },
	};
	struct text_list list = { arena_array(call->arena, countof(words), sizeof(char *)), 0 };

	for (size_t i = 0; i < countof(words); i++)
		if (like & words[i].bit)
			list.at[list.count++] = words[i].word;
	return list;
}

static int
likest_first(const void *a, const void *b)
{
	const struct alike_view *one = a, *other = b;

	if (one->because.count != other->because.count)
		return one->because.count > other->because.count ? -1 : 1;
	return strcmp(one->customer->id, other->customer->id);
}

bool
customer_alike(struct call *call, const char *id, struct alike_view **ret, size_t *ret_count,
               struct err *err)
{
	assert(call && ret && ret_count && err);
	struct customer_record record;
	struct alike_view *rows = arena_array(call->arena, ALIKE_SHOWN_MAX, sizeof *rows);
	const char **ids;
	size_t count, found = 0;

	if (!customer_open(call, id, &record, err))
		return false;
	count = alike_candidates(call->db, record.customer.id, record.customer.born_on,
	                         record.customer.phone, call->arena, &ids);
	for (size_t i = 0; i < count && found < ALIKE_SHOWN_MAX; i++) {
		struct err hidden = { .code = ERR_NONE };
		const struct customer *other;
		unsigned like;

		if (alike_verdict(call->db, record.customer.id, ids[i]) != PAIR_OPEN
			|| !customer_get(call, ids[i], &other, &hidden))
			continue;
		like = likeness(call, &record.customer, other);
		if (like)
			rows[found++] = (struct alike_view) { other, because(call, like) };
	}
	qsort(rows, found, sizeof *rows, likest_first);
	*ret = rows;
	*ret_count = found;
	return !db_take_failure(call->db, err);
}

/* ---- before there are two ---- */

/* Those a search would show; of a name, a telephone or a birth date they share
 * the search knows as much. */
static bool
may_find(struct call *call, const char *id, struct customer **ret)
{
	struct customer_record *record = arena_alloc(call->arena, sizeof *record);
	struct policy_subject subject;

	if (!customer_read_line(call->db, id, call->arena, record))
		return false;
	subject = (struct policy_subject){ .customer_id = record->customer.id, .sealed = record->sealed,
		                           .county = record->customer.county };
	*ret = &record->customer;
	return policy_allows(call->actor, POLICY_SEARCH_CUSTOMER, &subject, call->now_ms);
}

/* Of one birth date or telephone, and, for an e-mail, of the name. */
static size_t
find_typed(struct call *call, const struct customer *typed, const char **ids)
{
	struct policy_scope scope;
	const char **found;
	size_t count = alike_candidates(call->db, "", typed->born_on, typed->phone, call->arena, &found);

	memcpy(ids, found, count * sizeof *ids);
	if (str_empty(typed->email) || strlen(typed->name) > SEARCH_QUERY_MAX)
		return count;
	policy_scope(call->actor, call->now_ms, &scope);
	size_t named = search_customers(call->db, typed->name, &scope, ALIKE_NAMED_MAX, call->arena, &found);
	for (size_t i = 0; i < named; i++) {
		size_t at = 0;

		while (at < count && !str_eq(ids[at], found[i]))
			at++;
		if (at == count)
			ids[count++] = found[i];
	}
	return count;
}

bool
customer_alike_typed(struct call *call, const struct customer *typed, struct alike_view **ret,
                     size_t *ret_count, struct err *err)
{
	assert(call && typed && ret && ret_count && err);
	const char **ids = arena_array(call->arena, ALIKE_CANDIDATES_MAX + ALIKE_NAMED_MAX, sizeof *ids);
	struct alike_view *rows = arena_array(call->arena, ALIKE_SHOWN_MAX, sizeof *rows);
	size_t count = str_empty(typed->name) ? 0 : find_typed(call, typed, ids), found = 0;

	for (size_t i = 0; i < count && found < ALIKE_SHOWN_MAX; i++) {
		struct customer *other;
		unsigned like;

		if (!may_find(call, ids[i], &other))
			continue;
		like = likeness(call, typed, other);
		other->open_applications = 0; /* not counted here */
		if (like)
			rows[found++] = (struct alike_view) { other, because(call, like) };
	}
	qsort(rows, found, sizeof *rows, likest_first);
	*ret = rows;
	*ret_count = found;
	return !db_take_failure(call->db, err);
}

/* ---- deciding ---- */

struct deciding {
	struct call *call;
	struct customer_record kept, other;
	const char *reason;
	const char *marks[2]; /* which the record that stays did not have */
	size_t mark_count;
};

/* What keeps one person safe keeps them safe as one: where the record that
 * stays shows an address it may be the very one they fled from, so it is on no
 * letter until somebody who works the case shows it again. */
static void
take_marks(struct deciding *deciding, struct customer *kept)
{
	const struct customer *other = &deciding->other.customer;

	if (other->address_hidden && !kept->address_hidden)
		deciding->marks[deciding->mark_count++] = "address_hidden";
	if (other->vulnerable && !kept->vulnerable)
		deciding->marks[deciding->mark_count++] = "vulnerable";
	kept->address_hidden |= other->address_hidden;
	kept->vulnerable |= other->vulnerable;
}

static const char *
marks(const struct deciding *deciding, const char *between)
{
	const char *text = "";

	for (size_t i = 0; i < deciding->mark_count; i++)
		text = arena_printf(deciding->call->arena, "%s%s%s", text, i ? between : "", deciding->marks[i]);
	return text;
}

static bool
open_both(struct call *call, const char *id, const struct same_request *request,
          struct deciding *ret, struct err *err)
{
	struct policy_subject *subjects;

	*ret = (struct deciding) { .call = call, .reason = request->reason };
	if (!customer_open(call, id, &ret->kept, err)
		|| !call_version_matches(call, ret->kept.customer.version, ret->kept.changed_by,
	                                 ret->kept.changed_fields, ret->kept.changed_at_ms, err)
		|| !call_body_fits(call, err))
		return false;
	if (str_empty(request->other_id) || !customer_open(call, request->other_id, &ret->other, err)) {
		if (err->code == ERR_NOT_FOUND)
			*err = (struct err) { .code = ERR_NONE };
		return err->code == ERR_NONE
			&& err_field(err, "/other_id", "unknown", "There is no such customer.");
	}
	if (str_eq(ret->kept.customer.id, ret->other.customer.id))
		return err_field(err, "/other_id", "same", "That is this record already.");
	if (str_empty(request->reason))
		return err_field(err, "/reason", "required", "Say how you know.");
	/* Not only to see, to change: both. */
	for (int i = 0; i < 2; i++) {
		const struct customer_record *record = i ? &ret->other : &ret->kept;
		size_t count = customer_subjects(call->db, record, call->arena, &subjects), at = 0;

		while (at < count && !policy_allows(call->actor, POLICY_EDIT_CUSTOMER, &subjects[at],
		                                    call->now_ms))
			at++;
		if (at == count)
			return err_set(err, ERR_FORBIDDEN, "Your role does not change both records.");
	}
	return file_reason_fits("/reason", request->reason, ALIKE_REASON_MAX, err);
}

static bool
append(struct deciding *deciding, enum event_type type)
{
	struct call *call = deciding->call;
	const struct customer *kept = &deciding->kept.customer;
	struct buf payload = BUF_INIT(PAYLOAD_BYTES_MAX);
	struct json_out out = JSON_OUT(&payload);
	struct event event = {
		.type = type,
		.subject = { "customer", kept->id },
		.version = kept->version,
		.actor = call_author(call),
		.changed = { deciding->marks, deciding->mark_count },
		.scope = customer_scope(call, &deciding->kept),
	};
	bool ok;

	json_begin_object(&out, NULL);
	json_put_int(&out, "v", 1);
	if (type == EVENT_CUSTOMER_UPDATED) {
		json_put_text(&out, "changed", marks(deciding, ", "));
	} else {
		json_put_text(&out, "other", deciding->other.customer.case_number);
		json_put_text(&out, "name", deciding->other.customer.name);
		json_put_text(&out, "reason", deciding->reason);
	}
	json_end_object(&out);
	ok = buf_ok(&payload) && event_append(call->txn, &event, payload.data);
	buf_done(&payload);
	return ok;
}

static bool
written(struct call *call, bool ok, struct err *err)
{
	if (!ok && err->code == ERR_NONE && !db_take_failure(call->db, err))
		err_set(err, ERR_INTERNAL, "The records could not be written.");
	return ok;
}

bool
customer_not_same(struct call *call, const char *id, const struct same_request *request,
                  const struct customer **ret, struct err *err)
{
	assert(call && request && ret && err);
	struct deciding deciding;

	if (!open_both(call, id, request, &deciding, err))
		return false;
	if (call->txn && !written(call,
			alike_put_verdict(call->txn, deciding.kept.customer.id,
				deciding.other.customer.id, PAIR_NOT_SAME, call->actor->id,
				call->actor->name)
			&& append(&deciding, EVENT_CUSTOMER_NOT_SAME), err))
		return false;
	return customer_get(call, id, ret, err);
}

static struct actor
agency_for(const struct deciding *deciding)
{
	return (struct actor){ .kind = ACTOR_SYSTEM, .id = deciding->call->actor->id,
		               .name = deciding->call->actor->name };
}

/* Each through its own file, so that its row, its queue row, the counts and
 * its record in the log agree.  Also those the actor may not read: a person's
 * record is one for all. */
static bool
move_application(struct deciding *deciding, const char *application_id, struct err *err)
{
	const struct customer *kept = &deciding->kept.customer;
	struct actor agency = agency_for(deciding);
	struct call call = *deciding->call;
	struct application_file file;
	char key[QUEUE_KEY_BYTES];
	bool ok;

	call.actor = &agency;
	ok = application_open(&call, application_id, &file, err);
	if (ok) {
		struct planned_event *event = plan_event(&file, EVENT_APPLICATION_UPDATED);

		queue_customer_key(key, kept->name);
		json_put_text(&event->payload, "changed", "customer");
		file.now.queue.customer_id = kept->id;
		file.now.queue.customer_name = kept->name;
		file.now.queue.customer_key = arena_strdup(call.arena, key);
		file.now.queue.case_number = kept->case_number;
		file.changed = "customer";
		ok = application_commit(&call, &file, err);
	}
	application_close(&file);
	return ok;
}

typedef bool each_fn(struct deciding *deciding, const char *application_id, struct err *err);

/* However many there are. */
static bool
each_application(struct deciding *deciding, const char *customer_id, each_fn *fn, struct err *err)
{
	struct call *call = deciding->call;
	const char **ids, *after = "";
	size_t count;

	while ((count = alike_applications(call->db, customer_id, after, call->arena, &ids)) > 0) {
		for (size_t i = 0; i < count; i++)
			if (!fn(deciding, ids[i], err))
				return false;
		after = ids[count - 1];
	}
	return true;
}

/* Its worker may no longer see it: nobody would work it. */
static bool
take_from_conflicted(struct deciding *deciding, const char *application_id, struct err *err)
{
	return conflict_give_back(deciding->call, application_id, "Its customer's two records were made one", NULL, err);
}

/* Who may not see the one may not see them as one, from this commit on: who is
 * signed in has the list of before. */
static bool
shut_out(struct call *call, const char *id, const struct text_list *worker_ids)
{
	struct author by = call_author(call);

	for (size_t i = 0; i < worker_ids->count; i++)
		if (!sight_tell(call->txn, &by, worker_ids->at[i], id, "conflicts"))
			return false;
	return true;
}

static bool
take_over(struct deciding *deciding, struct err *err)
{
	struct call *call = deciding->call;
	const char *id = deciding->kept.customer.id, *other = deciding->other.customer.id;
	struct customer_record record;
	const struct text_list shut = alike_conflicts(call->db, id, other, call->arena);

	/* Its count of open applications moves with them. */
	if (!each_application(deciding, other, move_application, err)
		|| !customer_read(call->db, id, call->arena, &record))
		return false;
	if (!record.ssn_sealed) {
		record.ssn_sealed = deciding->other.ssn_sealed;
		record.ssn_sealed_len = deciding->other.ssn_sealed_len;
		record.ssn_tag = deciding->other.ssn_tag;
		record.customer.ssn_last4 = deciding->other.customer.ssn_last4;
	}
	take_marks(deciding, &record.customer);
	record.customer.version++;
	record.changed_by = call->actor->name;
	record.changed_fields = deciding->mark_count ? marks(deciding, ",") : "merged";
	record.changed_at_ms = call->now_ms;
	deciding->kept = record;
	return customer_update(call->db, &record) && alike_move(call->txn, id, other)
		&& alike_move_verdicts(call->txn, id, other, call->arena)
		&& search_forget_customer(call->db, other)
		&& alike_put_verdict(call->txn, id, other, PAIR_MERGED, call->actor->id,
	                             call->actor->name)
		&& shut_out(call, id, &shut) && each_application(deciding, id, take_from_conflicted, err)
		&& append(deciding, EVENT_CUSTOMER_MERGED) /* to who has them now */
		&& (deciding->mark_count == 0 || append(deciding, EVENT_CUSTOMER_UPDATED));
}

bool
customer_merge(struct call *call, const char *id, const struct same_request *request,
               const struct customer **ret, struct err *err)
{
	assert(call && request && ret && err);
	struct deciding deciding;

	if (!open_both(call, id, request, &deciding, err))
		return false;
	if (deciding.kept.sealed || deciding.other.sealed)
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED,
		               "A sealed record is not merged; its seal has to be taken off first.");
	if (call->txn)
		return written(call, take_over(&deciding, err), err) && customer_get(call, id, ret, err);
	take_marks(&deciding, &deciding.kept.customer);
	*ret = customer_show(call, &deciding.kept);
	return !db_take_failure(call->db, err);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys against the log, signatures against keys, columns against statements.
 */
#include "server/store/signature_verify.h"

#include "base/json.h"
#include "base/money.h"
#include "base/str.h"
#include "server/store/event_log.h"

/* ---- the keys ---- */

/* What the log tells of one key, in its own words. */
struct key_told {
	const char *id, *public_key, *worker_id;
	int64_t made_at_ms, retired_at_ms;
};

struct told_list {
	struct key_told *at;
	size_t count, cap;
};

static struct key_told *
told_of(struct told_list *list, const char *id, struct arena *arena)
{
	for (size_t i = list->count; i-- > 0;)
		if (str_eq(list->at[i].id, id))
			return &list->at[i];
	if (list->count == list->cap) {
		size_t cap = list->cap ? 2 * list->cap : 64;
		struct key_told *wider = arena_array(arena, cap, sizeof *wider);

		if (list->count)
			memcpy(wider, list->at, list->count * sizeof *wider);
		list->at = wider;
		list->cap = cap;
	}
	list->at[list->count] = (struct key_told){ .id = arena_strdup(arena, id), .public_key = "",
		                                   .worker_id = "" };
	return &list->at[list->count++];
}

static void
take_event(struct told_list *list, struct stmt *stmt, struct arena *arena)
{
	struct err ignored = { .code = ERR_NONE };
	const char *payload = column_text(stmt, 3);
	struct json *json = json_parse(payload, strlen(payload), &ignored);
	const char *id = json_text(json_get(json, "key"));
	const char *public_key = json_text(json_get(json, "public_key"));

	if (id && str_eq(column_text(stmt, 0), event_kind_of(EVENT_KEY_RETIRED)->wire)) {
		told_of(list, id, arena)->retired_at_ms = column_int(stmt, 1);
	} else if (id && public_key) {
		struct key_told *told = told_of(list, id, arena);

		told->made_at_ms = column_int(stmt, 1);
		told->worker_id = column_copy(stmt, 2, arena);
		told->public_key = arena_strdup(arena, public_key);
	}
	json_free(json);
}

static const char *
key_fault(const struct signing_key_row *key, const struct key_told *told)
{
	char id[SIGN_KEY_ID_TEXT], public_key[SIGN_PUBLIC_TEXT];

	sign_key_id(id, key->public_key);
	sign_public_text(public_key, key->public_key);
	if (!str_eq(id, key->id))
		return N_("Its public key is another's.");
	if (!told->made_at_ms)
		return N_("No event tells of its making.");
	if (!str_eq(told->worker_id, key->worker_id) || !str_eq(told->public_key, public_key) ||
	    told->made_at_ms != key->made_at_ms)
		return N_("It is not what the event of its making says.");
	if (told->retired_at_ms != key->retired_at_ms)
		return N_("The log says otherwise of its retirement.");
	return NULL;
}

void
key_ring_verify(struct db *db, struct arena *arena, struct key_ring *ret,
                const char **ret_fault_id, const char **ret_what)
{
	struct told_list list = { NULL, 0, 0 };
	struct stmt *stmt;

	*ret_what = *ret_fault_id = NULL;
	ret->count = signing_key_list(db, arena, &ret->keys);
	stmt = db_query(db, "SELECT event.type, event.at, event.subject_id, event_payload.payload FROM event"
	                    " JOIN event_payload ON event_payload.chain_id = event.chain_id"
	                    " AND event_payload.seq = event.seq WHERE event.chain_id = $1"
	                    " AND event.type IN ($2, $3) ORDER BY event.seq");
	bind_int(stmt, 1, EVENT_CHAIN);
	bind_text(stmt, 2, event_kind_of(EVENT_KEY_MADE)->wire);
	bind_text(stmt, 3, event_kind_of(EVENT_KEY_RETIRED)->wire);
	while (stmt_row(stmt))
		take_event(&list, stmt, arena);
	stmt_reset(stmt);
	for (size_t i = 0; i < ret->count && !*ret_what; i++) {
		*ret_what = key_fault(&ret->keys[i], told_of(&list, ret->keys[i].id, arena));
		*ret_fault_id = ret->keys[i].id;
	}
	/* A key cannot be taken out of the table either. */
	for (size_t i = 0; i < list.count && !*ret_what; i++) {
		size_t j = 0;

		while (j < ret->count && !str_eq(ret->keys[j].id, list.at[i].id))
			j++;
		if (j < ret->count)
			continue;
		*ret_what = N_("Its row is gone.");
		*ret_fault_id = list.at[i].id;
	}
}

/* ---- the signatures ---- */

/* From the first key on a worker signs everything. */
static bool
had_to_sign(const struct key_ring *ring, const char *worker_id, int64_t at_ms)
{
	for (size_t i = 0; i < ring->count; i++)
		if (str_eq(ring->keys[i].worker_id, worker_id) && ring->keys[i].made_at_ms < at_ms)
			return true;
	return false;
}

static const char *
signature_fault(const struct key_ring *ring, const char *header, const char *worker_id, int64_t at_ms,
                const char *statement, size_t len)
{
	char key_id[SIGN_KEY_ID_TEXT], text[SIGN_SIGNATURE_TEXT];
	uint8_t signature[SIGN_SIGNATURE_BYTES];
	const struct signing_key_row *key = NULL;

	if (str_empty(header))
		return had_to_sign(ring, worker_id, at_ms) ? N_("It is not signed, and had to be.") : NULL;
	if (!sign_header_read(header, key_id, text, signature))
		return N_("Its signature is none.");
	for (size_t i = 0; i < ring->count && !key; i++)
		if (str_eq(ring->keys[i].id, key_id))
			key = &ring->keys[i];
	if (!key || !str_eq(key->worker_id, worker_id))
		return N_("Its signature is not of the worker it names.");
	if (key->retired_at_ms && at_ms > key->retired_at_ms)
		return N_("Its signing key was retired before.");
	return sign_holds(signature, key->public_key, statement, len)
		? NULL : N_("Its signature is not over its statement.");
}

/* ---- the columns ---- */

static bool
same_text(const struct json *statement, const char *name, const char *column)
{
	const char *text = json_text(json_get(statement, name));

	return str_eq(text ? text : "", column ? column : "");
}

static bool
same_int(const struct json *statement, const char *name, int64_t column)
{
	int64_t value = 0;

	return json_int(json_get(statement, name), &value) && value == column;
}

/* Two lists of the same length whose members agree, one by one. */
static bool
same_lists(const struct json *statement, const char *column,
           bool (*same)(const struct json *stated, const struct json *kept))
{
	struct err ignored = { .code = ERR_NONE };
	struct json *list = str_empty(column) ? NULL : json_parse(column, strlen(column), &ignored);
	const struct json *kept = list ? json_first(list) : NULL;
	const struct json *stated = statement ? json_first(statement) : NULL;
	bool ok = true;

	for (; ok && stated && kept; stated = json_next(stated), kept = json_next(kept))
		ok = same(stated, kept);
	ok = ok && !stated && !kept;
	json_free(list);
	return ok;
}

static bool
same_reason(const struct json *stated, const struct json *kept)
{
	return same_text(stated, "code", json_text(json_get(kept, "code")));
}

static bool
same_amount(const struct json *stated, const struct json *kept)
{
	const char *amount = json_text(json_get(json_get(stated, "amount"), "amount"));
	int64_t cents = 0, kept_cents = 0;

	return same_text(stated, "from", json_text(json_get(kept, "from"))) &&
	       same_text(stated, "to", json_text(json_get(kept, "to"))) && amount &&
	       money_from_text(amount, &cents) && json_int(json_get(kept, "amount"), &kept_cents) &&
	       cents == kept_cents;
}

static const char *
columns_fault(const struct decision_row *row)
{
	const struct decision *decision = &row->decision;
	struct err ignored = { .code = ERR_NONE };
	struct json *statement = json_parse(decision->statement, (size_t)row->statement_len, &ignored);
	const char *outcome = decision->outcome == OUTCOME_APPROVED ? "approved" : "denied";
	bool ok = statement && same_text(statement, "application_id", decision->application_id) &&
	          same_int(statement, "application_version", decision->application_version) &&
	          same_text(statement, "outcome", outcome) &&
	          same_text(statement, "rationale", decision->rationale) &&
	          same_text(statement, "advice_differs_because", decision->advice_differs_because) &&
	          same_text(statement, "supersedes", decision->supersedes) &&
	          same_text(statement, "override_reason", decision->override_reason) &&
	          same_lists(json_get(statement, "reasons"), row->reasons, same_reason) &&
	          same_lists(json_get(statement, "amounts"), row->amounts, same_amount);

	json_free(statement);
	return ok ? NULL : N_("Its row is not what its statement says.");
}

static const char *
approval_fault(const struct key_ring *ring, const struct decision_row *row,
               const struct approval_row *approval)
{
	const struct decision *decision = &row->decision;
	struct err ignored = { .code = ERR_NONE };
	struct json *statement;
	bool approves, ok;

	if (!decision->approved_by || !str_eq(decision->approved_by->id, approval->worker_id) ||
	    approval->at_ms != row->approved_at_ms)
		return N_("Its second person is not who signed.");
	if (str_empty(approval->statement))
		return str_empty(approval->signature) ? NULL : N_("Its signature is not over its statement.");
	statement = json_parse(approval->statement, strlen(approval->statement), &ignored);
	approves = json_bool(json_get(statement, "approve"), false);
	ok = statement && approves == (decision->state != DECISION_RETURNED) &&
	     (approves || same_text(statement, "reason", decision->return_reason)) &&
	     (str_empty(approval->signature) ||
	      (same_text(statement, "decision_id", decision->id) &&
	       same_text(statement, "application_id", decision->application_id)));
	json_free(statement);
	if (!ok)
		return N_("Its row is not what its second person said.");
	return signature_fault(ring, approval->signature, approval->worker_id, approval->at_ms,
	                       approval->statement, strlen(approval->statement));
}

const char *
decision_signature_verify(struct db *db, const struct key_ring *ring, const struct decision_row *row,
                          struct arena *arena, bool *ret_signed)
{
	assert(db && ring && row && arena && ret_signed);
	const struct decision *decision = &row->decision;
	struct approval_row approval;
	const char *what = signature_fault(ring, row->signature,
	                                   decision->decided_by ? decision->decided_by->id : "",
	                                   decision->decided_at_ms, decision->statement,
	                                   (size_t)row->statement_len);

	*ret_signed = !str_empty(row->signature) && !what;
	/* Rows of before statements were kept have none. */
	if (!what && row->statement_len > 0)
		what = columns_fault(row);
	if (!what && approval_find(db, decision->id, arena, &approval))
		what = approval_fault(ring, row, &approval);
	else if (!what && decision->approved_by &&
	         had_to_sign(ring, decision->approved_by->id, row->approved_at_ms))
		what = N_("Its second person's signature is gone.");
	return what;
}

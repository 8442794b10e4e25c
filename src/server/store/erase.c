/* SPDX-License-Identifier: Apache-2.0
 *
 * Forgetting a person, table by table.
 */
#include "server/store/erase.h"

#include "base/json.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/interaction.h"
#include "server/store/customer.h"
#include "server/store/driver.h"
#include "server/store/event_log.h"
#include "server/store/saved_filter.h"
#include "server/store/search.h"

enum { HOLDS_MAX = 500, WORDS_MAX = 64, SHORT_WORD_MIN = 2, WORD_MIN = 3, PHONE_DIGITS_MIN = 7, LINK_BYTES_MAX = 256 * 1024 };
#define NOT_KNOWN "2" /* TRUTH_UNKNOWN */
#define NO_DATE "-2147483648"
static_assert(DATE_NONE == -2147483647 - 1, "NO_DATE says the same");

size_t
erase_holds(struct db *db, const char *customer_id, struct arena *arena, struct erase_hold **ret)
{
	struct erase_hold *rows = arena_array(arena, HOLDS_MAX, sizeof(*rows));
	size_t count = 0;
	struct stmt *stmt = db_query(db, "SELECT number, is_open, program_id, program_version, updated_at,"
	                                 " application_id FROM queue WHERE customer_id = $1 ORDER BY application_id");

	bind_text(stmt, 1, customer_id);
	while (count < HOLDS_MAX && stmt_row(stmt))
		rows[count++] = (struct erase_hold){
			.number = column_copy(stmt, 0, arena),
			.is_open = column_int(stmt, 1) != 0,
			.program_id = column_copy(stmt, 2, arena),
			.program_version = column_int(stmt, 3),
			.updated_at_ms = column_int(stmt, 4),
			.application_id = column_copy(stmt, 5, arena),
		};
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

/* One statement about the customer; adds the rows it touched. */
static bool
run(struct txn *txn, const char *sql, const char *customer_id, int64_t *count)
{
	struct stmt *stmt = db_query(txn->db, sql);

	bind_text(stmt, 1, customer_id);
	if (!stmt_run(stmt))
		return false;
	if (count)
		*count += stmt_changes(stmt);
	return true;
}

/* ---- the index of words: it wants the text back that it was given ---- */

struct indexed { const char *id, *text; int64_t seq; };

static size_t
list_texts(struct db *db, const char *sql, const char *customer_id, struct arena *arena,
           struct indexed **ret)
{
	size_t count = 0, room = 64;
	struct indexed *rows = arena_array(arena, room, sizeof(*rows));
	struct stmt *stmt = db_query(db, sql);

	bind_text(stmt, 1, customer_id);
	while (stmt_row(stmt)) {
		if (count == room) {
			struct indexed *more = arena_array(arena, room * 2, sizeof(*more));
			memcpy(more, rows, room * sizeof(*rows));
			rows = more;
			room *= 2;
		}
		rows[count++] = (struct indexed){ column_copy(stmt, 0, arena), column_copy(stmt, 1, arena),
			                          column_int(stmt, 2) };
	}
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

static bool
forget_words(struct db *db, const char *customer_id)
{
	struct arena arena = ARENA_INIT;
	struct indexed *rows;
	size_t count = list_texts(db, "SELECT m.interaction_id, m.text, m.seq FROM message m"
	                              " JOIN interaction i ON i.id = m.interaction_id"
	                              " WHERE i.customer_id = $1", customer_id, &arena, &rows);
	bool ok = search_forget_customer(db, customer_id);

	for (size_t i = 0; ok && i < count; i++)
		ok = !rows[i].text || search_forget_message(db, rows[i].id, rows[i].seq, rows[i].text);
	count = list_texts(db, "SELECT n.id, n.text, 0 FROM note n WHERE n.customer_id = $1", customer_id,
	                   &arena, &rows);
	for (size_t i = 0; ok && i < count; i++)
		ok = !rows[i].text || search_forget_note(db, rows[i].id, rows[i].text);
	/* A word that was taken out stands in older parts of SQLite's index until
	 * they are made one. */
	static const char *const optimize[] = {
		"INSERT INTO customer_words (customer_words) VALUES ('optimize')",
		"INSERT INTO message_words (message_words) VALUES ('optimize')",
		"INSERT INTO note_words (note_words) VALUES ('optimize')",
	};
	for (size_t i = 0; ok && db_kind(db) == DB_SQLITE && i < countof(optimize); i++)
		ok = stmt_run(db_query(db, optimize[i]));
	arena_done(&arena);
	return ok && !db_failed(db);
}

/* ---- searches that named the person ---- */

static void
add_words(struct text_list *words, const char *text, struct arena *arena)
{
	struct buf folded = BUF_INIT(4096);

	if (text)
		utf8_fold(&folded, text, strlen(text));
	char *rest = arena_strdup(arena, folded.data), *word;
	buf_done(&folded);
	while ((word = strsep(&rest, " ,")) && words->count < WORDS_MAX)
		if (strlen(word) >= SHORT_WORD_MIN)
			words->at[words->count++] = word;
}

static bool
is_of_a_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* "li" names Li Wu, and nobody who spells Lindquist; a letter alone names nobody. */
static bool
has_word(const char *folded, const char *word)
{
	size_t len = strlen(word);

	if (len >= WORD_MIN)
		return strstr(folded, word) != NULL;
	for (const char *at = strstr(folded, word); at; at = strstr(at + 1, word))
		if ((at == folded || !is_of_a_word(at[-1])) && !is_of_a_word(at[len]))
			return true;
	return false;
}

static void
add_digits(struct text_list *words, const char *phone, struct arena *arena)
{
	char *digits = arena_strdup(arena, phone ? phone : ""), *to = digits;

	for (const char *c = digits; *c; c++)
		if (*c >= '0' && *c <= '9')
			*to++ = *c;
	*to = '\0';
	if (to - digits >= PHONE_DIGITS_MIN && words->count < WORDS_MAX)
		words->at[words->count++] = to - PHONE_DIGITS_MIN;
}

static bool
names_person(const struct text_list *words, const char *text)
{
	struct buf folded = BUF_INIT(EVENT_PAYLOAD_MAX * 2);
	char digits[256];
	size_t len = 0;
	bool names = false;

	utf8_fold(&folded, text, strlen(text));
	for (const char *c = text; *c && len + 1 < sizeof(digits); c++)
		if (*c >= '0' && *c <= '9')
			digits[len++] = *c;
	digits[len] = '\0';
	for (size_t i = 0; !names && i < words->count; i++)
		names = has_word(folded.data, words->at[i])
		        || (strlen(words->at[i]) >= WORD_MIN && strstr(digits, words->at[i]));
	buf_done(&folded);
	return names;
}

/* Of what was looked for: where it was, and the payload's own words, name nobody. */
static bool
payload_names_person(const struct text_list *words, const char *payload)
{
	struct err ignored = { 0 };
	struct json *json = json_parse(payload, strlen(payload), &ignored);
	const char *looked_for = json_text(json_get(json, "q"));
	bool names = names_person(words, looked_for ? looked_for : payload);

	json_free(json);
	return names;
}

/* Filters that somebody keeps for finding this person. */
static bool
erase_filters(struct txn *txn, const struct text_list *words, struct arena *arena)
{
	struct saved_filter_row *rows;
	size_t count = saved_filter_words(txn->db, arena, &rows);

	for (size_t i = 0; i < count; i++)
		if ((names_person(words, rows[i].words ? rows[i].words : "") ||
		     names_person(words, rows[i].name ? rows[i].name : "")) &&
		    !saved_filter_delete(txn, rows[i].worker_id, rows[i].id))
			return false;
	return true;
}

static bool
erase_searches(struct txn *txn, const struct customer *customer, struct arena *arena,
               const struct erase_hold *holds, size_t hold_count, struct erase_count *ret)
{
	struct text_list words = { arena_array(arena, WORDS_MAX, sizeof(char *)), 0 };
	size_t count = 0, room = 256;
	int64_t *seqs = arena_array(arena, room, sizeof(*seqs));

	add_words(&words, customer->name, arena);
	add_words(&words, customer->preferred_name, arena);
	add_words(&words, customer->email, arena);
	add_words(&words, customer->case_number, arena);
	add_digits(&words, customer->phone, arena);
	for (size_t i = 0; i < hold_count; i++)
		add_words(&words, holds[i].number, arena);
	if (!erase_filters(txn, &words, arena))
		return false;
	struct stmt *stmt = db_query(txn->db, "SELECT p.seq, p.payload FROM event e JOIN event_payload p"
	                                      " ON p.chain_id = e.chain_id AND p.seq = e.seq"
	                                      " WHERE e.type IN ('search.done', 'list.exported')");
	while (stmt_row(stmt)) {
		if (!payload_names_person(&words, column_text(stmt, 1)))
			continue;
		if (count == room) {
			int64_t *more = arena_array(arena, room * 2, sizeof(*more));
			memcpy(more, seqs, room * sizeof(*seqs));
			seqs = more;
			room *= 2;
		}
		seqs[count++] = column_int(stmt, 0);
	}
	stmt_reset(stmt);
	for (size_t i = 0; i < count; i++)
		if (!event_erase_payload(txn, seqs[i]))
			return false;
	ret->searches += (int64_t)count;
	ret->events += (int64_t)count;
	return !db_failed(txn->db);
}

/* ---- other people's households ---- */

/* The record's own id, and each that became part of it: a link may name any of them. */
#define IS_OWN "c.id = $1 OR c.merged_into = $1"
#define OWN_IDS "SELECT c.id FROM customer c WHERE " IS_OWN

static const char *
without_members(const char *household, const struct text_list *ids, struct arena *arena)
{
	struct buf text = BUF_INIT(LINK_BYTES_MAX), member = BUF_INIT(LINK_BYTES_MAX);
	struct json_out out = JSON_OUT(&text);
	struct err ignored = { 0 };
	struct json *list = json_parse(household, strlen(household), &ignored);

	json_begin_list(&out, NULL);
	for (const struct json *entry = json_first(list); entry; entry = json_next(entry)) {
		if (text_list_has(ids, json_text(json_get(entry, "customer_id"))))
			continue;
		buf_reset(&member);
		json_print(&member, entry);
		json_put_raw(&out, NULL, member.data);
	}
	json_end_list(&out);
	const char *kept = arena_strdup(arena, text.data);
	json_free(list);
	buf_done(&member);
	buf_done(&text);
	return kept;
}

static bool
erase_links(struct txn *txn, const char *customer_id, struct arena *arena, struct erase_count *ret)
{
	struct indexed *rows, *own;
	size_t count = list_texts(txn->db, "SELECT c.id, '', 0 FROM customer c WHERE " IS_OWN, customer_id, arena, &own);
	struct text_list ids = { arena_array(arena, count + 1, sizeof(char *)), 0 };

	for (; ids.count < count; ids.count++)
		ids.at[ids.count] = own[ids.count].id;
	count = list_texts(txn->db, "SELECT k.id, k.household, 0 FROM customer k WHERE EXISTS (SELECT 1 FROM customer c"
	                            " WHERE (" IS_OWN ") AND k.household LIKE '%' || c.id || '%')",
	                   customer_id, arena, &rows);
	for (size_t i = 0; i < count; i++) {
		struct stmt *stmt = db_query(txn->db, "UPDATE customer SET household = $2,"
		                                      " version = version + 1 WHERE id = $1");
		bind_text(stmt, 1, rows[i].id);
		bind_text(stmt, 2, without_members(rows[i].text, &ids, arena));
		if (!stmt_run(stmt))
			return false;
	}
	ret->links += (int64_t)count;
	return !db_failed(txn->db);
}

/* ---- the tables ---- */

/* What was said and written, by either side. */
static bool
erase_talk(struct txn *txn, const char *id, struct erase_count *ret)
{
	return run(txn, "DELETE FROM event_payload WHERE seq IN (SELECT e.seq FROM event e"
	                " WHERE e.customer_id = $1 OR e.customer_id IN"
	                " (SELECT c.id FROM customer c WHERE c.merged_into = $1) OR e.application_id IN"
	                " (SELECT a.id FROM application a WHERE a.customer_id = $1))",
	           id, &ret->events) &&
	       /* In others' histories: that they are not this person. */
	       run(txn, "DELETE FROM event_payload WHERE seq IN (SELECT e.seq FROM event e"
	                " JOIN event_payload p ON p.chain_id = e.chain_id AND p.seq = e.seq"
	                " JOIN customer c ON p.payload LIKE '%\"other\":\"' || c.case_number || '\"%'"
	                " WHERE e.type = 'customer.not_same' AND (" IS_OWN "))",
	           id, &ret->events) &&
	       run(txn, "UPDATE message SET text = '" ERASED "' WHERE interaction_id IN"
	                " (SELECT i.id FROM interaction i WHERE i.customer_id = $1)",
	           id, &ret->messages) &&
	       run(txn, "UPDATE message SET author_name = '" ERASED "' WHERE author_id = $1 OR author_kind = 2"
	                " AND interaction_id IN (SELECT i.id FROM interaction i WHERE i.customer_id = $1)",
	           id, NULL) &&
	       run(txn, "UPDATE interaction SET topic = '', summary = '', handoff_reason = '',"
	                " version = version + 1 WHERE customer_id = $1",
	           id, NULL) &&
	       run(txn, "UPDATE note SET text = '" ERASED "' WHERE customer_id = $1", id, &ret->notes) &&
	       run(txn, "UPDATE notice SET rendered_text = '" ERASED "', sha256 = ''"
	                " WHERE customer_id = $1",
	           id, &ret->notices) &&
	       run(txn, "UPDATE notice SET attempts = '[]' WHERE customer_id = $1", id, NULL) &&
	       /* What still waits is sent to nobody. */
	       run(txn, "UPDATE mail SET subject = '', body = '" ERASED "', recipient = '', answer = '',"
	                " lease = '', state = CASE WHEN state = 1 THEN 3 ELSE state END"
	                " WHERE customer_id = $1",
	           id, NULL) &&
	       run(txn, "UPDATE feedback SET comment = '' WHERE customer_id = $1", id, NULL);
}

static bool
erase_decisions(struct txn *txn, const char *id, struct erase_count *ret)
{
	return run(txn, "UPDATE approval SET statement = '', signature = '' WHERE decision_id IN"
	                " (SELECT d.id FROM decision d JOIN application a ON a.id = d.application_id"
	                " WHERE a.customer_id = $1)",
	           id, NULL) &&
	       run(txn, "UPDATE decision SET reasons = '[]', rationale = '" ERASED "',"
	                " advice_differs_because = '', return_reason = '', override_reason = '',"
	                " amounts = '[]', statement = '', signature = '', worksheet = '',"
	                " version = version + 1"
	                " WHERE application_id IN (SELECT a.id FROM application a"
	                " WHERE a.customer_id = $1)",
	           id, &ret->decisions);
}

static bool
erase_papers(struct txn *txn, const char *id, struct erase_count *ret)
{
	return run(txn, "DELETE FROM document_part WHERE document_id IN"
	                " (SELECT d.id FROM document d WHERE d.customer_id = $1)",
	           id, NULL) &&
	       run(txn, "DELETE FROM document_link WHERE document_id IN"
	                " (SELECT d.id FROM document d WHERE d.customer_id = $1)",
	           id, NULL) &&
	       run(txn, "UPDATE document SET name = '" ERASED "', sha256 = '', text = '', state = 2,"
	                " text_state = 3, from_name = '' WHERE customer_id = $1",
	           id, &ret->documents) &&
	       run(txn, "UPDATE missing_item SET label = '{\"en\":\"" ERASED "\"}', person = '',"
	                " source = '', how = '' WHERE application_id IN"
	                " (SELECT a.id FROM application a WHERE a.customer_id = $1)",
	           id, NULL);
}

/* What was written about the work on it. */
static bool
erase_remarks(struct txn *txn, const char *id)
{
	return run(txn, "UPDATE review SET words = '' WHERE customer_id = $1 OR application_id IN"
	                " (SELECT a.id FROM application a WHERE a.customer_id = $1)",
	           id, NULL) &&
	       run(txn, "UPDATE appeal SET text = '', note = '' WHERE customer_id = $1", id, NULL) &&
	       run(txn, "UPDATE reminder SET text = '" ERASED "' WHERE customer_id = $1", id, NULL) &&
	       run(txn, "UPDATE worker_conflict SET reason = '' WHERE customer_id = $1 OR customer_id IN"
	                " (SELECT c.id FROM customer c WHERE c.merged_into = $1)",
	           id, NULL) &&
	       run(txn, "UPDATE interview SET note = '' WHERE application_id IN"
	                " (SELECT a.id FROM application a WHERE a.customer_id = $1)",
	           id, NULL) &&
	       /* Begun by a worker and never sent: sealed, but with a key that is still theirs. */
	       run(txn, "DELETE FROM draft WHERE application_id IN"
	                " (SELECT a.id FROM application a WHERE a.customer_id = $1)",
	           id, NULL);
}

/* Their own, and those that never proved anything but what is theirs. */
#define ACCOUNTS                                                                              \
	"SELECT o.id FROM account o WHERE o.customer_id = $1 OR (o.customer_id = ''"          \
	" AND EXISTS (SELECT 1 FROM account_application l JOIN application a"                 \
	" ON a.id = l.application_id WHERE l.account_id = o.id AND a.customer_id = $1)"       \
	" AND NOT EXISTS (SELECT 1 FROM account_application l JOIN application a"             \
	" ON a.id = l.application_id WHERE l.account_id = o.id AND a.customer_id <> $1))"

static bool
erase_account(struct txn *txn, const char *id)
{
	return run(txn, "DELETE FROM started_form WHERE account_id IN (" ACCOUNTS ") OR application_id IN"
	                " (SELECT a.id FROM application a WHERE a.customer_id = $1)",
	           id, NULL) &&
	       run(txn, "DELETE FROM mail WHERE account_id IN (" ACCOUNTS ")", id, NULL) &&
	       run(txn, "DELETE FROM account WHERE id IN (" ACCOUNTS ")", id, NULL) &&
	       run(txn, "DELETE FROM account_application WHERE application_id IN"
	                " (SELECT a.id FROM application a WHERE a.customer_id = $1)",
	           id, NULL);
}

/* Nobody comes in with what a receipt or an e-mail says, and leaves words anew. */
static bool
shut_doors(struct txn *txn, const char *id)
{
	static const uint8_t nobodys[SECRET_KEY_BYTES];
	struct stmt *stmt = db_query(txn->db, "UPDATE application SET access_code_tag = $2 WHERE customer_id = $1");

	bind_text(stmt, 1, id);
	bind_blob(stmt, 2, nobodys, sizeof(nobodys));
	return stmt_run(stmt) &&
	       run(txn, "DELETE FROM feedback WHERE customer_id = $1 AND answered_at = 0", id, NULL);
}

static bool
erase_record(struct txn *txn, const char *id, struct erase_count *ret)
{
	return run(txn, "UPDATE queue SET customer_name = '" ERASED "', customer_key = '" ERASED "',"
	                " disability = " NOT_KNOWN ", version = version + 1 WHERE customer_id = $1",
	           id, NULL) &&
	       run(txn, "DELETE FROM household_link WHERE customer_id IN (" OWN_IDS ") OR member_id IN"
	                " (" OWN_IDS ")",
	           id, NULL) &&
	       run(txn, "UPDATE application SET answers = '{}', version = version + 1"
	                " WHERE customer_id = $1",
	           id, &ret->applications) &&
	       run(txn, "UPDATE customer SET name = '" ERASED "', sort_key = '" ERASED "',"
	                " preferred_name = '', born_on = " NO_DATE ", phone = '', phone_last4 = '', email = '',"
	                " address = '', ssn_sealed = NULL, ssn_tag = NULL, ssn_last4 = '',"
	                " household = '[]', contacts = '[]', pinned_notes = '[]', changed_fields = 'name',"
	                " changed_by = '', version = version + 1 WHERE id = $1 OR merged_into = $1",
	           id, NULL);
}

/* The record last: the others are found by it. */
static bool
erase_tables(struct txn *txn, const char *id, struct erase_count *ret)
{
	return erase_talk(txn, id, ret) && erase_decisions(txn, id, ret) && erase_papers(txn, id, ret) &&
	       erase_remarks(txn, id) && erase_account(txn, id) && shut_doors(txn, id) &&
	       erase_record(txn, id, ret);
}

bool
erase_person(struct txn *txn, const char *customer_id, struct erase_count *ret)
{
	struct arena arena = ARENA_INIT;
	struct customer_record record;
	struct erase_hold *holds;
	bool ok = customer_read(txn->db, customer_id, &arena, &record);

	*ret = (struct erase_count){ 0 };
	size_t count = erase_holds(txn->db, customer_id, &arena, &holds);
	/* First what needs the text that is then gone. */
	ok = ok && erase_searches(txn, &record.customer, &arena, holds, count, ret) &&
	     forget_words(txn->db, customer_id) && erase_links(txn, customer_id, &arena, ret) &&
	     erase_tables(txn, customer_id, ret);
	arena_done(&arena);
	return ok && !db_failed(txn->db);
}

bool
erase_begin(struct db *db, struct err *err)
{
	return db_overwrite(db, err);
}

bool
erase_end(struct db *db, bool rewrite, bool *ret_whole, struct err *err)
{
	if (rewrite && !db_rewrite(db, err))
		return false;
	*ret_whole = db_empty_log(db);
	return !db_take_failure(db, err);
}

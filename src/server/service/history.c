/* SPDX-License-Identifier: Apache-2.0
 *
 * Events as entries of a history.
 */
#include "server/service/history.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/county.h"
#include "domain/names.h"
#include "domain/program.h"
#include "domain/wording.h"
#include "server/service/agency.h"
#include "server/service/language.h"
#include "server/service/customer.h"
#include "server/store/history.h"
#include "server/store/interaction.h"
#include "server/store/seal.h"
#include "server/store/staff.h"

enum {
	SUMMARY_MAX = 4096,
	SUMMARY_CHARS = 160,
	DETAIL_MAX = 64 * 1024,
	SCAN_MAX = 5000,
	SCAN_STEP = 200
};

/* ---- one sentence ---- */

struct telling {
	struct call *call;
	const struct json *payload;
	enum zone zone;
};

static void
tell_value(const struct telling *tell, const struct json *value, struct buf *out)
{
	int64_t number;
	civil_date date;
	const char *text = json_text(value);
	bool first = true;

	if (text && strlen(text) > 10 && instant_from_text(text, &number))
		wording_instant(out, number, tell->zone, tell->call->language);
	else if (text && date_from_text(text, &date))
		wording_date(out, date, tell->call->language);
	else if (text)
		buf_puts(out, text);
	else if (json_int(value, &number))
		buf_printf(out, "%" PRId64, number);
	else if (json_kind(value) == JSON_LIST)
		for (const struct json *part = json_first(value); part; part = json_next(part)) {
			if (!first)
				buf_puts(out, ", ");
			tell_value(tell, part, out);
			first = false;
		}
	else if (json_kind(value) == JSON_OBJECT && json_text(json_get(value, "name")))
		buf_puts(out, json_text(json_get(value, "name")));
}

/* Members that hold a wire word, or several with commas between. */
static const struct { const char *member; enum name_set set; } named[] = {
	{ "kind", NAMES_NOTICE },     { "channel", NAMES_MEANS }, { "channel", NAMES_CHANNEL },
	{ "mode", NAMES_MEANS },      { "outcome", NAMES_OUTCOME }, { "state", NAMES_ITEM },
	{ "language", NAMES_LANGUAGE }, { "changed", NAMES_MEMBER },
};

static bool
tell_word(const struct telling *tell, const char *member, const char *wire, struct buf *out)
{
	for (size_t i = 0; i < countof(named); i++) {
		const char *name = str_eq(named[i].member, member) ? name_of(named[i].set, wire) : NULL;
		if (!name)
			continue;
		buf_puts(out, say_in(tell->call->language, name));
		return true;
	}
	return false;
}

/* False where the member holds no such words. */
static bool
tell_words(const struct telling *tell, const char *member, const char *text, struct buf *out)
{
	char *rest = text ? arena_strdup(tell->call->arena, text) : NULL, *word;
	struct buf words = BUF_INIT(SUMMARY_MAX);
	bool known = rest != NULL;

	while (known && (word = strsep(&rest, ","))) {
		if (words.len > 0)
			buf_puts(&words, ", ");
		known = tell_word(tell, member, word + strspn(word, " "), &words);
	}
	if (known)
		buf_puts(out, words.data);
	buf_done(&words);
	return known;
}

/* A worker is kept as {"id","name"} or as a name; what is not there (erased,
 * or never given) reads as a dash, so that a sentence stays one. */
static bool
fill_member(void *context, const char *name, struct buf *out)
{
	const struct telling *tell = context;
	const struct json *value = json_get(tell->payload, name);
	if (value && json_kind(value) == JSON_OBJECT)
		value = json_get(value, "name");
	size_t before = out->len;
	if (str_eq(name, "program") && json_text(value)) {
		const struct program *program =
			agency_program(tell->call->agency, json_text(value), 0);
		buf_puts(out,
			program ? program_say(program, &program->name, tell->call->language, NULL)
				: json_text(value));
	} else if (value && !tell_words(tell, name, json_text(value), out)) {
		tell_value(tell, value, out);
	}
	if (out->len == before)
		buf_puts(out, "-");
	return true;
}

/* A text's beginning; ret_cut says that there is more. */
static const char *
one_line(struct arena *arena, const char *text, bool *ret_cut)
{
	size_t len = strcspn(text, "\n"), bytes = 0;
	bool cut = text[len] != '\0';
	for (int chars = 0; bytes < len; chars++) {
		if (chars == SUMMARY_CHARS) {
			cut = true;
			break;
		}
		bytes += utf8_grapheme(text + bytes, len - bytes);
	}
	*ret_cut = cut;
	return arena_printf(arena, "%.*s%s", (int)bytes, text, cut ? "\xe2\x80\xa6" : "");
}

static struct json *
parse_payload(const struct history_row *row)
{
	struct err err = { 0 };
	return row->payload ? json_parse(row->payload, strlen(row->payload), &err) : NULL;
}

const char *
history_summary(
	struct call *call, const struct history_row *row, enum zone zone, const char **ret_whole)
{
	struct json *payload = parse_payload(row);
	struct telling tell = { call, payload, zone };
	struct buf out = BUF_INIT(DETAIL_MAX);
	struct err err = { 0 };
	const struct event_kind *kind = event_kind_of(row->type);
	if (!wording_fill(&out, say_in(call->language, kind->text), fill_member, &tell, &err)) {
		buf_reset(&out);
		buf_puts(&out, kind->wire);
	}
	bool cut;
	const char *summary = one_line(call->arena, out.data, &cut);
	*ret_whole = cut ? arena_strdup(call->arena, out.data) : NULL;
	buf_done(&out);
	json_free(payload);
	return summary;
}

/* ---- entries ---- */

/* The whole text where the summary is only its beginning. */
static const char *
detail_of(struct call *call, const struct history_row *row)
{
	static const char *const members[] = { "text", "message", "note", "reason", "why" };
	struct json *payload = parse_payload(row);
	const char *detail = NULL;
	for (size_t i = 0; i < countof(members) && !detail; i++) {
		const char *text = json_text(json_get(payload, members[i]));
		if (!str_empty(text))
			detail = arena_strdup(call->arena, text);
	}
	const struct json *reasons = json_get(payload, "reasons");
	if (!detail && json_kind(reasons) == JSON_LIST && json_count(reasons) > 0) {
		struct telling tell = { call, payload, ZONE_CENTRAL };
		struct buf out = BUF_INIT(DETAIL_MAX);
		for (const struct json *reason = json_first(reasons); reason;
			reason = json_next(reason)) {
			if (out.len)
				buf_putc(&out, '\n');
			const struct json *text = json_kind(reason) == JSON_OBJECT
				? json_get(reason, "text")
				: reason;
			if (json_kind(text) == JSON_OBJECT)
				text = json_get(text, "en") ? json_get(text, "en")
							    : json_first(text);
			tell_value(&tell, text, &out);
		}
		detail = arena_strdup(call->arena, out.data);
		buf_done(&out);
	}
	json_free(payload);
	return detail;
}

static enum history_kind
kind_of_channel(const char *channel)
{
	if (str_eq(channel, "voice"))
		return HISTORY_CALL;
	if (str_eq(channel, "email") || str_eq(channel, "letter"))
		return HISTORY_EMAIL;
	return str_eq(channel, "in_person") ? HISTORY_VISIT : HISTORY_CHAT;
}

struct interaction_telling {
	struct call *call;
	const struct interaction *interaction;
};

static bool
fill_interaction(void *context, const char *name, struct buf *out)
{
	const struct interaction *interaction = ((const struct interaction_telling *)context)->interaction;
	struct telling tell = { .call = ((const struct interaction_telling *)context)->call };

	if (str_eq(name, "turns"))
		buf_printf(out, "%" PRId64, interaction->message_count);
	else if (str_eq(name, "topic"))
		buf_puts(out, interaction->topic ? interaction->topic : "-");
	else if (!tell_word(&tell, name, interaction->channel, out))
		buf_puts(out, interaction->channel ? interaction->channel : "-");
	return true;
}

/* A chat is one entry, and reads as it stands now, not as it began. */
static void
tell_interaction(struct call *call, struct history_entry *entry)
{
	struct interaction interaction;
	if (!entry->interaction_id ||
		!interaction_read(call->db, entry->interaction_id, call->arena, &interaction))
		return;
	entry->kind = kind_of_channel(interaction.channel);
	struct interaction_telling tell = { call, &interaction };
	struct buf summary = BUF_INIT(SUMMARY_MAX);
	struct err err = { 0 };
	if (wording_fill(&summary, say_in(call->language, event_kind_of(EVENT_INTERACTION_OPENED)->text),
			fill_interaction, &tell, &err))
		entry->summary = arena_strdup(call->arena, summary.data);
	buf_done(&summary);
	if (!str_empty(interaction.summary))
		entry->detail = interaction.summary;
}

static void
make_entry(struct call *call, const struct history_row *row, const struct customer *customer,
	struct history_entry *ret)
{
	*ret = (struct history_entry){
		.seq = row->seq,
		.at_ms = row->at_ms,
		.kind = row->kind,
		.actor = row->actor,
		.application_id = row->application_id,
		.interaction_id = row->interaction_id,
		.decision_id = row->decision_id,
		.notice_id = row->notice_id,
		.is_public = row->update != UPDATE_NONE || event_kind_of(row->type)->is_public,
	};
	if (ret->actor.kind == AUTHOR_CUSTOMER && !ret->actor.name)
		ret->actor.name = customer->name;
	const char *whole;
	ret->summary = history_summary(call, row, county_zone(customer->county), &whole);
	ret->detail = detail_of(call, row);
	if (!ret->detail)
		ret->detail = whole;
	if (str_eq(ret->detail, ret->summary))
		ret->detail = NULL;
	if (row->kind == HISTORY_CHAT)
		tell_interaction(call, ret);
}

/* ---- a page ---- */

/* The applications of this customer that the actor may not read. */
struct hidden {
	struct policy_subject *subjects;
	size_t count;
	struct call *call;
};

static bool
is_hidden(const struct hidden *hidden, const char *application_id)
{
	if (!application_id)
		return false;
	for (size_t i = 0; i < hidden->count; i++)
		if (str_eq(hidden->subjects[i].application_id, application_id))
			return !policy_allows(hidden->call->actor, POLICY_READ,
				&hidden->subjects[i], hidden->call->now_ms);
	return true; /* more applications than are looked at */
}

/* That somebody else is not this person names that somebody: who is shut out of
 * their record, by a conflict or a seal, is told nothing of it. */
static bool
names_hidden(struct call *call, const struct history_row *row)
{
	struct customer_record other;
	bool hidden = false;

	if (row->type != EVENT_CUSTOMER_NOT_SAME || call->actor->kind != ACTOR_WORKER)
		return false;
	struct json *payload = parse_payload(row);
	const char *number = json_text(json_get(payload, "other"));
	const char *id = str_empty(number) ? NULL : staff_customer_id(call->db, number, call->arena);
	if (id && customer_read_line(call->db, id, call->arena, &other))
		hidden = seal_shuts_out(call->db, call->actor->id, other.customer.id, other.sealed);
	json_free(payload);
	return hidden;
}

static bool
has_words(const struct history_entry *entry, const char *folded)
{
	if (!folded)
		return true;
	const char *const texts[] = { entry->summary, entry->detail, entry->actor.name };
	struct buf haystack = BUF_INIT(DETAIL_MAX * 2);
	for (size_t i = 0; i < countof(texts); i++) {
		if (texts[i])
			utf8_fold(&haystack, texts[i], strlen(texts[i]));
		buf_putc(&haystack, '\n');
	}
	/* Every word, in any order. */
	bool has = true;
	char words[SEARCH_QUERY_MAX * 4];
	(void)str_copy(words, sizeof(words), folded);
	char *rest = words;
	for (char *word; has && (word = strsep(&rest, " "));)
		has = strstr(haystack.data, word) != NULL;
	buf_done(&haystack);
	return has;
}

static const char *
fold_query(struct arena *arena, const char *text)
{
	if (str_empty(text))
		return NULL;
	struct buf folded = BUF_INIT(SEARCH_QUERY_MAX * 4);
	utf8_fold(&folded, text, strlen(text));
	const char *copy = arena_strdup(arena, folded.data);
	buf_done(&folded);
	return copy;
}

static void
reverse(struct history_entry *entries, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct history_entry other = entries[i];
		entries[i] = entries[count - 1 - i];
		entries[count - 1 - i] = other;
	}
}

bool
customer_history(struct call *call, const char *customer_id, const struct history_query *query,
	const struct page_key *page, struct history_entry **ret, size_t *ret_count, bool *ret_more,
	struct page_edge *ret_stop, struct err *err)
{
	struct customer_record record;
	if (!customer_open(call, customer_id, &record, err))
		return false;
	if (query->text && strlen(query->text) > SEARCH_QUERY_MAX)
		return err_field(err, "?q", "too_long", "At most %d bytes.", SEARCH_QUERY_MAX);

	struct hidden hidden = { .call = call };
	hidden.count = customer_subjects(call->db, &record, call->arena, &hidden.subjects);
	struct history_filter filter = { record.customer.id, query->application_id, query->kind,
		query->before_ms };
	const char *folded = fold_query(call->arena, query->text);
	bool upwards = page->backwards || page->from_end;
	int64_t at = page->edge.set ? page->edge.number : upwards ? 0 : INT64_MAX;
	size_t wanted = (size_t)page->limit + 1, count = 0, step = folded ? SCAN_STEP : wanted;
	struct history_entry *entries = arena_array(call->arena, wanted, sizeof(*entries));

	bool at_end = false;
	for (size_t scanned = 0; !at_end && count < wanted && scanned < SCAN_MAX; scanned += step) {
		struct history_row *rows;
		size_t found =
			history_list(call->db, &filter, at, upwards, step, call->arena, &rows);
		for (size_t i = 0; i < found && count < wanted; i++) {
			at = rows[i].seq;
			if (is_hidden(&hidden, rows[i].application_id) || names_hidden(call, &rows[i]))
				continue;
			make_entry(call, &rows[i], &record.customer, &entries[count]);
			bool fits =
				query->kind == HISTORY_NONE || entries[count].kind == query->kind;
			count += fits && has_words(&entries[count], folded);
		}
		at_end = found < step;
	}
	*ret_more = count == wanted || !at_end;
	*ret_stop = (struct page_edge){ .set = count < wanted && !at_end, .number = at, .id = "e" };
	*ret_count = count == wanted ? count - 1 : count;
	if (upwards)
		reverse(entries, *ret_count);
	*ret = entries;
	return !db_take_failure(call->db, err);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Hits with enough around each to know it again.
 */
#include "server/service/search.h"

#include <inttypes.h>

#include "base/str.h"
#include "base/utf8.h"
#include "domain/names.h"
#include "domain/program.h"
#include "server/service/agency.h"
#include "server/service/customer.h"
#include "server/service/interaction.h"
#include "server/service/language.h"
#include "server/store/interaction.h"
#include "server/store/note.h"
#include "server/store/queue.h"
#include "server/store/search.h"

enum { EXCERPT_BEFORE = 30, EXCERPT_CHARS = 120, FOLDED_MAX = 256 * 1024, TYPES_COUNT = 4 };

struct searching {
	struct call *call;
	const char *query;
	struct policy_scope scope;
	size_t each;
	struct search_hit *hits;
	size_t count;
};

static struct search_hit *
add_hit(struct searching *search, const char *type)
{
	struct search_hit *hit = &search->hits[search->count++];
	hit->type = type;
	return hit;
}

/* The part of the text around the first word found, on one line. */
static const char *
excerpt(struct searching *search, const char *text)
{
	struct buf words = BUF_INIT(FOLDED_MAX), folded = BUF_INIT(FOLDED_MAX);
	utf8_fold(&words, search->query, strlen(search->query));
	words.data[strcspn(words.data, " ")] = '\0';
	size_t from = 0, len = strlen(text), start = 0;
	/* Folding goes grapheme by grapheme, so that its place in the text is known. */
	for (size_t at = 0, step; *words.data && at < len; at += step) {
		step = utf8_grapheme(text + at, len - at);
		buf_reset(&folded);
		utf8_fold(&folded, text + at, len - at < EXCERPT_CHARS ? len - at : EXCERPT_CHARS);
		if (strncmp(folded.data, words.data, strlen(words.data)) == 0) {
			from = at;
			break;
		}
	}
	/* Begin some characters before it, at a whole one. */
	for (size_t at = 0; at < from; at += utf8_grapheme(text + at, len - at))
		if (from - at <= EXCERPT_BEFORE) {
			start = at;
			break;
		}
	size_t end = start;
	for (int chars = 0; end < len && text[end] != '\n' && chars < EXCERPT_CHARS; chars++)
		end += utf8_grapheme(text + end, len - end);
	const char *part =
		arena_printf(search->call->arena, "%s%.*s%s", start ? "\xe2\x80\xa6" : "",
			(int)(end - start), text + start, end < len ? "\xe2\x80\xa6" : "");
	buf_done(&words);
	buf_done(&folded);
	return part;
}

static bool
find_customers(struct searching *search, struct err *err)
{
	struct page_key page = { .limit = (int)search->each };
	struct customer_found found;
	if (!customer_search(search->call, search->query, &page, &found, err))
		return false;
	for (size_t i = 0; i < found.count; i++) {
		const struct customer *customer = found.lines[i].customer;
		struct search_hit *hit = add_hit(search, "customer");
		hit->id = hit->customer_id = customer->id;
		hit->title = arena_printf(
			search->call->arena, "%s %s", customer->case_number, customer->name);
	}
	return true;
}

static const char *
program_name(struct call *call, const char *id)
{
	const struct program *program = agency_program(call->agency, id, 0);
	return program ? program_say(program, &program->name, call->language, NULL) : id;
}

/* The one asked for by its number comes first: whoever types a number and Enter means no other
 * application of the same person. */
static void
put_named_first(const char *query, struct application_ref *refs, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct application_ref named = refs[i];
		const char *digits = strrchr(named.number, '-');
		if (!strcasestr(query, digits ? digits + 1 : named.number))
			continue;
		memmove(&refs[1], &refs[0], i * sizeof *refs);
		refs[0] = named;
		return;
	}
}

/* By number, or those of the customers found. */
static bool
find_applications(struct searching *search, struct err *err)
{
	struct call *call = search->call;
	const char **ids;
	size_t count = search_customers(
		call->db, search->query, &search->scope, search->each, call->arena, &ids);
	size_t first = search->count;
	for (size_t i = 0; i < count; i++) {
		struct customer customer = { .id = ids[i] };
		customer_applications(call->db, &customer, &search->scope, call->arena);
		put_named_first(search->query, customer.applications.at, customer.applications.count);
		for (size_t k = 0;
			k < customer.applications.count && search->count - first < search->each;
			k++) {
			const struct application_ref *ref = &customer.applications.at[k];
			struct queue_row row;
			if (!queue_find(call->db, ref->id, call->arena, &row))
				continue;
			struct search_hit *hit = add_hit(search, "application");
			hit->id = hit->application_id = ref->id;
			hit->customer_id = customer.id;
			hit->title =
				arena_printf(call->arena, "%s %s", ref->number, row.customer_name);
			hit->excerpt = arena_printf(call->arena, "%s, %s",
				program_name(call, ref->program_id),
				say_in(call->language, application_status_text(
					application_status_from_wire(ref->status))));
			hit->at_ms = row.updated_at_ms;
		}
	}
	return !db_take_failure(call->db, err);
}

static bool
find_messages(struct searching *search, struct err *err)
{
	struct call *call = search->call;
	struct found_text *found;
	size_t count = search_messages(
		call->db, search->query, &search->scope, search->each, call->arena, &found);
	for (size_t i = 0; i < count; i++) {
		struct interaction interaction;
		struct message *message;
		struct page_key page = { .limit = 1,
			.edge = { .set = true, .number = found[i].seq - 1 } };
		if (!interaction_read(call->db, found[i].id, call->arena, &interaction) ||
			!interaction_is_open_to(call, &interaction) ||
			message_list(call->db, found[i].id, &page, call->arena, &message) == 0)
			continue;
		struct search_hit *hit = add_hit(search, "message");
		hit->id = message->id;
		const char *channel = name_of(NAMES_CHANNEL, interaction.channel);
		hit->title = arena_printf(call->arena, "%s: %s",
			channel ? say_in(call->language, channel) : interaction.channel,
			interaction.topic ? interaction.topic : "-");
		hit->excerpt = excerpt(search, message->text ? message->text : "");
		hit->customer_id = interaction.customer_id;
		hit->application_id = interaction.application_id;
		hit->interaction_id = interaction.id;
		hit->seq = found[i].seq;
		hit->at_ms = message->at_ms;
	}
	return !db_take_failure(call->db, err);
}

static bool
find_notes(struct searching *search, struct err *err)
{
	struct call *call = search->call;
	struct found_text *found;
	size_t count = search_notes(
		call->db, search->query, &search->scope, search->each, call->arena, &found);
	for (size_t i = 0; i < count; i++) {
		struct note note;
		struct queue_row row;
		struct policy_subject subject;
		if (!note_find(call->db, found[i].id, call->arena, &note) ||
			!queue_find(call->db, note.application_id, call->arena, &row))
			continue;
		queue_row_subject(&row, &subject);
		if (!policy_allows(call->actor, POLICY_READ, &subject, call->now_ms))
			continue;
		struct search_hit *hit = add_hit(search, "note");
		hit->id = note.id;
		hit->title = arena_printf(call->arena, "%s %s", row.number, row.customer_name);
		hit->excerpt = excerpt(search, note.text ? note.text : "");
		hit->customer_id = row.customer_id;
		hit->application_id = row.application_id;
		hit->at_ms = note.at_ms;
	}
	return !db_take_failure(call->db, err);
}

static const struct {
	const char *type;
	bool (*find)(struct searching *search, struct err *err);
} types_known[TYPES_COUNT] = {
	{ "application", find_applications },
	{ "customer", find_customers },
	{ "message", find_messages },
	{ "note", find_notes },
};

static bool
check_types(struct call *call, const char *types, struct err *err)
{
	char *rest = arena_strdup(call->arena, types);
	for (char *type; (type = strsep(&rest, ","));) {
		bool known = false;
		for (size_t i = 0; i < TYPES_COUNT; i++)
			known |= str_eq(types_known[i].type, type);
		if (!known)
			return err_field(err, "?types", "unknown",
				"Among: application, customer, message, note.");
	}
	return true;
}

bool
search_all(struct call *call, const char *query, const char *types, size_t each,
	struct search_hit **ret, size_t *ret_count, struct err *err)
{
	if (str_empty(query))
		return err_field(err, "?q", "required", "Say what to look for: q=.");
	if (strlen(query) > SEARCH_QUERY_MAX)
		return err_field(err, "?q", "too_long", "At most %d bytes.", SEARCH_QUERY_MAX);
	if (!str_empty(types) && !check_types(call, types, err))
		return false;
	struct searching search = {
		.call = call,
		.query = query,
		.each = each < SEARCH_EACH_MAX ? each : SEARCH_EACH_MAX,
	};
	search.hits = arena_array(call->arena, SEARCH_EACH_MAX * TYPES_COUNT, sizeof(*search.hits));
	policy_scope(call->actor, call->now_ms, &search.scope);
	for (size_t i = 0; i < TYPES_COUNT; i++)
		if ((str_empty(types) || str_in_list(types, types_known[i].type)) &&
			!types_known[i].find(&search, err))
			return false;
	*ret = search.hits;
	*ret_count = search.count;
	return true;
}

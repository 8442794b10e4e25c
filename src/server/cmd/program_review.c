/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-server program review: earlier denials that a newer version would
 * not make for the same reasons, for people to look at again.  It changes
 * nothing of them; names stay out of what it prints.  That somebody drew the
 * list is in the log before its first line is.
 */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/safe_text.h"
#include "base/str.h"
#include "base/words.h"
#include "domain/county.h"
#include "domain/program_review.h"
#include "domain/program_rules.h"
#include "server/cmd/open.h"
#include "server/cmd/options.h"
#include "server/cmd/program.h"
#include "server/cmd/program_file.h"
#include "server/store/application.h"
#include "server/store/decision.h"
#include "server/store/denial.h"
#include "server/store/event_log.h"
#include "server/store/missing_item.h"

enum { CLEAN_BYTES_MAX = 64 * 1024 };

struct reviewing {
	struct db *db;
	struct program *now;
	struct arena programs; /* earlier versions, loaded once each */
	LIST_OF(struct program *) earlier;
	int64_t looked_at, to_look_at, not_read;
};

/* ---- what is known of a denial ---- */

static const struct program *
version_of_then(struct reviewing *with, int64_t version)
{
	struct buf text = BUF_INIT(PROGRAM_FILE_MAX);
	struct program *program;

	for (size_t i = 0; i < with->earlier.count; i++)
		if (with->earlier.at[i]->version == version)
			return with->earlier.at[i];
	program = program_published(with->db,
		arena_printf(&with->programs, "%s@%lld", with->now->id, (long long)version), &text,
		&with->programs);
	buf_done(&text);
	if (!program)
		return NULL;
	with->earlier.at = arena_more(&with->programs, with->earlier.at, with->earlier.count,
		sizeof(*with->earlier.at));
	with->earlier.at[with->earlier.count++] = program;
	return program;
}

static void
fill_items(struct reviewing *with, const char *application_id, struct arena *arena,
	struct review_input *ret)
{
	struct missing_item_row *rows;
	size_t count = missing_item_list(with->db, application_id, arena, &rows);
	struct missing_item *items = arena_array(arena, count + 1, sizeof(*items));

	for (size_t i = 0; i < count; i++)
		items[i] = rows[i].item;
	ret->items = items;
	ret->item_count = count;
}

/* ---- telling ---- */

static const char *
advice_sentence(const char *advice)
{
	for (int i = 1; i < ADVICE_COUNT; i++)
		if (str_eq(advice_word((enum advice)i), advice))
			return _(advice_text((enum advice)i));
	return "";
}

/* A proof is named with what the applicant typed: an employer, a person. */
static void
say_finding(const struct review_finding *finding)
{
	static const char *const sentences[] = {
		[REVIEW_NOT_GIVEN] = N_("the new rules do not give this reason"),
		[REVIEW_NOT_KNOWN] = N_("the new rules need what was not asked then: %s"),
		[REVIEW_GONE] = N_("the new version has no such reason"),
		[REVIEW_NOT_ASKED] = N_("the new version does not ask for this: %s"),
	};
	struct buf clean = BUF_INIT(CLEAN_BYTES_MAX), line = BUF_INIT(CLEAN_BYTES_MAX);
	const char *detail = finding->detail ? finding->detail : "-";
	const char *sentence = _(sentences[finding->kind]);
	const char *place = strstr(sentence, "%s");

	safe_text(&clean, detail, strlen(detail), SAFE_ONE_LINE);
	buf_add(&line, sentence, place ? (size_t)(place - sentence) : strlen(sentence));
	if (place) {
		buf_puts(&line, clean.data);
		buf_puts(&line, place + strlen("%s"));
	}
	safe_put("    ");
	safe_put(finding->code);
	printf(": %s\n", line.data);
	buf_done(&clean);
	buf_done(&line);
}

static void
say_denial(const struct application_row *row, const struct decision_row *decision,
	const struct json *reasons, const struct review *review)
{
	char day[DATE_TEXT_MAX];
	civil_date decided = zone_date(county_zone(row->queue.county), decision->decision.decided_at_ms);

	safe_say(_("%s  denied on %s:"), row->queue.number, date_to_text(decided, day));
	for (const struct json *at = json_first(reasons); at; at = json_next(at)) {
		putchar(' ');
		safe_put(json_text(json_get(at, "code")));
	}
	putchar('\n');
	for (size_t i = 0; i < review->findings.count; i++)
		say_finding(&review->findings.at[i]);
	if (review->advice)
		safe_say(_("    as a whole, by the new rules: %s\n"), advice_sentence(review->advice));
}

/* ---- one denial ---- */

static bool
look_at_decision(struct reviewing *with, const struct application_row *row,
	const struct decision_row *decision, struct arena *arena, struct err *err)
{
	struct review_input input = {
		.now = with->now,
		.customer_name = row->queue.customer_name,
		.filed_on = row->queue.filed_on,
		.expedited = row->queue.expedited,
	};
	struct json *answers = json_parse(row->answers, strlen(row->answers), err);
	struct json *reasons = json_parse(decision->reasons, strlen(decision->reasons), err);
	struct review review;
	bool ok = false;

	input.then = version_of_then(with, row->queue.program_version);
	input.answers = answers;
	input.reasons = reasons;
	fill_items(with, row->queue.application_id, arena, &input);
	if (answers && reasons && input.then)
		ok = program_review(&review, arena, &input, err);
	if (ok && review.findings.count > 0) {
		say_denial(row, decision, reasons, &review);
		with->to_look_at++;
	}
	json_free(answers);
	json_free(reasons);
	return ok;
}

/* What cannot be read is counted and said: silence would pass for "no change". */
static void
look_at(struct reviewing *with, const struct denial_ref *denial)
{
	struct arena arena = ARENA_INIT;
	struct application_row row;
	struct decision_row decision;
	struct err err = { 0 };

	if (application_row_find(with->db, denial->application_id, &arena, &row) &&
		!str_empty(row.decision_id) &&
		row.queue.program_version != with->now->version &&
		decision_find(with->db, row.decision_id, &arena, &decision)) {
		with->looked_at++;
		if (!look_at_decision(with, &row, &decision, &arena, &err))
			with->not_read++;
	}
	arena_done(&arena);
}

static bool
look_at_all(struct reviewing *with, struct err *err)
{
	char after[40] = "";
	size_t count;

	do {
		struct arena page = ARENA_INIT;
		struct denial_ref *denials;

		count = denial_list(with->db, with->now->id, after, &page, &denials);
		for (size_t i = 0; i < count; i++)
			look_at(with, &denials[i]);
		if (count > 0)
			str_copy(after, sizeof(after), denials[count - 1].number);
		arena_done(&page);
	} while (count == DENIALS_PAGE);
	return !db_take_failure(with->db, err);
}

/* First: a list that breaks off half way was seen as far as it went. */
static bool
tell_log(struct db *db, const struct program *now, bool is_file, struct err *err)
{
	struct txn txn;
	char payload[200];
	struct event event = {
		.type = EVENT_LIST_EXPORTED,
		.subject = { "program", now->id },
		.version = now->version,
		.scope = { .program_id = now->id },
	};

	/* An id is made of letters, digits and hyphens: nothing to escape. */
	(void)snprintf(payload, sizeof(payload),
		"{\"v\":1,\"where\":\"denials\",\"q\":\"program=%s version=%lld%s\"}", now->id,
		(long long)now->version, is_file ? " not-published" : "");
	cmd_actor(&event.actor);
	if (!txn_begin(&txn, db, clock_real_ms(), err))
		return false;
	if (event_append(&txn, &event, payload))
		return txn_commit(&txn, err);
	(void)db_take_failure(db, err);
	txn_rollback(&txn);
	return false;
}

int
program_review_say(const char *name, struct db *db)
{
	struct reviewing with = { .db = db };
	struct buf text = BUF_INIT(PROGRAM_FILE_MAX);
	struct arena arena = ARENA_INIT;
	struct err err = { 0 };
	bool ok, is_file = access(name, F_OK) == 0;

	with.now = is_file ? program_file_read(name, &text, &arena) : program_published(db, name, &text, &arena);
	ok = with.now &&
		((tell_log(db, with.now, is_file, &err) && look_at_all(&with, &err)) ||
			(cmd_fail("program", &err), false));
	if (ok)
		safe_say(_("%lld of %lld earlier denials to look at again. Nothing was changed.\n"),
			(long long)with.to_look_at, (long long)with.looked_at);
	if (ok && with.not_read > 0)
		safe_say(_("%lld could not be read by the new version: look at them yourselves.\n"),
			(long long)with.not_read);
	buf_done(&text);
	arena_done(&with.programs);
	arena_done(&arena);
	return ok ? 0 : 1;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the linear mode share.
 */
#ifndef CLIENT_LINE_PRIVATE_H
#define CLIENT_LINE_PRIVATE_H

#include "base/arena.h"
#include "base/words.h"
#include "client/line/line.h"
#include "client/model/fx.h"
#include "client/model/signing.h"
#include "domain/names.h"
#include "proto/proto.h"

enum {
	LINE_OUT_MAX = 32 * 1024 * 1024,
	LINE_TEXT_MAX = 64 * 1024, /* a note from standard input */
	LINE_KEY_MAX = 47,         /* of a request's key */
	LINE_USER_MAX = 200,
	LINE_URL_MAX = 2000,
	LINE_LIMIT = 50,
	LINE_LIMIT_MAX = 200,
	LINE_REASONS_MAX = 20,
	LINE_FACTS_MAX = 60,
	LINE_AMOUNTS_MAX = 12,
	LINE_ITEMS_MAX = 40
};

enum verb {
	VERB_NONE,
#define VERB(id, name, arguments, text) VERB_##id,
#include "client/cmd/verbs.def"
#undef VERB
	VERB_COUNT
};

struct line_reason { const char *code; };
struct line_fact { int reason; const char *name, *value; };

struct line_options {
	enum verb verb;
	struct line_start start;
	bool json;
	bool help;
	int64_t limit;
	const char *cursor;
	const char *confirm;   /* the word, where there is no terminal to type it on */
	const char *key;       /* of an earlier try */
	/* decide */
	const char *outcome, *rationale, *override_reason, *supersedes;
	struct line_reason reasons[LINE_REASONS_MAX];
	int reason_count;
	struct line_fact facts[LINE_FACTS_MAX];
	int fact_count;
	const char *amounts[LINE_AMOUNTS_MAX];
	int amount_count;
	/* missing --ask */
	bool ask;
	const char *items[LINE_ITEMS_MAX];
	int item_count;
	const char *due, *message;
	/* what is left */
	char **words;
	int word_count;
};

struct line {
	const struct line_options *options;
	struct api *api;
	struct arena arena;
	struct fx fx;
	struct signing signing; /* open for the verb that decides */
	struct buf out; /* standard output, all at once */
};

/* One call and its answer; good until the next one of the same struct. */
struct answer_kept {
	bool ok;
	struct json *json;
	struct buf body;
	struct err err;
	int64_t version;
	bool replayed;
	char key[48];
};
#define ANSWER_INIT { .body = BUF_INIT(API_REPLY_MAX + 1) }

/* Opens the line and signs in; false: told, and *ret_exit says how to end. */
bool line_open(struct line *line, int *ret_exit) must_use;
void line_close(struct line *line);
bool line_get(struct line *line, struct answer_kept *answer, const char *path) must_use;
/* Waits for what became of it when no answer comes. */
bool line_write(struct line *line, struct answer_kept *answer, const struct write *write) must_use;
void answer_done(struct answer_kept *answer);

/* After a sign-in whose answer this is: makes the worker's first signing key,
 * or opens the one there is, where the verb signs.  False: told. */
bool line_signing_open(struct line *line, const struct json *session, const char *password,
                       int *ret_exit) must_use;

/* Tells the error on standard error; returns the exit code for it. */
int line_refuse(const struct err *err);
/* Is all of it there that was put in? Otherwise the sentence, which names the most, is told. */
bool line_is_whole(const struct buf *buf, const char *sentence) must_use;
/* "caseload: ..." on standard error. */
void line_complain(const char *fmt, ...) printf_like(1, 2);

/* ---- saying (say.c); everything goes through the terminal's cleaner ---- */

void say(struct line *line, const char *fmt, ...) printf_like(2, 3); /* one line */
/* "Label: text"; nothing when the text is empty. */
void say_fact(struct line *line, const char *label, const char *text);
void say_text(struct line *line, const char *text); /* many lines */
/* "Pay stub, Acme Foods, 2025-10-14/2025-10-27, Hoa": told from its like; in the line's arena. */
struct missing_item;
const char *spoken_item(struct line *line, const struct missing_item *item);
/* What a wire word is called, in the language of who listens; an act is a sentence. */
const char *spoken(struct line *line, const char *word);
const char *spoken_name(struct line *line, enum name_set set, const char *word);
const char *spoken_status(struct line *line, const char *word);
const char *spoken_act(struct line *line, const char *word);
/* The answer's JSON, for --json. */
void say_json(struct line *line, const struct json *json);
/* False: not all of it could be shown, and it has been told. */
bool say_flush(struct line *line);

/* worksheet.c: each step a sentence. */
struct worksheet;
void say_worksheet(struct line *line, const struct worksheet *sheet);

/* By the number a person has, or an id: the application's or customer's id. */
bool line_find_application(struct line *line, const char *number, struct answer_kept *answer,
                           int *ret_exit) must_use;
bool line_decode(const struct resource *resource, const struct json *json, void *object,
                 struct line *line, struct err *err) must_use;

/* The word has to be typed in full; --confirm says it in scripts. */
bool line_confirm(struct line *line, const char *question, const char *word) must_use;

/* ---- the verbs; each returns an exit code ---- */
#define VERB(id, name, arguments, text) int line_verb_##id(struct line *line);
#include "client/cmd/verbs.def"
#undef VERB

#endif

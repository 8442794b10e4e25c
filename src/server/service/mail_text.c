/* SPDX-License-Identifier: Apache-2.0
 *
 * The words around what an e-mail tells, in the applicant's language.
 */
#include "base/safe_text.h"
#include "base/str.h"
#include "base/words.h"
#include "domain/names.h"
#include "domain/wording.h"
#include "server/service/language.h"
#include "server/service/mail.h"

static bool
fill(void *context, const char *name, struct buf *out)
{
	const struct mail_words *words = context;
	const char *wanted = name_of(NAMES_LANGUAGE, words->wanted);

	if (str_eq(name, "number"))
		buf_puts(out, words->number);
	else if (str_eq(name, "program"))
		buf_puts(out, words->program_name);
	else if (str_eq(name, "phone"))
		buf_puts(out, words->phone);
	else if (str_eq(name, "token"))
		buf_puts(out, words->feedback);
	else if (str_eq(name, "url"))
		buf_puts(out, words->portal_url);
	else if (str_eq(name, "language"))
		buf_puts(out, wanted ? say_in(words->language, wanted) : words->wanted);
	else
		return false;
	return true;
}

/* A translation with a brace of its own making loses the sentence, not the letter. */
static void
put(struct buf *out, const struct mail_words *words, const char *msgid)
{
	struct mail_words filled = *words;
	struct err ignored = { 0 };
	struct buf text = BUF_INIT(MAIL_BYTES_MAX);

	if (wording_fill(&text, say_in(words->language, msgid), fill, &filled, &ignored))
		buf_add(out, text.data, text.len);
	buf_done(&text);
}

const char *
mail_subject(struct arena *arena, const struct mail_words *words)
{
	assert(arena && words);
	struct buf out = BUF_INIT(500);

	put(&out, words, N_("There is news about your application {number}"));
	const char *subject = arena_strdup(arena, out.data);
	buf_done(&out);
	return subject;
}

static void
put_update(struct buf *out, const struct status_update *update)
{
	buf_puts(out, update->text);
	buf_puts(out, "\n");
	for (size_t i = 0; i < update->items.count; i++) {
		buf_puts(out, i ? "  - " : "\n  - ");
		mail_line(out, update->items.at[i]);
		buf_puts(out, "\n");
	}
	if (!str_empty(update->next_steps))
		buf_printf(out, "\n%s\n", update->next_steps);
	buf_puts(out, "\n");
}

static void
put_no_answers(struct buf *out, const struct mail_words *words)
{
	put(out, words, N_("Please do not answer this e-mail: nobody can read what comes back."));
	if (!str_empty(words->phone)) {
		buf_puts(out, " ");
		put(out, words, N_("Call {phone}. Interpreters are free."));
	}
	buf_puts(out, "\n");
}

static bool
tells_of_new_code(const struct mail_words *words)
{
	for (size_t i = 0; i < words->update_count; i++)
		if (words->updates[i]->code == UPDATE_ACCESS_CODE)
			return true;
	return false;
}

static void
put_foot(struct buf *out, const struct mail_words *words)
{
	buf_puts(out, "\n----\n");
	if (!str_empty(words->portal_url)) {
		put(out, words, tells_of_new_code(words)
			? N_("See all that happened so far at {url}/status with the number and the new access code.")
			: N_("See all that happened so far at {url}/status with the number and the access code"
			     " on your receipt."));
		buf_puts(out, "\n");
	}
	if (words->feedback) {
		put(out, words, N_("How did we do? Tell us, once, without signing in: {url}/feedback/{token}"));
		buf_puts(out, "\n");
	}
	put_no_answers(out, words);
}

const char *
mail_body(struct arena *arena, const struct mail_words *words)
{
	assert(arena && words && (words->letter || words->update_count));
	struct buf out = BUF_INIT(MAIL_BYTES_MAX);
	const char *body;

	put(&out, words, N_("This is about your application {number} for {program}."));
	buf_puts(&out, "\n");
	/* Said, not hidden: the reader may need somebody who reads it to them. */
	if (!str_empty(words->wanted) && !str_eq(words->wanted, words->language)) {
		put(&out, words, N_("We have no wording in {language}. Somebody can read this to you, free of charge."));
		buf_puts(&out, "\n");
	}
	buf_puts(&out, "\n");
	for (size_t i = 0; i < words->update_count; i++)
		put_update(&out, words->updates[i]);
	if (words->letter)
		buf_puts(&out, words->letter);
	put_foot(&out, words);
	body = buf_ok(&out) ? arena_strndup(arena, out.data, out.len) : NULL;
	buf_done(&out);
	return body;
}

const char *
mail_moved_body(struct arena *arena, const struct mail_words *words)
{
	assert(arena && words);
	struct buf out = BUF_INIT(MAIL_BYTES_MAX);
	const char *body;

	put(&out, words, N_("This is about your application {number} for {program}."));
	buf_puts(&out, "\n\n");
	put(&out, words, N_("Somebody, probably you, has given us another e-mail address for you. Letters and news"
	                    " go there from now on, and none come to this address any more."));
	buf_puts(&out, "\n\n");
	put(&out, words, N_("If it was not you, call us at once."));
	buf_puts(&out, "\n\n----\n");
	put_no_answers(&out, words);
	body = buf_ok(&out) ? arena_strndup(arena, out.data, out.len) : NULL;
	buf_done(&out);
	return body;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * A word with a colon is a filter, and is refused when it is none: a list that
 * is empty for a slip of the finger would be taken for an answer.
 */
#include "client/view/queue_filter.h"

#include <strings.h>

#include "base/str.h"
#include "base/words.h"
#include "client/model/fx.h"
#include "domain/application.h"
#include "domain/county.h"
#include "domain/words.h"

enum { TYPED_MAX = 512 };

static const char *const names[] = { "clock", "county", "program", "language", "status", "turn", "team", "expedited",
	                             "due_before", "filed_after", "filed_before" };

/* The next word of *rest, in place and without its quotes, which hold blanks
 * together; NULL after the last. */
static char *
next_word(char **rest)
{
	char *from = *rest + strspn(*rest, " "), *word = from, *to = from;
	bool quoted = false;

	if (!*from)
		return NULL;
	for (; *from && (quoted || *from != ' '); from++) {
		if (*from == '"')
			quoted = !quoted;
		else
			*to++ = *from;
	}
	*rest = *from ? from + 1 : from;
	*to = '\0';
	return word;
}

/* Cuts "clock:overdue" in two: the name as it is called, or NULL and the word
 * left whole when there is no filter of that name. */
static const char *
split(char *word, char **value)
{
	char *colon = strchr(word, ':');

	if (!colon || !colon[1])
		return NULL;
	for (size_t i = 0; i < countof(names); i++) {
		size_t len = strlen(names[i]);

		if ((size_t)(colon - word) != len || strncasecmp(names[i], word, len) != 0)
			continue;
		*colon = '\0';
		*value = colon + 1;
		/* A county may have a blank in its name. */
		for (char *c = *value; *c && str_eq(names[i], "county"); c++)
			*c = *c == '_' ? ' ' : *c;
		return names[i];
	}
	return NULL;
}

void
queue_filter_path(struct buf *path, const char *typed)
{
	char copy[TYPED_MAX], *rest = copy, *word, *value;
	struct buf words = BUF_INIT(TYPED_MAX);

	str_copy(copy, sizeof copy, typed);
	while ((word = next_word(&rest))) {
		const char *name = split(word, &value);

		if (name)
			path_add(path, name, value);
		else if (*word)
			buf_printf(&words, "%s%s", words.len ? " " : "", word);
	}
	path_add(path, "q", words.data);
	buf_done(&words);
}

bool
queue_filter_value(const char *typed, const char *wanted, char *ret, size_t size)
{
	char copy[TYPED_MAX], *rest = copy, *word, *value;

	str_copy(copy, sizeof copy, typed);
	while ((word = next_word(&rest))) {
		if (!str_eq(split(word, &value), wanted))
			continue;
		str_copy(ret, size, value);
		return true;
	}
	return false;
}

static bool
is_among(const char *const *words, const char *value)
{
	for (size_t i = 1; words[i]; i++)
		if (strcasecmp(words[i], value) == 0)
			return true;
	return false;
}

static bool
is_status(const char *value)
{
	static const char *const more[] = { "", "open", "closed", NULL };
	char copy[TYPED_MAX], *rest = copy, *one;

	str_copy(copy, sizeof copy, value);
	while ((one = strsep(&rest, ",")))
		if (*one && !is_among(words_status, one) && !is_among(more, one))
			return false;
	return true;
}

static void
list_words(struct buf *out, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (*words[i])
			buf_printf(out, "%s%s", out->len ? ", " : "", words[i]);
}

/* What the server alone knows is left to it. */
static bool
value_is_known(const char *name, const char *value, struct buf *there_are)
{
	static const char *const flags[] = { "", "true", "false", NULL };
	const char *const *words = str_eq(name, "clock")       ? words_clock
	                           : str_eq(name, "turn")      ? words_turn
	                           : str_eq(name, "expedited") ? flags
	                                                       : NULL;

	if (str_eq(name, "county"))
		return county_find_typed(value) != NULL;
	if (str_eq(name, "status")) {
		if (is_status(value))
			return true;
		buf_puts(there_are, "open, closed");
		list_words(there_are, words_status);
		return false;
	}
	if (!words || is_among(words, value))
		return true;
	list_words(there_are, words);
	return false;
}

static bool
word_is_known(char *word, struct buf *why)
{
	struct buf there_are = BUF_INIT(TYPED_MAX);
	char *value = NULL;
	const char *name = split(word, &value);
	bool known = name ? value_is_known(name, value, &there_are) : !strchr(word, ':');

	if (!known && !name) {
		for (size_t i = 0; i < countof(names); i++)
			buf_printf(&there_are, "%s%s", i ? ", " : "", names[i]);
		buf_printf(why, _("There is no filter \"%.*s\"; there are: %s."), (int)strcspn(word, ":"), word,
		           there_are.data);
	} else if (!known && there_are.len > 0) {
		buf_printf(why, _("There is no %s \"%s\"; there are: %s."), name, value, there_are.data);
	} else if (!known) {
		buf_printf(why, _("There is no %s \"%s\"."), name, value);
	}
	buf_done(&there_are);
	return known;
}

bool
queue_filter_is_known(const char *typed, struct buf *why)
{
	char copy[TYPED_MAX], *rest = copy, *word;

	str_copy(copy, sizeof copy, typed);
	while ((word = next_word(&rest)))
		if (!word_is_known(word, why))
			return false;
	return true;
}

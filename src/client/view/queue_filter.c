/* SPDX-License-Identifier: Apache-2.0
 *
 * A name that the server has no filter of is a word like any other.
 */
#include "client/view/queue_filter.h"

#include "base/str.h"
#include "client/model/fx.h"

enum { TYPED_MAX = 512 };

static const char *const names[] = { "clock", "county", "program", "language", "status", "turn", "team", "expedited",
	                             "due_before", "filed_after", "filed_before" };

static bool
add_named(struct buf *path, char *word)
{
	char *colon = strchr(word, ':');

	if (!colon || !colon[1])
		return false;
	*colon = '\0';
	for (size_t i = 0; i < countof(names); i++) {
		if (!str_eq(names[i], word))
			continue;
		/* A county may have a blank in its name. */
		for (char *c = colon + 1; *c && str_eq(word, "county"); c++)
			*c = *c == '_' ? ' ' : *c;
		path_add(path, names[i], colon + 1);
		return true;
	}
	*colon = ':';
	return false;
}

void
queue_filter_path(struct buf *path, const char *typed)
{
	char copy[TYPED_MAX], *rest = copy, *word;
	struct buf words = BUF_INIT(TYPED_MAX);

	str_copy(copy, sizeof copy, typed);
	while ((word = strsep(&rest, " ")))
		if (*word && !add_named(path, word))
			buf_printf(&words, "%s%s", words.len ? " " : "", word);
	path_add(path, "q", words.data);
	buf_done(&words);
}

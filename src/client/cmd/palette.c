/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding commands by words.
 */
#include "client/cmd/palette.h"

#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"

enum { PALETTE_TEXT_MAX = 1000 };

/* Every word of needle somewhere in hay; both folded. */
static bool
has_words(const char *hay, const char *needle)
{
	char word[64];

	for (;;) {
		needle += strspn(needle, " ");
		size_t len = strcspn(needle, " ");
		if (len == 0)
			return true;
		snprintf(word, sizeof word, "%.*s", (int)(len < sizeof word ? len : sizeof word - 1),
		         needle);
		if (!strstr(hay, word))
			return false;
		needle += len;
	}
}

/* Does the command belong to this scope, and has it these words? */
static bool
is_found(const struct cmd *cmd, enum scope scope, const char *needle, struct buf *hay)
{
	const char *words[] = { cmd->name, " ", _(cmd->hint), " ", _(cmd->help) };

	if (cmd->scope != scope)
		return false;
	buf_reset(hay);
	for (size_t i = 0; i < countof(words); i++)
		utf8_fold(hay, words[i], strlen(words[i]));
	return has_words(hay->data, needle);
}

/* What this screen is for comes before what every screen has; and a command
 * whose name begins so before all others. */
size_t
palette_find(const char *text, enum scope scope, enum cmd_id ret[])
{
	struct buf needle = BUF_INIT(PALETTE_TEXT_MAX);
	struct buf hay = BUF_INIT(PALETTE_TEXT_MAX);
	size_t count = 0, first = 0;

	utf8_fold(&needle, text, strnlen(text, 200));
	for (; scope != SCOPE_NONE; scope = scope_parent(scope)) {
		for (int id = 1; id < CMD_COUNT; id++) {
			const struct cmd *cmd = cmd_of((enum cmd_id)id);

			if (!is_found(cmd, scope, needle.data, &hay))
				continue;
			if (!str_empty(needle.data) && str_starts(cmd->name, needle.data)) {
				memmove(&ret[first + 1], &ret[first], (count - first) * sizeof ret[0]);
				ret[first++] = cmd->id;
			} else {
				ret[count] = cmd->id;
			}
			count++;
		}
	}
	buf_done(&needle);
	buf_done(&hay);
	return count;
}

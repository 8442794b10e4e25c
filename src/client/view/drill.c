/* SPDX-License-Identifier: Apache-2.0
 *
 * The place has the query and the title in its argument, parted by a bar; its
 * id is made of the query, so that each number has a screen of its own.
 */
#include "client/view/drill.h"

#include "base/str.h"

enum { HASH_START = 5381, HASH_TIMES = 33 };

static void
open_list(struct fx *fx, enum place_kind kind, const char *query, const char *title)
{
	char arg[PLACE_ARG_MAX], id[PLACE_ID_MAX];
	uint64_t hash = HASH_START;

	for (const char *c = query; *c; c++)
		hash = hash * HASH_TIMES + (unsigned char)*c;
	snprintf(id, sizeof id, "list-%016llx", (unsigned long long)hash);
	snprintf(arg, sizeof arg, "%s|%s", query, title);
	fx_open(fx, kind, id, arg);
}

void
drill_open(struct fx *fx, const char *query, const char *title)
{
	open_list(fx, PLACE_DRILL, query, title);
}

void
drill_open_chats(struct fx *fx, const char *query, const char *title)
{
	open_list(fx, PLACE_CHATS, query, title);
}

const char *
drill_title(const struct place *place)
{
	const char *bar = strchr(place->arg, '|');

	return bar ? bar + 1 : "";
}

void
drill_query(const struct place *place, char out[PLACE_ARG_MAX])
{
	str_copy(out, PLACE_ARG_MAX, place->arg);
	out[strcspn(out, "|")] = '\0';
}

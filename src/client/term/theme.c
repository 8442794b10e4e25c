/* SPDX-License-Identifier: Apache-2.0
 *
 * The one theme: bold, reverse and underline.
 */
#include "client/term/theme.h"

#define ATTR_PLAIN A_NORMAL
#define ATTR_BOLD A_BOLD
#define ATTR_REVERSE A_REVERSE
#define ATTR_UNDERLINE A_UNDERLINE

static const attr_t attrs[INK_COUNT] = {
#define INK(id, letter, attributes, name) [INK_##id] = attributes,
#include "client/term/inks.def"
#undef INK
};

attr_t
theme_attrs(enum ink ink)
{
	assert(ink < INK_COUNT);
	return attrs[ink];
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What the two halves of an application's first page share: apply_you.c shows
 * it, apply_you_read.c reads what was posted and says what is wrong with it.
 */
#ifndef PORTAL_APPLY_YOU_H
#define PORTAL_APPLY_YOU_H

#include "server/portal/apply.h"

/* A text of this page: member of "you", or of its address. */
struct you_text {
	const char *name;
	const char *label; /* msgids, so the hint */
	const char *hint;
	const char *type, *autocomplete, *inputmode;
	size_t max;
	bool is_address;
	bool is_short;
};

enum { YOU_TEXTS = 8 };
extern const struct you_text you_texts[YOU_TEXTS];

struct you {
	struct applying *applying;
	struct page *page;
	struct faults *faults;
	bool is_post;
};

const char *you_control(const struct you *you, const char *name);
/* What stands in a field: as posted, or as kept. */
const char *you_value(const struct you *you, const char *name, bool is_address);
bool you_needs(const struct program *program, const char *name);
/* A business applies, not a person. */
bool you_is_business(const struct you *you);

/* The patch of the form: what was typed on this page; as typed alone where wrong, or NULL, names it. */
void you_read(struct you *you, const struct faults *wrong, struct buf *text);
/* Faults of what was posted. */
void you_look(struct you *you);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * A counted array inside a noun.  All lists share one layout, so that the
 * field tables of proto/ can walk any of them (struct list).
 */
#ifndef DOMAIN_LIST_H
#define DOMAIN_LIST_H

#include "base/base.h"

struct list {
	void *at;
	size_t count;
};

#define LIST_OF(type)         \
	struct {              \
		type *at;     \
		size_t count; \
	}

struct text_list {
	const char **at;
	size_t count;
};

bool text_list_has(const struct text_list *list, const char *text);
/* Is something in both? */
bool text_list_share(const struct text_list *a, const struct text_list *b);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * A customer's page, for its own files alone: customer.c has the keys,
 * customer_lines.c what stands on the page.
 */
#ifndef CLIENT_VIEW_CUSTOMER_VIEW_H
#define CLIENT_VIEW_CUSTOMER_VIEW_H

#include "client/ui/list.h"
#include "client/view/conflict.h"
#include "client/view/linking.h"
#include "client/view/timeline.h"
#include "client/view/view.h"

enum { PAGE_LINES_MAX = 300, PAGE_LABEL_COLS = 9, MEMBER_LISTS_MAX = 6, ALIKE_LINES_MAX = 5 };
enum { TAB_PAGE, TAB_TIMELINE };

struct page_line {
	char id[PLACE_ID_MAX + 8]; /* lasting: the cursor stays on it */
	const char *label;
	const char *text;
	enum ink ink;
	struct place target; /* PLACE_NONE: nothing behind it */
	const char *number;  /* of the application, for y */
};

/* What a member of the household has applied for. */
struct member_list {
	char customer_id[PLACE_ID_MAX];
	struct pages *pages;
};

/* A record that may be the same person's. */
struct alike_line {
	char id[PLACE_ID_MAX];
	const char *text;
};

struct customer_view {
	struct view view;
	struct thing customer;
	int tab;
	struct arena arena; /* of the lines */
	struct arena alike_arena;
	struct alike_line alike[ALIKE_LINES_MAX];
	int alike_count;
	struct page_line lines[PAGE_LINES_MAX];
	int line_count;
	struct list_widget list;
	struct member_list members[MEMBER_LISTS_MAX];
	int member_count;
	bool to_household; /* opened for it: the cursor goes there once */
	int cols;
	struct timeline history;
	struct reading reading;
	struct conflict conflict;
	struct linking linking;
	civil_date today;
};

static inline const struct customer *
customer_of(const struct customer_view *cv)
{
	return cv->customer.object;
}

/* customer_lines.c: the lines as things are now. */
void customer_fill_lines(struct customer_view *cv);
const struct member_list *customer_member_list(const struct customer_view *cv,
                                               const char *customer_id);

#endif

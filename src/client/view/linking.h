/* SPDX-License-Identifier: Apache-2.0
 *
 * Linking somebody of a customer's household to the record they have
 * themselves: whom, what they are to each other, whether.  A part of the
 * customer's page, not a view itself.
 */
#ifndef CLIENT_VIEW_LINKING_H
#define CLIENT_VIEW_LINKING_H

#include "client/model/thing.h"
#include "client/view/view.h"

/* Taken from the tags and questions of the view it is part of. */
enum { LINKING_TAG = 820, LINKING_QUESTION = 820 };
enum { LINKING_FOUND_MAX = 20, LINKING_RELATION_MAX = 121 };

struct linking {
	const struct view *view;
	struct thing *customer; /* of the page; loaded again under customer_tag */
	int customer_tag;
	uint64_t search;        /* the one whose answer is waited for; 0 none */
	struct arena arena;     /* of who was found, and what is asked of them */
	const struct customer *found[LINKING_FOUND_MAX];
	size_t found_count;
	const struct customer *other; /* who was picked of them */
	const char *member_name;      /* who becomes the link; NULL: nobody in the list */
	const char *member_relation;  /* of theirs, by the form's word */
	civil_date member_born_on;
	char relation[LINKING_RELATION_MAX];
	uint64_t write;  /* the last one sent; 0: another was begun since */
	int64_t version; /* of the customer, as the last question showed it */
	bool is_late;    /* somebody was faster: asked again once that is loaded */
};

void linking_init(struct linking *linking, const struct view *view, struct thing *customer, int customer_tag);
void linking_done(struct linking *linking);
/* The command: asks whom. */
void linking_ask(struct linking *linking, struct fx *fx);
/* MSG_ANSWER, MSG_REPLY: true when it was about this. */
bool linking_handle(struct linking *linking, const struct msg *msg, struct fx *fx);
/* The customer may have come anew. */
void linking_go_on(struct linking *linking, struct fx *fx);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading chats, calls and visits, and every turn of them.
 */
#ifndef SERVICE_INTERACTION_H
#define SERVICE_INTERACTION_H

#include "domain/interaction.h"
#include "server/service/service.h"
#include "server/store/page_key.h"

struct interaction_query {
	const char *state;
	const char *worker_id; /* "me": the actor */
	const char *customer_id;
	const char *application_id;
	const char *channel;
	const char *team_id; /* of the worker it is with */
};

/* Rows in the order of the page; more and stop as in customer_history(). */
bool interaction_page(struct call *call, const struct interaction_query *query,
	const struct page_key *page, struct interaction **ret, size_t *ret_count, bool *ret_more,
	struct page_edge *ret_stop, struct err *err) must_use;
bool interaction_get(struct call *call, const char *id, const struct interaction **ret,
	struct err *err) must_use;
/* text: only turns with these words; NULL: all.  more and stop as above. */
bool message_page(struct call *call, const char *interaction_id, const char *text,
	const struct page_key *page, struct message **ret, size_t *ret_count, bool *ret_more,
	struct page_edge *ret_stop, struct err *err) must_use;

/* An interaction is open to whom its application is, or else its customer;
 * one of nobody known, to every caseworker who may search. */
bool interaction_is_open_to(struct call *call, const struct interaction *interaction);
/* How many of one worker, or of a team's, wait for them or are under way, and are open to the actor. */
int64_t interaction_count(struct call *call, const char *worker_id, const char *team_id);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * From a number to what is behind it: a list of its own, by the query that the
 * number was counted with.
 */
#ifndef CLIENT_VIEW_DRILL_H
#define CLIENT_VIEW_DRILL_H

#include "client/model/fx.h"
#include "client/model/place.h"

enum { DRILL_MAX = PLACE_ARG_MAX / 2 };

/* query: of GET /v1/applications, or of GET /v1/interactions; title: translated. */
void drill_open(struct fx *fx, const char *query, const char *title);
void drill_open_chats(struct fx *fx, const char *query, const char *title);
/* The two, of the place that was opened. */
const char *drill_title(const struct place *place);
void drill_query(const struct place *place, char out[PLACE_ARG_MAX]);

#endif

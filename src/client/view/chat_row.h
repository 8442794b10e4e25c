/* SPDX-License-Identifier: Apache-2.0
 *
 * One conversation as a row of a list, on every screen that lists them.
 */
#ifndef CLIENT_VIEW_CHAT_ROW_H
#define CLIENT_VIEW_CHAT_ROW_H

#include "base/clock.h"
#include "client/term/canvas.h"
#include "domain/interaction.h"

/* with_name: the list is not about one customer. */
void chat_row_draw(const struct interaction *chat, bool with_name, enum zone zone, civil_date today,
                   struct canvas *canvas, struct rect area, bool is_cursor);
/* "waiting", "with the bot", "closed": a state as a worker reads it. */
const char *chat_state_text(const char *state);

#endif

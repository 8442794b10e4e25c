/* SPDX-License-Identifier: Apache-2.0
 *
 * A line of the agenda: a day, or what is due on it.
 */
#ifndef CLIENT_VIEW_AGENDA_ROW_H
#define CLIENT_VIEW_AGENDA_ROW_H

#include "client/model/agenda.h"
#include "client/model/model.h"
#include "client/term/canvas.h"

#define TALKS_OVER ((civil_date)INT32_MAX) /* the heading of interviews that are over */

/* A day's heading, or one thing on that day. */
struct agenda_row {
	char id[PLACE_ID_MAX + 16];
	civil_date day;
	const struct agenda_entry *entry; /* NULL: the heading */
};

void agenda_row_draw(const struct agenda_row *row, civil_date today, struct canvas *canvas,
                     struct rect area, bool is_cursor);
/* The reminder's words where its row had no room for them; NULL: all are to be read. */
const char *agenda_row_cut(const struct agenda_row *row, int cols);

#endif

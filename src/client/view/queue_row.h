/* SPDX-License-Identifier: Apache-2.0
 *
 * How one application looks in a list, and beside it.
 */
#ifndef CLIENT_VIEW_QUEUE_ROW_H
#define CLIENT_VIEW_QUEUE_ROW_H

#include "client/term/canvas.h"
#include "domain/application.h"

/* What the last column shows; everything before it stays. */
enum queue_column { COLUMN_NEXT_ACT, COLUMN_WORKER, COLUMN_COUNTY, COLUMN_FILED, COLUMN_STATUS, QUEUE_COLUMNS };

/* Translated. */
const char *queue_column_name(enum queue_column column);
void queue_row_draw(const struct application *app, enum queue_column column, civil_date today,
                    struct canvas *canvas, struct rect area, bool is_cursor);
/* On a wide screen, beside the list; app NULL: only the line between. */
void queue_preview_draw(const struct application *app, civil_date today, struct canvas *canvas,
                        struct rect area);

#endif

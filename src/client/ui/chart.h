/* SPDX-License-Identifier: Apache-2.0
 *
 * Bars and trend lines of text.  They stand beside their numbers and never in
 * place of them; ascii draws them with signs every terminal has.
 */
#ifndef CLIENT_UI_CHART_H
#define CLIENT_UI_CHART_H

#include "client/term/canvas.h"

/* value of full, cols wide; the last column is for "+": more than full. */
void chart_bar(struct canvas *canvas, int row, int col, int cols, int64_t value, int64_t full, bool ascii);
/* The last cols of the values, each a column high by the largest of all. */
void chart_trend(struct canvas *canvas, int row, int col, int cols, const int64_t *values, int count,
                 bool ascii);

#endif

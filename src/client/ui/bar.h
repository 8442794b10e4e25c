/* SPDX-License-Identifier: Apache-2.0
 *
 * The top line, the bottom line and the line of tabs.
 */
#ifndef CLIENT_UI_BAR_H
#define CLIENT_UI_BAR_H

#include "client/term/canvas.h"

/* left is cut before right is. */
void bar_draw(struct canvas *canvas, int row, enum ink left_ink, const char *left, enum ink right_ink,
              const char *right);
/* "[1 Summary] 2 Answers ..."; labels NULL-ended, translated. */
void tabs_draw(struct canvas *canvas, int row, const char *const *labels, int chosen);
/* Splits area into list and preview when it is wide enough; preview->cols is
 * 0 when it is not. */
void split_wide(struct rect area, int from_cols, struct rect *list, struct rect *preview);

#endif

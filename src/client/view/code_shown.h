/* SPDX-License-Identifier: Apache-2.0
 *
 * An access code on the screen, the once that it can be shown: at the end of
 * an intake, and when another was made.  A part of other views, not a view
 * itself; it keeps nothing.
 */
#ifndef CLIENT_VIEW_CODE_SHOWN_H
#define CLIENT_VIEW_CODE_SHOWN_H

#include "client/term/canvas.h"

enum { CODE_SHOWN_MAX = 24 };

/* code: "" when the answer it stood in never came; lost then says what that means. */
void code_shown_draw(struct canvas *canvas, struct rect area, const char *title, const char *code,
                     const char *lost, const char *leave);

#endif

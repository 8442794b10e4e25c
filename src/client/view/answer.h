/* SPDX-License-Identifier: Apache-2.0
 *
 * What the screens that change answers say when it is done.
 */
#ifndef CLIENT_VIEW_ANSWER_H
#define CLIENT_VIEW_ANSWER_H

#include "client/view/form_view.h"

/* That it is saved and, where it makes the application expedited, by when it is
 * due now. */
void answer_tell_saved(const struct form_view *fv, const struct reply *reply, struct fx *fx);

#endif

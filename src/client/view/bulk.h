/* SPDX-License-Identifier: Apache-2.0
 *
 * Going from marked rows to one act on all of them.
 */
#ifndef CLIENT_VIEW_BULK_H
#define CLIENT_VIEW_BULK_H

#include "client/model/marks.h"
#include "client/view/view.h"

/* False where the command is none that many can have at once. */
bool bulk_open(enum cmd_id cmd, const struct marks *marks, struct model *model, struct fx *fx);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The page on which an applicant answers what was left open, or tells of a
 * change.
 */
#ifndef PORTAL_ANSWERS_H
#define PORTAL_ANSWERS_H

#include "server/service/status.h"

/* A question of the form that its page can ask. */
bool answers_can_tell(const struct status_view *view, const char *question_id);

#endif

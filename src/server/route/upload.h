/* SPDX-License-Identifier: Apache-2.0
 *
 * Large bodies under way.  A body larger than others is taken only from who
 * has shown who they are, and only so many at once, so that files on their way
 * in cannot fill the memory.
 */
#ifndef ROUTE_UPLOAD_H
#define ROUTE_UPLOAD_H

#include "base/base.h"

struct uploads;

struct uploads *uploads_new(void);
void uploads_free(struct uploads *uploads);

void upload_end(struct uploads *uploads, int place);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * What happens to applications because a day is over, with nobody asking.
 */
#ifndef JOB_DAY_END_H
#define JOB_DAY_END_H

#include "base/err.h"

struct agency;
struct writer;
struct day_end_job;

bool day_end_start(struct day_end_job **ret, const struct agency *agency, struct writer *writer,
                   void (*changed)(void *ctx), void *ctx, struct err *err) must_use;
/* While the writer still runs. */
void day_end_stop(struct day_end_job *job); /* NULL is fine */

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Keeping the tables that only the server itself reads small.
 */
#ifndef SERVER_HOUSE_H
#define SERVER_HOUSE_H

#include "server/store/writer.h"

/* A little at a time, and without waiting for it. */
void house_keep(struct writer *writer);

#endif

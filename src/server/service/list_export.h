/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists that are taken out into a file.  Knows not what is in them: who may
 * see which rows is said where they are read.
 */
#ifndef SERVICE_LIST_EXPORT_H
#define SERVICE_LIST_EXPORT_H

#include "server/service/service.h"

struct list_export {
	const char *where; /* applications, customers; denials where an operator draws them */
	const char *words; /* the filter */
};

/* On the writer. Not told is not exported. */
bool list_export_tell(struct call *call, const struct list_export *list, struct err *err) must_use;

#endif

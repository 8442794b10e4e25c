/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of applications, for every list of them.
 */
#ifndef CLIENT_MODEL_APPLICATION_LIST_H
#define CLIENT_MODEL_APPLICATION_LIST_H

#include "client/model/page.h"
#include "domain/application.h"

/* Rows are struct application, as a summary. */
extern const struct list_kind application_list;

static inline const struct application *
application_row(const struct pages *pages, int64_t row)
{
	return pages_row(pages, row);
}

#endif

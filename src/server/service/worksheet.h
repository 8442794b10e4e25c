/* SPDX-License-Identifier: Apache-2.0
 *
 * The worksheet of an application, for a worker to read and for a decision to
 * keep as it was.
 */
#ifndef SERVICE_WORKSHEET_H
#define SERVICE_WORKSHEET_H

#include "domain/worksheet.h"
#include "server/service/application_file.h"

/* month "YYYY-MM"; NULL: the month of filing. */
bool worksheet_read(struct call *call, const char *application_id, const char *month,
                    const struct worksheet **ret, struct err *err) must_use;

/* Of an opened file; any day of the month, DATE_NONE the month of filing.
 * NULL in ret where its program carries no arithmetic. */
bool worksheet_of(struct call *call, struct application_file *file, civil_date month,
                  struct worksheet **ret, struct err *err) must_use;
/* The same on a snapshot, before the writer's turn: worksheet_of() gives it again as long as all
 * that it was made of is the same.  What cannot be made is left to worksheet_of() to say. */
void worksheet_make_ahead(struct call *call, const char *application_id, const civil_date *months,
                          size_t count);
/* As a decision keeps it: JSON; "" without a worksheet. */
const char *worksheet_kept(struct call *call, const struct worksheet *sheet);
/* That copy, read again; NULL: none. */
const struct worksheet *worksheet_of_decision(struct call *call, const struct decision *decision);

#endif

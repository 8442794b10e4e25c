/* SPDX-License-Identifier: Apache-2.0
 *
 * What an event tells of an application's own row, so that the row can be
 * made again, as it was at any moment, from the log alone.
 */
#ifndef SERVICE_APPLICATION_RECORD_H
#define SERVICE_APPLICATION_RECORD_H

#include "server/service/application_file.h"

/* Members of "record", space-separated; "answers" and "items" are objects. */
extern const char application_record_members[];

/* Adds "record": of a new application everything, else what changed. */
void put_application_record(struct planned_event *event, const struct application_file *file);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * The papers of an appeal: decisions and their worksheets, letters as they were
 * sent, what was asked for, documents and history, each entry with its place in the log's chain.
 */
#ifndef SERVICE_PACKET_H
#define SERVICE_PACKET_H

#include "proto/requests.h"
#include "server/service/service.h"

/* Reads only: off the writer. */
bool packet_make(struct call *call, const char *application_id, struct packet_view **ret,
                 struct err *err) must_use;
/* On the writer: the log keeps that it was made, and how far it goes. */
bool packet_record(struct call *call, const char *application_id,
                   const struct packet_view *packet, struct err *err) must_use;

#endif

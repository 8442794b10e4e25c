/* SPDX-License-Identifier: Apache-2.0
 *
 * The worksheet of a decision as a packet prints it.
 */
#ifndef SERVICE_PACKET_SHEET_H
#define SERVICE_PACKET_SHEET_H

#include "domain/worksheet.h"

/* Each step with its working, number, limit and law, and what they come to. */
void packet_sheet(struct buf *out, const char *language, const struct worksheet *sheet);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Tells the service manager that started this process how it is (sd_notify,
 * without its library: it is one datagram).
 */
#ifndef SERVER_SUPERVISOR_H
#define SERVER_SUPERVISOR_H

/* "READY=1", "STOPPING=1". Nothing happens where nobody asked for it. */
void supervisor_tell(const char *state);

#endif

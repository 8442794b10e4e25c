/* SPDX-License-Identifier: Apache-2.0
 *
 * A worker's own filters: what a list shows and in which order, by a name,
 * wherever they sign in.  Nobody else's business: no policy, no event, and
 * the last change wins.
 */
#ifndef SERVICE_SAVED_FILTER_H
#define SERVICE_SAVED_FILTER_H

#include "proto/requests.h"
#include "server/service/service.h"

size_t saved_filter_list(struct call *call, struct saved_filter **ret);
bool saved_filter_read(struct call *call, const char *id, struct saved_filter **ret, struct err *err) must_use;
bool saved_filter_keep(struct call *call, const char *id, const struct saved_filter *request,
                       struct saved_filter **ret, struct err *err) must_use;
/* What is not there is dropped already. */
bool saved_filter_drop(struct call *call, const char *id, struct err *err) must_use;

#endif

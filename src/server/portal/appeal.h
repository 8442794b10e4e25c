/* SPDX-License-Identifier: Apache-2.0
 *
 * The ways from an application's page to stopping it and to an appeal, and
 * what it says of an appeal that is open.
 */
#ifndef PORTAL_APPEAL_H
#define PORTAL_APPEAL_H

#include "server/portal/page.h"
#include "server/service/status.h"

void page_put_appeal(struct page *page, const struct status_view *view);
void page_put_withdraw(struct page *page, const struct status_view *view);

#endif

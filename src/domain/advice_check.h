/* SPDX-License-Identifier: Apache-2.0
 *
 * A decision beside its worksheet.  The worksheet advises: who decides
 * otherwise may, and says why.
 */
#ifndef DOMAIN_ADVICE_CHECK_H
#define DOMAIN_ADVICE_CHECK_H

#include "domain/finding.h"
#include "domain/worksheet.h"

/* Adds its findings; nothing where there is no worksheet, or a reason is given. */
void check_advice(struct check *check);

#endif

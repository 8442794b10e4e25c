/* SPDX-License-Identifier: Apache-2.0
 *
 * A condition of JsonLogic as people write one: rent > 0 and homeless is no.
 */
#ifndef DOMAIN_LOGIC_WORDS_H
#define DOMAIN_LOGIC_WORDS_H

#include "base/buf.h"
#include "base/json.h"

void logic_words(struct buf *out, const struct json *logic);

#endif

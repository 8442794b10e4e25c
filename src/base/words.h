/* SPDX-License-Identifier: Apache-2.0
 *
 * Sentences a person reads, in their language.  Not for domain/, which marks
 * its words with N_() and leaves the language to others.
 */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include <libintl.h>

#define _(text) gettext(text)
/* One and many: n_("%d item", "%d items", n) */
#define n_(one, many, n) ngettext((one), (many), (unsigned long)(n))

#endif

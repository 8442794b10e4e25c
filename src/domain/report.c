/* SPDX-License-Identifier: Apache-2.0
 *
 * The names of reports.
 */
#include "domain/report.h"

#include "base/str.h"
#include "domain/words.h"

enum report_kind
report_from_wire(const char *word)
{
	for (int i = 1; i < REPORT_COUNT; i++)
		if (str_eq(words_report[i], word))
			return (enum report_kind)i;
	return REPORT_NONE;
}

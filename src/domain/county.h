/* SPDX-License-Identifier: Apache-2.0
 *
 * The 95 counties of Tennessee: names, codes, people, and which of the two
 * zones each keeps.  A civil date always belongs to a county's zone.
 */
#ifndef DOMAIN_COUNTY_H
#define DOMAIN_COUNTY_H

#include "base/clock.h"

struct county {
	const char *name;   /* without the word "County": "Van Buren" */
	const char *fips;   /* five digits */
	enum zone zone;
	int32_t population; /* Census Bureau estimate for July 2024 */
};

enum { COUNTY_COUNT = 95 };

/* In order of name as people read it, case not counting; index below COUNTY_COUNT. */
const struct county *county_at(size_t index);
/* By name, whatever the case of its letters: "van buren". */
const struct county *county_find_typed(const char *name);
/* By name, exactly as it is spelt; NULL when there is none. */
const struct county *county_find(const char *name);

/* Central, the state capital's zone, for a county that is not known. */
enum zone county_zone(const char *name);
civil_date county_date(const char *name, int64_t at_ms);

#endif

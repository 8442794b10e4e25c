/* SPDX-License-Identifier: Apache-2.0
 *
 * The counties of Tennessee.  Knows geography, and nothing of casework.
 */
#include "domain/county.h"

#include <stdlib.h>
#include <string.h>

static const struct county counties[] = {
#define COUNTY(name, fips, zone, population) { name, fips, zone, population },
#include "domain/counties.def"
#undef COUNTY
};
static_assert(countof(counties) == COUNTY_COUNT, "Tennessee has 95 counties");

const struct county *
county_at(size_t index)
{
	assert(index < COUNTY_COUNT);
	return &counties[index];
}

static char
small_letter(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* As people read a list: DeKalb after Decatur. */
static int
compare_name(const void *name, const void *county)
{
	const char *a = name, *b = ((const struct county *)county)->name;

	while (*a && small_letter(*a) == small_letter(*b)) {
		a++;
		b++;
	}
	return (unsigned char)small_letter(*a) - (unsigned char)small_letter(*b);
}

const struct county *
county_find_typed(const char *name)
{
	return name ? bsearch(name, counties, COUNTY_COUNT, sizeof(counties[0]), compare_name) : NULL;
}

const struct county *
county_find(const char *name)
{
	const struct county *county = county_find_typed(name);

	return county && strcmp(county->name, name) == 0 ? county : NULL;
}

enum zone
county_zone(const char *name)
{
	const struct county *county = county_find(name);

	return county ? county->zone : ZONE_CENTRAL;
}

civil_date
county_date(const char *name, int64_t at_ms)
{
	return zone_date(county_zone(name), at_ms);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of roles, looked up.
 */
#include "domain/worker.h"

#include "base/str.h"

static const struct {
	unsigned role;
	const char *wire;
} roles[] = {
#define ROLE(id, bit, wire, text) { ROLE_##id, wire },
#include "domain/roles.def"
#undef ROLE
};

const char *
role_wire(unsigned one_role)
{
	for (size_t i = 0; i < countof(roles); i++) {
		if (roles[i].role == one_role)
			return roles[i].wire;
	}
	return NULL;
}

unsigned
role_from_wire(const char *word)
{
	for (size_t i = 0; i < countof(roles); i++) {
		if (str_eq(roles[i].wire, word))
			return roles[i].role;
	}
	return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Wire words of decisions and status updates.
 */
#include "domain/decision.h"

bool
notice_is_unserved(const struct notice *notice)
{
	assert(notice);
	return notice->state == NOTICE_BOUNCED || notice->state == NOTICE_FAILED ||
		(notice->state == NOTICE_QUEUED && notice->back_at_ms > 0);
}

static const char *const update_wires[] = {
	"",
#define UPDATE(id, wire, text) wire,
#include "domain/updates.def"
#undef UPDATE
};
static_assert(countof(update_wires) == UPDATE_COUNT, "a word for every status update");

const char *
update_code_wire(enum update_code code)
{
	assert((unsigned)code < UPDATE_COUNT);
	return update_wires[code];
}

const char *
update_code_text(enum update_code code)
{
	static const char *const texts[] = {
		"",
#define UPDATE(id, wire, text) text,
#include "domain/updates.def"
#undef UPDATE
	};
	assert((unsigned)code < UPDATE_COUNT);
	return texts[code];
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What every service asks of a call.
 */
#include "server/service/service.h"

#include "base/str.h"

bool
call_body_fits(const struct call *call, struct err *err)
{
	assert(call && err);
	if (!call->unfit)
		return true;
	*err = *call->unfit;
	return false;
}

bool
call_version_matches(struct call *call, int64_t current, const char *changed_by,
                     const char *changed_fields, int64_t changed_at_ms, struct err *err)
{
	assert(call && err);
	assert(current > 0);

	/* The system and the applicant act on what is there; they saw no version. */
	if (call->if_match < 0 && call->actor->kind != ACTOR_WORKER)
		return true;
	if (call->if_match < 0)
		return err_set(err, ERR_PRECONDITION_REQUIRED,
		               "Say which version this is based on: If-Match: \"%lld\" if it is the "
		               "one now.", (long long)current);
	if (call->if_match == current)
		return true;
	err_set(err, ERR_VERSION_CONFLICT, "It is at version %lld now, not %lld.",
	        (long long)current, (long long)call->if_match);
	err->current_version = current;
	/* What does not fit is cut: it is for reading. */
	(void)str_copy(err->changed_by, sizeof err->changed_by, changed_by);
	(void)str_copy(err->changed_fields, sizeof err->changed_fields, changed_fields);
	err->changed_at_ms = changed_at_ms;
	return false;
}

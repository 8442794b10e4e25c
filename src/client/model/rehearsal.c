/* SPDX-License-Identifier: Apache-2.0
 *
 * Dry runs read leniently, as every answer is.
 */
#include "client/model/rehearsal.h"

#include "proto/proto.h"

bool
rehearsal_read(const struct json *json, struct arena *arena, const struct rehearsal **ret,
               struct err *err)
{
	struct rehearsal *rehearsal = arena_alloc(arena, sizeof(*rehearsal));

	if (!proto_decode(&resource_rehearsal, json, rehearsal, arena, PROTO_LENIENT, err))
		return false;
	if (!rehearsal->decision || !rehearsal->status_update || !rehearsal->notice)
		return err_set(err, ERR_INTERNAL, "The rehearsal lacks the letter or the status update.");
	*ret = rehearsal;
	return true;
}

const struct notice *
would_send_read(const struct json *json, struct arena *arena)
{
	struct application *app = arena_alloc(arena, sizeof(*app));
	struct err err = { 0 };

	if (!proto_decode(&resource_application, json, app, arena, PROTO_LENIENT, &err))
		return NULL;
	return app->would_send;
}

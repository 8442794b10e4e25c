/* SPDX-License-Identifier: Apache-2.0
 *
 * A worker's own signing key over HTTP.
 */
#include "server/service/own_key.h"

#include "server/handler/handlers.h"

bool
own_key_get_run(struct request *rq, struct err *err)
{
	struct signing_key_view *key;

	if (!own_key_read(&rq->call, &key, err))
		return false;
	reply_object(rq, 200, &resource_signing_key, key, 0);
	return true;
}

bool
own_key_put_run(struct request *rq, struct err *err)
{
	struct signing_key_view *key;

	if (!own_key_register(&rq->call, rq->args, &key, err))
		return false;
	reply_object(rq, 200, &resource_signing_key, key, 0);
	reply_effect(rq, "signing_key", key->key);
	return true;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Idle renewal is written down once a minute, without waiting, so that a
 * restart of the server ends nobody's session early.
 */
#include "config.h"

#include "server/route/parked.h"
#include "server/store/session.h"

struct touch_job {
	struct write_job job; /* first */
	uint8_t token_hash[SECRET_HASH_BYTES];
};

static bool
touch_run(struct write_job *job, struct txn *txn, struct err *err)
{
	if (session_touch(txn, ((struct touch_job *)job)->token_hash))
		return true;
	db_take_failure(txn->db, err);
	return false;
}

static void
touch_done(struct write_job *job, bool ok)
{
	(void)ok;
	free(job);
}

void
touch_session(struct parked *p)
{
	struct touch_job *touch;

	if (p->session == NULL || !session_wants_touch(p->session))
		return;
	touch = calloc(1, sizeof(*touch));
	if (touch == NULL)
		oom_exit();
	touch->job.run = touch_run;
	touch->job.done = touch_done;
	memcpy(touch->token_hash, p->session->token_hash, sizeof(touch->token_hash));
	if (!writer_submit(p->exchange->server->writer, &touch->job))
		free(touch);
}

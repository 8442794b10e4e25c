/* SPDX-License-Identifier: Apache-2.0
 *
 * What has outlived its use goes: keys of writes, sessions, plans nobody
 * carried out, counts of wrong codes, passes that were ended.
 */
#include "server/house.h"

#include "base/clock.h"
#include "base/log.h"
#include "server/store/outcome.h"
#include "server/store/pass_ended.h"
#include "server/store/plan.h"
#include "server/store/session.h"
#include "server/store/throttle.h"

static bool
run(struct write_job *job, struct txn *txn, struct err *err)
{
	(void)job;
	if (outcome_expire(txn) && session_expire(txn) && plan_expire(txn) && throttle_expire(txn, clock_real_ms())
	    && pass_ended_expire(txn))
		return true;
	db_take_failure(txn->db, err);
	return false;
}

static void
done(struct write_job *job, bool ok)
{
	if (!ok)
		log_line(LOG_WARN, "keeping", "Old keys and sessions stay a while longer: %s", job->err.detail);
	free(job);
}

void
house_keep(struct writer *writer)
{
	struct write_job *job = calloc(1, sizeof(*job));

	if (job == NULL)
		oom_exit();
	job->run = run;
	job->done = done;
	if (!writer_submit(writer, job))
		free(job);
}

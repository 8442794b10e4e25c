/* SPDX-License-Identifier: Apache-2.0
 *
 * An exchange that waits, off its connection's thread, for work done elsewhere
 * or for something to tell.  One atomic word says who resumes the connection
 * and who frees the exchange.  Knows nothing of requests and answers.
 */
#include "config.h"

#include "server/http/private.h"

enum park_state {
	PARK_RUNNING,
	PARK_PARKED,
	PARK_WOKEN,   /* before it was parked: its own thread sees to it */
	PARK_RESUMED, /* out of its park, by another thread */
	PARK_FINISHED,
	PARK_ORPHANED
};

void
exchange_park_init(struct http_exchange *ex)
{
	atomic_store(&ex->park, PARK_RUNNING);
}

/* On the connection's thread. Suspends first, so that a wake that comes at
 * once always finds a suspended connection. */
void
exchange_park(struct http_exchange *ex)
{
	int expected = PARK_RUNNING;

	ex->parked_once = true;
	MHD_suspend_connection(ex->mhd);
	if (!atomic_compare_exchange_strong(&ex->park, &expected, PARK_PARKED))
		MHD_resume_connection(ex->mhd);
}

/* On the connection's thread, awake again: has the work that left it ended? */
void
exchange_unpark(struct http_exchange *ex)
{
	if (atomic_exchange(&ex->park, PARK_RUNNING) == PARK_FINISHED)
		ex->exchange.work_done = true;
}

/* Only the one who finds it parked resumes it; ex may be gone right after. */
void
exchange_wake(struct exchange *exchange)
{
	struct http_exchange *ex = (struct http_exchange *)exchange;
	struct MHD_Connection *mhd = ex->mhd;
	int seen = atomic_load(&ex->park);

	do {
		if (seen == PARK_WOKEN || seen == PARK_RESUMED || seen == PARK_FINISHED)
			return;
	} while (!atomic_compare_exchange_weak(&ex->park, &seen,
	                                       seen == PARK_PARKED ? PARK_RESUMED : PARK_WOKEN));
	if (seen == PARK_PARKED)
		MHD_resume_connection(mhd);
}

/* The sweeper's, while the connection carries it.  One time too many does no
 * harm: the connection is then looked at, and parks again. */
void
exchange_remind(struct exchange *exchange)
{
	struct http_exchange *ex = (struct http_exchange *)exchange;
	int seen = atomic_load(&ex->park);

	if (seen == PARK_RESUMED || seen == PARK_FINISHED)
		MHD_resume_connection(ex->mhd);
}

/* The word that work has ended and the wake are one step: whoever is woken for
 * another reason meanwhile cannot see the end before this is done with ex. */
void
exchange_finished(struct exchange *exchange)
{
	struct http_exchange *ex = (struct http_exchange *)exchange;
	struct MHD_Connection *mhd = ex->mhd;

	switch (atomic_exchange(&ex->park, PARK_FINISHED)) {
	case PARK_PARKED:
		MHD_resume_connection(mhd);
		break;
	case PARK_ORPHANED:
		exchange_end(exchange);
		http_exchange_free(ex);
		break;
	default:
		break;
	}
}

bool
exchange_orphan(struct http_exchange *ex)
{
	return atomic_exchange(&ex->park, PARK_ORPHANED) != PARK_FINISHED;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The part of a throttle that all servers share and that a restart leaves: one
 * job of the writer for a try, committed before the try is looked at.
 */
#ifndef SERVICE_THROTTLE_KEPT_H
#define SERVICE_THROTTLE_KEPT_H

#include "base/base.h"
#include "server/store/throttle.h"

/* What a try counts under. */
struct throttle_names {
	uint64_t pair;    /* account and address */
	uint64_t account; /* from all addresses it does not know */
	uint64_t address;
	bool is_local;    /* all of one machine: the address keeps nobody waiting */
};

enum throttle_act {
	THROTTLE_LOAD,    /* what is kept, uncounted */
	THROTTLE_TRY,     /* counts one, unless somebody has to wait */
	THROTTLE_GOOD,    /* it was right */
	THROTTLE_HALFWAY  /* a second factor is still to come */
};

struct throttle_kept {
	struct throttle_row pair, account, address; /* as they are now */
	int64_t wait_ms; /* THROTTLE_TRY: it was not counted */
};

/* Seconds until the next try after so many failed ones; 0: at once. */
int throttle_pause_s(int64_t failures);

/*
 * LOAD and TRY wait for the writer's commit, a few milliseconds; never on the
 * writer or on an HTTP thread.  False: nothing could be kept, and memory alone
 * has to do.
 */
bool throttle_keep(struct writer *writer, enum throttle_act act, const struct throttle_names *names,
                   struct throttle_kept *ret) must_use;

#endif

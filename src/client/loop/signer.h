/* SPDX-License-Identifier: Apache-2.0
 *
 * Making, opening and sealing the signing key on a thread of its own: a tenth
 * of a second that no key waits for.  The password it is done with is held here
 * in guarded memory, from the moment it was sent until the key is settled.
 */
#ifndef CLIENT_LOOP_SIGNER_H
#define CLIENT_LOOP_SIGNER_H

#include <curl/curl.h>

#include "client/model/model.h"

struct signer {
	CURLM *multi;   /* woken when a job is done */
	char *password; /* secret memory; NULL none */
	struct task *current;
	struct task *given_up; /* their threads end by themselves; nobody wants the result */
	struct task *taken;
};

/* FX_PASSWORD: the one to work with; "" forgets it. */
void signer_password(struct signer *signer, const char *password);
/* FX_SIGNING: in place of a job under way. */
void signer_start(struct signer *signer, enum signing_job job, const struct model *model);
bool signer_is_busy(const struct signer *signer);
/* What came of the job, once; borrowed until signer_done_with(). */
bool signer_take(struct signer *signer, struct signing_result *ret) must_use;
void signer_done_with(struct signer *signer);
/* Waits for its threads. */
void signer_end(struct signer *signer);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Slows down guessing.  After a few failures an account takes one try per
 * wait, and so does an address; waits double up to a minute.
 *
 * Whoever guesses at an account from elsewhere cannot keep its owner out: an
 * address from which the account has signed in before has its own count.
 * From an address it does not know the owner waits in a line in which every
 * address has its turn, so that the correct password gets in after a wait.
 * Trying many addresses does not help the guesser, since all addresses the
 * account does not know share one count.
 */
#ifndef SERVICE_THROTTLE_H
#define SERVICE_THROTTLE_H

#include "base/secret.h"

struct throttle;
struct writer;

struct throttle *throttle_new(void);
/*
 * From now on counts are kept in the store, under this key's names: a restart
 * forgets none, and all servers of the agency share them.  Before any thread
 * asks; the writer outlives the last question.  throttle_wait_s then waits for
 * a commit where it lets a try through, and is not for HTTP threads.
 */
void throttle_share(struct throttle *throttle, const uint8_t key[SECRET_KEY_BYTES], const char *purpose,
                    struct writer *writer);
void throttle_free(struct throttle *throttle);

/* 0: try now (and this try is counted until throttle_result says how it
 * ended); otherwise seconds to wait. */
int throttle_wait_s(struct throttle *throttle, const char *account, const char *address);
/* The password was right, and a second factor is asked for: neither good nor
 * bad as yet.  The account's count stays as it is. */
void throttle_halfway(struct throttle *throttle, const char *account, const char *address);
void throttle_result(struct throttle *throttle, const char *account, const char *address, bool good);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * What became of an e-mail or a letter: sent, given up, come back, printed.
 * A notice that came back was not served: its application says so at the top
 * of its worker's list, and a denial may not rest on it.
 */
#ifndef SERVICE_MAIL_OUTCOME_H
#define SERVICE_MAIL_OUTCOME_H

#include "server/service/application_file.h"
#include "server/store/mail.h"

enum { MAIL_ANSWER_MAX = 300 };

/* The mail server has taken it. */
bool mail_sent(struct call *call, const struct mail_row *row, const char *answer, struct err *err)
	must_use;
/* It cannot be sent: a notice goes on the letter list. */
bool mail_given_up(struct call *call, const struct mail_row *row, const char *why, struct err *err)
	must_use;
/* It was sent, and came back.  *ret_known is false where this is no news. */
bool mail_bounced(struct call *call, const char *id, const char *why, bool *ret_known,
                  struct err *err) must_use;

/* A worker has it go by post: one that came back, or any that was sent. */
bool notice_send_letter(struct call *call, const char *notice_id, const struct application **ret,
                        struct err *err) must_use;
/* It was printed and posted. */
bool letter_posted(struct call *call, const char *notice_id, struct err *err) must_use;

#endif

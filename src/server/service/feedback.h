/* SPDX-License-Identifier: Apache-2.0
 *
 * Asking an applicant, once, how it went, after each decision: by a link that
 * needs no sign-in, is good for one answer, and shows nothing of the case.
 */
#ifndef SERVICE_FEEDBACK_H
#define SERVICE_FEEDBACK_H

#include "server/service/application_file.h"

enum { FEEDBACK_TOKEN_TEXT = 33, FEEDBACK_COMMENT_MAX = 2000, FEEDBACK_DAYS = 180 };

/* A token for the decision that the file's letter is about. */
bool feedback_invite(struct call *call, const struct application_file *file,
                     char ret_token[FEEDBACK_TOKEN_TEXT]) must_use;

struct feedback_view {
	const char *program_name; /* in the call's language */
	bool is_answered;
};
/* NOT_FOUND for a token that was never given, or long ago. */
bool feedback_read(struct call *call, const char *token, struct feedback_view *ret,
                   struct err *err) must_use;
/* TRANSITION_NOT_ALLOWED where it was answered before. */
bool feedback_give(struct call *call, const char *token, int64_t score, const char *comment,
                   struct err *err) must_use;

#endif

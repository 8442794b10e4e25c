/* SPDX-License-Identifier: Apache-2.0
 *
 * Quality review: drawing decisions as they are issued, and recording what a
 * review found.  A supervisor of the team reviews, who had no part in the
 * decision.  An error is put right by a decision that supersedes it.
 */
#ifndef SERVICE_REVIEW_H
#define SERVICE_REVIEW_H

#include "domain/review.h"
#include "proto/requests.h"
#include "server/service/application_file.h"
#include "server/store/page_key.h"

/* The lot of a decision that was issued by the event of that seq, in its own
 * commit; who draws has no say in it, and who decides cannot foresee it. */
bool review_draw(struct call *call, const struct application_file *file, const char *decision_id,
                 int64_t seq) must_use;

bool review_record(struct call *call, const char *decision_id, const struct review_request *request,
                   const struct review **ret, struct err *err) must_use;

bool review_read(struct call *call, const char *decision_id, const struct review **ret,
                 struct err *err) must_use;
bool reviews_of(struct call *call, const char *application_id, struct review **ret, size_t *ret_count,
                struct err *err) must_use;

struct review_page {
	struct review *rows;
	size_t count;
	bool more;
	struct page_edge first, last;
};
/* What is open to a supervisor is what they may review. */
bool reviews_page(struct call *call, enum review_wanted wanted, const char *program_id,
                 const struct page_key *page, struct review_page *ret, struct err *err) must_use;

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Quality reviews over HTTP.
 */
#include "server/service/review.h"

#include "base/str.h"
#include "domain/words.h"
#include "server/handler/handlers.h"
#include "server/handler/look.h"
#include "server/route/page.h"

bool
review_list_run(struct request *rq, struct err *err)
{
	static const char *const sorts[] = { "drawn", NULL };
	const char *word = request_query(rq, "state"), *program = request_query(rq, "program");
	enum review_wanted wanted = (enum review_wanted)word_find(words_review_wanted, word);
	struct review_page found;
	struct page_key page;

	if (word && wanted == REVIEWS_ANY)
		return err_field(err, "?state", "unknown", "One of: open, correct, done.");
	if (!str_empty(program) && !str_is_id(program))
		return err_field(err, "?program", "not_an_id", "This is no program's id.");
	if (!page_from_request(rq, sorts, &page, err)
		|| !reviews_page(&rq->call, wanted, program, &page, &found, err))
		return false;
	page_reply(rq, &page, &resource_review, found.rows, found.count, &found.first, &found.last, found.more);
	return true;
}

bool
review_list_of_run(struct request *rq, struct err *err)
{
	struct review *rows;
	size_t count;

	if (!reviews_of(&rq->call, rq->path_args[0], &rows, &count, err))
		return false;
	look_at_application(rq, rq->path_args[0]);
	reply_rows(rq, &resource_review, rows, count);
	return true;
}

bool
review_get_run(struct request *rq, struct err *err)
{
	const struct review *review;

	if (!review_read(&rq->call, rq->path_args[0], &review, err))
		return false;
	look_at_application(rq, review->application_id);
	reply_object(rq, 200, &resource_review, review, 0);
	return true;
}

bool
review_record_run(struct request *rq, struct err *err)
{
	const struct review *review;

	if (!review_record(&rq->call, rq->path_args[0], rq->args, &review, err))
		return false;
	reply_object(rq, 200, &resource_review, review, 0);
	reply_effect(rq, "review", review->decision_id);
	return true;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Pages about one application, asked for by the one who holds its pass.
 */
#include "server/portal/asked.h"

#include "base/str.h"

void
asked_keep_open(struct portal_request *rq)
{
	int64_t ends_ms;
	const char *id = status_pass_read(&rq->call, portal_cookie(rq, PORTAL_PASS_COOKIE), &ends_ms);

	if (id)
		reply_cookie(rq, PORTAL_PASS_COOKIE, status_pass_make(&rq->call, id), STATUS_PASS_MS / 1000);
}

/* False: answered already, or failed (err). */
bool
asked_read(struct portal_request *rq, struct asked *ret, bool *ret_ok, struct err *err)
{
	int64_t ends_ms;
	const char *language = portal_form(rq, "lang");

	*ret_ok = true;
	if (!language)
		language = portal_query(rq, "lang");
	ret->application_id =
		status_pass_read(&rq->call, portal_cookie(rq, PORTAL_PASS_COOKIE), &ends_ms);
	if (ret->application_id) {
		if (!status_read(&rq->call, ret->application_id,
			    page_speaks(language) ? language : NULL, &ret->view, err)) {
			*ret_ok = false;
			return false;
		}
		if (str_eq(ret->view.number, rq->path_args[0])) {
			ret->here = arena_printf(rq->arena, "/applications/%s", ret->view.number);
			return true;
		}
	}
	reply_redirect(rq, arena_printf(rq->arena, "/status?number=%s", rq->path_args[0]));
	return false;
}

void
asked_back(struct portal_request *rq, const struct asked *asked)
{
	reply_redirect(rq, arena_printf(rq->arena, "%s?lang=%s", asked->here, asked->view.language));
}

void
asked_begin(struct page *page, struct portal_request *rq, const struct asked *asked, const char *act,
	const char *title, const struct faults *faults)
{
	const char *language = asked->view.language;

	asked_keep_open(rq);
	page_begin(page, rq, page_speaks(language) ? language : "en",
		arena_printf(rq->arena, "%s/%s", asked->here, act), title, 0);
	page_line(page, "h1", title);
	faults_put(page, faults);
	page_put(page, "<p>");
	page_text(page, asked->view.program.name);
	page_put(page, ", ");
	page_text(page, asked->view.number);
	page_put(page, ", <bdi>");
	page_text(page, asked->view.customer_name);
	page_put(page, "</bdi></p>\n");
}

void
asked_way_back(struct page *page, const struct asked *asked, const char *msgid)
{
	page_put(page, "<p><a href=\"");
	page_text(page, asked->here);
	buf_printf(&page->out, "?lang=%s\">", page->language);
	page_say(page, msgid);
	page_put(page, "</a></p>\n");
}

bool
asked_is_open(struct portal_request *rq, const char *application_id, struct err *err)
{
	int64_t ends_ms;
	const char *id = status_pass_read(&rq->call, portal_cookie(rq, PORTAL_PASS_COOKIE), &ends_ms);

	return str_eq(id, application_id) || (!db_take_failure(rq->call.db, err) &&
		err_set(err, ERR_UNAUTHENTICATED, "Show number and code first."));
}

/* As the one who holds the code. */
bool
asked_actor(struct portal_request *rq, const struct asked *asked, struct call *ret,
	struct actor *actor, struct err *err)
{
	if (!asked_is_open(rq, asked->application_id, err))
		return false;
	*actor = (struct actor) {
		.kind = ACTOR_CUSTOMER,
		.id = asked->view.customer_id,
		.name = asked->view.customer_name,
		.application_id = asked->application_id,
	};
	*ret = rq->call;
	ret->actor = actor;
	return true;
}

/* Sent twice, or overtaken by a worker: the page says how it stands now. */
bool
asked_settle(struct portal_request *rq, const struct asked *asked, bool ok, const struct err *why,
	struct err *err)
{
	if (!ok && why->code != ERR_TRANSITION_NOT_ALLOWED) {
		*err = *why;
		return false;
	}
	asked_back(rq, asked);
	return true;
}

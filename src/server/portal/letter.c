/* SPDX-License-Identifier: Apache-2.0
 *
 * One letter on a page of its own, as it was sent: to read, and to print.
 */
#include "base/str.h"
#include "server/portal/asked.h"

bool
letter_page(struct portal_request *rq, struct err *err)
{
	const struct notice *notice = NULL;
	const struct faults none = { .count = 0 };
	struct asked asked;
	struct page page;
	bool ok;

	if (!asked_read(rq, &asked, &ok, err))
		return ok;
	for (size_t i = 0; i < asked.view.notices.count; i++)
		if (str_eq(asked.view.notices.at[i].id, rq->path_args[1]))
			notice = &asked.view.notices.at[i];
	if (!notice)
		return err_set(err, ERR_NOT_FOUND, "There is no such letter.");
	asked_begin(&page, rq, &asked, arena_printf(rq->arena, "letters/%s", notice->id), N_("Your letter"),
		&none);
	page_put(&page, "<pre class=\"letter\" dir=\"auto\" lang=\"");
	page_text(&page, notice->language);
	page_put(&page, "\">");
	page_text(&page, notice->rendered_text);
	page_put(&page, "</pre>\n");
	asked_way_back(&page, &asked, N_("Back to your application"));
	page_end(&page, 200);
	return true;
}

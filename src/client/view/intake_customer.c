/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding the customer who applies: what is typed is looked for, those found
 * stand below the form, and the first of them is taken.
 */
#include "base/str.h"
#include "client/view/intake_form.h"

enum { SEARCH_LEAST = 2 /* letters */ };

bool
intake_is_finding(const struct intake_view *iv)
{
	return iv->page == 0 &&
	       form_focused(&iv->form.form) == filing_slot((struct filing *)&iv->filing, "/customer_named") + 1;
}

void
intake_forget_found(struct intake_view *iv, struct fx *fx)
{
	fx_cancel(fx, iv->search_request);
	iv->search_request = 0;
	json_free(iv->found);
	iv->found = NULL;
}

void
intake_search(struct intake_view *iv, struct fx *fx)
{
	const char *words = filing_get(&iv->filing, "/customer_named");
	struct buf path = BUF_INIT(4000);

	intake_forget_found(iv, fx);
	if (strlen(words) >= SEARCH_LEAST) {
		buf_puts(&path, "/v1/customers");
		path_add(&path, "q", words);
		path_add(&path, "limit", "5");
		iv->search_request = view_get(&iv->form.view, fx, INTAKE_TAG_SEARCH, "%s", path.data);
	}
	buf_done(&path);
}

void
intake_take_found(struct intake_view *iv, const struct reply *reply)
{
	struct buf text = BUF_INIT(256 * 1024);
	struct err err = { 0 };

	if (reply->request != iv->search_request)
		return;
	iv->search_request = 0;
	json_free(iv->found);
	iv->found = NULL;
	if (reply->ok) {
		json_print(&text, reply->json);
		iv->found = json_parse(text.data, text.len, &err);
	}
	buf_done(&text);
}

bool
intake_take_first(struct intake_view *iv)
{
	const struct json *first = json_first(json_get(iv->found, "items"));
	struct buf name = BUF_INIT(400);

	if (!intake_is_finding(iv) || !first)
		return false;
	buf_printf(&name, "%s %s", json_text(json_get(first, "case_number")),
	           json_text(json_get(first, "name")));
	filing_set(&iv->filing, "/customer_named", name.data);
	str_copy(iv->searched, sizeof iv->searched, name.data);
	filing_set(&iv->filing, "/customer_id", json_text(json_get(first, "id")));
	json_free(iv->found);
	iv->found = NULL;
	intake_build(iv);
	form_move(&iv->form.form, 1);
	iv->form.form.changed = true;
	buf_done(&name);
	return true;
}

void
intake_draw_found(const struct intake_view *iv, struct canvas *canvas)
{
	const struct rect *area = &iv->form.view.area;
	int row = area->row + area->rows - INTAKE_FOUND_ROWS;
	const struct json *item = json_first(json_get(iv->found, "items"));

	if (!item && iv->found && strlen(filing_get(&iv->filing, "/customer_named")) >= SEARCH_LEAST)
		canvas_text(canvas, row, area->col + 1, -1, INK_DIM,
		            _("Nobody is found by these words; Up, then n: a new customer."));
	for (int i = 0; item && i < INTAKE_FOUND_ROWS; item = json_next(item), i++) {
		const char *born = json_text(json_get(item, "born_on"));
		const char *county = json_text(json_get(item, "county"));

		canvas_textf(canvas, row + i, area->col + 1, area->cols - 2, i ? INK_DIM : INK_TEXT,
		             "%s %s  %s  %s", json_text(json_get(item, "case_number")),
		             json_text(json_get(item, "name")), born ? born : "", county ? county : "");
	}
}

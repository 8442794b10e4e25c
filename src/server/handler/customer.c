/* SPDX-License-Identifier: Apache-2.0
 *
 * Customers and their history over HTTP.
 */
#include "server/service/customer.h"

#include "base/str.h"
#include "proto/requests.h"
#include "server/handler/handlers.h"
#include "server/handler/look.h"
#include "server/route/page.h"
#include "server/service/alike.h"
#include "server/service/history.h"
#include "server/service/record_scope.h"

static void
note_look(struct request *rq, const char *id)
{
	struct event_scope scope;

	if (reply_view_is_known(rq, "customer", id))
		return;
	record_scope(&rq->call, NULL, id, &scope);
	reply_viewed(rq, "customer", id, NULL, &scope);
}

static struct page_edge
edge_of(const struct customer_line *line)
{
	return (struct page_edge){ .set = true, .number = line->place, .id = line->customer->id };
}

bool
customer_list_run(struct request *rq, struct err *err)
{
	static const char *const sorts[] = { "found", NULL };
	struct customer_found found;
	struct page_key page;
	struct page_edge first = { .set = false }, last = { .set = false };

	if (!page_from_request(rq, sorts, &page, err) ||
		!customer_search(&rq->call, request_query(rq, "q"), &page, &found, err))
		return false;
	struct customer *rows = arena_array(rq->arena, found.count + 1, sizeof(*rows));
	for (size_t i = 0; i < found.count; i++)
		rows[i] = *found.lines[i].customer;
	if (found.count > 0) {
		first = edge_of(&found.lines[0]);
		last = edge_of(&found.lines[found.count - 1]);
	}
	page_reply(rq, &page, &resource_customer, rows, found.count, &first, &last, found.more);
	rq->reply.total = (struct list_total){ true, found.total, found.total_at_least };
	reply_searched(rq, "customers", request_query(rq, "q"));
	return look_at_export(rq, "customers", err);
}

bool
customer_get_run(struct request *rq, struct err *err)
{
	const struct customer *customer;

	if (!customer_get(&rq->call, rq->path_args[0], &customer, err))
		return false;
	note_look(rq, rq->path_args[0]);
	reply_object(rq, 200, &resource_customer, customer, customer->version);
	return true;
}

bool
customer_change_run(struct request *rq, struct err *err)
{
	struct customer_change *change = rq->args;
	const struct customer *customer;

	change->pinned_notes_given = json_get(rq->body, "pinned_notes") != NULL;
	change->contacts_given = json_get(rq->body, "contacts") != NULL;
	change->household_given = json_get(rq->body, "household") != NULL;
	change->hidden_given = json_get(rq->body, "address_hidden") != NULL;
	if (!customer_change(&rq->call, rq->path_args[0], change, &customer, err))
		return false;
	reply_object(rq, 200, &resource_customer, customer, customer->version);
	reply_effect(rq, "customer", customer->id);
	return true;
}

bool
customer_reveal_ssn_run(struct request *rq, struct err *err)
{
	const struct reveal_ssn_request *request = rq->args;
	struct ssn_view *view = arena_alloc(rq->arena, sizeof(*view));

	if (!customer_reveal_ssn(&rq->call, rq->path_args[0], request->reason, &view->ssn, err))
		return false;
	reply_object(rq, 200, &resource_ssn, view, 0);
	reply_effect(rq, "ssn", rq->path_args[0]);
	return true;
}

static bool
tell_ssn_again(struct request *rq, struct err *err)
{
	return customer_ssn_shown_again(&rq->call, rq->path_args[0], rq->reply.witnessed, err);
}

/* A number shown again is a number shown: the key of an act that is long over
 * opens it no more quietly than a fresh one. */
bool
customer_ssn_again_run(struct request *rq, struct err *err)
{
	struct ssn_view *view = arena_alloc(rq->arena, sizeof(*view));

	if (!customer_ssn_again(&rq->call, rq->path_args[0], &view->ssn, err))
		return false;
	reply_object(rq, 200, &resource_ssn, view, 0);
	rq->reply.witness = tell_ssn_again;
	rq->reply.witnessed = json_text(json_get(rq->body, "reason"));
	return true;
}

/* before= is an instant, or a date: then the whole of that day is left out. */
static bool
read_before(const struct request *rq, int64_t *ret_ms, struct err *err)
{
	const char *text = request_query(rq, "before");
	civil_date date;

	*ret_ms = 0;
	if (!text || instant_from_text(text, ret_ms))
		return true;
	if (!date_from_text(text, &date))
		return err_field(err, "?before", "invalid", "An instant or a date.");
	*ret_ms = zone_midnight_ms(ZONE_CENTRAL, date);
	return true;
}

bool
customer_history_run(struct request *rq, struct err *err)
{
	static const char *const sorts[] = { "newest", NULL };
	struct history_query query = {
		.application_id = request_query(rq, "application"),
		.text = request_query(rq, "q"),
	};
	const char *kind = request_query(rq, "kind");
	struct page_edge first = { .set = false }, last = { .set = false }, stop;
	struct history_entry *entries;
	struct page_key page;
	size_t count;
	bool more;

	query.kind = kind ? history_kind_from_wire(kind) : HISTORY_NONE;
	if (kind && query.kind == HISTORY_NONE)
		return err_field(
			err, "?kind", "unknown", "There is no such kind of history entry.");
	if (!page_from_request(rq, sorts, &page, err) || !read_before(rq, &query.before_ms, err) ||
		!customer_history(
			&rq->call, rq->path_args[0], &query, &page, &entries, &count, &more, &stop, err))
		return false;
	if (count > 0) {
		first = (struct page_edge){ .set = true, .number = entries[0].seq, .id = "e" };
		last = (struct page_edge){
			.set = true, .number = entries[count - 1].seq, .id = "e"
		};
	}
	if (stop.set)
		*(page.backwards || page.from_end ? &first : &last) = stop;
	note_look(rq, rq->path_args[0]);
	page_reply(rq, &page, &resource_history_entry, entries, count, &first, &last, more);
	rq->reply.whole_rows = true;
	return true;
}

/* ---- one person, two records ---- */

bool
customer_alike_run(struct request *rq, struct err *err)
{
	struct alike_view *rows;
	size_t count;

	if (!customer_alike(&rq->call, rq->path_args[0], &rows, &count, err))
		return false;
	note_look(rq, rq->path_args[0]);
	for (size_t i = 0; i < count; i++)
		note_look(rq, rows[i].customer->id);
	reply_rows(rq, &resource_alike, rows, count);
	return true;
}

/* What is typed is no date yet, or too long: nobody is like it. */
bool
customer_alike_typed_run(struct request *rq, struct err *err)
{
	const char *name = request_query(rq, "name"), *born_on = request_query(rq, "born_on");
	struct customer typed = {
		.name = name ? name : "",
		.kind = str_eq(request_query(rq, "kind"), "organization") ? CUSTOMER_ORGANIZATION
			                                                  : CUSTOMER_PERSON,
		.phone = request_query(rq, "phone"),
		.email = request_query(rq, "email"),
		.born_on = DATE_NONE,
	};
	struct alike_view *rows;
	size_t count;

	if (born_on && !date_from_text(born_on, &typed.born_on))
		return err_field(err, "?born_on", "bad_date", "Give a date as YYYY-MM-DD.");
	if (!customer_alike_typed(&rq->call, &typed, &rows, &count, err))
		return false;
	reply_rows(rq, &resource_alike, rows, count);
	reply_searched(rq, "customers", name);
	return true;
}

static bool
reply_customer(struct request *rq, const struct customer *customer)
{
	reply_object(rq, 200, &resource_customer, customer, customer->version);
	reply_effect(rq, "customer", customer->id);
	return true;
}

bool
customer_merge_run(struct request *rq, struct err *err)
{
	const struct customer *customer;

	return customer_merge(&rq->call, rq->path_args[0], rq->args, &customer, err)
		&& reply_customer(rq, customer);
}

bool
customer_not_same_run(struct request *rq, struct err *err)
{
	const struct customer *customer;

	return customer_not_same(&rq->call, rq->path_args[0], rq->args, &customer, err)
		&& reply_customer(rq, customer);
}

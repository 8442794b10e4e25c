/* SPDX-License-Identifier: Apache-2.0
 *
 * Reports over HTTP, as JSON or as a table for spreadsheets.
 */
#include "server/service/report.h"

#include "base/str.h"
#include "domain/county.h"
#include "server/handler/handlers.h"
#include "server/handler/look.h"

static bool
read_request(struct request *rq, struct report_request *ret, struct err *err)
{
	*ret = (struct report_request){
		.report = report_from_wire(rq->path_args[0]),
		.from = DATE_NONE, .to = DATE_NONE,
		.program = request_query(rq, "program"),
		.team = request_query(rq, "team"),
		.county = request_query(rq, "county"),
	};
	if (ret->report == REPORT_NONE)
		return err_set(err, ERR_NOT_FOUND, "%s", "");
	if (!str_empty(ret->program) && !str_is_id(ret->program))
		return err_field(err, "?program", "not_an_id", "This is no program's id.");
	if (!str_empty(ret->county) && !county_find_typed(ret->county))
		return err_field(err, "?county", "unknown", "There is no county of that name.");
	if (!str_empty(ret->county))
		ret->county = county_find_typed(ret->county)->name;
	return request_query_date(rq, "from", &ret->from, err) && request_query_date(rq, "to", &ret->to, err);
}

static bool
tell_export(struct request *rq, const char *format, struct err *err)
{
	return !format || look_at_export_as(rq, format, arena_printf(rq->arena, "reports/%s", rq->path_args[0]), err);
}

bool
report_get_run(struct request *rq, struct err *err)
{
	const char *format = request_query(rq, "format");
	struct report_request request;
	struct report *report;

	if (format && !str_eq(format, "json") && !str_eq(format, "csv"))
		return err_field(err, "?format", "unknown_word", "json or csv.");
	if (!read_request(rq, &request, err) || !report_make(&rq->call, &request, &report, err))
		return false;
	if (str_eq(format, "csv")) {
		struct buf table = BUF_INIT(REPORT_CSV_MAX);

		report_csv(&table, report);
		reply_raw(rq, 200, "text/csv; charset=utf-8", arena_strndup(rq->arena, table.data, table.len), table.len);
		buf_done(&table);
	} else {
		reply_object(rq, 200, &resource_report, report, 0);
	}
	/* A table leaves the agency's screens as any list that is exported does. */
	return tell_export(rq, str_eq(format, "csv") ? format : request_query(rq, "export"), err);
}

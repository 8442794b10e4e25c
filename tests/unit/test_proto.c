/* SPDX-License-Identifier: Apache-2.0
 *
 * Struct to JSON and back by the tables; what a strict reader refuses; that
 * no table names a member twice.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "domain/application.h"
#include "domain/event.h"
#include "domain/worksheet.h"
#include "proto/proto.h"
#include "proto/requests.h"
#include "proto/table.h"

static bool
decode(const struct resource *resource, const char *text, void *object, struct arena *arena,
       enum proto_reading reading, struct err *err)
{
	struct json *value = json_parse(text, strlen(text), err);
	bool ok;

	assert_non_null(value);
	ok = proto_decode(resource, value, object, arena, reading, err);
	json_free(value);
	return ok;
}

static void
an_application_survives_the_wire(void **state)
{
	struct arena arena = ARENA_INIT;
	struct buf text = BUF_INIT(100000);
	struct buf again = BUF_INIT(100000);
	struct json_out out = JSON_OUT(&text);
	struct json_out out_again = JSON_OUT(&again);
	struct err err = { 0 };
	struct person_ref ana = { "w_ana", "Ana Ruiz" };
	const char *acts[] = { "decide", "note" };
	struct missing_item item = { .id = "m1", .requirement = "pay_stubs", .label = "Pay stub",
		                     .person = "Hoa", .cured_by = CURED_BY_APPLICANT,
		                     .state = ITEM_REQUESTED, .requested_on = date_make(2025, 11, 17),
		                     .due_on = date_make(2025, 11, 27) };
	struct application app = {
		.id = "a1", .version = 7, .number = "A-26-000412",
		.program = { "snap", 3, "SNAP" },
		.customer = { "c1", "Nguyen Thi Hoa", "C-104882" },
		.status = APPLICATION_IN_REVIEW, .expedited = true,
		.filed_on = date_make(2025, 11, 12), .due_on = DATE_NONE, .proof_due_on = DATE_NONE,
		.clock = CLOCK_OVERDUE, .assignee = &ana, .answers = "{\"rent\":\"910.00\"}",
		.missing = { &item, 1 }, .allowed_actions = { acts, 2 }, .filed_at_ms = 1762956000000,
	};
	struct application back;

	(void)state;
	proto_encode(&out, NULL, &resource_application, &app);
	assert_true(buf_ok(&text));
	assert_true(decode(&resource_application, text.data, &back, &arena, PROTO_STRICT, &err));
	assert_string_equal(back.customer.name, "Nguyen Thi Hoa");
	assert_string_equal(back.assignee->name, "Ana Ruiz");
	assert_int_equal(back.missing.count, 1);
	assert_int_equal(back.missing.at[0].due_on, date_make(2025, 11, 27));
	assert_int_equal(back.due_on, DATE_NONE);
	assert_int_equal(back.allowed_actions.count, 2);
	assert_string_equal(back.answers, "{\"rent\":\"910.00\"}");
	proto_encode(&out_again, NULL, &resource_application, &back);
	assert_string_equal(text.data, again.data);
	buf_done(&text);
	buf_done(&again);
	arena_done(&arena);
}

static void
nobody_is_written_as_null(void **state)
{
	struct buf text = BUF_INIT(100000);
	struct json_out out = JSON_OUT(&text);
	struct application app = { .id = "a1", .number = "n", .filed_on = 0, .due_on = DATE_NONE,
		                   .proof_due_on = DATE_NONE, .status = APPLICATION_SUBMITTED };

	(void)state;
	proto_encode_summary(&out, NULL, &resource_application, &app);
	assert_non_null(strstr(text.data, "\"assignee\":null"));
	assert_null(strstr(text.data, "due_on"));
	assert_null(strstr(text.data, "\"missing\""));
	buf_done(&text);
}

static void
a_server_names_every_member_it_cannot_accept(void **state)
{
	struct arena arena = ARENA_INIT;
	struct err err = { 0 };
	struct decision_request rq;

	(void)state;
	assert_false(decode(&request_decision,
	                    "{\"application_id\":\"a 1\",\"outcome\":\"maybe\",\"reasons\":[{\"code\":7}]}",
	                    &rq, &arena, PROTO_STRICT, &err));
	assert_int_equal(err.code, ERR_VALIDATION_FAILED);
	assert_int_equal(err.field_count, 4);
	assert_string_equal(err.fields[0].pointer, "/application_id");
	assert_string_equal(err.fields[1].pointer, "/application_version");
	assert_string_equal(err.fields[1].code, "required");
	assert_string_equal(err.fields[2].pointer, "/outcome");
	assert_non_null(strstr(err.fields[2].detail, "approved denied"));
	assert_string_equal(err.fields[3].pointer, "/reasons/0/code");
	arena_done(&arena);
}

static void
unknown_members_are_refused_by_servers_and_ignored_by_clients(void **state)
{
	struct arena arena = ARENA_INIT;
	struct err err = { 0 };
	struct note_request rq;
	const char *text = "{\"text\":\"hello\",\"colour\":\"red\"}";

	(void)state;
	assert_true(decode(&request_note, text, &rq, &arena, PROTO_LENIENT, &err));
	assert_string_equal(rq.text, "hello");
	assert_false(decode(&request_note, text, &rq, &arena, PROTO_STRICT, &err));
	assert_int_equal(err.code, ERR_UNKNOWN_PARAMETER);
	assert_string_equal(err.fields[0].pointer, "/colour");
	arena_done(&arena);
}

static void
money_is_a_decimal_text_in_dollars(void **state)
{
	struct arena arena = ARENA_INIT;
	struct err err = { 0 };
	struct decision_amount amount;

	(void)state;
	assert_true(decode(&resource_decision_amount,
	                   "{\"from\":\"2025-12-01\",\"amount\":{\"amount\":\"291.05\",\"currency\":\"USD\"}}",
	                   &amount, &arena, PROTO_STRICT, &err));
	assert_int_equal(amount.amount, 29105);
	assert_false(decode(&resource_decision_amount,
	                    "{\"from\":\"2025-12-01\",\"amount\":{\"amount\":291.05,\"currency\":\"USD\"}}",
	                    &amount, &arena, PROTO_STRICT, &err));
	arena_done(&arena);
}

/* Walks every resource reachable from one. */
static void
check_names(const struct resource *resource, int depth)
{
	if (depth > 6)
		return;
	for (size_t i = 0; i < resource->field_count; i++) {
		const struct field *field = &resource->fields[i];

		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(field->name, resource->fields[j].name);
		assert_true(field->offset < resource->size);
		if (field->kind == FIELD_WORD)
			assert_non_null(field->words);
		if (field->kind == FIELD_OBJECT || field->kind == FIELD_LIST) {
			assert_non_null(field->of);
			check_names(field->of, depth + 1);
		}
	}
}

static void
no_table_names_a_member_twice(void **state)
{
	const struct resource *all[] = {
		&resource_application, &resource_customer, &resource_worker, &resource_team,
		&resource_decision, &resource_rehearsal, &resource_notice, &resource_interaction,
		&resource_message, &resource_history_entry, &resource_note, &resource_event,
		&resource_program, &resource_reason_code, &resource_session, &request_session,
		&request_intake, &request_interview, &request_missing, &request_decision,
		&request_customer, &request_note,
	};

	(void)state;
	for (size_t i = 0; i < countof(all); i++)
		check_names(all[i], 0);
}

/* One that is longer than a reader takes makes the whole answer unreadable: of
 * a second person the decision to sign, of a new terminal every draft. */
static void
what_may_be_kept_may_be_read(void **state)
{
	(void)state;
	static const struct {
		const struct resource *resource;
		const char *before, *after;
		size_t len;
	} long_ones[] = {
		{ &resource_draft, "{\"id\":\"d\",\"revision\":1,\"changed_at\":\"2026-11-02T14:05:00Z\",\"sealed\":\"", "\"}",
		  DRAFT_SEALED_MAX },
		{ &resource_decision, "{\"id\":\"d\",\"statement\":\"", "\"}", STATEMENT_MAX },
		{ &resource_decision, "{\"id\":\"d\",\"approval_statement\":\"", "\"}", STATEMENT_MAX },
		{ &resource_decision, "{\"id\":\"d\",\"worksheet\":{\"month\":\"", "\"}}", WORKSHEET_BYTES_MAX - 20 },
		{ &resource_packet, "{\"number\":\"A\",\"made_at\":\"2026-11-02T14:05:00Z\",\"seq\":1,\"text\":\"", "\"}",
		  PACKET_BYTES_MAX },
	};

	for (size_t i = 0; i < countof(long_ones); i++) {
		struct buf text = BUF_INIT(2 * PACKET_BYTES_MAX);
		struct arena arena = ARENA_INIT;
		struct err err = { .code = ERR_NONE };

		buf_puts(&text, long_ones[i].before);
		memset(buf_grow(&text, long_ones[i].len), 'a', long_ones[i].len);
		buf_puts(&text, long_ones[i].after);
		if (!decode(long_ones[i].resource, text.data, arena_alloc(&arena, long_ones[i].resource->size), &arena,
			    PROTO_LENIENT, &err))
			fail_msg("%s: %s %s", long_ones[i].before, err.detail, err.fields[0].detail);
		arena_done(&arena);
		buf_done(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_application_survives_the_wire),
		cmocka_unit_test(nobody_is_written_as_null),
		cmocka_unit_test(a_server_names_every_member_it_cannot_accept),
		cmocka_unit_test(unknown_members_are_refused_by_servers_and_ignored_by_clients),
		cmocka_unit_test(money_is_a_decimal_text_in_dollars),
		cmocka_unit_test(no_table_names_a_member_twice),
		cmocka_unit_test(what_may_be_kept_may_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

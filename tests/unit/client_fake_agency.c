/* SPDX-License-Identifier: Apache-2.0
 *
 * Who works at the fake server's agency and what is in its queue.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "client_fake.h"

#define SESSION_OF(token)                                                                        \
	"{\"token\":\"" token "\",\"expires_at\":\"2025-11-22T03:00:00Z\",\"idle_timeout_s\":1800," \
	"\"journal_key\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\","                         \
	"\"worker\":{\"id\":\"w_ana\",\"version\":1,\"username\":\"ana\",\"name\":\"Ana Ruiz\","    \
	"\"roles\":[\"caseworker\"],\"team_ids\":[\"t_1\"],\"languages\":[\"en\"],\"capacity\":52}}"

const char *
fake_session(void)
{
	return SESSION_OF("tok");
}

void
fake_sign_in(struct fake *fake)
{
	fake_type(fake, "ana");
	fake_keys(fake, "Tab");
	fake_type(fake, "sample-password");
	fake_keys(fake, "Enter");
	fake_reply(fake, "POST /v1/sessions", 201, fake_session());
}

void
fake_sign_in_again(struct fake *fake)
{
	assert_true(fake_shows(fake, "Locked"));
	fake_type(fake, "sample-password");
	fake_keys(fake, "Enter");
	fake_reply(fake, "POST /v1/sessions", 201, SESSION_OF("tok2"));
	assert_string_equal(fake->token, "tok2");
	assert_false(fake_shows(fake, "Locked"));
}

static void
one_application(struct buf *out, int number)
{
	static const char *const names[] = { "Nguyen Thi Hoa", "O'Neill-Castaneda", "Okafor, Chidi" };
	static const char *const due[] = { "2025-11-19", "2025-11-21", "2025-12-12" };
	static const char *const clock[] = { "overdue", "due_soon", "on_time" };
	static const char *const turn[] = { "me", "me", "customer" };
	static const char *const act[] = { "look_at_document", "interview", "wait_for_proof" };
	int kind = number % 3;

	buf_printf(out,
	           "{\"id\":\"a_%d\",\"version\":7,\"number\":\"A-26-%06d\",\"program\":{\"id\":\"snap\","
	           "\"version\":1,\"name\":\"SNAP\"},\"customer\":{\"id\":\"c_%d\",\"name\":\"%s\","
	           "\"case_number\":\"C-%06d\"},\"status\":\"in_review\",\"expedited\":%s,"
	           "\"filed_on\":\"2025-11-12\",\"due_on\":\"%s\",\"clock\":\"%s\",\"assignee\":"
	           "{\"id\":\"w_ana\",\"name\":\"Ana Ruiz\"},\"team_id\":\"t_1\",\"county\":\"Davidson\","
	           "\"language\":\"vi\",\"channel\":\"web\",\"turn\":\"%s\",\"next_act\":\"%s\","
	           "\"unseen_changes\":%d,\"interview_at\":\"2025-11-21T21:30:00Z\","
	           "\"proof_due_on\":\"2025-11-27\",\"items_open\":2,\"items_received\":1,"
	           "\"allowed_actions\":[\"ask_missing\",\"deny\",\"note\",\"release\"]}",
	           number, number, number, names[kind], number, kind < 2 ? "true" : "false", due[kind],
	           clock[kind], turn[kind], act[kind], kind == 0 ? 2 : 0);
}

const char *
fake_applications(struct fake *fake, int from, int count, int total)
{
	static struct buf body = BUF_INIT(1024 * 1024);

	(void)fake;
	buf_reset(&body);
	buf_puts(&body, "{\"items\":[");
	for (int i = from; i < from + count; i++) {
		if (i > from)
			buf_putc(&body, ',');
		one_application(&body, i);
	}
	buf_puts(&body, "],");
	if (from + count < total)
		buf_printf(&body, "\"next_cursor\":\"at%d\",", from + count);
	else
		buf_puts(&body, "\"next_cursor\":null,");
	if (from > 0)
		buf_printf(&body, "\"prev_cursor\":\"to%d\",", from);
	else
		buf_puts(&body, "\"prev_cursor\":null,");
	buf_printf(&body,
	           "\"total\":{\"count\":%d,\"relation\":\"eq\"},"
	           "\"as_of\":{\"seq\":100,\"at\":\"2025-11-21T21:00:00Z\"}}",
	           total);
	return body.data;
}

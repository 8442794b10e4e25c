/* SPDX-License-Identifier: Apache-2.0
 *
 * The record as it looks, tab by tab, and what it tells the server: who has
 * it open, what was seen, why a number was revealed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "client_fake.h"

#include "base/str.h"

static struct fake fake;

#define PAGE "\"next_cursor\":null,\"prev_cursor\":null," \
	     "\"as_of\":{\"seq\":100,\"at\":\"2025-11-21T21:00:00Z\"}}"
#define ITEM(id, requirement, label, more) \
	"{\"id\":\"" id "\",\"requirement\":\"" requirement "\",\"label\":\"" label "\"," more "}"

static const char application[] =
	"{\"id\":\"a_0\",\"version\":7,\"number\":\"A-26-000412\","
	"\"program\":{\"id\":\"snap\",\"version\":1,\"name\":\"SNAP\"},"
	"\"customer\":{\"id\":\"c_0\",\"name\":\"Nguyen Thi Hoa\",\"case_number\":\"C-104882\"},"
	"\"status\":\"in_review\",\"expedited\":true,\"filed_on\":\"2025-11-12\",\"due_on\":\"2025-11-19\","
	"\"clock\":\"overdue\",\"assignee\":{\"id\":\"w_ana\",\"name\":\"Ana Ruiz\"},\"team_id\":\"t_1\","
	"\"county\":\"Davidson\",\"language\":\"vi\",\"channel\":\"web\",\"turn\":\"me\","
	"\"next_act\":\"look_at_document\",\"unseen_changes\":2,\"missing\":["
	ITEM("i_1", "identity", "Proof of who you are", "\"state\":\"accepted\",\"how\":\"license seen\"") ","
	ITEM("i_2", "earned_income", "Pay stub, Acme Foods", "\"person\":\"Hoa\",\"source\":\"Acme Foods\","
	     "\"period\":\"2025-10-14/2025-10-27\",\"state\":\"received\","
	     "\"received_at\":\"2025-11-21T19:58:00Z\"") ","
	ITEM("i_3", "rent", "Rent receipt", "\"state\":\"requested\",\"requested_on\":\"2025-11-17\","
	     "\"due_on\":\"2025-11-27\",\"cured_by\":\"applicant\"") "],"
	"\"interviews\":[{\"number\":1,\"at\":\"2025-11-16T21:30:00Z\",\"mode\":\"phone\",\"state\":\"missed\"},"
	"{\"number\":2,\"at\":\"2025-11-21T21:30:00Z\",\"mode\":\"phone\",\"state\":\"set\"}],"
	"\"interview_at\":\"2025-11-21T21:30:00Z\",\"items_open\":1,\"items_received\":1,"
	"\"answers\":{\"month_income\":{\"amount\":\"120.00\",\"currency\":\"USD\"},"
	"\"cash\":{\"amount\":\"40.00\",\"currency\":\"USD\"},\"migrant\":false,"
	"\"household\":[{\"name\":\"Nguyen Thi Hoa\",\"relation\":\"self\",\"born_on\":\"1961-03-04\"}],"
	"\"jobs\":[{\"person\":\"Nguyen Thi Hoa\",\"employer\":\"Acme Foods\","
	"\"gross\":{\"amount\":\"468.00\",\"currency\":\"USD\"}}]},"
	"\"allowed_actions\":[\"ask_missing\",\"answer\",\"deny\",\"interview\",\"verify\",\"note\",\"call\",\"release\"]}";

static const char customer[] =
	"{\"id\":\"c_0\",\"version\":3,\"kind\":\"person\",\"case_number\":\"C-104882\","
	"\"name\":\"Nguyen Thi Hoa\",\"born_on\":\"1961-03-04\",\"language\":\"vi\",\"phone\":\"(615) 555-0142\","
	"\"ssn_last4\":\"1234\",\"county\":\"Davidson\",\"open_applications\":2,"
	"\"household\":[{\"customer_id\":\"c_0\",\"name\":\"Nguyen Thi Hoa\",\"relation\":\"self\"},"
	"{\"name\":\"Linh Nguyen\",\"relation\":\"child\"},{\"name\":\"Minh Nguyen\",\"relation\":\"child\"}],"
	"\"contacts\":[{\"name\":\"Linh Nguyen\",\"role\":\"rep\",\"phone\":\"(615) 555-0177\"}],"
	"\"pinned_notes\":[{\"text\":\"daughter Linh interprets\",\"priority\":1,\"until\":\"2025-12-31\"},"
	"{\"text\":\"over long ago\",\"priority\":2,\"until\":\"2024-12-31\"}],"
	"\"applications\":[{\"id\":\"a_0\",\"number\":\"A-26-000412\",\"program_id\":\"snap\",\"status\":\"in_review\"},"
	"{\"id\":\"a_9\",\"number\":\"A-26-000377\",\"program_id\":\"ff\",\"status\":\"in_review\"}]}";

static const char history[] =
	"{\"items\":["
	"{\"seq\":99,\"at\":\"2025-11-21T19:58:00Z\",\"kind\":\"document\",\"summary\":\"Received: Pay stub, Acme Foods\","
	"\"actor\":{\"kind\":\"customer\",\"name\":\"Nguyen Thi Hoa\"},\"application_id\":\"a_0\",\"public\":true},"
	"{\"seq\":95,\"at\":\"2025-11-21T19:12:00Z\",\"kind\":\"chat\",\"summary\":\"chat, 18 turns: receipt\","
	"\"actor\":{\"kind\":\"bot\"},\"application_id\":\"a_0\",\"interaction_id\":\"x_1\",\"public\":false},"
	"{\"seq\":60,\"at\":\"2025-11-17T15:00:00Z\",\"kind\":\"notice\",\"summary\":\"Letter: what is missing, in Vietnamese\","
	"\"actor\":{\"kind\":\"worker\",\"id\":\"w_ana\",\"name\":\"Ana Ruiz\"},\"application_id\":\"a_0\","
	"\"notice_id\":\"n_1\",\"public\":true},"
	"{\"seq\":40,\"at\":\"2025-11-13T15:00:00Z\",\"kind\":\"note\",\"summary\":\"Called back, no answer\","
	"\"actor\":{\"kind\":\"worker\",\"id\":\"w_ana\",\"name\":\"Ana Ruiz\"},\"application_id\":\"a_0\","
	"\"public\":false,\"detail\":\"Called back, no answer\\nTwice, at ten and at noon.\"},"
	"{\"seq\":10,\"at\":\"2024-09-08T15:00:00Z\",\"kind\":\"profile\",\"summary\":\"Record made\","
	"\"actor\":{\"kind\":\"system\"},\"public\":false}],"
	"\"total\":{\"count\":5,\"relation\":\"eq\"}," PAGE;

static const char notices[] =
	"{\"items\":[{\"id\":\"n_1\",\"application_id\":\"a_0\",\"kind\":\"missing\",\"channel\":\"letter\","
	"\"language\":\"vi\",\"state\":\"queued\",\"created_at\":\"2025-11-17T15:00:00Z\"}]," PAGE;

static const char *const empty = "{\"items\":[]," PAGE;

/* The snap program as it is shipped, in the answer it comes in. */
static const char *
program(void)
{
	static struct buf body = BUF_INIT(2 * 1024 * 1024);
	const char *source = getenv("srcdir");
	char path[400], bytes[4096];
	size_t len;

	if (body.len > 0)
		return body.data;
	snprintf(path, sizeof(path), "%s/src/programs/snap.json", source ? source : "..");
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	buf_puts(&body, "{\"id\":\"snap\",\"version\":1,\"name\":\"SNAP\",\"definition\":");
	while ((len = fread(bytes, 1, sizeof(bytes), file)) > 0)
		buf_add(&body, bytes, len);
	fclose(file);
	buf_putc(&body, '}');
	return body.data;
}

static const char worksheet[] =
	"{\"program\":{\"id\":\"snap\",\"version\":1,\"name\":\"SNAP\"},\"month\":\"2025-11\","
	"\"is_first_month\":true,\"filed_on\":\"2025-11-12\",\"size\":3,\"advice\":\"unknown\",\"reasons\":[],"
	"\"amount\":\"423.00\",\"first_amount\":\"267.00\",\"amount_step\":4,\"first_amount_step\":5,"
	"\"steps\":["
	"{\"number\":1,\"id\":\"gross\",\"label\":\"Gross income\",\"unit\":\"money\",\"value\":\"2310.00\","
	"\"working\":\"1842 + 468\",\"limit\":\"2888.00\",\"verdict\":\"ok\",\"citation\":\"7 CFR 273.9(a)(1)\"},"
	"{\"number\":2,\"id\":\"shelter\",\"label\":\"Shelter deduction\",\"unit\":\"money\",\"value\":\"528.70\","
	"\"working\":\"910 + 485 - 866.30\",\"limit\":\"744.00\",\"verdict\":\"cap\",\"citation\":\"7 CFR 273.9(d)(6)\","
	"\"rule\":{\"-\":[{\"var\":\"rent\"},1]},\"evidence\":[{\"label\":\"Rent\",\"value\":\"$910.00\"},"
	"{\"label\":\"Rent receipt or lease\",\"value\":\"requested\",\"item\":\"i_rent\"}]},"
	"{\"number\":3,\"id\":\"medical\",\"label\":\"Medical costs over $35 of somebody of 60\",\"unit\":\"money\","
	"\"value\":null,\"citation\":\"7 CFR 273.9(d)(3)\","
	"\"unknown\":[{\"path\":\"medical_cost\",\"label\":\"Medical costs\",\"question\":\"medical_cost\"}]},"
	"{\"number\":4,\"id\":\"a_month\",\"label\":\"A month\",\"unit\":\"money\",\"value\":\"423.00\","
	"\"working\":\"785 - 362\",\"citation\":\"7 CFR 273.10(e)(2)\"},"
	"{\"number\":5,\"id\":\"first\",\"label\":\"First month\",\"unit\":\"money\",\"value\":\"267.00\","
	"\"working\":\"423 x 19/30\",\"unrounded\":\"267.90\",\"citation\":\"7 CFR 273.10(a)(1)(ii)\"}],"
	"\"tests\":[{\"id\":\"net\",\"label\":\"Income after deductions\",\"verdict\":\"not_met\",\"reason\":\"D02\","
	"\"citation\":\"7 CFR 273.9(a)(2)\"}],"
	"\"unknown\":[{\"path\":\"medical_cost\",\"label\":\"Medical costs\",\"question\":\"medical_cost\"},"
	"{\"path\":\"table.standard\",\"label\":\"Standard deduction\"}],"
	"\"doubts\":[{\"item\":\"i_rent\",\"label\":\"Rent $910.00\",\"step\":\"a_month\",\"step_number\":4,"
	"\"value\":\"265.00\",\"advice\":\"approved\"}]}";

static const char no_decision[] = "";
static const char *decisions = no_decision;
static const char *answer_changes;
static const char *alike;

/* Answers all that was asked, also what is asked because of an answer. */
static void
serve(void)
{
	const struct {
		const char *begins, *body;
	} server[] = {
		{ "PUT /v1/applications/a_0/presence", "" },
		{ "GET /v1/applications/a_0/presence", empty },
		{ "GET /v1/applications/a_0/notices", notices },
		{ "GET /v1/applications/a_0/decisions", *decisions ? decisions : empty },
		{ "GET /v1/applications/a_0/notes", empty },
		{ "GET /v1/applications/a_0/answers", answer_changes ? answer_changes : empty },
		{ "GET /v1/applications/a_0/worksheet", worksheet },
		{ "GET /v1/applications/a_0", application },
		{ "GET /v1/customers/c_0/history", history },
		{ "GET /v1/customers/c_0/alike", alike ? alike : empty },
		{ "GET /v1/customers/c_0", customer },
		{ "GET /v1/programs/snap", program() },
		{ "GET /v1/interactions?customer=c_0", empty },
		{ "GET /v1/me/news", "{\"documents\":0,\"bounces\":0}" },
		{ "GET /v1/applications?turn=", empty },
		{ "GET /v1/me/news", "{\"documents\":0,\"bounces\":0}" },
		{ "GET /v1/applications?assignee=me", fake_applications(&fake, 0, 3, 3) },
	};
	bool more = true;

	while (more) {
		more = false;
		for (size_t i = 0; i < countof(server); i++) {
			if (!fake_was_asked(&fake, server[i].begins))
				continue;
			fake_reply(&fake, server[i].begins, 200, server[i].body);
			more = true;
		}
	}
}

static int
start(void **state)
{
	(void)state;
	fake_start(&fake, 24, 80);
	fake_sign_in(&fake);
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200, fake_applications(&fake, 0, 3, 3));
	fake_keys(&fake, "Enter");
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	fake_stop(&fake);
	return 0;
}

static void
the_summary_answers_what_a_caseworker_asks_first(void **state)
{
	(void)state;
	serve();
	fake_screen(&fake, "record-summary");
	fake_resize(&fake, 15, 60);
	fake_screen(&fake, "record-summary-60x15");
	fake_resize(&fake, 40, 120);
	fake_screen(&fake, "record-summary-120x40");
}

static void
each_tab_is_one_digit(void **state)
{
	(void)state;
	serve();
	fake_keys(&fake, "2");
	serve();
	fake_screen(&fake, "record-answers");
	fake_keys(&fake, "3");
	fake_screen(&fake, "record-proofs");
	fake_keys(&fake, "j Enter");
	fake_screen(&fake, "record-proof");
	fake_keys(&fake, "q 4");
	serve();
	fake_screen(&fake, "record-worksheet");
	fake_keys(&fake, "j j Enter");
	fake_screen(&fake, "record-worksheet-step");
	fake_keys(&fake, "q");
	fake_keys(&fake, "5");
	fake_screen(&fake, "record-history");
	fake_keys(&fake, "7");
	serve();
	fake_screen(&fake, "record-notices");
	fake_keys(&fake, "6");
	serve();
	assert_true(fake_shows(&fake, "No conversation yet."));
}

#define DECISION \
	"{\"id\":\"d_1\",\"version\":1,\"application_id\":\"a_0\",\"application_version\":7," \
	"\"outcome\":\"denied\",\"state\":\"issued\",\"reasons\":[{\"code\":\"D02\"," \
	"\"text\":\"Your income after deductions is over the limit.\",\"legal_basis\":\"7 CFR 273.9(a)(2)\"}]," \
	"\"amounts\":[],\"decided_by\":{\"id\":\"w_ana\",\"name\":\"Ana Ruiz\"}," \
	"\"decided_at\":\"2025-11-21T20:00:00Z\",\"advice_differs_because\":\"the rent was paid by her son\""

/* Kept with the decision: what the record comes to today is another matter. */
static void
a_decision_shows_the_worksheet_it_was_made_by(void **state)
{
	struct buf whole = BUF_INIT(20000);

	(void)state;
	buf_printf(&whole, "%s,\"worksheet\":%s}", DECISION, worksheet);
	decisions = "{\"items\":[" DECISION "}]," PAGE;
	serve();
	fake_keys(&fake, "7");
	serve();
	decisions = no_decision;
	fake_keys(&fake, "k Enter");
	fake_reply(&fake, "GET /v1/decisions/d_1", 200, whole.data);
	fake_screen(&fake, "record-decision");
	fake_resize(&fake, 40, 80);
	assert_true(fake_shows(&fake, "limit 2888 ok"));
	assert_true(fake_shows(&fake, "not met: Income after deductions (D02)"));
	assert_false(fake_shows(&fake, "Enter: the evidence"));
	buf_done(&whole);
}

static void
a_decision_without_a_worksheet_says_nothing_of_one(void **state)
{
	(void)state;
	decisions = "{\"items\":[" DECISION "}]," PAGE;
	serve();
	fake_keys(&fake, "7");
	serve();
	decisions = no_decision;
	fake_keys(&fake, "k Enter");
	fake_reply(&fake, "GET /v1/decisions/d_1", 200, DECISION "}");
	assert_true(fake_shows(&fake, "the rent was paid by her son"));
	assert_false(fake_shows(&fake, "Worksheet, as it was"));
	/* Nor does one that cannot be read hide the decision. */
	fake_keys(&fake, "R");
	fake_reply(&fake, "GET /v1/decisions/d_1", 200, DECISION ",\"worksheet\":{\"steps\":7}}");
	assert_true(fake_shows(&fake, "the rent was paid by her son"));
	assert_false(fake_shows(&fake, "Worksheet, as it was"));
}

static const char cash_changed[] =
	"{\"items\":[{\"seq\":98,\"at\":\"2025-11-20T15:00:00Z\","
	"\"by\":{\"kind\":\"worker\",\"id\":\"w_ana\",\"name\":\"Ana Ruiz\"},\"questions\":[\"cash\"],"
	"\"before\":{\"cash\":{\"amount\":\"400.00\",\"currency\":\"USD\"}},"
	"\"after\":{\"cash\":{\"amount\":\"40.00\",\"currency\":\"USD\"}},\"how\":\"said by \\u001b[31mphone\"},"
	"{\"seq\":90,\"at\":\"2025-11-18T15:00:00Z\",\"by\":{\"kind\":\"customer\",\"id\":\"c_0\","
	"\"name\":\"Nguyen Thi Hoa\"},\"questions\":[\"cash\",\"household\"],\"before\":{},\"after\":{}}]," PAGE;

static void
an_answer_is_put_right_and_shows_what_it_was(void **state)
{
	(void)state;
	serve();
	fake_keys(&fake, "2");
	serve();
	fake_keys(&fake, "j j E");
	serve();
	fake_screen(&fake, "record-answer");
	fake_keys(&fake, "^R");
	assert_false(fake_was_asked(&fake, "PATCH /v1/applications/a_0/answers"));
	/* Not without how it is known: there it waits. */
	fake_type(&fake, "said by phone");
	fake_keys(&fake, "^R");
	assert_string_equal(fake_request(&fake, "PATCH /v1/applications/a_0/answers")->body,
	                    "{\"answers\":{\"cash\":{\"amount\":\"40.00\",\"currency\":\"USD\"}},"
	                    "\"how\":\"said by phone\"}");
	assert_int_equal(fake_request(&fake, "PATCH /v1/applications/a_0/answers")->if_match, 7);
	answer_changes = cash_changed;
	fake_reply(&fake, "PATCH /v1/applications/a_0/answers", 200, application);
	serve();
	fake_screen(&fake, "record-answers-changed");
	/* A heading is no answer. */
	fake_keys(&fake, "k k E");
	assert_true(fake_shows(&fake, "Go to an answer"));
	answer_changes = NULL;
}

#define HOA_SHOWN "{\"name\":\"Nguyen Thi Hoa\",\"relation\":\"self\",\"born_on\":\"1961-03-04\"}"

static void
who_may_be_known_already_is_said_and_compared(void **state)
{
	(void)state;
	alike = "{\"items\":[{\"customer\":{\"id\":\"c_7\",\"version\":1,\"kind\":\"person\","
		"\"case_number\":\"C-104999\",\"name\":\"Hoa \\u001b[2JNguyen\"},"
		"\"because\":[\"name\",\"born_on\"]}]," PAGE;
	fake_event(&fake, 0, "customer.changed", "customer", "c_0");
	serve();
	alike = NULL;
	assert_true(fake_shows(&fake, "SAME?"));
	assert_true(fake_shows(&fake, ": name, birth date"));
	fake_keys(&fake, "Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/customers/c_7"));
	assert_true(fake_shows(&fake, "The same person?"));
}

static void
people_and_jobs_are_put_in_changed_and_taken_off(void **state)
{
	(void)state;
	static const char patch[] = "PATCH /v1/applications/a_0/answers";

	serve();
	fake_keys(&fake, "2");
	serve();
	/* On the list itself: one more, and only what such an entry is asked. */
	fake_keys(&fake, "j j j j j j j j j E");
	serve();
	fake_screen(&fake, "record-entry-new");
	fake_type(&fake, "Linh");
	fake_keys(&fake, "^R");
	assert_false(fake_was_asked(&fake, patch));
	fake_type(&fake, "said by phone");
	fake_keys(&fake, "^R");
	assert_string_equal(fake_request(&fake, patch)->body,
	                    "{\"answers\":{\"household\":[" HOA_SHOWN ",{\"name\":\"Linh\"}]},"
	                    "\"how\":\"said by phone\"}");
	assert_int_equal(fake_request(&fake, patch)->if_match, 7);
	fake_reply(&fake, patch, 200, application);
	serve();
	/* Below it the people, each on the lines of its answers. */
	fake_keys(&fake, "j j E");
	serve();
	fake_screen(&fake, "record-entry");
	/* A job hangs on her: she is not taken off before it. */
	fake_keys(&fake, "S-Tab S-Tab Space Tab");
	fake_type(&fake, "moved out");
	fake_keys(&fake, "^R");
	assert_true(fake_shows(&fake, "Nguyen Thi Hoa is named in Jobs; change that first."));
	assert_false(fake_was_asked(&fake, patch));
	/* It is kept as a draft; the list stays as it is. */
	fake_keys(&fake, "Esc /");
	fake_type(&fake, "acme");
	fake_keys(&fake, "Enter E");
	serve();
	assert_true(fake_shows(&fake, "Jobs 1: Acme Foods"));
	fake_keys(&fake, "S-Tab S-Tab Space Tab");
	fake_type(&fake, "laid off");
	fake_keys(&fake, "^R");
	assert_string_equal(fake_request(&fake, patch)->body,
	                    "{\"answers\":{\"jobs\":[]},\"how\":\"laid off\"}");
}

#define DOCUMENT(id, name, more) \
	"{\"id\":\"" id "\",\"application_id\":\"a_0\",\"requirement\":\"i_2\",\"label\":\"Pay stub, Acme Foods\"," \
	"\"name\":\"" name "\",\"size\":48211,\"sha256\":\"aa\",\"at\":\"2025-11-21T19:58:00Z\"," \
	"\"from\":{\"kind\":\"customer\",\"id\":\"c_0\"},\"looked_by_me\":false," more "}"
#define STUB "\"type\":\"application/pdf\",\"state\":\"available\",\"text_state\":\"ready\""
#define PHOTO "\"type\":\"image/jpeg\",\"state\":\"available\",\"text_state\":\"absent\""
#define LOOKED ",\"looked_at\":\"2025-11-21T21:00:00Z\",\"looked_by\":\"Ana Ruiz\""

static void
what_was_sent_is_looked_at_by_v(void **state)
{
	(void)state;
	serve();
	fake_keys(&fake, "3 j v");
	assert_true(fake_shows(&fake, "loading"));
	fake_reply(&fake, "GET /v1/applications/a_0/documents", 200,
	           "{\"items\":[" DOCUMENT("dc_1", "stub \\u001b[31m.pdf", STUB) "," DOCUMENT("dc_2", "front.jpg", PHOTO) "]}");
	/* To ask for its words is to look: it happens by v, and not before. */
	fake_reply(&fake, "GET /v1/documents/dc_1/text", 200,
	           "{\"id\":\"dc_1\",\"name\":\"stub.pdf\",\"text_state\":\"ready\","
	           "\"text\":\"ACME FOODS\\nGross pay 468.00\\n\\u001b]0;owned\\u0007 net\"}");
	fake_reply(&fake, "GET /v1/applications/a_0/documents", 200,
	           "{\"items\":[" DOCUMENT("dc_1", "stub \\u001b[31m.pdf", STUB LOOKED) "," DOCUMENT("dc_2", "front.jpg", PHOTO) "]}");
	fake_screen(&fake, "record-document");
	/* The next has no words: nothing is asked for, so nothing counts as a look. */
	fake_keys(&fake, "Tab");
	assert_false(fake_was_asked(&fake, "GET /v1/documents/dc_2/text"));
	fake_screen(&fake, "record-document-picture");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "POST /v1/documents/dc_2/link", 201,
	           "{\"id\":\"dl_1\",\"document_id\":\"dc_2\",\"path\":\"/v1/document-links/dl_1/abc\",\"ends_at\":\"2025-11-21T21:01:00Z\"}");
	assert_true(fake_shows(&fake, "/v1/document-links/dl_1/abc"));
	fake_wait(&fake, 60001);
	assert_false(fake_shows(&fake, "/v1/document-links"));
	assert_true(fake_shows(&fake, "The link has ended"));
	/* Another came while this is open. */
	fake_event(&fake, 101, "document.received", "application", "a_0");
	fake_reply(&fake, "GET /v1/applications/a_0/documents", 200,
	           "{\"items\":[" DOCUMENT("dc_1", "stub.pdf", STUB LOOKED) "," DOCUMENT("dc_2", "front.jpg", PHOTO LOOKED) ","
	           DOCUMENT("dc_3", "back.pdf", "\"type\":\"application/pdf\",\"state\":\"quarantine\",\"text_state\":\"waiting\"") "]}");
	fake_keys(&fake, "Tab");
	assert_true(fake_shows(&fake, "In quarantine"));
	fake_keys(&fake, "Enter");
	assert_false(fake_was_asked(&fake, "POST /v1/documents/dc_3/link"));
	fake_keys(&fake, "E");
	assert_true(fake_shows(&fake, "It is"));
}

static void
a_letter_is_read_as_it_was_sent_and_q_returns_to_the_list(void **state)
{
	(void)state;
	serve();
	fake_keys(&fake, "5 G k k Enter");
	fake_reply(&fake, "GET /v1/notices/n_1", 200,
	           "{\"id\":\"n_1\",\"application_id\":\"a_0\",\"kind\":\"missing\",\"channel\":\"letter\","
	           "\"language\":\"vi\",\"state\":\"queued\",\"created_at\":\"2025-11-17T15:00:00Z\","
	           "\"rendered_text\":\"Please send us\\n\\n  1. the rent receipt\\u001b[2J\\n\"}");
	fake_screen(&fake, "record-letter");
	fake_keys(&fake, "q");
	assert_true(fake_shows(&fake, "Letter: what is missing, in Vietnamese"));
}

static void
a_note_is_read_whole(void **state)
{
	(void)state;
	serve();
	fake_keys(&fake, "5 G k Enter");
	assert_true(fake_shows(&fake, "Twice, at ten and at noon."));
}

static void
history_is_narrowed_by_the_server(void **state)
{
	(void)state;
	serve();
	fake_keys(&fake, "5 /");
	fake_type(&fake, "rent receipt");
	fake_keys(&fake, "Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/customers/c_0/history?q=rent%20receipt"));
	fake_reply(&fake, "GET /v1/customers/c_0/history?q=", 200, empty);
	assert_true(fake_shows(&fake, "Nothing like that."));
	fake_keys(&fake, "f s");
	assert_true(fake_was_asked(&fake, "GET /v1/customers/c_0/history?kind=status"));
}

static void
what_was_seen_for_a_second_is_told(void **state)
{
	(void)state;
	serve();
	fake_wait(&fake, 900);
	assert_false(fake_was_asked(&fake, "PUT /v1/applications/a_0/seen"));
	fake_wait(&fake, 200);
	assert_string_equal(fake_request(&fake, "PUT /v1/applications/a_0/seen")->body, "{\"seq\":100}");
	/* It stays marked while one reads, and is not told again. */
	assert_true(fake_shows(&fake, "NEW"));
	fake_reply(&fake, "PUT /v1/applications/a_0/seen", 403, "{\"code\":\"forbidden\"}");
	serve();
	fake_wait(&fake, 5000);
	assert_false(fake_was_asked(&fake, "PUT /v1/applications/a_0/seen"));
}

static void
u_goes_from_one_change_to_the_next(void **state)
{
	(void)state;
	serve();
	fake_keys(&fake, "u");
	assert_true(str_starts(fake_line(&fake, 2), ">+13:58"));
	fake_keys(&fake, "u");
	assert_true(str_starts(fake_line(&fake, 3), ">+13:12"));
}

static void
what_nobody_saw_is_not_told(void **state)
{
	(void)state;
	fake_keys(&fake, "3");
	serve();
	fake_wait(&fake, 3000);
	assert_false(fake_was_asked(&fake, "PUT /v1/applications/a_0/seen"));
	fake_keys(&fake, "1 ^X");
	fake_wait(&fake, 3000);
	assert_false(fake_was_asked(&fake, "PUT /v1/applications/a_0/seen"));
}

static void
others_see_that_i_read_and_i_see_that_they_do(void **state)
{
	(void)state;
	assert_string_equal(fake_request(&fake, "PUT /v1/applications/a_0/presence")->body,
	                    "{\"typing\":false}");
	serve();
	fake_wait(&fake, 20500);
	fake_reply(&fake, "GET /v1/me/news", 200, "{\"documents\":0,\"bounces\":0}");
	assert_true(fake_was_asked(&fake, "PUT /v1/applications/a_0/presence"));
	serve();
	fake_reply(&fake, "PUT /v1/applications/a_0/seen", 204, "");
	serve();
	fake_event(&fake, 0, "presence", "application", "a_0");
	fake_reply(&fake, "GET /v1/applications/a_0/presence", 200,
	           "{\"items\":[{\"worker_id\":\"w_rh\",\"name\":\"R. Hall\",\"typing\":false}]," PAGE);
	assert_true(strstr(fake_line(&fake, 0), "R. Hall is reading") != NULL);
	/* The queue below marks its row, and asks for itself. */
	fake_reply(&fake, "GET /v1/applications/a_0/presence", 200, "{\"items\":[]," PAGE);
	fake_event(&fake, 0, "presence", "application", "a_9");
	assert_false(fake_was_asked(&fake, "GET /v1/applications/a_0/presence"));
	/* By long poll: somebody's, it is not said whose. */
	fake_event(&fake, 0, "presence", "", "");
	fake_reply(&fake, "GET /v1/applications/a_0/presence", 200,
	           "{\"items\":[{\"worker_id\":\"w_rh\",\"name\":\"R. Hall\",\"typing\":true}]," PAGE);
	assert_true(strstr(fake_line(&fake, 0), "R. Hall is writing") != NULL);
	fake_keys(&fake, "W");
	assert_true(fake_was_asked(&fake, "PUT /v1/applications/a_0/presence"));
}

static void
the_whole_number_needs_a_reason_and_hides_after_ten_seconds(void **state)
{
	(void)state;
	serve();
	fake_keys(&fake, "# Enter");
	assert_false(fake_was_asked(&fake, "POST /v1/customers/c_0/ssn"));
	assert_true(fake_shows(&fake, "only for a reason"));
	fake_wait(&fake, 1500);
	fake_keys(&fake, "#");
	fake_type(&fake, "match with SSA");
	fake_keys(&fake, "Enter");
	assert_string_equal(fake_request(&fake, "POST /v1/customers/c_0/ssn")->body,
	                    "{\"reason\":\"match with SSA\"}");
	fake_reply(&fake, "POST /v1/customers/c_0/ssn", 200, "{\"ssn\":\"900-12-1234\"}");
	assert_true(fake_shows(&fake, "900-12-1234"));
	fake_wait(&fake, 10100);
	assert_false(fake_shows(&fake, "900-12-1234"));
	assert_true(fake_shows(&fake, "***-**-1234"));
}

static void
brackets_go_along_the_queue_and_q_returns_to_the_row(void **state)
{
	(void)state;
	serve();
	fake_keys(&fake, "]");
	assert_true(fake_was_asked(&fake, "GET /v1/applications/a_1"));
	fake_keys(&fake, "q");
	assert_true(str_starts(fake_line(&fake, 2), ">"));
	fake_keys(&fake, "Enter ] ]");
	assert_true(fake_shows(&fake, "last one of the queue"));
}

static void
a_record_that_moved_out_of_sight_shows_nothing_of_it(void **state)
{
	(void)state;
	serve();
	fake_event(&fake, 101, "gone", "application", "a_0");
	fake_reply(&fake, "GET /v1/applications/a_0", 404, "{\"code\":\"not_found\"}");
	serve();
	assert_false(fake_shows(&fake, "Nguyen Thi Hoa"));
	assert_true(fake_shows(&fake, "It may have moved to somebody else"));
}

/* From here on in Spanish, by the catalogue that was built. */
static int
speak_spanish(void **state)
{
	const char *build = getenv("builddir");
	char path[400];

	(void)state;
	snprintf(path, sizeof(path), "%s/share/locale", build ? build : ".");
	setlocale(LC_ALL, "C.UTF-8");
	setenv("LANGUAGE", "es", 1);
	bindtextdomain("caseload", path);
	bind_textdomain_codeset("caseload", "UTF-8");
	textdomain("caseload");
	return 0;
}

static void
all_of_it_is_said_in_spanish(void **state)
{
	(void)state;
	serve();
	fake_screen(&fake, "record-summary-es");
	/* The form's own words come from the program file. */
	fake_keys(&fake, "2");
	assert_true(fake_shows(&fake, "Efectivo y dinero en el banco"));
	fake_keys(&fake, "5");
	assert_true(fake_shows(&fake, "cliente"));
	fake_keys(&fake, "q");
	fake_screen(&fake, "queue-es");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
		TEST(the_summary_answers_what_a_caseworker_asks_first),
		TEST(each_tab_is_one_digit),
		TEST(a_decision_shows_the_worksheet_it_was_made_by),
		TEST(a_decision_without_a_worksheet_says_nothing_of_one),
		TEST(an_answer_is_put_right_and_shows_what_it_was),
		TEST(who_may_be_known_already_is_said_and_compared),
		TEST(people_and_jobs_are_put_in_changed_and_taken_off),
		TEST(what_was_sent_is_looked_at_by_v),
		TEST(a_letter_is_read_as_it_was_sent_and_q_returns_to_the_list),
		TEST(a_note_is_read_whole),
		TEST(history_is_narrowed_by_the_server),
		TEST(what_was_seen_for_a_second_is_told),
		TEST(u_goes_from_one_change_to_the_next),
		TEST(what_nobody_saw_is_not_told),
		TEST(others_see_that_i_read_and_i_see_that_they_do),
		TEST(the_whole_number_needs_a_reason_and_hides_after_ten_seconds),
		TEST(brackets_go_along_the_queue_and_q_returns_to_the_row),
		TEST(a_record_that_moved_out_of_sight_shows_nothing_of_it),
	};

	const struct CMUnitTest spanish[] = { TEST(all_of_it_is_said_in_spanish) };

	return cmocka_run_group_tests(tests, NULL, NULL) +
	       cmocka_run_group_tests(spanish, speak_spanish, NULL);
}

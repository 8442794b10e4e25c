/* SPDX-License-Identifier: Apache-2.0
 *
 * The writing screens as they look, and what each owes the one who types:
 * drafts come back, a lost race keeps the text, errors stand by their fields,
 * pastes answer nothing, a key held down sends once.
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
static int keys_pressed;

#define PAGE "\"next_cursor\":null,\"prev_cursor\":null," \
	     "\"as_of\":{\"seq\":100,\"at\":\"2025-11-21T21:00:00Z\"}}"
#define ITEM(id, requirement, label, more) \
	"{\"id\":\"" id "\",\"requirement\":\"" requirement "\",\"label\":\"" label "\"," \
	"\"cured_by\":\"applicant\"," more "}"
#define APPLICATION(version, status, stub, more) \
	"{\"id\":\"a_0\",\"version\":" version ",\"number\":\"A-26-000412\"," \
	"\"program\":{\"id\":\"snap\",\"version\":1,\"name\":\"SNAP\"}," \
	"\"customer\":{\"id\":\"c_0\",\"name\":\"Nguyen Thi Hoa\",\"case_number\":\"C-104882\"}," \
	"\"status\":\"" status "\",\"expedited\":false,\"filed_on\":\"2025-10-12\"," \
	"\"due_on\":\"2025-11-19\",\"clock\":\"overdue\",\"assignee\":{\"id\":\"w_ana\",\"name\":\"Ana Ruiz\"}," \
	"\"team_id\":\"t_1\",\"county\":\"Davidson\",\"language\":\"es\",\"channel\":\"web\"," \
	"\"turn\":\"me\",\"next_act\":\"decide\",\"unseen_changes\":0,\"missing\":[" \
	ITEM("i_1", "identity", "Proof of who you are", "\"state\":\"accepted\",\"how\":\"license seen\"") "," \
	ITEM("i_2", "earned_income", "Pay stub, Acme Foods, 14-27 Oct", stub) "," \
	ITEM("i_3", "rent_proof", "Rent receipt or lease", "\"state\":\"unmet\"") "]," \
	"\"interviews\":[{\"number\":1,\"at\":\"2025-11-16T21:30:00Z\",\"mode\":\"phone\",\"state\":\"missed\"}]," \
	"\"items_open\":1,\"items_received\":1," more \
	"\"allowed_actions\":[\"ask_missing\",\"approve\",\"deny\",\"interview\",\"verify\",\"note\"," \
	"\"call\",\"remind\",\"appeal\",\"appeal_result\",\"release\",\"withdraw\",\"assign\"]}"
#define UNSEEN "\"state\":\"received\",\"received_at\":\"2025-11-20T19:58:00Z\""
#define SEEN UNSEEN ",\"looked_at\":\"2025-11-21T19:58:00Z\""

static const char *application = APPLICATION("7", "in_review", UNSEEN, "");
static const char *decisions, *appeals;

static const char customer[] =
	"{\"id\":\"c_0\",\"version\":3,\"kind\":\"person\",\"case_number\":\"C-104882\","
	"\"name\":\"Nguyen Thi Hoa\",\"born_on\":\"1961-03-04\",\"language\":\"es\",\"county\":\"Davidson\"}";
static const char empty[] = "{\"items\":[]," PAGE;
static const char documents[] =
	"{\"items\":[{\"seq\":99,\"at\":\"2025-11-20T19:58:00Z\",\"kind\":\"document\","
	"\"summary\":\"Received: Pay stub, Acme Foods\",\"actor\":{\"kind\":\"customer\"},\"public\":true}],"
	"\"total\":{\"count\":1,\"relation\":\"eq\"}," PAGE;
static const char reasons[] =
	"{\"items\":["
	"{\"code\":\"A01\",\"kind\":\"approve\",\"for_inaction\":false,\"text\":\"You get {amount} a month.\","
	"\"legal_basis\":\"7 CFR 273.10\",\"facts\":[]},"
	"{\"code\":\"D02\",\"kind\":\"deny\",\"for_inaction\":false,\"text\":\"Your income is over the limit.\","
	"\"legal_basis\":\"7 CFR 273.9(a)(2)\",\"facts\":[]},"
	"{\"code\":\"D07\",\"kind\":\"deny\",\"for_inaction\":true,"
	"\"text\":\"We set talks with you for {d1} and {d2} and did not reach you.\","
	"\"legal_basis\":\"7 CFR 273.2(e)\",\"facts\":[{\"name\":\"d1\",\"type\":\"date\",\"label\":\"first talk missed\"},"
	"{\"name\":\"d2\",\"type\":\"date\",\"label\":\"second talk missed\"}]},"
	"{\"code\":\"D08\",\"kind\":\"deny\",\"for_inaction\":true,"
	"\"text\":\"We asked you for the following: {items}.\",\"legal_basis\":\"7 CFR 273.2(f)\","
	"\"facts\":[{\"name\":\"items\",\"type\":\"items\",\"label\":\"what did not come\"}]}]," PAGE;
static const char workers[] =
	"{\"items\":[{\"id\":\"w_ben\",\"version\":1,\"username\":\"ben\",\"name\":\"Ben Carter\","
	"\"roles\":[\"caseworker\"],\"languages\":[\"en\",\"es\"],\"load\":{\"open\":39,\"overdue\":2}},"
	"{\"id\":\"w_ana\",\"version\":1,\"username\":\"ana\",\"name\":\"Ana Ruiz\",\"roles\":[\"caseworker\"],"
	"\"languages\":[\"en\"],\"load\":{\"open\":47,\"overdue\":3}}]," PAGE;
static const char two_programs[] =
	"{\"items\":[{\"id\":\"snap\",\"version\":1,\"name\":\"SNAP\"},"
	"{\"id\":\"ff\",\"version\":1,\"name\":\"Families First\"}]," PAGE;

static const char *programs = two_programs;

/* Of the month of filing; 423 a month, 267 of it in the first. */
static const char worksheet[] =
	"{\"program\":{\"id\":\"snap\",\"version\":1,\"name\":\"SNAP\"},\"month\":\"2025-10\","
	"\"is_first_month\":true,\"filed_on\":\"2025-10-12\",\"size\":3,\"advice\":\"approved\",\"reasons\":[],"
	"\"amount\":\"423.00\",\"first_amount\":\"267.00\",\"amount_step\":18,\"first_amount_step\":19,"
	"\"steps\":[],\"tests\":[],\"unknown\":[],\"doubts\":[]}";

#define REHEARSAL(outcome, reasons, stops, warnings) \
	"{\"decision\":{\"application_id\":\"a_0\",\"application_version\":7,\"outcome\":\"" outcome "\"," \
	"\"reasons\":[" reasons "],\"amounts\":[],\"rationale\":\"the file shows it\"," \
	"\"decided_by\":{\"id\":\"w_ben\",\"name\":\"Ben Carter\"},\"appeal\":{\"deadline_on\":\"2026-02-19\"}}," \
	"\"status_update\":{\"code\":\"denied\",\"text\":\"Your application for SNAP is decided.\"}," \
	"\"notice\":{\"language\":\"es\",\"rendered_text\":\"Su solicitud de SNAP\\n\\nLe pedimos lo siguiente.\"}," \
	"\"notice_in_english\":{\"language\":\"en\",\"rendered_text\":\"Your application for SNAP\"}," \
	"\"stops\":[" stops "],\"warnings\":[" warnings "]}"
#define REASON(code, facts) \
	"{\"code\":\"" code "\",\"text\":\"Because.\",\"legal_basis\":\"7 CFR\",\"facts\":{" facts "}}"
static const char denial[] = REHEARSAL(
	"denied", REASON("D07", "\"d1\":\"2025-11-16\",\"d2\":\"2025-11-19\"") "," REASON("D08", "\"items\":[\"i_3\"]"),
	"", "{\"code\":\"unseen\",\"text\":\"Not looked at: document of 20 Nov 13:58.\",\"lifted_by\":\"worker\"}");
static const char stopped[] = REHEARSAL(
	"denied", REASON("D08", "\"items\":[\"i_3\"]"),
	"{\"code\":\"too_early\",\"text\":\"D07 D08: not before day 30, December 12, 2025, which is the day the "
	"program gives everyone.\",\"lifted_by\":\"supervisor\"},"
	"{\"code\":\"no_item\",\"text\":\"D08 names no item.\",\"lifted_by\":\"worker\"}", "");
static const char approval[] = REHEARSAL("approved", REASON("A01", ""), "", "");
static const char waiting[] =
	"{\"items\":[{\"id\":\"d_1\",\"version\":2,\"application_id\":\"a_0\",\"application_version\":7,"
	"\"outcome\":\"approved\",\"state\":\"awaiting_second_approval\",\"reasons\":[],\"amounts\":[],"
	"\"decided_by\":{\"id\":\"w_ben\",\"name\":\"Ben Carter\"},\"rationale\":\"the file shows it\"}]," PAGE;

/* A program as it is shipped, in the answer it comes in. */
static const char *
definition(struct buf *body, const char *id)
{
	const char *source = getenv("srcdir");
	char path[400], bytes[4096];
	size_t len;

	if (body->len > 0)
		return body->data;
	snprintf(path, sizeof(path), "%s/src/programs/%s.json", source ? source : "..", id);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	buf_printf(body, "{\"id\":\"%s\",\"version\":1,\"name\":\"%s\",\"definition\":", id, id);
	while ((len = fread(bytes, 1, sizeof(bytes), file)) > 0)
		buf_add(body, bytes, len);
	fclose(file);
	buf_putc(body, '}');
	return body->data;
}

static const char *
program(void)
{
	static struct buf body = BUF_INIT(2 * 1024 * 1024);

	return definition(&body, "snap");
}

static const char *
grant(void)
{
	static struct buf body = BUF_INIT(2 * 1024 * 1024);

	return definition(&body, "provider-grant");
}

/* Answers every read there is. */
static void
serve(void)
{
	const struct { const char *begins, *body; } server[] = {
		{ "PUT /v1/applications/a_0/presence", "" },
		{ "GET /v1/applications/a_0/presence", empty },
		{ "GET /v1/applications/a_0/notices", empty },
		{ "GET /v1/applications/a_0/decisions", decisions ? decisions : empty },
		{ "GET /v1/applications/a_0/notes", empty },
		{ "GET /v1/applications/a_0/worksheet", worksheet },
		{ "GET /v1/applications/a_0/appeals", appeals ? appeals : empty },
		{ "GET /v1/applications/a_0", application },
		{ "GET /v1/customers/c_0/history", documents },
		{ "GET /v1/customers/c_0", customer },
		{ "GET /v1/programs/snap", program() },
		{ "GET /v1/programs/provider-grant", grant() },
		{ "GET /v1/programs", programs },
		{ "GET /v1/reason-codes", reasons },
		{ "GET /v1/workers", workers },
		{ "GET /v1/interactions", empty },
		{ "GET /v1/applications?", fake_applications(&fake, 0, 3, 3) },
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

static void
keys(const char *names)
{
	for (const char *at = names; *at; at += strcspn(at, " ")) {
		at += strspn(at, " ");
		keys_pressed += *at != '\0';
	}
	fake_keys(&fake, names);
	serve();
}

static void
type(const char *text)
{
	keys_pressed += (int)strlen(text);
	fake_type(&fake, text);
	serve();
}

static void
facts(const char *rehearsal)
{
	while (fake_was_asked(&fake, "POST /v1/applications/a_0/decisions?dry_run=true"))
		fake_reply(&fake, "POST /v1/applications/a_0/decisions?dry_run=true", 200, rehearsal);
}

/* To a record, as somebody with these roles. */
static void
begin(const char *roles)
{
	struct buf session = BUF_INIT(2000);

	application = APPLICATION("7", "in_review", UNSEEN, "");
	decisions = appeals = NULL;
	buf_printf(&session,
	           "{\"token\":\"tok\",\"expires_at\":\"2025-11-22T03:00:00Z\",\"idle_timeout_s\":1800,"
	           "\"journal_key\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\","
	           "\"worker\":{\"id\":\"w_ana\",\"version\":1,\"username\":\"ana\",\"name\":\"Ana Ruiz\","
	           "\"roles\":[%s],\"team_ids\":[\"t_1\"],\"languages\":[\"en\"],\"capacity\":52}}", roles);
	fake_type(&fake, "ana");
	fake_keys(&fake, "Tab");
	fake_type(&fake, "x");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "POST /v1/sessions", 201, session.data);
	buf_done(&session);
	serve();
	keys("Enter");
	keys_pressed = 0;
}

static int
start(void **state)
{
	(void)state;
	fake_start(&fake, 24, 80);
	begin("\"caseworker\",\"supervisor\"");
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	fake_stop(&fake);
	return 0;
}

static bool
was_sent(const char *begins)
{
	return fake_was_asked(&fake, begins);
}

/* ---- how they look ---- */

static void
each_form_says_what_it_is_and_what_is_asked(void **state)
{
	static const struct { const char *keys, *name; } forms[] = {
		{ "W", "note" },   { "P", "call" },   { "I", "interview" },
		{ "M", "ask" },    { "A", "assign" }, { "S", "status" },
		{ "T", "remind" },
	};

	(void)state;
	for (size_t i = 0; i < countof(forms); i++) {
		keys(forms[i].keys);
		fake_screen(&fake, forms[i].name);
		keys("Esc");
	}
}

static void
nothing_of_a_decision_is_chosen_beforehand(void **state)
{
	(void)state;
	keys("D");
	fake_screen(&fake, "decision");
	fake_resize(&fake, 15, 60);
	fake_screen(&fake, "decision-60x15");
	fake_resize(&fake, 24, 80);
	keys("a");
	fake_screen(&fake, "decision-approve");
}

/* Typing an amount is the certification: no key copies one, and what is typed
 * is held against its step only once it is left. */
static void
an_amount_is_compared_with_its_step_on_leaving_it(void **state)
{
	(void)state;
	keys("D a Tab");
	type("a01");
	keys("Enter");
	facts(approval);
	keys("Tab");
	type("2025-10-12");
	keys("Tab Tab");
	type("267");
	assert_false(fake_shows(&fake, "= step"));
	keys("Tab");
	assert_true(fake_shows(&fake, "= step 19"));
	type("2025-11-01");
	keys("Tab Tab");
	type("400");
	assert_false(fake_shows(&fake, "not step"));
	keys("Tab");
	assert_true(fake_shows(&fake, "not step 18 (423): say why"));
	fake_screen(&fake, "decision-amounts");

	/* Taken up again it is not nagged about; put right it is. */
	keys("S-Tab BS");
	assert_false(fake_shows(&fake, "not step"));
	keys("BS BS");
	type("423.00");
	keys("Tab");
	assert_true(fake_shows(&fake, "= step 18"));
	assert_false(fake_shows(&fake, "not step"));
	keys("S-Tab BS BS BS BS BS BS Tab");
	assert_false(fake_shows(&fake, "step 18"));

	/* Why is a field of its own, and goes along. */
	keys("S-Tab");
	type("400");
	keys("Tab");
	type("as the file shows");
	keys("Tab");
	type("he moved out");
	fake_screen(&fake, "decision-differs");
	keys("^R");
	const char *body = fake_request(&fake, "POST /v1/applications/a_0/decisions?dry_run=true")->body;
	assert_non_null(strstr(body, "\"advice_differs_because\":\"he moved out\""));
	assert_non_null(strstr(body, "\"amount\":\"400.00\""));
}

/* Only where the arithmetic has a say is there anything to explain. */
static void
why_is_asked_only_where_the_worksheet_has_a_say(void **state)
{
	(void)state;
	keys("D d Tab");
	type("d07");
	keys("Enter");
	facts(denial);
	assert_false(fake_shows(&fake, "Differs because"));
	type("d02");
	keys("Enter");
	assert_true(fake_shows(&fake, "Differs because"));
}

static void
a_denial_with_two_reasons_takes_nineteen_keys(void **state)
{
	(void)state;
	keys("D d Tab");
	type("d07");
	keys("Enter");
	facts(denial);
	type("d08");
	keys("Enter");
	facts(denial);
	fake_screen(&fake, "decision-two-reasons");
	keys("^R");
	facts(denial);
	fake_screen(&fake, "rehearsal");
	keys("I");
	type("deny");
	assert_false(was_sent("POST /v1/applications/a_0/decisions"));
	keys("Enter");
	assert_true(keys_pressed <= 19);
	struct request *sent = fake_request(&fake, "POST /v1/applications/a_0/decisions");
	assert_int_equal(sent->if_match, 7);
	assert_non_null(strstr(sent->body, "\"code\":\"D07\""));
	assert_non_null(strstr(sent->body, "\"code\":\"D08\""));
	fake_reply(&fake, "POST /v1/applications/a_0/decisions", 201,
	           "{\"id\":\"d_9\",\"version\":1,\"state\":\"issued\",\"outcome\":\"denied\"}");
	serve();
	assert_true(fake_shows(&fake, "It cannot be recalled."));
	assert_null(model_draft(app_model(fake.app), &(struct place){ PLACE_DECISION, "a_0", "" }));
}

static void
a_stop_says_who_can_lift_it_and_issues_nothing(void **state)
{
	(void)state;
	keys("D d Tab");
	type("d08");
	keys("Enter");
	facts(stopped);
	keys("^R");
	facts(stopped);
	fake_screen(&fake, "rehearsal-stopped");
	keys("I");
	type("deny");
	keys("Enter");
	assert_false(was_sent("POST /v1/applications/a_0/decisions"));
}

static void
the_second_person_signs_the_same_screen_or_returns_it(void **state)
{
	(void)state;
	application = APPLICATION("8", "awaiting_second_approval", SEEN, "\"decision_id\":\"d_1\",");
	decisions = waiting;
	keys("R D");
	assert_int_equal(fake_request(&fake, "POST /v1/decisions/d_1/approval?dry_run=true")->if_match, 2);
	fake_reply(&fake, "POST /v1/decisions/d_1/approval?dry_run=true", 200, approval);
	fake_screen(&fake, "rehearsal-second-person");
	keys("X");
	type("the rent counts twice");
	keys("Enter");
	assert_string_equal(fake_request(&fake, "POST /v1/decisions/d_1/approval")->body,
	                    "{\"decision_id\":\"d_1\",\"application_id\":\"a_0\",\"application_version\":8,\"approve\":false,\"reason\":\"the rent counts twice\"}");
}

static void
asking_takes_three_keys(void **state)
{
	(void)state;
	keys("M Enter");
	assert_int_equal(keys_pressed, 2);
	fake_reply(&fake, "POST /v1/applications/a_0/missing?dry_run=true", 200,
	           APPLICATION("7", "in_review", UNSEEN,
	                       "\"would_send\":{\"language\":\"es\",\"rendered_text\":\"Le falta el recibo.\"},"));
	fake_screen(&fake, "ask-letter");
	keys("y");
	assert_int_equal(keys_pressed, 3);
	struct request *sent = fake_request(&fake, "POST /v1/applications/a_0/missing");
	assert_non_null(strstr(sent->body, "rent_proof"));
	assert_null(strstr(sent->body, "earned_income"));
}

static void
an_interview_offers_what_its_record_allows(void **state)
{
	(void)state;
	keys("I");
	assert_true(fake_shows(&fake, "( ) set"));
	assert_false(fake_shows(&fake, "no-show"));
	assert_false(fake_shows(&fake, "moved"));
	/* Who simply came by was still spoken with somehow. */
	keys("h Tab Tab o ^R");
	struct request *sent = fake_request(&fake, "POST /v1/applications/a_0/interview");
	assert_string_equal(sent->body, "{\"state\":\"held\",\"mode\":\"office\"}");
	fake_reply(&fake, "POST /v1/applications/a_0/interview", 200, application);
	serve();
	application = APPLICATION("8", "interview_scheduled", UNSEEN, "\"interview_at\":\"2025-11-21T15:30:00Z\",");
	keys("R I");
	assert_false(fake_shows(&fake, ") set"));
	assert_true(fake_shows(&fake, "( ) held  ( ) no-show  ( ) moved  ( ) waived"));
	keys("n Enter Enter");
	assert_true(fake_shows(&fake, "y/N"));
}

static void
a_reminder_is_a_day_a_few_words_and_whose(void **state)
{
	(void)state;
	keys("T");
	/* Friday's next working day is Monday. */
	keys("Tab");
	type("call the landlord");
	keys("Enter");
	assert_string_equal(fake_request(&fake, "POST /v1/applications/a_0/reminders")->body,
		"{\"on\":\"2025-11-24\",\"text\":\"call the landlord\",\"mine\":false}");
	fake_reply(&fake, "POST /v1/applications/a_0/reminders", 201,
	           "{\"id\":\"rm_1\",\"application_id\":\"a_0\",\"on\":\"2025-11-24\",\"text\":\"call\"}");
	assert_true(fake_shows(&fake, "It comes up on 24 Nov"));
}

static void
a_template_begins_a_note_and_is_changed_like_any_text(void **state)
{
	(void)state;
	keys("W");
	type("x");
	/* In a text a stroke is a stroke. */
	type("/");
	assert_true(fake_shows(&fake, "x/"));
	keys("BS BS");
	type("/");
	assert_true(fake_shows(&fake, "Begin with"));
	fake_screen(&fake, "note-templates");
	keys("Down Down Enter");
	assert_true(fake_shows(&fake, "called Nguyen Thi Hoa about A-26-000412. No answer"));
	assert_false(fake_shows(&fake, "{name}"));
	type(" 2 pm.");
	keys("^R");
	struct request *sent = fake_request(&fake, "POST /v1/applications/a_0/notes");
	assert_non_null(strstr(sent->body, "Next try: ____. 2 pm."));
	assert_non_null(strstr(sent->body, "\"kind\":\"note\""));
}

static void
an_appeal_is_recorded_as_it_was_said_and_then_its_result(void **state)
{
	(void)state;
	keys("S a Enter");
	keys("p Tab Tab Space Tab");
	type("that is not fair");
	fake_screen(&fake, "appeal");
	/* The answer No records nothing. */
	keys("^R n");
	assert_false(was_sent("POST /v1/applications/a_0/appeals"));
	keys("^R y");
	struct request *sent = fake_request(&fake, "POST /v1/applications/a_0/appeals");
	assert_int_equal(sent->if_match, 7);
	assert_string_equal(sent->body, "{\"how\":\"phone\",\"asked_on\":\"2025-11-21\","
		"\"keep_benefits\":true,\"text\":\"that is not fair\"}");
	application = APPLICATION("8", "in_review", UNSEEN, "\"appeal_open\":true,");
	fake_reply(&fake, "POST /v1/applications/a_0/appeals", 200, application);
	appeals = "{\"items\":[{\"id\":\"ap_1\",\"application_id\":\"a_0\",\"state\":\"open\","
		"\"asked_on\":\"2025-11-21\",\"how\":\"phone\",\"late\":false,\"keep_benefits\":true,"
		"\"benefits_go_on\":true,\"decide_by\":\"2026-01-20\"}]," PAGE;
	serve();
	keys("S a Enter o Tab");
	type("order of 3 January");
	fake_screen(&fake, "appeal-result");
	keys("^R y");
	assert_string_equal(fake_request(&fake, "POST /v1/appeals/ap_1/result")->body,
		"{\"result\":\"overturned\",\"note\":\"order of 3 January\"}");
}

static void
what_is_typed_before_the_record_came_waits_for_it(void **state)
{
	static const char dry_run[] = "POST /v1/applications/a_1/missing?dry_run=true";

	(void)state;
	keys("q j");
	fake_keys(&fake, "M Enter");
	assert_true(fake_shows(&fake, "Still loading; the letter follows."));
	assert_false(was_sent(dry_run));
	fake_keys(&fake, "y");
	assert_true(fake_shows(&fake, "Still loading; the number comes in a moment."));
	fake_reply(&fake, "GET /v1/applications/a_1", 200, application);
	assert_true(was_sent(dry_run));
	assert_false(was_sent("POST /v1/applications/a_1/missing "));
}

static void
help_lists_no_key_that_does_nothing_here(void **state)
{
	(void)state;
	keys("? /");
	type("sideways");
	keys("Enter");
	assert_true(fake_shows(&fake, "left"));
	assert_true(fake_shows(&fake, "right"));
	keys("Esc Esc q ? /");
	type("sideways");
	keys("Enter");
	assert_false(fake_shows(&fake, "left"));
	assert_false(fake_shows(&fake, "right"));
	keys("/ ^U");
	type("newest entry");
	keys("Enter");
	assert_false(fake_shows(&fake, "follow"));
}

/* ---- what is owed to the one who types ---- */

static void
a_paste_answers_no_question(void **state)
{
	(void)state;
	keys("M Enter");
	fake_reply(&fake, "POST /v1/applications/a_0/missing?dry_run=true", 200,
	           APPLICATION("7", "in_review", UNSEEN,
	                       "\"would_send\":{\"language\":\"es\",\"rendered_text\":\"Le falta.\"},"));
	fake_paste(&fake, "y\n");
	assert_false(was_sent("POST /v1/applications/a_0/missing"));
}

static void
a_key_held_down_sends_once(void **state)
{
	(void)state;
	keys("W");
	type("She called.");
	fake_keys_at_once(&fake, "^R ^R ^R");
	fake_reply(&fake, "POST /v1/applications/a_0/notes", 201,
	           "{\"id\":\"t_1\",\"application_id\":\"a_0\",\"text\":\"She called.\"}");
	assert_false(was_sent("POST /v1/applications/a_0/notes"));
	assert_true(fake_shows(&fake, "The note is on the file."));
}

static void
a_draft_comes_back_where_it_was_typed(void **state)
{
	(void)state;
	keys("W");
	type("Half a sent");
	keys("Esc W");
	assert_true(fake_shows(&fake, "Half a sent"));
}

static void
a_refusal_stands_by_its_field_and_keeps_the_text(void **state)
{
	(void)state;
	keys("W");
	type("Hm");
	keys("^R");
	fake_reply(&fake, "POST /v1/applications/a_0/notes", 422,
	           "{\"code\":\"validation_failed\",\"errors\":[{\"pointer\":\"/text\",\"code\":\"too_short\","
	           "\"detail\":\"Say more than that.\"}]}");
	assert_true(fake_shows(&fake, "! Say more than that."));
	assert_true(fake_shows(&fake, "Hm"));
}

static void
a_lost_race_shows_both_sides_and_keeps_the_text(void **state)
{
	(void)state;
	keys("D d Tab");
	type("d07 ");
	facts(denial);
	keys("^R");
	application = APPLICATION("9", "pended", SEEN, "");
	fake_reply(&fake, "POST /v1/applications/a_0/decisions?dry_run=true", 412,
	           "{\"code\":\"version_conflict\",\"current_version\":9,\"changed_fields\":[\"status\",\"missing\"],"
	           "\"changed_by\":\"R. Hall\",\"changed_at\":\"2025-11-21T20:01:00Z\"}");
	serve();
	fake_screen(&fake, "merge");
	/* The refusal stays until a key after it could be read. */
	fake_wait(&fake, 1500);
	keys("m");
	assert_true(fake_shows(&fake, "Nothing to choose here"));
	keys("S");
	assert_true(fake_shows(&fake, "D07"));
	keys("^R");
	assert_int_equal(fake_request(&fake, "POST /v1/applications/a_0/decisions?dry_run=true")->if_match, 9);
}

static void
nobody_accepts_what_nobody_looked_at(void **state)
{
	(void)state;
	keys("3 j E");
	fake_screen(&fake, "proof");
	keys("a Tab");
	type("stub seen");
	keys("^R");
	assert_true(fake_shows(&fake, "! Nobody has looked"));
	assert_false(was_sent("PUT /v1/applications/a_0/verifications/i_2"));
	keys("l Enter y");
	assert_string_equal(fake_request(&fake, "PUT /v1/applications/a_0/verifications/i_2")->body,
	                    "{\"state\":\"received\"}");
	application = APPLICATION("8", "in_review", SEEN, "");
	fake_reply(&fake, "PUT /v1/applications/a_0/verifications/i_2", 200, application);
	serve();
	keys("a ^R");
	struct request *sent = fake_request(&fake, "PUT /v1/applications/a_0/verifications/i_2");
	assert_string_equal(sent->body, "{\"state\":\"accepted\",\"how\":\"stub seen\"}");
	assert_int_equal(sent->if_match, 8);
}

static void
an_intake_shows_its_code_once(void **state)
{
	(void)state;
	keys(":");
	type("intake");
	keys("Enter");
	keys("Right Tab n Tab");
	type("Ivo");
	fake_screen(&fake, "intake");
	keys("Tab Tab Tab Tab Tab Tab Tab Tab Tab o");
	for (int page = 0; page < 6 && !was_sent("POST /v1/applications?dry_run=true"); page++)
		keys("^R");
	fake_reply(&fake, "POST /v1/applications?dry_run=true", 200, application);
	keys("y");
	struct request *sent = fake_request(&fake, "POST /v1/applications");
	assert_non_null(strstr(sent->body, "\"name\":\"Ivo\""));
	fake_reply(&fake, "POST /v1/applications", 201,
	           APPLICATION("1", "submitted", UNSEEN, "\"access_code\":\"1902415818\","));
	fake_screen(&fake, "intake-filed");
	keys("q");
	assert_false(fake_shows(&fake, "1902415818"));
}

static void
an_organization_applies_by_its_contact(void **state)
{
	(void)state;
	programs = "{\"items\":[{\"id\":\"provider-grant\",\"version\":1,\"name\":\"Grant\"}]," PAGE;
	keys(":");
	type("intake");
	keys("Enter");
	keys("Right Tab n");
	assert_true(fake_shows(&fake, "Organization"));
	assert_false(fake_shows(&fake, "Born"));
	keys("Tab");
	type("Sunny Days");
	keys("Tab");
	type("Ada Hill");
	keys("Tab");
	type("director");
	keys("Tab");
	type("615-555-0100");
	fake_screen(&fake, "intake-organization");
	/* The second contact is asked for once there is a first. */
	keys("Tab Tab");
	type("Bo Reed");
	keys("Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab o");
	for (int page = 0; page < 6 && !was_sent("POST /v1/applications?dry_run=true"); page++)
		keys("^R");
	fake_reply(&fake, "POST /v1/applications?dry_run=true", 200, application);
	keys("y");
	struct request *sent = fake_request(&fake, "POST /v1/applications");
	programs = two_programs;
	assert_non_null(strstr(sent->body, "\"customer\":{\"kind\":\"organization\",\"contacts\":["
		"{\"name\":\"Ada Hill\",\"role\":\"director\",\"phone\":\"615-555-0100\"},"
		"{\"name\":\"Bo Reed\"}],\"name\":\"Sunny Days\""));
}

static void
an_unfinished_intake_comes_back(void **state)
{
	(void)state;
	keys(":");
	type("intake");
	keys("Enter");
	keys("Right Tab n Tab");
	type("Ivo");
	keys("Esc :");
	type("intake");
	keys("Enter");
	assert_true(fake_shows(&fake, "Ivo"));
}

static void
in_spanish(void **state)
{
	(void)state;
	keys("D d Tab");
	type("d07");
	keys("Enter");
	facts(denial);
	fake_screen(&fake, "decision-es");
	keys("^R");
	facts(denial);
	fake_screen(&fake, "rehearsal-es");
}

static int
start_spanish(void **state)
{
	const char *build = getenv("builddir");
	char path[400];

	/* By the catalogue that was built; no locale need be installed. */
	snprintf(path, sizeof(path), "%s/share/locale", build ? build : ".");
	setlocale(LC_ALL, "C.UTF-8");
	setenv("LANGUAGE", "es", 1);
	bindtextdomain("caseload", path);
	bind_textdomain_codeset("caseload", "UTF-8");
	textdomain("caseload");
	return start(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define SCREEN(test) cmocka_unit_test_setup_teardown(test, start, stop)
		SCREEN(each_form_says_what_it_is_and_what_is_asked),
		SCREEN(nothing_of_a_decision_is_chosen_beforehand),
		SCREEN(an_amount_is_compared_with_its_step_on_leaving_it),
		SCREEN(why_is_asked_only_where_the_worksheet_has_a_say),
		SCREEN(a_denial_with_two_reasons_takes_nineteen_keys),
		SCREEN(a_stop_says_who_can_lift_it_and_issues_nothing),
		SCREEN(the_second_person_signs_the_same_screen_or_returns_it),
		SCREEN(asking_takes_three_keys),
		SCREEN(an_interview_offers_what_its_record_allows),
		SCREEN(a_template_begins_a_note_and_is_changed_like_any_text),
		SCREEN(a_reminder_is_a_day_a_few_words_and_whose),
		SCREEN(an_appeal_is_recorded_as_it_was_said_and_then_its_result),
		SCREEN(what_is_typed_before_the_record_came_waits_for_it),
		SCREEN(help_lists_no_key_that_does_nothing_here),
		SCREEN(a_paste_answers_no_question),
		SCREEN(a_key_held_down_sends_once),
		SCREEN(a_draft_comes_back_where_it_was_typed),
		SCREEN(a_refusal_stands_by_its_field_and_keeps_the_text),
		SCREEN(a_lost_race_shows_both_sides_and_keeps_the_text),
		SCREEN(nobody_accepts_what_nobody_looked_at),
		SCREEN(an_intake_shows_its_code_once),
		SCREEN(an_organization_applies_by_its_contact),
		SCREEN(an_unfinished_intake_comes_back),
	};
	/* Last: from there on all is Spanish. */
	const struct CMUnitTest spanish[] = {
		cmocka_unit_test_setup_teardown(in_spanish, start_spanish, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) + cmocka_run_group_tests(spanish, NULL, NULL);
}

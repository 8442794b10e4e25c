/* SPDX-License-Identifier: Apache-2.0
 *
 * A record at hand and a server that answers every read there is; the tests of
 * the writing screens begin here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "writing_fixture.h"

#include "base/str.h"

struct served served;

static const char customer[] =
	"{\"id\":\"c_0\",\"version\":3,\"kind\":\"person\",\"case_number\":\"C-104882\","
	"\"name\":\"Nguyen Thi Hoa\",\"born_on\":\"1961-03-04\",\"language\":\"es\",\"county\":\"Davidson\"}";
static const char empty[] = "{\"items\":[]," LIST_END;
static const char documents[] =
	"{\"items\":[{\"seq\":99,\"at\":\"2025-11-20T19:58:00Z\",\"kind\":\"document\","
	"\"summary\":\"Received: Pay stub, Acme Foods\",\"actor\":{\"kind\":\"customer\"},\"public\":true}],"
	"\"total\":{\"count\":1,\"relation\":\"eq\"}," LIST_END;
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
	"\"facts\":[{\"name\":\"items\",\"type\":\"items\",\"label\":\"what did not come\"}]}]," LIST_END;
static const char workers[] =
	"{\"items\":[{\"id\":\"w_ben\",\"version\":1,\"username\":\"ben\",\"name\":\"Ben Carter\","
	"\"roles\":[\"caseworker\"],\"languages\":[\"en\",\"es\"],\"load\":{\"open\":39,\"overdue\":2}},"
	"{\"id\":\"w_ana\",\"version\":1,\"username\":\"ana\",\"name\":\"Ana Ruiz\",\"roles\":[\"caseworker\"],"
	"\"languages\":[\"en\"],\"load\":{\"open\":47,\"overdue\":3}}]," LIST_END;
static const char two_programs[] =
	"{\"items\":[{\"id\":\"snap\",\"version\":1,\"name\":\"SNAP\"},"
	"{\"id\":\"ff\",\"version\":1,\"name\":\"Families First\"}]," LIST_END;

/* Of the month of filing; 423 a month, 267 of it in the first. */
static const char worksheet[] =
	"{\"program\":{\"id\":\"snap\",\"version\":1,\"name\":\"SNAP\"},\"month\":\"2025-10\","
	"\"is_first_month\":true,\"filed_on\":\"2025-10-12\",\"size\":3,\"advice\":\"approved\",\"reasons\":[],"
	"\"amount\":\"423.00\",\"first_amount\":\"267.00\",\"amount_step\":18,\"first_amount_step\":19,"
	"\"steps\":[],\"tests\":[],\"unknown\":[],\"doubts\":[]}";

#define REHEARSAL(outcome, reasons, stops, warnings) REHEARSED(outcome, reasons, stops, warnings, "the file shows it")
#define REHEARSED(outcome, reasons, stops, warnings, rationale) \
	"{\"decision\":{\"application_id\":\"a_0\",\"application_version\":7,\"outcome\":\"" outcome "\"," \
	"\"reasons\":[" reasons "],\"amounts\":[],\"rationale\":\"" rationale "\"," \
	"\"decided_by\":{\"id\":\"w_ben\",\"name\":\"Ben Carter\"},\"appeal\":{\"deadline_on\":\"2026-02-19\"}}," \
	"\"status_update\":{\"code\":\"denied\",\"text\":\"Your application for SNAP is decided.\"}," \
	"\"notice\":{\"language\":\"es\",\"rendered_text\":\"Su solicitud de SNAP\\n\\nLe pedimos lo siguiente.\"}," \
	"\"notice_in_english\":{\"language\":\"en\",\"rendered_text\":\"Your application for SNAP\"}," \
	"\"stops\":[" stops "],\"warnings\":[" warnings "]}"
#define REASON(code, facts) \
	"{\"code\":\"" code "\",\"text\":\"Because.\",\"legal_basis\":\"7 CFR\",\"facts\":{" facts "}}"
const char desk_denial[] = REHEARSAL(
	"denied", REASON("D07", "\"d1\":\"2025-11-16\",\"d2\":\"2025-11-19\"") "," REASON("D08", "\"items\":[\"i_3\"]"),
	"", "{\"code\":\"unseen\",\"text\":\"Not looked at: document of 20 Nov 13:58.\",\"lifted_by\":\"worker\"}");
const char desk_stopped[] = REHEARSAL(
	"denied", REASON("D08", "\"items\":[\"i_3\"]"),
	"{\"code\":\"too_early\",\"text\":\"D07 D08: not before day 30, December 12, 2025, which is the day the "
	"program gives everyone.\",\"lifted_by\":\"supervisor\"},"
	"{\"code\":\"no_item\",\"text\":\"D08 names no item.\",\"lifted_by\":\"worker\"}", "");
#define TOO_EARLY "{\"code\":\"too_early\",\"text\":\"D08: not before day 30.\",\"lifted_by\":\"supervisor\"}"
const char desk_liftable[] = REHEARSAL("denied", REASON("D08", "\"items\":[\"i_3\"]"), TOO_EARLY, "");
/* The same as the second person has it: its maker has gone past the STOP. */
const char desk_lifted[] = REHEARSAL("denied\",\"override_reason\":\"hearing order", REASON("D08", "\"items\":[\"i_3\"]"),
                                     TOO_EARLY, "");
const char desk_approval[] = REHEARSAL("approved", REASON("A01", ""), "", "");
const char desk_reasoned[] = REHEARSED("approved", REASON("A01", ""), "", "",
	"Her employer was called on 18 November, and says that they gave her notice on the 14th.\","
	"\"advice_differs_because\":\"The stubs are of the job that ended");
const char desk_waiting[] =
	"{\"items\":[{\"id\":\"d_1\",\"version\":2,\"application_id\":\"a_0\",\"application_version\":7,"
	"\"outcome\":\"approved\",\"state\":\"awaiting_second_approval\",\"reasons\":[],\"amounts\":[],"
	"\"decided_by\":{\"id\":\"w_ben\",\"name\":\"Ben Carter\"},\"rationale\":\"the file shows it\"}]," LIST_END;

void
desk_serve(void)
{
	const struct { const char *begins, *body; } server[] = {
		{ "PUT /v1/applications/a_0/presence", "" },
		{ "GET /v1/applications/a_0/presence", empty },
		{ "GET /v1/applications/a_0/notices", empty },
		{ "GET /v1/applications/a_0/decisions", served.decisions ? served.decisions : empty },
		{ "GET /v1/applications/a_0/notes", empty },
		{ "GET /v1/applications/a_0/worksheet", worksheet },
		{ "GET /v1/applications/a_0/appeals", served.appeals ? served.appeals : empty },
		{ "GET /v1/applications/a_0/reviews", served.reviews ? served.reviews : empty },
		{ "GET /v1/applications/a_0", served.application },
		{ "GET /v1/customers/c_0/history", documents },
		{ "GET /v1/customers/c_0", served.customer ? served.customer : customer },
		{ "GET /v1/programs/snap", fake_program("snap") },
		{ "GET /v1/programs/provider-grant", fake_program("provider-grant") },
		{ "GET /v1/programs", served.programs },
		{ "GET /v1/reason-codes", reasons },
		{ "GET /v1/workers", served.workers ? served.workers : workers },
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

void
desk_keys(const char *names)
{
	for (const char *at = names; *at; at += strcspn(at, " ")) {
		at += strspn(at, " ");
		served.keys_pressed += *at != '\0';
	}
	fake_keys(&fake, names);
	desk_serve();
}

void
desk_type(const char *text)
{
	served.keys_pressed += (int)strlen(text);
	fake_type(&fake, text);
	desk_serve();
}

void
desk_facts(const char *rehearsal)
{
	while (fake_was_asked(&fake, "POST /v1/applications/a_0/decisions?dry_run=true"))
		fake_reply(&fake, "POST /v1/applications/a_0/decisions?dry_run=true", 200, rehearsal);
}

void
desk_begin(const char *roles)
{
	struct buf session = BUF_INIT(2000);

	served.application = APPLICATION("7", "in_review", UNSEEN, "");
	served.decisions = served.appeals = served.reviews = served.customer = NULL;
	served.programs = two_programs;
	buf_printf(&session,
	           "{\"token\":\"tok\",\"expires_at\":\"2025-11-22T03:00:00Z\",\"idle_timeout_s\":1800,"
	           "\"journal_key\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\","
	           "\"worker\":{\"id\":\"w_ana\",\"version\":1,\"username\":\"ana\",\"name\":\"Ana Ruiz\","
	           "\"roles\":[%s],\"team_ids\":[\"t_1\"],\"languages\":[\"en\"],\"capacity\":52}}", roles);
	fake_begin_as("ana", session.data);
	buf_done(&session);
	desk_serve();
	desk_keys("Enter");
	served.keys_pressed = 0;
}

int
desk_start(void **state)
{
	(void)state;
	fake_start(&fake, 24, 80);
	desk_begin("\"caseworker\",\"supervisor\"");
	return 0;
}

int
desk_start_spanish(void **state)
{
	fake_speak_spanish();
	return desk_start(state);
}

int
desk_stop(void **state)
{
	(void)state;
	fake_stop(&fake);
	return 0;
}

bool
desk_was_sent(const char *begins)
{
	return fake_was_asked(&fake, begins);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * One record, and a server that has all there is to read of it.
 */
#include "record_fixture.h"

#define ITEM(id, requirement, label, more) \
	"{\"id\":\"" id "\",\"requirement\":\"" requirement "\",\"label\":\"" label "\"," more "}"

const char record_application[] =
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
	"\"total\":{\"count\":5,\"relation\":\"eq\"}," LIST_END;

static const char notices[] =
	"{\"items\":[{\"id\":\"n_1\",\"application_id\":\"a_0\",\"kind\":\"missing\",\"channel\":\"letter\","
	"\"language\":\"vi\",\"state\":\"queued\",\"created_at\":\"2025-11-17T15:00:00Z\"}]," LIST_END;

const char *const record_nothing = "{\"items\":[]," LIST_END;

const char record_worksheet[] =
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

struct record_served record_served;

void
record_serve(void)
{
	const struct {
		const char *begins, *body;
	} server[] = {
		{ "PUT /v1/applications/a_0/presence", "" },
		{ "GET /v1/applications/a_0/presence", record_nothing },
		{ "GET /v1/applications/a_0/notices", notices },
		{ "GET /v1/applications/a_0/decisions", record_served.decisions ? record_served.decisions : record_nothing },
		{ "GET /v1/applications/a_0/notes", record_nothing },
		{ "GET /v1/applications/a_0/answers", record_served.answer_changes ? record_served.answer_changes : record_nothing },
		{ "GET /v1/applications/a_0/worksheet", record_worksheet },
		{ "GET /v1/applications/a_0", record_application },
		{ "GET /v1/customers/c_0/history", history },
		{ "GET /v1/customers/c_0/alike", record_served.alike ? record_served.alike : record_nothing },
		{ "GET /v1/customers/c_0", customer },
		{ "GET /v1/programs/snap", fake_program("snap") },
		{ "GET /v1/interactions?customer=c_0", record_nothing },
		{ "GET /v1/me/news", "{\"documents\":0,\"bounces\":0}" },
		{ "GET /v1/applications?turn=", record_nothing },
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

int
record_open(void **state)
{
	fake_open_queue(state);
	fake_keys(&fake, "Enter");
	return 0;
}

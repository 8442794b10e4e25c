/* SPDX-License-Identifier: Apache-2.0
 *
 * A record at hand and a server that answers every read there is: what the tests
 * of the writing screens begin with.
 */
#ifndef WRITING_FIXTURE_H
#define WRITING_FIXTURE_H

#include "client_begin.h"

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
	"\"call\",\"remind\",\"access_code\",\"appeal\",\"appeal_result\",\"release\",\"withdraw\",\"assign\"]}"
#define UNSEEN "\"state\":\"received\",\"received_at\":\"2025-11-20T19:58:00Z\""
#define SEEN UNSEEN ",\"looked_at\":\"2025-11-21T19:58:00Z\""

/* What the server has now, and how many keys it took. */
struct served {
	const char *application, *programs;
	const char *decisions, *appeals, *reviews; /* NULL: none */
	const char *workers; /* NULL: a few */
	const char *customer; /* NULL: one without e-mail */
	int keys_pressed;
};
extern struct served served;

/* What a rehearsal says, and a decision that waits for the second person. */
extern const char desk_denial[], desk_stopped[], desk_liftable[], desk_lifted[], desk_approval[], desk_reasoned[],
	desk_waiting[];

/* Set-up and teardown of one test: to the record, as a supervisor. */
int desk_start(void **state);
/* From there on all is Spanish. */
int desk_start_spanish(void **state);
int desk_stop(void **state);
/* To the record, as somebody with these roles. */
void desk_begin(const char *roles);

/* Both answer every read that comes of it. */
void desk_keys(const char *names);
void desk_type(const char *text);
/* Answers every read there is. */
void desk_serve(void);
/* Answers the dry runs that fill in a decision's facts. */
void desk_facts(const char *rehearsal);
bool desk_was_sent(const char *begins);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#include "service_fixture.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "server/service/application_view.h"
#include "server/service/intake.h"
#include "server/service/key_file.h"
#include "server/store/sample_rows.h"
#include "server/store/setting.h"

static const char *
source_folder(void)
{
	const char *folder = getenv("srcdir");

	return str_empty(folder) ? "." : folder;
}

static char *
read_whole(struct arena *arena, const char *path)
{
	enum { FILE_MAX = 1 << 20 };
	char *text = arena_alloc(arena, FILE_MAX);
	FILE *file = fopen(path, "r");
	size_t len;

	if (!file)
		fail_msg("%s cannot be read", path);
	len = fread(text, 1, FILE_MAX - 1, file);
	(void)fclose(file);
	text[len] = '\0';
	return text;
}

static void
add_program(struct test_agency *agency, const char *id, int64_t version)
{
	char path[600];

	snprintf(path, sizeof path, "%s/src/programs/%s.json", source_folder(), id);
	struct stmt *stmt = db_query(agency->store.db,
		"INSERT INTO program (id, version, body, published_at) VALUES ($1, $2, $3, $4)");

	bind_text(stmt, 1, id);
	bind_int(stmt, 2, version);
	bind_text(stmt, 3, read_whole(&agency->arena, path));
	bind_int(stmt, 4, test_now_ms());
	assert_true(stmt_run(stmt));
}

static void
add_worker(struct test_agency *agency, struct actor *actor, const char *username, const char *name,
           unsigned roles, const char *team, bool leads)
{
	static const uint8_t no_key[72];
	struct worker_seed seed = { .password_hash = "x", .roles = roles, .journal_key = no_key,
		                    .journal_key_len = sizeof no_key };
	const char **teams = arena_array(&agency->arena, 1, sizeof *teams);

	*actor = (struct actor) {
		.kind = ACTOR_WORKER,
		.id = arena_printf(&agency->arena, "w_%s", username),
		.username = username,
		.name = name,
		.roles = roles,
	};
	seed.worker = (struct worker) { .id = actor->id, .version = 1, .username = username,
		                        .name = name, .capacity = 40,
		                        .on_leave_from = DATE_NONE, .on_leave_to = DATE_NONE };
	if (str_eq(team, "t_east")) {
		static const char *knox[] = { "Knox" };
		seed.worker.counties.at = knox;
		seed.worker.counties.count = 1;
		actor->counties = seed.worker.counties;
	}
	assert_true(sample_worker_insert(agency->store.db, &seed));
	if (!team)
		return;
	assert_true(sample_worker_team_insert(agency->store.db, actor->id, team, leads));
	teams[0] = team;
	actor->team_ids = (struct text_list) { teams, 1 };
	if (leads)
		actor->led_team_ids = actor->team_ids;
}

static void
add_people(struct test_agency *agency)
{
	struct db *db = agency->store.db;

	assert_true(sample_team_insert(db, "t_mid", "Middle county office"));
	assert_true(sample_team_insert(db, "t_east", "Knox county office"));
	add_worker(agency, &agency->ana, "ana", "Ana Ruiz", ROLE_CASEWORKER, "t_mid", false);
	add_worker(agency, &agency->ben, "ben", "Ben Cole", ROLE_CASEWORKER, "t_mid", false);
	add_worker(agency, &agency->sam, "sam", "Sam Hill", ROLE_SUPERVISOR, "t_mid", true);
	add_worker(agency, &agency->sue, "sue", "Sue Park", ROLE_SUPERVISOR, "t_mid", true);
	add_worker(agency, &agency->eve, "eve", "Eve Lane", ROLE_CASEWORKER, "t_east", false);
	add_worker(agency, &agency->ada, "ada", "Ada West", ROLE_AUDITOR, NULL, false);
	add_worker(agency, &agency->adm, "adm", "Adm North", ROLE_ADMIN, NULL, false);
	add_worker(agency, &agency->ina, "ina", "Ina Ford", ROLE_INTAKE, NULL, false);
}

void
test_agency_open(struct test_agency *agency)
{
	struct err err = { .code = ERR_NONE };

	memset(agency, 0, sizeof *agency);
	test_store_open(&agency->store);
	agency->now_ms = test_now_ms();
	snprintf(agency->key_file, sizeof agency->key_file, "/tmp/test-key-%ld", (long)getpid());
	(void)unlink(agency->key_file);
	if (!key_file_create(agency->key_file, &err))
		fail_msg("%s", err.detail);
	assert_true(db_begin(agency->store.db, &err));
	add_people(agency);
	/* What a test files is given to whom the test says. */
	assert_true(setting_put(agency->store.db, "assign_new", "off"));
	/* What it decides is drawn for review where the test says so. */
	assert_true(setting_put(agency->store.db, "review_percent", "0"));
	add_program(agency, "snap", 1);
	add_program(agency, "child-care", 1);
	add_program(agency, "provider-grant", 1);
	if (!db_commit(agency->store.db, &err)
		|| !agency_load(&agency->agency, agency->store.db, agency->store.where,
	                        agency->key_file, &err))
		fail_msg("%s", err.detail);
}

void
test_agency_close(struct test_agency *agency)
{
	agency_free(agency->agency);
	(void)unlink(agency->key_file);
	test_store_close(&agency->store);
	arena_done(&agency->arena);
}

struct call
test_call(struct test_agency *agency, const struct actor *actor, int64_t if_match)
{
	return (struct call) {
		.agency = agency->agency,
		.db = agency->store.db,
		.arena = &agency->arena,
		.actor = actor,
		.now_ms = agency->now_ms,
		.language = "en",
		.if_match = if_match,
		.statement = "{}",
	};
}

void
test_write_begin(struct test_agency *agency, struct call *call, struct txn *txn)
{
	struct err err = { .code = ERR_NONE };

	if (!txn_begin(txn, agency->store.db, agency->now_ms, &err))
		fail_msg("%s", err.detail);
	call->txn = txn;
	call->db = txn->db;
}

void
test_write_end(struct test_agency *agency, struct txn *txn, bool ok)
{
	struct err err = { .code = ERR_NONE };

	(void)agency;
	if (!ok)
		txn_rollback(txn);
	else if (!txn_commit(txn, &err))
		fail_msg("%s", err.detail);
}

static const char complete_answers[] =
	"{\"month_income\":{\"amount\":\"2000.00\",\"currency\":\"USD\"},"
	"\"cash\":{\"amount\":\"500.00\",\"currency\":\"USD\"},"
	"\"rent\":{\"amount\":\"%s\",\"currency\":\"USD\"},"
	"\"utilities\":{\"amount\":\"100.00\",\"currency\":\"USD\"},"
	"\"migrant\":false,\"homeless\":%s,"
	"\"household\":[{\"name\":\"Hoa\",\"relation\":\"self\",\"born_on\":\"1961-03-04\","
	"\"status\":\"citizen\",\"ssn\":\"has\",\"disabled\":false,\"student\":false}],"
	"\"anyone_works\":false,\"anyone_self_employed\":false,\"anyone_other_income\":false,"
	"\"care_cost\":{\"amount\":\"0.00\",\"currency\":\"USD\"},"
	"\"support_paid\":{\"amount\":\"0.00\",\"currency\":\"USD\"},"
	"\"medical_cost\":{\"amount\":\"0.00\",\"currency\":\"USD\"},"
	"\"rights_read\":true,\"signature\":\"Hoa\"}";

const struct application *
test_file(struct test_agency *agency, const char *customer_name, bool complete)
{
	struct err err;
	const struct application *application = NULL;
	struct address address = { .line1 = "1 Elm St", .city = "Nashville", .state = "TN",
		                   .zip = "37201" };
	struct customer customer = { .name = customer_name, .born_on = DATE_NONE,
		                     .language = "es", .address = &address,
		                     .county = "Davidson" };
	struct intake_request request = {
		.program = "snap",
		.customer = &customer,
		.channel = "office",
		.filed_on = DATE_NONE,
		.answers = arena_printf(&agency->arena, complete_answers,
			complete ? "0.00" : "910.00", complete ? "true" : "false"),
	};

	if (!TEST_ACT(agency, &agency->ina, -1, &err,
	              intake_file(&call, &request, &application, &err))) {
		for (size_t i = 0; i < err.field_count; i++)
			print_message("%s %s: %s\n", err.fields[i].pointer, err.fields[i].code,
			              err.fields[i].detail);
		fail_msg("%s %s", err_wire(err.code), err.detail);
	}
	return application;
}

const struct application *
test_read(struct test_agency *agency, const struct actor *actor, const char *id)
{
	struct err err = { .code = ERR_NONE };
	struct call call = test_call(agency, actor, -1);
	const struct application *application = NULL;

	if (!application_read(&call, id, &application, &err))
		fail_msg("%s %s", err_wire(err.code), err.detail);
	return application;
}

const struct missing_item *
test_item(const struct application *application, const char *requirement)
{
	for (size_t i = 0; i < application->missing.count; i++)
		if (str_eq(application->missing.at[i].requirement, requirement))
			return &application->missing.at[i];
	fail_msg("no item %s", requirement);
	return NULL;
}

bool
test_may(const struct application *application, const char *act)
{
	return text_list_has(&application->allowed_actions, act);
}

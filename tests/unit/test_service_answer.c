/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers after the filing: who may, what is refused, and what follows for
 * what is missing, for the worksheet's facts, and for whose move it is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/turn.h"
#include "server/service/answer.h"
#include "server/service/application.h"
#include "server/service/intake.h"
#include "server/service/seen.h"
#include "server/store/event_log.h"
#include "desk_fixture.h"

#define USD(amount) "{\"amount\":\"" amount "\",\"currency\":\"USD\"}"

/* Filed without the medical costs, and Ana's. */
static const struct application *
file_blank(const char *medical)
{
	struct address address = { .line1 = "1 Elm St", .city = "Nashville", .state = "TN",
		                   .zip = "37201" };
	struct customer customer = { .name = "Blank Fact", .born_on = DATE_NONE, .language = "es",
		                     .address = &address, .county = "Davidson" };
	struct intake_request request = {
		.program = "snap",
		.customer = &customer,
		.channel = "office",
		.filed_on = DATE_NONE,
		.answers = arena_printf(&agency.arena,
			"{\"month_income\":" USD("2000.00") ",\"cash\":" USD("500.00") ",\"rent\":" USD("0.00")
			",\"utilities\":" USD("100.00") ",\"migrant\":false,\"homeless\":true,"
			"\"household\":[{\"name\":\"Hoa\",\"relation\":\"self\",\"born_on\":\"1961-03-04\","
			"\"status\":\"citizen\",\"ssn\":\"has\",\"disabled\":false,\"student\":false}],"
			"\"anyone_works\":false,\"anyone_self_employed\":false,\"anyone_other_income\":false,"
			"\"care_cost\":" USD("0.00") ",\"support_paid\":" USD("0.00") ",%s"
			"\"rights_read\":true,\"signature\":\"Hoa\"}", medical),
	};
	const struct application *filed = NULL;
	struct err err;

	if (!TEST_ACT(&agency, &agency.ina, -1, &err, intake_file(&call, &request, &filed, &err)))
		fail_msg("%s %s", err_wire(err.code), err.detail);
	if (!TEST_ACT(&agency, &agency.sam, filed->version, &err,
		application_assign(&call, filed->id, &(struct assignment_request) { "w_ana", "load" },
	                           &filed, &err)))
		fail_msg("%s %s", err_wire(err.code), err.detail);
	return filed;
}

static bool
change(const struct actor *actor, const char *id, const char *answers, const char *how,
       const struct application **ret, struct err *err)
{
	struct answers_request request = { answers, how };
	int64_t version = test_read(&agency, &agency.sam, id)->version;

	return TEST_ACT(&agency, actor, version, err, application_answer(&call, id, &request, ret, err));
}

static struct actor
applicant_of(const struct application *filed)
{
	return (struct actor) { .kind = ACTOR_CUSTOMER, .id = filed->customer.id, .name = "Blank Fact",
		                .application_id = filed->id };
}

static bool
lacks(const struct application *application, const char *requirement)
{
	for (size_t i = 0; i < application->missing.count; i++)
		if (str_eq(application->missing.at[i].requirement, requirement))
			return true;
	return false;
}

static void
fact_that_was_blank_is_given_by_the_applicant(void **state)
{
	(void)state;
	const struct application *filed = file_blank(""), *after;
	struct actor applicant = applicant_of(filed);
	struct err err;

	assert_true(lacks(filed, "medical_cost"));
	int64_t told = test_store_int(&agency.store, "SELECT count(*) FROM event WHERE public_code <> 0");
	assert_true(change(&applicant, filed->id, "{\"medical_cost\":" USD("0.00") "}", NULL, &after, &err));
	assert_false(lacks(after, "medical_cost"));
	assert_int_equal(after->due_on, filed->due_on);
	assert_int_equal(after->version, filed->version + 1);
	assert_true(test_read(&agency, &agency.ana, filed->id)->unseen_changes > 0);
	after = test_read(&agency, &agency.ana, filed->id);
	assert_non_null(strstr(after->answers, "\"medical_cost\":{\"amount\":\"0.00\""));
	/* The others are as they were. */
	assert_non_null(strstr(after->answers, "\"signature\":\"Hoa\""));
	assert_int_equal(test_store_int(&agency.store, "SELECT count(*) FROM event WHERE public_code <> 0"),
	                 told + 1);
}

static void
the_worker_looks_at_the_change_and_goes_on(void **state)
{
	(void)state;
	const struct application *filed = file_blank(""), *after;
	struct actor applicant = applicant_of(filed);
	struct seen_request read = { .unread = false };
	struct err err;

	assert_true(change(&applicant, filed->id, "{\"medical_cost\":" USD("0.00") "}", NULL, &after, &err));
	assert_string_equal(test_read(&agency, &agency.ana, filed->id)->next_act, NEXT_LOOK_AT_CHANGE);
	read.seq = event_head_seq(agency.store.db);
	assert_true(TEST_ACT(&agency, &agency.ana, -1, &err, application_seen(&call, filed->id, &read, &err)));
	assert_string_not_equal(test_read(&agency, &agency.ana, filed->id)->next_act, NEXT_LOOK_AT_CHANGE);
	/* Her own is none that she has to look at. */
	assert_true(change(&agency.ana, filed->id, "{\"cash\":" USD("1.00") "}", "said so", &after, &err));
	assert_string_not_equal(after->next_act, NEXT_LOOK_AT_CHANGE);
}

static void
new_answers_call_for_new_proofs(void **state)
{
	(void)state;
	const struct application *filed = file_blank("\"medical_cost\":" USD("0.00") ","), *after;
	struct err err;

	assert_false(lacks(filed, "rent_proof"));
	assert_true(change(&agency.ana, filed->id, "{\"rent\":" USD("910.00") ",\"homeless\":false}",
	                   "said on the telephone, 21 November", &after, &err));
	assert_true(lacks(after, "rent_proof"));
	/* Asked for at once where it is incomplete: nobody else would. */
	if (after->status == APPLICATION_INCOMPLETE)
		assert_int_equal(test_item(after, "rent_proof")->state, ITEM_REQUESTED);
	assert_true(change(&agency.ana, filed->id, "{\"rent\":" USD("0.00") "}", "misheard", &after, &err));
	assert_false(lacks(after, "rent_proof"));
}

static void
what_was_before_is_kept_with_who_and_how(void **state)
{
	(void)state;
	const struct application *filed = file_blank("\"medical_cost\":" USD("0.00") ","), *after;
	struct call call = test_call(&agency, &agency.ana, -1);
	struct answer_change *rows;
	struct err err;
	size_t count;

	assert_true(change(&agency.ana, filed->id, "{\"rent\":" USD("910.00") "}", "by telephone", &after, &err));
	assert_true(change(&agency.ana, filed->id, "{\"rent\":" USD("905.00") ",\"utility_kinds\":null}",
	                   "the lease", &after, &err));
	assert_true(answer_changes(&call, filed->id, &rows, &count, &err));
	assert_int_equal(count, 2);
	assert_string_equal(rows[0].how, "the lease");
	assert_string_equal(rows[0].by.name, "Ana Ruiz");
	assert_int_equal(rows[0].questions.count, 1);
	assert_string_equal(rows[0].before, "{\"rent\":" USD("910.00") "}");
	assert_string_equal(rows[0].after, "{\"rent\":" USD("905.00") "}");
	assert_string_equal(rows[1].before, "{\"rent\":" USD("0.00") "}");
}

static void
what_cannot_be_is_refused_and_changes_nothing(void **state)
{
	(void)state;
	const struct application *filed = file_blank("\"medical_cost\":" USD("0.00") ","), *after;
	static const struct { const char *answers, *how, *pointer, *code; } wrong[] = {
		{ "{\"rent\":" USD("-1.00") "}", "h", "/answers/rent", "too_small" },
		{ "{\"rent\":\"much\"}", "h", "/answers/rent", NULL },
		{ "{\"shoe_size\":9}", "h", "/answers/shoe_size", "unknown" },
		{ "{\"shoe_size\":null}", "h", "/answers/shoe_size", "unknown" },
		{ "{\"signature\":null}", "h", "/answers/signature", "required" },
		{ "{\"rent\":" USD("0") "}", "h", "/answers", ANSWERS_UNCHANGED },
		{ "{}", "h", "/answers", ANSWERS_UNCHANGED },
		{ "{\"rent\":" USD("5.00") "}", "", "/how", "required" },
	};
	int64_t events = test_store_int(&agency.store, "SELECT count(*) FROM event");
	struct err err;

	for (size_t i = 0; i < countof(wrong); i++) {
		assert_false(change(&agency.ana, filed->id, wrong[i].answers, wrong[i].how, &after, &err));
		assert_int_equal(err.code, ERR_VALIDATION_FAILED);
		assert_string_equal(err.fields[0].pointer, wrong[i].pointer);
		if (wrong[i].code)
			assert_string_equal(err.fields[0].code, wrong[i].code);
	}
	assert_int_equal(test_store_int(&agency.store, "SELECT count(*) FROM event"), events);
	/* The applicant of another has no such application. */
	struct actor other = { .kind = ACTOR_CUSTOMER, .id = "c_other", .name = "x", .application_id = "a_other" };
	assert_false(change(&other, filed->id, "{\"rent\":" USD("5.00") "}", NULL, &after, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
}

/* The proof of a person, or NULL. */
static const struct missing_item *
proof_of(const struct application *application, const char *requirement, const char *person)
{
	for (size_t i = 0; i < application->missing.count; i++) {
		const struct missing_item *item = &application->missing.at[i];

		if (str_eq(item->requirement, requirement) && str_eq(item->person, person))
			return item;
	}
	return NULL;
}

#define SICK(name, born_on) "{\"name\":\"" name "\",\"relation\":\"child\",\"born_on\":\"" born_on "\"," \
	"\"eats_with_you\":true,\"status\":\"citizen\",\"ssn\":\"has\",\"disabled\":true,\"student\":false}"
#define SELF "{\"name\":\"Hoa\",\"relation\":\"self\",\"born_on\":\"1961-03-04\"}"

static void
proofs_of_whose_name_is_put_right_are_not_owed_anew(void **state)
{
	(void)state;
	const struct application *filed = file_blank("\"medical_cost\":" USD("0.00") ","), *after;
	struct actor applicant = applicant_of(filed);
	const char *id;
	struct err err;

	assert_true(change(&applicant, filed->id, "{\"household\":[" SELF "," SICK("Lin", "2010-05-06") "]}", NULL,
	                   &after, &err));
	id = proof_of(after, "disability", "Lin")->id;
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE missing_item SET state = %d, how = 'award letter' WHERE application_id = '%s' AND id = '%s'",
		ITEM_ACCEPTED, filed->id, id));
	assert_true(change(&applicant, filed->id, "{\"household\":[" SELF "," SICK("Linh", "2010-05-06") "]}", NULL,
	                   &after, &err));
	assert_null(proof_of(after, "disability", "Lin"));
	assert_string_equal(proof_of(after, "disability", "Linh")->id, id);
	assert_int_equal(proof_of(after, "disability", "Linh")->state, ITEM_ACCEPTED);
	/* It stays so at the next change, and who is now called as she was is another. */
	assert_true(change(&applicant, filed->id,
		"{\"household\":[" SELF "," SICK("Linh", "2010-05-06") "," SICK("Lin", "2012-07-08") "]}", NULL, &after, &err));
	assert_string_equal(proof_of(after, "disability", "Linh")->id, id);
	assert_int_equal(proof_of(after, "disability", "Linh")->state, ITEM_ACCEPTED);
	assert_string_not_equal(proof_of(after, "disability", "Lin")->id, id);
	assert_int_not_equal(proof_of(after, "disability", "Lin")->state, ITEM_ACCEPTED);
	after = test_read(&agency, &agency.ana, filed->id);
	assert_string_equal(proof_of(after, "disability", "Linh")->id, id);
	/* Somebody else in the same place owes their own. */
	assert_true(change(&applicant, filed->id,
		"{\"household\":[" SELF "," SICK("Mai", "2011-01-01") "," SICK("Lin", "2012-07-08") "]}", NULL, &after, &err));
	assert_int_not_equal(proof_of(after, "disability", "Mai")->state, ITEM_ACCEPTED);
}

#define JOB(employer, gross) "{\"anyone_works\":true,\"jobs\":[{\"person\":\"Hoa\",\"employer\":\"" employer \
	"\",\"pay_every\":\"month\",\"gross\":" USD(gross) "}]}"

static const struct missing_item *
proof_from(const struct application *application, const char *source)
{
	for (size_t i = 0; i < application->missing.count; i++)
		if (str_eq(application->missing.at[i].requirement, "pay_stubs")
			&& str_eq(application->missing.at[i].source, source))
			return &application->missing.at[i];
	return NULL;
}

static void
proofs_of_an_employer_whose_name_is_put_right_are_not_owed_anew(void **state)
{
	(void)state;
	const struct application *filed = file_blank("\"medical_cost\":" USD("0.00") ","), *after;
	struct actor applicant = applicant_of(filed);
	const char *id;
	struct err err;

	assert_true(change(&applicant, filed->id, JOB("Acme Fods", "900.00"), NULL, &after, &err));
	id = proof_from(after, "Acme Fods")->id;
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE missing_item SET state = %d, how = 'stub' WHERE application_id = '%s' AND id = '%s'",
		ITEM_ACCEPTED, filed->id, id));
	assert_true(change(&applicant, filed->id, JOB("Acme Foods", "900.00"), NULL, &after, &err));
	assert_null(proof_from(after, "Acme Fods"));
	assert_string_equal(proof_from(after, "Acme Foods")->id, id);
	assert_int_equal(proof_from(after, "Acme Foods")->state, ITEM_ACCEPTED);
	assert_non_null(strstr(proof_from(after, "Acme Foods")->label, "Acme Foods"));
	after = test_read(&agency, &agency.ana, filed->id);
	assert_int_equal(proof_from(after, "Acme Foods")->state, ITEM_ACCEPTED);
	/* With other pay it may be another job. */
	assert_true(change(&applicant, filed->id, JOB("Mill", "950.00"), NULL, &after, &err));
	assert_int_not_equal(proof_from(after, "Mill")->state, ITEM_ACCEPTED);
}

static int64_t
count_found(const char *id)
{
	return test_store_int(&agency.store,
		arena_printf(&agency.arena, "SELECT count(*) FROM event WHERE type = 'application.expedited'"
		             " AND application_id = '%s'", id));
}

#define NEED "{\"month_income\":" USD("100.00") ",\"cash\":" USD("50.00") "}"
#define PLENTY "{\"month_income\":" USD("2000.00") ",\"cash\":" USD("500.00") "}"

/* What the pages and the screens looked at may have changed before it is written. */
static void
nobody_is_named_who_is_not_on_the_list(void **state)
{
	(void)state;
	const struct application *filed = file_blank(""), *after;
	struct actor applicant = applicant_of(filed);
	struct err err;

#define PERSON(name, relation) "{\"name\":\"" name "\",\"relation\":\"" relation "\",\"born_on\":\"1961-03-04\"}"
#define HOA PERSON("Hoa", "self")
#define JOB_OF_LINH "[{\"person\":\"Linh\",\"employer\":\"Acme\"}]"
	assert_true(change(&applicant, filed->id, "{\"household\":[" HOA "," PERSON("Linh", "spouse") "],"
		"\"anyone_works\":true,\"jobs\":" JOB_OF_LINH "}", NULL, &after, &err));
	assert_false(change(&applicant, filed->id, "{\"household\":[" HOA "]}", NULL, &after, &err));
	assert_string_equal(err.fields[0].pointer, "/answers/jobs/0/person");
	assert_string_equal(err.fields[0].code, "not_listed");
	assert_non_null(strstr(test_read(&agency, &agency.ana, filed->id)->answers, "\"name\":\"Linh\""));
	/* The other way about: off the list, then named. */
	assert_true(change(&applicant, filed->id, "{\"anyone_works\":false,\"jobs\":null}", NULL, &after, &err));
	assert_true(change(&applicant, filed->id, "{\"household\":[" HOA "]}", NULL, &after, &err));
	assert_false(change(&applicant, filed->id, "{\"anyone_works\":true,\"jobs\":" JOB_OF_LINH "}", NULL,
	                    &after, &err));
	assert_string_equal(err.fields[0].code, "not_listed");
}

static void
need_that_is_found_late_has_its_clock_from_that_day(void **state)
{
	(void)state;
	const struct application *filed = file_blank(""), *after;
	civil_date found = filed->filed_on + 3;
	struct actor applicant = applicant_of(filed);
	struct err err;

	assert_false(filed->expedited);
	assert_int_equal(filed->due_on, filed->filed_on + 30);
	agency.now_ms += 3 * (int64_t)DAY_MS;
	/* Not by half of it. */
	assert_true(change(&applicant, filed->id, "{\"month_income\":" USD("100.00") "}", NULL, &after, &err));
	assert_false(after->expedited);
	assert_int_equal(count_found(filed->id), 0);
	assert_true(change(&applicant, filed->id, NEED, NULL, &after, &err));
	assert_true(after->expedited);
	assert_int_equal(after->due_on, found + 7);
	assert_int_equal(count_found(filed->id), 1);
	assert_int_equal(test_store_int(&agency.store,
		arena_printf(&agency.arena, "SELECT count(*) FROM event WHERE type = 'application.expedited'"
		             " AND application_id = '%s' AND public_code = %d", filed->id, UPDATE_EXPEDITED)), 1);
	/* The worker it is with has it to look at. */
	assert_string_equal(test_read(&agency, &agency.ana, filed->id)->next_act, NEXT_LOOK_AT_CHANGE);
	/* Never taken away by an answer, nor found twice. */
	agency.now_ms += (int64_t)DAY_MS;
	assert_true(change(&agency.ana, filed->id, PLENTY, "pay stubs", &after, &err));
	assert_true(after->expedited);
	assert_true(change(&agency.ana, filed->id, NEED, "misread", &after, &err));
	assert_int_equal(after->due_on, found + 7);
	assert_int_equal(count_found(filed->id), 1);
}

static void
need_that_is_found_very_late_is_due_no_later_than_it_was(void **state)
{
	(void)state;
	const struct application *filed = file_blank(""), *after;
	struct err err;

	agency.now_ms += 28 * (int64_t)DAY_MS;
	assert_true(change(&agency.ana, filed->id, NEED, "by telephone", &after, &err));
	assert_true(after->expedited);
	assert_int_equal(after->due_on, filed->filed_on + 30);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fact_that_was_blank_is_given_by_the_applicant),
		cmocka_unit_test(the_worker_looks_at_the_change_and_goes_on),
		cmocka_unit_test(new_answers_call_for_new_proofs),
		cmocka_unit_test(what_was_before_is_kept_with_who_and_how),
		cmocka_unit_test(nobody_is_named_who_is_not_on_the_list),
		cmocka_unit_test(proofs_of_whose_name_is_put_right_are_not_owed_anew),
		cmocka_unit_test(proofs_of_an_employer_whose_name_is_put_right_are_not_owed_anew),
		cmocka_unit_test(need_that_is_found_late_has_its_clock_from_that_day),
		cmocka_unit_test(need_that_is_found_very_late_is_due_no_later_than_it_was),
		cmocka_unit_test(what_cannot_be_is_refused_and_changes_nothing),
	};
	return cmocka_run_group_tests(tests, test_desk_open, test_desk_close);
}

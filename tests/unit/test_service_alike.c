/* SPDX-License-Identifier: Apache-2.0
 *
 * Two records of one person: shown, judged, merged.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "server/service/alike.h"
#include "server/service/customer.h"
#include "server/service/search.h"
#include "server/store/alike.h"
#include "server/store/history.h"
#include "desk_fixture.h"

static struct err err;

/* ---- one person, two records ---- */

static const struct customer *
customer_of(const char *id)
{
	struct call call = test_call(&agency, &agency.sam, -1);
	const struct customer *customer;

	assert_true(customer_get(&call, id, &customer, &err));
	return customer;
}

static void
tell_of(const char *id, const char *born_on, const char *phone)
{
	const struct customer *customer = customer_of(id);
	struct customer_change change = { .phone = phone, .born_on = DATE_NONE };

	assert_true(date_from_text(born_on, &change.born_on));
	if (!TEST_ACT(&agency, &agency.sam, customer->version, &err,
		customer_change(&call, id, &change, &customer, &err)))
		fail_msg("%s %s", err.detail, err.fields[0].detail);
}

static size_t
alike(const struct actor *actor, const char *id, struct alike_view **ret)
{
	struct call call = test_call(&agency, actor, -1);
	size_t count;

	assert_true(customer_alike(&call, id, ret, &count, &err));
	return count;
}

static bool
judge(const struct actor *actor, const char *id, const char *other_id, bool same)
{
	struct same_request request = { other_id, "she showed both letters" };
	int64_t version = customer_of(id)->version;
	const struct customer *after;

	return TEST_ACT(&agency, actor, version, &err,
		same ? customer_merge(&call, id, &request, &after, &err)
		     : customer_not_same(&call, id, &request, &after, &err));
}

static void
two_records_of_one_person_are_shown_and_nothing_is_done_by_itself(void **state)
{
	(void)state;
	const char *hoa = test_file(&agency, "Nguyen Thi Hoa", true)->customer.id;
	const char *hoa_too = test_file(&agency, "Hoa T. Nguyen", false)->customer.id;
	const char *twin = test_file(&agency, "Binh Nguyen", false)->customer.id;
	const char *namesake = test_file(&agency, "Hoa Nguyen", false)->customer.id;
	struct alike_view *rows;

	tell_of(hoa, "1961-03-04", "(615) 555-0142");
	tell_of(hoa_too, "1961-03-04", "615.555.0142");
	tell_of(twin, "1961-03-04", "(615) 555-0142"); /* shares the home's telephone */
	tell_of(namesake, "1988-01-01", "(615) 555-7777");
	assert_int_equal(alike(&agency.ana, hoa, &rows), 1);
	assert_string_equal(rows[0].customer->id, hoa_too);
	assert_int_equal(rows[0].because.count, 3);
	/* Judged once, it is not asked again, from either side. */
	assert_true(judge(&agency.ana, hoa, hoa_too, false));
	assert_int_equal(alike(&agency.ana, hoa, &rows), 0);
	assert_int_equal(alike(&agency.ana, hoa_too, &rows), 0);
	assert_string_equal(customer_of(hoa_too)->id, hoa_too);
}

static size_t
typed_alike(const struct actor *actor, struct customer typed, struct alike_view **ret)
{
	struct call call = test_call(&agency, actor, -1);
	size_t count;

	if (typed.kind == CUSTOMER_NO_KIND)
		typed.kind = CUSTOMER_PERSON;
	assert_true(customer_alike_typed(&call, &typed, ret, &count, &err));
	return count;
}

static void
who_is_being_taken_in_is_compared_with_who_is_known(void **state)
{
	(void)state;
	const char *ines = test_file(&agency, "Ines Maria Duarte", true)->customer.id;
	struct alike_view *rows;
	civil_date born;

	tell_of(ines, "1971-03-09", "(615) 555-0888");
	assert_true(date_from_text("1971-03-09", &born));
	/* Whoever takes somebody in may ask. */
	assert_int_equal(typed_alike(&agency.ina, (struct customer){ .name = "duarte, ines", .born_on = born }, &rows), 1);
	assert_string_equal(rows[0].customer->id, ines);
	assert_int_equal(rows[0].because.count, 2);
	assert_int_equal(typed_alike(&agency.ina,
		(struct customer){ .name = "Ines Duarte", .born_on = DATE_NONE, .phone = "6155550888" }, &rows), 1);
	/* Not by the name alone, by what a family shares, or as a firm. */
	assert_int_equal(typed_alike(&agency.ina, (struct customer){ .name = "Ines Maria Duarte", .born_on = DATE_NONE }, &rows), 0);
	assert_int_equal(typed_alike(&agency.ina, (struct customer){ .name = "Rui Costa", .born_on = born, .phone = "6155550888" }, &rows), 0);
	assert_int_equal(typed_alike(&agency.ina, (struct customer){ .name = "Ines Duarte", .born_on = born, .kind = CUSTOMER_ORGANIZATION }, &rows), 0);
	assert_int_equal(typed_alike(&agency.ina, (struct customer){ .name = "", .born_on = born }, &rows), 0);
	/* Nothing of the house is told to who may not search. */
	assert_int_equal(typed_alike(&agency.adm, (struct customer){ .name = "Ines Duarte", .born_on = born }, &rows), 0);
}

/* Whoever types a number and Enter means that one, and no other of the same person. */
static void
is_found_first(const struct application *application)
{
	struct call call = test_call(&agency, &agency.ana, -1);
	struct search_hit *hits;
	size_t count;

	assert_true(search_all(&call, application->number, "application,customer", 10, &hits, &count, &err));
	assert_int_equal(count, 3);
	assert_string_equal(hits[0].id, application->id);
}

static void
merged_records_are_one_and_both_ids_lead_there(void **state)
{
	(void)state;
	const struct application *first = test_file(&agency, "Otis Reed", true);
	const struct application *second = test_file(&agency, "Reed, Otis", false);
	const char *kept = first->customer.id, *other = second->customer.id;
	struct alike_view *rows;

	tell_of(kept, "1950-05-05", "(615) 555-0100");
	tell_of(other, "1950-05-05", "(615) 555-0101");
	int64_t before = customer_of(kept)->open_applications;
	assert_false(judge(&agency.eve, kept, other, true));
	assert_int_equal(alike(&agency.ana, kept, &rows), 1);
	assert_true(judge(&agency.ana, kept, other, true));
	assert_string_equal(customer_of(other)->id, kept);
	assert_int_equal(customer_of(kept)->open_applications, before + 1);
	const struct application *moved = test_read(&agency, &agency.sam, second->id);
	assert_string_equal(moved->customer.id, kept);
	assert_string_equal(moved->customer.name, "Otis Reed");
	assert_string_equal(moved->customer.case_number, first->customer.case_number);
	assert_int_equal(test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM application WHERE customer_id = '%s'", other)), 0);
	assert_int_equal(test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM notice WHERE customer_id = '%s'", other)), 0);
	/* The history is one, what was logged of the other included. */
	struct history_filter filter = { .customer_id = kept, .application_id = second->id };
	struct history_row *entries;
	size_t count = history_list(agency.store.db, &filter, 0, true, 50, &agency.arena, &entries);
	bool was_filed = false;
	for (size_t i = 0; i < count; i++)
		was_filed |= entries[i].type == EVENT_APPLICATION_FILED;
	assert_true(was_filed);
	assert_int_equal(alike(&agency.ana, kept, &rows), 0);
	is_found_first(first);
	is_found_first(second);
	/* A record cannot be merged with what it has become. */
	assert_false(judge(&agency.ana, kept, other, true));
	assert_string_equal(err.fields[0].code, "same");
}

/* Ben's is read when he signs in: it has to be read again. */
static void
who_may_not_see_one_of_two_is_told_at_once_not_to_see_them_as_one(void **state)
{
	(void)state;
	const struct application *first = test_file(&agency, "Vera Holt", true);
	const struct application *second = test_file(&agency, "Holt, Vera", false);
	const char *kept = first->customer.id, *other = second->customer.id;

	tell_of(kept, "1971-07-07", "(615) 555-0170");
	tell_of(other, "1971-07-07", "(615) 555-0171");
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"INSERT INTO worker_conflict (worker_id, customer_id, reason, declared_at)"
		" VALUES ('%s', '%s', 'his aunt', 1)", agency.ben.id, other));
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"INSERT INTO feedback (token_hash, application_id, customer_id, decision_id, program_id, codes,"
		" asked_at, answered_at, score, comment) VALUES (%s, '%s', '%s', '', 'snap', '', 1, 2, 1, 'I am Vera')",
		test_store_is_postgres() ? "'\\x01'" : "x'01'", second->id, other));
	assert_true(judge(&agency.ana, kept, other, true));
	assert_int_equal(test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM worker_conflict WHERE worker_id = '%s' AND customer_id = '%s'",
		agency.ben.id, kept)), 1);
	/* One event for each of the two applications, and none for who had no part in it. */
	assert_int_equal(test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM event WHERE type = 'worker.changed' AND subject_id = '%s'"
		" AND customer_id = '%s' AND changed = 'conflicts'", agency.ben.id, kept)), 2);
	assert_int_equal(test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM event WHERE type = 'worker.changed' AND customer_id = '%s'", kept)), 2);
	/* Erasing looks for what the one record holds. */
	assert_int_equal(test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM feedback WHERE customer_id = '%s'", kept)), 1);
}

static const char *
holder_of(const char *id)
{
	const struct application *application = test_read(&agency, &agency.sam, id);

	return application->assignee ? application->assignee->id : "";
}

static void
what_a_merge_hides_from_its_worker_goes_back_to_the_team(void **state)
{
	(void)state;
	const struct application *first = test_file(&agency, "Alma Ruiz", true);
	const struct application *second = test_file(&agency, "Ruiz, Alma", false);
	const struct application *third = test_file(&agency, "Ruiz Alma", true);
	const char *kept = first->customer.id, *other = second->customer.id;

	tell_of(kept, "1972-08-08", "(615) 555-0180");
	tell_of(other, "1972-08-08", "(615) 555-0181");
	tell_of(third->customer.id, "1972-08-08", "(615) 555-0182");
	test_give(first->id, agency.ben.id);
	test_give(second->id, agency.ana.id);
	test_give(third->id, agency.ben.id);
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"INSERT INTO worker_conflict (worker_id, customer_id, reason, declared_at)"
		" VALUES ('%s', '%s', 'his sister', 1)", agency.ben.id, other));
	/* Ben may not see what has become one with his sister's; Ana may. */
	assert_true(judge(&agency.sam, kept, other, true));
	assert_string_equal(holder_of(first->id), "");
	assert_string_equal(holder_of(second->id), agency.ana.id);
	assert_int_equal(test_events_of("application.released", first->id), 1);
	/* Nor what is added to it. */
	assert_true(judge(&agency.sam, kept, third->customer.id, true));
	assert_string_equal(holder_of(third->id), "");
	assert_string_equal(holder_of(second->id), agency.ana.id);
}

static int64_t
number_of(const char *sql, const char *id)
{
	return test_store_int(&agency.store, arena_printf(&agency.arena, sql, id));
}

static void
what_keeps_one_of_two_safe_keeps_the_one_they_become(void **state)
{
	(void)state;
	const struct application *first = test_file(&agency, "Nora Winter", true);
	const struct application *second = test_file(&agency, "Winter, Nora", false);
	const char *kept = first->customer.id, *other = second->customer.id;
	struct same_request request = { other, "she showed both letters" };
	struct call call = test_call(&agency, &agency.sam, customer_of(kept)->version);
	const struct customer *as_it_will_be;

	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE customer SET address_hidden = 1, vulnerable = 1 WHERE id = '%s'", other));
	assert_true(customer_merge(&call, kept, &request, &as_it_will_be, &err));
	assert_true(as_it_will_be->address_hidden && as_it_will_be->vulnerable);
	assert_false(customer_of(kept)->address_hidden);
	assert_true(judge(&agency.sam, kept, other, true));
	assert_true(customer_of(kept)->address_hidden && customer_of(kept)->vulnerable);
	assert_int_equal(number_of("SELECT count(*) FROM event WHERE type = 'customer.merged' AND subject_id = '%s'"
	                           " AND changed = 'address_hidden,vulnerable'", kept), 1);
	assert_int_equal(number_of("SELECT count(*) FROM event WHERE type = 'customer.updated' AND subject_id = '%s'"
	                           " AND changed = 'address_hidden,vulnerable'", kept), 1);
	/* Where nothing is taken over nothing is said. */
	const char *third = test_file(&agency, "Nora M. Winter", false)->customer.id;
	assert_true(judge(&agency.sam, kept, third, true));
	assert_true(customer_of(kept)->address_hidden);
	assert_int_equal(number_of("SELECT count(*) FROM event WHERE type = 'customer.updated' AND subject_id = '%s'"
	                           " AND changed LIKE '%%hidden%%'", kept), 1);
}

static void
that_one_of_two_is_not_a_third_holds_of_the_one_they_become(void **state)
{
	(void)state;
	const char *kept = test_file(&agency, "Ivo Marsh", true)->customer.id;
	const char *other = test_file(&agency, "Marsh, Ivo", false)->customer.id;
	const char *father = test_file(&agency, "Ivo Marsh Sr", false)->customer.id;
	struct alike_view *rows;

	tell_of(kept, "1981-01-02", "(615) 555-0190");
	tell_of(other, "1981-01-02", "(615) 555-0190");
	tell_of(father, "1951-01-02", "(615) 555-0190");
	assert_true(judge(&agency.sam, other, father, false));
	assert_int_equal(alike(&agency.ana, kept, &rows), 2);
	assert_true(judge(&agency.sam, kept, other, true));
	assert_int_equal(alike(&agency.ana, kept, &rows), 0);
	assert_int_equal(alike(&agency.ana, father, &rows), 0);
}

static void
all_applications_move_however_many_there_are(void **state)
{
	(void)state;
	const char *kept = test_file(&agency, "Mara Stone", true)->customer.id;
	const char *other = test_file(&agency, "Stone, Mara", false)->customer.id;

	for (int i = 0; i < ALIKE_CANDIDATES_MAX + 2; i++) {
		const char *id = test_file(&agency, "Mara Stone", false)->id;
		test_store_exec(&agency.store, arena_printf(&agency.arena,
			"UPDATE application SET customer_id = '%s' WHERE id = '%s'", other, id));
		test_store_exec(&agency.store, arena_printf(&agency.arena,
			"UPDATE queue SET customer_id = '%s' WHERE application_id = '%s'", other, id));
	}
	assert_true(judge(&agency.sam, kept, other, true));
	assert_int_equal(number_of("SELECT count(*) FROM application WHERE customer_id = '%s'", other), 0);
	assert_int_equal(number_of("SELECT count(*) FROM queue WHERE customer_id = '%s'", other), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_records_of_one_person_are_shown_and_nothing_is_done_by_itself),
		cmocka_unit_test(who_is_being_taken_in_is_compared_with_who_is_known),
		cmocka_unit_test(merged_records_are_one_and_both_ids_lead_there),
		cmocka_unit_test(who_may_not_see_one_of_two_is_told_at_once_not_to_see_them_as_one),
		cmocka_unit_test(what_a_merge_hides_from_its_worker_goes_back_to_the_team),
		cmocka_unit_test(what_keeps_one_of_two_safe_keeps_the_one_they_become),
		cmocka_unit_test(that_one_of_two_is_not_a_third_holds_of_the_one_they_become),
		cmocka_unit_test(all_applications_move_however_many_there_are),
	};
	return cmocka_run_group_tests(tests, test_desk_open, test_desk_close);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of events: words both ways, and sentences that can be filled from
 * the payload their row promises.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/event.h"
#include "domain/wording.h"

static void
test_words_both_ways(void **state)
{
	(void)state;
	for (int i = 1; i < EVENT_TYPE_COUNT; i++) {
		const struct event_kind *kind = event_kind_of((enum event_type)i);
		assert_int_equal(kind->type, i);
		assert_int_equal(event_type_from_wire(kind->wire), i);
	}
	assert_int_equal(event_type_from_wire("no.such"), EVENT_NONE);
	assert_int_equal(event_type_from_wire(""), EVENT_NONE);
	for (int i = 1; i < HISTORY_COUNT; i++)
		assert_int_equal(
			history_kind_from_wire(history_kind_wire((enum history_kind)i)), i);
	assert_int_equal(history_kind_from_wire("no such"), HISTORY_NONE);
	assert_int_equal(history_kind_from_wire(NULL), HISTORY_NONE);
}

static bool
has_member(const char *members, const char *name)
{
	size_t len = strlen(name);
	for (const char *at = members; (at = strstr(at, name)); at += len)
		if ((at == members || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
			return true;
	return false;
}

static void
check_brace(void *context, const char *name)
{
	const struct event_kind *kind = context;
	if (!has_member(kind->members, name))
		fail_msg("%s speaks of {%s}, which its payload has not", kind->wire, name);
}

static void
test_sentences_speak_of_the_payload(void **state)
{
	(void)state;
	for (int i = 1; i < EVENT_TYPE_COUNT; i++) {
		const struct event_kind *kind = event_kind_of((enum event_type)i);
		assert_false(str_empty(kind->text));
		assert_true(wording_each_brace(kind->text, check_brace, (void *)(uintptr_t)kind));
	}
}

static void
test_what_the_applicant_sees_is_public(void **state)
{
	(void)state;
	for (int i = 1; i < EVENT_TYPE_COUNT; i++) {
		const struct event_kind *kind = event_kind_of((enum event_type)i);
		if (kind->update != UPDATE_NONE) {
			assert_true(kind->is_public);
			assert_int_not_equal(kind->history, HISTORY_NONE);
		}
	}
	/* What only the file is for never is. */
	assert_false(event_kind_of(EVENT_NOTE_ADDED)->is_public);
	assert_false(event_kind_of(EVENT_CALL_LOGGED)->is_public);
	assert_false(event_kind_of(EVENT_RECORD_VIEWED)->is_public);
	assert_false(event_kind_of(EVENT_SSN_REVEALED)->is_public);
	assert_false(event_kind_of(EVENT_DECISION_RETURNED)->is_public);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_both_ways),
		cmocka_unit_test(test_sentences_speak_of_the_payload),
		cmocka_unit_test(test_what_the_applicant_sees_is_public),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Links into accounts and their hours: how long one is good, how many are
 * sent, and that what was asked about is forgotten.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "server/service/account_proof.h"
#include "server/service/mail.h"
#include "server/store/setting.h"
#include "desk_fixture.h"

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS };

static const struct actor nobody = { .kind = ACTOR_CUSTOMER, .id = "nobody" };

static int
open_agency(void **state)
{
	struct err err = { .code = ERR_NONE };

	(void)state;
	test_agency_open(&agency);
	assert_true(setting_put(agency.store.db, "mail", "on"));
	assert_true(setting_put(agency.store.db, "portal_url", "https://help.example.gov"));
	assert_true(agency_reload_settings(agency.agency, agency.store.db, &err));
	return 0;
}

static struct account_try
make(const char *login)
{
	struct err err = { .code = ERR_NONE };
	struct call slow = test_call(&agency, &nobody, -1);
	struct account_try try;

	slow.arena = &agency.arena;
	if (!account_prepare(&slow, login, "a long password", "local", "en", &try, &err))
		fail_msg("%s", err.detail);
	assert_true(TEST_ACT(&agency, &nobody, -1, &err, account_make(&call, &try, &err)));
	return try;
}

static bool
ask(const char *login)
{
	struct err err = { .code = ERR_NONE };

	return TEST_ACT(&agency, &nobody, -1, &err, account_ask_link(&call, login, "en", &err));
}

/* The text after a word of the n-th e-mail, to the end of its line. */
static const char *
link_of(const char *word, size_t n, size_t *ret_count)
{
	struct mail_row *rows;

	*ret_count = mail_list(agency.store.db, MAIL_WAITS, 50, &agency.arena, &rows);
	if (n >= *ret_count)
		return NULL;
	/* Nobody who has the database alone has the link. */
	assert_null(rows[n].body);
	const char *at = strstr(mail_unsealed(agency.agency, &rows[n], &agency.arena), word);
	return at ? arena_strndup(&agency.arena, at + strlen(word), strcspn(at + strlen(word), "\n")) : NULL;
}

static enum account_link
read_link(const char *link)
{
	struct call call = test_call(&agency, &nobody, -1);
	struct account account;

	return account_link_read(&call, link, &account);
}

static void
a_link_is_good_for_its_time(void **state)
{
	size_t count;

	(void)state;
	make("long@home.example");
	const char *confirm = link_of("confirm?link=", 0, &count);
	const char *reset = link_of("reset?link=", 0, &count);
	assert_int_equal(count, 1);
	assert_int_equal(read_link(confirm), LINK_CONFIRM);
	assert_int_equal(read_link(reset), LINK_RESET);
	agency.now_ms += 30 * MINUTE_MS - 1;
	assert_int_equal(read_link(reset), LINK_RESET);
	agency.now_ms += 1;
	assert_int_equal(read_link(reset), LINK_NONE);
	assert_int_equal(read_link(confirm), LINK_CONFIRM);
	agency.now_ms += 3 * DAY_MS;
	assert_int_equal(read_link(confirm), LINK_NONE);
}

/* What is sent later than this opens nothing. */
static void
an_e_mail_ends_with_the_last_link_in_it(void **state)
{
	struct mail_row *rows;

	(void)state;
	make("ends@home.example");
	assert_int_equal(mail_list(agency.store.db, MAIL_WAITS, 50, &agency.arena, &rows), 1);
	assert_int_equal(rows[0].ends_at_ms - rows[0].created_at_ms, 3 * DAY_MS);
	const char *confirm = arena_strdup(&agency.arena, link_of("confirm?link=", 0, &(size_t){ 0 }));
	struct err err = { .code = ERR_NONE };
	struct account account;
	assert_true(TEST_ACT(&agency, &nobody, -1, &err, account_link_confirm(&call, confirm, &account, &err)));
	assert_true(ask("ends@home.example"));
	assert_int_equal(mail_list(agency.store.db, MAIL_WAITS, 50, &agency.arena, &rows), 2);
	size_t last = rows[0].ends_at_ms - rows[0].created_at_ms == 3 * DAY_MS;
	assert_int_equal(rows[last].ends_at_ms - rows[last].created_at_ms, 30 * MINUTE_MS);
	/* With another key it is nothing. */
	struct mail_row other = rows[last];
	char *bytes = memcpy(arena_alloc(&agency.arena, other.sealed_len), other.sealed, other.sealed_len);
	bytes[other.sealed_len - 1] ^= 1;
	other.sealed = bytes;
	assert_null(mail_unsealed(agency.agency, &other, &agency.arena));
}

static void
three_an_hour_are_sent_and_then_three_more(void **state)
{
	size_t count;

	(void)state;
	make("many@home.example");
	for (int i = 0; i < 5; i++)
		assert_true(ask(" MANY@home.example"));
	(void)link_of("", 0, &count);
	assert_int_equal(count, 3);
	/* Somebody else's are counted apart, and an unknown address gets none. */
	make("other@home.example");
	assert_true(ask("unknown@home.example"));
	assert_true(ask("6155550188"));
	assert_true(ask("no login"));
	(void)link_of("", 0, &count);
	assert_int_equal(count, 4);
	agency.now_ms += HOUR_MS + 1;
	assert_true(ask("many@home.example"));
	(void)link_of("", 0, &count);
	assert_int_equal(count, 5);
	/* Of who was asked about before then nothing is kept. */
	struct stmt *stmt = db_query(agency.store.db, "SELECT count(*) FROM account_ask");
	assert_true(stmt_row(stmt));
	assert_int_equal(column_int(stmt, 0), 1);
	stmt_reset(stmt);
}

static void
setting_a_password_ends_the_links_and_passes_before(void **state)
{
	struct err err = { .code = ERR_NONE };
	struct account account;
	size_t count;

	(void)state;
	make("reset@home.example");
	assert_true(ask("reset@home.example"));
	const char *confirm = link_of("confirm?link=", 0, &count);
	const char *first = link_of("reset?link=", 0, &count);
	const char *second = link_of("reset?link=", 1, &count);
	assert_true(TEST_ACT(&agency, &nobody, -1, &err, account_link_confirm(&call, confirm, &account, &err)));
	struct call look = test_call(&agency, &nobody, -1);
	const char *pass = account_pass_make(&look, &account);
	assert_true(account_pass_read(&look, pass, &account));
	assert_true(TEST_ACT(&agency, &nobody, -1, &err, account_link_reset(&call, first, "a hash", &err)));
	assert_false(account_pass_read(&look, pass, &account));
	assert_int_equal(read_link(first), LINK_NONE);
	assert_int_equal(read_link(second), LINK_NONE);
	assert_false(TEST_ACT(&agency, &nobody, -1, &err, account_link_reset(&call, second, "another hash", &err)));
	assert_int_equal(err.code, ERR_NOT_FOUND);
}

static void
an_account_is_open_only_once_it_is_confirmed(void **state)
{
	struct err err = { .code = ERR_NONE };
	struct account_try try, made = make("open@home.example");
	struct account account;
	size_t count;

	(void)state;
	struct call look = test_call(&agency, &nobody, -1);
	assert_false(account_pass_read(&look, account_pass_make(&look, &made.account), &account));
	assert_true(account_check(&look, "open@home.example", "a long password", "local", &try, &err));
	assert_false(try.accepted);
	const char *confirm = link_of("confirm?link=", 0, &count);
	assert_true(TEST_ACT(&agency, &nobody, -1, &err, account_link_confirm(&call, confirm, &account, &err)));
	assert_true(account_check(&look, "open@home.example", "a long password", "local", &try, &err));
	assert_true(try.accepted);
	assert_true(account_pass_read(&look, account_pass_make(&look, &account), &account));
}

static bool
move_to(struct account *account, const char *login, struct err *err)
{
	return TEST_ACT(&agency, &nobody, -1, err, account_ask_move(&call, account, login, err));
}

static void
an_account_has_few_addresses_written_to_in_an_hour(void **state)
{
	struct err err = { .code = ERR_NONE };
	struct account account;
	size_t before, count;

	(void)state;
	make("moves@home.example");
	const char *confirm = link_of("confirm?link=", 0, &before);
	assert_true(TEST_ACT(&agency, &nobody, -1, &err, account_link_confirm(&call, confirm, &account, &err)));
	assert_true(move_to(&account, "one@home.example", &err));
	assert_true(move_to(&account, "two@home.example", &err));
	assert_true(move_to(&account, "three@home.example", &err));
	assert_false(move_to(&account, "four@home.example", &err));
	assert_int_equal(err.code, ERR_RATE_LIMITED);
	/* To the new address and to the old. */
	(void)link_of("", 0, &count);
	assert_int_equal(count, before + 6);
	agency.now_ms += HOUR_MS + 1;
	assert_true(move_to(&account, "four@home.example", &err));
}

static size_t
count_to(const char *address)
{
	struct mail_row *rows;
	size_t all = mail_list(agency.store.db, MAIL_WAITS, 50, &agency.arena, &rows), count = 0;

	for (size_t i = 0; i < all; i++)
		count += str_eq(rows[i].recipient, address);
	return count;
}

static const char *
confirm_link_to(const char *address)
{
	struct mail_row *rows;
	size_t all = mail_list(agency.store.db, MAIL_WAITS, 50, &agency.arena, &rows), count;

	for (size_t i = 0; i < all; i++)
		if (str_eq(rows[i].recipient, address))
			return link_of("confirm?link=", i, &count);
	return NULL;
}

/* By what comes to one's own mailbox, and by what becomes of a move before. */
static void
a_move_does_not_tell_who_has_an_account(void **state)
{
	static const char *const wanted[] = { "free@home.example", "taken@home.example" };
	struct err err = { .code = ERR_NONE };

	(void)state;
	make("taken@home.example");
	for (size_t i = 0; i < countof(wanted); i++) {
		const char *login = arena_printf(&agency.arena, "mover%zu@home.example", i);
		const char *before = arena_printf(&agency.arena, "before%zu@home.example", i);
		struct account account;

		make(login);
		const char *confirm = confirm_link_to(login);
		assert_true(TEST_ACT(&agency, &nobody, -1, &err, account_link_confirm(&call, confirm, &account, &err)));
		assert_true(move_to(&account, before, &err));
		const char *first = confirm_link_to(before);
		assert_int_equal(read_link(first), LINK_MOVE);
		agency.now_ms += 1;
		assert_true(move_to(&account, wanted[i], &err));
		assert_true(move_to(&account, wanted[i], &err));
		assert_int_equal(read_link(first), LINK_NONE);
		assert_int_equal(count_to(login), 1 + 3);
	}
	/* The one who has it hears of each, as ever. */
	assert_int_equal(count_to("taken@home.example"), 1 + 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_link_is_good_for_its_time, open_agency, test_desk_close),
		cmocka_unit_test_setup_teardown(an_e_mail_ends_with_the_last_link_in_it, open_agency, test_desk_close),
		cmocka_unit_test_setup_teardown(three_an_hour_are_sent_and_then_three_more, open_agency, test_desk_close),
		cmocka_unit_test_setup_teardown(setting_a_password_ends_the_links_and_passes_before, open_agency,
			test_desk_close),
		cmocka_unit_test_setup_teardown(an_account_is_open_only_once_it_is_confirmed, open_agency,
			test_desk_close),
		cmocka_unit_test_setup_teardown(a_move_does_not_tell_who_has_an_account, open_agency, test_desk_close),
		cmocka_unit_test_setup_teardown(an_account_has_few_addresses_written_to_in_an_hour, open_agency,
			test_desk_close),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

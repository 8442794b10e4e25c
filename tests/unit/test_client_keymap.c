/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys and settings: the defaults are those of the table, a person's files
 * change them by command name, and every line that cannot be used is told
 * with its number.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/str.h"
#include "client/cmd/config.h"
#include "client/cmd/keymap.h"
#include "client/cmd/palette.h"

static enum cmd_id
find(const struct keymap *map, enum scope scope, const char *text, bool in_text)
{
	struct keys keys;

	assert_true(keys_from_text(text, &keys));
	return keymap_find(map, scope, &keys, in_text).cmd;
}

static void
a_digit_is_a_room_in_a_list_and_a_tab_in_a_record(void **state)
{
	struct keymap map;

	(void)state;
	keymap_init(&map);
	assert_int_equal(find(&map, SCOPE_APP, "2", false), CMD_ROOM_TEAM);
	assert_int_equal(find(&map, SCOPE_RECORD, "2", false), CMD_TAB_2);
	assert_int_equal(find(&map, SCOPE_RECORD, "'2", false), CMD_ROOM_TEAM);
	assert_int_equal(find(&map, SCOPE_FORM, "2", false), CMD_NONE);
}

static void
what_is_shown_for_keys_is_typed_again(void **state)
{
	static const char *const shown[] = { "Enter", "^Me", "^MEnter", "^Ix", "'Tab", "'Enter", "^A", "gg" };
	char text[KEYS_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < countof(shown); i++) {
		struct keys keys, again;

		assert_true(keys_from_text(shown[i], &keys));
		assert_string_equal(keys_text(&keys, text), shown[i]);
		assert_true(keys_from_text(text, &again));
		assert_true(keys_equal(&again, &keys));
	}
}

static void
capitals_mean_what_their_screen_means(void **state)
{
	struct keymap map;

	(void)state;
	keymap_init(&map);
	assert_int_equal(find(&map, SCOPE_APP, "X", false), CMD_RELEASE);
	assert_int_equal(find(&map, SCOPE_REHEARSAL, "X", false), CMD_RETURN);
	assert_int_equal(find(&map, SCOPE_MERGE, "S", false), CMD_MERGE_SAVE);
	assert_int_equal(find(&map, SCOPE_RECORD, "S", false), CMD_STATUS_MENU);
	assert_int_equal(find(&map, SCOPE_READER, "D", false), CMD_NONE);
}

static void
in_a_text_field_only_the_few_keys_act(void **state)
{
	static const char *const act[] = { "^T", "^R", "^O", "^X", "^L", "^C", "Tab", "S-Tab",
		                           "Up", "Down", "Left", "Right", "Enter", "Esc" };
	static const char *const are_text[] = { "j", "q", "D", "?", ":", "1", "Space", "/", "'" };
	static const char *const do_nothing[] = { "^D", "^U", "PgDn", "^Z", "F1", "Home" };
	struct keymap map;

	(void)state;
	keymap_init(&map);
	for (size_t i = 0; i < countof(act); i++)
		assert_int_not_equal(find(&map, SCOPE_FORM, act[i], true), CMD_NONE);
	for (size_t i = 0; i < countof(are_text); i++)
		assert_int_equal(find(&map, SCOPE_FORM, are_text[i], true), CMD_NONE);
	for (size_t i = 0; i < countof(do_nothing); i++)
		assert_int_equal(find(&map, SCOPE_FORM, do_nothing[i], true), CMD_NONE);
}

static void
no_default_clashes_and_none_is_kept_by_the_terminal(void **state)
{
	struct keymap map;

	(void)state;
	keymap_init(&map);
	for (size_t a = 0; a < map.count; a++) {
		uint32_t code = map.at[a].keys.at[0].code;
		assert_true(code != K_CTRL('A') && code != K_CTRL('B'));
		assert_true(code != K_CTRL('S') && code != K_CTRL('Q'));
		for (size_t b = a + 1; b < map.count; b++)
			assert_false(map.at[a].scope == map.at[b].scope &&
			             keys_equal(&map.at[a].keys, &map.at[b].keys));
	}
}

static void
plain_letters_never_write(void **state)
{
	struct keymap map;

	(void)state;
	keymap_init(&map);
	for (size_t i = 0; i < map.count; i++) {
		const struct cmd *cmd = cmd_of(map.at[i].cmd);
		uint32_t code = map.at[i].keys.at[map.at[i].keys.count - 1].code;
		if (!(cmd->flags & CMD_WRITE))
			continue;
		assert_true(code >= 'A' && code <= 'Z');
		assert_null(strchr("FGNQRUVZ", (int)code));
	}
}

static const char *
problems_of(struct keymap *map, const char *file)
{
	static struct buf problems = BUF_INIT(4096);

	buf_reset(&problems);
	keymap_init(map);
	keymap_read(map, file, strlen(file), &problems);
	return problems.data;
}

static void
a_keys_file_moves_a_command(void **state)
{
	struct keymap map;

	(void)state;
	assert_string_equal(problems_of(&map, "# mine\ndecide = Y\n\nhelp = F1 F2\n"), "");
	assert_int_equal(find(&map, SCOPE_APP, "Y", false), CMD_DECIDE);
	assert_int_equal(find(&map, SCOPE_APP, "D", false), CMD_NONE);
	assert_int_equal(find(&map, SCOPE_APP, "F2", false), CMD_HELP);
	assert_int_equal(find(&map, SCOPE_APP, "?", false), CMD_NONE);
}

static void
two_commands_may_swap_keys(void **state)
{
	struct keymap map;

	(void)state;
	assert_string_equal(problems_of(&map, "move-down = k\nmove-up = j\n"), "");
	assert_int_equal(find(&map, SCOPE_LIST, "k", false), CMD_MOVE_DOWN);
}

static void
each_bad_line_is_told_with_its_number(void **state)
{
	struct keymap map;

	(void)state;
	assert_string_equal(problems_of(&map, "\ndecyde = T\n"),
	                    "keys:2: there is no command \"decyde\"\n");
	assert_string_equal(problems_of(&map, "decide = Foo\n"), "keys:1: \"Foo\" names no key\n");
	assert_string_equal(problems_of(&map, "decide = d\n"), "");
	assert_string_equal(problems_of(&map, "note = w\n"),
	                    "keys:1: note writes, so it needs a capital letter\n");
	assert_string_equal(problems_of(&map, "open = ^S\n"),
	                    "keys:1: ^A ^B ^S ^Q belong to the terminal\n");
	assert_string_equal(problems_of(&map, "open = j\n"),
	                    "keys:1: \"j\" is already move-down; unbind that first\n");
	assert_string_equal(problems_of(&map, "nonsense\n"), "keys:1: write: command-name = key\n");
}

static void
settings_are_checked(void **state)
{
	static const char file[] =
		"lock-minutes = 5\nlock-minutes = 31\nbell = maybe\ncolour = red\n= 3\n";
	struct config config;
	struct buf problems = BUF_INIT(4096);

	(void)state;
	config_init(&config);
	assert_int_equal(config_number(&config, SETTING_LOCK_MINUTES), 15);
	config_read(&config, file, strlen(file), &problems);
	assert_int_equal(config_number(&config, SETTING_LOCK_MINUTES), 5);
	assert_false(config_yes(&config, SETTING_BELL));
	assert_string_equal(problems.data, "config:2: lock-minutes is a number from 1 to 30\n"
	                                   "config:3: bell is yes or no\n"
	                                   "config:4: there is no setting \"colour\"\n"
	                                   "config:5: write: name = value\n");
	buf_done(&problems);
}

static void
the_palette_finds_words_in_any_order(void **state)
{
	enum cmd_id found[CMD_COUNT];

	(void)state;
	size_t count = palette_find("MISSING ask", SCOPE_APP, found);
	assert_true(count >= 1);
	assert_int_equal(found[0], CMD_ASK_MISSING);
	count = palette_find("note", SCOPE_APP, found);
	assert_int_equal(found[0], CMD_NOTE);
	assert_int_equal(palette_find("issue", SCOPE_LIST, found), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_digit_is_a_room_in_a_list_and_a_tab_in_a_record),
		cmocka_unit_test(what_is_shown_for_keys_is_typed_again),
		cmocka_unit_test(capitals_mean_what_their_screen_means),
		cmocka_unit_test(in_a_text_field_only_the_few_keys_act),
		cmocka_unit_test(no_default_clashes_and_none_is_kept_by_the_terminal),
		cmocka_unit_test(plain_letters_never_write),
		cmocka_unit_test(a_keys_file_moves_a_command),
		cmocka_unit_test(two_commands_may_swap_keys),
		cmocka_unit_test(each_bad_line_is_told_with_its_number),
		cmocka_unit_test(settings_are_checked),
		cmocka_unit_test(the_palette_finds_words_in_any_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

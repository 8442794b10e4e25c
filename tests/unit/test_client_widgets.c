/* SPDX-License-Identifier: Apache-2.0
 *
 * Canvas and widgets: nothing harmful reaches the screen, wide characters keep
 * their columns, texts are edited by whole characters, forms say what is
 * wrong beside the field.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "base/utf8.h"
#include "client/ui/edit.h"
#include "client/ui/form.h"
#include "client/ui/menu.h"
#include "client/ui/text.h"
#include "client/ui/wrap.h"

static struct canvas canvas;

static int
start(void **state)
{
	(void)state;
	canvas_init(&canvas, 6, 20);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	canvas_done(&canvas);
	return 0;
}

static const char *
line(int row)
{
	static struct buf text = BUF_INIT(1024);

	buf_reset(&text);
	for (int col = 0; col < canvas.cols; col++) {
		const struct cell *cell = canvas_cell(&canvas, row, col);
		for (int i = 0; i < CELL_POINTS_MAX && cell->points[i]; i++)
			utf8_encode(&text, cell->points[i]);
	}
	while (text.len > 0 && text.data[text.len - 1] == ' ')
		text.data[--text.len] = '\0';
	return text.data;
}

static void
control_characters_never_reach_a_cell(void **state)
{
	(void)state;
	canvas_text(&canvas, 0, 0, -1, INK_TEXT, "a\033[2Jb\xe2\x80\xae" "c\xff");
	for (int col = 0; col < canvas.cols; col++) {
		uint32_t point = canvas_cell(&canvas, 0, col)->points[0];
		assert_true(point >= ' ' && point != 0x7f && point != 0x202e);
	}
	assert_null(strchr(line(0), '\033'));
}

static void
a_text_that_does_not_fit_says_so(void **state)
{
	(void)state;
	canvas_text(&canvas, 0, 0, 8, INK_TEXT, "O'Neill-Castaneda");
	assert_string_equal(line(0), "O'Neill>");
	canvas_text(&canvas, 1, 15, -1, INK_TEXT, "Okafor");
	assert_string_equal(line(1), "               Okaf>");
}

static void
wide_characters_take_two_columns_and_are_never_halved(void **state)
{
	(void)state;
	int end = canvas_text(&canvas, 0, 0, -1, INK_TEXT, "\xe9\x98\xae\xe6\xb0\x8f"); /* two Han */
	assert_int_equal(end, 4);
	assert_int_equal(canvas_cell(&canvas, 0, 1)->points[0], 0);
	/* Only one fits in three columns with the mark. */
	canvas_text(&canvas, 1, 0, 3, INK_TEXT, "\xe9\x98\xae\xe6\xb0\x8f");
	assert_string_equal(line(1), "\xe9\x98\xae>");
	/* Writing over its second half leaves no half behind. */
	canvas_text(&canvas, 0, 1, -1, INK_TEXT, "x");
	assert_string_equal(line(0), " x\xe6\xb0\x8f");
}

static void
marks_stay_with_their_letter(void **state)
{
	(void)state;
	int end = canvas_text(&canvas, 0, 0, -1, INK_TEXT, "e\xcc\x81o");
	assert_int_equal(end, 2);
	assert_int_equal(canvas_cell(&canvas, 0, 0)->points[1], 0x301);
}

static void
clipping_keeps_a_view_in_its_area(void **state)
{
	(void)state;
	struct rect before = canvas_clip(&canvas, (struct rect){ 2, 5, 2, 4 });
	canvas_text(&canvas, 1, 0, -1, INK_TEXT, "above");
	canvas_text(&canvas, 2, 3, -1, INK_TEXT, "abcdefghij");
	canvas_unclip(&canvas, before);
	assert_string_equal(line(1), "");
	assert_true(str_starts(line(2), "     c"));
	assert_int_equal(canvas_cell(&canvas, 2, 9)->points[0], ' ');
}

static void
key(struct edit *edit, uint32_t code)
{
	(void)edit_key(edit, (struct key){ code });
}

static void
backspace_takes_a_whole_character(void **state)
{
	struct edit edit;

	(void)state;
	edit_init(&edit, 100, false, false);
	edit_set(&edit, "Hoa\xcc\x81");
	key(&edit, K_BACKSPACE);
	assert_string_equal(edit.text.data, "Ho");
	key(&edit, K_HOME);
	key(&edit, 0x963f);
	assert_string_equal(edit.text.data, "\xe9\x98\xbfHo");
	key(&edit, K_DELETE);
	assert_string_equal(edit.text.data, "\xe9\x98\xbfo");
	edit_done(&edit);
}

static void
a_line_is_emptied_and_loses_a_word_as_in_a_shell(void **state)
{
	struct edit edit;

	(void)state;
	edit_init(&edit, 100, false, false);
	edit_set(&edit, "clock:overdue county:Knox  ");
	key(&edit, K_CTRL('W'));
	assert_string_equal(edit.text.data, "clock:overdue ");
	key(&edit, K_HOME);
	key(&edit, K_CTRL('W'));
	assert_string_equal(edit.text.data, "clock:overdue ");
	key(&edit, K_CTRL('U'));
	assert_string_equal(edit.text.data, "");
	key(&edit, 'x');
	assert_string_equal(edit.text.data, "x");
	edit_done(&edit);
	edit_init(&edit, 100, true, false);
	edit_set(&edit, "much text");
	key(&edit, K_CTRL('U'));
	assert_string_equal(edit.text.data, "much text");
	edit_done(&edit);
}

static void
a_field_never_grows_past_its_limit(void **state)
{
	struct edit edit;

	(void)state;
	edit_init(&edit, 8, false, false);
	edit_paste(&edit, "0123456789abcdef", 16);
	assert_true(edit.text.len < 8);
	assert_true(buf_ok(&edit.text));
	edit_done(&edit);
}

static void
a_pasted_newline_is_a_space_in_one_line(void **state)
{
	struct edit edit;

	(void)state;
	edit_init(&edit, 100, false, false);
	edit_paste(&edit, "a\r\nb\tc\033d", 8);
	assert_string_equal(edit.text.data, "a b cd");
	edit_done(&edit);
	edit_init(&edit, 100, true, false);
	edit_paste(&edit, "a\r\nb", 4);
	assert_string_equal(edit.text.data, "a\nb");
	edit_done(&edit);
}

static void
a_secret_is_never_drawn(void **state)
{
	struct edit edit;

	(void)state;
	edit_init(&edit, 100, false, true);
	edit_set(&edit, "hunter2");
	edit_draw(&edit, &canvas, (struct rect){ 0, 0, 1, 20 }, true);
	assert_string_equal(line(0), "*******");
	edit_done(&edit);
}

static void
up_and_down_go_by_wrapped_lines(void **state)
{
	struct edit edit;

	(void)state;
	edit_init(&edit, 100, true, false);
	edit_set(&edit, "one two three\nfour");
	assert_true(edit_up(&edit, 8));
	assert_true(edit_up(&edit, 8));
	assert_false(edit_up(&edit, 8));
	key(&edit, '!');
	assert_string_equal(edit.text.data, "one !two three\nfour");
	edit_done(&edit);
}

static void
words_wrap_at_spaces_and_long_ones_anywhere(void **state)
{
	(void)state;
	struct wrap wrap = wrap_line("rent receipt", 12, 8);
	assert_int_equal(wrap.len, 4);
	assert_int_equal(wrap.next, 5);
	wrap = wrap_line("abcdefghij", 10, 4);
	assert_int_equal(wrap.len, 4);
	assert_int_equal(wrap.next, 4);
	wrap = wrap_line("ab\ncd", 5, 8);
	assert_int_equal(wrap.len, 2);
	assert_true(wrap.newline);
}

static void
reading_keeps_its_place_when_the_width_changes(void **state)
{
	struct text_widget text;

	(void)state;
	text_init(&text);
	text_place(&text, (struct rect){ 0, 0, 3, 20 });
	for (int i = 0; i < 20; i++)
		text_add(&text, INK_TEXT, "the quick brown fox jumps over");
	for (int i = 0; i < 10; i++)
		text_move(&text, LIST_DOWN);
	int paragraph = text_paragraph_at(&text);
	text_place(&text, (struct rect){ 0, 0, 3, 11 });
	assert_int_equal(text_paragraph_at(&text), paragraph);
	text_move(&text, LIST_BOTTOM);
	assert_int_equal(text_paragraph_at(&text), 19);
	text_done(&text);
}

static void
search_goes_around_without_accents_or_case(void **state)
{
	struct text_widget text;

	(void)state;
	text_init(&text);
	text_place(&text, (struct rect){ 0, 0, 3, 20 });
	text_add(&text, INK_TEXT, "Jos\xc3\xa9 sent a letter");
	text_add(&text, INK_TEXT, "nothing here");
	text_move(&text, LIST_DOWN);
	assert_true(text_search(&text, "JOSE", 1));
	assert_int_equal(text_paragraph_at(&text), 0);
	assert_false(text_search(&text, "receipt", 1));
	/* What stands before a line is read with it, so it is found with it. */
	text_add_lead(&text, INK_LABEL, "Rent or house payment  ", INK_TEXT, "$920.08");
	assert_true(text_search(&text, "house", 1));
	assert_int_equal(text_paragraph_at(&text), 2);
	text_done(&text);
}

enum { TAG_DATE = 1, TAG_AMOUNT, TAG_OUTCOME, TAG_WHY };

static void
make_form(struct form *form)
{
	form_init(form, date_make(2025, 11, 21));
	form_add(form, FORM_DATE, TAG_DATE, "Due");
	form_add(form, FORM_MONEY, TAG_AMOUNT, "Amount");
	struct form_field *field = form_add(form, FORM_CHOICE, TAG_OUTCOME, "Outcome");
	form_add_choice(field, "approved", "approve");
	form_add_choice(field, "denied", "deny");
	field->required = true;
	field = form_add(form, FORM_LINES, TAG_WHY, "Because");
	field->pointer = "/rationale";
	form_place(form, (struct rect){ 0, 0, 6, 20 });
}

static void
dates_and_amounts_as_people_type_them(void **state)
{
	struct form form;
	civil_date date;
	int64_t cents;

	(void)state;
	make_form(&form);
	form_set(&form, TAG_DATE, "+10");
	assert_true(form_date(&form, TAG_DATE, &date));
	assert_int_equal(date, date_make(2025, 12, 1));
	form_set(&form, TAG_DATE, "12/1/2025");
	assert_true(form_date(&form, TAG_DATE, &date));
	assert_int_equal(date, date_make(2025, 12, 1));
	form_set(&form, TAG_DATE, "3/4/95");
	assert_false(form_check(&form));
	assert_string_equal(form_find(&form, TAG_DATE)->error,
		"Please write the year with four digits, for example 1961.");
	form_set(&form, TAG_DATE, "0095-03-04");
	assert_false(form_check(&form));
	assert_non_null(strstr(form_find(&form, TAG_DATE)->error, "too long ago or too far ahead"));
	form_set(&form, TAG_DATE, "2025-02-30");
	assert_false(form_date(&form, TAG_DATE, &date));
	form_set(&form, TAG_AMOUNT, "423.5");
	assert_false(form_money(&form, TAG_AMOUNT, &cents));
	form_set(&form, TAG_AMOUNT, "423.50");
	assert_true(form_money(&form, TAG_AMOUNT, &cents));
	assert_int_equal(cents, 42350);
	form_set(&form, TAG_AMOUNT, "423");
	assert_true(form_money(&form, TAG_AMOUNT, &cents));
	assert_int_equal(cents, 42300);
	form_set(&form, TAG_AMOUNT, "50,00");
	assert_false(form_money(&form, TAG_AMOUNT, &cents));
	form_set(&form, TAG_AMOUNT, "-1");
	assert_false(form_money(&form, TAG_AMOUNT, &cents));
	form_done(&form);
}

static void
nothing_is_chosen_for_you(void **state)
{
	struct form form;

	(void)state;
	make_form(&form);
	assert_string_equal(form_text(&form, TAG_OUTCOME), "");
	assert_false(form_check(&form));
	/* The focus goes to what is missing. */
	assert_int_equal(form.fields[form.focus].tag, TAG_OUTCOME);
	assert_int_equal(form_key_use(&form), KEYS_LETTERS);
	assert_true(form_key(&form, (struct key){ 'd' }));
	assert_string_equal(form_text(&form, TAG_OUTCOME), "denied");
	assert_false(form_key(&form, (struct key){ 'q' }));
	assert_true(form_check(&form));
	form_done(&form);
}

/* A field that lay below the fold was no field. */
static void
a_form_says_that_there_is_more_of_it(void **state)
{
	struct form form;

	(void)state;
	form_init(&form, date_make(2025, 11, 21));
	for (int i = 1; i <= 8; i++)
		form_add(&form, FORM_TEXT, i, (const char *[]){ "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8" }[i - 1]);
	form_place(&form, (struct rect){ 0, 0, 6, 20 });
	form_draw(&form, &canvas);
	assert_string_equal(line(4), " F5");
	assert_string_equal(line(5), "         more below");
	/* One that is asked for elsewhere is named. */
	form_find(&form, 8)->wanted = true;
	form_draw(&form, &canvas);
	assert_string_equal(line(5), "          below: F8");
	form_find(&form, 8)->wanted = false;
	form_focus(&form, 6);
	form_draw(&form, &canvas);
	assert_string_equal(line(0), " F2");
	assert_string_equal(line(4), ">F6");
	assert_string_equal(line(5), "more above and below");
	form_focus(&form, 8);
	form_find(&form, 1)->wanted = true;
	form_draw(&form, &canvas);
	assert_string_equal(line(4), ">F8");
	assert_string_equal(line(5), "          above: F1");
	/* A hint keeps its words, and the row is the mark's. */
	form_find(&form, 8)->hint = "By its letter";
	form_draw(&form, &canvas);
	assert_string_equal(line(3), ">F8");
	assert_string_equal(line(4), "          above: F1");
	assert_string_equal(line(5), " By its letter");
	/* Where all is in sight there is nothing to say. */
	form_done(&form);
	make_form(&form);
	form_find(&form, TAG_WHY)->lines = 2;
	form_draw(&form, &canvas);
	assert_null(strstr(line(5), "more"));
	form_done(&form);
}

static void
the_servers_errors_stand_beside_their_fields(void **state)
{
	struct form form;
	struct err err = { 0 };

	(void)state;
	make_form(&form);
	err_field(&err, "/rationale", "required", "Say why.");
	err_field(&err, "/elsewhere", "unknown", "Not here.");
	assert_int_equal(form_errors_from(&form, &err), 1);
	assert_string_equal(form_find(&form, TAG_WHY)->error, "Say why.");
	assert_int_equal(form.fields[form.focus].tag, TAG_WHY);
	form_done(&form);
}

static void
the_focus_is_always_on_the_screen(void **state)
{
	struct form form;

	(void)state;
	make_form(&form);
	form_place(&form, (struct rect){ 0, 0, 3, 20 });
	form_focus(&form, TAG_WHY);
	form_draw(&form, &canvas);
	assert_true(canvas.cursor_row < 3);
	form_done(&form);
}

static void
a_menu_line_is_chosen_by_its_letter_when_it_is_the_only_one(void **state)
{
	static const char *const lines[] = { "withdraw", "reopen", "mark unseen", "merge", NULL };
	struct menu menu;

	(void)state;
	menu_init(&menu, lines);
	assert_int_equal(menu_key(&menu, (struct key){ 'r' }), MENU_CHOSEN);
	assert_int_equal(menu.cursor, 1);
	assert_int_equal(menu_key(&menu, (struct key){ 'm' }), MENU_GOES_ON);
	assert_int_equal(menu.cursor, 2);
	assert_int_equal(menu_key(&menu, (struct key){ K_ESC }), MENU_CANCELLED);
}

#define widget_test(name) cmocka_unit_test_setup_teardown(name, start, stop)

/* The label and the hint leave three of six rows: what is typed is in one of them. */
static void
a_low_window_shows_the_line_that_is_typed(void **state)
{
	struct form form;

	(void)state;
	form_init(&form, 0);
	struct form_field *field = form_add(&form, FORM_LINES, 1, "Note");
	field->lines = 15;
	field->hint = "hint";
	form_place(&form, (struct rect){ 0, 0, 6, 20 });
	form_paste(&form, "first", 5);
	canvas_clear(&canvas);
	form_draw(&form, &canvas);
	assert_string_equal(line(1), " first");
	assert_int_equal(canvas.cursor_row, 1);
	form_paste(&form, "\n2\n3\n4\nlast", 11);
	canvas_clear(&canvas);
	form_draw(&form, &canvas);
	assert_string_equal(line(3), " last");
	assert_int_equal(canvas.cursor_row, 3);
	form_done(&form);
}

/* A little longer than most is no reason to cut it to nothing. */
static void
a_long_label_is_read_whole_and_a_longer_one_is_cut_where_the_values_begin(void **state)
{
	struct form form;

	(void)state;
	form_init(&form, 0);
	form_add(&form, FORM_MONEY, 1, "  what the family pays a week");
	form_add(&form, FORM_MONEY, 2, "what the agency pays to the provider of care");
	form_add(&form, FORM_LABEL, 0,
	         "In the last 3 years, did anyone get help in months without work?")->whole = true;
	form_set(&form, 1, "12");
	canvas_done(&canvas);
	canvas_init(&canvas, 6, 44);
	form_place(&form, (struct rect){ 0, 0, 6, 44 });
	canvas_clear(&canvas);
	form_draw(&form, &canvas);
	assert_non_null(strstr(line(0), "what the family pays a week"));
	assert_non_null(strstr(line(1), ">"));
	assert_non_null(strstr(line(2), "In the last 3 years"));
	assert_non_null(strstr(line(3), "without work?"));
	form_done(&form);
}

static void
what_does_not_fit_is_said_and_nothing_goes_in_the_middle(void **state)
{
	struct form form;
	char many[2100];

	(void)state;
	form_init(&form, 0);
	form_add(&form, FORM_TEXT, 1, "Name");
	memset(many, 'a', sizeof many);
	form_paste(&form, many, 1998);
	assert_string_equal(form.fields[0].error, "");
	/* Of "é" and "b" neither: the letter would have stood where the other was meant. */
	form_paste(&form, "\xc3\xa9" "b", 3);
	assert_int_equal(strlen(form_text(&form, 1)), 1998);
	assert_true(form.fields[0].error[0] != '\0');
	assert_true(form_key(&form, (struct key){ K_BACKSPACE }));
	assert_string_equal(form.fields[0].error, "");
	form_done(&form);
}

static void
no_key_changes_a_line_that_is_on_its_way(void **state)
{
	static const uint32_t codes[] = { 'x', K_BACKSPACE, K_CTRL('W'), K_CTRL('U') };
	struct form form;

	(void)state;
	form_init(&form, 0);
	form_add(&form, FORM_TEXT, 1, "Why");
	form_set(&form, 1, "as it stands");
	form.fixed = true;
	for (size_t i = 0; i < countof(codes); i++) {
		form.refused = false;
		assert_true(form_key(&form, (struct key){ codes[i] }));
		assert_true(form.refused);
		assert_string_equal(form_text(&form, 1), "as it stands");
	}
	form_done(&form);
}

static void
a_menu_of_nothing_is_left_by_any_key(void **state)
{
	static const char *const none[] = { NULL };
	struct menu menu;

	(void)state;
	menu_init(&menu, none);
	assert_int_equal(menu_key(&menu, (struct key){ K_DOWN }), MENU_CANCELLED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		widget_test(control_characters_never_reach_a_cell),
		widget_test(a_text_that_does_not_fit_says_so),
		widget_test(wide_characters_take_two_columns_and_are_never_halved),
		widget_test(marks_stay_with_their_letter),
		widget_test(clipping_keeps_a_view_in_its_area),
		widget_test(backspace_takes_a_whole_character),
		widget_test(a_line_is_emptied_and_loses_a_word_as_in_a_shell),
		widget_test(a_field_never_grows_past_its_limit),
		widget_test(a_pasted_newline_is_a_space_in_one_line),
		widget_test(a_secret_is_never_drawn),
		widget_test(up_and_down_go_by_wrapped_lines),
		widget_test(words_wrap_at_spaces_and_long_ones_anywhere),
		widget_test(reading_keeps_its_place_when_the_width_changes),
		widget_test(search_goes_around_without_accents_or_case),
		widget_test(dates_and_amounts_as_people_type_them),
		widget_test(nothing_is_chosen_for_you),
		widget_test(a_form_says_that_there_is_more_of_it),
		widget_test(the_servers_errors_stand_beside_their_fields),
		widget_test(the_focus_is_always_on_the_screen),
		widget_test(a_menu_line_is_chosen_by_its_letter_when_it_is_the_only_one),
		cmocka_unit_test_setup_teardown(a_low_window_shows_the_line_that_is_typed, start, stop),
		widget_test(a_long_label_is_read_whole_and_a_longer_one_is_cut_where_the_values_begin),
		cmocka_unit_test(what_does_not_fit_is_said_and_nothing_goes_in_the_middle),
		cmocka_unit_test(no_key_changes_a_line_that_is_on_its_way),
		cmocka_unit_test(a_menu_of_nothing_is_left_by_any_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

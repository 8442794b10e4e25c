/* SPDX-License-Identifier: Apache-2.0
 *
 * Linking a household.  The list is sent whole, as it was seen: when somebody
 * else changed it meanwhile, what was answered is kept, and whether to link is
 * asked again over the list as it is now.
 */
#include "client/view/linking.h"

#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"
#include "client/model/model.h"
#include "client/model/rows.h"
#include "client/view/show.h"

enum { QUESTION_WHOM = LINKING_QUESTION, QUESTION_WHICH, QUESTION_MEMBER, QUESTION_RELATION, QUESTION_SURE };
enum { TAG_FOUND = LINKING_TAG, TAG_LINKED };
enum { PATH_MAX_BYTES = 2000, BODY_MAX = 64 * 1024, LINE_MAX_BYTES = 1000, NAME_ASKED_MAX = 41 };
enum { MEMBERS_ASKED_MAX = MENU_MAX - 1 };

void
linking_init(struct linking *linking, const struct view *view, struct thing *customer, int customer_tag)
{
	*linking = (struct linking){ .view = view, .customer = customer, .customer_tag = customer_tag };
}

void
linking_done(struct linking *linking)
{
	arena_done(&linking->arena);
}

static const struct customer *
customer_of(const struct linking *linking)
{
	return linking->customer->object;
}

/* ---- who they are to each other ---- */

static bool
same_name(const char *one, const char *other)
{
	struct buf a = BUF_INIT(LINE_MAX_BYTES), b = BUF_INIT(LINE_MAX_BYTES);

	utf8_fold(&a, one, strlen(one));
	utf8_fold(&b, other, strlen(other));
	bool same = str_eq(a.data, b.data);
	buf_done(&a);
	buf_done(&b);
	return same;
}

static bool
is_free(const struct household_member *member)
{
	return str_empty(member->customer_id);
}

/* Who becomes the link, as the list is now; NULL: they are added. */
static const struct household_member *
member_of(const struct linking *linking)
{
	const struct customer *customer = customer_of(linking);

	for (size_t i = 0; linking->member_name && i < customer->household.count; i++) {
		const struct household_member *member = &customer->household.at[i];

		if (is_free(member) && member->born_on == linking->member_born_on &&
		    str_eq(member->name, linking->member_name))
			return member;
	}
	return NULL;
}

/* By name and birth date. */
static const struct household_member *
same_person(const struct customer *customer, const struct customer *other)
{
	for (size_t i = 0; other->born_on != DATE_NONE && i < customer->household.count; i++) {
		const struct household_member *member = &customer->household.at[i];

		if (is_free(member) && member->born_on == other->born_on && same_name(member->name, other->name))
			return member;
	}
	return NULL;
}

static const char *
why_not(const struct customer *customer, const struct customer *other)
{
	if (customer->kind == CUSTOMER_ORGANIZATION)
		return _("A business has no household.");
	if (str_eq(other->id, customer->id))
		return _("That is this record itself: nobody is linked to themselves.");
	if (other->kind == CUSTOMER_ORGANIZATION)
		return _("That is a business; a household has people.");
	for (size_t i = 0; i < customer->household.count; i++)
		if (str_eq(customer->household.at[i].customer_id, other->id))
			return _("They are linked already: Enter on their line of the household opens the record.");
	return NULL;
}

/* "Linh Nguyen, child, b. 1 May 1990" */
static void
put_person(struct buf *out, const char *name, const char *relation, civil_date born_on)
{
	char date[SHOW_MAX];

	buf_puts(out, name);
	if (!str_empty(relation))
		buf_printf(out, ", %s", show_relation(relation));
	if (born_on != DATE_NONE)
		buf_printf(out, _(", b. %s"), show_birth(date, born_on));
}

/* ---- whom ---- */

void
linking_ask(struct linking *linking, struct fx *fx)
{
	linking->search = linking->write = 0;
	linking->is_late = false;
	view_ask_text(linking->view, fx, QUESTION_WHOM, "", _("Link whom (number, name, telephone, birth date)?"));
}

static void
search(struct linking *linking, const char *words, struct fx *fx)
{
	struct buf path = BUF_INIT(PATH_MAX_BYTES);
	char most[8];

	if (words[strspn(words, " ")] == '\0') {
		fx_tell(fx, TELL_REFUSAL, "%s", _("Type a case number, parts of a name, a telephone or a birth date."));
		return;
	}
	snprintf(most, sizeof(most), "%d", LINKING_FOUND_MAX);
	buf_puts(&path, "/v1/customers");
	path_add(&path, "q", words);
	path_add(&path, "limit", most);
	linking->search = view_get(linking->view, fx, TAG_FOUND, "%s", path.data);
	buf_done(&path);
}

static void
ask_which(struct linking *linking, bool more, struct fx *fx)
{
	const char *lines[LINKING_FOUND_MAX + 1] = { NULL };

	for (size_t i = 0; i < linking->found_count; i++) {
		const struct customer *one = linking->found[i];
		struct buf line = BUF_INIT(LINE_MAX_BYTES);

		put_person(&line, one->name, NULL, one->born_on);
		buf_printf(&line, ", %s", one->case_number ? one->case_number : "");
		if (!str_empty(one->county))
			buf_printf(&line, ", %s", one->county);
		lines[i] = arena_strdup(&linking->arena, line.data);
		buf_done(&line);
	}
	view_ask_menu(linking->view, fx, QUESTION_WHICH,
	              more ? _("Link whom? There are more: Esc, and say more of them") : _("Link whom"), lines);
}

static void
take_found(struct linking *linking, const struct reply *reply, struct fx *fx)
{
	linking->search = 0;
	if (!reply->ok) {
		fx_tell_err(fx, reply->err);
		return;
	}
	arena_reset(&linking->arena);
	linking->other = NULL;
	linking->member_name = NULL;
	linking->found_count = 0;
	for (const struct json *item = json_first(json_get(reply->json, "items"));
	     item && linking->found_count < LINKING_FOUND_MAX; item = json_next(item)) {
		struct customer *one = arena_alloc(&linking->arena, sizeof(*one));
		struct err err = { 0 };

		if (customer_rows.decode(one, item, &linking->arena, &err))
			linking->found[linking->found_count++] = one;
	}
	if (linking->found_count == 0)
		fx_tell(fx, TELL_REFUSAL, "%s", _("Nobody by these words that you may see."));
	else
		ask_which(linking, json_text(json_get(reply->json, "next_cursor")) != NULL, fx);
}

/* ---- what, and whether ---- */

static void
ask_relation(struct linking *linking, const struct household_member *member, struct fx *fx)
{
	char label[ASK_TEXT_MAX], name[NAME_ASKED_MAX], other[NAME_ASKED_MAX];

	linking->member_name = member ? arena_strdup(&linking->arena, member->name) : NULL;
	linking->member_relation = member ? arena_strdup(&linking->arena, member->relation ? member->relation : "") : "";
	linking->member_born_on = member ? member->born_on : DATE_NONE;
	str_copy(name, sizeof(name), customer_of(linking)->name);
	str_copy(other, sizeof(other), linking->other->name);
	snprintf(label, sizeof(label), _("What is %s to %s?"), other, name);
	view_ask_text(linking->view, fx, QUESTION_RELATION, show_relation(linking->member_relation), label);
}

/* Left as it was shown, it stays the word of the form. */
static bool
take_relation(struct linking *linking, const char *text)
{
	bool is_same = str_eq(text, show_relation(linking->member_relation));

	return str_copy(linking->relation, sizeof(linking->relation), is_same ? linking->member_relation : text);
}

/* The free one whose line of the menu that is; NULL: none of them. */
static const struct household_member *
free_member(const struct customer *customer, int line)
{
	for (size_t i = 0; i < customer->household.count; i++)
		if (is_free(&customer->household.at[i]) && line-- == 0)
			return &customer->household.at[i];
	return NULL;
}

/* Who filed may have written less than the whole name. */
static void
ask_member(struct linking *linking, struct fx *fx)
{
	const struct household_member *member;
	const char *lines[MENU_MAX + 1] = { NULL };
	int count = 0;

	while (count < MEMBERS_ASKED_MAX && (member = free_member(customer_of(linking), count))) {
		struct buf line = BUF_INIT(LINE_MAX_BYTES);

		put_person(&line, member->name, member->relation, member->born_on);
		lines[count++] = arena_strdup(&linking->arena, line.data);
		buf_done(&line);
	}
	lines[count] = _("none of them: they are added");
	linking->version = customer_of(linking)->version;
	view_ask_menu(linking->view, fx, QUESTION_MEMBER, _("Who of the household is that"), lines);
}

/* False, and said, where there is nothing to link. */
static bool
may_link(const struct linking *linking, struct fx *fx)
{
	const struct customer *customer = customer_of(linking);
	const char *why = customer ? why_not(customer, linking->other) : _("The customer is not loaded yet.");

	if (why)
		fx_tell(fx, TELL_REFUSAL, "%s", why);
	return !why;
}

static void
pick(struct linking *linking, int choice, struct fx *fx)
{
	linking->other = linking->found[choice];
	if (!may_link(linking, fx))
		return;
	const struct household_member *member = same_person(customer_of(linking), linking->other);

	if (!member && free_member(customer_of(linking), 0))
		ask_member(linking, fx);
	else
		ask_relation(linking, member, fx);
}

/* The lines that were chosen from are of one version. */
static void
pick_member(struct linking *linking, int choice, struct fx *fx)
{
	if (!may_link(linking, fx))
		return;
	if (customer_of(linking)->version != linking->version)
		ask_member(linking, fx);
	else
		ask_relation(linking, choice < MEMBERS_ASKED_MAX ? free_member(customer_of(linking), choice) : NULL, fx);
}

static void
ask_sure(struct linking *linking, bool again, struct fx *fx)
{
	const struct customer *customer = customer_of(linking);
	struct buf person = BUF_INIT(LINE_MAX_BYTES);
	char name[NAME_ASKED_MAX], other[NAME_ASKED_MAX], member_name[NAME_ASKED_MAX];
	const char *changed = again ? _("It was changed meanwhile. ") : "";

	linking->is_late = false;
	if (!may_link(linking, fx))
		return;
	const struct household_member *member = member_of(linking);

	linking->version = customer->version;
	str_copy(name, sizeof(name), customer->name);
	str_copy(other, sizeof(other), linking->other->name);
	put_person(&person, other, linking->relation, linking->other->born_on);
	buf_printf(&person, ", %s", linking->other->case_number);
	str_copy(member_name, sizeof(member_name), member ? member->name : "");
	if (member)
		view_ask_yes(linking->view, fx, QUESTION_SURE, _("%sHousehold of %s, %s: link %s to %s?"), changed, name,
		             customer->case_number, member_name, person.data);
	else
		view_ask_yes(linking->view, fx, QUESTION_SURE, _("%sHousehold of %s, %s: add %s?"), changed, name,
		             customer->case_number, person.data);
	buf_done(&person);
}

static void
put_member(struct json_out *out, const struct household_member *member)
{
	char date[DATE_TEXT_MAX];

	json_begin_object(out, NULL);
	if (!str_empty(member->customer_id))
		json_put_text(out, "customer_id", member->customer_id);
	json_put_text(out, "name", member->name);
	if (!str_empty(member->relation))
		json_put_text(out, "relation", member->relation);
	if (member->born_on != DATE_NONE)
		json_put_text(out, "born_on", date_to_text(member->born_on, date));
	json_end_object(out);
}

static void
send(struct linking *linking, struct fx *fx)
{
	const struct customer *customer = customer_of(linking), *other = linking->other;
	const struct household_member *member = member_of(linking);
	struct buf path = BUF_INIT(PATH_MAX_BYTES), body = BUF_INIT(BODY_MAX);
	struct json_out out = JSON_OUT(&body);
	struct household_member linked = { .customer_id = other->id, .name = other->name, .relation = linking->relation,
		                           .born_on = other->born_on };

	if (linked.born_on == DATE_NONE && member)
		linked.born_on = member->born_on;
	json_begin_object(&out, NULL);
	json_begin_list(&out, "household");
	for (size_t i = 0; i < customer->household.count; i++)
		put_member(&out, &customer->household.at[i] == member ? &linked : &customer->household.at[i]);
	if (!member)
		put_member(&out, &linked);
	json_end_list(&out);
	json_end_object(&out);
	buf_printf(&path, "/v1/customers/%s", customer->id);
	linking->write = view_write(linking->view, fx, TAG_LINKED,
	                            &(struct write){ .method = "PATCH", .path = path.data, .body = body.data,
	                                             .if_match = linking->version });
	buf_done(&path);
	buf_done(&body);
}

/* ---- answers ---- */

static void
answered(struct linking *linking, const struct answer *given, struct fx *fx)
{
	if (!given->yes)
		return;
	switch (given->question) {
	case QUESTION_WHOM:
		search(linking, given->text, fx);
		break;
	case QUESTION_WHICH:
		pick(linking, given->choice, fx);
		break;
	case QUESTION_MEMBER:
		pick_member(linking, given->choice, fx);
		break;
	case QUESTION_RELATION:
		if (take_relation(linking, given->text))
			ask_sure(linking, false, fx);
		else
			fx_tell(fx, TELL_REFUSAL, "%s", _("A word or two, not a sentence."));
		break;
	case QUESTION_SURE:
		/* What the page shows by now is another list than was asked about. */
		if (customer_of(linking) && customer_of(linking)->version == linking->version)
			send(linking, fx);
		else
			ask_sure(linking, true, fx);
		break;
	default:
		break;
	}
}

static void
linked(struct linking *linking, const struct reply *reply, struct fx *fx)
{
	const struct view *view = linking->view;

	if (reply->ok) {
		thing_refresh(linking->customer, view->owner, linking->customer_tag, fx);
		fx_tell(fx, TELL_RESULT, "%s", _("Linked; Enter on their line of the household opens the record."));
	} else if (reply->err->code == ERR_VERSION_CONFLICT && reply->request == linking->write) {
		linking->is_late = true;
		thing_refresh(linking->customer, view->owner, linking->customer_tag, fx);
	} else {
		fx_tell_err(fx, reply->err);
	}
}

void
linking_go_on(struct linking *linking, struct fx *fx)
{
	const struct customer *customer = customer_of(linking);

	if (linking->is_late && customer && customer->version > linking->version)
		ask_sure(linking, true, fx);
}

bool
linking_handle(struct linking *linking, const struct msg *msg, struct fx *fx)
{
	if (msg->kind == MSG_ANSWER && msg->answer.question >= QUESTION_WHOM && msg->answer.question <= QUESTION_SURE)
		answered(linking, &msg->answer, fx);
	else if (msg->kind == MSG_REPLY && msg->reply.tag == TAG_LINKED)
		linked(linking, &msg->reply, fx);
	else if (msg->kind != MSG_REPLY || msg->reply.tag != TAG_FOUND)
		return false;
	else if (msg->reply.request == linking->search)
		take_found(linking, &msg->reply, fx);
	return true;
}

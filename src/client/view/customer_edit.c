/* SPDX-License-Identifier: Apache-2.0
 *
 * Changing a customer's facts.  Only what differs is sent.  When somebody
 * else was faster, what was typed stays in its fields, and the merge screen
 * shows what the typing started from, theirs and ours.  That start is part of
 * the draft: a draft of yesterday must not undo what others wrote since.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/view/customer_edit.h"
#include "client/view/show.h"
#include "domain/county.h"

const struct fact customer_facts[BASE_BORN] = {
	{ N_("Name"), "/name", offsetof(struct customer, name), false },
	{ N_("Called"), "/preferred_name", offsetof(struct customer, preferred_name), false },
	{ N_("Telephone"), "/phone", offsetof(struct customer, phone), false },
	{ N_("E-mail"), "/email", offsetof(struct customer, email), false },
	{ N_("Reads"), "/language", offsetof(struct customer, language), false },
	{ N_("Speaks"), "/spoken_language", offsetof(struct customer, spoken_language), false },
	{ N_("Street"), "/address/line1", offsetof(struct address, line1), true },
	{ N_("and"), "/address/line2", offsetof(struct address, line2), true },
	{ N_("City"), "/address/city", offsetof(struct address, city), true },
	{ N_("State"), "/address/state", offsetof(struct address, state), true },
	{ N_("ZIP"), "/address/zip", offsetof(struct address, zip), true },
	{ N_("County"), "/county", offsetof(struct customer, county), false },
};
const struct customer *
customer_edit_of(const struct edit_view *ev)
{
	return ev->customer.object;
}

const char *
customer_fact(const struct customer *customer, const struct fact *fact)
{
	const char *const *at;

	if (fact->of_address && !customer->address)
		return "";
	at = (const char *const *)((const char *)(fact->of_address ? (const void *)customer->address
	                                                           : (const void *)customer) +
	                           fact->offset);
	return *at ? *at : "";
}

bool
customer_fact_is_shown(const struct customer *customer, const struct fact *fact)
{
	return !(fact->of_address && customer->address_hidden);
}

/* ---- the form ---- */

static void
add_pins(struct edit_view *ev, const struct customer *customer)
{
	struct form *form = &ev->form.form;
	struct form_field *field;

	for (size_t i = 0; i < customer->pinned_notes.count && i < PINS_MAX; i++) {
		snprintf(ev->pin_labels[i], sizeof(ev->pin_labels[i]), _("Keep pin %d"), (int)i + 1);
		snprintf(ev->pin_pointers[i], sizeof(ev->pin_pointers[i]), "/keep_pin/%d", (int)i);
		field = form_add(form, FORM_CHECK, FIELD_KEEP_FIRST + (int)i, ev->pin_labels[i]);
		field->pointer = ev->pin_pointers[i];
		field->checked = true;
		field->hint = ev->base_pins[i];
	}
	field = form_add(form, FORM_TEXT, FIELD_PIN, _("New pin"));
	field->pointer = "/pinned_notes";
	field->hint = _("What everyone has to see first in this record.");
	field = form_add(form, FORM_DATE, FIELD_PIN_UNTIL, _("until"));
	field->pointer = "/pin_until";
	field->hint = _("The last day it is shown; empty: it stays.");
}

/* Each way a box of its own that is empty at first: neither is done by what
 * somebody else did meanwhile, nor by a draft of before. */
static void
add_hidden(struct edit_view *ev, const struct customer *customer)
{
	struct form *form = &ev->form.form;
	struct form_field *field = customer->address_hidden ? form_add(form, FORM_CHECK, FIELD_UNHIDE, _("Hide it no more"))
	                                                    : form_add(form, FORM_CHECK, FIELD_HIDE, _("Hide the address"));

	field->pointer = customer->address_hidden ? "/unhide" : "/address_hidden";
	field->hint = customer->address_hidden
	                      ? _("Letters and e-mail go where they live again. Ask them first.")
	                      : _("Nothing sent or shown says where they live. Does anybody have their code?");
}

static void
build(struct edit_view *ev, const struct model *model)
{
	const struct customer *customer = customer_edit_of(ev);
	struct form *form = &ev->form.form;
	char date[DATE_TEXT_MAX];

	for (size_t i = 0; i < countof(customer_facts); i++) {
		struct form_field *field;

		if (!customer_fact_is_shown(customer, &customer_facts[i]))
			continue;
		field = form_add(form, FORM_TEXT, FIELD_FIRST + (int)i, _(customer_facts[i].label));
		field->pointer = customer_facts[i].pointer;
		field->required = i == 0;
		form_set(form, FIELD_FIRST + (int)i, customer_fact(customer, &customer_facts[i]));
		if (i == 0 && customer->kind == CUSTOMER_ORGANIZATION)
			customer_contacts_add(ev, customer);
		else if (i == 0) {
			form_add(form, FORM_DATE, FIELD_BORN, _("Born"))->pointer = "/born_on";
			form_set(form, FIELD_BORN, date_to_text(customer->born_on, date));
		}
	}
	customer_base_take(ev, customer);
	add_hidden(ev, customer);
	add_pins(ev, customer);
	ev->form.version = customer->version;
	snprintf(ev->form.title, sizeof(ev->form.title), "%s, %s", ev->form.what, customer->name);
	form_view_restore(&ev->form, model);
	customer_base_restore(ev, model);
	form->changed = false;
	form_view_layout(&ev->form.view);
}

/* ---- what differs ---- */

static const char *
text_of(const struct edit_view *ev, size_t i)
{
	return form_text_from(&ev->form.form, FIELD_FIRST + (int)i, customer_fact(customer_edit_of(ev), &customer_facts[i]));
}

static bool
differs(const struct edit_view *ev, size_t i)
{
	const struct customer *customer = customer_edit_of(ev);

	return customer_fact_is_shown(customer, &customer_facts[i]) &&
	       !str_eq(text_of(ev, i), customer_fact(customer, &customer_facts[i]));
}

/* By its words: somebody else may have pinned or unpinned meanwhile. */
static bool
is_dropped(const struct edit_view *ev, const char *pin)
{
	for (size_t i = 0; i < ev->base_pin_count; i++)
		if (str_eq(ev->base_pins[i], pin))
			return !form_checked(&ev->form.form, FIELD_KEEP_FIRST + (int)i);
	return false;
}

static bool
pins_differ(const struct edit_view *ev)
{
	const struct customer *customer = customer_edit_of(ev);

	for (size_t i = 0; i < customer->pinned_notes.count; i++)
		if (is_dropped(ev, customer->pinned_notes.at[i].text))
			return true;
	return !str_empty(form_text(&ev->form.form, FIELD_PIN));
}

static void
put_pin(struct json_out *out, const char *text, int64_t priority, civil_date until)
{
	char date[DATE_TEXT_MAX];

	json_begin_object(out, NULL);
	json_put_text(out, "text", text);
	json_put_int(out, "priority", priority);
	if (until != DATE_NONE)
		json_put_text(out, "until", date_to_text(until, date));
	json_end_object(out);
}

/* The whole list as it shall be. */
static void
put_pins(const struct edit_view *ev, struct json_out *out)
{
	const struct customer *customer = customer_edit_of(ev);
	const char *text = form_text(&ev->form.form, FIELD_PIN);
	civil_date until = DATE_NONE;
	int64_t last = 0;

	json_begin_list(out, "pinned_notes");
	for (size_t i = 0; i < customer->pinned_notes.count; i++) {
		const struct pinned_note *pin = &customer->pinned_notes.at[i];

		if (is_dropped(ev, pin->text))
			continue;
		put_pin(out, pin->text, pin->priority, pin->until);
		last = pin->priority > last ? pin->priority : last;
	}
	if (!form_date(&ev->form.form, FIELD_PIN_UNTIL, &until))
		until = DATE_NONE;
	if (!str_empty(text))
		put_pin(out, text, last + 1, until);
	json_end_list(out);
}

static void
put_address(const struct edit_view *ev, struct json_out *out)
{
	bool any = false;

	for (size_t i = 0; i < countof(customer_facts); i++)
		any = any || (customer_facts[i].of_address && differs(ev, i));
	if (!any)
		return;
	json_begin_object(out, "address");
	for (size_t i = 0; i < countof(customer_facts); i++)
		if (customer_facts[i].of_address)
			json_put_text(out, strrchr(customer_facts[i].pointer, '/') + 1, text_of(ev, i));
	json_end_object(out);
}

/* False when nothing differs. */
static bool
put_change(const struct edit_view *ev, struct buf *body)
{
	const struct customer *customer = customer_edit_of(ev);
	struct json_out out = JSON_OUT(body);
	civil_date born = DATE_NONE;
	char date[DATE_TEXT_MAX];

	json_begin_object(&out, NULL);
	for (size_t i = 0; i < countof(customer_facts); i++)
		if (!customer_facts[i].of_address && differs(ev, i))
			json_put_text(&out, customer_facts[i].pointer + 1, text_of(ev, i));
	put_address(ev, &out);
	customer_contacts_put(ev, &out);
	if (form_date(&ev->form.form, FIELD_BORN, &born) && born != customer->born_on)
		json_put_text(&out, "born_on", date_to_text(born, date));
	if (!customer->address_hidden && form_checked(&ev->form.form, FIELD_HIDE))
		json_put_bool(&out, "address_hidden", true);
	if (customer->address_hidden && form_checked(&ev->form.form, FIELD_UNHIDE))
		json_put_bool(&out, "address_hidden", false);
	if (pins_differ(ev))
		put_pins(ev, &out);
	json_end_object(&out);
	return body->len > 2;
}

/* ---- sending, and the other's version ---- */

static bool
check(struct edit_view *ev)
{
	struct form *form = &ev->form.form;
	bool ok = form_check(form);

	ok = customer_contacts_check(ev) && ok;
	for (size_t i = 0; i < countof(customer_facts); i++) {
		const char *text = form_text(form, FIELD_FIRST + (int)i);

		if (str_eq(customer_facts[i].pointer, "/county") && !str_empty(text) && !county_find(text)) {
			form_error(form, FIELD_FIRST + (int)i,
			           _("Tennessee has no county of that name; \"Van Buren\", not \"van buren co.\""));
			ok = false;
		}
	}
	return ok;
}

void
customer_edit_send(struct edit_view *ev, struct fx *fx)
{
	struct buf path = BUF_INIT(200), body = BUF_INIT(64 * 1024);

	if (!customer_edit_of(ev)) {
		fx_tell(fx, TELL_REFUSAL, "%s", _("The customer is not loaded yet."));
	} else if (!check(ev)) {
		fx_tell(fx, TELL_REFUSAL, "%s", _("Nothing is saved: mend the marked fields."));
	} else if (!put_change(ev, &body)) {
		fx_tell(fx, TELL_HINT, "%s", _("Nothing differs from what is on the record."));
	} else {
		buf_printf(&path, "/v1/customers/%s", ev->form.view.place.id);
		form_view_send(&ev->form, fx,
		               &(struct write){ .method = "PATCH",
		                                .path = path.data,
		                                .body = body.data,
		                                .if_match = ev->form.version });
	}
	buf_done(&path);
	buf_done(&body);
}

/* ---- messages ---- */

static bool
took_reply(struct edit_view *ev, struct model *model, const struct reply *reply, struct fx *fx)
{
	if (reply->tag != TAG_CUSTOMER || reply->request != ev->customer.request)
		return false;
	if (ev->merging && customer_edit_of(ev)) {
		customer_race_open(ev, model, reply, fx);
		return true;
	}
	thing_reply(&ev->customer, reply, ev->form.view.owner, fx);
	if (customer_edit_of(ev) && !ev->form.built)
		build(ev, model);
	return true;
}

static bool
customer_edit_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct edit_view *ev = (struct edit_view *)view;

	if (msg->kind == MSG_REPLY && took_reply(ev, model, &msg->reply, fx))
		return true;
	if (msg->kind == MSG_SHOWN) {
		customer_race_result(ev, model, fx);
		customer_race_shown(ev, model, fx);
	}
	switch (form_view_handle(&ev->form, model, msg, fx)) {
	case FORM_USED:
		return true;
	case FORM_REFUSED:
		if (msg->reply.err->code == ERR_VERSION_CONFLICT) {
			ev->merging = true;
			ev->form.lost = *msg->reply.err;
			thing_refresh(&ev->customer, view->owner, TAG_CUSTOMER, fx);
		}
		return true;
	case FORM_SENT:
		fx_tell(fx, TELL_RESULT, "%s", _("Saved. E changes it again; the history keeps both."));
		view_back(view, fx);
		return true;
	case FORM_NOT_MINE:
		break;
	}
	if (msg->kind == MSG_COMMAND && msg->command == CMD_REHEARSE) {
		customer_edit_send(ev, fx);
		return true;
	}
	return false;
}

static void
customer_edit_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct edit_view *ev = (const struct edit_view *)view;
	const struct customer *customer = customer_edit_of(ev);

	form_view_draw(view, model, canvas);
	if (!customer)
		canvas_text(canvas, view->area.row + 1, view->area.col + 2, -1, INK_DIM,
		            ev->customer.state == THING_FAILED
		                    ? _("The customer cannot be loaded now. q goes back.")
		                    : _("Loading..."));
}

static void
customer_edit_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct edit_view *ev = (const struct edit_view *)view;
	const struct customer *customer = customer_edit_of(ev);

	(void)model;
	buf_puts(out, ev->form.what);
	if (customer)
		buf_printf(out, " - %s %s v%d", customer->case_number, customer->name,
		           (int)ev->form.version);
}

static void
customer_edit_close(struct view *view, struct model *model, struct fx *fx)
{
	struct edit_view *ev = (struct edit_view *)view;

	if (ev->customer.request)
		fx_cancel(fx, ev->customer.request);
	thing_done(&ev->customer);
	arena_done(&ev->base_arena);
	form_view_close(view, model, fx);
}

static enum key_use
customer_edit_key_use(const struct view *view)
{
	const struct edit_view *ev = (const struct edit_view *)view;

	return ev->customer.state == THING_LOADING && !ev->form.built ? KEYS_AHEAD : form_view_key_use(view);
}

static const enum cmd_id hints[] = { CMD_REHEARSE, CMD_NEXT_PANE, CMD_SWITCH, CMD_CANCEL, CMD_NONE };

static const struct hint_word words[] = {
	{ CMD_REHEARSE, N_("save") },
	{ CMD_CANCEL, N_("leave") },
	{ CMD_NONE, NULL },
};

static const struct view_ops customer_edit_ops = {
	.scope = SCOPE_FORM,
	.hints = hints,
	.hint_words = words,
	.handle = customer_edit_handle,
	.layout = form_view_layout,
	.draw = customer_edit_draw,
	.close = customer_edit_close,
	.title = customer_edit_title,
	.place = form_view_place,
	.is_unsaved = form_view_is_unsaved,
	.key_use = customer_edit_key_use,
};

struct view *
customer_edit_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct edit_view *ev = view_alloc(sizeof(*ev), &customer_edit_ops, place);

	/* Not form_view_open(): the id is a customer's, not an application's. */
	ev->form.what = _("Change customer");
	ev->form.put_values = customer_base_values;
	form_init(&ev->form.form, model_today(model));
	str_copy(ev->form.title, sizeof(ev->form.title), ev->form.what);
	thing_load(&ev->customer, THING_CUSTOMER, place->id, ev->form.view.owner, TAG_CUSTOMER, fx);
	return &ev->form.view;
}

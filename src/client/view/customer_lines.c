/* SPDX-License-Identifier: Apache-2.0
 *
 * The lines of a customer's page: who, where, what to mind, what was applied
 * for, who lives there and what they applied for.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/model/application_list.h"
#include "client/ui/wrap.h"
#include "client/view/customer_view.h"
#include "client/view/show.h"

enum { WORDS_MAX = 4000, PROGRAM_COLS = 12 };

static struct page_line *
new_line(struct customer_view *cv, const char *label, enum ink ink, const char *words, size_t len)
{
	struct page_line *line = &cv->lines[cv->line_count];

	*line = (struct page_line){ .label = label, .ink = ink, .number = "" };
	line->text = arena_strndup(&cv->arena, words, len);
	snprintf(line->id, sizeof(line->id), "line-%d", cv->line_count);
	if (cv->line_count < PAGE_LINES_MAX - 1)
		cv->line_count++;
	return line;
}

/* Long words go on below; the first line is returned. */
static struct page_line *
add(struct customer_view *cv, const char *label, enum ink ink, const char *words)
{
	int cols = cv->cols - PAGE_LABEL_COLS - 2;
	size_t len = strlen(words);
	struct page_line *first = NULL;

	do {
		struct wrap wrap = wrap_line(words, len, cols > 20 ? cols : 20);
		struct page_line *line = new_line(cv, first ? "" : label, ink, words, wrap.len);
		first = first ? first : line;
		words += wrap.next;
		len -= wrap.next;
	} while (len > 0);
	return first;
}

static void
add_if(struct customer_view *cv, const char *label, const char *words)
{
	if (!str_empty(words))
		add(cv, label, INK_TEXT, words);
}

static void
add_identity(struct customer_view *cv, const struct customer *customer)
{
	struct buf line = BUF_INIT(WORDS_MAX);
	char date[SHOW_MAX];

	if (!str_empty(customer->preferred_name))
		buf_printf(&line, _("called %s  "), customer->preferred_name);
	if (customer->born_on != DATE_NONE)
		buf_printf(&line, _("b. %s  "), show_birth(date, customer->born_on));
	buf_puts(&line, customer->case_number ? customer->case_number : "");
	if (!str_empty(customer->ssn_last4))
		buf_printf(&line, "  ***-**-%s", customer->ssn_last4);
	if (!str_empty(customer->language))
		buf_printf(&line, _("  reads %s"), show_language_name(customer->language));
	if (!str_empty(customer->spoken_language) &&
	    !str_eq(customer->spoken_language, customer->language))
		buf_printf(&line, _(", speaks %s"), show_language_name(customer->spoken_language));
	add_if(cv, customer->kind == CUSTOMER_ORGANIZATION ? _("BUSINESS") : _("WHO"), line.data);
	buf_reset(&line);
	buf_printf(&line, "%s  %s", customer->phone ? customer->phone : _("no telephone"),
	           customer->email ? customer->email : "");
	add(cv, _("REACH"), INK_TEXT, line.data);
	buf_done(&line);
}

static void
add_address(struct customer_view *cv, const struct customer *customer)
{
	const struct address *address = customer->address;
	struct buf line = BUF_INIT(WORDS_MAX);

	if (customer->address_hidden)
		add(cv, _("SAFE"), INK_WARN, _("the address is hidden: never say or write it"));
	if (customer->vulnerable)
		add(cv, _("CARE"), INK_WARN, _("marked as vulnerable"));
	if (address) {
		const char *const parts[] = { address->line1, address->line2, address->city,
			                      address->state, address->zip };
		for (size_t i = 0; i < countof(parts); i++)
			if (!str_empty(parts[i]))
				buf_printf(&line, "%s%s", line.len ? (i == 4 ? " " : ", ") : "", parts[i]);
	}
	if (!str_empty(customer->county))
		buf_printf(&line, _("%s(%s County)"), line.len ? "  " : "", customer->county);
	add_if(cv, _("LIVES"), line.data);
	buf_done(&line);
}

static void
add_pins(struct customer_view *cv, const struct customer *customer)
{
	struct buf line = BUF_INIT(WORDS_MAX);
	char date[SHOW_MAX];

	for (size_t i = 0; i < customer->pinned_notes.count; i++) {
		const struct pinned_note *pin = &customer->pinned_notes.at[i];
		bool over = pin->until != DATE_NONE && pin->until < cv->today;

		buf_reset(&line);
		buf_puts(&line, pin->text);
		if (pin->until != DATE_NONE)
			buf_printf(&line, over ? _(" (ended %s)") : _(" (to %s)"),
			           show_date(date, pin->until, cv->today));
		add(cv, i == 0 ? _("PIN") : "", over ? INK_DIM : INK_WARN, line.data);
	}
	for (size_t i = 0; i < customer->contacts.count; i++) {
		const struct contact *contact = &customer->contacts.at[i];

		buf_reset(&line);
		buf_printf(&line, "%s %s  %s  %s", contact->role ? contact->role : "", contact->name,
		           contact->phone ? contact->phone : "", contact->email ? contact->email : "");
		add(cv, i == 0 ? _("CONTACT") : "", INK_TEXT, line.data);
	}
	buf_done(&line);
}

static void
add_application(struct customer_view *cv, const char *label, const char *indent, const char *id,
                const char *number, const char *program, enum application_status status, civil_date due_on)
{
	bool open = application_status_is_open(status);
	struct buf line = BUF_INIT(WORDS_MAX);
	struct page_line *added;
	char due[SHOW_MAX];

	buf_printf(&line, "%s%s  %s%*s  %s", indent, number, program, show_blanks(program, PROGRAM_COLS), "",
	           _(application_status_text(status)));
	if (open && due_on != DATE_NONE)
		buf_printf(&line, _("; due %s"), show_due(due, due_on, cv->today));
	added = add(cv, label,
	            open && due_on != DATE_NONE && due_on < cv->today ? INK_OVERDUE : INK_TEXT,
	            line.data);
	snprintf(added->id, sizeof(added->id), "a-%s", id);
	added->target = place_make(PLACE_RECORD, id, "");
	added->number = arena_strdup(&cv->arena, number);
	buf_done(&line);
}

static void
add_applications(struct customer_view *cv, const struct customer *customer)
{
	for (size_t i = 0; i < customer->applications.count; i++) {
		const struct application_ref *ref = &customer->applications.at[i];

		add_application(cv, i == 0 ? _("APPLIED") : "", "", ref->id, ref->number,
		                ref->program_name ? ref->program_name : ref->program_id,
		                application_status_from_wire(ref->status), ref->due_on);
	}
	if (customer->applications.count == 0)
		add(cv, _("APPLIED"), INK_DIM, _("for nothing that you may see"));
}

const struct member_list *
customer_member_list(const struct customer_view *cv, const char *customer_id)
{
	for (int i = 0; i < cv->member_count; i++)
		if (str_eq(cv->members[i].customer_id, customer_id))
			return &cv->members[i];
	return NULL;
}

static void
add_member_applications(struct customer_view *cv, const char *customer_id)
{
	const struct member_list *member = customer_member_list(cv, customer_id);
	const struct application *app;

	for (int64_t row = 0; member && (app = application_row(member->pages, row)); row++)
		if (application_status_is_open(app->status))
			add_application(cv, "", "  ", app->id, app->number, app->program.name, app->status,
			                app->due_on);
}

static void
add_household(struct customer_view *cv, const struct customer *customer)
{
	struct buf line = BUF_INIT(WORDS_MAX);
	char date[SHOW_MAX];

	for (size_t i = 0; i < customer->household.count; i++) {
		const struct household_member *member = &customer->household.at[i];
		bool here = str_eq(member->customer_id, customer->id);
		struct page_line *added;

		buf_reset(&line);
		buf_puts(&line, member->name);
		if (!str_empty(member->relation))
			buf_printf(&line, ", %s", show_relation(member->relation));
		if (member->born_on != DATE_NONE)
			buf_printf(&line, _(", b. %s"), show_birth(date, member->born_on));
		if (str_empty(member->customer_id))
			buf_puts(&line, _("  (no record)"));
		added = add(cv, i == 0 ? _("HOME") : "", INK_TEXT, line.data);
		snprintf(added->id, sizeof(added->id), "h-%d", (int)i);
		if (str_empty(member->customer_id) || here)
			continue;
		added->target = place_make(PLACE_CUSTOMER, member->customer_id, "");
		add_member_applications(cv, member->customer_id);
	}
	buf_done(&line);
}

/* What may be the same person stands high: it changes what the rest means. */
static void
add_alike(struct customer_view *cv)
{
	for (int i = 0; i < cv->alike_count; i++) {
		struct page_line *added = add(cv, i == 0 ? _("SAME?") : "", INK_WARN, cv->alike[i].text);

		snprintf(added->id, sizeof(added->id), "s-%s", cv->alike[i].id);
		added->target = place_make(PLACE_ALIKE, cv->view.place.id, cv->alike[i].id);
	}
}

void
customer_fill_lines(struct customer_view *cv)
{
	const struct customer *customer = customer_of(cv);

	arena_reset(&cv->arena);
	cv->line_count = 0;
	if (!customer)
		return;
	add_identity(cv, customer);
	add_alike(cv);
	add_address(cv, customer);
	add_pins(cv, customer);
	add_applications(cv, customer);
	add_household(cv, customer);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the customer edit share: the form, and what its typing
 * started from.
 */
#ifndef CLIENT_VIEW_CUSTOMER_EDIT_H
#define CLIENT_VIEW_CUSTOMER_EDIT_H

#include "client/model/model.h"
#include "client/model/thing.h"
#include "client/view/form_view.h"

enum { TAG_CUSTOMER = 1, FIELD_FIRST = 1, PINS_MAX = 12 };
enum { BASE_BORN = 12, BASE_COUNT }; /* facts[], then the birth date */
enum { FIELD_PIN = 100, FIELD_PIN_UNTIL, FIELD_KEEP_FIRST, FIELD_CONTACT_FIRST = 200,
       FIELD_HIDE = 300, FIELD_UNHIDE };
enum { CONTACT_PARTS = 4, CONTACTS_SHOWN = 8 };

/* A text of the customer, as the API names it. */
struct fact {
	const char *label;   /* msgid */
	const char *pointer;
	size_t offset;       /* in struct customer; of a const char * */
	bool of_address;     /* the offset is in struct address */
};

enum { FIELD_BORN = FIELD_FIRST + BASE_BORN };
extern const struct fact customer_facts[BASE_BORN];

struct edit_view {
	struct form_view form;
	struct thing customer;
	char pin_labels[PINS_MAX][80]; /* forms borrow their labels */
	char pin_pointers[PINS_MAX][24];
	bool merging; /* the next load is the other's version */
	bool merge_due; /* it has come, and the merge waits until this is shown */
	struct arena base_arena;
	const char *base[BASE_COUNT]; /* what the typing started from */
	const char *base_pins[PINS_MAX];
	size_t base_pin_count;
	/* Of an organization: each part of each contact, one after another. */
	size_t contact_field_count;
	char contact_pointers[CONTACTS_SHOWN * CONTACT_PARTS][24];
	const char *contact_base[CONTACTS_SHOWN * CONTACT_PARTS];
};

const struct customer *customer_edit_of(const struct edit_view *ev);
const char *customer_fact(const struct customer *customer, const struct fact *fact);
bool customer_fact_is_shown(const struct customer *customer, const struct fact *fact);
/* Sends what differs from what is known of the record. */
void customer_edit_send(struct edit_view *ev, struct fx *fx);

/* ---- customer_contacts.c: of an organization, else nothing ---- */

void customer_contacts_add(struct edit_view *ev, const struct customer *customer);
/* What the typing started from. */
void customer_contacts_base(struct edit_view *ev, const struct customer *customer);
/* Marks what has no name; false: there is such a one. */
bool customer_contacts_check(struct edit_view *ev);
/* The whole list, where it differs. */
void customer_contacts_put(const struct edit_view *ev, struct json_out *out);
void customer_contacts_race(const struct edit_view *ev, struct race *race, const struct customer *theirs);

/* ---- customer_race.c ---- */

/* Keeps what the record says as the start of the typing. */
void customer_base_take(struct edit_view *ev, const struct customer *customer);
/* The start a restored draft had. */
void customer_base_restore(struct edit_view *ev, const struct model *model);
/* form_view.put_values: the fields, and what they started from. */
bool customer_base_values(struct form_view *fv, struct buf *out);
/* The other's version has come: to the merge screen, and back with its result. */
void customer_race_open(struct edit_view *ev, struct model *model, const struct reply *reply,
                        struct fx *fx);
void customer_race_shown(struct edit_view *ev, struct model *model, struct fx *fx);
void customer_race_result(struct edit_view *ev, struct model *model, struct fx *fx);

#endif

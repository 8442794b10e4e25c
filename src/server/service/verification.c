/* SPDX-License-Identifier: Apache-2.0
 *
 * Saying what a proof is worth.
 */
#include "server/service/verification.h"

#include "base/str.h"
#include "domain/render.h"
#include "domain/words.h"
#include "server/service/completeness.h"
#include "server/service/document.h"

struct verifying {
	const char *item_id;
	const struct verification_request *request;
};

/* By name, so that the worker knows what to open. */
static bool
refuse_unseen(struct call *call, const struct application_file *file, const struct missing_item *item,
              struct err *err)
{
	const char *names = documents_unseen(call, file, item->id);

	if (!names)
		return err_field(err, "/state", "not_looked_at", "Nobody has looked at what came. Look at it first.");
	return err_field(err, "/state", "not_looked_at", "Nobody has looked at %.120s. Look at it first.", names);
}

static bool
state_is_possible(struct call *call, const struct application_file *file, const struct missing_item *item,
                  const struct verification_request *request, struct err *err)
{
	switch (request->state) {
	case ITEM_RECEIVED:
		if (item->state == ITEM_ACCEPTED)
			return err_field(err, "/state", "accepted", "It is already accepted.");
		/* Saying so is for paper; a document is looked at by opening it. */
		if (item->received_at_ms && !item->looked_at_ms && documents_unseen(call, file, item->id))
			return refuse_unseen(call, file, item, err);
		return true;
	case ITEM_ACCEPTED:
		if (item->received_at_ms && !item->looked_at_ms)
			return refuse_unseen(call, file, item, err);
		if (str_empty(request->how))
			return err_field(err, "/how", "required", "Say how it was verified.");
		return true;
	case ITEM_INSUFFICIENT:
		if (item->received_at_ms && !item->looked_at_ms)
			return refuse_unseen(call, file, item, err);
		if (str_empty(request->how))
			return err_field(err, "/how", "required", "Say why it is not enough.");
		return true;
	default:
		return err_field(err, "/state", "not_possible",
		                 "One of: received, accepted, insufficient.");
	}
}

static bool
verify(struct call *call, struct application_file *file, const void *given, struct err *err)
{
	const struct verifying *verifying = given;
	const struct verification_request *request = verifying->request;
	struct missing_item *item;
	const struct program_requirement *requirement;
	struct planned_event *event;
	bool came;

	if (!application_permit(call, file, ACT_VERIFY, err))
		return false;
	item = file_item(file, verifying->item_id);
	if (!item)
		return err_set(err, ERR_NOT_FOUND, "This application has no such requirement.");
	requirement = program_find_requirement(file->program, item->requirement);
	if (!requirement || requirement->met_by != MET_BY_PROOF)
		return err_field(err, "/state", "not_a_proof",
		                 "This is not met by a proof, but by the form or an interview.");
	if (!state_is_possible(call, file, item, request, err)
		|| !file_reason_fits("/how", request->how, REASON_TEXT_MAX, err))
		return false;

	came = request->state == ITEM_RECEIVED;
	if (came && !item->received_at_ms)
		item->received_at_ms = call->now_ms;
	if (came && !item->looked_at_ms)
		item->looked_at_ms = call->now_ms;
	item->state = request->state;
	item->how = request->how;
	file_item_changed(file, item);
	file->changed = "missing";
	const char *label = render_item(call->arena, file->program, item,
	                               file->program->languages.at[0]);
	/* Saying that it came changes the application, as no look does. */
	event = plan_event(file, came ? EVENT_DOCUMENT_RECEIVED : EVENT_VERIFICATION_CHANGED);
	json_put_text(&event->payload, "item", label);
	if (!came)
		json_put_text(&event->payload, "state", word_of(words_item_state, (int)item->state));
	if (!str_empty(item->how))
		json_put_text(&event->payload, "how", item->how);
	return application_settle(call, file, err);
}

bool
verification_put(struct call *call, const char *id, const char *item_id,
                 const struct verification_request *request, const struct application **ret,
                 struct err *err)
{
	assert(request);
	struct verifying verifying = { item_id, request };

	return application_do(call, id, verify, &verifying, ret, err);
}

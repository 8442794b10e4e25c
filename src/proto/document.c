/* SPDX-License-Identifier: Apache-2.0
 *
 * The wire form of documents.  Their bytes go as they came, outside of JSON.
 */
#include "domain/document.h"

#include "proto/requests.h"
#include "proto/table.h"

#define NOUN struct document
static const struct field document_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(ID, "application_id", application_id, FIELD_REQUIRED, NULL),
	PLAIN(ID, "requirement", item_id, FIELD_NULLABLE, "The id of the missing item it was sent for."),
	PLAIN(TEXT, "label", label, 0, "That item, as a person reads it."),
	PLAIN(TEXT, "name", name, FIELD_REQUIRED, "As it was sent: for people, never for a path."),
	PLAIN(TEXT, "type", media_type, FIELD_REQUIRED, "What its bytes are, whatever it was called."),
	PLAIN(INT, "size", size, FIELD_REQUIRED, "Bytes."),
	PLAIN(TEXT, "sha256", sha256, FIELD_REQUIRED, NULL),
	WORD("state", state, FIELD_REQUIRED, words_document_state, "Only what is available can be opened."),
	WORD("text_state", text_state, FIELD_REQUIRED, words_document_text, "Of its text layer."),
	PART(OBJECT, "from", from, FIELD_REQUIRED | FIELD_INLINE, resource_author, "Who sent it."),
	PLAIN(INSTANT, "at", at_ms, FIELD_REQUIRED, NULL),
	PLAIN(INSTANT, "looked_at", looked_at_ms, 0, "When a worker first looked at it."),
	PLAIN(TEXT, "looked_by", looked_by, 0, "Who that was."),
	PLAIN(BOOL, "looked_by_me", looked_by_me, FIELD_ALWAYS, NULL),
};
RESOURCE(resource_document, "Document", document_fields, "A file that was sent in, without its bytes.");
#undef NOUN

#define NOUN struct document_text_view
static const struct field document_text_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "name", name, FIELD_REQUIRED, NULL),
	WORD("text_state", text_state, FIELD_REQUIRED, words_document_text, NULL),
	PLAIN(TEXT, "text", text, FIELD_NULLABLE, "Its words without its form."),
};
RESOURCE(resource_document_text, "DocumentText", document_text_fields, "The text layer of a document.");
#undef NOUN

#define NOUN struct document_link_view
static const struct field document_link_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(ID, "document_id", document_id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "path", path, 0, "On this server; opens the document once, without a session."),
	PLAIN(INSTANT, "ends_at", ends_at_ms, FIELD_REQUIRED, NULL),
};
RESOURCE(resource_document_link, "DocumentLink", document_link_fields, "A link for one look in a browser.");
#undef NOUN

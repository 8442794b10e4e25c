/* SPDX-License-Identifier: Apache-2.0
 *
 * The wire form of workers, teams and sessions.
 */
#include "domain/worker.h"

#include "proto/requests.h"
#include "proto/table.h"

#define NOUN struct load
static const struct field load_fields[] = {
	PLAIN(INT, "open", open, FIELD_REQUIRED, NULL),
	PLAIN(INT, "weighted", weighted, FIELD_REQUIRED, "Hundredths of one plain application."),
	PLAIN(INT, "overdue", overdue, FIELD_REQUIRED, NULL),
	PLAIN(INT, "due_soon", due_soon, FIELD_REQUIRED, NULL),
	PLAIN(INT, "waiting", waiting, FIELD_REQUIRED, "Waiting on the customer."),
	PLAIN(INT, "decided_today", decided_today, 0, NULL),
	PLAIN(INT, "chats", chats, 0, "That wait for the worker, or are under way."),
};
RESOURCE(resource_load, "Load", load_fields, NULL);
#undef NOUN

#define NOUN struct worker
static const struct field worker_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(INT, "version", version, 0, NULL),
	PLAIN(TEXT, "username", username, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "name", name, FIELD_REQUIRED, NULL),
	PLAIN(TEXTS, "roles", roles, FIELD_ALWAYS, NULL),
	PLAIN(TEXTS, "team_ids", team_ids, FIELD_ALWAYS, NULL),
	PLAIN(TEXTS, "led_team_ids", led_team_ids, FIELD_ALWAYS, NULL),
	PLAIN(TEXTS, "programs", programs, FIELD_ALWAYS, "Certified for; empty: all."),
	PLAIN(TEXTS, "languages", languages, FIELD_ALWAYS, NULL),
	PLAIN(TEXTS, "counties", counties, FIELD_ALWAYS, "Empty: all."),
	PLAIN(INT, "capacity", capacity, FIELD_ALWAYS, "Hours a week; leave is not taken off."),
	PLAIN(DATE, "on_leave_from", on_leave_from, 0, NULL),
	PLAIN(DATE, "on_leave_to", on_leave_to, 0, NULL),
	WORD("presence", presence, 0, words_presence, NULL),
	PART(OBJECT, "load", load, 0, resource_load, NULL),
};
RESOURCE(resource_worker, "Worker", worker_fields, "A person who works here.");
#undef NOUN

#define NOUN struct team
static const struct field team_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "name", name, FIELD_REQUIRED, NULL),
	PLAIN(INT, "open", open, FIELD_REQUIRED, NULL),
	PLAIN(INT, "unassigned", unassigned, FIELD_REQUIRED, NULL),
	PART(OBJECT, "load", load, 0, resource_load,
	     "What its applications come to, whoever has them, for who leads it."),
	PART(OBJECT, "nobodys", nobodys, 0, resource_load, "What the unassigned come to, for who leads the team."),
};
RESOURCE(resource_team, "Team", team_fields, NULL);
#undef NOUN

#define NOUN struct session_request
static const struct field session_request_fields[] = {
	{ NAMED("username"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(username), .max = 64 },
	{ NAMED("password"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(password), .max = 1024 },
	{ NAMED("otp"), .kind = FIELD_TEXT, .offset = AT(otp), .max = 16 },
};
RESOURCE(request_session, "SignIn", session_request_fields, NULL);
#undef NOUN

#define NOUN struct draft_view
static const struct field draft_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(INT, "revision", revision, FIELD_REQUIRED, "Counts its changes."),
	{ NAMED("sealed"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(sealed),
	  .max = DRAFT_SEALED_MAX, .help = "Under the session's journal_key." },
	PLAIN(INSTANT, "changed_at", changed_at_ms, FIELD_REQUIRED, NULL),
};
RESOURCE(resource_draft, "Draft", draft_fields, NULL);
#undef NOUN

#define NOUN struct draft_request
static const struct field draft_request_fields[] = {
	PLAIN(INT, "revision", revision, FIELD_REQUIRED, "Greater than what is kept."),
	{ NAMED("sealed"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(sealed),
	  .max = DRAFT_SEALED_MAX },
	PLAIN(ID, "application_id", application_id, 0, "That it is about: it goes along when that is moved."),
};
RESOURCE(request_draft, "DraftKept", draft_request_fields, NULL);
#undef NOUN

#define SAVED_FILTER_MEMBERS                                                                             \
	{ NAMED("name"), .kind = FIELD_TEXT, .offset = AT(name), .max = SAVED_NAME_MAX,                  \
	  .help = "Absent: how the room was left." },                                                    \
	{ NAMED("room"), .kind = FIELD_ID, .flags = FIELD_REQUIRED, .offset = AT(room) },                \
	{ NAMED("words"), .kind = FIELD_TEXT, .offset = AT(words), .max = SAVED_WORDS_MAX },             \
	{ NAMED("sort"), .kind = FIELD_TEXT, .offset = AT(sort), .max = SAVED_WORD_MAX },                \
	{ NAMED("column"), .kind = FIELD_TEXT, .offset = AT(column), .max = SAVED_WORD_MAX }

#define NOUN struct saved_filter
static const struct field saved_filter_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	SAVED_FILTER_MEMBERS,
	PLAIN(INSTANT, "changed_at", changed_at_ms, FIELD_REQUIRED, NULL),
};
RESOURCE(resource_saved_filter, "SavedFilter", saved_filter_fields, "What a list shows, by a name of one's own.");

static const struct field saved_filter_request_fields[] = { SAVED_FILTER_MEMBERS };
RESOURCE(request_saved_filter, "SavedFilterKept", saved_filter_request_fields, NULL);
#undef NOUN

#define NOUN struct signing_key_view
static const struct field signing_key_fields[] = {
	PLAIN(ID, "key", key, FIELD_REQUIRED, "A hash of the public key."),
	PLAIN(TEXT, "public_key", public_key, FIELD_REQUIRED, "Ed25519, base64url."),
	PLAIN(TEXT, "sealed", sealed, FIELD_REQUIRED, "The secret half, sealed under the worker's password."),
	PLAIN(INSTANT, "made_at", made_at_ms, 0, NULL),
};
RESOURCE(resource_signing_key, "SigningKey", signing_key_fields, NULL);
#undef NOUN

#define NOUN struct signing_key_request
static const struct field signing_key_request_fields[] = {
	{ NAMED("public_key"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(public_key), .max = 64 },
	{ NAMED("sealed"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(sealed), .max = 256 },
	{ NAMED("proof"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(proof), .max = 128,
	  .help = "Signature over the sealed text and its owner's id." },
};
RESOURCE(request_signing_key, "SigningKeyGiven", signing_key_request_fields, NULL);
#undef NOUN

#define NOUN struct resealed_key
static const struct field resealed_key_fields[] = {
	{ NAMED("key"), .kind = FIELD_ID, .flags = FIELD_REQUIRED, .offset = AT(key) },
	{ NAMED("sealed"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(sealed), .max = 256 },
	{ NAMED("proof"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(proof), .max = 128 },
};
static const struct resource resource_resealed_key = { "KeyResealed", sizeof(NOUN), resealed_key_fields,
	                                               countof(resealed_key_fields), NULL };
#undef NOUN

#define NOUN struct password_request
static const struct field password_request_fields[] = {
	{ NAMED("current"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(current), .max = 1024 },
	{ NAMED("new"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(fresh), .max = 1024 },
	PART(OBJECT, "signing_key", signing_key, 0, resource_resealed_key,
	     "The active key, sealed under the new password; required where there is one."),
};
RESOURCE(request_password, "PasswordChange", password_request_fields, NULL);
#undef NOUN

#define NOUN struct session_view
static const struct field session_view_fields[] = {
	PLAIN(TEXT, "token", token, 0, "Shown once; send it as Authorization: Bearer."),
	PLAIN(INSTANT, "expires_at", expires_at_ms, FIELD_REQUIRED, NULL),
	PLAIN(INT, "idle_timeout_s", idle_timeout_s, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "journal_key", journal_key, 0, "32 bytes, base64url, for sealing drafts."),
	PART(OBJECT, "worker", worker, 0, resource_worker, NULL),
	PART(OBJECT, "signing_key", signing_key, 0, resource_signing_key, "Absent: none is active."),
	PLAIN(BOOL, "second_factor_due", second_factor_due, 0, "May do nothing but set up a second factor."),
	PLAIN(TEXT, "sample_as_of", sample_as_of, 0, "The server runs on a sample's clock from this day."),
	PLAIN(INSTANT, "sample_now", sample_now_ms, 0, "What the sample's clock shows now."),
};
RESOURCE(resource_session, "Session", session_view_fields, NULL);
#undef NOUN

static const char *const words_second_factor[] = { "", "off", "optional", "required", NULL };

#define NOUN struct second_factor_request
static const struct field second_factor_request_fields[] = {
	{ NAMED("password"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(password), .max = 1024 },
	{ NAMED("otp"), .kind = FIELD_TEXT, .offset = AT(otp), .max = 16,
	  .help = "The present code, where one is set up already." },
};
RESOURCE(request_second_factor, "SecondFactorStart", second_factor_request_fields, NULL);
#undef NOUN

#define NOUN struct second_factor_confirmation
static const struct field second_factor_confirmation_fields[] = {
	{ NAMED("otp"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(otp), .max = 16 },
};
RESOURCE(request_second_factor_confirmation, "SecondFactorConfirmation", second_factor_confirmation_fields, NULL);
#undef NOUN

#define NOUN struct second_factor_view
static const struct field second_factor_view_fields[] = {
	WORD("policy", policy, FIELD_REQUIRED, words_second_factor, "What the agency asks of these roles."),
	PLAIN(BOOL, "on", is_on, FIELD_ALWAYS, "Set up and confirmed."),
	PLAIN(INSTANT, "confirmed_at", confirmed_at_ms, 0, NULL),
	PLAIN(INT, "recovery_codes_left", recovery_left, FIELD_ALWAYS, NULL),
	PLAIN(TEXT, "secret", secret, 0, "Base32; shown once."),
	PLAIN(TEXT, "uri", uri, 0, "otpauth:, for an authenticator; shown once."),
	PLAIN(TEXTS, "recovery_codes", recovery_codes, 0, "Each good once; shown once."),
};
RESOURCE(resource_second_factor, "SecondFactor", second_factor_view_fields, "Codes by time (RFC 6238).");
#undef NOUN

-- An application that its applicant has begun and not sent yet: answers sealed
-- with the agency's key.  No event tells of it, since nothing has been asked
-- for; it goes by itself when nobody comes back to it.  Once sent, only the
-- receipt is kept, for as long as a browser may ask for it again.

CREATE TABLE started_form (
	id {key} PRIMARY KEY,
	number {key} NOT NULL,           -- F-25-000012, with which it is opened again
	account_id {key} NOT NULL,       -- '' where nobody is signed in
	program_id {key} NOT NULL,
	sealed {blob} NOT NULL,
	revision BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	application_id {key} NOT NULL    -- '' until it is sent
);
CREATE UNIQUE INDEX started_form_number ON started_form (number);
CREATE INDEX started_form_account ON started_form (account_id, changed_at);
CREATE INDEX started_form_changed ON started_form (changed_at);
CREATE INDEX started_form_application ON started_form (application_id);

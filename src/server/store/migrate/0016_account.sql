-- Applicants' own accounts.  Nobody needs one: it is for finding one's forms
-- and applications without their numbers and codes.

CREATE TABLE account (
	id {key} PRIMARY KEY,
	login_tag {blob} NOT NULL,       -- keyed hash of the e-mail or telephone
	login_sealed {blob} NOT NULL,    -- the same, sealed with the agency's key
	password_hash TEXT NOT NULL,
	language TEXT NOT NULL,
	customer_id {key} NOT NULL,      -- '' until an application was sent from it
	version BIGINT NOT NULL,
	changed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_login ON account (login_tag);
CREATE INDEX account_customer ON account (customer_id);

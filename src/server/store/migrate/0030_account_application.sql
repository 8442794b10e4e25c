-- What an account has proved: the applications that were filed from it, and
-- those whose code it gave.  It sees these, and nothing else of the record.
-- account.customer_id is from now on the record that the account's own first
-- application made, and no more one that a code led to.

CREATE TABLE account_application (
	account_id {key} NOT NULL,
	application_id {key} NOT NULL,
	PRIMARY KEY (account_id, application_id)
) {clustered};
CREATE INDEX account_application_of ON account_application (application_id);

-- Of what was there before, receipts prove what was filed from an account.  All
-- else, and a record it did not make, it has to show a code for once more.
INSERT INTO account_application (account_id, application_id)
	SELECT f.account_id, f.application_id FROM started_form f
	JOIN account a ON a.id = f.account_id WHERE f.application_id <> '';
UPDATE account SET customer_id = '' WHERE NOT EXISTS (
	SELECT 1 FROM account_application l JOIN application p ON p.id = l.application_id
	WHERE l.account_id = account.id AND p.customer_id = account.customer_id AND NOT EXISTS (
		SELECT 1 FROM application e WHERE e.customer_id = p.customer_id AND e.id < p.id));

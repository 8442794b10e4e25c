-- Whether an account's e-mail address is its maker's, and what is sent to it.

-- When who has the password read what was sent there; 0: not yet.
ALTER TABLE account ADD COLUMN confirmed_at BIGINT NOT NULL DEFAULT 0;
-- The address it is to move to, once that is confirmed; no bytes: none.
ALTER TABLE account ADD COLUMN move_tag {blob};
ALTER TABLE account ADD COLUMN move_sealed {blob};
ALTER TABLE account ADD COLUMN move_asked_at BIGINT NOT NULL DEFAULT 0;

-- Of an e-mail about an account recipient is known from the start, and goes
-- with its text as soon as it is sent.
ALTER TABLE mail ADD COLUMN account_id {key} NOT NULL DEFAULT '';
CREATE INDEX mail_account ON mail (account_id, id);

-- Who was asked about within the last hour, whether there is such an account
-- or not, so that nobody's mailbox is filled; keyed hashes alone.
CREATE TABLE account_ask (
	id {key} PRIMARY KEY,
	login_tag {blob} NOT NULL,
	asked_at BIGINT NOT NULL
);
CREATE INDEX account_ask_login ON account_ask (login_tag, asked_at);
CREATE INDEX account_ask_time ON account_ask (asked_at);

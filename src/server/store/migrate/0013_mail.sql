-- E-mail: what waits to be sent, and what became of a notice.

-- When it went out, and when it came back or could not be delivered; 0: never.
ALTER TABLE notice ADD COLUMN sent_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notice ADD COLUMN back_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notice ADD COLUMN attempts TEXT NOT NULL DEFAULT '[]'; -- JSON list

-- Until now whatever waited was a letter.
UPDATE notice SET channel = 'letter' WHERE state = 1 AND channel = 'email';

CREATE TABLE mail (
	id {key} PRIMARY KEY,            -- part of its Message-ID
	application_id {key} NOT NULL,
	customer_id {key} NOT NULL,
	notice_id {key} NOT NULL,        -- empty: a status update alone
	language TEXT NOT NULL,
	subject TEXT NOT NULL,
	body TEXT NOT NULL,              -- as it is sent
	state BIGINT NOT NULL,
	due_at BIGINT NOT NULL,          -- of one that waits: when to try, or the end of a lease
	lease {key} NOT NULL,            -- of who is sending it; empty: nobody
	tries BIGINT NOT NULL,
	recipient TEXT NOT NULL,         -- where it went
	answer TEXT NOT NULL,            -- the mail server's last word
	created_at BIGINT NOT NULL,
	done_at BIGINT NOT NULL
);
CREATE INDEX mail_due ON mail (state, due_at, id);
CREATE INDEX mail_application ON mail (application_id, id);
CREATE INDEX mail_customer ON mail (customer_id, id);

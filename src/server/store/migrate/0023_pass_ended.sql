-- Passes that were given back before their end: of one thing, all that were made until then.

CREATE TABLE pass_ended (
	thing {key} PRIMARY KEY,         -- purpose:id
	at BIGINT NOT NULL,
	ends_before BIGINT NOT NULL      -- by itself the last of them would end then
);
CREATE INDEX pass_ended_ends ON pass_ended (ends_before);

-- What a worker typed and has not sent, sealed with the worker's journal key:
-- to be gone on with at any terminal.  No event tells of it: it is nobody
-- else's, and nothing has happened.

CREATE TABLE draft (
	worker_id {key} NOT NULL,
	id {key} NOT NULL,               -- minted by the run that typed it
	revision BIGINT NOT NULL,        -- counts its changes
	sealed TEXT NOT NULL,
	changed_at BIGINT NOT NULL,
	PRIMARY KEY (worker_id, id)
);

-- Where each worker was last, in time and in the log: what came in since is told
-- when they are back.

CREATE TABLE worker_last (
	worker_id {key} PRIMARY KEY,
	at BIGINT NOT NULL,
	seq BIGINT NOT NULL
);

ALTER TABLE session ADD COLUMN since_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN since_seq BIGINT NOT NULL DEFAULT 0;

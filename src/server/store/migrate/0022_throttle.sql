-- Wrong passwords and codes, counted for all servers and past a restart.  The
-- name is a keyed hash: whose account and which address cannot be read from it.

CREATE TABLE throttle (
	name BIGINT PRIMARY KEY,
	failures BIGINT NOT NULL,
	free_at BIGINT NOT NULL,         -- real time, as the next
	touched_at BIGINT NOT NULL,
	known BIGINT NOT NULL            -- account and address have signed in together
);
CREATE INDEX throttle_touched ON throttle (touched_at);

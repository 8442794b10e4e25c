-- What a worker wants a list to show, by a name of their own, at any terminal.
-- A row whose name is empty is how a room was left.  No event tells of it: it
-- is nobody else's, and nothing has happened.

CREATE TABLE saved_filter (
	worker_id {key} NOT NULL,
	id {key} NOT NULL,               -- minted by the workstation
	name TEXT NOT NULL,
	room {key} NOT NULL,
	words TEXT NOT NULL,             -- as typed: may name a person
	sort TEXT NOT NULL,
	shown TEXT NOT NULL,             -- the last column of a row
	changed_at BIGINT NOT NULL,
	PRIMARY KEY (worker_id, id)
) {clustered};

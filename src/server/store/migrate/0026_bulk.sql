-- What became of each row of one act on many, for a retry of it; no text of a person.

CREATE TABLE bulk (
	id {key} PRIMARY KEY,
	worker_id {key} NOT NULL,
	at BIGINT NOT NULL,
	outcome TEXT NOT NULL            -- JSON: [{"id","done","version","code"?,"why"?},...]
);
CREATE INDEX bulk_at ON bulk (at);

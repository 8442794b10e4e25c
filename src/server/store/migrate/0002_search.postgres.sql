-- Full text for PostgreSQL.  Words are folded and cut before they come here;
-- no dictionary looks at them.

CREATE TABLE customer_search (
	customer_id {key} PRIMARY KEY,
	words TEXT NOT NULL,
	tokens tsvector NOT NULL
);
CREATE INDEX customer_search_tokens ON customer_search USING gin (tokens);

CREATE TABLE message_search (
	interaction_id {key} NOT NULL,
	seq BIGINT NOT NULL,
	tokens tsvector NOT NULL,
	PRIMARY KEY (interaction_id, seq)
);
CREATE INDEX message_search_tokens ON message_search USING gin (tokens);

CREATE TABLE note_search (
	note_id {key} PRIMARY KEY,
	tokens tsvector NOT NULL
);
CREATE INDEX note_search_tokens ON note_search USING gin (tokens);

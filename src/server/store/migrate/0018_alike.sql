-- Two records that may be one person's: what was decided of them.

ALTER TABLE customer ADD COLUMN merged_into {key} NOT NULL DEFAULT '';
CREATE INDEX customer_merged ON customer (merged_into) WHERE merged_into <> '';

CREATE TABLE customer_pair (
	one_id {key} NOT NULL,           -- the smaller of the two
	other_id {key} NOT NULL,
	verdict BIGINT NOT NULL,         -- 1 not the same, 2 merged
	by_id {key} NOT NULL,
	by_name TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (one_id, other_id)
);

-- What applicants and workers sent.  The bytes stand apart in parts of at most
-- 256 KiB, so that no row is large and a list of documents reads none of them.

CREATE TABLE document (
	id {key} PRIMARY KEY,
	application_id {key} NOT NULL,
	customer_id {key} NOT NULL,
	item_id {key} NOT NULL,          -- empty: for no requirement in particular
	name TEXT NOT NULL,              -- as it was sent
	media_type TEXT NOT NULL,        -- as its bytes say
	size BIGINT NOT NULL,
	sha256 TEXT NOT NULL,
	state BIGINT NOT NULL,
	text_state BIGINT NOT NULL,
	text TEXT NOT NULL,              -- its text layer
	from_kind BIGINT NOT NULL,
	from_id TEXT NOT NULL,
	from_name TEXT NOT NULL,
	at BIGINT NOT NULL,
	looked_at BIGINT NOT NULL,       -- a worker first looked; 0: nobody
	looked_by TEXT NOT NULL
);
CREATE INDEX document_application ON document (application_id, id);
CREATE INDEX document_unchecked ON document (id) WHERE state = 1 OR text_state = 1;

CREATE TABLE document_part (
	document_id {key} NOT NULL,
	number BIGINT NOT NULL,
	bytes {blob} NOT NULL,
	PRIMARY KEY (document_id, number)
);

-- Which workers have looked at it.
CREATE TABLE document_look (
	document_id {key} NOT NULL,
	worker_id {key} NOT NULL,
	at BIGINT NOT NULL,              -- the first time
	PRIMARY KEY (document_id, worker_id)
) {clustered};

-- Links for a worker's browser; each opens one document once.
CREATE TABLE document_link (
	id {key} PRIMARY KEY,
	document_id {key} NOT NULL,
	worker_id {key} NOT NULL,
	ends_at BIGINT NOT NULL,
	used_at BIGINT NOT NULL          -- 0: not yet
);
CREATE INDEX document_link_ends ON document_link (ends_at);

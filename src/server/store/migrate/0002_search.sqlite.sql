-- Full text for SQLite.  Words are folded and cut before they come here, so
-- the tokenizer only has to split at spaces.

CREATE TABLE customer_search (
	number INTEGER PRIMARY KEY,
	customer_id TEXT NOT NULL UNIQUE,
	words TEXT NOT NULL
);
CREATE VIRTUAL TABLE customer_words USING fts5(words,
	content = 'customer_search', content_rowid = 'number',
	detail = none, prefix = '1 2 3 4 5 6', tokenize = 'ascii');

-- One number for each conversation or note; a text's rowid in the index is
-- the number times 65536 plus the message's own seq.
CREATE TABLE text_search (
	number INTEGER PRIMARY KEY,
	kind BIGINT NOT NULL,
	owner_id TEXT NOT NULL,
	UNIQUE (kind, owner_id)
);
CREATE VIRTUAL TABLE message_words USING fts5(words, content = '', detail = none, tokenize = 'ascii');
CREATE VIRTUAL TABLE note_words USING fts5(words, content = '', detail = none, tokenize = 'ascii');

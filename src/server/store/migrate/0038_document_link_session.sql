-- Which session asked for a link: it opens nothing once that has ended.

ALTER TABLE document_link ADD COLUMN session_id {key} NOT NULL DEFAULT '';

-- Which application a draft is about: it goes along when that goes to somebody else.

ALTER TABLE draft ADD COLUMN application_id {key} NOT NULL DEFAULT '';

-- The worksheet as it was when a decision was made; empty where its program
-- carries no arithmetic, and in decisions of before.

ALTER TABLE decision ADD COLUMN worksheet TEXT NOT NULL DEFAULT '';

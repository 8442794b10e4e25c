-- Whether anybody on an application has a disability: 0 no, 1 yes, 2 not known, as of all that was
-- filed before this was kept and whose answers did not change since.  For reports of fairness alone, whose index
-- of figures holds it, too.

ALTER TABLE queue ADD COLUMN disability BIGINT NOT NULL DEFAULT 2;
DROP INDEX queue_figures;
CREATE INDEX queue_figures ON queue (application_id, program_id, county, language, filed_on, due_on, team_id,
	sealed, customer_id, disability);

-- What reports count, in indexes that hold all they read: narrow rows in the order they are asked
-- for, where the tables' own are wide and far apart.  queue_open begins with what no list asks for,
-- so that no list is read by it.

CREATE INDEX queue_open ON queue (interview_at, program_id, county, language, status, filed_on, proof_due_on,
	expedited, turn, team_id, sealed, customer_id)
	WHERE is_open = 1;
CREATE INDEX queue_figures ON queue (application_id, program_id, county, language, filed_on, due_on, team_id,
	sealed, customer_id);
CREATE INDEX decision_figures ON decision (id, supersedes, approved_by_id);
CREATE INDEX interaction_figures ON interaction (started_at, id, channel, state, handoff_at, application_id,
	customer_id);
DROP INDEX interaction_started;

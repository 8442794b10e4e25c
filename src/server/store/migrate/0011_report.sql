-- What reports read: the few kinds of event that are counted, by time, and
-- conversations by their beginning.  The condition is repeated in the queries.

CREATE INDEX event_report ON event (type, at, application_id, public_code, decision_id)
	WHERE type IN ('application.filed', 'application.withdrawn', 'decision.issued', 'decision.returned');
CREATE INDEX interaction_started ON interaction (started_at, id);

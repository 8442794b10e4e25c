-- What one worker looked at and searched for; the query names the same types.

CREATE INDEX event_access ON event (actor_id, seq)
	WHERE type IN ('record.viewed', 'ssn.revealed', 'document.viewed', 'search.done');

-- Looks, searches and lists taken out into a file, by who did; the query names the same types.

CREATE INDEX event_looks ON event (actor_id, seq)
	WHERE type IN ('record.viewed', 'ssn.revealed', 'document.viewed', 'search.done', 'list.exported');
DROP INDEX event_access;

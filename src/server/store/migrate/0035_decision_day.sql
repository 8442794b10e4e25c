-- What was decided since a day, by the day: the board counts it for a team, and lists it.

CREATE INDEX decision_day ON decision (decided_at, application_id);

-- At the desk: appeals, and what a worker wants to be reminded of.

CREATE TABLE appeal (
	id {key} PRIMARY KEY,
	application_id {key} NOT NULL,
	customer_id {key} NOT NULL,
	decision_id {key} NOT NULL,      -- what is appealed; empty: that no decision came in time
	state BIGINT NOT NULL,
	asked_on BIGINT NOT NULL,
	asked_at BIGINT NOT NULL,
	how TEXT NOT NULL,               -- web, phone, letter, office
	text TEXT NOT NULL,              -- the customer's own words
	late BIGINT NOT NULL,            -- asked for after its last day
	keep_benefits BIGINT NOT NULL,   -- asked for
	benefits_go_on BIGINT NOT NULL,  -- asked for in time
	decide_by BIGINT NOT NULL,
	recorded_by TEXT NOT NULL,
	ended_at BIGINT NOT NULL,        -- 0: open
	ended_by TEXT NOT NULL,
	note TEXT NOT NULL               -- of its result
);
CREATE INDEX appeal_application ON appeal (application_id, id);
CREATE INDEX appeal_open ON appeal (decide_by, id) WHERE ended_at = 0;

CREATE TABLE reminder (
	id {key} PRIMARY KEY,
	application_id {key} NOT NULL,
	customer_id {key} NOT NULL,
	worker_id {key} NOT NULL,        -- empty: whoever has the application
	remind_on BIGINT NOT NULL,
	text TEXT NOT NULL,
	made_at BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	done_at BIGINT NOT NULL          -- 0: not yet
);
CREATE INDEX reminder_application ON reminder (application_id, id);
CREATE INDEX reminder_worker ON reminder (worker_id, done_at, remind_on, id);

-- The assignee's next reminder, and whether an appeal keeps the application where it is.
ALTER TABLE queue ADD COLUMN remind_on BIGINT NOT NULL DEFAULT 2147483647;
ALTER TABLE queue ADD COLUMN appeal_open BIGINT NOT NULL DEFAULT 0;

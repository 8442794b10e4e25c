-- Plans to move applications.  An item names no customer: what is shown of one
-- is read from the queue, within what its reader may see.
-- A claim is remembered until its worker has done something with it.

CREATE TABLE plan (
	id {key} PRIMARY KEY,
	version BIGINT NOT NULL,
	state BIGINT NOT NULL,
	strategy BIGINT NOT NULL,
	kind BIGINT NOT NULL,
	absent_id {key} NOT NULL,        -- whose absence it is for, or empty
	absent_from BIGINT NOT NULL,
	absent_to BIGINT NOT NULL,
	team_id {key} NOT NULL,          -- that it evens out, or empty
	reason TEXT NOT NULL,
	made_by_id {key} NOT NULL,
	handed_to_id {key} NOT NULL,
	committed_by_id {key} NOT NULL,
	reverted_by_id {key} NOT NULL,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	committed_at BIGINT NOT NULL,
	reverted_at BIGINT NOT NULL,
	revert_reason TEXT NOT NULL
);
CREATE INDEX plan_created ON plan (created_at, id);

CREATE TABLE plan_item (
	plan_id {key} NOT NULL,
	place BIGINT NOT NULL,
	application_id {key} NOT NULL,
	application_version BIGINT NOT NULL,
	from_id {key} NOT NULL,          -- empty: nobody
	to_id {key} NOT NULL,
	weight_from BIGINT NOT NULL,     -- hundredths of one plain application
	weight_to BIGINT NOT NULL,
	reasons BIGINT NOT NULL,         -- set of 1 << REASON_*, by number for ever
	bends BIGINT NOT NULL,           -- set of 1 << BEND_*
	holder_limit BIGINT NOT NULL,    -- why it cannot stay, LIMIT_*
	outcome BIGINT NOT NULL,
	status_before BIGINT NOT NULL,   -- once it is carried out; so the next
	status_after BIGINT NOT NULL,
	version_after BIGINT NOT NULL,
	PRIMARY KEY (plan_id, place)
) {clustered};
CREATE UNIQUE INDEX plan_item_application ON plan_item (plan_id, application_id);
CREATE INDEX plan_item_worker ON plan_item (to_id, plan_id);
CREATE INDEX plan_item_holder ON plan_item (from_id, plan_id);

CREATE TABLE plan_skip (
	plan_id {key} NOT NULL,
	place BIGINT NOT NULL,
	application_id {key} NOT NULL,
	why TEXT NOT NULL,               -- a stable word
	PRIMARY KEY (plan_id, place)
) {clustered};

CREATE TABLE plan_load (
	plan_id {key} NOT NULL,
	worker_id {key} NOT NULL,
	capacity BIGINT NOT NULL,
	open BIGINT NOT NULL,
	weighted BIGINT NOT NULL,
	overdue BIGINT NOT NULL,
	due_soon BIGINT NOT NULL,
	waiting BIGINT NOT NULL,
	PRIMARY KEY (plan_id, worker_id)
) {clustered};

CREATE TABLE untouched_claim (
	application_id {key} PRIMARY KEY,
	worker_id {key} NOT NULL,
	version BIGINT NOT NULL,         -- of the application, as the claim left it
	seq BIGINT NOT NULL,             -- the log's head before the claim's events
	at BIGINT NOT NULL
);
CREATE INDEX untouched_claim_at ON untouched_claim (at, application_id);

-- What a worker said of being there; until it is said otherwise.
CREATE TABLE presence (
	worker_id {key} PRIMARY KEY,
	state BIGINT NOT NULL,
	at BIGINT NOT NULL
);

CREATE INDEX decision_maker ON decision (decided_by_id, decided_at);
CREATE INDEX interaction_worker_state ON interaction (worker_id, state);

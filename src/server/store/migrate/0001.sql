-- The first schema.  {key} is text compared bytewise, {blob} bytes,
-- {clustered} clusters a table on its primary key where the driver can.
-- Dates are days since 1970-01-01, 0x7fffffff in due_on for none; instants are milliseconds.

CREATE TABLE setting (
	name {key} PRIMARY KEY,
	value TEXT NOT NULL
);

CREATE TABLE team (
	id {key} PRIMARY KEY,
	name TEXT NOT NULL
);

CREATE TABLE worker (
	id {key} PRIMARY KEY,
	version BIGINT NOT NULL,
	username {key} NOT NULL UNIQUE,
	name TEXT NOT NULL,
	sort_key {key} NOT NULL,
	password_hash TEXT NOT NULL,
	roles BIGINT NOT NULL,
	programs TEXT NOT NULL,          -- comma-separated, empty: all
	counties TEXT NOT NULL,          -- comma-separated, empty: all
	languages TEXT NOT NULL,
	capacity BIGINT NOT NULL,
	on_leave_from BIGINT NOT NULL,
	on_leave_to BIGINT NOT NULL,
	journal_key {blob} NOT NULL,     -- sealed with the agency's key
	active BIGINT NOT NULL
);

CREATE TABLE worker_team (
	worker_id {key} NOT NULL,
	team_id {key} NOT NULL,
	leads BIGINT NOT NULL,
	PRIMARY KEY (worker_id, team_id)
);
CREATE INDEX worker_team_team ON worker_team (team_id);

CREATE TABLE worker_conflict (
	worker_id {key} NOT NULL,
	customer_id {key} NOT NULL,
	reason TEXT NOT NULL,
	declared_at BIGINT NOT NULL,
	PRIMARY KEY (worker_id, customer_id)
);

CREATE TABLE session (
	token_hash {blob} PRIMARY KEY,
	id {key} NOT NULL,
	worker_id {key} NOT NULL,
	created_at BIGINT NOT NULL,
	active_at BIGINT NOT NULL,
	ends_at BIGINT NOT NULL
);
CREATE INDEX session_worker ON session (worker_id);

CREATE TABLE program (
	id {key} NOT NULL,
	version BIGINT NOT NULL,
	body TEXT NOT NULL,              -- the program file as published
	published_at BIGINT NOT NULL,
	PRIMARY KEY (id, version)
);

CREATE TABLE customer (
	id {key} PRIMARY KEY,
	version BIGINT NOT NULL,
	kind BIGINT NOT NULL,
	case_number {key} NOT NULL UNIQUE,
	name TEXT NOT NULL,
	sort_key {key} NOT NULL,
	preferred_name TEXT NOT NULL,
	born_on BIGINT NOT NULL,
	language TEXT NOT NULL,
	spoken_language TEXT NOT NULL,
	phone TEXT NOT NULL,
	phone_last4 {key} NOT NULL,
	email TEXT NOT NULL,
	address TEXT NOT NULL,           -- JSON object or empty
	county {key} NOT NULL,
	ssn_sealed {blob},
	ssn_tag {blob},
	ssn_last4 TEXT NOT NULL,
	household TEXT NOT NULL,         -- JSON list
	contacts TEXT NOT NULL,          -- JSON list
	pinned_notes TEXT NOT NULL,      -- JSON list
	address_hidden BIGINT NOT NULL,
	vulnerable BIGINT NOT NULL,
	sealed BIGINT NOT NULL,
	open_applications BIGINT NOT NULL,
	changed_by TEXT NOT NULL,
	changed_fields TEXT NOT NULL,
	changed_at BIGINT NOT NULL
);
CREATE INDEX customer_phone ON customer (phone_last4, id);
CREATE INDEX customer_born ON customer (born_on, id);
CREATE INDEX customer_sort ON customer (sort_key, id);
CREATE INDEX customer_sealed ON customer (id) WHERE sealed = 1;

CREATE TABLE customer_seal (
	customer_id {key} NOT NULL,
	worker_id {key} NOT NULL,
	PRIMARY KEY (customer_id, worker_id)
);

CREATE TABLE application (
	id {key} PRIMARY KEY,
	version BIGINT NOT NULL,
	number {key} NOT NULL UNIQUE,
	program_id {key} NOT NULL,
	program_version BIGINT NOT NULL,
	customer_id {key} NOT NULL,
	status BIGINT NOT NULL,
	filed_on BIGINT NOT NULL,
	filed_at BIGINT NOT NULL,
	filed_by_id {key} NOT NULL,      -- intake worker or empty
	channel TEXT NOT NULL,
	answers TEXT NOT NULL,           -- JSON object
	access_code_tag {blob} NOT NULL, -- keyed hash
	decision_id {key} NOT NULL,
	decision_maker_id {key} NOT NULL,
	changed_by TEXT NOT NULL,
	changed_fields TEXT NOT NULL,
	changed_at BIGINT NOT NULL
);
CREATE INDEX application_customer ON application (customer_id, id);

-- One row per application, clustered so that a page of somebody's queue is
-- one range of one tree, customer's name included.  Kept in the same commit.
CREATE TABLE queue (
	assignee_id {key} NOT NULL,      -- empty: nobody's
	is_open BIGINT NOT NULL,
	due_on BIGINT NOT NULL,
	application_id {key} NOT NULL,
	version BIGINT NOT NULL,
	number {key} NOT NULL,
	program_id {key} NOT NULL,
	program_version BIGINT NOT NULL,
	customer_id {key} NOT NULL,
	customer_name TEXT NOT NULL,
	customer_key {key} NOT NULL,
	case_number TEXT NOT NULL,
	status BIGINT NOT NULL,
	expedited BIGINT NOT NULL,
	filed_on BIGINT NOT NULL,
	team_id {key} NOT NULL,
	county {key} NOT NULL,
	language TEXT NOT NULL,
	channel TEXT NOT NULL,
	turn BIGINT NOT NULL,            -- for the assignee
	next_act TEXT NOT NULL,
	unseen_changes BIGINT NOT NULL,  -- to the assignee
	interview_at BIGINT NOT NULL,
	proof_due_on BIGINT NOT NULL,
	items_open BIGINT NOT NULL,
	items_received BIGINT NOT NULL,
	waiting_chat_id TEXT NOT NULL,
	sealed BIGINT NOT NULL,
	filed_by_id {key} NOT NULL,
	filed_at BIGINT NOT NULL,
	decision_maker_id {key} NOT NULL,
	updated_at BIGINT NOT NULL,
	PRIMARY KEY (assignee_id, is_open, due_on, application_id)
) {clustered};
CREATE UNIQUE INDEX queue_application ON queue (application_id);
CREATE INDEX queue_team ON queue (team_id, is_open, due_on, application_id);
CREATE INDEX queue_status ON queue (team_id, status, due_on, application_id);
CREATE INDEX queue_customer ON queue (customer_id, application_id);
-- What is expedited and overdue comes first on every page by due date.  The
-- leading columns repeat the condition, so that a planner without statistics
-- prefers this to the key.
CREATE INDEX queue_urgent ON queue (assignee_id, is_open, expedited, due_on, application_id)
	WHERE expedited = 1 AND is_open = 1;
-- What totals leave out for those whom a seal does not name.
CREATE INDEX queue_sealed ON queue (assignee_id, is_open, sealed, customer_id) WHERE sealed = 1;
CREATE INDEX queue_sealed_team ON queue (team_id, is_open, sealed, customer_id) WHERE sealed = 1;

-- Exact totals of open applications, kept in the commit that changes them.
-- kind is 'assignee', 'team', 'status'.
CREATE TABLE total (
	kind {key} NOT NULL,
	key {key} NOT NULL,
	status BIGINT NOT NULL,
	count BIGINT NOT NULL,
	PRIMARY KEY (kind, key, status)
) {clustered};

CREATE TABLE missing_item (
	application_id {key} NOT NULL,
	id {key} NOT NULL,
	requirement TEXT NOT NULL,
	label TEXT NOT NULL,             -- JSON object by language
	person TEXT NOT NULL,
	source TEXT NOT NULL,
	period TEXT NOT NULL,
	cured_by BIGINT NOT NULL,
	state BIGINT NOT NULL,
	requested_on BIGINT NOT NULL,
	due_on BIGINT NOT NULL,
	received_at BIGINT NOT NULL,
	looked_at BIGINT NOT NULL,
	how TEXT NOT NULL,
	PRIMARY KEY (application_id, id)
) {clustered};

CREATE TABLE interview (
	application_id {key} NOT NULL,
	number BIGINT NOT NULL,
	at BIGINT NOT NULL,
	mode TEXT NOT NULL,
	state BIGINT NOT NULL,
	note TEXT NOT NULL,
	PRIMARY KEY (application_id, number)
) {clustered};

CREATE TABLE note (
	id {key} PRIMARY KEY,
	application_id {key} NOT NULL,
	customer_id {key} NOT NULL,
	author_kind BIGINT NOT NULL,
	author_id TEXT NOT NULL,
	author_name TEXT NOT NULL,
	at BIGINT NOT NULL,
	kind TEXT NOT NULL,              -- note or call
	text TEXT NOT NULL
);
CREATE INDEX note_application ON note (application_id, id);

CREATE TABLE decision (
	id {key} PRIMARY KEY,
	version BIGINT NOT NULL,
	application_id {key} NOT NULL,
	application_version BIGINT NOT NULL,
	outcome BIGINT NOT NULL,
	state BIGINT NOT NULL,
	reasons TEXT NOT NULL,           -- JSON list, texts filled in
	amounts TEXT NOT NULL,           -- JSON list
	rationale TEXT NOT NULL,
	advice_differs_because TEXT NOT NULL,
	decided_by_id {key} NOT NULL,
	decided_by_name TEXT NOT NULL,
	approved_by_id {key} NOT NULL,
	approved_by_name TEXT NOT NULL,
	decided_at BIGINT NOT NULL,
	approved_at BIGINT NOT NULL,
	notice_id {key} NOT NULL,
	appeal_deadline_on BIGINT NOT NULL,
	supersedes {key} NOT NULL,
	return_reason TEXT NOT NULL,
	override_reason TEXT NOT NULL,
	statement {blob} NOT NULL,
	signature TEXT NOT NULL
);
CREATE INDEX decision_application ON decision (application_id, id);
CREATE INDEX decision_state ON decision (state, id);

CREATE TABLE notice (
	id {key} PRIMARY KEY,
	application_id {key} NOT NULL,
	customer_id {key} NOT NULL,
	decision_id {key} NOT NULL,
	kind TEXT NOT NULL,
	channel TEXT NOT NULL,
	language TEXT NOT NULL,
	state BIGINT NOT NULL,
	rendered_text TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	created_at BIGINT NOT NULL
);
CREATE INDEX notice_application ON notice (application_id, id);
CREATE INDEX notice_state ON notice (state, id);

CREATE TABLE interaction (
	id {key} PRIMARY KEY,
	version BIGINT NOT NULL,
	customer_id {key} NOT NULL,
	application_id {key} NOT NULL,
	channel TEXT NOT NULL,
	state {key} NOT NULL,
	language TEXT NOT NULL,
	topic TEXT NOT NULL,
	started_at BIGINT NOT NULL,
	ended_at BIGINT NOT NULL,
	handoff_reason TEXT NOT NULL,
	handoff_at BIGINT NOT NULL,
	worker_id {key} NOT NULL,
	message_count BIGINT NOT NULL,
	summary TEXT NOT NULL
);
CREATE INDEX interaction_customer ON interaction (customer_id, id);
CREATE INDEX interaction_state ON interaction (state, id);
CREATE INDEX interaction_worker ON interaction (worker_id, id);

CREATE TABLE message (
	interaction_id {key} NOT NULL,
	seq BIGINT NOT NULL,
	at BIGINT NOT NULL,
	author_kind BIGINT NOT NULL,
	author_id TEXT NOT NULL,
	author_name TEXT NOT NULL,
	kind TEXT NOT NULL,
	text TEXT NOT NULL,
	internal BIGINT NOT NULL,
	PRIMARY KEY (interaction_id, seq)
) {clustered};

-- The one log.
CREATE TABLE event (
	chain_id BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	at BIGINT NOT NULL,
	type TEXT NOT NULL,
	subject_type TEXT NOT NULL,
	subject_id {key} NOT NULL,
	version BIGINT NOT NULL,
	customer_id {key} NOT NULL,
	application_id {key} NOT NULL,
	interaction_id {key} NOT NULL,
	decision_id {key} NOT NULL,
	notice_id {key} NOT NULL,
	actor_kind BIGINT NOT NULL,
	actor_id {key} NOT NULL,
	actor_name TEXT NOT NULL,
	changed TEXT NOT NULL,           -- comma-separated
	scope TEXT NOT NULL,             -- as hashed: team|county|program|before|after|sealed
	history_kind BIGINT NOT NULL,    -- 0: not in the history
	public_code BIGINT NOT NULL,     -- status update code, 0: none
	payload_hash {blob} NOT NULL,
	prev_hash {blob} NOT NULL,
	hash {blob} NOT NULL,
	PRIMARY KEY (chain_id, seq)
);
CREATE INDEX event_customer ON event (customer_id, seq);
CREATE INDEX event_application ON event (application_id, seq);

CREATE TABLE event_payload (
	chain_id BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	salt {blob} NOT NULL,
	payload TEXT NOT NULL,
	PRIMARY KEY (chain_id, seq)
);

CREATE TABLE chain_head (
	chain_id BIGINT PRIMARY KEY,
	seq BIGINT NOT NULL,
	hash {blob} NOT NULL
);

-- What a worker has read of an application.
CREATE TABLE seen (
	worker_id {key} NOT NULL,
	application_id {key} NOT NULL,
	seq BIGINT NOT NULL,
	PRIMARY KEY (worker_id, application_id)
) {clustered};

CREATE TABLE outcome (
	actor_id {key} NOT NULL,
	key {key} NOT NULL,
	body_hash {blob} NOT NULL,       -- over method, path and body
	status BIGINT NOT NULL,
	effect_type TEXT NOT NULL,
	effect_id TEXT NOT NULL,
	effect_version BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (actor_id, key)
) {clustered};
CREATE INDEX outcome_at ON outcome (at);

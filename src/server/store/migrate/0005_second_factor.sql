-- Second factors: one secret for each worker, and the codes for a lost phone.

CREATE TABLE second_factor (
	worker_id {key} PRIMARY KEY,
	secret {blob} NOT NULL,          -- sealed with the agency's key
	confirmed_at BIGINT NOT NULL,    -- 0: shown, and not confirmed yet
	used_step BIGINT NOT NULL        -- of the last code taken: none is taken twice
);

CREATE TABLE recovery_code (
	worker_id {key} NOT NULL,
	code_tag {blob} NOT NULL,        -- keyed: the code itself is written nowhere
	used_at BIGINT NOT NULL,         -- 0: still good
	PRIMARY KEY (worker_id, code_tag)
);

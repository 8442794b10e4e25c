-- What applicants say about how it went, asked for once with each decision.

CREATE TABLE feedback (
	token_hash {blob} PRIMARY KEY,
	application_id {key} NOT NULL,
	customer_id {key} NOT NULL,
	decision_id {key} NOT NULL,
	program_id {key} NOT NULL,
	codes TEXT NOT NULL,             -- of the decision's reasons, with spaces between
	asked_at BIGINT NOT NULL,
	answered_at BIGINT NOT NULL,     -- 0: not yet
	score BIGINT NOT NULL,           -- 1 to 5
	comment TEXT NOT NULL
);
CREATE INDEX feedback_application ON feedback (application_id);
CREATE INDEX feedback_answered ON feedback (answered_at, program_id);

-- Decisions drawn for review by somebody who had no part in them, and what came of it.

CREATE TABLE review (
	decision_id {key} PRIMARY KEY,
	application_id {key} NOT NULL,
	customer_id {key} NOT NULL,
	maker_id {key} NOT NULL,
	approver_id {key} NOT NULL,      -- empty: one person decided
	drawn_at BIGINT NOT NULL,
	percent BIGINT NOT NULL,         -- the share, seed and lot it was drawn by
	seed BIGINT NOT NULL,
	lot BIGINT NOT NULL,
	reviewed_at BIGINT NOT NULL,     -- 0: not yet
	reviewer_id {key} NOT NULL,
	reviewer_name TEXT NOT NULL,
	outcome BIGINT NOT NULL,
	kind BIGINT NOT NULL,
	words TEXT NOT NULL
);
CREATE INDEX review_drawn ON review (drawn_at, decision_id);
CREATE INDEX review_reviewed ON review (reviewed_at, decision_id);
CREATE INDEX review_application ON review (application_id);

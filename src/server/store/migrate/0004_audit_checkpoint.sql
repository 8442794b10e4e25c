-- Signed checkpoints of the log, beside the copies that are kept elsewhere.

CREATE TABLE audit_checkpoint (
	chain_id BIGINT NOT NULL,
	count BIGINT NOT NULL,           -- events it covers
	at BIGINT NOT NULL,
	note TEXT NOT NULL,              -- as it was signed
	sent BIGINT NOT NULL,            -- 1: its copy is where it should be
	PRIMARY KEY (chain_id, count)
);

-- Workers' signatures.  A key is never deleted: what it signed stays verifiable.

CREATE TABLE signing_key (
	id {key} PRIMARY KEY,            -- hash of the public key
	worker_id {key} NOT NULL,
	public_key {blob} NOT NULL,
	sealed TEXT NOT NULL,            -- secret half under the worker's password; empty once retired
	made_at BIGINT NOT NULL,
	sealed_at BIGINT NOT NULL,
	retired_at BIGINT NOT NULL       -- 0: the worker's active key
);
CREATE INDEX signing_key_worker ON signing_key (worker_id, made_at);
CREATE UNIQUE INDEX signing_key_active ON signing_key (worker_id) WHERE retired_at = 0;

-- What the second person sent, byte for byte, as decision has it of the first.
CREATE TABLE approval (
	decision_id {key} PRIMARY KEY,
	worker_id {key} NOT NULL,
	at BIGINT NOT NULL,
	statement {blob} NOT NULL,
	signature TEXT NOT NULL
);

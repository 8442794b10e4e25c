-- What somebody took in is all that they may see who only take in: found without reading everybody's.

CREATE INDEX queue_filed ON queue (filed_by_id, filed_at);

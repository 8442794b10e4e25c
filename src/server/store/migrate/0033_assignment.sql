-- Whom an application is given to is found while it is written: what that looks at is in small indexes, so that
-- a team of hundreds costs others no wait.

CREATE INDEX customer_more ON customer (id) WHERE open_applications > 1;
CREATE INDEX customer_seal_worker ON customer_seal (worker_id, customer_id);
